"""`adhelm source` with platforms: from a sandbox's address to reconciled figures."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.observe.ingest.stage import NOW, Play

from adhelm.app.cli import cli

Call = Callable[..., Result]
PLATFORMS = {"google_ads", "meta", "tiktok", "linkedin", "x"}
ONE = "7012345678905234579"


@pytest.fixture
def run(sandbox: Play, tmp_path: Path) -> Call:
    sandbox.restart()
    env = {
        "ADHELM_PROFILE": "test",
        "ADHELM_CLOCK": NOW.isoformat(),
        "ADHELM_OUTBOUND__ALLOW": "127.0.0.1",
    }

    def call(*words: object) -> Result:
        line = ["source", *map(str, words), "--home", str(tmp_path / "home")]
        return CliRunner().invoke(cli, line, env=env)

    return call


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)["rows"]
    return found


def connect(run: Call, sandbox: Play, tmp_path: Path) -> None:
    """Connect TikTok as one does a platform, with its credential in a file."""
    played = sandbox.credential("tiktok")
    file = tmp_path / "tiktok.json"
    file.write_text(json.dumps({"app_id": played["client_id"], "secret": played["client_secret"]}))
    added = run(
        "add", "tiktok", "--name", "videos", "--credentials-file", file,
        "--credential", f"access_token={played['access_token']}",
        "--base-url", f"{sandbox.server.url}/tiktok", "--json",
    )  # fmt: skip
    assert {row["account"] for row in rows(added)} >= {ONE}
    assert "adhelm source assign videos" in added.stderr
    assert len(rows(run("assign", "videos", "--json"))) == 2


class TestASandbox:
    def test_is_connected_by_its_address(self, run: Call, sandbox: Play):
        found = rows(run("add", "--sandbox", sandbox.server.url, "--json"))
        assert {row["connector"] for row in found} == PLATFORMS
        listed = rows(run("ls", "--json"))
        assert {row["kind"] for row in listed} == PLATFORMS
        checked = rows(run("check", "--json"))
        assert {row["state"] for row in checked} == {"ok"}
        assert len(checked) == 5 + 10

    def test_must_be_one(self, run: Call, sandbox: Play):
        refused = run("add", "--sandbox", f"{sandbox.server.url}/tiktok", "--json")
        assert refused.exit_code != 0
        assert "source.no_sandbox" in refused.output


class TestAPlatform:
    def test_is_synced_backfilled_reconciled_and_replayed(
        self, run: Call, sandbox: Play, tmp_path: Path
    ):
        connect(run, sandbox, tmp_path)
        synced = rows(run("sync", "videos", "--streams", "campaign_daily,campaigns", "--json"))
        assert [row["state"] for row in synced] == ["loaded"] * 4
        assert {row["days"] for row in synced} == {None, "2026-10-22..2026-11-20"}
        again = rows(run("sync", "--accounts", ONE, "--streams", "campaign_daily", "--json"))
        assert [row["account"] for row in again] == [ONE]
        past = rows(run("backfill", "--since", "2026-09-01", "--streams", "campaign_daily",
                        "--json"))  # fmt: skip
        assert {row["days"] for row in past} == {"2026-09-01..2026-10-31"}
        found = run("reconcile", "--since", "2026-10-01", "--json")
        assert rows(found) == []
        assert "300 ok, 0 rounding, 0 unexplained" in found.stderr
        status = rows(run("status", "--json"))
        assert {row["state"] for row in status} == {"ok"}
        assert {row["covered"] for row in status} == {None, "2026-09-01..2026-11-20"}
        replayed = rows(run("replay", "videos", "--json"))
        assert {(row["added"], row["removed"], row["restated"]) for row in replayed} == {(0, 0, 0)}
        assert rows(run("untagged", "--json")) == []

    def test_is_told_apart_when_a_part_of_it_fails(self, run: Call, sandbox: Play, tmp_path: Path):
        connect(run, sandbox, tmp_path)
        sandbox.fault(mode="missing_field", path="report")
        partly = run("sync", "--streams", "campaign*", "--accounts", ONE, "--json")
        assert partly.exit_code not in {0, 1}, partly.output
        states = {row["stream"]: row["state"] for row in json.loads(partly.stdout)["rows"]}
        assert states["campaigns"] == "loaded"
        assert "failed" in states.values()

    def test_needs_a_good_credential(self, run: Call, sandbox: Play):
        base = ["--base-url", f"{sandbox.server.url}/tiktok"]
        refused = run("add", "tiktok", "--name", "videos", *base, "--json", "--no-input")
        assert "connector.incomplete_credential" in refused.output
        refused = run("add", "tiktok", "--name", "videos", *base,
                      "--credential", "colour=red", "--json")  # fmt: skip
        assert "source.unknown_part" in refused.output
        refused = run("add", "tiktok", "--name", "videos", *base,
                      "--credential", "access_token=never-given-out", "--json")  # fmt: skip
        assert "platform.token_revoked" in refused.output or "platform.auth" in refused.output
        assert "never-given-out" not in refused.output
        assert rows(run("ls", "--json")) == []

    def test_is_forgotten_with_its_credential(self, run: Call, sandbox: Play, tmp_path: Path):
        connect(run, sandbox, tmp_path)
        assert [row["name"] for row in rows(run("ls", "--json"))] == ["videos"]
        assert run("rm", "videos").exit_code == 0
        assert rows(run("ls", "--json")) == []
        assert "source.nothing_assigned" in run("sync", "--json").output

    def test_must_exist(self, run: Call):
        assert "connector.unknown" in run("add", "myspace", "--name", "m", "--json").output
