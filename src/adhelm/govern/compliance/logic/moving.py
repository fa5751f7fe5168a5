"""What sort of change a change is: where it moves money, and from which value."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from adhelm.govern.compliance.types import (
    ENABLED,
    PAUSED,
    Action,
    Change,
    Direction,
    Field,
    Situation,
)

BUDGETS = frozenset({Field.daily_budget, Field.lifetime_budget})
MONEY = BUDGETS | {Field.bid, Field.target_cpa}
AMOUNTS = MONEY | {Field.target_roas}
UNDO_WITHIN = timedelta(hours=24)


def direction(change: Change) -> Direction:
    """Say whether a change lets more be spent; one from an unknown value counts as a raise."""
    if change.field is Field.create:
        return Direction.up
    if change.field is Field.negative_keywords or change.before == change.after:
        return Direction.neutral
    if change.field is Field.status:
        return Direction.up if change.after == ENABLED else Direction.down
    return _of_amount(change)


def action(change: Change) -> Action | None:
    """Return the kind of change for the autopilot; None: never without a person."""
    if change.field is Field.create:
        return Action.create
    if change.field is Field.negative_keywords:
        return Action.negative_keywords
    if change.field is Field.status:
        return {ENABLED: Action.enable, PAUSED: Action.pause}.get(str(change.after))
    raises = direction(change) is not Direction.down
    if change.field in BUDGETS:
        return Action.raise_budget if raises else Action.cut_budget
    return Action.raise_bid if raises else Action.cut_bid


def base(change: Change, situation: Situation) -> Decimal | str | None:
    """Return what a change starts from: the live value where it was read, else what it says."""
    return change.before if situation.live is None else situation.live


def is_free(change: Change, situation: Situation) -> bool:
    """Say whether it takes back a change of our own so soon that steps do not bind it."""
    undo = situation.undo
    return (
        undo is not None
        and not undo.foreign_change
        and situation.now - undo.applied_at <= UNDO_WITHIN
        and change.after == undo.restores
    )


def key(change: Change) -> str:
    """Return 'connector/account/level/entity'."""
    name = change.entity_id or f"new {change.name}"
    return f"{change.account}/{change.level.value}/{name}"


def budget_key(change: Change, situation: Situation) -> str:
    """Return what is the same for all that spend from one budget, 'level/id' for a thing's own."""
    own = f"{change.level.value}/{change.entity_id or f'new {change.name}'}"
    return f"{change.account}/budget/{situation.budget_id or own}"


def _of_amount(change: Change) -> Direction:
    before, after = change.before, change.after
    if not isinstance(before, Decimal) or not isinstance(after, Decimal):
        # No value at all means no limit: giving a bid its first one is a cut nobody can measure.
        return Direction.up
    # A lower target return lets more be spent.
    more = after < before if change.field is Field.target_roas else after > before
    return Direction.up if more else Direction.down
