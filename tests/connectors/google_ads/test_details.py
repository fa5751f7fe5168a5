"""What Google tells besides: days of conversions, parts of days and people, inherited tags."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
import pytest
from tests.connectors.suite import Desk, mapped, sums, table

from adhelm.connectors.contract import (
    Account,
    AddNegativeKeywords,
    CreateCampaign,
    Reader,
    SetBudget,
)
from adhelm.connectors.google_ads.mapping import history
from adhelm.connectors.google_ads.mapping.entities import ADS, entities
from adhelm.core.ads import Level, Money

FIRST, LAST = date(2026, 11, 9), date(2026, 11, 15)
BERLIN = Account("1", "One", "EUR", "Europe/Berlin")


def rows(google: Desk, reader: Reader, stream: str, name: str) -> list[dict[str, Any]]:
    fetch = google.fetch(reader, stream, FIRST, LAST, google.account())
    return table(mapped(reader, fetch), name)


def changed(google: Desk, first: date, last: date) -> list[dict[str, Any]]:
    reader = google.reader()
    fetch = google.fetch(reader, "changes", first, last, google.account())
    return table(mapped(reader, fetch), "changes")


class TestConversions:
    @pytest.mark.parametrize("stream", ["account_daily", "campaign_daily", "ad_daily"])
    def test_on_their_own_day_never_stand_alone(self, google: Desk, stream: str) -> None:
        booked: dict[Any, set[str]] = {}
        late = Counter[str]()
        for row in rows(google, google.reader(), stream, "conversions"):
            key = (row["entity_id"], row["date"], row["event_type"], row["conversion_name"])
            booked.setdefault(key, set()).add(row["basis"])
            late[row["basis"]] += row["count"]
        assert booked
        assert all("click_date" in bases for bases in booked.values())
        # What was bought in this week was clicked before it, too.
        assert late["conversion_date"] > 0
        assert late["conversion_date"] != late["click_date"]

    @pytest.mark.parametrize(
        "stream", ["keyword_daily", "search_term_daily", "campaign_daily_by_device"]
    )
    def test_are_booked_once_where_google_knows_clicks_only(
        self, google: Desk, stream: str
    ) -> None:
        found = rows(google, google.reader(), stream, "conversions")
        assert {row["basis"] for row in found} == {"click_date"}


class TestParts:
    @pytest.mark.parametrize("level", ["account", "campaign", "ad_group"])
    def test_of_a_day_are_its_hours(self, google: Desk, level: str) -> None:
        reader, account = google.reader(), google.account()
        fetch = google.fetch(reader, f"{level}_hourly", LAST, LAST, account)
        pages = mapped(reader, fetch)
        assert sums(pages) == google.truth(account, level, LAST, LAST)
        assert {row["hour"] for row in table(pages, "facts")} <= set(range(24))

    @pytest.mark.parametrize(
        ("stream", "key"),
        [
            ("campaign_daily_by_device", "device=MOBILE"),
            ("ad_group_daily_by_device", "device=DESKTOP"),
            ("ad_group_daily_by_age", "age=18-24"),
            ("ad_group_daily_by_gender", "gender=female"),
        ],
    )
    def test_of_people_and_devices_come_to_the_whole(
        self, google: Desk, stream: str, key: str
    ) -> None:
        reader, account = google.reader(), google.account()
        pages = mapped(reader, google.fetch(reader, stream, FIRST, LAST, account))
        level = stream.partition("_daily")[0]
        assert sums(pages) == google.truth(account, level, FIRST, LAST)
        keys = {row["breakdown_key"] for row in table(pages, "facts")}
        assert key in keys
        assert not [page.unknown for page in pages if page.unknown]


class TestTags:
    @pytest.mark.parametrize("holder", ["adGroup", "campaign", "customer"])
    def test_are_those_of_the_nearest_level_that_has_any(self, holder: str) -> None:
        row: dict[str, Any] = {
            "customer": {"autoTaggingEnabled": True, "finalUrlSuffix": "utm_source=far"},
            "campaign": {"id": "1"},
            "adGroup": {"id": "2"},
            "adGroupAd": {
                "status": "ENABLED",
                "ad": {"id": "3", "name": "Ad", "finalUrls": ["https://shop.example/?utm_id=7"]},
            },
        }
        row[holder]["finalUrlSuffix"] = "utm_source=near&x=1"
        body = orjson.dumps({"results": [row], "fieldMask": "x"})
        (found,) = entities(ADS, BERLIN, body).rows["entities"]
        said = orjson.loads(str(found["attributes"]))
        assert said["url_parameters"] == {"utm_id": "7", "utm_source": "near"}
        assert said["auto_tagging"] is True


class TestNegativeKeywords:
    def test_of_campaigns_are_listed(self, google: Desk) -> None:
        reader, account = google.reader(), google.account()
        id_ = rows(google, reader, "campaigns", "entities")[0]["entity_id"]
        wish = AddNegativeKeywords(Level.campaign, id_, (("free", "phrase"),))
        google.writer().apply(account, wish)
        (found,) = rows(google, reader, "negative_keywords", "entities")
        assert (found["name"], found["campaign_id"], found["level"]) == ("free", id_, "keyword")
        said = orjson.loads(found["attributes"])
        assert said == {"match_type": "PHRASE", "negative": True}


class TestChangesOfBudgets:
    def test_are_told_of_each_campaign_that_spends_them(self, google: Desk) -> None:
        reader, account = google.reader(), google.account()
        campaigns = {row["entity_id"] for row in rows(google, reader, "campaigns", "entities")}
        found = changed(google, date(2026, 10, 25), date(2026, 11, 20))
        budgets = [row for row in found if row["field"] == "campaign_budget.amountMicros"]
        assert budgets
        assert all(row["entity_id"] == row["campaign_id"] for row in budgets)
        assert {row["entity_id"] for row in budgets} <= campaigns
        assert account.id not in {row["entity_id"] for row in budgets}
        assert len({row["change_id"] for row in found}) == len(found)

    def test_that_we_made_show_what_it_was_and_is(self, google: Desk) -> None:
        account, writer = google.account(), google.writer()
        money = [Money(Decimal(one), account.currency) for one in (50, 70)]
        wish = CreateCampaign("k3y0f7h1s", "Sale", "sales", daily_budget=money[0])
        made = writer.apply(account, wish).entity_id
        writer.apply(account, SetBudget(Level.campaign, made, money[1]))
        (found,) = [
            row
            for row in changed(google, date(2026, 11, 18), date(2026, 11, 20))
            if row["campaign_id"] == made and row["operation"] == "update"
        ]
        assert (found["old"], found["new"]) == ("50000000", "70000000")

    def test_that_no_campaign_spends_are_the_account_s(self) -> None:
        event = {
            "resourceName": "customers/1/changeEvents/5",
            "changeDateTime": "2026-11-09 14:00:00",
            "changeResourceType": "CAMPAIGN_BUDGET",
            "changeResourceName": "customers/1/campaignBudgets/9",
            "resourceChangeOperation": "CREATE",
        }
        body = orjson.dumps({"results": [{"changeEvent": event}], "fieldMask": "x"})
        (query,) = history.user_queries(body)
        assert "IN ('customers/1/campaignBudgets/9')" in query
        empty = orjson.dumps({"fieldMask": "x"})
        (row,) = history.changes(BERLIN, history.joined([body, empty])).rows["changes"]
        assert (row["level"], row["entity_id"], row["change_id"]) == ("account", "1", "5")


class TestRecommendations:
    def test_are_asked_for_as_whole_messages(self) -> None:
        asked = history.advice_query()
        assert "recommendation.campaign_budget_recommendation" in asked
        assert "recommendation.campaign_budget_recommendation." not in asked


class TestForgotten:
    def test_days_of_changes_are_not_asked_for(self, google: Desk) -> None:
        changed(google, date(2026, 10, 1), date(2026, 11, 20))
        asked = [one["body"] for one in google.calls() if "change_event" in str(one["body"])]
        assert len(asked) == 30
        # Google refuses what began more than thirty days ago, to the second.
        assert not [one for one in asked if "'2026-10-21" in str(one)]
