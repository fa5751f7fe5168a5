"""`adhelm.open()` does in Python what the command line does."""

from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

import adhelm
from adhelm.app.library import Helm
from adhelm.core.errors import Invalid
from adhelm.core.settings import BadSettings
from adhelm.observe.ingest.types import Imported

EXPORT = str(files("adhelm.app.demo").joinpath("data", "google_ads_campaigns.csv"))


def load(helm: Helm, *, dry_run: bool = False) -> Imported:
    (imported,) = helm.import_files(
        [EXPORT], account="fjordlight", timezone="Europe/Berlin", currency="EUR", dry_run=dry_run
    )
    return imported


class TestOpen:
    def test_imports_files_and_answers_exactly(self, tmp_path: Path):
        with adhelm.open(tmp_path) as helm:
            imported = load(helm)
            assert (imported.state, imported.error) == ("loaded", None)
            assert imported.staged is not None
            answer = helm.query(metrics=["spend", "clicks"], by=["platform"])
        (row,) = answer.dicts()
        assert row["platform"] == "google_ads"
        assert row["spend"] == imported.staged.sums["spend"]
        assert isinstance(row["spend"], Decimal)
        assert answer.arrow().num_rows == 1
        assert answer.provenance.data_version >= 1

    def test_reads_ranges_and_earlier_data(self, tmp_path: Path):
        with adhelm.open(tmp_path) as helm:
            load(helm)
            whole = helm.query(metrics=["spend"])
            month = helm.query(metrics=["spend"], range="2026-01")
            pinned = helm.query(metrics=["spend"], as_of=whole.provenance.data_version)
        assert next(whole.dicts())["spend"] > next(month.dicts())["spend"] > 0
        assert list(pinned.rows) == list(whole.rows)

    def test_changes_nothing_in_a_dry_run(self, tmp_path: Path):
        with adhelm.open(tmp_path) as helm:
            imported = load(helm, dry_run=True)
            assert imported.state == "dry_run"
            assert helm.query(metrics=["spend"], by=["platform"]).rows == []

    def test_says_what_would_be_right(self, tmp_path: Path):
        with adhelm.open(tmp_path) as helm, pytest.raises(Invalid) as caught:
            helm.query(metrics=["spent"])
        assert "spend" in caught.value.hint

    def test_can_be_closed_twice(self, tmp_path: Path):
        helm = adhelm.open(tmp_path)
        helm.close()
        helm.close()

    def test_does_not_open_with_a_wrong_setting(self, tmp_path: Path, monkeypatch):
        monkeypatch.setenv("ADHELM_WAREHOUSE__THREADS", "none")
        with pytest.raises(BadSettings, match="ADHELM_WAREHOUSE__THREADS"):
            adhelm.open(tmp_path)
