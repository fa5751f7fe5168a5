"""A campaign as the JSON object of a version, what changed between two, and the way back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from adhelm.act.campaigns.types import Campaign, Objective, PlatformCampaign, Status, SyncState

_BOOKKEEPING = frozenset({"version", "updated_at", "updated_by"})
_FACTS = frozenset({"spent", "spent_at", "score"})
"""Of a platform campaign: looked up, not decided by anybody."""


def snapshot(campaign: Campaign) -> dict[str, Any]:
    """Return all that was decided about a campaign, in JSON's own types."""
    told = {each.name: _plain(getattr(campaign, each.name)) for each in fields(campaign)}
    told["platforms"] = [
        {
            each.name: _plain(getattr(one, each.name))
            for each in fields(one)
            if each.name not in _FACTS
        }
        for one in campaign.platforms
    ]
    return told


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return field -> [value before, value after] of what differs."""
    return {
        name: [before.get(name), after[name]]
        for name in after
        if name not in _BOOKKEEPING and (name not in before or before[name] != after[name])
    }


def replayed(changes: Iterable[Mapping[str, Sequence[Any]]]) -> dict[str, Any]:
    """Return the fields that a campaign has after all of its changes, the oldest first."""
    state: dict[str, Any] = {}
    for each in changes:
        state |= {name: pair[1] for name, pair in each.items()}
    return state


def restored(told: Mapping[str, Any]) -> Campaign:
    """Return the campaign of a snapshot."""
    return Campaign(
        id=told["id"],
        version=told["version"],
        name=told["name"],
        status=Status(told["status"]),
        created_at=datetime.fromisoformat(told["created_at"]),
        created_by=told["created_by"],
        updated_at=datetime.fromisoformat(told["updated_at"]),
        updated_by=told["updated_by"],
        description=told["description"],
        objective=Objective(told["objective"]) if told["objective"] else None,
        budget=_amount(told["budget"]),
        currency=told["currency"],
        start_date=_day(told["start_date"]),
        end_date=_day(told["end_date"]),
        audience=told["audience"],
        owner=told["owner"],
        notes=told["notes"],
        archived_at=datetime.fromisoformat(told["archived_at"]) if told["archived_at"] else None,
        platforms=tuple(map(_platform, told["platforms"])),
    )


def _platform(told: Mapping[str, Any]) -> PlatformCampaign:
    known = {**told, "allocated": _amount(told["allocated"])}
    return PlatformCampaign(**{**known, "sync_state": SyncState(told["sync_state"])})


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value
