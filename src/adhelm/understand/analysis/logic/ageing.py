"""Which share of an hour's conversions is known by now: as it was of hours just as young."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from adhelm.understand.analysis.logic.detect import MATURITY
from adhelm.understand.analysis.logic.shape import DAY, rate_before
from adhelm.understand.analysis.types import Hours, Young

if TYPE_CHECKING:
    from adhelm.understand.analysis.logic.clock import Grid
    from adhelm.understand.analysis.logic.panel import Floats

YOUNG_DAYS = 3
"""The running day and those before it of which is learned how young hours look."""
# As many conversions does it take until what was seen outweighs the usual curve.
_USUAL_COUNTS = 5.0
# Of days as old most are whole: so much at least is known of them.
_UPPER, _LEAST, _FAR = 0.75, 0.1, 2.5
# Hours of the running day are told apart where conversions arrive fastest.
_EDGES = (0, 2, 6, 12, DAY)


def known(table: Grid) -> tuple[Floats, Floats]:
    """
    Return per series and hour the share of its conversions known by now, and per series its doubt.

    The doubt is a relative variance: that of the few young hours the shares were learned from.
    """
    import numpy as np

    made: dict[tuple[str, str], tuple[Floats, float]] = {}
    for row, one in enumerate(table.series):
        key = (one.platform, one.account_id)
        if key not in made or one.level == "account":
            made[key] = _learned(one, table, row)
    found = [made[one.platform, one.account_id] for one in table.series]
    return np.array([each for each, _ in found]), np.array([doubt for _, doubt in found])


def _learned(one: Hours, table: Grid, row: int) -> tuple[Floats, float]:

    end = (one.first - table.first).days * DAY + len(one.spend)
    usual = _usual(one, end, table.hours)
    ripe, sold = table.clicks[row : row + 1, :end] * usual[:end], table.conversions[row : row + 1]
    rate = float(rate_before(sold[:, :end], ripe, hours=YOUNG_DAYS * DAY).item())
    if not one.earlier or rate <= 0:
        return usual, 0.0
    share, counted = usual.copy(), 0.0
    for days in _days(end % DAY):
        cohort = _cohort(one, slice(days[0], days[-1]), rate)
        for first, last in pairwise(days):
            at = slice(max(end - last, 0), end - first)
            came, meant = _brought(cohort, slice(first, last), rate)
            prior = max(float(usual[at].mean()), _LEAST)
            weight = _USUAL_COUNTS / prior
            share[at] = min((came + _USUAL_COUNTS) / (meant + weight), 1.0)
            counted += came
    return share, 1.0 / (counted + _USUAL_COUNTS)


def _usual(one: Hours, end: int, hours: int) -> Floats:
    """Return what the curve of days says of hours, at the least."""
    import numpy as np

    # A day's clicks are half a day old at its end: what is known then is of that age at least.
    curve = (0.0, *(one.maturity or MATURITY))
    known_at = np.array([0.0, *(np.arange(len(curve) - 1) + 0.5)])
    ages = np.maximum(end - 1 - np.arange(hours), 0) / DAY
    found: Floats = np.interp(ages, known_at, curve)
    return found


def _days(today: int) -> list[list[int]]:
    """Return the edges of ages in hours, day by day; `today` hours of the running one are over."""
    running = sorted({min(edge, today) for edge in _EDGES})
    before = [[today + DAY * n, today + DAY * (n + 1)] for n in range(YOUNG_DAYS - 1)]
    return [*([running] if len(running) > 1 else []), *before]


def _cohort(one: Hours, ages: slice, rate: float) -> list[Young]:
    """Return how days as old were known, without those on which nothing was sold or recorded."""
    import numpy as np

    told = [(each, *_brought([each], ages, rate)) for each in one.earlier]
    told = [each for each in told if each[2] > 0]
    if not told:
        return []
    level = max(float(np.quantile([came / meant for _, came, meant in told], _UPPER)), _LEAST)
    return [
        each for each, came, meant in told if level * meant - came <= _FAR * np.sqrt(level * meant)
    ]


def _brought(cohort: Sequence[Young], ages: slice, rate: float) -> tuple[float, float]:
    """Return what hours of those ages had brought, and what they were to bring in the end."""
    came = sum(_aged(each.conversions, ages) for each in cohort)
    return came, rate * sum(_aged(each.clicks, ages) for each in cohort)


def _aged(values: Sequence[Decimal | int | None], ages: slice) -> float:
    end = len(values)
    span = values[max(end - ages.stop, 0) : max(end - ages.start, 0)]
    return sum(float(value or 0) for value in span)
