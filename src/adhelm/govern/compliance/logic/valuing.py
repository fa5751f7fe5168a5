"""What a value must be: money of the account, in whole units, between floor and ceiling."""

from __future__ import annotations

from decimal import Decimal

from adhelm.core import ads
from adhelm.govern.compliance.logic import moving
from adhelm.govern.compliance.types import (
    ENABLED,
    PAUSED,
    REMOVED,
    Change,
    Direction,
    Field,
    Limits,
    Situation,
    Verdict,
)

_STATUSES = frozenset({ENABLED, PAUSED, REMOVED})


def currency(change: Change, situation: Situation, limits: Limits) -> Verdict | None:  # noqa: ARG001 - one form
    """Refuse money of another currency than the account's, as it was read with its budgets."""
    if _amount(change) is None:
        return None
    same = bool(situation.currency) and change.currency == situation.currency
    return Verdict(
        "currency", situation.currency or "unknown", change.currency, allowed=same,
        message="" if same else (
            f"{change.account} is in {situation.currency or 'an unknown currency'}, "
            f"the change in {change.currency or 'none'}"
        ),
        hint="" if same else "sync the account and make the plan anew",
    )  # fmt: skip


def value(change: Change, situation: Situation, limits: Limits) -> Verdict | None:  # noqa: ARG001
    """Refuse what is no value of such a field, or no multiple of the currency's unit."""
    if change.field is Field.status:
        return _one_of_statuses(change)
    if change.field not in moving.AMOUNTS and change.field is not Field.create:
        return None
    if change.field is Field.create and change.after is None:
        return None
    unit = None if change.field is Field.target_roas else unit_of(situation)
    asked = change.after
    if not isinstance(asked, Decimal) or asked <= 0:
        return _no_value(change, "above zero")
    fits = unit is None or asked % unit == 0
    return Verdict(
        "unit", f"{unit:f}" if unit else "any", f"{asked:f}", allowed=fits,
        message="" if fits else f"{asked:f} is no multiple of {unit:f} {situation.currency}",
        hint="" if fits else "amounts are whole units of the account's currency",
    )  # fmt: skip


def minimum(change: Change, situation: Situation, limits: Limits) -> Verdict | None:  # noqa: ARG001
    """Refuse a budget below the least that the platform takes."""
    asked = _amount(change) if change.field in {*moving.BUDGETS, Field.create} else None
    if asked is None or situation.minimum is None:
        return None
    return _bounded("platform_minimum", situation.minimum, asked, change, at_least=True)


def floor(change: Change, situation: Situation, limits: Limits) -> Verdict | None:  # noqa: ARG001
    """Refuse to cut a daily budget below the floor, or to create one below it."""
    asked = _amount(change)
    if asked is None or limits.floor is None or change.field not in _DAILY:
        return None
    if moving.direction(change) is not Direction.down and change.field is not Field.create:
        return None
    return _bounded("floor", limits.floor, asked, change, at_least=True)


def ceiling(change: Change, situation: Situation, limits: Limits) -> Verdict | None:  # noqa: ARG001
    """Refuse a raise above the ceiling; a cut from above it may end above it."""
    if moving.direction(change) is not Direction.up:
        return None
    name, most = _ceiling_of(change, limits)
    asked = _amount(change)
    if asked is None or most is None:
        return None
    return _bounded(name, most, asked, change, at_least=False)


def unit_of(situation: Situation) -> Decimal:
    """Return the step of amounts: the platform's, else the currency's minor unit."""
    if situation.unit is not None:
        return situation.unit
    return Decimal(1).scaleb(-ads.minor_units(situation.currency))


_DAILY = frozenset({Field.daily_budget, Field.create})


def _ceiling_of(change: Change, limits: Limits) -> tuple[str, Decimal | None]:
    if change.field in _DAILY:
        return "ceiling", limits.ceiling
    if change.field is Field.lifetime_budget:
        return "lifetime_ceiling", limits.lifetime_ceiling
    return "bid_ceiling", limits.bid_ceiling if change.field in moving.MONEY else None


def _amount(change: Change) -> Decimal | None:
    """Return the money that is asked for, where it is money and a number."""
    if change.field not in moving.MONEY and change.field is not Field.create:
        return None
    return change.after if isinstance(change.after, Decimal) else None


def _one_of_statuses(change: Change) -> Verdict | None:
    if change.after in _STATUSES:
        return None
    return _no_value(change, ", ".join(sorted(_STATUSES)))


def _no_value(change: Change, wanted: str) -> Verdict:
    return Verdict(
        "value", wanted, str(change.after), allowed=False,
        message=f"{change.after} is no {change.field.value.replace('_', ' ')}", hint=wanted,
    )  # fmt: skip


def _bounded(
    name: str, bound: Decimal, asked: Decimal, change: Change, *, at_least: bool
) -> Verdict:
    fits = asked >= bound if at_least else asked <= bound
    side = "below" if at_least else "above"
    return Verdict(
        name, f"{bound:f} {change.currency}", f"{asked:f} {change.currency}", allowed=fits,
        message="" if fits else (
            f"{asked:f} is {side} {bound:f} {change.currency}, the {name.replace('_', ' ')}"
        ),
        hint="" if fits else f"{'at least' if at_least else 'at most'} {bound:f}",
    )  # fmt: skip
