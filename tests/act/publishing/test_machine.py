"""Whatever people, clocks, platforms and kills do, in any order, money moves only as it may."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.act.publishing.ledger import FAULTS, Killed, Ledger, Set
from tests.act.publishing.template import ACCOUNTS, BEGIN, MINE, Template, desk

from adhelm.act import publishing
from adhelm.act.publishing import ActionState, Plan
from adhelm.act.publishing.store import events
from adhelm.act.publishing.types import Event
from adhelm.connectors.contract import Status
from adhelm.core.ads import Level
from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError
from adhelm.core.principal import Principal, Scope
from adhelm.govern import accounts, audit, compliance
from adhelm.govern.accounts import Role
from adhelm.govern.compliance.types import ENABLED, PAUSED, Change, Field, Place, StopKind
from adhelm.observe import ingest


class Money(RuleBasedStateMachine):
    """People at work on two platforms that lose answers, with somebody else at work there too."""

    template: ClassVar[Template]
    home: ClassVar[Path]
    database: ClassVar[Database]
    """One for all runs, closed and filled anew for each: it has made its statements already."""
    written: ClassVar[int] = 0
    """How many writes were looked at, in all runs."""

    @initialize()
    def begin(self) -> None:
        self.clock = SetClock(BEGIN)
        self.database.close()
        shutil.rmtree(self.home)
        shutil.copytree(self.template.folder, self.home)
        self.ledger = Ledger(self.clock)
        self.desk = desk(self.home, self.database, self.ledger, self.clock)
        self.people = {
            name: Principal(accounts_actor(), f"per_{name}", "acme", role.scopes)
            for name, role in (("mia", Role.operator), ("noah", Role.approver), ("ada", Role.admin))
        }
        self.plans: list[str] = []
        self.frozen = False
        self.live = True
        self.fresh_at = BEGIN
        self.unseen: set[tuple[str, str, str]] = set()
        self.checked = 0
        self.log: list[Event] = []
        self.approver_is_gone = False

    # What people do.

    @rule(hours=st.sampled_from([0.2, 1.1, 3, 5, 7, 13, 25]))
    def time_passes(self, hours: float) -> None:
        self.clock.advance(timedelta(hours=hours))

    @rule()
    def the_platforms_are_synced(self) -> None:
        """What others have set is found, and the data are fresh."""
        self.desk.memory.clear()
        ingest.sync(**self.desk.reaching(replace(self.people["ada"], scopes=frozenset(Scope))))
        publishing.watch(principal=publishing.publisher("acme"), desk=self.desk)
        self.fresh_at = self.clock.now()
        self.unseen.clear()

    @rule(thing=st.sampled_from(MINE), share=st.sampled_from(["0.5", "0.9", "1.1", "3"]))
    def somebody_else_sets_a_budget(self, thing: tuple[str, ...], share: str) -> None:
        key = (thing[0], thing[1], thing[2])
        now = self.ledger.things[key].budget
        value = max((now * Decimal(share)).quantize(Decimal(1)), Decimal(1))
        self.ledger.set(key, "budget", value, ours=False)
        self.unseen.add(key)

    @rule(
        thing=st.sampled_from(MINE),
        share=st.sampled_from(["0.3", "0.6", "0.95", "1.05", "1.15", "1.2", "1.25", "2"]),
        who=st.sampled_from(["mia", "ada"]),
    )
    def a_budget_is_proposed(self, thing: tuple[str, ...], share: str, who: str) -> None:
        now = self.ledger.things[thing[0], thing[1], thing[2]].budget
        value = (now * Decimal(share)).quantize(Decimal("0.01"))
        self.propose(who, self.change(thing, Field.daily_budget, value))

    @rule(
        thing=st.sampled_from(MINE), status=st.sampled_from([PAUSED, ENABLED]),
        who=st.sampled_from(["mia", "ada"]),
    )  # fmt: skip
    def a_status_is_proposed(self, thing: tuple[str, ...], status: str, who: str) -> None:
        self.propose(who, self.change(thing, Field.status, status))

    @rule(number=st.integers(0, 9), who=st.sampled_from(["mia", "noah", "ada"]),
          digest=st.sampled_from(["", "0" * 64]))  # fmt: skip
    def a_plan_is_approved(self, number: int, who: str, digest: str) -> None:
        if plan := self.plan(number):
            with refused():
                publishing.approve(
                    principal=self.people[who], desk=self.desk, plan_id=plan.id,
                    digest=digest or plan.hash,
                )  # fmt: skip
                self.fresh_at = self.fresh_at if not self.is_refreshed() else self.clock.now()

    @rule(number=st.integers(0, 9), fault=st.sampled_from(["", "", *FAULTS]))
    def a_plan_is_applied(self, number: int, fault: str) -> None:
        if plan := self.plan(number):
            with refused():
                publishing.release(principal=self.people["mia"], desk=self.desk, plan_id=plan.id)
            self.write(fault)

    @rule(number=st.integers(0, 9))
    def a_plan_is_undone(self, number: int) -> None:
        if plan := self.plan(number):
            with refused():
                made = publishing.undo(
                    principal=self.people["mia"], desk=self.desk, plan_id=plan.id
                )
                self.plans.append(made.id)

    @rule(number=st.integers(0, 9))
    def a_plan_is_rejected(self, number: int) -> None:
        if plan := self.plan(number):
            with refused():
                publishing.reject(
                    principal=self.people["noah"], desk=self.desk, plan_id=plan.id, reason="no"
                )

    @rule(fault=st.sampled_from(["", *FAULTS]))
    def the_reconciler_looks(self, fault: str) -> None:
        self.ledger.fault = fault
        with refused(), killed():
            publishing.reconcile(principal=publishing.publisher("acme"), desk=self.desk)
        self.ledger.fault = ""

    @rule()
    def the_workspace_is_frozen_or_thawed(self) -> None:
        common: dict[str, Any] = {"database": self.database, "clock": self.clock}
        if not self.frozen:
            who = self.people["ada" if self.approver_is_gone else "noah"]
            compliance.freeze(principal=who, **common, place=Place(), reason="-")
        else:
            stop = compliance.find_open(
                principal=self.people["ada"], **common, kind=StopKind.freeze, place=Place()
            )
            compliance.lift(
                principal=self.people["ada"], **common, kind=StopKind.freeze, stop_id=stop.id
            )
        self.frozen = not self.frozen

    @rule()
    def the_accounts_go_back_to_dry_run(self) -> None:
        for connector, account in ACCOUNTS.values():
            compliance.change_limits(
                principal=self.people["ada"], database=self.database, clock=self.clock,
                place=Place(connector, account.id), values={"live": False},
            )  # fmt: skip
        self.live = False

    @rule(cap=st.sampled_from(["300", "700", "900", "2000"]))
    def exposure_is_capped(self, cap: str) -> None:
        with refused():
            compliance.change_limits(
                principal=self.people["ada"], database=self.database, clock=self.clock,
                place=Place(), values={"exposure_cap": cap, "currency": "EUR"},
            )  # fmt: skip

    @precondition(lambda self: not self.approver_is_gone)
    @rule()
    def an_approver_loses_the_role(self) -> None:
        accounts.change_role(
            principal=self.people["ada"], database=self.database, clock=self.clock,
            person_id="per_noah", role=Role.analyst,
        )  # fmt: skip
        self.approver_is_gone = True
        self.people["noah"] = replace(self.people["noah"], scopes=Role.analyst.scopes)

    @precondition(lambda self: self.live)
    @rule(thing=st.sampled_from(MINE))
    def pausing_is_possible(self, thing: tuple[str, ...]) -> None:
        key = (thing[0], thing[1], thing[2])
        if self.is_busy(key):
            return
        plan = self.propose("mia", self.change(thing, Field.status, PAUSED))
        if plan is None:
            return
        publishing.approve(
            principal=self.people["ada"], desk=self.desk, plan_id=plan.id, digest=plan.hash
        )
        publishing.release(principal=self.people["mia"], desk=self.desk, plan_id=plan.id)
        self.write("")
        (action,) = self.actions(plan)
        assert action.state is ActionState.done, action
        assert self.ledger.things[key].status is Status.paused

    # What must hold.

    @invariant()
    def every_write_is_authorised(self) -> None:
        fresh = [one for one in self.ledger.sets if one.ours][self.checked :]
        if not fresh:
            return
        for number, one in enumerate(fresh, self.checked):
            self.check(one, number)
        self.checked += len(fresh)
        type(self).written += len(fresh)

    def check(self, one: Set, number: int) -> None:
        account, level, entity = one.key
        assert account != "t9", "another workspace's platform was changed"
        target = f"{ACCOUNTS[account][0]}/{account}/{level}/{entity}"
        value = str(one.after.value) if one.field == "status" else one.after
        intents = [
            each for each in self.told()
            if each.kind == "sent" and each.target == target
            and (each.data["value"] == value or _is_amount(each.data["value"], value))
            and each.at == one.at
        ]  # fmt: skip
        assert intents, f"write {number} of {target} to {value} has no intent"
        action = publishing.get_action(
            principal=self.people["ada"], database=self.database, action_id=intents[-1].action_id
        )
        plan = publishing.get_plan(
            principal=self.people["ada"], database=self.database, plan_id=action.plan_id
        )
        self.check_approved(plan)
        self.check_compared(one, action.change)
        self.check_limits(one, plan, action.change)

    def check_approved(self, plan: Plan) -> None:
        hands = {one.who.hand for one in plan.approvals if one.hash == plan.hash}
        assert plan.proposer.hand not in hands
        assert len(hands) >= plan.needed >= 1
        assert not (self.approver_is_gone and hands == {"per_noah"}) or plan.released_at

    def check_compared(self, one: Set, change: Change) -> None:
        before = one.before.value if one.field == "status" else one.before
        assert before in {change.before, change.after}, "a foreign value was overwritten"

    def check_limits(self, one: Set, plan: Plan, change: Change) -> None:
        assert self.live, "a write in dry run"
        ups = one.after is Status.enabled if one.field == "status" else one.after > one.before
        if not ups:
            return
        assert not self.frozen, "a raise while frozen"
        if one.field == "status":
            return
        assert one.after % Decimal("0.01") == 0
        free = plan.undo_of and one.key not in self.unseen
        if not free:
            assert one.after <= one.before * Decimal("1.2"), "a step too long"
        assert isinstance(change.after, Decimal)

    @invariant()
    def values_are_written_once_each(self) -> None:
        found: dict[str, set[Any]] = {}
        for one in self.told():
            if one.kind == "sent":
                found.setdefault(one.action_id, set()).add(one.data["value"])
        assert all(len(several) == 1 for several in found.values())

    def teardown(self) -> None:
        if not hasattr(self, "desk"):
            return
        self.ledger.fault = ""
        self.settle()
        self.check_replay()
        told = list(events.every(self.database, "acme"))
        assert told[: len(self.log)] == self.log, "the log was rewritten"
        audit.verify(audit.export(principal=self.people["ada"], database=self.database))

    def settle(self) -> None:
        """Two ticks without trouble settle all that waits for no later time."""
        for _ in range(3):
            self.clock.advance(timedelta(minutes=61))
            publishing.reconcile(principal=publishing.publisher("acme"), desk=self.desk)
        for plan_id in self.plans:
            for action in self.actions_of(plan_id):
                assert action.state not in {ActionState.sent, ActionState.unconfirmed}, action
                if action.state is ActionState.done and action.attempts:
                    self.check_done(action)

    def check_done(self, action: publishing.Action) -> None:
        """What is done was on the platform: the ledger has had the target."""
        change = action.change
        key = (change.account_id, change.level.value, change.entity_id)
        field = "status" if change.field is Field.status else "budget"
        values = {one.after.value if field == "status" else one.after
                  for one in self.ledger.sets if one.key == key and one.field == field}  # fmt: skip
        assert change.after in values

    def check_replay(self) -> None:
        replayed = publishing.replay(principal=self.people["ada"], database=self.database)
        for plan_id in self.plans:
            plan = publishing.get_plan(
                principal=self.people["ada"], database=self.database, plan_id=plan_id
            )
            assert replayed.plans[plan_id].state == plan.state
            for action in self.actions_of(plan_id):
                assert replayed.actions[action.id] == action

    # How it is done.

    def told(self) -> list[Event]:
        """Return the log, to which the latest is read; at the end it is held against all of it."""
        last = self.log[-1].number if self.log else 0
        self.log += events.every(self.database, "acme", after=last)
        return self.log

    def change(self, thing: tuple[str, ...], field: Field, value: Any) -> Change:
        connector = ACCOUNTS[thing[0]][0]
        return Change(
            connector, thing[0], "", Level(thing[1]), thing[2], "", field, None, value, ""
        )

    def propose(self, who: str, change: Change) -> Plan | None:
        with refused():
            plan = publishing.propose(
                principal=self.people[who], desk=self.desk, changes=[change], reason="why not"
            )
            self.plans.append(plan.id)
            return plan
        return None

    def plan(self, number: int) -> Plan | None:
        """Return one of the ten latest plans."""
        latest = self.plans[-10:]
        if number >= len(latest):
            return None
        return publishing.get_plan(
            principal=self.people["ada"], database=self.database, plan_id=latest[-1 - number]
        )

    def actions(self, plan: Plan) -> list[publishing.Action]:
        return self.actions_of(plan.id)

    def actions_of(self, plan_id: str) -> list[publishing.Action]:
        found = publishing.actions_of_plans(
            principal=self.people["ada"], database=self.database, plan_ids=[plan_id]
        )
        return found[plan_id]

    def write(self, fault: str) -> None:
        self.ledger.fault = fault
        for connector, account in ACCOUNTS.values():
            with refused(), killed():
                publishing.write(
                    principal=publishing.publisher("acme"), desk=self.desk, connector=connector,
                    account_id=account.id,
                )  # fmt: skip
        self.ledger.fault = ""

    def is_busy(self, key: tuple[str, str, str]) -> bool:
        """Say whether something of it waits for its turn, or for being looked up."""
        return any(
            action.change.entity_id == key[2] and action.state not in publishing.SETTLED
            for plan_id in self.plans
            for action in self.actions_of(plan_id)
            if action.state is not ActionState.planned
        )

    def is_refreshed(self) -> bool:
        return self.clock.now() - self.fresh_at > timedelta(minutes=10)


class refused:  # noqa: N801 - reads as a word
    """What is refused is refused: nothing else may happen."""

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        return isinstance(error, AdhelmError)


class killed:  # noqa: N801 - reads as a word
    """The process is gone, and a new one begins."""

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        return isinstance(error, Killed)


def accounts_actor() -> Any:
    from adhelm.core.principal import Actor

    return Actor.person


def _is_amount(text: Any, value: Any) -> bool:
    return isinstance(value, Decimal) and text is not None and Decimal(text) == value


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Template:
    folder = tmp_path_factory.mktemp("machine") / "template"
    folder.mkdir()
    return Template(folder, sqlite_template)


@pytest.fixture
def stage(template: Template, tmp_path: Path) -> Iterator[None]:
    """Where one run after the other begins from the template."""
    Money.template, Money.home, Money.written = template, tmp_path / "run", 0
    Money.home.mkdir()
    with closing(Database(f"sqlite:///{Money.home / 'adhelm.db'}")) as database:
        Money.database = database
        yield


@pytest.mark.sqlite
@pytest.mark.usefixtures("stage")
class TestMoney:
    def test_moves_only_as_it_may(self):
        self.prove(examples=3, steps=20)

    @pytest.mark.long
    @pytest.mark.parametrize("number", range(20))
    def test_moves_only_as_it_may_300_times_50_steps(self, number: int):
        self.prove(examples=300, steps=50, number=number)

    def prove(self, *, examples: int, steps: int, number: int = 0) -> None:
        machine = seed(number)(Money)
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
                suppress_health_check=list(HealthCheck), print_blob=True,
            ),
        )  # fmt: skip
        assert Money.written
