"""`adhelm plan`, `approve`, `apply`, `undo`, `history` and `campaign publish`, with exit codes."""

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from tests.act.publishing.office import Office, more
from tests.observe.ingest.stage import NOW

from adhelm.act import campaigns
from adhelm.act.campaigns.types import Campaign, Chosen, Draft, Objective, Status
from adhelm.act.publishing import Desk
from adhelm.app.cli import cli
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal
from adhelm.core.services import Services
from adhelm.core.terminal import Session
from adhelm.govern.compliance.types import Change
from adhelm.observe.warehouse import Warehouse

Run = Callable[..., Result]


@pytest.fixture
def run(office: Office) -> Run:
    services = Services()
    services.register(Desk, lambda: office.desk)
    services.register(Warehouse, lambda: office.stage.warehouse)
    services.register(Database, lambda: office.database)
    services.register(Clock, lambda: office.desk.clock)  # type: ignore[type-abstract]  # the key

    def runs(who: Principal, *arguments: str, typed: str = "") -> Result:
        session = Session(open=lambda *_: (services, lambda: who))
        return CliRunner().invoke(cli, list(arguments), obj=session, input=typed)

    return runs


def told(result: Result, code: int = 0) -> Any:
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def refused(result: Result) -> tuple[int, str]:
    """Return a refusal's exit code and the error's own."""
    return result.exit_code, json.loads(result.stderr.splitlines()[0])["code"]


def word(change: Change) -> str:
    thing = f"{change.connector}/{change.account_id}/{change.level.value}/{change.entity_id}"
    return f"{thing}:{change.field.value}={change.after}"


def planned(run: Run, office: Office, *changes: Change, file: Path | None = None) -> Any:
    words = [word(one) for one in changes]
    kept = ["--file", str(file)] if file else []
    return told(run(office.mia, "plan", *words, "--reason", "it pays", *kept, "--json"))


def carried_out(run: Run, office: Office, made: Any) -> None:
    """Approve a plan by as many as it needs; the last one applies it."""
    for who in [office.noah, office.ada][: made["needed"]]:
        done = run(who, "approve", made["id"], "--yes", "--apply")
        assert done.exit_code == 0, done.output


