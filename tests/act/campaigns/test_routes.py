"""Campaigns over HTTP …"""

from __future__ import annotations

from typing import Any

import pytest
from tests.act.campaigns.conftest import Desk, entity
from tests.app.api.conftest import PASSWORD, Installation, house
from tests.understand.metrics.conftest import fact

from adhelm.act import campaigns
from adhelm.core.db import Database
from adhelm.observe.warehouse import Warehouse

__all__ = ["house"]
_WHOLE = {
    "objective": "sales", "budget": "3000.00", "currency": "EUR", "start_date": "2026-01-01",
    "end_date": "2026-01-31", "platforms": [{"platform": "google_ads"}, {"platform": "x"}],
}  # fmt: skip


class Client:
    """Somebody who sends requests about campaigns."""

    def __init__(self, house: Installation, who: str) -> None:
        self.house, self.who = house, who

    def __call__(self, method: str, path: str = "", **content: Any) -> Any:
        return self.house.call(self.who, method, f"/campaigns{path}", **content)

    def make(self, name: str, **told: Any) -> dict[str, Any]:
        made = self("POST", json={**_WHOLE, "name": name, **told})
        assert made.status_code == 201, made.text
        body: dict[str, Any] = made.json()
        assert made.headers["etag"] == f'"v{body["version"]}"'
        return body


@pytest.fixture
def analyst(house: Installation) -> Client:
    return Client(house, "analyst")


@pytest.fixture(scope="module")
def loaded(house: Installation) -> None:
    """Two days of a Google campaign in the house's warehouse."""
    desk = Desk(house.services.get(Database), house.services.get(Warehouse), house.clock)
    desk.load(
        facts=[fact(campaign="c1", day=n, spend=10 + n, clicks=2) for n in range(2)],
        entities=[entity("google_ads", "1", "c1", "Brand")],
    )


def tagged(body: dict[str, Any]) -> dict[str, str]:
    return {"if-match": f'"v{body["version"]}"'}


class TestCreating:
    def test_answers_both_levels_and_the_split(self, analyst: Client):
        body = analyst.make("Answered")

        assert (body["budget"], body["allocated"], body["spent"]) == ("3000.00", "3000.00", None)
        assert [one["allocated"] for one in body["platforms"]] == ["1500.00", "1500.00"]
        assert body["split"]["rule"] == "even"
        assert body["split"]["rows"][0]["minimum"] == "0.31"
        assert analyst("GET", f"/{body['id']}").json()["platforms"] == body["platforms"]

    def test_happens_once_per_key(self, analyst: Client):
        sent: dict[str, Any] = {
            "json": {**_WHOLE, "name": "Once"},
            "headers": {"idempotency-key": "camp-1"},
        }

        first, again = analyst("POST", **sent), analyst("POST", **sent)

        assert (first.status_code, again.status_code) == (201, 201)
        assert first.json() == again.json()
        assert (again.headers["idempotent-replayed"], again.headers["etag"]) == ("true", '"v1"')
        other = {**sent, "json": {**_WHOLE, "name": "Twice"}}
        assert analyst("POST", **other).status_code == 409

    def test_can_be_tried_without_effect(self, analyst: Client):
        tried = analyst("POST", "?dry_run=true", json={**_WHOLE, "name": "Tried"})

        assert (tried.status_code, tried.json()["dry_run"], tried.json()["id"]) == (201, True, "")
        assert analyst("GET", "?text=tried").json()["rows"] == []

    @pytest.mark.parametrize(
        "wrong",
        [
            {"budget": 3000}, {"budget": "1e3"}, {"budget": "NaN"}, {"budget": "-5"},
            {"budget": True}, {"budget": "3000.005"}, {"currency": "XXY"}, {"spam": 1},
            {"name": ""}, {"name": "a\x00b"}, {"name": "x" * 201}, {"objective": "fame"},
            {"status": "archived"}, {"audience": {"spam": []}}, {"platforms": [{}]},
            {"platforms": [{"platform": "orkut"}]}, {"end_date": "2025-01-01"},
            {"audience": {"countries": ["Germany"]}}, {"start_date": "yesterday"},
        ],
    )  # fmt: skip
    def test_refuses_what_cannot_be(self, analyst: Client, wrong: dict[str, Any]):
        told = analyst("POST", json={**_WHOLE, "name": "Wrong", **wrong})

        assert told.status_code == 422, told.text
        assert told.json()["code"]
        assert analyst("GET", "?text=wrong").json()["rows"] == []


