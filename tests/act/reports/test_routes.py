"""The dashboard and reports over HTTP …"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from tests.observe.ingest.connected import Connected, connected

from adhelm.act.reports.logic import tables
from adhelm.core.db import Database
from adhelm.govern.accounts import Role

RANGE = "2026-11-06..2026-11-19"
MOST_STATEMENTS = 10
# Of converted amounts each has nine decimals.
ROUNDING = Decimal("0.000001")
_MONEY = {"spend", "cpc", "cpa", "conversion_value", "roas"}
_TILES = ("spend", "impressions", "clicks", "ctr", "cpc", "conversions", "cpa", "conversion_value",
          "roas")  # fmt: skip


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connected]:
    """Two platforms are connected and synced; no exchange rate is known yet."""
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
def rated(there: Connected) -> Connected:
    """The same with rates to the euro, from the first test on that asks for them."""
    days = [date(2026, 10, 1) + timedelta(days=n) for n in range(51)]
    rates = [
        {"date": str(day), "base": "EUR", "quote": quote, "rate": rate}
        for day in days
        for quote, rate in (("JPY", "171.25"), ("KWD", "0.3555"), ("USD", "1.16"))
    ]
    kept = there.call("POST", "/fx", json={"rates": rates, "source": "treasury"})
    assert kept.json()["added"] == len(rates), kept.text
    return there


def ask(there: Connected, **asked: Any) -> list[dict[str, Any]]:
    told = there.call("POST", "/query", json={"range": RANGE, "currency": "EUR", **asked})
    assert told.status_code == 200, told.text
    rows: list[dict[str, Any]] = told.json()["rows"]
    return rows


def kpis(shown: dict[str, Any]) -> dict[str, Any]:
    return {one["name"]: one for one in shown["kpis"]}


@pytest.fixture(scope="module")
def booked(there: Connected) -> dict[str, Any]:
    """What was spent, by currency."""
    asked = {"metrics": ["spend", "clicks"], "by": ["currency"], "range": RANGE}
    told = there.call("POST", "/query", json=asked)
    rows = {row["currency"]: row for row in told.json()["rows"]}
    assert len(rows) > 1
    return rows


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
        self, rated: Connected, booked
    ):
        shown = rated.get(f"/dashboard?range={RANGE}")
        assert shown["money"] == "converted"
        assert shown["currency"] in booked
        assert all(one["value"] is not None for one in shown["kpis"])
        assert {one["currency"] for one in shown["currencies"]} == set(booked)
        assert {one["currency"] for one in shown["platforms"]} == {shown["currency"]}
        asked = rated.get(f"/dashboard?range={RANGE}&currency={shown['currency']}")
        assert asked["kpis"] == shown["kpis"]
        assert asked["currencies"] == []


class TestTheDashboard:
    def test_shows_the_figures_that_the_query_gives(self, rated: Connected):
        shown = rated.get(f"/dashboard?range={RANGE}")
        whole = ask(rated, metrics=list(_TILES), compare="previous")[0]
        daily = {row["date"]: row for row in ask(rated, metrics=list(_TILES), by=["date"])}
        assert [one["name"] for one in shown["kpis"]] == list(_TILES)
        for one in shown["kpis"]:
            name = one["name"]
            assert one["value"] == whole[name]
            assert one["previous"] == whole[f"{name}_previous"]
            assert one["change"] == whole[f"{name}_change"]
            assert one["formula"]
            assert len(one["daily"]) == 14
            assert one["daily"] == [daily[day][name] for day in sorted(daily)]
        sides = {one["platform"]: one["values"] for one in shown["platforms"]}
        by = {row["platform"]: row for row in ask(rated, metrics=["spend"], by=["platform"])}
        assert {name: each["spend"]["value"] for name, each in sides.items()} == {
            name: row["spend"] for name, row in by.items()
        }
        assert set(sides) >= {"tiktok", "meta"}

    def test_compares_with_whole_weeks_before_and_says_what_may_still_move(self, rated: Connected):
        shown = rated.get(f"/dashboard?range={RANGE}")
        assert shown["compared"] == "2026-10-23..2026-11-05"
        assert shown["currency"] == "EUR"
        assert shown["maturity"]["meta"]["provisional"]
        assert all(one["provisional"] for one in shown["kpis"])
        assert shown["reconciliation"]["state"] == "not checked"
        assert rated.get("/dashboard")["period"] == "2026-10-23..2026-11-19"

    def test_tells_of_what_needs_a_person(self, rated: Connected):
        calm = rated.get("/dashboard/summary?range=7d")["attention"]
        assert calm == {**calm, "failing": 0, "held": 0, "syncing": False}
        rated.play.fault(mode="missing_field", path="report", times=1000)
        asked = {"streams": ["campaign_daily"], "since": "2026-11-18"}
        rated.job(rated.call("POST", "/sources/tiktok/sync", json=asked))
        rated.play.http.delete("/_sandbox/faults")
        shown = rated.get(f"/dashboard?range={RANGE}")["attention"]
        assert shown["failing"] == len(shown["failing_streams"]) > 0
        assert shown["failing_streams"][0]["message"]
        assert rated.get("/dashboard/summary")["attention"]["failing"] == shown["failing"]
        rated.job(rated.call("POST", "/sources/tiktok/sync", json=asked))

    def test_summary_is_small_and_says_when_it_is_the_same(self, rated: Connected):
        first = rated.call("GET", f"/dashboard/summary?range={RANGE}")
        whole = {one["name"]: one for one in rated.get(f"/dashboard?range={RANGE}")["kpis"]}
        for one in first.json()["kpis"]:
            assert one["value"] == whole[one["name"]]["value"]
        tag = {"if-none-match": first.headers["etag"]}
        again = rated.call("GET", f"/dashboard/summary?range={RANGE}", headers=tag)
        assert (again.status_code, again.content) == (304, b"")

    @pytest.mark.parametrize(
        "path",
        [
            "/dashboard", "/dashboard/summary", "/platforms", "/sources", "/platforms/meta/status",
            "/imports", "/anomalies", "/conventions", "/fx", "/quality",
        ],
    )  # fmt: skip
    def test_takes_few_statements(self, rated: Connected, path):
        rated.get(path)
        engine = rated.services.get(Database).engine
        seen: list[str] = []

        def note(_c: Any, _u: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("PRAGMA", "BEGIN", "UPDATE accounts", 'UPDATE "accounts')):
                seen.append(statement)

        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            rated.get(path)
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)
        assert 0 < len(seen) <= MOST_STATEMENTS, seen

    def test_shows_others_nothing(self, rated: Connected):
        shown = rated.get(f"/dashboard?range={RANGE}", who="stranger")
        assert {one["value"] for one in shown["kpis"]} == {None}
        assert (shown["platforms"], shown["attention"]["failing"]) == ([], 0)
        assert rated.call("GET", "/dashboard?range=all").json()["code"] == "report.all_days"
        assert rated.call("GET", "/dashboard?range=soon").status_code == 422
        assert rated.call("GET", "/dashboard?currency=E").status_code == 422

    def test_shows_who_is_narrowed_their_accounts_alone(self, rated: Connected):
        rows = ask(rated, metrics=["spend"], by=["account_id", "platform"])
        one = next(row for row in rows if row["platform"] == "tiktok")
        rated.person("client", "acme", Role.viewer, accounts=[f"tiktok/{one['account_id']}"])
        shown = rated.get(f"/dashboard?range={RANGE}&currency=EUR", who="client")
        assert shown["kpis"][0]["value"] == one["spend"]
        assert [each["platform"] for each in shown["platforms"]] == ["tiktok"]


class TestACampaignsReport:
    def test_is_of_a_platforms_campaign(self, rated: Connected):
        row = ask(rated, metrics=["spend"], by=["connector", "account_id", "campaign_id",
                                               "campaign"], sort=["-spend"])[0]  # fmt: skip
        name = f"{row['connector']}/{row['account_id']}/{row['campaign_id']}"
        shown = rated.get(f"/reports/campaign/{name}?range={RANGE}&currency=eur")
        assert (shown["id"], shown["name"]) == (name, row["campaign"])
        assert shown["totals"]["spend"]["value"] == row["spend"]
        days = sum(Decimal(day["spend"]) for day in shown["days"] if day["spend"])
        assert days == pytest.approx(Decimal(row["spend"]), abs=ROUNDING)
        assert rated.call("GET", f"/reports/campaign/{name}", who="stranger").status_code == 404

    def test_is_of_our_own_over_its_platform_campaigns(self, rated: Connected):
        rows = ask(rated, metrics=["spend"], by=["connector", "account_id", "campaign_id"])
        chosen = [
            next(row for row in rows if row["connector"] == name) for name in ("meta", "tiktok")
        ]
        draft = {"name": "Both", "currency": "EUR", "status": "draft"}
        made = rated.call("POST", "/campaigns", json=draft)
        assert made.status_code == 201, made.text
        body = {"campaigns": [
            {"platform": row["connector"], "account_id": row["account_id"],
             "campaign_id": row["campaign_id"]}
            for row in chosen
        ]}  # fmt: skip
        path = f"/campaigns/{made.json()['id']}"
        empty = rated.get(f"/reports/campaign/{made.json()['id']}?range={RANGE}")
        assert (empty["totals"]["spend"]["value"], empty["provenance"]) == (None, None)
        tag = {"if-match": made.headers["etag"]}
        taken = rated.call("POST", f"{path}/adopt", json=body, headers=tag)
        assert taken.status_code == 200, taken.text
        shown = rated.get(f"/reports/campaign/{made.json()['id']}?range={RANGE}")
        whole = sum(Decimal(row["spend"]) for row in chosen)
        shown_spend = Decimal(shown["totals"]["spend"]["value"])
        assert shown_spend == pytest.approx(whole, abs=ROUNDING)
        assert len(shown["platform_campaigns"]) == 2

    @pytest.mark.parametrize("name", ["nothing", "meta/1", "meta/1/2", "a/b/c/d", 'meta/"/x'])
    def test_of_none_is_not_found(self, rated: Connected, name):
        assert rated.call("GET", f"/reports/campaign/{name}").status_code == 404


class TestPerformance:
    def test_is_paged_over_one_data_version(self, rated: Connected):
        by = "platform,account_id,date"
        whole = rated.get(f"/reports/performance?by={by}&range={RANGE}&metrics=spend&limit=1000")
        found: list[Any] = []
        query = ""
        while True:
            page = rated.get(
                f"/reports/performance?by={by}&range={RANGE}&metrics=spend&limit=20{query}"
            )
            found += page["rows"]
            if not page["next_cursor"]:
                break
            query = f"&cursor={page['next_cursor']}"
        assert found == whole["rows"]
        assert len(found) > 40
        whole_spend = Decimal(ask(rated, metrics=["spend"])[0]["spend"])
        spend = sum(Decimal(row["spend"]) for row in found)
        assert spend == pytest.approx(whole_spend, abs=ROUNDING)

    def test_refuses_what_has_no_name(self, rated: Connected):
        assert rated.call("GET", "/reports/performance?by=nothing").status_code == 422
        assert rated.call("GET", "/reports/performance?metrics=nothing").status_code == 422
        assert rated.call("GET", "/reports/performance?cursor=WyJ4Il0").status_code == 422


class TestAnExport:
    def test_holds_what_the_query_gives(self, rated: Connected):
        asked = {"metrics": ["spend", "clicks"], "by": ["campaign", "date"], "sort": ["-spend"]}
        rows = ask(rated, **asked)
        whole = {**asked, "range": RANGE, "currency": "EUR"}
        told = rated.call("POST", "/reports/export", json={**whole, "format": "json"})
        assert told.json()["rows"] == rows
        assert told.json()["provenance"]["data_version"] > 0
        told = rated.call("POST", "/reports/export", json=whole)
        assert told.headers["content-type"].startswith("text/csv")
        assert "report.csv" in told.headers["content-disposition"]
        lines = list(csv.DictReader(io.StringIO(told.text, newline="")))
        assert [line["spend"] for line in lines] == [row["spend"] or "" for row in rows]

    def test_is_refused_before_it_begins(self, rated: Connected):
        told = rated.call("POST", "/reports/export", json={"metrics": ["nothing"]})
        assert told.status_code == 422
        assert told.headers["content-type"] == "application/problem+json"
        told = rated.call("POST", "/reports/export", json={"metrics": ["spend"], "format": "xls"})
        assert told.status_code == 422


class TestCsvLines:
    @given(st.text())
    def test_never_begin_a_cell_with_a_formula(self, text):
        whole = tables.csv_lines([[text]]).decode()
        cells = list(csv.reader(io.StringIO(whole, newline="")))
        shown = cells[0][0] if cells and cells[0] else ""
        assert not shown.lstrip(" \u00a0").startswith(("=", "+", "-", "@", "\t", "\r"))

    @given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
    def test_keep_numbers_as_they_are(self, amount):
        whole = tables.csv_lines([[amount, None]]).decode()
        assert Decimal(whole.split(",")[0]) == amount
        assert whole.endswith(",\r\n")
