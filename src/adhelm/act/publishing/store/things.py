"""What the warehouse knows of campaigns and ad groups: names, parents, budgets, statuses."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from adhelm.act.publishing.store.values import Thing
from adhelm.govern.compliance.types import ENABLED, PAUSED, REMOVED, Field, Figures

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Snapshot

_COLUMNS = """
    connector, account_id, level, entity_id, platform, campaign_id, ad_group_id, name, status,
    attributes, CAST(ingested_at AS VARCHAR) AS known_at
"""
_OF_ACCOUNTS = f"""
    SELECT {_COLUMNS} FROM entities
    WHERE source_id = 'api' AND level IN ('campaign', 'ad_group')
      AND (connector || '/' || account_id) IN (SELECT unnest($accounts))
"""
_NAMED = f"""
    SELECT {_COLUMNS} FROM entities
    WHERE source_id = 'api' AND level IN ('ad', 'keyword')
      AND (connector || '/' || account_id) IN (SELECT unnest($accounts))
      AND entity_id IN (SELECT unnest($ids))
"""
# What platforms call the three states that people set.
_STATUSES = {
    **dict.fromkeys(("ENABLED", "ENABLE", "ACTIVE"), ENABLED),
    **dict.fromkeys(("PAUSED", "DISABLE"), PAUSED),
    **dict.fromkeys(("REMOVED", "DELETED", "DELETE", "ARCHIVED"), REMOVED),
}
_FIELDS = (
    Field.daily_budget, Field.lifetime_budget, Field.bid, Field.target_cpa, Field.target_roas,
)  # fmt: skip
_LOOKED_AT = ("effective_status", "start")
_CHANGES = """
    SELECT CAST(changed_at AS VARCHAR), coalesce(actor, ''), coalesce(field, operation), old, new
    FROM changes
    WHERE connector = $connector AND account_id = $account AND level = $level
      AND entity_id = $entity
    ORDER BY changed_at DESC LIMIT $most
"""
_EDITS = """
    SELECT connector, account_id, level, entity_id,
        CAST(changed_at AS VARCHAR), coalesce(actor, ''), coalesce(field, ''), old, new
    FROM changes
    WHERE operation = 'update' AND level IN ('campaign', 'ad_group')
      AND epoch_us(changed_at) >= $since
"""
_HOURS = """
    SELECT connector, account_id, date, hour, sum(coalesce(spend, 0))
    FROM facts
    WHERE source_id = 'api' AND level = 'campaign' AND breakdown = '' AND hour IS NOT NULL
      AND date >= $since
    GROUP BY ALL ORDER BY ALL
"""
# The coarsest level there is of an account's days, so that nothing counts twice.
_DAYS = """
    WITH days AS (
        SELECT connector, account_id, level, date, sum(spend) AS spend, sum(clicks) AS clicks,
               sum(platform_conversion_value) AS value
        FROM facts
        WHERE source_id = 'api' AND level IN ('campaign', 'ad_group', 'ad') AND breakdown = ''
          AND hour IS NULL AND date >= $since
        GROUP BY ALL
    )
    SELECT connector, account_id, date, coalesce(spend, 0), clicks, value FROM days
    QUALIFY level = first_value(level) OVER (
        PARTITION BY connector, account_id, date
        ORDER BY CASE level WHEN 'campaign' THEN 1 WHEN 'ad_group' THEN 2 ELSE 3 END
    )
    ORDER BY connector, account_id, date
