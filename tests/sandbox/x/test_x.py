"""X's Ads API, over HTTP, against its wire reference."""

import base64
import gzip
import hashlib
import hmac
import json
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
from tests.sandbox.conftest import Play

# New York was at UTC-4 until 2 a.m. on 1 November; today's offset, UTC-5, is what counts.
DAYS = {"start_time": "2026-11-02T05:00:00Z", "end_time": "2026-11-05T05:00:00Z"}
GROUPS = {"granularity": "DAY", "metric_groups": "ENGAGEMENT,BILLING,WEB_CONVERSION"}
ENTITIES = {"campaign": "CAMPAIGN", "ad_group": "LINE_ITEM", "ad": "PROMOTED_TWEET"}


def enc(text: object) -> str:
    return quote(str(text), safe="-._~")


class Caller:
    """A caller who signs, on the account in New York."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.account = play.accounts("x")[0]
        self.id = self.account["id"]
        self.who = play.credential("x")
        self.secret = self.who["refresh_token"]
        self.late_s = 0

    def call(self, method: str, path: str, **params: str) -> httpx.Response:
        url = f"{self.play.server.url}/xads/12/{path}"
        query = urlencode(params, quote_via=quote, safe="")
        headers = {"Authorization": self.header(method, url, params)}
        return self.play.http.request(method, f"{url}?{query}" if query else url, headers=headers)

    def get(self, path: str, **params: str) -> httpx.Response:
        return self.call("GET", path, **params)

    def header(self, method: str, url: str, params: dict[str, str]) -> str:
        now = datetime.fromisoformat(
            self.play.http.get("/_sandbox/clock", timeout=60).json()["now"]
        )
        own = {
            "oauth_consumer_key": self.who["client_id"],
            "oauth_nonce": "n1",
            "oauth_signature_method": "HMAC-SHA1",
            "oauth_timestamp": str(int(now.timestamp()) - self.late_s),
            "oauth_token": self.who["access_token"],
            "oauth_version": "1.0",
        }
        pairs = sorted((enc(k), enc(v)) for k, v in [*params.items(), *own.items()])
        text = "&".join(f"{k}={v}" for k, v in pairs)
        base = "&".join([method, enc(url), enc(text)])
        key = f"{enc(self.who['client_secret'])}&{enc(self.secret)}"
        digest = hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()
        signed = {**own, "oauth_signature": base64.b64encode(digest).decode()}
        return "OAuth " + ", ".join(f'{k}="{enc(v)}"' for k, v in signed.items())

    def stats(self, **params: str) -> httpx.Response:
        asked = {**DAYS, **GROUPS, "placement": "ALL_ON_TWITTER", "entity": "CAMPAIGN", **params}
        return self.get(f"stats/accounts/{self.id}", **asked)

    def ids(self, edge: str) -> list[str]:
        said = self.get(f"accounts/{self.id}/{edge}", count="1000", with_deleted="true").json()
        return [one["id"] for one in said["data"]]

    def funding(self) -> str:
        said = self.get(f"accounts/{self.id}/funding_instruments").json()
        return str(said["data"][0]["id"])

    def campaign(self, **other: str) -> httpx.Response:
        params = {
            "name": "Fresh",
            "funding_instrument_id": self.funding(),
            "daily_budget_amount_local_micro": "140000000",
            **other,
        }
        return self.call(
            "POST", f"accounts/{self.id}/campaigns", **{k: v for k, v in params.items() if v}
        )


@pytest.fixture
def x(play: Play) -> Caller:
    return Caller(play)


def code(said: httpx.Response) -> str:
    return str(said.json()["errors"][0]["code"])


class TestSigning:
    def test_lets_those_in_who_sign_well(self, x: Caller):
        said = x.get("accounts", count="1000").json()
        assert x.id in {one["id"] for one in said["data"]}
        assert "currency" not in said["data"][0]

    def test_keeps_everybody_else_out(self, x: Caller):
        x.secret = "wrong"
        assert (x.get("accounts").status_code, code(x.get("accounts"))) == (
            401,
            "UNAUTHORIZED_ACCESS",
        )
        assert x.play.http.get("/xads/12/accounts").status_code == 401

    def test_notices_a_changed_query(self, x: Caller):
        url = f"{x.play.server.url}/xads/12/accounts"
        headers = {"Authorization": x.header("GET", url, {"count": "1"})}
        assert x.play.http.get(f"{url}?count=1", headers=headers).is_success
        assert x.play.http.get(f"{url}?count=2", headers=headers).status_code == 401

    @pytest.mark.parametrize("late_s", [600, -600])
    def test_notices_a_clock_that_is_wrong(self, x: Caller, late_s: int):
        x.play.advance(days=3)
        x.late_s = late_s
        said = x.get("accounts")
        assert (said.status_code, code(said)) == (401, "135")
        x.late_s = late_s // 3
        assert x.get("accounts").is_success

    def test_ends_when_the_token_is_revoked(self, x: Caller):
        x.play.http.post("/_sandbox/tokens", json={"platform": "x", "action": "revoke"})
        assert x.get("accounts").status_code == 401

    def test_says_403_for_an_account_that_is_not_there(self, x: Caller):
        said = x.get("accounts/zzz/campaigns")
        assert (said.status_code, code(said)) == (403, "ACCOUNT_NOT_FOUND")

    def test_says_what_is_left(self, x: Caller):
        headers = x.get("accounts").headers
        assert int(headers["x-rate-limit-limit"]) == 5
        assert "x-account-rate-limit-remaining" in x.stats(entity_ids=x.ids("campaigns")[0]).headers
        x.play.fault(mode="429", platform="xads")
        assert code(x.get("accounts")) == "TOO_MANY_REQUESTS"


class TestStats:
    @pytest.mark.parametrize(
        ("edge", "level"),
        [("campaigns", "campaign"), ("line_items", "ad_group"), ("promoted_tweets", "ad")],
    )
    def test_equal_the_truth_over_both_placements(self, x: Caller, edge: str, level: str):
        found: dict[tuple[str, int], int] = {}
        ids = x.ids(edge)
        for start in range(0, len(ids), 20):
            for placement in ("ALL_ON_TWITTER", "PUBLISHER_NETWORK"):
                some = ",".join(ids[start : start + 20])
                said = x.stats(entity=ENTITIES[level], entity_ids=some, placement=placement)
                for one in said.json()["data"]:
                    spent = one["id_data"][0]["metrics"]["billed_charge_local_micro"] or [0] * 3
                    for day, micros in enumerate(spent):
                        key = (one["id"], day)
                        found[key] = found.get(key, 0) + micros
        told = {
            (fact["entity_id"], int(fact["date"][-2:]) - 2): int(Decimal(fact["spend"]) * 1_000_000)
            for fact in x.play.truth(x.id, "2026-11-02", "2026-11-04", level)
        }
        assert {key: micros for key, micros in found.items() if micros} == told
        assert told

    def test_have_a_slot_for_each_day_and_null_for_nothing(self, x: Caller):
        ids = x.ids("campaigns")
        said = x.stats(entity_ids=",".join(ids)).json()
        assert said["time_series_length"] == 3
        metrics = said["data"][0]["id_data"][0]["metrics"]
        assert len(metrics["impressions"]) == 3
        assert metrics["follows"] is None
        trend = x.stats(entity_ids=ids[0], placement="TREND").json()
        assert trend["data"][0]["id_data"][0]["metrics"]["impressions"] is None

    def test_multiply_money_and_items_by_a_million(self, x: Caller):
        found = [
            one["id_data"][0]["metrics"]["conversion_purchases"]
            for one in x.stats(entity_ids=",".join(x.ids("campaigns"))).json()["data"]
        ]
        bought = next(one for one in found if one)
        assert [n * 1_000_000 for n in bought["metric"]] == bought["order_quantity"]
        assert [
            a + b for a, b in zip(bought["post_view"], bought["post_engagement"], strict=True)
        ] == (bought["metric"])

    @pytest.mark.parametrize(
        ("params", "name"),
        [
            ({"start_time": "2026-11-02T04:00:00Z"}, "INVALID_TIME_WINDOW"),
            ({"end_time": "2026-11-10T05:00:00Z"}, "INVALID_TIME_WINDOW"),
            ({"end_time": "2026-11-02T05:00:00Z"}, "INVALID_TIME_WINDOW"),
            ({"entity_ids": ",".join(["a"] * 21)}, "INVALID_PARAMETER"),
            ({"entity_ids": "zzz"}, "INVALID_PARAMETER"),
            ({"placement": "ALL_ON_TWITTER,TREND"}, "INVALID_PARAMETER"),
            ({"placement": "MOON"}, "INVALID_PARAMETER"),
            ({"metric_groups": ""}, "MISSING_PARAMETER"),
            ({"start_time": "soon"}, "INVALID_PARAMETER"),
        ],
    )
    def test_refuse_what_cannot_be_asked(self, x: Caller, params: dict[str, str], name: str):
        asked = {"entity_ids": x.ids("campaigns")[0], **params}
        said = x.stats(**asked)
        assert (said.status_code, code(said)) == (400, name)

    def test_of_a_job_are_a_packed_file_in_the_end(self, x: Caller):
        ids = ",".join(x.ids("campaigns"))
        asked = {
            **DAYS,
            **GROUPS,
            "placement": "ALL_ON_TWITTER",
            "entity": "CAMPAIGN",
            "entity_ids": ids,
        }
        job = x.call("POST", f"stats/jobs/accounts/{x.id}", **asked).json()["data"]
        assert (job["status"], job["url"]) == ("PROCESSING", None)
        while job["status"] == "PROCESSING":
            said = x.get(f"stats/jobs/accounts/{x.id}", job_ids=job["id_str"])
            job = said.json()["data"][0]
        packed = httpx.get(job["url"], timeout=60).content
        assert json.loads(gzip.decompress(packed)) == x.stats(entity_ids=ids).json()

    def test_can_be_asked_only_for_those_that_did_anything(self, x: Caller):
        said = x.get(f"stats/accounts/{x.id}/active_entities", entity="CAMPAIGN", **DAYS).json()
        active = {one["entity_id"] for one in said["data"]}
        facts = x.play.truth(x.id, "2026-11-02", "2026-11-04")
        assert active == {fact["entity_id"] for fact in facts}


class TestEntities:
    def test_come_in_pages(self, x: Caller):
        seen, cursor = list[Any](), dict[str, str]()
        while True:
            said = x.get(f"accounts/{x.id}/line_items", count="3", **cursor).json()
            seen += said["data"]
            if said["next_cursor"] is None:
                break
            cursor = {"cursor": said["next_cursor"]}
        assert len(seen) == len({one["id"] for one in seen}) > 3
        both = x.get(f"accounts/{x.id}/line_items", with_total_count="true", cursor="x")
        assert code(both) == "EXCLUSIVE_PARAMETERS"

    def test_have_a_budget_at_one_level(self, x: Caller):
        campaigns = x.get(f"accounts/{x.id}/campaigns", count="1000").json()["data"]
        for one in campaigns:
            on_campaign = one["budget_optimization"] == "CAMPAIGN"
            assert (one["daily_budget_amount_local_micro"] is not None) is on_campaign
        assert {one["currency"] for one in campaigns} == {"USD"}


class TestChanges:
    def test_run_at_once_unless_told_to_wait(self, x: Caller):
        assert x.campaign().json()["data"]["entity_status"] == "ACTIVE"
        paused = x.campaign(name="Other", entity_status="PAUSED").json()["data"]
        assert paused["entity_status"] == "PAUSED"
        assert paused["id"] in x.ids("campaigns")

    def test_create_down_to_a_tweet_that_spends(self, x: Caller):
        campaign = x.campaign(
            budget_optimization="LINE_ITEM", daily_budget_amount_local_micro=""
        ).json()["data"]["id"]
        item = x.call(
            "POST", f"accounts/{x.id}/line_items", campaign_id=campaign, objective="WEBSITE_CLICKS",
            start_time="2026-11-20T00:00:00Z", end_time="2027-11-20T00:00:00Z",
            placements="ALL_ON_TWITTER",
            product_type="PROMOTED_TWEETS", daily_budget_amount_local_micro="90000000",
        ).json()["data"]["id"]  # fmt: skip
        tweets = x.call(
            "POST", f"accounts/{x.id}/promoted_tweets", line_item_id=item, tweet_ids="1,2"
        )
        assert len(tweets.json()["data"]) == 2
        x.play.advance(days=3)
        facts = x.play.truth(x.id, "2026-11-21", "2026-11-22", "ad_group")
        spent = [Decimal(fact["spend"]) for fact in facts if fact["entity_id"] == item]
        assert 0 < sum(spent) <= Decimal(180) * Decimal("1.2")

    def test_set_budgets_and_delete_for_good(self, x: Caller):
        path = f"accounts/{x.id}/campaigns/{x.campaign().json()['data']['id']}"
        said = x.call("PUT", path, daily_budget_amount_local_micro="160000000").json()
        assert said["data"]["daily_budget_amount_local_micro"] == 160_000_000
        assert x.call("DELETE", path).json()["data"]["deleted"] is True
        gone = x.call("PUT", path, entity_status="ACTIVE")
        assert (gone.status_code, code(gone)) == (404, "CAMPAIGN_NOT_FOUND")

    @pytest.mark.parametrize(
        ("other", "name"),
        [
            ({"name": ""}, "MISSING_PARAMETER"),
            ({"daily_budget_amount_local_micro": "x"}, "INVALID_PARAMETER"),
            ({"daily_budget_amount_local_micro": "140000001"}, "INVALID_PARAMETER"),
            ({"total_budget_amount_local_micro": "1000000"}, "INVALID_PARAMETER"),
            ({"funding_instrument_id": "zz"}, "INVALID_PARAMETER"),
            ({"entity_status": "HAPPY"}, "INVALID_PARAMETER"),
        ],
    )
    def test_refuse_what_is_wrong(self, x: Caller, other: dict[str, str], name: str):
        assert code(x.campaign(**other)) == name

    def test_in_a_batch_are_all_done_or_none(self, x: Caller):
        good = {"operation_type": "Create", "params": {
            "name": "Batch", "funding_instrument_id": x.funding(),
            "daily_budget_amount_local_micro": 140_000_000, "entity_status": "PAUSED"}}  # fmt: skip
        bad = {"operation_type": "Create", "params": {"name": "Batch 2"}}
        for operations, status in (([good, bad], 400), ([good], 201)):
            url = f"{x.play.server.url}/xads/12/batch/accounts/{x.id}/campaigns"
            headers = {"Authorization": x.header("POST", url, {})}
            said = x.play.http.post(url, json=operations, headers=headers)
            assert said.status_code == status
            if status == 400:
                assert [len(one) for one in said.json()["operation_errors"]] == [0, 1]
        names = [
            one["name"] for one in x.get(f"accounts/{x.id}/campaigns", count="1000").json()["data"]
        ]
        assert names.count("Batch") == 1

    def test_are_done_although_the_answer_is_lost(self, x: Caller):
        before = len(x.ids("campaigns"))
        x.play.fault(mode="timeout_after_commit", platform="xads", method="POST")
        with pytest.raises(httpx.TransportError):
            x.campaign()
        assert len(x.ids("campaigns")) == before + 1


class TestConversions:
    def test_are_counted(self, x: Caller):
        url = f"{x.play.server.url}/xads/12/measurement/conversions/o8z6j"
        row = {
            "conversion_time": "2026-11-20T13:03:00.000Z",
            "event_id": "tw",
            "identifiers": [{"twclid": "2"}],
        }
        headers = {"Authorization": x.header("POST", url, {})}
        said = x.play.http.post(url, json={"conversions": [row]}, headers=headers)
        assert said.json()["data"]["conversions_processed"] == 1
