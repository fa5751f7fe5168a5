import multiprocessing
import os
import signal
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from tests.core.jobs.conftest import Engine
from tests.core.jobs.stage import ask, log_of, look, nothing, raising

from adhelm.core.clock import SetClock, SystemClock
from adhelm.core.db import Database
from adhelm.core.errors import Invalid, Unavailable
from adhelm.core.events import history
from adhelm.core.jobs import (
    LeaseLost,
    Run,
    State,
    Task,
    TooLong,
    Worker,
    WorkerStops,
    cancel,
    enqueue,
    list_jobs,
)
from adhelm.core.request import current

# Celery still calls a method of Redis under its older name.
pytestmark = pytest.mark.filterwarnings("ignore:Call to deprecated setex:DeprecationWarning")


class TestRun:
    def test_runs_what_is_due_and_nothing_else(
        self, engine: Engine, database: Database, clock: SetClock
    ):
        ran: list[Any] = []
        ask(database, clock, payload={"n": 1})
        ask(database, clock, payload={"n": 2}, run_at=clock.now() + timedelta(hours=1))
        ask(database, clock, kind="unknown")
        handlers = {"k": lambda run: ran.append(run.job.payload["n"])}
        assert engine.run_due(database, handlers, clock) == 1
        clock.advance(timedelta(hours=1))
        assert engine.run_due(database, handlers, clock) == 1
        assert engine.run_due(database, handlers, clock) == 0
        assert ran == [1, 2]

    def test_takes_the_most_urgent_first(
        self, engine: Engine, sqlite_database: Database, clock: SetClock
    ):
        ran: list[int] = []
        for priority in (0, 5, -3, 5, 1):
            ask(sqlite_database, clock, priority=priority)
            clock.advance(timedelta(seconds=1))
        engine.run_due(sqlite_database, {"k": lambda run: ran.append(run.job.priority)}, clock)
        assert ran == [5, 5, 1, 0, -3]

    def test_writes_down_progress_and_end(
        self, engine: Engine, database: Database, clock: SetClock
    ):
        job_id = ask(database, clock)
        engine.run_due(database, {"k": lambda run: run.progress(3, 4, "rows")}, clock)
        job = look(database, job_id)
        assert (job.state, job.done, job.total, job.what) == (State.done, 3, 4, "rows")
        assert (job.started_at, job.ended_at) == (clock.now(), clock.now())
        assert log_of(database, job_id) == ["info: attempt 1 of 5", "info: rows", "info: done"]

    def test_tries_again_what_was_unavailable_after_a_growing_while(
        self, engine: Engine, database: Database, clock: SetClock
    ):
        job_id = ask(database, clock, max_attempts=3)
        handlers = {"k": raising(Unavailable("busy, access_token=EAAB12345"))}
        waits = []
        while engine.run_due(database, handlers, clock):
            job = look(database, job_id)
            waits.append((job.run_at - clock.now()).total_seconds())
            clock.set(max(job.run_at, clock.now()))
        assert waits[:2] == [30, 60]
        job = look(database, job_id)
        assert (job.state, job.attempts, job.error_code) == (State.failed, 3, "unavailable")
        assert job.error == "busy, access_token=********"

    @pytest.mark.parametrize(
        ("error", "code"),
        [(Invalid("bad file"), "invalid"), (ValueError("bug"), "internal"),
         (SystemExit(1), "internal")],
    )  # fmt: skip
    def test_ends_at_any_other_error(
        self, engine: Engine, sqlite_database: Database, clock: SetClock,
        error: BaseException, code: str,
    ):  # fmt: skip
        job_id = ask(sqlite_database, clock)
        assert engine.run_due(sqlite_database, {"k": raising(error)}, clock) == 1
        job = look(sqlite_database, job_id)
        assert (job.state, job.error_code, job.attempts) == (State.failed, code, 1)

    def test_takes_a_job_again_whose_lease_ran_out(
        self, engine: Engine, database: Database, clock: SetClock
    ):
        job_id = ask(database, clock)
        inner: list[int] = []

        def handle(run: Run) -> None:
            if run.job.attempts == 1:
                clock.advance(timedelta(minutes=5))
                inner.append(Worker(database, {"k": nothing}, clock=clock, beat_s=60).run_due())

        engine.run_due(database, {"k": handle}, clock, beat_s=60)
        assert inner == [1]
        job = look(database, job_id)
        assert (job.state, job.attempts) == (State.done, 2)

    def test_gives_up_a_job_that_loses_its_worker_each_time(
        self, engine: Engine, database: Database, clock: SetClock
    ):
        job_id = ask(database, clock, max_attempts=1)
        assert Worker(database, {"k": nothing}, clock=clock)._take() is not None
        clock.advance(timedelta(minutes=5))
        assert engine.run_due(database, {"k": nothing}, clock) == 0
        assert look(database, job_id).error_code == "jobs.abandoned"

    def test_lets_only_the_holder_of_the_lease_finish(
        self, engine: Engine, database: Database, clock: SetClock
    ):
        job_id = ask(database, clock)
        raised: list[Exception] = []

        def handle(run: Run) -> None:
            clock.advance(timedelta(minutes=5))
            Worker(database, {"k": nothing}, clock=clock, beat_s=60).run_due()
            try:
                with database.transaction() as connection:
                    _ask_for_more(connection, clock)
                    run.finish(connection)
            except LeaseLost as error:
                raised.append(error)
                raise

        engine.run_due(database, {"k": handle}, clock, beat_s=60)
        assert len(raised) == 1
        with database.reading() as connection:
            assert [job.id for job in list_jobs(connection, workspace_id="acme")] == [job_id]

    def test_finishes_in_the_handlers_own_transaction(
        self, engine: Engine, database: Database, clock: SetClock
    ):
        job_id = ask(database, clock)

        def handle(run: Run) -> None:
            with database.transaction() as connection:
                run.finish(connection)

        assert engine.run_due(database, {"k": handle}, clock) == 1
        assert look(database, job_id).state == State.done

    def test_does_not_take_a_finish_that_was_rolled_back(
        self, engine: Engine, database: Database, clock: SetClock
    ):
        job_id = ask(database, clock)

        def handle(run: Run) -> None:
            with database.transaction() as connection:
                run.finish(connection)
                raise Invalid("second thoughts")

        engine.run_due(database, {"k": handle}, clock)
        assert look(database, job_id).state == State.failed

    def test_works_under_the_id_and_for_the_actor_of_who_asked(
        self, engine: Engine, sqlite_database: Database, clock: SetClock
    ):
        job_id = ask(sqlite_database, clock, asked_by="person:per_1")
        seen: list[tuple[str, str, str]] = []

        def handle(_: Run) -> None:
            work = current()
            seen.append((work.request_id, work.workspace_id, work.actor))

        engine.run_due(sqlite_database, {"k": handle}, clock)
        request = look(sqlite_database, job_id).request_id
        assert seen == [(request, "acme", "person:per_1")]

    def test_tells_live_screens_where_a_job_is(
        self, engine: Engine, database: Database, clock: SetClock
    ):
        job_id = ask(database, clock, asked_by="person:per_1")
        engine.run_due(database, {"k": lambda run: run.progress(3, 4, "rows")}, clock)
        with database.reading() as connection:
            told = [one.event for one in history(connection, workspace_id="acme")]
        assert [(one.job_id, one.state, one.done) for one in told] == [
            (job_id, State.queued, 0), (job_id, State.running, 0), (job_id, State.done, 3),
        ]  # fmt: skip
        assert {one.asked_by for one in told} == {"per_1"}

    def test_keeps_what_no_database_takes_in_a_form_that_all_do(
        self, engine: Engine, database: Database, clock: SetClock
    ):
        job_id = ask(database, clock)

        def handle(run: Run) -> None:
            run.progress(1, None, "half \ud800 of a sign")
            run.log("a\x00b")
            raise Invalid("NUL \x00 here\npassword=hunter2")

        assert engine.run_due(database, {"k": handle}, clock) == 1
        job = look(database, job_id)
        assert (job.what, job.error) == ("half   of a sign", "NUL   here password=********")
        assert "info: a b" in log_of(database, job_id)


