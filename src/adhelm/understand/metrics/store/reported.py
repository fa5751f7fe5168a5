"""Reads when each day of each account was reported last: a day that still ran then is not known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Snapshot

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_REPORTED = """
    WITH zones AS (
        SELECT connector, account_id, max(account_tz) AS zone FROM facts GROUP BY ALL
    ),
    days AS (
        SELECT CAST(unnest(generate_series($since, $until, INTERVAL 1 DAY)) AS DATE) AS day
    ),
    reports AS (
        SELECT connector, account_id, date AS day, max(ingested_at) AS seen_at
        FROM facts WHERE date BETWEEN $since AND $until GROUP BY ALL
        UNION ALL
        SELECT c.connector, c.account_id, d.day, max(c.ingested_at)
        FROM days d JOIN coverage c ON d.day BETWEEN c.start_date AND c.end_date
        WHERE c.grain = 'day' GROUP BY ALL
    )
    SELECT connector || '/' || account_id, coalesce(zone, 'UTC'), day, epoch_us(max(seen_at))
    FROM reports LEFT JOIN zones USING (connector, account_id) GROUP BY ALL
"""


def whole_days(snapshot: Snapshot, *, since: date, until: date) -> dict[str, frozenset[date]]:
    """Return by 'connector/account' the local days that were over when last reported."""
    found: dict[str, set[date]] = {}
    for account, day, seen_on in _reports(snapshot, since, until):
        if seen_on > day:
            found.setdefault(account, set()).add(day)
    return {account: frozenset(days) for account, days in found.items()}


def cut_short(snapshot: Snapshot, *, since: date, until: date) -> dict[str, date]:
    """Return by 'connector/account' the last reported local day, where it still ran then."""
    last: dict[str, tuple[date, date]] = {}
    for account, day, seen_on in _reports(snapshot, since, until):
        last[account] = max((day, seen_on), last.get(account, (day, seen_on)))
    return {account: day for account, (day, seen_on) in last.items() if seen_on == day}


def _reports(snapshot: Snapshot, since: date, until: date) -> Iterator[tuple[str, date, date]]:
    """Return accounts, days and the local day on which each was reported last."""
    with snapshot.connect("facts", "coverage") as connection:
        asked = {"since": since, "until": until}
        rows = connection.execute(_REPORTED, asked).fetchall()
    local: dict[tuple[str, int], date] = {}
    for account, zone, day, moment in rows:
        key = (zone, moment)
        if key not in local:
            at = _EPOCH + timedelta(microseconds=moment)
            local[key] = at.astimezone(ZoneInfo(zone)).date()
        yield account, day, local[key]
