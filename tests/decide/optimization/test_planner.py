"""Budgets planned by hand …"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np  # noqa: TID253 - the tests are about arrays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.app.api.conftest import Installation, house
from tests.decide.optimization.test_policy import pool
from tests.decide.optimization.test_routes import _figures

from adhelm.decide.allocation import Infeasible
from adhelm.decide.optimization.logic.planner import Learned, between, bounds, learned, split

__all__ = ["_figures", "house"]


def known(**other: Any) -> Learned:
    found = learned(pool(**other))
    assert found is not None
    return found


class TestASplit:
    @settings(max_examples=8, deadline=None)
    @given(st.integers(1, 99), st.sampled_from([0.8, 1.0, 1.15]))
    def test_adds_up_exactly_and_keeps_every_limit(self, seed: int, share: float):
        found = known(seed=seed)
        low, high = bounds(found, max_raise=0.2, max_cut=0.5)
        total = between([share], int(found.pool.budgets.sum()), low, high)[0]

        made = split(found, total=total, low=low, high=high)

        assert int(made.sum()) == total
        assert bool((low <= made).all())
        assert bool((made <= high).all())

    def test_brings_no_less_than_leaving_all_as_it_is(self):
        found = known()
        now = int(found.pool.budgets.sum())
        low, high = bounds(found, max_raise=0.2, max_cut=0.5)
        expected, lowest, highest = found.change(split(found, total=now, low=low, high=high))

        assert expected >= 0
        assert lowest <= expected <= highest
        assert found.change(found.pool.budgets) == (0.0, 0.0, 0.0)

    def test_is_refused_where_limits_leave_none(self):
        found = known()
        low, high = bounds(found, max_raise=0.2, max_cut=0.5)
        with pytest.raises(Infeasible):
            split(found, total=int(high.sum()) + 1, low=low, high=high)

    def test_leaves_alone_what_is_held(self):
        held = np.array([True, False, False, False, False])
        found = known(held=held)
        low, high = bounds(found, max_raise=0.2, max_cut=0.5)
        made = split(found, total=int(found.pool.budgets.sum()), low=low, high=high)

        assert made[0] == found.pool.budgets[0]
        assert 0 not in found.rows


class TestACurve:
    def test_rises_from_nothing_within_its_interval(self):
        spend, mean, low, high = known().points()

        assert bool((np.diff(spend, axis=1) > 0).all())
        assert bool((np.diff(mean, axis=1) > 0).all())
        assert bool((low <= mean).all())
        assert bool((mean <= high).all())
        assert mean[:, 0].max() == pytest.approx(0)

    def test_is_not_drawn_of_what_is_hardly_known(self):
        assert learned(pool(n=1)) is None


class TestASpend:
    def test_is_what_there_is_to_buy_however_high_the_budget(self):
        plenty = pool()
        scarce = replace(plenty, spend=plenty.spend * 0.4)
        for one, share in ((plenty, 1.0), (scarce, 0.4)):
            found = learned(one)
            assert found is not None
            now, twice = (found.spent(one.budgets * by) / (one.budgets / 100) for by in (1, 2))

            assert now == pytest.approx(np.full(5, share), rel=0.15)
            assert bool((twice >= now).all())
        assert bool((twice < 1.5 * now).all())


class TestAChange:
    def test_is_next_to_none_where_there_is_no_more_to_buy(self):
        plenty = pool()
        scarce = replace(plenty, spend=plenty.spend * 0.4, returns=plenty.returns * 0.4)
        raised = []
        for one in (plenty, scarce):
            found = learned(one)
            assert found is not None
            before = found.fitted.at(found.told.present)[0].sum()
            raised.append(found.change(one.budgets * 6 // 5)[0] / before)

        assert raised[0] > 0.04
        assert abs(raised[1]) < raised[0] / 3

    def test_goes_with_the_spend_it_is_told_with(self):
        one = pool()
        one = replace(one, spend=one.spend * 0.6)
        found = learned(one)
        assert found is not None
        cut = found.pool.budgets * 7 // 10

        lost = 1 - found.spent(cut).sum() / found.spent(one.budgets).sum()
        before = found.fitted.at(found.told.present)[0].sum()

        assert 0.02 < lost < 0.2
        assert 0 < -found.change(cut)[0] < 1.2 * lost * before


class TestASplitWhereDemandEnds:
    @pytest.mark.parametrize("seed", range(5))
    def test_gives_nothing_to_who_cannot_spend_it(self, seed: int):
        one = pool(seed)
        short = np.array([0.4, 1.0, 1.0, 1.0, 1.0])[:, None]
        one = replace(one, spend=one.spend * short, returns=one.returns * short)
        found = learned(one)
        assert found is not None
        now = int(one.budgets.sum())
        low, high = bounds(found, max_raise=0.2, max_cut=0.5)

        made = split(found, total=now, low=low, high=high)

        assert made[0] == low[0]
        assert found.change(made)[0] > 0


class TestThePlanner:
    def test_shows_pools_and_splits_them_within_ones_own_limits(self, house: Installation):
        rows = house.call("viewer", "GET", "/planner").json()["rows"]
        one = next(row for row in rows if any(each["curve"] for each in row["purses"]))
        first, second = (each["id"] for each in one["purses"] if each["curve"])
        asked = {
            "pool": one["pool"],
            "bounds": [{"purse": first, "least": "90.00", "most": "95.00"}],
        }

        told = house.call("viewer", "POST", "/planner/split", json=asked).json()

        by_id = {each["id"]: each for each in told["purses"]}
        assert 90 <= float(by_id[first]["proposed"]) <= 95
        assert set(by_id) == {first, second}
        assert told["total"] == told["present"] == one["total"]
        assert [float(each["total"]) for each in told["scenarios"]] == sorted(
            float(each["total"]) for each in told["scenarios"]
        )
        # These platforms tell of no budgets, so there is nothing to propose.
        assert (one["steerable"], told["changes"]) == (False, [])

    def test_tells_what_is_spent_now_and_would_be_on_the_axis_of_the_curve(
        self, house: Installation
    ):
        rows = house.call("viewer", "GET", "/planner").json()["rows"]
        one = next(row for row in rows if any(each["curve"] for each in row["purses"]))
        told = house.call("viewer", "POST", "/planner/split", json={"pool": one["pool"]}).json()

        drawn = {each["id"]: each for each in one["purses"] if each["curve"]}
        assert all(each["spent"] is None for each in one["purses"] if not each["curve"])
        for each in told["purses"]:
            purse = drawn[each["id"]]
            assert 0 < float(purse["spent"]) <= float(purse["curve"][-1]["spend"])
            assert 0 < float(each["expected_spend"]) <= float(purse["curve"][-1]["spend"])
            if each["proposed"] == each["budget"]:
                assert each["expected_spend"] == purse["spent"]

    def test_refuses_what_cannot_be_planned(self, house: Installation):
        rows = house.call("viewer", "GET", "/planner").json()["rows"]
        one = next(row for row in rows if any(each["curve"] for each in row["purses"]))
        name = next(each["id"] for each in one["purses"] if each["curve"])
        for status, asked in (
            (404, {"pool": "meta/none"}),
            (422, {"pool": one["pool"], "total": "1000000.00"}),
            (422, {"pool": one["pool"], "bounds": [{"purse": "x"}]}),
            (422, {"pool": one["pool"], "bounds": [{"purse": name, "least": "9", "most": "8"}]}),
            (422, {"pool": one["pool"], "total": "1.001"}),
        ):
            told = house.call("viewer", "POST", "/planner/split", json=asked)
            assert told.status_code == status, told.text
        assert house.call("other workspace", "GET", "/planner").json()["rows"] == []
