"""Reads how days grew: what the warehouse holds now, less what came after each report of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from adhelm.understand.maturity.logic.seen import Seen, seen
from adhelm.understand.maturity.types import METRICS, Account

if TYPE_CHECKING:
    import duckdb

    from adhelm.observe.warehouse import Snapshot
    from adhelm.observe.warehouse.types import Slice

_LEVELS = ("account", "campaign", "ad_group", "ad")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ANSWERS = (
    "a.connector = {0}.connector AND a.platform = {0}.platform AND a.account_id = {0}.account_id "
    "AND a.level = {0}.level AND a.source_id = {0}.source_id "
    "AND {0}.date BETWEEN a.first_day AND a.last_day"
)
_ANSWERING = """
    CREATE TEMP TABLE answering (connector VARCHAR, platform VARCHAR, account_id VARCHAR,
        level VARCHAR, breakdown VARCHAR, source_id VARCHAR, first_day DATE, last_day DATE);
    CREATE TEMP TABLE chosen (connector VARCHAR, platform VARCHAR, account_id VARCHAR, fact VARCHAR)
"""
_FACT = (
    "'conversions:' || event_type || '/' || conversion_name || CASE WHEN "
    "concat_ws(',', nullif(attribution_window, ''), nullif(basis, '')) = '' THEN '' ELSE '@' || "
    "concat_ws(',', nullif(attribution_window, ''), nullif(basis, '')) END"
)
_REPORTED = f"""
    SELECT DISTINCT c.connector, c.platform, c.account_id, event_type, conversion_name,
        attribution_window, basis, {_FACT}
    FROM conversions c JOIN answering a ON {_ANSWERS.format("c")}
    WHERE c.date >= $since AND c.hour IS NULL AND c.breakdown = a.breakdown
"""
_NOW = f"""
    CREATE TEMP TABLE held AS
    SELECT connector, platform, account_id, date, max(account_tz) AS zone,
        sum(n) AS n, sum(v) AS v, epoch_us(max(ingested_at)) AS seen_at
    FROM (
        SELECT f.connector, f.platform, f.account_id, f.date, f.account_tz, f.ingested_at,
            CASE WHEN f.connector IN (SELECT connector FROM counted_by_event) THEN 0
                ELSE CAST(platform_conversions AS DOUBLE) END AS n,
            CASE WHEN f.connector IN (SELECT connector FROM counted_by_event) THEN 0
                ELSE CAST(platform_conversion_value AS DOUBLE) END AS v
        FROM facts f JOIN answering a ON {_ANSWERS.format("f")}
        WHERE f.date >= $since AND f.hour IS NULL AND f.breakdown = a.breakdown
        UNION ALL
        SELECT c.connector, c.platform, c.account_id, c.date, c.account_tz, c.ingested_at,
            CAST(count AS DOUBLE), CAST(value AS DOUBLE)
        FROM conversions c JOIN answering a ON {_ANSWERS.format("c")}
        JOIN chosen h ON h.connector = c.connector AND h.platform = c.platform
            AND h.account_id = c.account_id AND h.fact = {_FACT}
        WHERE c.date >= $since AND c.hour IS NULL AND c.breakdown = a.breakdown
    ) GROUP BY connector, platform, account_id, date
"""
_SPLIT = "replace(regexp_replace(r.breakdown_key, '=[^|]*', '', 'g'), '|', ',')"
_CHANGED = f"""
    CREATE TEMP TABLE changed AS
    SELECT connector, platform, account_id, date, epoch_us(known_at) AS seen_at,
        sum(CASE WHEN field IN ('platform_conversions', 'count') THEN gain
            WHEN field = '*' THEN -gone_n ELSE 0 END) AS n,
        sum(CASE WHEN field IN ('platform_conversion_value', 'value') THEN gain
            WHEN field = '*' THEN -gone_v ELSE 0 END) AS v
    FROM (
        SELECT r.connector, r.platform, r.account_id, r.date, r.known_at, r.field,
            coalesce(TRY_CAST(r.new AS DOUBLE), 0) - coalesce(TRY_CAST(r.old AS DOUBLE), 0) AS gain,
            CASE WHEN r.field = '*' THEN coalesce(TRY_CAST(json_extract_string(r.old,
                CASE WHEN r.fact = 'facts' THEN '$.platform_conversions' ELSE '$.count' END)
                AS DOUBLE), 0) END AS gone_n,
            CASE WHEN r.field = '*' THEN coalesce(TRY_CAST(json_extract_string(r.old,
                CASE WHEN r.fact = 'facts' THEN '$.platform_conversion_value' ELSE '$.value' END)
                AS DOUBLE), 0) END AS gone_v
        FROM restatements r JOIN answering a ON {_ANSWERS.format("r")}
        LEFT JOIN chosen h ON h.connector = r.connector AND h.platform = r.platform
            AND h.account_id = r.account_id AND h.fact = r.fact
        WHERE r.date >= $since AND r.hour IS NULL AND {_SPLIT} = a.breakdown
            AND r.field IN ('platform_conversions', 'platform_conversion_value', 'count', 'value',
                '*')
            AND CASE WHEN r.connector IN (SELECT connector FROM counted_by_event)
                THEN h.fact IS NOT NULL ELSE r.fact = 'facts' END
    ) GROUP BY connector, platform, account_id, date, known_at
