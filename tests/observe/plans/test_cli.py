"""`adhelm budget`, `target`, `note` and `calendar` as a person and a program meet them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from adhelm.app.cli import cli

SHEET = "month,platform,amount,currency\n2026-03,meta,5000,EUR\n2026-04,meta,33.51,EUR\n"


@pytest.fixture
def run(sqlite_database, tmp_path):
    def run(*args: str) -> Any:
        home = ["--home", str(tmp_path / "home"), "--workspace", "acme"]
        return CliRunner().invoke(cli, [*map(str, args), *home])

    return run


def rows(result: Any) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)["rows"]
    return found


class TestBudget:
    def test_is_proposed_and_listed_and_not_approved_by_the_same(self, run):
        (made,) = rows(run("budget", "set", "2026-03", "5000.00", "EUR", "--platform", "meta",
                           "--carry", "both", "--why", "agreed", "--json"))  # fmt: skip
        assert (made["amount"], made["proposed"]) == (None, "5000.00 EUR net, carries both")
        (again,) = rows(run("budget", "set", "2026-03", "6000", "EUR", "--platform", "meta",
                            "--json"))  # fmt: skip
        assert (again["id"], again["version"]) == (made["id"], "2.0.2")
        assert rows(run("budget", "ls", "--json", "--from", "2026-03", "--state", "proposed")) == [
            again
        ]
        assert rows(run("budget", "ls", "--json", "--as-of", "2026-03-01")) == []
        history = rows(run("budget", "history", made["id"], "--json"))
        assert [(each["state"], each["why"]) for each in history] == [
            ("proposed", ""), ("superseded", "agreed"),
        ]  # fmt: skip

        refused = run("budget", "approve", made["id"], "--yes", "--json")
        assert refused.exit_code == 4
        gone = run("budget", "rm", made["id"], "--yes", "--json")
        assert gone.exit_code == 0, gone.output
        assert rows(run("budget", "ls", "--json")) == []

    def test_sheet_is_imported_and_exported(self, run, tmp_path):
        path = tmp_path / "b.csv"
        path.write_text(SHEET)
        dry = rows(run("budget", "import", str(path), "--dry-run", "--json"))
        assert [each["change"] for each in dry] == ["new", "new"]
        assert rows(run("budget", "ls", "--json")) == []
        rows(run("budget", "import", str(path), "--json"))
        for out in (tmp_path / "out.csv", tmp_path / "out.xlsx"):
            told = run("budget", "export", str(out), "--json")
            assert json.loads(told.stdout)["rows"] == 2, told.output
            again = rows(run("budget", "import", str(out), "--json"))
            assert {each["change"] for each in again} == {"same"}

        path.write_text(SHEET + "2026-99,meta,1,EUR\n")
        wrong = run("budget", "import", str(path), "--json")
        assert wrong.exit_code == 5
        assert "b.csv line 4" in wrong.stderr

    @pytest.mark.parametrize(
        "args", [("2026-3", "1", "EUR"), ("2026-03", "1e3x", "EUR"), ("2026-03", "1", "XXX"),
                 ("2026-03", "1.005", "EUR"), ("2026-03", "1", "EUR", "--platform", "myspace")],
    )  # fmt: skip
    def test_that_cannot_be_is_refused(self, run, args):
        assert run("budget", "set", *args).exit_code == 5


class TestTarget:
    def test_is_set_changed_listed_and_removed(self, run):
        (made,) = rows(run("target", "set", "cpa", "at_most", "33.51", "2026-03", "--currency",
                           "eur", "--json"))  # fmt: skip
        assert (made["unit"], made["currency"], made["last_day"]) == ("money", "EUR", "2026-03-31")
        (changed,) = rows(run("target", "set", "cpa", "at_most", "30", "2026-03-01..2026-03-31",
                              "--currency", "EUR", "--json"))  # fmt: skip
        assert (changed["id"], changed["version"], changed["value"]) == (made["id"], 2, "30")
        assert rows(run("target", "ls", "--metric", "cpa", "--json")) == [changed]
        assert run("target", "rm", made["id"]).exit_code == 2
        assert run("target", "rm", made["id"], "--yes").exit_code == 0
        assert rows(run("target", "ls", "--json")) == []
        history = rows(run("target", "history", made["id"], "--json"))
        assert [each["value"] for each in history] == [None, "30", "33.51"]

    def test_sheet_is_imported_and_exported(self, run, tmp_path):
        path = tmp_path / "t.csv"
        path.write_text("metric,month,value,unit\nroas,2026-03,4.5,ratio\n")
        assert [each["change"] for each in rows(run("target", "import", path, "--json"))] == ["new"]
        run("target", "export", str(path))
        assert [each["change"] for each in rows(run("target", "import", path, "--json"))] == [
            "same"
        ]
        assert run("target", "set", "roas", "at_least", "1", "March").exit_code == 5
        assert run("target", "set", "roas", "at_least", "1", "a..b").exit_code == 5


class TestNote:
    def test_is_written_listed_and_removed(self, run):
        (made,) = rows(run("note", "add", "2026-03-01", "Shop was down", "--to", "2026-03-02",
                           "--internal", "--json"))  # fmt: skip
        assert rows(run("note", "ls", "--from", "2026-03-02", "--json")) == [made]
        assert run("note", "rm", made["id"], "--yes").exit_code == 0
        assert run("note", "rm", made["id"], "--yes").exit_code == 3


class TestCalendar:
    def test_days_are_written_listed_and_removed(self, run):
        (made,) = rows(run("calendar", "add", "promotion", "2026-11-23", "Black Week", "--to",
                           "2026-11-30", "--effect", "0.3", "--json"))  # fmt: skip
        assert rows(run("calendar", "ls", "--kind", "promotion", "--json")) == [made]
        assert run("calendar", "rm", made["id"], "--yes").exit_code == 0
        assert rows(run("calendar", "ls", "--json")) == []

    def test_takes_files_and_holidays(self, run, tmp_path):
        path = tmp_path / "t.ics"
        path.write_text(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260601\nSUMMARY:Fair\nEND:VEVENT\n"
        )
        told = rows(run("calendar", "import", path, "--kind", "promotion", "--json"))
        assert [each["what"] for each in told] == ["Fair"]
        told = rows(run("calendar", "import", "--holidays", "DE-BY", "--year", "2026", "--json"))
        assert "Epiphany" in {each["what"] for each in told}
        assert len(rows(run("calendar", "import", "--holidays", "FR", "--json"))) > 20
        assert run("calendar", "import").exit_code == 2
