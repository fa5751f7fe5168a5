"""Lists of people on Meta, TikTok, LinkedIn and X, over HTTP."""

import gzip
import hashlib
import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from tests.sandbox.conftest import Play
from tests.sandbox.linkedin.test_linkedin import Caller as LinkedIn
from tests.sandbox.meta.test_meta import Graph
from tests.sandbox.tiktok.test_tiktok import Caller, V
from tests.sandbox.x.test_x import Caller as X

HASHES = ["ab" * 32, "cd" * 32, "ab" * 32]


class TestMeta:
    def test_takes_hashed_people_and_counts_the_others(self, play: Play):
        graph = Graph(play)
        form = {"name": "Buyers", "subtype": "CUSTOM", "customer_file_source": "USER_PROVIDED_ONLY"}
        made = graph.post(f"{graph.act}/customaudiences", **form).json()["id"]
        payload = {"schema": ["EMAIL_SHA256", "PHONE_SHA256"],
                   "data": [[one, ""] for one in HASHES] + [["jane@example.com", ""]]}  # fmt: skip
        said = graph.post(f"{made}/users", payload=json.dumps(payload)).json()
        assert (said["num_received"], said["num_invalid_entries"]) == (4, 1)
        rows = graph.rows(f"{graph.act}/customaudiences", fields="id,name")
        assert rows == [{"id": made, "name": "Buyers"}]

    def test_wants_to_know_where_they_come_from(self, play: Play):
        graph = Graph(play)
        said = graph.post(f"{graph.act}/customaudiences", name="Buyers")
        assert said.json()["error"]["code"] == 100


class TestTikTok:
    def test_makes_an_audience_of_an_uploaded_file(self, play: Play):
        tiktok = Caller(play)
        file = "\n".join(HASHES).encode()
        fields = {"advertiser_id": tiktok.id, "calculate_type": "EMAIL_SHA256",
                  "file_signature": hashlib.md5(file).hexdigest()}  # noqa: S324  # fmt: skip
        url, files = f"{V}/dmp/custom_audience/file/upload/", {"file": ("a.csv", file)}
        said = play.http.post(url, headers=tiktok.headers, data=fields, files=files).json()
        path = said["data"]["file_path"]
        made = tiktok.post("dmp/custom_audience/create", custom_audience_name="Buyers",
                           calculate_type="EMAIL_SHA256", file_paths=[path])["data"]  # fmt: skip
        row = tiktok.get("dmp/custom_audience/list")["data"]["list"][0]
        assert (row["audience_id"], row["cover_num"]) == (made["custom_audience_id"], 2)

    def test_maps_people_to_a_segment(self, play: Play):
        tiktok = Caller(play)
        made = tiktok.post("segment/audience", action="create", custom_audience_name="Buyers")
        id_ = made["data"]["audience_id"]
        data = [[{"id": one, "audience_ids": [id_]}] for one in HASHES]
        for _ in range(2):
            said = tiktok.post("segment/mapping", action="add", advertiser_ids=[tiktok.id],
                               id_schema=["EMAIL_SHA256"], batch_data=data)  # fmt: skip
            assert said["code"] == 0
        assert tiktok.get("dmp/custom_audience/list")["data"]["list"][0]["cover_num"] == 2


class TestLinkedIn:
    def test_takes_people_one_by_one(self, play: Play):
        linkedin = LinkedIn(play)
        body = {"name": "Buyers", "type": "USER", "sourcePlatform": "CUSTOM",
                "account": f"urn:li:sponsoredAccount:{linkedin.id}", "accessPolicy": "PRIVATE",
                "destinations": [{"destination": "LINKEDIN"}]}  # fmt: skip
        made = linkedin.post("dmpSegments", body)
        assert (made.status_code, made.content) == (201, b"")
        id_ = made.headers["x-restli-id"]
        people = [{"action": "ADD", "userIds": [{"idType": "SHA256_EMAIL", "idValue": one}]}
                  for one in [*HASHES, "jane@example.com"]]  # fmt: skip
        said = linkedin.post(f"dmpSegments/{id_}/users", {"elements": people}, "BATCH_CREATE")
        assert [one["status"] for one in said.json()["elements"]] == [201, 201, 201, 400]
        listed = linkedin.get("dmpSegments", f"q=account&account={linkedin.urn}").json()
        assert listed["elements"][0]["destinations"][0]["audienceSize"] == 2

    def test_shows_only_those_of_accounts_that_are_seen(self, play: Play):
        said = LinkedIn(play).get("dmpSegments", "q=account&account=urn%3Ali%3Aother%3A1")
        assert said.status_code == 403


class TestX:
    def test_takes_people_by_operations(self, play: Play):
        x = X(play)
        made = x.call("POST", f"accounts/{x.id}/custom_audiences", name="Buyers").json()["data"]
        path = f"accounts/{x.id}/custom_audiences/{made['id']}/users"
        url = f"{play.server.url}/xads/12/{path}"
        users = [{"operation_type": "Update", "params": {"users": [{"email": [one]}]}}
                 for one in HASHES]  # fmt: skip
        headers = {"Authorization": x.header("POST", url, {})}
        said = play.http.post(url, json=users, headers=headers).json()
        assert said["data"] == {"success_count": 3, "total_count": 3}
        assert x.get(f"accounts/{x.id}/custom_audiences").json()["data"][0]["audience_size"] == 2

    @pytest.mark.parametrize("kind", ["PLATFORMS", "GENDER", "AGE", "LOCATIONS"])
    def test_splits_stats_in_jobs(self, play: Play, kind: str):
        x = X(play)
        asked = {"entity": "CAMPAIGN", "entity_ids": x.ids("campaigns")[0], "granularity": "TOTAL",
                 "placement": "ALL_ON_TWITTER", "metric_groups": "ENGAGEMENT",
                 **midnights(x)}  # fmt: skip
        rows = {}
        for segments in ("", kind):
            more = {"segmentation_type": segments} if segments else {}
            path = f"stats/jobs/accounts/{x.id}"
            job = x.call("POST", path, **asked, **more).json()["data"]
            for _ in range(3):
                state = x.get(path, job_ids=job["id_str"]).json()["data"][0]
            rows[segments] = play.http.get(state["url"]).content
        whole, parts = (counts(rows[name]) for name in ("", kind))
        assert len(parts) > 1
        assert sum(parts) == sum(whole) > 0
        assert x.call("GET", f"stats/accounts/{x.id}", segmentation_type=kind).status_code == 400


def midnights(x: X) -> dict[str, str]:
    zone = ZoneInfo(x.account["zone"])
    offset = datetime(2026, 11, 20, 9, tzinfo=UTC).astimezone(zone).utcoffset()
    assert offset is not None
    days = (datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 11, tzinfo=UTC))
    start, end = (f"{day - offset:%Y-%m-%dT%H:%M:%SZ}" for day in days)
    return {"start_time": start, "end_time": end}


def counts(packed: bytes) -> list[int]:
    data = json.loads(gzip.decompress(packed))["data"][0]["id_data"]
    return [sum(one["metrics"]["impressions"] or [0]) for one in data]
