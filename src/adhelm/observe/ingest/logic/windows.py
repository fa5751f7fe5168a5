"""Which days a sync asks for: from the last ones known, as far back as they are restated, to today.

Days are the account's own. Periods are half open; what is covered is kept as periods that lie
apart, oldest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from adhelm.core.ads import Period

FIRST_DAYS = 30
"""Days of a first sync, today among them, where nobody says since when."""
_DAY = timedelta(days=1)
_LONGEST = 31


@dataclass(frozen=True, slots=True)
class Bounds:
    """What limits the days of a stream."""

    today: date
    lookback_days: int = 0
    history_days: int | None = None
    start: date | None = None
    """First day of the account that is the workspace's; None: all."""
    end: date | None = None
    """Its last day, included; None: until further notice."""


def wanted(
    covered: Sequence[Period],
    bounds: Bounds,
    *,
    since: date | None = None,
    until: date | None = None,
) -> Period | None:
    """
    Return the days to fetch; None if there are none.

    `since` and `until` (included) are a person's word. Without it, a stream goes on from its last
    covered day, less the lookback, and ends when its last day can no longer be restated.
    """
    last = min(one for one in (bounds.today, until, bounds.end) if one is not None)
    if since is None and _is_final(covered, bounds, last):
        return None
    first = since or _next(covered, bounds)
    if bounds.history_days is not None:
        first = max(first, bounds.today - timedelta(days=bounds.history_days))
    if bounds.start is not None:
        first = max(first, bounds.start)
    return Period.closed(first, last) if first <= last else None


def split(period: Period, max_days: int | None) -> list[Period]:
    """Return the period in pieces of at most `max_days` days, and of a month in any case."""
    size = timedelta(days=min(max_days or _LONGEST, _LONGEST))
    pieces = []
    start = period.start
    while start < period.end:
        pieces.append(Period(start, min(start + size, period.end)))
        start = pieces[-1].end
    return pieces


def months(period: Period) -> list[Period]:
    """Return the period cut at the first of each month, the newest piece first."""
    pieces = []
    start = period.start
    while start < period.end:
        following = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
        pieces.append(Period(start, min(following, period.end)))
        start = pieces[-1].end
    return pieces[::-1]


def united(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Return the same days as periods that lie apart, oldest first."""
    found: list[Period] = []
    for period in sorted(periods, key=lambda one: (one.start, one.end)):
        if not period.days:
            continue
        if found and period.start <= found[-1].end:
            found[-1] = Period(found[-1].start, max(found[-1].end, period.end))
        else:
            found.append(period)
    return tuple(found)


def holds(covered: Iterable[Period], period: Period) -> bool:
    """Say whether every day of the period is covered."""
    return any(one.start <= period.start and period.end <= one.end for one in united(covered))


def without(period: Period, taken: Iterable[Period]) -> Iterator[Period]:
    """Yield the days of a period that are in none of the others, oldest first."""
    start = period.start
    for other in united(taken):
        if other.end <= start or other.start >= period.end:
            continue
        if start < other.start:
            yield Period(start, other.start)
        start = other.end
    if start < period.end:
        yield Period(start, period.end)


def _next(covered: Sequence[Period], bounds: Bounds) -> date:
    if not covered:
        return bounds.today - (FIRST_DAYS - 1) * _DAY
    newest = max(period.last for period in covered)
    again = min(newest, bounds.today) - bounds.lookback_days * _DAY
    # Days before the first that anybody asked for are nobody's wish.
    return max(again, min(period.start for period in covered))


def _is_final(covered: Sequence[Period], bounds: Bounds, last: date) -> bool:
    """Say whether the workspace's days of the account are over, known, and restated no more."""
    if bounds.end is None or bounds.end >= bounds.today or not covered:
        return False
    settled = bounds.end + bounds.lookback_days * _DAY < bounds.today
    return settled and max(period.last for period in covered) >= last
