"""Settings …"""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.govern.compliance.facts import ACCOUNT, ENTITY

from adhelm.core.principal import Actor, Narrowed, Principal, Scope
from adhelm.govern.compliance import Limits, Place
from adhelm.govern.compliance.logic import placing
from adhelm.govern.compliance.logic.settings import SETTINGS, limits_of, loosened, parse, spoken
from adhelm.govern.compliance.types import BadPlace, BadSetting

D = Decimal
WHOLE = Place()


class TestSettings:
    def test_can_say_all_that_is_limited(self):
        said = {name.removesuffix("_hours") for name in SETTINGS}
        assert {one.name for one in fields(Limits)} - {"overshoot"} <= said

    def test_that_nobody_made_are_those_of_the_design(self):
        told = spoken(Limits())
        assert told == {
            "live": False, "autopilot": [], "max_raise": "0.20", "max_cut": "0.50",
            "max_raise_day": "0.30", "raises_per_day": "2", "cooldown_after_raise_hours": "24",
            "cooldown_after_raise_tiktok_hours": "48", "cooldown_after_cut_hours": "1",
            "meta_ad_set_writes_per_hour": "4", "floor": None, "ceiling": None,
            "lifetime_ceiling": None, "bid_ceiling": None, "exposure_cap": None, "currency": None,
            "overshoot_google_ads": "2", "overshoot_meta": "1.25", "overshoot_tiktok": "1.25",
            "overshoot_linkedin": "1.5", "overshoot_x": "1.25", "max_data_age_hours": "6",
            "second_approver_share": "0.10", "second_approver_entities": "20",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("name", "value"),
        [("max_raise", "-0.1"), ("max_raise", "NaN"), ("max_raise", 0.2), ("max_raise", True),
         ("max_raise", "10.1"), ("max_cut", "1.01"), ("raises_per_day", "1.5"), ("ceiling", "0"),
         ("ceiling", "1" * 60), ("live", "yes"), ("live", 1), ("autopilot", ["fly"]),
         ("autopilot", {"pause": 1}), ("currency", "XXX"), ("overshoot_meta", "0.9"),
         ("exposure_cap", "100"), ("mood", "1"), ("max_data_age_hours", "1e9")],
    )  # fmt: skip
    def test_refuse_what_is_none(self, name, value):
        place = next(
            place for place in (WHOLE, ACCOUNT)
            if name not in SETTINGS or place.sort in SETTINGS[name].places
        )  # fmt: skip
        with pytest.raises(BadSetting):
            parse({name: value}, place)

    @pytest.mark.parametrize(
        ("name", "value", "place"),
        [("live", True, WHOLE), ("live", True, ENTITY), ("ceiling", "5", WHOLE),
         ("exposure_cap", "5", ACCOUNT), ("overshoot_x", "2", ACCOUNT)],
    )  # fmt: skip
    def test_are_refused_where_they_mean_nothing(self, name, value, place):
        with pytest.raises(BadSetting):
            parse({name: value, "currency": "EUR"} if name == "exposure_cap" else {name: value},
                  place)  # fmt: skip

    @pytest.mark.parametrize(
        ("before", "after", "place", "loose"),
        [({}, {"max_raise": "0.19"}, WHOLE, []), ({}, {"max_raise": "0.21"}, WHOLE, ["max_raise"]),
         ({"max_raise": "0.1"}, {}, WHOLE, ["max_raise"]),
         ({"max_raise": "0.3"}, {}, WHOLE, []), ({}, {"max_raise": "0.9"}, ACCOUNT, []),
         ({"max_raise": "0.9"}, {}, ACCOUNT, ["max_raise"]),
         ({}, {"live": True}, ACCOUNT, ["live"]), ({"live": True}, {}, ACCOUNT, []),
         ({}, {"autopilot": ["pause"]}, ACCOUNT, ["autopilot"]),
         ({"autopilot": ["pause", "enable"]}, {"autopilot": ["pause"]}, ACCOUNT, []),
         ({}, {"cooldown_after_cut_hours": "2"}, WHOLE, []),
         ({}, {"cooldown_after_cut_hours": "0.5"}, WHOLE, ["cooldown_after_cut_hours"]),
         ({}, {"overshoot_meta": "1.75"}, WHOLE, []), ({}, {"floor": "5"}, ENTITY, []),
         ({"floor": "5"}, {"floor": "4"}, ENTITY, ["floor"]),
         ({}, {"exposure_cap": "9", "currency": "EUR"}, WHOLE, []),
         ({"exposure_cap": "9", "currency": "EUR"}, {"exposure_cap": "9", "currency": "USD"},
          WHOLE, ["currency"]),
         ({"exposure_cap": "9", "currency": "EUR"}, {}, WHOLE, ["currency", "exposure_cap"])],
    )  # fmt: skip
    def test_know_which_of_two_allows_more(self, before, after, place, loose):
        assert loosened(before, after, place) == loose

    def test_come_to_the_strictest_of_all(self):
        made = limits_of([
            (ENTITY, {"max_raise": "0.15", "ceiling": "90"}),
            (ACCOUNT, {"max_raise": "0.5", "ceiling": "100", "live": True,
                       "cooldown_after_raise_hours": "30"}),
            (WHOLE, {"max_raise": "0.4", "cooldown_after_raise_hours": "12"}),
        ])  # fmt: skip
        assert (made.max_raise, made.ceiling, made.live) == (D("0.15"), D(90), True)
        assert made.cooldown("meta") == timedelta(hours=30)
        assert made.cooldown("tiktok") == timedelta(hours=48)
        longer = limits_of([(WHOLE, {"cooldown_after_raise_hours": "60"})])
        assert longer.cooldown("tiktok") == timedelta(hours=60)


class TestAPlace:
    @pytest.mark.parametrize(
        ("text", "place"),
        [("", WHOLE), ("meta/1", ACCOUNT), ("meta/1/7", ENTITY),
         ("google_ads/123-456-7890", Place("google_ads", "1234567890"))],
    )  # fmt: skip
    def test_is_read_as_people_write_it(self, text, place):
        assert placing.parse(text) == place

    @pytest.mark.parametrize("text", ["meta", "meta/", "metta/1", "meta/1/7/8", "meta/ä", "/1"])
    def test_is_refused_where_it_names_nothing(self, text):
        with pytest.raises(BadPlace):
            placing.parse(text)

    def test_is_changed_by_who_sees_all_of_it(self):
        ann = Principal(Actor.person, "ann", "acme", frozenset(Scope), frozenset({"meta/1"}))
        placing.require_within(ann, ENTITY)
        for other in (WHOLE, Place("meta", "2"), Place("x", "1", "7")):
            with pytest.raises(Narrowed):
                placing.require_within(ann, other)
