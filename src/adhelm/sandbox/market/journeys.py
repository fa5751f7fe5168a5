"""People's journeys: who saw what, who bought, and who would have bought anyway.

The sales that a platform claims are single people's. Some of them were touched by two platforms,
which both claim them; and some people buy whom nobody had reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from adhelm.core.ads import minor_units
from adhelm.sandbox.market import calendar, chance, lag
from adhelm.sandbox.market.chance import Floats
from adhelm.sandbox.market.kinds import HABITS, PER_DOLLAR
from adhelm.sandbox.market.market import Market
from adhelm.sandbox.market.types import Account

_OVERLAP = 0.3
_NOBODYS = 0.25
"""Sales without any ad, for each one that a platform claims."""
_CLICK_IDS = {"google_ads": "gclid", "meta": "fbclid", "tiktok": "ttclid", "linkedin": "li_fat_id",
              "x": "twclid"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Touch:
    """One ad that reached one person."""

    platform: str
    account_id: str
    campaign_id: str
    ad_id: str | None
    day: date
    """Local day of the account: the day by which the platform books the conversion."""
    kind: str
    """'click' or 'view'."""
    click_id: str | None


@dataclass(frozen=True, slots=True)
class Order:
    """One sale. `caused_by` names the ad without which it would not have been, if there is one."""

    id: str
    brand: str
    at: datetime
    value_usd: float
    touches: tuple[Touch, ...]
    anyway: bool
    """The person would have bought without any ad."""
    caused_by: int | None
    """Which of the touches caused it."""


@dataclass(frozen=True, slots=True)
class _Claim:
    touch: Touch
    at: datetime
    caused: bool
    value_usd: float


def orders(market: Market, brand: int, first: date, last: date) -> list[Order]:
    """Return a brand's sales whose last ad fell on local days `first` to `last`, in order."""
    found: list[Order] = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        accounts = [one for one in market.accounts() if one.brand == brand]
        claims = [list(_claims(market, account, day)) for account in accounts]
        found += _joined(market, brand, accounts, claims, day)
    return sorted((one for one in found if one.at <= market.clock.now()), key=lambda one: one.at)


def _claims(market: Market, account: Account, day: date) -> Iterator[_Claim]:
    numbers, book = market.numbers(account, day, day), market.book(account)
    claimed, caused = numbers.claimed[:, 0], numbers.caused[:, 0]
    at = chance.uniform(
        book.seed, "lag", account.index, np.arange(len(claimed)), np.array([day.toordinal()])
    )
    views = HABITS[account.platform].views
    for ad in np.flatnonzero(claimed):
        touch = _touch(market, account, int(ad), day)
        draws = chance.uniform(
            market.seed, "order", account.index, ad, day.toordinal(), _upto(claimed[ad])
        )
        value = _dollars(account, int(numbers.basket[ad, 0]))
        for number in range(int(claimed[ad])):
            age = lag.age_of(
                int(claimed[ad]), number + 1, HABITS[account.platform].lag_days, at[ad]
            )
            moment = _moment(account, day + timedelta(days=age), draws[number])
            yield _Claim(
                _kind(touch, number, draws[number] < views), moment, number < caused[ad], value
            )


def _upto(count: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.arange(int(count))


def _touch(market: Market, account: Account, ad: int, day: date) -> Touch:
    book = market.book(account)
    return Touch(
        platform=account.platform,
        account_id=account.id,
        campaign_id=book.id("campaign", book.campaign_of("ad", ad)),
        ad_id=None if book.hidden("ad", ad) else book.id("ad", ad),
        day=day,
        kind="click",
        click_id=f"{account.index:x}.{ad:x}.{day.toordinal():x}",
    )


def _kind(touch: Touch, number: int, viewed: bool) -> Touch:  # noqa: FBT001 - it is what is drawn
    return Touch(
        touch.platform,
        touch.account_id,
        touch.campaign_id,
        touch.ad_id,
        touch.day,
        "view" if viewed else "click",
        None if viewed else f"{_CLICK_IDS[touch.platform]}.{touch.click_id}.{number:x}",
    )


def _dollars(account: Account, minor: int) -> float:
    amount = minor / float(10 ** minor_units(account.currency))
    return round(amount / PER_DOLLAR[account.currency], 2)


def _moment(account: Account, day: date, at: float) -> datetime:
    start = calendar.midnight(day, account.zone)
    end = calendar.midnight(day + timedelta(days=1), account.zone)
    return (start + (end - start) * float(at)).astimezone(UTC).replace(microsecond=0)


def _joined(
    market: Market,
    brand: int,
    accounts: Sequence[Account],
    claims: Sequence[list[_Claim]],
    day: date,
) -> Iterator[Order]:
    """Turn claims into sales; a claim that no ad caused may be another platform's sale too."""
    flat = [claim for of_account in claims for claim in of_account]
    draws = chance.uniform(
        market.seed, "overlap", brand, day.toordinal(), np.arange(len(flat) or 1)
    )
    held: list[_Claim] = []
    sales: list[list[_Claim]] = []
    for claim, at in zip(flat, draws, strict=False):
        partner = next((one for one in held if one.touch.platform != claim.touch.platform), None)
        if not claim.caused and partner is not None and at < _OVERLAP * 2:
            held.remove(partner)
            next(sale for sale in sales if sale[0] is partner).append(claim)
            continue
        sales.append([claim])
        if at < _OVERLAP:
            held.append(claim)
    for number, sale in enumerate(sales):
        yield _order(f"{brand}-{day:%Y%m%d}-{number:05d}", accounts[0].brand_name, sale)
    yield from _unreached(market, brand, accounts[0], len(sales), day)


def _order(id_: str, brand: str, sale: list[_Claim]) -> Order:
    caused = next((n for n, claim in enumerate(sale) if claim.caused), None)
    return Order(
        id=f"SO-{id_}",
        brand=brand,
        at=max(claim.at for claim in sale),
        value_usd=sale[0].value_usd,
        touches=tuple(claim.touch for claim in sale),
        anyway=caused is None,
        caused_by=caused,
    )


def _unreached(
    market: Market, brand: int, account: Account, sales: int, day: date
) -> Iterator[Order]:
    draws: Floats = chance.uniform(
        market.seed, "unreached", brand, day.toordinal(), np.arange(int(sales * _NOBODYS) + 1)
    )
    for number, at in enumerate(draws):
        moment = _moment(account, day, at)
        value = round(40.0 + 80.0 * float(at), 2)
        id_ = f"SO-{brand}-{day:%Y%m%d}-N{number:04d}"
        yield Order(id_, account.brand_name, moment, value, (), anyway=True, caused_by=None)
