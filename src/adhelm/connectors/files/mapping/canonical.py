"""Tables whose headers are our own column names: read typed, straight into `facts`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from adhelm.connectors.contract import Ambiguous, Hints, Question
from adhelm.connectors.files.client import table
from adhelm.connectors.files.client.table import Reject, literal
from adhelm.connectors.files.mapping.fill import Sums
from adhelm.connectors.files.mapping.header import Header
from adhelm.connectors.files.mapping.recognise import COUNTS, MEASURES, NOT_ADDITIVE
from adhelm.core.ads import CURRENCIES, PLATFORMS, Level
from adhelm.core.tables import FACTS

if TYPE_CHECKING:
    import duckdb

_NEEDED = {"platform", "account_id", "level", "entity_id", "date"}
_KEPT = {column.name: column.type for column in FACTS.staged}
_STRICT = (Level.account, Level.campaign, Level.ad_group, Level.ad)
_BAD = "files_bad"
_ABOVE_IMPRESSIONS = (
    "clicks > impressions AND impressions > 0 AND breakdown_key = ''"
    " AND level IN ({levels}) AND platform IN ({promised})"
)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that broke a rule: its number in the file, rejected lines not counted."""

    row: int
    code: str
    reason: str
    json: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a canonical table gave."""

    read: int
    first_row: int
    """The first of its rows in `facts`."""
    rejects: tuple[Reject, ...]
    columns: tuple[str, ...]
    bad: tuple[BadRow, ...]


def is_canonical(header: Header | None) -> bool:
    """Say whether all headers are columns of `facts` and name whose rows these are."""
    if header is None or header.preamble:
        return False
    names = [name.strip() for name in header.names]
    return set(names) <= _KEPT.keys() and len(set(names)) == len(names) and set(names) >= _NEEDED


def load_canonical(
    connection: duckdb.DuckDBPyConnection, path: Path, header: Header, hints: Hints, file: str
) -> Loaded:
    """
    Read a canonical table into `facts`; rows that break a rule are taken out again.

    :raises Ambiguous: if currency or time zone are neither in the file nor said.
    """
    names = [name.strip() for name in header.names]
    defaults = _defaults(names, hints, file)
    before = _next_row(connection)
    columns = {name: _KEPT[name] for name in names}
    scan = table.typed_scan(path, columns, delimiter=header.delimiter, skip=header.skip)
    given = ", ".join([*names, *(f"{sql} AS {name}" for name, sql in defaults.items())])
    rows = f"SELECT {given} FROM {scan}"
    with table.unordered(connection):
        rejects = table.run_scan(connection, f"INSERT INTO facts BY NAME {rows}")
    # Rows of an open transaction are numbered apart from those before it.
    read, first = connection.execute(
        f"SELECT count(*), coalesce(min(rowid), 0) FROM facts WHERE rowid >= {before}"
    ).fetchone() or (0, 0)
    bad = _take_bad_out(connection, rows, first, names)
    return Loaded(read, first, rejects, tuple(names), bad)


def _take_bad_out(
    connection: duckdb.DuckDBPyConnection, rows: str, first: int, names: list[str]
) -> tuple[BadRow, ...]:
    """Delete the rows that break a rule; read the file once more to find where they stood."""
    broken = [rule for rule in _rules(names) if _breaks(connection, rule[1], first)]
    if not broken:
        return ()
    any_of = " OR ".join(f"coalesce({rule}, false)" for _, rule, _ in broken)
    connection.execute(f"DELETE FROM facts WHERE rowid >= {first} AND ({any_of})")
    codes = " ".join(f"WHEN {rule} THEN {literal(code)}" for code, rule, _ in broken)
    pairs = ", ".join(f'{literal(name)}, "{name}"' for name in names)
    table.run_scan(
        connection,
        f"CREATE OR REPLACE TEMP TABLE {_BAD} AS SELECT place, CASE {codes} END AS code,"
        f" json_object({pairs})::VARCHAR AS json FROM (SELECT row_number() OVER () - 1 AS place,"
        f" * FROM ({rows})) WHERE {any_of}",
    )
    found = connection.execute(f"SELECT * FROM {_BAD} ORDER BY place").fetchall()
    connection.execute(f"DROP TABLE {_BAD}")
    reasons = {code: reason for code, _, reason in broken}
    return tuple(BadRow(place, code, reasons[code], json) for place, code, json in found)


def _breaks(connection: duckdb.DuckDBPyConnection, rule: str, first: int) -> bool:
    row = connection.execute(
        f"SELECT 1 FROM facts WHERE rowid >= {first} AND ({rule}) LIMIT 1"
    ).fetchone()
    return row is not None


def sums_of(connection: duckdb.DuckDBPyConnection, loaded: Loaded) -> Sums:
    """Return the exact sums over the rows that were kept."""
    measures = [name for name in MEASURES if name in loaded.columns and name not in NOT_ADDITIVE]
    parts = "".join(f", sum({name})" for name in measures)
    rows, first, last, *values = connection.execute(
        f"SELECT count(*), min(date), max(date){parts} FROM facts WHERE rowid >= {loaded.first_row}"
    ).fetchone() or (0, None, None)
    sums = {
        name: None if value is None else Decimal(value)
        for name, value in zip(measures, values, strict=True)
    }
    return Sums(rows, first, last, sums)


def fill_coverage(connection: duckdb.DuckDBPyConnection, loaded: Loaded) -> None:
    """Note which accounts and days the rows cover."""
    fields = ",".join(name for name in MEASURES if name in loaded.columns)
    connection.execute(
        "INSERT INTO coverage BY NAME SELECT connector, platform, account_id, level, breakdown,"
        " CASE WHEN count(hour) > 0 THEN 'hour' ELSE 'day' END AS grain,"
        f" min(date) AS start_date, max(date) AS end_date, {literal(fields)} AS fields"
        f" FROM facts WHERE rowid >= {loaded.first_row}"
        " GROUP BY connector, platform, account_id, level, breakdown"
    )


def distinct(connection: duckdb.DuckDBPyConnection, loaded: Loaded, name: str) -> list[str]:
    """Return the distinct values of an identifying column."""
    rows = connection.execute(
        f"SELECT DISTINCT {name} FROM facts WHERE rowid >= {loaded.first_row} LIMIT 20"
    ).fetchall()
    return sorted(str(value) for (value,) in rows if value is not None)


def _defaults(names: list[str], hints: Hints, file: str) -> dict[str, str]:
    cases = " ".join(
        f"WHEN {literal(name)} THEN {literal(spec.connector)}" for name, spec in PLATFORMS.items()
    )
    defaults = {
        "connector": f"CASE platform {cases} ELSE platform END",
        "breakdown": "''",
        "breakdown_key": "''",
        "currency": literal(hints.currency or ""),
        "account_tz": literal(hints.timezone or ""),
    }
    asked = {
        "currency": Question("currency", "in which currency are its amounts?", "--currency"),
        "account_tz": Question(
            "timezone", "in which time zone are the account's days?", "--timezone"
        ),
    }
    missing = {name: sql for name, sql in defaults.items() if name not in names}
    open_ = [asked[name] for name, sql in missing.items() if name in asked and sql == "''"]
    if open_:
        raise Ambiguous(file, open_)
    return missing


def _next_row(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute("SELECT coalesce(max(rowid), -1) + 1 FROM facts").fetchone()
    return int(row[0]) if row else 0


def _rules(names: list[str]) -> list[tuple[str, str, str]]:
    """Return code, SQL that is true of a bad row, and the reason."""
    rules = [
        ("account.missing", "account_id IS NULL", "no account"),
        ("entity.missing", "entity_id IS NULL", "no entity"),
        ("date.missing", "date IS NULL", "no date"),
        _known("platform", PLATFORMS, "no platform of ours"),
        _known("level", (level.value for level in Level), "no level of ours"),
        _known("currency", sorted(CURRENCIES), "no ISO 4217 currency"),
    ]
    rules += [
        ("number.negative", f"{name} < 0", "a count below zero") for name in COUNTS if name in names
    ]
    if {"clicks", "impressions"} <= set(names):
        promised = (name for name, spec in PLATFORMS.items() if spec.clicks_within_impressions)
        levels = (level.value for level in _STRICT)
        rule = _ABOVE_IMPRESSIONS.format(levels=_list(levels), promised=_list(promised))
        rules.append(("clicks.above_impressions", rule, "more clicks than impressions"))
    return rules


def _known(column: str, words: Iterable[str], reason: str) -> tuple[str, str, str]:
    return f"{column}.unknown", f"{column} IS NULL OR {column} NOT IN ({_list(words)})", reason


def _list(names: Iterable[str]) -> str:
    return ", ".join(literal(name) for name in names)
