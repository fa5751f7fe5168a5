"""Limits and stops, on each database …"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from tests.govern.compliance.conftest import Desk, somebody

from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError, Forbidden
from adhelm.core.principal import Principal, Scope
from adhelm.govern import compliance
from adhelm.govern.compliance import Place, StopKind, Thing
from adhelm.govern.compliance.types import (
    BadPlace,
    BadSetting,
    Changed,
    NoSuchRequest,
    NoSuchStop,
    NotOpen,
    NotPending,
    Request,
    RequestState,
    SecondPersonNeeded,
    Standing,
)

D = Decimal


def wish(standing: Standing) -> Request:
    assert standing.pending
    return standing.pending


def decide(desk: Desk, request: Request, *, confirm: bool = True) -> Request:
    return compliance.decide(**desk.parts, request_id=request.id, confirm=confirm)


class TestALimit:
    def test_is_tightened_alone_and_at_once(self, desk: Desk):
        made = desk.set(max_raise="0.10")
        assert (made.settings.version, made.pending) == (1, None)
        assert desk.limits("meta", "1").max_raise == D("0.10")
        assert desk.actions() == ["done compliance.tighten"]

    def test_is_loosened_by_two(self, desk: Desk, boss: Desk):
        made = desk.set("meta/1", live=True)
        assert not desk.limits("meta", "1").live
        with pytest.raises(SecondPersonNeeded):
            decide(desk, wish(made))
        decided = decide(boss, wish(made))
        assert decided.state is RequestState.confirmed
        assert desk.limits("meta", "1").live
        assert not desk.limits("meta", "2").live
        held = desk.standing("meta/1").settings
        assert (held.changed_by, held.confirmed_by) == ("person:ann", "person:bo")
        with pytest.raises(NotPending):
            decide(boss, wish(made))
        assert desk.actions() == [
            "done compliance.ask", "refused compliance.confirm", "done compliance.confirm",
        ]  # fmt: skip

    def test_is_not_loosened_by_the_other_hand_of_the_same_person(self, desk: Desk):
        made = desk.set("meta/1", live=True)
        key = desk.of(replace(somebody("key_1"), behind="ann"))
        with pytest.raises(SecondPersonNeeded):
            decide(key, wish(made))

    def test_is_loosened_only_by_who_may_approve(self, desk: Desk):
        made = desk.set("meta/1", live=True)
        operator = desk.of(somebody("op", Scope.read, Scope.write, Scope.propose))
        with pytest.raises(Forbidden):
            decide(operator, wish(made))
        viewer = desk.of(somebody("vi", Scope.read))
        with pytest.raises(Forbidden):
            viewer.set(max_raise="0.1")

    def test_takes_what_is_tighter_and_asks_for_what_is_looser(self, desk: Desk, boss: Desk):
        made = desk.set(max_raise="0.10", max_cut="0.9")
        assert (made.effective.max_raise, made.effective.max_cut) == (D("0.10"), D("0.50"))
        assert wish(made).changes == {"max_cut": (None, "0.9")}
        decide(boss, wish(made))
        assert desk.standing().settings.values == {"max_raise": "0.10", "max_cut": "0.9"}

    def test_of_a_request_that_was_overtaken_stays_as_it_is(self, desk: Desk, boss: Desk):
        first = wish(desk.set(max_raise="0.3"))
        assert wish(desk.set(max_raise="0.3")).id == first.id
        second = wish(desk.set(max_raise="0.4"))
        with pytest.raises(NotPending):
            decide(boss, first)
        desk.set(max_raise="0.1")
        with pytest.raises(NotPending):
            decide(boss, second)
        assert desk.limits("meta", "1").max_raise == D("0.1")

    def test_is_not_loosened_when_nobody_answers(self, desk: Desk, boss: Desk):
        made = wish(desk.set(max_raise="0.3"))
        desk.clock.advance(timedelta(days=7))
        with pytest.raises(NotPending):
            decide(boss, made)
        listed = compliance.list_requests(**desk.parts, state=RequestState.expired)
        assert [one.id for one in listed] == [made.id]
        assert compliance.list_requests(**desk.parts, state=RequestState.pending) == []
        assert desk.standing().pending is None

    def test_can_be_turned_down(self, desk: Desk, boss: Desk):
        made = wish(desk.set(max_raise="0.3"))
        assert decide(boss, made, confirm=False).state is RequestState.rejected
        assert desk.limits("meta", "1").max_raise == D("0.20")

    def test_is_the_strictest_of_the_workspaces_the_accounts_and_the_things(self, desk: Desk):
        desk.set(max_raise="0.15")
        desk.set("meta/1", max_raise="0.5", ceiling="300")
        desk.set("meta/1", "7", ceiling="200", max_raise="0.1")
        desk.set("x/1", max_raise="0.01")
        assert desk.limits("meta", "1", "9", "7").max_raise == D("0.1")
        assert desk.limits("meta", "1", "9", "7").ceiling == D(200)
        assert desk.limits("meta", "1", "9").ceiling == D(300)
        assert desk.limits("meta", "1", "9").max_raise == D("0.15")
        assert desk.limits("meta", "2", "7").ceiling is None

    def test_keeps_all_its_versions(self, desk: Desk):
        for share in ("0.15", "0.10", "0.05"):
            desk.set(max_raise=share)
        desk.set(max_raise="0.05")
        found = compliance.history(**desk.asked, place=Place())
        assert [(one.version, one.values["max_raise"]) for one in found] == [
            (3, "0.05"), (2, "0.10"), (1, "0.15"),
        ]  # fmt: skip
        with pytest.raises(Changed):
            compliance.set_limits(**desk.parts, place=Place(), values={}, expected=1)

    def test_of_another_workspace_is_neither_seen_nor_changed(self, desk: Desk, boss: Desk):
        made = wish(desk.set("meta/1", live=True))
        other = boss.elsewhere()
        with pytest.raises(NoSuchRequest):
            decide(other, made)
        other.set(max_raise="0.01")
        other.freeze()
        assert desk.limits("meta", "1").max_raise == D("0.20")
        assert not desk.stops("meta", "1").frozen
        assert compliance.list_settings(**other.asked)[0].values == {"max_raise": "0.01"}

    def test_is_listed_page_by_page_to_who_sees_it(self, desk: Desk):
        for account in ("meta/1", "meta/2", "x/1"):
            desk.set(account, max_raise="0.1")
        desk.set(max_raise="0.1")
        first = compliance.list_settings(**desk.asked, limit=2)
        last = first[-1].place
        after = (last.connector, last.account_id, last.entity_id)
        rest = compliance.list_settings(**desk.asked, after=after)
        assert [str(one.place) for one in (*first, *rest)] == [
            "workspace", "meta/1", "meta/2", "x/1",
        ]  # fmt: skip
        narrow = desk.of(somebody("na", accounts=frozenset({"x/1"})))
        seen = compliance.list_settings(**narrow.asked)
        assert [str(one.place) for one in seen] == ["workspace", "x/1"]
        for account in ("", "meta/1"):
            with pytest.raises(Forbidden):
                narrow.set(account, max_raise="0.05")


class TestAFreeze:
    def test_holds_at_once_for_a_workspace_or_an_account(self, desk: Desk, boss: Desk):
        made = desk.freeze("meta/1")
        assert "stop" in desk.stops("meta", "1", "7").frozen
        assert not desk.stops("meta", "2").frozen
        assert desk.freeze("meta/1").id == made.id
        desk.freeze()
        assert desk.stops("meta", "2").frozen
        compliance.lift(**boss.parts, kind=StopKind.freeze, stop_id=made.id)
        assert desk.stops("meta", "1").frozen, "the workspace still is"

    def test_survives_and_is_lifted_by_who_may_approve(self, desk: Desk, boss: Desk):
        operator = desk.of(somebody("op", Scope.read, Scope.write, Scope.propose))
        made = operator.freeze()
        fresh = Database(str(desk.database.engine.url.render_as_string(hide_password=False)))
        try:
            assert replace(desk, database=fresh).stops("x", "1").frozen
        finally:
            fresh.close()
        lifted: dict[str, Any] = {"kind": StopKind.freeze, "stop_id": made.id}
        with pytest.raises(Forbidden):
            compliance.lift(**operator.parts, **lifted)
        compliance.lift(**boss.parts, **lifted)
        assert not desk.stops("x", "1").frozen
        with pytest.raises(NotOpen):
            compliance.lift(**boss.parts, **lifted)
        with pytest.raises(NoSuchStop):
            compliance.lift(**boss.elsewhere().parts, **lifted)

    def test_is_not_for_a_thing(self, desk: Desk):
        with pytest.raises(BadPlace):
            compliance.freeze(**desk.parts, place=Place("meta", "1", "7"))

    def test_lets_a_transaction_see_it_that_begins_after_it(self, desk: Desk):
        with desk.database.transaction() as connection:
            known: dict[str, Any] = {
                "principal": desk.who, "clock": desk.clock, "connector": "meta", "account_id": "1",
            }  # fmt: skip
            assert not compliance.frozen(connection, **known)
        desk.freeze()
        with desk.database.transaction() as connection:
            assert compliance.frozen(connection, **known)


class TestAProtection:
    def protect(self, desk: Desk, **more: Any) -> compliance.Stop:
        place = Place("meta", "1", "7")
        return compliance.protect(**desk.parts, place=place, reason="brand search", **more)

    def test_holds_for_a_thing_and_all_in_it(self, desk: Desk):
        self.protect(desk)
        assert "brand search" in desk.stops("meta", "1", "7").protected
        assert desk.stops("meta", "1", "ad group", "7").protected
        assert not desk.stops("meta", "1", "8").protected
        assert not desk.stops("x", "1", "7").protected

    def test_is_lifted_by_another_person(self, desk: Desk, boss: Desk):
        made = self.protect(desk)
        lifted: dict[str, Any] = {"kind": StopKind.protected, "stop_id": made.id}
        with pytest.raises(SecondPersonNeeded):
            compliance.lift(**desk.parts, **lifted)
        compliance.lift(**boss.parts, **lifted)
        assert not desk.stops("meta", "1", "7").protected

    def test_ends_by_itself_where_that_was_said(self, desk: Desk):
        until = desk.clock.now() + timedelta(days=1)
        first = self.protect(desk, until=until)
        assert self.protect(desk, until=until - timedelta(hours=1)).id == first.id
        longer = self.protect(desk, until=until + timedelta(days=1))
        assert longer.id != first.id
        desk.clock.advance(timedelta(days=2))
        assert not desk.stops("meta", "1", "7").protected
        found = compliance.list_stops(**desk.parts, kind=StopKind.protected)
        assert found == []
        every = compliance.list_stops(**desk.parts, kind=StopKind.protected, only_open=False)
        assert {one.id for one in every} == {first.id, longer.id}

    def test_needs_a_reason_a_thing_and_a_future(self, desk: Desk):
        with pytest.raises(BadSetting):
            compliance.protect(**desk.parts, place=Place("meta", "1", "7"), reason=" ")
        with pytest.raises(BadPlace):
            compliance.protect(**desk.parts, place=Place("meta", "1"), reason="x")
        with pytest.raises(BadSetting):
            self.protect(desk, until=desk.clock.now())


class TestRules:
    def test_of_a_whole_batch_are_read_in_two_statements(self, desk: Desk):
        desk.freeze("meta/1")
        desk.set("meta/1", "3", ceiling="50")
        things = [Thing("meta", "1", (str(n), "parent")) for n in range(300)]
        seen: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            seen.append(statement)

        with desk.database.reading() as connection:
            sa.event.listen(desk.database.engine, "before_cursor_execute", note)
            try:
                told = compliance.rules_for(
                    connection, principal=desk.who, clock=desk.clock, things=things
                )
            finally:
                sa.event.remove(desk.database.engine, "before_cursor_execute", note)
        assert len(seen) == 2
        assert all(each.stops.frozen for each in told.values())
        assert told[things[3]].limits.ceiling == D(50)
        assert told[things[4]].limits.ceiling is None

    def test_are_told_to_who_may_read(self, desk: Desk):
        nobody = desk.of(Principal(desk.who.actor, "no", "acme", frozenset()))
        for ask in (nobody.limits, nobody.stops):
            with pytest.raises(AdhelmError):
                ask("meta", "1")