class TestAPlan:
    def test_is_made_approved_applied_seen_and_undone(
        self, run: Run, office: Office, tmp_path: Path
    ):
        change, file = more(office.budgets()[0], "1.1"), tmp_path / "plan.json"
        made = planned(run, office, change, file=file)
        assert (made["state"], made["needed"]) == ("waiting", 1)
        assert json.loads(file.read_text())["hash"] == made["hash"]

        early = run(office.mia, "apply", str(file), "--yes", "--json")
        assert refused(early) == (8, "publishing.approval_missing")
        own = run(office.mia, "approve", made["id"], "--hash", made["hash"], "--json")
        assert own.exit_code == 4
        approved = told(run(office.noah, "approve", made["id"], "--hash", made["hash"], "--json"))
        assert approved["state"] == "approved"
        assert run(office.mia, "apply", str(file), "--no-input").exit_code == 2

        done = told(run(office.mia, "apply", str(file), "--yes", "--json"))
        assert [one["state"] for one in done["items"]] == ["done"]
        assert office.budget(change) == change.after

        thing = word(change).partition(":")[0]
        (latest, *_) = told(run(office.mia, "history", thing, "--json"))["rows"]
        assert (latest["by"], latest["reason"]) == ("ours", "it pays")
        (logged,) = told(run(office.mia, "log", "--json"))["rows"]
        assert logged["state"] == "done"

        back = told(run(office.mia, "undo", made["id"], "--reason", "no more", "--json"))
        assert back["state"] == "waiting"
        assert run(office.noah, "approve", back["id"], "--yes", "--apply").exit_code == 0
        assert office.budget(change) == change.before

    def test_is_told_to_a_program_once_as_it_came_to_be(self, run: Run, office: Office):
        one, other = (more(each, "1.1") for each in office.budgets()[:2])
        waits, goes = planned(run, office, one), planned(run, office, other)

        approved = told(run(office.noah, "approve", waits["id"], "--yes", "--json"))
        done = told(run(office.noah, "approve", goes["id"], "--yes", "--apply", "--json"))

        assert approved["state"] == "approved"
        assert [each["state"] for each in done["items"]] == ["done"]

    def test_is_shown_as_a_diff_to_a_person(self, run: Run, office: Office):
        change = more(office.budgets()[0], "1.1")
        said = run(office.mia, "plan", word(change), "--reason", "it pays")
        assert said.exit_code == 0
        assert f"{change.after:,.2f}" in said.stdout
        assert "somebody else approves it" in said.stderr

    def test_beyond_a_limit_is_refused_with_the_limit(self, run: Run, office: Office):
        change = more(office.budgets()[0], "1.5")
        made = planned(run, office, change)
        assert not made["allowed"]
        approve = run(office.noah, "approve", made["id"], "--hash", made["hash"], "--json")
        assert approve.exit_code == 7, approve.output

    def test_of_another_text_is_not_approved(self, run: Run, office: Office):
        made = planned(run, office, more(office.budgets()[0], "1.1"))
        wrong = run(office.noah, "approve", made["id"], "--hash", "0" * 64, "--json")
        assert refused(wrong) == (10, "publishing.altered")

    def test_edited_by_hand_is_refused(self, run: Run, office: Office, tmp_path: Path):
        file = tmp_path / "plan.json"
        planned(run, office, more(office.budgets()[0], "1.1"), file=file)
        file.write_text(file.read_text().replace("it pays", "it costs"))
        assert run(office.mia, "apply", str(file), "--yes").exit_code in {5, 10}
        file.write_text("{")
        assert run(office.mia, "apply", str(file), "--yes").exit_code == 5

    def test_that_met_another_value_ends_as_partly_done(self, run: Run, office: Office):
        change = more(office.budgets()[0], "1.1")
        made = planned(run, office, change)
        told(run(office.noah, "approve", made["id"], "--hash", made["hash"], "--json"))
        office.meddle(change, f"{office.budget(change) + 7}")
        ended = run(office.mia, "apply", made["id"], "--yes", "--json")
        assert ended.exit_code == 9, ended.output
        assert [one["state"] for one in json.loads(ended.stdout)["items"]] == ["held"]

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (["plan"], 2), (["plan", "nonsense", "--reason", "x"], 2),
            (["plan", "tiktok/1/campaign/2:mood=3", "--reason", "x"], 2),
            (["plan", "tiktok/1/campaign/2:daily_budget=3", "--reason", "x"], 3),
            (["plan", "show", "pln_none"], 3), (["approve", "pln_none", "--yes"], 3),
            (["apply", "pln_none", "--yes"], 3), (["undo", "pln_none"], 3),
            (["reject", "pln_none"], 3), (["history", "tiktok"], 2), (["plan", "ls"], 0),
        ],
    )  # fmt: skip
    def test_that_is_none_ends_with_the_code_that_says_so(self, run: Run, office, arguments, code):
        assert run(office.ada, *arguments, "--no-input").exit_code == code

    def test_may_be_rejected(self, run: Run, office: Office):
        made = planned(run, office, more(office.budgets()[0], "1.1"))
        ended = told(run(office.mia, "reject", made["id"], "--reason", "no", "--json"))
        assert ended["state"] in {"rejected", "withdrawn"}
        assert run(office.noah, "approve", made["id"], "--yes").exit_code == 10


class TestSeveralPlans:
    def test_are_approved_at_once_each_as_it_was_read(self, run: Run, office: Office):
        changes = [more(one, "1.1") for one in office.budgets()[:3]]
        made = [planned(run, office, one) for one in changes]
        ids = [one["id"] for one in made]
        hashes = [made[0]["hash"], "0" * 64, made[2]["hash"]]
        read = [word for digest in hashes for word in ("--hash", digest)]

        ended = run(office.noah, "approve", *ids, *read, "--apply", "--json")

        assert ended.exit_code == 9, ended.output
        rows = json.loads(ended.stdout)["rows"]
        assert [one["plan_id"] for one in rows] == ids
        assert [one["code"] for one in rows] == ["", "publishing.altered", ""]
        assert [one["state"] for one in rows] == ["applied", None, "applied"]
        found = [office.budget(one) for one in changes]
        assert found == [changes[0].after, changes[1].before, changes[2].after]

    def test_are_asked_about_once_and_shown_to_a_person(self, run: Run, office: Office):
        made = [planned(run, office, more(one, "1.1")) for one in office.budgets()[:2]]
        ids = [one["id"] for one in made]

        unasked = run(office.noah, "approve", *ids, "--no-input")
        assert unasked.exit_code == 2
        assert told(run(office.noah, "plan", "show", ids[0], "--json"))["state"] == "waiting"

        said = run(office.noah, "approve", *ids, "--yes")
        assert said.exit_code == 0, said.output
        for one in made:
            assert one["items"][0]["change"]["name"] in said.stdout
            now = told(run(office.noah, "plan", "show", one["id"], "--json"))
            assert (now["state"], len(now["approvals"])) == ("approved", 1)

    def test_of_several_kinds_are_refused_before_any_is_approved(self, run: Run, office: Office):
        one, two = office.budgets()[:2]
        ids = [
            planned(run, office, more(each, by))["id"] for each, by in ((one, "1.1"), (two, "0.9"))
        ]

        mixed = run(office.noah, "approve", *ids, "--yes", "--json")
        assert refused(mixed) == (5, "publishing.mixed_kinds")
        short = run(office.noah, "approve", *ids, "--hash", "0" * 64, "--json")
        assert short.exit_code == 2
        unknown = run(office.noah, "approve", ids[0], "pln_none", "--yes", "--json")
        assert unknown.exit_code == 3
        for plan_id in ids:
            assert told(run(office.noah, "plan", "show", plan_id, "--json"))["state"] == "waiting"


