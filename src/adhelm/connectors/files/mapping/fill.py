"""Typed rows into the canonical staging tables, and what cannot go there into quarantine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from adhelm.connectors.files.client.table import RAW, Reject, literal
from adhelm.connectors.files.mapping import shown
from adhelm.connectors.files.mapping.plan import (
    DIMENSIONS,
    DROPPED,
    EXTRA,
    LINES,
    STATUSES,
    TYPED,
    TYPED_ROWS,
    VALUES,
    Plan,
    drop_rows,
    forget_dropped,
    given,
    unique_headers,
    value_name,
)
from adhelm.connectors.files.mapping.recognise import COUNTS, MEASURES, NOT_ADDITIVE, Bound
from adhelm.core.ads import PLATFORMS, Level
from adhelm.core.errors import Invalid
from adhelm.core.tables import NUMBER

if TYPE_CHECKING:
    import duckdb

_GUARANTEED = (Level.account, Level.campaign, Level.ad_group, Level.ad)
_WHO = "connector, platform, account_id, level, entity_id, campaign_id, ad_group_id"
_SPLIT = "breakdown, breakdown_key, currency, account_tz"
_MOST_REJECTED = 1_000_000
_Check = tuple[str, str, str, str]
_WITH_TEXTS = (
    f"(SELECT * FROM {VALUES} JOIN {DIMENSIONS} USING (dimension)"
    f" JOIN (SELECT rowid AS rid, * FROM {RAW}) AS texts USING (rid))"
)
_SKIPPED = "('total', 'footer', 'blank')"


class UnreadableColumn(Invalid):
    """Most texts of a column are not what its header says."""

    code = "column.unreadable"


@dataclass(frozen=True, slots=True)
class Sums:
    """What the staged rows of a file add up to."""

    rows: int
    first_day: date | None
    last_day: date | None
    measures: Mapping[str, Decimal | None]


def unread_measures(connection: duckdb.DuckDBPyConnection, plan: Plan) -> list[Bound]:
    """Return the measures of which some text could not be read."""
    measures = plan.table.measures
    read = ", ".join(f"count({value_name(bound.canonical or '')})" for bound in measures)
    written = ", ".join(f"count(c{bound.index})" for bound in measures)
    values = connection.execute(f"SELECT {read} FROM {VALUES}").fetchone() or ()
    texts = connection.execute(
        f"SELECT {written} FROM {RAW} WHERE rowid NOT IN (SELECT rid FROM {DROPPED})"
    ).fetchone()
    return [
        bound
        for bound, value, text in zip(measures, values, texts or (), strict=True)
        if value < text
    ]


def reject_rows(connection: duckdb.DuckDBPyConnection, plan: Plan) -> list[str]:
    """
    Set aside the rows that break a rule; return warnings about odd rows that are kept.

    :raises UnreadableColumn: if most of a column cannot be read.
    """
    numbers = [
        rule for bound in unread_measures(connection, plan) for rule in _number_rules(plan, bound)
    ]
    cheap = _checks(plan)
    counted = ", ".join(f"count_if({rule})" for _, rule, _, _ in cheap)
    total, *found = connection.execute(f"SELECT count(*), {counted} FROM {TYPED}").fetchone() or (
        0,
    )
    broken = [check for check, count in zip(cheap, found, strict=True) if count]
    for check in (*numbers, *broken):
        _reject(connection, check, total)
    forget_dropped(connection)
    return _odd_clicks(connection, plan)


def _reject(connection: duckdb.DuckDBPyConnection, check: _Check, total: int) -> None:
    code, rule, reason, header = check
    rows = connection.execute(f"SELECT rid, {reason} FROM {_WITH_TEXTS} WHERE {rule}").fetchmany(
        _MOST_REJECTED
    )
    if header and len(rows) > max(3, total / 2):
        raise UnreadableColumn(
            f"most of column '{header}' cannot be read: {rows[0][1]}",
            hint="map the right column by hand (--map), or say --locale, --date-order,"
            " --decimal-mark",
            column=header,
        )
    if rows:
        connection.executemany(f"INSERT INTO {DROPPED} VALUES (?, {literal(code)}, ?)", rows)


def fill_tables(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Write the typed rows into facts, conversions, entities, extras and coverage."""
    facts, conversions, when = (
        ("facts", "conversions", "date, hour")
        if plan.grain == "day"
        else ("period_facts", "period_conversions", "period_start, period_end")
    )
    who = _who(connection)
    measured = [name for name in MEASURES if name in plan.table]
    columns = {**who, **{name: name for name in (*when.split(", "), *measured)}}
    shown.show(connection, facts, columns, TYPED_ROWS)
    for event in _event_queries(plan):
        connection.execute(
            f"INSERT INTO {conversions} BY NAME SELECT {_WHO}, {when}, {_SPLIT}, {event}"
        )
    _fill_entities(connection, plan)
    if plan.extras:
        day = "date" if plan.grain == "day" else "period_start"
        shown.show(connection, "extras", {**who, "day": day, "columns": EXTRA}, TYPED_ROWS)
    _fill_coverage(connection, plan)


