"""Days for which amounts are booked in a currency that has no rate, and a source may have one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date

from adhelm.observe.warehouse.logic.rates import OLDEST_DAYS, PIVOT, Rates
from adhelm.observe.warehouse.types import Booked, Fixing

FIRST = date(1999, 1, 4)
"""The first day of which there is a rate to the euro."""


def first_gap(
    booked: Iterable[Booked], known: Sequence[Fixing], *, fixed: Sequence[date], today: date
) -> date | None:
    """
    Return the first day up to today on which a currency has no rate to the euro, or None.

    `fixed` are the days of which the source's fixings are kept, ascending: where it says nothing
    of a currency then, as of one that it does not publish, asking again brings nothing.
    """
    rates = Rates(known)
    found = (_gap(one, rates, fixed, today) for one in booked)
    return min((gap for gap in found if gap is not None), default=None)


def _gap(one: Booked, rates: Rates, fixed: Sequence[date], today: date) -> date | None:
    for day in one.days:
        if (
            FIRST <= day <= today
            and not _is_near(day, fixed)
            and rates.on(day, one.currency, PIVOT) is None
        ):
            return day
    return None


def _is_near(day: date, fixed: Sequence[date]) -> bool:
    at = bisect_right(fixed, day)
    return at > 0 and (day - fixed[at - 1]).days <= OLDEST_DAYS
