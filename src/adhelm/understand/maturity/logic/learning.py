"""Curves from reports, for accounts, platforms and all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adhelm.understand.maturity.logic import hazards
from adhelm.understand.maturity.logic.hazards import PRIOR_UNITS, Pool, Shape
from adhelm.understand.maturity.logic.seen import Seen, steps
from adhelm.understand.maturity.logic.spread import spreads
from adhelm.understand.maturity.types import Curve

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_ROUNDS = 4
_EARLY = 4.0
"""Days in which most comes, as long as nothing is known."""
_USUAL_DAYS, _LEAST_USUAL, _READY = 28, 7, 0.5
_LEAST_VARIES = 0.25


@dataclass(frozen=True, slots=True)
class _Level:
    """The curves of one level: all platforms, each platform, or each account."""

    pool: Pool
    shape: Shape
    spread: Floats


def learn(
    found: Seen, *, metric: str, horizons: Sequence[int], units: Sequence[float], today: int
) -> list[Curve]:
    """
    Return the curves of all platforms, of each and of each account, as far as reports tell.

    By account, `horizons` are days until figures are final and `units` what one conversion is in
    the figures: 1, or its mean value. `today` is an ordinal.
    """
    import numpy as np

    if not len(found.day):
        return []
    horizon, unit = np.array(horizons, dtype=np.int64), np.array(units, dtype=np.float64)
    names = sorted({one.platform for one in found.accounts})
    groups = np.array([names.index(one.platform) for one in found.accounts], dtype=np.int64)
    levels = _levels(found, horizon, unit, groups)
    days = found.days_grown()
    usual = _usual(found, levels[2].shape.known, horizon, today)
    top = _curve(levels[0], 0, metric, horizon=max(horizons), days=int(days.sum()))
    made = [top]
    for row, name in enumerate(names):
        of = groups == row
        reach, seen_days = int(horizon[of].max()), int(days[of].sum())
        made.append(_curve(levels[1], row, metric, horizon=reach, days=seen_days, who=(name, "")))
    for row, one in enumerate(found.accounts):
        volume = float(levels[2].pool.volume[row, 1:].mean())
        own = _curve(
            levels[2], row, metric, horizon=horizons[row], days=int(days[row]),
            who=(one.platform, one.name), unit=units[row], own=volume / (volume + PRIOR_UNITS),
            usual=usual[row],
        )  # fmt: skip
        made.append(own)
    return made


def _levels(found: Seen, horizon: Ints, unit: Floats, groups: Ints) -> list[_Level]:
    import numpy as np

    longest = int(horizon.max()) + 1
    growth: Floats = np.exp(-np.arange(longest) / _EARLY)
    pools = hazards.pools(steps(found, horizon, growth), unit, groups, longest)
    for _ in range(_ROUNDS if found.has_gaps() else 0):
        growth = hazards.growth(pools[0])
        pools = hazards.pools(steps(found, horizon, growth), unit, groups, longest)
    shapes = [hazards.shape(pool, pools[0]) for pool in pools]
    spread = spreads(found, shapes[2], groups, unit)
    return [_Level(*each) for each in zip(pools, shapes, spread, strict=True)]


def _curve(
    level: _Level,
    row: int,
    metric: str,
    *,
    horizon: int,
    days: int,
    who: tuple[str, str] = ("", ""),
    unit: float = 1.0,
    own: float = 1.0,
    usual: tuple[float | None, float | None] = (None, None),
) -> Curve:
    return Curve(
        metric=metric,
        platform=who[0],
        account=who[1],
        horizon=horizon,
        known=tuple(_told(level.shape.known[row], horizon)),
        spread=tuple(_told(level.spread[row] * unit, horizon)),
        doubt=tuple(_told(level.shape.doubt[row], horizon)),
        days=days,
        counted=float(level.pool.volume[row].max()) * unit,
        own=own,
        falls=bool(level.shape.falls[row]),
        usual=usual[0],
        varies=usual[1],
    )


def _usual(
    found: Seen, known: Floats, horizon: Ints, today: int
) -> list[tuple[float | None, float | None]]:
    """Return what days of late come to per account, and how much they vary."""
    import numpy as np

    last = np.unique(found.newest_of_each())
    at = found.account[last]
    share = known[at, np.minimum(found.age[last], known.shape[1] - 1)]
    share = np.where(found.age[last] >= horizon[at], 1.0, np.nan_to_num(share))
    usable = (found.day[last] >= today - horizon[at] - _USUAL_DAYS) & (share >= _READY)
    final = found.value[last] / np.where(usable, share, 1.0)
    made: list[tuple[float | None, float | None]] = []
    for number in range(len(found.accounts)):
        days = final[usable & (at == number)][-_USUAL_DAYS:]
        mean = float(days.mean()) if len(days) >= _LEAST_USUAL else 0.0
        varies = max(float(days.std()) / mean, _LEAST_VARIES) if mean > 0 else None
        made.append((mean if mean > 0 else None, varies))
    return made


def _told(row: Floats, horizon: int) -> Iterator[float | None]:
    import numpy as np

    return (round(float(each), 6) if np.isfinite(each) else None for each in row[:horizon])
