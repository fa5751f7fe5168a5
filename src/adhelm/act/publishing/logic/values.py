"""The values of fields as text and back, and what may be set at all."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from adhelm.act.publishing.types import BadChange, Value
from adhelm.core.ads import Level, minor_units
from adhelm.govern.compliance.types import ENABLED, PAUSED, REMOVED, Change, Field

MONEY = frozenset({Field.daily_budget, Field.lifetime_budget, Field.bid, Field.target_cpa})
BUDGETS = frozenset({Field.daily_budget, Field.lifetime_budget})
SETTABLE = MONEY | {Field.target_roas, Field.status}
"""Fields that have one value, which can be read back."""
_STATUSES = frozenset({ENABLED, PAUSED, REMOVED})
_LARGEST = Decimal(10) ** 15
_RATIO = Decimal("0.0001")
_LEVELS: Mapping[Field, frozenset[Level]] = MappingProxyType(
    {
        Field.daily_budget: frozenset({Level.campaign, Level.ad_group}),
        Field.lifetime_budget: frozenset({Level.campaign, Level.ad_group}),
        Field.bid: frozenset({Level.campaign, Level.ad_group, Level.keyword}),
        Field.target_cpa: frozenset({Level.campaign, Level.ad_group}),
        Field.target_roas: frozenset({Level.campaign, Level.ad_group}),
        Field.status: frozenset({Level.campaign, Level.ad_group, Level.ad, Level.keyword}),
        Field.create: frozenset({Level.campaign, Level.ad_group, Level.ad}),
        Field.negative_keywords: frozenset({Level.campaign, Level.ad_group}),
    }
)


def as_text(value: Value) -> str | None:
    """Return a value as text; amounts in plain notation, exact."""
    return format(value, "f") if isinstance(value, Decimal) else value


def of_text(field: str, text: str | None) -> Value:
    """
    Return the value that a text of a field means.

    :raises BadChange: if it is no number where one is needed.
    """
    if text is None or Field(field) in {Field.status, Field.negative_keywords}:
        return text
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise BadChange(f"'{text}' is no {field}", hint='an amount such as "120.00"') from error
    if not number.is_finite():
        raise BadChange(f"'{text}' is no {field}", hint='an amount such as "120.00"')
    return number


def same(one: Value, other: Value) -> bool:
    """Say whether two values are the same; 20 is 20.00."""
    return one == other


def differ(one: str | None, other: str | None) -> bool:
    """Say whether two texts are other values; '20' and '20.00' are the same."""
    if one is None or other is None or one == other:
        return one != other
    try:
        return Decimal(one) != Decimal(other)
    except InvalidOperation:
        return True


def check(change: Change) -> None:
    """
    Let a change pass whose new value can be one of its field.

    :raises BadChange: if it cannot.
    """
    if change.level not in _LEVELS[change.field]:
        raise BadChange(
            f"a {change.level} has no {change.field}",
            hint=f"it is set at: {', '.join(sorted(_LEVELS[change.field]))}",
        )
    if change.field is Field.status:
        if change.after not in {ENABLED, PAUSED, REMOVED}:
            raise BadChange(
                f"'{change.after}' is no status to set", hint="enabled, paused or removed"
            )
    elif change.field in MONEY or change.field is Field.target_roas:
        _check_number(change)


def _check_number(change: Change) -> None:
    value = change.after
    if not isinstance(value, Decimal) or not 0 < value < _LARGEST:
        raise BadChange(f"{change.field} cannot become {value}", hint="an amount above zero")
    money = change.field in MONEY
    unit = Decimal(1).scaleb(-minor_units(change.currency)) if money else _RATIO
    if value % unit:
        raise BadChange(
            f"{value:f} {change.currency} is finer than {unit:f}",
            hint="nothing is rounded here: say the amount that is meant",
        )
