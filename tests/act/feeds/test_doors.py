"""Feeds over HTTP, on the command line, and as jobs …"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.act.feeds.feeding import JAN, Shop, plain
from tests.app.api.conftest import Installation, house
from tests.conftest import postgres_database

from adhelm.act.feeds import Outside, tasks
from adhelm.act.feeds.routes import FeedOut
from adhelm.app import wiring
from adhelm.app.cli import cli
from adhelm.core import jobs
from adhelm.core.db import Database
from adhelm.core.jobs import Runner, State
from adhelm.core.secrets import Keyring
from adhelm.govern import audit
from adhelm.observe.warehouse import Warehouse

__all__ = ["house"]
PASSWORD = "otters-hold-hands"


@pytest.fixture(scope="module")
def away(postgres_server: str) -> Iterator[str]:
    with postgres_database(postgres_server) as url:
        yield plain(url).replace("adhelm@", f"adhelm:{PASSWORD}@")


@pytest.fixture(scope="module")
def filled(house: Installation, away: str) -> Shop:
    services = house.services
    services.register(Outside, lambda: Outside(allow=("127.0.0.1",)))
    now = house.clock.now()
    shop = Shop(
        services.get(Database), services.get(Warehouse), house.clock, away,
        keyring=services.get(Keyring),
    )  # fmt: skip
    shop.sync(JAN)
    house.clock.set(max(now, house.clock.now()))
    return shop


def run_jobs(house: Installation) -> list[jobs.Job]:
    """Let all that is due be done; return the jobs of feeds."""
    services = house.services
    runner = Runner(
        services.get(Database),
        {
            kind: jobs.Task(handle)
            for kind, handle in tasks.handlers(
                warehouse=lambda: services.get(Warehouse),
                keyring=lambda: services.get(Keyring),
                outside=lambda: services.get(Outside),
            ).items()
        },
        house.clock,
    )
    while queued := [one for one in _jobs(house) if one.state is State.queued]:
        for one in queued:
            runner.run_this("acme", one.id)
        if any(one.attempts for one in _jobs(house) if one.state is State.queued):
            break
    return _jobs(house)


def _jobs(house: Installation) -> list[jobs.Job]:
    with house.services.get(Database).reading() as connection:
        found = jobs.list_jobs(connection, workspace_id="acme")
    return [one for one in found if one.kind.startswith("feeds.")]


class TestOverHTTP:
    def test_a_feed_is_added_run_checked_and_removed(
        self, house: Installation, filled: Shop, away: str
    ):
        asked = {"name": "team", "kind": "postgresql", "credential": {"url": away}}
        assert house.call("viewer", "POST", "/feeds", json=asked).status_code == 403
        made = house.call("admin", "POST", "/feeds", json=asked)
        assert made.status_code == 201, made.text
        shown = FeedOut.model_validate_json(made.content)
        assert (shown.version, shown.state, shown.failures) == (None, None, 0)
        assert house.call("admin", "POST", "/feeds", json=asked).status_code == 409

        ran = house.call("operator", "POST", "/feeds/team/run", json={})
        assert ran.status_code == 202, ran.text
        assert ran.headers["location"] == f"/api/v1/jobs/{ran.json()['job_id']}"
        (job,) = run_jobs(house)
        assert job.state is State.done, job.error
        assert job.done == job.total

        told = house.call("viewer", "GET", "/feeds/team").json()
        assert (told["state"], told["version"], told["behind_s"]) == ("done", 1, 0)
        assert told["rows"] == 18 + 18 + 3 + 1 + 1
        runs = house.call("viewer", "GET", "/feeds/team/runs?limit=1").json()
        assert [one["state"] for one in runs["rows"]] == ["done"]
        path = f"/feeds/team/runs?cursor={runs['next_cursor']}"
        assert house.call("viewer", "GET", path).json()["rows"] == []
        tried = house.call("operator", "POST", "/feeds/team/check").json()["rows"]
        assert {one["state"] for one in tried} == {"ok"}
        assert {"rows and spend by account", "rows and spend by campaign"} <= {
            one["what"] for one in tried
        }
        for answer in (made.text, json.dumps(told), json.dumps(tried)):
            assert PASSWORD not in answer

        assert house.call("viewer", "DELETE", "/feeds/team").status_code == 403
        assert house.call("admin", "DELETE", "/feeds/team").status_code == 204
        assert house.call("viewer", "GET", "/feeds/team").status_code == 404
        actions = [one.action for one in audit.list_entries(
            principal=filled.who, database=filled.database)]  # fmt: skip
        assert {"feeds.add", "feeds.run", "feeds.remove"} <= set(actions)

    @pytest.mark.parametrize(
        "asked",
        [
            {"credential": {"url": "mysql://a:b@db.example.com/x"}},
            {"credential": {"url": "postgresql://db.example.com/x"}},
            {"credential": {"url": "postgresql://a:b@db.example.com/x?passfile=/etc/passwd"}},
            {"credential": {"url": "postgresql://a:b@db.example.com:port/x"}},
            {"credential": {"url": "postgresql://a@d/x", "more": "1"}},
            {"place": {"schema": 'x"; drop'}, "credential": {"url": "postgresql://a@d/x"}},
            {"place": {"nothing": "1"}, "credential": {"url": "postgresql://a@d/x"}},
            {"kind": "bigquery", "place": {"project": "p"}, "credential": {"key": "{}"}},
            {"kind": "sheets", "place": {"spreadsheet": "x" * 20}, "credential": {"key": "[]"}},
            {"kind": "oracle", "credential": {}},
            {"name": "a b", "credential": {"url": "postgresql://a@d/x"}},
        ],
    )
    def test_what_names_no_target_is_refused(
        self, house: Installation, filled: Shop, asked: dict[str, Any]
    ):
        told = house.call(
            "admin", "POST", "/feeds", json={"name": "x", "kind": "postgresql", **asked}
        )
        assert told.status_code == 422, told.text
        assert told.json()["code"]

    def test_feeds_of_another_workspace_are_not_found(
        self, house: Installation, filled: Shop, away: str
    ):
        asked = {"name": "ours", "kind": "postgresql", "credential": {"url": away}}
        assert house.call("admin", "POST", "/feeds", json=asked).status_code == 201
        assert house.call("other workspace", "GET", "/feeds").json()["rows"] == []
        assert house.call("other workspace", "GET", "/feeds/ours").status_code == 404
        assert house.call("anonymous", "GET", "/feeds").status_code == 401
        assert house.call("admin", "DELETE", "/feeds/ours").status_code == 204


class TestAfterAnArrival:
    def test_each_feed_runs_and_one_that_fails_holds_no_other_up(
        self, house: Installation, filled: Shop, away: str
    ):
        nowhere = "postgresql://adhelm:secret@127.0.0.1:9/none"
        for name, url in (("dead", nowhere), ("good", away)):
            asked = {"name": name, "kind": "postgresql", "credential": {"url": url},
                     "place": {"schema": name}}  # fmt: skip
            assert house.call("admin", "POST", "/feeds", json=asked).status_code == 201
        assert tasks.FOLLOW in wiring.job_handlers(house.services)
        with filled.database.transaction() as connection:
            jobs.enqueue(connection, workspace_id="acme", kind=tasks.FOLLOW, payload={},
                         clock=house.clock)  # fmt: skip
        run_jobs(house)
        told = {one["name"]: one for one in house.call("viewer", "GET", "/feeds").json()["rows"]}
        assert (told["good"]["state"], told["good"]["version"]) == ("done", 1)
        assert (told["dead"]["state"], told["dead"]["failures"]) == ("failed", 1)
        assert told["dead"]["error"]["code"] == "feeds.target_unavailable"
        assert "secret" not in json.dumps(told)


class TestOnTheCommandLine:
    @pytest.fixture
    def run(self, shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
        monkeypatch.setenv("ADHELM_OUTBOUND__ALLOW", "127.0.0.1")

        def run(*args: str, **more: Any) -> Any:
            whose = ["--home", str(tmp_path / "home"), "--workspace", "acme", "-o", "json"]
            return CliRunner().invoke(cli, ["feed", *args, *whose], **more)

        return run

    def test_a_feed_is_added_run_checked_and_removed(self, run: Any, shop: Shop, tmp_path: Path):
        added = run("add", "postgresql", "--name", "team", "--url-file", "-", input=shop.url)
        assert added.exit_code == 0, added.output
        done = run("run")
        assert done.exit_code == 0, done.output
        (row,) = json.loads(done.stdout)["rows"]
        assert (row["feed"], row["state"]) == ("team", "done")
        assert json.loads(run("run", "team").stdout)["rows"][0]["state"] == "unchanged"
        (row,) = json.loads(run("ls").stdout)["rows"]
        assert row["address"].startswith("postgresql://127.0.0.1:")
        assert run("check").exit_code == 0
        assert len(json.loads(run("history", "team").stdout)["rows"]) == 2
        assert run("rm", "team").exit_code == 0
        assert json.loads(run("ls").stdout)["rows"] == []
        columns = json.loads(run("contract").stdout)
        assert columns["provenance"] == {"contract_version": 1}
        spend = {"table": "performance_daily", "column": "spend", "type": "number", "key": False}
        assert any(spend.items() <= row.items() for row in columns["rows"])
