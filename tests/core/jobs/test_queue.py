from datetime import timedelta

import pytest
import sqlalchemy as sa
from tests.core.jobs.stage import ask, log_of, look, nothing, raising

from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.errors import Invalid
from adhelm.core.jobs import (
    AlreadyEnded,
    KeyReused,
    NoSuchJob,
    NotRetried,
    Run,
    State,
    Upkeep,
    Worker,
    cancel,
    counts,
    enqueue,
    get_job,
    list_jobs,
    oldest_wait,
    purge,
    read_lines,
    retry,
)
from adhelm.core.jobs.lines import KEPT
from adhelm.core.request import request_id, working_for, working_on


class TestEnqueue:
    def test_is_undone_with_the_callers_transaction(self, database: Database, clock: SetClock):
        with pytest.raises(KeyReused), database.transaction() as connection:
            _enqueue_and_fail(connection, clock)
        with database.reading() as connection:
            assert list_jobs(connection, workspace_id="acme") == []

    def test_returns_the_same_job_for_the_same_key(self, database: Database, clock: SetClock):
        ids = {ask(database, clock, idempotency_key="k1") for _ in range(2)}
        assert len(ids) == 1
        with pytest.raises(KeyReused):
            ask(database, clock, payload={"n": 2}, idempotency_key="k1")

    def test_knows_no_job_of_another_workspace(self, sqlite_database: Database, clock: SetClock):
        job_id = ask(sqlite_database, clock)
        with sqlite_database.reading() as connection, pytest.raises(NoSuchJob):
            get_job(connection, workspace_id="other", job_id=job_id)

    def test_keeps_who_asked_and_in_which_request(self, sqlite_database: Database, clock: SetClock):
        with working_on("req-7"):
            working_for("acme", "person:per_1")
            job = look(sqlite_database, ask(sqlite_database, clock))
        assert (job.request_id, job.actor, job.actor_id) == ("req-7", "person", "per_1")
        alone = look(sqlite_database, ask(sqlite_database, clock))
        assert alone.request_id
        assert (alone.actor, alone.actor_id) == ("", "")


class TestListJobs:
    def test_goes_on_where_a_page_ended(self, database: Database, clock: SetClock):
        ids = set()
        for n in range(7):
            ids.add(ask(database, clock, kind="k" if n % 2 else "other"))
            clock.advance(timedelta(seconds=n % 3))
        seen: list[str] = []
        before = None
        while True:
            with database.reading() as connection:
                page = list_jobs(connection, workspace_id="acme", before=before, limit=3)
            seen += [job.id for job in page]
            if len(page) < 3:
                break
            before = (page[-1].made_at, page[-1].id)
        assert len(seen) == 7
        assert set(seen) == ids
        with database.reading() as connection:
            assert len(list_jobs(connection, workspace_id="acme", kind="other")) == 4
            assert list_jobs(connection, workspace_id="acme", state=State.done) == []
            assert list_jobs(connection, workspace_id="acme", actor_id="per_1") == []


class TestCancel:
    def test_stops_a_waiting_job_at_once(self, database: Database, clock: SetClock):
        job_id = ask(database, clock)
        with database.transaction() as connection:
            job = cancel(connection, workspace_id="acme", job_id=job_id, clock=clock)
        assert job.state == State.cancelled
        assert Worker(database, {"k": nothing}, clock=clock).run_due() == 0

    def test_does_nothing_more_the_second_time(self, sqlite_database: Database, clock: SetClock):
        job_id = ask(sqlite_database, clock)
        for _ in range(2):
            with sqlite_database.transaction() as connection:
                cancel(connection, workspace_id="acme", job_id=job_id, clock=clock)
        assert log_of(sqlite_database, job_id) == ["info: asked to stop by somebody"]

    def test_says_that_it_comes_too_late(self, sqlite_database: Database, clock: SetClock):
        job_id = ask(sqlite_database, clock)
        Worker(sqlite_database, {"k": nothing}, clock=clock).run_due()
        with sqlite_database.transaction() as connection, pytest.raises(AlreadyEnded):
            cancel(connection, workspace_id="acme", job_id=job_id, clock=clock)


