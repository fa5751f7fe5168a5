"""Campaigns of the sandbox's market of which the truth is known: what a change did, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np  # noqa: TID253 - the tests are about arrays

from adhelm.core.clock import SetClock
from adhelm.learn.outcomes.types import Case
from adhelm.sandbox.market import Market, scenario
from adhelm.sandbox.market.types import sum_by

DAYS = 7
HISTORY = 182
LAST = date(2026, 10, 10)
"""The last judged day; all conversions are known by the scenario's own day."""


@dataclass(frozen=True)
class Known:
    """A case and what the change truly did over its window."""

    case: Case
    truth: float
    """Per day."""


def conversions(market: Market, account, *, until: date = LAST) -> np.ndarray:
    """Campaigns × days up to `until`."""
    book = market.book(account)
    first = until - timedelta(days=HISTORY + DAYS - 1)
    found = market.numbers(account, first, until)
    return sum_by(book.campaign_of_ads(), found.conversions, book.count("campaign")) / 100.0


def unchanged(seed: int, *, shifts: int = 6) -> Iterator[Known]:
    """Every campaign at several times at which nobody changed anything."""
    market = Market(scenario("growth"), seed=seed)
    for account in market.accounts():
        for shift in range(shifts):
            came = conversions(market, account, until=LAST - timedelta(days=shift * 2 * DAYS))
            for campaign in range(len(came)):
                yield Known(case_of(came, [campaign]), 0.0)


def changed(seed: int, factor: float) -> Iterator[Known]:
    """One campaign of each account given another budget; beside it the market where it was not."""
    for number in range(len(Market(scenario("growth"), seed=seed).accounts())):
        still, edited = (Market(scenario("growth"), seed=seed) for _ in range(2))
        account = still.accounts()[number]
        before = conversions(still, account)
        campaign = int(np.argsort(-before[:, -60:].sum(axis=1))[seed % 2])
        noon = datetime.combine(LAST - timedelta(days=DAYS), time(12), UTC)
        clock: SetClock = edited.clock
        now = clock.now()
        clock.set(noon)
        book = edited.book(account)
        budget = book.tree.budget_of_campaign[campaign][0]
        amount = int(book.amount(budget, noon.date().toordinal()) * factor)
        edited.change(account, "budget", budget, {"amount": amount}, by="test")
        clock.set(now)
        after = conversions(edited, account)
        rows = np.flatnonzero(
            [budget in budgets for budgets in book.tree.budget_of_campaign]
        ).tolist()
        truth = (after - before)[rows][:, -DAYS:].sum() / DAYS
        yield Known(case_of(after, rows), float(truth))


def case_of(came: np.ndarray, rows: list[int]) -> Case:
    """What was changed, and the others of its account beside it."""
    others = np.delete(came, rows, axis=0)
    return Case(came[rows].sum(axis=0), others, HISTORY)
