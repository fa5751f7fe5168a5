"""What cannot be judged is said, and nothing that is told is no number."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.understand.analysis.fleet import FIRST, campaign, changed, fleet, with_columns

from adhelm.core.ads import Period
from adhelm.understand.analysis.logic import find
from adhelm.understand.analysis.logic.dispersion import dispersed
from adhelm.understand.analysis.types import Findings, Series

COLUMNS = ("spend", "impressions", "clicks", "conversions")
WHOLE = Period(FIRST, FIRST + timedelta(days=90))


def all_of(value: Any, days: int = 90) -> Series:
    return with_columns(campaign(days=days), **dict.fromkeys(COLUMNS, (value,) * days))


def every_number(found: Findings) -> list[float]:
    return [
        float(number)
        for one in found.incidents
        for number in (one.expected, one.low, one.high, one.score, one.at_stake, one.observed or 0)
    ]


class TestASearch:
    def test_over_nothing_says_so(self):
        found = find([], period=WHOLE)
        assert (found.incidents, found.tests) == ((), 0)
        assert found.notes == ("there are no series",)

    @pytest.mark.parametrize(
        "series", [all_of(Decimal(3), days=1), all_of(0), all_of(None), all_of(Decimal(7))]
    )
    def test_over_one_day_noughts_nothing_or_the_same_finds_nothing(self, series):
        found = find([series], period=WHOLE)
        assert found.incidents == ()
        assert found.notes == (() if found.tests else (found.notes[0],))

    def test_of_a_day_below_nought_leaves_it_out_and_says_so(self):
        credited = changed(campaign(), "spend", [70], -1)
        found = find([credited], period=WHOLE)
        assert "1 figures below nought (credits) were not judged" in found.notes
        assert "spend" not in {one.metric for one in found.incidents}

    def test_of_conversions_alone_still_tests_them(self):
        told = campaign(cvr=0.3)
        alone = with_columns(told, **dict.fromkeys(COLUMNS[:3], (None,) * 90))
        silent = changed(alone, "conversions", range(60, 66), 0)
        assert [one.detector for one in find([silent], period=WHOLE).incidents] == [
            "tracking_break"
        ]

    @given(
        rows=st.lists(
            st.tuples(*[st.one_of(st.none(), st.integers(-5, 10**9))] * 4), min_size=1, max_size=80
        )
    )
    @settings(max_examples=25, deadline=None)
    def test_never_tells_what_is_no_number(self, rows):
        spend, *counts = zip(*rows, strict=True)
        series = replace(
            campaign(days=len(rows)),
            spend=tuple(None if each is None else Decimal(each) for each in spend),
            impressions=counts[0],
            clicks=counts[1],
            conversions=tuple(None if each is None else Decimal(each) for each in counts[2]),
        )
        found = find([series], period=WHOLE)
        assert all(math.isfinite(number) for number in every_number(found))


class TestSmallCounts:
    def test_that_are_healthy_raise_almost_no_alarm(self):
        """Three sigma would raise some fifty."""
        import numpy as np

        random = np.random.default_rng(4)
        counts = random.poisson(random.uniform(0.3, 20, (500, 1)), (500, 70))
        series = [
            with_columns(
                campaign(days=70, name=f"n{row}", account=f"a{row // 20}"),
                **dict.fromkeys(COLUMNS[:3], (None,) * 70),
                conversions=tuple(Decimal(int(value)) for value in line),
            )
            for row, line in enumerate(counts)
        ]
        found = find(series, period=Period(FIRST + timedelta(days=63), FIRST + timedelta(days=70)))
        assert found.tests >= 500 * 7
        assert len(found.incidents) <= 1

    def test_have_the_dispersion_they_were_drawn_with(self):
        import numpy as np

        random = np.random.default_rng(2)
        mean = np.full((200, 60), 12.0)
        for extra in (0.0, 0.1, 0.4):
            drawn = mean * (random.gamma(1 / extra, extra, mean.shape) if extra else 1.0)
            none = np.zeros(mean.shape)
            variance = dispersed(
                random.poisson(drawn).astype(float), mean, none, none,
                kind=np.zeros(200, dtype=np.int64),
            )  # fmt: skip
            assert np.median(variance) == pytest.approx(12 + 144 * extra, rel=0.25)


class TestWhatMovesTogether:
    def test_has_a_joint_score(self):
        series = fleet(2, seed=3, noise=0.1)
        series[4] = changed(series[4], "spend", [70], 5)
        (one,) = find(series, period=Period(FIRST + timedelta(days=60), WHOLE.end)).incidents
        assert one.joint is not None
        assert one.joint > 0.95
