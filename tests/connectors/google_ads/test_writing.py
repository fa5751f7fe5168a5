"""How amounts leave for Google Ads, and what becomes of lists and words whose answer is lost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.connectors.suite import Desk, mapped, table

from adhelm.connectors.contract import (
    Account,
    AddNegativeKeywords,
    Bid,
    Clash,
    CreateAd,
    CreateAdGroup,
    CreateCampaign,
    Member,
    NotThere,
    OwnConversion,
    Refused,
    SendConversions,
    SetBid,
    SetBudget,
    SetStatus,
    Status,
    Unsettled,
    UploadAudience,
    Writer,
)
from adhelm.connectors.google_ads.connector.finding import once
from adhelm.connectors.google_ads.connector.money import exact, in_micros
from adhelm.core.ads import Level, Money, minor_units

KEY = "k3y0f7h1s"
DAY = date(2026, 11, 10)
CURRENCIES = st.sampled_from(["USD", "EUR", "JPY", "KWD", "IDR"])
PERSON = Member("jane@example.com")
CLICK = OwnConversion(
    "o-1", "purchase", datetime(2026, 11, 19, 12, tzinfo=UTC), action="7001", click_id="g-1"
)


def account(currency: str) -> Account:
    return Account("1234567890", "Shop", currency, "Europe/Berlin")


def entities(desk: Desk, stream: str) -> list[dict[str, Any]]:
    reader = desk.reader()
    fetch = desk.fetch(reader, stream, DAY, DAY, desk.account())
    return table(mapped(reader, fetch), "entities")


def bidding(desk: Desk, strategy: str) -> Iterator[str]:
    """Return the campaigns that bid by a strategy."""
    for row in entities(desk, "campaigns"):
        if orjson.loads(row["attributes"])["bid_strategy"] == strategy:
            yield row["entity_id"]


def sent(desk: Desk, path: str) -> list[dict[str, Any]]:
    bodies = (one["body"] for one in desk.calls() if path in one["path"])
    return [orjson.loads(one) if isinstance(one, str) else one for one in bodies]


def said(desk: Desk, resource: str, *fields: str) -> list[dict[str, Any]]:
    """Return what Google has of a resource, asked past our reader."""
    selected = ", ".join(f"{resource}.{one}" for one in fields)
    answer = desk.http.post(
        f"/google/v26/customers/{desk.account().id}/googleAds:search",
        json={"query": f"SELECT {selected} FROM {resource}"},
        headers={
            "authorization": f"Bearer {desk.credential['access_token']}",
            "login-customer-id": desk.credential["login_customer_id"],
        },
    ).json()
    return [row[camel(resource)] for row in answer.get("results", [])]


def camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(one.capitalize() for one in others)


@pytest.fixture
def writer(google: Desk) -> Writer:
    return google.writer()


class TestAmounts:
    @given(currency=CURRENCIES, coins=st.integers(1, 10**15))
    def test_of_whole_coins_leave_exactly_and_as_text(self, currency: str, coins: int) -> None:
        amount = Decimal(coins).scaleb(-minor_units(currency))
        micros = in_micros(account(currency), Money(amount, currency))
        assert micros.isdecimal()
        assert Decimal(micros).scaleb(-6) == amount

    @given(currency=CURRENCIES, coins=st.integers(0, 10**12), part=st.integers(1, 9))
    def test_finer_than_a_coin_are_refused(self, currency: str, coins: int, part: int) -> None:
        amount = Decimal(coins * 10 + part).scaleb(-minor_units(currency) - 1)
        with pytest.raises(Refused) as raised:
            in_micros(account(currency), Money(amount, currency))
        assert raised.value.hint

    @given(amount=st.decimals(max_value=0, allow_nan=False, allow_infinity=False, places=2))
    def test_of_nothing_or_less_are_refused(self, amount: Decimal) -> None:
        with pytest.raises(Refused):
            in_micros(account("EUR"), Money(amount, "EUR"))

    @given(number=st.decimals(min_value=0, max_value=10**6, places=6))
    def test_that_google_takes_as_doubles_read_as_they_were(self, number: Decimal) -> None:
        assert Decimal(str(exact(number))) == number

    def test_with_more_digits_than_a_double_are_refused(self) -> None:
        with pytest.raises(Refused):
            exact(Decimal("0.12345678901234567890123"))


class TestMakingOnce:
    def test_finds_what_shows_up_late(self) -> None:
        looks = iter(["", "", "", "77"])
        waits: list[float] = []

        def lost() -> str:
            raise Unsettled("no answer")

        made = once(lambda: next(looks), lost, waits.append)
        assert (made.entity_id, made.found, len(waits)) == ("77", True, 2)

    @pytest.mark.parametrize("error", [Unsettled("no answer"), Clash("the name is taken")])
    def test_says_so_where_nothing_shows_up(self, error: Exception) -> None:
        def fails() -> str:
            raise error

        with pytest.raises(type(error)):
            once(lambda: "", fails, lambda _: None)

    @pytest.mark.parametrize(
        "key", ["short", "with space12", "a' OR b12345", "x" * 33, "ab%cdefgh"]
    )
    def test_takes_no_key_that_would_not_be_found_again(
        self, google: Desk, writer: Writer, key: str
    ) -> None:
        budget = Money(Decimal(50), google.account().currency)
        for wish in (
            CreateCampaign(key, "Sale", "sales", daily_budget=budget),
            CreateAdGroup(key, "1", "Group"),
            CreateAd(key, "1", "Ad", "https://example.com/"),
            UploadAudience(key, "List", [PERSON]),
        ):
            with pytest.raises(Refused):
                writer.apply(google.account(), wish)
        assert google.calls() == []

    @pytest.mark.parametrize("id_", ["", "1 OR 2", "1~2"])
    def test_takes_no_parent_that_is_no_id(self, google: Desk, writer: Writer, id_: str) -> None:
        for wish in (
            CreateAdGroup(KEY, id_, "Group"),
            CreateAd(KEY, id_, "Ad", "https://example.com/"),
        ):
            with pytest.raises(Refused):
                writer.apply(google.account(), wish)
        assert google.calls() == []

    def test_declares_political_advertising_and_nothing_else(
        self, google: Desk, writer: Writer
    ) -> None:
        budget = Money(Decimal(50), google.account().currency)
        plain = CreateCampaign(KEY, "Plain", "leads", daily_budget=budget)
        votes = replace(plain, client_key="v0tes1234", special_ad_categories=("politics",))
        for wish in (plain, votes):
            writer.apply(google.account(), wish)
        told = [
            body["mutateOperations"][1]["campaignOperation"]["create"]
            for body in sent(google, "googleAds:mutate")
        ]
        assert [one["containsEuPoliticalAdvertising"] for one in told] == [
            "DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING",
            "CONTAINS_EU_POLITICAL_ADVERTISING",
        ]
        assert {one["status"] for one in told} == {"PAUSED"}

    def test_gives_a_lifetime_budget_a_period_of_its_own(
        self, google: Desk, writer: Writer
    ) -> None:
        own = google.account()
        total = Money(Decimal(900), own.currency)
        wish = CreateCampaign(KEY, "Fair", "sales", lifetime_budget=total, end=date(2026, 12, 31))
        made = writer.apply(own, wish)
        (body,) = sent(google, "googleAds:mutate")
        budget = body["mutateOperations"][0]["campaignBudgetOperation"]["create"]
        assert (budget["totalAmountMicros"], budget["period"]) == ("900000000", "CUSTOM_PERIOD")
        live = writer.live(own, Level.campaign, made.entity_id)
        assert (live.lifetime_budget, live.daily_budget) == (total, None)
        with pytest.raises(Refused):
            writer.apply(own, replace(wish, client_key="fair12345", end=None))

    def test_keeps_a_lifetime_budget_one(self, google: Desk, writer: Writer) -> None:
        own = google.account()
        total = Money(Decimal(900), own.currency)
        wish = CreateCampaign(KEY, "Fair", "sales", lifetime_budget=total, end=date(2026, 12, 31))
        made = writer.apply(own, wish).entity_id
        more = Money(Decimal(1200), own.currency)
        for _ in range(2):
            writer.apply(own, SetBudget(Level.campaign, made, more, lifetime=True))
            assert writer.live(own, Level.campaign, made).lifetime_budget == more
        with pytest.raises(Refused) as raised:
            writer.apply(own, SetBudget(Level.campaign, made, more))
        assert "lifetime" in raised.value.message
        (row,) = (one for one in entities(google, "campaigns") if one["entity_id"] == made)
        assert '"lifetime_budget":"1200' in row["attributes"]


class TestBids:
    def test_that_the_strategy_ignores_are_refused(self, google: Desk, writer: Writer) -> None:
        amount = Money(Decimal(3), google.account().currency)
        id_ = next(bidding(google, "MANUAL_CPC"))
        with pytest.raises(Refused) as raised:
            writer.apply(google.account(), SetBid(Level.campaign, id_, Bid.target_cpa, amount))
        assert "MANUAL_CPC" in raised.value.message

    def test_of_a_shared_strategy_are_left_alone(self, google: Desk, writer: Writer) -> None:
        own = google.account()
        budget = Money(Decimal(50), own.currency)
        shared = {"biddingStrategy": f"customers/{own.id}/biddingStrategies/5"}
        wish = CreateCampaign(KEY, "Sale", "sales", daily_budget=budget, settings=shared)
        made = writer.apply(own, wish).entity_id
        with pytest.raises(Refused) as raised:
            writer.apply(own, SetBid(Level.campaign, made, Bid.target_cpa, budget))
        assert "shares" in raised.value.message

    def test_of_keywords_are_set_and_read_back(self, google: Desk, writer: Writer) -> None:
        own = google.account()
        manual = set(bidding(google, "MANUAL_CPC"))
        id_ = next(
            row["entity_id"] for row in entities(google, "keywords") if row["campaign_id"] in manual
        )
        amount = Money(Decimal("1.37"), own.currency)
        for _ in range(2):
            writer.apply(own, SetBid(Level.keyword, id_, Bid.max_cpc, amount))
            assert writer.live(own, Level.keyword, id_).bid == amount

    def test_of_a_campaign_that_is_not_there_are_told(self, google: Desk, writer: Writer) -> None:
        amount = Money(Decimal(3), google.account().currency)
        for wish in (
            SetBid(Level.campaign, "9", Bid.target_cpa, amount),
            SetBudget(Level.campaign, "9", amount),
            SetStatus(Level.ad, "9", Status.paused),
            AddNegativeKeywords(Level.campaign, "9", (("jobs", "exact"),)),
        ):
            with pytest.raises(NotThere):
                writer.apply(google.account(), wish)


class TestNegativeKeywords:
    @pytest.mark.parametrize("mode", ["timeout_after_commit", "drop", "500", "truncated"])
    def test_are_there_once_whatever_becomes_of_the_answer(
        self, google: Desk, writer: Writer, mode: str
    ) -> None:
        id_ = entities(google, "campaigns")[0]["entity_id"]
        wish = AddNegativeKeywords(Level.campaign, id_, (("jobs", "exact"), ("free", "broad")))
        google.fault(mode, path="campaignCriteria")
        for _ in range(2):
            assert writer.apply(google.account(), wish).failures == ()
        there = said(google, "campaign_criterion", "keyword.text", "negative")
        assert sorted(one["keyword"]["text"] for one in there) == ["free", "jobs"]
        assert all(one["negative"] for one in there)

    def test_that_are_named_twice_are_added_once(self, google: Desk, writer: Writer) -> None:
        id_ = entities(google, "campaigns")[0]["entity_id"]
        words = (("Jobs", "exact"), (" jobs ", "exact"), ("jobs", "phrase"))
        writer.apply(google.account(), AddNegativeKeywords(Level.campaign, id_, words))
        (body,) = sent(google, "campaignCriteria:mutate")
        assert len(body["operations"]) == 2
        assert all(one["create"]["negative"] for one in body["operations"])

    def test_of_no_known_match_type_never_leave(self, google: Desk, writer: Writer) -> None:
        wish = AddNegativeKeywords(Level.campaign, "1", (("jobs", "fuzzy"),))
        with pytest.raises(Refused):
            writer.apply(google.account(), wish)
        assert google.calls() == []


class TestLists:
    @pytest.mark.parametrize("path", ["userLists", "Jobs:create", "addOperations", ":run"])
    @pytest.mark.parametrize("mode", ["timeout_after_commit", "drop", "500"])
    def test_are_made_once_and_filled_whatever_becomes_of_the_answer(
        self, google: Desk, writer: Writer, path: str, mode: str
    ) -> None:
        wish = UploadAudience(KEY, "Buyers", [PERSON, Member(phone="+49 151 1234567")])
        google.fault(mode, path=path)
        try:
            made = writer.apply(google.account(), wish)
        except Unsettled:
            made = writer.apply(google.account(), wish)
        assert writer.apply(google.account(), wish).entity_id == made.entity_id
        (mine,) = said(google, "user_list", "id", "size_for_search")
        assert (mine["id"], mine["sizeForSearch"]) == (made.entity_id, "2")


class TestConversions:
    def test_say_when_and_what_in_google_s_words(self, google: Desk, writer: Writer) -> None:
        value = Money(Decimal("49.90"), google.account().currency)
        at = datetime.fromisoformat("2026-11-19T13:05:09.5+01:00")
        writer.apply(google.account(), SendConversions((replace(CLICK, at=at, value=value),)))
        (body,) = sent(google, ":uploadClickConversions")
        (row,) = body["conversions"]
        assert body["partialFailure"] is True
        assert row["conversionDateTime"] == "2026-11-19 13:05:09+01:00"
        assert (row["conversionValue"], row["orderId"]) == (49.9, "o-1")
        assert row["conversionAction"].endswith("/conversionActions/7001")

    def test_that_cannot_be_told_leave_the_others_alone(self, google: Desk, writer: Writer) -> None:
        wide = Money(Decimal("0.123456789012345678901"), google.account().currency)
        told = (
            replace(CLICK, value=wide),
            replace(CLICK, at=datetime(2026, 11, 19, 12)),  # noqa: DTZ001 - that is what is wrong
            CLICK,
            replace(CLICK, click_id=""),
        )
        done = writer.apply(google.account(), SendConversions(told))
        assert [(place, code) for place, code, _ in done.failures] == [
            (0, "event.value"),
            (1, "event.no_zone"),
            (3, "event.no_person"),
        ]

    def test_of_many_keep_their_places(self, google: Desk, writer: Writer) -> None:
        several = [replace(CLICK, event_id=f"o-{n}", click_id=f"g-{n}") for n in range(2003)]
        several[2001] = replace(several[2001], action="9")
        done = writer.apply(google.account(), SendConversions(tuple(several)))
        assert [place for place, *_ in done.failures] == [2001]
        assert len([one for one in google.calls() if "uploadClick" in one["path"]]) == 2
