"""A target …"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.observe.plans.conftest import MARCH, Desk, somebody

from adhelm.core.errors import Forbidden
from adhelm.core.principal import Scope
from adhelm.observe import plans
from adhelm.observe.plans.types import (
    Aim,
    AlreadyPlanned,
    BadPlan,
    BadSheet,
    Change,
    Changed,
    Comparator,
    Form,
    Goal,
    NoSuchPlan,
    Reach,
    TargetRow,
    Unit,
)

D = Decimal
AIM = Aim("roas", MARCH, date(2026, 3, 31), Reach("meta"))
GOAL = Goal(Comparator.at_least, D("4.5"), Unit.ratio)
SHEET = b"metric,month,value,currency,unit\nroas,2026-03,4.5,,ratio\ncpa,2026-03,33.51,EUR,\n"


def set_target(desk: Desk, goal: Goal = GOAL, aim: Aim = AIM):
    return plans.create_target(**desk.parts, row=TargetRow(aim, goal, "agreed"))


class TestATarget:
    def test_keeps_each_version_with_who_when_and_why(self, desk: Desk):
        target = set_target(desk)
        first = desk.clock.now()
        desk.clock.advance(timedelta(days=1))
        plans.change_target(
            **desk.parts, target_id=target.id, goal=replace(GOAL, value=D(5)), why="better",
            expected=1,
        )  # fmt: skip
        second = desk.clock.now()
        desk.clock.advance(timedelta(days=1))
        plans.remove_target(**desk.parts, target_id=target.id, expected=2)

        history = plans.target_history(**desk.asked, target_id=target.id)
        assert [(each.version, each.goal.value, each.why, each.author) for each in history] == [
            (3, None, "", "person:ann"), (2, D(5), "better", "person:ann"),
            (1, D("4.5"), "agreed", "person:ann"),
        ]  # fmt: skip
        then = [
            [each.current.goal.value for each in plans.list_targets(**desk.asked, at=at)]
            for at in (first - timedelta(1), first, second, desk.clock.now())
        ]
        assert then == [[], [D("4.5")], [D(5)], []]
        assert plans.list_targets(**desk.asked) == []
        assert desk.actions() == ["done plans.set_target"] * 3
        assert set_target(desk).current.version == 4

    def test_is_set_once_for_what_it_is_about(self, desk: Desk):
        target = set_target(desk)
        set_target(desk, aim=replace(AIM, reach=Reach()))
        set_target(desk, aim=replace(AIM, metric="cpa"))
        with pytest.raises(AlreadyPlanned):
            set_target(desk)
        same = plans.change_target(**desk.parts, target_id=target.id, goal=GOAL)
        assert same == target

    def test_that_was_changed_meanwhile_is_not_changed(self, desk: Desk):
        target = set_target(desk)
        with pytest.raises(Changed):
            plans.change_target(**desk.parts, target_id=target.id, expected=7, goal=GOAL)
        with pytest.raises(Changed):
            plans.remove_target(**desk.parts, target_id=target.id, expected=7)

    @pytest.mark.parametrize(
        ("aim", "goal"),
        [
            (AIM, Goal(Comparator.at_most, D(1), Unit.money)),
            (AIM, Goal(Comparator.at_most, D(1), Unit.number, "EUR")),
            (AIM, Goal(Comparator.at_most, D("1.005"), Unit.money, "EUR")),
            (AIM, Goal(Comparator.at_most, D("1.0000001"), Unit.ratio)),
            (AIM, Goal(Comparator.at_most, D(-1), Unit.ratio)),
            (AIM, Goal(Comparator.at_most, None, Unit.ratio)),
            (replace(AIM, metric="ROAS!"), GOAL),
            (replace(AIM, last_day=date(2026, 2, 1)), GOAL),
            (replace(AIM, last_day=date(2031, 2, 1)), GOAL),
            (replace(AIM, last_day=date(9999, 2, 1)), GOAL),
        ],
    )
    def test_that_cannot_be_is_not_kept(self, sqlite_database, clock, aim, goal):
        desk = Desk(sqlite_database, clock, somebody("ann"))
        with pytest.raises(BadPlan):
            set_target(desk, goal, aim)
        assert plans.list_targets(**desk.asked) == []

    def test_is_found_by_its_days_and_words(self, desk: Desk):
        set_target(desk)
        year = set_target(desk, aim=Aim("cpa", date(2026, 1, 1), date(2026, 12, 31), Reach()))
        asked: tuple[dict[str, Any], ...] = (
            {"days": (date(2026, 4, 1), None)},
            {"days": (None, date(2026, 2, 28))},
            {"metric": "cpa"},
        )
        for told in asked:
            assert plans.list_targets(**desk.asked, **told) == [year]

    def test_is_hidden_from_others(self, desk: Desk):
        target = set_target(desk)
        for other in (
            desk.of(somebody("eve", workspace="globex")),
            desk.of(somebody("nan", accounts=frozenset({"meta/1"}))),
        ):
            assert plans.list_targets(**other.asked) == []
            assert plans.list_targets(**other.asked, at=desk.clock.now()) == []
            with pytest.raises(NoSuchPlan):
                plans.get_target(**other.asked, target_id=target.id)
        with pytest.raises(Forbidden):
            set_target(desk.of(somebody("vi", Scope.read)))


class TestAnImport:
    def test_sets_all_targets_once(self, desk: Desk):
        def load(data=SHEET, **more):
            steps = plans.import_targets(**desk.parts, data=data, file="t.csv", **more)
            return [each.change for each in steps]

        assert load(dry_run=True) == load() == [Change.new] * 2
        assert load() == [Change.same] * 2
        assert load(SHEET.replace(b"4.5", b"5")) == [Change.changed, Change.same]
        for form in Form:
            assert load(plans.export_targets(**desk.asked, form=form).data) == [Change.same] * 2
        assert desk.actions() == ["done plans.import_targets"] * 2

    def test_sets_none_if_one_cannot_be(self, desk: Desk):
        with pytest.raises(BadSheet):
            plans.import_targets(**desk.parts, data=SHEET + b"cpa,2026-13,1,,\n", file="t.csv")
        assert plans.list_targets(**desk.asked) == []
