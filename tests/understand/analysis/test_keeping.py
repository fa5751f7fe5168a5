"""What searches find is kept by data version …"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from adhelm.core.clock import SetClock
from adhelm.core.principal import Actor, Principal, Scope, local
from adhelm.observe import plans
from adhelm.observe import warehouse as warehouses
from adhelm.observe.plans.types import (
    Aim,
    Basis,
    BudgetRow,
    Comparator,
    Goal,
    Reach,
    TargetRow,
    Terms,
    Unit,
)
from adhelm.observe.warehouse import Warehouse, open_warehouse
from adhelm.observe.warehouse.types import Batch
from adhelm.understand.analysis import (
    NoSuchIncident,
    State,
    compared,
    history,
    incidents,
    keep,
    lives,
)

LAST = date(2026, 3, 1)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SPIKE = LAST - timedelta(days=1)


@pytest.fixture
def parts(database, principal, tmp_path) -> dict[str, Any]:
    clock = SetClock(NOON)
    warehouse = open_warehouse(
        location=str(tmp_path / "warehouse"), database=database, clock=clock, memory_limit="1GB",
        threads=2,
    )  # fmt: skip
    return {"principal": principal, "database": database, "warehouse": warehouse, "clock": clock}


def publish(warehouse: Warehouse, principal: Principal, name: str, *, until: date, spike: float):
    """Seventy even days that end at `until`; the spike's day has so many times the spend."""
    rows = []
    for back in range(70):
        day = until - timedelta(days=back)
        wobble = 1 + (day.toordinal() * 7 % 5) / 100
        times = spike if day == SPIKE else 1
        rows.append((day, int(10_000 * wobble), int(400 * wobble), 200 * wobble * times))
    with warehouses.staging(warehouse, batch_id=name) as area:
        area.executemany(
            "INSERT INTO facts BY NAME SELECT 'meta' AS connector, 'meta' AS platform,"
            " '1' AS account_id, 'account' AS level, '1' AS entity_id, ?::DATE AS date,"
            " '' AS breakdown, '' AS breakdown_key, 'EUR' AS currency,"
            " 'UTC' AS account_tz, ? AS impressions, ? AS clicks, ? AS spend",
            rows,
        )
        warehouses.publish(warehouse, principal=principal, staging=area, batch=Batch(name, "files"))


class TestASearchThatIsKept:
    def test_opens_an_incident_resolves_it_and_withdraws_it(self, parts):
        who, warehouse, clock = parts["principal"], parts["warehouse"], parts["clock"]
        known = {"principal": who, "database": parts["database"]}
        publish(warehouse, who, "one", until=LAST, spike=5)
        (first,) = keep(**parts).incidents
        opened, past = history(**known, incident_id=first.id)
        assert (opened.state, len(past)) == (State.open, 1)
        assert opened.opened_at == NOON
        assert opened.incident == first

        clock.set(NOON + timedelta(days=7))
        publish(warehouse, who, "two", until=LAST + timedelta(days=7), spike=5)
        keep(**parts)
        later, past = history(**known, incident_id=first.id)
        assert (later.state, later.opened_version) == (State.resolved, opened.opened_version)
        assert later.closed_at == NOON + timedelta(days=7)
        assert [each.state for each in past] == [State.resolved, State.open]

        clock.set(NOON + timedelta(days=8))
        publish(warehouse, who, "three", until=LAST + timedelta(days=7), spike=1)
        found = keep(**parts)
        assert found.incidents == ()
        gone, past = history(**known, incident_id=first.id)
        assert gone.state is State.withdrawn
        told, missing, version = compared(**known, findings=found, version=opened.opened_version)
        assert (told, [one.incident.id for one in missing]) == ({}, [first.id])
        assert version == opened.opened_version

    def test_changes_nothing_when_it_is_made_again(self, parts):
        known = {"principal": parts["principal"], "database": parts["database"]}
        publish(parts["warehouse"], parts["principal"], "one", until=LAST, spike=5)
        (one,) = keep(**parts).incidents
        parts["clock"].set(NOON + timedelta(hours=1))
        keep(**parts)
        life, past = history(**known, incident_id=one.id)
        assert len(past) == 1
        assert life.opened_at == NOON
        ((_, joined),) = lives(**known, found=[one])
        assert joined == life

    def test_says_what_is_new_since_an_earlier_one(self, parts):
        known = {"principal": parts["principal"], "database": parts["database"]}
        publish(parts["warehouse"], parts["principal"], "one", until=LAST, spike=1)
        calm = keep(**parts)
        publish(parts["warehouse"], parts["principal"], "two", until=LAST, spike=5)
        found = keep(**parts)
        told, gone, _ = compared(**known, findings=found, version=calm.data_version)
        assert list(told.values()) == ["new"]
        assert gone == []
        same, _, _ = compared(**known, findings=found, version=found.data_version)
        assert list(same.values()) == ["same"]

    def test_of_another_workspace_is_not_there(self, parts):
        publish(parts["warehouse"], parts["principal"], "one", until=LAST, spike=5)
        (one,) = keep(**parts).incidents
        other = {"principal": local("other"), "database": parts["database"]}
        with pytest.raises(NoSuchIncident):
            history(**other, incident_id=one.id)

    def test_of_accounts_that_are_not_theirs_is_not_there(self, parts):
        publish(parts["warehouse"], parts["principal"], "one", until=LAST, spike=5)
        (one,) = keep(**parts).incidents
        narrowed = Principal(
            Actor.person, "ann", "acme", frozenset({Scope.read}), accounts=frozenset({"meta/2"})
        )
        with pytest.raises(NoSuchIncident):
            history(principal=narrowed, database=parts["database"], incident_id=one.id)


