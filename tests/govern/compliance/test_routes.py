"""Limits and stops over HTTP …"""

from __future__ import annotations

from typing import Any

import pytest
from tests.app.api.conftest import Installation, house

__all__ = ["house"]


def etag(house: Installation, account: str = "", entity: str = "") -> dict[str, str]:
    told = house.call("viewer", "GET", f"/limits?account={account}&entity={entity}")
    assert told.status_code == 200, told.text
    return {"if-match": told.headers["etag"]}


def put(house: Installation, who: str = "operator", account: str = "", entity: str = "",
        **limits: Any):  # fmt: skip
    body = {"account": account, "entity": entity, "limits": limits, "reason": "as agreed"}
    return house.call(who, "PUT", "/limits", json=body, headers=etag(house, account, entity))


def decide(house: Installation, who: str, request_id: str, verb: str = "confirm"):
    return house.call(who, "POST", f"/limits/requests/{request_id}/{verb}", json={})


class TestLimits:
    def test_are_tightened_by_an_operator_at_once(self, house: Installation):
        told = put(house, account="meta/11", max_raise="0.10", ceiling="500.00")
        assert told.status_code == 200, told.text
        body = told.json()
        assert (body["pending"], body["limits"]) == (
            None, {"max_raise": "0.10", "ceiling": "500.00"},
        )  # fmt: skip
        assert body["effective"]["max_raise"] == "0.10"
        assert body["changed_by"].startswith("person:")
        seen = house.call("viewer", "GET", "/limits?account=meta/11&entity=7").json()
        assert (seen["version"], seen["effective"]["ceiling"]) == (0, "500.00")

    def test_are_loosened_by_two_people(self, house: Installation):
        told = put(house, "approver", account="meta/12", live=True)
        waiting = told.json()["pending"]
        assert (told.json()["effective"]["live"], waiting["changes"]) == (
            False, {"live": [None, True]},
        )  # fmt: skip
        own = decide(house, "approver", waiting["id"])
        assert (own.status_code, own.json()["code"]) == (403, "limits.second_person")
        assert decide(house, "operator", waiting["id"]).status_code == 403
        done = decide(house, "admin", waiting["id"])
        assert (done.status_code, done.json()["state"]) == (200, "confirmed")
        again = decide(house, "admin", waiting["id"])
        assert (again.status_code, again.json()["code"]) == (409, "limits.not_pending")
        mode = house.call("viewer", "GET", "/accounts/meta/12/mode").json()
        assert (mode["live"], mode["autopilot"]) == (True, [])

    def test_are_changed_from_the_version_that_was_read(self, house: Installation):
        body = {"limits": {"max_cut": "0.4"}}
        bare = house.call("operator", "PUT", "/limits", json=body)
        assert (bare.status_code, bare.json()["code"]) == (428, "request.if_match_missing")
        tag = etag(house)
        first = house.call("operator", "PUT", "/limits", json=body, headers=tag)
        assert first.status_code == 200
        assert first.headers["etag"] != tag["if-match"]
        stale = house.call("operator", "PUT", "/limits", json=body, headers=tag)
        assert (stale.status_code, stale.json()["code"]) == (412, "request.stale")

    def test_are_set_once_per_key(self, house: Installation):
        headers = {**etag(house, "x/1"), "idempotency-key": "limits-x"}
        body = {"account": "x/1", "limits": {"ceiling": "10.00"}}
        first, again = (
            house.call("operator", "PUT", "/limits", json=body, headers=headers) for _ in range(2)
        )
        assert first.json() == again.json()
        assert again.headers["idempotent-replayed"] == "true"
        assert again.headers["etag"] == first.headers["etag"]
        other = {**body, "limits": {"ceiling": "9.00"}}
        told = house.call("operator", "PUT", "/limits", json=other, headers=headers)
        assert told.status_code == 409

    @pytest.mark.parametrize(
        "limits",
        [{"max_raise": 0.1}, {"max_raise": "1e-1"}, {"max_raise": "-0.1"}, {"max_raise": "11"},
         {"max_raise": "NaN"}, {"max_raise": True}, {"live": "yes"}, {"live": 1},
         {"mood": "0.1"}, {"autopilot": ["fly"]}, {"autopilot": "pause"},
         {"raises_per_day": "2"}, {"raises_per_day": 2**64}, {"exposure_cap": "5"},
         {"exposure_cap": "5", "currency": "XXX"}, {"ceiling": "5.00"}, {"live": True}],
    )  # fmt: skip
    def test_refuse_what_is_none_of_the_workspaces(self, house: Installation, limits):
        told = put(house, **limits)
        assert told.status_code == 422, told.text

    @pytest.mark.parametrize(
        "query",
        ["account=meta", "account=metta/1", "entity=7", "account=meta/1/2"],
    )
    def test_refuse_what_names_no_place(self, house: Installation, query):
        told = house.call("viewer", "GET", f"/limits?{query}")
        assert (told.status_code, told.json()["code"]) == (422, "limits.bad_place")

    def test_are_listed_with_their_history(self, house: Installation):
        for share in ("0.15", "0.05"):
            assert put(house, account="tiktok/1", max_raise=share).status_code == 200
        found = house.call("viewer", "GET", "/limits/history?account=tiktok/1").json()["rows"]
        assert [one["limits"]["max_raise"] for one in found] == ["0.05", "0.15"]
        rows: list[dict[str, Any]] = []
        cursor = ""
        while True:
            page = house.call("viewer", "GET", f"/limits/places?limit=1{cursor}").json()
            rows += page["rows"]
            if not page["next_cursor"]:
                break
            cursor = f"&cursor={page['next_cursor']}"
        assert len({(one["account"], one["entity"]) for one in rows}) == len(rows)
        assert "tiktok/1" in {one["account"] for one in rows}

    def test_of_another_workspace_are_not_found(self, house: Installation):
        waiting = put(house, account="linkedin/1", live=True).json()["pending"]
        one = f"/limits/requests/{waiting['id']}"
        assert house.call("viewer", "GET", one).json() == waiting
        told = house.call("other workspace", "GET", one)
        assert (told.status_code, told.json()["code"]) == (404, "limits.no_request")
        assert house.call("other workspace", "GET", "/limits/requests").json()["rows"] == []
        listed = house.call("viewer", "GET", "/limits/requests?state=pending&limit=1").json()
        assert len(listed["rows"]) == 1
        gone = decide(house, "admin", waiting["id"], "reject")
        assert gone.json()["state"] == "rejected"