def sums_of(connection: duckdb.DuckDBPyConnection, plan: Plan) -> Sums:
    """Return the exact sums over the staged rows."""
    first, last = ("date", "date") if plan.grain == "day" else ("period_start", "period_end")
    measures = [bound for bound in plan.table.measures if bound.canonical not in NOT_ADDITIVE]
    parts = "".join(f", sum({value_name(bound.canonical or '')})" for bound in measures)
    rows, start, end, *values = connection.execute(
        f"SELECT count(*), min({first}), max({last}){parts} FROM {TYPED}"
    ).fetchone() or (0, None, None)
    return Sums(
        rows,
        start,
        end,
        {
            bound.canonical or "": None if value is None else Decimal(value)
            for bound, value in zip(measures, values, strict=True)
        },
    )


def rejected_rows(connection: duckdb.DuckDBPyConnection) -> list[int]:
    """Return the numbers of the rows that broke a rule."""
    rows = connection.execute(
        f"SELECT DISTINCT rid FROM {DROPPED} WHERE code NOT IN {_SKIPPED} ORDER BY rid"
    ).fetchall()
    return [rid for (rid,) in rows]


def quarantine(
    connection: duckdb.DuckDBPyConnection,
    file: str,
    headers: Sequence[str],
    lines: Mapping[int, int],
) -> None:
    """Write the rejected rows with the line they begin on."""
    if not lines:
        return
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {LINES} (rid BIGINT, line BIGINT)")
    connection.executemany(f"INSERT INTO {LINES} VALUES (?, ?)", list(lines.items()))
    connection.execute(
        "INSERT INTO quarantine BY NAME SELECT ? AS file, any_value(line) AS line,"
        " min(code) AS code, string_agg(DISTINCT reason, '; ') AS reason,"
        f' any_value({_row_json(headers)}) AS "row"'
        f" FROM {DROPPED} JOIN {LINES} USING (rid) JOIN {RAW} ON {RAW}.rowid = {DROPPED}.rid"
        f" WHERE code NOT IN {_SKIPPED} GROUP BY rid",
        [file],
    )


def quarantine_lines(
    connection: duckdb.DuckDBPyConnection, file: str, rejects: Sequence[Reject]
) -> None:
    """Write the lines that were no rows."""
    if rejects:
        connection.executemany(
            "INSERT INTO quarantine BY NAME SELECT ? AS file, ? AS line, ? AS code, ? AS reason,"
            ' json_array(?)::VARCHAR AS "row"',
            [(file, item.line, item.code, item.reason, item.text) for item in rejects],
        )


