"""What every platform must do: how each is reached in the sandbox, and what it cannot do and why.

The tests that all of them run are in `test_platforms_*.py`; each takes a `desk`, which is one
connector at work on a sandbox of its own.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from adhelm.connectors.contract import (
    Account,
    Address,
    Connector,
    Fetch,
    Link,
    Mapped,
    Reader,
    Stream,
    Writer,
)
from adhelm.core.ads import Level, Period
from adhelm.core.clock import SetClock, today
from adhelm.core.http import client

if TYPE_CHECKING:
    import httpx
    from _pytest.mark import ParameterSet

NO_DST = "its days are UTC's everywhere"


@dataclass(frozen=True, slots=True)
class Trait:
    """One platform as the suite sees it."""

    name: str
    prefix: str
    credential: Mapping[str, str]
    """Part of our credential -> value in the sandbox's; '=text' stands for itself."""
    token_path: str = ""
    reports: str = ""
    """Where reports are asked for, as the sandbox's faults find them."""
    creates: str = ""
    """Where a campaign is made."""
    money: str = ""
    """The field of a report that holds what was spent."""
    several: tuple[str, int] = ("growth", 92)
    """The scenario and the days of ads that make more than one page."""
    cannot: Mapping[str, str] = field(default_factory=dict)
    """What it cannot do -> why."""
    tomorrow: str = "STATUS_OF_TOMORROW"
    """How a status that nobody knows yet arrives."""
    transport: str = ""
    """How its calls are carried; '' is the connector's usual way."""

    @property
    def label(self) -> str:
        """Return what tests are called by."""
        return f"{self.name}-{self.transport}" if self.transport else self.name

    @property
    def connector(self) -> Connector:
        """Return the connector of that name."""
        found = importlib.import_module(f"adhelm.connectors.{self.name}").CONNECTOR
        assert isinstance(found, Connector)
        return found


def needing(trait: Trait) -> ParameterSet:
    """Return a trait as a parameter, left out with the reason where a package is missing."""
    missing = trait.transport == "sdk" and importlib.util.find_spec("google.ads") is None
    reason = f"{trait.label}: the extra google-sdk is not installed"
    marks = [pytest.mark.skipif(missing, reason=reason)] if missing else []
    return pytest.param(trait, id=trait.label, marks=marks)


_OAUTH = {one: one for one in ("client_id", "client_secret", "refresh_token", "access_token")}
GOOGLE = Trait(
    name="google_ads",
    prefix="google",
    credential={**_OAUTH, "login_customer_id": "=9990001112", "developer_token": "=dev-1"},
    token_path="/token",
    reports="googleAds:search",
    creates="mutate",
    money="costMicros",
    # A page holds 10,000 rows.
    several=("scale", 12),
)
GOOGLES = (
    GOOGLE,
    replace(
        GOOGLE,
        transport="sdk",
        tomorrow="99999",
        cannot={"extra": "a message holds no field that its package does not name"},
    ),
)
TRAITS = (
    *GOOGLES,
    Trait(
        name="meta",
        prefix="meta",
        credential={
            "access_token": "access_token",
            "app_id": "client_id",
            "app_secret": "client_secret",
        },
        reports="insights",
        creates="act_[0-9]+/campaigns",
        money="spend",
        cannot={"renew": "a token that ran out cannot be exchanged"},
    ),
    Trait(
        name="tiktok",
        prefix="tiktok",
        credential={
            "access_token": "access_token",
            "app_id": "client_id",
            "secret": "client_secret",
        },
        reports="report/integrated/get",
        creates="campaign/create",
        money="spend",
        several=("scale", 5),
        cannot={"renew": "tokens last until they are revoked, and none renews them"},
    ),
    Trait(
        name="linkedin",
        prefix="linkedin",
        credential=_OAUTH,
        token_path="/oauth/v2/accessToken",
        reports="adAnalytics",
        creates="adCampaignGroups",
        money="costInLocalCurrency",
        cannot={"dst": NO_DST, "hours": "adAnalytics has no hours", "zone": NO_DST},
    ),
    Trait(
        name="x",
        prefix="xads",
        credential={
            "consumer_key": "client_id",
            "consumer_secret": "client_secret",
            "access_token": "access_token",
            "access_token_secret": "refresh_token",
        },
        reports="stats",
        creates="accounts/[a-z0-9]+/campaigns",
        money="billed_charge_local_micro",
        cannot={
            "renew": "signatures use tokens that never run out",
            "revoked": "a bad signature and a token that was taken back are answered alike",
        },
    ),
)


