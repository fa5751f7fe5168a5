"""What an hour usually brings: a level of days, their weekdays, and the hours of the week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adhelm.understand.analysis.logic.past import median

if TYPE_CHECKING:
    from adhelm.understand.analysis.logic.panel import Bools, Floats

DAY = 24
_WEEK = 7
_HISTORY_DAYS, _LEAST_DAYS = 28, 14
_LEVEL_DAYS = 14
_FEW = 30.0
# As many days, or events, does it take until a weekday, or its hours, speak for themselves.
_WEEKDAY_DAYS, _HOUR_EVENTS = 2.0, 200.0
# A day is no measure beyond so many times the usual, and so many deviations.
_ODD, _FAR = 2.0, 4.0
_SANE = 2.4
_ROUNDS = 3


def expected(values: Floats, *, first_weekday: int, since: int) -> Floats:
    """Return what each hour from `since` on should bring, by the four weeks before its day."""
    level, form = usual(values, first_weekday=first_weekday, since=since)
    found: Floats = level * form
    return found


def usual(values: Floats, *, first_weekday: int, since: int) -> tuple[Floats, Floats]:
    """Return for each hour from `since` on what its day should bring, and which share of it."""
    import numpy as np

    level, form = np.full(values.shape, np.nan), np.full(values.shape, np.nan)
    cube = _by_days(values)
    for day in range(max(since // DAY, _LEAST_DAYS), cube.shape[1]):
        past = cube[:, max(day - _HISTORY_DAYS, 0) : day]
        weekdays = (first_weekday + np.arange(max(day - _HISTORY_DAYS, 0), day)) % _WEEK
        due, shares = _of_day(past, weekdays == (first_weekday + day) % _WEEK)
        at = slice(day * DAY, min((day + 1) * DAY, values.shape[1]))
        level[:, at] = due[:, None]
        form[:, at] = shares[:, : at.stop - at.start]
    return level, form


def ratio(counted: Floats, paid: Floats, *, since: int) -> Floats:
    """Return for each hour from `since` on what late days counted per unit, by the middle one."""
    import numpy as np

    found = np.full(counted.shape, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        days = np.nansum(_by_days(counted), axis=2) / np.nansum(_by_days(paid), axis=2)
    for day in range(max(since // DAY, _LEAST_DAYS), days.shape[1]):
        middle = median(np.where(np.isfinite(days), days, np.nan)[:, day - _LEVEL_DAYS : day])
        found[:, day * DAY : (day + 1) * DAY] = middle[:, None]
    return found


def highest(values: Floats, *, since: int) -> Floats:
    """Return for each hour from `since` on the most a day of the four weeks before brought."""
    import numpy as np

    found = np.full(values.shape, np.nan)
    days = np.nansum(_by_days(values), axis=2)
    for day in range(max(since // DAY, _LEAST_DAYS), days.shape[1]):
        late = days[:, max(day - _HISTORY_DAYS, 0) : day]
        # What was out of all proportion then is no measure now.
        sane = np.where(late <= _SANE * median(late)[:, None], late, 0.0)
        found[:, day * DAY : (day + 1) * DAY] = sane.max(axis=1)[:, None]
    return found


def evened(values: Floats, meant: Floats) -> Floats:
    """Return `meant` hours at the level that their day came to."""
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        came = np.nansum(_by_days(values), axis=2)
        level = came / np.nansum(_by_days(np.where(np.isfinite(values), meant, np.nan)), axis=2)
    found: Floats = np.repeat(level, DAY, axis=1)[:, : values.shape[1]] * meant
    return found


def rate_before(counted: Floats, exposed: Floats, *, hours: int) -> Floats:
    """Return per series the counts per exposure of all but the last hours, which are young."""
    import numpy as np

    both = np.isfinite(counted) & np.isfinite(exposed)
    both[:, max(counted.shape[1] - hours, 0) :] = False
    lead = -counted.shape[1] % DAY
    top, bottom = (
        np.pad(np.where(both, each, 0.0), ((0, 0), (lead, 0))).reshape(len(each), -1, DAY).sum(2)
        for each in (counted, exposed)
    )
    kept = bottom > 0
    for _ in range(_ROUNDS):
        rate = (top * kept).sum(axis=1) / np.maximum((bottom * kept).sum(axis=1), 1e-12)
        kept = (bottom > 0) & ~_odd(top, rate[:, None] * bottom)
    found: Floats = rate[:, None]
    return found


def plain(counted: Floats, meant: Floats) -> Floats:
    """Return the hours without those of days that were odd themselves: no measure of chance."""
    import numpy as np

    tail = -counted.shape[1] % DAY
    both = np.isfinite(counted) & np.isfinite(meant)
    came, due = (
        np.pad(np.where(both, each, 0.0), ((0, 0), (0, tail))).reshape(len(each), -1, DAY).sum(2)
        for each in (counted, meant)
    )
    found: Floats = np.where(
        np.repeat(_odd(came, due), DAY, axis=1)[:, : counted.shape[1]], np.nan, counted
    )
    return found


def _odd(counted: Floats, meant: Floats) -> Bools:
    """Say of which days there was too much or too little for them to tell what is usual."""
    import numpy as np

    unlike = (counted < meant / _ODD) | (counted > meant * _ODD)
    found: Bools = unlike & (np.abs(counted - meant) > _FAR * np.sqrt(meant) + 1)
    return found


def _by_days(values: Floats) -> Floats:
    import numpy as np

    days = -(-values.shape[1] // DAY)
    padded = np.full((len(values), days * DAY), np.nan)
    padded[:, : values.shape[1]] = values
    return padded.reshape(len(values), days, DAY)


def _of_day(past: Floats, alike: Floats) -> tuple[Floats, Floats]:
    """Return a day's sum and its hours' shares by days before; `alike` are of its weekday."""
    import numpy as np

    there = np.isfinite(past).sum(axis=2) >= DAY - 2
    # An hour that is missing is as the others of its day were.
    totals = np.where(there, np.nansum(past, axis=2), np.nan)
    known = there.sum(axis=1)
    held = np.where(there, _held(totals), 0.0)
    mean = held.sum(axis=1) / np.maximum(known, 1)
    like = there & alike[None, :]
    weekday = (held * like).sum(axis=1) / np.maximum(mean, 1e-12) + _WEEKDAY_DAYS
    weekday = weekday / (like.sum(axis=1) + _WEEKDAY_DAYS)
    shares = _hours(np.nan_to_num(past), alike)
    level = _level(totals, mean)
    told: Floats = np.where(known >= _LEAST_DAYS - 1, level, np.nan)
    return told, weekday[:, None] * shares


def _held(totals: Floats) -> Floats:
    """Return days' totals, those beyond the double or below half of the middle one cut there."""
    import numpy as np

    ordered = np.sort(totals, axis=1)
    count = np.isfinite(ordered).sum(axis=1)
    at = np.minimum(count // 2, ordered.shape[1] - 1)
    middle = np.nan_to_num(ordered[np.arange(len(ordered)), at])[:, None]
    cut = np.clip(totals, middle / _ODD, middle * _ODD)
    found: Floats = np.nan_to_num(np.where(middle >= _FEW, cut, totals))
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