"""
_LOOKED = """
    SELECT connector, platform, account_id, date, seen_at FROM held
    UNION SELECT connector, platform, account_id, date, seen_at FROM changed
    UNION
    SELECT w.connector, w.platform, w.account_id, w.date, epoch_us(c.ingested_at) AS seen_at
    FROM held w JOIN coverage c ON c.connector = w.connector AND c.account_id = w.account_id
        AND w.date BETWEEN c.start_date AND c.end_date
    JOIN answering a ON a.connector = w.connector AND a.platform = w.platform
        AND a.account_id = w.account_id AND w.date BETWEEN a.first_day AND a.last_day
        AND a.level = c.level AND a.source_id = c.source_id AND a.breakdown = c.breakdown
    WHERE c.grain = 'day' AND c.end_date >= $since
"""
_GROWN = f"""
    WITH reports AS ({_LOOKED}),
    steps AS (
        SELECT r.*, coalesce(c.n, 0) AS came_n, coalesce(c.v, 0) AS came_v
        FROM reports r LEFT JOIN changed c USING (connector, platform, account_id, date, seen_at)
    )
    SELECT dense_rank() OVER (ORDER BY connector, platform, account_id) - 1 AS account,
        connector, platform, account_id, h.zone, date - DATE '0001-01-01' + 1 AS day, s.seen_at,
        h.n - coalesce(sum(came_n) OVER later, 0) AS n,
        h.v - coalesce(sum(came_v) OVER later, 0) AS v
    FROM steps s JOIN held h USING (connector, platform, account_id, date)
    WINDOW later AS (PARTITION BY connector, platform, account_id, date ORDER BY s.seen_at DESC
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
"""


@dataclass(frozen=True, slots=True)
class Action:
    """One action under which conversions were reported."""

    event: str
    name: str
    window: str
    basis: str
    fact: str
    """What the log calls it."""


def read(
    snapshot: Snapshot, *, since: date, events: Mapping[str, Sequence[str]], choose: Any
) -> dict[str, Seen]:
    """
    Return by metric what was reported of days from `since` on, each time they were.

    `events` are those that count, of connectors without a headline; `choose` names, of the
    actions under which one event was reported, the one that stands for it.
    """
    slices = snapshot.slices(levels=_LEVELS)
    with snapshot.connect("facts", "conversions", "restatements", "coverage") as connection:
        connection.execute(_ANSWERING)
        _load(connection, [one for one in slices if one.end >= since])
        _choose(connection, since, events, choose)
        for statement in (_NOW, _CHANGED):
            connection.execute(statement, {"since": since})
        found = connection.execute(_GROWN, {"since": since}).fetchnumpy()
    return _seen(found)


def _load(connection: duckdb.DuckDBPyConnection, slices: Sequence[Slice]) -> None:
    rows = [
        [s.connector, s.platform, s.account_id, s.level, s.breakdown, s.source_id, s.start, s.end]
        for s in slices
    ]
    if rows:
        connection.executemany("INSERT INTO answering VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)


def _choose(
    connection: duckdb.DuckDBPyConnection,
    since: date,
    events: Mapping[str, Sequence[str]],
    choose: Any,
) -> None:
    connection.execute("CREATE TEMP TABLE counted_by_event (connector VARCHAR)")
    if not events:
        return
    connection.executemany("INSERT INTO counted_by_event VALUES (?)", [[name] for name in events])
    known: dict[tuple[str, str, str, str], list[Action]] = {}
    for connector, platform, account, event, *named in connection.execute(
        _REPORTED, {"since": since}
    ).fetchall():
        if event in events.get(connector, ()):
            known.setdefault((connector, platform, account, event), []).append(
                Action(event, *named)
            )
    rows = [
        [*key[:3], action.fact]
        for key, actions in known.items()
        for action in choose(key[0], actions)
    ]
    if rows:
        connection.executemany("INSERT INTO chosen VALUES (?, ?, ?, ?)", rows)


def _seen(found: Mapping[str, Any]) -> dict[str, Seen]:
    import numpy as np

    names: dict[int, tuple[Account, str]] = {}
    columns = [found[name] for name in ("account", "connector", "platform", "account_id", "zone")]
    number = np.asarray(columns[0], dtype=np.int64)
    for at in np.unique(number, return_index=True)[1].tolist():
        whose = [str(each[at]) for each in columns[1:4]]
        names[int(number[at])] = (Account(*whose), str(columns[4][at] or "UTC"))
    accounts = tuple(names[place][0] for place in sorted(names))
    instants = np.asarray(found["seen_at"], dtype=np.int64)
    day = np.asarray(found["day"], dtype=np.int64)
    age = np.empty_like(day)
    for place in sorted(names):
        mine = number == place
        moments, where = np.unique(instants[mine], return_inverse=True)
        local = np.array([_local(each, names[place][1]) for each in moments.tolist()])
        age[mine] = local[where] - day[mine]
    made = {}
    for metric, name in zip(METRICS, ("n", "v"), strict=True):
        value = np.ma.filled(np.ma.asarray(found[name], dtype=np.float64), np.nan)
        known = np.isfinite(value)
        parts = {"account": number, "day": day, "age": age, "at": instants}
        kept = {column: each[known] for column, each in parts.items()}
        made[metric] = seen(accounts, kept, value[known])
    return made


def _local(microseconds: int, zone: str) -> int:
    moment = _EPOCH + timedelta(microseconds=microseconds)
    return moment.astimezone(ZoneInfo(zone)).date().toordinal()
