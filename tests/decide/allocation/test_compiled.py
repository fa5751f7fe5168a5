"""The compiled passes and numpy's take the same steps: the same split, whichever takes them."""

import numpy as np  # noqa: TID253 - the tests are about arrays
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adhelm.decide.allocation import Family, allocate
from adhelm.decide.allocation.logic import kernels

from .problems import problem


@pytest.mark.parametrize("curves", ["all families", "exponential", "S-curves"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9), more=st.integers(0, 400), grouped=st.booleans())
def test_splits_agree_with_those_of_numpy(monkeypatch, curves, seed, more, grouped):
    s_curves = curves == "S-curves"
    n = kernels.FROM + more if not s_curves else kernels.FROM
    family = Family.exponential if curves == "exponential" else None
    made = problem(seed, n, s_curves=s_curves, groups=grouped, family=family)
    assert kernels.compiled(n) is not None
    fast = allocate(made)
    with monkeypatch.context() as plain:
        plain.setattr(kernels, "FROM", n + 1)
        slow = allocate(made)
    assert fast.primal == pytest.approx(slow.primal, rel=1e-3 if s_curves else 1e-12)
    if not s_curves:
        assert np.abs(fast.split - slow.split).max() <= 1e-6 * slow.split.max()
        assert np.abs(fast.amounts - slow.amounts).max() <= 1
