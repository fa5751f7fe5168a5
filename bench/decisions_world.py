"""The sandbox's market as a pure simulation: days, budgets, what a sync would show, and the truth.

No HTTP: the market's own rates and counts, a day at a time. Whoever decides sees `Pool`s only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np  # noqa: TID253 - it runs in a process of its own
from numpy.typing import NDArray  # noqa: TID253

from adhelm.core.ads import minor_units
from adhelm.decide.optimization.types import Basis, Pool
from adhelm.sandbox.market import Account, Book, Market, chance, lag, scenario
from adhelm.sandbox.market.calendar import midnight
from adhelm.sandbox.market.delivery import rates_of, sky_of
from adhelm.sandbox.market.demand import Weather
from adhelm.sandbox.market.editing import change
from adhelm.sandbox.market.kinds import HABITS
from adhelm.sandbox.market.plan import minor_per_dollar
from adhelm.sandbox.market.response import Curve, hill
from adhelm.sandbox.market.types import Rates, sum_by
from adhelm.understand.maturity.logic.learning import learn
from adhelm.understand.maturity.logic.seen import Seen
from adhelm.understand.maturity.types import Account as Counted

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BEGIN = date(2026, 9, 21)
DAYS, PAST = 60, 120
AHEAD = 7
"""Days for which an effect is promised, and over which it is judged."""
_LATER = datetime(2027, 6, 1, tzinfo=UTC)
_LEARNT_FROM = 70
_STREAMS = ("caused", "anyway", "lag", "credit", "basket", "guess")
_GUESS = 0.03
_GOOGLE_CREDIT = 0.8
"""Mean share of a sale that Google claims: it splits credit."""


@dataclass(slots=True)
class _Ledger:
    """One account: its book, the weather, and the counts of each day so far (ads × days)."""

    account: Account
    book: Book
    sky: Weather
    purse_of: Ints
    """Purse of each ad: campaigns that share a budget have one purse."""
    budgets: list[list[int]]
    """By purse, the budgets that make it up."""
    chances: Mapping[str, Floats]
    """The draws behind each count, ads × days: whatever the budgets, chance is the same."""
    spend: Floats
    final: Ints
    """Conversions in the end, in units of credit; tracked ones."""
    credit: Ints
    basket: Ints
    settled: Floats
    """What the first estimate of a day's spend is of the delivered one."""
    amounts: Floats
    """Purses × days: budgets in force, in the currency."""
    authorised: int
    """What all budgets may come to: what they did in the beginning, in minor units."""
    known_by_age: Floats
    worth: Floats
    """Purses × days in US dollars: what the platform will claim, as the truth expects it."""
    caused: Floats
    """The same of sales that would not have been without the ads."""
    spent: Floats


