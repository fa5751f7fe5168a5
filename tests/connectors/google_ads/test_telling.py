"""A day with more changes than Google tells at once …"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import orjson
import pytest

from adhelm.connectors.contract import Account, Address, Fetch, Link, TooMuch
from adhelm.connectors.google_ads.connector import GoogleAdsReader
from adhelm.connectors.google_ads.connector.streams import CHANGES
from adhelm.connectors.google_ads.mapping import history
from adhelm.core import http
from adhelm.core.ads import Period
from adhelm.core.clock import SetClock

DAY = date(2026, 11, 9)
ACCOUNT = Account("1234567890", "Shop", "EUR", "Europe/Berlin")
FETCH = Fetch(ACCOUNT, CHANGES, Period.closed(DAY, DAY), date(2026, 11, 20))
NOON = datetime.fromisoformat("2026-11-09T12:00:00")
_BETWEEN = re.compile(r"BETWEEN '([^']+)' AND '([^']+)'")


@dataclass
class Busy:
    """A Google that knows of changes at given times, and tells no more at once than its limit."""

    times: list[datetime] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def answer(self, query: str) -> dict[str, Any]:
        self.asked.append(query)
        between = _BETWEEN.search(query)
        assert between is not None
        first, last = (datetime.fromisoformat(one) for one in between.groups())
        found = [(n, at) for n, at in enumerate(self.times) if first <= at <= last]
        newest = sorted(found, key=lambda one: one[1], reverse=True)[: history.MOST]
        return {"results": [_row(*one) for one in newest], "fieldMask": "changeEvent"}


def _row(number: int, at: datetime) -> dict[str, Any]:
    event = {
        "resourceName": f"customers/1/changeEvents/{number}",
        "changeDateTime": f"{at:%Y-%m-%d %H:%M:%S.%f}",
        "changeResourceType": "CAMPAIGN",
        "changeResourceName": "customers/1/campaigns/7",
        "resourceChangeOperation": "CREATE",
    }
    return {"changeEvent": event}


@contextmanager
def serving(busy: Busy) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = orjson.loads(self.rfile.read(int(self.headers["content-length"])))
            said = orjson.dumps(busy.answer(asked["query"]))
            self.send_response(200)
            self.send_header("content-length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> Busy:
    # As Google's own limit, only smaller.
    monkeypatch.setattr(history, "MOST", 100)
    return Busy()


@pytest.fixture
def reader(busy: Busy) -> Iterator[GoogleAdsReader]:
    with serving(busy) as url:
        link = Link(
            credential={"access_token": "token"},
            address=Address(url),
            http=http.client(allow=["127.0.0.1"]),
            clock=SetClock(datetime(2026, 11, 20, tzinfo=UTC)),
            keep=lambda _: None,
        )
        made = GoogleAdsReader(link)
        yield made
        made.close()


class TestADayWithTooManyChanges:
    def test_is_told_whole_in_parts(self, busy: Busy, reader: GoogleAdsReader) -> None:
        busy.times = [NOON + timedelta(seconds=n) for n in range(250)]
        pages = list(reader.pages(FETCH))
        told = [row for page in pages for row in reader.rows(FETCH, page.body).rows["changes"]]
        right = {at.replace(tzinfo=UTC) - timedelta(hours=1) for at in busy.times}
        assert {row["changed_at"] for row in told} == right
        assert len(told) == len(busy.times)
        assert pages[-1].cursor is None

    def test_goes_on_where_it_was(self, busy: Busy, reader: GoogleAdsReader) -> None:
        busy.times = [NOON + timedelta(seconds=n) for n in range(250)]
        pages = list(reader.pages(FETCH))
        for number, page in enumerate(pages[:-1], start=1):
            rest = list(reader.pages(FETCH, cursor=page.cursor))
            ours = {row["change_id"] for one in rest for row in _rows(reader, one.body)}
            theirs = {row["change_id"] for one in pages[number:] for row in _rows(reader, one.body)}
            assert ours == theirs

    def test_is_asked_for_once_if_google_tells_all(
        self, busy: Busy, reader: GoogleAdsReader
    ) -> None:
        busy.times = [NOON + timedelta(seconds=n) for n in range(99)]
        assert len(list(reader.pages(FETCH))) == len(busy.asked) == 1

    def test_is_refused_if_a_second_alone_has_too_many(
        self, busy: Busy, reader: GoogleAdsReader
    ) -> None:
        busy.times = [NOON] * 100
        with pytest.raises(TooMuch) as raised:
            list(reader.pages(FETCH))
        assert "12:00:00" in raised.value.message


def _rows(reader: GoogleAdsReader, body: bytes) -> list[dict[str, Any]]:
    return [dict(row) for row in reader.rows(FETCH, body).rows["changes"]]
