"""A worker to be killed, in its own process: `kill_worker.py ENGINE DATABASE NOTES [REDIS]`."""

import hashlib
import sys
import threading
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from adhelm.core.clock import SystemClock
from adhelm.core.db import Database
from adhelm.core.jobs import Run, Runner, State, Task, Worker, enqueue
from adhelm.core.jobs.tables import JOB

KIND, EFFECT = "tests.work", "tests.effect"
LEASE = timedelta(seconds=1)
BEAT_S = 0.1


def work(run: Run, notes: Path) -> None:
    """Take a while, then leave exactly one row behind."""
    number = run.job.payload["n"]
    with notes.open("a") as out:
        out.write(f"{number}\n")
    for step in range(20):
        run.progress(step, 20, "hashing")
        hashlib.pbkdf2_hmac("sha256", b"work", b"salt", 3000)
    with run.database.transaction() as connection:
        enqueue(
            connection, workspace_id="acme", kind=EFFECT, payload={"n": number}, clock=run.clock
        )
        run.finish(connection)


def is_any_left(database: Database) -> bool:
    waits = sa.and_(JOB.c.kind == KIND, JOB.c.state.in_([State.queued, State.running]))
    with database.reading() as connection:
        return connection.scalar(sa.select(JOB.c.id).where(waits).limit(1)) is not None


def main(engine: str, url: str, notes: Path, redis: str = "") -> None:
    handlers = {KIND: Task(lambda run: work(run, notes))}
    if engine == "celery":
        from adhelm.core.jobs.distributed import open_queue, serve
        from adhelm.core.jobs.distributed import work as run_celery

        app = open_queue(redis)
        serve(app, lambda: Runner(Database(url), handlers, SystemClock(), LEASE, BEAT_S))
        run_celery(app, processes=2)
        return
    database = Database(url)
    worker = Worker(database, handlers, clock=SystemClock(), lease=LEASE, beat_s=BEAT_S)
    with worker.running(poll_s=0.05):
        threading.Event().wait()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), *sys.argv[4:])
