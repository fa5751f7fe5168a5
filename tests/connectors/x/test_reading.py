"""What we read of the sandbox's X equals its truth: every level, zone, day and way to ask."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.connectors.x.conftest import Stage

from adhelm.connectors.contract import Fetch, RateLimited, Transient
from adhelm.core.ads import Period

STATS = "/12/stats/accounts/"
JOBS = "/12/stats/jobs/accounts/"


@pytest.fixture
def agency(worlds: Callable[[str], Stage]) -> Stage:
    """Accounts in New York, Berlin, Kolkata (JPY) and on Lord Howe (KWD)."""
    return worlds("agency")


class TestAccounts:
    def test_have_the_currency_of_what_pays_for_them(self, stage: Stage):
        found = {one.id: one for one in stage.reader().accounts()}
        for told in stage.play.accounts("x"):
            one = found[told["id"]]
            assert (one.currency, one.timezone) == (told["currency"], told["zone"])
            assert one.status == "ACCEPTED"

    def test_are_those_that_the_credential_can_see(self, agency: Stage):
        found = agency.reader(name="brand-1").accounts()
        assert [one.name for one in found] == ["Northwind US 05"]


class TestFacts:
    @pytest.mark.parametrize("level", ["account", "campaign", "ad_group", "ad"])
    def test_equal_the_truth_at_every_level(self, stage: Stage, level: str):
        account = stage.account()
        found = stage.facts(stage.fetch(account, f"{level}_daily", "2026-11-02", "2026-11-19"))
        assert found == stage.truth(account, level, "2026-11-02", "2026-11-19")
        assert found

    @pytest.mark.parametrize(
        ("currency", "first", "last"),
        [
            ("USD", "2026-10-30", "2026-11-02"),  # 25 hours on 1 November
            ("USD", "2026-03-06", "2026-03-09"),  # 23 hours on 8 March
            ("EUR", "2026-10-23", "2026-10-26"),  # 25 hours on 25 October
            ("JPY", "2026-10-23", "2026-10-26"),  # half an hour off, no decimals
            ("KWD", "2026-10-02", "2026-10-05"),  # 23½ hours on 4 October, three decimals
            ("KWD", "2026-04-03", "2026-04-06"),  # 24½ hours on 5 April
        ],
    )
    def test_equal_the_truth_over_days_of_other_lengths(
        self, agency: Stage, currency: str, first: str, last: str
    ):
        account = agency.account(currency)
        for level in ("campaign", "ad_group"):
            found = agency.facts(agency.fetch(account, f"{level}_daily", first, last))
            assert found == agency.truth(account, level, first, last)
            assert found

    def test_equal_the_truth_of_28_days_later(self, stage: Stage):
        account = stage.account()
        fetch = stage.fetch(account, "campaign_daily", "2026-11-01", "2026-11-19")
        before = stage.facts(fetch)
        stage.advance(days=28)
        after = stage.facts(fetch)
        assert after == stage.truth(account, "campaign", "2026-11-01", "2026-11-19")
        assert before != after

    def test_are_the_same_asked_at_once_or_by_jobs(self, stage: Stage):
        account = stage.account()
        days = Period(date(2026, 9, 1), date(2026, 11, 20))
        whole = replace(stage.fetch(account, "ad_daily", "2026-11-01"), period=days)
        by_jobs = stage.facts(whole)
        asked = Counter(one["path"].partition("accounts")[0] for one in stage.asked())
        assert asked["/12/stats/jobs/"] > 0
        weeks = [
            stage.fetch(account, "ad_daily", str(days.start), "2026-10-10"),
            stage.fetch(account, "ad_daily", "2026-10-11", "2026-11-19"),
        ]
        stage.forget()
        at_once = stage.facts(weeks[0]) | stage.facts(weeks[1])
        assert not [one for one in stage.asked() if one["path"].startswith(JOBS)]
        assert at_once == by_jobs == stage.truth(account, "ad", "2026-09-01", "2026-11-19")

    def test_have_their_parents_that_only_the_entities_tell(self, stage: Stage):
        account = stage.account()
        ads = stage.rows(stage.fetch(account, "ads", "2026-11-19"), "entities")
        above = {row["entity_id"]: (row["campaign_id"], row["ad_group_id"]) for row in ads}
        rows = stage.rows(stage.fetch(account, "ad_daily", "2026-11-10", "2026-11-12"))
        assert rows
        for row in rows:
            assert (row["campaign_id"], row["ad_group_id"]) == above[row["entity_id"]]
            assert None not in above[row["entity_id"]]

    def test_of_hours_add_up_to_the_day_also_when_clocks_change(self, stage: Stage):
        account = stage.account()
        days = ("2026-10-31", "2026-11-02")
        spent: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        hours = set()
        for row in stage.rows(stage.fetch(account, "campaign_hourly", *days)):
            spent[str(row["entity_id"]), str(row["date"])] += row["spend"] or 0
            hours.add(row["hour"])
        told = stage.truth(account, "campaign", *days)
        assert spent == {key: spend for key, (spend, _, _) in told.items()}
        assert hours == set(range(24))

    def test_of_placements_add_up_to_the_whole(self, stage: Stage):
        account = stage.account()
        rows = stage.rows(stage.fetch(account, "ad_group_daily_by_placement", "2026-11-10"))
        parts: dict[str, Decimal] = defaultdict(Decimal)
        for row in rows:
            parts[str(row["entity_id"])] += row["spend"] or 0
        told = stage.truth(account, "ad_group", "2026-11-10", "2026-11-10")
        assert parts == {entity: spend for (entity, _), (spend, _, _) in told.items()}
        assert {row["breakdown_key"] for row in rows} == {
            "placement=ALL_ON_TWITTER",
            "placement=PUBLISHER_NETWORK",
        }

    @pytest.mark.parametrize("breakdown", ["age", "country", "device", "gender"])
    def test_of_segments_add_up_to_the_whole(self, stage: Stage, breakdown: str):
        account = stage.account()
        days = ("2026-08-20", "2026-11-12")
        fetch = stage.fetch(account, f"campaign_daily_by_{breakdown}", *days)
        parts: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for row in stage.rows(fetch):
            assert row["breakdown_key"].startswith(f"{breakdown}=")
            parts[row["entity_id"], str(row["date"])] += row["spend"] or 0
        told = stage.truth(account, "campaign", *days)
        assert parts == {key: spend for key, (spend, _, _) in told.items()}
        assert [one["path"] for one in stage.asked() if one["path"].startswith(JOBS)]

    def test_hold_what_was_bought(self, stage: Stage):
        account = stage.account()
        fetch = stage.fetch(account, "campaign_daily", "2026-11-02", "2026-11-08")
        rows = stage.rows(fetch, "conversions")
        told = {
            (one["entity_id"], one["date"]): (one["conversions"], one["conversion_value"])
            for one in stage.play.truth(account.id, "2026-11-02", "2026-11-08")
        }
        assert rows
        for row in rows:
            count, value = map(Decimal, told[row["entity_id"], str(row["date"])])
            # X counts whole conversions of each placement; the market's are fractions.
            assert count - 2 < row["count"] <= count
            assert Decimal("0.9") * value < row["value"] <= value
        facts = {(row["entity_id"], row["date"]): row for row in stage.rows(fetch)}
        for row in rows:
            fact = facts[row["entity_id"], row["date"]]
            assert fact["platform_conversions"] == row["count"]
            assert fact["platform_conversion_value"] == row["value"]

    def test_of_days_to_come_are_not_asked_for(self, stage: Stage):
        account = stage.account()
        page = stage.pages(stage.fetch(account, "campaign_daily", "2026-11-20", "2026-11-26"))[0]
        assert json.loads(page.body)["asked"]["days"] == 1

    def test_of_an_idle_time_are_one_empty_page(self, stage: Stage):
        account = stage.account()
        fetch = stage.fetch(account, "ad_daily", "2025-01-01", "2025-01-07")
        (page,) = stage.pages(fetch)
        assert page.cursor is None
        assert stage.reader().rows(fetch, page.body).rows == {"facts": [], "conversions": []}


class TestAFetch:
    @pytest.mark.parametrize(
        ("name", "first"),
        [
            ("ad_daily", "2026-10-25"),
            ("campaign_daily_by_age", "2026-08-20"),
            ("ad_daily", "2026-08-10"),
            ("account_daily", "2026-11-01"),
        ],
    )
    def test_goes_on_after_any_page(self, stage: Stage, name: str, first: str):
        fetch = stage.fetch(stage.account(), name, first, "2026-11-19")
        pages = stage.pages(fetch)
        assert len(pages) > 1
        assert pages[-1].cursor is None
        for number, page in enumerate(pages[:-1], start=1):
            assert page.cursor is not None
            rest = stage.pages(fetch, page.cursor)
            assert [one.body for one in rest] == [one.body for one in pages[number:]]

    def test_keeps_within_what_x_allows(self, stage: Stage):
        stage.pages(stage.fetch(stage.account(), "ad_daily", "2026-10-25", "2026-11-19"))
        asked = [one for one in stage.asked() if "entity_ids" in one["params"]]
        assert asked
        for one in asked:
            assert len(one["params"]["entity_ids"].split(",")) <= 20
            assert one["status"] == 200
        placements = Counter(one["params"]["placement"] for one in asked)
        assert placements["ALL_ON_TWITTER"] == placements["PUBLISHER_NETWORK"]

    def test_asks_only_for_who_was_active(self, stage: Stage):
        account = stage.account()
        stage.pages(stage.fetch(account, "campaign_daily", "2025-11-02", "2025-11-08"))
        told = stage.truth(account, "campaign", "2025-11-02", "2025-11-08")
        asked = {
            entity
            for one in stage.asked()
            for entity in one["params"].get("entity_ids", "").split(",")
            if entity
        }
        everything = stage.rows(stage.fetch(account, "campaigns", "2026-11-19"), "entities")
        assert asked == {entity for entity, _ in told}
        assert len(asked) < len(everything)

    def test_holds_no_secret_in_what_is_kept(self, stage: Stage):
        credential = stage.link().credential
        for name in ("ad_daily", "ads"):
            for page in stage.pages(stage.fetch(stage.account(), name, "2026-11-10")):
                for secret in credential.values():
                    assert secret.encode() not in page.body
                    assert secret not in (page.cursor or "")


class TestJobs:
    def test_are_given_time(self, stage: Stage):
        stage.facts(stage.fetch(stage.account(), "ad_daily", "2026-08-01", "2026-10-29"))
        assert stage.pauses
        assert stage.pauses == sorted(stage.pauses)

    def test_whose_file_is_cut_off_are_fetched_again(self, stage: Stage):
        account = stage.account()
        stage.play.fault(mode="truncated", platform="xads", path="/files/", nth=2)
        found = stage.facts(stage.fetch(account, "ad_daily", "2026-08-01", "2026-10-29"))
        assert found == stage.truth(account, "ad", "2026-08-01", "2026-10-29")

    def test_are_done_when_their_file_is_there_whatever_they_are_called(self, stage: Stage):
        account = stage.account()
        stage.play.fault(mode="unknown_enum", platform="xads", path="/stats/jobs/", times=99)
        found = stage.facts(stage.fetch(account, "ad_daily", "2026-08-01", "2026-10-29"))
        assert found == stage.truth(account, "ad", "2026-08-01", "2026-10-29")


class TestTotals:
    def test_equal_the_truth_of_the_account(self, agency: Stage):
        for currency in ("USD", "EUR", "JPY", "KWD"):
            account = agency.account(currency)
            found = agency.reader().totals(account, Period(date(2026, 11, 1), date(2026, 11, 11)))
            told = agency.truth(account, "account", "2026-11-01", "2026-11-10")
            assert {
                (account.id, str(one.day)): (one.spend, one.impressions, one.clicks)
                for one in found
            } == told
            assert [one.day for one in found] == sorted(one.day for one in found)

    def test_of_no_days_are_none(self, stage: Stage):
        day = date(2026, 11, 1)
        assert stage.reader().totals(stage.account(), Period(day, day)) == []


class TestEntities:
    @pytest.mark.parametrize(
        ("name", "edge"),
        [("campaigns", "campaign"), ("ad_groups", "line_item"), ("ads", "promoted_tweet")],
    )
    def test_come_all_of_them_deleted_ones_too(self, stage: Stage, name: str, edge: str):
        account = stage.account()
        rows = stage.rows(stage.fetch(account, name, "2026-11-19"), "entities")
        level = {"campaigns": "campaign", "ad_groups": "ad_group", "ads": "ad"}[name]
        ids = [row["entity_id"] for row in rows]
        told = stage.truth(account, level, "2025-11-01", "2026-11-19")
        assert {entity for entity, _ in told} <= set(ids)
        assert len(ids) == len(set(ids))
        assert {row["platform_level"] for row in rows} == {edge}

    def test_have_budgets_in_the_accounts_own_units(self, agency: Stage):
        for currency, digits in (("USD", 2), ("JPY", 0), ("KWD", 3)):
            account = agency.account(currency)
            rows = [
                row
                for name in ("campaigns", "ad_groups")
                for row in agency.rows(agency.fetch(account, name, "2026-11-19"), "entities")
            ]
            budgets = [json.loads(row["attributes"]).get("daily_budget") for row in rows]
            amounts = [Decimal(one) for one in budgets if one]
            assert amounts
            assert {-int(one.as_tuple().exponent) for one in amounts} == {digits}

    def test_are_said_to_be_deleted(self, stage: Stage):
        account = stage.account()
        fetch = stage.fetch(account, "campaigns", "2026-11-19")
        first = stage.rows(fetch, "entities")[0]
        api = stage.writer()._api
        path = f"accounts/{account.id}/campaigns/{first['entity_id']}"
        api.change("DELETE", path, account_id=account.id)
        after = {row["entity_id"]: row["status"] for row in stage.rows(fetch, "entities")}
        assert after[first["entity_id"]] == "DELETED"

    def test_keep_words_that_are_new_and_count_them(self, stage: Stage):
        fetch = stage.fetch(stage.account(), "campaigns", "2026-11-19")
        stage.play.fault(mode="unknown_enum", platform="xads", path="/campaigns", times=9)
        stage.play.fault(mode="extra_field", platform="xads", path="/line_items", times=9)
        reader = stage.reader()
        (page,) = reader.pages(fetch)
        found = reader.rows(fetch, page.body)
        assert found.unknown["entity_status=STATUS_OF_TOMORROW"] == len(found.rows["entities"])
        items = replace(fetch, stream=stage.stream("ad_groups"))
        (page,) = reader.pages(items)
        found = reader.rows(items, page.body)
        assert found.extra["field_of_tomorrow"] == len(found.rows["entities"])


class TestTrouble:
    @pytest.mark.parametrize("mode", ["500", "429", "drop", "truncated", "html"])
    @pytest.mark.parametrize("nth", [1, 3])
    def test_that_passes_changes_nothing(self, stage: Stage, mode: str, nth: int):
        account = stage.account()
        stage.play.fault(mode=mode, platform="xads", nth=nth)
        fetch = stage.fetch(account, "ad_group_daily", "2026-11-02", "2026-11-05")
        assert stage.facts(fetch) == stage.truth(account, "ad_group", "2026-11-02", "2026-11-05")

    @pytest.mark.parametrize("first", ["2026-09-05", "2026-11-10"])
    def test_at_any_call_changes_nothing(self, stage: Stage, first: str):
        fetch = stage.fetch(stage.account(), "ad_daily", first, "2026-11-19")
        told = stage.facts(fetch)
        calls = len(stage.asked())
        for nth in range(1, calls + 1):
            stage.play.http.delete("/_sandbox/faults")
            stage.play.fault(mode="500", platform="xads", nth=nth)
            assert stage.facts(fetch) == told, nth

    def test_that_stays_is_said(self, stage: Stage):
        fetch = stage.fetch(stage.account(), "campaign_daily", "2026-11-02")
        stage.play.fault(mode="429", platform="xads", times=99)
        with pytest.raises(RateLimited) as caught:
            stage.pages(fetch)
        assert caught.value.hint
        stage.play.http.delete("/_sandbox/faults")
        stage.play.fault(mode="500", platform="xads", times=99)
        with pytest.raises(Transient):
            stage.pages(fetch)

    def test_with_more_than_was_asked_for_is_counted(self, stage: Stage):
        account = stage.account()
        stage.play.fault(mode="extra_field", platform="xads", path=STATS, times=99)
        reader = stage.reader()
        fetch = stage.fetch(account, "campaign_daily", "2026-11-02")
        pages = list(reader.pages(fetch))
        assert sum(reader.rows(fetch, page.body).extra["field_of_tomorrow"] for page in pages) > 0
        assert stage.facts(fetch) == stage.truth(account, "campaign", "2026-11-02", "2026-11-02")


def test_every_stream_can_be_read(stage: Stage):
    account = stage.account()
    reader = stage.reader()
    for stream in reader.streams:
        fetch = Fetch(account, stream, Period(date(2026, 11, 10), date(2026, 11, 12)))
        rows = [
            row
            for page in reader.pages(fetch)
            for row in reader.rows(fetch, page.body).rows[stream.tables[0]]
        ]
        assert rows, stream.name
