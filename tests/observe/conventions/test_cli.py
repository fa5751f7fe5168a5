"""`adhelm convention` as a person and a program meet it."""

import json

import pytest
from click.testing import CliRunner

from adhelm.app.cli import cli

FEES = "name,kind,percent\nagency,fee,{percent}\n"


@pytest.fixture
def run(sqlite_database, tmp_path):
    def run(*args):
        home = ["--home", str(tmp_path / "home"), "--workspace", "acme"]
        return CliRunner().invoke(cli, ["convention", *map(str, args), *home])

    return run


@pytest.fixture
def fees(tmp_path):
    def fees(percent):
        path = tmp_path / "fees.csv"
        path.write_text(FEES.format(percent=percent))
        return path

    return fees


def rows(result):
    return json.loads(result.stdout)["rows"]


def test_load_shows_the_version(run, fees):
    (row,) = rows(run("load", fees(8), "--from", "2026-01-01", "--json"))
    assert (row["kind"], row["version"], row["state"]) == ("fees", 1, "loaded")
    assert (row["valid_from"], row["valid_to"]) == ("2026-01-01", None)
    assert rows(run("load", fees(8), "--from", "2026-01-01", "--json"))[0]["state"] == "unchanged"
    assert rows(run("load", fees(9), "--dry-run", "--json"))[0]["state"] == "dry run"


def test_show_prints_what_was_written(run, fees):
    run("load", fees(8))
    document = json.loads(run("show", "fees", "--json").stdout)
    assert document["rows"] == [
        {"kind": "fee", "name": "agency", "percent": "8", "where": "fees.csv line 2"}
    ]
    assert document["provenance"] == {"kind": "fees", "version": 1}


def test_ls_and_diff_show_the_history(run, fees):
    run("load", fees(8))
    run("load", fees(9))
    listed = rows(run("ls", "--json"))
    assert [(row["version"], row["holds_today"]) for row in listed] == [(2, True), (1, False)]
    changes = rows(run("diff", "fees", "1", "2", "--json"))
    assert [row["change"] for row in changes] == ["removed", "added"]


def test_wrong_file_ends_with_an_error_that_names_the_row(run, fees):
    result = run("load", fees("a lot"))
    assert result.exit_code != 0
    assert "fees.csv line 2" in result.stderr
    assert rows(run("ls", "--json")) == []


def test_check_stores_nothing(run, fees):
    assert rows(run("check", fees(8), "--json")) == []
    assert rows(run("ls", "--json")) == []
