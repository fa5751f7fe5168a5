"""Curves are learned by themselves when data arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adhelm.core import jobs
from adhelm.core.jobs import Runner, State
from adhelm.understand import maturity
from adhelm.understand.maturity import tasks

if TYPE_CHECKING:
    from tests.understand.maturity.growing import Farm


def test_the_job_keeps_what_was_learned(home: Farm):
    home.grow(6)
    with home.database.transaction() as connection:
        job = jobs.enqueue(
            connection, workspace_id="acme", kind=tasks.LEARN, payload={}, clock=home.clock
        )
    kinds = tasks.handlers(warehouse=lambda: home.warehouse)
    runner = Runner(
        home.database, {kind: jobs.Task(handle) for kind, handle in kinds.items()}, home.clock
    )
    runner.run_this("acme", job)
    with home.database.reading() as connection:
        (ran,) = jobs.list_jobs(connection, workspace_id="acme")
    assert ran.state is State.done
    known = maturity.shares(principal=home.who, database=home.database)
    assert known.data_version == 6
    assert known.known(platform="google_ads", account="google_ads/1", metric="conversions", age=1)
