"""What platforms recommend themselves, said as every other recommendation is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from adhelm.core.ads import PLATFORMS, Level, minor_units
from adhelm.decide.optimization.types import Advised, Draft
from adhelm.govern.compliance.types import Change, Field

_MICROS = Decimal(1_000_000)
_DAYS = 7
_MOST_TEXT = 500
_MOST_KEY = 300
_BUDGETS = ("currentBudgetAmountMicros", "recommendedBudgetAmountMicros")


def relayed(one: Advised, *, version: int, expires_at: datetime) -> Draft:
    """Return a platform's advice as a draft; it proposes a change only where amounts are told."""
    before, after = _amounts(one)
    changes: tuple[Change, ...] = ()
    cost = None
    if before is not None and after is not None and after > 0:
        changes = (_change(one, before, after),)
        cost = max(after - before, Decimal(0)) * _DAYS
    return Draft(
        key=f"{one.connector}/{one.account_id}/{one.id}"[:_MOST_KEY],
        kind=one.kind[:100] or "advice",
        platform=one.platform,
        account=f"{one.connector}/{one.account_id}",
        claim=_claim(one, changes),
        changes=changes,
        cost_if_wrong=cost,
        currency=one.currency,
        evidence={"says": _plain(one.details), "level": one.level, "entity_id": one.entity_id},
        data_version=version,
        expires_at=expires_at,
    )


def _claim(one: Advised, changes: tuple[Change, ...]) -> str:
    known = PLATFORMS.get(one.platform)
    who = known.name if known else one.platform
    if changes:
        change = changes[0]
        return (
            f"{who} recommends a daily budget of {change.after:,} {change.currency} "
            f"for '{one.name}' instead of {change.before:,}; it promises nothing."
        )
    title, message = (str(one.details.get(name) or "") for name in ("title", "message"))
    said = ": ".join(part for part in (title, message) if part) or one.kind
    return f"{who} recommends for '{one.name}': {said[:_MOST_TEXT]}"


def _amounts(one: Advised) -> tuple[Decimal | None, Decimal | None]:
    told = one.details.get("campaignBudgetRecommendation")
    if not isinstance(told, Mapping) or not one.currency or one.level != Level.campaign.value:
        return None, None
    found = [_amount(told.get(name), one.currency) for name in _BUDGETS]
    return found[0], found[1]


def _amount(micros: Any, currency: str) -> Decimal | None:
    try:
        amount = Decimal(str(micros)) / _MICROS
    except InvalidOperation:
        return None
    unit = Decimal(1).scaleb(-minor_units(currency))
    return amount.quantize(unit) if amount.is_finite() and amount >= 0 else None


def _change(one: Advised, before: Decimal, after: Decimal) -> Change:
    return Change(
        connector=one.connector,
        account_id=one.account_id,
        platform=one.platform,
        level=Level.campaign,
        entity_id=one.entity_id,
        name=one.name,
        field=Field.daily_budget,
        before=before,
        after=after,
        currency=one.currency,
    )


def _plain(value: Mapping[str, Any]) -> dict[str, object]:
    return {str(name)[:100]: each for name, each in value.items()}
