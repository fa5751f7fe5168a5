"""What the platforms say of an entity, in the rules' words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from adhelm.govern.compliance.types import ENABLED, PAUSED, REMOVED

AMOUNTS = ("daily_budget", "lifetime_budget", "bid", "target_cpa", "target_roas")
SIGNIFICANT = Decimal("0.2")
"""A budget or bid that changes by more sends a platform back to learning."""
_STATUSES = {
    **dict.fromkeys(("ENABLED", "ENABLE", "ACTIVE", "IN_PROCESS", "WITH_ISSUES"), ENABLED),
    **dict.fromkeys(("PAUSED", "DISABLE", "DISABLED", "DRAFT", "CAMPAIGN_PAUSED", "ADSET_PAUSED"),
                    PAUSED),
    **dict.fromkeys(("REMOVED", "DELETED", "ARCHIVED", "COMPLETED", "CANCELED", "ENDED",
                     "PENDING_DELETION", "DELETE"), REMOVED),
}  # fmt: skip
_AMOUNT_CHANGES = re.compile(r"budget|bid|target_(cpa|roas)|amount", re.IGNORECASE)
_OTHER_CHANGES = re.compile(r"targeting|optimi[sz]ation|conversion|strategy", re.IGNORECASE)


def status(text: str) -> str:
    """Return 'enabled', 'paused', 'removed', or '' where the platform's word is not known."""
    return _STATUSES.get(text.strip().upper().replace(" ", "_"), "")


def attributes(text: str | None) -> dict[str, Any]:
    """Return what else a platform tells of an entity."""
    import orjson

    try:
        found = orjson.loads(text) if text else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def amounts(told: Mapping[str, Any]) -> dict[str, Decimal]:
    """Return the budgets and bids that are told and above zero."""
    found = {name: _decimal(told.get(name)) for name in AMOUNTS}
    return {name: value for name, value in found.items() if value is not None and value > 0}


def launched(told: Mapping[str, Any]) -> date | None:
    """Return the day on which an entity was to start; None: the platform does not say."""
    try:
        return date.fromisoformat(str(told.get("start") or "")[:10])
    except ValueError:
        return None


def is_learning(
    told: Mapping[str, Any], edits: Sequence[tuple[str, str | None, str | None]]
) -> bool:
    """Say whether a platform learns: it says so, or something important was just changed."""
    said = str(told.get("effective_status") or "").upper()
    return "LEARNING" in said or any(_is_significant(*edit) for edit in edits)


def _is_significant(field: str, old: str | None, new: str | None) -> bool:
    if _OTHER_CHANGES.search(field):
        return True
    if not _AMOUNT_CHANGES.search(field):
        return False
    before, after = _decimal(old), _decimal(new)
    if before is None or after is None or before <= 0:
        # How far it went is not told: it may have been far.
        return True
    return abs(after - before) > before * SIGNIFICANT


def _decimal(value: object) -> Decimal | None:
    if value is None or isinstance(value, bool):
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
