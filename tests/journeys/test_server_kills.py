"""A server that is killed while people write to it …"""

import http.client
import json
import os
import random
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SEED = 20260401
_WRITERS = 4
_PATIENCE_S = 120.0  # a machine may be busy; a server that hangs is still found
_GONE = (OSError, http.client.HTTPException)


@dataclass
class Wish:
    """One thing that somebody asks for, under a key of its own; what they were told, if at all."""

    number: int
    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    told: tuple[int, bytes] | None = None

    @property
    def name(self) -> str:
        return f"wish-{self.number}"


class Home:
    """An installation whose server is started and killed again and again."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder = folder
        self.chance = chance
        self.port = _free_port()
        self.token = str(self.run("admin", "bootstrap")["key"])
        self.kills = 0
        self._count = iter(range(10**9))

    @contextmanager
    def server(self) -> Iterator[subprocess.Popen[bytes]]:
        """Serve until the block ends, and be killed there without a warning."""
        command = [sys.executable, "-m", "adhelm.app", "up", "--port", str(self.port)]
        process = subprocess.Popen(
            command, env=self._environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            self._wait_for(process)
            yield process
        finally:
            process.kill()
            process.wait()

    def ask(self, method: str, path: str, body: object = None, key: str = "") -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE_S)
        headers = {"authorization": f"Bearer {self.token}", "content-type": "application/json"}
        headers |= {"idempotency-key": key} if key else {}
        try:
            wire = None if body is None else json.dumps(body)
            connection.request(method, f"/api/v1{path}", wire, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def fulfil(self, wish: Wish) -> None:
        """Ask once; nothing is noted where the answer did not come whole."""
        with suppress(*_GONE):
            wish.told = self.ask("POST", "/keys", {"name": wish.name}, wish.key)

    def write_until_killed(self, server: subprocess.Popen[bytes]) -> list[Wish]:
        """Let several people write at once, and kill the server at a random instant."""
        wishes: list[list[Wish]] = [[] for _ in range(_WRITERS)]
        over = threading.Event()

        def write(mine: list[Wish]) -> None:
            while not over.is_set():
                mine.append(Wish(next(self._count)))
                self.fulfil(mine[-1])

        threads = [threading.Thread(target=write, args=(mine,)) for mine in wishes]
        for thread in threads:
            thread.start()
        over.wait(self.chance.uniform(0.02, 0.4))
        server.kill()
        self.kills += 1
        over.set()
        for thread in threads:
            thread.join()
        return [wish for mine in wishes for wish in mine]

    def names(self) -> list[str]:
        """The names of all keys there are, page by page."""
        status, body = self.ask("GET", "/keys")
        assert status == 200
        return [row["name"] for row in json.loads(body)["rows"]]

    def run(self, *words: str) -> dict[str, Any]:
        """Run a command on this machine and return what it says."""
        command = [sys.executable, "-m", "adhelm.app", *words, "--json"]
        done = subprocess.run(command, env=self._environment(), capture_output=True, check=True)
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def _wait_for(self, process: subprocess.Popen[bytes]) -> None:
        ends = time.monotonic() + _PATIENCE_S
        pause = threading.Event()
        while process.poll() is None and time.monotonic() < ends:
            with suppress(*_GONE):
                if self.ask("GET", "/version")[0] == 200:
                    return
            pause.wait(0.02)
        raise AssertionError(f"the server does not answer (exit code {process.poll()})")

    def _environment(self) -> dict[str, str]:
        own = {"ADHELM_HOME": str(self.folder), "ADHELM_API__REQUESTS_PER_MINUTE": "0"}
        return {**os.environ, **own}  # noqa: TID251 - the machine's own, for a process


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home", random.Random(SEED))  # noqa: S311 - to be repeated


class TestKills:
    def test_lose_and_double_nothing(self, home: Home):
        self.prove(home, times=3)

    @pytest.mark.long
    def test_lose_and_double_nothing_1000_times(self, home: Home):
        self.prove(home, times=1000)

    def prove(self, home: Home, *, times: int) -> None:
        wishes: list[Wish] = []
        latest: list[Wish] = []
        told = 0
        for _ in range(times):
            with home.server() as server:
                self.repeat(home, latest)
                latest = home.write_until_killed(server)
            told += sum(wish.told is not None for wish in latest)
            wishes += latest
        with home.server():
            self.repeat(home, latest)
            assert sorted(home.names()) == sorted(["bootstrap", *(wish.name for wish in wishes)])
        self.check_books(home)
        assert (home.kills, told > times) == (times, True)

    def repeat(self, home: Home, wishes: list[Wish]) -> None:
        """Who asks again hears what they heard, or is heard now: never twice differently."""
        for wish in wishes:
            again = home.ask("POST", "/keys", {"name": wish.name}, wish.key)
            assert again[0] == 201
            assert wish.told in {None, again}

    def check_books(self, home: Home) -> None:
        """The database is whole, and the audit's chain of hashes closes."""
        with sqlite3.connect(home.folder / "adhelm.db") as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.close()
        exported = str(home.folder / "audit.ndjson")
        home.run("audit", "export", exported)
        assert home.run("audit", "verify", exported)["entries"] > 0
