"""`adhelm up`: the API and, in threads beside it, the jobs; nothing else to install."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

import click

from adhelm.app.observing import observed
from adhelm.app.wiring import job_handlers
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.jobs import Worker
from adhelm.core.settings import Settings
from adhelm.core.terminal import Shell, command

if TYPE_CHECKING:
    import uvicorn

_DRAIN_S = 8


@command("up")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8600, show_default=True)
@click.option("--worker/--no-worker", default=True, help="Run the jobs too.")
def up(shell: Shell, *, host: str, port: int, worker: bool) -> None:
    """
    Serve the API, and run the jobs that are due.

    A stop (Ctrl-C, SIGTERM) lets requests and jobs that run come to their end.
    """
    import uvicorn

    from adhelm.app.api import create_app

    settings = shell.services.get(Settings)
    app = create_app(shell.services, api=settings.api, redis_url=settings.redis.url)
    jobs = Worker(
        shell.services.get(Database),
        job_handlers(shell.services),
        clock=shell.services.get(Clock),  # type: ignore[type-abstract]  # the key of the clock
    )
    config = uvicorn.Config(
        app, host=host, port=port, log_level="warning", log_config=None, access_log=False,
        server_header=False, proxy_headers=False, timeout_graceful_shutdown=_DRAIN_S,
    )  # fmt: skip
    shell.terminal.note(f"serving http://{host}:{port}, documentation at /docs; stop with Ctrl-C")
    server = uvicorn.Server(config)
    with (
        observed(settings),
        _stopping(server),
        jobs.running() if worker else nullcontext(),
    ):
        server.run()
    shell.terminal.note("stopped")


@contextmanager
def _stopping(server: uvicorn.Server) -> Iterator[None]:
    """Let a signal drain the server and end the command well; uvicorn alone would die of it."""
    # Its own way to be stopped raises the signal once more when all is done.
    server.capture_signals = nullcontext  # type: ignore[method-assign, assignment]

    def stop(*_: object) -> None:
        server.should_exit = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
