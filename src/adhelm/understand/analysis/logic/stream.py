"""Score each point of a plain series as it comes: nothing later than a point touches its score."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from adhelm.core.rolling import rolling_median_mad

if TYPE_CHECKING:
    from adhelm.understand.analysis.logic.panel import Floats, Ints

_DAY_S = 86_400.0
_WEEK = 7
_WARM_DAYS = 2
_SEASON_DAYS = 14
_MAD_TO_SIGMA = 1.4826
# A tail that is this heavy in the past is what nine hundred and ninety in a thousand keep to.
_TAIL, _TAIL_Z, _TAIL_POINTS = 0.99, 3.5, 1000
_LEAST_TAIL = 100
# At this z, new and after nothing like it, the score is one half.
_HALF = 3.25
_FORGETS_DAYS = 0.25
_LEAST_SHARE = 0.3
_TINY = 1e-300
_MOST_CELLS = 50


def score_series(
    times: Sequence[datetime] | Sequence[float], values: Sequence[float | None]
) -> list[float]:
    """
    Return how odd each point is, 0 to 1, by what came before it; one half and more is an alarm.

    Times are instants or seconds, in any order and with gaps; of several points at one instant
    the first is what is remembered. None and what is no finite number score 0, as does all until
    two days (of a daily series: two weeks) are known. What goes on after an alarm is no new one.
    """
    import numpy as np

    at = np.array([_seconds(each) for each in times], dtype=float)
    raw = np.array([np.nan if each is None else float(each) for each in values], dtype=float)
    scores = np.zeros(len(raw))
    known = np.flatnonzero(np.isfinite(at) & np.isfinite(raw))
    known = known[np.argsort(at[known], kind="stable")]
    place, season = _grid(at[known])
    if len(known) and place[-1] >= _WARM_DAYS * season:
        y = _levelled(raw[known], season)
        z = _surprises(y, place, season)
        scores[known] = _fresh(z, place, season)
    return [round(float(each), 6) for each in scores]


def _seconds(moment: datetime | float) -> float:
    if isinstance(moment, datetime):
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return float(moment)


def _grid(at: Floats) -> tuple[Ints, int]:
    """Return each point's place on an even grid, and how many places make a season."""
    import numpy as np

    steps = np.diff(at)
    steps = steps[steps > 0]
    if not len(steps):
        return np.zeros(len(at), dtype=np.int64), 1
    # The step of the first points: what comes later must not change what came before.
    step = float(np.median(steps[:_MOST_CELLS]))
    place = np.rint((at - at[0]) / step).astype(np.int64)
    # Gaps of years would be years of nothing: a gap counts as a season at most.
    season = max(round(_DAY_S / step), 1)
    season = season if season > 1 else _WEEK
    jumps = np.minimum(np.diff(place), season * _SEASON_DAYS)
    return np.concatenate([[0], np.cumsum(jumps)]), season


def _levelled(values: Floats, season: int) -> Floats:
    """Return values so that ratios count where they are large, and differences near nought."""
    import numpy as np

    begun = np.abs(values[: _WARM_DAYS * season])
    usual = begun[begun > 0]
    scale: float = float(np.median(usual)) / 3 if len(usual) else 1.0
    # Beside a scale of next to nothing the largest values would be beyond all numbers.
    scale = max(scale, float(np.abs(values).max(initial=0.0)) * _TINY)
    found: Floats = np.arcsinh(values / scale)
    return found


def _surprises(y: Floats, place: Ints, season: int) -> Floats:
    """Return how far each point lies from what its day and hour lead to expect, in deviations."""
    import numpy as np

    days = -(-int(place[-1] + 1) // season)
    grid = np.full(days * season, np.nan)
    grid[place[::-1]] = y[::-1]
    level = _before(grid, season, least=max(season // 2, 1))
    around = grid - level
    usual = _seasonal(around.reshape(days, season)).reshape(-1)
    rest = around - usual
    _, mad = rolling_median_mad(
        rest[None, :], window=_WEEK * season, min_periods=season, inclusive=False, compiled=None
    )
    sigma = _MAD_TO_SIGMA * mad[0]
    settled = _before(sigma, 4 * _WEEK * season, least=1)
    floor = np.where(np.isnan(settled), 0.0, settled) * _LEAST_SHARE
    sigma = np.maximum(sigma, np.maximum(floor, 1e-6))
    z = np.abs(y - (level + usual)[place]) / sigma[place]
    return np.where(np.isfinite(z), z, 0.0) / _heaviness(np.abs(rest) / sigma, season)[place]


def _before(values: Floats, window: int, *, least: int) -> Floats:
    median, _ = rolling_median_mad(
        values[None, :], window=window, min_periods=least, inclusive=False, compiled=None
    )
    found: Floats = median[0]
    return found


def _seasonal(around: Floats) -> Floats:
    """Return what is usual at each place of the season: of the days before, hours beside too."""
    import numpy as np

    flat = around.reshape(-1)
    beside = [np.concatenate([flat[1:], [np.nan]]), flat, np.concatenate([[np.nan], flat[:-1]])]
    by_place = np.stack([each.reshape(around.shape).T for each in beside], axis=2)
    # The hour after of the last place is of the day itself: not known before it.
    by_place[-1, :, 0] = np.nan
    lined = by_place.reshape(around.shape[1], -1)
    width = len(beside)
    median, _ = rolling_median_mad(
        lined, window=width * _SEASON_DAYS, min_periods=1, inclusive=True, compiled=None
    )
    counted = np.cumsum(np.isfinite(lined), axis=1)[:, width - 1 :: width]
    told = median[:, width - 1 :: width]
    trust = counted / (counted + 2.0 * width)
    usual = np.where(np.isfinite(told), told * trust, 0.0)
    shifted: Floats = np.concatenate([np.zeros((len(usual), 1)), usual[:, :-1]], axis=1).T
    return shifted


def _heaviness(z: Floats, season: int) -> Floats:
    """Return by how much the past's tail was heavier than a normal one, season by season."""
    import numpy as np

    found = np.ones(len(z))
    for start in range(season, len(z), season):
        past = z[max(start - _TAIL_POINTS, 0) : start]
        past = past[np.isfinite(past)]
        if len(past) >= _LEAST_TAIL:
            heavy = float(np.quantile(past, _TAIL)) / _TAIL_Z
            found[start : start + season] = max(heavy, 1.0)
    return found


def _fresh(z: Floats, place: Ints, season: int) -> Floats:
    """Return scores of what is new: an echo of an alarm must outdo what is left of it."""
    import numpy as np

    keeps = 0.5 ** (1.0 / max(_FORGETS_DAYS * season, 1.0))
    fresh, echo, last = np.zeros(len(z)), 0.0, int(place[0])
    for index, (now, here) in enumerate(zip(z.tolist(), place.tolist(), strict=True)):
        echo *= keeps ** (here - last)
        last = here
        fresh[index] = max(now - echo, 0.0) ** 2
        echo = max(echo, now)
    return fresh / (fresh + _HALF**2)
