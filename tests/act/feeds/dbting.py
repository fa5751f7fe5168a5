"""dbt beside the project, in an environment of its own: it wants packages that mypy does not."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import make_url

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "dbt"
_LOCKED = PACKAGE / "requirements.txt"
_PROFILE = """
adhelm:
  target: test
  outputs:
    test:
      type: postgres
      host: "{host}"
      port: {port}
      user: "{user}"
      password: "-"
      dbname: "{database}"
      schema: marts
      threads: 2
"""


@dataclass(frozen=True)
class Built:
    """What `dbt build` said of each model and test."""

    states: Mapping[str, str]
    text: str

    @property
    def failed(self) -> list[str]:
        good = {"success", "pass"}
        return sorted(name for name, state in self.states.items() if state not in good)


def program() -> Path:
    """dbt as it is locked; made once, by uv. Where that cannot be, the test is skipped."""
    locked = hashlib.sha256(_LOCKED.read_bytes() + sys.version.encode()).hexdigest()[:16]
    folder = ROOT / ".tmp" / f"dbt-{locked}"
    folder.parent.mkdir(exist_ok=True)
    with (folder.parent / "dbt.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            _make(folder)
    return folder / "bin" / "dbt"


def _make(folder: Path) -> None:
    own = ROOT / ".venv-uv" / "bin" / "uv"
    uv = shutil.which("uv") or (str(own) if own.exists() else None)
    if uv is None:
        pytest.skip("dbt is installed by uv, and there is none here")
    shutil.rmtree(folder, ignore_errors=True)
    for command in (
        [uv, "venv", "--quiet", "--python", sys.executable, str(folder)],
        [uv, "pip", "sync", "--quiet", "--python", str(folder / "bin" / "python"), str(_LOCKED)],
    ):
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"dbt cannot be installed here: {done.stderr.strip()[-300:]}")
    (folder / "made").touch()


def build(url: str, work: Path, **variables: str) -> Built:
    """Run the package's models and tests on a database."""
    parsed = make_url(url)
    (work / "profiles.yml").write_text(
        _PROFILE.format(
            host=parsed.host, port=parsed.port, user=parsed.username, database=parsed.database
        )
    )
    done = subprocess.run(
        [program(), "--no-use-colors", "build", "--project-dir", PACKAGE, "--profiles-dir", work,
         "--target-path", work / "target", "--log-path", work / "logs",
         "--vars", json.dumps(variables)],
        env={"PATH": os.environ["PATH"], "HOME": str(work), "DO_NOT_TRACK": "1"},  # noqa: TID251
        cwd=work, check=False, capture_output=True, text=True,
    )  # fmt: skip
    told = work / "target" / "run_results.json"
    assert told.exists(), done.stdout + done.stderr
    results = json.loads(told.read_text())["results"]
    return Built({one["unique_id"]: one["status"] for one in results}, done.stdout)
