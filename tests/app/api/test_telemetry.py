"""`/metrics`: what is counted, under which names, and who may read it; and where traces go."""

from __future__ import annotations

import gzip
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx  # noqa: TID253 - a client of its own
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from tests.app.api.conftest import served

from adhelm.app.api import create_app
from adhelm.app.wiring import open_services
from adhelm.core.settings import Settings, load


def requests(text: str) -> dict[tuple[str, str, str], float]:
    return {
        (sample.labels["method"], sample.labels["route"], sample.labels["status"]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "adhelm_http_requests_total"
    }


class TestMetrics:
    def test_counts_by_template_method_and_status(self, house):
        before = requests(house.http.get("/metrics").text)
        for name in ("one", "two"):
            house.call("viewer", "GET", f"/metrics/{name}")
        house.http.request("PROPFIND", "/teapots/7")
        after = requests(house.http.get("/metrics").text)
        grown = {key: value - before.get(key, 0) for key, value in after.items()}
        assert grown["GET", "/api/v1/metrics/{name}", "422"] == 2
        assert grown["other", "unknown", "404"] == 1

    def test_tells_what_requests_asked_of_the_database(self, house):
        house.call("viewer", "GET", "/people")
        text = house.http.get("/metrics").text
        assert 'adhelm_http_database_statements_count{route="/api/v1/people"}' in text
        assert "adhelm_database_up 1.0" in text

    def test_tells_how_long_jobs_wait(self, house):
        text = house.http.get("/metrics").text
        assert 'adhelm_jobs{state="queued"}' in text
        assert "adhelm_job_wait_seconds 0.0" in text

    def test_names_no_workspace_and_no_id(self, house):
        for workspace in ("acme", "globex"):
            house.call("admin", "GET", "/people", headers={"adhelm-workspace": workspace})
        text = house.http.get("/metrics").text
        assert "acme" not in text
        assert "globex" not in text

    def test_refuses_who_comes_through_a_proxy_without_the_token(self, house):
        told = house.http.get("/metrics", headers={"x-forwarded-for": "203.0.113.9"})
        assert told.status_code == 401
        assert told.json()["code"] == "metrics.refused"

    def test_lets_in_who_has_the_token(self, tmp_path: Path):
        services, _ = open_services(home=tmp_path)
        settings = load(home=tmp_path)
        metrics = settings.metrics.model_copy(update={"token": SecretStr("let-me-in")})
        services.register(Settings, lambda: settings.model_copy(update={"metrics": metrics}))
        proxied = {"x-forwarded-for": "203.0.113.9"}
        with served(create_app(services)) as url, httpx.Client(base_url=url, timeout=60) as http:
            for token, status in (("let-me-in", 200), ("wrong", 401)):
                headers = {**proxied, "authorization": f"Bearer {token}"}
                assert http.get("/metrics", headers=headers).status_code == status
        services.close()


class TestUp:
    def test_logs_json_and_sends_traces_of_the_same_request(self, tmp_path: Path):
        port = free_port()
        command = [sys.executable, "-m", "adhelm.app", "up", "--port", str(port)]
        with receiver() as (endpoint, packages):
            named = {"ADHELM_HOME": str(tmp_path), "ADHELM_OTEL__ENDPOINT": endpoint}
            environment = {**os.environ, **named}  # noqa: TID251 - for the child
            with subprocess.Popen(
                command, env=environment, stderr=subprocess.PIPE, text=True
            ) as process:
                try:
                    assert process.stderr is not None
                    assert any("serving" in line for line in process.stderr)
                    assert answered(process, port).headers["x-request-id"] == "r-17"
                finally:
                    process.terminate()
                _, said = process.communicate()
        lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
        mine = [line for line in lines if line.get("request_id") == "r-17"]
        assert [line["event"].split(" ")[:3] for line in mine] == [
            ["GET", "/api/v1/version", "200"]
        ]
        assert any(b"r-17" in package and b"/api/v1/version" in package for package in packages)


def answered(process: subprocess.Popen[str], port: int) -> httpx.Response:
    """Ask once the server listens, unless it is gone."""
    headers = {"x-request-id": "r-17"}
    while process.poll() is None:
        try:
            return httpx.get(f"http://127.0.0.1:{port}/api/v1/version", headers=headers, timeout=60)
        except httpx.ConnectError:
            continue
    raise AssertionError(f"the process ended with {process.returncode}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def receiver() -> Iterator[tuple[str, list[bytes]]]:
    """Listen as an OTLP/HTTP receiver does; yield its address and what it was sent."""
    packages: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            packed = self.headers.get("content-encoding") == "gzip"
            packages.append(gzip.decompress(body) if packed else body)
            self.send_response(200 if self.path == "/v1/traces" else 404)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", packages
        finally:
            server.shutdown()
            thread.join()
