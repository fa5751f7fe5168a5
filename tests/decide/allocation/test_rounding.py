"""Whole minor units keep every sum and limit, in compiled code and without it."""

import numpy as np  # noqa: TID253 - the tests are about arrays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adhelm.decide.allocation.logic.kernels import FROM, compiled
from adhelm.decide.allocation.logic.rounding import whole
from adhelm.decide.allocation.logic.sums import exact_sums


def wishes(seed: int, count: int, most: int, even: float):
    """Return values between limits in groups, with the total that each group's values come to."""
    random = np.random.default_rng(seed)
    groups = int(random.integers(1, 40))
    low = random.integers(0, most, count)
    high = low + random.integers(0, most, count)
    values = low + random.random(count) * (high - low)
    values = np.where(random.random(count) < even, np.rint(values), values)
    of = random.integers(0, groups, count)
    totals = np.rint(np.bincount(of, values, minlength=groups)).astype(np.int64)
    least, room = exact_sums(of, low, groups), exact_sums(of, high, groups)
    return values, low, high, of, np.clip(totals, least, room)


def test_the_compiled_code_is_what_the_tests_run():
    assert compiled(FROM) is not None
    assert compiled(FROM - 1) is None


@pytest.mark.parametrize("sizes", [(1, FROM - 1), (FROM, 3 * FROM)], ids=["plain", "compiled"])
@given(
    seed=st.integers(0, 2**32), part=st.floats(0, 1), even=st.floats(0, 1),
    most=st.sampled_from([1, 50, 10**6, 10**10]),
)  # fmt: skip
def test_whole_amounts_keep_sums_and_limits(sizes, seed, part, even, most):
    count = sizes[0] + round(part * (sizes[1] - sizes[0]))
    values, low, high, of, totals = wishes(seed, count, most, even)
    found = whole(values, low, high, of, totals)
    assert (exact_sums(of, found, len(totals)) == totals).all()
    assert (found >= low).all()
    assert (found <= high).all()
    assert (np.abs(found - values) < 1 + 1e-5).all()
