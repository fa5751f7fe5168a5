"""What X has and the sandbox does not play: posts, targeting, audiences, takeovers, crowds."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.connectors.x.conftest import Asked, StandIn

from adhelm.connectors.contract import (
    Account,
    AddNegativeKeywords,
    Applied,
    CreateCampaign,
    Fetch,
    Link,
    Member,
    OwnConversion,
    Refused,
    SendConversions,
    Transient,
    UploadAudience,
)
from adhelm.connectors.wire import hashed
from adhelm.connectors.x import Reader, Writer
from adhelm.connectors.x.mapping.measures import known_names
from adhelm.core.ads import Level, Money, Period
from adhelm.core.clock import SetClock
from adhelm.core.http import client

ACCOUNT = Account("18ce54d4x5t", "Acme", "USD", "America/Los_Angeles")
OF = f"/12/accounts/{ACCOUNT.id}"
NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
ALL = frozenset({"ENGAGEMENT", "BILLING", "VIDEO", "WEB_CONVERSION"})


@pytest.fixture
def link(stand_in: StandIn) -> Iterator[Link]:
    with client(allow=["127.0.0.1"]) as http:
        yield stand_in.link(SetClock(NOW), http)


def data(*rows: Any, **more: Any) -> dict[str, Any]:
    return {"data": list(rows), "next_cursor": None, **more}


def entities(link: Link, name: str) -> list[dict[str, Any]]:
    reader = Reader(link)
    fetch = Fetch(ACCOUNT, next(one for one in reader.streams if one.name == name))
    return [
        dict(row)
        for page in reader.pages(fetch)
        for row in reader.rows(fetch, page.body).rows["entities"]
    ]


def row(id_: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "name": id_, "entity_status": "ACTIVE", "deleted": False, **more}


def figures(asked: Asked) -> dict[str, Any]:
    """Stats as X answers: one impression a day for everyone who was asked for."""
    start, end = (datetime.fromisoformat(asked.params[f"{one}_time"]) for one in ("start", "end"))
    days = (end - start).days
    groups = asked.params["metric_groups"].split(",")
    told: dict[str, Any] = dict.fromkeys(known_names(frozenset(groups)))
    told |= {name: [1] * days for name in ("impressions",) if name in told}
    items = [
        {"id": one, "id_data": [{"segment": None, "metrics": told}]}
        for one in asked.params["entity_ids"].split(",")
    ]
    return {
        "data": items,
        "time_series_length": days,
        "request": {"params": {**asked.params, "metric_groups": groups}},
    }


class TestEntities:
    def test_know_their_posts(self, stand_in: StandIn, link: Link):
        stand_in.on(
            "GET", f"{OF}/promoted_tweets", data(row("t1", line_item_id="l1", tweet_id="99"))
        )
        stand_in.on("GET", f"{OF}/line_items", data(row("l1", campaign_id="c1")))
        url = "https://acme.example/?utm_source=x"
        post = {"tweet_id": "99", "full_text": "Hello", "entities": {"urls": [
            {"expanded_url": url}]}}  # fmt: skip
        stand_in.on("GET", f"{OF}/tweets", data(post))
        (found,) = entities(link, "ads")
        told = json.loads(found["attributes"])
        assert (told["final_url"], told["body"]) == (url, "Hello")
        assert told["url_parameters"] == {"utm_source": "x"}
        assert (found["campaign_id"], found["ad_group_id"]) == ("c1", "l1")

    def test_know_their_targeting(self, stand_in: StandIn, link: Link):
        stand_in.on(
            "GET",
            f"{OF}/line_items",
            data(row("l1", campaign_id="c1", end_time="2026-12-02T08:00:00Z")),
        )
        criteria = [
            {"line_item_id": "l1", "targeting_type": "AGE", "name": "25-34"},
            {"line_item_id": "l1", "targeting_type": "EXACT_KEYWORD", "targeting_value": "free",
             "operator_type": "NE"},
            {"line_item_id": "l1", "targeting_type": "AGE", "name": "old", "deleted": True},
            {"line_item_id": "l2", "targeting_type": "AGE", "name": "35-49"},
        ]  # fmt: skip
        stand_in.on("GET", f"{OF}/targeting_criteria", data(*criteria))
        (found,) = entities(link, "ad_groups")
        told = json.loads(found["attributes"])
        assert told["targeting"] == {"age": ["25-34"], "not exact_keyword": ["free"]}
        assert told["end"] == "2026-12-01"

    def test_come_in_pages_that_stand_for_themselves(self, stand_in: StandIn, link: Link):
        first = {**data(row("l1", campaign_id="c1")), "next_cursor": "c-2"}
        second = data(row("l2", campaign_id="c2"))
        stand_in.on(
            "GET",
            f"{OF}/line_items",
            lambda asked: (200, second if asked.params.get("cursor") == "c-2" else first),
        )
        reader = Reader(link)
        fetch = Fetch(ACCOUNT, next(one for one in reader.streams if one.name == "ad_groups"))
        pages = list(reader.pages(fetch))
        assert [page.cursor for page in pages] == ["c-2", None]
        (rest,) = reader.pages(fetch, cursor="c-2")
        assert rest.body == pages[1].body


class TestAccounts:
    def test_that_nobody_pays_for_are_left_out(self, stand_in: StandIn, link: Link):
        zone = {"timezone": "Asia/Tokyo", "approval_status": "ACCEPTED"}
        stand_in.on(
            "GET", "/12/accounts", data(row("a1", **zone), row("a2", **zone), row("a3", **zone))
        )
        stand_in.on(
            "GET",
            "/12/accounts/a1/funding_instruments",
            data(
                {"id": "f1", "currency": "USD", "deleted": True},
                {"id": "f2", "currency": "JPY", "able_to_fund": True},
            ),
        )
        stand_in.on("GET", "/12/accounts/a2/funding_instruments", data())
        refused = {"errors": [{"code": "ACTION_NOT_ALLOWED", "message": "no"}]}
        stand_in.on("GET", "/12/accounts/a3/funding_instruments", refused, status=403)
        assert [(one.id, one.currency) for one in Reader(link).accounts()] == [("a1", "JPY")]


class TestStats:
    def fetch(self, reader: Reader, name: str, days: int) -> Fetch:
        last = date(2026, 11, 20)
        period = Period(date.fromordinal(last.toordinal() - days), last)
        return Fetch(ACCOUNT, next(one for one in reader.streams if one.name == name), period, last)

    def test_ask_for_takeovers_where_there_were_any(self, stand_in: StandIn, link: Link):
        active = {"entity_id": "c1", "placements": ["ALL_ON_TWITTER", "TREND"]}
        stats = f"/12/stats/accounts/{ACCOUNT.id}"
        stand_in.on("GET", f"{stats}/active_entities", data(active))
        stand_in.on("GET", stats, lambda asked: (200, figures(asked)))
        stand_in.on("GET", f"{OF}/line_items", data(row("l1", campaign_id="c1")))
        reader = Reader(link)
        fetch = self.fetch(reader, "campaign_daily", 1)
        (page,) = reader.pages(fetch)
        (fact,) = reader.rows(fetch, page.body).rows["facts"]
        asked = [one.params["placement"] for one in stand_in.asked if "placement" in one.params]
        assert asked == ["ALL_ON_TWITTER", "PUBLISHER_NETWORK", "TREND"]
        assert fact["impressions"] == 3

    def crowd(self, stand_in: StandIn, ids: list[str]) -> Counter[str]:
        """Play jobs for many line items; return how many ran side by side at most."""
        jobs: dict[str, Asked] = {}
        running = Counter[str]()
        stats = f"/12/stats/accounts/{ACCOUNT.id}"
        orders = f"/12/stats/jobs/accounts/{ACCOUNT.id}"
        stand_in.on("GET", f"{stats}/active_entities", data(*({"entity_id": id_} for id_ in ids)))
        items = [row(id_, campaign_id=f"c{id_}") for id_ in ids]

        def parents(asked: Asked) -> tuple[int, Any]:
            wanted = asked.params["line_item_ids"].split(",")
            assert len(wanted) <= 200
            return 200, data(*(one for one in items if one["id"] in wanted))

        def order(asked: Asked) -> tuple[int, Any]:
            job = str(len(jobs) + 1)
            jobs[job] = asked
            running["now"] += 1
            running["most"] = max(running["most"], running["now"])
            return 201, {"data": {"id_str": job, "status": "QUEUED", "url": None}}

        def look(asked: Asked) -> tuple[int, Any]:
            wanted = asked.params["job_ids"].split(",")
            running["now"] -= len(wanted)
            states = [
                {"id_str": one, "status": "SUCCESS", "url": f"{stand_in.url}/files/{one}.json.gz"}
                for one in wanted
            ]
            return 200, data(*states)

        def file(asked: Asked) -> tuple[int, Any]:
            job = asked.path.rpartition("/")[2].partition(".")[0]
            return 200, figures(jobs[job])

        stand_in.on("GET", f"{OF}/line_items", parents)
        stand_in.on("POST", orders, order)
        stand_in.on("GET", orders, look)
        stand_in.on("GET", "/files/.*", file)
        return running

    def test_of_crowds_go_by_few_jobs_at_a_time(self, stand_in: StandIn, link: Link):
        ids = [f"{number:04d}" for number in range(450)]
        running = self.crowd(stand_in, ids)
        reader = Reader(link)
        fetch = self.fetch(reader, "ad_group_daily", 2)
        rows = [
            fact
            for page in reader.pages(fetch)
            for fact in reader.rows(fetch, page.body).rows["facts"]
        ]
        assert len(rows) == 450 * 2
        assert {(fact["entity_id"], fact["campaign_id"]) for fact in rows} == {
            (id_, f"c{id_}") for id_ in ids
        }
        assert 0 < running["most"] <= 40

    @pytest.mark.parametrize("state", ["FAILED", "PROCESSING"])
    def test_of_jobs_that_do_not_end_are_left_for_later(
        self, stand_in: StandIn, link: Link, state: str
    ):
        self.crowd(stand_in, [f"{number:04d}" for number in range(450)])
        said = data({"id_str": "1", "status": state, "url": None})
        stand_in.on("GET", f"/12/stats/jobs/accounts/{ACCOUNT.id}", said)
        reader = Reader(link)
        with pytest.raises(Transient) as caught:
            list(reader.pages(self.fetch(reader, "ad_group_daily", 2)))
        assert "later" in caught.value.hint


class TestACampaign:
    def wish(self, **settings: object) -> CreateCampaign:
        return CreateCampaign("k1234567", "Winter", "sales", settings=settings)

    def test_takes_what_only_x_knows(self, stand_in: StandIn, link: Link):
        stand_in.on("GET", f"{OF}/campaigns", data())
        stand_in.on("GET", f"{OF}/funding_instruments", data({"id": "f1", "able_to_fund": True}))
        stand_in.on("POST", f"{OF}/campaigns", {"data": row("c1")}, status=201)
        wish = self.wish(standard_delivery=False, purchase_order_number=7, tags=["a", "b"])
        assert Writer(link).apply(ACCOUNT, wish).entity_id == "c1"
        sent = stand_in.asked[-1].params
        assert (sent["standard_delivery"], sent["tags"]) == ("false", "a,b")
        assert (sent["funding_instrument_id"], sent["entity_status"]) == ("f1", "PAUSED")
        assert sent["budget_optimization"] == "LINE_ITEM"

    def test_needs_somebody_who_pays(self, stand_in: StandIn, link: Link):
        stand_in.on("GET", f"{OF}/campaigns", data())
        stand_in.on("GET", f"{OF}/funding_instruments", data({"id": "f1", "able_to_fund": False}))
        with pytest.raises(Refused, match="pay"):
            Writer(link).apply(ACCOUNT, self.wish())


class TestAnAudience:
    def audience(self, stand_in: StandIn, link: Link, *, there: bool = False) -> Applied:
        known = [row("au1", name="Buyers [ah-k1234567]")] if there else []
        stand_in.on("GET", f"{OF}/custom_audiences", data(*known))
        stand_in.on("POST", f"{OF}/custom_audiences", {"data": row("au1")})
        counted = {"data": {"success_count": 2, "total_count": 2}}
        stand_in.on("POST", f"{OF}/custom_audiences/au1/users", counted)
        members = [Member(" Ann@Example.com "), Member(), Member("b@c.de", "+49 151 1234567")]
        return Writer(link).apply(ACCOUNT, UploadAudience("k1234567", "Buyers", members))

    def test_is_made_and_filled_with_people_nobody_can_read(self, stand_in: StandIn, link: Link):
        done = self.audience(stand_in, link)
        assert (done.entity_id, done.found) == ("au1", False)
        assert [(at, code) for at, code, _ in done.failures] == [(1, "member.empty")]
        made, filled = (one for one in stand_in.asked if one.method == "POST")
        assert made.params["name"] == "Buyers [ah-k1234567]"
        assert filled.json == [
            {
                "operation_type": "Update",
                "params": {
                    "users": [
                        {"email": [hashed("ann@example.com")]},
                        {
                            "email": [hashed("b@c.de")],
                            "phone_number": [hashed("+491511234567")],
                        },
                    ]
                },
            }
        ]

    def test_is_found_again_by_its_key(self, stand_in: StandIn, link: Link):
        assert self.audience(stand_in, link, there=True).found
        assert len([one for one in stand_in.asked if one.method == "POST"]) == 1

    def test_that_lost_somebody_is_sent_again(self, stand_in: StandIn, link: Link):
        stand_in.on("GET", f"{OF}/custom_audiences", data(row("au1", name="[ah-k1234567]")))
        counted = {"data": {"success_count": 1, "total_count": 2}}
        stand_in.on("POST", f"{OF}/custom_audiences/au1/users", counted)
        wish = UploadAudience("k1234567", "Buyers", [Member("a@b.de"), Member("b@b.de")])
        with pytest.raises(Transient, match="1 of 2"):
            Writer(link).apply(ACCOUNT, wish)


class TestNegativeKeywords:
    def test_are_added_where_they_are_not_there_yet(self, stand_in: StandIn, link: Link):
        there = [
            {"targeting_type": "EXACT_KEYWORD", "targeting_value": "Free", "operator_type": "NE"},
            {"targeting_type": "NEGATIVE_PHRASE_KEYWORD", "targeting_value": "cheap"},
            {"targeting_type": "EXACT_KEYWORD", "targeting_value": "shoes", "operator_type": "EQ"},
        ]
        stand_in.on("GET", f"{OF}/targeting_criteria", data(*there))
        path = f"/12/batch/accounts/{ACCOUNT.id}/targeting_criteria"

        def batch(asked: Asked) -> tuple[int, Any]:
            if any(one["params"]["targeting_value"] == "bad" for one in asked.json):
                error = {"code": "INVALID_PARAMETER", "message": "bad word"}
                return 400, {"operation_errors": [[error]], "errors": []}
            return 201, data(*({"id": "x"} for _ in asked.json))

        stand_in.on("POST", path, batch)
        words = (("free", "exact"), ("cheap", "phrase"), ("shoes", "exact"), ("bad", "broad"),
                 ("used", "broad"), ("used", "broad"), ("any", "fuzzy"))  # fmt: skip
        wish = AddNegativeKeywords(Level.ad_group, "l1", words)
        done = Writer(link).apply(ACCOUNT, wish)
        assert [(at, code) for at, code, _ in done.failures] == [
            (3, "platform.refused"),
            (6, "match.unknown"),
        ]
        passed = [
            one["params"]
            for asked in stand_in.asked
            if asked.method == "POST" and batch(asked)[0] == 201
            for one in asked.json
        ]
        assert [
            (one["targeting_type"], one["targeting_value"], one["operator_type"]) for one in passed
        ] == [("EXACT_KEYWORD", "shoes", "NE"), ("UNORDERED_KEYWORD", "used", "NE")]


class TestConversions:
    def test_of_which_x_refuses_one_are_told_apart(self, stand_in: StandIn, link: Link):
        def take(asked: Asked) -> tuple[int, Any]:
            if any(one["conversion_id"] == "order-2" for one in asked.json["conversions"]):
                return 400, {"errors": [{"code": "INVALID_PARAMETER", "message": "too old"}]}
            return 200, {"data": {"conversions_processed": len(asked.json["conversions"])}}

        stand_in.on("POST", "/12/measurement/conversions/o8z6j", take)
        value = Money(Decimal("49.90"), "EUR")
        sent = tuple(
            OwnConversion(f"order-{n}", "purchase", NOW, "tw-o8z6j-o8z21", value, click_id="t")
            for n in range(4)
        )
        done = Writer(link).apply(ACCOUNT, SendConversions(sent))
        assert [(at, code) for at, code, _ in done.failures] == [(2, "platform.refused")]
        taken = [
            one
            for asked in stand_in.asked
            if take(asked)[0] == 200
            for one in asked.json["conversions"]
        ]
        assert sorted(one["conversion_id"] for one in taken) == ["order-0", "order-1", "order-3"]
        assert {one["price_currency"] for one in taken} == {"EUR"}
        assert {one["conversion_time"] for one in taken} == {"2026-11-20T18:00:00.000Z"}
