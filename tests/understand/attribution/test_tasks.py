"""Attribution runs by itself: after a sync, after new journeys, by a schedule."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.understand.attribution.conftest import Desk, at
from tests.understand.attribution.test_history import SALES, TOUCHES

from adhelm.core import jobs
from adhelm.core.errors import Unavailable
from adhelm.core.jobs import Runner, State
from adhelm.understand import attribution
from adhelm.understand.attribution import tasks


def get(url: str) -> bytes:
    raise Unavailable(f"{url} does not answer")


def work(desk: Desk, payload: dict[str, Any] | None = None) -> list[jobs.Job]:
    """Run what is due, five minutes from now; return all jobs, the newest first."""
    if payload is not None:
        with desk.database.transaction() as connection:
            jobs.enqueue(
                connection, workspace_id="acme", kind=tasks.RUN, payload=payload, clock=desk.clock
            )
    desk.clock.set(desk.clock.now() + timedelta(minutes=5))
    kinds = tasks.handlers(warehouse=lambda: desk.warehouse, keyring=lambda: desk.keyring, get=get)
    runner = Runner(
        desk.database, {kind: jobs.Task(handle) for kind, handle in kinds.items()}, desk.clock
    )
    with desk.database.reading() as connection:
        queued = jobs.list_jobs(connection, workspace_id="acme", state=State.queued)
    for job in queued:
        runner.run_this("acme", job.id)
    with desk.database.reading() as connection:
        return jobs.list_jobs(connection, workspace_id="acme")


def kept(desk: Desk) -> list[str]:
    found = attribution.list_runs(principal=desk.who, database=desk.database)
    return [one.document["provenance"]["by"] for one in found]


class TestTheJob:
    def test_keeps_what_new_journeys_change(self, desk: Desk):
        desk.touch(*TOUCHES)
        desk.sell(SALES[0])
        (job,) = work(desk)
        assert job.state is State.done
        assert kept(desk) == ["channel"]
        desk.sell(SALES[1])
        assert {one.state for one in work(desk)} == {State.done}
        latest, first = attribution.list_runs(principal=desk.who, database=desk.database)
        assert first.document["totals"]["attributed"] == 1
        assert latest.document["totals"]["attributed"] == 2
        # A sync that changed nothing asks, too.
        work(desk, {})
        assert len(kept(desk)) == 2

    def test_keeps_nothing_where_there_are_no_journeys(self, desk: Desk):
        assert work(desk, {})[0].state is State.done
        assert kept(desk) == []

    def test_answers_the_question_of_a_schedule(self, desk: Desk):
        desk.touch(*TOUCHES)
        work(desk, {"by": "platform", "range": "2026-02-01..2026-02-28", "models": ["last"]})
        assert sorted(kept(desk)) == ["channel", "platform"]

    @pytest.mark.parametrize("payload", [{"by": "ad"}, {"days": 3}, {"order": "2"}, {"range": "x"}])
    def test_fails_by_a_question_without_sense(self, desk: Desk, payload: dict[str, Any]):
        assert work(desk, payload)[0].state is State.failed

    def test_goes_on_without_a_source_that_does_not_answer(self, desk: Desk):
        desk.touch(*TOUCHES)
        attribution.add_source(
            principal=desk.who, database=desk.database, clock=desk.clock,
            url="http://127.0.0.1:1", since=at(1).date(),
        )  # fmt: skip
        (job,) = work(desk)
        assert job.state is State.done
        assert kept(desk) == ["channel"]
