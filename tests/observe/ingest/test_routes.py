"""Platforms and sources over HTTP …"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.observe.ingest.connected import Connected, connected

from adhelm.core import principal as principals
from adhelm.core.db import Database
from adhelm.govern.accounts import Role
from adhelm.observe import ingest

SPAN = "2026-11-06..2026-11-19"
DAYS = date(2026, 11, 6), date(2026, 11, 19)
SUMS = {"metrics": ["spend", "impressions", "clicks"], "by": ["account_id", "currency"],
        "range": SPAN}  # fmt: skip


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connected]:
    """TikTok is connected, its accounts are acme's, and a fortnight of them was brought."""
    with connected(tmp_path_factory.mktemp("home")) as found:
        made = found.call("POST", "/sources", json={**found.credential(), "every": "1h"})
        assert made.status_code == 201, made.text
        checked = found.call("POST", "/sources/tiktok/check")
        assert [(one["what"], one["ok"]) for one in checked.json()["rows"]] == [
            ("credential", True)
        ]
        assert found.assign("tiktok").status_code == 200
        asked = {"since": "2026-11-06", "streams": ["*_daily"]}
        synced = found.job(found.call("POST", "/sources/tiktok/sync", json=asked))
        assert synced["state"] == "done", synced
        yield found


class TestPlatforms:
    def test_say_what_connecting_takes_and_what_they_tell(self, there: Connected):
        found = {one["name"]: one for one in there.get("/platforms")["rows"]}
        assert set(found) == {"google_ads", "meta", "tiktok", "linkedin", "x"}
        for platform in found.values():
            assert platform["credential"]
            assert {one["grain"] for one in platform["capabilities"]} >= {"day"}
        assert all(one["assigned"] for one in found["tiktok"]["accounts"])
        assert found["meta"]["accounts"] == []
        # What is wanted, and never what was given.
        secret = there.credential()["credential"]["access_token"]
        assert secret not in there.call("GET", "/platforms").text

    def test_say_how_each_stream_of_each_account_stands(self, there: Connected):
        rows = there.get("/platforms/tiktok/status")["rows"]
        daily = [one for one in rows if one["stream"] == "campaign_daily"]
        assert daily
        for one in daily:
            assert (one["state"], one["error"], one["sources"]) == ("ok", None, ["tiktok"])
            assert one["covered"][0]["first"] == "2026-11-06"
            assert one["days"] >= 14
            assert one["last_success"]
            assert one["next_run"]
        assert there.get("/platforms/meta/status")["rows"] == []
        assert there.call("GET", "/platforms/myspace/status").status_code == 404

    def test_are_paged(self, there: Connected):
        whole = there.get("/platforms/tiktok/status")["rows"]
        found: list[Any] = []
        query = "?limit=2"
        while query:
            page = there.get(f"/platforms/tiktok/status{query}")
            found += page["rows"]
            query = f"?limit=2&cursor={page['next_cursor']}" if page["next_cursor"] else ""
        assert found == whole


