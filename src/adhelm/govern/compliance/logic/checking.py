"""Holds one change, or a batch, against its limits: a verdict for each limit that concerns it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from adhelm.govern.compliance.logic import moving, stepping, stopping, valuing
from adhelm.govern.compliance.logic.spending import at_worst
from adhelm.govern.compliance.types import (
    ENABLED,
    Change,
    Direction,
    Field,
    Limits,
    Situation,
    Verdict,
)

Asked = tuple[Change, Situation, Limits]
"""A change, the facts it is held against, and the limits that hold for it."""
_Check = Callable[[Change, Situation, Limits], Verdict | None]


def check(change: Change, situation: Situation, limits: Limits) -> tuple[Verdict, ...]:
    """
    Return what each limit that concerns a change says to it; it may go if all of them allow it.

    Nothing is ever made smaller to fit: what is refused is refused as it was asked.
    """
    based = replace(change, before=moving.base(change, situation))
    found = (one(based, situation, limits) for one in _CHECKS)
    return tuple(verdict for verdict in found if verdict is not None)


def check_batch(asked: Sequence[Asked]) -> tuple[tuple[Verdict, ...], ...]:
    """
    Return the verdicts on each change of a batch; the exposure of all its raises adds up.

    It adds up also over those that another limit refuses: no limit makes room for something else.
    """
    told: list[tuple[Verdict, ...]] = []
    added = Decimal(0)
    highest: dict[str, Decimal | None] = {}
    planned = _planned(asked)
    seen: set[tuple[str, Field]] = set()
    for change, facts, limits in asked:
        budget = moving.budget_key(change, facts)
        situation = replace(
            facts,
            exposure=None if facts.exposure is None else facts.exposure + added,
            highest_today=highest.get(budget, facts.highest_today),
            budget=max(facts.budget, planned.get(budget, facts.budget)) if facts.budget else None,
        )
        same = (budget if change.field in moving.BUDGETS else moving.key(change), change.field)
        told.append((*check(change, situation, limits), *_once(change, is_again=same in seen)))
        seen.add(same)
        more = _added(change, situation, limits)
        if more:
            added += more
            highest[budget] = _in_force_then(change, situation)
    return tuple(told)


def allowed(verdicts: Sequence[Verdict]) -> bool:
    """Say whether all limits allow it."""
    return all(one.allowed for one in verdicts)


def _planned(asked: Sequence[Asked]) -> dict[str, Decimal]:
    """Return what budgets are to become: what is enabled beside it spends from that."""
    amounts: dict[str, Decimal] = {}
    for change, facts, _ in asked:
        if change.field in moving.BUDGETS and isinstance(change.after, Decimal):
            budget = moving.budget_key(change, facts)
            amounts[budget] = max(amounts.get(budget, change.after), change.after)
    return amounts


def _once(change: Change, *, is_again: bool) -> tuple[Verdict, ...]:
    if not is_again:
        return ()
    what = f"the {change.field.value.replace('_', ' ')} of {change.name or change.entity_id}"
    return (
        Verdict(
            "once", "1", "2", allowed=False, message=f"{what} is changed twice",
            hint="one absolute value for each budget, bid and status of a plan",
        ),
    )  # fmt: skip


def _exposure(change: Change, situation: Situation, limits: Limits) -> Verdict | None:
    if limits.exposure_cap is None or not _puts_in_force(change, situation):
        return None
    cap = f"{limits.exposure_cap:f} {limits.currency}"
    more = _added(change, situation, limits)
    if situation.exposure is None or more is None:
        return Verdict(
            "exposure_cap", cap, "unknown", allowed=False,
            message="what the workspace may spend today is not known",
            hint="sync the budgets of all accounts, or set an exchange rate",
        )  # fmt: skip
    then = situation.exposure + more
    return Verdict(
        "exposure_cap", cap, f"{then:f} {limits.currency}",
        allowed=then <= limits.exposure_cap,
        message="" if then <= limits.exposure_cap else (
            f"at worst the workspace would spend {then:f} {limits.currency} today; "
            f"its cap is {cap}"
        ),
        hint="" if then <= limits.exposure_cap else (
            "a budget counts today with its highest amount of the day, cut or not"
        ),
    )  # fmt: skip


def _added(change: Change, situation: Situation, limits: Limits) -> Decimal | None:
    """Return by how much a change lets today's exposure grow; None: that is not known."""
    if not _puts_in_force(change, situation):
        return Decimal(0)
    then = _in_force_then(change, situation)
    if then is None or situation.highest_today is None or situation.rate is None:
        return None
    lifetime = situation.lifetime or change.field is Field.lifetime_budget
    grown = at_worst(then, change.connector, limits, lifetime=lifetime) - at_worst(
        situation.highest_today, change.connector, limits, lifetime=lifetime
    )
    return grown * situation.rate


def _in_force_then(change: Change, situation: Situation) -> Decimal | None:
    amount = situation.budget if change.field is Field.status else change.after
    if not isinstance(amount, Decimal) or situation.highest_today is None:
        return None
    return max(amount, situation.highest_today)


def _puts_in_force(change: Change, situation: Situation) -> bool:
    if change.field is Field.status:
        return change.after == ENABLED and moving.base(change, situation) != ENABLED
    based = replace(change, before=moving.base(change, situation))
    raises = moving.direction(based) is Direction.up
    return change.field in moving.BUDGETS and raises and situation.in_force


_CHECKS: tuple[_Check, ...] = (
    stopping.dry_run,
    valuing.currency,
    valuing.value,
    stopping.freeze,
    stopping.breaker,
    stopping.protected,
    stopping.locked,
    stopping.data_age,
    stopping.quality,
    stepping.step,
    stepping.day,
    stepping.raises,
    stepping.after_raise,
    stepping.after_cut,
    stepping.writes,
    valuing.minimum,
    valuing.floor,
    valuing.ceiling,
    _exposure,
)