class TestStopping:
    def test_a_cancelled_job_stops_at_its_next_progress(
        self, engine: Engine, database: Database, clock: SetClock
    ):
        job_id = ask(database, clock)

        def handle(run: Run) -> None:
            with database.transaction() as connection:
                cancel(connection, workspace_id="acme", job_id=job_id, clock=clock)
            _tick_on(run)

        engine.run_due(database, {"k": handle}, clock, beat_s=0.01)
        job = look(database, job_id)
        assert (job.state, job.error_code) == (State.cancelled, "jobs.cancelled")
        assert job.done > 0

    def test_a_job_over_its_limit_stops_at_its_next_progress(
        self, engine: Engine, database: Database, clock: SetClock
    ):
        job_id = ask(database, clock)
        raised: list[type[Exception]] = []

        def handle(run: Run) -> None:
            clock.advance(timedelta(seconds=11))
            try:
                _tick_on(run)
            except TooLong as error:
                raised.append(type(error))
                raise

        tasks = {"k": Task(handle, longest=timedelta(seconds=10))}
        engine.run_due(database, tasks, clock, beat_s=0.01)
        job = look(database, job_id)
        assert (job.state, job.error_code) == (State.failed, "jobs.too_long")
        assert raised == [TooLong]

    def test_a_job_over_its_limit_that_goes_on_fails_and_has_no_effect(
        self, engine: Engine, database: Database, clock: SetClock
    ):
        job_id = ask(database, clock)
        given_up, ended = threading.Event(), threading.Event()
        raised: list[type[Exception]] = []

        def handle(run: Run) -> None:
            clock.advance(timedelta(minutes=2))
            assert given_up.wait(60)
            try:
                with database.transaction() as connection:
                    _ask_for_more(connection, clock)
                    run.finish(connection)
            except LeaseLost as error:
                raised.append(type(error))
            ended.set()

        tasks = {"k": Task(handle, longest=timedelta(seconds=10))}
        assert engine.run_due(database, tasks, clock, beat_s=0.01) == 1
        job = look(database, job_id)
        assert (job.state, job.error_code) == (State.failed, "jobs.too_long")
        given_up.set()
        assert ended.wait(60)
        assert raised == [LeaseLost]
        with database.reading() as connection:
            assert [one.id for one in list_jobs(connection, workspace_id="acme")] == [job_id]

    def test_a_worker_that_stops_gives_its_jobs_back(self, database: Database):
        job_id = ask(database, SystemClock())
        runs = threading.Event()
        raised: list[type[Exception]] = []

        def handle(run: Run) -> None:
            runs.set()
            try:
                _tick_on(run)
            except WorkerStops as error:
                raised.append(type(error))
                raise

        worker = Worker(database, {"k": handle}, clock=SystemClock())
        with worker.running(poll_s=0.01, drain_s=1):
            assert runs.wait(60)
        job = look(database, job_id)
        assert raised == [WorkerStops]
        assert (job.state, job.attempts, job.error) == (State.queued, 0, None)
        assert "info: given back: its worker stops" in log_of(database, job_id)

    def test_a_worker_does_not_wait_for_ever(self, sqlite_database: Database):
        job_id = ask(sqlite_database, SystemClock())
        runs, end = threading.Event(), threading.Event()

        def handle(_: Run) -> None:
            runs.set()
            end.wait(60)

        worker = Worker(sqlite_database, {"k": handle}, clock=SystemClock(), beat_s=0.05)
        with worker.running(poll_s=0.01, drain_s=0.2):
            assert runs.wait(60)
        assert look(sqlite_database, job_id).state == State.running
        threads = [thread for thread in threading.enumerate() if thread.name.startswith("job")]
        end.set()
        for thread in threads:
            thread.join(60)


