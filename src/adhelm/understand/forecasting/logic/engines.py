"""The engines: each says what the days after given ends will be."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from adhelm.understand.forecasting.logic.smoothing import WEEK, smoothed
from adhelm.understand.forecasting.types import Engine, EngineMissing

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

_NEEDS = {
    Engine.auto_ets: ("statsforecast", "adhelm[forecast]"),
    Engine.auto_theta: ("statsforecast", "adhelm[forecast]"),
    Engine.lstm: ("torch", "adhelm[deep]"),
}
_LEAST = 2 * WEEK + 1
"""Days below which a model of statsforecast has nothing to fit."""


def available(engine: Engine) -> bool:
    """Say whether what an engine needs is installed."""
    return engine not in _NEEDS or find_spec(_NEEDS[engine][0]) is not None


def needs(engine: Engine) -> str:
    """Return how what an engine needs is installed; '' if it needs nothing."""
    return f"pip install '{_NEEDS[engine][1]}'" if engine in _NEEDS else ""


def paths(engine: Engine, values: Floats, ends: Sequence[int], horizon: int) -> Floats:
    """
    Return what the `horizon` days after each end will be: series by ends by days.

    An end knows only the days before it. NaN in `values` are days that nobody reported.

    :raises EngineMissing: if what the engine needs is not installed.
    """
    if not available(engine):
        raise EngineMissing(f"the engine {engine} is not installed", hint=needs(engine))
    if engine is Engine.smoothing:
        return smoothed(values, ends, horizon)
    if engine is Engine.seasonal_naive:
        return _repeated(values, ends, horizon)
    if engine is Engine.lstm:
        from adhelm.understand.forecasting.logic import lstm

        return lstm.paths(filled(values), ends, horizon)
    return _fitted(engine, values, ends, horizon)


def filled(values: Floats) -> Floats:
    """Return the values with gaps filled by the week before, or by the mean so far."""
    import numpy as np

    found = values.copy()
    known = ~np.isnan(values)
    count = np.maximum(np.cumsum(known, axis=1), 1)
    mean = np.cumsum(np.where(known, values, 0.0), axis=1) / count
    begun = np.maximum.accumulate(known, axis=1)
    for day in range(values.shape[1]):
        before = found[:, day - WEEK] if day >= WEEK else np.full(len(found), np.nan)
        instead = np.where(np.isnan(before), mean[:, day], before)
        gap = begun[:, day] & ~known[:, day]
        found[gap, day] = instead[gap]
    return found


def _repeated(values: Floats, ends: Sequence[int], horizon: int) -> Floats:
    import numpy as np

    known = filled(values)
    found = np.full((len(values), len(ends), horizon), np.nan)
    for place, end in enumerate(ends):
        last = known[:, max(end - WEEK, 0) : end]
        if last.shape[1] < WEEK:
            last = np.pad(last, ((0, 0), (WEEK - last.shape[1], 0)), constant_values=np.nan)
        days = np.arange(horizon) % WEEK
        count = np.maximum((~np.isnan(last)).sum(axis=1), 1)
        mean = np.where(np.isnan(last).all(axis=1), np.nan, np.nansum(last, axis=1) / count)
        found[:, place] = np.where(np.isnan(last), mean[:, None], last)[:, days]
    return found


def _fitted(engine: Engine, values: Floats, ends: Sequence[int], horizon: int) -> Floats:
    import numpy as np

    model, known = _model(engine), filled(values)
    found = np.full((len(values), len(ends), horizon), np.nan)
    for row, series in enumerate(known):
        for place, end in enumerate(ends):
            seen = series[:end]
            seen = seen[~np.isnan(seen)]
            if len(seen) >= _LEAST:
                found[row, place] = model.forecast(np.ascontiguousarray(seen), h=horizon)["mean"]
    return found


def _model(engine: Engine) -> Any:
    from statsforecast.models import AutoETS, AutoTheta

    return (AutoETS if engine is Engine.auto_ets else AutoTheta)(season_length=WEEK)
