"""`bench rules` runs, and what it replays is what it saw."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_benchmark_of_rules_writes_its_times_and_no_difference(tmp_path):
    command = [
        sys.executable, "-m", "bench", "rules", "--rows", "6", "--repeats", "1",
        "--together", "--data", tmp_path / "data", "--results", tmp_path,
    ]  # fmt: skip
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    written = json.loads((tmp_path / "rules-6.json").read_text())["figures"]["rules"]["replay"]
    assert written["differing"] == 0
    assert written["firings"] > 0
    assert {"replay_s", "live_s", "one_look_ms", "one_replayed_ms"} <= written.keys()
