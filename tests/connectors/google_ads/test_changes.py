"""What is changed on Google Ads: made once and paused, set exactly, refused before it leaves."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.connectors.suite import Desk, mapped, table

from adhelm.connectors.contract import (
    AddNegativeKeywords,
    Applied,
    Bid,
    Clash,
    CreateAd,
    CreateAdGroup,
    CreateCampaign,
    Live,
    Member,
    Mutation,
    NotOffered,
    NotThere,
    OwnConversion,
    PlatformError,
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
from adhelm.core.ads import Level, Money

KEY = "a1b2c3d4e5"
DAY = date(2026, 11, 10)
HEADS = ("One thing", "Another thing", "A third thing")
TEXTS = ("It is good.", "It is there.")


class Writing:
    """A writer on the first account, and what can be looked up beside it."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.account, self.writer = desk, desk.account(), desk.writer()

    def apply(self, mutation: Mutation) -> Applied:
        return self.writer.apply(self.account, mutation)

    def live(self, level: Level, id_: str) -> Live:
        return self.writer.live(self.account, level, id_)

    def listed(self, stream: str) -> list[dict[str, Any]]:
        reader = self.desk.reader()
        fetch = self.desk.fetch(reader, stream, DAY, DAY, self.account)
        return table(mapped(reader, fetch), "entities")

    def money(self, amount: str) -> Money:
        return Money(Decimal(amount), self.account.currency)

    def campaign(self, key: str = KEY, **more: Any) -> CreateCampaign:
        budget = more.pop("daily_budget", self.money("50"))
        return CreateCampaign(key, "Spring", "sales", daily_budget=budget, **more)

    def group(self) -> str:
        campaign = self.apply(self.campaign()).entity_id
        return self.apply(CreateAdGroup(KEY, campaign, "Shoes")).entity_id

    def sent(self, path: str) -> list[dict[str, Any]]:
        return [one for one in self.desk.calls() if path in one["path"]]


@pytest.fixture
def work(google: Desk) -> Writing:
    return Writing(google)


class TestMaking:
    def test_a_campaign_brings_its_own_budget_and_is_paused(self, work: Writing) -> None:
        made = work.apply(work.campaign(start=date(2026, 12, 1), end=date(2026, 12, 31)))
        found = work.live(Level.campaign, made.entity_id)
        assert (found.status, found.daily_budget) == (Status.paused, work.money("50"))
        assert (found.name, found.shared_budget_id) == (f"Spring [ah-{KEY}]", "")

    @pytest.mark.parametrize(
        ("more", "why"),
        [
            ({"special_ad_categories": ("housing",)}, "housing"),
            ({"daily_budget": None}, "budget"),
            ({"settings": {"advertisingChannelType": "VIDEO"}}, "bidding"),
        ],
    )
    def test_what_google_cannot_take_never_leaves(
        self, work: Writing, more: dict[str, Any], why: str
    ) -> None:
        with pytest.raises(Refused) as raised:
            work.apply(work.campaign(**more))
        assert why in raised.value.message
        assert raised.value.hint
        assert work.sent("mutate") == []

    def test_groups_and_ads_are_paused_and_made_once(self, work: Writing) -> None:
        group = work.group()
        wish = CreateAd(KEY, group, "Shoe ad", "https://example.com/shoes", HEADS, TEXTS)
        first, again = work.apply(wish), work.apply(wish)
        assert (again.entity_id, again.found, first.found) == (first.entity_id, True, False)
        assert work.live(Level.ad_group, group).status is Status.paused
        assert work.live(Level.ad, first.entity_id).status is Status.paused
        (ad,) = [one for one in work.listed("ads") if one["entity_id"] == first.entity_id]
        assert ad["ad_group_id"] == group

    @pytest.mark.parametrize("path", ["adGroups:mutate", "adGroupAds:mutate"])
    @pytest.mark.parametrize("mode", ["timeout_after_commit", "drop", "500"])
    def test_below_campaigns_makes_one_whatever_becomes_of_the_answer(
        self, work: Writing, path: str, mode: str
    ) -> None:
        campaign = work.apply(work.campaign()).entity_id
        wish: Mutation = CreateAdGroup(KEY, campaign, "Shoes")
        if "Ads" in path:
            group = work.apply(wish).entity_id
            wish = CreateAd(KEY, group, "Shoe ad", "https://example.com/", HEADS, TEXTS)
        stream = "ads" if "Ads" in path else "ad_groups"
        before = len(work.listed(stream))
        work.desk.fault(mode, path=path)
        try:
            work.apply(wish)
        except Unsettled:
            work.apply(wish)
        work.apply(wish)
        assert len(work.listed(stream)) == before + 1

    def test_an_ad_without_enough_texts_is_refused_and_nothing_made(self, work: Writing) -> None:
        before = len(work.listed("ads"))
        with pytest.raises(Refused):
            work.apply(CreateAd(KEY, work.group(), "Ad", "https://example.com/", HEADS[:1], TEXTS))
        assert len(work.listed("ads")) == before


