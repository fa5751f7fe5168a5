"""`bench allocation`, `prediction` and `decisions` run, and write down what they found."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_benchmark_writes_its_figures_and_gaps(tmp_path):
    command = [
        sys.executable, "-m", "bench", "allocation", "--rows", "300", "--repeats", "1",
        "--together", "--no-dlt", "--data", tmp_path / "data", "--results", tmp_path,
    ]  # fmt: skip
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    written = json.loads((tmp_path / "allocation-300.json").read_text())
    fleet = written["figures"]["300 campaigns, nested caps"]
    assert fleet.keys() == {"exponential", "all families", "S-curves"}
    assert all(one["exact"] for one in fleet.values())
    assert fleet["all families"]["gap"] <= 1e-6
    assert written["figures"]["40 campaigns"].keys() == {"adhelm", "Clarabel", "SLSQP"}
    assert written["figures"]["units of money"]["adhelm"]["off"] <= 1e-9


def test_benchmark_of_predictions_writes_its_figures(tmp_path):
    command = [
        sys.executable, "-m", "bench", "prediction", "--rows", "300", "--repeats", "1",
        "--together", "--data", tmp_path / "data", "--results", tmp_path,
    ]  # fmt: skip
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    written = json.loads((tmp_path / "prediction-300.json").read_text())
    found = written["figures"]["conversions of ads"]["candidates"]
    assert found["deviance"].keys() == {"blend", "boosting", "smooth", "forest"}
    assert {"brier", "base_brier", "base_rate"} <= written["figures"]["sandbox"]["score"].keys()
    assert {"p50_ms", "p95_ms"} <= written["figures"]["serving"]["blend"].keys()


def test_benchmark_of_decisions_writes_shares_and_coverage(tmp_path):
    command = [
        sys.executable, "-m", "bench", "decisions", "--rows", "1", "--repeats", "1",
        "--together", "--data", tmp_path / "data", "--results", tmp_path,
    ]  # fmt: skip
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    written = json.loads((tmp_path / "decisions-1.json").read_text())
    for family in written["figures"].values():
        assert family.keys() == {"alone", "equal", "greedy", "oracle", "policy", "deep"}
        assert family["alone"]["share_median"] == 0
        assert family["oracle"]["share_median"] == 1
        assert family["policy"]["clipped"] == 0
        assert 0 <= family["policy"]["covered_percent"] <= 100
