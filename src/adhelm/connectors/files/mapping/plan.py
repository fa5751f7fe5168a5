"""Everything that was decided about a file, and the one view through which its rows are read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from adhelm.connectors.files.client.table import RAW, literal
from adhelm.connectors.files.mapping.dates import Moment
from adhelm.connectors.files.mapping.identity import Identity
from adhelm.connectors.files.mapping.lexicon import Lexicon, normal
from adhelm.connectors.files.mapping.numbers import Marks, count_sql, given_sql, number_sql
from adhelm.connectors.files.mapping.recognise import COUNTS, DATES, Bound, Table
from adhelm.core.ads import Level

if TYPE_CHECKING:
    import duckdb

_WINDOW = re.compile(
    r"(\d+)\D*?(?:(cli[ckq]|klick|klik|クリック)|(view|aufruf|ansicht|vue|visual|weergav|ヒュー|表示))"
)
TYPED = "files_typed"
VALUES = "files_values"
DIMENSIONS = "files_dimensions"
DROPPED = "files_dropped"
DAYS = "files_days"
LINES = "files_lines"
EXTRA = "extra_json"
TYPED_ROWS = f"{VALUES} JOIN {DIMENSIONS} USING (dimension)"
WORK = (DROPPED, DAYS, LINES)
"""What no view reads once a file is staged."""
TABLES = (VALUES, DIMENSIONS, *WORK)
STATUSES = {
    Level.campaign: "campaign_status",
    Level.ad_group: "ad_group_status",
    Level.ad: "ad_status",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One kind of conversion: its columns in the view, its type and the platform's name."""

    type: str
    name: str
    count: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """How the rows of one file become rows of ours."""

    table: Table
    level: Level
    identity: Identity
    marks: Marks
    currency: str
    """SQL."""
    timezone: str
    """SQL."""
    grain: str
    period: tuple[date, date] | None = None
    moments: Mapping[str, Moment] = field(default_factory=dict)
    indicators: Mapping[str, str] = field(default_factory=dict)
    windows: Mapping[str, str] = field(default_factory=dict)

    @property
    def breakdowns(self) -> tuple[Bound, ...]:
        """Return the columns that split the rows."""
        return tuple(
            bound for bound in self.table.bound if (bound.canonical or "").startswith("by:")
        )

    @property
    def breakdown(self) -> str:
        """Return the names of the dimensions that split the rows."""
        names = [(bound.canonical or "").removeprefix("by:") for bound in self.breakdowns]
        if "campaign_type" in self.table and self.level == Level.account:
            names.append("campaign_type")
        return ",".join(names)

    @property
    def extras(self) -> tuple[Bound, ...]:
        """Return the columns that are kept as they are written."""
        return tuple(bound for bound in self.table.bound if bound.canonical is None)

    @property
    def events(self) -> tuple[Event, ...]:
        """Return the conversions that the file counts in columns of their own."""
        types = {
            (bound.canonical or "").split(":", 1)[1]: bound
            for prefix in ("value:", "event:")
            for bound in self.table.bound
            if (bound.canonical or "").startswith(prefix)
        }
        return tuple(
            Event(
                kind,
                types[kind].header,
                count=value_name(f"event:{kind}") if f"event:{kind}" in self.table else "",
                value=value_name(f"value:{kind}") if f"value:{kind}" in self.table else "",
            )
            for kind in sorted(types)
        )


def value_name(canonical: str) -> str:
    """Return a measure's column in the view."""
    return canonical.replace(":", "_")


def value_sql(plan: Plan, bound: Bound) -> str:
    """Return the SQL that reads a measure's text."""
    column = f"c{bound.index}"
    mark, shape = plan.marks.by_column[column], plan.marks.shapes[column]
    if bound.canonical in COUNTS:
        return count_sql(column, mark, shape)
    return number_sql(column, mark, shape, scale=bound.scale)


def given(plan: Plan, bound: Bound) -> str:
    """Return the SQL that says whether a row claims a number there."""
    column = f"c{bound.index}"
    return given_sql(column, plan.marks.shapes[column])


