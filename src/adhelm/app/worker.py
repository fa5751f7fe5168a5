"""`adhelm worker`: runs the jobs of every slice that has some."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click

from adhelm.app.observing import observed
from adhelm.app.wiring import job_handlers
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.jobs import Worker
from adhelm.core.settings import Settings
from adhelm.core.terminal import Shell, command


@command("worker")
@click.option("--once", is_flag=True, help="Run what is due, then stop.")
@click.option("--threads", type=click.IntRange(min=1), default=2, help="Jobs at the same time.")
def worker(shell: Shell, *, once: bool, threads: int) -> None:
    """
    Run the jobs that are due, and go on until stopped.

    A stop (Ctrl-C, SIGTERM) waits for the jobs that run. A worker that is killed leaves its jobs
    to the next one.
    """
    made = Worker(
        shell.services.get(Database),
        job_handlers(shell.services),
        clock=shell.services.get(Clock),  # type: ignore[type-abstract]  # the key of the clock
        threads=threads,
    )
    if once:
        shell.terminal.record({"attempts": made.run_due()})
        return
    with observed(shell.services.get(Settings)), _until_stopped() as stopped, made.running():
        shell.terminal.note("running; stop with Ctrl-C")
        stopped.wait()
    shell.terminal.note("stopped")


@contextmanager
def _until_stopped() -> Iterator[threading.Event]:
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