class TestSetting:
    def test_a_shared_budget_is_told_by_its_id(self, work: Writing) -> None:
        users: dict[str, list[Live]] = {}
        for row in work.listed("campaigns"):
            one = work.live(Level.campaign, row["entity_id"])
            users.setdefault(one.shared_budget_id, []).append(one)
        users.pop("", None)
        assert users
        for shared in users.values():
            assert len(shared) > 1
            assert len({one.daily_budget for one in shared}) == 1

    def test_a_target_return_is_read_back(self, work: Writing) -> None:
        id_ = next(
            row["entity_id"]
            for row in work.listed("campaigns")
            if '"channel":"PERFORMANCE_MAX"' in row["attributes"] and row["status"] != "REMOVED"
        )
        for ratio in (Decimal("3.5"), Decimal("4.25")):
            work.apply(SetBid(Level.campaign, id_, Bid.target_roas, ratio=ratio))
            assert work.live(Level.campaign, id_).bid_ratio == ratio
        with pytest.raises(Refused) as raised:
            work.apply(SetBid(Level.campaign, id_, Bid.target_cpa, work.money("3")))
        assert "target_roas" in raised.value.hint

    @pytest.mark.parametrize("bid", [Bid.cost_cap, Bid.target_roas, Bid.max_cpc])
    def test_a_bid_without_its_number_never_leaves(self, work: Writing, bid: Bid) -> None:
        with pytest.raises(Refused):
            work.apply(SetBid(Level.campaign, "1", bid))
        assert work.desk.calls() == []

    def test_a_daily_budget_does_not_become_a_lifetime_one(self, work: Writing) -> None:
        made = work.apply(work.campaign()).entity_id
        with pytest.raises(Refused):
            work.apply(SetBudget(Level.campaign, made, work.money("70"), lifetime=True))
        assert work.live(Level.campaign, made).daily_budget == work.money("50")

    def test_what_is_removed_stays_removed(self, work: Writing) -> None:
        made = work.apply(work.campaign()).entity_id
        for _ in range(2):
            work.apply(SetStatus(Level.campaign, made, Status.removed))
        assert work.live(Level.campaign, made).status is Status.removed
        with pytest.raises(Clash):
            work.apply(SetStatus(Level.campaign, made, Status.enabled))

    def test_a_name_that_is_taken_is_told(self, work: Writing) -> None:
        first = work.apply(work.campaign()).entity_id
        second = work.apply(work.campaign("zzzz99999")).entity_id
        taken = work.live(Level.campaign, first).name
        with pytest.raises(Clash):
            work.apply(Rename(Level.campaign, second, taken))
        work.apply(Rename(Level.campaign, first, taken))
        assert work.live(Level.campaign, first).name == taken

    def test_a_keyword_is_paused_and_bid_for(self, work: Writing) -> None:
        id_ = work.listed("keywords")[0]["entity_id"]
        for status in (Status.paused, Status.enabled, Status.paused):
            work.apply(SetStatus(Level.keyword, id_, status))
            assert work.live(Level.keyword, id_).status is status

    @pytest.mark.parametrize("level", [Level.campaign, Level.ad_group])
    def test_negative_keywords_are_added_once(self, work: Writing, level: Level) -> None:
        id_ = work.listed(f"{level.value}s")[0]["entity_id"]
        words = (("Free  shoes", "phrase"), ("jobs", "exact"))
        for _ in range(2):
            assert work.apply(AddNegativeKeywords(level, id_, words)).failures == ()
        work.apply(AddNegativeKeywords(level, id_, (*words, ("free shoes", "exact"))))
        service = "campaignCriteria" if level is Level.campaign else "adGroupCriteria"
        sent = [one["body"] for one in work.sent(service)]
        assert str(sent).count("matchType") == 3

    def test_negative_keywords_that_google_refuses_are_failures(self, work: Writing) -> None:
        id_ = work.listed("campaigns")[0]["entity_id"]
        words = (("jobs", "exact"), ("x" * 90, "exact"), ("news", "broad"))
        done = work.apply(AddNegativeKeywords(Level.campaign, id_, words))
        assert [(at, code) for at, code, _ in done.failures] == [
            (1, "criterionError.INVALID_KEYWORD_TEXT")
        ]

    @pytest.mark.parametrize("level", [Level.campaign, Level.ad_group, Level.ad, Level.keyword])
    def test_what_is_not_there_is_told(self, work: Writing, level: Level) -> None:
        for id_ in ("123", "1~2", "x' OR 1", ""):
            with pytest.raises(NotThere):
                work.live(level, id_)

    @pytest.mark.parametrize(
        "mutation",
        [
            SetBudget(Level.ad_group, "1", Money(Decimal(5), "USD")),
            Rename(Level.ad, "1", "x"),
            SetBid(Level.ad, "1", Bid.max_cpc, Money(Decimal(5), "USD")),
            AddNegativeKeywords(Level.ad, "1", (("a", "exact"),)),
            SetStatus(Level.account, "1", Status.paused),
        ],
        ids=lambda one: type(one).__name__,
    )
    def test_what_google_has_not_is_told(self, work: Writing, mutation: Mutation) -> None:
        with pytest.raises(NotOffered) as raised:
            work.apply(mutation)
        assert raised.value.hint
        assert work.desk.calls() == []