"""


@dataclass(frozen=True, slots=True)
class Told:
    """A change as the platform's own history tells it."""

    at: datetime
    actor: str
    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """A thing as the last sync brought it."""

    thing: Thing
    platform: str
    name: str
    campaign_id: str
    ad_group_id: str
    values: dict[str, str | None]
    """Field -> value as text, where the platform has one."""
    budget_id: str
    """Of a budget that several share; '' elsewhere."""
    at: datetime
    told: Mapping[str, object] = field(default_factory=dict)
    """What else the platform says that limits look at: its delivery status, its first day."""


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of an account in which something was spent."""

    spent: tuple[tuple[date, int], ...]
    """Local days and hours, the oldest first."""
    by_day: Mapping[date, Decimal]
    """What the hours of each day come to."""


def known(
    snapshot: Snapshot, accounts: Iterable[str], ids: Collection[str] = ()
) -> dict[Thing, Known]:
    """Return the campaigns and ad groups of accounts, and the ads and keywords that are named."""
    listed = sorted(accounts)
    if not listed:
        return {}
    with snapshot.connect("entities") as connection:
        rows = connection.execute(_OF_ACCOUNTS, {"accounts": listed}).fetchall()
        if ids:
            named = {"accounts": listed, "ids": sorted(ids)}
            rows += connection.execute(_NAMED, named).fetchall()
    found = map(_known, rows)
    return {one.thing: one for one in found}


def changes(snapshot: Snapshot, thing: Thing, *, limit: int) -> list[Told]:
    """Return what the platform's history tells of a thing, the newest first."""
    connector, account_id, level, entity_id = thing
    asked = {"connector": connector, "account": account_id, "level": level, "entity": entity_id}
    with snapshot.connect("changes") as connection:
        rows = connection.execute(_CHANGES, {**asked, "most": limit}).fetchall()
    return [Told(datetime.fromisoformat(row[0]), *row[1:]) for row in rows]


def days(snapshot: Snapshot, *, since: date) -> dict[tuple[str, str], list[Figures]]:
    """Return what each account came to on its days from one on."""
    found: dict[tuple[str, str], list[Figures]] = {}
    if _is_empty(snapshot, "facts"):
        return found
    with snapshot.connect("facts") as connection:
        for connector, account_id, *day in connection.execute(_DAYS, {"since": since}).fetchall():
            on, spend, clicks, value = day
            counted = None if clicks is None else int(clicks)
            figures = Figures(on, spend, counted, value)
            found.setdefault((connector, account_id), []).append(figures)
    return found


def edits(snapshot: Snapshot, *, since: datetime) -> dict[Thing, list[Told]]:
    """Return who changed what of campaigns and ad groups from an instant on."""
    found: dict[Thing, list[Told]] = {}
    if _is_empty(snapshot, "changes"):
        return found
    asked = {"since": int(since.timestamp() * 1_000_000)}
    with snapshot.connect("changes") as connection:
        for *thing, at, actor, what, old, new in connection.execute(_EDITS, asked).fetchall():
            told = Told(datetime.fromisoformat(at), actor, what, old, new)
            found.setdefault((thing[0], thing[1], thing[2], thing[3]), []).append(told)
    return found


def hours(snapshot: Snapshot, *, since: date) -> dict[tuple[str, str], Hours]:
    """Return in which hours each account spent something, where hours are collected."""
    if _is_empty(snapshot, "facts"):
        return {}
    spent: dict[tuple[str, str], list[tuple[date, int]]] = {}
    sums: dict[tuple[str, str], dict[date, Decimal]] = {}
    with snapshot.connect("facts") as connection:
        for connector, account_id, on, hour, amount in connection.execute(
            _HOURS, {"since": since}
        ).fetchall():
            key = (connector, account_id)
            by_day = sums.setdefault(key, {})
            by_day[on] = by_day.get(on, Decimal(0)) + amount
            if amount > 0:
                spent.setdefault(key, []).append((on, int(hour)))
    return {key: Hours(tuple(spent.get(key, ())), by_day) for key, by_day in sums.items()}


def _is_empty(snapshot: Snapshot, table: str) -> bool:
    # Its files are known already; a view over none of them takes milliseconds.
    return not snapshot.all_files(table)


def _known(row: tuple[Any, ...]) -> Known:
    connector, account_id, level, entity_id, platform, campaign, group, name, status, more, at = row
    told: dict[str, Any] = json.loads(more) if more else {}
    values = {field.value: _text(told.get(field.value)) for field in _FIELDS}
    values = {field: value for field, value in values.items() if value is not None}
    return Known(
        thing=(connector, account_id, level, entity_id),
        platform=platform,
        name=name or entity_id,
        campaign_id=campaign or "",
        ad_group_id=group or "",
        values={**values, Field.status.value: _STATUSES.get(status or "", status)},
        budget_id=str(told.get("budget_id") or "") if told.get("budget_shared") else "",
        at=datetime.fromisoformat(at),
        told={name: told[name] for name in _LOOKED_AT if told.get(name)},
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
