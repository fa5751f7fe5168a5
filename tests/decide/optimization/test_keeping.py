"""A recommendation …"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from adhelm.core.ads import Level
from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.errors import Forbidden
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.decide import optimization
from adhelm.decide.optimization import (
    Basis,
    Draft,
    Effect,
    NoSuchRecommendation,
    NotOpen,
    Recommendation,
    State,
    Wanted,
)
from adhelm.decide.optimization.service import page
from adhelm.govern import audit
from adhelm.govern.compliance.types import Change, Field

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SCOPES = frozenset({Scope.read, Scope.write, Scope.propose, Scope.admin})
BUDGET = Change(
    "google_ads", "1", "google_ads", Level.campaign, "c1", "Brand", Field.daily_budget,
    Decimal("100.00"), Decimal("119.00"), "EUR",
)  # fmt: skip
PAUSE = replace(BUDGET, field=Field.status, before="enabled", after="paused")


@pytest.fixture(autouse=True)
def _clock(clock: SetClock) -> None:
    clock.set(NOW)


def draft(key: str = "budgets/google_ads/1", **other: Any) -> Draft:
    told: dict[str, Any] = {
        "key": key, "kind": "budgets", "platform": "google_ads", "account": "google_ads/1",
        "claim": "Move 19.00 EUR a day.", "changes": (BUDGET, PAUSE), "currency": "EUR",
        "effect": Effect("conversion_value", "EUR", Decimal("33.51"), Decimal("1.20"),
                         Decimal("60.00"), Basis.platform),
        "cost_if_wrong": Decimal("0.00"), "evidence": {"window": "a..b"}, "confidence": 0.9,
        "data_version": 7, "expires_at": NOW + timedelta(days=2),
    }  # fmt: skip
    return Draft(**{**told, **other})


class Desk:
    """Whoever recommends, and whoever decides."""

    def __init__(self, database: Database, clock: SetClock, principal: Principal) -> None:
        self.database, self.clock, self.principal = database, clock, principal

    def record(self, *drafts: Draft, source: str = "engine", **more: Any) -> list[Recommendation]:
        with self.database.transaction() as connection:
            return optimization.record(
                principal=self.principal, connection=connection, clock=self.clock, source=source,
                drafts=drafts, **more,
            )  # fmt: skip

    def read(self, id_: str, **who: Any) -> Recommendation:
        asked = {"principal": self.principal, **who}
        return optimization.recommendation(
            **asked, database=self.database, clock=self.clock, recommendation_id=id_
        )

    def past(self, id_: str) -> list[State]:
        found = optimization.history(
            principal=self.principal, database=self.database, recommendation_id=id_
        )
        return [one.state for one in found]

    def dismiss(self, id_: str, reason: str = "no") -> Recommendation:
        return optimization.dismiss(
            principal=self.principal, database=self.database, clock=self.clock,
            recommendation_id=id_, reason=reason,
        )  # fmt: skip

    def take(self, id_: str, plan_id: str = "pln_1") -> Recommendation:
        with self.database.transaction() as connection:
            return optimization.take(
                principal=self.principal, connection=connection, clock=self.clock,
                recommendation_id=id_, plan_id=plan_id,
            )  # fmt: skip

    def release(self, id_: str, plan_id: str) -> Recommendation:
        with self.database.transaction() as connection:
            return optimization.release(
                principal=self.principal, connection=connection, clock=self.clock,
                recommendation_id=id_, plan_id=plan_id, reason="rejected",
            )  # fmt: skip

    def snooze(self, id_: str, until: str, zone: str = "UTC") -> Recommendation:
        return optimization.snooze(
            principal=self.principal, database=self.database, clock=self.clock,
            recommendation_id=id_, until=until, zone=zone,
        )  # fmt: skip

    def page(self, limit: int = 100, **wanted: Any) -> list[Recommendation]:
        return page(
            principal=wanted.pop("principal", self.principal), database=self.database,
            clock=self.clock, wanted=Wanted(**wanted), limit=limit,
        )  # fmt: skip


@pytest.fixture
def desk(database: Database, clock: SetClock) -> Desk:
    return Desk(database, clock, Principal(Actor.person, "mia", "acme", SCOPES))


class TestARecommendation:
    def test_comes_back_as_it_was_said(self, desk: Desk):
        (made,) = desk.record(draft())
        found = desk.read(made.id)
        assert found == made
        assert found.changes == (BUDGET, PAUSE)
        assert (found.state, found.effect) == (State.open, draft().effect)

    def test_that_is_said_again_keeps_its_id_and_tells_what_it_said_before(
        self, desk: Desk, clock: SetClock
    ):
        (first,) = desk.record(draft())
        clock.set(NOW + timedelta(days=1))
        (same,) = desk.record(draft(expires_at=NOW + timedelta(days=3)))
        assert (same.id, same.made_at) == (first.id, NOW)
        assert same.renewed_at == NOW + timedelta(days=1)
        assert desk.past(first.id) == [State.open]
        (other,) = desk.record(draft(claim="Move 25.00 EUR a day."))
        assert other.id == first.id
        assert desk.past(first.id) == [State.open, State.open]

    def test_expires_when_its_time_has_passed_and_opens_when_it_is_said_again(
        self, desk: Desk, clock: SetClock
    ):
        (first,) = desk.record(draft())
        clock.set(NOW + timedelta(days=2))
        assert desk.read(first.id).state is State.expired
        assert desk.page(state=State.open) == []
        assert [one.id for one in desk.page(state=State.expired)] == [first.id]
        (again,) = desk.record(draft(expires_at=NOW + timedelta(days=9)))
        assert (again.id, again.state) == (first.id, State.open)

    def test_expires_when_all_that_its_source_says_lacks_it(self, desk: Desk):
        gone, stays = desk.record(draft("a"), draft("b"))
        (others,) = desk.record(draft("a"), source="rule:1")
        desk.record(draft("b"), complete=True)
        assert desk.read(gone.id).state is State.expired
        assert "newer data" in desk.read(gone.id).reason
        assert desk.read(stays.id).state is State.open
        assert desk.read(others.id).state is State.open
        (back,) = desk.record(draft("a"))
        assert back.id == gone.id
        assert desk.past(gone.id) == [State.open, State.expired, State.open]

    def test_that_was_dismissed_is_not_given_again_for_thirty_days(
        self, desk: Desk, clock: SetClock
    ):
        (first,) = desk.record(draft())
        closed = desk.dismiss(first.id, "fixed until May")
        assert (closed.state, closed.closed_by) == (State.dismissed, "person mia")
        clock.set(NOW + timedelta(days=29))
        assert desk.record(draft())[0].state is State.dismissed
        assert desk.read(first.id).reason == "fixed until May"
        clock.set(NOW + timedelta(days=30))
        (again,) = desk.record(draft(expires_at=NOW + timedelta(days=40)))
        assert again.id != first.id
        assert again.state is State.open

    def test_that_was_taken_names_its_plan_and_rests_for_a_week(self, desk: Desk, clock: SetClock):
        (first,) = desk.record(draft())
        assert desk.take(first.id, "pln_9").plan_id == "pln_9"
        assert desk.record(draft())[0].state is State.taken
        clock.set(NOW + timedelta(days=7))
        (again,) = desk.record(draft(expires_at=NOW + timedelta(days=9)))
        assert (again.id == first.id, again.state) == (False, State.open)

    def test_is_open_again_when_its_plan_comes_to_nothing(self, desk: Desk):
        (first,) = desk.record(draft())
        desk.take(first.id, "pln_9")
        assert desk.release(first.id, "pln_other").state is State.taken
        assert desk.release(first.id, "pln_9").state is State.open
        assert desk.read(first.id).plan_id == ""
        assert desk.past(first.id) == [State.open, State.taken, State.open]

    def test_that_is_not_open_is_refused(self, desk: Desk, clock: SetClock):
        one, other = desk.record(draft("a"), draft("b"))
        desk.dismiss(one.id)
        with pytest.raises(NotOpen, match="dismissed"):
            desk.take(one.id)
        clock.set(NOW + timedelta(days=3))
        with pytest.raises(NotOpen, match="expired"):
            desk.dismiss(other.id)

    def test_that_is_decided_leaves_its_mark_in_the_audit(self, desk: Desk):
        one, other = desk.record(draft("a"), draft("b"))
        desk.dismiss(one.id, "no money")
        desk.take(other.id)
        with desk.database.reading():
            found = audit.list_entries(principal=desk.principal, database=desk.database)
        told = {(entry.action, entry.subject) for entry in found}
        assert ("recommendation.dismissed", f"recommendation {one.id}") in told
        assert ("recommendation.taken", f"recommendation {other.id}") in told

    def test_of_another_workspace_or_account_is_not_there(self, desk: Desk):
        (made,) = desk.record(draft())
        strangers = (
            replace(desk.principal, workspace_id="other"),
            replace(desk.principal, accounts=frozenset({"meta/9"})),
        )
        for stranger in strangers:
            with pytest.raises(NoSuchRecommendation):
                desk.read(made.id, principal=stranger)
            assert desk.page(principal=stranger) == []
        own = replace(desk.principal, accounts=frozenset({"google_ads/1"}))
        assert [one.id for one in desk.page(principal=own)] == [made.id]

    def test_is_made_by_who_may_propose(self, desk: Desk):
        desk.principal = replace(desk.principal, scopes=frozenset({Scope.read}))
        with pytest.raises(Forbidden):
            desk.record(draft())

    def test_needs_a_key_of_its_own(self, desk: Desk):
        for drafts in ((draft("a"), draft("a")), (draft(""),), (draft("x" * 301),)):
            with pytest.raises(optimization.BadDraft):
                desk.record(*drafts)

    def test_is_found_by_what_it_is(self, desk: Desk):
        desk.record(draft("a"), draft("b", kind="status", account="google_ads/x_1"))
        desk.record(draft("c", platform="meta", account="meta/1"), source="meta")
        for wanted, keys in (
            ({}, {"a", "b", "c"}), ({"source": "meta"}, {"c"}), ({"kind": "status"}, {"b"}),
            ({"platform": "google_ads"}, {"a", "b"}), ({"account": "1"}, {"a", "c"}),
            ({"account": "google_ads/1"}, {"a"}), ({"account": "x_1"}, {"b"}),
            ({"account": "%"}, set()), ({"state": State.taken}, set()),
        ):  # fmt: skip
            assert {one.key for one in desk.page(**wanted)} == keys, wanted
        assert len(desk.page(limit=2)) == 2


class TestAdviceThatIsPutOff:
    def test_is_neither_asked_about_nor_flown_until_then(self, desk: Desk, clock: SetClock):
        (made,) = desk.record(draft())
        told = desk.snooze(made.id, "1h")
        assert (told.state, told.snoozed_until) == (State.open, NOW + timedelta(hours=1))
        assert desk.page(snoozed=False) == self.flown(desk) == []
        assert [one.id for one in desk.page(snoozed=True)] == [made.id]
        clock.set(NOW + timedelta(hours=1))
        assert [one.id for one in desk.page(snoozed=False)] == [made.id]
        assert [one.id for one in self.flown(desk)] == [made.id]

    def test_that_is_renewed_stays_put_off(self, desk: Desk):
        (made,) = desk.record(draft())
        desk.snooze(made.id, "tomorrow", "Europe/Zurich")
        (again,) = desk.record(draft(claim="Move 80.00 EUR a day.", effect=self.effect("90")))
        assert again.snoozed_until == datetime(2026, 3, 3, 8, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("expected", "wakes"), [("41.88", False), ("41.89", True), ("-60", True)]
    )
    def test_until_it_worsens_comes_back_when_a_quarter_more_is_at_stake(
        self, desk: Desk, expected: str, *, wakes: bool
    ):
        (made,) = desk.record(draft())
        desk.snooze(made.id, "worsens")
        desk.record(draft(effect=self.effect(expected)))
        assert [one.id for one in desk.page(snoozed=False)] == [made.id] * wakes

    def test_until_it_worsens_comes_back_after_a_month_all_the_same(
        self, desk: Desk, clock: SetClock
    ):
        (made,) = desk.record(draft(expires_at=NOW + timedelta(days=60)))
        desk.snooze(made.id, "worsens")
        clock.set(NOW + timedelta(days=30))
        assert [one.id for one in desk.page(snoozed=False)] == [made.id]

    def test_can_be_called_back_taken_and_dismissed(self, desk: Desk):
        one, two, three = desk.record(draft("a"), draft("b"), draft("c"))
        for each in (one, two, three):
            desk.snooze(each.id, "3d")
        assert desk.snooze(one.id, "now").snoozed_until is None
        assert desk.take(two.id).snoozed_until is None
        assert desk.dismiss(three.id).state is State.dismissed

    def test_leaves_its_mark_in_its_past_and_in_the_audit(self, desk: Desk):
        (made,) = desk.record(draft())
        desk.snooze(made.id, "1h")
        past = optimization.history(
            principal=desk.principal, database=desk.database, recommendation_id=made.id
        )
        assert (past[0].state, past[0].by) == (State.open, "person mia")
        assert past[0].reason == "put off until 2026-03-02 10:00 UTC"
        found = audit.list_entries(principal=desk.principal, database=desk.database)
        assert found[0].action == "recommendation.snooze"

    def test_is_refused_without_a_time_or_without_a_promise(self, desk: Desk, clock: SetClock):
        (made, bare) = desk.record(draft("a"), draft("b", effect=None))
        for until in ("soon", "0h", "2020-01-01T00:00:00Z"):
            with pytest.raises(optimization.BadSnooze):
                desk.snooze(made.id, until)
        with pytest.raises(optimization.BadSnooze, match="worsen"):
            desk.snooze(bare.id, "worsens")
        desk.dismiss(made.id)
        with pytest.raises(NotOpen):
            desk.snooze(made.id, "1h")
        desk.principal = replace(desk.principal, scopes=frozenset({Scope.read}))
        with pytest.raises(Forbidden):
            desk.snooze(bare.id, "1h")

    def effect(self, expected: str) -> Effect:
        return replace(draft().effect or self.effect("1"), expected=Decimal(expected))

    def flown(self, desk: Desk) -> list[Recommendation]:
        return optimization.open_recommendations(
            principal=desk.principal, database=desk.database, clock=desk.clock
        )