def create_typed(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """
    Read all rows that are not dropped: numbers once per row, names once per distinct path.

    The view `TYPED` joins the two again.
    """
    _create_days(connection, plan.moments)
    _create_dimensions(connection, plan)
    connection.execute(f"DROP TABLE IF EXISTS {VALUES}")
    columns = ", ".join(f"{sql} AS {name}" for name, sql in _values(plan).items())
    joins = " ".join(
        f"LEFT JOIN {DAYS} AS {name} ON {name}.text = {RAW}.{column}"
        for name in ("date", "period_start", "period_end", "month", "week")
        if (column := plan.table.column(name))
    )
    same = " AND ".join(
        f"{RAW}.{column} IS NOT DISTINCT FROM {DIMENSIONS}.{column}"
        for column in _telling(connection, _keys(plan))
    )
    connection.execute(
        f"CREATE TABLE {VALUES} AS SELECT {columns} FROM {RAW} {joins}"
        f" JOIN {DIMENSIONS} ON {same or 'true'}"
        f" WHERE {RAW}.rowid NOT IN (SELECT rid FROM {DROPPED})"
    )
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {TYPED} AS SELECT * FROM {TYPED_ROWS}")


def create_dropped(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the empty list of rows that are no data."""
    connection.execute(f"DROP TABLE IF EXISTS {DROPPED}")
    connection.execute(
        f"CREATE TEMP TABLE {DROPPED} (rid BIGINT NOT NULL, code VARCHAR, reason VARCHAR)"
    )


def drop_rows(connection: duckdb.DuckDBPyConnection, rows: Sequence[tuple[int, str, str]]) -> None:
    """Note rows that are no data: number, code, reason."""
    if rows:
        connection.executemany(f"INSERT INTO {DROPPED} VALUES (?, ?, ?)", rows)
        forget_dropped(connection)


def forget_dropped(connection: duckdb.DuckDBPyConnection) -> None:
    """Take the dropped rows out of the typed ones."""
    connection.execute(f"DELETE FROM {VALUES} WHERE rid IN (SELECT rid FROM {DROPPED})")


def choose_sql(column: str, found: Mapping[str, str], default: str = "") -> str:
    """Return the SQL that looks a text up among a few known ones."""
    cases = " ".join(f"WHEN {literal(text)} THEN {literal(to)}" for text, to in found.items())
    return f"CASE {column} {cases} ELSE {literal(default)} END" if cases else literal(default)


def event_of(indicator: str, lexicon: Lexicon) -> str:
    """Return the event type that a result indicator counts; '' if it is no conversion."""
    text = normal(indicator)
    return next((event for part, event in lexicon.indicators if part in text), "custom")


def unique_headers(headers: Sequence[str]) -> list[str]:
    """Return headers with later twins numbered: `clicks`, `clicks (2)`."""
    seen: dict[str, int] = {}
    names = []
    for at, header in enumerate(headers, start=1):
        name = header or f"column {at}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def window_of(setting: str) -> str:
    """Return an attribution setting in short: '7-day click or 1-day view' is 7d_click_1d_view."""
    found = _WINDOW.findall(normal(setting))
    parts = [f"{days}d_{'click' if click else 'view'}" for days, click, _ in found]
    return "_".join(parts) or normal(setting)


def _create_days(connection: duckdb.DuckDBPyConnection, moments: Mapping[str, Moment]) -> None:
    connection.execute(f"DROP TABLE IF EXISTS {DAYS}")
    connection.execute(f"CREATE TEMP TABLE {DAYS} (text VARCHAR, day DATE, hour TINYINT)")
    found = list(moments.values())
    connection.execute(
        f"INSERT INTO {DAYS} SELECT unnest(?::VARCHAR[]), unnest(?::DATE[]), unnest(?::TINYINT[])",
        [list(moments), [moment.day for moment in found], [moment.hour for moment in found]],
    )


def _create_dimensions(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    keys = ", ".join(_keys(plan))
    columns = ", ".join(f"{sql} AS {name}" for name, sql in _dimensions(plan).items())
    source = (
        f"(SELECT DISTINCT {keys} FROM {RAW} WHERE rowid NOT IN (SELECT rid FROM {DROPPED}))"
        if keys
        else "(SELECT 1)"
    )
    connection.execute(
        f"CREATE OR REPLACE TABLE {DIMENSIONS} AS"
        f" SELECT row_number() OVER () AS dimension, {columns}{', ' if keys else ''}{keys}"
        f" FROM {source}"
    )


def _keys(plan: Plan) -> list[str]:
    """Return the raw columns that say whose row it is; many rows share their texts."""
    measures = {bound.index for bound in plan.table.measures}
    return [
        f"c{bound.index}"
        for bound in plan.table.bound
        if bound.canonical
        and bound.index not in measures
        and bound.canonical not in (*DATES, "hour")
    ]


def _telling(connection: duckdb.DuckDBPyConnection, keys: list[str]) -> list[str]:
    """Return the fewest keys that tell the paths apart: an id alone, or all that differ at all."""
    counts = ", ".join(f"count(DISTINCT {key}) + (count({key}) < count(*))::INT" for key in keys)
    paths, *found = connection.execute(
        f"SELECT count(*){', ' if keys else ''}{counts} FROM {DIMENSIONS}"
    ).fetchone() or (0,)
    alone = [key for key, count in zip(keys, found, strict=True) if count == paths]
    return alone[:1] or [key for key, count in zip(keys, found, strict=True) if count > 1]


def _dimensions(plan: Plan) -> dict[str, str]:
    identity = plan.identity
    kind = plan.table.column("campaign_type")
    return {
        "connector": identity.connector,
        "platform": identity.platform,
        "account_id": identity.account_id,
        "level": literal(plan.level.value),
        "entity_id": identity.entity_id,
        "campaign_id": identity.campaign_id,
        "ad_group_id": identity.ad_group_id,
        "breakdown": literal(plan.breakdown),
        "breakdown_key": _breakdown_key(plan),
        "currency": plan.currency,
        "account_tz": plan.timezone,
        **_results(plan),
        "campaign_type": kind or "NULL::VARCHAR",
    }


def _values(plan: Plan) -> dict[str, str]:
    return {
        "rid": f"{RAW}.rowid",
        "dimension": "dimension",
        **_when(plan),
        **{
            value_name(bound.canonical or ""): value_sql(plan, bound)
            for bound in plan.table.measures
        },
        **({EXTRA: _extras_json(plan)} if plan.extras else {}),
    }


def _extras_json(plan: Plan) -> str:
    headers = unique_headers([bound.header for bound in plan.table.bound])
    pairs = ", ".join(f"{literal(headers[bound.index])}, c{bound.index}" for bound in plan.extras)
    return f"json_object({pairs})::VARCHAR"


def _when(plan: Plan) -> dict[str, str]:
    if plan.grain == "day":
        day = "date" if "date" in plan.table else "period_start"
        if day not in plan.table and plan.period:
            return {"date": f"{literal(str(plan.period[0]))}::DATE", "hour": "NULL::TINYINT"}
        hour = f"{day}.hour"
        if column := plan.table.column("hour"):
            hour = f"coalesce(try_cast(regexp_extract({column}, '\\d+') AS TINYINT), {hour})"
        return {"date": f"{day}.day", "hour": hour}
    if "period_start" in plan.table and "period_end" in plan.table:
        return {"period_start": "period_start.day", "period_end": "period_end.day"}
    if "month" in plan.table:
        return {
            "period_start": "date_trunc('month', month.day)::DATE",
            "period_end": "last_day(month.day)",
        }
    if "week" in plan.table:
        return {"period_start": "week.day", "period_end": "week.day + 6"}
    first, last = plan.period or (None, None)
    return {
        "period_start": f"{literal(str(first))}::DATE",
        "period_end": f"{literal(str(last))}::DATE",
    }


def _breakdown_key(plan: Plan) -> str:
    if not plan.breakdown:
        return "''"
    columns = [f"c{bound.index}" for bound in plan.breakdowns]
    if plan.breakdown.endswith("campaign_type"):
        columns.append(plan.table.column("campaign_type") or "''")
    parts = [
        f"{literal(name + '=')} || {_escaped(column)}"
        for name, column in zip(plan.breakdown.split(","), columns, strict=True)
    ]
    return " || '|' || ".join(parts)


def _escaped(column: str) -> str:
    text = f"coalesce({column}, '')"
    for sign, code in (("%", "%25"), ("|", "%7C"), ("=", "%3D")):
        text = f"replace({text}, '{sign}', '{code}')"
    return text


def _results(plan: Plan) -> dict[str, str]:
    window = plan.table.column("attribution_setting")
    columns = {"attribution_window": choose_sql(window, plan.windows) if window else "''"}
    if "results" in plan.table:
        said = plan.table.column("result_indicator")
        columns["result_type"] = choose_sql(said, plan.indicators) if said else "'custom'"
        columns["result_name"] = f"coalesce({said}, '')" if said else "'Results'"
    return columns
