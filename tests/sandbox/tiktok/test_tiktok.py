"""TikTok's Business API, over HTTP, against its wire reference."""

import json
from decimal import Decimal
from typing import Any

import httpx
import pytest
from tests.sandbox.conftest import Play

V = "/tiktok/open_api/v1.3"
REPORT = {
    "report_type": "BASIC",
    "service_type": "AUCTION",
    "start_date": "2026-11-01",
    "end_date": "2026-11-03",
    "page_size": "1000",
}


class Caller:
    """A caller with a long token, on the account in euros."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.account = next(one for one in play.accounts("tiktok") if one["currency"] == "EUR")
        self.id = self.account["id"]
        self.who = play.credential("tiktok")
        self.headers = {"Access-Token": self.who["access_token"]}

    def get(self, path: str, **query: object) -> dict[str, Any]:
        params = {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in {"advertiser_id": self.id, **query}.items()
        }
        return self._said(self.play.http.get(f"{V}/{path}/", params=params, headers=self.headers))

    def post(self, path: str, **body: object) -> dict[str, Any]:
        sent = {"advertiser_id": self.id, **body}
        return self._said(self.play.http.post(f"{V}/{path}/", json=sent, headers=self.headers))

    def report(self, **query: object) -> list[dict[str, Any]]:
        said = self.get("report/integrated/get", **(REPORT | query))
        assert said["code"] == 0, said
        return list(said["data"]["list"])

    def campaign(self, **other: object) -> dict[str, Any]:
        body: dict[str, object] = {
            "campaign_name": "Fresh",
            "objective_type": "WEB_CONVERSIONS",
            "budget_mode": "BUDGET_MODE_DAY",
            "budget": 60.5,
            "operation_status": "DISABLE",
        }
        return self.post("campaign/create", **(body | other))

    @staticmethod
    def _said(said: httpx.Response) -> dict[str, Any]:
        assert said.status_code == 200
        body = said.json()
        assert set(body) == {"code", "message", "request_id", "data"}
        return dict(body)


@pytest.fixture
def tiktok(play: Play) -> Caller:
    return Caller(play)


class TestAuth:
    def test_takes_a_code_once(self, tiktok: Caller):
        body = {"app_id": tiktok.who["client_id"], "secret": tiktok.who["client_secret"],
                "auth_code": tiktok.who["refresh_token"]}  # fmt: skip
        said = tiktok.post("oauth2/access_token", **body)
        assert tiktok.id in said["data"]["advertiser_ids"]
        tiktok.headers = {"Access-Token": said["data"]["access_token"]}
        assert tiktok.get("oauth2/advertiser/get")["code"] == 0
        assert tiktok.post("oauth2/access_token", **body)["code"] == 40110

    def test_tells_expired_from_revoked_from_empty(self, play: Play, tiktok: Caller):
        play.http.post("/_sandbox/tokens", json={"platform": "tiktok", "action": "expire"})
        assert tiktok.get("campaign/get")["code"] == 40102
        play.http.post("/_sandbox/tokens", json={"platform": "tiktok", "action": "revoke"})
        assert tiktok.get("campaign/get")["code"] == 40105
        tiktok.headers = {}
        assert tiktok.get("campaign/get")["code"] == 40104

    def test_shows_an_advertiser(self, tiktok: Caller):
        said = tiktok.get("advertiser/info", advertiser_ids=[tiktok.id], fields=["currency"])
        assert said["data"]["list"] == [{"currency": "EUR"}]
        assert tiktok.get("advertiser/info", advertiser_ids=["1"])["code"] == 40300

    def test_wants_a_slash_at_the_end(self, tiktok: Caller):
        assert tiktok.play.http.get(f"{V}/campaign/get", headers=tiktok.headers).status_code == 404


class TestReports:
    @pytest.mark.parametrize("at", [0, 1])
    @pytest.mark.parametrize(
        ("level", "id_name", "ours"),
        [
            ("AUCTION_ADVERTISER", "advertiser_id", "account"),
            ("AUCTION_CAMPAIGN", "campaign_id", "campaign"),
            ("AUCTION_ADGROUP", "adgroup_id", "ad_group"),
            ("AUCTION_AD", "ad_id", "ad"),
        ],
    )
    def test_equal_the_truth(self, tiktok: Caller, at: int, level: str, id_name: str, ours: str):
        account = tiktok.play.accounts("tiktok")[at]
        rows = tiktok.report(
            advertiser_id=account["id"],
            data_level=level,
            dimensions=[id_name, "stat_time_day"],
            metrics=["spend", "clicks", "conversion"],
            filtering=[
                {"field_name": "ad_status", "filter_type": "IN", "filter_value": '["STATUS_ALL"]'}
            ],
        )
        found = {
            (row["dimensions"][id_name], row["dimensions"]["stat_time_day"][:10]): (
                Decimal(row["metrics"]["spend"]),
                int(row["metrics"]["clicks"]),
                int(row["metrics"]["conversion"]),
            )
            for row in rows
        }
        told = {
            (fact["entity_id"], fact["date"]): (
                Decimal(fact["spend"]),
                fact["clicks"],
                int(fact["conversions"]),
            )
            for fact in tiktok.play.truth(account["id"], "2026-11-01", "2026-11-03", ours)
        }
        assert found == told
        assert found

    @pytest.mark.parametrize("audience", ["age", "gender", "country_code", "platform", "placement"])
    def test_add_up_over_an_audience(self, tiktok: Caller, audience: str):
        query = {"data_level": "AUCTION_CAMPAIGN", "metrics": ["spend"]}
        whole = tiktok.report(dimensions=["campaign_id"], **query)
        parts = tiktok.report(report_type="AUDIENCE", dimensions=["campaign_id", audience], **query)
        assert _spent(parts) == _spent(whole) > 0

    def test_add_up_over_the_hours_of_a_day(self, tiktok: Caller):
        query = {"data_level": "AUCTION_AD", "metrics": ["spend"], "end_date": "2026-11-01"}
        days = tiktok.report(dimensions=["ad_id", "stat_time_day"], **query)
        hours = tiktok.report(dimensions=["ad_id", "stat_time_hour"], **query)
        assert _spent(hours) == _spent(days)

    def test_hold_ten_rows_unless_told_otherwise(self, tiktok: Caller):
        query = {
            "data_level": "AUCTION_AD",
            "dimensions": ["ad_id", "stat_time_day"],
            "metrics": ["spend"],
        }
        asked = {name: value for name, value in REPORT.items() if name != "page_size"} | query
        said = tiktok.get("report/integrated/get", **asked)["data"]
        assert len(said["list"]) == said["page_info"]["page_size"] == 10
        second = tiktok.get("report/integrated/get", page="2", **asked)["data"]
        assert second["list"][0] != said["list"][0]

    def test_say_what_there_is_not_with_a_dash(self, tiktok: Caller):
        rows = tiktok.report(
            data_level="AUCTION_CAMPAIGN",
            dimensions=["campaign_id"],
            metrics=["spend", "ctr", "tt_app_name", "video_play_actions", "campaign_name"],
        )
        metrics = [row["metrics"] for row in rows]
        assert all(isinstance(value, str) for one in metrics for value in one.values())
        assert {one["tt_app_name"] for one in metrics} == {"-"}
        assert "-" in {one["video_play_actions"] for one in metrics}

    def test_leave_deleted_ones_out_by_default(self, tiktok: Caller):
        query = {
            "data_level": "AUCTION_CAMPAIGN",
            "dimensions": ["campaign_id"],
            "metrics": ["spend"],
        }
        before = tiktok.report(**query)
        gone = before[0]["dimensions"]["campaign_id"]
        tiktok.post("campaign/status/update", campaign_ids=[gone], operation_status="DELETE")
        status = {
            "field_name": "campaign_status",
            "filter_type": "IN",
            "filter_value": '["STATUS_ALL"]',
        }
        assert len(tiktok.report(**query)) == len(before) - 1
        assert tiktok.report(filtering=[status], **query) == before

    def test_total_all_rows_when_asked(self, tiktok: Caller):
        said = tiktok.get(
            "report/integrated/get",
            **REPORT,
            data_level="AUCTION_ADVERTISER",
            dimensions=["advertiser_id", "stat_time_day"],
            metrics=["spend"],
            enable_total_metrics="true",
        )["data"]
        assert Decimal(said["total_metrics"]["spend"]) == _spent(said["list"])

    @pytest.mark.parametrize(
        "wrong",
        [
            {"end_date": "2026-12-02"},
            {"dimensions": ["campaign_id", "stat_time_hour"]},
            {"dimensions": ["ad_id", "stat_time_day"]},
            {"dimensions": ["campaign_id", "age"]},
            {"metrics": ["happiness"]},
            {"data_level": "AUCTION_PLANET"},
            {"page_size": "1001"},
            {"start_date": "soon"},
        ],
    )
    def test_refuse_what_cannot_be_asked(self, tiktok: Caller, wrong: dict[str, object]):
        query: dict[str, object] = {
            "data_level": "AUCTION_CAMPAIGN",
            "dimensions": ["campaign_id", "stat_time_day"],
            "metrics": ["spend"],
        }
        said = tiktok.get("report/integrated/get", **(REPORT | query | wrong))
        assert (said["code"], said["data"]) == (40002, {})

    def test_of_a_task_are_a_file_in_the_end(self, tiktok: Caller):
        query: dict[str, Any] = {"dimensions": ["ad_id", "stat_time_day"], "metrics": ["spend"],
                                 "data_level": "AUCTION_AD"}  # fmt: skip
        task = tiktok.post("report/task/create", **(REPORT | query))["data"]["task_id"]
        assert tiktok.get("report/task/download", task_id=task)["code"] == 40200
        states = []
        while "SUCCESS" not in states:
            states.append(tiktok.get("report/task/check", task_id=task)["data"]["status"])
        assert states == ["QUEUING", "PROCESSING", "PROCESSING", "SUCCESS"]
        url = tiktok.get("report/task/download", task_id=task)["data"]["download_url"]
        lines = httpx.get(url, timeout=60).text.splitlines()
        assert lines[0] == "ad_id,stat_time_day,spend"
        assert len(lines) - 1 == len(tiktok.report(**query))


class TestLimits:
    def test_hold_at_the_calls_a_second_that_are_set(self, tiktok: Caller):
        tiktok.play.http.post("/_sandbox/limits", json={"platform": "tiktok", "qps": 2})
        codes = [tiktok.get("oauth2/advertiser/get")["code"] for _ in range(6)]
        assert codes[:2] == [0, 0]
        assert 40100 in codes

    def test_can_be_planted(self, tiktok: Caller):
        tiktok.play.fault(mode="429", platform="tiktok")
        assert tiktok.get("campaign/get")["code"] == 40100


class TestChanges:
    def test_create_a_campaign_an_ad_group_and_an_ad(self, tiktok: Caller):
        said = tiktok.campaign(budget_mode="BUDGET_MODE_INFINITE", operation_status="ENABLE")
        campaign = said["data"]["campaign_id"]
        assert said["data"]["secondary_status"] == "CAMPAIGN_STATUS_ENABLE"
        group = tiktok.post(
            "adgroup/create", campaign_id=campaign, adgroup_name="Set",
            budget_mode="BUDGET_MODE_DAY", budget=40, schedule_type="SCHEDULE_FROM_NOW",
            schedule_start_time="2026-11-20 10:00:00",
            optimization_goal="CONVERT", billing_event="OCPM", pacing="PACING_MODE_SMOOTH",
        )["data"]  # fmt: skip
        assert (group["budget"], group["campaign_id"]) == (40.0, campaign)
        creative = {"ad_name": "Ad", "ad_format": "SINGLE_VIDEO", "ad_text": "Hello"}
        ads = tiktok.post("ad/create", adgroup_id=group["adgroup_id"], creatives=[creative])["data"]
        tiktok.play.advance(days=3)
        rows = tiktok.report(
            data_level="AUCTION_AD", dimensions=["ad_id", "stat_time_day"], metrics=["spend"],
            start_date="2026-11-21", end_date="2026-11-22",
            filtering=[{"field_name": "ad_ids", "filter_type": "IN",
                        "filter_value": json.dumps(ads["ad_ids"])}],
        )  # fmt: skip
        assert 0 < _spent(rows) <= 81

    def test_with_the_same_request_id_happen_once(self, tiktok: Caller):
        first = tiktok.campaign(request_id="1763600000000000001")
        second = tiktok.campaign(request_id="1763600000000000001", campaign_name="Other")
        assert (first["code"], second["code"]) == (0, 40002)
        assert "Other" not in json.dumps(tiktok.get("campaign/get", page_size="1000"))

    def test_set_a_budget_that_covers_what_is_spent(self, tiktok: Caller):
        campaigns = tiktok.get("campaign/get", page_size="1000")["data"]["list"]
        busy = next(one for one in campaigns if one["budget_optimize_on"])
        said = tiktok.post("campaign/update", campaign_id=busy["campaign_id"], budget=99_999.25)
        assert said["data"]["budget"] == 99_999.25
        tiktok.play.advance(hours=8)
        low = tiktok.post("campaign/update", campaign_id=busy["campaign_id"], budget=46)
        assert (low["code"], "105%" in low["message"]) == (40002, True)

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({"budget": 10}, 40002),
            ({"budget": 60.123}, 40002),
            ({"budget": "NaN"}, 40002),
            ({"budget_mode": "WEEKLY"}, 40002),
            ({"objective_type": "FAME"}, 40002),
            ({"campaign_name": ""}, 40002),
        ],
    )
    def test_refuse_what_is_missing_or_wrong(self, tiktok: Caller, body: dict[str, Any], code: int):
        assert tiktok.campaign(**body)["code"] == code

    def test_refuse_a_name_that_is_taken_and_ids_that_are_not_there(self, tiktok: Caller):
        tiktok.campaign()
        assert tiktok.campaign()["code"] == 40050
        said = tiktok.post("campaign/status/update", campaign_ids=["1"], operation_status="ENABLE")
        assert said["code"] == 40007

    def test_delete_for_good(self, tiktok: Caller):
        id_ = tiktok.campaign()["data"]["campaign_id"]
        for word, code in (("DELETE", 0), ("ENABLE", 40007)):
            said = tiktok.post("campaign/status/update", campaign_ids=[id_], operation_status=word)
            assert said["code"] == code
        listed = {"page_size": "1000"}
        assert id_ not in json.dumps(tiktok.get("campaign/get", **listed))
        everything = {"primary_status": "STATUS_ALL"}
        assert id_ in json.dumps(tiktok.get("campaign/get", filtering=everything, **listed))

    def test_of_an_ad_replace_the_creative_unless_patched(self, tiktok: Caller):
        ad = tiktok.get("ad/get")["data"]["list"][0]
        patched = tiktok.post("ad/update", ad_id=ad["ad_id"], ad_text="New", patch_update=True)
        assert patched["data"]["landing_page_url"] == ad["landing_page_url"]
        replaced = tiktok.post("ad/update", ad_id=ad["ad_id"], ad_text="Newer")
        assert replaced["data"]["landing_page_url"] is None

    def test_are_done_although_the_answer_is_lost(self, tiktok: Caller):
        tiktok.play.fault(mode="timeout_after_commit", platform="tiktok", path="create")
        with pytest.raises(httpx.TransportError):
            tiktok.campaign()
        assert "Fresh" in json.dumps(tiktok.get("campaign/get", page_size="1000"))


def _spent(rows: list[dict[str, Any]]) -> Decimal:
    return sum((Decimal(row["metrics"]["spend"]) for row in rows), Decimal())
