"""What is made on Meta is made once, paused, with the fields that Meta insists on."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs

import httpx  # noqa: TID253 - the stand-in is one of its transports
import orjson
import pytest
from tests.connectors.suite import Desk, mapped, table

from adhelm.connectors.contract import (
    AddNegativeKeywords,
    Bid,
    CreateAd,
    CreateAdGroup,
    CreateCampaign,
    Live,
    Member,
    Mutation,
    NotOffered,
    NotThere,
    OwnConversion,
    RateLimited,
    Refused,
    SendConversions,
    SetBid,
    SetBudget,
    SetStatus,
    Status,
    Unsettled,
    UploadAudience,
)
from adhelm.connectors.meta import MetaWriter
from adhelm.connectors.wire import hashed
from adhelm.core.ads import Level, Money

YEN = "JPY"
PAGE = {"page_id": "111"}
SHOP = "https://shop.example/"
LAST = date(2026, 12, 31)


def yen(amount: str) -> Money:
    return Money(Decimal(amount), YEN)


def campaign(key: str = "key00001", **more: Any) -> CreateCampaign:
    return CreateCampaign(key, "Winter", **{"objective": "sales", **more})


class Meta:
    """A writer on the account in yen."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.account = desk.account()
        self.writer = desk.writer()

    def apply(self, mutation: Mutation) -> str:
        return self.writer.apply(self.account, mutation).entity_id

    def live(self, level: Level, id_: str) -> Live:
        return self.writer.live(self.account, level, id_)

    def ad_set(self, **more: Any) -> str:
        above = self.apply(campaign("key00002"))
        wish = {"daily_budget": yen("3000"), "countries": ("JP",), **more}
        return self.apply(CreateAdGroup("key00003", above, "Broad", **wish))

    def sent(self, path: str) -> list[dict[str, str]]:
        found = self.desk.http.get("/_sandbox/journal", params={"platform": "meta"}).json()
        bodies = [
            one["body"]
            for one in found["entries"]
            if one["method"] == "POST" and one["path"].endswith(path)
        ]
        return [{k: v[0] for k, v in parse_qs(str(body)).items()} for body in bodies]


class Picky(httpx.BaseTransport):
    """The sandbox's Meta, in a mood to refuse every call with a certain event in it."""

    def __init__(self, inner: httpx.Client) -> None:
        self.inner = inner
        self.taken: list[str] = []
        self.bodies: list[bytes] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        body = request.read()
        if b'"bad' in body:
            error = {"code": 100, "message": "Invalid parameter", "error_subcode": 2804003}
            return httpx.Response(400, json={"error": error})
        if request.method == "POST":
            self.bodies.append(body)
            self.taken += [one["event_id"] for one in orjson.loads(body)["data"]]
        kept = ("authorization", "content-type")
        headers = {k: v for k, v in request.headers.items() if k in kept}
        sent = self.inner.request(request.method, request.url, content=body, headers=headers)
        return httpx.Response(sent.status_code, content=sent.content)


@pytest.fixture
def meta(desk: Desk) -> Meta:
    return Meta(desk)


