"""Every change arrives once, can be read back, and does nothing more when it is repeated."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.connectors.suite import Desk, mapped, table

from adhelm.connectors.contract import (
    Account,
    AddNegativeKeywords,
    Bid,
    CreateCampaign,
    Live,
    Member,
    Mutation,
    NotOffered,
    NotThere,
    OwnConversion,
    PlatformError,
    Rename,
    SendConversions,
    SetBid,
    SetBudget,
    SetStatus,
    Status,
    Unsettled,
    UploadAudience,
    Writer,
)
from adhelm.core.ads import Level, Money, minor_units

KEY = "ah2f7c91b3"
TODAY = date(2026, 11, 20)
LEVELS = pytest.mark.parametrize("level", [Level.campaign, Level.ad_group, Level.ad])


class Work:
    """A writer with what there is to change."""

    def __init__(self, desk: Desk, account: Account | None = None) -> None:
        self.desk = desk
        self.account = account or desk.account()
        self.writer: Writer = desk.writer()

    def offers(self, kind: type, level: Level | None = None) -> bool:
        levels = self.writer.offers.get(kind)
        return levels is not None and (level is None or level in levels)

    def needs(self, kind: type, level: Level) -> None:
        if not self.offers(kind, level):
            mutation = SetStatus(level, "1", Status.paused) if kind is SetStatus else None
            mutation = mutation or EXAMPLES[kind](level)
            with pytest.raises(NotOffered) as raised:
                self.writer.apply(self.account, mutation)
            pytest.skip(f"{self.desk.trait.name}: {raised.value.message}")

    def apply(self, mutation: Mutation) -> Any:
        return self.writer.apply(self.account, mutation)

    def live(self, level: Level, entity_id: str) -> Live:
        return self.writer.live(self.account, level, entity_id)

    def entities(self, level: Level) -> list[Live]:
        """Return what is on or paused, as it is now; at most a dozen."""
        reader = self.desk.reader()
        fetch = self.desk.fetch(reader, f"{level.value}s", TODAY, TODAY, self.account)
        ids = [row["entity_id"] for row in table(mapped(reader, fetch), "entities")]
        found = [self.live(level, id_) for id_ in ids[:12]]
        return [one for one in found if one.status in {Status.enabled, Status.paused}]

    def with_budget(self) -> Live:
        for level in (Level.campaign, Level.ad_group):
            if self.offers(SetBudget, level):
                for one in self.entities(level):
                    if one.daily_budget is not None and not one.shared_budget_id:
                        return one
        raise AssertionError("there is no budget")

    def changes(self) -> int:
        return len(self.desk.calls(writing=True))

    def campaigns(self) -> list[str]:
        params = {"platform": self.desk.trait.name, "account": self.account.id}
        said = self.desk.http.get("/_sandbox/truth", params=params).json()
        return [one["name"] for one in said["accounts"][0]["campaigns"]]


EXAMPLES: Mapping[type, Any] = {
    Rename: lambda level: Rename(level, "1", "x"),
    SetBudget: lambda level: SetBudget(level, "1", Money(Decimal(100), "USD")),
    SetBid: lambda level: SetBid(level, "1", Bid.max_cpc, Money(Decimal(1), "USD")),
    AddNegativeKeywords: lambda level: AddNegativeKeywords(level, "1", (("free", "exact"),)),
}


@pytest.fixture
def work(desk: Desk) -> Work:
    return Work(desk)


def campaign(work: Work, key: str = KEY, budget: str = "20000") -> CreateCampaign:
    money = Money(Decimal(budget), work.account.currency)
    return CreateCampaign(key, "Winter sale", "traffic", daily_budget=money)


class TestStatus:
    @LEVELS
    def test_is_set_and_read_back(self, work: Work, level: Level) -> None:
        work.needs(SetStatus, level)
        one = work.entities(level)[0]
        for status in (Status.paused, Status.enabled, Status.paused):
            for _ in range(2):
                assert work.apply(SetStatus(level, one.entity_id, status)).failures == ()
                assert work.live(level, one.entity_id).status is status

    def test_of_what_is_not_there_cannot_be_set(self, work: Work) -> None:
        work.needs(SetStatus, Level.campaign)
        id_ = work.entities(Level.campaign)[0].entity_id
        # As long as another id, and of no campaign.
        absent = id_[:-4] + "9999" if id_.isdigit() else id_[:-3] + "zzz"
        with pytest.raises(PlatformError) as raised:
            work.apply(SetStatus(Level.campaign, absent, Status.paused))
        assert not raised.value.retry
        with pytest.raises(NotThere):
            work.live(Level.campaign, absent)


class TestNames:
    @LEVELS
    def test_are_changed_and_read_back(self, work: Work, level: Level) -> None:
        work.needs(Rename, level)
        one = work.entities(level)[0]
        for _ in range(2):
            work.apply(Rename(level, one.entity_id, "Zwölf Boxkämpfer & Söhne 100 %"))
            assert work.live(level, one.entity_id).name == "Zwölf Boxkämpfer & Söhne 100 %"


class TestBudgets:
    @pytest.mark.parametrize("currency", ["USD", "JPY", "KWD"])
    def test_are_set_to_the_unit_and_read_back(self, desk: Desk, currency: str) -> None:
        work = Work(desk, desk.altered(currency=currency))
        one = work.with_budget()
        unit = Decimal(1).scaleb(-minor_units(currency))
        assert one.daily_budget is not None
        amount = Money((one.daily_budget.amount * 2).quantize(unit) + unit, currency)
        for _ in range(2):
            work.apply(SetBudget(one.level, one.entity_id, amount))
            assert work.live(one.level, one.entity_id).daily_budget == amount

    @pytest.mark.parametrize("currency", ["USD", "JPY", "KWD"])
    def test_finer_than_the_unit_never_leave(self, desk: Desk, currency: str) -> None:
        work = Work(desk, desk.altered(currency=currency))
        one = work.with_budget()
        assert one.daily_budget is not None
        half = Decimal(5).scaleb(-minor_units(currency) - 1)
        amount = Money(one.daily_budget.amount + half, currency)
        before = [call for call in desk.calls(writing=True) if _changes(call)]
        with pytest.raises(PlatformError) as raised:
            work.apply(SetBudget(one.level, one.entity_id, amount))
        assert (raised.value.code, raised.value.retry) == ("platform.refused", False)
        assert raised.value.hint
        assert [call for call in desk.calls(writing=True) if _changes(call)] == before
        assert work.live(one.level, one.entity_id).daily_budget == one.daily_budget

    def test_of_another_currency_never_leave(self, work: Work) -> None:
        one = work.with_budget()
        with pytest.raises(PlatformError) as raised:
            work.apply(SetBudget(one.level, one.entity_id, Money(Decimal(5000), "CHF")))
        assert raised.value.code == "platform.refused"
        assert work.live(one.level, one.entity_id).daily_budget == one.daily_budget


def _changes(call: Mapping[str, Any]) -> bool:
    # Google asks for rows with POST, LinkedIn for long questions.
    return "search" not in call["path"] and "x-http-method-override" not in call["headers"]


class TestBids:
    def test_are_set_and_read_back(self, work: Work) -> None:
        levels = sorted(work.writer.offers.get(SetBid, ()))
        done = 0
        for level in levels:
            for bid in (Bid.max_cpc, Bid.cost_cap, Bid.max_cpm, Bid.target_cpa):
                amount = Money(Decimal(3), work.account.currency)
                id_ = work.entities(level)[0].entity_id
                if _took(work, SetBid(level, id_, bid, amount)):
                    work.apply(SetBid(level, id_, bid, amount))
                    assert work.live(level, id_).bid == amount
                    done += 1
        assert done or not levels


def _took(work: Work, mutation: Mutation) -> bool:
    try:
        work.apply(mutation)
    except PlatformError as error:
        if error.retry or not error.message:
            raise
        return False
    return True


class TestCreating:
    def test_makes_a_campaign_paused_and_only_once(self, work: Work) -> None:
        before = work.campaigns()
        made = work.apply(campaign(work))
        assert not made.found
        assert made.entity_id
        live = work.live(Level.campaign, made.entity_id)
        assert live.status is Status.paused
        assert "Winter sale" in live.name
        assert KEY in live.name
        again = work.apply(campaign(work))
        assert (again.found, again.entity_id) == (True, made.entity_id)
        assert len(work.campaigns()) == len(before) + 1

    def test_makes_two_where_two_are_wished(self, work: Work) -> None:
        first, second = (work.apply(campaign(work, key)) for key in (KEY, "other12345"))
        assert first.entity_id != second.entity_id

    @pytest.mark.parametrize("mode", ["timeout_after_commit", "drop", "500", "truncated", "html"])
    def test_makes_one_whatever_becomes_of_the_answer(self, work: Work, mode: str) -> None:
        before = work.campaigns()
        work.desk.fault(mode, path=work.desk.trait.creates, method="POST")
        try:
            made = work.apply(campaign(work))
        except Unsettled:
            made = work.apply(campaign(work))
        assert [one for one in work.desk.calls() if one["fault"] == mode]
        fresh = work.campaigns()[len(before) :]
        assert len([name for name in fresh if KEY in name]) == 1
        assert work.live(Level.campaign, made.entity_id).status is Status.paused
        assert work.apply(campaign(work)).entity_id == made.entity_id
        assert len(work.campaigns()) == len(before) + len(fresh) == len(before) + 1

    def test_waits_out_a_limit(self, work: Work) -> None:
        work.desk.fault("429", path=work.desk.trait.creates, method="POST")
        made = work.apply(campaign(work))
        assert work.live(Level.campaign, made.entity_id).status is Status.paused
        assert work.desk.pauses

    def test_refuses_a_budget_finer_than_the_unit(self, work: Work) -> None:
        before = work.campaigns()
        fine = Decimal(20000) + Decimal(5).scaleb(-minor_units(work.account.currency) - 1)
        with pytest.raises(PlatformError) as raised:
            work.apply(campaign(work, budget=str(fine)))
        assert raised.value.code == "platform.refused"
        assert work.campaigns() == before


class TestLists:
    def test_of_people_are_hashed_before_they_leave(self, work: Work) -> None:
        if not work.offers(UploadAudience):
            pytest.skip(f"{work.desk.trait.name}: it takes no customer lists")
        members = [Member(email=f"Jane.{n}@Example.com", phone=f"+4915123456{n:03}")
                   for n in range(3)]  # fmt: skip
        wish = UploadAudience(KEY, "Buyers", members)
        first = work.apply(wish)
        again = work.apply(wish)
        assert (again.found, again.entity_id) == (True, first.entity_id)
        sent = str(work.desk.calls()).lower()
        assert "jane.1@example.com" not in sent
        assert "4915123456001" not in sent

    def test_of_conversions_say_which_were_refused(self, work: Work) -> None:
        if not work.offers(SendConversions):
            pytest.skip(f"{work.desk.trait.name}: it takes no conversions")
        good = OwnConversion(
            "order-1",
            "purchase",
            datetime(2026, 11, 19, 12, tzinfo=UTC),
            action=ACTIONS[work.desk.trait.name],
            value=Money(Decimal(50), work.account.currency),
            click_id="click-1",
            member=Member(email="jane@example.com"),
        )
        nobody = replace(good, event_id="order-2", click_id="", member=Member())
        done = work.apply(SendConversions((good, nobody)))
        assert [position for position, *_ in done.failures] == [1]
        assert all(code and message for _, code, message in done.failures)
        assert "jane@example.com" not in str(work.desk.calls())


ACTIONS = {"google_ads": "7001", "meta": "555", "tiktok": "C1ABCDEF", "linkedin": "104004",
           "x": "tw-o8z6j-o8z21"}  # fmt: skip