class TestRetry:
    def test_runs_a_dead_job_again_under_the_new_request(self, database: Database, clock: SetClock):
        job_id = ask(database, clock)
        seen: list[str] = []

        def handle(run: Run) -> None:
            seen.append(request_id())
            if len(seen) == 1:
                raise Invalid("bad file, password=hunter2")

        worker = Worker(database, {"k": handle}, clock=clock)
        with working_on("req-1"):
            first = look(database, job_id).request_id
        worker.run_due()
        assert look(database, job_id).error == "bad file, password=********"
        with working_on("req-2"), database.transaction() as connection:
            working_for("acme", "person:per_9")
            job = retry(connection, workspace_id="acme", job_id=job_id, clock=clock)
        assert (job.state, job.attempts, job.error) == (State.queued, 0, None)
        worker.run_due()
        assert look(database, job_id).state == State.done
        assert seen == [first, "req-2"]
        assert log_of(database, job_id) == [
            "info: attempt 1 of 5",
            "error: bad file, password=******** (invalid)",
            f"info: tried again by person:per_9; request before: {first}",
            "info: attempt 1 of 5",
            "info: done",
        ]

    def test_leaves_alone_what_has_not_failed(self, sqlite_database: Database, clock: SetClock):
        job_id = ask(sqlite_database, clock)
        with sqlite_database.transaction() as connection, pytest.raises(NotRetried, match="queued"):
            retry(connection, workspace_id="acme", job_id=job_id, clock=clock)


class TestLog:
    def test_keeps_the_latest_lines_and_no_secrets(self, database: Database, clock: SetClock):
        job_id = ask(database, clock)

        def handle(run: Run) -> None:
            for n in range(KEPT + 50):
                run.log(f"line {n}\nsecond access_token=EAAB12345", level="warning")

        Worker(database, {"k": handle}, clock=clock).run_due()
        with database.reading() as connection:
            lines = read_lines(connection, workspace_id="acme", job_id=job_id)
        assert [line.n for line in lines] == list(range(lines[0].n, lines[0].n + KEPT))
        assert lines[-1].text == "done"
        assert lines[-2].text == f"line {KEPT + 49} second access_token=********"
        assert (lines[-2].level, lines[-2].at) == ("warning", clock.now())


class TestPurge:
    def test_forgets_what_ended_long_ago_with_its_log(self, database: Database, clock: SetClock):
        old, waiting = ask(database, clock), ask(database, clock, kind="unknown")
        worker = Worker(database, {"k": nothing}, clock=clock)
        worker.run_due()
        clock.advance(timedelta(days=20))
        young = ask(database, clock)
        worker.run_due()
        clock.advance(timedelta(days=11))
        assert Upkeep(timedelta(days=30)).do(database, clock) == 1
        with database.reading() as connection:
            kept = {job.id for job in list_jobs(connection, workspace_id="acme")}
            assert kept == {waiting, young}
            assert read_lines(connection, workspace_id="acme", job_id=old) == []
            assert read_lines(connection, workspace_id="acme", job_id=young) != []

    def test_leaves_the_key_free_again(self, sqlite_database: Database, clock: SetClock):
        first = ask(sqlite_database, clock, idempotency_key="one")
        Worker(sqlite_database, {"k": raising(Invalid("no"))}, clock=clock).run_due()
        with sqlite_database.transaction() as connection:
            assert purge(connection, ended_before=clock.now() + timedelta(seconds=1)) == 1
        assert ask(sqlite_database, clock, idempotency_key="one") != first


class TestCounts:
    def test_tell_how_much_waits_and_for_how_long(self, database: Database, clock: SetClock):
        first = clock.now()
        ask(database, clock)
        clock.advance(timedelta(seconds=90))
        ask(database, clock, kind="other")
        ask(database, clock, kind="other", run_at=clock.now() + timedelta(hours=1))
        ask(database, clock, kind="done")
        Worker(database, {"done": nothing}, clock=clock).run_due()
        with database.reading() as connection:
            depths = counts(connection, clock=clock)
        found = {(one.kind, one.state): (one.jobs, one.oldest_due) for one in depths}
        assert found == {
            ("k", State.queued): (1, first),
            ("other", State.queued): (2, clock.now()),
            ("done", State.done): (1, None),
        }
        assert oldest_wait(depths, clock=clock) == timedelta(seconds=90)
        assert oldest_wait([], clock=clock) == timedelta(0)


def _enqueue_and_fail(connection: sa.Connection, clock: SetClock) -> None:
    enqueue(connection, workspace_id="acme", kind="more", payload={}, clock=clock)
    raise KeyReused("no")
