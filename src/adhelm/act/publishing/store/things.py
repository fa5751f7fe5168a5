"""What the warehouse knows of campaigns and ad groups: names, parents, budgets, statuses."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
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
_CHANGES = """
    SELECT CAST(changed_at AS VARCHAR), coalesce(actor, ''), coalesce(field, operation), old, new
    FROM changes
    WHERE connector = $connector AND account_id = $account AND level = $level
      AND entity_id = $entity
    ORDER BY changed_at DESC LIMIT $most
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


def known(
    snapshot: Snapshot, accounts: Iterable[str], ids: Collection[str] = ()
) -> dict[Thing, Known]:
    """Return the campaigns and ad groups of accounts, and the ads and keywords that are named."""
    listed = sorted(accounts)
    if not listed:
        return {}
    with snapshot.connect() as connection:
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
    with snapshot.connect() as connection:
        rows = connection.execute(_CHANGES, {**asked, "most": limit}).fetchall()
    return [Told(datetime.fromisoformat(row[0]), *row[1:]) for row in rows]


def days(snapshot: Snapshot, *, since: date) -> dict[tuple[str, str], list[Figures]]:
    """Return what each account came to on its days from one on."""
    found: dict[tuple[str, str], list[Figures]] = {}
    with snapshot.connect() as connection:
        for connector, account_id, *day in connection.execute(_DAYS, {"since": since}).fetchall():
            on, spend, clicks, value = day
            counted = None if clicks is None else int(clicks)
            figures = Figures(on, spend, counted, value)
            found.setdefault((connector, account_id), []).append(figures)
    return found


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
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
