"""`adhelm job` and `adhelm schedule`, as a person and a program meet them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from adhelm.app.cli import cli
from adhelm.app.wiring import open_services
from adhelm.core.clock import SystemClock
from adhelm.core.db import Database
from adhelm.core.errors import Invalid
from adhelm.core.jobs import Run, Worker, enqueue

KIND = "tests.k"


class House:
    """A home folder, and the command line in it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.services, _ = open_services(home=home)
        self.database = self.services.get(Database)

    def run(self, *words: str, code: int = 0) -> Any:
        done = CliRunner().invoke(cli, [*words, "--home", str(self.home), "--json"])
        assert done.exit_code == code, done.output
        return json.loads(done.stdout) if done.stdout else json.loads(done.stderr.splitlines()[-1])

    def ask(self) -> str:
        with self.database.transaction() as connection:
            return enqueue(
                connection, workspace_id="default", kind=KIND, payload={}, clock=SystemClock()
            )

    def fail(self) -> None:
        def handle(_: Run) -> None:
            raise Invalid("no such file")

        Worker(self.database, {KIND: handle}, clock=SystemClock()).run_due()


@pytest.fixture
def house(tmp_path: Path):
    made = House(tmp_path)
    yield made
    made.services.close()


class TestJob:
    def test_is_listed_shown_and_tried_again(self, house: House):
        job_id = house.ask()
        house.fail()
        (row,) = house.run("job", "ls", "--state", "failed", "--kind", KIND)["rows"]
        assert (row["id"], row["error_code"]) == (job_id, "invalid")
        assert house.run("job", "ls", "--state", "queued")["rows"] == []
        assert house.run("job", "retry", job_id)["state"] == "queued"
        shown = house.run("job", "show", job_id)
        text = json.dumps(shown)
        assert "no such file (invalid)" in text
        assert "tried again by person:local" in text

    def test_is_stopped(self, house: House):
        job_id = house.ask()
        assert house.run("job", "cancel", job_id)["state"] == "cancelled"
        house.run("job", "show", "nobody", code=3)
        house.fail()
        assert house.run("job", "show", job_id)


class TestSchedule:
    def test_is_kept_paused_and_removed(self, house: House):
        made = house.run("schedule", "add", "nightly", "campaigns.spent", "--cron", "30 2 * * *",
                         "--zone", "Europe/Berlin", "--payload", '{"a": 1}')  # fmt: skip
        assert (made["zone"], made["payload"], made["made_by"]) == (
            "Europe/Berlin", {"a": 1}, "person:local",
        )  # fmt: skip
        assert datetime.fromisoformat(made["next_at"]) > datetime.now(UTC)  # noqa: TID251 - a real command
        assert house.run("schedule", "pause", "nightly")["paused"] is True
        assert house.run("schedule", "resume", "nightly")["paused"] is False
        assert [row["name"] for row in house.run("schedule", "ls")["rows"]] == ["nightly"]
        actions = [row["action"] for row in house.run("audit", "ls")["rows"]]
        assert actions == ["schedule.change", "schedule.change", "schedule.add"]
        done = CliRunner().invoke(cli, ["schedule", "rm", "nightly", "--home", str(house.home)])
        assert done.exit_code == 0
        assert house.run("schedule", "ls")["rows"] == []

    @pytest.mark.parametrize(
        ("words", "code"),
        [
            (["n", "nobody.knows", "--every", "60"], 5),
            (["n", "campaigns.spent"], 5),
            (["n", "campaigns.spent", "--cron", "nonsense"], 5),
            (["N!", "campaigns.spent", "--every", "60"], 5),
            (["n", "campaigns.spent", "--every", "60", "--payload", "[]"], 2),
            (["n", "campaigns.spent", "--every", "60", "--payload", "{"], 2),
        ],
    )
    def test_refuses_what_could_not_be_done(self, house: House, words: list[str], code: int):
        house.run("schedule", "add", *words, code=code)
        assert house.run("schedule", "ls")["rows"] == []
