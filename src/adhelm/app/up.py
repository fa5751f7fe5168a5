"""`adhelm up`: the API and, beside it, the jobs; nothing else to install."""

from __future__ import annotations

import os
import resource
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from adhelm.app.memory import few_arenas, settled
from adhelm.app.observing import observed
from adhelm.app.processes import Processes, after_others, offered, share
from adhelm.app.wiring import open_database
from adhelm.app.worker import beside, stops
from adhelm.core import logs
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import Conflict
from adhelm.core.settings import Settings
from adhelm.core.terminal import Shell, command
from adhelm.govern import accounts

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

    from adhelm.core.services import Services

_DRAIN_S = 8
_AT_MOST_S = 9.0
_KILLED_AFTER_S = 9.4
_BACKLOG = 2048
_MOST_FILES = 65_536
_LEAST_AT_WORK = 4
_LEAST_CONNECTIONS = 8
_MOST_PROCESSES = 64


class CannotListen(Conflict):
    """The address is taken, or none of this machine's."""

    code = "up.cannot_listen"


class OneClock(Conflict):
    """The clock of the test profile can be set, in one process."""

    code = "up.one_clock"


class _Count(click.ParamType[int]):
    """A number of processes; `auto` is 0."""

    name = "N|auto"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Read the text of `--processes`."""
        if value == "auto":
            return 0
        return int(click.IntRange(1, _MOST_PROCESSES).convert(value, param, ctx))  # type: ignore[arg-type]


@command("up")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8600, show_default=True, help="0: a free one."
)
@click.option(
    "--processes", type=_Count(), default="auto", show_default=True,
    help="How many answer; auto: as many as there are processors, eight at most.",
)  # fmt: skip
@click.option("--worker/--no-worker", default=True, help="Run the jobs too.")
def up(shell: Shell, *, host: str, port: int, processes: int, worker: bool) -> None:
    """
    Serve the API, and run the jobs that are due.

    With `-o json` the address is printed as soon as it is served. A stop (Ctrl-C, SIGTERM) lets
    requests and jobs that run come to their end, for ten seconds at most.
    """
    _allow_many_connections()
    settings = shell.services.get(Settings)
    count = _counted(settings, processes)
    with _listening(host, port) as listener:
        taken = listener.getsockname()[1]
        pid_file = settings.home / f"up-{taken}.pid"

        # Before there are several processes: no connection crosses a fork.
        first = _first_link(shell)

        def tell() -> None:
            _tell(shell, host, taken, first)

        with _named(pid_file):
            if count == 1:
                _alone(shell.services, listener, pid_file, worker=worker, tell=tell)
            else:
                _together(shell.services, listener, count, worker=worker, tell=tell)
    shell.terminal.note("stopped")


def _counted(settings: Settings, wanted: int) -> int:
    if settings.profile != "test":
        return wanted or offered()
    if wanted > 1:
        raise OneClock(
            "the clock of the test profile can be set in one process", hint="--processes 1"
        )
    return 1


def _alone(
    services: Services, listener: socket.socket, pid_file: Path, *, worker: bool,
    tell: Callable[[], None],
) -> None:  # fmt: skip
    """Answer and work in this process."""
    from adhelm.app.api import create_app

    settings = services.get(Settings)
    app = create_app(services, api=settings.api, redis_url=settings.redis.url)
    server = _server(app)
    settled()
    few_arenas()

    def leave() -> None:
        # What still runs has told nobody that it is done, and a job is taken up by the next
        # worker: nothing is lost by not waiting for it.
        pid_file.unlink(missing_ok=True)
        os._exit(0)

    with (
        observed(settings),
        _stopping(server, app, leave),
        beside(services) if worker else nullcontext(),
    ):
        tell()
        server.run(sockets=[listener])


def _together(
    services: Services, listener: socket.socket, count: int, *, worker: bool,
    tell: Callable[[], None],
) -> None:  # fmt: skip
    """Answer in several processes and work in one more; this one only looks after them."""
    from adhelm.app.api import create_app
    from adhelm.app.api.rates import CountsTogether

    settings = services.get(Settings)
    # Whatever is wrong with the database is said once, here; no connection crosses a fork.
    services.get(Database)
    services.close()
    shared = _shared(settings, count)
    services.register(Database, lambda: open_database(shared), close=Database.close)
    app = create_app(
        services, api=shared.api, redis_url=settings.redis.url, counts=CountsTogether(),
        several=True,
    )  # fmt: skip

    def answer() -> None:
        server = _server(app)
        with closing(services), observed(settings), _stopping(server, app, _leave):
            server.run(sockets=[listener])

    def work() -> None:
        listener.close()
        after_others()
        with closing(services), observed(settings), stops() as stopped, beside(services):
            stopped.wait()

    settled()
    few_arenas()
    parts = {f"api {number}": answer for number in range(1, count + 1)}
    logs.set_up(form=settings.log.format, level=settings.log.level)
    Processes(
        parts | ({"jobs": work} if worker else {}), at_most_s=_KILLED_AFTER_S,
        stopped=listener.close,
    ).run(started=tell)  # fmt: skip


def _leave() -> None:
    os._exit(0)


def _shared(settings: Settings, count: int) -> Settings:
    """Return the settings of one of several processes: its part of what holds for all of them."""
    api, database = settings.api, settings.database
    parts = {
        "at_work": share(api.at_work, count, least=_LEAST_AT_WORK),
        "waiting": share(api.waiting, count),
        "streams": share(api.streams, count),
        "uploads": share(api.uploads, count),
    }
    connections = share(database.pool_size, count, least=_LEAST_CONNECTIONS)
    return settings.model_copy(
        update={
            "api": api.model_copy(update=parts),
            "database": database.model_copy(update={"pool_size": connections}),
        }
    )


def _server(app: FastAPI) -> uvicorn.Server:
    import uvicorn

    config = uvicorn.Config(
        app, log_level="warning", log_config=None, access_log=False, server_header=False,
        proxy_headers=False, timeout_graceful_shutdown=_DRAIN_S,
    )  # fmt: skip
    return uvicorn.Server(config)


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


def _first_link(shell: Shell) -> str:
    """Return the path at which the first account is made; empty where somebody has one."""
    # It is a secret: a person is shown it, what may be kept as a log is not.
    if not shell.terminal.interactive:
        return ""
    first = accounts.first_invitation(
        principal=shell.principal,
        database=shell.services.get(Database),
        clock=shell.services.get(Clock),  # type: ignore[type-abstract]  # the key
    )
    return f"/join?token={quote(first.token.reveal())}" if first else ""


def _tell(shell: Shell, host: str, port: int, first: str) -> None:
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    if shell.terminal.output != "table":
        shell.terminal.record({"url": url, "host": host, "port": port, "pid": os.getpid()})
        shell.terminal.close()
        shell.terminal.stdout.flush()
    shell.terminal.note(f"serving {url}, documentation at /docs; stop with Ctrl-C")
    if first:
        shell.terminal.note(f"nobody has an account yet: make the first at {url}{first}")


@contextmanager
def _named(pid_file: Path) -> Iterator[None]:
    pid_file.parent.mkdir(parents=True, exist_ok=True)
    pid_file.write_text(f"{os.getpid()}\n", "utf-8")
    try:
        yield
    finally:
        pid_file.unlink(missing_ok=True)


@contextmanager
def _stopping(server: uvicorn.Server, app: FastAPI, leave: Callable[[], None]) -> Iterator[None]:
    """Let a signal drain the server and end the command well; uvicorn alone would die of it."""
    # Its own way to be stopped raises the signal once more when all is done.
    server.capture_signals = nullcontext  # type: ignore[method-assign, assignment]
    last = threading.Timer(_AT_MOST_S, leave)
    last.daemon = True

    def stop(*_: object) -> None:
        if server.should_exit:
            server.force_exit = True
            return
        server.should_exit = True
        app.state.streams.drain()
        last.start()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
