"""The benchmark of series …"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_writes_its_figures_beside_those_of_peers(tmp_path):
    command = [
        sys.executable, "-m", "bench", "series", "--rows", "60", "--repeats", "1", "--together",
        "--data", tmp_path / "data", "--results", tmp_path / "results",
    ]  # fmt: skip
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    written = json.loads((tmp_path / "results" / "series-60.json").read_text())

    assert written["figures"].keys() == {"rolling MAD", "forecasts", "sandbox"}
    peers = {name for part in written["figures"].values() for name in part}
    assert peers >= {"adhelm", "pandas rolling.apply", "pandas two-pass", "AutoETS"}
    told = {ratio["name"] for ratio in written["ratios"]}
    assert told >= {"rolling MAD, CPU", "forecasts against AutoETS, CPU", "80 % interval, off by"}
    engines = written["figures"]["sandbox"]["engines"]
    assert engines["mase"]["spend"].keys() == {"smoothing", "AutoETS", "seasonal naive"}
    assert str(ROOT) not in json.dumps(written)
