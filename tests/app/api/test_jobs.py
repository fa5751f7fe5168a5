"""Jobs and schedules over HTTP: who sees which, what they may do, and what is kept of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import Invalid
from adhelm.core.jobs import Run, Worker, enqueue
from adhelm.govern import accounts
from adhelm.govern.accounts import Role

KIND = "tests.k"


def ask(house, **options: Any) -> str:
    asked = {"workspace_id": "acme", "kind": KIND, "payload": {"n": 1}, **options}
    with house.services.get(Database).transaction() as connection:
        return enqueue(connection, clock=house.clock, **asked)


def nothing(_: Run) -> None:
    return


def work(house, handle: Any = nothing) -> int:
    kind: Any = Clock
    made = Worker(
        house.services.get(Database), {KIND: handle}, clock=house.services.get(kind), beat_s=0.01
    )
    return made.run_due()


def broken(_: Run) -> None:
    raise Invalid("no such file", hint="look again")


class TestJobs:
    def test_are_listed_page_by_page_newest_first(self, house):
        made = []
        for _ in range(5):
            made.append(ask(house, kind="tests.pages"))
            house.clock.advance(timedelta(seconds=1))
        seen: list[str] = []
        cursor = None
        while True:
            params = {"kind": "tests.pages", "limit": 2, **({"cursor": cursor} if cursor else {})}
            body = house.call("viewer", "GET", "/jobs", params=params).json()
            seen += [row["id"] for row in body["rows"]]
            cursor = body["next_cursor"]
            if cursor is None:
                break
        assert seen == made[::-1]
        done = {"state": "done", "kind": "tests.pages"}
        assert house.call("viewer", "GET", "/jobs", params=done).json()["rows"] == []

    @pytest.mark.parametrize(
        "query", ["state=lost", "limit=0", "limit=1001", "cursor=WyJ4IiwieSJd", "cursor=WzFd",
                  "cursor=WyIyMDI2LTAxLTAxIiwieSJd"],
    )  # fmt: skip
    def test_refuse_what_makes_no_sense(self, house, query):
        assert house.call("viewer", "GET", f"/jobs?{query}").status_code == 422

    def test_tell_state_progress_and_log(self, house):
        job_id = ask(house)
        told: dict[str, Any] = {}

        def handle(run: Run) -> None:
            run.progress(1, 4, "first quarter")
            house.clock.advance(timedelta(seconds=10))
            while told.get("done") != 1:
                told.update(house.call("viewer", "GET", f"/jobs/{job_id}").json())

        work(house, handle)
        assert (told["state"], told["done"], told["total"], told["what"]) == (
            "running", 1, 4, "first quarter",
        )  # fmt: skip
        assert told["ends_about"][:19] == f"{house.clock.now() + timedelta(seconds=30):%FT%T}"
        ended = house.call("viewer", "GET", f"/jobs/{job_id}").json()
        assert (ended["state"], ended["ends_about"]) == ("done", None)
        assert [line["text"] for line in ended["log"]] == [
            "attempt 1 of 5", "first quarter", "done",
        ]  # fmt: skip

    def test_of_another_workspace_are_not_there(self, house):
        job_id = ask(house, workspace_id="globex")
        assert house.call("admin", "GET", f"/jobs/{job_id}").status_code == 404
        for act in ("cancel", "retry"):
            assert house.call("admin", "POST", f"/jobs/{job_id}/{act}").status_code == 404

    def test_can_be_stopped_and_tried_again_and_that_is_audited(self, house):
        job_id = ask(house)
        headers = {"x-request-id": f"stop-{job_id[:8]}"}
        stopped = house.call("operator", "POST", f"/jobs/{job_id}/cancel", headers=headers)
        assert (stopped.status_code, stopped.json()["state"]) == (200, "cancelled")
        work(house)
        assert house.call("viewer", "GET", f"/jobs/{job_id}").json()["state"] == "cancelled"
        headers = {"x-request-id": f"again-{job_id[:8]}"}
        again = house.call("operator", "POST", f"/jobs/{job_id}/retry", headers=headers)
        assert again.json()["state"] == "queued"
        assert again.json()["request_id"] == f"again-{job_id[:8]}"
        work(house, broken)
        dead = house.call("operator", "GET", f"/jobs/{job_id}").json()
        assert (dead["state"], dead["error_code"], dead["error"]) == (
            "failed", "invalid", "no such file",
        )  # fmt: skip
        late = house.call("operator", "POST", f"/jobs/{job_id}/cancel")
        assert (late.status_code, late.json()["code"]) == (409, "jobs.ended")
        entries = house.call("admin", "GET", "/audit", params={"subject": f"job:{job_id}"}).json()
        assert [(row["action"], row["request_id"][:5]) for row in entries["rows"]] == [
            ("job.retry", "again"), ("job.cancel", "stop-"),
        ]  # fmt: skip

    def test_are_retried_once_for_one_key(self, house):
        job_id = ask(house)
        work(house, broken)
        headers = {"idempotency-key": f"retry-{job_id}"}
        first = house.call("operator", "POST", f"/jobs/{job_id}/retry", headers=headers)
        work(house, broken)
        second = house.call("operator", "POST", f"/jobs/{job_id}/retry", headers=headers)
        assert second.headers["idempotent-replayed"] == "true"
        assert first.content == second.content
        assert house.call("viewer", "GET", f"/jobs/{job_id}").json()["state"] == "failed"

    def test_stay_untouched_by_who_may_only_look(self, house):
        job_id = ask(house)
        for act in ("cancel", "retry"):
            told = house.call("viewer", "POST", f"/jobs/{job_id}/{act}")
            assert told.status_code == 403
        assert house.call("viewer", "GET", f"/jobs/{job_id}").json()["state"] == "queued"

    def test_are_shown_to_narrowed_people_if_they_asked_for_them(self, house):
        narrow = _narrowed(house)
        theirs, other = ask(house, asked_by=f"person:{narrow}"), ask(house)
        rows = house.call("narrowed", "GET", "/jobs").json()["rows"]
        assert [row["id"] for row in rows] == [theirs]
        assert house.call("narrowed", "GET", f"/jobs/{theirs}").status_code == 200
        assert house.call("narrowed", "GET", f"/jobs/{other}").status_code == 404
        assert house.call("narrowed", "POST", f"/jobs/{other}/cancel").status_code == 404
        assert house.call("narrowed", "GET", "/schedules").status_code == 403


class TestSchedules:
    def test_are_made_read_changed_and_removed(self, house):
        body = {"name": "nightly", "kind": "campaigns.spent", "cron": "30 2 * * *",
                "zone": "Europe/Berlin"}  # fmt: skip
        made = house.call("operator", "POST", "/schedules", json=body)
        assert made.status_code == 201, made.text
        assert (made.json()["cron"], made.json()["version"]) == ("30 2 * * *", 1)
        tag = made.headers["etag"]
        assert house.call("operator", "GET", "/schedules/nightly").headers["etag"] == tag
        again = house.call("operator", "POST", "/schedules", json=body)
        assert (again.status_code, again.json()["code"]) == (409, "schedules.exists")

        unsaid = house.call("operator", "PATCH", "/schedules/nightly", json={"paused": True})
        assert unsaid.status_code == 428
        paused = house.call("operator", "PATCH", "/schedules/nightly", json={"paused": True},
                            headers={"if-match": tag})  # fmt: skip
        assert (paused.json()["paused"], paused.json()["next_at"]) == (True, None)
        stale = house.call("operator", "PATCH", "/schedules/nightly", json={"every_s": 60},
                           headers={"if-match": tag})  # fmt: skip
        assert stale.status_code == 412
        changed = house.call("operator", "PATCH", "/schedules/nightly",
                             json={"every_s": 60, "paused": False},
                             headers={"if-match": paused.headers["etag"]})  # fmt: skip
        assert (changed.json()["every_s"], changed.json()["cron"]) == (60, None)
        names = [row["name"] for row in house.call("admin", "GET", "/schedules").json()["rows"]]
        assert names == ["nightly"]
        assert house.call("admin", "DELETE", "/schedules/nightly").status_code == 204
        assert house.call("admin", "GET", "/schedules/nightly").status_code == 404
        entries = house.call("admin", "GET", "/audit", params={"subject": "schedule:nightly"})
        assert [row["action"] for row in entries.json()["rows"]] == [
            "schedule.remove", "schedule.change", "schedule.change", "schedule.add",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"cron": "61 * * * *"}, "schedules.bad"),
            ({"cron": None}, "schedules.bad"),
            ({"every_s": 60}, "schedules.bad"),
            ({"zone": "Europe/Atlantis"}, "schedules.bad"),
            ({"kind": "publishing.apply"}, "schedules.unknown_kind"),
            ({"payload": {"x": ["y" * 9000, "z" * 9000]}}, "schedules.payload_too_large"),
            ({"name": "Ü"}, "request.invalid"),
            ({"every_s": 0}, "request.invalid"),
            ({"more": 1}, "request.invalid"),
            ({"payload": {"x": "\x00"}}, "request.invalid"),
        ],
    )
    def test_refuse_what_could_not_be_done(self, house, change, code):
        body = {"name": "bad", "kind": "campaigns.spent", "cron": "0 * * * *", **change}
        told = house.call("operator", "POST", "/schedules", json=body)
        assert (told.status_code, told.json()["code"]) == (422, code)

    @pytest.mark.parametrize("who", ["viewer", "analyst"])
    def test_are_for_those_who_operate(self, house, who):
        body = {"name": "mine", "kind": "campaigns.spent", "cron": "0 * * * *"}
        assert house.call(who, "POST", "/schedules", json=body).status_code == 403
        assert house.call(who, "GET", "/schedules").status_code == 403


def _narrowed(house) -> str:
    """Let somebody in who may act on one account only; return their id."""
    database = house.services.get(Database)
    parts: Any = {"database": database, "clock": house.clock}
    caller = accounts.authenticate(**parts, token=house.tokens["admin key"])
    admin = accounts.principal_of(database=database, caller=caller, workspace_id="acme")
    invited = accounts.invite(
        principal=admin, **parts, email="narrow@x.example", role=Role.operator,
        accounts=["meta/1"],
    )  # fmt: skip
    password = "seven-unlikely-otters"
    joined = accounts.accept_invitation(
        **parts, token=invited.token.reveal(), username="narrow", password=password
    )
    signed = accounts.login(**parts, name="narrow", password=password)
    house.tokens["narrowed"] = signed.access.reveal()
    return joined.person.id
