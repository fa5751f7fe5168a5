"""`adhelm up`: the API and, in threads beside it, the jobs; nothing else to install."""

from __future__ import annotations

import os
import resource
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adhelm.app.observing import observed
from adhelm.app.worker import beside
from adhelm.core.errors import Conflict
from adhelm.core.settings import Settings
from adhelm.core.terminal import Shell, command

if TYPE_CHECKING:
    import uvicorn

_DRAIN_S = 8
_AT_MOST_S = 9.3
_BACKLOG = 2048
_MOST_FILES = 65_536


class CannotListen(Conflict):
    """The address is taken, or none of this machine's."""

    code = "up.cannot_listen"


@command("up")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8600, show_default=True, help="0: a free one."
)
@click.option("--worker/--no-worker", default=True, help="Run the jobs too.")
def up(shell: Shell, *, host: str, port: int, worker: bool) -> None:
    """
    Serve the API, and run the jobs that are due.

    With `-o json` the address is printed as soon as it is served. A stop (Ctrl-C, SIGTERM) lets
    requests and jobs that run come to their end, for ten seconds at most.
    """
    _allow_many_connections()
    with _listening(host, port) as listener:
        _serve(shell, listener, host=host, worker=worker)
    shell.terminal.note("stopped")


def _serve(shell: Shell, listener: socket.socket, *, host: str, worker: bool) -> None:
    import uvicorn

    from adhelm.app.api import create_app

    settings = shell.services.get(Settings)
    app = create_app(shell.services, api=settings.api, redis_url=settings.redis.url)
    config = uvicorn.Config(
        app, log_level="warning", log_config=None, access_log=False, server_header=False,
        proxy_headers=False, timeout_graceful_shutdown=_DRAIN_S,
    )  # fmt: skip
    server = uvicorn.Server(config)
    port = listener.getsockname()[1]
    pid_file = settings.home / f"up-{port}.pid"
    with (
        observed(settings),
        _stopping(server, pid_file, app.state.streams.drain),
        _named(pid_file),
        beside(shell.services) if worker else nullcontext(),
    ):
        _tell(shell, host, port)
        server.run(sockets=[listener])


def _allow_many_connections() -> None:
    # A soft limit of 1,024 files, as is usual, would be met by clients before the API's own.
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        said = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        raise CannotListen(
            f"cannot listen on {host}:{port}: {said.lower()}",
            hint="stop what listens there, or take another port; --port 0 finds a free one",
        ) from error
    with listener:
        yield listener


def _tell(shell: Shell, host: str, port: int) -> None:
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    if shell.terminal.output != "table":
        shell.terminal.record({"url": url, "host": host, "port": port, "pid": os.getpid()})
        shell.terminal.close()
        shell.terminal.stdout.flush()
    shell.terminal.note(f"serving {url}, documentation at /docs; stop with Ctrl-C")


@contextmanager
def _named(pid_file: Path) -> Iterator[None]:
    pid_file.parent.mkdir(parents=True, exist_ok=True)
    pid_file.write_text(f"{os.getpid()}\n", "utf-8")
    try:
        yield
    finally:
        pid_file.unlink(missing_ok=True)


@contextmanager
def _stopping(server: uvicorn.Server, pid_file: Path, drain: Callable[[], None]) -> Iterator[None]:
    """Let a signal drain the server and end the command well; uvicorn alone would die of it."""
    # Its own way to be stopped raises the signal once more when all is done.
    server.capture_signals = nullcontext  # type: ignore[method-assign, assignment]

    def leave() -> None:
        # What still runs has told nobody that it is done, and a job is taken up by the next
        # worker: nothing is lost by not waiting for it.
        pid_file.unlink(missing_ok=True)
        os._exit(0)

    last = threading.Timer(_AT_MOST_S, leave)
    last.daemon = True

    def stop(*_: object) -> None:
        if server.should_exit:
            server.force_exit = True
            return
        server.should_exit = True
        drain()
        last.start()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
