"""The command line as a person and a program meet it."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import adhelm
from adhelm.app.cli import COMMANDS, cli
from adhelm.core.errors import Unavailable
from adhelm.core.services import Services
from adhelm.core.terminal import Outcome, Session, Shell, command

HEAVY = (
    "alembic arro3 cryptography deltalake duckdb fsspec httpx ibis numpy orjson pandas polars "
    "pyarrow pydantic python_calamine rich sqlalchemy yaml"
).split()


def run(*args: str, home: Path | None = None) -> Result:
    where = ["--home", str(home)] if home else []
    return CliRunner().invoke(cli, [*args, *where])


class TestHelp:
    def test_loads_no_heavy_module(self):
        code = (
            "import sys; sys.argv = ['adhelm', '--help']\n"
            "from adhelm.app.cli import main\n"
            "try:\n    main()\n"
            "except SystemExit as end:\n    assert end.code == 0, end.code\n"
            f"print(sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert done.stderr.strip() == "[]"
        assert "adhelm demo" in done.stdout

    @pytest.mark.parametrize("name", COMMANDS)
    def test_is_there_for_each_command(self, name: str):
        result = run(name, "--help")
        assert result.exit_code == 0, result.output
        assert "Usage: adhelm" in result.output

    @pytest.mark.parametrize("name", COMMANDS)
    def test_of_a_group_says_what_each_command_does(self, name: str):
        found = cli.get_command(click.Context(cli), name)
        for one in _leaves(found):
            assert one.get_short_help_str(), one.name

    def test_is_shown_on_standard_error_when_nothing_was_asked(self):
        result = run()
        assert result.exit_code == 2
        assert result.stdout == ""
        assert "Commands:" in result.stderr


class TestMistakes:
    def test_name_the_nearest_command(self):
        result = run("qurey")
        assert result.exit_code == 2
        assert "'query'" in result.stderr

    def test_are_json_for_a_program(self):
        result = run("version", "--limt", "--json")
        body = json.loads(result.stderr)
        assert (result.exit_code, body["code"]) == (2, "usage")
        assert len(body["request_id"]) == 32
        assert result.stdout == ""

    def test_of_settings_stop_before_anything_is_done(self, tmp_path: Path, monkeypatch):
        monkeypatch.setenv("ADHELM_WAREHOUSE__MEMORY_LIMT", "1GB")
        result = run("version", home=tmp_path / "home")
        assert result.exit_code == 2
        assert "ADHELM_WAREHOUSE__MEMORY_LIMIT" in result.stderr
        assert not (tmp_path / "home").exists()

    @pytest.mark.parametrize(
        ("error", "code"), [(Unavailable("later"), 75), (ZeroDivisionError(), 1)]
    )
    def test_end_progress_with_one_result(
        self, error: Exception, code: int, monkeypatch, principal
    ):
        @command("version")
        def failing(shell: Shell) -> None:
            with shell.terminal.progress("work") as progress:
                progress(1, 2, "steps")
                raise error

        monkeypatch.setattr(type(cli), "get_command", lambda *_: failing)
        session = Session(open=lambda *_: (Services(), principal))
        result = CliRunner().invoke(cli, ["version", "--json"], obj=session)
        lines = [json.loads(line) for line in result.stderr.splitlines()]
        assert result.exit_code == code
        assert lines[-1]["exit_code"] == code
        assert [line.get("type") for line in lines].count("result") == 1

    def test_leave_what_was_printed_when_only_part_succeeded(self, monkeypatch, principal):
        @command("version")
        def partly(shell: Shell) -> None:
            shell.terminal.rows([{"file": "a.csv"}])
            shell.finish(Outcome.partial)

        monkeypatch.setattr(type(cli), "get_command", lambda *_: partly)
        session = Session(open=lambda *_: (Services(), principal))
        result = CliRunner().invoke(cli, ["version", "--json"], obj=session)
        assert result.exit_code == 9
        assert json.loads(result.stdout)["rows"] == [{"file": "a.csv"}]


class TestInit:
    @pytest.mark.sqlite
    def test_makes_a_home_and_does_it_once(self, tmp_path: Path):
        home = tmp_path / "home"
        first, second = run("init", "--json", home=home), run("init", "--json", home=home)
        assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
        assert [row["state"] for row in json.loads(first.stdout)["rows"]][:3] == ["made"] * 3
        assert [row["state"] for row in json.loads(second.stdout)["rows"]][:3] == ["was there"] * 3
        assert (home / "adhelm.db").exists()

    @pytest.mark.sqlite  # Elsewhere the tests themselves write into it where the database is.
    def test_writes_settings_that_can_be_read_and_change_nothing(self, tmp_path: Path):
        run("init", home=tmp_path)
        text = (tmp_path / "adhelm.toml").read_text()
        assert all(not section for section in tomllib.loads(text).values())
        uncommented = "\n".join(
            line.removeprefix("# ") if " = " in line else line for line in text.splitlines()[3:]
        )
        assert tomllib.loads(uncommented)["warehouse"]["memory_limit"] == "2GB"

    def test_keeps_the_key_to_its_owner(self, tmp_path: Path):
        run("init", home=tmp_path)
        assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


class TestVersion:
    def test_is_the_packages(self):
        assert json.loads(run("version", "--json").stdout)["adhelm"] == adhelm.__version__


class TestCompletion:
    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
    def test_prints_a_script_that_calls_back(self, shell: str):
        result = run("completion", shell)
        assert result.exit_code == 0
        assert "_ADHELM_COMPLETE" in result.stdout

    def test_proposes_commands_to_powershell(self):
        env = {
            "_ADHELM_COMPLETE": "powershell_complete",
            "COMP_WORDS": "adhelm ver",
            "COMP_WORD": "ver",
        }
        code = "from adhelm.app.cli import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=env
        )
        assert done.stdout.startswith("version\t")


class TestSecrets:
    def test_rotates_only_with_a_yes(self, tmp_path: Path):
        run("init", home=tmp_path)
        before = (tmp_path / "secret.key").read_bytes()
        assert run("admin", "rotate-key", home=tmp_path).exit_code == 2
        assert (tmp_path / "secret.key").read_bytes() == before
        assert run("admin", "rotate-key", "--yes", home=tmp_path).exit_code == 0
        assert (tmp_path / "secret.key").read_bytes() != before


def _leaves(found: click.Command | None) -> list[click.Command]:
    if isinstance(found, click.Group):
        return [leaf for inner in found.commands.values() for leaf in _leaves(inner)]
    return [found] if found else []
