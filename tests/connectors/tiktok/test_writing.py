"""What people set on TikTok is set, once, exactly, and can be read back."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.connectors.tiktok.conftest import TikTok

from adhelm.connectors.contract import (
    Account,
    Bid,
    CreateAd,
    CreateAdGroup,
    CreateCampaign,
    Member,
    NotOffered,
    NotThere,
    OwnConversion,
    PlatformError,
    RateLimited,
    Refused,
    Rename,
    SendConversions,
    SetBid,
    SetBudget,
    SetStatus,
    Status,
    Transient,
    UploadAudience,
    Writer,
)
from adhelm.connectors.tiktok.connector.money import major
from adhelm.core.ads import Level, Money

KEY = "k3f2a9c1"
EUROS = Account("1", "Shop", "EUR", "Europe/Berlin")


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def wish(**other: Any) -> CreateCampaign:
    made = CreateCampaign(KEY, "Winter", "sales", daily_budget=euros("60.50"))
    return replace(made, **other)


def names(tiktok: TikTok, stream: str = "campaigns") -> list[str]:
    return [row["name"] for row in tiktok.rows(tiktok.fetch(stream), "entities")]


class TestCreating:
    def test_makes_a_paused_campaign_with_its_key(self, tiktok: TikTok):
        account, writer = tiktok.account(), tiktok.writer()
        made = writer.apply(account, wish(special_ad_categories=("employment",)))
        live = writer.live(account, Level.campaign, made.entity_id)
        assert not made.found
        assert live.name == f"Winter [ah-{KEY}]"
        assert live.status is Status.paused
        assert live.daily_budget == euros("60.50")
        rows = tiktok.rows(tiktok.fetch("campaigns"), "entities")
        attributes = next(
            orjson.loads(row["attributes"]) for row in rows if row["entity_id"] == made.entity_id
        )
        assert attributes["objective"] == "WEB_CONVERSIONS"
        assert attributes["special_ad_categories"] == ["employment"]
        assert attributes["daily_budget"] == "60.50"

    def test_makes_all_of_an_ad(self, tiktok: TikTok):
        account, writer = tiktok.account(), tiktok.writer()
        campaign = writer.apply(account, wish(daily_budget=None)).entity_id
        group = CreateAdGroup(
            "group123", campaign, "Berlin", bid=euros("4.20"), daily_budget=euros("25")
        )
        group_id = writer.apply(account, group).entity_id
        live = writer.live(account, Level.ad_group, group_id)
        assert (live.status, live.daily_budget, live.bid) == (
            Status.paused,
            euros("25"),
            euros("4.20"),
        )
        url = "https://shop.example/?utm_source=tiktok&utm_campaign=winter&x=1"
        ad = CreateAd("ad123456", group_id, "Video", url, descriptions=("Warm and light.",))
        ad_id = writer.apply(account, ad).entity_id
        row = next(
            row for row in tiktok.rows(tiktok.fetch("ads"), "entities") if row["entity_id"] == ad_id
        )
        attributes = orjson.loads(row["attributes"])
        assert (row["ad_group_id"], row["campaign_id"]) == (group_id, campaign)
        assert attributes["body"] == "Warm and light."
        assert attributes["final_url"] == url
        assert attributes["url_parameters"] == {"utm_campaign": "winter", "utm_source": "tiktok"}
        assert writer.apply(account, ad) == writer.apply(account, ad)
        assert writer.apply(account, group).found

    @pytest.mark.parametrize("mode", ["timeout_after_commit", "drop", "truncated", "500"])
    def test_makes_one_however_the_answer_is_lost(self, tiktok: TikTok, mode: str):
        account, writer = tiktok.account(), tiktok.writer()
        tiktok.fault(mode=mode, path="campaign/create")
        made = writer.apply(account, wish())
        again = writer.apply(account, wish())
        assert again.found
        assert again.entity_id == made.entity_id
        assert names(tiktok).count(f"Winter [ah-{KEY}]") == 1

    def test_asked_too_often_makes_nothing_until_it_is_asked_again(self, tiktok: TikTok):
        account, writer = tiktok.account(), tiktok.writer()
        tiktok.fault(mode="429", path="campaign/create")
        with pytest.raises(RateLimited):
            writer.apply(account, wish())
        assert not writer.apply(account, wish()).found
        assert names(tiktok).count(f"Winter [ah-{KEY}]") == 1

    def test_makes_nothing_anew_that_was_renamed(self, tiktok: TikTok):
        # The key is gone from the name; TikTok still knows the request.
        account, writer = tiktok.account(), tiktok.writer()
        made = writer.apply(account, wish())
        writer.apply(account, Rename(Level.campaign, made.entity_id, "Theirs"))
        with pytest.raises(Refused, match="request_id"):
            writer.apply(account, wish())

    @pytest.mark.parametrize(
        "other",
        [
            {"daily_budget": euros("60.505")},
            {"daily_budget": Money(Decimal(60), "USD")},
            {"daily_budget": euros("0")},
            {"lifetime_budget": euros("600")},
            {"objective": "fame"},
            {"special_ad_categories": ("politics",)},
            {"start": date(2026, 12, 1)},
        ],
    )
    def test_refuses_what_tiktok_has_not_before_it_asks(
        self, tiktok: TikTok, other: dict[str, Any]
    ):
        account, writer = tiktok.account(), tiktok.writer()
        with pytest.raises(Refused) as caught:
            writer.apply(account, wish(**other))
        assert caught.value.hint
        assert not [one for one in tiktok.asked() if one["method"] == "POST"]

    def test_refuses_an_ad_without_a_text(self, tiktok: TikTok):
        with pytest.raises(Refused, match="text"):
            tiktok.writer().apply(
                tiktok.account(), CreateAd("ad123456", "1", "Bare", "https://shop.example/")
            )

    def test_refuses_a_second_budget_below_the_campaigns(self, tiktok: TikTok):
        account, writer = tiktok.account(), tiktok.writer()
        campaign = writer.apply(account, wish()).entity_id
        group = CreateAdGroup("group123", campaign, "Two", daily_budget=euros("25"))
        with pytest.raises(Refused, match="has the budget"):
            writer.apply(account, group)

    def test_tells_what_tiktok_refuses(self, tiktok: TikTok):
        with pytest.raises(Refused, match="budget: value must be") as caught:
            tiktok.writer().apply(tiktok.account(), wish(daily_budget=euros("1")))
        assert caught.value.facts["platform_code"] == 40002


class TestChanging:
    @pytest.fixture
    def made(self, tiktok: TikTok) -> tuple[Account, Writer, str]:
        account, writer = tiktok.account(), tiktok.writer()
        return account, writer, writer.apply(account, wish()).entity_id

    @pytest.mark.parametrize("status", list(Status))
    def test_sets_a_status_and_again(self, made: tuple[Account, Writer, str], status: Status):
        account, writer, id_ = made
        change = SetStatus(Level.campaign, id_, status)
        assert writer.apply(account, change) == writer.apply(account, change)
        assert writer.live(account, Level.campaign, id_).status is status

    def test_cannot_bring_back_what_was_removed(self, made: tuple[Account, Writer, str]):
        account, writer, id_ = made
        writer.apply(account, SetStatus(Level.campaign, id_, Status.removed))
        with pytest.raises(NotThere):
            writer.apply(account, SetStatus(Level.campaign, id_, Status.enabled))

    def test_sets_a_budget_to_the_cent(self, made: tuple[Account, Writer, str]):
        account, writer, id_ = made
        writer.apply(account, SetBudget(Level.campaign, id_, euros("1234.57")))
        assert writer.live(account, Level.campaign, id_).daily_budget == euros("1234.57")
        for wrong in (
            SetBudget(Level.campaign, id_, euros("1234.575")),
            SetBudget(Level.campaign, id_, euros("1300"), lifetime=True),
        ):
            with pytest.raises(Refused):
                writer.apply(account, wrong)
        with pytest.raises(NotOffered):
            writer.apply(account, SetBudget(Level.ad, id_, euros("100")))

    def test_sets_the_budget_and_the_bids_of_an_ad_group(self, tiktok: TikTok):
        account, writer = tiktok.account(), tiktok.writer()
        campaign = writer.apply(account, wish(daily_budget=None)).entity_id
        group = CreateAdGroup("group123", campaign, "One", daily_budget=euros("25"))
        id_ = writer.apply(account, group).entity_id
        writer.apply(account, SetBudget(Level.ad_group, id_, euros("31.50")))
        writer.apply(account, SetBid(Level.ad_group, id_, Bid.cost_cap, amount=euros("7.25")))
        writer.apply(account, SetBid(Level.ad_group, id_, Bid.target_roas, ratio=Decimal("4.5")))
        live = writer.live(account, Level.ad_group, id_)
        assert (live.daily_budget, live.bid, live.bid_ratio) == (
            euros("31.50"),
            euros("7.25"),
            Decimal("4.5"),
        )
        with pytest.raises(Refused, match="OCPM"):
            writer.apply(account, SetBid(Level.ad_group, id_, Bid.max_cpc, amount=euros("1")))
        with pytest.raises(NotOffered):
            writer.apply(account, SetBid(Level.campaign, id_, Bid.cost_cap, amount=euros("1")))

    @pytest.mark.parametrize(
        ("level", "stream"),
        [(Level.campaign, "campaigns"), (Level.ad_group, "ad_groups"), (Level.ad, "ads")],
    )
    def test_renames_and_changes_nothing_else(self, tiktok: TikTok, level: Level, stream: str):
        account, writer = tiktok.account(), tiktok.writer()
        before = next(
            row
            for row in tiktok.rows(tiktok.fetch(stream), "entities")
            if row["status"] != "DELETE"
        )
        writer.apply(account, Rename(level, before["entity_id"], "Another"))
        after = next(
            row
            for row in tiktok.rows(tiktok.fetch(stream), "entities")
            if row["entity_id"] == before["entity_id"]
        )
        assert after["name"] == "Another"
        kept, still = (orjson.loads(row["attributes"]) for row in (before, after))
        assert {**kept, "updated_at": None} == {**still, "updated_at": None}

    def test_survives_lost_answers(self, tiktok: TikTok, made: tuple[Account, Writer, str]):
        account, writer, id_ = made
        tiktok.fault(mode="timeout_after_commit", path="campaign/update")
        # A lost answer is told: whoever asked looks before it asks again.
        with pytest.raises(Transient):
            writer.apply(account, SetBudget(Level.campaign, id_, euros("88")))
        assert writer.live(account, Level.campaign, id_).daily_budget == euros("88")

    def test_of_nothing_is_told(self, tiktok: TikTok):
        with pytest.raises(NotThere):
            tiktok.writer().live(tiktok.account(), Level.ad, "1")


class TestMoney:
    @given(st.decimals("0.01", 10**9, places=2))
    def test_is_sent_as_it_reads(self, amount: Decimal):
        number = major(EUROS, Money(amount, "EUR"))
        assert Decimal(orjson.dumps(number).decode()) == amount

    @given(st.decimals("0.001", 10**6, places=3).filter(lambda one: one != round(one, 2)))
    def test_that_is_finer_than_a_cent_is_refused(self, amount: Decimal):
        with pytest.raises(Refused, match="finer"):
            major(EUROS, Money(amount, "EUR"))

    def test_knows_currencies_without_coins_and_with_small_ones(self):
        yen = replace(EUROS, currency="JPY")
        assert major(yen, Money(Decimal(7500), "JPY")) == 7500
        with pytest.raises(Refused):
            major(yen, Money(Decimal("7500.5"), "JPY"))
        dinar = replace(EUROS, currency="KWD")
        assert major(dinar, Money(Decimal("15.355"), "KWD")) == 15.355


class TestAudiences:
    def upload(self, *members: Member) -> UploadAudience:
        return UploadAudience("list1234", "Buyers", members)

    def test_are_made_once_and_added_to(self, tiktok: TikTok):
        account, writer = tiktok.account(), tiktok.writer()
        anna, ben = Member(email=" Anna@Example.com "), Member(email="ben@example.com")
        first = writer.apply(account, self.upload(anna, Member(phone="+4915112345678")))
        assert [position for position, *_ in first.failures] == [1]
        second = writer.apply(account, self.upload(anna, ben))
        assert second.found
        assert second.entity_id == first.entity_id
        lists = tiktok.http.get(
            "/tiktok/open_api/v1.3/dmp/custom_audience/list/",
            params={"advertiser_id": account.id},
            headers={"Access-Token": tiktok.credential()["access_token"]},
        ).json()["data"]["list"]
        assert [(one["name"], one["cover_num"]) for one in lists] == [("Buyers [ah-list1234]", 2)]

    def test_are_made_once_though_the_answer_is_lost(self, tiktok: TikTok):
        account, writer = tiktok.account(), tiktok.writer()
        tiktok.fault(mode="timeout_after_commit", path="custom_audience/create")
        made = writer.apply(account, self.upload(Member(phone="+49 151 12345678")))
        assert made.found
        assert writer.apply(account, self.upload(Member(phone="+4915112345678"))) == made

    def test_of_nobody_are_refused(self, tiktok: TikTok):
        with pytest.raises(Refused):
            tiktok.writer().apply(tiktok.account(), self.upload(Member(), Member(email="x")))


class TestConversions:
    AT = datetime(2026, 11, 19, 12, tzinfo=UTC)

    def event(self, id_: str, **other: Any) -> OwnConversion:
        made = OwnConversion(
            id_, "purchase", self.AT, "C1ABCDEF", euros("49.90"), click_id="E.C.P.1"
        )
        return replace(made, **other)

    def test_are_told_a_thousand_at_a_time(self, tiktok: TikTok):
        events = tuple(self.event(f"order-{n}") for n in range(1500))
        done = tiktok.writer().apply(tiktok.account(), SendConversions(events))
        assert done.failures == ()
        assert [one["path"] for one in tiktok.asked()].count("/open_api/v1.3/event/track/") == 2

    def test_say_which_ones_tiktok_has_no_use_for(self, tiktok: TikTok):
        done = tiktok.writer().apply(
            tiktok.account(),
            SendConversions(
                (
                    self.event("1", action=""),
                    self.event("2"),
                    self.event("3", event_type="baptism"),
                    self.event("4", click_id=""),
                    self.event("5", click_id="", member=Member(email="a@example.com")),
                )
            ),
        )
        assert [(position, code) for position, code, _ in done.failures] == [
            (0, "event.no_source"),
            (2, "event.unknown"),
            (3, "event.no_person"),
        ]


class TestOffers:
    def test_name_every_change_there_is(self, tiktok: TikTok):
        from typing import get_args

        from adhelm.connectors.contract import Mutation

        assert set(tiktok.writer().offers) == set(get_args(Mutation))

    def test_are_not_for_accounts_out_of_sight(self, tiktok: TikTok):
        account = replace(tiktok.account(), id="7")
        with pytest.raises(PlatformError, match="40001"):
            tiktok.writer().apply(account, wish())
