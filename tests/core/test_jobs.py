import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from adhelm.core.clock import SetClock, SystemClock
from adhelm.core.db import Database
from adhelm.core.errors import Invalid, Unavailable
from adhelm.core.jobs import (
    Job,
    KeyReused,
    LeaseLost,
    NoSuchJob,
    Run,
    State,
    Worker,
    cancel,
    enqueue,
    get_job,
    list_jobs,
    schedule,
    unschedule,
)


class TestEnqueue:
    def test_is_undone_with_the_callers_transaction(self, database: Database, clock: SetClock):
        with pytest.raises(KeyReused), database.transaction() as connection:
            _enqueue_and_fail(connection, clock)
        with database.reading() as connection:
            assert list_jobs(connection, workspace_id="acme") == []

    def test_returns_the_same_job_for_the_same_key(self, database: Database, clock: SetClock):
        ids = {_enqueue(database, clock, idempotency_key="k1") for _ in range(2)}
        assert len(ids) == 1
        with pytest.raises(KeyReused):
            _enqueue(database, clock, payload={"n": 2}, idempotency_key="k1")

    def test_knows_no_job_of_another_workspace(self, sqlite_database: Database, clock: SetClock):
        job_id = _enqueue(sqlite_database, clock)
        with sqlite_database.reading() as connection, pytest.raises(NoSuchJob):
            get_job(connection, workspace_id="other", job_id=job_id)


class TestWorker:
    def test_runs_what_is_due_and_nothing_else(self, database: Database, clock: SetClock):
        ran: list[Any] = []
        _enqueue(database, clock, payload={"n": 1})
        _enqueue(database, clock, payload={"n": 2}, run_at=clock.now() + timedelta(hours=1))
        _enqueue(database, clock, kind="unknown")
        worker = _worker(database, clock, lambda run: ran.append(run.job.payload["n"]))
        assert worker.run_due() == 1
        clock.advance(timedelta(hours=1))
        assert worker.run_due() == 1
        assert worker.run_due() == 0
        assert ran == [1, 2]

    def test_writes_down_progress_and_end(self, database: Database, clock: SetClock):
        job_id = _enqueue(database, clock)
        _worker(database, clock, lambda run: run.progress(3, 4, "rows")).run_due()
        job = _job(database, job_id)
        assert (job.state, job.done, job.total, job.what) == (State.done, 3, 4, "rows")
        assert job.ended_at == clock.now()

    def test_tries_again_what_was_unavailable_after_a_growing_while(
        self, database: Database, clock: SetClock
    ):
        job_id = _enqueue(database, clock, max_attempts=3)
        worker = _worker(database, clock, _raising(Unavailable("busy, access_token=EAAB12345")))
        waits = []
        while worker.run_due():
            job = _job(database, job_id)
            waits.append((job.run_at - clock.now()).total_seconds())
            clock.set(max(job.run_at, clock.now()))
        assert waits[:2] == [30, 60]
        job = _job(database, job_id)
        assert (job.state, job.attempts, job.error_code) == (State.failed, 3, "unavailable")
        assert job.error == "busy, access_token=********"

    @pytest.mark.parametrize(
        ("error", "code"), [(Invalid("bad file"), "invalid"), (ValueError("bug"), "internal")]
    )
    def test_ends_at_any_other_error(
        self, sqlite_database: Database, clock: SetClock, error: Exception, code: str
    ):
        job_id = _enqueue(sqlite_database, clock)
        assert _worker(sqlite_database, clock, _raising(error)).run_due() == 1
        job = _job(sqlite_database, job_id)
        assert (job.state, job.error_code, job.attempts) == (State.failed, code, 1)

    def test_takes_a_job_again_whose_lease_ran_out(self, database: Database, clock: SetClock):
        job_id = _enqueue(database, clock)
        inner: list[int] = []

        def handle(run: Run) -> None:
            if run.job.attempts == 1:
                clock.advance(timedelta(minutes=5))
                inner.append(_worker(database, clock, lambda _: None, beat_s=60).run_due())

        assert _worker(database, clock, handle, beat_s=60).run_due() == 1
        assert inner == [1]
        job = _job(database, job_id)
        assert (job.state, job.attempts) == (State.done, 2)

    def test_gives_up_a_job_that_loses_its_worker_each_time(
        self, database: Database, clock: SetClock
    ):
        job_id = _enqueue(database, clock, max_attempts=1)
        worker = _worker(database, clock, lambda _: None)
        assert worker._take() is not None
        clock.advance(timedelta(minutes=5))
        assert worker.run_due() == 0
        assert _job(database, job_id).error_code == "jobs.abandoned"

    def test_lets_only_the_holder_of_the_lease_finish(self, database: Database, clock: SetClock):
        job_id = _enqueue(database, clock)
        raised: list[Exception] = []

        def handle(run: Run) -> None:
            clock.advance(timedelta(minutes=5))
            _worker(database, clock, lambda _: None, beat_s=60).run_due()
            try:
                with database.transaction() as connection:
                    _enqueue_more(connection, clock)
                    run.finish(connection)
            except LeaseLost as error:
                raised.append(error)
                raise

        _worker(database, clock, handle, beat_s=60).run_due()
        assert len(raised) == 1
        with database.reading() as connection:
            assert [job.id for job in list_jobs(connection, workspace_id="acme")] == [job_id]

    def test_runs_each_of_many_jobs_once_in_threads(self, database: Database):
        clock = SystemClock()
        lock, ran, all_ran = threading.Lock(), [], threading.Event()

        def handle(run: Run) -> None:
            with lock:
                ran.append(run.job.payload["n"])
                if len(ran) == 30:
                    all_ran.set()

        with database.transaction() as connection:
            for n in range(30):
                enqueue(connection, workspace_id="acme", kind="k", payload={"n": n}, clock=clock)
        worker = Worker(database, {"k": handle}, clock=clock, threads=4)
        with worker.running(poll_s=0.01):
            assert all_ran.wait(30)
        assert sorted(ran) == list(range(30))

    def test_finishes_in_the_handlers_own_transaction(self, database: Database, clock: SetClock):
        job_id = _enqueue(database, clock)

        def handle(run: Run) -> None:
            with database.transaction() as connection:
                run.finish(connection)

        assert _worker(database, clock, handle).run_due() == 1
        assert _job(database, job_id).state == State.done

    def test_does_not_take_a_finish_that_was_rolled_back(self, database: Database, clock: SetClock):
        job_id = _enqueue(database, clock)

        def handle(run: Run) -> None:
            with database.transaction() as connection:
                run.finish(connection)
                raise Invalid("second thoughts")

        _worker(database, clock, handle).run_due()
        assert _job(database, job_id).state == State.failed

    def test_takes_the_job_of_a_killed_process_again(self, database: Database):
        job_id = _enqueue(database, SystemClock())
        url = database.engine.url.render_as_string(hide_password=False)
        context = multiprocessing.get_context("spawn")
        started = context.Event()
        process = context.Process(target=_work_for_ever, args=(url, started))
        process.start()
        assert started.wait(60)
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        assert _job(database, job_id).state == State.running
        later = SetClock(datetime.now(UTC) + timedelta(minutes=2))  # noqa: TID251 - a real process
        assert _worker(database, later, lambda _: None).run_due() == 1
        job = _job(database, job_id)
        assert (job.state, job.attempts) == (State.done, 2)