class TestChanging:
    def test_needs_the_present_version(self, analyst: Client):
        body = analyst.make("Versioned")
        path = f"/{body['id']}"

        unsaid = analyst("PATCH", path, json={"budget": "1.00"})
        first = analyst("PATCH", path, json={"description": "one"}, headers=tagged(body))
        stale = analyst("PATCH", path, json={"description": "two"}, headers=tagged(body))

        assert (unsaid.status_code, unsaid.json()["code"]) == (428, "request.if_match_missing")
        assert (first.status_code, first.headers["etag"]) == (200, '"v2"')
        assert stale.status_code == 412
        assert analyst("GET", path).json()["description"] == "one"

    def test_by_patch_leaves_the_rest_and_by_put_does_not(self, analyst: Client):
        body = analyst.make("Both", description="kept", audience={"countries": ["DE"]})
        path = f"/{body['id']}"

        patched = analyst(
            "PATCH", path, json={"status": "paused", "budget": "4000"}, headers=tagged(body)
        ).json()
        assert (patched["description"], patched["audience"]) == ("kept", {"countries": ["DE"]})
        assert (patched["budget"], patched["split"]["rule"]) == ("4000.00", "as_before")
        put = analyst(
            "PUT", path, headers=tagged(patched),
            json={**_WHOLE, "name": "Both", "status": "paused"},
        ).json()  # fmt: skip
        assert (put["description"], put["audience"], put["version"]) == ("", {}, 3)
        versions = analyst("GET", f"{path}/versions?limit=2").json()
        assert [one["version"] for one in versions["rows"]] == [3, 2]
        rest = analyst("GET", f"{path}/versions?cursor={versions['next_cursor']}").json()
        assert [one["version"] for one in rest["rows"]] == [1]

    def test_archives_as_often_as_one_likes(self, analyst: Client):
        body = analyst.make("Gone")
        path = f"/{body['id']}"

        first, again = analyst("DELETE", path), analyst("DELETE", path)

        assert (first.status_code, again.status_code) == (200, 200)
        assert first.json() == again.json()
        assert first.json()["status"] == "archived"
        assert analyst("GET", "?text=gone").json()["rows"] == []
        assert len(analyst("GET", "?text=gone&archived=true").json()["rows"]) == 1
        after = analyst("PATCH", path, json={"name": "Back"}, headers={"if-match": "*"})
        assert (after.status_code, after.json()["code"]) == (409, "campaigns.not_now")


class TestListing:
    def test_goes_on_from_page_to_page(self, analyst: Client):
        names = [analyst.make(f"Paged {n}")["name"] for n in range(5)]

        found: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            page = analyst("GET", f"?text=paged&sort=name&limit=2&cursor={cursor}").json()
            found += [one["name"] for one in page["rows"]]
            cursor = page["next_cursor"]

        assert found == names

    def test_takes_a_cursor_only_where_it_was_made(self, analyst: Client):
        for n in range(2):
            analyst.make(f"Cursor {n}")
        cursor = analyst("GET", "?sort=name&limit=1").json()["next_cursor"]

        assert analyst("GET", f"?sort=-name&cursor={cursor}").json()["code"] == "page.bad_cursor"
        for wrong in ("spam", "WyJ4Il0", "WyItY3JlYXRlZCIsIngiLCJ4Il0"):
            assert analyst("GET", f"?cursor={wrong}").status_code == 422

    @pytest.mark.parametrize(
        "query", ["limit=0", "limit=1001", "sort=spam", "status=spam", "limit=-1", "text=a%00"]
    )
    def test_refuses_nonsense(self, analyst: Client, query: str):
        assert analyst("GET", f"?{query}").status_code == 422


