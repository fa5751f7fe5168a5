from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.understand.analysis.fleet import FIRST, account, campaign, changed, fleet, with_columns

from adhelm.core.ads import Period
from adhelm.understand.analysis.logic import find
from adhelm.understand.analysis.types import Series, Severity

LAST_WEEKS = Period(FIRST + timedelta(days=40), FIRST + timedelta(days=90))
DAY = 70


def _on(day: int) -> date:
    return FIRST + timedelta(days=day)


class TestQuietSeries:
    @pytest.mark.parametrize("noise", [0.0, 0.1, 0.2])
    def test_raise_almost_no_false_alarm(self, noise):
        """Per 10,000 tests fewer than one finding, though nothing was planted."""
        findings = find(fleet(20, seed=11, noise=noise), period=LAST_WEEKS)

        assert findings.tests > 50_000
        assert len(findings.incidents) <= findings.tests / 10_000

    @given(level=st.integers(0, 10**9))
    @settings(max_examples=20, deadline=None)
    def test_that_never_change_are_never_odd(self, level):
        flat = Series(
            "meta", "1", "campaign", "1", "Flat", "EUR", FIRST,
            (Decimal(level),) * 90, (level,) * 90, (level // 50,) * 90,
            (Decimal(level // 1000),) * 90,
        )  # fmt: skip

        assert find([flat], period=LAST_WEEKS).incidents == ()

    def test_of_too_short_a_history_are_not_judged(self):
        short = campaign(days=10)

        findings = find([short], period=Period(FIRST, FIRST + timedelta(days=10)))

        assert findings.tests == 0
        assert findings.incidents == ()

    def test_with_days_nobody_reported_are_no_stop_of_delivery(self):
        gap = campaign()
        for column in ("spend", "impressions", "clicks", "conversions"):
            values = list(getattr(gap, column))
            values[60:65] = [None] * 5
            gap = with_columns(gap, **{column: tuple(values)})

        assert find([gap], period=LAST_WEEKS).incidents == ()


class TestPlantedIncidents:
    def test_a_cost_spike_is_found_with_its_money_at_stake(self):
        usual = campaign()
        spiked = changed(usual, "spend", [DAY], 3)
        overspent = (spiked.spend[DAY] or 0) - (usual.spend[DAY] or 0)

        (incident,) = find([spiked], period=LAST_WEEKS).incidents

        assert (incident.detector, incident.metric) == ("robust_z", "spend")
        assert incident.date == _on(DAY)
        assert incident.observed == spiked.spend[DAY]
        assert "cpc" in incident.also
        assert incident.score > 0
        assert abs(incident.at_stake - overspent) < overspent / 4
        assert "times the usual" in incident.reason

    def test_conversions_that_stop_while_clicks_go_on_are_a_tracking_break(self):
        broken = changed(campaign(), "conversions", range(DAY, DAY + 3), 0)

        (incident,) = find([broken], period=LAST_WEEKS).incidents

        assert incident.detector == "tracking_break"
        assert (incident.date, incident.last_date) == (_on(DAY), _on(DAY + 2))
        assert incident.observed == 0
        assert incident.severity is Severity.high
        assert incident.at_stake == sum(one or 0 for one in broken.spend[DAY : DAY + 3])

    def test_few_conversions_need_several_silent_days(self):
        small = campaign(impressions=2_000, ctr=0.02, cvr=0.08)
        one_day = changed(small, "conversions", [DAY], 0)
        ten_days = changed(small, "conversions", range(DAY, DAY + 10), 0)

        assert find([one_day], period=LAST_WEEKS).incidents == ()
        assert [one.detector for one in find([ten_days], period=LAST_WEEKS).incidents] == [
            "tracking_break"
        ]

    def test_an_active_campaign_that_delivers_nothing_is_one_incident(self):
        stopped = campaign()
        for column in ("spend", "impressions", "clicks", "conversions"):
            stopped = changed(stopped, column, range(DAY, DAY + 4), 0)

        (incident,) = find([stopped], period=LAST_WEEKS).incidents

        assert incident.detector == "zero_delivery"
        assert (incident.date, incident.days) == (_on(DAY), 4)
        assert incident.at_stake > 0

    def test_a_paused_campaign_may_be_silent(self):
        stopped = campaign()
        for column in ("spend", "impressions", "clicks", "conversions"):
            stopped = changed(stopped, column, range(DAY, 90), 0)

        assert find([replace(stopped, active=False)], period=LAST_WEEKS).incidents == ()

    def test_conversions_still_to_come_are_no_incident(self):
        """The last day knows half of its conversions; that is the platform's delay."""
        young = changed(campaign(cvr=0.2), "conversions", [89], 0.5)

        assert find([young], period=LAST_WEEKS).incidents == ()
        old = changed(campaign(cvr=0.2), "conversions", [60], 0.3)
        assert len(find([old], period=LAST_WEEKS).incidents) == 1


class TestRollUp:
    def test_an_account_explains_its_campaigns(self):
        names = ("A", "B", "C", "D")
        group = [campaign(seed=n, name=name) for n, name in enumerate(names)]
        group = [changed(one, "conversions", range(DAY, DAY + 3), 0) for one in group]

        (incident,) = find([account(group), *group], period=LAST_WEEKS).incidents

        assert incident.level == "account"
        assert set(incident.explains) == set(names)
        assert "'A'" in incident.reason

    def test_one_campaign_that_moved_the_account_is_named_itself(self):
        group = [campaign(seed=n, name=f"C{n}") for n in range(4)]
        group[2] = changed(group[2], "spend", [DAY], 6)

        (incident,) = find([account(group), *group], period=LAST_WEEKS).incidents

        assert incident.entity == "C2"


class TestInvariance:
    @given(power=st.integers(-3, 6))
    @settings(max_examples=10, deadline=None)
    def test_findings_do_not_depend_on_the_unit_of_money(self, power):
        spiked = changed(campaign(), "spend", [DAY], 3)
        factor = Decimal(10) ** power
        scaled = replace(spiked, spend=tuple((v or 0) * factor for v in spiked.spend))

        (one,) = find([spiked], period=LAST_WEEKS).incidents
        (other,) = find([scaled], period=LAST_WEEKS).incidents

        assert (one.id, one.score, one.severity) == (other.id, other.score, other.severity)

    def test_the_order_of_the_series_changes_nothing(self):
        series = fleet(2, seed=3, noise=0.1)
        series[4] = changed(series[4], "spend", [DAY], 5)

        assert (
            find(series, period=LAST_WEEKS).incidents
            == find(series[::-1], period=LAST_WEEKS).incidents
        )
