"""What days to come will add to lines of spend, and how sure that is …"""

from __future__ import annotations

import math
from datetime import date, timedelta
from decimal import Decimal

import numpy as np  # noqa: TID253 - arrays are what is tested
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adhelm.core.ads import Period
from adhelm.observe.plans.types import Basis, Reach
from adhelm.understand.pacing.logic import landing
from adhelm.understand.pacing.logic.landing import Known
from adhelm.understand.pacing.logic.projecting import Ahead, Line, project
from adhelm.understand.pacing.types import Pace, State

MONDAY = date(2026, 1, 5).toordinal()
WEEK = (100.0, 100.0, 100.0, 100.0, 100.0, 40.0, 40.0)


def line(days: int, *, noise: float = 0.0, seed: int = 1, size: float = 1.0) -> Line:
    random = np.random.default_rng(seed)
    shape = np.array([WEEK[n % 7] for n in range(days)])
    return Line(MONDAY, size * shape * (1 + noise * random.standard_normal(days)))


def ahead(*lines: Line, days: int = 14) -> list[Ahead]:
    wanted = [[(MONDAY + len(one.values) + n, 1.0) for n in range(days)] for one in lines]
    return project(lines, wanted)


class TestALine:
    def test_goes_on_as_its_weeks_went(self):
        (found,) = ahead(line(84))
        assert found.total == pytest.approx(2 * sum(WEEK), rel=0.02)
        assert found.by_day[5] < 0.65 * found.by_day[0]
        assert found.low <= found.total <= found.high

    def test_is_surer_the_steadier_it_was(self):
        steady, wild = ahead(line(112, noise=0.02), line(112, noise=0.4, seed=2))
        assert steady.high - steady.low < 0.5 * (wild.high - wild.low)

    def test_is_as_sure_in_any_currency(self):
        (plain,), (large,) = ahead(line(60, noise=0.1)), ahead(line(60, noise=0.1, size=1e6))
        assert large.total == pytest.approx(1e6 * plain.total)
        assert large.high == pytest.approx(1e6 * plain.high)

    def test_is_projected_from_one_day(self):
        (found,) = ahead(Line(MONDAY, np.array([100.0])))
        assert found.total == pytest.approx(1400)
        assert found.low < 0.8 * found.total < 1.2 * found.total < found.high

    def test_that_stopped_adds_nothing(self):
        stopped = Line(MONDAY, np.array([100.0] * 30 + [0.0] * 3))
        (found,) = ahead(stopped)
        assert (found.total, found.silent) == (0.0, True)

    def test_with_gaps_is_read_over_them(self):
        values = line(84).values
        values[70:75] = np.nan
        (found,) = ahead(Line(MONDAY, values))
        assert found.total == pytest.approx(2 * sum(WEEK), rel=0.05)

    def test_is_lifted_where_the_calendar_says_so(self):
        one = line(84)
        days = [(MONDAY + 84 + n, 1.0) for n in range(7)]
        plain, lifted = (
            project([one], [[(day, lift) for day, _ in days]])[0].total for lift in (1.0, 1.5)
        )
        assert lifted == pytest.approx(1.5 * plain)

    def test_holds_nine_of_ten_landings(self):
        within = 0
        lines = [line(112, noise=0.3, seed=seed) for seed in range(120)]
        known = [Line(MONDAY, one.values[:98]) for one in lines]
        for one, found in zip(lines, ahead(*known), strict=True):
            within += found.low <= one.values[98:].sum() <= found.high
        assert 0.83 <= within / 120 <= 0.97

    @given(
        st.lists(
            st.lists(
                st.one_of(st.none(), st.floats(-1e9, 1e12)), min_size=1, max_size=160
            ).filter(lambda days: any(day is not None for day in days)),
            min_size=1, max_size=4,
        )
    )  # fmt: skip
    def test_is_never_nan(self, many: list[list[float | None]]):
        lines = [
            Line(MONDAY, np.array([np.nan if day is None else day for day in days], dtype=float))
            for days in many
        ]
        for found in ahead(*lines, days=31):
            told = (*found.by_day, found.low, found.high)
            assert all(math.isfinite(each) and each >= 0 for each in told)
            assert found.low <= found.total * (1 + 1e-9)


def month(available: str | None = "1000.00") -> Pace:
    return Pace(
        budget_id="b", month=date(2026, 2, 1), reach=Reach("meta"), currency="EUR",
        basis=Basis.net, planned=Decimal(1000), carried=Decimal(0),
        available=None if available is None else Decimal(available), state=State.unknown, why="",
        days=28, through=None, days_known=0, missing=(), spent=None,
    )  # fmt: skip


def known(*spent: int) -> Known:
    first = date(2026, 2, 1)
    days = [first + timedelta(days=n) for n in range(len(spent))]
    by_day = {day: Decimal(each) for day, each in zip(days, spent, strict=True)}
    return Known(by_day, frozenset(days), Period(first, date(2026, 3, 1)))


class TestALanding:
    @pytest.mark.parametrize(
        ("available", "state"), [("100", State.over), ("500", State.on_track), ("900", State.under)]
    )
    def test_is_judged_by_its_interval(self, available: str, state: State):
        made, days = landing.projected(
            month(available), known(*[20] * 14), Ahead((15.0,) * 14, 180, 250)
        )
        assert (made.spent, made.projected) == (Decimal("280.00"), Decimal("490.00"))
        assert (made.low, made.high) == (Decimal("460.00"), Decimal("530.00"))
        assert made.state is state
        assert made.gap == Decimal(490) - Decimal(available)
        assert days[-1].total == made.projected
        assert len(days) == 28

    def test_says_what_each_day_left_would_have_to_spend(self):
        made, _ = landing.projected(month(), known(*[20] * 14), Ahead((15.0,) * 14, 180, 250))
        assert made.daily_needed == Decimal("51.43")
        assert made.daily_expected == Decimal("15.00")
        assert made.runs_out_on is None

    def test_says_when_the_money_runs_out(self):
        made, _ = landing.projected(month("300"), known(*[20] * 14), Ahead((15.0,) * 14, 180, 250))
        assert made.runs_out_on == date(2026, 2, 16)
        spent, _ = landing.projected(month("100"), known(*[20] * 14), Ahead((15.0,) * 14, 180, 250))
        assert spent.runs_out_on == date(2026, 2, 5)
        assert spent.daily_needed == Decimal("0.00")

    def test_of_a_budget_of_nothing_is_over_with_the_first_spend(self):
        made, _ = landing.projected(month("0"), known(*[20] * 14), Ahead((15.0,) * 14, 180, 250))
        assert made.state is State.over
        assert made.runs_out_on == date(2026, 2, 1)
        nothing, _ = landing.projected(month("0"), known(*[0] * 14), Ahead((0.0,) * 14, 0, 0))
        assert (nothing.state, nothing.runs_out_on) == (State.on_track, None)

    def test_counts_a_credit(self):
        made, _ = landing.projected(month(), known(100, -30), Ahead((10.0,) * 26, 200, 300))
        assert made.spent == Decimal("70.00")

    def test_without_a_known_budget_is_not_judged(self):
        made, _ = landing.projected(month(None), known(*[20] * 14), Ahead((15.0,) * 14, 180, 250))
        assert (made.projected, made.gap) == (Decimal("490.00"), None)
        assert made.daily_needed is None
