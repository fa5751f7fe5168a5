"""Totals rows: found, set aside, and held against the rows that they sum."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from adhelm.connectors.contract import TotalCheck
from adhelm.connectors.files.client.table import RAW, literal
from adhelm.connectors.files.mapping.lexicon import Lexicon, normal
from adhelm.connectors.files.mapping.plan import DROPPED, TYPED, Plan, value_name, value_sql
from adhelm.connectors.files.mapping.recognise import COUNTS, IDS, NOT_ADDITIVE, Bound, Table

if TYPE_CHECKING:
    import duckdb

_HEAD, _TAIL, _FIRST_COLUMNS = 5, 200, 3
_ROUNDING = Decimal("0.01")
_DUST = Decimal("0.000001")
_NAMES = (
    "campaign_name", "ad_group_name", "ad_name", "headline", "keyword", "search_term", "date",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Total:
    """One totals row: its number in the table, its label, the campaign type it speaks of."""

    row: int
    label: str
    kind: str = ""
    """The campaign type in the row or in its label; '' for all rows."""
    own: bool = False
    """Whether it claims to sum exactly the rows of this file."""
    account: bool = False
    """Whether it sums the whole account, of which the file may hold a part."""


@dataclass(frozen=True, slots=True)
class Edges:
    """The rows at the table's ends that are no data."""

    totals: tuple[Total, ...]
    footers: tuple[int, ...]
    blank: tuple[int, ...]
    """Rows without a name or date at an end: totals if they equal the sums."""


def find_edges(
    connection: duckdb.DuckDBPyConnection, table: Table, count: int, lexicon: Lexicon
) -> Edges:
    """Return the totals rows and footers among the first and last rows of the table."""
    rows = connection.execute(
        # Two ranges are looked up, an OR of them would read every row.
        f"SELECT rowid, * FROM {RAW} WHERE rowid < {_HEAD} UNION ALL SELECT rowid, * FROM {RAW}"
        f" WHERE rowid >= {max(_HEAD, count - _TAIL)} ORDER BY rowid"
    ).fetchall()
    totals, footers, plain = [], [], []
    for rid, *cells in rows:
        if total := _labelled(rid, cells, table, lexicon):
            totals.append(total)
        elif rid >= count - _TAIL and sum(cell is not None for cell in cells) == 1 < len(cells):
            footers.append(rid)
        elif any(cell is not None for cell in cells):
            plain.append((rid, cells))
    ends = {id(end): end for end in (plain[:1] + plain[-1:])}.values()
    blank = tuple(rid for rid, cells in ends if _nameless(cells, table))
    return Edges(tuple(totals), tuple(footers), blank if len(plain) > 1 else ())


def claims_total(connection: duckdb.DuckDBPyConnection, plan: Plan, row: int) -> bool:
    """Say whether a nameless row has at least half of what all other rows sum to."""
    names = [
        bound
        for bound in plan.table.measures
        if bound.canonical in ("spend", "impressions", "clicks")
    ]
    sums = _sums(connection, f"rid <> {row}", names)
    stated = stated_values(connection, plan, row)
    pairs = [
        (stated[name], value)
        for name, value in sums.items()
        if stated.get(name) is not None and value is not None
    ]
    return bool(pairs) and all(2 * (said or 0) >= value for said, value in pairs)


def check_totals(
    connection: duckdb.DuckDBPyConnection, plan: Plan, totals: Sequence[Total]
) -> tuple[TotalCheck, ...]:
    """Hold each totals row against the sum of the rows it speaks of."""
    if not totals:
        return ()
    kinds = _kinds(connection, plan)
    return tuple(check for total in totals for check in _check(connection, plan, total, kinds))


def stated_values(
    connection: duckdb.DuckDBPyConnection, plan: Plan, row: int
) -> dict[str, Decimal | None]:
    """Return the measures that one row of the table states."""
    measures = plan.table.measures
    if not measures:
        return {}
    values = (
        connection.execute(
            f"SELECT {', '.join(value_sql(plan, bound) for bound in measures)} FROM {RAW}"
            f" WHERE rowid = {row}"
        ).fetchone()
        or ()
    )
    return {
        bound.canonical or "": None if value is None else Decimal(value)
        for bound, value in zip(measures, values, strict=True)
    }


def _labelled(
    rid: int, cells: Sequence[str | None], table: Table, lexicon: Lexicon
) -> Total | None:
    identity = _identity_columns(table)
    places = [*range(min(_FIRST_COLUMNS, len(cells))), *identity]
    for at in dict.fromkeys(places):
        label = cells[at]
        if not label or not (rest := _rest_of_total(label, lexicon)):
            continue
        others = [cells[index] for index in identity if index != at]
        if ":" in label or "\uff1a" in label or not any(others):
            own = not rest[0] or rest[0] in lexicon.own_totals
            kind = "" if own else normal(_kind(cells, table)) or rest[0]
            return Total(rid, label.strip(), kind, own, rest[0] in lexicon.account_totals)
    return None


def _rest_of_total(label: str, lexicon: Lexicon) -> tuple[str] | None:
    """Return what a label says beside the word for a total, or None if it says no such word."""
    head, colon, rest = (
        re.split(r"\s*([:\uff1a])\s*", label, maxsplit=1)
        if re.search("[:\uff1a]", label)
        else (label, "", "")
    )
    if colon and normal(head) in lexicon.totals:
        return (normal(rest),)
    text = normal(label)
    if text in lexicon.totals:
        return ("",)
    if _counts_rows(text, lexicon):
        return ("",)
    before, _, word = text.rpartition(" ")
    return (before,) if word in lexicon.totals else None


