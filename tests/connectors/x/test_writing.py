"""What we change on X: paused, exact, once; and refused before it is sent where X would err."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.connectors.x.conftest import Stage

from adhelm.connectors.contract import (
    Account,
    AddNegativeKeywords,
    Bid,
    CreateAd,
    CreateAdGroup,
    CreateCampaign,
    Member,
    NotOffered,
    NotThere,
    OwnConversion,
    Refused,
    Rename,
    SendConversions,
    SetBid,
    SetBudget,
    SetStatus,
    Status,
    Unsettled,
    UploadAudience,
)
from adhelm.connectors.x import Writer
from adhelm.core.ads import Level, Money

KEY = "k1234567"
CAMPAIGN = CreateCampaign(KEY, "Winter", "sales", daily_budget=Money(Decimal("140.50"), "USD"))


def dollars(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


@pytest.fixture
def writer(stage: Stage) -> Writer:
    return stage.writer()


@pytest.fixture
def account(stage: Stage) -> Account:
    return stage.account()


@pytest.fixture
def item(writer: Writer, account: Account) -> str:
    """A line item of ours, with a budget of its own."""
    campaign = writer.apply(account, replace(CAMPAIGN, daily_budget=None)).entity_id
    return writer.apply(
        account,
        CreateAdGroup(
            "g1234567", campaign, "Runners", bid=dollars("3.21"), daily_budget=dollars("90"),
            settings={"objective": "awareness", "start": "2026-11-25", "end": "2026-12-24"},
        ),
    ).entity_id  # fmt: skip


def live(writer: Writer, account: Account, level: Level, entity: str) -> Any:
    return writer.live(account, level, entity)


class TestACampaign:
    def test_is_made_paused_with_its_key_in_its_name(self, writer: Writer, account: Account):
        made = writer.apply(account, CAMPAIGN)
        found = live(writer, account, Level.campaign, made.entity_id)
        assert found.name == f"Winter [ah-{KEY}]"
        assert (found.status, found.platform_status) == (Status.paused, "PAUSED")
        assert found.daily_budget == dollars("140.50")
        assert not made.found

    def test_is_made_once_for_a_key(self, stage: Stage, writer: Writer, account: Account):
        first = writer.apply(account, CAMPAIGN)
        again = writer.apply(account, CAMPAIGN)
        assert (again.entity_id, again.found) == (first.entity_id, True)
        other = writer.apply(account, replace(CAMPAIGN, client_key="k7654321"))
        assert other.entity_id != first.entity_id
        assert len([one for one in stage.asked() if one["method"] == "POST"]) == 2

    def test_is_made_once_although_the_answer_is_lost(
        self, stage: Stage, writer: Writer, account: Account
    ):
        stage.play.fault(mode="timeout_after_commit", platform="xads", method="POST")
        made = writer.apply(account, CAMPAIGN)
        assert made.found
        rows = stage.rows(stage.fetch(account, "campaigns", "2026-11-19"), "entities")
        assert [row["entity_id"] for row in rows if KEY in row["name"]] == [made.entity_id]

    def test_whose_fate_is_unknown_says_so(self, stage: Stage, writer: Writer, account: Account):
        stage.play.fault(mode="drop", platform="xads", method="POST")
        with pytest.raises(Unsettled):
            writer.apply(account, CAMPAIGN)
        assert not writer.apply(account, CAMPAIGN).found

    @pytest.mark.parametrize(
        ("more", "kind"),
        [
            ({"daily_budget": dollars("1.001")}, Refused),
            ({"daily_budget": dollars("0")}, Refused),
            ({"daily_budget": Money(Decimal(5), "EUR")}, Refused),
            ({"objective": "world peace"}, Refused),
            ({"name": "x" * 250}, Refused),
            ({"start": date(2026, 12, 1)}, Refused),
            ({"special_ad_categories": ("employment",)}, NotOffered),
        ],
    )
    def test_that_x_cannot_keep_is_refused_before_it_is_sent(
        self, stage: Stage, writer: Writer, account: Account, more: dict[str, Any], kind: type
    ):
        with pytest.raises(kind):
            writer.apply(account, replace(CAMPAIGN, **more))
        assert [one for one in stage.asked() if one["method"] == "POST"] == []

    def test_is_renamed_paused_enabled_and_removed_for_good(self, writer: Writer, account: Account):
        entity = writer.apply(account, CAMPAIGN).entity_id
        writer.apply(account, Rename(Level.campaign, entity, "Spring"))
        assert live(writer, account, Level.campaign, entity).name == "Spring"
        for status in (Status.enabled, Status.paused, Status.removed, Status.removed):
            writer.apply(account, SetStatus(Level.campaign, entity, status))
            assert live(writer, account, Level.campaign, entity).status is status
        with pytest.raises(NotThere):
            writer.apply(account, SetStatus(Level.campaign, entity, Status.enabled))

    def test_that_never_was_is_not_there(self, writer: Writer, account: Account):
        with pytest.raises(NotThere):
            live(writer, account, Level.campaign, "zzzzz")
        with pytest.raises(NotThere):
            live(writer, account, Level.keyword, "zzzzz")
        with pytest.raises(NotThere):
            writer.apply(account, SetStatus(Level.campaign, "zzzzz", Status.removed))


class TestALineItem:
    def test_has_the_budget_the_bid_and_the_days(
        self, stage: Stage, writer: Writer, account: Account, item: str
    ):
        found = live(writer, account, Level.ad_group, item)
        assert (found.status, found.daily_budget) == (Status.paused, dollars("90"))
        assert found.bid == dollars("3.21")
        (asked,) = [one["params"] for one in stage.asked() if one["path"].endswith("line_items")
                    and one["method"] == "POST"]  # fmt: skip
        assert asked["objective"] == "REACH"
        assert asked["bid_strategy"] == "MAX"
        assert asked["start_time"] == "2026-11-25T05:00:00Z"
        assert asked["end_time"] == "2026-12-25T05:00:00Z"

    def test_is_made_once_for_a_key(self, writer: Writer, account: Account, item: str):
        campaign = writer.apply(account, replace(CAMPAIGN, daily_budget=None)).entity_id
        wish = CreateAdGroup("g1234567", campaign, "Runners", daily_budget=dollars("90"))
        again = writer.apply(account, wish)
        assert (again.entity_id, again.found) == (item, True)

    @pytest.mark.parametrize(
        ("settings", "kind"),
        [({"start": "soon"}, Refused), ({"start": "2026-12-02", "end": "2026-12-01"}, Refused)],
    )
    def test_with_days_that_make_no_sense_is_refused(
        self, writer: Writer, account: Account, settings: dict[str, str], kind: type
    ):
        with pytest.raises(kind):
            writer.apply(account, CreateAdGroup("g1", "c1", "Runners", settings=settings))

    def test_is_not_aimed_at_countries_that_x_knows_by_other_names(
        self, writer: Writer, account: Account
    ):
        with pytest.raises(NotOffered):
            writer.apply(account, CreateAdGroup("g1", "c1", "Runners", countries=("DE",)))

    @pytest.mark.parametrize(
        ("bid", "strategy"),
        [(Bid.max_cpc, "MAX"), (Bid.max_cpm, "MAX"), (Bid.target_cpa, "TARGET")],
    )
    def test_takes_bids(self, stage: Stage, item: str, bid: Bid, strategy: str):
        writer, account = stage.writer(), stage.account()
        writer.apply(account, SetBid(Level.ad_group, item, bid, amount=dollars("4.07")))
        assert live(writer, account, Level.ad_group, item).bid == dollars("4.07")
        assert stage.asked()[-2]["params"]["bid_strategy"] == strategy

    def test_takes_no_return_as_a_target(self, writer: Writer, account: Account, item: str):
        with pytest.raises(NotOffered):
            writer.apply(
                account, SetBid(Level.ad_group, item, Bid.target_roas, ratio=Decimal("4.5"))
            )

    def test_takes_budgets_of_both_kinds(self, writer: Writer, account: Account, item: str):
        writer.apply(account, SetBudget(Level.ad_group, item, dollars("95.01")))
        writer.apply(account, SetBudget(Level.ad_group, item, dollars("9000"), lifetime=True))
        found = live(writer, account, Level.ad_group, item)
        assert (found.daily_budget, found.lifetime_budget) == (dollars("95.01"), dollars("9000"))

    def test_with_the_budget_on_another_level_is_refused_by_x(
        self, writer: Writer, account: Account
    ):
        campaign = writer.apply(account, replace(CAMPAIGN, daily_budget=None)).entity_id
        with pytest.raises(Refused, match="another level"):
            writer.apply(account, SetBudget(Level.campaign, campaign, dollars("5")))

    def test_is_unwanted_below(self, writer: Writer, account: Account, item: str):
        with pytest.raises(NotOffered):
            writer.apply(account, Rename(Level.ad, item, "New"))


class TestAPost:
    def test_is_promoted_paused_and_once(self, writer: Writer, account: Account, item: str):
        wish = CreateAd("a1234567", item, "Shoes", "https://acme.example",
                        settings={"tweet_id": "1820000000000000001"})  # fmt: skip
        made = writer.apply(account, wish)
        found = live(writer, account, Level.ad, made.entity_id)
        assert (found.status, found.name) == (Status.paused, "1820000000000000001")
        again = writer.apply(account, wish)
        assert (again.entity_id, again.found) == (made.entity_id, True)

    def test_has_to_exist(self, writer: Writer, account: Account, item: str):
        with pytest.raises(Refused) as caught:
            writer.apply(account, CreateAd("a1", item, "Shoes", "https://acme.example"))
        assert "tweet_id" in caught.value.hint


class TestMoney:
    @pytest.mark.parametrize(
        ("currency", "amount", "micros"),
        [("JPY", "14000", "14000000000"), ("KWD", "12.345", "12345000"), ("EUR", "9.9", "9900000")],
    )
    def test_is_a_million_times_the_amount_in_every_currency(
        self, worlds: Any, currency: str, amount: str, micros: str
    ):
        stage = worlds("agency")
        account = stage.account(currency)
        wish = replace(CAMPAIGN, daily_budget=Money(Decimal(amount), currency))
        entity = stage.writer().apply(account, wish).entity_id
        sent = next(one for one in stage.asked() if one["method"] == "POST")["params"]
        assert sent["daily_budget_amount_local_micro"] == micros
        found = stage.writer().live(account, Level.campaign, entity)
        assert found.daily_budget == Money(Decimal(amount), currency)


class TestAnAudience:
    def test_is_made_once_and_filled_with_hashes(
        self, stage: Stage, writer: Writer, account: Account
    ):
        wish = UploadAudience("u1234567", "Buyers", [Member("Ann@Example.com"), Member()])
        made = writer.apply(account, wish)
        again = writer.apply(account, wish)
        assert (again.entity_id, again.found) == (made.entity_id, True)
        assert [(at, code) for at, code, _ in made.failures] == [(1, "member.empty")]
        sent = [one["body"] for one in stage.asked() if one["path"].endswith("/users")]
        assert len(sent) == 2
        assert not any("nn@" in body for body in sent)


class TestConversions:
    def test_are_sent_and_those_that_cannot_be_are_named(
        self, stage: Stage, writer: Writer, account: Account
    ):
        at = stage.clock.now()
        good = OwnConversion(
            "order-1", "purchase", at, "tw-o8z6j-o8z21", dollars("49.90"), click_id="23opevjt"
        )
        done = writer.apply(
            account,
            SendConversions(
                (
                    replace(good, action="purchase"),
                    good,
                    replace(good, click_id=""),
                    replace(good, event_id="order-2", member=Member(email=" A@Example.com")),
                )
            ),
        )
        assert [(at, code) for at, code, _ in done.failures] == [
            (0, "action.unknown"),
            (2, "member.empty"),
        ]
        (asked,) = stage.asked()
        assert asked["path"] == "/12/measurement/conversions/o8z6j"
        assert "A@Example.com" not in asked["body"]
        assert '"49.90"' in asked["body"]
        assert '"order-2"' in asked["body"]


class TestOffers:
    def test_are_what_can_be_done(self, writer: Writer):
        for mutation, levels in writer.offers.items():
            assert mutation in writer._doers
            assert levels <= {Level.campaign, Level.ad_group, Level.ad}
        assert writer.offers[AddNegativeKeywords] == {Level.ad_group}
