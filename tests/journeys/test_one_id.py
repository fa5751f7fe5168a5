"""One id joins the API call, the job it sets going, the job's call to a platform, and the audit."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from tests.app.api.conftest import house, served
from tests.core.test_http import _serving

from adhelm.core import http, logs
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import Invalid
from adhelm.core.jobs import Run, Worker, enqueue

__all__ = ["house", "served"]
_KIND = "tests.calls_out"


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    """What this process logs, as `adhelm up` does."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.set_up(stream=stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


class TestOneId:
    def test_joins_call_job_platform_and_audit(self, house, said: io.StringIO):
        database = house.services.get(Database)
        with database.transaction() as connection:
            job_id = enqueue(
                connection, workspace_id="acme", kind=_KIND, payload={}, clock=house.clock
            )
        with _serving() as platform:
            url = f"http://127.0.0.1:{platform.port}/?access_token=hunter22"
            allow = [f"127.0.0.1:{platform.port}"]
            worked(house, broken)
            told = house.call(
                "admin", "POST", f"/jobs/{job_id}/retry", headers={"x-request-id": "r-joined"}
            )
            assert told.status_code == 200, told.text

            def calls_out(_: Run) -> None:
                with http.client(allow=allow) as client:
                    client.get(url)

            worked(house, calls_out)
        assert told.headers["x-request-id"] == "r-joined"
        assert house.call("viewer", "GET", f"/jobs/{job_id}").json()["request_id"] == "r-joined"
        lines = [json.loads(line) for line in said.getvalue().splitlines()]
        mine = {line["logger"]: line for line in lines if line.get("request_id") == "r-joined"}
        assert mine["adhelm.api"]["event"].startswith(f"POST /api/v1/jobs/{job_id}/retry 200")
        call = mine["adhelm.outbound"]
        assert call["event"].startswith(f"GET http://127.0.0.1:{platform.port}/ 200")
        assert call["workspace"] == "acme"
        audited = house.call("admin", "GET", "/audit", params={"request_id": "r-joined"}).json()
        assert [row["request_id"] for row in audited["rows"]] == ["r-joined"]
        assert audited["rows"][0]["subject"] == f"job:{job_id}"
        assert "hunter22" not in said.getvalue()


def broken(_: Run) -> None:
    raise Invalid("no such account")


def worked(house, handle: Any) -> None:
    kind: Any = Clock
    clock = house.services.get(kind)
    worker = Worker(house.services.get(Database), {_KIND: handle}, clock=clock, beat_s=0.01)
    assert worker.run_due() == 1
