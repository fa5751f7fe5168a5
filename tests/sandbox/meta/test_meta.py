"""Meta's Marketing API, over HTTP, against its wire reference."""

import hashlib
import hmac
import json
from decimal import Decimal
from typing import Any

import httpx
import pytest
from tests.sandbox.conftest import Play

V = "/meta/v26.0"
DAYS = {"time_range": '{"since":"2026-11-01","until":"2026-11-03"}', "time_increment": "1"}


class Graph:
    """A caller with a system user's token, on the account in yen."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.account = play.accounts("meta")[0]
        self.act = f"act_{self.account['id']}"
        self.who = play.credential("meta")
        self.headers = {"Authorization": f"Bearer {self.who['access_token']}"}

    def get(self, path: str, **params: str) -> httpx.Response:
        return self.play.http.get(f"{V}/{path}", params=params, headers=self.headers)

    def post(self, path: str, **form: str) -> httpx.Response:
        return self.play.http.post(f"{V}/{path}", data=form, headers=self.headers)

    def rows(self, path: str, **params: str) -> list[dict[str, Any]]:
        said = self.get(path, **{"limit": "500", **params})
        assert said.is_success, said.text
        return list(said.json()["data"])

    def campaign(self, **other: str) -> httpx.Response:
        form = {
            "name": "Fresh",
            "objective": "OUTCOME_SALES",
            "status": "PAUSED",
            "special_ad_categories": "[]",
            "daily_budget": "5000",
        }
        return self.post(f"{self.act}/campaigns", **{k: v for k, v in (form | other).items() if v})


@pytest.fixture
def graph(play: Play) -> Graph:
    return Graph(play)


def code(said: httpx.Response) -> tuple[int, int | None]:
    error = said.json()["error"]
    return error["code"], error.get("error_subcode")


class TestAuth:
    def test_lists_the_accounts_a_token_sees(self, play: Play, graph: Graph):
        found = graph.rows("me/adaccounts", fields="account_id,currency,timezone_name")
        assert [one["account_id"] for one in found] == [one["id"] for one in play.accounts("meta")]
        assert found[0]["id"] == graph.act

    def test_exchanges_a_short_token_for_a_long_one(self, graph: Graph):
        said = graph.get(
            "oauth/access_token",
            grant_type="fb_exchange_token",
            client_id=graph.who["client_id"],
            client_secret=graph.who["client_secret"],
            fb_exchange_token=graph.who["refresh_token"],
        ).json()
        graph.headers = {"Authorization": f"Bearer {said['access_token']}"}
        assert graph.get("me").is_success
        graph.play.advance(days=61)
        assert code(graph.get("me")) == (190, 463)

    def test_tells_a_revoked_token_from_an_expired_one(self, graph: Graph):
        graph.play.http.post("/_sandbox/tokens", json={"platform": "meta", "action": "revoke"})
        assert code(graph.get("me")) == (190, 460)

    def test_checks_a_proof_if_there_is_one(self, graph: Graph):
        token = graph.who["access_token"].encode()
        proof = hmac.new(graph.who["client_secret"].encode(), token, hashlib.sha256).hexdigest()
        assert graph.get("me", appsecret_proof=proof).is_success
        assert code(graph.get("me", appsecret_proof="0" * 64)) == (100, None)

    def test_refuses_a_version_that_is_gone(self, graph: Graph):
        url = "/meta/v19.0/me"
        assert code(graph.play.http.get(url, headers=graph.headers)) == (2635, None)


class TestInsights:
    @pytest.mark.parametrize("at", [0, 1])
    @pytest.mark.parametrize(
        ("level", "ours"),
        [("account", "account"), ("campaign", "campaign"), ("adset", "ad_group"), ("ad", "ad")],
    )
    def test_equal_the_truth(self, graph: Graph, at: int, level: str, ours: str):
        account = graph.play.accounts("meta")[at]
        statuses = ["ACTIVE", "PAUSED", "DELETED", "CAMPAIGN_PAUSED", "DISAPPROVED"]
        rows = graph.rows(
            f"act_{account['id']}/insights",
            level=level,
            fields=f"{level}_id,spend,impressions,clicks,actions",
            filtering=json.dumps(
                [{"field": f"{level}.effective_status", "operator": "IN", "value": statuses}]
            ),
            **DAYS,
        )
        found = {
            (row[f"{level}_id"], row["date_start"]): (Decimal(row["spend"]), _sales(row))
            for row in rows
        }
        told = {
            (fact["entity_id"], fact["date"]): (Decimal(fact["spend"]), int(fact["conversions"]))
            for fact in graph.play.truth(account["id"], "2026-11-01", "2026-11-03", ours)
        }
        assert found == told
        assert found

    def test_are_strings_and_leave_out_what_is_nothing(self, graph: Graph):
        row = graph.rows(f"{graph.act}/insights", fields="impressions,spend,video_play_actions")[0]
        assert isinstance(row["impressions"], str)
        assert "." not in row["spend"]

    @pytest.mark.parametrize(
        "breakdowns",
        ["publisher_platform", "publisher_platform,platform_position", "age,gender", "country",
         "hourly_stats_aggregated_by_advertiser_time_zone"],
    )  # fmt: skip
    def test_add_up_whatever_they_are_broken_down_by(self, graph: Graph, breakdowns: str):
        params = {"level": "campaign", "fields": "campaign_id,spend", **DAYS}
        parts = graph.rows(f"{graph.act}/insights", breakdowns=breakdowns, limit="5000", **params)
        whole = graph.rows(f"{graph.act}/insights", **params)
        assert sum(Decimal(one["spend"]) for one in parts) == sum(
            Decimal(one["spend"]) for one in whole
        )
        assert all(name in parts[0] for name in breakdowns.split(","))

    def test_give_each_window_asked_for_and_no_more(self, graph: Graph):
        row = graph.rows(
            f"{graph.act}/insights",
            fields="actions",
            action_attribution_windows='["7d_click","1d_view","7d_view"]',
        )[0]
        purchase = next(one for one in row["actions"] if one["action_type"] == "purchase")
        assert set(purchase) == {"action_type", "value", "7d_click", "1d_view"}
        assert int(purchase["7d_click"]) + int(purchase["1d_view"]) == int(purchase["value"])

    def test_come_in_pages_that_lead_to_the_next(self, graph: Graph):
        url, seen = f"{V}/{graph.act}/insights", []
        asked = {"level": "ad", "fields": "ad_id,spend", "limit": "7"}
        params = DAYS | asked | {"access_token": graph.who["access_token"]}
        said = graph.play.http.get(url, params=params).json()
        while True:
            seen += said["data"]
            if "next" not in said["paging"]:
                break
            said = graph.play.http.get(said["paging"]["next"]).json()
        whole = graph.rows(f"{graph.act}/insights", level="ad", fields="ad_id,spend", **DAYS)
        assert seen == whole
        assert len(seen) > 7

    @pytest.mark.parametrize(
        "params",
        [
            {"fields": "age"},
            {"level": "planet"},
            {"breakdowns": "dma"},
            {"breakdowns": "age,country"},
            {"time_increment": "91"},
            {"time_range": '{"since":"1"}'},
            {"limit": "x"},
        ],
    )
    def test_refuse_what_cannot_be_asked(self, graph: Graph, params: dict[str, str]):
        assert code(graph.get(f"{graph.act}/insights", **params))[0] == 100

    def test_of_a_run_are_ready_after_some_looks_and_one_empty_page(self, graph: Graph):
        run = graph.post(f"{graph.act}/insights", level="campaign", fields="spend", **DAYS)
        id_, states = run.json()["report_run_id"], []
        assert code(graph.get(f"{id_}/insights")) == (100, 33)
        while "Job Completed" not in states:
            said = graph.get(id_).json()
            states.append(said["async_status"])
        assert states.count("Job Running") == 2
        assert said["async_percent_completion"] == 100
        assert graph.rows(f"{id_}/insights") == []
        direct = graph.rows(f"{graph.act}/insights", level="campaign", fields="spend", **DAYS)
        assert graph.rows(f"{id_}/insights") == direct


class TestThrottling:
    def test_shows_in_headers_that_climb(self, graph: Graph):
        used = [
            json.loads(graph.get(graph.act).headers["X-Business-Use-Case-Usage"]) for _ in range(90)
        ]
        percents = [next(iter(one.values()))[0]["call_count"] for one in used]
        assert percents[0] < percents[-1]

    def test_has_a_code_of_its_own(self, graph: Graph):
        graph.play.fault(mode="429", platform="meta")
        assert code(graph.get(f"{graph.act}/campaigns")) == (80004, 2446079)
        graph.play.fault(mode="429", platform="meta")
        assert code(graph.get("me/adaccounts")) == (17, 2446079)


class TestEntities:
    def test_have_budgets_in_minor_units_at_one_level(self, graph: Graph):
        campaigns = graph.rows(f"{graph.act}/campaigns", fields="id,daily_budget")
        adsets = graph.rows(f"{graph.act}/adsets", fields="id,campaign_id,daily_budget")
        on_campaign = {one["id"] for one in campaigns if "daily_budget" in one}
        assert all(("daily_budget" in one) != (one["campaign_id"] in on_campaign) for one in adsets)

    def test_that_are_deleted_are_only_there_when_asked_for(self, graph: Graph):
        id_ = graph.campaign().json()["id"]
        assert graph.play.http.delete(f"{V}/{id_}", headers=graph.headers).json() == {
            "success": True
        }
        ids = {one["id"] for one in graph.rows(f"{graph.act}/campaigns")}
        gone = {
            one["id"]
            for one in graph.rows(f"{graph.act}/campaigns", effective_status='["DELETED"]')
        }
        assert id_ not in ids
        assert id_ in gone
        assert graph.post(id_, status="ACTIVE").status_code == 400

    def test_have_only_the_fields_asked_for(self, graph: Graph):
        ad = graph.rows(f"{graph.act}/ads", fields="name,creative{body,url_tags}")[0]
        assert {"body", "id"} <= set(ad["creative"])
        assert set(ad) == {"id", "name", "creative"}
        assert code(graph.get(f"{graph.act}/ads", fields="shoe_size"))[0] == 100

    def test_of_others_are_as_if_they_were_not_there(self, graph: Graph):
        assert code(graph.get("120219999999999999")) == (100, 33)
        assert code(graph.get("act_1/campaigns")) == (100, 33)


class TestChanges:
    def test_create_campaign_ad_set_and_ad(self, graph: Graph):
        campaign = graph.campaign(
            daily_budget="", is_adset_budget_sharing_enabled="false", status="ACTIVE"
        ).json()["id"]
        adset = graph.post(
            f"{graph.act}/adsets", name="Set", campaign_id=campaign, daily_budget="2000",
            billing_event="IMPRESSIONS", optimization_goal="OFFSITE_CONVERSIONS",
            targeting='{"geo_locations":{"countries":["US"]}}', status="ACTIVE",
        ).json()["id"]  # fmt: skip
        ad = graph.post(
            f"{graph.act}/ads",
            name="Ad",
            adset_id=adset,
            creative='{"creative_id":"1"}',
            status="ACTIVE",
        ).json()["id"]
        assert graph.get(adset, fields="daily_budget").json()["daily_budget"] == "2000"
        graph.play.advance(days=4)
        rows = graph.rows(f"{ad}/insights", fields="ad_id,spend", date_preset="last_3d")
        assert [row["ad_id"] for row in rows] == [ad]
        assert 0 < Decimal(rows[0]["spend"]) <= Decimal(2000 * 3) * Decimal("1.25")

    @pytest.mark.parametrize(
        ("form", "field"),
        [
            ({"special_ad_categories": ""}, "special_ad_categories"),
            ({"objective": "CONVERSIONS"}, "objective"),
            ({"daily_budget": ""}, "is_adset_budget_sharing_enabled"),
            ({"daily_budget": "12.5"}, "daily_budget"),
            ({"daily_budget": "", "lifetime_budget": "90000"}, "lifetime_budget"),
            ({"status": "RUNNING"}, "status"),
        ],
    )
    def test_refuse_what_is_missing_or_wrong(self, graph: Graph, form: dict[str, str], field: str):
        said = graph.campaign(**form)
        assert said.json()["error"]["error_data"] == {"blame_field_specs": [[field]]}

    def test_of_an_ad_sets_budget_are_four_an_hour(self, graph: Graph):
        adset = next(
            one
            for one in graph.rows(f"{graph.act}/adsets", fields="id,daily_budget")
            if "daily_budget" in one
        )["id"]
        said = [graph.post(adset, daily_budget=str(3000 + n)) for n in range(5)]
        assert [one.status_code for one in said] == [200] * 4 + [400]
        assert code(said[-1]) == (613, 1487632)
        graph.play.advance(hours=1, seconds=1)
        assert graph.post(adset, daily_budget="9000").json() == {"success": True}

    def test_only_checked_change_nothing(self, graph: Graph):
        said = graph.campaign(execution_options='["validate_only"]')
        assert said.json() == {"success": True}
        assert "Fresh" not in str(graph.rows(f"{graph.act}/campaigns", fields="name"))

    def test_are_done_although_the_answer_is_lost(self, graph: Graph):
        graph.play.fault(mode="timeout-after-commit", platform="meta", method="POST")
        with pytest.raises(httpx.TransportError):
            graph.campaign()
        assert "Fresh" in str(graph.rows(f"{graph.act}/campaigns", fields="name"))

    def test_are_in_the_activities(self, graph: Graph):
        id_ = graph.campaign().json()["id"]
        graph.post(id_, daily_budget="7000")
        newest = graph.rows(f"{graph.act}/activities", fields="event_type,object_id,extra_data")[0]
        assert newest["object_id"] == id_
        assert json.loads(newest["extra_data"]) == {"old": "5000", "new": "7000"}


class TestBatches:
    def test_answer_each_part_as_text(self, graph: Graph):
        parts = [
            {"method": "GET", "relative_url": f"v26.0/{graph.act}/campaigns?fields=id&limit=1"},
            {"method": "POST", "relative_url": "v26.0/1", "body": "status=PAUSED"},
        ]
        said = graph.post("", batch=json.dumps(parts), access_token=graph.who["access_token"])
        first, second = said.json()
        assert said.status_code == 200
        assert json.loads(first["body"])["data"]
        assert (second["code"], json.loads(second["body"])["error"]["error_subcode"]) == (400, 33)

    def test_leave_a_part_unanswered_when_it_took_too_long(self, graph: Graph):
        parts = [{"method": "GET", "relative_url": "v26.0/me"}] * 2
        graph.play.fault(mode="null_part", platform="meta")
        assert graph.post("", batch=json.dumps(parts)).json()[1] is None


class TestEvents:
    def test_are_taken_as_a_whole(self, graph: Graph):
        event = {
            "event_name": "Purchase",
            "event_time": 1,
            "action_source": "website",
            "user_data": {},
        }
        url = f"{V}/555/events"
        said = graph.play.http.post(url, json={"data": [event]}, headers=graph.headers)
        assert said.json()["events_received"] == 1
        bad = graph.play.http.post(url, json={"data": [event, {}]}, headers=graph.headers)
        assert bad.status_code == 400


def _sales(row: dict[str, Any]) -> int:
    kinds = {one["action_type"]: int(one["value"]) for one in row.get("actions", [])}
    assert kinds.get("purchase") == kinds.get("omni_purchase")
    return kinds.get("purchase", 0)