@dataclass
class Desk:
    """One connector at work on a sandbox."""

    trait: Trait
    url: str
    http: httpx.Client
    clock: SetClock
    pauses: list[float] = field(default_factory=list)
    kept: list[Mapping[str, str]] = field(default_factory=list)
    opened: list[Reader | Writer] = field(default_factory=list)

    @property
    def credential(self) -> dict[str, str]:
        """Return the credential that sees everything, in our words."""
        said = next(
            one
            for one in self.scenario["credentials"]
            if (one["platform"], one["name"]) == (self.trait.name, "everything")
        )
        known = {one.name for one in self.trait.connector.credential}
        values = {
            ours: theirs[1:] if theirs.startswith("=") else said[theirs]
            for ours, theirs in self.trait.credential.items()
        }
        return {name: value for name, value in values.items() if name in known}

    @property
    def secrets(self) -> list[str]:
        """Return the values of the credential that nobody may see, and those renewed."""
        names = [one.name for one in self.trait.connector.credential if one.secret]
        kept = [value for one in self.kept for name, value in one.items() if "token" in name]
        return [*(self.credential[name] for name in names if name in self.credential), *kept]

    @property
    def scenario(self) -> dict[str, Any]:
        """Return what is played."""
        return dict(self.http.get("/_sandbox/scenario").json())

    def link(self, **credential: str) -> Link:
        """Return a way to the platform, with some values of the credential changed."""
        base = f"{self.url}/{self.trait.prefix}"
        token_url = base + self.trait.token_path if self.trait.token_path else ""
        return Link(
            credential={**self.credential, **credential},
            address=Address(base, token_url),
            http=client(allow=["127.0.0.1"]),
            clock=self.clock,
            keep=self.kept.append,
            pause=self.pauses.append,
            transport=self.trait.transport,
        )

    def reader(self, **credential: str) -> Reader:
        """Return a reader; the desk closes it."""
        made = self.trait.connector.open_reader(self.link(**credential))
        self.opened.append(made)
        return made

    def writer(self) -> Writer:
        """Return a writer; the desk closes it."""
        made = self.trait.connector.open_writer(self.link())
        self.opened.append(made)
        return made

    def account(self, number: int = 0) -> Account:
        """Return an account as the scenario has it, without asking the platform."""
        said = [one for one in self.scenario["accounts"] if one["platform"] == self.trait.name]
        one = said[number]
        return Account(one["id"], one["name"], one["currency"], one["zone"])

    def altered(self, **how: str) -> Account:
        """Return the first account after it was given another currency or zone."""
        wish = {"platform": self.trait.name, "account": self.account().id, **how}
        said = self.http.post("/_sandbox/accounts", json=wish)
        assert said.is_success, said.text
        return self.account()

    def needs(self, what: str) -> None:
        """Leave a test out that the platform cannot pass, with the reason."""
        if what in self.trait.cannot:
            pytest.skip(f"{self.trait.name}: {self.trait.cannot[what]}")

    def begin(self, scenario: str) -> None:
        """Play another scenario."""
        assert self.http.post("/_sandbox/scenario", json={"name": scenario, "seed": 1}).is_success

    def fault(self, mode: str, **more: object) -> None:
        """Let one of the next calls go wrong."""
        wish = {"mode": mode, "platform": self.trait.prefix, **more}
        assert self.http.post("/_sandbox/faults", json=wish).is_success

    def spoil(self, action: str) -> None:
        """Let all tokens run out ('expire') or be taken back ('revoke')."""
        wish = {"platform": self.trait.name, "action": action}
        assert self.http.post("/_sandbox/tokens", json=wish).is_success

    def advance(self, days: int) -> None:
        """Move the sandbox's clock, and ours with it."""
        seconds = {"advance_seconds": days * 86_400}
        assert self.http.post("/_sandbox/clock", json=seconds).is_success
        self.clock.advance(timedelta(days=days))

    def calls(self, *, writing: bool = False) -> list[dict[str, Any]]:
        """Return what the platform was asked, or only what may change something."""
        said = self.http.get("/_sandbox/journal", params={"platform": self.trait.prefix}).json()
        return [one for one in said["entries"] if not writing or one["method"] != "GET"]

    def truth(self, account: Account, level: str, first: date, last: date) -> dict[Any, Any]:
        """Return (entity, day) -> (spend, impressions, clicks) that are not all zero."""
        params = {
            "account": account.id,
            "platform": self.trait.name,
            "level": level,
            "since": first.isoformat(),
            "until": last.isoformat(),
        }
        facts = self.http.get("/_sandbox/truth", params=params).json()["facts"]
        return {
            (one["entity_id"], one["date"]): (
                Decimal(one["spend"]),
                one["impressions"],
                one["clicks"],
            )
            for one in facts
        }

    def fetch(self, reader: Reader, name: str, first: date, last: date, account: Account) -> Fetch:
        """Return a question for days, both ends included, or for the present state."""
        stream = self.stream(reader, name)
        period = Period(first, last + timedelta(days=1)) if stream.dated else None
        return Fetch(account, stream, period, today(self.clock, account.timezone))

    @staticmethod
    def stream(reader: Reader, name: str) -> Stream:
        """Return a stream by its name."""
        return next(one for one in reader.streams if one.name == name)

    def close(self) -> None:
        """Let go of everything that was opened."""
        for one in self.opened:
            one.close()