class World:
    """A market from `BEGIN` on, with `PAST` days of history that everybody shares."""

    def __init__(self, seed: int, *, curve: Curve = hill, days: int = DAYS) -> None:
        self.days = days
        self.market = Market(scenario("growth"), seed=seed, curve=curve)
        self.first = BEGIN - timedelta(days=PAST)
        self.dates = [self.first + timedelta(days=n) for n in range(PAST + days + AHEAD)]
        self.ordinals = np.array([day.toordinal() for day in self.dates], dtype=np.int64)
        self.ledgers = [self._open(account) for account in self.market.accounts()]
        self.day = PAST
        """Number of the day that is about to begin."""
        for ledger in self.ledgers:
            self._count(ledger, 0, PAST)
            _forget(ledger.book)
        known = _maturity(self)
        for ledger, curve_of in zip(self.ledgers, known, strict=True):
            ledger.known_by_age[:] = curve_of

    def pools(self) -> list[Pool]:
        """Return what a sync in the first hour of the day shows, account by account."""
        return [self._pool(ledger) for ledger in self.ledgers]

    def set(self, number: int, amounts: Ints) -> None:
        """Give an account's purses other budgets from the coming day's midnight on."""
        ledger = self.ledgers[number]
        self._apply(ledger, amounts)
        unit = 10.0 ** minor_units(ledger.account.currency)
        ledger.amounts[:, self.day :] = (amounts / unit)[:, None]
        _forget(ledger.book)

    def pass_day(self) -> None:
        """Let the coming day pass."""
        for ledger in self.ledgers:
            self._count(ledger, self.day, self.day + 1)
        self.day += 1

    def expected(self, number: int, amounts: Ints | None, *, ahead: int = AHEAD) -> Floats:
        """
        Return what purses come to a day, budgets held for some days: purses × (worth, spend).

        In the account's currency and without chance; None: with the budgets as they are.
        """
        ledger = self.ledgers[number]
        held = _snapshot(ledger.book)
        if amounts is not None:
            self._apply(ledger, amounts)
        days = slice(self.day, self.day + ahead)
        rates = self._rates(ledger, days)
        _restore(ledger.book, held)
        worth, _, spend = _by_purse(ledger, rates)
        rate = minor_per_dollar(ledger.account.currency) / 10 ** minor_units(
            ledger.account.currency
        )
        return np.stack([worth.mean(axis=1) * rate, spend.mean(axis=1) * rate], axis=1)

    def minor(self, number: int) -> Ints:
        """Return an account's budgets now by purse, in minor units."""
        ledger = self.ledgers[number]
        day = int(self.ordinals[self.day])
        return np.array(
            [sum(ledger.book.amount(one, day) for one in group) for group in ledger.budgets],
            dtype=np.int64,
        )

    def _open(self, account: Account) -> _Ledger:
        book = self.market.book(account)
        groups = _purses(book)
        of_budget = {one: n for n, group in enumerate(groups) for one in group}
        ads, days = book.count("ad"), len(self.dates)
        sky = sky_of(
            book, self.dates, trend=self.market.scenario.trend,
            incidents=self.market.incidents(account),
        )  # fmt: skip
        past = book.planned_amounts(self.ordinals)
        unit = 10.0 ** minor_units(account.currency)
        drawn = {name: self._drawn(book, name) for name in _STREAMS}
        made = _Ledger(
            account=account, book=book, sky=sky,
            purse_of=np.array([of_budget[one] for one in book.tree.budget_of_ad], dtype=np.int64),
            budgets=groups, chances=drawn,
            spend=np.full((ads, days), np.nan), final=np.zeros((ads, days), dtype=np.int64),
            credit=_credit(account, drawn["credit"]), basket=_basket(book, drawn["basket"]),
            settled=_settled(account, drawn["guess"]),
            amounts=np.stack([past[group].sum(axis=0) for group in groups]) / unit,
            authorised=int(past[:, PAST - 1].sum()),
            known_by_age=np.ones(lag.LONGEST + 1),
            worth=np.zeros((len(groups), days)), caused=np.zeros((len(groups), days)),
            spent=np.zeros((len(groups), days)),
        )  # fmt: skip
        # From the beginning on nobody else moves a budget.
        for budget in range(book.count("budget")):
            _set(book, budget, int(past[budget, PAST - 1]), BEGIN)
        made.amounts[:, PAST:] = made.amounts[:, PAST - 1 : PAST]
        return made

    def _drawn(self, book: Book, stream: str) -> Floats:
        rows, account = np.arange(book.count("ad"))[:, None], book.account.index
        return chance.uniform(book.seed, stream, account, rows, self.ordinals[None, :])

    def _apply(self, ledger: _Ledger, amounts: Ints) -> None:
        day = self.dates[self.day]
        for purse, group in enumerate(ledger.budgets):
            parts = [ledger.book.amount(one, day.toordinal()) for one in group]
            for budget, part in zip(group, _shared(int(amounts[purse]), parts), strict=True):
                if part != ledger.book.amount(budget, day.toordinal()):
                    _set(ledger.book, budget, part, day)

    def _rates(self, ledger: _Ledger, days: slice) -> Rates:
        used = np.arange(days.start, days.stop)
        return rates_of(ledger.book, self.dates[days], now=_LATER, sky=ledger.sky.on(used))

    def _count(self, ledger: _Ledger, start: int, stop: int) -> None:
        """Let chance make whole numbers of some days, as the market does it."""
        days = slice(start, stop)
        rates = self._rates(ledger, days)
        shown = np.rint(rates.impressions).astype(np.int64)
        caused, anyway = (
            chance.poisson(getattr(rates, name), ledger.chances[name][:, days])
            for name in ("caused", "anyway")
        )
        caused = np.minimum(caused, shown)
        claimed = caused + np.minimum(anyway, shown - caused)
        tracked = ledger.sky.tracked[ledger.book.campaign_of_ads()][:, days] > 0
        ledger.final[:, days] = np.where(tracked, claimed, 0)
        unit = 10.0 ** minor_units(ledger.account.currency)
        ledger.spend[:, days] = np.rint(rates.spend * ledger.settled[:, days]) / unit
        worth, caused_worth, spend = _by_purse(ledger, rates)
        ledger.worth[:, days], ledger.caused[:, days] = worth, caused_worth
        ledger.spent[:, days] = spend

    def _pool(self, ledger: _Ledger) -> Pool:
        past = slice(self.day - PAST, self.day)
        ages = self.day - np.arange(past.start, past.stop)
        account, purses = ledger.account, len(ledger.budgets)
        known = _claims(ledger, past, ages)
        unit = 10.0 ** minor_units(account.currency)
        share = ledger.known_by_age[np.minimum(ages, lag.LONGEST)]
        weekdays = np.array([day.weekday() for day in self.dates[past]], dtype=np.int64)
        spend = sum_by(ledger.purse_of, ledger.spend[:, past], purses)
        return Pool(
            platform=account.platform,
            account=f"{account.platform}/{account.id}",
            currency=account.currency,
            metric="conversion_value",
            basis=Basis.platform,
            names=tuple(f"purse {n}" for n in range(purses)),
            weekdays=weekdays,
            budgets=self.minor(self.ledgers.index(ledger)),
            budgeted=ledger.amounts[:, past].copy(),
            spend=spend,
            returns=sum_by(ledger.purse_of, known, purses) / unit,
            known=np.broadcast_to(share, spend.shape).copy(),
            total=int(ledger.authorised),
        )


