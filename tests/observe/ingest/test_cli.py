"""`adhelm source` …"""

import json
import os
import pty
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.observe.ingest import samples

from adhelm.app.cli import cli

HINTS = ("--account", "shop", "--timezone", "Europe/Berlin")


@pytest.fixture
def run(tmp_path: Path):
    def call(*words: object, stdin: bytes | None = None) -> Result:
        line = ["source", *map(str, words), "--home", str(tmp_path / "home")]
        return CliRunner().invoke(cli, line, input=stdin)

    return call


def rows(result: Result) -> list[dict[str, Any]]:
    document = json.loads(result.stdout)
    assert set(document) == {"rows", "provenance"}
    found: list[dict[str, Any]] = document["rows"]
    return found


class TestImport:
    def test_prints_a_row_per_file_and_what_to_do_next(self, tmp_path: Path, run):
        result = run("import", samples.write(tmp_path / "a.csv"), *HINTS, "--json")
        assert result.exit_code == 0, result.output
        (row,) = rows(result)
        assert row.pop("import").startswith("imp_")
        assert row == {
            "file": str(tmp_path / "a.csv"), "state": "loaded", "platform": "meta",
            "level": "campaign", "grain": "day", "days": "2026-01-01..2026-01-03", "rows": 6,
            "rejected": 0, "merged": 0, "changed": 6, "impressions": "6063", "clicks": "129",
            "spend": "84.03", "currency": "EUR", "checks": "none",
        }  # fmt: skip
        assert "adhelm query" in result.stderr

    def test_reads_standard_input(self, run):
        result = run("import", "-", *HINTS, "--json", stdin=samples.text(samples.rows()).encode())
        assert (result.exit_code, rows(result)[0]["file"]) == (0, "stdin"), result.output

    def test_asks_with_code_5_and_the_flags_that_settle_it(self, tmp_path: Path, run):
        result = run("import", samples.write(tmp_path / "a.csv"), "--json")
        assert result.exit_code == 5
        assert "--account" in result.stderr
        assert rows(result)[0]["state"] == "asked"

    def test_ends_with_9_when_only_some_load(self, tmp_path: Path, run):
        (tmp_path / "b.csv").write_bytes(b"")
        paths = (samples.write(tmp_path / "a.csv"), tmp_path / "b.csv")
        result = run("import", *paths, *HINTS, "--json")
        assert result.exit_code == 9
        assert [row["state"] for row in rows(result)] == ["loaded", "failed"]
        assert "b.csv" in result.stderr

    @pytest.mark.parametrize(("name", "code"), [("gone.csv", 3), ("empty.csv", 5)])
    def test_ends_as_the_one_error_does(self, tmp_path: Path, run, name: str, code: int):
        (tmp_path / "empty.csv").write_bytes(b"")
        result = run("import", tmp_path / name, *HINTS)
        assert result.exit_code == code
        assert "hint:" in result.stderr

    def test_ends_with_5_when_no_file_loads(self, tmp_path: Path, run):
        for name in ("a.csv", "b.csv"):
            (tmp_path / name).write_bytes(b"")
        result = run("import", tmp_path, *HINTS)
        assert result.exit_code == 5
        assert "none of 2 files" in result.stderr

    @pytest.mark.parametrize(
        "wrong",
        [
            ("--currency", "EURO"), ("--timezone", "Moon/Sea"), ("--map", "clicks"),
            ("--period", "May"), ("--profile", "nope"),
        ],
    )  # fmt: skip
    def test_refuses_what_cannot_be(self, tmp_path: Path, run, wrong: tuple[str, str]):
        result = run("import", samples.write(tmp_path / "a.csv"), *wrong)
        assert result.exit_code in {3, 5}
        assert "hint:" in result.stderr

    def test_shows_and_changes_nothing_in_a_dry_run(self, tmp_path: Path, run):
        path = samples.write(tmp_path / "a.csv")
        result = run("import", path, *HINTS, "--dry-run", "--json")
        assert (rows(result)[0]["state"], rows(result)[0]["changed"]) == ("dry_run", 6)
        assert rows(run("imports", "--json")) == []

    def test_names_what_it_left_out(self, tmp_path: Path, run):
        samples.write(tmp_path / "a.csv")
        (tmp_path / "README.md").write_text("hello")
        result = run("import", tmp_path, *HINTS)
        assert result.exit_code == 0, result.output
        assert "README.md" in result.stderr


class TestQuestions:
    def test_are_asked_on_a_terminal(self, tmp_path: Path):
        ours, theirs = pty.openpty()
        path = samples.write(tmp_path / "a.csv")
        words = ["source", "import", str(path), "--home", str(tmp_path / "home")]
        words += ["--timezone", "UTC", "--json"]
        process = subprocess.Popen(
            [sys.executable, "-m", "adhelm.app", *words],
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=theirs,
        )
        os.close(theirs)
        os.write(ours, b"shop\n")
        with process:
            assert process.stdout is not None
            shown = json.loads(process.stdout.read())
        os.close(ours)
        assert (process.returncode, shown["rows"][0]["state"]) == (0, "loaded")


