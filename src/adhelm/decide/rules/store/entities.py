"""What the warehouse knows of the platforms' entities at one data version, in a few queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from adhelm.decide.rules.types import Level

if TYPE_CHECKING:
    import duckdb

    from adhelm.observe.warehouse import Snapshot

Key = tuple[str, str, str]
"""Connector, account id, entity id."""
_OF = {
    Level.campaign: "campaign_id", Level.ad_group: "ad_group_id", Level.ad: "entity_id",
    Level.search_term: "entity_id", Level.account: "account_id",
}  # fmt: skip
_ONLY = {Level.ad: "AND level = 'ad'", Level.search_term: "AND level = 'search_term'"}
_KNOWN = """
    SELECT connector, account_id, entity_id, any_value(platform), max(campaign_id), max(name),
        max(status), max(attributes)
    FROM entities WHERE level = $level GROUP BY ALL
"""
_ACCOUNTS = """
    SELECT connector, account_id, max(currency), max(account_tz), min(date) FROM facts GROUP BY ALL
"""
_FIRST = """
    SELECT connector, account_id, {of}, min(date), min(platform) FROM facts
    WHERE (coalesce(impressions, 0) > 0 OR coalesce(spend, 0) > 0) AND {of} IS NOT NULL {only}
    GROUP BY ALL
"""
_CHANGED = """
    SELECT connector, account_id, entity_id, coalesce(field, ''), old, new FROM changes
    WHERE level = $level AND operation = 'update' AND epoch_us(changed_at) BETWEEN $since AND $until
"""


@dataclass(frozen=True, slots=True)
class Account:
    """An ad account: what it is billed in, whose days it has, and where its data begin."""

    currency: str
    zone: str
    first_day: date


@dataclass(frozen=True, slots=True)
class Row:
    """An entity as the platform tells of it."""

    platform: str
    campaign_id: str
    name: str
    status: str
    attributes: str | None


@dataclass(frozen=True, slots=True)
class Edit:
    """A change that somebody made to an entity, in the platform's words."""

    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of the entities of a level, beside their figures."""

    accounts: Mapping[tuple[str, str], Account]
    rows: Mapping[Key, Row]
    first_days: Mapping[Key, date]
    edits: Mapping[Key, list[Edit]]
    """Of the days before."""


def known(snapshot: Snapshot, level: Level, *, at: datetime, days: int) -> Known:
    """Return what is known of a level's entities, and who was changed in the `days` before."""
    with snapshot.connect("entities", "facts", "changes") as connection:
        accounts = {
            (row[0], row[1]): Account(row[2] or "", row[3] or "UTC", row[4])
            for row in connection.execute(_ACCOUNTS).fetchall()
        }
        query = _FIRST.format(of=_OF[level], only=_ONLY.get(level, ""))
        delivered = connection.execute(query).fetchall()
        rows = _rows(connection, level)
        edits = _edits(connection, level, at=at, days=days)
    for row in delivered:
        key = (row[0], row[1], row[2])
        rows.setdefault(
            key, Row(row[4], row[2] if level is Level.campaign else "", row[2], "", None)
        )
    return Known(accounts, rows, {(row[0], row[1], row[2]): row[3] for row in delivered}, edits)


def _rows(connection: duckdb.DuckDBPyConnection, level: Level) -> dict[Key, Row]:
    found = connection.execute(_KNOWN, {"level": level.value}).fetchall()
    return {
        (row[0], row[1], row[2]): Row(row[3], row[4] or "", row[5] or row[2], row[6] or "", row[7])
        for row in found
    }


def _edits(
    connection: duckdb.DuckDBPyConnection, level: Level, *, at: datetime, days: int
) -> dict[Key, list[Edit]]:
    until = int(at.timestamp() * 1_000_000)
    since = until - int(timedelta(days=days).total_seconds() * 1_000_000)
    asked = {"level": level.value, "since": since, "until": until}
    found: dict[Key, list[Edit]] = {}
    for row in connection.execute(_CHANGED, asked).fetchall():
        found.setdefault((row[0], row[1], row[2]), []).append(Edit(row[3], row[4], row[5]))
    return found
