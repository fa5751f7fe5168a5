"""An approval …"""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.act.publishing.office import Office, more, states

from adhelm.act import publishing
from adhelm.act.publishing import PlanState
from adhelm.act.publishing.tables import PLAN
from adhelm.act.publishing.types import (
    Altered,
    ApprovalMissing,
    BadChange,
    Blocked,
    CurrencyChanged,
    Drifted,
    Expired,
    NoSuchPlan,
    NoSuchThing,
    OwnPlan,
)
from adhelm.core.errors import Forbidden
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.govern import accounts, audit
from adhelm.govern.accounts import Role


class TestAnApproval:
    def test_comes_from_somebody_else(self, office: Office):
        plan = office.propose(more(office.budgets()[0], "1.1"), principal=office.ada)
        with pytest.raises(OwnPlan):
            office.approve(plan, by=office.ada)

        refused = audit.list_entries(**office.records, subject=f"plan:{plan.id}")[0]
        assert (refused.action, refused.outcome) == ("publishing.approve", audit.Outcome.refused)

    def test_does_not_come_from_the_other_hand_of_who_proposed(self, office: Office):
        scopes = frozenset(Scope)
        key = Principal(Actor.key, "key_1", "acme", scopes, behind=office.ada.id)
        theirs = office.propose(more(office.budgets()[0], "1.1"), principal=key)
        with pytest.raises(OwnPlan):
            office.approve(theirs, by=office.ada)

        mine = office.propose(more(office.budgets()[1], "1.1"), principal=office.ada)
        with pytest.raises(OwnPlan):
            office.approve(mine, by=key)

    def test_needs_the_role(self, office: Office):
        plan = office.propose(more(office.budgets()[0], "1.1"), principal=office.ada)
        with pytest.raises(Forbidden):
            office.approve(plan, by=office.mia)

    def test_of_another_plan_is_refused(self, office: Office):
        one = office.propose(more(office.budgets()[0], "1.1"))
        other = office.propose(more(office.budgets()[1], "1.1"))
        with pytest.raises(Altered):
            publishing.approve(
                principal=office.noah, desk=office.desk, plan_id=one.id, digest=other.hash
            )

    def test_runs_out_after_a_day(self, office: Office):
        plan = office.approve(office.propose(more(office.budgets()[0], "1.1")))
        office.advance(hours=24)
        before = len(office.writes())
        with pytest.raises(ApprovalMissing):
            office.apply(plan)
        assert len(office.writes()) == before

    def test_is_not_taken_for_a_plan_that_waited_for_a_day(self, office: Office):
        plan = office.propose(more(office.budgets()[0], "1.1"))
        office.advance(hours=24)
        with pytest.raises(Expired):
            office.approve(plan)
        office.tick()
        found = publishing.get_plan(**office.records, plan_id=plan.id)
        assert found.state is PlanState.expired

    def test_is_worth_nothing_once_the_role_is_gone(self, office: Office):
        plan = office.approve(office.propose(more(office.budgets()[0], "1.1")))
        accounts.change_role(
            principal=office.ada, database=office.database, clock=office.desk.clock,
            person_id=office.noah.id, role=Role.analyst,
        )  # fmt: skip
        with pytest.raises(ApprovalMissing, match="may not approve any more"):
            office.apply(plan)

    def test_takes_two_for_many_things(self, office: Office):
        connector, account = office.accounts()[0]
        office.allow(connector, account, second_approver_entities=20)
        office.advance(minutes=1)
        from adhelm.govern import compliance
        from adhelm.govern.compliance.types import Place

        compliance.change_limits(
            principal=office.ada, database=office.database, clock=office.desk.clock,
            place=Place(), values={"second_approver_entities": 1},
        )  # fmt: skip
        plan = office.propose(more(office.budgets()[0], "1.01"), more(office.budgets()[1], "0.99"))
        assert plan.needed == 2

        once = office.approve(plan, by=office.noah)
        assert once.state is PlanState.waiting
        assert office.approve(plan, by=office.noah).state is PlanState.waiting
        with pytest.raises(ApprovalMissing):
            office.apply(plan)
        assert office.approve(plan, by=office.ada).state is PlanState.approved
        assert states(office.apply(plan)) == {"done": 2}

    def test_reads_the_accounts_anew_so_that_an_afternoon_is_not_blocked(self, office: Office):
        plan = office.propose(more(office.budgets()[0], "1.1"))
        office.advance(hours=7)

        assert states(office.apply(office.approve(plan))) == {"done": 1}

    def test_of_stale_data_that_cannot_be_read_is_refused(self, office: Office):
        plan = office.propose(more(office.budgets()[0], "1.1"))
        office.advance(hours=7)
        office.stage.play.fault(mode="500", platform="tiktok", path="report", times=1000)
        with pytest.raises(Blocked) as raised:
            office.approve(plan)
        assert "max_data_age" in str(raised.value.facts)

    def test_is_refused_where_the_value_has_changed_since(self, office: Office):
        change = more(office.budgets()[0], "1.1")
        plan = office.propose(change)
        office.meddle(change, "77")
        office.advance(minutes=15)
        with pytest.raises(Drifted) as raised:
            office.approve(plan)
        assert raised.value.facts["live"] == Decimal(77)

    def test_is_refused_against_a_limit_with_its_number(self, office: Office):
        plan = office.propose(more(office.budgets()[0], "1.5"))
        assert not plan.allowed
        with pytest.raises(Blocked) as raised:
            office.approve(plan)
        limits = raised.value.facts["limits"]
        assert ("max_raise", "0.20") in [(one["limit"], one["value"]) for one in limits]  # type: ignore[attr-defined]