class TestTheModeOfAnAccount:
    def test_goes_live_by_two_and_back_by_one(self, house: Installation):
        path = "/accounts/google_ads/123-456-7890/mode"
        asleep = house.call("viewer", "GET", path)
        tag = {"if-match": asleep.headers["etag"]}
        body = {"live": True, "autopilot": ["pause"]}
        assert house.call("operator", "PUT", path, json=body).status_code == 428
        asked = house.call("operator", "PUT", path, json=body, headers=tag).json()
        assert (asked["account"], asked["live"]) == ("google_ads/1234567890", False)
        assert decide(house, "approver", asked["pending"]["id"]).status_code == 200
        awake = house.call("viewer", "GET", path)
        assert (awake.json()["live"], awake.json()["autopilot"]) == (True, ["pause"])
        tag = {"if-match": awake.headers["etag"]}
        back = house.call("operator", "PUT", path, json={"live": False}, headers=tag).json()
        assert (back["live"], back["autopilot"], back["pending"]) == (False, [], None)


class TestAFreeze:
    def test_is_begun_by_an_operator_and_lifted_by_an_approver(self, house: Installation):
        headers = {"idempotency-key": "freeze-1"}
        body = {"account": "meta/21", "reason": "tracking is broken"}
        made = house.call("operator", "POST", "/freezes", json=body, headers=headers)
        again = house.call("operator", "POST", "/freezes", json=body, headers=headers)
        assert (made.status_code, again.json()) == (201, made.json())
        one = f"/freezes/{made.json()['id']}"
        assert house.call("viewer", "GET", one).json() == made.json()
        assert made.json() in house.call("viewer", "GET", "/freezes").json()["rows"]
        assert house.call("analyst", "POST", "/freezes", json=body).status_code == 403
        assert house.call("operator", "POST", f"{one}/lift", json={}).status_code == 403
        lifted = house.call("approver", "POST", f"{one}/lift", json={"reason": "repaired"})
        assert (lifted.json()["open"], lifted.json()["end_reason"]) == (False, "repaired")
        twice = house.call("approver", "POST", f"{one}/lift", json={})
        assert (twice.status_code, twice.json()["code"]) == (409, "limits.not_open")
        assert house.call("viewer", "GET", "/freezes").json()["rows"] == []
        past = house.call("viewer", "GET", "/freezes?open=false&limit=1").json()
        assert past["rows"][0]["id"] == made.json()["id"]

    def test_of_another_workspace_is_not_found(self, house: Installation):
        made = house.call("operator", "POST", "/freezes", json={}).json()
        one = f"/freezes/{made['id']}"
        assert house.call("other workspace", "GET", one).status_code == 404
        assert house.call("other workspace", "GET", "/freezes").json()["rows"] == []
        assert house.call("admin", "POST", f"{one}/lift", json={}).status_code == 200

    @pytest.mark.parametrize("query", ["limit=0", "limit=1001", "cursor=x", "cursor=WyJ4IiwieCJd"])
    def test_list_refuses_what_is_no_page(self, house: Installation, query):
        for path in ("/freezes", "/protected", "/breakers", "/limits/requests", "/limits/places"):
            assert house.call("viewer", "GET", f"{path}?{query}").status_code == 422, path


