"""Our nouns: platforms, levels, money, periods. Standard library only: anything may import it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from adhelm.core.errors import Invalid


class Level(StrEnum):
    """
    Where in an account a row belongs.

    The hierarchy is the one people compare by (data layer D12): LinkedIn's campaign group is a
    `campaign`, its campaign an `ad_group`, its creative an `ad`.
    """

    account = "account"
    campaign = "campaign"
    ad_group = "ad_group"
    ad = "ad"
    keyword = "keyword"
    search_term = "search_term"


@dataclass(frozen=True, slots=True)
class Platform:
    """
    What people see in a table.

    `connector` is who delivers the rows and is billed: Instagram is a platform, Meta its connector.
    `day_zone` is the zone of the platform's days where it is not the account's own.
    `clicks_within_impressions` holds where the platform promises it (LinkedIn does not).
    """

    id: str
    name: str
    connector: str
    day_zone: str | None = None
    clicks_within_impressions: bool = True


PLATFORMS = {
    platform.id: platform
    for platform in (
        Platform("google_ads", "Google Ads", "google_ads"),
        Platform("meta", "Meta", "meta"),
        Platform("instagram", "Instagram", "meta"),
        Platform("tiktok", "TikTok", "tiktok"),
        # LinkedIn books days in UTC, and counts clicks that have no impression of their own.
        Platform("linkedin", "LinkedIn", "linkedin", "UTC", clicks_within_impressions=False),
        # X bills engagements, of which one impression may have several.
        Platform("x", "X", "x", clicks_within_impressions=False),
        Platform("microsoft_ads", "Microsoft Ads", "microsoft_ads"),
        Platform("pinterest", "Pinterest", "pinterest", clicks_within_impressions=False),
        Platform("snapchat", "Snapchat", "snapchat", clicks_within_impressions=False),
        Platform("reddit", "Reddit", "reddit", clicks_within_impressions=False),
        Platform("amazon_ads", "Amazon Ads", "amazon_ads"),
    )
}

# ISO 4217 minor units that are not 2. IDR has 2 on paper; platforms bill it in whole rupiah.
_MINOR_UNITS = {
    **dict.fromkeys(
        "BIF CLP DJF GNF IDR ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0
    ),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
}

# Active ISO 4217 codes of the currencies that ad platforms bill in.
CURRENCIES = frozenset(
    """AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP
    BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL
    GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KRW
    KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD
    NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD
    SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYI UYU UZS
    VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL HRK""".split()
)


class UnknownCurrency(Invalid):
    """The code is no ISO 4217 currency."""

    code = "money.unknown_currency"


class BadAmount(Invalid):
    """The text is no amount of money."""

    code = "money.bad_amount"


def currency(code: str) -> str:
    """
    Return `code` as an upper-case ISO 4217 code.

    :raises UnknownCurrency: if there is no such currency.
    """
    upper = code.strip().upper()
    if upper not in CURRENCIES:
        raise UnknownCurrency(f"'{code}' is no currency", hint="an ISO 4217 code such as EUR")
    return upper


def minor_units(code: str) -> int:
    """Return the digits behind the point of a currency (JPY 0, EUR 2, KWD 3)."""
    return _MINOR_UNITS.get(currency(code), 2)


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in one currency. Amounts of two currencies never add up."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        """Refuse what is no finite amount of a known currency."""
        if not self.amount.is_finite():
            raise BadAmount(f"{self.amount} is no amount", hint="a finite decimal number")
        object.__setattr__(self, "currency", currency(self.currency))

    @classmethod
    def parse(cls, text: str, code: str) -> Money:
        """
        Read a plain decimal amount such as `33.51`; never a float.

        :raises BadAmount: if `text` is no finite decimal number.
        """
        try:
            amount = Decimal(text)
        except InvalidOperation as error:
            raise BadAmount(f"'{text}' is no amount", hint='write it as "1234.50"') from error
        return cls(amount, code)

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def rounded(self) -> Money:
        """Return the amount rounded half-even to the currency's minor unit."""
        unit = Decimal(1).scaleb(-minor_units(self.currency))
        return Money(self.amount.quantize(unit), self.currency)

    def __str__(self) -> str:
        return f"{self.amount:,f} {self.currency}"

    def _same(self, other: Money) -> Decimal:
        if other.currency != self.currency:
            raise Invalid(
                f"{self.currency} and {other.currency} do not add up",
                hint="convert one of them at a dated rate first",
            )
        return other.amount


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, half open: `start` is in, `end` is not."""

    start: date
    end: date

    def __post_init__(self) -> None:
        """Refuse a period that ends before it starts."""
        if self.end < self.start:
            raise Invalid(f"a period cannot end ({self.end}) before it starts ({self.start})")

    @classmethod
    def closed(cls, first: date, last: date) -> Period:
        """Return the period from `first` to `last`, both included."""
        return cls(first, last + timedelta(days=1))

    @property
    def days(self) -> int:
        """Return how many days the period holds."""
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """Return the last day that is in."""
        return self.end - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def __iter__(self) -> Iterator[date]:
        return (self.start + timedelta(days=n) for n in range(self.days))

    def previous(self) -> Period:
        """Return the equally long period just before this one."""
        return Period(self.start - (self.end - self.start), self.start)

    def __str__(self) -> str:
        return f"{self.start}..{self.last}"
