"""Budgets are projected by themselves when data arrive."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from adhelm.core import jobs
from adhelm.core.jobs import Runner, State
from adhelm.understand.pacing import tasks

if TYPE_CHECKING:
    from tests.understand.pacing.spending import Home


def test_the_job_keeps_what_was_projected(agency: Home):
    agency.budget()
    agency.sync(date(2026, 3, 11))
    with agency.database.transaction() as connection:
        job = jobs.enqueue(
            connection, workspace_id="acme", kind=tasks.PROJECT, payload={}, clock=agency.clock
        )
    kinds = tasks.handlers(warehouse=lambda: agency.warehouse)
    runner = Runner(
        agency.database, {kind: jobs.Task(handle) for kind, handle in kinds.items()}, agency.clock
    )
    runner.run_this("acme", job)
    with agency.database.reading() as connection:
        ran = {one.kind: one.state for one in jobs.list_jobs(connection, workspace_id="acme")}
    assert ran[tasks.PROJECT] is State.done
    said = agency.pace()
    agency.sync(date(2026, 3, 12))
    before = agency.pace().before
    assert before is not None
    assert (before.projected, before.data_version) == (said.projected, 1)
