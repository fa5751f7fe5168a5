"""The API against its own document: schemathesis asks, with all its checks, on both databases."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.app.running import UNLIMITED, Running, running
from tests.conftest import postgres_database

# Rules that no schema says (a date after another one, an e-mail address that is taken) refuse
# what fits the schema; that they do so with a status of the document is checked all the same.
_CONFIG = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "304", "400", "401", "403", "404", "409", "412", "422", "428", "429"]
"""
_LONG = 20_000
_PATIENCE_S = 60
"""An address that a case made up may lie where nobody answers, which takes its time; how long an
answer takes is for the benchmark to say."""
# What is asked of a platform gets its answer, a refusal, at once.
_NOWHERE = {
    f"ADHELM_{name}__{url}": "http://127.0.0.1:9"
    for name in ("GOOGLE_ADS", "META", "TIKTOK", "LINKEDIN", "X")
    for url in ("BASE_URL", "TOKEN_URL")
}
# These take away what the run itself stands on: its key, its person, their role.
_DEADLY = (
    "keys_revoke_key", "people_remove", "people_change_role", "auth_logout", "events_follow",
    "jobs_follow",
)  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def up(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Running]:
    quiet = {**UNLIMITED, **_NOWHERE, "ADHELM_LOG__LEVEL": "error"}
    if request.param == "sqlite":
        with running(tmp_path / "home", "--no-worker", **quiet) as up:
            yield up
        return
    server = request.getfixturevalue("postgres_server")
    template = request.getfixturevalue("postgres_template")
    with (
        postgres_database(server, template=template) as url,
        running(tmp_path / "home", "--no-worker", database_url=url, **quiet) as up,
    ):
        yield up


def fuzzed(up: Running, folder: Path, *options: str) -> int:
    """Let schemathesis ask; return how many cases it made, none of which failed."""
    with up.client() as http:
        # Made once, on the first request; schemathesis is impatient.
        assert http.get("/openapi.json", timeout=120).status_code == 200
    config = folder / "schemathesis.toml"
    config.write_text(_CONFIG)
    command = [
        str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(config), "run",
        f"{up.told['url']}/openapi.json", "--checks", "all", "--no-color", "--warnings", "off",
        "-H", f"Authorization: Bearer {up.key}", "--continue-on-failure",
        "--generation-database", "none", "--request-timeout", str(_PATIENCE_S),
        "--max-response-time", str(_PATIENCE_S), *options,
    ]  # fmt: skip
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout[-20_000:] + ended.stderr[-2000:]
    found = re.search(r"Test cases:\s+([\d,]+) generated", ended.stdout)
    assert found, ended.stdout[-2000:]
    return int(found[1].replace(",", ""))


def without_deadly() -> list[str]:
    return [word for name in _DEADLY for word in ("--exclude-operation-id", name)]


class TestTheApi:
    def test_keeps_what_its_document_says(self, up, tmp_path):
        cases = fuzzed(
            up, tmp_path, "--phases", "fuzzing", "-n", "2", "--no-shrink", "--seed", "1",
            "--workers", "2", *without_deadly(),
        )  # fmt: skip

        assert cases > 200

    @pytest.mark.long
    def test_keeps_it_in_twenty_thousand_cases(self, up, tmp_path, record_testsuite_property):
        cases, seed = 0, 1
        while cases < _LONG:
            cases += fuzzed(
                up, tmp_path, "--phases", "examples,coverage,fuzzing,stateful", "-n", "60",
                "--seed", str(seed), "--workers", "2", *without_deadly(),
            )  # fmt: skip
            seed += 1
        record_testsuite_property("cases", cases)
        # At last what ends the run's own sign-in.
        last = [word for name in _DEADLY[:4] for word in ("--include-operation-id", name)]
        fuzzed(up, tmp_path, "--phases", "coverage,fuzzing", "-n", "30", *last)
