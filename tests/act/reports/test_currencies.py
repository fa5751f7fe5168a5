"""Accounts that book in several currencies …"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.observe.ingest.connected import Connected, connected

RANGE = "2026-11-06..2026-11-19"
_MONEY = {"spend", "cpc", "cpa", "conversion_value", "roas"}
_COUNTS = {"impressions", "clicks", "ctr", "conversions"}


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connected]:
    """Two platforms are synced, and no exchange rate is known."""
    with connected(tmp_path_factory.mktemp("home")) as found:
        for name in ("tiktok", "meta"):
            found.call("POST", "/sources", json=found.credential(name))
            found.call("POST", f"/sources/{name}/check")
            assert found.assign(name).status_code == 200
            asked = {"since": "2026-10-23", "streams": ["campaign_daily", "campaigns"]}
            synced = found.job(found.call("POST", f"/sources/{name}/sync", json=asked))
            assert synced["state"] == "done", synced
        yield found


@pytest.fixture(scope="module")
def booked(there: Connected) -> dict[str, Any]:
    """What was spent, by currency."""
    asked = {"metrics": ["spend", "clicks"], "by": ["currency"], "range": RANGE}
    told = there.call("POST", "/query", json=asked)
    rows = {row["currency"]: row for row in told.json()["rows"]}
    assert len(rows) > 1
    return rows


def kpis(shown: dict[str, Any]) -> dict[str, Any]:
    return {one["name"]: one for one in shown["kpis"]}


class TestWithoutRates:
    @pytest.mark.parametrize("path", ["/dashboard", "/dashboard/summary"])
    def test_the_dashboard_tells_each_currency_and_no_total_of_money(
        self, there: Connected, booked, path
    ):
        shown = there.get(f"{path}?range={RANGE}")
        assert (shown["money"], shown["currency"]) == ("apart", "")
        assert any("there is no rate from" in one for one in shown["warnings"])
        spent = {one["currency"]: one["values"]["spend"] for one in shown["currencies"]}
        assert {name: each["value"] for name, each in spent.items()} == {
            name: row["spend"] for name, row in booked.items()
        }
        assert all(each["previous"] and each["change"] for each in spent.values())
        for name, one in kpis(shown).items():
            assert (one["value"] is None) == (name in _MONEY), name

    def test_the_dashboard_counts_over_all_and_keeps_platforms_apart_by_currency(
        self, there: Connected, booked
    ):
        shown = there.get(f"/dashboard?range={RANGE}")
        clicks = kpis(shown)["clicks"]
        assert clicks["value"] == sum(row["clicks"] for row in booked.values())
        assert sum(day or 0 for day in clicks["daily"]) == clicks["value"]
        assert set(kpis(shown)["spend"]["daily"]) == {None}
        by_currency: dict[str, Decimal] = {}
        for one in shown["platforms"]:
            spent = Decimal(one["values"]["spend"]["value"] or 0)
            by_currency[one["currency"]] = by_currency.get(one["currency"], Decimal(0)) + spent
        assert by_currency == {name: Decimal(row["spend"]) for name, row in booked.items()}

    def test_performance_keeps_rows_apart_by_currency_and_says_why(self, there: Connected, booked):
        shown = there.get(f"/reports/performance?by=&metrics=spend,clicks&range={RANGE}")
        assert {row["currency"]: row for row in shown["rows"]} == booked
        assert any("as booked, by currency" in one for one in shown["provenance"]["warnings"])

    def test_a_currency_that_was_asked_for_is_refused_with_the_missing_rate(self, there: Connected):
        for path in ("/dashboard", "/dashboard/summary", "/reports/performance"):
            told = there.call("GET", f"{path}?range={RANGE}&currency=CHF")
            assert (told.status_code, told.json()["code"]) == (422, "currency.no_rate")

    def test_a_campaign_of_ours_tells_each_currency(self, there: Connected):
        asked = {"metrics": ["spend"], "by": ["currency", "connector", "account_id", "campaign_id"],
                 "range": RANGE, "sort": ["-spend"]}  # fmt: skip
        rows = there.call("POST", "/query", json=asked).json()["rows"]
        chosen = list({row["currency"]: row for row in rows}.values())
        draft = {"name": "Everywhere", "currency": "CHF", "status": "draft"}
        made = there.call("POST", "/campaigns", json=draft)
        body = {"campaigns": [
            {"platform": row["connector"], "account_id": row["account_id"],
             "campaign_id": row["campaign_id"]}
            for row in chosen
        ]}  # fmt: skip
        path = f"/campaigns/{made.json()['id']}"
        tag = {"if-match": made.headers["etag"]}
        taken = there.call("POST", f"{path}/adopt", json=body, headers=tag)
        assert taken.status_code == 200, taken.text
        shown = there.get(f"/reports{path.replace('campaigns', 'campaign')}?range={RANGE}")
        assert shown["currency"] == ""
        assert {
            one["currency"]: one["values"]["spend"]["value"] for one in shown["currencies"]
        } == {row["currency"]: row["spend"] for row in chosen}
        assert {name for name, one in shown["totals"].items() if one["value"] is None} >= _MONEY
        assert {day["currency"] for day in shown["days"]} == {row["currency"] for row in chosen}
        assert any("there is no rate" in one for one in shown["provenance"]["warnings"])


class TestWithRates:
    def test_the_dashboard_adds_up_what_it_converts_and_still_tells_each(
        self, there: Connected, booked
    ):
        days = [date(2026, 10, 1) + timedelta(days=n) for n in range(51)]
        rates = [
            {"date": str(day), "base": "EUR", "quote": quote, "rate": rate}
            for day in days
            for quote, rate in (("JPY", "171.25"), ("KWD", "0.3555"), ("USD", "1.16"))
        ]
        told = there.call("POST", "/fx", json={"rates": rates, "source": "treasury"})
        assert told.status_code == 200, told.text
        shown = there.get(f"/dashboard?range={RANGE}")
        assert shown["money"] == "converted"
        assert shown["currency"] in booked
        assert all(one["value"] is not None for one in shown["kpis"])
        assert {one["currency"] for one in shown["currencies"]} == set(booked)
        assert {one["currency"] for one in shown["platforms"]} == {shown["currency"]}
        asked = there.get(f"/dashboard?range={RANGE}&currency={shown['currency']}")
        assert asked["kpis"] == shown["kpis"]
        assert asked["currencies"] == []
