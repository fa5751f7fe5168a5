"""What the warehouse knows of platforms' campaigns and of the newest days."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Snapshot

Key = tuple[str, str]
"""'connector/account', and the platform's id of the campaign."""
_LEVELS = ("account", "campaign", "ad_group", "ad")
_KNOWN = """
    SELECT connector || '/' || account_id, entity_id, platform, coalesce(name, entity_id)
    FROM entities
    WHERE level = 'campaign' AND (connector || '/' || account_id) IN (SELECT unnest($accounts))
      AND entity_id IN (SELECT unnest($ids))
"""


@dataclass(frozen=True, slots=True)
class Entity:
    """A platform's campaign, as the data know it."""

    platform: str
    name: str


def known(snapshot: Snapshot, keys: Collection[Key]) -> Mapping[Key, Entity]:
    """Return those of the platforms' campaigns that the data know."""
    if not keys:
        return {}
    asked = {
        "accounts": sorted({account for account, _ in keys}),
        "ids": sorted({entity for _, entity in keys}),
    }
    with snapshot.connect("entities") as connection:
        rows = connection.execute(_KNOWN, asked).fetchall()
    found = {(row[0], row[1]): Entity(row[2], row[3]) for row in rows}
    return {key: found[key] for key in keys if key in found}


def newest_day(snapshot: Snapshot, platforms: Collection[str]) -> date | None:
    """Return the last day on which all of those platforms that have days at all have some."""
    last: dict[str, date] = {}
    for each in snapshot.slices(levels=_LEVELS):
        if each.platform in platforms:
            last[each.platform] = max(each.end, last.get(each.platform, each.end))
    return min(last.values(), default=None)
