"""However a table is written (encoding, marks, language, order), it means the same facts."""

import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.connectors.contract import Hints, StagedFile, silent
from adhelm.connectors.files import ExportReader
from adhelm.core.tables import STAGED

_HEADERS = {
    "en": ("Day", "Campaign", "Impr.", "Clicks", "Cost", "Conversions"),
    "de": ("Tag", "Kampagne", "Impr.", "Klicks", "Kosten", "Conversions"),
    "fr": ("Jour", "Campagne", "Impr.", "Clics", "Coût", "Conversions"),
    "es": ("Día", "Campaña", "Impr.", "Clics", "Coste", "Conversiones"),
    "pt": ("Dia", "Campanha", "Impr.", "Cliques", "Custo", "Conversões"),
    "it": ("Giorno", "Campagna", "Impr.", "Clic", "Costo", "Conversioni"),
    "nl": ("Dag", "Campagne", "Vert.", "Klikken", "Kosten", "Conversies"),
    "ja": ("日", "キャンペーン", "表示回数", "クリック数", "費用", "コンバージョン"),
}
_LATIN = [language for language in _HEADERS if language != "ja"]
_HINTS = Hints(platform="google_ads", account="1", currency="EUR", timezone="UTC")
_Row = tuple[date, str, int, int, Decimal, Decimal | None]

_cents = st.integers(-99_999_999, 9_999_999_999).map(lambda cents: Decimal(cents) / 100)
_row = st.tuples(
    st.integers(0, 40).map(lambda days: date(2026, 1, 20) + timedelta(days)),
    st.sampled_from(["Brand", "Cafe, Bar", 'The "best"', "Zoë", "2026", "Total Recall"]),
    st.integers(1000, 10_000_000),
    st.integers(0, 999),
    _cents,
    st.none() | st.integers(0, 99_999).map(lambda tenths: Decimal(tenths) / 10),
)
# The last row settles dates and marks, so that no question is open.
_rows = st.lists(_row, min_size=1, max_size=12).map(
    lambda rows: [*rows, (date(2026, 1, 31), "Anchor", 1, 0, Decimal("1234.56"), Decimal("0.5"))]
)
_layout = st.fixed_dictionaries({
    "language": st.sampled_from(sorted(_HEADERS)),
    "delimiter": st.sampled_from([",", ";", "\t", "|"]),
    "encoding": st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "own"]),
    "decimal": st.sampled_from([".", ","]),
    "grouped": st.booleans(),
    "dates": st.sampled_from(
        ["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%Y%m%d", "%Y/%m/%d"]
    ),
    "order": st.permutations(range(6)),
    "reverse": st.booleans(),
    "preamble": st.booleans(),
    "newline": st.sampled_from(["\n", "\r\n"]),
})  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(rows=_rows, layout=_layout)
def test_the_same_rows_give_the_same_facts_however_they_are_written(
    rows: list[_Row], layout: dict[str, Any]
) -> None:
    if layout["language"] == "ja" and layout["encoding"] == "own":
        rows = [(day, name.replace("ë", "e"), *rest) for day, name, *rest in rows]  # type: ignore[misc]  # same shape

    staged, facts = _stage(_written(rows, layout))

    assert facts == sorted(rows, key=_key)
    assert staged.sums["spend"] == sum(row[4] for row in rows)
    assert staged.sums["impressions"] == sum(row[2] for row in rows)


@settings(max_examples=10, deadline=None)
@given(rows=_rows, cut=st.integers(1, 12), layout=_layout)
def test_a_file_split_in_two_gives_the_same_facts(
    rows: list[_Row], cut: int, layout: dict[str, Any]
) -> None:
    layout = {**layout, "encoding": "utf-8"}
    anchor = rows[-1]
    parts = [[*rows[:-1][:cut], anchor], [*rows[:-1][cut:], anchor]]

    together = _stage(_written(rows, layout))[1]
    apart = [fact for part in parts for fact in _stage(_written(part, layout))[1]]
    apart.remove(anchor)

    assert sorted(apart, key=_key) == together


def _key(row: _Row) -> str:
    return repr(row)


def _written(rows: list[_Row], layout: dict[str, Any]) -> bytes:
    table = [_cells(row, layout) for row in rows]
    table = table[::-1] if layout["reverse"] else table
    lines = [_HEADERS[layout["language"]], *table]
    mark = layout["delimiter"]
    texts = [mark.join(_quoted(line[at], mark) for at in layout["order"]) for line in lines]
    if layout["preamble"]:
        texts = ["Campaign report", "January 1, 2026 - March 31, 2026", *texts]
    text = "".join(line + layout["newline"] for line in texts)
    own = "cp932" if layout["language"] == "ja" else "cp1252"
    return text.encode(own if layout["encoding"] == "own" else layout["encoding"])


def _cells(row: _Row, layout: dict[str, Any]) -> list[str]:
    day, name, shown, clicks, cost, results = row
    return [
        day.strftime(layout["dates"]),
        name,
        _number(Decimal(shown), layout, 0),
        str(clicks),
        _number(cost, layout, 2),
        " --" if results is None else _number(results, layout, 1),
    ]


def _number(value: Decimal, layout: dict[str, Any], places: int) -> str:
    text = f"{value:,.{places}f}" if layout["grouped"] else f"{value:.{places}f}"
    return text if layout["decimal"] == "." else text.translate(str.maketrans(",.", ".,"))


def _quoted(cell: str, mark: str) -> str:
    if any(sign in cell for sign in (mark, '"')):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _stage(content: bytes) -> tuple[StagedFile, list[_Row]]:
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "export"
        path.write_bytes(content)
        for table in STAGED:
            columns = ", ".join(f'"{column.name}" {column.type}' for column in table.staged)
            connection.execute(f"CREATE TABLE {table.name} ({columns})")
        staged = ExportReader().stage(path, into=connection, hints=_HINTS, progress=silent)
        facts = connection.execute(
            "SELECT date, name, impressions, clicks, spend, platform_conversions FROM facts"
            " JOIN entities USING (entity_id)"
        ).fetchall()
    return staged, sorted(facts, key=_key)
