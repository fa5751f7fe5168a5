"""Each benchmark runs and writes down what it measured; how fast is none of a test's business."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FIGURES = {"median_s", "seconds", "rows_per_s", "peak_mib"}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Generated once: the later benchmarks use the home that an earlier one builds."""
    return tmp_path_factory.mktemp("data")


@pytest.mark.parametrize(
    ("which", "parts"),
    [
        ("import", {"canonical CSV", "German Google Ads export"}),
        ("scale", {"import", "query"}),
        ("query", {"28 days by platform and day", "year by campaign, top 100", "rolling ROAS"}),
        ("replace", {"28-day window"}),
    ],
)
def test_benchmark_writes_its_figures(which, parts, data, tmp_path):
    subprocess.run(
        [
            sys.executable, "-m", "bench", which, "--rows", "1000", "--repeats", "1", "--no-dlt",
            "--data", data, "--results", tmp_path,
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )  # fmt: skip
    (path,) = tmp_path.glob("*.json")
    written = json.loads(path.read_text())
    assert written["benchmark"] == path.stem == f"{which}-1000"
    assert {"cores", "memory_gib", "versions"} <= written["machine"].keys()
    assert set(written["figures"]) == parts
    for figures in written["figures"].values():
        for name, one in figures.items():
            assert one.keys() >= FIGURES, (name, one)
    assert all({"name", "value", "target", "met"} == ratio.keys() for ratio in written["ratios"])
    assert str(ROOT) not in path.read_text()
    assert str(data) not in path.read_text()
