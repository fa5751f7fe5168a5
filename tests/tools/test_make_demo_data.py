from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tools import make_demo_data

BUNDLED = make_demo_data.HOME


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    make_demo_data.main(folder)
    return folder


def _content(path: Path) -> object:
    if path.suffix in {".xlsx", ".zip"}:
        with zipfile.ZipFile(path) as pack:
            return {name: pack.read(name) for name in pack.namelist()}
    return path.read_bytes()


class TestDemoData:
    def test_are_what_the_tool_writes(self, made):
        """Whoever changes the tool writes the files anew, and nobody edits them by hand."""
        for path in made.iterdir():
            if path.suffix != ".xlsx":  # its parts depend on the version of the writing library
                assert _content(path) == _content(BUNDLED / path.name), path.name

    def test_are_the_same_on_every_run(self, made, tmp_path):
        make_demo_data.main(tmp_path)

        for path in made.iterdir():
            assert _content(path) == _content(tmp_path / path.name), path.name

    def test_stay_small_enough_for_the_wheel(self):
        assert sum(path.stat().st_size for path in BUNDLED.iterdir()) < 1_500_000

    def test_say_what_was_planted_and_what_the_files_add_up_to(self):
        truth = json.loads((BUNDLED / "truth.json").read_text(encoding="utf-8"))

        assert {one["platform"] for one in truth["incidents"]} == set(make_demo_data.PLATFORMS)
        assert set(truth["sums"]) == set(make_demo_data.PLATFORMS)

    def test_wear_the_clothes_of_their_platforms(self):
        google = (BUNDLED / "google_ads_campaigns.csv").read_bytes()
        meta = (BUNDLED / "meta_kampagnen.csv").read_text(encoding="utf-8")
        linkedin = (BUNDLED / "linkedin_performance.csv").read_bytes()

        assert google.startswith(b"\xff\xfe")
        assert "Total: Account" in google.decode("utf-16")
        assert meta.splitlines()[1].startswith(",")
        assert "Ausgegebener Betrag (EUR)" in meta
        assert linkedin.decode("utf-16").splitlines()[4].startswith("Date de début")
