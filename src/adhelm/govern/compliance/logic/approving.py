"""How many people a batch needs; splitting it changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from adhelm.govern.compliance.logic import moving
from adhelm.govern.compliance.logic.checking import Asked
from adhelm.govern.compliance.types import (
    ENABLED,
    Approvals,
    Change,
    Field,
    Proposed,
    Situation,
)


def approvals_needed(asked: Sequence[Asked], proposed: Proposed) -> Approvals:
    """
    Return how many people must approve a batch, from it and what its proposer moved in 24 hours.

    Pauses do not count towards a second approver: stopping money needs one person at most.
    """
    second = (*_too_much(asked, proposed), *_too_many(asked, proposed))
    if second:
        return Approvals(2, second)
    if not proposed.unattended:
        return Approvals(1, ("a person approves",))
    first = tuple(_why_a_person(asked))
    return Approvals(1 if first else 0, first)


def moved(asked: Sequence[Asked]) -> Decimal | None:
    """Return how much daily budget a batch moves, in the limits' currency; None: unknown."""
    by_budget: dict[str, Decimal] = {}
    for change, situation, _ in asked:
        if change.pauses:
            continue
        amount = _moved(change, situation)
        if amount is None:
            return None
        if amount:
            if situation.rate is None:
                return None
            budget = moving.budget_key(change, situation)
            by_budget[budget] = max(by_budget.get(budget, Decimal(0)), amount * situation.rate)
    return sum(by_budget.values(), Decimal(0))


def touched(asked: Sequence[Asked]) -> frozenset[str]:
    """Return the things that a batch changes otherwise than by pausing them."""
    return frozenset(moving.key(change) for change, _, _ in asked if not change.pauses)


def _too_much(asked: Sequence[Asked], proposed: Proposed) -> Iterator[str]:
    share = min((limits.second_approver_share for _, _, limits in asked), default=Decimal(1))
    amount = moved(asked)
    if amount is None:
        yield "how much money it moves is not known"
        return
    if not amount:
        return
    if proposed.workspace_budget is None:
        yield "the workspace's budget is not known"
        return
    whole = amount + proposed.moved
    if whole > proposed.workspace_budget * share:
        yield (
            f"it moves {whole:f} with what the same proposer moved in 24 hours: more than "
            f"{share:%} of the workspace's {proposed.workspace_budget:f} a day"
        )


def _too_many(asked: Sequence[Asked], proposed: Proposed) -> Iterator[str]:
    own = touched(asked)
    most = min((limits.second_approver_entities for _, _, limits in asked), default=0)
    count = len(own | proposed.entities)
    if own and count > most:
        yield f"the same proposer changes {count} things in 24 hours: more than {most}"


def _why_a_person(asked: Sequence[Asked]) -> Iterator[str]:
    for change, situation, limits in asked:
        what = change.name or change.entity_id
        kind = moving.action(replace(change, before=moving.base(change, situation)))
        if kind is None or kind not in limits.autopilot:
            named = kind.value if kind else f"{change.field.value} {change.after}"
            yield f"{what}: the autopilot of {change.account} may not '{named}'"
        alone = situation.stops.protected or situation.locked_by or situation.learning
        if alone:
            yield f"{what} is left alone: {alone}"


def _moved(change: Change, situation: Situation) -> Decimal | None:
    """Return how much budget one change moves, in the account's currency; None: unknown."""
    before = moving.base(change, situation)
    if change.field in moving.BUDGETS and isinstance(change.after, Decimal):
        return abs(change.after - before) if isinstance(before, Decimal) else change.after
    if change.field is Field.create:
        return change.after if isinstance(change.after, Decimal) else Decimal(0)
    if change.field is Field.status and before != change.after:
        if situation.budget is None:
            return None if change.after == ENABLED else Decimal(0)
        return situation.budget
    return Decimal(0)
