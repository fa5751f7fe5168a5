"""What an hour usually brings: a level of days, their weekdays, and the hours of the week."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adhelm.understand.analysis.logic.panel import Floats

DAY = 24
_WEEK = 7
_HISTORY_DAYS, _LEAST_DAYS = 28, 14
_LEVEL_DAYS = 14
_FEW = 30.0
# As many days, or events, does it take until a weekday, or its hours, speak for themselves.
_WEEKDAY_DAYS, _HOUR_EVENTS = 2.0, 200.0


def expected(values: Floats, *, first_weekday: int, since: int) -> Floats:
    """Return what each hour from `since` on should bring, by the four weeks before its day."""
    import numpy as np

    found = np.full(values.shape, np.nan)
    days = -(-values.shape[1] // DAY)
    padded = np.full((len(values), days * DAY), np.nan)
    padded[:, : values.shape[1]] = values
    cube = padded.reshape(len(values), days, DAY)
    for day in range(max(since // DAY, _LEAST_DAYS), days):
        past = cube[:, max(day - _HISTORY_DAYS, 0) : day]
        weekdays = (first_weekday + np.arange(max(day - _HISTORY_DAYS, 0), day)) % _WEEK
        one = _of_day(past, weekdays == (first_weekday + day) % _WEEK)
        end = min((day + 1) * DAY, values.shape[1])
        found[:, day * DAY : end] = one[:, : end - day * DAY]
    return found


def rate_before(counted: Floats, exposed: Floats, *, hours: int) -> Floats:
    """Return per series the counts per exposure of all but the last hours, which are young."""
    import numpy as np

    both = np.isfinite(counted) & np.isfinite(exposed)
    both[:, max(counted.shape[1] - hours, 0) :] = False
    top = np.where(both, counted, 0.0).sum(axis=1)
    bottom = np.where(both, exposed, 0.0).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(bottom > 0, top / bottom, 0.0)
    found: Floats = rate[:, None]
    return found


def _of_day(past: Floats, alike: Floats) -> Floats:
    """Return a day's hours by the days before it; `alike` are those of its weekday."""
    import numpy as np

    there = np.isfinite(past).sum(axis=2) >= DAY - 2
    # An hour that is missing is as the others of its day were.
    totals = np.where(there, np.nansum(past, axis=2), np.nan)
    known = there.sum(axis=1)
    held = np.where(there, np.nan_to_num(totals), 0.0)
    mean = held.sum(axis=1) / np.maximum(known, 1)
    like = there & alike[None, :]
    weekday = (held * like).sum(axis=1) / np.maximum(mean, 1e-12) + _WEEKDAY_DAYS
    weekday = weekday / (like.sum(axis=1) + _WEEKDAY_DAYS)
    shares = _hours(np.nan_to_num(past), alike)
    level = _level(totals, mean)
    made = (level * weekday)[:, None] * shares
    found: Floats = np.where((known >= _LEAST_DAYS - 1)[:, None], made, np.nan)
    return found


def _hours(past: Floats, alike: Floats) -> Floats:
    """Return the share of each hour in its day, as far as the weekday's own hours bear it out."""
    import numpy as np

    every = past.sum(axis=1)
    whole = every / np.maximum(every.sum(axis=1, keepdims=True), 1e-12)
    own = past[:, alike].sum(axis=1)
    counted = own.sum(axis=1, keepdims=True)
    found: Floats = (own + _HOUR_EVENTS * whole) / (counted + _HOUR_EVENTS)
    return found


def _level(totals: Floats, mean: Floats) -> Floats:
    """Return what a day brings of late: a median, so that an odd day is forgotten at once."""
    import numpy as np

    late = np.sort(totals[:, -_LEVEL_DAYS:], axis=1)
    count = np.isfinite(late).sum(axis=1)
    low, high = np.maximum(count - 1, 0) // 2, np.minimum(count // 2, late.shape[1] - 1)
    rows = np.arange(len(late))
    middle = np.nan_to_num((late[rows, low] + late[rows, high]) / 2)
    found: Floats = np.where(middle >= _FEW, middle, mean)
    return found