class TestRecords:
    def test_list_and_show_imports(self, tmp_path: Path, run):
        run("import", samples.write(tmp_path / "a.csv"), *HINTS)
        (one,) = rows(run("imports", "--json"))
        assert one["state"] == "loaded"
        shown = json.loads(run("show", one["import"], "--json").stdout)
        assert shown["import"]["state"] == "loaded"
        headers = {row["header"]: row["column"] for row in shown["columns"]["rows"]}
        assert headers["Amount spent (EUR)"] == "spend"
        sums = {row["measure"]: row["sum"] for row in shown["sums"]["rows"]}
        assert sums["spend"] == "84.03"

    def test_of_unknown_imports_are_not_found(self, run):
        assert run("show", "imp_nope").exit_code == 3

    def test_hold_a_window_until_it_is_decided(self, tmp_path: Path, run):
        run("import", samples.write(tmp_path / "a.csv"), *HINTS)
        path = samples.write(tmp_path / "b.csv", samples.rows(campaigns=1))
        held = run("import", path, *HINTS, "--replace-window", "--json")
        assert held.exit_code == 8
        name = rows(held)[0]["import"]
        assert f"adhelm source decide {name}" in held.stderr
        assert run("decide", name).exit_code == 2
        assert rows(run("decide", name, "--erase", "--json"))[0]["state"] == "loaded"
        assert run("decide", name, "--erase").exit_code == 10

    def test_list_the_rows_that_were_not_loaded(self, tmp_path: Path, run):
        table = [*samples.rows(), ("2026-01-05", "Bad", 9, 10, 1, "NaN")]
        result = run("import", samples.write(tmp_path / "a.csv", table), *HINTS)
        assert "quarantine" in result.stderr
        (row,) = rows(run("quarantine", "--json"))
        assert (row["file"], row["line"]) == ("a.csv", 8)


class TestProfiles:
    def test_are_saved_listed_shown_and_removed(self, tmp_path: Path, run):
        path = samples.write(tmp_path / "a.csv")
        run("import", path, *HINTS, "--platform", "meta", "--save-profile", "house")
        assert [row["name"] for row in rows(run("profile", "ls", "--json"))] == ["house"]
        shown = json.loads(run("profile", "show", "house", "--json").stdout)
        assert (shown["platform"], shown["account"]) == ("meta", "shop")
        assert run("profile", "rm", "house").exit_code == 0
        assert run("profile", "show", "house").exit_code == 3


class TestDrops:
    def test_are_added_checked_synced_and_removed(self, tmp_path: Path, run):
        folder = tmp_path / "drop"
        folder.mkdir()
        samples.write(folder / "a.csv")
        assert run("add", "drop", "agency", folder, "--every", "1h", *HINTS).exit_code == 0
        assert rows(run("ls", "--json"))[0]["every"] == "1:00:00"
        assert rows(run("check", "agency", "--json"))[0]["state"] == "new"
        assert rows(run("sync", "agency", "--json"))[0]["state"] == "loaded"
        assert rows(run("sync", "agency", "--json")) == []
        assert run("rm", "agency").exit_code == 0
        assert rows(run("ls", "--json")) == []

    def test_are_looked_at_in_spans_that_make_sense(self, tmp_path: Path, run):
        assert run("add", "drop", "x", tmp_path, "--every", "soon").exit_code == 2


class TestCompare:
    def test_prints_the_differences(self, tmp_path: Path, run):
        run("import", samples.write(tmp_path / "a.csv"), *HINTS)
        other = samples.write(tmp_path / "b.csv", samples.rows(extra=1))
        result = run("compare", other, *HINTS, "--json", "--fail-on", "unexplained")
        assert result.exit_code == 6
        found = {row["measure"]: row for row in rows(result)}
        assert (found["impressions"]["difference"], found["impressions"]["verdict"]) == (
            "6", "unexplained",
        )  # fmt: skip
        assert found["spend"]["verdict"] == "ok"

    def test_fails_where_nothing_can_be_read(self, tmp_path: Path, run):
        (tmp_path / "a.csv").write_bytes(b"")
        assert run("compare", tmp_path / "a.csv", *HINTS).exit_code == 5


class TestDays:
    def test_without_dates_need_a_period(self, tmp_path: Path, run):
        header = samples.HEADER[1:]
        table = [row[1:] for row in samples.rows(days=1)]
        path = samples.write(tmp_path / "a.csv", table, header=header)
        asked = run("import", path, *HINTS)
        assert asked.exit_code == 5
        assert "--period" in asked.stderr
        told = run("import", path, *HINTS, "--period", "2026-01-01..2026-01-31", "--json")
        assert rows(told)[0]["days"] == f"{date(2026, 1, 1)}..{date(2026, 1, 31)}"
