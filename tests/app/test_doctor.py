"""The doctor names what is there, what is missing and how to get it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from adhelm.app.cli import cli
from adhelm.app.doctor import MachineUnfit, Verdict, examine
from adhelm.app.wiring import open_services
from adhelm.core.settings import explain, load


def ask(home: Path, *words: str):
    return CliRunner().invoke(cli, ["doctor", "--home", str(home), *words])


class TestDoctor:
    def test_looks_at_everything(self, tmp_path: Path):
        result = ask(tmp_path, "--json")
        assert result.exit_code == 0, result.output
        report = json.loads(result.stdout)
        checks = {row["check"]: row for row in report["checks"]["rows"]}
        wanted = {"python", "home", "disk", "database", "warehouse", "clock", "java"}
        assert wanted | {"extra spark", "extra postgres"} <= set(checks)
        assert all(row["hint"] for row in checks.values() if row["verdict"] == "missing")

    def test_explains_every_setting_and_where_it_came_from(self, tmp_path: Path, monkeypatch):
        monkeypatch.setenv("ADHELM_WAREHOUSE__THREADS", "1")
        (tmp_path / "adhelm.toml").write_text('workspace = "acme"\n')
        rows = json.loads(ask(tmp_path, "--json").stdout)["settings"]["rows"]
        origins = {row["setting"]: row["from"] for row in rows}
        assert set(origins) == {setting.name for setting in explain(load(home=tmp_path))}
        assert origins["warehouse.threads"] == "environment ADHELM_WAREHOUSE__THREADS"
        assert origins["workspace"] == str(tmp_path / "adhelm.toml")
        assert origins["warehouse.memory_limit"] == "default"

    def test_shows_no_password(self, tmp_path: Path, monkeypatch):
        monkeypatch.setenv("ADHELM_DATABASE__URL", "postgresql://me:hunter2@127.0.0.1:1/x")
        result = ask(tmp_path)
        assert "hunter2" not in result.output
        assert result.exit_code == 1
        assert "database" in result.stderr

    def test_says_which_data_version_readers_see(self, tmp_path: Path):
        CliRunner().invoke(cli, ["init", "--home", str(tmp_path)])
        rows = json.loads(ask(tmp_path, "--json").stdout)["checks"]["rows"]
        assert "empty" in next(row["found"] for row in rows if row["check"] == "warehouse")

    def test_makes_nothing(self, tmp_path: Path):
        home = tmp_path / "home"
        assert ask(home).exit_code == 0
        assert not home.exists()


class TestExamine:
    @pytest.mark.sqlite
    def test_goes_on_when_a_part_is_broken(self, tmp_path: Path):
        home = tmp_path / "home"
        home.mkdir()
        (home / "adhelm.db").mkdir()
        found = {check.check: check for check in examine(*open_services(home=home))}
        assert found["database"].verdict is Verdict.failed
        assert found["clock"].verdict is Verdict.ok

    def test_knows_its_error_by_code(self):
        assert MachineUnfit("x").code == "doctor.failed"
