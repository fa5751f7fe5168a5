"""Holds changes against the limits and against every other check that was registered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adhelm.act.publishing.service.desk import Desk
from adhelm.act.publishing.types import Plan
from adhelm.core.principal import Principal
from adhelm.govern import compliance
from adhelm.govern.compliance.types import Change, Limits, Situation, Verdict

LIVE, WRITES = "live", "meta_ad_set_writes_per_hour"
_ASIDE = frozenset({LIVE, WRITES})
"""Verdicts that stop no plan: a dry run is shown, and what is too often waits its turn."""


@dataclass(frozen=True, slots=True)
class Case:
    """A change with the facts and limits that it is judged by."""

    change: Change
    situation: Situation
    limits: Limits


def verdicts(desk: Desk, principal: Principal, cases: Sequence[Case]) -> list[tuple[Verdict, ...]]:
    """Return what limits and checks say to each change of a batch."""
    asked = [(one.change, one.situation, one.limits) for one in cases]
    told = [list(one) for one in compliance.check_batch(asked)]
    for check in desk.checks:
        pairs = [(one.change, one.situation) for one in cases]
        for mine, more in zip(told, check(principal=principal, changes=pairs), strict=True):
            mine.extend(more)
    return [tuple(one) for one in told]


def objections(found: Sequence[Verdict]) -> list[Verdict]:
    """Return the verdicts that forbid a change whatever the time and the mode."""
    return [one for one in found if not one.allowed and one.limit not in _ASIDE]


def is_live(found: Sequence[Verdict]) -> bool:
    """Say whether the account is live: else nothing is written."""
    return all(one.allowed for one in found if one.limit == LIVE)


def is_too_often(found: Sequence[Verdict]) -> bool:
    """Say whether the platform takes no more writes for a while."""
    return any(not one.allowed for one in found if one.limit == WRITES)


def said(found: Sequence[Verdict]) -> str:
    """Return what objections say, as one line."""
    return "; ".join(one.message or f"{one.limit} {one.value}" for one in found)


def blocking(plan: Plan) -> list[Verdict]:
    """Return all that forbids a plan."""
    return [verdict for item in plan.items for verdict in objections(item.verdicts)]
