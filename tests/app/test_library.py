"""`adhelm.open()` does in Python what the command line does."""

from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

import adhelm
from adhelm.app.library import Helm
from adhelm.core.errors import Invalid
from adhelm.core.settings import BadSettings
from adhelm.observe.ingest.types import Imported
from adhelm.understand.attribution.types import Model
from adhelm.understand.maturity import State

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

    def test_searches_for_incidents(self, tmp_path: Path):
        with adhelm.open(tmp_path) as helm:
            assert helm.anomalies().notes == ("there are no daily figures to examine",)
            load(helm)
            found = helm.anomalies(range="2020-01-01..2030-01-01")
            assert found.tests > 0
            assert found.provenance is not None
            assert all(one.currency == "EUR" for one in found.incidents)
            with pytest.raises(Invalid):
                helm.anomalies(range="soon")

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


class TestJourneys:
    def test_are_imported_and_attributed(self, tmp_path: Path):
        (tmp_path / "touches.csv").write_text(
            "id,person,at,channel\n1,ann,2026-02-20T12:00Z,email\n2,ann,2026-02-21T12:00Z,search\n"
        )
        (tmp_path / "sales.csv").write_text(
            "id,person,at,value,currency\n9,ann,2026-02-22T12:00Z,30.10,EUR\n"
        )
        with adhelm.open(tmp_path / "home") as helm:
            added = [helm.import_journeys(tmp_path / f"{name}.csv").added
                     for name in ("touches", "sales")]  # fmt: skip
            found = helm.attribution(
                range="2026-02", models=["linear", "markov"], compare="2026-01", keep=True
            )
            with pytest.raises(Invalid):
                helm.attribution(models=["best"])
        assert added == [2, 1]
        assert {line.name: line.credit[Model.linear].value for line in found.lines} == {
            "email": Decimal("15.05"), "search": Decimal("15.05"),
        }  # fmt: skip
        assert found.earlier is not None
        assert found.earlier.conversions == 0
        assert "causal" in found.warnings[-1]


class TestRecentDaysAndBudgets:
    def test_what_days_come_to_and_where_budgets_land_is_asked_for(self, tmp_path: Path):
        with adhelm.open(tmp_path) as helm:
            load(helm)
            found = helm.maturity(range="2026-01", metrics=["conversions"])
            with pytest.raises(Invalid):
                helm.maturity(range="all")
            assert helm.pacing().rows == ()
            with pytest.raises(Invalid):
                helm.pacing(month=date(2026, 1, 15))
        assert found.rows
        assert {one.account.platform for one in found.rows} == {"google_ads"}
        assert {one.state for one in found.rows} <= {State.mature, State.unknown}


class TestRules:
    def test_are_tried_and_replayed(self, tmp_path: Path):
        text = "name: X\nif: spend(7d) > 1\nthen: alert"
        with adhelm.open(tmp_path) as helm:
            assert helm.try_rule(text).counts["fires"] == 0
            assert helm.try_rule("shipped-incident").findings == ()
            replayed = helm.replay_rule(text, days=3)
            assert [one.looks for one in replayed.days] == [0, 0, 0]
