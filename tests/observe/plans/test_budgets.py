"""A budget …"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.observe.plans.conftest import MARCH, Desk, somebody

from adhelm.core.errors import Forbidden
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.govern import audit
from adhelm.observe import conventions, plans
from adhelm.observe.plans.types import (
    AlreadyPlanned,
    BadPlan,
    BadSheet,
    Basis,
    BudgetRow,
    Carry,
    Change,
    Changed,
    Form,
    NoSuchPlan,
    NothingProposed,
    OutOfReach,
    OwnProposal,
    Reach,
    State,
    Terms,
)

D = Decimal
SHEET = (
    b"month,platform,amount,currency,carry\n2026-03,meta,5000.00,EUR,unspent\n"
    b"2026-04,meta,33.51,EUR,\n2026-03,,9000,EUR,\n"
)


class TestABudget:
    def test_holds_once_somebody_else_approves_it(self, desk: Desk, boss: Desk):
        budget = desk.plan()
        assert (budget.effective, plans.budgets_at(**desk.asked, months=(MARCH, MARCH))) == (
            None, {},
        )  # fmt: skip

        held = boss.approve(budget)

        assert held.effective
        assert (held.effective.state, held.effective.decided_by) == (State.effective, "person:bo")
        assert held == plans.get_budget(**desk.asked, budget_id=budget.id)
        terms = plans.budgets_at(**desk.asked, months=(MARCH, MARCH))
        assert terms == {(MARCH, Reach("meta")): Terms(D("5000.00"), "EUR")}
        assert desk.actions() == ["done plans.propose_budget", "done plans.approve_budget"]

    def test_is_not_approved_by_who_proposed_it_and_the_audit_says_so(self, desk: Desk):
        budget = desk.plan()

        with pytest.raises(OwnProposal):
            desk.approve(budget)

        assert desk.actions()[-1] == "refused plans.approve_budget"
        assert plans.get_budget(**desk.asked, budget_id=budget.id) == budget

    @pytest.mark.parametrize("first", ["key", "person"])
    def test_is_not_approved_with_the_other_hand_of_who_proposed_it(self, desk: Desk, first: str):
        scopes = frozenset(Scope)
        key = Principal(Actor.key, "key_1", "acme", scopes, behind="ada")
        ada = Principal(Actor.person, "ada", "acme", scopes)
        one, other = (key, ada) if first == "key" else (ada, key)

        with pytest.raises(OwnProposal):
            desk.of(other).approve(desk.of(one).plan())

    def test_of_the_engine_is_approved_by_a_single_admin(self, desk: Desk):
        engine = Principal(Actor.engine, "engine", "acme", frozenset({Scope.read, Scope.propose}))
        assert desk.approve(desk.of(engine).plan()).effective

    def test_goes_on_holding_while_a_change_waits(self, desk: Desk, boss: Desk):
        held = boss.approve(desk.plan())
        more = Terms(D("6000.00"), "EUR")
        changed = plans.change_budget(
            **desk.parts, budget_id=held.id, terms=more, why="spring",
            expected=plans.version_of(held),
        )  # fmt: skip
        assert changed.effective == held.effective

        rejected = plans.decide_budget(**boss.parts, budget_id=held.id, version=2, approve=False)
        assert (rejected.effective, rejected.proposed) == (held.effective, None)
        history = plans.budget_history(**desk.asked, budget_id=held.id)
        assert [each.state for each in history] == [State.rejected, State.effective]
        assert history[0].why == "spring"

    def test_that_is_changed_keeps_what_was_planned_then(self, desk: Desk, boss: Desk):
        held = boss.approve(desk.plan("5000.00"))
        monday = desk.clock.now()
        desk.clock.advance(timedelta(days=1))
        for amount in ("6000.00", "7000.00"):
            changed = plans.change_budget(
                **desk.parts, budget_id=held.id, terms=Terms(D(amount), "EUR")
            )
        boss.approve(changed)

        def planned(at):
            found = plans.budgets_at(**desk.asked, months=(MARCH, MARCH), at=at)
            return [terms.amount for terms in found.values()]

        assert planned(None) == planned(desk.clock.now()) == [D("7000.00")]
        assert planned(monday) == [D("5000.00")]
        assert planned(monday - timedelta(seconds=1)) == []
        states = [each.state for each in plans.budget_history(**desk.asked, budget_id=held.id)]
        assert states == [State.effective, State.superseded, State.superseded]

    def test_that_was_removed_stays_in_the_history(self, desk: Desk, boss: Desk):
        held = boss.approve(desk.plan())
        before = desk.clock.now()
        desk.clock.advance(timedelta(days=1))
        operator = desk.of(somebody("op", Scope.read, Scope.propose))
        with pytest.raises(Forbidden):
            plans.remove_budget(**operator.parts, budget_id=held.id)

        plans.remove_budget(**boss.parts, budget_id=held.id, why="stopped")

        assert plans.list_budgets(**desk.asked) == []
        assert plans.budgets_at(**desk.asked, months=(MARCH, MARCH), at=desk.clock.now()) == {}
        assert plans.budgets_at(**desk.asked, months=(MARCH, MARCH), at=before) != {}
        with pytest.raises(NoSuchPlan):
            plans.remove_budget(**boss.parts, budget_id=held.id)
        again = boss.approve(desk.plan("1.00"))
        assert (again.id, again.latest) == (held.id, 3)

    def test_is_there_once_for_a_month_and_reach(self, desk: Desk):
        desk.plan()
        desk.plan(reach=Reach("meta", group="*brand*"))
        desk.plan(month=date(2026, 4, 1))
        with pytest.raises(AlreadyPlanned):
            desk.plan("1.00")

    def test_is_not_decided_unseen(self, desk: Desk, boss: Desk):
        budget = desk.plan()
        plans.change_budget(**desk.parts, budget_id=budget.id, terms=Terms(D("9000000.00"), "EUR"))
        with pytest.raises(Changed):
            boss.approve(budget)
        with pytest.raises(Changed):
            plans.remove_budget(
                **boss.parts, budget_id=budget.id, expected=plans.version_of(budget)
            )

    def test_waits_for_one_decision(self, desk: Desk, boss: Desk):
        budget = desk.plan()
        boss.approve(budget)
        with pytest.raises(NothingProposed):
            boss.approve(budget)

    def test_that_says_the_same_makes_no_version(self, desk: Desk, boss: Desk):
        held = boss.approve(desk.plan())
        assert held.effective
        same = plans.change_budget(**desk.parts, budget_id=held.id, terms=held.effective.terms)
        assert same == held

    @pytest.mark.parametrize(
        "row",
        [
            BudgetRow(date(2026, 3, 2), Reach(), Terms(D(1), "EUR")),
            BudgetRow(date(1999, 3, 1), Reach(), Terms(D(1), "EUR")),
            BudgetRow(MARCH, Reach(), Terms(D("0.001"), "EUR")),
            BudgetRow(MARCH, Reach(), Terms(D(-1), "EUR")),
            BudgetRow(MARCH, Reach(), Terms(None, "EUR")),
            BudgetRow(MARCH, Reach(), Terms(D(1), "EUR"), why="\x00"),
            BudgetRow(MARCH, Reach(), Terms(D(1), "EUR"), why="x" * 2001),
        ],
    )
    def test_that_cannot_be_is_not_kept(self, sqlite_database, clock, row):
        desk = Desk(sqlite_database, clock, somebody("ann"))
        with pytest.raises(BadPlan):
            plans.create_budget(**desk.parts, row=row)
        assert (plans.list_budgets(**desk.asked), desk.actions()) == ([], [])

    def test_of_a_month_gets_what_the_one_before_left(self, desk: Desk, boss: Desk):
        for month in (date(2026, 2, 1), MARCH):
            boss.approve(desk.plan(month=month, carry=Carry.both))
        boss.approve(desk.plan("1.00", reach=Reach()))
        found = plans.budget_months(
            **desk.asked, reach=Reach("meta"), until=MARCH, spent={date(2026, 2, 1): D("4999.99")}
        )
        assert [each.available for each in found] == [D("5000.00"), D("5000.01")]

    def test_with_fees_is_for_staff_alone(self, desk: Desk, tmp_path):
        fees = tmp_path / "fees.csv"
        fees.write_text("name,kind,percent\nagency,fee,10\n")
        conventions.load(**desk.parts, paths=[fees])
        told: dict[str, Any] = {
            "reach": Reach("meta"), "month": MARCH, "terms": Terms(D("100.00"), "EUR"),
            "wanted": Basis.gross,
        }  # fmt: skip

        assert plans.amount_in(**desk.asked, **told) == D("110.00")
        client = desk.of(replace(desk.who, staff=False))
        with pytest.raises(Forbidden):
            plans.amount_in(**client.asked, **told)


class TestAnotherWorkspace:
    def test_is_never_seen(self, desk: Desk):
        budget = desk.plan()
        other = desk.of(somebody("eve", workspace="globex"))

        assert plans.list_budgets(**other.asked) == []
        assert plans.budgets_at(**other.asked, months=(MARCH, MARCH), at=desk.clock.now()) == {}
        for ask in (plans.get_budget, plans.budget_history):
            with pytest.raises(NoSuchPlan):
                ask(**other.asked, budget_id=budget.id)
        with pytest.raises(NoSuchPlan):
            other.approve(budget)
        with pytest.raises(NoSuchPlan):
            plans.remove_budget(**other.parts, budget_id=budget.id)
        assert other.plan().id != budget.id


class TestSomebodyNarrowed:
    def test_sees_and_plans_for_their_accounts_alone(self, desk: Desk):
        whole = desk.plan()
        theirs = desk.plan(reach=Reach("meta", "meta/1"))
        narrow = desk.of(somebody("nan", accounts=frozenset({"meta/1"})))

        assert [each.id for each in plans.list_budgets(**narrow.asked)] == [theirs.id]
        with pytest.raises(NoSuchPlan):
            plans.get_budget(**narrow.asked, budget_id=whole.id)
        with pytest.raises(NoSuchPlan):
            narrow.approve(whole)
        with pytest.raises(OutOfReach):
            narrow.plan(reach=Reach("x"))


class TestAPage:
    def test_goes_on_where_the_one_before_ended(self, desk: Desk):
        made = [desk.plan(month=date(2026, n, 1), reach=Reach(p)) for n in (4, 3, 5)
                for p in ("meta", "x")]  # fmt: skip
        found = []
        after = None
        while page := plans.list_budgets(**desk.asked, after=after, limit=4):
            found += page
            after = (page[-1].month, page[-1].id)
        assert found == sorted(made, key=lambda each: (each.month, each.id))
        asked = plans.list_budgets(**desk.asked, platform="x", months=(None, date(2026, 4, 1)))
        assert [each.month.month for each in asked] == [3, 4]


class TestAnImport:
    def test_proposes_all_rows_and_the_second_time_none(self, desk: Desk, boss: Desk):
        def load(data=SHEET, **more):
            steps = plans.import_budgets(**desk.parts, data=data, file="b.csv", **more)
            return [each.change for each in steps]

        assert load(dry_run=True) == [Change.new] * 3
        assert plans.list_budgets(**desk.asked) == []
        assert load() == [Change.new] * 3
        assert load() == [Change.same] * 3
        for budget in plans.list_budgets(**desk.asked):
            boss.approve(budget)
        assert load() == [Change.same] * 3
        assert load(SHEET.replace(b"33.51", b"33.52")) == [Change.same, Change.changed, Change.same]
        assert desk.actions().count("done plans.import_budgets") == 2

    def test_says_what_each_row_changes(self, desk: Desk):
        plans.import_budgets(**desk.parts, data=SHEET, file="b.csv")
        steps = plans.import_budgets(
            **desk.parts, data=SHEET.replace(b"33.51", b"40"), file="b.csv", dry_run=True
        )
        assert (steps[1].subject, steps[1].before, steps[1].after) == (
            "2026-04 meta", "33.51 EUR net", "40.00 EUR net",
        )  # fmt: skip

    def test_takes_all_rows_or_none(self, desk: Desk):
        narrow = desk.of(somebody("nan", accounts=frozenset({"meta/1"})))
        for who, data in ((desk, SHEET + b"2026-99,meta,1,EUR,\n"), (narrow, SHEET)):
            with pytest.raises(BadSheet):
                plans.import_budgets(**who.parts, data=data, file="b.csv")
        assert plans.list_budgets(**desk.asked) == []

    @pytest.mark.parametrize("form", Form)
    def test_of_an_export_changes_nothing(self, desk: Desk, form):
        plans.import_budgets(**desk.parts, data=SHEET, file="b.csv")
        made = plans.export_budgets(**desk.asked, form=form)
        assert made.rows == 3
        steps = plans.import_budgets(**desk.parts, data=made.data, file=f"again.{form}")
        assert {each.change for each in steps} == {Change.same}
        assert len(steps) == 3

    def test_asks_the_database_as_often_for_many_rows_as_for_few(self, desk: Desk, statements):
        counts = []
        for months in (2, 60):
            rows = "".join(
                f"{2030 + n // 12}-{n % 12 + 1:02},x,{months},EUR\n" for n in range(months)
            )
            data = f"month,platform,amount,currency\n{rows}".encode()
            with statements() as seen:
                plans.import_budgets(**desk.parts, data=data, file="b.csv")
            counts.append(len(seen))
        assert counts[1] <= counts[0] + 3
        assert counts[1] <= 12


class TestWhoMayNot:
    def test_changes_nothing(self, desk: Desk):
        budget = desk.plan()
        viewer = desk.of(somebody("vi", Scope.read))
        for act in (
            lambda: viewer.plan(month=date(2026, 5, 1)),
            lambda: viewer.approve(budget),
            lambda: plans.remove_budget(**viewer.parts, budget_id=budget.id),
            lambda: plans.import_budgets(**viewer.parts, data=SHEET, file="b.csv"),
        ):
            with pytest.raises(Forbidden):
                act()
        assert [each.action for each in audit.list_entries(**desk.asked)] == [
            "plans.propose_budget"
        ]