def _credit(account: Account, draws: Floats) -> Ints:
    if not HABITS[account.platform].fractional:
        return np.full(draws.shape, 100)
    return 60 + (draws * 41).astype(np.int64)


def _basket(book: Book, draws: Floats) -> Ints:
    dollars = book.latent.basket[book.campaign_of_ads()][:, None] * np.exp(0.4 * (draws - 0.5))
    minor = np.rint(dollars * minor_per_dollar(book.account.currency))
    return np.asarray(minor, dtype=np.int64)


def _settled(account: Account, draws: Floats) -> Floats:
    """Return what is billed on the morning after, of what was delivered: an estimate."""
    settles = HABITS[account.platform].settles
    left = max(settles - 1, 0) / settles
    return np.asarray(1.0 + _GUESS * (draws - 0.5) * left, dtype=np.float64)


def _claims(ledger: _Ledger, days: slice, ages: Ints) -> Floats:
    """Return the value that the platform claims by now, ads × days, in minor units."""
    known = lag.known(
        ledger.final[:, days], ages[None, :], HABITS[ledger.account.platform].lag_days,
        ledger.chances["lag"][:, days],
    )  # fmt: skip
    made: Floats = (known * ledger.credit[:, days] * ledger.basket[:, days] // 100).astype(float)
    return made


def _by_purse(ledger: _Ledger, rates: Rates) -> tuple[Floats, Floats, Floats]:
    """Return expected claims, caused sales and spend in US dollars: purses × days."""
    book = ledger.book
    # Of what was broken in the counting, the client has the sale all the same.
    basket = book.latent.basket[book.campaign_of_ads()][:, None]
    fractional = HABITS[ledger.account.platform].fractional
    credit = _GOOGLE_CREDIT if fractional else 1.0
    purses = len(ledger.budgets)
    worth = (rates.caused + rates.anyway) * basket * credit
    dollar = minor_per_dollar(ledger.account.currency)
    return (
        sum_by(ledger.purse_of, worth, purses),
        sum_by(ledger.purse_of, rates.caused * basket, purses),
        sum_by(ledger.purse_of, rates.spend / dollar, purses),
    )


def _maturity(world: World) -> list[Floats]:
    """Return by account how much of a day's value is known at each age, learned from syncs."""
    accounts, columns = [], {name: [] for name in ("account", "day", "age", "value")}  # type: ignore[var-annotated]
    horizons, units = [], []
    for number, ledger in enumerate(world.ledgers):
        unit = 10.0 ** minor_units(ledger.account.currency)
        accounts.append(
            Counted(ledger.account.platform, ledger.account.platform, ledger.account.id)
        )
        horizons.append(lag.LONGEST)
        span = slice(PAST - _LEARNT_FROM, PAST)
        total = 0.0
        for age in range(1, lag.LONGEST + 2):
            seen = np.arange(span.start, PAST - age)
            if not len(seen):
                continue
            days = slice(int(seen[0]), int(seen[-1]) + 1)
            value = _claims(ledger, days, np.full(len(seen), age)).sum(axis=0) / unit
            columns["account"].append(np.full(len(seen), number))
            columns["day"].append(world.ordinals[seen])
            columns["age"].append(np.full(len(seen), age))
            columns["value"].append(value)
            total = max(total, float(value.mean()))
        sales = ledger.final[:, span].sum(axis=0).mean()
        units.append(max(total / max(float(sales), 1.0), 1e-6))
    stacked = {name: np.concatenate(parts) for name, parts in columns.items()}
    order = np.lexsort([stacked[name] for name in ("age", "day", "account")])
    found = Seen(
        tuple(accounts), *(stacked[name][order] for name in ("account", "day", "age", "value"))
    )
    curves = learn(
        found, metric="conversion_value", horizons=horizons, units=units,
        today=int(world.ordinals[PAST]),
    )  # fmt: skip
    by_name = {one.account: one for one in curves}
    made = []
    for counted in accounts:
        curve = by_name[counted.name]
        shares = [curve.at(age) for age in range(lag.LONGEST + 1)]
        made.append(np.array([0.5 if one is None else one for one in shares]))
    return made


def _purses(book: Book) -> list[list[int]]:
    """Return groups of budgets: a campaign's own ones, or one that several campaigns share."""
    return [list(group) for group in dict.fromkeys(map(tuple, book.tree.budget_of_campaign))]


def _shared(whole: int, parts: Sequence[int]) -> list[int]:
    """Return a whole amount split as the parts are, exact."""
    total, left, made = sum(parts), whole, []
    for place, part in enumerate(parts):
        share = left if place == len(parts) - 1 else whole * part // max(total, 1)
        made.append(share)
        left -= share
    return made


def _set(book: Book, budget: int, amount: int, day: date) -> None:
    at = midnight(day, book.account.zone)
    change(book, at=at, level="budget", ordinal=budget, fields={"amount": amount}, by="policy")


def _forget(book: Book) -> None:
    """Keep the last settings alone: the days before are counted."""
    del book.settings[:-1], book.edits[:]


def _snapshot(book: Book) -> tuple[list[Any], int, dict[Any, Any]]:
    # A second change at one instant alters the last settings in place.
    last = book.settings[-1]
    kept = replace(last, amount=last.amount.copy(), learning_since=last.learning_since.copy())
    told = {key: dict(one) for key, one in book.kept.items()}
    return [*book.settings[:-1], kept], len(book.edits), told


def _restore(book: Book, held: tuple[list[Any], int, dict[Any, Any]]) -> None:
    settings, edits, kept = held
    book.settings[:], book.kept = settings, kept
    del book.edits[edits:]
