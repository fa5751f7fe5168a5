"""Make plans of advice as it is, and let advice that may act alone do so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adhelm.act.publishing.service import releasing
from adhelm.act.publishing.service.desk import Desk
from adhelm.act.publishing.service.proposing import propose
from adhelm.act.publishing.types import BadChange, Plan
from adhelm.core.errors import AdhelmError
from adhelm.core.principal import Principal, Scope
from adhelm.decide import optimization
from adhelm.decide.optimization import Recommendation


def take_advice(
    *, principal: Principal, desk: Desk, recommendation_id: str, unattended: bool = False
) -> Plan:
    """
    Make a plan of a recommendation as it is; who gave it is the proposer.

    With `unattended` it is applied at once, where the autopilot of each account that it touches
    may do so within the limits; else no plan is made.

    :raises NoSuchRecommendation: if there is none of that id.
    :raises NotOpen: if it was taken, dismissed or has expired.
    :raises BadChange: if it names nothing that could be set.
    :raises ApprovalMissing: if it is to be `unattended`, and a person is needed.
    :raises Blocked: if it is to be `unattended`, and a limit forbids it.
    """
    principal.require(Scope.propose)
    advice = optimization.recommendation(
        principal=principal, database=desk.database, clock=desk.clock,
        recommendation_id=recommendation_id,
    )  # fmt: skip
    if not advice.changes:
        raise BadChange(
            "this advice names no value to set", hint="a person has to do it on the platform"
        )
    plan = propose(
        principal=principal, desk=desk, changes=advice.changes, reason=advice.claim[:2000],
        source=advice.source, recommendation_id=recommendation_id, expected=_expected(advice),
        data_version=advice.data_version, unattended=unattended,
    )  # fmt: skip
    if unattended:
        return releasing.release(principal=principal, desk=desk, plan_id=plan.id)
    return plan


def fly(*, principal: Principal, desk: Desk) -> list[Plan]:
    """
    Apply the engine's open advice where the autopilots of its accounts may do so alone.

    What needs a person, or is against a limit, stays open. Rules hand on theirs themselves.
    """
    principal.require(Scope.propose)
    made = []
    for one in optimization.open_recommendations(
        principal=principal, database=desk.database, clock=desk.clock
    ):
        if one.source == optimization.ENGINE:
            try:
                made.append(
                    take_advice(
                        principal=principal, desk=desk, recommendation_id=one.id, unattended=True
                    )
                )
            except AdhelmError:
                # It waits for a person, in the list where it is.
                continue
    return made


def _expected(advice: Recommendation) -> Mapping[str, Any]:
    told: dict[str, Any] = {}
    if advice.effect:
        effect = advice.effect
        told = {
            "metric": effect.metric, "currency": effect.currency, "basis": effect.basis.value,
            "days": effect.days, "expected": f"{effect.expected:f}",
            "low": None if effect.low is None else f"{effect.low:f}",
            "high": None if effect.high is None else f"{effect.high:f}",
        }  # fmt: skip
    if advice.confidence is not None:
        told["confidence"] = f"{advice.confidence:.4f}"
    if advice.cost_if_wrong is not None:
        told["cost_if_wrong"] = f"{advice.cost_if_wrong:f} {advice.currency}"
    return told
