"""`adhelm api`, and who the command line acts as."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.app.api.conftest import served

from adhelm.app.api import create_app
from adhelm.app.cli import cli
from adhelm.app.wiring import open_services
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.govern import accounts


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def key(home: Path) -> str:
    """The key of the first admin of the workspace 'acme'."""
    services, _ = open_services(home=home)
    parts: Any = {"database": services.get(Database), "clock": services.get(Clock)}  # type: ignore[type-abstract]
    made = accounts.bootstrap(**parts, workspace_id="acme", username="root")
    services.close()
    return made.key.secret.reveal()


@pytest.fixture
def url(home: Path, key: str) -> Iterator[str]:
    services, _ = open_services(home=home)
    with served(create_app(services)) as address:
        yield address
    services.close()


def run(home: Path, *words: str, stdin: str = "", **environment: str) -> Result:
    return CliRunner().invoke(
        cli, ["--home", str(home), *words], input=stdin, env=environment, prog_name="adhelm"
    )


class TestApi:
    def test_asks_this_process_as_the_command_line_itself(self, home, key):
        made = run(home, "api", "post", "/v1/keys", "--data", '{"name": "bi"}',
                   "--workspace", "acme", "--json")  # fmt: skip
        listed = run(home, "api", "get", "/v1/keys", "--workspace", "acme", "-o", "csv",
                     "--fields", "name,created_by")  # fmt: skip

        assert made.exit_code == 0, made.output
        assert json.loads(made.stdout)["name"] == "bi"
        assert "bi,local" in listed.stdout.splitlines()

    def test_asks_a_running_server_with_the_key(self, home, key, url, tmp_path):
        body = tmp_path / "key.json"
        body.write_text('{"name": "from a file"}')
        elsewhere = tmp_path / "elsewhere"
        asked = {"ADHELM_URL": url, "ADHELM_API_KEY": key}
        made = run(elsewhere, "api", "post", "/v1/keys", "--data", f"@{body}", "--json", **asked)
        piped = run(elsewhere, "api", "post", "/v1/keys", "--data", "@-", "--json",
                    stdin='{"name": "piped"}', **asked)  # fmt: skip
        listed = run(elsewhere, "api", "get", "v1/keys", "--json", **asked)

        assert (made.exit_code, piped.exit_code) == (0, 0), made.output + piped.output
        names = {row["name"] for row in json.loads(listed.stdout)["rows"]}
        assert {"from a file", "piped"} <= names
        assert not (elsewhere / "adhelm.db").exists()

    def test_says_what_the_server_refused(self, home, key, url):
        told = run(home, "api", "get", "/v1/keys/nobody", "--url", url, "--json",
                   ADHELM_API_KEY="adh_key_worthless")  # fmt: skip
        missing = run(home, "api", "delete", "/v1/keys/nobody", "--workspace", "acme", "--json")

        problem = json.loads(told.stderr)
        assert problem["code"] == "http.method_not_allowed"
        assert told.exit_code != 0
        assert json.loads(missing.stderr)["code"] == "accounts.no_key"
        assert missing.exit_code not in {0, told.exit_code}

    @pytest.mark.parametrize("data", ["{", "@nowhere.json"])
    def test_sends_no_nonsense(self, home, data):
        told = run(home, "api", "post", "/v1/keys", "--data", data, "--json")

        assert json.loads(told.stderr)["code"] == "api.bad_data"

    def test_shows_what_is_no_json(self, home):
        told = run(home, "api", "get", "/health/live")

        assert told.exit_code == 0
        assert "live" in told.stdout


class TestTheCommandLine:
    def test_acts_as_the_key_it_is_given(self, home, key):
        narrow = run(home, "api", "post", "/v1/keys", "--json", "--data", '{"name": "reader"}',
                     ADHELM_API_KEY=key)  # fmt: skip
        reader = json.loads(narrow.stdout)["key"]

        allowed = run(home, "admin", "key", "ls", "--json", ADHELM_API_KEY=key)
        refused = run(home, "admin", "key", "ls", "--json", ADHELM_API_KEY=reader)
        other = run(home, "--workspace", "default", "admin", "key", "ls", "--json",
                    ADHELM_API_KEY=key)  # fmt: skip
        wrong = run(home, "admin", "key", "ls", "--json", ADHELM_API_KEY="adh_key_made-up")

        assert allowed.exit_code == 0, allowed.output
        assert "reader" in {row["name"] for row in json.loads(allowed.stdout)["rows"]}
        assert json.loads(refused.stderr)["code"] == "forbidden"
        assert json.loads(other.stderr)["code"] == "accounts.no_workspace"
        assert json.loads(wrong.stderr)["code"] == "auth.bad_token"

    def test_leaves_a_row_in_the_audit_where_it_is_refused(self, home, key, tmp_path):
        made = run(home, "api", "post", "/v1/keys", "--json", "--data", '{"name": "only-reads"}',
                   ADHELM_API_KEY=key)  # fmt: skip
        reader = json.loads(made.stdout)["key"]
        asked = ("budget", "set", "2026-03", "5.00", "EUR", "--json")
        refused = json.loads(run(home, *asked, ADHELM_API_KEY=reader).stderr.splitlines()[0])
        own = ("--workspace", "acme", *asked)
        assert run(home, *own).exit_code == 0
        out = tmp_path / "audit.ndjson"
        told = run(home, "--workspace", "acme", "audit", "export", str(out))
        assert told.exit_code == 0, told.output
        entries = [json.loads(line) for line in out.read_text().splitlines()]
        (entry,) = [one for one in entries if one["request_id"] == refused["request_id"]]
        assert (entry["outcome"], entry["action"]) == ("refused", "cli.budget.set")
        assert entry["subject"] == "command:adhelm budget set"
        done = next(one for one in entries if one["action"] == "plans.propose_budget")
        assert done["request_id"]

    def test_acts_as_local_without_one_and_may_not_approve(self, home, key):
        _, principal = open_services(home=home, workspace="acme")

        assert principal.id == "local"
        assert Scope.approve not in principal.scopes
        listed = run(home, "--workspace", "acme", "admin", "key", "ls", "--json")
        assert listed.exit_code == 0
