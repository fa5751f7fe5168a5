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
_TILES = ("spend", "impressions", "clicks", "ctr", "cpc", "conversions", "cpa", "conversion_value",
          "roas")  # fmt: skip


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connected]:
    """Two platforms are connected and synced."""
    with connected(tmp_path_factory.mktemp("home")) as found:
        days = [date(2026, 10, 1) + timedelta(days=n) for n in range(51)]
        rates = [
            {"date": str(day), "base": "EUR", "quote": quote, "rate": rate}
            for day in days
            for quote, rate in (("JPY", "171.25"), ("KWD", "0.3555"), ("USD", "1.16"))
        ]
        kept = found.call("POST", "/fx", json={"rates": rates, "source": "treasury"})
        assert kept.json()["added"] == len(rates), kept.text
        for name in ("tiktok", "meta"):
            found.call("POST", "/sources", json=found.credential(name))
            found.call("POST", f"/sources/{name}/check")
            assert found.assign(name).status_code == 200
            asked = {"since": "2026-10-23", "streams": ["campaign_daily", "campaigns"]}
            synced = found.job(found.call("POST", f"/sources/{name}/sync", json=asked))
            assert synced["state"] == "done", synced
        yield found


def ask(there: Connected, **asked: Any) -> list[dict[str, Any]]:
    told = there.call("POST", "/query", json={"range": RANGE, "currency": "EUR", **asked})
    assert told.status_code == 200, told.text
    rows: list[dict[str, Any]] = told.json()["rows"]
    return rows


class TestTheDashboard:
    def test_shows_the_figures_that_the_query_gives(self, there: Connected):
        shown = there.get(f"/dashboard?range={RANGE}")
        whole = ask(there, metrics=list(_TILES), compare="previous")[0]
        daily = {row["date"]: row for row in ask(there, metrics=list(_TILES), by=["date"])}
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
        by = {row["platform"]: row for row in ask(there, metrics=["spend"], by=["platform"])}
        assert {name: each["spend"]["value"] for name, each in sides.items()} == {
            name: row["spend"] for name, row in by.items()
        }
        assert set(sides) >= {"tiktok", "meta"}

    def test_compares_with_whole_weeks_before_and_says_what_may_still_move(self, there: Connected):
        shown = there.get(f"/dashboard?range={RANGE}")
        assert shown["compared"] == "2026-10-23..2026-11-05"
        assert shown["currency"] == "EUR"
        assert shown["maturity"]["meta"]["provisional"]
        assert all(one["provisional"] for one in shown["kpis"])
        assert shown["reconciliation"]["state"] == "not checked"
        assert there.get("/dashboard")["period"] == "2026-10-23..2026-11-19"

    def test_tells_of_what_needs_a_person(self, there: Connected):
        calm = there.get("/dashboard/summary?range=7d")["attention"]
        assert calm == {**calm, "failing": 0, "held": 0, "syncing": False}
        there.play.fault(mode="missing_field", path="report", times=1000)
        asked = {"streams": ["campaign_daily"], "since": "2026-11-18"}
        there.job(there.call("POST", "/sources/tiktok/sync", json=asked))
        there.play.http.delete("/_sandbox/faults")
        shown = there.get(f"/dashboard?range={RANGE}")["attention"]
        assert shown["failing"] == len(shown["failing_streams"]) > 0
        assert shown["failing_streams"][0]["message"]
        assert there.get("/dashboard/summary")["attention"]["failing"] == shown["failing"]
        there.job(there.call("POST", "/sources/tiktok/sync", json=asked))

    def test_summary_is_small_and_says_when_it_is_the_same(self, there: Connected):
        first = there.call("GET", f"/dashboard/summary?range={RANGE}")
        whole = {one["name"]: one for one in there.get(f"/dashboard?range={RANGE}")["kpis"]}
        for one in first.json()["kpis"]:
            assert one["value"] == whole[one["name"]]["value"]
        tag = {"if-none-match": first.headers["etag"]}
        again = there.call("GET", f"/dashboard/summary?range={RANGE}", headers=tag)
        assert (again.status_code, again.content) == (304, b"")

    @pytest.mark.parametrize(
        "path",
        [
            "/dashboard", "/dashboard/summary", "/platforms", "/sources", "/platforms/meta/status",
            "/imports", "/anomalies", "/conventions", "/fx", "/quality",
        ],
    )  # fmt: skip
    def test_takes_few_statements(self, there: Connected, path):
        there.get(path)
        engine = there.services.get(Database).engine
        seen: list[str] = []

        def note(_c: Any, _u: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("PRAGMA", "BEGIN", "UPDATE accounts", 'UPDATE "accounts')):
                seen.append(statement)

        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            there.get(path)
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)
        assert 0 < len(seen) <= MOST_STATEMENTS, seen

    def test_shows_others_nothing(self, there: Connected):
        shown = there.get(f"/dashboard?range={RANGE}", who="stranger")
        assert {one["value"] for one in shown["kpis"]} == {None}
        assert (shown["platforms"], shown["attention"]["failing"]) == ([], 0)
        assert there.call("GET", "/dashboard?range=all").json()["code"] == "report.all_days"
        assert there.call("GET", "/dashboard?range=soon").status_code == 422
        assert there.call("GET", "/dashboard?currency=E").status_code == 422

    def test_shows_who_is_narrowed_their_accounts_alone(self, there: Connected):
        rows = ask(there, metrics=["spend"], by=["account_id", "platform"])
        one = next(row for row in rows if row["platform"] == "tiktok")
        there.person("client", "acme", Role.viewer, accounts=[f"tiktok/{one['account_id']}"])
        shown = there.get(f"/dashboard?range={RANGE}&currency=EUR", who="client")
        assert shown["kpis"][0]["value"] == one["spend"]
        assert [each["platform"] for each in shown["platforms"]] == ["tiktok"]


