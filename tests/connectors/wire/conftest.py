"""A real server on loopback that answers as it is told, and notes what it was asked."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from adhelm.connectors.contract import (
    AuthFailed,
    PlatformError,
    RateLimited,
    TokenExpired,
    Transient,
)
from adhelm.connectors.wire import Answer, Caller, Pressure
from adhelm.core.clock import SetClock
from adhelm.core.http import client

if TYPE_CHECKING:
    import httpx


@dataclass
class Said:
    """One answer. `drop` cuts the line instead; `hold` waits until as many have asked."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    drop: bool = False


@dataclass
class Platform:
    """What the server is told to say, then `always`, and what it was asked."""

    url: str
    script: deque[Said] = field(default_factory=deque)
    always: Said = field(default_factory=Said)
    asked: list[tuple[str, str, Mapping[str, str], bytes]] = field(default_factory=list)
    good_token: str = ""
    """Others are told that theirs has run out; '' lets everyone in."""
    together: threading.Barrier | None = None
    """Callers with a stale token are all let in before the first is answered."""

    def says(self, *answers: Said) -> None:
        self.script.extend(answers)

    def answer(self, token: str) -> Said:
        if self.good_token and token != self.good_token:
            if self.together is not None:
                self.together.wait(10)
            return Said(401, b'{"error": "expired"}')
        return self.script.popleft() if self.script else self.always


@dataclass
class Plain:
    """A dialect with one header and HTTP's own words."""

    platform: Platform
    token: str = "first"
    renewals: list[str] = field(default_factory=list)
    fresh: str = ""
    """What a renewal brings; '' if there is no way to renew."""
    renewing: deque[PlatformError] = field(default_factory=deque)
    """Raised by the next renewals."""
    connector: str = "plain"

    def authorize(self, request: httpx.Request) -> None:
        request.headers["authorization"] = f"Bearer {self.token}"

    def renew(self) -> bool:
        if self.renewing:
            raise self.renewing.popleft()
        if not self.fresh:
            return False
        self.renewals.append(self.token)
        self.token = self.fresh
        return True

    def judge(self, answer: Answer) -> PlatformError | None:
        if answer.status == 401:
            return TokenExpired("it has run out", hint="connect again")
        if answer.status == 403:
            return AuthFailed("no")
        if answer.status == 429:
            after = answer.headers.get("retry-after")
            return RateLimited("too many", retry_after_s=float(after) if after else None)
        if answer.status >= 500:
            return Transient(f"{answer.status}")
        answer.json()
        return None

    def pressure(self, answer: Answer) -> Pressure:
        used = float(answer.headers.get("x-used", 0))
        wait = answer.headers.get("x-wait")
        return Pressure(used, float(wait) if wait else None)


@dataclass
class Line:
    """A caller, what it paused for, and the platform it calls."""

    platform: Platform
    dialect: Plain
    clock: SetClock
    http: httpx.Client
    pauses: list[float] = field(default_factory=list)

    def caller(self, **more: Any) -> Caller:
        return Caller(self.http, self.dialect, clock=self.clock, pause=self.pauses.append, **more)


@pytest.fixture
def platform() -> Iterator[Platform]:
    made = Platform("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            made.asked.append((self.command, self.path, headers, body))
            said = made.answer(headers.get("authorization", "").removeprefix("Bearer "))
            if said.drop:
                self.close_connection = True
                return
            self.send_response(said.status)
            for name, value in {"content-length": str(len(said.body)), **said.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.body)

        do_POST = do_GET  # noqa: N815 - the base class's name

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield made
        server.shutdown()
        thread.join(10)


@pytest.fixture
def line(platform: Platform, clock: SetClock) -> Iterator[Line]:
    with client(allow=["127.0.0.1"]) as http:
        yield Line(platform, Plain(platform), clock, http)


def as_json(content: object) -> bytes:
    return json.dumps(content).encode()