class TestCancel:
    def test_stops_a_waiting_job_at_once(self, database: Database, clock: SetClock):
        job_id = _enqueue(database, clock)
        with database.transaction() as connection:
            job = cancel(connection, workspace_id="acme", job_id=job_id, clock=clock)
        assert job.state == State.cancelled
        assert _worker(database, clock, lambda _: None).run_due() == 0

    def test_stops_a_running_job_at_its_next_progress(self, database: Database, clock: SetClock):
        job_id = _enqueue(database, clock)

        def handle(run: Run) -> None:
            with database.transaction() as connection:
                cancel(connection, workspace_id="acme", job_id=job_id, clock=clock)
            ticks = 0
            while ticks < 10_000_000:
                ticks += 1
                run.progress(ticks, None, "ticks")

        _worker(database, clock, handle, beat_s=0.01).run_due()
        job = _job(database, job_id)
        assert (job.state, job.error_code) == (State.cancelled, "jobs.cancelled")
        assert 0 < job.done < 10_000_000


class TestSchedule:
    def test_asks_again_and_again_and_counts_missed_ticks_as_one(
        self, database: Database, clock: SetClock
    ):
        ran: list[datetime] = []
        worker = _worker(database, clock, lambda run: ran.append(run.clock.now()))
        start = clock.now()
        _schedule(database, first_at=start + timedelta(minutes=1))
        assert worker.run_due() == 0
        for minutes in (1, 1, 5):
            clock.advance(timedelta(minutes=minutes))
            worker.run_due()
            worker.run_due()
        assert [(at - start).total_seconds() / 60 for at in ran] == [1, 2, 7]
        clock.advance(timedelta(seconds=59))
        assert worker.run_due() == 0

    def test_ends_when_it_is_taken_back(self, sqlite_database: Database, clock: SetClock):
        _schedule(sqlite_database, first_at=clock.now())
        with sqlite_database.transaction() as connection:
            unschedule(connection, workspace_id="acme", name="watch")
        assert _worker(sqlite_database, clock, lambda _: None).run_due() == 0


def _enqueue(database: Database, clock: Any, **options: Any) -> str:
    asked = {"workspace_id": "acme", "kind": "k", "payload": {"n": 1}, "clock": clock, **options}
    with database.transaction() as connection:
        return enqueue(connection, **asked)


def _enqueue_and_fail(connection: sa.Connection, clock: SetClock) -> None:
    _enqueue_more(connection, clock)
    raise KeyReused("no")


def _enqueue_more(connection: sa.Connection, clock: SetClock) -> None:
    enqueue(connection, workspace_id="acme", kind="more", payload={}, clock=clock)


def _job(database: Database, job_id: str) -> Job:
    with database.reading() as connection:
        return get_job(connection, workspace_id="acme", job_id=job_id)


def _schedule(database: Database, *, first_at: datetime) -> None:
    with database.transaction() as connection:
        schedule(
            connection, workspace_id="acme", name="watch", kind="k", payload={},
            every=timedelta(minutes=1), first_at=first_at,
        )  # fmt: skip


def _worker(
    database: Database, clock: Any, handle: Callable[[Run], Any], *, beat_s: float = 1.0
) -> Worker:
    return Worker(database, {"k": handle}, clock=clock, beat_s=beat_s)


def _raising(error: Exception) -> Callable[[Run], None]:
    def handle(_: Run) -> None:
        raise error

    return handle


def _work_for_ever(url: str, started: Any) -> None:
    def handle(_: Run) -> None:
        started.set()
        threading.Event().wait()

    Worker(Database(url), {"k": handle}, clock=SystemClock()).run_due()
