"""How LinkedIn is asked and understood where it differs from the others."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adhelm.connectors.contract import (
    Account,
    Address,
    AuthFailed,
    BadBody,
    Clash,
    Fetch,
    FieldMissing,
    Link,
    NotPermitted,
    NotThere,
    PlatformError,
    RateLimited,
    Refused,
    TokenExpired,
    TokenRevoked,
    TooMuch,
    Transient,
    VersionRetired,
)
from adhelm.connectors.linkedin import CONNECTOR
from adhelm.connectors.linkedin.client import Client, id_of, listed
from adhelm.connectors.linkedin.connector.streams import SHAPES, STREAMS
from adhelm.connectors.linkedin.mapping.bodies import packed
from adhelm.connectors.linkedin.mapping.facts import EVENTS, KEYS, facts
from adhelm.connectors.wire import Answer
from adhelm.core import http
from adhelm.core.ads import Period
from adhelm.core.clock import SetClock
from adhelm.sandbox.linkedin import restli

NOW = datetime(2026, 11, 10, tzinfo=UTC)
ACCOUNT = Account("512", "Acme", "USD", "UTC")
DAY = {"year": 2026, "month": 11, "day": 1}


def element(**more: Any) -> dict[str, Any]:
    return {
        "dateRange": {"start": DAY, "end": DAY},
        "pivotValues": ["urn:li:sponsoredCampaign:36"],
        "impressions": 165, "costInLocalCurrency": "19.91833", **more,
    }  # fmt: skip


def mapped(*elements: dict[str, Any], stream: str = "ad_group_daily"):
    parents = {"36": {"campaign": "60"}}
    return facts(SHAPES[stream], list(elements), parents, account_id="512")


class TestRows:
    def test_stand_below_their_campaign_group(self):
        row = mapped(element()).rows["facts"][0]

        assert (row["entity_id"], row["campaign_id"], row["ad_group_id"]) == ("36", "60", "36")
        assert row["date"] == date(2026, 11, 1)

    @pytest.mark.parametrize(
        ("written", "spend"),
        [
            ("209.449", Decimal("209.449")),
            (99.99999999999996, Decimal(100)),
            ("-2E-18", Decimal(0)),
            (-2e-18, Decimal(0)),
            ("-12.50", Decimal("-12.50")),
        ],
    )
    def test_cost_what_was_written_without_the_dust(self, written, spend):
        row = mapped(element(costInLocalCurrency=written, costInUsd="1")).rows["facts"][0]
        assert row["spend"] == spend

    def test_count_what_is_absent_as_zero_but_people(self):
        row = mapped(element()).rows["facts"][0]
        assert (row["clicks"], row["platform_conversions"], row["reach"]) == (0, 0, None)

    def test_keep_conversions_and_leads_apart(self):
        rows = mapped(
            element(
                externalWebsiteConversions=3, externalWebsitePostClickConversions=2,
                externalWebsitePostViewConversions=1, oneClickLeads=4,
                conversionValueInLocalCurrency="55.5",
            )
        ).rows["conversions"]  # fmt: skip

        told = [(r["event_type"], r["attribution_window"], r["count"], r["value"]) for r in rows]
        assert told == [
            ("website_conversion", "", Decimal(3), Decimal("55.5")),
            ("website_conversion", "post_click", Decimal(2), None),
            ("website_conversion", "post_view", Decimal(1), None),
            ("lead", "", Decimal(4), None),
        ]

    @pytest.mark.parametrize(
        "gone", [{"dateRange": None}, {"pivotValues": None}, {"costInLocalCurrency": None}]
    )
    def test_fail_where_what_tells_them_apart_is_gone(self, gone):
        broken = {k: v for k, v in element(**gone).items() if v is not None}
        with pytest.raises(FieldMissing):
            mapped(broken)

    def test_count_fields_that_nobody_asked_for(self):
        assert mapped(element(carouselClicks=3)).extra == {"carouselClicks": 1}


class TestRequests:
    @pytest.mark.parametrize("stream", SHAPES)
    def test_ask_for_every_mapped_field_and_no_more_than_linkedin_allows(self, stream):
        shape = SHAPES[stream]
        wanted = {one.metric for one in shape.measures} | {one.metric for one in EVENTS}

        assert set(shape.fields) == wanted | set(KEYS)
        assert {one.value for one in EVENTS if one.value} <= set(shape.fields)
        assert len(wanted) <= 20

    def test_never_ask_for_dollars(self):
        assert not [name for shape in SHAPES.values() for name in shape.fields if "Usd" in name]

    @given(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=4))
    def test_are_written_so_that_linkedin_reads_them_back(self, values):
        assert restli.query(f"accounts={listed(values)}", second=True) == {"accounts": values}

    def test_name_streams_once(self):
        assert len({one.name for one in STREAMS}) == len(STREAMS)


class TestIdOf:
    @given(st.integers(1, 10**19))
    def test_strips_what_stands_before_the_last_colon(self, number):
        assert id_of(f"urn:li:sponsoredCreative:{number}") == id_of(number) == str(number)


class Crowded(BaseHTTPRequestHandler):
    """A LinkedIn with thousands of rows a day over some campaigns: it cuts at 15,000."""

    asked: ClassVar[list[str]] = []
    tunnelled: ClassVar[list[str]] = []
    lists: ClassVar[list[str]] = []
    campaigns = 8
    a_day = 16_000
    of = 3

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["content-length"])).decode()
        self.tunnelled.append(str(self.headers["x-http-method-override"]))
        self.answer(urlsplit(self.path).path, text)

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.answer(parts.path, parts.query)

    def answer(self, path: str, query: str) -> None:
        if "adAnalytics" not in path:
            self.lists.append(path)
            rows = [
                {"id": n, "campaignGroup": "urn:li:sponsoredCampaignGroup:1"}
                for n in range(self.campaigns)
            ]
            self.say({"elements": rows, "metadata": {}})
            return
        said = restli.query(query, second=True)
        self.asked.append(unquote(query))
        start, end = said["dateRange"]["start"], said["dateRange"]["end"]
        days = int(end["day"]) - int(start["day"]) + 1
        part = said.get("campaigns") or said.get("campaignGroups") or range(self.campaigns)
        share = len(part) / self.campaigns
        one = element(pivotValues=[f"urn:li:sponsoredCampaign:{self.of}"])
        self.say({"elements": [one] * min(15_000, int(self.a_day * days * share))})

    def say(self, content: object) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def crowded() -> Iterator[Any]:
    for name, first in (("asked", []), ("tunnelled", []), ("lists", []), ("campaigns", 8)):
        setattr(Crowded, name, first)
    Crowded.a_day, Crowded.of = 16_000, 3
    server = ThreadingHTTPServer(("127.0.0.1", 0), Crowded)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    link = Link(
        credential={"access_token": "t", "client_id": "c", "client_secret": "s"},
        address=Address(url, f"{url}/token"),
        http=http.client(allow=["127.0.0.1"]),
        clock=SetClock(NOW),
        keep=lambda _: None,
        pause=lambda _: None,
    )
    reader = CONNECTOR.open_reader(link)
    yield reader
    reader.close()
    server.shutdown()
    server.server_close()


class TestFifteenThousandRows:
    FETCH = Fetch(
        ACCOUNT,
        next(one for one in STREAMS if one.name == "ad_group_daily"),
        Period(date(2026, 11, 1), date(2026, 11, 3)),
    )

    def test_are_never_taken_for_all_there_are(self, crowded):
        (page,) = crowded.pages(self.FETCH)

        rows = crowded.rows(self.FETCH, page.body).rows["facts"]
        assert len(rows) == 32_000
        assert {row["campaign_id"] for row in rows} == {"1"}
        assert any("campaigns=" in one for one in Crowded.asked)

    def test_are_parted_by_what_the_rows_are_of(self, crowded):
        stream = next(one for one in STREAMS if one.name == "campaign_daily")
        fetch = replace(self.FETCH, stream=stream)
        assert sum(page.body.count(b"dateRange") for page in crowded.pages(fetch)) == 32_000
        assert not any("&campaigns=" in one for one in Crowded.asked)
        assert any("&campaignGroups=" in one for one in Crowded.asked)

    def test_of_an_account_are_not_parted_into_rows_of_one_key(self, crowded):
        stream = next(one for one in STREAMS if one.name == "account_daily_by_country")
        with pytest.raises(TooMuch):
            list(crowded.pages(replace(self.FETCH, stream=stream)))

    def test_are_asked_for_in_a_body_where_the_address_would_be_too_long(self, crowded):
        Crowded.campaigns = 400

        (page,) = crowded.pages(self.FETCH)
        assert page.body.count(b"dateRange") == 32_000
        assert Crowded.tunnelled == ["GET"] * 4

    def test_of_one_campaign_and_day_cannot_be_told(self, crowded):
        Crowded.campaigns = 1

        with pytest.raises(TooMuch) as refused:
            list(crowded.pages(self.FETCH))
        assert "2026-11-01" in refused.value.message


class TestParents:
    FETCH = replace(
        TestFifteenThousandRows.FETCH, period=Period(date(2026, 11, 1), date(2026, 11, 29))
    )

    @pytest.mark.parametrize(("of", "parent"), [(3, "1"), (99, None)])
    def test_are_looked_up_once_even_of_what_is_listed_no_more(self, crowded, of, parent):
        Crowded.a_day, Crowded.of = 1, of

        pages = list(crowded.pages(self.FETCH))
        rows = [row for page in pages for row in crowded.rows(self.FETCH, page.body).rows["facts"]]
        assert len(pages) == 4
        assert {row["campaign_id"] for row in rows} == {parent}
        assert len(Crowded.lists) == 1


def judged(status: int, content: object) -> PlatformError | None:
    link = Link({}, Address("https://x", ""), None, SetClock(NOW), keep=print)  # type: ignore[arg-type]
    return Client(link).judge(Answer(status, {}, json.dumps(content).encode()))


class TestRefusals:
    @pytest.mark.parametrize(
        ("status", "content", "kind"),
        [
            (401, {"serviceErrorCode": 65602}, TokenExpired),
            (401, {"code": "EXPIRED_ACCESS_TOKEN"}, TokenExpired),
            (401, {"serviceErrorCode": 65601}, TokenRevoked),
            (401, {"code": "REVOKED_ACCESS_TOKEN"}, TokenRevoked),
            (401, {"serviceErrorCode": 65600}, AuthFailed),
            (400, {"code": "FIELD_VALUE_TOO_LOW"}, Refused),
            (403, {"code": "ACCESS_DENIED"}, NotPermitted),
            (404, {}, NotThere),
            (408, {}, Transient),
            (409, {}, Transient),
            (409, {"code": "DUPLICATE_NAME"}, Clash),
            (414, {}, TooMuch),
            (418, {}, Refused),
            (426, {"code": "NONEXISTENT_VERSION"}, VersionRetired),
            (429, {"serviceErrorCode": 101}, RateLimited),
            (500, {}, Transient),
            (504, [], Transient),
            (200, [], BadBody),
        ],
    )
    def test_are_told_apart(self, status, content, kind):
        wrong = judged(status, content)
        assert type(wrong) is kind

    @given(st.integers(100, 599), st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
            st.sampled_from(["message", "code", "serviceErrorCode", "errorDetails", "inputErrors"]),
            inner, max_size=4,
        ),
    ))  # fmt: skip
    def test_have_a_code_whatever_their_shape(self, status, content):
        wrong = judged(status, content)
        assert wrong is None or wrong.code.startswith("platform.")

    def test_name_the_field(self):
        inner = {"inputErrors": [{"description": "Daily budget is below the minimum"}]}
        wrong = judged(400, {"message": "Several errors", "errorDetails": inner})
        assert wrong is not None
        assert "below the minimum" in wrong.message


def test_a_page_keeps_linkedins_answers_as_they_came():
    answers = [b'{"elements":[ {"a":1.50} ]}', b'{"elements":[]}']
    body = packed(answers, {"36": {"campaign": "60"}})

    assert all(answer in body for answer in answers)
