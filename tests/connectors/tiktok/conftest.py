"""The sandbox's TikTok, and our reader and writer upon it, as the wiring would open them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from adhelm.connectors.contract import (
    Account,
    Address,
    Fetch,
    Link,
    Mapped,
    Page,
    Platforms,
    Reader,
    Writer,
)
from adhelm.connectors.tiktok import CONNECTOR
from adhelm.core.ads import Period
from adhelm.core.clock import SetClock
from adhelm.core.http import client
from adhelm.sandbox.frame import Server
from adhelm.sandbox.frame.control import instant
from adhelm.sandbox.play import serve

if TYPE_CHECKING:
    import httpx


@dataclass
class TikTok:
    """A running sandbox and what TikTok's connector makes of it."""

    server: Server
    http: httpx.Client
    clock: SetClock
    waits: list[float] = field(default_factory=list)
    kept: list[Mapping[str, str]] = field(default_factory=list)
    opened: list[Reader | Writer] = field(default_factory=list)

    @property
    def scenario(self) -> dict[str, Any]:
        return dict(self.http.get("/_sandbox/scenario").json())

    def credential(self, name: str = "everything") -> dict[str, str]:
        one = next(
            one
            for one in self.scenario["credentials"]
            if one["platform"] == "tiktok" and one["name"] == name
        )
        return {
            "access_token": one["access_token"],
            "app_id": one["client_id"],
            "secret": one["client_secret"],
        }

    def reader(self, **other: str) -> Reader:
        reader = self._platforms().reader("tiktok", self._with(other), keep=self.kept.append)
        self.opened.append(reader)
        return reader

    def writer(self, **other: str) -> Writer:
        writer = self._platforms().writer("tiktok", self._with(other), keep=self.kept.append)
        self.opened.append(writer)
        return writer

    def account(self, currency: str = "EUR") -> Account:
        return next(one for one in self.reader().accounts() if one.currency == currency)

    def fetch(
        self, stream: str, period: Period | None = None, *, account: Account | None = None
    ) -> Fetch:
        reader = self.reader()
        chosen = next(one for one in reader.streams if one.name == stream)
        return Fetch(account or self.account(), chosen, period)

    def pages(self, fetch: Fetch) -> list[Page]:
        return list(self.reader().pages(fetch))

    def mapped(self, fetch: Fetch) -> list[Mapped]:
        reader = self.reader()
        return [reader.rows(fetch, page.body) for page in reader.pages(fetch)]

    def rows(self, fetch: Fetch, table: str) -> list[dict[str, Any]]:
        return [dict(row) for one in self.mapped(fetch) for row in one.rows[table]]

    def fault(self, **wish: object) -> None:
        assert self.http.post("/_sandbox/faults", json={"platform": "tiktok", **wish}).is_success

    def tokens(self, action: str) -> None:
        wish = {"platform": "tiktok", "action": action}
        assert self.http.post("/_sandbox/tokens", json=wish).is_success

    def begin(self, scenario: str) -> None:
        begun = self.http.post("/_sandbox/scenario", json={"name": scenario, "seed": 1}).json()
        self.clock.set(instant(begun["now"]))

    def advance(self, days: int) -> None:
        wish = {"advance_seconds": days * 86_400}
        now = self.http.post("/_sandbox/clock", json=wish).json()["now"]
        self.clock.set(instant(now))

    def truth(self, account: str, period: Period, level: str) -> list[dict[str, Any]]:
        params = {
            "account": account,
            "since": str(period.start),
            "until": str(period.last),
            "level": level,
        }
        return list(self.http.get("/_sandbox/truth", params=params).json()["facts"])

    def asked(self) -> list[dict[str, Any]]:
        return list(self.http.get("/_sandbox/journal?platform=tiktok").json()["entries"])

    def _platforms(self) -> Platforms:
        return Platforms(
            {"tiktok": CONNECTOR},
            http=lambda _: client(allow=["127.0.0.1"]),
            clock=self.clock,
            addresses={"tiktok": Address(f"{self.server.url}/tiktok")},
            pause=self.waits.append,
        )

    def _with(self, other: Mapping[str, str]) -> dict[str, str]:
        return {**self.credential(), **other}


@pytest.fixture(scope="module")
def stage() -> Iterator[tuple[Server, httpx.Client]]:
    with (
        serve("growth", seed=1) as server,
        client(allow=["127.0.0.1"], base_url=server.url) as http,
    ):
        yield server, http


@pytest.fixture
def tiktok(stage: tuple[Server, httpx.Client]) -> Iterator[TikTok]:
    server, http = stage
    one = TikTok(server, http, SetClock(datetime(2026, 11, 20, tzinfo=UTC)))
    one.begin("growth")
    http.delete("/_sandbox/journal")
    yield one
    for opened in one.opened:
        opened.close()


def linked(url: str, clock: SetClock, credential: Mapping[str, str], keep: Any) -> Link:
    """Return a link to another server than the sandbox."""
    return Link(
        credential=credential,
        address=Address(url),
        http=client(allow=["127.0.0.1"]),
        clock=clock,
        keep=keep,
        pause=lambda _: None,
    )
