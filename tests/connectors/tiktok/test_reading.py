"""What TikTok says becomes what is true, whole, once, and by the advertiser's own days."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
import pytest
from tests.connectors.tiktok.conftest import TikTok

from adhelm.connectors.contract import FieldMissing, NotPermitted
from adhelm.connectors.tiktok.client import ReportShifted
from adhelm.connectors.tiktok.connector.streams import SHAPES
from adhelm.core.ads import Period
from adhelm.core.tables import TABLES

FIRST_WEEK = Period(date(2026, 11, 1), date(2026, 11, 8))
# New York puts its clocks back on 1 November, Berlin has on 25 October.
AROUND_DST = Period(date(2026, 10, 24), date(2026, 11, 3))
LEVELS = ["account", "campaign", "ad_group", "ad"]
Key = tuple[str, date]


def found(rows: list[dict[str, Any]]) -> dict[Key, tuple[Any, ...]]:
    return {
        (row["entity_id"], row["date"]): (
            row["spend"],
            row["impressions"],
            row["clicks"],
            row["platform_conversions"],
            row["platform_conversion_value"],
        )
        for row in rows
    }


def told(facts: list[dict[str, Any]]) -> dict[Key, tuple[Any, ...]]:
    return {
        (fact["entity_id"], date.fromisoformat(fact["date"])): (
            Decimal(fact["spend"]),
            fact["impressions"],
            fact["clicks"],
            Decimal(fact["conversions"]),
            Decimal(fact["conversion_value"]),
        )
        for fact in facts
    }


class TestAccounts:
    def test_have_their_currency_and_the_name_of_their_zone(self, tiktok: TikTok):
        accounts = {one.id: one for one in tiktok.reader().accounts()}
        for one in tiktok.scenario["accounts"]:
            if one["platform"] == "tiktok":
                account = accounts.pop(one["id"])
                assert (account.currency, account.timezone) == (one["currency"], one["zone"])
                assert account.status == "STATUS_ENABLE"
        assert accounts == {}

    def test_that_cannot_be_seen_are_not_permitted(self, tiktok: TikTok):
        from dataclasses import replace

        fetch = tiktok.fetch("campaigns", account=replace(tiktok.account(), id="7"))
        with pytest.raises(NotPermitted) as caught:
            tiktok.pages(fetch)
        assert "grant" in caught.value.hint


class TestFacts:
    @pytest.mark.parametrize("currency", ["EUR", "USD"])
    @pytest.mark.parametrize("level", LEVELS)
    def test_equal_the_truth_over_a_change_of_clocks(
        self, tiktok: TikTok, level: str, currency: str
    ):
        account = tiktok.account(currency)
        rows = tiktok.rows(tiktok.fetch(f"{level}_daily", AROUND_DST, account=account), "facts")
        truth = told(tiktok.truth(account.id, AROUND_DST, level))
        assert found(rows) == truth
        assert len(rows) == len(truth) > 0

    @pytest.mark.parametrize("currency", ["JPY", "KWD"])
    def test_equal_the_truth_without_cents_and_with_mils(self, tiktok: TikTok, currency: str):
        tiktok.begin("agency")
        account = tiktok.account(currency)
        # Lord Howe has moved its clocks by half an hour on 4 October.
        days = Period(date(2026, 10, 1), date(2026, 10, 8))
        rows = tiktok.rows(tiktok.fetch("ad_daily", days, account=account), "facts")
        assert found(rows) == told(tiktok.truth(account.id, days, "ad"))
        assert rows

    @pytest.mark.parametrize("level", LEVELS)
    def test_equal_the_truth_once_they_are_restated(self, tiktok: TikTok, level: str):
        days = Period(date(2026, 11, 14), date(2026, 11, 21))
        fetch = tiktok.fetch(f"{level}_daily", days)
        before = found(tiktok.rows(fetch, "facts"))
        tiktok.advance(28)
        after = found(tiktok.rows(fetch, "facts"))
        assert after == told(tiktok.truth(fetch.account.id, days, level))
        assert after != before

    def test_name_the_things_above_theirs(self, tiktok: TikTok):
        groups = {
            row["entity_id"]: row["campaign_id"]
            for row in tiktok.rows(tiktok.fetch("ad_groups"), "entities")
        }
        for row in tiktok.rows(tiktok.fetch("ad_daily", FIRST_WEEK), "facts"):
            assert groups[row["ad_group_id"]] == row["campaign_id"]
        for row in tiktok.rows(tiktok.fetch("ad_group_daily", FIRST_WEEK), "facts"):
            assert (row["ad_group_id"], row["campaign_id"]) == (
                row["entity_id"],
                groups[row["entity_id"]],
            )

    def test_fit_the_canonical_tables(self, tiktok: TikTok):
        for stream in ("ad_daily", "campaign_hourly", "campaign_daily_by_age", "ads"):
            period = Period(date(2026, 11, 1), date(2026, 11, 2))
            for one in tiktok.mapped(tiktok.fetch(stream, period)):
                assert one.extra == one.unknown == {}
                for table, rows in one.rows.items():
                    assert {name for row in rows for name in row} <= set(TABLES[table].names)

    def test_of_the_hours_of_a_day_add_up_to_it(self, tiktok: TikTok):
        days = Period(date(2026, 11, 1), date(2026, 11, 3))
        hours = tiktok.rows(tiktok.fetch("campaign_hourly", days), "facts")
        assert {row["hour"] for row in hours} <= set(range(24))
        spent = defaultdict[Key, Decimal](Decimal)
        for row in hours:
            spent[row["entity_id"], row["date"]] += row["spend"]
        daily = tiktok.rows(tiktok.fetch("campaign_daily", days), "facts")
        assert spent == {(row["entity_id"], row["date"]): row["spend"] for row in daily}

    @pytest.mark.parametrize("word", ["age", "gender", "country", "device", "placement"])
    def test_of_a_split_add_up_and_keep_their_parts_apart(self, tiktok: TikTok, word: str):
        parts = tiktok.rows(tiktok.fetch(f"campaign_daily_by_{word}", FIRST_WEEK), "facts")
        whole = tiktok.rows(tiktok.fetch("campaign_daily", FIRST_WEEK), "facts")
        keys = {row["breakdown_key"] for row in parts}
        assert len(keys) > 1
        assert all(key.startswith(f"{word}=") for key in keys)
        assert len({(r["entity_id"], r["date"], r["breakdown_key"]) for r in parts}) == len(parts)
        assert sum(row["spend"] for row in parts) == sum(row["spend"] for row in whole)

    def test_of_deleted_things_stay(self, tiktok: TikTok):
        from adhelm.connectors.contract import SetStatus, Status
        from adhelm.core.ads import Level

        fetch = tiktok.fetch("campaign_daily", FIRST_WEEK)
        before = tiktok.rows(fetch, "facts")
        gone = SetStatus(Level.campaign, before[0]["entity_id"], Status.removed)
        tiktok.writer().apply(fetch.account, gone)
        assert tiktok.rows(fetch, "facts") == before
        listed = tiktok.rows(tiktok.fetch("campaigns"), "entities")
        status = {row["entity_id"]: row["status"] for row in listed}
        assert status[gone.entity_id] == "DELETE"


class TestConversions:
    def test_are_purchases_with_their_money(self, tiktok: TikTok):
        fetch = tiktok.fetch("campaign_daily", FIRST_WEEK)
        events = {(row["entity_id"], row["date"]): row for row in tiktok.rows(fetch, "conversions")}
        facts = tiktok.rows(fetch, "facts")
        for fact in facts:
            if not fact["platform_conversions"]:
                assert (fact["entity_id"], fact["date"]) not in events
                continue
            event = events[fact["entity_id"], fact["date"]]
            assert (event["event_type"], event["conversion_name"], event["basis"]) == (
                "purchase",
                "complete_payment",
                "click_date",
            )
            # Named a rate, it is the money: it must not be divided or multiplied by anything.
            assert event["value"] == fact["platform_conversion_value"] > 0
            assert event["count"] == fact["platform_conversions"]
        assert events

    def test_know_what_is_not_reported_from_zero(self, tiktok: TikTok):
        facts = tiktok.rows(tiktok.fetch("campaign_daily", FIRST_WEEK), "facts")
        views = [row["video_views"] for row in facts]
        assert None in views
        assert any(view for view in views)


class TestPages:
    def test_split_days_as_tiktok_allows_and_bring_each_once(self, tiktok: TikTok):
        period = Period(date(2026, 8, 1), date(2026, 11, 1))
        fetch = tiktok.fetch("campaign_daily", period)
        pages = tiktok.pages(fetch)
        assert len(pages) == 4
        assert pages[-1].cursor is None
        rows = tiktok.rows(fetch, "facts")
        assert found(rows) == told(tiktok.truth(fetch.account.id, period, "campaign"))

    def test_go_on_from_any_of_them(self, tiktok: TikTok):
        fetch = tiktok.fetch("ad_group_daily_by_age", Period(date(2026, 8, 1), date(2026, 11, 1)))
        pages = tiktok.pages(fetch)
        assert len(pages) > 4
        reader = tiktok.reader()
        bodies = [_rows_of(page.body) for page in pages]
        for number, page in enumerate(pages[:-1], start=1):
            rest = [_rows_of(one.body) for one in reader.pages(fetch, cursor=page.cursor)]
            assert rest == bodies[number:]

    def test_hold_no_secret(self, tiktok: TikTok):
        credential = tiktok.credential()
        for page in tiktok.pages(tiktok.fetch("campaign_daily", FIRST_WEEK)):
            for secret in (credential["access_token"], credential["secret"]):
                assert secret not in page.body.decode() + str(page.cursor)

    def test_are_there_for_days_without_anything(self, tiktok: TikTok):
        before = Period(date(2024, 1, 1), date(2024, 1, 8))
        (one,) = tiktok.mapped(tiktok.fetch("campaign_daily", before))
        assert one.rows == {"facts": [], "conversions": []}

    def test_say_that_rows_came_while_they_were_read(self, tiktok: TikTok):
        # A report is no snapshot: what moved to another page would be missed.
        fetch = tiktok.fetch(
            "ad_group_daily_by_age", Period(date(2026, 10, 20), date(2026, 11, 18))
        )
        reader = tiktok.reader()
        first = next(iter(reader.pages(fetch)))
        assert first.cursor
        stale = orjson.loads(first.cursor) | {"rows": 3}
        with pytest.raises(ReportShifted) as caught:
            list(reader.pages(fetch, cursor=orjson.dumps(stale).decode()))
        assert not caught.value.retry


class TestTotals:
    def test_are_what_the_campaigns_add_up_to(self, tiktok: TikTok):
        account = tiktok.account()
        period = Period(date(2026, 9, 1), date(2026, 11, 1))
        totals = tiktok.reader().totals(account, period)
        spent = defaultdict[date, Decimal](Decimal)
        for row in tiktok.rows(tiktok.fetch("campaign_daily", period), "facts"):
            spent[row["date"]] += row["spend"]
        assert {one.day: one.spend for one in totals} == spent
        assert len(totals) == 61


class TestRequests:
    def test_ask_for_every_field_that_the_mapping_reads(self):
        for shape in SHAPES.values():
            asked = {*shape.metrics, *shape.dimensions}
            assert {one.metric for one in shape.measures} <= asked
            assert {*shape.place.parents, "complete_payment"} <= asked
            assert len(shape.metrics) == len(set(shape.metrics))

    @pytest.mark.parametrize("name", ["spend", "complete_payment", "total_purchase_value"])
    def test_that_are_not_answered_in_full_fail(self, tiktok: TikTok, name: str):
        fetch = tiktok.fetch("campaign_daily", FIRST_WEEK)
        (page,) = tiktok.pages(fetch)
        body = page.body.replace(f'"{name}"'.encode(), b'"field_of_tomorrow"')
        with pytest.raises(FieldMissing, match=name):
            tiktok.reader().rows(fetch, body)

    @pytest.mark.parametrize("level", ["campaigns", "ad_groups", "ads"])
    def test_of_lists_ask_for_what_the_mapping_reads(self, tiktok: TikTok, level: str):
        from adhelm.connectors.tiktok.connector.streams import LISTS
        from adhelm.connectors.tiktok.mapping.entities import entities

        read: set[str] = set()

        class Watched(dict[str, Any]):
            def get(self, name: Any, default: Any = None) -> Any:
                read.add(name)
                return super().get(name, default)

            def __getitem__(self, name: str) -> Any:
                read.add(name)
                return super().__getitem__(name)

        (page,) = tiktok.pages(tiktok.fetch(level))
        listed = [Watched(row) for row in orjson.loads(page.body)["data"]["list"]]
        entities(LISTS[level], tiktok.account(), listed)
        assert read <= set(LISTS[level].fields)


def _rows_of(body: bytes) -> Any:
    return orjson.loads(body)["data"]["list"]