class TestACampaignsReport:
    def test_is_of_a_platforms_campaign(self, there: Connected):
        row = ask(there, metrics=["spend"], by=["connector", "account_id", "campaign_id",
                                               "campaign"], sort=["-spend"])[0]  # fmt: skip
        name = f"{row['connector']}/{row['account_id']}/{row['campaign_id']}"
        shown = there.get(f"/reports/campaign/{name}?range={RANGE}&currency=eur")
        assert (shown["id"], shown["name"]) == (name, row["campaign"])
        assert shown["totals"]["spend"]["value"] == row["spend"]
        days = sum(Decimal(day["spend"]) for day in shown["days"] if day["spend"])
        assert days == pytest.approx(Decimal(row["spend"]), abs=ROUNDING)
        assert there.call("GET", f"/reports/campaign/{name}", who="stranger").status_code == 404

    def test_is_of_our_own_over_its_platform_campaigns(self, there: Connected):
        rows = ask(there, metrics=["spend"], by=["connector", "account_id", "campaign_id"])
        chosen = [
            next(row for row in rows if row["connector"] == name) for name in ("meta", "tiktok")
        ]
        draft = {"name": "Both", "currency": "EUR", "status": "draft"}
        made = there.call("POST", "/campaigns", json=draft)
        assert made.status_code == 201, made.text
        body = {"campaigns": [
            {"platform": row["connector"], "account_id": row["account_id"],
             "campaign_id": row["campaign_id"]}
            for row in chosen
        ]}  # fmt: skip
        path = f"/campaigns/{made.json()['id']}"
        empty = there.get(f"/reports/campaign/{made.json()['id']}?range={RANGE}")
        assert (empty["totals"]["spend"]["value"], empty["provenance"]) == (None, None)
        tag = {"if-match": made.headers["etag"]}
        taken = there.call("POST", f"{path}/adopt", json=body, headers=tag)
        assert taken.status_code == 200, taken.text
        shown = there.get(f"/reports/campaign/{made.json()['id']}?range={RANGE}")
        whole = sum(Decimal(row["spend"]) for row in chosen)
        shown_spend = Decimal(shown["totals"]["spend"]["value"])
        assert shown_spend == pytest.approx(whole, abs=ROUNDING)
        assert len(shown["platform_campaigns"]) == 2

    @pytest.mark.parametrize("name", ["nothing", "meta/1", "meta/1/2", "a/b/c/d", 'meta/"/x'])
    def test_of_none_is_not_found(self, there: Connected, name):
        assert there.call("GET", f"/reports/campaign/{name}").status_code == 404


class TestPerformance:
    def test_is_paged_over_one_data_version(self, there: Connected):
        by = "platform,account_id,date"
        whole = there.get(f"/reports/performance?by={by}&range={RANGE}&metrics=spend&limit=1000")
        found: list[Any] = []
        query = ""
        while True:
            page = there.get(
                f"/reports/performance?by={by}&range={RANGE}&metrics=spend&limit=20{query}"
            )
            found += page["rows"]
            if not page["next_cursor"]:
                break
            query = f"&cursor={page['next_cursor']}"
        assert found == whole["rows"]
        assert len(found) > 40
        whole_spend = Decimal(ask(there, metrics=["spend"])[0]["spend"])
        spend = sum(Decimal(row["spend"]) for row in found)
        assert spend == pytest.approx(whole_spend, abs=ROUNDING)

    def test_refuses_what_has_no_name(self, there: Connected):
        assert there.call("GET", "/reports/performance?by=nothing").status_code == 422
        assert there.call("GET", "/reports/performance?metrics=nothing").status_code == 422
        assert there.call("GET", "/reports/performance?cursor=WyJ4Il0").status_code == 422


class TestAnExport:
    def test_holds_what_the_query_gives(self, there: Connected):
        asked = {"metrics": ["spend", "clicks"], "by": ["campaign", "date"], "sort": ["-spend"]}
        rows = ask(there, **asked)
        whole = {**asked, "range": RANGE, "currency": "EUR"}
        told = there.call("POST", "/reports/export", json={**whole, "format": "json"})
        assert told.json()["rows"] == rows
        assert told.json()["provenance"]["data_version"] > 0
        told = there.call("POST", "/reports/export", json=whole)
        assert told.headers["content-type"].startswith("text/csv")
        assert "report.csv" in told.headers["content-disposition"]
        lines = list(csv.DictReader(io.StringIO(told.text, newline="")))
        assert [line["spend"] for line in lines] == [row["spend"] or "" for row in rows]

    def test_is_refused_before_it_begins(self, there: Connected):
        told = there.call("POST", "/reports/export", json={"metrics": ["nothing"]})
        assert told.status_code == 422
        assert told.headers["content-type"] == "application/problem+json"
        told = there.call("POST", "/reports/export", json={"metrics": ["spend"], "format": "xls"})
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