class TestWorker:
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
        with Worker(database, {"k": handle}, clock=clock, threads=4).running(poll_s=0.01):
            assert all_ran.wait(60)
        assert sorted(ran) == list(range(30))

    def test_takes_the_job_of_a_killed_process_again(self, database: Database):
        job_id = ask(database, SystemClock())
        url = database.engine.url.render_as_string(hide_password=False)
        context = multiprocessing.get_context("spawn")
        started = context.Event()
        process = context.Process(target=_work_for_ever, args=(url, started))
        process.start()
        assert started.wait(60)
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        assert look(database, job_id).state == State.running
        later = SetClock(datetime.now(UTC) + timedelta(minutes=2))  # noqa: TID251 - a real process
        assert Worker(database, {"k": nothing}, clock=later).run_due() == 1
        job = look(database, job_id)
        assert (job.state, job.attempts) == (State.done, 2)


def _tick_on(run: Run) -> None:
    ticks = 0
    while ticks < 100_000_000:
        ticks += 1
        run.progress(ticks, None, "ticks")


def _ask_for_more(connection: sa.Connection, clock: SetClock) -> None:
    enqueue(connection, workspace_id="acme", kind="more", payload={}, clock=clock)


def _work_for_ever(url: str, started: Any) -> None:
    def handle(_: Run) -> None:
        started.set()
        threading.Event().wait()

    Worker(Database(url), {"k": handle}, clock=SystemClock()).run_due()
