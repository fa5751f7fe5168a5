"""Spreadsheets (XLSX), written piece by piece: typed cells, a frozen head, totals, no formula."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from html import escape
from itertools import chain

from adhelm.act.reports.logic.tables import harmless
from adhelm.act.reports.types import Cell, Column

MOST_ROWS = 1_048_576
"""So many rows a sheet has; what is longer goes on in the next one."""
_EPOCH = date(1899, 12, 30)
_LONGEST = 32_767
_DIGITS = 17
"""What a double tells apart; quotients have more."""
_EXACT_INTEGERS = 10**15
_STYLES = {
    "head": 1, "money": 2, "price": 2, "exact": 2, "count": 3, "share": 4, "ratio": 5, "date": 6,
    "time": 7, "text": 8, "note": 15,
}  # fmt: skip
_BOLD = {"money": 9, "price": 9, "exact": 9, "count": 10, "share": 11, "ratio": 12, "text": 13}
_WIDTHS = {"text": 26, "date": 12, "time": 18}
_UNWRITABLE = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows are taken a batch at a time."""

    name: str
    columns: Sequence[Column]
    batches: Iterable[Sequence[Sequence[Cell]]]
    total: Sequence[Cell] = ()


def workbook(sheets: Iterable[Sheet], *, title: str, made_at: datetime) -> Iterator[bytes]:
    """Return a workbook piece by piece; the same sheets give the same bytes."""
    pipe = _Pipe()
    names: list[str] = []
    # A pipe that cannot be wound back is what zipfile writes without looking at sizes first.
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as packed:
        _put(packed, "[Content_Types].xml", _CONTENT)
        _put(packed, "_rels/.rels", _TOP)
        _put(packed, "docProps/core.xml", _core(title, made_at))
        _put(packed, "xl/styles.xml", _styles())
        for sheet in sheets:
            yield from _sheet(packed, pipe, sheet, names)
        _put(packed, "xl/workbook.xml", _book(names))
        _put(packed, "xl/_rels/workbook.xml.rels", _book_rels(len(names)))
    yield pipe.take()


class _Pipe:
    """What was written and not taken yet."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: what is written is there."""

    def close(self) -> None:
        """Do nothing: what is written is taken still."""

    def take(self) -> bytes:
        found = b"".join(self._parts)
        self._parts.clear()
        return found


def _sheet(packed: zipfile.ZipFile, pipe: _Pipe, sheet: Sheet, names: list[str]) -> Iterator[bytes]:
    rows = _lines(sheet.columns, sheet.batches)
    left: list[str] = []
    more = True
    while more:
        names.append(_name(sheet.name, names))
        with packed.open(
            _entry(f"xl/worksheets/sheet{len(names)}.xml"), "w", force_zip64=True
        ) as out:
            out.write(_opening(sheet.columns).encode())
            count = 1
            more = False
            # A chain, which leaves the rows open when a sheet is full and this is left.
            for batch in chain([left] if left else [], rows):
                room = MOST_ROWS - 2 - count
                out.write("".join(batch[:room]).encode("utf-8", "replace"))
                count += min(len(batch), room)
                left = batch[room:]
                if left:
                    more = True
                    break
                yield pipe.take()
            if not more:
                out.write(_totals(sheet).encode("utf-8", "replace"))
            out.write(_closing(len(sheet.columns), count).encode())
        yield pipe.take()


def _lines(
    columns: Sequence[Column], batches: Iterable[Sequence[Sequence[Cell]]]
) -> Iterator[list[str]]:
    writers = [_writer(_STYLES.get(column.unit, 0)) for column in columns]
    for batch in batches:
        if not batch:
            continue
        # Column by column: the loop over a million rows is in comprehensions, not in calls.
        made = [
            list(map(write, cells))
            for write, cells in zip(writers, zip(*batch, strict=True), strict=True)
        ]
        yield [f"<row>{''.join(cells)}</row>" for cells in zip(*made, strict=True)]


def _totals(sheet: Sheet) -> str:
    if not sheet.total:
        return ""
    cells = "".join(
        _writer(_BOLD.get(column.unit, 13))(value)
        for column, value in zip(sheet.columns, sheet.total, strict=True)
    )
    how = [""] + [_HOW.get(column.total, "") for column in sheet.columns[1:]]
    said = "".join(_text(each, _STYLES["note"]) for each in how)
    return f"<row>{cells}</row><row>{said}</row>"


_HOW = {"sum": "sum", "of sums": "ratio of sums"}


def _writer(style: int) -> Callable[[Cell], str]:
    number = f'<c s="{style}"><v>'
    empty = f'<c s="{style}"/>'
    words = _BOLD["text"] if style in _BOLD.values() else _STYLES["text"]

    @lru_cache(maxsize=50_000)
    def worded(value: str) -> str:
        return _text(value, words)

    def write(value: Cell) -> str:
        if value is None:
            return empty
        if isinstance(value, str):
            return worded(value)
        if isinstance(value, int) and abs(value) >= _EXACT_INTEGERS:
            return worded(str(value))
        return f"{number}{_number(value)}</v></c>"

    return write


def _number(value: Decimal | float | date) -> str:
    if isinstance(value, Decimal):
        return _digits(value)
    return _serial(value) if isinstance(value, date) else str(value)


def _digits(value: Decimal) -> str:
    text = format(value, "f")
    if len(text) <= _DIGITS:
        return text
    # Of more digits than a double has, the nearest one.
    return repr(float(value)) if len(value.as_tuple().digits) > _DIGITS else text


