"""The market as the platforms and the truth see it: accounts, books, numbers, edits."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from adhelm.core.clock import SetClock
from adhelm.core.errors import NotFound
from adhelm.sandbox.market import counting, delivery, editing, incidents, lag
from adhelm.sandbox.market.book import Book, open_book
from adhelm.sandbox.market.calendar import local_day
from adhelm.sandbox.market.demand import Weather
from adhelm.sandbox.market.response import Curve, hill
from adhelm.sandbox.market.scenarios import Scenario
from adhelm.sandbox.market.types import Account, Created, Edit, Incident, Numbers, Rates, Status

_MOST_BOOKS = 24
_MOST_CELLS = 400_000
_MOST_PAST = 64


class NoSuchAccount(NotFound):
    """The scenario has no such account."""

    code = "sandbox.no_such_account"


class Market:
    """One scenario, one seed, one clock. Books and numbers are made when they are asked for."""

    def __init__(
        self,
        scenario: Scenario,
        *,
        seed: int,
        clock: SetClock | None = None,
        curve: Curve = hill,
    ) -> None:
        self.scenario = scenario
        self._curve = curve
        self.seed = seed
        self.clock = clock or SetClock(scenario.now)
        self._accounts = {(one.platform, one.id): one for one in scenario.accounts()}
        self._books: OrderedDict[int, Book] = OrderedDict()
        self._months: OrderedDict[tuple[object, ...], Numbers] = OrderedDict()
        self._cells = 0
        self._past: OrderedDict[tuple[object, ...], tuple[Weather, Rates]] = OrderedDict()
        self._incidents: dict[int, tuple[Incident, ...]] = {}
        self._altered: dict[int, int] = {}

    def accounts(self, platform: str | None = None) -> list[Account]:
        """Return the accounts of a platform, or all."""
        return [one for one in self._accounts.values() if platform in {None, one.platform}]

    def account(self, platform: str, id_: str) -> Account:
        """
        Return one account.

        :raises NoSuchAccount: if there is none of that id.
        """
        found = self._accounts.get((platform, id_))
        if found is None:
            raise NoSuchAccount(f"no {platform} account {id_}", hint="see /_sandbox/scenario")
        return found

    def alter(self, account: Account, *, currency: str, zone: str) -> Account:
        """Give an account another currency or zone, as if it had never had the old one."""
        fresh = replace(account, currency=currency, zone=zone)
        self._accounts[account.platform, account.id] = fresh
        self._altered[account.index] = self._altered.get(account.index, 0) + 1
        edited = self._books.pop(account.index, None)
        if edited is not None and edited.edits:
            self._books[account.index] = replace(
                edited, account=fresh, altered=self._altered[account.index]
            )
        return fresh

    def book(self, account: Account) -> Book:
        """Return an account's book; one that was changed is kept, others may be made again."""
        book = self._books.get(account.index)
        if book is None:
            book = self._books[account.index] = self._open(account)
            self._forget_books(account.index)
        self._books.move_to_end(account.index)
        return book

    def incidents(self, account: Account) -> tuple[Incident, ...]:
        """Return what goes wrong in an account, at any time."""
        found = self._incidents.get(account.index)
        if found is None:
            found = self._incidents[account.index] = incidents.plan(
                account,
                seed=self.seed,
                rate=self.scenario.trouble,
                first_day=self.scenario.first_day,
            )
        return found

    def today(self, account: Account) -> date:
        """Return the account's local day."""
        return local_day(self.clock.now(), account.zone)

    def numbers(self, account: Account, first: date, last: date) -> Numbers:
        """Return ads × days from `first` to `last`, both included, as known now."""
        months = list(_months(first, last))
        parts = []
        for start, end in months:
            whole = self._month(account, start)
            inside = slice((max(first, start) - start).days, (min(last, end) - start).days + 1)
            parts.append(whole.columns(inside))
        return parts[0] if len(parts) == 1 else Numbers.beside(parts)

    def arrived(self, account: Account, first: date, last: date) -> Numbers:
        """Return the same with conversions on the day they happened, not on the click's."""
        start = first - timedelta(days=lag.LONGEST)
        days = np.arange(start.toordinal(), last.toordinal() + 1)
        whole = counting.arrivals(
            self.book(account),
            self.numbers(account, start, last),
            days=days,
            today=self.today(account).toordinal(),
        )
        return whole.columns(slice(lag.LONGEST, len(days)))

    def hours(self, account: Account, day: date) -> Numbers:
        """Return ads × 24 hours of the local clock on one day, as known now."""
        return delivery.deliver_hours(
            self.book(account),
            day,
            now=self.clock.now(),
            trend=self.scenario.trend,
            incidents=self.incidents(account),
        )

    def change(
        self, account: Account, level: str, ordinal: int, fields: Mapping[str, object], *, by: str
    ) -> Edit:
        """Change an entity now: see `editing.change`."""
        return editing.change(
            self.book(account),
            at=self.clock.now(),
            level=level,
            ordinal=ordinal,
            fields=fields,
            by=by,
        )

    def create(
        self,
        account: Account,
        level: str,
        *,
        parent: int | None = None,
        status: Status = Status.paused,
        fields: Mapping[str, object],
        kind: str = "prospecting",
        budget_level: str = "campaign",
        budget: int | None = None,
        amount: int = 0,
    ) -> Created:
        """Add an entity now: see `editing.create`."""
        return editing.create(
            self.book(account),
            at=self.clock.now(),
            level=level,
            parent=parent,
            status=status,
            fields=fields,
            kind=kind,
            budget_level=budget_level,
            budget=budget,
            amount=amount,
        )

    def _open(self, account: Account) -> Book:
        opened = open_book(
            account,
            seed=self.seed,
            groups=self.scenario.groups,
            ads=self.scenario.ads,
            first_day=self.scenario.first_day.toordinal(),
            curve=self._curve,
        )
        opened.altered = self._altered.get(account.index, 0)
        return opened

    def _forget_books(self, but: int) -> None:
        untouched = [n for n, book in self._books.items() if not book.edits and n != but]
        for index in untouched[: max(0, len(self._books) - _MOST_BOOKS)]:
            del self._books[index]

    def _month(self, account: Account, start: date) -> Numbers:
        book = self.book(account)
        key = (account.index, book.version, self.clock.now(), start)
        found = self._months.get(key)
        if found is None:
            found = self._months[key] = self._deliver(book, start)
            self._cells += found.spend.size
            while self._cells > _MOST_CELLS and len(self._months) > 1:
                self._cells -= self._months.popitem(last=False)[1].spend.size
        self._months.move_to_end(key)
        return found

    def _deliver(self, book: Book, start: date) -> Numbers:
        end = _month_end(start)
        days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
        sky, rates = self._brought(book, days)
        ordinals = np.array([day.toordinal() for day in days], dtype=np.int64)
        today = self.today(book.account).toordinal()
        return counting.count(book, rates, days=ordinals, today=today, sky=sky)

    def _brought(self, book: Book, days: Sequence[date]) -> tuple[Weather, Rates]:
        """Return what days bring before chance; of months that are over that changes no more."""
        key = (book.account.index, book.version, days[0])
        found = self._past.get(key)
        if found is None:
            sky = delivery.sky_of(
                book, days, trend=self.scenario.trend, incidents=self.incidents(book.account)
            )
            found = sky, delivery.rates_of(book, days, now=self.clock.now(), sky=sky)
            if days[-1] < self.today(book.account):
                self._past[key] = found
                if len(self._past) > _MOST_PAST:
                    self._past.popitem(last=False)
        return found


def _months(first: date, last: date) -> Sequence[tuple[date, date]]:
    starts = []
    start = first.replace(day=1)
    while start <= last:
        starts.append((start, _month_end(start)))
        start = _month_end(start) + timedelta(days=1)
    return starts


def _month_end(start: date) -> date:
    return (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
