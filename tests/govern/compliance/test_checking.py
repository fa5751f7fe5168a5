"""A check …"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.govern.compliance.facts import (
    ACCOUNT,
    LIVE,
    NOW,
    PLACES,
    change,
    changes,
    documents,
    situation,
    situations,
    status,
)

from adhelm.core.ads import BadAmount, Level, minor_units
from adhelm.govern.compliance import (
    Change,
    Direction,
    Field,
    Limits,
    Place,
    Situation,
    Stops,
    Undo,
    allowed,
    check,
    check_batch,
    direction,
)
from adhelm.govern.compliance.logic.settings import limits_of, loosened
from adhelm.govern.compliance.types import Verdict

D = Decimal
HOUR = timedelta(hours=1)


def refused(asked: Change, facts: Situation | None = None, limits: Limits = LIVE) -> list[str]:
    return [one.limit for one in check(asked, facts or situation(), limits) if not one.allowed]


def named(asked: Change, name: str, facts: Situation | None = None, **limits: Any) -> Verdict:
    found = check(asked, facts or situation(), replace(LIVE, **limits))
    return next(one for one in found if one.limit == name)


class TestACheck:
    def test_lets_a_small_raise_pass_and_tells_each_limit_with_its_number(self):
        told = check(change(), situation(), LIVE)
        assert allowed(told)
        assert {(one.limit, one.value, one.asked) for one in told} >= {
            ("max_raise", "0.20", "0.1000"),
            ("raises_per_day", "2", "1"),
            ("max_data_age", "6 h", "1 h"),
        }

    @pytest.mark.parametrize(
        ("after", "says"),
        [("120.00", []), ("120.01", ["max_raise"]), ("50.00", []), ("49.99", ["max_cut"]),
         ("130.01", ["max_raise", "max_raise_day"])],
    )  # fmt: skip
    def test_refuses_a_step_that_is_too_long_and_never_shortens_it(self, after, says):
        asked = change(after=D(after))
        assert refused(asked) == says
        assert all(one.asked for one in check(asked, situation(), LIVE))

    @pytest.mark.parametrize(
        ("before", "after", "currency", "says", "hint"),
        [("100.00", "200.00", "EUR", "100.00 to 200.00 is more than the 20% of one change",
          "at most 120.00"),
         ("99.99", "10.00", "EUR", "99.99 to 10.00 is more than the 50% of one change",
          "not below 50.00"),
         ("1001", "400", "JPY", "1001 to 400 is more than the 50% of one change", "not below 501")],
    )  # fmt: skip
    def test_says_how_far_it_may_go(self, before, after, currency, says, hint):
        asked = change(after=D(after), before=D(before), currency=currency)
        name = "max_raise" if D(after) > D(before) else "max_cut"
        told = named(asked, name)
        assert (told.message, told.hint) == (says, hint)

    def test_counts_from_the_live_value_whatever_the_plan_says(self):
        asked = change(after=D("110.00"), before=D("100.00"))
        assert "max_raise" in refused(asked, situation(live=D("50.00")))

    def test_refuses_a_step_from_a_value_that_nobody_knows(self):
        assert refused(change(before=None)) == ["max_raise"]
        assert refused(change(), situation(opening=None)) == ["max_raise_day"]
        assert refused(change(before=D(0))) == ["max_raise"]

    def test_adds_the_raises_of_a_day_up(self):
        asked = change(after=D("131.00"), before=D("120.00"))
        assert refused(asked) == ["max_raise_day"]
        assert refused(change(), situation(raises_today=2)) == ["raises_per_day"]
        up_again = change(after=D("60.00"), before=D("51.00"))
        assert refused(up_again) == []

    @pytest.mark.parametrize(
        ("connector", "hours", "says"),
        [("meta", 23, ["cooldown_after_raise"]), ("meta", 24, []),
         ("tiktok", 47, ["cooldown_after_raise"]), ("tiktok", 48, [])],
    )  # fmt: skip
    def test_waits_after_a_raise(self, connector, hours, says):
        facts = situation(last_raise_at=NOW - hours * HOUR)
        assert refused(change(connector=connector), facts) == says
        assert refused(change(after=D("90.00"), connector=connector), facts) == []

    def test_waits_an_hour_after_a_cut_before_anything_but_a_pause(self):
        facts = situation(last_cut_at=NOW - HOUR / 2)
        assert refused(change(), facts) == ["cooldown_after_cut"]
        assert refused(change(after=D("90.00")), facts) == ["cooldown_after_cut"]
        assert refused(status("paused"), facts) == []
        assert refused(change(), situation(last_cut_at=NOW - HOUR)) == []

    def test_counts_the_writes_of_an_hour_to_an_ad_set_of_meta_only(self):
        facts = situation(writes_last_hour=4)
        assert refused(change(level=Level.ad_group), facts) == ["meta_ad_set_writes_per_hour"]
        assert refused(status("paused", level=Level.ad_group), facts) == []
        assert refused(change(), facts) == []
        assert refused(change(level=Level.ad_group, connector="x"), facts) == []

    @pytest.mark.parametrize("stop", ["frozen", "breaker"])
    def test_lets_nothing_but_cuts_and_pauses_through_a_freeze_or_an_open_breaker(self, stop):
        facts = situation(stops=Stops(**{stop: "tracking is broken"}))
        name = {"frozen": "freeze"}.get(stop, stop)
        for up in (change(), status("enabled"), change(Field.create, D(10), before=None),
                   change(Field.target_roas, D("3.8"), before=D(4)),
                   change(Field.bid, D("1.10"), before=D(1))):  # fmt: skip
            assert name in refused(up, facts), up.field
        for down in (change(after=D("80.00")), status("paused"), status("removed"),
                     change(Field.negative_keywords, "free", before=None)):  # fmt: skip
            assert name not in refused(down, facts), down.field
        assert "tracking is broken" in named(change(), name, facts).message

    def test_lets_nobody_touch_what_is_protected_or_locked_but_to_pause_it(self):
        for facts in (situation(stops=Stops(protected="brand")), situation(locked_by="test 3")):
            assert refused(change(after=D("90.00")), facts)
            assert refused(status("removed"), facts)
            assert not refused(status("paused"), facts)

    @pytest.mark.parametrize(
        "facts",
        [{"data_at": NOW - timedelta(hours=6, seconds=1)}, {"data_at": None}, {"quality": "gap"}],
    )
    def test_raises_nothing_on_data_that_are_old_or_odd(self, facts):
        assert refused(change(), situation(**facts))
        assert not refused(change(after=D("90.00")), situation(**facts))

    def test_writes_nothing_in_a_dry_run_not_even_a_pause(self):
        assert refused(status("paused"), limits=Limits()) == ["live"]

    def test_wants_money_of_the_account_in_whole_units(self):
        assert refused(change(currency="USD")) == ["currency"]
        assert refused(change(after=D("110.001"))) == ["unit"]
        yen = situation(currency="JPY")
        assert refused(change(after=D("110"), currency="JPY"), yen) == []
        assert refused(change(after=D("110.5"), currency="JPY"), yen) == ["unit"]
        rough = situation(unit=D(5))
        assert refused(change(after=D(112)), rough) == ["unit"]

    @pytest.mark.parametrize("after", [D(-1), D(0), "100.00", None])
    def test_wants_an_amount_above_zero(self, after):
        assert "value" in refused(change(after=after))

    @pytest.mark.parametrize("after", ["NaN", "sNaN", "Infinity"])
    def test_is_never_asked_about_what_is_no_number(self, after):
        with pytest.raises(BadAmount):
            change(after=D(after))

    def test_wants_a_status_that_there_is(self):
        assert refused(change(Field.status, "deleted", before="enabled")) == ["value"]

    def test_keeps_budgets_between_floor_and_ceiling(self):
        assert refused(change(), limits=replace(LIVE, ceiling=D(109))) == ["ceiling"]
        assert refused(change(after=D(90)), limits=replace(LIVE, floor=D(95))) == ["floor"]
        assert refused(change(after=D(90)), situation(minimum=D(91))) == ["platform_minimum"]
        create = change(Field.create, D(200), before=None, entity_id="")
        assert refused(create, limits=replace(LIVE, ceiling=D(109))) == ["ceiling"]
        bid = change(Field.bid, D("1.20"), before=D(1))
        assert refused(bid, situation(opening=D(1)), replace(LIVE, bid_ceiling=D(1))) == [
            "bid_ceiling"
        ]
        whole = change(Field.lifetime_budget, D(110))
        assert refused(whole, limits=replace(LIVE, lifetime_ceiling=D(100))) == ["lifetime_ceiling"]

    def test_lets_a_cut_end_above_a_ceiling_that_was_lowered(self):
        assert refused(change(after=D(90)), limits=replace(LIVE, ceiling=D(20))) == []

    @pytest.mark.parametrize(
        ("connector", "exposure", "says"),
        [("google_ads", 980, []), ("google_ads", 981, ["exposure_cap"]),
         ("meta", "987.50", []), ("meta", "987.51", ["exposure_cap"]),
         ("linkedin", 985, []), ("reddit", 981, ["exposure_cap"])],
    )  # fmt: skip
    def test_keeps_the_worst_day_under_the_cap(self, connector, exposure, says):
        capped = replace(LIVE, exposure_cap=D(1000), currency="EUR")
        facts = situation(exposure=D(exposure))
        assert refused(change(connector=connector), facts, capped) == says

    def test_counts_a_budget_with_its_highest_amount_of_the_day(self):
        capped = replace(LIVE, exposure_cap=D(125), currency="EUR")
        up_again = change(after=D("60.00"), before=D("50.00"))
        assert refused(up_again, situation(), capped) == []
        assert refused(change(), situation(), capped) == ["exposure_cap"]

    def test_counts_what_is_enabled_with_the_budget_it_spends_from(self):
        capped = replace(LIVE, exposure_cap=D(200), currency="EUR")
        asleep = situation(highest_today=D(0), in_force=False, exposure=D(100))
        assert refused(status("enabled"), asleep, capped) == ["exposure_cap"]
        assert refused(change(), asleep, capped) == []
        unknown = replace(asleep, budget=None)
        assert refused(status("enabled"), unknown, capped) == ["exposure_cap"]

    def test_converts_what_an_account_in_another_currency_adds(self):
        capped = replace(LIVE, exposure_cap=D(100), currency="USD")
        facts = situation(exposure=D(85), rate=D("1.2"))
        assert named(change(), "exposure_cap", facts, exposure_cap=D(100),
                     currency="USD").asked == "100.00000 USD"  # fmt: skip
        assert refused(change(), facts, capped) == []
        assert refused(change(), replace(facts, rate=None), capped) == ["exposure_cap"]


class TestAnUndo:
    facts = situation(
        live=D("50.00"), opening=D("50.00"), highest_today=D(100), raises_today=2,
        last_cut_at=NOW - HOUR / 4, last_raise_at=NOW - HOUR,
        undo=Undo(NOW - HOUR / 4, D("100.00"), foreign_change=False),
    )  # fmt: skip
    back = change(after=D("100.00"), before=D("50.00"))

    def test_is_free_of_steps_and_waits(self):
        assert refused(self.back, self.facts) == []

    def test_is_held_by_ceiling_freeze_and_cap(self):
        assert refused(self.back, self.facts, replace(LIVE, ceiling=D(99))) == ["ceiling"]
        frozen = replace(self.facts, stops=Stops(frozen="stop"))
        assert refused(self.back, frozen) == ["freeze"]
        capped = replace(LIVE, exposure_cap=D(100), currency="EUR")
        assert refused(self.back, self.facts, capped) == ["exposure_cap"]

    @pytest.mark.parametrize(
        "undo",
        [Undo(NOW - 25 * HOUR, D("100.00"), foreign_change=False),
         Undo(NOW - HOUR, D("100.00"), foreign_change=True),
         Undo(NOW - HOUR, D("99.00"), foreign_change=False)],
    )  # fmt: skip
    def test_is_a_change_like_others_when_late_or_not_quite_one(self, undo):
        assert "max_raise" in refused(self.back, replace(self.facts, undo=undo))


class TestABatch:
    capped = replace(LIVE, exposure_cap=D(150), currency="EUR")

    def test_adds_the_exposure_of_its_raises_up(self):
        asked = [(change(entity_id=str(n)), situation(), self.capped) for n in range(3)]
        told = [allowed(each) for each in check_batch(asked)]
        assert told == [True, True, False]

    def test_counts_a_shared_budget_once(self):
        asleep = situation(
            budget_id="b", highest_today=D(0), in_force=False, exposure=D(20), budget=D(100)
        )
        asked = [(status("enabled", entity_id=str(n)), asleep, self.capped) for n in range(5)]
        assert all(allowed(each) for each in check_batch(asked))

    @pytest.mark.parametrize("turned", [False, True])
    def test_counts_what_it_enables_with_the_budget_it_gives(self, turned):
        asleep = situation(highest_today=D(0), in_force=False, exposure=D(20))
        child = replace(asleep, budget_id="campaign/7")
        asked = [
            (change(), asleep, self.capped),
            (status("enabled", entity_id="8", level=Level.ad_group), child, self.capped),
        ]
        told = [allowed(each) for each in check_batch(asked[::-1] if turned else asked)]
        assert told == ([False, True] if turned else [True, False])

    def test_changes_a_value_once(self):
        shared = situation(budget_id="b")
        asked = [(change(entity_id=str(n)), shared, LIVE) for n in range(2)]
        first, second = check_batch(asked)
        assert allowed(first)
        assert [one.limit for one in second if not one.allowed] == ["once"]

    def test_has_no_room_for_another_where_one_is_refused(self):
        loud = change(entity_id="1", after=D("125.00"))
        asked = [
            (loud, situation(), self.capped),
            (change(entity_id="2"), situation(), self.capped),
        ]
        assert [allowed(each) for each in check_batch(asked)] == [False, False]


class TestLimits:
    """Properties that hold whatever is asked."""

    @given(changes(), situations(), st.tuples(*map(documents, PLACES)))
    @settings(deadline=None, max_examples=60)
    def test_let_nothing_through_when_more_of_them_are_added(self, asked, facts, said):
        every = list(zip(PLACES, said, strict=True))
        for count in (1, 2):
            fewer, more = (limits_of(every[:n]) for n in (count, count + 1))
            if not allowed(check(asked, facts, replace(fewer, live=True))):
                assert not allowed(check(asked, facts, replace(more, live=True)))

    @given(changes(), situations(), st.sampled_from(PLACES).flatmap(
        lambda place: st.tuples(st.just(place), documents(place), documents(place))))  # fmt: skip
    @settings(deadline=None, max_examples=60)
    def test_that_are_only_tightened_let_nothing_new_through(self, asked, facts, said):
        place, before, wanted = said
        loose = loosened(before, wanted, place)
        after = {name: value for name, value in wanted.items() if name not in loose}
        after |= {name: before[name] for name in loose if name in before}
        assert loosened(before, after, place) == []
        then, now = (replace(limits_of([(place, each)]), live=True) for each in (before, after))
        if not allowed(check(asked, facts, then)):
            assert not allowed(check(asked, facts, now))

    @given(situations(), documents(Place()), documents(ACCOUNT), st.sampled_from(["7", "8"]))
    @settings(deadline=None, max_examples=40)
    def test_never_keep_anybody_from_pausing(self, facts, whole, account, entity_id):
        limits = limits_of([(Place(), whole), (ACCOUNT, {**account, "live": True})])
        assert allowed(check(status("paused", entity_id=entity_id), facts, limits))

    @given(changes(), situations())
    @settings(deadline=None, max_examples=60)
    def test_hold_for_all_that_they_allow(self, asked, facts):
        limits = replace(LIVE, exposure_cap=D(500), currency="EUR", ceiling=D(400), floor=D(5))
        if not allowed(check(asked, facts, limits)):
            return
        raises = direction(replace(asked, before=facts.live or asked.before)) is Direction.up
        if raises:
            assert not facts.stops.frozen
            assert not facts.stops.breaker
            assert not facts.quality
            assert facts.data_at is not None
        if asked.field in {Field.daily_budget, Field.bid, Field.lifetime_budget}:
            assert isinstance(asked.after, Decimal)
            assert asked.currency == facts.currency
            assert asked.after % D(1).scaleb(-minor_units(facts.currency)) == 0
        if asked.field is Field.daily_budget and raises:
            assert asked.after <= 400