def _counts_rows(text: str, lexicon: Lexicon) -> bool:
    """Say whether a label is like 'Total of 12 results'."""
    words = re.findall(r"\d+|[^\d\s]+", text)
    rest = {word for word in words if not word.isdigit()}
    counts = len(rest) < len(words)
    return (
        counts
        and bool(rest & lexicon.totals)
        and bool(rest & lexicon.beside_totals)
        and rest <= lexicon.totals | lexicon.beside_totals
    )


def _kind(cells: Sequence[str | None], table: Table) -> str:
    at = table.by_name.get("campaign_type")
    return (cells[at.index] or "") if at else ""


def _identity_columns(table: Table) -> list[int]:
    wanted = {*IDS, *_NAMES} - {"account_id"}
    return [
        bound.index
        for bound in table.bound
        if bound.canonical in wanted or (bound.canonical or "").startswith("by:")
    ]


def _nameless(cells: Sequence[str | None], table: Table) -> bool:
    columns = _identity_columns(table)
    return bool(columns) and all(cells[index] is None for index in columns)


def _kinds(connection: duckdb.DuckDBPyConnection, plan: Plan) -> dict[str, str]:
    if "campaign_type" not in plan.table:
        return {}
    rows = connection.execute(f"SELECT DISTINCT campaign_type FROM {TYPED}").fetchall()
    return {normal(kind): kind for (kind,) in rows if kind}


def _check(
    connection: duckdb.DuckDBPyConnection, plan: Plan, total: Total, kinds: Mapping[str, str]
) -> list[TotalCheck]:
    stated = stated_values(connection, plan, total.row)
    where = _rows_meant(connection, plan, total, kinds, stated)
    sums = _sums(connection, where, plan.table.measures)
    found = connection.execute(f"SELECT count(*) FROM {TYPED} WHERE {where}").fetchone()
    count = found[0] if found else 0
    verdicts = {
        field: _verdict(field, said, sums[field] or Decimal(0), count, total)
        for field, said in stated.items()
        if said is not None
    }
    if "mismatch" in verdicts.values():
        # A total that lacks something cannot at the same time hold more rows than the file.
        verdicts = {
            field: "mismatch" if verdict == "remainder" else verdict
            for field, verdict in verdicts.items()
        }
    return [
        TotalCheck(
            total.label,
            field,
            stated[field] or Decimal(0),
            sums[field] or Decimal(0),
            count,
            verdict,
        )
        for field, verdict in verdicts.items()
    ]


def _rows_meant(
    connection: duckdb.DuckDBPyConnection,
    plan: Plan,
    total: Total,
    kinds: Mapping[str, str],
    stated: Mapping[str, Decimal | None],
) -> str:
    if total.own:
        return "true"
    if total.kind in kinds:
        return f"campaign_type = {literal(kinds[total.kind])}"
    # An account's total is of all rows and more, 'other search terms' of none of them.
    if total.account:
        return "true"
    return "true" if not kinds and _equals_all(connection, plan, stated) else "false"


def _equals_all(
    connection: duckdb.DuckDBPyConnection, plan: Plan, stated: Mapping[str, Decimal | None]
) -> bool:
    additive = [bound for bound in plan.table.measures if bound.canonical not in NOT_ADDITIVE]
    sums = _sums(connection, "true", additive)
    return all(
        abs(said - (sums[field] or 0)) <= _ROUNDING * 10
        for field, said in stated.items()
        if said is not None and field in sums
    )


def _sums(
    connection: duckdb.DuckDBPyConnection, where: str, measures: Sequence[Bound]
) -> dict[str, Decimal | None]:
    if not measures:
        return {}
    parts = ", ".join(f"sum({value_name(bound.canonical or '')})" for bound in measures)
    row = connection.execute(f"SELECT {parts} FROM {TYPED} WHERE {where}").fetchone() or ()
    return {
        bound.canonical or "": None if value is None else Decimal(value)
        for bound, value in zip(measures, row, strict=True)
    }


def _verdict(field: str, stated: Decimal, summed: Decimal, rows: int, total: Total) -> str:
    gap = stated - summed
    if abs(gap) <= _DUST:
        return "ok"
    if field in NOT_ADDITIVE:
        return "not_additive"
    if field not in COUNTS and abs(gap) <= _ROUNDING * max(rows, 1):
        return "rounding"
    return "remainder" if gap > 0 and not total.own else "mismatch"


def skip_edges(connection: duckdb.DuckDBPyConnection, edges: Edges) -> int:
    """Set totals, footers and blank rows aside and return how many they are."""
    rows = [(total.row, "total") for total in edges.totals]
    rows += [(row, "footer") for row in edges.footers]
    if rows:
        connection.executemany(f"INSERT INTO {DROPPED} VALUES (?, ?, '')", rows)
    names = [name for name, *_ in connection.execute(f"DESCRIBE {RAW}").fetchall()]
    connection.execute(
        f"INSERT INTO {DROPPED} SELECT rowid, 'blank', '' FROM {RAW}"
        f" WHERE coalesce({', '.join(names)}) IS NULL"
    )
    found = connection.execute(f"SELECT count(*) FROM {DROPPED}").fetchone()
    return int(found[0]) if found else 0
