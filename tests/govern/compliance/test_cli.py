"""`adhelm limits`, `freeze`, `unfreeze` and `protect` as a person and a program meet them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from adhelm.app.cli import cli
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.govern import compliance


@pytest.fixture
def run(sqlite_database, tmp_path):
    def run(*args: str) -> Any:
        home = ["--home", str(tmp_path / "home"), "--workspace", "acme"]
        return CliRunner().invoke(cli, [*args, *home])

    return run


@pytest.fixture
def boss(sqlite_database, clock) -> dict[str, Any]:
    who = Principal(Actor.person, "bo", "acme", frozenset(Scope))
    return {"principal": who, "database": sqlite_database, "clock": clock}


def rows(result: Any) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)["rows"]
    return found


def by_name(result: Any) -> dict[str, dict[str, Any]]:
    return {row["limit"]: row for row in rows(result)}


class TestLimits:
    def test_are_shown_set_and_asked_for(self, run):
        before = by_name(run("limits", "show", "--json"))
        assert (before["max_raise"]["effective"], before["live"]["effective"]) == ("0.20", False)
        made = run("limits", "set", "max_raise=0.1", "max_cut=0.9", "--why", "calm", "--json")
        told = by_name(made)
        assert (told["max_raise"]["set_here"], told["max_cut"]["pending"]) == ("0.1", "0.9")
        assert told["max_cut"]["effective"] == "0.50"
        pending = json.loads(made.stdout)["provenance"]["pending"]
        assert f"adhelm limits confirm {pending}" in made.stderr
        own = run("limits", "confirm", pending, "--yes", "--json")
        assert own.exit_code == 4
        (waiting,) = rows(run("limits", "pending", "--json"))
        assert (waiting["id"], waiting["proposed_by"]) == (pending, "person:local")
        (place,) = rows(run("limits", "ls", "--json"))
        assert (place["limits"], place["reason"]) == ({"max_raise": "0.1"}, "calm")
        gone = by_name(run("limits", "set", "max_cut=", "--json"))
        assert gone["max_cut"]["set_here"] is None

    def test_of_an_account_go_live_with_a_second_person(self, run, boss):
        made = run("limits", "set", "live=true", "autopilot=pause", "--account", "meta/1", "--json")
        request_id = json.loads(made.stdout)["provenance"]["pending"]
        compliance.decide(**boss, request_id=request_id, confirm=True)
        told = by_name(run("limits", "show", "--account", "meta/1", "--entity", "7", "--json"))
        assert (told["live"]["effective"], told["autopilot"]["effective"]) == (True, ["pause"])

    @pytest.mark.parametrize(
        "args",
        [["max_raise"], ["mood=1"], ["max_raise=much"], ["ceiling=5"],
         ["max_raise=0.1", "--account", "meta"], ["max_raise=0.1", "--entity", "7"]],
    )  # fmt: skip
    def test_refuse_what_is_none(self, run, args):
        told = run("limits", "set", *args, "--json")
        assert told.exit_code == 5, told.output
        assert json.loads(told.stderr.splitlines()[0])["code"].startswith("limits.")

    def test_list_no_breakers_where_there_are_none(self, run):
        assert rows(run("limits", "breakers", "--json")) == []
        assert run("limits", "close", "brk_1", "--yes").exit_code == 3


class TestAFreeze:
    def test_is_begun_and_lifted(self, run):
        (made,) = rows(run("freeze", "--account", "meta/1", "--why", "odd", "--json"))
        assert (made["account"], made["reason"], made["open"]) == ("meta/1", "odd", True)
        assert rows(run("freeze", "--list", "--json")) == [made]
        assert run("unfreeze", "--account", "meta/1", "--no-input").exit_code == 2
        assert run("unfreeze", "--yes").exit_code == 3
        (lifted,) = rows(run("unfreeze", "--account", "meta/1", "--yes", "--json"))
        assert (lifted["id"], lifted["open"]) == (made["id"], False)
        assert rows(run("freeze", "--list", "--json")) == []
        assert len(rows(run("freeze", "--list", "--all", "--json"))) == 1


class TestAProtection:
    def test_is_begun_listed_and_lifted_by_another(self, run, boss):
        place = ["--account", "meta/1", "--entity", "7"]
        (made,) = rows(run("protect", *place, "--why", "brand", "--json"))
        assert rows(run("protect", "--list", "--json")) == [made]
        own = run("protect", "--lift", made["id"], "--yes", "--json")
        assert own.exit_code == 4
        compliance.lift(**boss, kind=compliance.StopKind.protected, stop_id=made["id"])
        assert rows(run("protect", "--list", "--json")) == []

    def test_needs_a_reason_and_a_thing(self, run):
        assert run("protect", "--account", "meta/1", "--entity", "7").exit_code == 5
        assert run("protect", "--account", "meta/1", "--why", "x").exit_code == 5