class TestPeople:
    def test_on_a_list_are_hashed_and_counted_once(self, work: Writing) -> None:
        members = [Member("J.Doe+x@gmail.com"), Member("jdoe@gmail.com"), Member("no one")]
        first = work.apply(UploadAudience(KEY, "Buyers", members))
        again = work.apply(
            UploadAudience(KEY, "Buyers", [*members, Member(phone="+49 151 123456")])
        )
        assert [place for place, *_ in first.failures] == [2]
        assert (again.entity_id, again.found) == (first.entity_id, True)
        lists = work.sent("userLists:mutate")
        assert len(lists) == 1
        assert "doe" not in str([one["body"] for one in work.desk.calls()])

    def test_that_cannot_be_told_from_others_make_no_list(self, work: Writing) -> None:
        with pytest.raises(PlatformError):
            work.apply(UploadAudience(KEY, "Buyers", [Member("nobody")]))
        assert work.sent("userLists") == []

    def test_conversions_that_were_told_before_are_no_failures(self, work: Writing) -> None:
        one = OwnConversion(
            "order-1",
            "purchase",
            datetime(2026, 11, 19, 12, tzinfo=UTC),
            action="7001",
            value=work.money("49.90"),
            click_id="gclid-1",
        )
        for _ in range(2):
            assert work.apply(SendConversions((one,))).failures == ()

    def test_conversions_of_an_unknown_action_are_failures(self, work: Writing) -> None:
        at = datetime(2026, 11, 19, 12, tzinfo=UTC)
        good = OwnConversion("1", "lead", at, action="7001", click_id="g1")
        odd = OwnConversion("2", "lead", at, action="9", click_id="g2")
        none = OwnConversion("3", "lead", at, click_id="g3")
        done = work.apply(SendConversions((odd, good, none)))
        assert [(place, code) for place, code, _ in done.failures] == [
            (0, "conversionUploadError.NO_CONVERSION_ACTION_FOUND"),
            (2, "event.no_action"),
        ]