class TestCreating:
    def test_makes_a_campaign_its_ad_set_and_an_ad_all_paused(self, meta: Meta):
        group = meta.ad_set()
        wish = CreateAd(
            "key00004", group, "Ad", "https://shop.example/", ("Head",), ("Text",), PAGE
        )
        ad = meta.apply(wish)
        above = meta.live(Level.ad_group, group)
        assert (above.daily_budget, above.status) == (yen("3000"), Status.paused)
        one = meta.live(Level.ad, ad)
        assert (one.name, one.status) == ("Ad [ah-key00004]", Status.paused)

    @pytest.mark.parametrize("mode", ["timeout_after_commit", "500"])
    def test_makes_each_thing_once_whatever_happens(self, meta: Meta, mode: str):
        group = meta.ad_set()
        wish = CreateAd(
            "key00004", group, "Ad", "https://shop.example/", ("Head",), ("Text",), PAGE
        )
        meta.desk.fault(mode, path="/ads$", method="POST")
        try:
            first = meta.apply(wish)
        except Unsettled:
            assert mode == "500"
            first = meta.apply(wish)
        again = meta.writer.apply(meta.account, wish)
        assert (again.entity_id, again.found) == (first, True)
        assert len(meta.desk.pauses) >= 1

    def test_does_not_make_again_what_was_deleted_since(self, meta: Meta):
        made = meta.apply(campaign())
        meta.apply(SetStatus(Level.campaign, made, Status.removed))
        assert meta.apply(campaign()) == made

    def test_without_a_budget_says_that_ad_sets_do_not_share(self, meta: Meta):
        made = meta.apply(campaign())
        assert meta.live(Level.campaign, made).daily_budget is None

    def test_with_a_lifetime_budget_ends_after_its_last_day(self, meta: Meta):
        wish = campaign(lifetime_budget=yen("90000"), end=LAST)
        made = meta.apply(wish)
        reader = meta.desk.reader()
        fetch = meta.desk.fetch(reader, "campaigns", LAST, LAST, meta.account)
        (row,) = [
            one for one in table(mapped(reader, fetch), "entities") if one["entity_id"] == made
        ]
        assert orjson.loads(str(row["attributes"]))["end"] == "2026-12-31"

    @pytest.mark.parametrize(
        ("ours", "theirs"),
        [("employment", "EMPLOYMENT"), ("credit", "FINANCIAL_PRODUCTS_SERVICES"),
         ("politics", "ISSUES_ELECTIONS_POLITICS"), ("housing", "HOUSING")],
    )  # fmt: skip
    def test_names_special_categories_in_metas_words(self, meta: Meta, ours: str, theirs: str):
        made = meta.apply(campaign(special_ad_categories=(ours,)))
        reader = meta.desk.reader()
        day = date(2026, 11, 20)
        fetch = meta.desk.fetch(reader, "campaigns", day, day, meta.account)
        (row,) = [
            one for one in table(mapped(reader, fetch), "entities") if one["entity_id"] == made
        ]
        assert orjson.loads(str(row["attributes"]))["special_ad_categories"] == [theirs]

    @pytest.mark.parametrize(
        "wish",
        [
            campaign(objective="fame"),
            campaign(daily_budget=yen("100.5")),
            campaign(daily_budget=Money(Decimal(100), "USD")),
            campaign(daily_budget=yen("500"), lifetime_budget=yen("500")),
            campaign(lifetime_budget=yen("500")),
            campaign(special_ad_categories=("secrets",)),
            CreateAdGroup("key00003", "1", "Nowhere"),
            CreateAd("key00004", "1", "No page", "https://x.example/"),
            CreateAd("key00004", "1", "Many", "https://x.example/", ("a", "b"), (), PAGE),
        ],
        ids=lambda wish: f"{wish.name}-{getattr(wish, 'objective', '')}",
    )
    def test_refuses_what_meta_would_before_it_asks(self, meta: Meta, wish: Mutation):
        with pytest.raises(Refused):
            meta.apply(wish)
        assert not [one for one in meta.desk.calls(writing=True) if one["method"] == "POST"]


class TestBids:
    def test_cap_the_cost_of_a_result(self, meta: Meta):
        group = meta.ad_set()
        meta.apply(SetBid(Level.ad_group, group, Bid.cost_cap, yen("450")))
        assert meta.live(Level.ad_group, group).bid == yen("450")

    def test_hold_a_floor_of_return(self, meta: Meta):
        group = meta.ad_set()
        meta.apply(SetBid(Level.ad_group, group, Bid.target_roas, ratio=Decimal("4.5")))
        assert meta.live(Level.ad_group, group).bid_ratio == Decimal("4.5")

    def test_are_per_click_only_where_clicks_are_the_goal(self, meta: Meta):
        group = meta.ad_set()
        meta.apply(SetBid(Level.ad_group, group, Bid.max_cpc, yen("50")))
        with pytest.raises(Refused, match="LINK_CLICKS"):
            meta.apply(SetBid(Level.ad_group, group, Bid.max_cpm, yen("50")))

    def test_under_a_campaigns_budget_follow_its_strategy(self, meta: Meta):
        above = meta.apply(campaign(daily_budget=yen("9000")))
        group = meta.apply(CreateAdGroup("key00003", above, "Broad", countries=("JP",)))
        with pytest.raises(Refused, match="LOWEST_COST_WITHOUT_CAP"):
            meta.apply(SetBid(Level.ad_group, group, Bid.cost_cap, yen("450")))

    @pytest.mark.parametrize(
        "bid",
        [(Bid.target_roas, None, None), (Bid.cost_cap, None, None),
         (Bid.target_roas, None, Decimal("0.00001")), (Bid.cost_cap, yen("1.5"), None)],
    )  # fmt: skip
    def test_without_a_right_value_are_refused(self, meta: Meta, bid: tuple[Any, Any, Any]):
        group = meta.ad_set()
        with pytest.raises(Refused):
            meta.apply(SetBid(Level.ad_group, group, *bid))


