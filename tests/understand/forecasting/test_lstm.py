"""The LSTM of adhelm[deep] …"""

from __future__ import annotations

import numpy as np  # noqa: TID253 - the tests are about arrays
import pytest

from adhelm.understand.forecasting.logic import engines
from adhelm.understand.forecasting.types import Engine, EngineMissing

WEEKLY = np.array([100.0, 120, 130, 125, 90, 60, 50])
FLEET = np.stack([np.tile(WEEKLY * size, 30) for size in (0.1, 1, 5, 20)])


@pytest.mark.skipif(
    not engines.available(Engine.lstm), reason="PyTorch is not installed: pip install adhelm[deep]"
)
class TestLstm:
    def test_learns_the_weeks(self):
        found = engines.paths(Engine.lstm, FLEET, [210], 14)[:, 0]

        np.testing.assert_allclose(found, FLEET[:, :14], rtol=0.25)

    def test_says_the_same_of_the_same_figures(self):
        made = [engines.paths(Engine.lstm, FLEET, [210], 7) for _ in range(2)]

        np.testing.assert_array_equal(made[0], made[1])

    def test_says_nothing_of_a_series_that_is_shorter_than_its_window(self):
        values = FLEET.copy()
        values[0, :200] = np.nan
        found = engines.paths(Engine.lstm, values, [210], 7)

        assert np.isnan(found[0]).all()
        assert np.isfinite(found[1:]).all()


@pytest.mark.skipif(engines.available(Engine.lstm), reason="PyTorch is installed")
class TestWithoutPyTorch:
    def test_the_lstm_says_what_it_needs(self):
        with pytest.raises(EngineMissing) as refused:
            engines.paths(Engine.lstm, FLEET, [210], 7)

        assert refused.value.hint == "pip install 'adhelm[deep]'"
