"""What the sandbox does not play, against a server that answers as TikTok's reference has it."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from tests.connectors.tiktok.conftest import linked

from adhelm.connectors.contract import (
    Account,
    AddNegativeKeywords,
    CreateAdGroup,
    NotOffered,
    Refused,
    TokenRevoked,
)
from adhelm.connectors.tiktok.connector import TikTokReader, TikTokWriter
from adhelm.core.ads import Level
from adhelm.core.clock import SetClock

ACCOUNT = Account("7012345678901234567", "Shop", "EUR", "Europe/Berlin")
CAMPAIGN = {
    "campaign_id": "1780000000000000001", "campaign_name": "Winter", "budget": 50.0,
    "objective_type": "TRAFFIC", "budget_mode": "BUDGET_MODE_DAY", "operation_status": "ENABLE",
}  # fmt: skip
CREDENTIAL = {"access_token": "old", "app_id": "app", "secret": "hidden", "refresh_token": "again"}


@dataclass
class Elsewhere:
    """A server that has one answer for each path, and notes what it was asked."""

    url: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    token: str = "old"
    kept: list[Mapping[str, str]] = field(default_factory=list)
    opened: list[TikTokReader | TikTokWriter] = field(default_factory=list)

    def reader(self, **other: str) -> TikTokReader:
        link = linked(self.url, self.clock, CREDENTIAL | other, self.kept.append)
        reader = TikTokReader(link)
        self.opened.append(reader)
        return reader

    def writer(self) -> TikTokWriter:
        writer = TikTokWriter(linked(self.url, self.clock, CREDENTIAL, self.kept.append))
        self.opened.append(writer)
        return writer

    @property
    def clock(self) -> SetClock:
        return SetClock(datetime(2026, 11, 20, 9, tzinfo=UTC))

    def answer(self, path: str, token: str, asked: dict[str, Any]) -> dict[str, Any]:
        name = path.removeprefix("/open_api/v1.3/")
        self.asked[name].append(asked)
        if name.startswith("oauth2/refresh_token"):
            return dict(self.data[name])
        if token != self.token:
            return {"code": 40102, "message": "Access token is expired.", "data": {}}
        if name not in self.data:
            return {"code": 40001, "message": f"No permission for {name}", "data": {}}
        return {"code": 0, "message": "OK", "request_id": "1", "data": self.data[name]}


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    one = Elsewhere()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._say(dict(parse_qsl(urlsplit(self.path).query)))

        def do_POST(self) -> None:
            self._say(json.loads(self.rfile.read(int(self.headers["content-length"]))))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            """Stay silent."""

        def _say(self, asked: dict[str, Any]) -> None:
            token = self.headers.get("Access-Token", "")
            body = json.dumps(one.answer(urlsplit(self.path).path, token, asked)).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    one.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield one
    for opened in one.opened:
        opened.close()
    server.shutdown()
    server.server_close()
    thread.join()


class TestRenewal:
    def test_takes_the_new_tokens_and_keeps_them(self, elsewhere: Elsewhere):
        elsewhere.token = "new"
        new = {"access_token": "new", "refresh_token": "later"}
        elsewhere.data["oauth2/refresh_token/"] = {"code": 0, "message": "OK", "data": new}
        elsewhere.data["oauth2/advertiser/get/"] = {"list": []}
        assert elsewhere.reader().accounts() == []
        assert elsewhere.kept == [new]
        (sent,) = elsewhere.asked["oauth2/refresh_token/"]
        assert (sent["app_id"], sent["secret"]) == ("app", "hidden")
        assert (sent["refresh_token"], sent["grant_type"]) == ("again", "refresh_token")

    def test_that_is_refused_asks_a_person(self, elsewhere: Elsewhere):
        elsewhere.token = "new"
        refused = {"code": 40105, "message": "Refresh token is revoked.", "data": {}}
        elsewhere.data["oauth2/refresh_token/"] = refused
        with pytest.raises(TokenRevoked, match="revoked"):
            elsewhere.reader().accounts()


class TestBusinessCenter:
    def test_lists_its_advertisers_where_there_is_no_app(self, elsewhere: Elsewhere):
        info = {
            "advertiser_id": ACCOUNT.id, "name": "Shop", "currency": "EUR",
            "timezone": "Etc/GMT-1", "display_timezone": "Europe/Berlin",
            "status": "STATUS_ENABLE", "owner_bc_id": "6900",
        }  # fmt: skip
        elsewhere.data |= {
            "bc/get/": {"list": [{"bc_info": {"bc_id": "6900", "name": "Agency"}}]},
            "bc/asset/get/": {"list": [{"asset_id": ACCOUNT.id, "asset_type": "ADVERTISER"}]},
            "advertiser/info/": {"list": [info]},
        }
        (account,) = elsewhere.reader(app_id="", secret="").accounts()
        assert account == Account(
            ACCOUNT.id, "Shop", "EUR", "Europe/Berlin", "STATUS_ENABLE", "6900"
        )
        assert elsewhere.asked["bc/asset/get/"][0]["bc_id"] == "6900"


class TestNegativeKeywords:
    def test_are_sent_as_tiktok_names_them(self, elsewhere: Elsewhere):
        elsewhere.data["search_ad/negative_keyword/add/"] = {}
        words = tuple((f"word {n}", "phrase") for n in range(1001))
        wish = AddNegativeKeywords(Level.ad_group, "179", (("free", "exact"), *words))
        assert elsewhere.writer().apply(ACCOUNT, wish).entity_id == "179"
        first, second = elsewhere.asked["search_ad/negative_keyword/add/"]
        assert (first["object_type"], first["object_ids"]) == ("ADGROUP", ["179"])
        assert first["keywords"][0] == {"name": "free", "match_type": "PRECISE_WORD"}
        assert len(first["keywords"]) + len(second["keywords"]) == 1002
        assert second["keywords"][-1] == {"name": "word 1000", "match_type": "PHRASE_WORD"}

    def test_that_are_too_long_never_leave(self, elsewhere: Elsewhere):
        wish = AddNegativeKeywords(Level.campaign, "178", (("x" * 81, "broad"),))
        with pytest.raises(Refused, match="too long"):
            elsewhere.writer().apply(ACCOUNT, wish)
        assert not elsewhere.asked

    def test_are_not_offered_at_an_ad(self, elsewhere: Elsewhere):
        with pytest.raises(NotOffered):
            elsewhere.writer().apply(ACCOUNT, AddNegativeKeywords(Level.ad, "1", ()))


class TestCountries:
    def group(self, *countries: str) -> CreateAdGroup:
        id_ = str(CAMPAIGN["campaign_id"])
        return CreateAdGroup("abcdefgh", id_, "Germans", countries=countries)

    def test_become_the_ids_of_tiktok(self, elsewhere: Elsewhere):
        regions = [
            {"location_id": "2921044", "region_code": "DE", "level": "COUNTRY"},
            {"location_id": "2950159", "region_code": "DE", "level": "PROVINCE"},
        ]
        elsewhere.data |= {
            "campaign/get/": {"list": [CAMPAIGN]},
            "adgroup/get/": {"list": []},
            "tool/region/": {"region_info": regions},
            "adgroup/create/": {"adgroup_id": "1790000000000000001"},
        }
        made = elsewhere.writer().apply(ACCOUNT, self.group("de"))
        assert made.entity_id == "1790000000000000001"
        (sent,) = elsewhere.asked["adgroup/create/"]
        assert sent["location_ids"] == ["2921044"]
        assert (sent["optimization_goal"], sent["billing_event"]) == ("CLICK", "CPC")
        with pytest.raises(Refused, match="FR"):
            elsewhere.writer().apply(ACCOUNT, self.group("FR"))


class TestLiveBudgets:
    def test_are_read_exactly(self, elsewhere: Elsewhere):
        lifetime = CAMPAIGN | {"budget_mode": "BUDGET_MODE_TOTAL", "budget": 1234.56}
        elsewhere.data["campaign/get/"] = {"list": [lifetime]}
        live = elsewhere.writer().live(ACCOUNT, Level.campaign, "1780000000000000001")
        assert live.lifetime_budget is not None
        assert live.lifetime_budget.amount == Decimal("1234.56")
        assert live.daily_budget is None