class TestAPlan:
    def test_that_was_altered_in_the_database_is_refused(self, office: Office):
        plan = office.approve(office.propose(more(office.budgets()[0], "1.1")))
        with office.database.transaction() as connection:
            row = connection.execute(PLAN.select()).one()
            body = row.body.replace('"reason":"it pays"', '"reason":"it pays twice"')
            connection.execute(PLAN.update().values(body=body))
        with pytest.raises(Altered):
            office.apply(plan)

    def test_is_of_one_workspace(self, office: Office):
        plan = office.propose(more(office.budgets()[0], "1.1"))
        other = replace(office.ada, workspace_id="globex")
        with pytest.raises(NoSuchPlan):
            publishing.get_plan(principal=other, database=office.database, plan_id=plan.id)
        with pytest.raises(NoSuchThing):
            office.propose(more(office.budgets()[0], "1.1"), principal=other)

    def test_is_not_seen_by_who_is_narrowed_to_other_accounts(self, office: Office):
        plan = office.propose(more(office.budgets()[0], "1.1"))
        narrowed = replace(office.noah, accounts=frozenset({"meta/1"}))
        with pytest.raises(NoSuchPlan):
            publishing.get_plan(principal=narrowed, database=office.database, plan_id=plan.id)
        assert publishing.list_plans(principal=narrowed, database=office.database)[0] == []

    def test_has_amounts_in_the_accounts_currency_and_in_whole_units(self, office: Office):
        change = office.budgets()[0]
        with pytest.raises(BadChange, match="is in"):
            office.propose(replace(change, after=Decimal(30), currency="CHF"))
        with pytest.raises(BadChange, match="finer"):
            office.propose(replace(change, after=Decimal("30.0001")))

    def test_of_an_account_whose_currency_changed_is_refused(self, office: Office):
        change = more(office.budgets()[0], "1.1")
        plan = office.approve(office.propose(change))
        wish = {"platform": "tiktok", "account": change.account_id, "currency": "JPY"}
        assert office.stage.play.http.post("/_sandbox/accounts", json=wish).is_success
        before = len(office.writes())

        publishing.release(principal=office.mia, desk=office.desk, plan_id=plan.id)
        from adhelm.observe.ingest.types import AccountChanged

        with pytest.raises(AccountChanged):
            office.write()

        (ended,) = office.actions(plan)
        assert (ended.state.value, ended.code) == ("refused", "source.account_changed")
        assert len(office.writes()) == before

    def test_made_before_the_currency_changed_is_not_approved(self, office: Office):
        change = more(office.budgets()[0], "1.1")
        plan = office.propose(change)
        wish = {"platform": "tiktok", "account": change.account_id, "currency": "JPY"}
        assert office.stage.play.http.post("/_sandbox/accounts", json=wish).is_success
        office.stage.sync(only=["campaigns"])
        from adhelm.observe import ingest

        ingest.accept_change(**office.stage.changing, name="tiktok", account_id=change.account_id)
        with pytest.raises(CurrencyChanged):
            office.approve(plan)


class TestAFile:
    def test_that_nobody_touched_names_its_plan(self, office: Office):
        from adhelm.act.publishing.logic import bodies

        plan = office.propose(more(office.budgets()[0], "1.1"))
        content = publishing.plan_file(**office.records, plan_id=plan.id)
        assert bodies.opened(content) == (plan.id, plan.hash)

    @pytest.mark.parametrize("by", ["1.2", "tiktok2"])
    def test_that_was_edited_by_hand_is_refused(self, office: Office, by: str):
        from adhelm.act.publishing.logic import bodies

        plan = office.propose(more(office.budgets()[0], "1.1"))
        content = publishing.plan_file(**office.records, plan_id=plan.id)
        after = str(plan.items[0].change.after)
        edited = content.replace(after, by) if by[0] == "1" else content.replace("tiktok", by)
        assert edited != content
        with pytest.raises(Altered):
            bodies.opened(edited)


class TestUndo:
    def test_sets_back_exactly_and_free_of_steps_within_a_day(self, office: Office):
        change = more(office.budgets()[0], "0.5")
        plan = office.approve(office.propose(change))
        office.apply(plan)
        office.advance(minutes=5)

        back = publishing.undo(principal=office.mia, desk=office.desk, plan_id=plan.id)

        assert states(office.apply(office.approve(back))) == {"done": 1}
        assert office.budget(change) == change.before

    def test_holds_what_somebody_else_has_set_since(self, office: Office):
        change = more(office.budgets()[0], "0.8")
        plan = office.approve(office.propose(change))
        office.apply(plan)
        back = publishing.undo(principal=office.mia, desk=office.desk, plan_id=plan.id)
        back = office.approve(back)
        office.meddle(change, "77")

        assert states(office.apply(back)) == {"held": 1}
        assert office.budget(change) == Decimal(77)

    def test_is_bound_by_steps_after_a_day(self, office: Office):
        change = more(office.budgets()[0], "0.5")
        plan = office.approve(office.propose(change))
        office.apply(plan)
        office.advance(hours=25)
        office.sync()

        back = publishing.undo(principal=office.mia, desk=office.desk, plan_id=plan.id)
        with pytest.raises(Blocked):
            office.approve(back)
