"""`adhelm up`: it serves within seconds, says where, and leaves without losing a word."""

from __future__ import annotations

import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import httpx  # noqa: TID253 - a client of its own
import pytest
from tests.app.running import COMMAND, Running, running, serving

from adhelm.app.wiring import open_services
from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.govern import accounts


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


@pytest.mark.long
def test_up_serves_within_five_seconds(tmp_path: Path, record_testsuite_property):
    began = time.monotonic()
    # A new home: its tables are made on the way.
    with serving(tmp_path) as up, up.client() as http:
        assert http.get("/api/v1/version").status_code == 200
        took = time.monotonic() - began
    record_testsuite_property("served_after_s", round(took, 1))
    assert took < 5
