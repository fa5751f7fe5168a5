"""`adhelm up`: it serves within seconds, says where, and leaves without losing a word."""

from __future__ import annotations

import os
import pty
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx  # noqa: TID253 - a client of its own
import pytest
from tests.app.running import COMMAND, UNLIMITED, Running, running, serving

from adhelm.app.wiring import open_services
from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.govern import accounts

_WHERE = re.compile(r"make the first at http://127\.0\.0\.1:\d+(/join\?token=[\w%.~-]+)")


def _first_link(home: Path) -> str:
    """Serve to a person at a terminal; return the path at which they are to make an account."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "--home", str(home), "up", "--port", "0", "--processes", "1"],
        stdin=theirs, stdout=theirs, stderr=theirs,
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1"},  # noqa: TID251 - for the child
    )  # fmt: skip
    os.close(theirs)
    said, stopped = "", False
    with suppress(OSError):  # A terminal whose other side is gone.
        while more := os.read(ours, 4096):
            said += more.decode()
            if "serving" in said and not stopped:
                process.terminate()
                stopped = True
    process.wait(timeout=30)
    os.close(ours)
    found = _WHERE.search(said)
    return found[1] if found else ""


class TestUp:
    def test_says_where_it_serves_and_who_it_is(self, tmp_path: Path):
        with running(tmp_path) as up:
            port = up.told["port"]
            pid_file = tmp_path / f"up-{port}.pid"

            assert up.told["url"] == f"http://127.0.0.1:{port}"
            assert int(pid_file.read_text()) == up.told["pid"] == up.process.pid
            with up.client() as http:
                assert http.get("/health/live").status_code == 200
            up.process.terminate()
            assert up.process.wait(timeout=30) == 0
            assert not pid_file.exists()

    def test_shows_a_person_where_the_first_account_is_made(self, tmp_path: Path):
        path = _first_link(tmp_path)
        with serving(tmp_path) as up, up.client() as http:
            token = path.rpartition("=")[2]
            joined = http.post(
                "/api/v1/auth/accept-invitation",
                json={"token": token, "username": "ada", "password": "seven-unlikely-otters"},
            )
            assert joined.status_code == 201, joined.text
            assert token not in str(up.told)

        assert _first_link(tmp_path) == ""

    def test_says_that_the_port_is_taken(self, tmp_path: Path):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            ended = subprocess.run(
                [*COMMAND, "--home", str(tmp_path), "up", "--port", port, "-o", "json"],
                capture_output=True, text=True, check=False,
            )  # fmt: skip

        assert ended.returncode not in {0, 1}
        assert "already in use" in ended.stderr
        assert "--port 0" in ended.stderr
        assert "Traceback" not in ended.stderr
        assert ended.stdout == ""

    def test_keeps_every_word_it_gave_when_it_is_stopped_under_load(
        self, tmp_path: Path, record_testsuite_property
    ):
        unlimited = {
            "ADHELM_API__REQUESTS_PER_MINUTE": "0", "ADHELM_API__ADDRESS_REQUESTS_PER_MINUTE": "0",
        }  # fmt: skip
        made: list[str] = []
        statuses: set[int] = set()
        enough = threading.Event()

        def hammer(up: Running) -> None:
            with up.client() as http:
                for number in range(100_000):
                    name = f"{threading.get_ident()}-{number}"
                    try:
                        told = http.post("/api/v1/keys", json={"name": name})
                    except httpx.TransportError:
                        return
                    statuses.add(told.status_code)
                    if told.status_code == 201:
                        made.append(told.json()["id"])
                    if len(made) > 60:
                        enough.set()

        with running(tmp_path, **unlimited) as up:
            clients = [threading.Thread(target=hammer, args=(up,)) for _ in range(8)]
            for client in clients:
                client.start()
            assert enough.wait(60)
            asked = time.monotonic()
            up.process.send_signal(signal.SIGTERM)
            code = up.process.wait(timeout=10)
            took = time.monotonic() - asked
            for client in clients:
                client.join()
        record_testsuite_property("stopped_within_s", round(took, 1))

        assert code == 0
        assert statuses <= {201, 503}
        services, principal = open_services(home=tmp_path, workspace="acme")
        assert Scope.admin in principal.scopes
        kept = accounts.list_keys(principal=principal, database=services.get(Database))
        services.close()
        assert set(made) <= {key.id for key in kept}


@pytest.fixture(scope="class")
def several(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    limits = {**UNLIMITED, "ADHELM_API__REQUESTS_PER_MINUTE": "40"}
    home = tmp_path_factory.mktemp("several")
    with running(home, "--processes", "2", **limits) as up:
        yield up


def ask(up: Running, path: str) -> httpx.Response:
    """Ask over a connection of its own, which any of the processes may take."""
    with up.client() as http:
        return http.get(path, timeout=60)


def children(up: Running) -> set[int]:
    found = Path(f"/proc/{up.process.pid}/task/{up.process.pid}/children").read_text()
    return {int(pid) for pid in found.split()}


def until(holds: Callable[[], bool]) -> bool:
    ends = time.monotonic() + 60
    while not holds() and time.monotonic() < ends:
        threading.Event().wait(0.02)
    return holds()


def levels_after(own: int) -> list[int]:
    """Return the levels of two who answer and of the one who works after them."""
    # The tests themselves may have been told to go after others, at most at 19.
    return [own, own, min(own + 10, 19)]


def group_level(pid: int) -> int | None:
    """Return the level of a process's autogroup: none in a kernel's first one, or without any."""
    try:
        told = Path(f"/proc/{pid}/autogroup").read_text("ascii").split()
    except OSError:
        return None
    return int(told[-1]) if told else None


def groups_can_be_told() -> bool:
    """Try it in a session of its own, as the process that works does."""
    code = "from pathlib import Path; Path('/proc/self/autogroup').write_text('3')"
    tried = subprocess.run(
        [sys.executable, "-c", code], start_new_session=True, capture_output=True, check=False
    )
    return tried.returncode == 0


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at /proc")
class TestSeveralProcesses:
    def test_answer_and_work_beside_each_other(self, several):
        assert len(children(several)) == 3
        assert {ask(several, "/health/ready").status_code for _ in range(8)} == {200}

    def test_work_after_those_who_answer(self, several):
        def levels(*of: int) -> list[int]:
            return sorted(os.getpriority(os.PRIO_PROCESS, one) for one in of)

        after = levels_after(*levels(several.process.pid))
        until(lambda: levels(*children(several)) == after)
        assert levels(*children(several)) == after

    def test_work_in_a_group_that_goes_after_theirs(self, several):
        own = group_level(several.process.pid)
        if own is None or not groups_can_be_told():
            pytest.skip("the kernel tells and takes no level of a session's group here")

        def levels() -> Counter[int | None]:
            return Counter(group_level(one) for one in children(several))

        after = Counter(levels_after(own))
        until(lambda: levels() == after)
        assert levels() == after

    def test_tell_figures_of_all_of_them(self, several):
        def asked() -> float:
            line = 'route="/api/v1/version",status="200"}'
            told = ask(several, "/metrics").text.splitlines()
            return sum(float(one.split()[-1]) for one in told if line in one and "_total" in one)

        before = asked()
        with ThreadPoolExecutor(8) as crowd:
            list(crowd.map(lambda _: ask(several, "/api/v1/version"), range(40)))

        assert until(lambda: asked() == before + 40)

    def test_forget_at_once_what_a_key_was_good_for(self, several):
        with several.client() as http:
            made = http.post("/api/v1/keys", json={"name": "brief"}).json()
        bearer = {"authorization": f"Bearer {made['key']}"}

        def seen(_: int) -> int:
            with several.client() as http:
                told = http.get("/api/v1/workspaces", headers=bearer, timeout=60)
            return int(told.status_code)

        with ThreadPoolExecutor(4) as crowd:
            before = set(crowd.map(seen, range(12)))
            with several.client() as http:
                assert http.delete(f"/api/v1/keys/{made['id']}").status_code == 204
            after = set(crowd.map(seen, range(12)))

        assert (before, after) == ({200}, {401})

    def test_count_together_how_often_a_key_asks(self, several):
        with ThreadPoolExecutor(8) as crowd:
            told = Counter(
                one.status_code
                for one in crowd.map(lambda _: ask(several, "/api/v1/keys"), range(60))
            )

        # Some flow in again while it is asked.
        assert told[429] >= 10
        assert told[200] + told[429] == 60

    def test_take_over_from_one_that_is_killed(self, several):
        before = children(several)
        for pid in before:
            os.kill(pid, signal.SIGKILL)

        assert until(lambda: len(children(several) - before) == 3)
        assert ask(several, "/health/ready").status_code == 200

    def test_end_with_who_looks_after_them(self, several):
        alive = children(several)
        several.process.kill()
        several.process.wait()

        assert until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in alive))
        with pytest.raises(httpx.ConnectError):
            ask(several, "/health/live")


def test_up_has_one_process_where_the_clock_is_set(tmp_path: Path):
    command = [*COMMAND, "--home", str(tmp_path), "up", "--port", "0", "--processes", "2"]
    environment = {**os.environ, "ADHELM_PROFILE": "test"}  # noqa: TID251 - for the child
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)

    assert ended.returncode not in {0, 1}
    assert "--processes 1" in ended.stderr


@pytest.mark.long
def test_up_waits_ten_seconds_at_most_for_who_does_not_come_to_an_end(tmp_path: Path):
    with running(tmp_path) as up:
        half = (
            b"POST /api/v1/auth/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
            b"content-length: 100\r\n\r\n{"
        )
        with socket.create_connection(("127.0.0.1", up.told["port"])) as slow:
            slow.sendall(half)
            with up.client() as http:
                assert http.get("/health/live").status_code == 200
            up.process.terminate()
            assert up.process.wait(timeout=10) == 0
