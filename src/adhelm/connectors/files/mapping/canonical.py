"""Tables whose headers are our own column names: read typed, and shown as `facts`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from adhelm.connectors.contract import Ambiguous, Hints, Question
from adhelm.connectors.files.client import table
from adhelm.connectors.files.client.table import Reject, Rows, literal
from adhelm.connectors.files.mapping import shown
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
_SHARED = (
    "connector", "platform", "account_id", "level", "breakdown", "breakdown_key", "currency",
    "account_tz",
)  # fmt: skip
_GIVEN, _BAD = "files_given", "files_bad"
_DIFFERS = "this row differs from the others"
_ABOVE_IMPRESSIONS = (
    "clicks > impressions AND impressions > 0 AND breakdown_key = ''"
    " AND level IN ({levels}) AND platform IN ({promised})"
)
_Rule: TypeAlias = tuple[str, str, str]
"""Code, SQL that is true of a bad row, reason."""


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
    rejects: tuple[Reject, ...]
    columns: tuple[str, ...]
    """Those of the file."""
    facts: str
    """The query of its good rows, in the columns of `facts`."""
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
    Read a canonical table, and tell the rows that break a rule from the others.

    :raises Ambiguous: if currency or time zone are neither in the file nor said.
    """
    names = tuple(name.strip() for name in header.names)
    defaults = _defaults(names, hints, file)
    columns = {name: _KEPT[name] for name in names}
    scan = table.typed_scan(path, columns, delimiter=header.delimiter, skip=header.skip)
    rows, same = _read(connection, scan, names, _guess_same(path, header, names))
    shared = "".join(f", {literal(text)} AS {name}" for name, text in same.items())
    facts = _facts_sql(f"(SELECT *{shared} FROM {_GIVEN})", names, defaults)
    broken = _broken(connection, facts, _rules(names))
    if not broken:
        return Loaded(rows.count, rows.rejects, names, facts, ())
    bad = _bad_rows(connection, _facts_sql(scan, names, defaults), names, broken)
    good = f"SELECT * FROM ({facts}) WHERE NOT ({_any_of(broken)})"
    return Loaded(rows.count, rows.rejects, names, good, bad)


def show(connection: duckdb.DuckDBPyConnection, loaded: Loaded) -> None:
    """Let the good rows appear as `facts`: in a view, what all rows share costs nothing."""
    shown.show(connection, FACTS.name, {name: name for name in _KEPT}, f"({loaded.facts})")


def _guess_same(path: Path, header: Header, names: Sequence[str]) -> dict[str, str]:
    """Guess by the first and the last rows what all of them share: column -> text."""
    rows = table.edge_rows(path, delimiter=header.delimiter, skip=header.skip, width=len(names))
    texts = {name: {row[at] for row in rows} for at, name in enumerate(names) if name in _SHARED}
    return {
        name: text
        for name, found in texts.items()
        if len(found) == 1 and (text := found.pop()) not in table.NULLS
    }


def _read(
    connection: duckdb.DuckDBPyConnection, scan: str, names: Sequence[str], same: Mapping[str, str]
) -> tuple[Rows, Mapping[str, str]]:
    """Read what rows do not share; all of it, once more, where the guess was wrong."""
    import duckdb

    kept = ", ".join(name for name in names if name not in same)
    agree = " AND ".join(f"{name} = {literal(text)}" for name, text in same.items())
    where = f" WHERE CASE WHEN {agree} THEN true ELSE error('{_DIFFERS}') END" if same else ""
    try:
        with table.unordered(connection):
            create = f"CREATE OR REPLACE TABLE {_GIVEN} AS SELECT {kept} FROM {scan}{where}"
            return table.run_scan(connection, create), same
    except duckdb.Error as error:
        if _DIFFERS not in str(error):
            raise
        return _read(connection, scan, names, {})


def _facts_sql(source: str, names: Sequence[str], defaults: Mapping[str, str]) -> str:
    known = {**{name: name for name in names}, **defaults}
    values = (f"{known.get(name, 'NULL')}::{kind} AS {name}" for name, kind in _KEPT.items())
    return f"SELECT {', '.join(values)} FROM {source}"


def _broken(
    connection: duckdb.DuckDBPyConnection, facts: str, rules: Sequence[_Rule]
) -> list[_Rule]:
    each = ", ".join(f"bool_or({rule})" for _, rule, _ in rules)
    any_of = " OR ".join(f"({rule})" for _, rule, _ in rules)
    found = connection.execute(f"SELECT {each} FROM ({facts}) WHERE {any_of}").fetchone() or ()
    return [rule for rule, breaks in zip(rules, found, strict=True) if breaks]


def _bad_rows(
    connection: duckdb.DuckDBPyConnection, rows: str, names: Sequence[str], broken: Sequence[_Rule]
) -> tuple[BadRow, ...]:
    """Read the file once more to find where the rows stand that break a rule."""
    codes = " ".join(f"WHEN {rule} THEN {literal(code)}" for code, rule, _ in broken)
    pairs = ", ".join(f'{literal(name)}, "{name}"' for name in names)
    table.run_scan(
        connection,
        f"CREATE OR REPLACE TEMP TABLE {_BAD} AS SELECT place, CASE {codes} END AS code,"
        f" json_object({pairs})::VARCHAR AS json FROM (SELECT row_number() OVER () - 1 AS place,"
        f" * FROM ({rows})) WHERE {_any_of(broken)}",
    )
    found = connection.execute(f"SELECT * FROM {_BAD} ORDER BY place").fetchall()
    connection.execute(f"DROP TABLE {_BAD}")
    reasons = {code: reason for code, _, reason in broken}
    return tuple(BadRow(place, code, reasons[code], json) for place, code, json in found)


def _any_of(rules: Sequence[_Rule]) -> str:
    return " OR ".join(f"coalesce({rule}, false)" for _, rule, _ in rules)


def sums_of(connection: duckdb.DuckDBPyConnection, loaded: Loaded) -> Sums:
    """Return the exact sums over the rows that were kept."""
    measures = [name for name in MEASURES if name in loaded.columns and name not in NOT_ADDITIVE]
    parts = "".join(f", sum({name})" for name in measures)
    rows, first, last, *values = connection.execute(
        f"SELECT count(*), min(date), max(date){parts} FROM facts"
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
        " FROM facts GROUP BY connector, platform, account_id, level, breakdown"
    )


def distinct(connection: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    """Return the distinct values of an identifying column."""
    rows = connection.execute(f"SELECT DISTINCT {name} FROM facts LIMIT 20").fetchall()
    return sorted(str(value) for (value,) in rows if value is not None)


def _defaults(names: Sequence[str], hints: Hints, file: str) -> dict[str, str]:
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


def _rules(names: Sequence[str]) -> list[_Rule]:
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


def _known(column: str, words: Iterable[str], reason: str) -> _Rule:
    return f"{column}.unknown", f"{column} IS NULL OR {column} NOT IN ({_list(words)})", reason


def _list(names: Iterable[str]) -> str:
    return ", ".join(literal(name) for name in names)