class TestChanges:
    def test_of_an_ad_sets_budget_wait_after_four_in_an_hour(self, meta: Meta):
        group = meta.ad_set()
        for step in range(4):
            meta.apply(SetBudget(Level.ad_group, group, yen(f"{4000 + step}")))
        with pytest.raises(RateLimited, match="4 times an hour") as raised:
            meta.apply(SetBudget(Level.ad_group, group, yen("5000")))
        assert raised.value.retry_after_s == 3600

    def test_of_another_accounts_thing_find_nothing(self, meta: Meta):
        group = meta.ad_set()
        with pytest.raises(NotThere):
            meta.writer.live(meta.desk.account(1), Level.ad_group, group)

    @pytest.mark.parametrize(
        "wish",
        [
            AddNegativeKeywords(Level.campaign, "1", (("free", "exact"),)),
            SetBudget(Level.ad, "1", yen("100")),
            SetBid(Level.campaign, "1", Bid.cost_cap, yen("100")),
            SetStatus(Level.keyword, "1", Status.paused),
        ],
    )
    def test_that_meta_does_not_have_are_not_offered(self, meta: Meta, wish: Mutation):
        with pytest.raises(NotOffered):
            meta.apply(wish)

    def test_of_what_is_deleted_stay_deleted(self, meta: Meta):
        made = meta.apply(campaign())
        for _ in range(2):
            meta.apply(SetStatus(Level.campaign, made, Status.removed))
        assert meta.live(Level.campaign, made).status is Status.removed


class TestLists:
    def test_are_hashed_before_they_leave(self, meta: Meta):
        members = [Member("Jane@Example.com ", "+49 151 23"), Member()]
        done = meta.writer.apply(meta.account, UploadAudience("key00009", "Buyers", members))
        assert [place for place, *_ in done.failures] == [1]
        (sent,) = meta.sent("/users")
        assert orjson.loads(sent["payload"]) == {
            "schema": ["EMAIL", "PHONE"],
            "data": [[hashed("jane@example.com"), hashed("4915123")]],
        }

    def test_go_in_batches_of_one_session(self, meta: Meta):
        members = [Member(f"m{n}@example.com") for n in range(10_001)]
        meta.apply(UploadAudience("key00009", "Buyers", members))
        sessions = [orjson.loads(one["session"]) for one in meta.sent("/users")]
        assert [(one["batch_seq"], one["last_batch_flag"]) for one in sessions] == [
            (1, False),
            (2, True),
        ]
        assert len({one["session_id"] for one in sessions}) == 1

    def test_of_one_key_are_one(self, meta: Meta):
        wish = UploadAudience("key00009", "Buyers", [Member("a@example.com")])
        first, again = (meta.writer.apply(meta.account, wish) for _ in range(2))
        assert (again.entity_id, again.found) == (first.entity_id, True)


class TestConversions:
    def conversion(self, meta: Meta, id_: str, **more: Any) -> OwnConversion:
        made: dict[str, Any] = {
            "at": meta.desk.clock.now() - timedelta(days=1),
            "action": "555",
            "value": yen("4990"),
            "click_id": "AbC",
            **more,
        }
        return OwnConversion(id_, more.pop("event_type", "purchase"), **made)

    def test_say_which_cannot_be_sent_and_why(self, meta: Meta):
        late = meta.desk.clock.now() - timedelta(days=8)
        early = meta.desk.clock.now() + timedelta(hours=1)
        wish = SendConversions(
            (
                self.conversion(meta, "1"),
                self.conversion(meta, "2", at=late),
                self.conversion(meta, "3", at=early),
                self.conversion(meta, "4", click_id=""),
                self.conversion(meta, "5", action=""),
            )
        )
        done = meta.writer.apply(meta.account, wish)
        assert [(place, code) for place, code, _ in done.failures] == [
            (1, "conversion.too_old"),
            (2, "conversion.in_future"),
            (3, "conversion.nobody"),
            (4, "conversion.no_action"),
        ]

    def test_go_in_calls_of_a_thousand(self, meta: Meta):
        some = tuple(self.conversion(meta, f"order-{n}") for n in range(1500))
        assert meta.writer.apply(meta.account, SendConversions(some)).failures == ()
        calls = [one for one in meta.desk.calls(writing=True) if one["path"].endswith("/events")]
        assert len(calls) == 2

    def test_that_are_refused_do_not_keep_the_others_back(self, meta: Meta):
        picky = Picky(meta.desk.http)
        writer = MetaWriter(replace(meta.desk.link(), http=httpx.Client(transport=picky)))
        some = tuple(
            self.conversion(meta, f"{'bad' if n in {3, 8} else 'good'}{n}") for n in range(9)
        )
        done = writer.apply(meta.account, SendConversions(some))
        writer.close()
        assert [place for place, *_ in done.failures] == [3, 8]
        assert sorted(picky.taken) == [f"good{n}" for n in range(9) if n not in {3, 8}]

    def test_carry_their_value_exactly(self, meta: Meta):
        picky = Picky(meta.desk.http)
        writer = MetaWriter(replace(meta.desk.link(), http=httpx.Client(transport=picky)))
        value = Money(Decimal("49.90"), "EUR")
        wish = SendConversions((self.conversion(meta, "good1", value=value),))
        writer.apply(meta.account, wish)
        writer.close()
        assert b'"custom_data":{"currency":"EUR","value":49.90}' in picky.bodies[-1]
