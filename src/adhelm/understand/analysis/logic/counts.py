"""What a count should have been: faded weekly rates, each cut where it strayed, by weekday."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adhelm.understand.analysis.logic.dispersion import dispersed
from adhelm.understand.analysis.logic.past import WEEK, Told, by_weeks, cumulated, median

if TYPE_CHECKING:
    from adhelm.understand.analysis.logic.panel import Bools, Floats

# As many counts does it take before a weekday speaks for itself.
_SHAPE_COUNTS = 40.0
# Weeks long past tell less of today.
_FADING = 0.85


def counts(told: Told, usable: Bools) -> tuple[Floats, Floats]:
    """Return mean and variance of each day's count: faded weekly rates, cut where they stray."""
    import numpy as np

    seen, weight = np.where(usable, told.values, 0.0), np.where(usable, told.exposure, 0.0)
    flat = _robust_rate(seen, weight, told.weeks)
    weight = weight * np.exp(_weekdays(seen, flat * weight, told))
    rough = _robust_rate(seen, weight, told.weeks) * weight
    reach = 3 * np.sqrt(rough + 0.05 * rough**2) + 1
    cut = np.where(np.isnan(rough), seen, np.clip(seen, rough - reach, rough + reach))
    counted, exposed, squared = _faded(cut, weight, told.weeks)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = (counted + 0.5) / exposed
        mean = np.where(exposed > 0, rate * weight, np.nan)
        # What the level may be off: as a posterior of the counts behind it.
        unsure = squared / exposed / (counted + 0.5)
        repeated = squared / exposed**2 * weight
    mean = np.where(usable, mean, np.nan)
    variance = dispersed(
        np.where(usable, told.values, np.nan), mean, unsure, repeated, kind=told.kind
    )
    return mean, variance


def _robust_rate(seen: Floats, weight: Floats, weeks: int) -> Floats:
    """Return the median of the weekly rates before each day."""
    import numpy as np

    counted, exposed = _weekly(seen, weeks), _weekly(weight, weeks)
    with np.errstate(divide="ignore", invalid="ignore"):
        return median(np.moveaxis(np.where(exposed > 0, counted / exposed, np.nan), 0, -1))


def _faded(cut: Floats, weight: Floats, weeks: int) -> tuple[Floats, Floats, Floats]:
    """Return counts and exposure before each day, weeks long past for less, and its squares."""
    import numpy as np

    fade = _FADING ** np.arange(weeks)[:, None, None]
    exposed = _weekly(weight, weeks)
    return (
        (fade * _weekly(cut, weeks)).sum(axis=0),
        (fade * exposed).sum(axis=0),
        (fade**2 * exposed).sum(axis=0),
    )


def _weekdays(seen: Floats, mean: Floats, told: Told) -> Floats:
    """
    Return each day's log weekday effect, learned from the weeks before its own.

    As if some counts had been seen at the account's effect already.
    """
    import numpy as np

    usual = np.nan_to_num(mean)
    held = np.where(np.isnan(mean), 0.0, np.minimum(seen, usual + 3 * np.sqrt(usual) + 1))
    total, meant = _before_week(held, told), _before_week(usual, told)
    account: Floats = np.log((total + _SHAPE_COUNTS) / (meant + _SHAPE_COUNTS))
    lone = (told.parent == np.arange(len(seen)))[:, None, None]
    prior = np.where(lone, 0.0, account[told.parent])
    shaped = np.log((total + _SHAPE_COUNTS * np.exp(prior)) / (meant + _SHAPE_COUNTS))
    first = int(told.weekday[0])
    flat: Floats = shaped.reshape(len(seen), -1)[:, first : first + seen.shape[1]]
    return flat


def _before_week(values: Floats, told: Told) -> Floats:
    """Return by series, week and weekday the sum over the weeks before."""
    import numpy as np

    cube = np.nan_to_num(by_weeks(values, int(told.weekday[0])))
    summed = np.pad(np.cumsum(cube, axis=1), ((0, 0), (told.weeks + 1, 0), (0, 0)))
    count = cube.shape[1]
    found: Floats = summed[:, told.weeks :][:, :count] - summed[:, :count]
    return found


def _weekly(values: Floats, weeks: int) -> Floats:
    """Return the sums of the weeks before each day: weeks × series × days, the last one first."""
    import numpy as np

    summed = cumulated(values, weeks * WEEK)
    days = values.shape[1]
    ends = [summed[:, (weeks - n) * WEEK :][:, :days] for n in range(weeks + 1)]
    return np.stack([ends[n] - ends[n + 1] for n in range(weeks)])
