"""Faults that other tools have, by name: each is held against what we read, keep and answer.

The platforms' own tests go further; here stands one short proof for each fault.
"""

import importlib
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import orjson
import pytest
from tests.connectors.linkedin.test_reading import element
from tests.connectors.linkedin.test_reading import mapped as linkedin
from tests.connectors.x.test_mapping import answer, bought, metrics
from tests.connectors.x.test_mapping import mapped as x
from tests.observe.warehouse.deliveries import JAN, Fact, deliver, read

from adhelm.connectors.contract import Platforms
from adhelm.connectors.google_ads.connector.streams import SHAPES as GOOGLE
from adhelm.connectors.google_ads.mapping.facts import MEASURES, report
from adhelm.connectors.google_ads.mapping.fields import keys
from adhelm.connectors.linkedin.connector.streams import SHAPES as LINKEDIN
from adhelm.connectors.tiktok.connector.streams import SHAPES as TIKTOK
from adhelm.connectors.tiktok.mapping.facts import facts as tiktok_facts
from adhelm.connectors.wire import keep_nothing
from adhelm.connectors.x.connector.plans import midnight
from adhelm.core.clock import SetClock
from adhelm.core.http import client
from adhelm.core.principal import Principal
from adhelm.observe.warehouse import Warehouse
from adhelm.observe.warehouse.types import Replace
from adhelm.understand.metrics import catalogue

D = Decimal
COUNT = "SELECT count(*) FROM facts"
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LOOKBACKS = {"google_ads": 30, "meta": 28, "tiktok": 28, "linkedin": 30, "x": 30}


def tiktok(**told: str) -> tuple[dict[str, Any], list[Any]]:
    """Return the fact and the conversions of a row of TikTok's, of which only some is said."""
    shape = TIKTOK["campaign_daily"]
    said = {**dict.fromkeys(shape.metrics, "-"), **told}
    row = {"dimensions": {"campaign_id": "7", "stat_time_day": "2026-11-01 00:00:00"}}
    page = orjson.dumps({"data": {"list": [{**row, "metrics": said}]}})
    made = tiktok_facts(shape, shape.form.read(page)["data"]["list"])
    return dict(made.rows["facts"][0]), list(made.rows["conversions"])


def google(**told: Any) -> dict[str, Any]:
    """Return the fact of a row of Google's."""
    zero = {keys(one.field)[1]: 0 for one in MEASURES}
    row = {
        "campaign": {"resourceName": "customers/1/campaigns/2", "id": "2"},
        "metrics": {**zero, **told},
        "segments": {"date": "2026-11-09"},
    }
    body = orjson.dumps({"results": [row], "fieldMask": "campaign.id"})
    return dict(report(GOOGLE["campaign_daily"], body).rows["facts"][0])


class TestX:
    def test_revenue_is_divided_by_a_million(self):
        """dbt_twitter sums sale_amount as it is written."""
        told = bought(metric=[3, 0, 0], sale_amount=[277_990_000, 0, 0])
        (row,) = x(answer(metrics(**told))).rows["conversions"]
        assert row["value"] == D("277.99")

    def test_days_are_the_accounts_own_also_east_of_utc(self):
        """dbt_twitter cuts the UTC instant of local midnight to a date: a day too early."""
        asked = midnight(date(2026, 11, 1), "Asia/Kolkata", SetClock(NOW))
        assert asked == "2026-10-31T18:30:00Z"
        found = x(answer(metrics(impressions=[10, 20, 30]))).rows["facts"]
        assert [row["date"] for row in found] == [date(2026, 11, n) for n in (1, 2, 3)]

    def test_spend_is_not_rounded_before_it_is_summed(self):
        """dbt_twitter rounds every row to cents."""
        found = x(answer(metrics(billed_charge_local_micro=[4_999, 4_999, 4_999]))).rows["facts"]
        assert [row["spend"] for row in found] == [D("0.004999")] * 3

    def test_every_day_of_an_array_is_read(self):
        """OWOX reads the first slot alone."""
        found = x(answer(metrics(clicks=[1, 2, 3]))).rows["facts"]
        assert [row["clicks"] for row in found] == [1, 2, 3]


class TestLinkedIn:
    def test_dust_is_nothing_and_signs_stay(self):
        """tap-linkedin-ads strips what is no digit: -2E-18 becomes 218, -12.50 becomes 12.50."""
        spent = [
            linkedin(element(costInLocalCurrency=said)).rows["facts"][0]["spend"]
            for said in ("-2E-18", "-12.50")
        ]
        assert spent == [0, D("-12.50")]

    def test_spend_and_value_are_in_one_currency(self):
        """dbt_linkedin sets spend in dollars beside value in the local currency."""
        assert not [name for shape in LINKEDIN.values() for name in shape.fields if "Usd" in name]


