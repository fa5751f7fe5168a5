"""Curves out of reports of days, and what they make of a young day …"""

from __future__ import annotations

import math
from typing import Any

import numpy as np  # noqa: TID253 - arrays are what is tested
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.understand.maturity.growing import LAG, share

from adhelm.understand.maturity.logic.correcting import estimate, interval
from adhelm.understand.maturity.logic.learning import learn
from adhelm.understand.maturity.logic.seen import Seen, seen, steps
from adhelm.understand.maturity.types import Account, Curve, Shares

ONE = Account("google_ads", "google_ads", "1")
TWO = Account("google_ads", "google_ads", "2")
OTHER = Account("meta", "meta", "9")
HORIZON = 10


def reports(
    rows: list[tuple[Account, int, int, float]], accounts: tuple[Account, ...] = (ONE,)
) -> Seen:
    columns = [np.array(each, dtype=np.int64) for each in zip(*(row[1:3] for row in rows))]  # noqa: B905
    whose = np.array([accounts.index(row[0]) for row in rows], dtype=np.int64)
    found = {"account": whose, "day": columns[0], "age": columns[1], "at": columns[0] + columns[1]}
    return seen(accounts, found, np.array([row[3] for row in rows], dtype=float))


def grown(
    account: Account = ONE, *, days: int = 40, size: float = 100.0, every: int = 1
) -> list[tuple[Account, int, int, float]]:
    return [
        (account, day, age, round(size * share(age)))
        for day in range(1000, 1000 + days)
        for age in range(1, HORIZON + 1)
        if (day + age) % every == 0
    ]


def curves(found: Seen, **how: Any) -> dict[str, Curve]:
    count = len(found.accounts)
    told = learn(
        found, metric="conversions", horizons=[HORIZON] * count, units=[1.0] * count,
        today=how.get("today", 1045),
    )  # fmt: skip
    return {one.account or one.platform or "all": one for one in told}


class TestACurve:
    def test_is_what_days_showed(self):
        made = curves(reports(grown()))["google_ads/1"]
        for age in range(1, HORIZON):
            assert made.known[age] == pytest.approx(share(age), abs=0.005)
        assert made.at(HORIZON) == made.at(400) == 1.0
        assert made.at(0) is None
        assert (made.days, made.falls) == (40, False)

    @pytest.mark.parametrize("every", [2, 3])
    def test_is_near_it_where_days_were_not_looked_at_each_day(self, every: int):
        made = curves(reports(grown(days=60, every=every)), today=1065)["google_ads/1"]
        for age in range(1, HORIZON):
            assert made.known[age] == pytest.approx(share(age), abs=0.06)

    def test_is_learned_of_days_of_which_nobody_saw_the_beginning(self):
        rows = [row for row in grown() if row[1] + row[2] >= 1030 and row[1] < 1035]
        made = curves(reports(rows))["google_ads/1"]
        assert made.known[1] == pytest.approx(LAG[1], abs=0.02)

    def test_of_a_small_account_is_its_platforms(self):
        rows = [*grown(), *((TWO, 1000 + n, age, 0.0) for n in range(3) for age in (1, 2))]
        made = curves(reports(rows, (ONE, TWO)))
        assert made["google_ads/2"].own < 0.01
        assert made["google_ads/1"].own > 0.9
        assert made["google_ads/2"].known == pytest.approx(made["google_ads"].known, nan_ok=True)

    def test_of_a_platform_nobody_saw_grow_is_that_of_all(self):
        rows = [*grown(), (OTHER, 1030, 1, 3.0)]
        made = curves(reports(rows, (ONE, OTHER)))
        assert made["meta"].known[1:] == pytest.approx(made["all"].known[1:], abs=1e-6)

    def test_is_unknown_up_to_the_age_that_nobody_saw(self):
        made = curves(reports([row for row in grown() if row[2] <= 4]))["google_ads/1"]
        assert made.known == (None,) * HORIZON
        late = curves(reports([row for row in grown() if row[2] >= 3]))["google_ads/1"]
        assert late.known[1:3] == (None, None)
        assert late.known[3] == pytest.approx(LAG[3], abs=0.01)

    def test_is_unknown_after_three_days(self):
        assert curves(reports(grown(days=3)))["google_ads/1"].known == (None,) * HORIZON

    def test_goes_above_one_where_something_is_taken_back(self):
        rows = [(who, day, age, v * (0.8 if age >= 4 else 1)) for who, day, age, v in grown()]
        made = curves(reports(rows))["google_ads/1"]
        assert made.falls
        assert made.known[3] == pytest.approx(LAG[3] / 0.8, abs=0.01)
        assert made.known[4] == pytest.approx(LAG[4], abs=0.01)

    def test_of_nothing_is_none(self):
        assert curves(reports([(ONE, 1000, 0, 0.0)]))["google_ads/1"].known == (None,) * HORIZON
        nothing = np.zeros(0, dtype=np.int64)
        empty = Seen((), nothing, nothing, nothing, nothing.astype(float))
        assert learn(empty, metric="conversions", horizons=[], units=[], today=1) == []

    @given(
        st.lists(
            st.tuples(
                st.sampled_from([ONE, TWO, OTHER]), st.integers(1000, 1012), st.integers(-1, 14),
                st.floats(-1e6, 1e9),
            ),
            min_size=1, max_size=120,
        )
    )  # fmt: skip
    def test_has_no_nan_whatever_was_reported(self, rows: list[tuple[Account, int, int, float]]):
        for one in curves(reports(rows, (ONE, TWO, OTHER))).values():
            told = [each for each in (*one.known, *one.spread, *one.doubt) if each is not None]
            assert all(math.isfinite(each) for each in told)
            for age in range(HORIZON + 2):
                found = estimate(12.0, age=age, curve=one)
                if found is not None:
                    low, high = interval(12.0, found, one)
                    assert all(map(math.isfinite, (low, high, found.final)))
                    assert low <= found.final <= high


