"""`adhelm up` in a process of its own, for tests that ask it from outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx  # noqa: TID253 - a client of its own

from adhelm.app.wiring import open_services
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.govern import accounts

UNLIMITED = {
    "ADHELM_API__REQUESTS_PER_MINUTE": "0",
    "ADHELM_API__PERSON_REQUESTS_PER_MINUTE": "0",
    "ADHELM_API__ADDRESS_REQUESTS_PER_MINUTE": "0",
}
COMMAND = [sys.executable, "-m", "adhelm.app"]


@dataclass
class Running:
    """A process that serves, and the key of its first admin."""

    process: subprocess.Popen[str]
    told: dict[str, Any]
    key: str

    def client(self) -> httpx.Client:
        headers = {"authorization": f"Bearer {self.key}"} if self.key else {}
        return httpx.Client(base_url=self.told["url"], headers=headers, timeout=60)


@contextmanager
def running(
    home: Path, *options: str, database_url: str = "", **settings: str
) -> Iterator[Running]:
    """Serve a home with one workspace on a free port, until the block ends."""
    home.mkdir(parents=True, exist_ok=True)
    if database_url:
        (home / "adhelm.toml").write_text(f'[database]\nurl = "{database_url}"\n')
    with serving(home, *options, key=bootstrapped(home), **settings) as up:
        yield up


def bootstrapped(home: Path) -> str:
    """Return the key of the first admin of a home, in its workspace 'acme'."""
    services, _ = open_services(home=home)
    parts: Any = {"database": services.get(Database), "clock": services.get(Clock)}  # type: ignore[type-abstract]
    first = accounts.bootstrap(**parts, workspace_id="acme", username="root")
    services.close()
    return first.key.secret.reveal()


@contextmanager
def serving(home: Path, *options: str, key: str = "", **settings: str) -> Iterator[Running]:
    """Serve a home that there is on a free port, until the block ends."""
    environment = {**os.environ, **settings}  # noqa: TID251 - for the child
    process = subprocess.Popen(
        [*COMMAND, "--home", str(home), "up", "--port", "0", "-o", "json", *options],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        told = json.loads(_document(process.stdout))
        yield Running(process, told, key)
    finally:
        process.kill()
        process.communicate()


def _document(lines: Iterator[str]) -> str:
    read = ""
    for line in lines:
        read += line
        if line.rstrip() == "}":
            return read
    raise AssertionError(f"it ended with {read!r}")