@pytest.mark.usefixtures("loaded")
class TestFigures:
    def test_of_an_adopted_campaign_stand_beside_pushed_ones(self, analyst: Client):
        body = analyst.make("Figures")
        path = f"/{body['id']}"
        campaign = {"platform": "google_ads", "account_id": "1", "campaign_id": "c1"}
        adopted = analyst(
            "POST", f"{path}/adopt", json={"campaigns": [campaign]}, headers=tagged(body)
        ).json()
        assert (adopted["spent"], adopted["platforms"][0]["sync_state"]) == ("21.00", "linked")
        row = {"date": "2026-01-01", "platform": "google_ads", "source": "shop", "spend": "9.99"}
        pushed = [analyst("POST", f"{path}/metrics", json={"rows": [row]}) for _ in range(2)]
        assert [one.json() for one in pushed] == [
            {"added": 1, "changed": 0, "unchanged": 0}, {"added": 0, "changed": 0, "unchanged": 1},
        ]  # fmt: skip

        rows: list[Any] = []
        cursor: str | None = ""
        while cursor is not None:
            page = analyst("GET", f"{path}/metrics?limit=1&cursor={cursor}").json()
            rows += page["rows"]
            cursor = page["next_cursor"]

        assert [(one["date"], one["origin"], float(one["spend"])) for one in rows] == [
            ("2026-01-01", "platform", 10), ("2026-01-01", "pushed", 9.99),
            ("2026-01-02", "platform", 11),
        ]  # fmt: skip
        told = analyst("GET", f"{path}/analytics?by=date").json()
        assert float(told["total"]["spend"]) == 21
        assert [one["date"] for one in told["rows"]] == ["2026-01-01", "2026-01-02"]
        assert told["pacing"]["state"] == "ended"
        assert told["provenance"]["data_version"] >= 1

    def test_show_in_the_tag_and_never_stand_in_the_way_of_a_change(
        self, house: Installation, analyst: Client
    ):
        (found,) = analyst("GET", "?text=figures").json()["rows"]
        path = f"/{found['id']}"
        first = analyst("GET", path).headers["etag"]
        desk = Desk(house.services.get(Database), house.services.get(Warehouse), house.clock)
        desk.load(facts=[fact(campaign="c1", day=5, spend=100)])
        campaigns.refresh_spent(**desk.parts)

        again = analyst("GET", path, headers={"if-none-match": first})

        assert (again.status_code, again.json()["spent"]) == (200, "121.00")
        assert again.headers["etag"] != first
        changed = analyst("PATCH", path, json={"description": "x"}, headers={"if-match": first})
        assert changed.status_code == 200, changed.text

    def test_suggest_to_who_may_propose(self, house: Installation, analyst: Client):
        path = f"/{analyst.make('Advised')['id']}/optimize"

        assert analyst("POST", path, json={}).status_code == 403
        advice = Client(house, "operator")("POST", path, json={})
        assert (advice.status_code, advice.json()["moves"]) == (200, [])

    @pytest.mark.parametrize(
        "rows",
        [
            [], [{}], [{"date": "2026-01-01", "platform": "meta"}],
            [{"date": "2026-01-01", "platform": "meta", "clicks": -1}],
            [{"date": "2026-01-01", "platform": "meta", "clicks": 2**63}],
            [{"date": "2026-01-01", "platform": "meta", "spend": 1.5}],
            [{"date": "2030-01-01", "platform": "meta", "clicks": 1}],
            [{"date": "2026-01-01", "platform": "meta", "clicks": 1}] * 2,
            [{"date": "2026-01-01", "platform": "meta", "clicks": 1}] * 1001,
        ],
    )  # fmt: skip
    def test_refuse_rows_that_cannot_be(self, analyst: Client, rows: list[Any]):
        found = analyst("GET", "?limit=1").json()["rows"][0]

        told = analyst("POST", f"/{found['id']}/metrics", json={"rows": rows})

        assert told.status_code == 422, told.text


class TestWhoSees:
    def test_a_viewer_reads_and_changes_nothing(self, house: Installation, analyst: Client):
        viewer, path = Client(house, "viewer"), f"/{analyst.make('Viewed')['id']}"

        for method, place in (
            ("POST", ""), ("PUT", path), ("PATCH", path), ("DELETE", path),
            ("POST", f"{path}/adopt"), ("POST", f"{path}/metrics"), ("POST", f"{path}/optimize"),
        ):  # fmt: skip
            assert viewer(method, place, json={}).status_code == 403, (method, place)
        for place in ("", path, f"{path}/versions", f"{path}/metrics", f"{path}/analytics"):
            assert viewer("GET", place).status_code == 200, place

    def test_another_workspace_finds_nothing(self, house: Installation, analyst: Client):
        path = f"/{analyst.make('Ours')['id']}"
        other = Client(house, "other workspace")

        assert (other("GET", path).status_code, other("GET").json()["rows"]) == (404, [])

    def test_a_clients_people_see_no_notes(self, house: Installation, analyst: Client):
        path = f"/{analyst.make('Noted', notes='margin')['id']}"
        invited = house.call(
            "admin key", "POST", "/people/invitations",
            json={"email": "c@x.example", "role": "viewer", "staff": False},
        ).json()  # fmt: skip
        house.http.post(
            "/api/v1/auth/accept-invitation",
            json={"token": invited["token"], "username": "client", "password": PASSWORD},
        )
        signed_in = house.http.post(
            "/api/v1/auth/login", json={"name": "client", "password": PASSWORD}
        )
        house.tokens["client"] = signed_in.json()["access_token"]
        client = Client(house, "client")

        assert analyst("GET", path).json()["notes"] == "margin"
        for place in (path, "", f"{path}/versions"):
            assert "margin" not in client("GET", place).text
        assert "notes" not in client("GET", path).json()