class TestSteps:
    @given(
        st.lists(
            st.tuples(st.integers(1000, 1003), st.integers(1, 9), st.integers(-50, 500)),
            min_size=1, max_size=40,
        )
    )  # fmt: skip
    def test_add_up_to_what_came_between_the_first_and_the_last_report(
        self, rows: list[tuple[int, int, int]]
    ):
        found = reports([(ONE, day, age, float(value)) for day, age, value in rows])
        made = steps(found, np.array([HORIZON]), np.exp(-np.arange(HORIZON + 1) / 4))
        first = found.grown()
        came = found.value[first + 1] - found.value[first]
        assert made.came.sum() == pytest.approx(came.sum(), abs=1e-6)
        assert len(made.age) == (found.age[first + 1] - found.age[first]).sum()
        assert ((made.age >= 2) & (made.age <= HORIZON)).all()

    def test_know_how_much_there_was_at_each_age(self):
        found = reports([(ONE, 1000, 1, 10.0), (ONE, 1000, 3, 30.0), (ONE, 1000, 4, 40.0)])
        made = steps(found, np.array([HORIZON]), np.ones(HORIZON + 1))
        assert made.age.tolist() == [2, 3, 4]
        assert made.upto.tolist() == [20.0, 30.0, 40.0]


class TestAnEstimate:
    def test_is_what_is_known_over_the_share_that_is(self):
        made = curves(reports(grown()))["google_ads/1"]
        found = estimate(50.0, age=1, curve=made)
        assert found is not None
        assert found.final == pytest.approx(100, abs=3)
        low, high = interval(50.0, found, made)
        assert 50 <= low < 100 < high

    def test_of_a_day_without_anything_leans_on_what_is_usual(self):
        made = curves(reports(grown()))["google_ads/1"]
        found = estimate(0.0, age=1, curve=made)
        assert found is not None
        assert 0 <= found.final < 60
        assert interval(0.0, found, made)[0] >= 0

    def test_of_a_mature_day_is_what_is_known(self):
        made = curves(reports(grown()))["google_ads/1"]
        found = estimate(50.0, age=HORIZON, curve=made)
        assert found is not None
        assert interval(50.0, found, made) == (50.0, 50.0)


class TestShares:
    def test_fall_back_from_account_to_platform_to_all(self):
        made = learn(
            reports(grown()), metric="conversions", horizons=[HORIZON], units=[1.0], today=1045
        )
        known = Shares({(one.metric, one.platform, one.account): one for one in made}, {"": 30})
        asked: dict[str, Any] = {"metric": "conversions", "age": 1}
        own = known.known(platform="google_ads", account="google_ads/1", **asked)
        assert own == pytest.approx(LAG[1], abs=0.01)
        for platform in ("google_ads", "x"):
            other = known.known(platform=platform, account=f"{platform}/77", **asked)
            assert other == pytest.approx(own, abs=0.01)
        assert known.known(platform="x", account="x/1", metric="conversions", age=30) == 1.0
        assert known.known(platform="x", account="x/1", metric="clicks", age=2) is None
        assert known.known(platform="x", account="x/1", metric="conversions", age=0) is None
