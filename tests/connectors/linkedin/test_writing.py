"""What people set on LinkedIn is set, once, exactly, and can be read back."""

from __future__ import annotations

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
    CreateAd,
    CreateAdGroup,
    CreateCampaign,
    Member,
    NotOffered,
    OwnConversion,
    Refused,
    SendConversions,
    SetBid,
    SetBudget,
    SetStatus,
    Status,
    UploadAudience,
    Writer,
)
from adhelm.connectors.linkedin.client import VERSION
from adhelm.connectors.linkedin.connector.amounts import read, written
from adhelm.core.ads import Level, Money

KEY = "k3f2a9c1"
EUROS = Account("1", "Shop", "EUR", "UTC")
WHOM = {"include": {"and": [{"or": {"urn:li:adTargetingFacet:locations": ["urn:li:geo:1"]}}]}}


def at_least(desk: Desk, amount: str = "20000") -> Money:
    return Money(Decimal(amount), desk.account().currency)


def group(desk: Desk, writer: Writer) -> str:
    made = writer.apply(desk.account(), CreateCampaign("g" + KEY, "Winter", "leads"))
    return made.entity_id


def wish(desk: Desk, parent: str, **settings: Any) -> CreateAdGroup:
    return CreateAdGroup(
        KEY, parent, "Deciders", bid=at_least(desk), daily_budget=at_least(desk),
        settings={"targetingCriteria": WHOM, **settings},
    )  # fmt: skip


def told(desk: Desk, stream: str) -> dict[str, dict[str, Any]]:
    reader = desk.reader()
    fetch = desk.fetch(reader, stream, date(2026, 11, 1), date(2026, 11, 1), desk.account())
    return {row["entity_id"]: row for row in table(mapped(reader, fetch), "entities")}


class TestCreating:
    def test_goes_from_the_campaign_group_down_to_the_creative(self, desk: Desk):
        writer, account = desk.writer(), desk.account()
        parent = group(desk, writer)
        middle = writer.apply(account, wish(desk, parent)).entity_id
        ad = CreateAd(
            KEY, middle, "Post", "https://shop.example/?utm_source=li&x=1",
            settings={"reference": "urn:li:share:77"},
        )  # fmt: skip
        made = writer.apply(account, ad)

        again = [writer.apply(account, one) for one in (wish(desk, parent), ad)]
        assert [(one.entity_id, one.found) for one in again] == [
            (middle, True), (made.entity_id, True),
        ]  # fmt: skip
        for level, id_ in ((Level.ad_group, middle), (Level.ad, made.entity_id)):
            assert writer.live(account, level, id_).status is Status.paused
        row = told(desk, "ads")[made.entity_id]
        assert (row["campaign_id"], row["ad_group_id"]) == (parent, middle)
        assert orjson.loads(row["attributes"])["url_parameters"] == {"utm_source": "li"}

    def test_reaches_nobody_that_was_not_named(self, desk: Desk):
        writer = desk.writer()
        aimless = replace(wish(desk, group(desk, writer)), settings={})
        before = len(desk.calls(writing=True))

        for one in (aimless, replace(aimless, countries=("DE",))):
            with pytest.raises(Refused):
                writer.apply(desk.account(), one)
        assert len(desk.calls(writing=True)) == before

    def test_needs_a_post_for_an_ad(self, desk: Desk):
        with pytest.raises(Refused, match="posts that exist"):
            desk.writer().apply(desk.account(), CreateAd(KEY, "1", "Post", "https://shop.example"))

    def test_keeps_categories_that_linkedin_lacks_to_itself(self, desk: Desk):
        housing = CreateCampaign(KEY, "Flats", "leads", special_ad_categories=("housing",))
        with pytest.raises(NotOffered):
            desk.writer().apply(desk.account(), housing)
        assert not desk.calls(writing=True)

    def test_says_what_is_political(self, desk: Desk):
        writer = desk.writer()
        parent = group(desk, writer)
        made = writer.apply(desk.account(), wish(desk, parent, politicalIntent="POLITICAL"))

        attributes = orjson.loads(told(desk, "ad_groups")[made.entity_id]["attributes"])
        assert attributes["special_ad_categories"] == ["politics"]
        assert attributes["targeting"] == WHOM


