"""`bench allocation` and `bench prediction` run, and write down what they found."""

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
