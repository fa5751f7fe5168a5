"""A rolling median and its deviation …"""

from __future__ import annotations

from typing import Any

import numpy as np  # noqa: TID253 - the tests are about arrays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.core.compiling import can_compile
from adhelm.core.rolling import BadWindow, rolling_median_mad

VALUES = st.one_of(
    st.just(float("nan")),
    st.integers(-5, 5).map(float),
    st.floats(-1e9, 1e9, allow_nan=False, allow_subnormal=False),
)
SERIES = st.integers(1, 4).flatmap(
    lambda rows: st.integers(0, 25).flatmap(
        lambda days: st.lists(
            st.lists(VALUES, min_size=days, max_size=days), min_size=rows, max_size=rows
        )
    )
)


def by_definition(values: Any, *, window: int, min_periods: int, inclusive: bool) -> Any:
    """What numpy says of each window by itself."""
    median, mad = np.full(values.shape, np.nan), np.full(values.shape, np.nan)
    for row, series in enumerate(values):
        for day in range(len(series)):
            end = day + 1 if inclusive else day
            known = series[max(end - window, 0) : end]
            known = known[~np.isnan(known)]
            if len(known) >= min_periods:
                median[row, day] = np.median(known)
                mad[row, day] = np.median(np.abs(known - np.median(known)))
    return median, mad


@pytest.mark.parametrize("compiled", [True, False])
class TestRollingMedianMad:
    @given(
        series=SERIES, window=st.integers(1, 9), least=st.integers(1, 9), inclusive=st.booleans()
    )
    @settings(deadline=None, max_examples=150)
    def test_is_its_definition_to_the_last_bit(self, compiled, series, window, least, inclusive):
        if compiled and not can_compile():
            pytest.skip("numba is not installed")
        values = np.array(series, dtype=np.float64).reshape(len(series), -1)
        asked = {"window": window, "min_periods": min(least, window), "inclusive": inclusive}
        found = rolling_median_mad(values, compiled=compiled, **asked)

        for ours, theirs in zip(found, by_definition(values, **asked), strict=True):
            np.testing.assert_array_equal(ours, theirs)

    def test_takes_what_is_not_finite_for_unknown(self, compiled):
        values = np.array([[1.0, np.inf, 3.0, -np.inf, np.nan]])
        median, mad = rolling_median_mad(values, window=5, compiled=compiled)

        assert median.tolist() == [[1, 1, 2, 2, 2]]
        assert mad.tolist() == [[0, 0, 1, 1, 1]]

    def test_leaves_what_it_was_given_alone(self, compiled):
        values = np.array([[3.0, np.inf, 1.0]])
        rolling_median_mad(values, window=2, compiled=compiled)

        assert values.tolist() == [[3, np.inf, 1]]


class TestAWindow:
    @pytest.mark.parametrize(("window", "least"), [(0, 1), (3, 4), (3, 0), (-1, 1)])
    def test_that_makes_no_sense_is_refused(self, window, least):
        with pytest.raises(BadWindow):
            rolling_median_mad(np.zeros((1, 3)), window=window, min_periods=least)
