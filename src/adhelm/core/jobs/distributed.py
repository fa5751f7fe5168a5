"""Celery on Redis as the distributed queue; imported only where it is used (`adhelm[celery]`)."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from adhelm.core.errors import Invalid, Kind, Unavailable
from adhelm.core.jobs.relay import AGAIN
from adhelm.core.jobs.running import Runner
from adhelm.core.jobs.types import Job

if TYPE_CHECKING:
    from celery import Celery

TASK = "adhelm.run"
QUEUE = "adhelm"
_DRAIN_S = 8
_LEAST_URGENT = 9


class CeleryMissing(Invalid):
    """Jobs shall be run by Celery, and it is not installed."""

    code = "jobs.celery_missing"


class QueueUnsaid(Invalid):
    """Jobs shall be run by Celery, and nobody says on which Redis."""

    kind = Kind.usage
    code = "jobs.queue_unsaid"


class QueueUnavailable(Unavailable):
    """Redis does not answer."""

    code = "jobs.queue_unavailable"


def open_queue(url: str) -> Celery:
    """
    Return the application of Celery whose queue is in this Redis.

    :raises CeleryMissing: if it is not installed.
    """
    try:
        from celery import Celery
    except ModuleNotFoundError as error:
        raise CeleryMissing(
            "distributed workers need Celery", hint="pip install 'adhelm[celery]'"
        ) from error
    # Celery knows sockets under another name.
    address = url.replace("unix://", "redis+socket://", 1)
    app = Celery("adhelm", broker=address, backend=address, set_as_current=False)
    app.conf.update(
        task_default_queue=QUEUE,
        task_serializer="json",
        result_serializer="json",
        accept_content=["json"],
        # The row in the database knows what is still to be done; a message is a hint.
        task_acks_late=False,
        worker_prefetch_multiplier=1,
        result_expires=3600,
        # For Flower.
        task_track_started=True,
        task_send_sent_event=True,
        worker_send_task_events=True,
        broker_connection_retry_on_startup=True,
        broker_transport_options={
            # A relay asks again a second later by itself.
            "max_retries": 1,
            "queue_order_strategy": "priority", "socket_timeout": 10, "socket_connect_timeout": 5,
        },
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_soft_shutdown_timeout=_DRAIN_S,
    )  # fmt: skip
    return app


def sender(app: Celery, *, again: timedelta = AGAIN, results: bool = False) -> Callable[[Job], Any]:
    """
    Return what hands a job to the workers of Celery.

    With `results` it returns where each result will be, and listens for it: for who waits for it.
    """

    def send(job: Job) -> Any:
        from kombu.exceptions import OperationalError

        try:
            return app.send_task(
                TASK,
                args=(job.workspace_id, job.id),
                # Named in Flower by what it is; void when the relay would hand it over again.
                shadow=job.kind,
                expires=again.total_seconds(),
                priority=_urgency(job),
                retry=False,
                # The row in the database has the result; a relay must not gather them all.
                ignore_result=not results,
            )
        except OperationalError as error:
            raise QueueUnavailable(
                "Redis does not take jobs", hint="check ADHELM_REDIS__URL"
            ) from error

    return send


def serve(app: Celery, runner: Callable[[], Runner]) -> None:
    """
    Let the workers of an application run jobs.

    The runner is made in each process when its first job comes: what it has open must not cross
    a fork.
    """
    mine = lru_cache(maxsize=1)(runner)

    @app.task(name=TASK)  # type: ignore[untyped-decorator]  # Celery ships no types
    def run(workspace_id: str, job_id: str) -> dict[str, str]:
        state = mine().run_this(workspace_id, job_id)
        return {"job": job_id, "state": str(state or "not ours")}


def work(app: Celery, *, processes: int) -> int:
    """Run jobs in so many processes until stopped; return the exit code."""
    # A stop gives jobs that run the soft shutdown's seconds; the lease of a longer one runs out.
    os.environ.setdefault("REMAP_SIGTERM", "SIGQUIT")  # noqa: TID251 - Celery knows no other way
    name = f"adhelm@{socket.gethostname()}-{os.getpid()}"
    worker: Any = app.Worker(
        hostname=name, pool="prefork", concurrency=processes, quiet=True, loglevel="WARNING",
        without_gossip=True, without_mingle=True,
    )  # fmt: skip
    worker.start()
    return int(worker.exitcode or 0)


def _urgency(job: Job) -> int:
    # On Redis 0 is the most urgent; ours counts up from an ordinary 0.
    return max(0, min(_LEAST_URGENT, 5 - job.priority))
