"""What Google tells: accounts below managers, reports, conversions, entities, what was changed."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.connectors.suite import Desk, mapped, sums, table

from adhelm.connectors.contract import (
    Account,
    Address,
    Fetch,
    FieldMissing,
    Link,
    Mapped,
    Reader,
    TooMuch,
)
from adhelm.connectors.google_ads import CONNECTOR
from adhelm.connectors.google_ads.connector.streams import LISTS, SHAPES, STREAMS
from adhelm.connectors.google_ads.mapping import history
from adhelm.connectors.google_ads.mapping.facts import ACTION_MEASURES, MEASURES, report
from adhelm.connectors.google_ads.mapping.fields import keys, quoted
from adhelm.connectors.wire import keep_nothing
from adhelm.core.ads import Period
from adhelm.core.clock import SetClock
from adhelm.core.http import client

FIRST, LAST = date(2026, 11, 9), date(2026, 11, 15)
NOW = datetime(2026, 11, 20, tzinfo=UTC)
MANAGER = "9990001112"
BERLIN = Account("1", "One", "EUR", "Europe/Berlin")


def rows(google: Desk, reader: Reader, stream: str, name: str) -> list[dict[str, Any]]:
    fetch = google.fetch(reader, stream, FIRST, LAST, google.account())
    return table(mapped(reader, fetch), name)


def attributes(google: Desk, stream: str) -> dict[str, dict[str, Any]]:
    found = rows(google, google.reader(), stream, "entities")
    return {row["entity_id"]: orjson.loads(row["attributes"]) for row in found}


def without_google(fetch: Fetch, body: bytes) -> Mapped:
    """Map a page with a reader that reaches nothing."""
    link = Link(
        {}, Address("https://nowhere.invalid"), client(allow=[]), SetClock(NOW), keep_nothing
    )
    reader = CONNECTOR.open_reader(link)
    try:
        return reader.rows(fetch, body)
    finally:
        reader.close()


def told(google: Desk, path: str) -> list[dict[str, Any]]:
    return [one for one in google.calls() if path in one["path"]]


class TestAccounts:
    def test_are_found_below_the_manager_without_its_number(self, google: Desk) -> None:
        found = google.reader(login_customer_id="").accounts()
        assert {one.id for one in found} == {google.account(n).id for n in (0, 1)}
        assert {one.parent for one in found} == {MANAGER}

    def test_are_read_through_a_manager_that_is_looked_up_once(self, google: Desk) -> None:
        reader = google.reader(login_customer_id="")
        right = google.truth(google.account(), "campaign", FIRST, LAST)
        for _ in range(2):
            fetch = google.fetch(reader, "campaign_daily", FIRST, LAST, google.account())
            assert sums(mapped(reader, fetch)) == right
        assert len(told(google, "listAccessibleCustomers")) == 1

    def test_are_read_through_the_manager_they_were_seen_with(self, google: Desk) -> None:
        reader = google.reader(login_customer_id="")
        fetch = google.fetch(reader, "campaigns", FIRST, LAST, google.account())
        assert mapped(reader, replace(fetch, account=replace(fetch.account, parent=MANAGER)))
        assert told(google, "listAccessibleCustomers") == []

    def test_that_a_login_enters_itself_need_no_manager(self, google: Desk) -> None:
        said = [one for one in google.scenario["credentials"] if one["platform"] == "google_ads"]
        brand = next(one for one in said if one["name"] != "everything")
        names = ("client_id", "client_secret", "refresh_token", "access_token")
        reader = google.reader(login_customer_id="", **{name: brand[name] for name in names})
        found = reader.accounts()
        assert {one.parent for one in found} == {""}
        fetch = google.fetch(reader, "campaigns", FIRST, LAST, found[0])
        assert table(mapped(reader, fetch), "entities")

    def test_are_reached_with_no_access_token_at_first(self, google: Desk) -> None:
        reader = google.reader(access_token="")
        assert len(reader.accounts()) == 2
        assert [set(one) for one in google.kept] == [{"access_token"}]


class TestQuestions:
    def test_ask_for_all_that_is_mapped(self) -> None:
        days = Period(FIRST, LAST)
        for shape in SHAPES.values():
            numbers, actions = shape.queries(days)
            assert all(one.field in numbers for one in MEASURES)
            assert all(one.field in actions for one in ACTION_MEASURES)
            assert all(key in numbers and key in actions for key in shape.keys)
        for sort in LISTS.values():
            asked = sort.query()
            assert all(one.path in asked for one in sort.fields)

    def test_never_put_costs_beside_an_action(self) -> None:
        for shape in SHAPES.values():
            assert "cost_micros" not in shape.queries(Period(FIRST, LAST))[1]

    @given(st.text())
    def test_hold_any_text_as_one_literal(self, text: str) -> None:
        said = quoted(text)
        inner = said[1:-1].replace("\\\\", "").replace("\\'", "")
        assert (said[0], said[-1]) == ("'", "'")
        assert "'" not in inner
        assert "\\" not in inner

    @pytest.mark.parametrize("stream", [one.name for one in STREAMS])
    def test_are_taken_as_they_are(self, google: Desk, stream: str) -> None:
        reader = google.reader()
        assert mapped(reader, google.fetch(reader, stream, FIRST, FIRST, google.account()))
        assert {one["status"] for one in told(google, "googleAds:search")} == {200}


class TestReports:
    def test_leave_performance_max_out_below_its_campaigns(self, google: Desk) -> None:
        channels = {id_: one["channel"] for id_, one in attributes(google, "campaigns").items()}
        reader = google.reader()
        spent = {
            stream: {row["campaign_id"] for row in rows(google, reader, stream, "facts")}
            for stream in ("campaign_daily", "ad_group_daily", "ad_daily")
        }
        pmax = {id_ for id_, channel in channels.items() if channel == "PERFORMANCE_MAX"}
        assert pmax & spent["campaign_daily"]
        assert not pmax & (spent["ad_group_daily"] | spent["ad_daily"])

    def test_book_conversions_by_action_that_come_to_the_headline(self, google: Desk) -> None:
        reader = google.reader()
        head, parts = Counter[Any](), Counter[Any]()
        for row in rows(google, reader, "campaign_daily", "facts"):
            head[row["entity_id"], row["date"]] += row["platform_conversions"]
        booked = rows(google, reader, "campaign_daily", "conversions")
        found = [row for row in booked if row["basis"] == "click_date"]
        for row in found:
            parts[row["entity_id"], row["date"]] += row["count"]
        assert {key: n for key, n in parts.items() if n} == {k: n for k, n in head.items() if n}
        assert {(row["event_type"], row["conversion_name"], row["basis"]) for row in found} == {
            ("purchase", "Purchase", "click_date")
        }

    def test_name_keywords_as_the_list_does(self, google: Desk) -> None:
        reader = google.reader()
        named = {row["entity_id"] for row in rows(google, reader, "keywords", "entities")}
        spent = {row["entity_id"] for row in rows(google, reader, "keyword_daily", "facts")}
        assert spent
        assert spent <= named

    def test_name_search_terms_themselves(self, google: Desk) -> None:
        reader = google.reader()
        named = {
            row["entity_id"]: row["name"]
            for row in rows(google, reader, "search_term_daily", "entities")
        }
        facts = rows(google, reader, "search_term_daily", "facts")
        assert {row["entity_id"] for row in facts} <= named.keys()
        assert all(id_.endswith(f"~{name}") for id_, name in named.items())

    @pytest.mark.parametrize("measure", MEASURES, ids=lambda one: one.metric)
    def test_without_a_metric_fail_loudly(self, google: Desk, measure: Any) -> None:
        reader = google.reader()
        fetch = google.fetch(reader, "campaign_daily", FIRST, LAST, google.account())
        said = orjson.loads(next(reader.pages(fetch)).body)
        del said["results"][-1]["metrics"][keys(measure.field)[1]]
        with pytest.raises(FieldMissing) as raised:
            reader.rows(fetch, orjson.dumps(said))
        assert keys(measure.field)[1] in raised.value.message

    def test_without_their_mask_fail_loudly(self) -> None:
        with pytest.raises(FieldMissing):
            report(SHAPES["campaign_daily"], b'{"results":[]}')

    @given(st.lists(st.tuples(st.integers(-(10**15), 10**15), st.integers(0, 10**12)), max_size=9))
    def test_are_read_exactly(self, numbers: list[tuple[int, int]]) -> None:
        zero = {keys(one.field)[1]: 0 for one in MEASURES}
        said = [
            {
                "campaign": {"resourceName": "customers/1/campaigns/2", "id": "2"},
                "metrics": {**zero, "costMicros": str(cost), "impressions": str(seen)},
                "segments": {"date": "2026-11-09"},
            }
            for cost, seen in numbers
        ]
        body = orjson.dumps({"results": said, "fieldMask": "campaign.id"})
        made = report(SHAPES["campaign_daily"], body)
        read = [(row["spend"], row["impressions"]) for row in made.rows["facts"]]
        assert read == [(Decimal(cost) / 1_000_000, seen) for cost, seen in numbers]
        assert (dict(made.extra), dict(made.unknown)) == ({}, {})


class TestEntities:
    def test_of_campaigns_tell_budgets_bids_and_days(self, google: Desk) -> None:
        found = attributes(google, "campaigns").values()
        assert {one["channel"] for one in found} >= {"SEARCH", "PERFORMANCE_MAX"}
        assert all(Decimal(one["daily_budget"]) > 0 and one["budget_id"] for one in found)
        assert all(date.fromisoformat(one["start"]) and "end" not in one for one in found)
        assert all(isinstance(one["budget_shared"], bool) for one in found)
        pmax = next(one for one in found if one["channel"] == "PERFORMANCE_MAX")
        assert (pmax["bid_strategy"], pmax["target_roas"]) == ("MAXIMIZE_CONVERSION_VALUE", "2.5")

    def test_of_campaigns_say_which_budgets_are_shared(self, google: Desk) -> None:
        users = Counter(one["budget_id"] for one in attributes(google, "campaigns").values())
        for one in attributes(google, "campaigns").values():
            assert one["budget_shared"] == (users[one["budget_id"]] > 1)

    def test_of_ads_tell_texts_and_where_they_lead(self, google: Desk) -> None:
        found = attributes(google, "ads").values()
        assert all(len(one["headlines"]) >= 3 and len(one["descriptions"]) >= 2 for one in found)
        assert all(one["final_url"].startswith("https://") for one in found)
        tagged = [one for one in found if "url_parameters" in one]
        assert all(name.startswith("utm_") for one in tagged for name in one["url_parameters"])
        assert tagged

    def test_of_ads_without_a_name_are_called_by_their_headline(self) -> None:
        ad = {"id": "3", "responsiveSearchAd": {"headlines": [{"text": "Buy"}]}}
        row = {
            "campaign": {"id": "1"},
            "adGroup": {"id": "2"},
            "adGroupAd": {"resourceName": "x", "status": "PAUSED", "ad": ad},
        }
        body = orjson.dumps({"results": [row], "fieldMask": "ad"})
        fetch = Fetch(BERLIN, next(one for one in STREAMS if one.name == "ads"))
        (one,) = table([without_google(fetch, body)], "entities")
        assert (one["name"], one["ad_group_id"]) == ("Buy", "2")

    @pytest.mark.parametrize("gone", ["id", "name", "status"])
    def test_without_what_names_them_fail_loudly(self, gone: str) -> None:
        campaign = {"id": "1", "name": "One", "status": "ENABLED"}
        del campaign[gone]
        body = orjson.dumps({"results": [{"campaign": campaign}], "fieldMask": "x"})
        fetch = Fetch(BERLIN, next(one for one in STREAMS if one.name == "campaigns"))
        with pytest.raises(FieldMissing) as raised:
            without_google(fetch, body)
        assert gone in raised.value.message


class TestHistory:
    def test_tells_who_changed_what_from_what_to_what(self, google: Desk) -> None:
        reader, account = google.reader(), google.account()
        fetch = google.fetch(reader, "changes", date(2026, 10, 25), date(2026, 11, 20), account)
        found = table(mapped(reader, fetch), "changes")
        budgets = [row for row in found if row["field"] == "campaign_budget.amountMicros"]
        assert budgets
        assert all(row["old"] != row["new"] and row["actor"] for row in budgets)
        assert len({row["change_id"] for row in found}) == len(found)

    def test_does_not_ask_for_what_is_forgotten(self, google: Desk) -> None:
        reader, account = google.reader(), google.account()
        fetch = google.fetch(reader, "changes", date(2026, 8, 1), date(2026, 11, 20), account)
        assert table(mapped(reader, fetch), "changes")

    def test_is_in_the_accounts_own_time(self) -> None:
        event = {
            "resourceName": "customers/1/changeEvents/5",
            "changeDateTime": "2026-11-09 14:00:00.5",
            "changeResourceType": "AD_GROUP_AD",
            "changeResourceName": "customers/1/adGroupAds/2~3",
            "resourceChangeOperation": "CREATE",
            "campaign": "customers/1/campaigns/7",
            "adGroup": "customers/1/adGroups/2",
        }
        body = orjson.dumps({"results": [{"changeEvent": event}], "fieldMask": "x"})
        (row,) = history.changes(BERLIN, body).rows["changes"]
        right = datetime(2026, 11, 9, 13, 0, 0, 500_000, UTC)
        assert (row["changed_at"], row["operation"]) == (right, "create")
        assert (row["level"], row["entity_id"], row["campaign_id"]) == ("ad", "3", "7")

    def test_that_may_be_cut_off_is_refused(self) -> None:
        one = {
            "changeEvent": {
                "resourceName": "customers/1/changeEvents/5",
                "changeDateTime": "2026-11-09 14:00:00",
                "changeResourceType": "CAMPAIGN",
                "changeResourceName": "customers/1/campaigns/7",
                "resourceChangeOperation": "CREATE",
            }
        }
        body = orjson.dumps({"results": [one] * history.MOST, "fieldMask": "x"})
        fetch = Fetch(
            BERLIN,
            next(one for one in STREAMS if one.name == "changes"),
            Period(FIRST, FIRST + timedelta(days=1)),
        )
        with pytest.raises(TooMuch):
            without_google(fetch, body)

    def test_holds_what_google_recommends(self, google: Desk) -> None:
        found = rows(google, google.reader(), "recommendations", "recommendations")
        assert found
        for row in found:
            details = orjson.loads(row["details"])["campaignBudgetRecommendation"]
            assert int(details["recommendedBudgetAmountMicros"]) > 0
            assert (row["kind"], row["status"]) == ("CAMPAIGN_BUDGET", "open")