def _checks(plan: Plan) -> list[_Check]:
    """Return the rules: code, SQL that is true of a bad row, SQL of the reason, its header."""
    rules = [
        (
            "number.negative",
            f"{value_name(bound.canonical)} < 0",
            f"{literal(bound.header)} || ' is less than nothing'",
            "",
        )
        for bound in plan.table.measures
        if bound.canonical in COUNTS
    ]
    rules += [
        ("entity.missing", "entity_id IS NULL", "'no name or id says whose row it is'", ""),
        ("account.missing", "account_id IS NULL OR account_id = ''", "'no account'", ""),
    ]
    days = ("date",) if plan.grain == "day" else ("period_start", "period_end")
    for day in days:
        source = next(
            (name for name in (day, "period_start", "month", "week") if name in plan.table), ""
        )
        if not source:
            continue
        text = f"coalesce(c{plan.table[source].index}, 'nothing')"
        reason = f"{literal(plan.table[source].header + ': no date is ')} || {text}"
        rules.append(("date.unreadable", f"{day} IS NULL", reason, plan.table[source].header))
    if plan.grain == "period":
        rules.append(
            (
                "period.reversed",
                "period_end < period_start",
                "'the period ends before it starts'",
                "",
            )
        )
    return rules


def _number_rules(plan: Plan, bound: Bound) -> list[_Check]:
    column, value = f"c{bound.index}", value_name(bound.canonical or "")
    reason = f"{literal(bound.header + ': ')} || {column} || ' is no number'"
    unread = f"{value} IS NULL AND {given(plan, bound)}"
    endless = f"regexp_matches({column}, '(?i)^\\s*[-+]?(nan|inf(inity)?|∞)\\s*$')"
    return [
        ("number.not_finite", f"{unread} AND {endless}", reason, ""),
        ("number.unreadable", f"{unread} AND NOT {endless}", reason, bound.header),
    ]


def _odd_clicks(connection: duckdb.DuckDBPyConnection, plan: Plan) -> list[str]:
    """
    Judge rows with more clicks than impressions.

    Where the platform rules it out they go to quarantine. Below that (a search term's second
    click, a click past midnight on yesterday's impression, a split) they are real and stay.
    """
    if "clicks" not in plan.table or "impressions" not in plan.table:
        return []
    promised = [name for name, spec in PLATFORMS.items() if spec.clicks_within_impressions]
    names = ", ".join(literal(name) for name in promised)
    rows = connection.execute(
        f"SELECT rid, clicks, impressions FROM {TYPED}"
        f" WHERE clicks > impressions AND platform IN ({names}) ORDER BY rid"
    ).fetchall()
    strict = plan.level in _GUARANTEED and not plan.breakdown
    bad = [row for row in rows if strict and row[2] > 0]
    drop_rows(
        connection,
        [
            (rid, "clicks.above_impressions", f"{clicks} clicks on {shown} impressions")
            for rid, clicks, shown in bad
        ],
    )
    kept = len(rows) - len(bad)
    return [f"{kept} rows have more clicks than impressions and were kept"] if kept else []