def mapped(reader: Reader, fetch: Fetch, *, cursor: str | None = None) -> list[Mapped]:
    """Return what the pages of a fetch come to."""
    return [reader.rows(fetch, page.body) for page in reader.pages(fetch, cursor=cursor)]


def table(pages: Sequence[Mapped], name: str) -> list[dict[str, Any]]:
    """Return the rows of one table."""
    return [dict(row) for page in pages for row in page.rows.get(name, ())]


def sums(pages: Sequence[Mapped]) -> dict[Any, Any]:
    """Return (entity, day) -> (spend, impressions, clicks) that are not all zero."""
    made: dict[Any, tuple[Decimal, int, int]] = {}
    for row in table(pages, "facts"):
        key = (row["entity_id"], row["date"].isoformat())
        own = tuple(row.get(name) or 0 for name in ("spend", "impressions", "clicks"))
        old = made.get(key, (Decimal(0), 0, 0))
        made[key] = (old[0] + own[0], old[1] + int(own[1]), old[2] + int(own[2]))
    return {key: cell for key, cell in made.items() if any(cell)}


def weeks(first: date, last: date, days: int) -> Iterator[tuple[date, date]]:
    """Return the stretches of so many days that a stream's limit cuts a period into."""
    while first <= last:
        end = min(first + timedelta(days=days - 1), last)
        yield first, end
        first = end + timedelta(days=1)


def plain(reader: Reader, grain: str = "day") -> list[Stream]:
    """Return the streams of numbers at the four levels, without breakdowns."""
    levels = {Level.account, Level.campaign, Level.ad_group, Level.ad}
    return [
        one
        for one in reader.streams
        if one.grain == grain and not one.breakdown and one.level in levels
    ]


def stranger(account: Account) -> Account:
    """Return an account that looks like others and that no token sees."""
    return replace(account, id=account.id[:-1] + ("7" if account.id[-1] != "7" else "3"))


def moment(text: str) -> datetime:
    """Return an instant."""
    return datetime.fromisoformat(text)
