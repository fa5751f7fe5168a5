"""Answers as files, piece by piece: a few days at a time where rows are of days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import chain
from types import MappingProxyType
from typing import Any

from adhelm.act.reports.logic import tables
from adhelm.act.reports.logic.parquet import Parquet
from adhelm.act.reports.logic.workbook import Sheet, workbook
from adhelm.act.reports.service.arrowing import arrays
from adhelm.act.reports.service.asking import Desk
from adhelm.act.reports.service.tabling import columns_for
from adhelm.act.reports.types import Cell
from adhelm.core.ads import Period
from adhelm.core.principal import Scope
from adhelm.understand.metrics import Answer, Cells, NotAdditive, Question, lines
from adhelm.understand.metrics.types import Provenance

_AT_ONCE = 5000
_ROWS, _IN_COLUMNS = 10_000, 25_000
"""So many rows are in memory at once, give or take, where rows are of days."""
_MOST_DAYS = 92
_NOTHING: Sequence[Any] = ()
Rows = Sequence[tuple[Any, ...]]
Progress = Callable[[int, int | None], None]
"""Told of rows that are written, and how many there will be; None where nobody knows."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that is being written: its pieces are made when they are taken."""

    data_version: int
    pieces: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class _Parts:
    """An answer on its way into a file."""

    desk: Desk
    question: Question
    answers: Iterable[Answer]
    source: Provenance
    total: Sequence[Any]
    """Of the metrics over all rows; () where they do not add up."""
    progress: Progress

    def batches(self) -> Iterator[tuple[tuple[str, ...], Rows]]:
        """Yield names and a few thousand rows, at least once."""
        done = 0
        for found in self.answers:
            rows = found.rows
            for first in range(0, max(len(rows), 1), _AT_ONCE):
                some = _part(rows, first, first + _AT_ONCE)
                yield found.columns, some
                done += len(some)
                self.progress(done, None)
            # Else it would be there still while the next is asked for.
            del found, rows, some


def export(
    desk: Desk, *, question: Question, form: str, progress: Progress | None = None
) -> Exported:
    """
    Return the answer to a question piece by piece: 'csv', 'json', 'ndjson', 'xlsx' or 'parquet'.

    It is asked before this returns. Where each row is of a day, a few days are asked at a time, of
    the same data version, so that a long answer takes no more memory than a short one; rows are
    in the query's order where days come first in it, else within these few days. In CSV and
    XLSX, what a spreadsheet would run as a formula is text.

    :raises AdhelmError: as `understand.metrics.ask` does.
    """
    desk.principal.require(Scope.read)
    whole = _whole(desk, question)
    if whole is None:
        found = desk.ask(question)
        source, answers, total = found.provenance, iter([found]), _NOTHING
    else:
        source, total = whole
        answers = _by_days(desk, question, source)
    parts = _Parts(desk, question, answers, source, total, progress or _silent)
    return Exported(source.data_version, _FORMS[form](parts))


def _part(rows: Rows, first: int, end: int) -> Rows:
    return rows.part(first, end) if isinstance(rows, Cells) else rows[first:end]


def _silent(done: int, total: int | None) -> None:
    """Say nothing of rows that are written."""


def _whole(desk: Desk, question: Question) -> tuple[Provenance, Sequence[Any]] | None:
    """
    Return where the answer comes from as a whole and its totals, if it can be asked in parts.

    A part may lack what the whole is refused for, such as a second currency.
    """
    first = question.sort[0].lstrip("-") if question.sort else "date"
    if "date" not in question.by or first != "date" or question.compare or question.limit:
        return None
    keeps = "currency" in question.by and not question.currency
    by = ("currency",) if keeps else ()
    try:
        total = desk.ask(replace(question, by=by, sort=()))
    except NotAdditive:
        return None
    if not total.provenance.period:
        return None
    summed = () if keeps or len(total.rows) != 1 else total.rows[0]
    return total.provenance, summed


def _by_days(desk: Desk, question: Question, source: Provenance) -> Iterator[Answer]:
    """Return the answer a few days at a time, the first of them at once."""
    parts = _asked(desk, question, source)
    return chain([next(parts)], parts)


def _asked(desk: Desk, question: Question, source: Provenance) -> Iterator[Answer]:
    first, _, last = source.period.partition("..")
    left = Period.closed(date.fromisoformat(first), date.fromisoformat(last or first))
    # In the order of its dimensions with the day first, a question needs no sorting of its own.
    sort = () if question.sort == ("date",) and question.by[0] == "date" else question.sort
    backwards = question.sort[:1] == ("-date",)
    days = 1
    while left.days:
        some = timedelta(days=min(days, left.days))
        if backwards:
            part, left = Period(left.end - some, left.end), Period(left.start, left.end - some)
        else:
            part, left = Period(left.start, left.start + some), Period(left.start + some, left.end)
        asked = replace(question, period=part, as_of=source.data_version, sort=sort)
        found = desk.ask(asked, in_columns=True)
        yield found
        most = _ROWS if isinstance(found.rows, list) else _IN_COLUMNS
        days = max(1, min(most * part.days // max(1, len(found.rows)), _MOST_DAYS))
        del found


def _csv(parts: _Parts) -> Iterator[bytes]:
    # Names come again and again.
    named, field = False, cache(tables.field)
    for columns, rows in parts.batches():
        if not named:
            yield tables.csv_lines([columns])
            named = True
        if isinstance(rows, Cells) and len(columns) > 1:
            yield lines(rows, field, between=",", end="\r\n")
        else:
            yield tables.csv_columns(rows)


def _json(parts: _Parts) -> Iterator[bytes]:
    yield b'{"rows":['
    before = b""
    for columns, rows in parts.batches():
        if rows:
            yield before + tables.json_rows(dict(zip(columns, row, strict=True)) for row in rows)
            before = b","
    yield b'],"provenance":' + tables.json_of(parts.source) + b',"next_cursor":null}'


def _ndjson(parts: _Parts) -> Iterator[bytes]:
    for columns, rows in parts.batches():
        yield b"".join(tables.json_of(dict(zip(columns, row, strict=True))) + b"\n" for row in rows)


def _xlsx(parts: _Parts) -> Iterator[bytes]:
    columns = columns_for(parts.question, parts.desk.known)
    total: Sequence[Cell] = ()
    if parts.total and not parts.question.compare:
        blanks = [None] * (len(parts.question.by) - 1)
        total = ["Total", *blanks, *parts.total]
    sheet = Sheet("Export", columns, (rows for _, rows in parts.batches()), total)
    return workbook([sheet], title="Export", made_at=parts.source.read_at)


def _parquet(parts: _Parts) -> Iterator[bytes]:
    made = Parquet(columns_for(parts.question, parts.desk.known), arrays)
    for _, rows in parts.batches():
        yield made.write(rows)
    yield made.end()


_FORMS: Mapping[str, Callable[[_Parts], Iterator[bytes]]] = MappingProxyType(
    {"csv": _csv, "json": _json, "ndjson": _ndjson, "xlsx": _xlsx, "parquet": _parquet}
)
EXPORTS = tuple(_FORMS)