class TestAProtection:
    def test_is_lifted_by_another_person(self, house: Installation):
        body = {"account": "meta/31", "entity": "7", "reason": "brand search"}
        made = house.call("approver", "POST", "/protected", json=body)
        assert made.status_code == 201, made.text
        one = f"/protected/{made.json()['id']}"
        assert house.call("viewer", "GET", one).json()["entity"] == "7"
        assert made.json() in house.call("viewer", "GET", "/protected").json()["rows"]
        own = house.call("approver", "POST", f"{one}/lift", json={})
        assert (own.status_code, own.json()["code"]) == (403, "limits.second_person")
        assert house.call("admin", "POST", f"{one}/lift", json={}).status_code == 200

    @pytest.mark.parametrize(
        "body",
        [{}, {"account": "meta/1", "entity": "7"}, {"account": "meta/1", "reason": "x"},
         {"account": "meta/1", "entity": "7", "reason": " "},
         {"account": "meta/1", "entity": "7", "reason": "x", "until": "2020-01-01T00:00:00Z"},
         {"account": "meta/1", "entity": "7", "reason": "x", "until": "2027-01-01T00:00:00"}],
    )  # fmt: skip
    def test_needs_a_thing_a_reason_and_a_future(self, house: Installation, body):
        assert house.call("admin", "POST", "/protected", json=body).status_code == 422


class TestABreaker:
    def test_is_not_opened_by_hand_and_not_found_where_there_is_none(self, house: Installation):
        assert house.call("admin", "POST", "/breakers", json={}).status_code == 405
        assert house.call("viewer", "GET", "/breakers").json()["rows"] == []
        for told in (
            house.call("viewer", "GET", "/breakers/brk_1"),
            house.call("approver", "POST", "/breakers/brk_1/close", json={}),
        ):
            assert (told.status_code, told.json()["code"]) == (404, "limits.no_stop")
