"""Makes a batch ready to merge: repeats summed, stamps added, what it replaces named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adhelm.core.errors import Invalid
from adhelm.core.tables import TABLES
from adhelm.observe.warehouse.logic import shapes, sql
from adhelm.observe.warehouse.logic.shapes import Shape
from adhelm.observe.warehouse.store.profile import Group, Profile, take

if TYPE_CHECKING:
    import duckdb

# Columns asked for that say: conversions were looked for, so those not in the batch are gone.
_ASKED = ("conversions", "count", "value", "conversion_name")


class MixedRepeats(Invalid):
    """Rows that are the same fact disagree on currency or time zone."""

    code = "warehouse.mixed_repeats"


@dataclass(frozen=True, slots=True)
class Delivery:
    """Whose batch is being merged, and how."""

    workspace_id: str
    source_id: str
    batch_id: str
    window: bool
    allow_vanishing: bool
    stamps: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a batch is about, and how many of its rows were repeats."""

    profiles: Mapping[str, Profile]
    """Table -> what its rows are, of the tables that the batch is about."""
    merged: int


def arrive(connection: duckdb.DuckDBPyConnection, delivery: Delivery) -> Arrival:
    """
    Make the views `new_*`, `windows_*` and `gone_*` of the tables that the batch is about.

    :raises MixedRepeats: if rows of equal keys have two currencies or time zones.
    """
    merged = 0
    about = _about(connection, delivery)
    profiles = {}
    for shape in about:
        profile = profiles[shape.name] = take(connection, shape, shape.name)
        source = shape.name
        if _has_repeats(connection, shape, profile):
            source = _without_repeats(connection, shape)
            profiles[shape.name] = take(connection, shape, source)
            merged += profile.rows - profiles[shape.name].rows if shape.logged else 0
        rows = shapes.new_rows(shape, stamps=dict(delivery.stamps), source=source)
        connection.execute(f"CREATE OR REPLACE VIEW new_{shape.name} AS {rows}")
    for shape in about:
        if shape.leads:
            _name_scopes(connection, shape)
        if shape.days:
            _name_windows(connection, shape, delivery, profiles[shape.name])
        _name_gone(connection, shape, delivery)
    return Arrival(profiles, merged)


def append_only(table: str, *, stamps: Mapping[str, object]) -> str:
    """Return the query of staged rows that `old_<table>` does not hold yet."""
    columns = TABLES[table].columns
    told = [column.name for column in columns if not column.stamped]
    # A second delivery of the same statement says nothing new, whoever brought it.
    if "source_id" in TABLES[table].names:
        told.append("source_id")
    source = {"source_id": sql.text(stamps["source_id"])}
    new = ", ".join(f"{source.get(n, sql.name(n))} AS {sql.name(n)}" for n in told)
    stamped = ", ".join(
        f"{sql.text(stamps[column.name])} AS {sql.name(column.name)}"
        for column in columns
        if column.stamped and column.name != "source_id"
    )
    fresh = f"SELECT {new} FROM {table} EXCEPT SELECT {sql.names(told)} FROM old_{table}"
    return f"SELECT *, {stamped} FROM ({fresh})"


def _about(connection: duckdb.DuckDBPyConnection, delivery: Delivery) -> tuple[Shape, ...]:
    tables = [*shapes.SHAPES, "coverage"]
    held = " UNION ALL ".join(f"(SELECT '{table}' FROM {table} LIMIT 1)" for table in tables)
    filled = {row[0] for row in connection.execute(held).fetchall()}
    if delivery.window and "coverage" in filled:
        # An empty window is a delivery too: what was there is gone.
        asked = connection.execute("SELECT DISTINCT grain = 'period' FROM coverage").fetchall()
        filled |= {"period_facts" if is_period else "facts" for (is_period,) in asked}
    return tuple(s for s in shapes.SHAPES.values() if {s.name, s.leads} & filled)


def _has_repeats(connection: duckdb.DuckDBPyConnection, shape: Shape, profile: Profile) -> bool:
    # What is the same everywhere tells no two rows apart.
    apart = [c for c in shape.key if c != "source_id" and c not in profile.same]
    bit, rest = "1::UINTEGER", [sql.name(column) for column in apart]
    if len(shape.days) == 1:
        # The days of a month as bits of a number: many times fewer groups than there are rows.
        day = sql.name(shape.days[0])
        bit = f"1::UINTEGER << day({day})::UINTEGER"
        rest = [sql.name(c) for c in apart if c not in shape.days] + [f"last_day({day})"]
    # Keys of one hash are taken for the same here, and told apart where they are summed.
    groups = (
        f"SELECT count(*) AS n, bit_count(bit_or({bit})) AS days FROM {shape.name} "
        f"GROUP BY hash({', '.join(rest) or '1'})"
    )
    return bool(connection.execute(f"SELECT 1 FROM ({groups}) WHERE n > days LIMIT 1").fetchone())