class TestTikTok:
    def test_reach_is_not_summed(self):
        """dbt_tiktok_ads adds reach up over days and ads."""
        assert not catalogue().metrics["reach"].additive

    def test_days_are_the_platforms_own(self):
        """dbt_tiktok_ads takes the UTC date of hourly rows."""
        assert TIKTOK["campaign_daily"].time == "stat_time_day"
        assert tiktok(spend="1")[0]["date"] == date(2026, 11, 1)

    def test_what_is_not_reported_is_not_zero(self):
        """dbt_tiktok_ads and OWOX write zero for whatever is missing."""
        fact, conversions = tiktok(spend="3.10", clicks="0")
        assert (fact["spend"], fact["clicks"], fact["video_views"]) == (D("3.10"), 0, None)
        assert conversions == []
        (row,) = x(answer(metrics(impressions=[10, None, None]))).rows["facts"]
        assert (row["impressions"], row["clicks"], row["spend"]) == (10, None, None)


class TestGoogle:
    def test_fractions_of_conversions_stay(self):
        """Packages for Google and Microsoft cast conversions to whole numbers."""
        assert google(conversions=1.75)["platform_conversions"] == D("1.75")

    def test_millionths_are_divided(self):
        """An example of gaarf multiplies cost_micros by a million."""
        assert google(costMicros="1500000")["spend"] == D("1.5")


class TestTheWarehouse:
    def test_breakdowns_do_not_overwrite_each_other(
        self, warehouse: Warehouse, principal: Principal
    ):
        """dlt's key for Meta lacks the breakdown: the last placement remains."""
        feed = Fact("c1", JAN, breakdown="placement", breakdown_key="placement=feed")
        story = Fact("c1", JAN, breakdown="placement", breakdown_key="placement=story")
        deliver(warehouse, [Fact("c1", JAN), feed, story], principal=principal)
        assert read(warehouse, principal, COUNT) == [(len((feed, story)) + 1,)]

    def test_accounts_do_not_collide(self, warehouse: Warehouse, principal: Principal):
        """dlt's key for Meta lacks the account: rows of level=account replace each other."""
        both = [Fact("1", JAN, level="account"), Fact("1", JAN, level="account", account="2")]
        deliver(warehouse, both, principal=principal)
        assert read(warehouse, principal, "SELECT account_id FROM facts ORDER BY 1") == [
            ("1",), ("2",),
        ]  # fmt: skip

    def test_a_renamed_campaign_is_the_same_row(self, warehouse: Warehouse, principal: Principal):
        """tap-google-ads hashes the record: another name is another row."""
        for name in ("Brand", "Brand 2026"):
            entity = {
                "connector": "google_ads", "platform": "google_ads", "account_id": "1",
                "level": "campaign", "entity_id": "c1", "name": name,
            }  # fmt: skip
            fact = Fact("c1", JAN)
            deliver(warehouse, [fact], principal=principal, tables={"entities": [entity]})
        assert read(warehouse, principal, "SELECT name FROM entities") == [("Brand 2026",)]
        assert read(warehouse, principal, COUNT) == [(1,)]

    def test_what_a_platform_restates_replaces_what_it_said(
        self, warehouse: Warehouse, principal: Principal
    ):
        """A re-pull without a window to replace adds days twice, or keeps what is gone."""
        for spend in (D(10), D(9)):
            deliver(
                warehouse, [Fact("c1", JAN, spend=spend)], principal=principal, source="api",
                replace=Replace.window,
            )  # fmt: skip
        assert read(warehouse, principal, "SELECT spend FROM facts") == [(D(9),)]
        assert read(
            warehouse, principal, "SELECT old, new FROM restatements WHERE field = 'spend'"
        ) == [("10.000000000", "9.000000000")]


@pytest.mark.parametrize("platform", LOOKBACKS)
def test_days_that_may_still_change_are_asked_for_again(platform: str) -> None:
    """tap-tiktok-ads never looks back."""
    with client(allow=[]) as http:
        found = Platforms(
            {platform: importlib.import_module(f"adhelm.connectors.{platform}").CONNECTOR},
            http=lambda _: http, clock=SetClock(NOW), addresses={},
        )  # fmt: skip
        credential = dict.fromkeys((p.name for p in found.connector(platform).credential), "x")
        streams = found.reader(platform, credential, keep=keep_nothing).streams
    days = {one.name: one.lookback_days for one in streams if one.name.endswith("_daily")}
    assert days["campaign_daily"] >= LOOKBACKS[platform]
    assert min(days.values()) > 0
