"""What a budget that somebody moved explains: as much more or less of everything, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from adhelm.understand.analysis.logic import words
from adhelm.understand.analysis.types import Incident

LOOKS = (0, 1, 7, 14, 28)
"""So many days before an incident budgets are looked up: over the weeks it is held against."""
_VOLUMES = frozenset({"spend", "impressions", "clicks"})
_RATES = frozenset({"cpm", "ctr", "cvr", "cpc", "cpa"})
# As large a change is not reported by itself either.
_ROOM = Decimal("1.25")
# Twice the money is worth a look, whoever gave it: it may be a slip of the hand.
_MOST = Decimal(2)
_HALF = Decimal("0.5")


def may_follow(one: Incident) -> bool:
    """Say whether it is of the kind that a budget brings about: more or less of everything."""
    if one.metric not in _VOLUMES or _RATES & set(one.also) or not one.observed:
        return False
    return one.expected > 0


def budgeted(one: Incident, now: Decimal | None, before: Sequence[Decimal]) -> Incident:
    """
    Return an incident as had coming, and why, if its daily budget moved as much; else as it is.

    `before` are the budgets of the weeks before it, the latest first, in its account's currency.
    """
    if now is None or not may_follow(one):
        return one
    for amount in before:
        if amount > 0 and _follows(_times(one), now / amount):
            said = words.budget_moved(one, amount, now)
            return replace(one, planned=True, reason=one.reason + said)
    return one


def _times(one: Incident) -> Decimal:
    return (one.observed or Decimal(0)) / one.expected


def _follows(change: Decimal, factor: Decimal) -> bool:
    """Say whether a budget that was moved by a factor accounts for a change, and for most of it."""
    if change > 1:
        within = factor <= _MOST and change <= factor * _ROOM
        return within and factor - 1 >= (change - 1) * _HALF
    return change * _ROOM >= factor and 1 - factor >= (1 - change) * _HALF