class TestPlans:
    def found(self, parts: dict[str, Any], detector: str) -> list[Any]:
        told = incidents(**parts).incidents
        return [one for one in told if one.detector == detector]

    def setting(self, parts: dict[str, Any]) -> dict[str, Any]:
        publish(parts["warehouse"], parts["principal"], "one", until=LAST, spike=1)
        return {name: parts[name] for name in ("principal", "database", "clock")}

    @pytest.mark.parametrize(("value", "missed"), [("5000", True), ("1000", False)])
    def test_a_target_that_was_missed_is_a_finding(self, parts, value, missed):
        setting = self.setting(parts)
        aim = Aim("clicks", date(2026, 2, 1), date(2026, 2, 7), Reach(platform="meta"))
        goal = Goal(Comparator.at_least, Decimal(value), Unit.number)
        plans.create_target(**setting, row=TargetRow(aim, goal))
        found = self.found(parts, "missed_target")
        assert bool(found) == missed
        for one in found:
            assert (one.metric, one.expected, one.level) == ("clicks", Decimal(5000), "platform")
            assert one.date == date(2026, 2, 1)
            assert "missed" in one.reason

    def test_a_target_whose_days_go_on_is_none(self, parts):
        setting = self.setting(parts)
        aim = Aim("clicks", date(2026, 2, 1), date(2026, 3, 31), Reach())
        goal = Goal(Comparator.at_least, Decimal(10**9), Unit.number)
        plans.create_target(**setting, row=TargetRow(aim, goal))
        assert self.found(parts, "missed_target") == []

    @pytest.mark.parametrize(
        ("amount", "basis", "over"),
        [
            ("100", Basis.net, True),
            ("9000", Basis.net, False),
            ("9000", Basis.gross, False),
        ],
    )
    def test_a_month_spent_beyond_its_budget_is_a_finding(self, parts, amount, basis, over):
        setting = self.setting(parts)
        row = BudgetRow(
            date(2026, 3, 1), Reach(), Terms(Decimal(amount), "EUR", basis), why="as agreed"
        )
        made = plans.create_budget(**setting, row=row)
        other = Principal(Actor.person, "bea", "acme", frozenset(Scope))
        if made.proposed is not None:
            plans.decide_budget(
                **{**setting, "principal": other}, budget_id=made.id, version=1, approve=True
            )
        found = self.found(parts, "over_budget")
        assert bool(found) == over
        assert all(one.at_stake > 0 and one.currency == "EUR" for one in found)


class TestNotes:
    def test_stand_beside_the_incident_of_their_days_for_those_who_may_read_them(self, parts):
        publish(parts["warehouse"], parts["principal"], "one", until=LAST, spike=5)
        (one,) = keep(**parts).incidents
        setting = {name: parts[name] for name in ("principal", "database", "clock")}
        plans.add_note(**setting, text="The shop was rebuilt", first_day=one.date)
        plans.add_note(**setting, text="We forgot", first_day=one.date, internal=True)
        plans.add_note(**setting, text="Another day", first_day=date(2025, 1, 1))
        client = Principal(Actor.person, "cleo", "acme", frozenset({Scope.read}), staff=False)

        (staff,) = incidents(**parts).incidents
        (seen,) = incidents(**{**parts, "principal": client}).incidents

        assert set(staff.notes) == {"The shop was rebuilt", "We forgot"}
        assert seen.notes == ("The shop was rebuilt",)

    def test_are_in_nothing_that_is_kept(self, parts):
        publish(parts["warehouse"], parts["principal"], "one", until=LAST, spike=5)
        setting = {name: parts[name] for name in ("principal", "database", "clock")}
        plans.add_note(**setting, text="We forgot", first_day=date(2026, 2, 1),
                       last_day=date(2026, 4, 1), internal=True)  # fmt: skip
        (one,) = keep(**parts).incidents
        known = {"principal": parts["principal"], "database": parts["database"]}
        life, _ = history(**known, incident_id=one.id)
        assert life.incident.notes == ()
