"""X as the sandbox plays it, our connector at it, and a stand-in for what the sandbox lacks."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx  # noqa: TID253 - tests call over HTTP
import pytest
from tests.sandbox.conftest import Play

from adhelm.connectors.contract import Account, Address, Fetch, Link, Page, Stream
from adhelm.connectors.x import Reader, Writer
from adhelm.core.ads import Period
from adhelm.core.clock import SetClock, today
from adhelm.core.http import client
from adhelm.sandbox.play import serve

PARTS = {
    "consumer_key": "client_id",
    "consumer_secret": "client_secret",
    "access_token": "access_token",
    "access_token_secret": "refresh_token",
}


@dataclass
class Stage:
    """A sandbox, the clock it goes by, and our connector at it."""

    play: Play
    http: httpx.Client
    clock: SetClock
    pauses: list[float] = field(default_factory=list)

    def link(self, *, name: str = "everything", **spoilt: str) -> Link:
        found = self.play.credential("x", name)
        credential = {ours: found[theirs] for ours, theirs in PARTS.items()} | spoilt
        return Link(
            credential=credential,
            address=Address(f"{self.play.server.url}/xads"),
            http=self.http,
            clock=self.clock,
            keep=lambda _: None,
            pause=self.pauses.append,
        )

    def reader(self, **spoilt: str) -> Reader:
        return Reader(self.link(**spoilt))

    def writer(self, **spoilt: str) -> Writer:
        return Writer(self.link(**spoilt))

    def account(self, currency: str = "USD") -> Account:
        found = next(one for one in self.play.accounts("x") if one["currency"] == currency)
        return Account(found["id"], found["name"], found["currency"], found["zone"])

    def fetch(self, account: Account, name: str, first: str = "", last: str = "") -> Fetch:
        stream = self.stream(name)
        period = Period.closed(date.fromisoformat(first), date.fromisoformat(last or first))
        return Fetch(
            account, stream, period if stream.dated else None, today(self.clock, account.timezone)
        )

    def stream(self, name: str) -> Stream:
        return next(one for one in self.reader().streams if one.name == name)

    def pages(self, fetch: Fetch, cursor: str | None = None) -> list[Page]:
        return list(self.reader().pages(fetch, cursor=cursor))

    def rows(self, fetch: Fetch, table: str = "facts") -> list[dict[str, Any]]:
        reader = self.reader()
        return [
            dict(row)
            for page in reader.pages(fetch)
            for row in reader.rows(fetch, page.body).rows[table]
        ]

    def facts(self, fetch: Fetch) -> dict[tuple[str, str], tuple[Decimal, int, int]]:
        """Spend, impressions and clicks by entity and day; what is null adds nothing."""
        found: dict[tuple[str, str], tuple[Decimal, int, int]] = {}
        for row in self.rows(fetch):
            key = (str(row["entity_id"]), str(row["date"]))
            assert key not in found
            spend, impressions = row["spend"] or Decimal(0), row["impressions"] or 0
            found[key] = (spend, impressions, row["clicks"] or 0)
        return found

    def truth(
        self, account: Account, level: str, first: str, last: str
    ) -> dict[tuple[str, str], tuple[Decimal, int, int]]:
        return {
            (one["entity_id"], one["date"]): (
                Decimal(one["spend"]),
                one["impressions"],
                one["clicks"],
            )
            for one in self.play.truth(account.id, first, last, level)
        }

    def advance(self, **by: float) -> None:
        self.play.advance(**by)
        self.clock.advance(timedelta(**by))

    def asked(self) -> list[dict[str, Any]]:
        """What X was asked since the journal was cleared."""
        entries = self.play.http.get("/_sandbox/journal", params={"platform": "xads"}).json()
        return [{**one, "params": dict(parse_qsl(one["query"]))} for one in entries["entries"]]

    def forget(self) -> None:
        self.play.http.delete("/_sandbox/journal")


@pytest.fixture(scope="module")
def worlds() -> Iterator[Callable[[str], Stage]]:
    """One server for a module; each test begins its scenario over."""
    with (
        serve("growth", seed=1) as server,
        httpx.Client(base_url=server.url, timeout=60) as controls,
        client(allow=["127.0.0.1"]) as http,
    ):
        play = Play(server, controls)

        def begin(name: str) -> Stage:
            controls.post("/_sandbox/scenario", json={"name": name, "seed": 1})
            controls.delete("/_sandbox/journal")
            return Stage(play, http, SetClock(datetime.fromisoformat(play.scenario["now"])))

        yield begin


@pytest.fixture
def stage(worlds: Callable[[str], Stage]) -> Stage:
    """Accounts in New York and Berlin."""
    return worlds("growth")


@dataclass
class Asked:
    """One call that the stand-in got."""

    method: str
    path: str
    params: dict[str, str]
    json: Any


@dataclass
class StandIn:
    """Answers by route what the sandbox does not play; unknown routes are not found."""

    url: str = ""
    routes: list[tuple[str, str, Callable[[Asked], tuple[int, Any]]]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def on(self, method: str, path: str, answer: Any, status: int = 200) -> None:
        """Answer calls whose path matches; a function is called with what was asked."""
        made = answer if callable(answer) else lambda _: (status, answer)
        self.routes.insert(0, (method, path, made))

    def answer(self, call: Asked) -> tuple[int, Any]:
        self.asked.append(call)
        for method, path, made in self.routes:
            if method == call.method and re.fullmatch(path, call.path):
                return made(call)
        return 404, {"errors": [{"code": "ROUTE_NOT_FOUND", "message": "no"}]}

    def link(self, clock: SetClock, http: httpx.Client) -> Link:
        credential = dict.fromkeys(PARTS, "k")
        return Link(credential, Address(self.url), http, clock, lambda _: None, lambda _: None)


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    made = StandIn()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            url = urlsplit(self.path)
            params = dict(parse_qsl(url.query, keep_blank_values=True))
            call = Asked(self.command, url.path, params, json.loads(body) if body else None)
            status, content = made.answer(call)
            said = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - the base class's names

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield made
        server.shutdown()
        thread.join(10)