def _serial(value: date) -> str:
    if not isinstance(value, datetime):
        return str((value - _EPOCH).days)
    at = value.astimezone(UTC) if value.tzinfo else value
    seconds = at.hour * 3600 + at.minute * 60 + at.second
    return f"{Decimal((at.date() - _EPOCH).days) + Decimal(seconds) / 86400:.10f}"


def _text(value: str, style: int) -> str:
    if not value:
        return f'<c s="{style}"/>'
    shown = escape(_UNWRITABLE.sub("", harmless(value))[:_LONGEST], quote=False)
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'


def _opening(columns: Sequence[Column]) -> str:
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{_width(column)}" customWidth="1"/>'
        for n, column in enumerate(columns, 1)
    )
    head = "".join(_text(column.label, _STYLES["head"]) for column in columns)
    return (
        f'{_HEAD}<worksheet {_MAIN}><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews><cols>{widths}</cols><sheetData><row>{head}</row>"
    )


def _closing(columns: int, rows: int) -> str:
    return (
        f'</sheetData><autoFilter ref="A1:{_letters(columns)}{rows}"/>'
        '<pageSetup orientation="landscape" fitToHeight="0"/></worksheet>'
    )


def _width(column: Column) -> int:
    return max(_WIDTHS.get(column.unit, 14), min(len(column.label) + 3, 40))


def _letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text or "A"


def _name(wanted: str, taken: Sequence[str]) -> str:
    """Return a name that a sheet may have: 31 characters, no brackets or slashes, none twice."""
    bare = re.sub(r"[\[\]:*?/\\']", " ", _UNWRITABLE.sub("", wanted)).strip() or "Sheet"
    name, count = bare[:31], 1
    while name.lower() in {each.lower() for each in taken}:
        count += 1
        tail = f" ({count})"
        name = bare[: 31 - len(tail)] + tail
    return name


def _entry(name: str) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    made.compress_type = zipfile.ZIP_DEFLATED
    made.external_attr = 0o600 << 16
    return made


def _put(packed: zipfile.ZipFile, name: str, text: str) -> None:
    packed.writestr(_entry(name), text.encode())


def _core(title: str, made_at: datetime) -> str:
    at = f"{made_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    kind = 'xsi:type="dcterms:W3CDTF"'
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/'
        'metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(_UNWRITABLE.sub('', title))}</dc:title><dc:creator>Adhelm</dc:creator>"
        f"<dcterms:created {kind}>{at}</dcterms:created>"
        f"<dcterms:modified {kind}>{at}</dcterms:modified></cp:coreProperties>"
    )


def _book(names: Sequence[str]) -> str:
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in enumerate(names, 1)
    )
    return (
        f'{_HEAD}<workbook {_MAIN} xmlns:r="{_DOC}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{listed}</sheets></workbook>"
    )


def _book_rels(count: int) -> str:
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{_DOC}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, count + 1)
    )
    styles = f'<Relationship Id="rId{count + 1}" Type="{_DOC}/styles" Target="styles.xml"/>'
    return f'{_HEAD}<Relationships xmlns="{_RELS}">{listed}{styles}</Relationships>'


def _styles() -> str:
    plain = [0, 0, 4, 3, 10, 2, 164, 165, 49]
    bold = [4, 3, 10, 2, 49]
    cells = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    cells += (
        '<xf numFmtId="0" fontId="2" fillId="2" borderId="0" xfId="0" applyFont="1" '
        'applyFill="1"><alignment wrapText="1" vertical="top"/></xf>'
    )
    for code in plain[2:]:
        cells += (
            f'<xf numFmtId="{code}" fontId="0" fillId="0" borderId="0" xfId="0" '
            'applyNumberFormat="1"/>'
        )
    for code in bold:
        cells += (
            f'<xf numFmtId="{code}" fontId="1" fillId="0" borderId="1" xfId="0" '
            'applyNumberFormat="1" applyFont="1" applyBorder="1"/>'
        )
    cells += '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    cells += '<xf numFmtId="0" fontId="3" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    side = "<left/><right/>{}<bottom/><diagonal/>"
    return (
        f'{_HEAD}<styleSheet {_MAIN}><numFmts count="2">'
        '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
        '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
        '<fonts count="4"><font><sz val="10"/><name val="Calibri"/></font>'
        '<font><b/><sz val="10"/><name val="Calibri"/></font>'
        '<font><b/><sz val="10"/><color rgb="FFFFFFFF"/><name val="Calibri"/></font>'
        '<font><i/><sz val="9"/><color rgb="FF4D5B69"/><name val="Calibri"/></font></fonts>'
        '<fills count="3"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid">'
        '<fgColor rgb="FF0B4A5A"/><bgColor indexed="64"/></patternFill></fill></fills>'
        f'<borders count="2"><border>{side.format("<top/>")}</border><border>'
        f"{side.format('<top style=' + chr(34) + 'thin' + chr(34) + '/>')}</border></borders>"
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        f'</cellStyleXfs><cellXfs count="16">{cells}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    )


_CONTENT = (
    f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    f'relationships+xml"/><Default Extension="xml" ContentType="{_KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-'
    'package.core-properties+xml"/></Types>'
)
_TOP = (
    f'{_HEAD}<Relationships xmlns="{_RELS}"><Relationship Id="rId1" '
    f'Type="{_DOC}/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type='
    '"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" '
    'Target="docProps/core.xml"/></Relationships>'
)