class TestASource:
    def test_is_shown_without_its_credential(self, there: Connected):
        secret = there.credential()["credential"]["access_token"]
        for path in ("/sources", "/sources/tiktok", "/sources/tiktok/accounts", "/audit"):
            told = there.call("GET", path)
            assert told.status_code == 200
            assert secret not in told.text
        assert there.get("/sources")["rows"] == [there.get("/sources/tiktok")]
        actions = [one["action"] for one in there.get("/audit")["rows"]]
        assert {"ingest.add_source", "ingest.give_accounts", "ingest.sync"} <= set(actions)

    def test_may_be_a_place_where_files_are_dropped(self, there: Connected, tmp_path: Path):
        who: dict[str, Any] = {
            "principal": principals.local("acme"), "database": there.services.get(Database),
        }  # fmt: skip
        every = timedelta(hours=2)
        ingest.add_drop(**who, clock=there.clock, name="files", url=str(tmp_path), every=every)
        (found,) = (one for one in there.get("/sources")["rows"] if one["name"] == "files")
        told = (found["connector"], found["base_url"], found["every"], found["error"])
        assert told == ("drop", str(tmp_path), "2h", None)
        ingest.remove_drop(**who, name="files")
        assert "files" not in {one["name"] for one in there.get("/sources")["rows"]}

    def test_without_accounts_has_nothing_to_show_and_nothing_to_sync(self, there: Connected):
        body = {**there.credential("meta"), "name": "bare"}
        assert there.call("POST", "/sources", json=body).status_code == 201
        for path in ("status", "reconcile", "accounts"):
            assert there.get(f"/sources/bare/{path}")["rows"] == []
        told = there.call("POST", "/sources/bare/sync", json={})
        assert (told.status_code, told.json()["code"]) == (422, "source.nothing_assigned")
        assert there.call("DELETE", "/sources/bare").status_code == 204

    def test_is_connected_once_per_key(self, there: Connected):
        body = {**there.credential("meta"), "name": "twice"}
        key = {"idempotency-key": "one"}
        first = there.call("POST", "/sources", json=body, headers=key)
        again = there.call("POST", "/sources", json=body, headers=key)
        assert (first.status_code, again.json()) == (201, first.json())
        assert there.call("POST", "/sources", json=body).json()["code"] == "source.exists"
        other = {**body, "credential": {"access_token": "another"}}
        assert there.call("POST", "/sources", json=other, headers=key).status_code == 409
        assert there.call("DELETE", "/sources/twice").status_code == 204
        assert there.call("DELETE", "/sources/twice").status_code == 404

    @pytest.mark.parametrize(
        ("change", "status"),
        [
            ({"connector": "myspace"}, 404),
            ({"credential": {"pin": "1"}}, 422),
            ({"name": "held"}, 422),
            ({"name": "a b"}, 422),
            ({"every": "1y"}, 422),
            ({"base_url": "ftp://x"}, 422),
            ({"surprise": 1}, 422),
        ],
    )
    def test_that_cannot_be_is_refused(self, there: Connected, change, status):
        told = there.call("POST", "/sources", json={**there.credential(), "name": "b", **change})
        assert told.status_code == status
        assert there.call("GET", "/sources/b").status_code == 404

    def test_is_scheduled_by_who_read_it(self, there: Connected):
        read = there.call("GET", "/sources/tiktok")
        path = "/sources/tiktok/schedule"
        assert there.call("PUT", path, json={"every": "2h"}).status_code == 428
        tag = {"if-match": read.headers["etag"]}
        changed = there.call("PUT", path, json={"every": "2h"}, headers=tag)
        assert changed.json()["every"] == "2h"
        assert there.call("PUT", path, json={"every": "3h"}, headers=tag).status_code == 412
        tag = {"if-match": changed.headers["etag"]}
        assert there.call("PUT", path, json={"every": "1h"}, headers=tag).status_code == 200

    def test_takes_an_admin_to_connect(self, there: Connected):
        there.person("op", "acme", Role.operator)
        told = there.call("POST", "/sources", who="op", json=there.credential())
        assert told.status_code == 403
        assert there.call("GET", "/sources", who="op").status_code == 200

    def test_of_another_workspace_is_not_found(self, there: Connected):
        assert there.get("/sources", who="stranger")["rows"] == []
        for method, path, body in (
            ("GET", "", None), ("DELETE", "", None), ("POST", "/check", None),
            ("GET", "/accounts", None), ("GET", "/status", None), ("POST", "/sync", {}),
            ("POST", "/backfill", {"since": "2026-11-01"}), ("POST", "/reconcile", {}),
        ):  # fmt: skip
            told = there.call(method, f"/sources/tiktok{path}", who="stranger", json=body)
            assert told.status_code == 404, (method, path)
        platforms = there.get("/platforms", who="stranger")["rows"]
        assert [one for one in platforms if one["accounts"]] == []
        query = there.call("POST", "/query", who="stranger", json=SUMS)
        assert query.json()["rows"] == []


class TestAccounts:
    def test_are_given_with_effective_dates(self, there: Connected):
        accounts = there.get("/sources/tiktok/accounts")["rows"]
        first = accounts[0]["account_id"]
        there.person("both", "acme", Role.admin)
        there.person("both", "globex", Role.admin)
        known = there.call("GET", "/sources/tiktok/accounts")
        mine = [{"account_id": one["account_id"]} for one in accounts[1:]]
        days = [
            {"account_id": first, "last": "2026-11-30"},
            {"account_id": first, "workspace_id": "globex", "first": "2026-12-01"},
        ]

        def put(given: list[dict[str, str]], tag: str, who: str = "both"):
            return there.call(
                "PUT", "/sources/tiktok/accounts", who=who, json={"assignments": given},
                headers={"if-match": tag, "adhelm-workspace": "acme"},
            )  # fmt: skip

        tag = known.headers["etag"]
        assert put(mine + days, tag, "admin").status_code == 404, "a key enters one workspace"
        taken = put([*mine, days[0], {**days[1], "first": "2026-11-15"}], tag)
        assert (taken.status_code, taken.json()["code"]) == (409, "source.account_taken")
        given = put(mine + days, tag)
        assert given.status_code == 200, given.text
        held = next(one for one in given.json()["rows"] if one["account_id"] == first)
        assert [(one["workspace_id"], one["first"]) for one in held["assignments"]] == [
            ("acme", None), ("globex", "2026-12-01"),
        ]  # fmt: skip
        assert put(mine, tag).status_code == 412
        back = put([*mine, {"account_id": first}], given.headers["etag"])
        assert back.status_code == 200
        strange = put([*mine, {"account_id": "nobody"}], back.headers["etag"])
        assert (strange.status_code, strange.json()["code"]) == (404, "source.unknown_account")

    def test_are_all_that_who_is_narrowed_to_them_sees(self, there: Connected):
        one = there.get("/sources/tiktok/accounts")["rows"][0]["account_id"]
        there.person("client", "acme", Role.operator, accounts=[f"tiktok/{one}"], staff=False)

        def seen(path: str) -> set[str]:
            return {row["account_id"] for row in there.get(path, who="client")["rows"]}

        assert seen("/sources/tiktok/accounts") == {one}
        assert seen("/platforms/tiktok/status") == {one}
        told = there.call("POST", "/query", who="client", json=SUMS)
        assert [row["account_id"] for row in told.json()["rows"]] == [one]
        refused = there.call(
            "POST", "/imports?file=a.csv", who="client", content=b"x",
            headers={"content-type": "text/csv"},
        )  # fmt: skip
        assert (refused.status_code, refused.json()["code"]) == (403, "access.narrowed")
        other = there.get("/sources/tiktok/accounts")["rows"][1]["account_id"]
        asked = {"accounts": [other]}
        told = there.call("POST", "/sources/tiktok/sync", who="client", json=asked)
        assert told.status_code == 404