def _who(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return the SQL of the columns that say whose row it is: what all rows share as a literal."""
    names = f"{_WHO}, {_SPLIT}".split(", ")
    looks = ", ".join(f"count(DISTINCT {name}), count({name}), min({name})" for name in names)
    rows, *found = connection.execute(f"SELECT count(*), {looks} FROM {DIMENSIONS}").fetchone() or (
        0,
    )
    same = {
        name: literal(text)
        for name, kinds, filled, text in zip(names, *(found[at::3] for at in range(3)), strict=True)
        if kinds == 1 and filled == rows
    }
    return {name: same.get(name, name) for name in names}


def _event_queries(plan: Plan) -> list[str]:
    queries = []
    for event in plan.events:
        count, value = event.count or f"NULL::{NUMBER}", event.value or f"NULL::{NUMBER}"
        queries.append(
            f"{literal(event.type)} AS event_type, {literal(event.name)} AS conversion_name,"
            f" attribution_window, '' AS basis, {count} AS count, {value} AS value"
            f" FROM {TYPED} WHERE {event.count or event.value} IS NOT NULL"
        )
    if "results" in plan.table:
        queries.append(
            "result_type AS event_type, result_name AS conversion_name, attribution_window,"
            f" '' AS basis, results AS count, NULL::{NUMBER} AS value"
            f" FROM {TYPED} WHERE results IS NOT NULL AND result_type <> ''"
        )
    return queries


def _fill_entities(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    for level in Level:
        steps = {Level.campaign: "campaign_id", Level.ad_group: "ad_group_id"}
        entity = "entity_id" if level == plan.level else steps.get(level)
        name = plan.identity.names.get(level.value)
        if not entity or (level != plan.level and not name):
            continue
        connection.execute(_entities_sql(plan, level, entity, name))


def _entities_sql(plan: Plan, level: Level, entity: str, name: str | None) -> str:
    status = plan.table.column(STATUSES.get(level, "")) or (
        plan.table.column("status") if level == plan.level else None
    )
    rank = list(Level).index(level)
    campaign = "campaign_id" if rank >= list(Level).index(Level.campaign) else "NULL"
    ad_group = "ad_group_id" if rank >= list(Level).index(Level.ad_group) else "NULL"
    kind = plan.table.column("campaign_type") if level == Level.campaign else None
    json = f"json_object('campaign_type', {kind})::VARCHAR"
    attributes = f"any_value(CASE WHEN {kind} IS NOT NULL THEN {json} END)" if kind else "NULL"
    own_word = literal(_platform_word(plan, level))
    return (
        "INSERT INTO entities BY NAME SELECT connector, platform, account_id,"
        f" {literal(level.value)} AS level, {entity} AS entity_id,"
        f" any_value({campaign}) AS campaign_id, any_value({ad_group}) AS ad_group_id,"
        f" any_value({name or 'NULL'})::VARCHAR AS name, any_value({status or 'NULL'})::VARCHAR"
        f" AS status, {own_word} AS platform_level, {attributes}::VARCHAR AS attributes"
        f" FROM {DIMENSIONS} WHERE {entity} IS NOT NULL"
        f" GROUP BY connector, platform, account_id, {entity}"
    )


def _platform_word(plan: Plan, level: Level) -> str:
    """Return the platform's own word for a level, so that people recognise it (D12)."""
    linkedin = {Level.campaign: "campaign_group", Level.ad_group: "campaign", Level.ad: "creative"}
    meta = {Level.ad_group: "ad_set"}
    words = {"'linkedin'": linkedin, "'meta'": meta, "'snapchat'": {Level.ad_group: "ad_squad"}}
    return words.get(plan.identity.connector, {}).get(level, level.value)


def _fill_coverage(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    first, last = ("date", "date") if plan.grain == "day" else ("period_start", "period_end")
    grain = (
        "CASE WHEN count(hour) > 0 THEN 'hour' ELSE 'day' END"
        if plan.grain == "day"
        else "'period'"
    )
    fields = [name for name in MEASURES if name in plan.table]
    fields += [f"conversions:{event.type}" for event in plan.events]
    fields += ["conversions:results"] if "results" in plan.table else []
    connection.execute(
        "INSERT INTO coverage BY NAME SELECT connector, platform, account_id, level, breakdown,"
        f" {grain} AS grain, min({first}) AS start_date, max({last}) AS end_date,"
        f" {literal(','.join(fields))} AS fields FROM {TYPED}"
        " GROUP BY connector, platform, account_id, level, breakdown"
    )


def _row_json(headers: Sequence[str]) -> str:
    pairs = ", ".join(f"{literal(name)}, c{at}" for at, name in enumerate(unique_headers(headers)))
    return f"json_object({pairs})::VARCHAR"
