"""The demo over HTTP: who may load it, where, and what is there afterwards."""

from __future__ import annotations

from datetime import UTC, datetime

from adhelm.app.handling import job_handlers
from adhelm.core.db import Database
from adhelm.core.jobs import Worker
from adhelm.observe.ingest.types import Limits


def load(house, who: str = "admin", **headers: str):
    return house.call(who, "POST", "/demo", headers=headers)


def work(house) -> int:
    """Load what was asked for, without what follows an arrival."""
    tasks = job_handlers(house.services, limits=Limits(), get=lambda _: b"")
    only = {kind: task for kind, task in tasks.items() if kind == "demo.load"}
    return Worker(house.services.get(Database), only, clock=house.clock, beat_s=0.01).run_due()


class TestTheDemo:
    def test_is_for_admins_only(self, house):
        assert load(house, "operator").status_code == 403

    def test_loads_ninety_days_into_a_workspace_without_data_and_no_other(self, house):
        asked = load(house)

        assert asked.status_code == 202
        signed_in_at = house.clock.now()
        house.clock.set(datetime(2026, 11, 21, 9, tzinfo=UTC))
        assert work(house) == 1
        house.clock.set(signed_in_at)
        job = house.call("viewer", "GET", f"/jobs/{asked.json()['job_id']}").json()
        assert (job["state"], job["error"]) == ("done", None)
        imported = house.call("viewer", "GET", "/imports").json()["rows"]
        assert {one["platform"] for one in imported} > {"google_ads", "meta", "linkedin"}
        assert all(one["state"] == "loaded" for one in imported)
        again = load(house)
        assert (again.status_code, again.json()["code"]) == (409, "demo.has_data")