def _without_repeats(connection: duckdb.DuckDBPyConnection, shape: Shape) -> str:
    if "currency" in shape.table.names:
        _refuse_mixed(connection, shape)
    query = shapes.without_repeats(shape)
    connection.execute(f"CREATE OR REPLACE TABLE merged_{shape.name} AS {query}")
    return f"merged_{shape.name}"


def _refuse_mixed(connection: duckdb.DuckDBPyConnection, shape: Shape) -> None:
    key = sql.names(column for column in shape.key if column != "source_id")
    mixed = connection.execute(
        f"SELECT account_id, entity_id, min(currency), max(currency) FROM {shape.name} "
        f"GROUP BY {key}, account_id, entity_id "
        "HAVING min(currency) <> max(currency) OR min(account_tz) <> max(account_tz) LIMIT 1"
    ).fetchone()
    if mixed:
        account, entity, one, other = mixed
        raise MixedRepeats(
            f"account {account}: two rows of '{entity}' on one day are in {one} and {other}",
            hint="rows of one entity and day are summed: give them one currency and time zone",
        )


def _name_scopes(connection: duckdb.DuckDBPyConnection, shape: Shape) -> None:
    """Name where the batch speaks of conversions: elsewhere it leaves old ones alone."""
    asked = ", ".join(sql.text(name) for name in _ASKED)
    fields = "string_split(coalesce(fields, ''), ',')"
    connection.execute(
        f"CREATE OR REPLACE TABLE scopes_{shape.name} AS "
        f"SELECT DISTINCT connector, account_id, level, breakdown FROM {shape.name} "
        "UNION SELECT connector, account_id, level, breakdown FROM coverage "
        f"WHERE list_has_any({fields}, [{asked}])"
    )


def _name_windows(
    connection: duckdb.DuckDBPyConnection, shape: Shape, delivery: Delivery, profile: Profile
) -> None:
    queries = [_held_windows(shape, profile)]
    if delivery.window and not shape.leads:
        queries.append(_asked_windows(shape))
    if shape.leads:
        queries.append(
            f"SELECT w.* FROM windows_{shape.leads} w SEMI JOIN scopes_{shape.name} s "
            "ON s.connector = w.connector AND s.account_id = w.account_id "
            "AND s.level = w.level AND s.breakdown = w.split"
        )
    joined = " UNION ALL ".join(queries)
    bounds = "min(first) AS first, max(last) AS last" if len(shape.days) == 1 else "first, last"
    connection.execute(
        f"CREATE OR REPLACE TABLE windows_{shape.name} AS "
        f"SELECT connector, account_id, level, split, hourly, {bounds} FROM ({joined}) GROUP BY ALL"
    )


def _held_windows(shape: Shape, profile: Profile) -> str:
    first, last = shape.days[0], shape.days[-1]
    if len(shape.days) == 1 and "breakdown" in shape.table.names and profile.groups:
        # The profile has seen all rows already.
        rows = ", ".join(f"({_window_of(group)})" for group in profile.groups)
        return f"FROM (VALUES {rows}) w(connector, account_id, level, split, hourly, first, last)"
    split = f"replace({shape.breakdown('n')}, '|', ',') AS split"
    who = f"n.connector, n.account_id, n.level, {split}"
    hourly = "n.hour IS NOT NULL" if shape.has_hours else "FALSE"
    days = f"{hourly} AS hourly, n.{first} AS first, n.{last} AS last"
    return f"SELECT DISTINCT {who}, {days} FROM new_{shape.name} n"


def _window_of(group: Group) -> str:
    split = (group.same["breakdown"] or "").replace("|", ",")
    values = (group.part.connector, group.part.account_id, group.same["level"], split)
    return ", ".join(map(sql.text, (*values, group.hours > 0, group.first, group.last)))


def _asked_windows(shape: Shape) -> str:
    grain = "grain = 'period'" if shape.name == "period_facts" else "grain <> 'period'"
    return (
        "SELECT connector, account_id, level, breakdown AS split, grain = 'hour' AS hourly, "
        f"start_date AS first, end_date AS last FROM coverage WHERE {grain}"
    )


def _name_gone(connection: duckdb.DuckDBPyConnection, shape: Shape, delivery: Delivery) -> None:
    query = f"FROM windows_{shape.name}" if delivery.window and shape.days else _units(shape)
    connection.execute(f"CREATE OR REPLACE VIEW gone_{shape.name} AS {query}")


def _units(shape: Shape) -> str:
    columns = ", ".join(f"{value} AS {sql.name(name)}" for name, value in shape.unit("n").items())
    own = f"SELECT {columns} FROM new_{shape.name} n"
    if not shape.leads:
        return own
    return (
        f"{own} UNION ALL SELECT {columns} FROM new_{shape.leads} n "
        f"SEMI JOIN scopes_{shape.name} s "
        "ON s.connector = n.connector AND s.account_id = n.account_id "
        "AND s.level = n.level AND s.breakdown = n.breakdown"
    )
