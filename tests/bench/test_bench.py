"""Each benchmark runs and writes down what it measured; how fast is none of a test's business.

Those that take longer, or have something else for rows, have a file of their own beside this one.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FIGURES = {"median_s", "seconds", "cpu_s", "rows_per_s", "peak_mib"}
PARTS = {
    "import": {"canonical CSV", "German Google Ads export"},
    "scale": {"import", "query"},
    "query": {"28 days by platform and day", "year by campaign, top 100", "rolling ROAS"},
    "replace": {"28-day window"},
    "sync": {"a tenth of the rows", "all rows", "all rows, played back"},
    "export": {"export"},
    "sandbox": {"google_ads", "linkedin", "meta", "tiktok", "x"},
    "start": set(),
    "maturity": {"sandbox"},
    "pacing": {"sandbox"},
    "attribution": {
        "Markov order 1",
        "Markov of higher order",
        "Shapley, 20 channels",
        "sandbox",
    },
}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """What they write, on a thousand rows and in one process."""
    folder = tmp_path_factory.mktemp("bench")
    run(*PARTS, folder=folder)
    return folder / "results"


def run(*which: str, folder: Path) -> None:
    command: list[str | Path] = [
        sys.executable, "-m", "bench", *which, "--rows", "1000", "--repeats", "1", "--together",
        "--no-dlt", "--data", folder / "data", "--results", folder / "results",
    ]  # fmt: skip
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


@pytest.mark.parametrize("which", PARTS)
def test_benchmark_writes_its_figures(which, results):
    path = results / f"{which}-1000.json"
    written = json.loads(path.read_text())
    assert written["benchmark"] == path.stem
    assert {"cores", "memory_gib", "versions"} <= written["machine"].keys()
    assert set(written["figures"]) == PARTS[which]
    for figures in written["figures"].values():
        for name, one in figures.items():
            assert one.keys() >= FIGURES, (name, one)
    assert written["ratios"]
    assert all({"name", "value", "target", "met"} == ratio.keys() for ratio in written["ratios"])
    assert str(ROOT) not in path.read_text()
    assert str(results.parent) not in path.read_text()


@pytest.mark.long
def test_benchmark_of_the_api_runs(tmp_path: Path):
    run("api", folder=tmp_path)
    assert json.loads((tmp_path / "results/api-1000.json").read_text())["benchmark"] == "api-1000"
