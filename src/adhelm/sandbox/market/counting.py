"""From rates to whole numbers: each cell by its own draws, as it is known on a given day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from adhelm.sandbox.market import chance, lag
from adhelm.sandbox.market.book import Book
from adhelm.sandbox.market.chance import Floats, Ints
from adhelm.sandbox.market.demand import Weather
from adhelm.sandbox.market.kinds import HABITS, Habits
from adhelm.sandbox.market.plan import minor_per_dollar
from adhelm.sandbox.market.types import Numbers, Rates

_CREDITED, _LAST_CREDIT = 0.02, 14
_BOTS_FOUND_AFTER = 5
_GUESS = 0.03
_VIDEO = 0.31
_FEW_CELLS = 4_096
"""Cells up to which draws are kept: they are the same whenever they are asked for."""


@dataclass(frozen=True, slots=True)
class _Cells:
    """Ads × days of one account, and how old each day is."""

    book: Book
    days: Ints
    age: Ints
    sky: Weather | None
    """None where nothing is delivered any more, only counted."""
    of_campaign: Ints

    @property
    def habits(self) -> Habits:
        """Return how the account's platform bills and reports."""
        return HABITS[self.book.account.platform]

    def draw(self, stream: str) -> Floats:
        """Return a number between 0 and 1 for each cell."""
        book, shape = self.book, (len(self.of_campaign), len(self.days))
        if shape[0] * shape[1] > _FEW_CELLS or self.days[-1] - self.days[0] != shape[1] - 1:
            return _drawn(book.seed, stream, book.account.index, shape[0], self.days)
        return _kept(book.seed, stream, book.account.index, shape, int(self.days[0]))

    def bots(self) -> Floats:
        """Return by how much bots multiplied each cell's clicks."""
        if self.sky is None:
            return np.ones((len(self.of_campaign), len(self.days)))
        return self.sky.clicks[self.of_campaign]


def count(book: Book, rates: Rates, *, days: Ints, today: int, sky: Weather) -> Numbers:
    """Return the whole numbers of the given days (ordinals) as they are known on `today`."""
    cells = _Cells(book, days, today - days, sky, book.campaign_of_ads())
    impressions = np.rint(rates.impressions).astype(np.int64)
    raw_clicks = np.minimum(
        chance.poisson(rates.clicks * cells.bots(), cells.draw("clicks")), impressions
    )
    caused = np.minimum(chance.poisson(rates.caused, cells.draw("caused")), impressions)
    anyway = chance.poisson(rates.anyway, cells.draw("anyway"))
    claimed = caused + np.minimum(anyway, impressions - caused)
    clicks = _valid(cells, raw_clicks)
    return Numbers(
        spend=_billed(cells, rates.spend),
        impressions=impressions,
        clicks=clicks,
        link_clicks=(clicks * 3) // 4,
        views=_views(cells, impressions),
        reach=np.rint(impressions / (1.1 + 0.5 * cells.draw("frequency"))).astype(np.int64),
        caused=caused,
        claimed=claimed,
        **_conversions(cells, claimed),
    )


def arrivals(book: Book, numbers: Numbers, *, days: Ints, today: int) -> Numbers:
    """
    Return the same with conversions and value on the day they happened, not on the click's.

    `days` (ordinals) are in a row; what was clicked before the first is not in.
    """
    cells = _Cells(book, days, today - days, None, book.campaign_of_ads())
    credit, at = _credit(cells), cells.draw("lag")
    tracked = numbers.final // credit
    conversions, value = np.zeros_like(tracked), np.zeros_like(tracked)
    before = np.zeros_like(tracked)
    for age in range(min(lag.LONGEST + 1, len(days))):
        known = lag.known(tracked, np.full(len(days), age), cells.habits.lag_days, at)
        came = slice(age, len(days))
        clicked = slice(0, len(days) - age)
        so_far, until = known * credit, before * credit
        worth = so_far * numbers.basket // 100 - until * numbers.basket // 100
        conversions[:, came] += (so_far - until)[:, clicked]
        value[:, came] += worth[:, clicked]
        before = known
    seen = days <= today
    return replace(numbers, conversions=conversions * seen, value=value * seen)


def _conversions(cells: _Cells, claimed: Ints) -> dict[str, Ints]:
    if cells.sky is None:
        raise TypeError("conversions are made where ads are delivered")
    tracked = np.where(cells.sky.tracked[cells.of_campaign] > 0, claimed, 0)
    at = cells.draw("lag")
    known = lag.known(tracked, cells.age, cells.habits.lag_days, at)
    soon = lag.known(tracked, np.minimum(cells.age, 1), cells.habits.lag_days, at)
    by_view = np.floor(known * cells.habits.views + cells.draw("view")).astype(np.int64)
    credit, basket = _credit(cells), _basket(cells)
    return {
        "conversions": known * credit,
        "value": known * credit * basket // 100,
        "by_view": np.minimum(by_view, known) * credit if cells.habits.views else known * 0,
        "within_day": np.minimum(soon, known) * credit,
        "final": tracked * credit,
        "basket": basket,
    }


def _credit(cells: _Cells) -> Ints:
    """Return how much of one sale the platform claims, in hundredths."""
    if not cells.habits.fractional:
        return np.full(cells.draw("credit").shape, 100)
    return 60 + (cells.draw("credit") * 41).astype(np.int64)


def _basket(cells: _Cells) -> Ints:
    spread = np.exp(0.4 * (cells.draw("basket") - 0.5))
    dollars = cells.book.latent.basket[cells.of_campaign][:, None] * spread
    return np.rint(dollars * minor_per_dollar(cells.book.account.currency)).astype(np.int64)


def _valid(cells: _Cells, clicks: Ints) -> Ints:
    """Take the clicks of bots back some days after."""
    found = (cells.bots() > 1.0) & (cells.age >= _BOTS_FOUND_AFTER)
    return np.where(found, np.floor(clicks / cells.bots()), clicks).astype(np.int64)


def _billed(cells: _Cells, spend: Floats) -> Ints:
    """Return what is billed so far: an estimate at first, less credits some days later."""
    left = np.maximum(cells.habits.settles - cells.age, 0) / cells.habits.settles
    guess = 1.0 + _GUESS * (cells.draw("guess") - 0.5) * left
    due = 2 + (cells.draw("credit day") * (_LAST_CREDIT - 1)).astype(np.int64)
    credited = (cells.draw("credited") < _CREDITED) & (cells.age >= due)
    part = 1.0 - np.where(credited, chance.between(0.02, 0.1, cells.draw("credit part")), 0.0)
    bots = (cells.bots() > 1.0) & (cells.age >= _BOTS_FOUND_AFTER)
    return np.rint(spend * guess * part * np.where(bots, 0.7, 1.0)).astype(np.int64)


def _views(cells: _Cells, impressions: Ints) -> Ints:
    video = np.array([kind == "video" for kind in cells.book.tree.kinds])[cells.of_campaign]
    return np.where(video[:, None], np.rint(impressions * _VIDEO), 0).astype(np.int64)


@lru_cache(maxsize=1024)
def _kept(seed: int, stream: str, account: int, shape: tuple[int, int], first: int) -> Floats:
    """Return the draws of days in a row; nobody writes to them."""
    found = _drawn(seed, stream, account, shape[0], np.arange(first, first + shape[1]))
    found.setflags(write=False)
    return found


def _drawn(seed: int, stream: str, account: int, ads: int, days: Ints) -> Floats:
    return chance.uniform(seed, stream, account, np.arange(ads)[:, None], days[None, :])
