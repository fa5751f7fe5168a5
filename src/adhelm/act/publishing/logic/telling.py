"""What the platforms' own change histories say, in our words where we have one for it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from adhelm.core.ads import minor_units
from adhelm.govern.compliance.types import ENABLED, PAUSED, REMOVED, Field

Said = tuple[str, str | None, str | None]
"""Field, value before, value after."""
_MICROS = 6
_STATUSES = {
    **dict.fromkeys(("ENABLED", "ENABLE", "ACTIVE"), ENABLED),
    **dict.fromkeys(("PAUSED", "DISABLE", "INACTIVE"), PAUSED),
    **dict.fromkeys(("REMOVED", "DELETED", "DELETE", "ARCHIVED"), REMOVED),
}


def plainly(field: str, old: str | None, new: str | None, *, currency: str) -> Said:
    """
    Return a change with our name and our amounts, in `currency`; as it was said if it is none.

    Google Ads tells amounts in millionths, Meta in the currency's smallest unit.
    """
    word = field.rpartition(".")[2]
    if word == "status" and {old, new} <= {None, *_STATUSES}:
        return Field.status.value, _STATUSES.get(old or "", old), _STATUSES.get(new or "", new)
    if field == "campaign_budget.amountMicros":
        return _amounts(field, old, new, digits=_MICROS)
    if field == "budget" and currency:
        return _amounts(field, old, new, digits=minor_units(currency))
    return field, old, new


def alike(one: str | None, other: str | None) -> bool:
    """Say whether two values as text mean the same: 20 is 20.00."""
    if one is None or other is None:
        return one is other
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return one == other


def _amounts(field: str, old: str | None, new: str | None, *, digits: int) -> Said:
    try:
        before, after = (None if one is None else _scaled(one, digits) for one in (old, new))
    except InvalidOperation:
        return field, old, new
    return Field.daily_budget.value, before, after


def _scaled(text: str, digits: int) -> str:
    amount = Decimal(text).scaleb(-digits)
    if not amount.is_finite():
        raise InvalidOperation
    return format(amount.normalize(), "f")
