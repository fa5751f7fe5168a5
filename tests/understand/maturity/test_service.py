"""Recent days of accounts that were synced day by day …"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.understand.maturity.growing import BASKET, FIRST, LAG, Farm, farm, refunded, total

from adhelm.core.db import Database
from adhelm.core.errors import Invalid
from adhelm.core.principal import Narrowed, local
from adhelm.understand import maturity
from adhelm.understand.maturity.types import State


class TestARecentDay:
    def test_is_corrected_by_how_earlier_days_grew(self, home: Farm):
        last = home.grow(8)
        for age in (1, 2, 3):
            day = last - timedelta(days=age)
            one = home.day(day)
            assert (one.age, one.state) == (age, State.developing)
            assert one.known == round(total(day) * LAG[age])
            assert one.share == pytest.approx(LAG[age], abs=0.03)
            assert one.corrected is not None
            assert abs(one.corrected - total(day)) < abs(one.known - total(day))
            assert one.low is not None
            assert one.high is not None
            assert one.low <= total(day) <= one.high
        value = home.day(last - timedelta(days=1), "conversion_value")
        assert value.currency == "EUR"
        assert value.corrected == pytest.approx(
            Decimal(total(last - timedelta(days=1)) * BASKET), rel=Decimal("0.1")
        )
        running, old = home.day(last), home.day(last - timedelta(days=30))
        assert (running.state, running.corrected) == (State.running, None)
        assert (old.state, old.corrected, old.share) == (State.mature, old.known, 1.0)

    def test_is_unknown_where_nobody_saw_days_grow(self, home: Farm):
        home.sync(FIRST)
        one = home.day(FIRST - timedelta(days=2))
        assert (one.state, one.share, one.corrected) == (State.unknown, None, None)
        assert one.known is not None
        found = home.ask(FIRST - timedelta(days=3), FIRST - timedelta(days=1))
        assert {each.corrected for each in found.totals} == {None}
        assert "nothing can be said" in found.warnings[0]

    def test_that_nobody_reported_is_unknown_and_not_zero(self, home: Farm):
        missing = FIRST - timedelta(days=3)
        home.sync(FIRST, skip=frozenset({missing}))
        one = home.ask(missing, FIRST).rows[-1]
        assert (one.day, one.known, one.age, one.state) == (missing, None, None, State.unknown)

    def test_may_come_to_less_where_value_is_refunded(self, home: Farm):
        last = home.grow(8, how=refunded)
        day = last - timedelta(days=3)
        one = home.day(day, "conversion_value")
        assert one.share is not None
        assert one.share == pytest.approx(LAG[3] / 0.8, abs=0.05)
        assert one.corrected == pytest.approx(
            Decimal(total(day) * BASKET * 4 // 5), rel=Decimal("0.08")
        )
        assert one.low is not None
        assert one.known is not None
        assert one.low < one.known

    def test_has_the_age_of_its_own_time_zone(self, home: Farm):
        # At nine in the morning in Greenwich, 1 January has begun in Kiritimati for nine hours.
        last = home.grow(3, zone="Pacific/Kiritimati")
        assert home.day(last).age == 0
        assert home.day(last - timedelta(days=1)).age == 1

    def test_is_compared_with_a_day_before_of_the_same_weekday(self, home: Farm):
        last = home.grow(8)
        day = last - timedelta(days=1)
        one = home.day(day, compare="previous")
        before = home.day(day - timedelta(days=7))
        assert one.previous == before.corrected
        assert one.corrected is not None
        assert before.corrected is not None
        change = (one.corrected - before.corrected) / before.corrected
        assert one.change == pytest.approx(change, abs=Decimal("0.0001"))
        assert home.day(day, compare="year").previous is None

    def test_can_be_asked_about_as_it_was_known(self, home: Farm):
        home.grow(7)
        version = home.ask(FIRST, FIRST).provenance["data_version"]
        home.sync(FIRST + timedelta(days=9))
        day = FIRST + timedelta(days=5)
        assert home.day(day, as_of=version).age == 1
        assert home.day(day).age == 4

    def test_of_an_account_is_shown_to_who_sees_it(self, home: Farm):
        home.sync(FIRST)
        home.sync(FIRST, account="2", currency="JPY")
        home.who = replace(local("acme"), accounts=frozenset({"google_ads/2"}))
        found = home.ask(FIRST - timedelta(days=2), FIRST)
        assert {one.account.name for one in found.rows} == {"google_ads/2"}
        assert {one.currency for one in found.totals} == {"", "JPY"}
        with pytest.raises(Narrowed):
            maturity.refresh(**home.parts)

    @pytest.mark.parametrize("wrong", [{"metrics": ("clicks",)}, {"metrics": ()}, {"compare": "x"}])
    def test_is_asked_for_with_sense(self, home: Farm, wrong: dict[str, object]):
        with pytest.raises(Invalid) as caught:
            home.ask(FIRST, FIRST, **wrong)
        assert caught.value.hint

    def test_of_an_empty_home_is_none(self, home: Farm):
        found = home.ask(FIRST, FIRST)
        assert (found.rows, found.totals, found.curves) == ((), (), ())


class TestAfterASync:
    def test_what_was_said_is_held_against_what_it_came_to(self, database: Database, tmp_path):
        home = farm(database, str(tmp_path / "warehouse"))
        home.grow(7)
        made = maturity.refresh(**home.parts)
        assert made > 0
        assert maturity.refresh(**home.parts) == made
        assert home.ask(FIRST, FIRST).record == ()
        last = FIRST + timedelta(days=45)
        home.sync(last, back=60)
        maturity.refresh(**home.parts)
        (count, value) = sorted(home.ask(last, last).record, key=lambda one: one.metric)[::-1]
        assert count.metric == "conversions"
        assert count.days == value.days == made / 2
        assert count.closer is not None
        assert count.closer >= 0.9
        assert count.covered is not None
        assert count.covered >= 0.8

    def test_other_slices_learn_how_much_is_known(self, database: Database, tmp_path):
        home = farm(database, str(tmp_path / "warehouse"))
        nothing = maturity.shares(principal=home.who, database=database)
        asked = {"platform": "google_ads", "account": "google_ads/1", "metric": "conversions"}
        assert nothing.known(**asked, age=1) is None
        home.grow(8)
        maturity.refresh(**home.parts)
        known = maturity.shares(principal=home.who, database=database)
        assert known.known(**asked, age=1) == pytest.approx(LAG[1], abs=0.03)
        assert known.known(**asked, age=30) == 1.0
        assert known.data_version > 0
        elsewhere = maturity.shares(principal=local("globex"), database=database)
        assert elsewhere.known(**asked, age=1) is None