class TestASync:
    def test_brings_what_the_platform_says(self, there: Connected):
        whole = there.call("POST", "/query", json=SUMS).json()["rows"]
        assert whole
        assert all(row["spend"] for row in whole)
        truth = there.play.truth(*DAYS, "campaign", "tiktok")
        for row in whole:
            mine = [one for one in truth if one[0] == row["account_id"]]
            assert sum(one[5] for one in mine) == row["impressions"]

    def test_is_asked_once_per_key(self, there: Connected):
        key = {"idempotency-key": "sync-1"}
        asked = {"since": "2026-11-19", "streams": ["campaign_daily"]}
        first = there.call("POST", "/sources/tiktok/sync", json=asked, headers=key)
        again = there.call("POST", "/sources/tiktok/sync", json=asked, headers=key)
        assert again.headers["location"] == first.headers["location"]
        assert there.job(first)["state"] == "done"

    def test_of_the_past_and_of_totals_is_a_job_too(self, there: Connected):
        past = {"since": "2026-11-04", "until": "2026-11-05", "streams": ["campaign_daily"]}
        assert there.job(there.call("POST", "/sources/tiktok/backfill", json=past))["done"]
        held = there.job(there.call("POST", "/sources/tiktok/reconcile", json={}))
        assert held["state"] == "done", held
        found = there.get("/sources/tiktok/reconcile?limit=1000")["rows"]
        assert len(found) >= 14 * 3
        assert {one["verdict"] for one in found} <= {"ok", "rounding"}
        assert there.get("/sources/tiktok/reconcile?verdict=unexplained")["rows"] == []
        backwards = {"since": "2026-11-05", "until": "2026-11-04"}
        told = there.call("POST", "/sources/tiktok/backfill", json=backwards)
        assert (told.status_code, told.json()["code"]) == (422, "source.bad_days")

    def test_that_fails_says_why_in_its_job_and_in_the_status(self, there: Connected):
        there.play.fault(mode="missing_field", path="report", times=1000)
        asked = {"streams": ["campaign_daily"], "since": "2026-11-18"}
        job = there.job(there.call("POST", "/sources/tiktok/sync", json=asked))
        assert job["error_code"] == "source.nothing_came"
        assert any(line["level"] == "warning" for line in job["log"])
        rows = there.get("/sources/tiktok/status")["rows"]
        failed = [one for one in rows if one["state"] == "failed"]
        assert {one["stream"] for one in failed} == {"campaign_daily"}
        assert all(one["error"]["message"] and one["error"]["hint"] for one in failed)

        there.play.http.delete("/_sandbox/faults")
        again = there.job(there.call("POST", "/sources/tiktok/sync", json=asked))
        assert again["state"] == "done"
        rows = there.get("/sources/tiktok/status")["rows"]
        assert {one["state"] for one in rows if one["stream"] == "campaign_daily"} == {"ok"}

    def test_that_waits_can_be_listed_and_only_then_decided(self, there: Connected):
        assert there.get("/sources/held")["rows"] == []
        told = there.call("POST", "/sources/held/syn_1/decide", json={"decision": "keep"})
        assert (told.status_code, told.json()["code"]) == (404, "source.nothing_held")


class TestUntagged:
    def test_lists_ads_with_spend_whose_visits_nobody_can_trace(self, there: Connected):
        asked = "/sources/untagged?from=2026-11-06&to=2026-11-19"
        rows = there.get(f"{asked}&limit=5")["rows"]
        assert all(float(row["spend"]) > 0 for row in rows)
        paged: list[object] = []
        more: str | None = ""
        while more is not None:
            page = there.get(f"{asked}&limit=1&cursor={more}")
            paged, more = paged + page["rows"], page["next_cursor"]
        assert paged[:5] == rows
        assert len(paged) == len(there.get(f"{asked}&limit=1000")["rows"])
        assert there.get("/sources/untagged?from=2026-11-19&to=2026-11-06")["rows"] == []
