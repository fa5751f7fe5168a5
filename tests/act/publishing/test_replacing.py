"""Plans that wait …"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.act.publishing.office import Office, more

from adhelm.act import publishing
from adhelm.act.publishing import Plan, PlanState
from adhelm.act.publishing.types import (
    Altered,
    BadChange,
    MixedKinds,
    NoSuchPlan,
    NotNow,
    OwnPlan,
)
from adhelm.core.errors import Forbidden
from adhelm.decide import optimization
from adhelm.decide.optimization import Draft, State
from adhelm.govern.compliance.types import PAUSED, Change, Field


def substitute(office: Office, plan: Plan, value: Any, **how: Any) -> Plan:
    told = {"principal": office.noah, "digest": plan.hash, "changed": {0: str(value)}, **how}
    return publishing.substitute(desk=office.desk, plan_id=plan.id, **told)


def read(office: Office, plan: Plan) -> Plan:
    return publishing.get_plan(**office.records, plan_id=plan.id)


def outcomes(office: Office, *plans: Plan, **how: Any) -> list[tuple[str, str]]:
    told = publishing.approve_several(
        principal=office.noah, desk=office.desk, plans=[(one.id, one.hash) for one in plans], **how
    )
    assert [one.plan_id for one in told] == [one.id for one in plans]
    return [
        (one.plan.state if one.plan else "", one.error.code if one.error else "") for one in told
    ]


def pause(change: Change) -> Change:
    return replace(change, field=Field.status, before=None, after=PAUSED)


class TestAreGivenOtherValues:
    def test_by_a_new_plan_that_somebody_else_approves(self, office: Office):
        change = more(office.budgets()[0], "1.1")
        plan = office.propose(change)
        value = more(office.budgets()[0], "1.05").after
        made = substitute(office, plan, value, reason="half of it first")

        assert made.items[0].change.after == value
        assert (made.proposer.id, made.source, made.reason) == (
            office.noah.id, "person", "half of it first",
        )  # fmt: skip
        assert {one.limit for one in made.items[0].verdicts} >= {"live", "max_raise"}
        over = read(office, plan)
        assert (over.state, over.closed_by) == (PlanState.rejected, office.noah.id)
        assert over.closed_reason == f"replaced by {made.id}: half of it first"
        with pytest.raises(OwnPlan):
            office.approve(made, by=office.noah)
        with pytest.raises(NotNow):
            office.approve(plan, by=office.ada)
        office.approve(made, by=office.ada)
        assert [one.state for one in office.apply(made)] == ["done"]
        assert office.budget(change) == value

    def test_that_are_held_against_the_limits_anew(self, office: Office):
        budget = office.budgets()[0]
        made = substitute(office, office.propose(more(budget, "1.1")), more(budget, "9").after)
        assert not made.allowed

    def test_with_the_advice_that_they_are_made_of(self, office: Office):
        change = more(office.budgets()[0], "1.1")
        draft = Draft(
            key="k", kind="budgets", platform="tiktok", account=change.account, claim="Raise it.",
            changes=(change,), expires_at=office.desk.clock.now() + timedelta(hours=9),
        )  # fmt: skip
        with office.database.transaction() as connection:
            (advice,) = optimization.record(
                principal=office.mia, connection=connection, clock=office.desk.clock,
                source="engine", drafts=[draft],
            )  # fmt: skip

        def standing() -> tuple[State, str]:
            told = optimization.recommendation(
                principal=office.mia, database=office.database, clock=office.desk.clock,
                recommendation_id=advice.id,
            )  # fmt: skip
            return told.state, told.plan_id

        plan = office.propose(change, recommendation_id=advice.id)
        assert plan.proposer.id == "engine"
        made = substitute(office, plan, more(office.budgets()[0], "1.05").after)
        assert (made.proposer.id, standing()) == (office.noah.id, (State.taken, made.id))
        office.advance(hours=10)
        late = substitute(office, made, change.after)
        assert (late.recommendation_id, standing()[0]) == ("", State.expired)

    def test_by_their_proposer_or_by_who_may_approve(self, office: Office):
        budget = office.budgets()[0]
        theirs = office.propose(more(budget, "1.1"), principal=office.ada)
        value = more(budget, "1.05").after
        with pytest.raises(Forbidden):
            substitute(office, theirs, value, principal=office.mia)
        mine = office.propose(more(budget, "1.1"))
        assert substitute(office, mine, value, principal=office.mia).reason == mine.reason

    def test_unless_nothing_is_other_or_it_is_another_text(self, office: Office):
        budget = office.budgets()[0]
        plan = office.propose(more(budget, "1.1"))
        for changed in (
            {},
            {1: "20.00"},
            {-1: "20.00"},
            {0: "x"},
            {0: f"{plan.items[0].change.after}.00"},
        ):
            with pytest.raises(BadChange):
                substitute(office, plan, 0, changed=changed)
        with pytest.raises(Altered):
            substitute(office, plan, 20, digest="0" * 64)
        publishing.reject(principal=office.noah, desk=office.desk, plan_id=plan.id, reason="no")
        with pytest.raises(NotNow):
            substitute(office, plan, more(budget, "1.05").after)
        undone = read(office, plan)
        assert undone.state is PlanState.rejected
        for who in (
            replace(office.noah, workspace_id="other"),
            replace(office.noah, accounts=frozenset()),
        ):
            with pytest.raises(NoSuchPlan):
                substitute(office, plan, Decimal(20), principal=who)


class TestAreApprovedAtOnce:
    def test_each_for_its_own_text_and_one_that_fails_stops_none(self, office: Office):
        first, second, third = office.budgets()[:3]
        one, two, three = (office.propose(more(each, "1.1")) for each in (first, second, third))

        told = outcomes(office, one, replace(three, hash="0" * 64), two, apply=True)
        assert told[0] == ("applying", "")
        assert told[1] == ("", "publishing.altered")
        assert read(office, three).state == "waiting"
        office.write()
        assert [each.state for each in office.actions(one)] == ["done"]
        assert office.budget(third) == third.before
        again = outcomes(office, one, three)
        assert [code for _, code in again] == ["publishing.not_now", ""]

    def test_and_wait_where_a_second_person_is_needed(self, office: Office):
        one, two = (office.propose(more(each, "1.1")) for each in office.budgets()[:2])
        with pytest.raises(Forbidden):
            publishing.approve_several(
                principal=office.mia, desk=office.desk, plans=[(one.id, one.hash)]
            )
        mine = office.propose(more(office.budgets()[2], "1.1"), principal=office.noah)
        told = outcomes(office, one, mine, two)
        assert [code for _, code in told] == ["", "publishing.own_plan", ""]
        assert {state for state, _ in told} <= {"approved", "waiting", ""}

    def test_only_within_one_kind(self, office: Office):
        budget, other = office.budgets()[:2]
        raised, cut = office.propose(more(budget, "1.1")), office.propose(more(other, "0.9"))
        paused = office.propose(pause(other))
        for mixed in ((raised, cut), (raised, paused), (raised, raised)):
            with pytest.raises(MixedKinds):
                outcomes(office, *mixed)
        assert read(office, raised).state is PlanState.waiting
