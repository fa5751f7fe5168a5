"""From what is spent and what is to come: the landing, what it would take, when money runs out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from adhelm.core.ads import Period, minor_units
from adhelm.understand.pacing.logic.projecting import Ahead
from adhelm.understand.pacing.types import Day, Pace, State

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a month's spend, in the budget's currency and basis."""

    by_day: Mapping[date, Decimal]
    """Days of which at least one account is known."""
    whole: frozenset[date]
    """Days of which all are."""
    period: Period

    @property
    def through(self) -> date | None:
        """Return the last day that is wholly known."""
        return max((day for day in self.whole if day in self.period), default=None)

    @property
    def missing(self) -> tuple[date, ...]:
        """Return days before that one that are not."""
        last = self.through
        if last is None:
            return ()
        return tuple(day for day in self.period if day < last and day not in self.whole)

    @property
    def open_days(self) -> list[date]:
        """Return the days of the month that are not wholly known."""
        return [day for day in self.period if day not in self.whole]

    @property
    def spent(self) -> Decimal:
        """Return what is known to be spent."""
        return sum((self.by_day[day] for day in self.by_day if day in self.period), _NOTHING)


def landed(pace: Pace, known: Known) -> Pace:
    """Return a month that is over, with what it came to."""
    spent = rounded(known.spent, pace.currency)
    gap = None if pace.available is None else spent - pace.available
    out = _day_of(known.by_day, known.period, pace.available)
    return replace(
        pace, state=State.landed, spent=spent, projected=spent, low=spent, high=spent, gap=gap,
        runs_out_on=out,
    )  # fmt: skip


def projected(pace: Pace, known: Known, ahead: Ahead) -> tuple[Pace, tuple[Day, ...]]:
    """Return a month with its landing, and day by day; `ahead` is of its open days."""
    expected = {
        day: max(_exact(amount) - known.by_day.get(day, _NOTHING), _NOTHING)
        for day, amount in zip(known.open_days, ahead.by_day, strict=True)
    }
    to_come = sum(expected.values(), _NOTHING)
    below, above = _exact(ahead.low - ahead.total), _exact(ahead.high - ahead.total)
    landing = known.spent + to_come
    made = replace(
        pace,
        state=State.on_track,
        spent=rounded(known.spent, pace.currency),
        projected=rounded(landing, pace.currency),
        low=rounded(max(landing + below, known.spent), pace.currency),
        high=rounded(landing + above, pace.currency),
    )
    left = [day for day in known.open_days if known.through is None or day > known.through]
    late = sum((amount for day, amount in expected.items() if day not in left), _NOTHING)
    if left:
        coming = sum((expected[day] for day in left), _NOTHING)
        made = replace(made, daily_expected=rounded(coming / len(left), pace.currency))
    if pace.available is not None:
        both = {
            day: known.by_day.get(day, _NOTHING) + expected.get(day, _NOTHING)
            for day in known.period
        }
        made = replace(
            _judged(made, pace.available),
            daily_needed=_needed(pace, known.spent + late, len(left)),
            runs_out_on=_day_of(both, known.period, pace.available),
        )
    return made, _days(known, expected, pace.currency)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Return an amount with the digits of its currency."""
    return amount.quantize(Decimal(1).scaleb(-minor_units(currency)), rounding=ROUND_HALF_EVEN)


def order(pace: Pace) -> tuple[int, Decimal, str]:
    """Return where a budget stands in a list: those that need a hand first."""
    states = (State.over, State.under, State.unknown, State.no_spend, State.on_track)
    place = states.index(pace.state) if pace.state in states else len(states)
    return place, -abs(pace.gap or _NOTHING), str(pace.reach)


def _judged(pace: Pace, available: Decimal) -> Pace:
    state = State.on_track
    if pace.low is not None and pace.low > available:
        state = State.over
    if pace.high is not None and pace.high < available:
        state = State.under
    gap = None if pace.projected is None else pace.projected - available
    return replace(pace, state=state, gap=gap)


def _needed(pace: Pace, spent: Decimal, left: int) -> Decimal | None:
    if not left or pace.available is None:
        return None
    return rounded(max(pace.available - spent, _NOTHING) / left, pace.currency)


def _day_of(
    by_day: Mapping[date, Decimal], period: Period, available: Decimal | None
) -> date | None:
    """Return the first day of a month by which all that is available is spent."""
    if available is None:
        return None
    total = _NOTHING
    for day in period:
        total += by_day.get(day, _NOTHING)
        if total > 0 and total >= available:
            return day
    return None


def _days(known: Known, expected: Mapping[date, Decimal], currency: str) -> tuple[Day, ...]:
    total = _NOTHING
    found: list[Day] = []
    for day in known.period:
        spent, coming = known.by_day.get(day), expected.get(day)
        total += (spent or _NOTHING) + (coming or _NOTHING)
        found.append(
            Day(
                day,
                None if spent is None else rounded(spent, currency),
                None if coming is None else rounded(coming, currency),
                rounded(total, currency),
            )
        )
    return tuple(found)


def spent_days(known: Known, currency: str) -> tuple[Day, ...]:
    """Return a month day by day of which nothing is projected."""
    total: Decimal | None = _NOTHING
    found: list[Day] = []
    for day in known.period:
        spent = known.by_day.get(day) if day in known.whole else None
        if spent is None and day in known.whole:
            spent = _NOTHING
        total = None if spent is None or total is None else total + spent
        shown = [None if each is None else rounded(each, currency) for each in (spent, total)]
        found.append(Day(day, shown[0], None, shown[1]))
    return tuple(found)


def month_of(first: date) -> Period:
    """Return the days of a month."""
    return Period(first, (first.replace(day=28) + timedelta(days=4)).replace(day=1))


def chain(month: date, planned: Mapping[date, object], hands_on: Sequence[date]) -> date:
    """Return the first month from which something may have come down to a month."""
    begin = month
    while True:
        before = (begin - timedelta(days=1)).replace(day=1)
        if before not in planned or before not in hands_on:
            return begin
        begin = before


def _exact(amount: float) -> Decimal:
    return Decimal(repr(round(float(amount), 6)))
