"""`adhelm worker`: runs the jobs of every slice that has some, alone or with Celery."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from adhelm.app.observing import FIGURES, observed
from adhelm.app.wiring import make_celery, make_relay, make_worker
from adhelm.core import telemetry
from adhelm.core.settings import Settings
from adhelm.core.terminal import Shell, command

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from adhelm.core.services import Services

_BESIDE_S = 6
"""Seconds for jobs beside the API to come to their end; the API itself takes some before."""


@command("worker")
@click.option("--once", is_flag=True, help="Run what is due, by schedule too, then stop.")
@click.option("--threads", type=click.IntRange(min=1), default=2, help="Jobs at the same time.")
@click.option("--celery", is_flag=True, help="Run what a relay hands over through Redis.")
@click.option("--relay", is_flag=True, help="Hand due jobs to the workers of Celery.")
def worker(shell: Shell, *, once: bool, threads: int, celery: bool, relay: bool) -> None:
    """
    Run the jobs that are due, and go on until stopped.

    After a stop (Ctrl-C, SIGTERM) jobs that run have eight seconds to come to their end; a longer
    one goes back into the queue. A worker that is killed leaves its jobs to the next one.
    """
    if celery and relay:
        raise click.UsageError("--celery and --relay are two processes")
    if once:
        _once(shell, relay=relay)
    elif celery:
        _with_celery(shell, processes=threads)
    else:
        _until_stopped(shell, relay=relay, threads=threads)


def beside(services: Services) -> AbstractContextManager[None]:
    """Return what runs jobs beside the API: threads of its own, or a relay to Celery."""
    if services.get(Settings).jobs.engine == "celery":
        return make_relay(services).running()
    return make_worker(services).running(drain_s=_BESIDE_S)


def _once(shell: Shell, *, relay: bool) -> None:
    if relay:
        shell.terminal.record({"handed": make_relay(shell.services).hand_over()})
        return
    made = make_worker(shell.services)
    telemetry.keep_in(shell.services.get(Settings).home / FIGURES)
    with stops() as stopped:
        shell.terminal.record({"attempts": made.run_due(stopped=stopped)})


def _until_stopped(shell: Shell, *, relay: bool, threads: int) -> None:
    services = shell.services
    made = make_relay(services) if relay else make_worker(services, threads=threads)
    with observed(services.get(Settings)), stops() as stopped, made.running():
        shell.terminal.note("running; stop with Ctrl-C")
        stopped.wait()
    shell.terminal.note("stopped")


def _with_celery(shell: Shell, *, processes: int) -> None:
    from adhelm.core.jobs.distributed import work

    with observed(shell.services.get(Settings)):
        app = make_celery(shell.services)
        shell.terminal.note("running with Celery; stop with Ctrl-C")
        code = work(app, processes=processes)
    shell.terminal.note("stopped")
    if code:
        raise click.exceptions.Exit(code)


@contextmanager
def stops() -> Iterator[threading.Event]:
    """Yield what is set by Ctrl-C and SIGTERM."""
    stopped = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: stopped.set())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
