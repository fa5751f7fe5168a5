"""`bench web` runs in a browser, and writes down what it measured."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from adhelm.app.api.page import FOLDER

ROOT = Path(__file__).parents[2]


def test_benchmark_of_the_page_writes_its_figures(tmp_path):
    if shutil.which("chromium") is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    if not (FOLDER / "index.html").is_file():
        pytest.skip("the page is not built: just web")
    command = [
        sys.executable, "-m", "bench", "web", "--rows", "1000", "--repeats", "1",
        "--data", tmp_path / "data", "--results", tmp_path,
    ]  # fmt: skip
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    written = json.loads((tmp_path / "web-1000.json").read_text())
    found = written["settings"]["found"]
    assert all(found.values())
    assert len(written["ratios"]) == 7