class TestACampaign:
    def test_is_linted_published_paused_and_enabled(self, run: Run, office: Office, tmp_path: Path):
        ours, file = self.draft(office), tmp_path / "brief.json"
        said: dict[str, Any] = {"part": "tiktok", "final_url": "https://shop.example/sale",
                "headlines": [], "descriptions": []}  # fmt: skip
        file.write_text(json.dumps({"parts": [said]}))
        where = [ours.id, "--brief", str(file), "--json"]
        lacking = told(run(office.mia, "campaign", "lint", *where, "--fail-on", "lacking"), 6)
        assert lacking["rows"][0]["why"] == "TikTok needs 1 descriptions"
        assert run(office.mia, "campaign", "publish", *where).exit_code == 5

        said |= {
            "headlines": ["Winter sale"],
            "descriptions": ["Half off"],
            "settings": {"ad_group": {"countries": [], "location_ids": ["2921044"]}},
        }
        file.write_text(json.dumps({"parts": [said]}))
        (fine,) = told(run(office.mia, "campaign", "lint", *where))["rows"]
        assert fine["why"] == ""
        made = told(run(office.mia, "campaign", "publish", *where))
        assert [one["change"]["field"] for one in made["items"]] == ["create"] * 3
        carried_out(run, office, made)
        (part,) = told(run(office.mia, "campaign", "launched", ours.id, "--json"))["rows"]
        assert (part["state"], part["missing"]) == ("paused", [])

        on = told(run(office.mia, "campaign", "enable", ours.id, "--json"))
        carried_out(run, office, on)
        (part,) = told(run(office.mia, "campaign", "launched", ours.id, "--json"))["rows"]
        assert part["state"] == "enabled"
        gone = told(run(office.mia, "campaign", "remove", ours.id, "--json"))
        assert gone["state"] == "waiting"

    @pytest.mark.parametrize(
        "text",
        ["", "[]", '{"parts": []}', '{"parts": [7]}', '{"parts": [{"part": "tiktok"}]}',
         '{"parts": [{"part": "meta", "final_url": "https://x.example"}]}',
         '{"parts": [{"part": "tiktok", "final_url": "ftp://x"}]}',
         '{"parts": [{"part": "tiktok", "final_url": "https://x", "headlines": [1]}]}',
         '{"parts": [{"part": "tiktok", "final_url": "https://x", "settings": {"mood": {}}}]}',
         '{"parts": [{"part": "tiktok", "final_url": "https://x", "budget": 5}]}'],
    )  # fmt: skip
    def test_of_which_the_brief_is_none_is_refused(self, run: Run, office: Office, text: str):
        ours = self.draft(office)
        answer = run(office.mia, "campaign", "lint", ours.id, "--brief", "-", "--json", typed=text)
        assert refused(answer) == (5, "publishing.bad_brief")

    def draft(self, office: Office) -> Campaign:
        account = office.accounts()[0][1]
        return campaigns.create(
            principal=office.ada, database=office.database, warehouse=office.stage.warehouse,
            clock=office.desk.clock,
            draft=Draft(
                "Winter sale", objective=Objective.traffic, budget=Decimal(9000), currency="USD",
                start_date=NOW.date() + timedelta(days=2),
                end_date=NOW.date() + timedelta(days=31), audience={"countries": ["DE"]},
                status=Status.draft,
                platforms=(Chosen("tiktok", f"tiktok/{account}", Decimal(9000)),),
            ),
        ).campaign  # fmt: skip


def test_the_commands_of_a_campaign_are_one_group():
    found = cli.get_command(click.Context(cli), "campaign")
    assert isinstance(found, click.Group)
    assert {"draft", "lint", "publish", "enable"} <= found.commands.keys()