class TestRemoving:
    @pytest.mark.parametrize("mode", ["timeout_after_commit", "drop", "truncated"])
    @pytest.mark.parametrize("level", [Level.campaign, Level.ad_group, Level.ad])
    def test_succeeds_though_the_answer_was_lost(self, desk: Desk, level: Level, mode: str):
        writer, account = desk.writer(), desk.account()
        entity_id = next(
            id_ for id_, row in told(desk, f"{level}s").items() if row["status"] == "ACTIVE"
        )
        desk.fault(mode, method="POST")

        wish = SetStatus(level, entity_id, Status.removed)
        assert writer.apply(account, wish).entity_id == entity_id
        assert writer.live(account, level, entity_id).status is Status.removed
        assert writer.apply(account, wish).found

    @pytest.mark.parametrize("mode", ["none", "timeout_after_commit"])
    def test_of_a_draft_deletes_it(self, desk: Desk, mode: str):
        writer, account = desk.writer(), desk.account()
        made = writer.apply(account, wish(desk, group(desk, writer))).entity_id
        draft = desk.http.post(
            f"/linkedin/rest/adAccounts/{account.id}/adCampaigns/{made}",
            json={"patch": {"$set": {"status": "DRAFT"}}},
            headers={
                "Authorization": f"Bearer {desk.credential['access_token']}",
                "Linkedin-Version": VERSION,
                "X-Restli-Protocol-Version": "2.0.0",
                "X-RestLi-Method": "PARTIAL_UPDATE",
            },
        )
        assert draft.status_code == 204
        if mode != "none":
            desk.fault(mode, method="DELETE")

        writer.apply(account, SetStatus(Level.ad_group, made, Status.removed))
        assert any(one["method"] == "DELETE" for one in desk.calls())
        assert writer.live(account, Level.ad_group, made).status is Status.removed

    def test_is_final(self, desk: Desk):
        writer, account = desk.writer(), desk.account()
        made = writer.apply(account, wish(desk, group(desk, writer))).entity_id
        writer.apply(account, SetStatus(Level.ad_group, made, Status.removed))
        with pytest.raises(Refused):
            writer.apply(account, SetStatus(Level.ad_group, made, Status.enabled))


class TestBids:
    def test_are_set_where_the_campaign_is_billed_so(self, desk: Desk):
        writer, account = desk.writer(), desk.account()
        made = writer.apply(account, wish(desk, group(desk, writer))).entity_id
        bid = at_least(desk, "21000")
        writer.apply(account, SetBid(Level.ad_group, made, Bid.max_cpm, bid))
        assert writer.live(account, Level.ad_group, made).bid == bid
        with pytest.raises(Refused, match="billed by CPM"):
            writer.apply(account, SetBid(Level.ad_group, made, Bid.max_cpc, bid))

    @pytest.mark.parametrize(
        "mutation",
        [
            SetBid(Level.ad_group, "1", Bid.target_roas, ratio=Decimal(4)),
            SetBid(Level.campaign, "1", Bid.max_cpc, Money(Decimal(1), "USD")),
            SetBudget(Level.ad, "1", Money(Decimal(1), "USD")),
            AddNegativeKeywords(Level.campaign, "1", (("free", "exact"),)),
        ],
    )
    def test_and_all_else_that_linkedin_lacks_never_leave(self, desk: Desk, mutation: Any):
        with pytest.raises(NotOffered):
            desk.writer().apply(desk.account(), mutation)
        assert not desk.calls()


class TestTelling:
    def test_adds_to_the_segment_that_is_there(self, desk: Desk):
        writer, account = desk.writer(), desk.account()
        people = (Member(email="Mia@Shop.example"), Member(phone="+4915112345678"))
        first = writer.apply(account, UploadAudience(KEY, "Buyers", people))
        again = writer.apply(account, UploadAudience(KEY, "Buyers", people))

        assert again.entity_id == first.entity_id
        assert (first.found, again.found) == (False, True)
        assert [one[:2] for one in first.failures] == [(1, "no_address")]

    def test_refuses_a_list_without_addresses(self, desk: Desk):
        with pytest.raises(Refused):
            desk.writer().apply(desk.account(), UploadAudience(KEY, "Buyers", (Member(),)))
        assert not desk.calls()

    def test_names_the_conversions_that_lack_a_person(self, desk: Desk):
        at = datetime(2026, 11, 19, 12, tzinfo=UTC)
        good = OwnConversion("o-1", "purchase", at, "104004", at_least(desk), click_id="uuid-1")
        lost = replace(good, event_id="o-2", click_id="")
        said = desk.writer().apply(desk.account(), SendConversions((lost, good)))
        assert [one[:2] for one in said.failures] == [(0, "incomplete")]


class TestAmounts:
    @given(st.decimals("0.01", "9999999", places=2))
    def test_are_written_and_read_back_to_the_cent(self, amount: Decimal):
        assert read(written(EUROS, Money(amount, "EUR"))) == Money(amount, "EUR")

    @pytest.mark.parametrize(
        "amount",
        [Money(Decimal("1.005"), "EUR"), Money(Decimal(0), "EUR"), Money(Decimal(5), "USD")],
    )
    def test_that_cannot_be_billed_are_refused(self, amount: Money):
        with pytest.raises(Refused):
            written(EUROS, amount)
