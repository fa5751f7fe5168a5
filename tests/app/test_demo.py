from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal
from importlib.resources import files

import pytest

from adhelm.app.demo import exports as demo
from adhelm.app.wiring import open_services
from adhelm.core.clock import Clock
from adhelm.core.terminal import Shell, Terminal
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.metrics import Question, ask

TRUTH = json.loads(files("adhelm.app.demo").joinpath("data/truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory):
    """Return what the demo came to, its standard output, and its shell."""
    home = tmp_path_factory.mktemp("demo")
    services, principal = open_services(home=home)
    out, err = io.StringIO(), io.StringIO()
    shell = Shell(services, Terminal(output="table", stdout=out, stderr=err), principal)
    yield demo.run(shell, home=home, out=home / "report.html"), out, shell
    services.close()


class TestDemo:
    def test_reads_every_export_to_the_last_unit(self, shown):
        _, _, shell = shown
        answer = ask(
            principal=shell.principal,
            warehouse=shell.services.get(Warehouse),
            clock=shell.services.get(Clock),
            question=Question(("spend", "impressions", "conversions"), by=("platform", "currency")),
        )

        for row in answer.dicts():
            sums = TRUTH["sums"][row["platform"]]
            assert row["impressions"] == int(sums["impressions"]), row["platform"]
            assert row["spend"] == Decimal(sums["spend"]), row["platform"]
            assert row["conversions"] == Decimal(sums["conversions"]), row["platform"]

    def test_finds_the_planted_incidents_and_little_else(self, shown):
        """Recall 6 of 6; precision at least 6 of 7."""
        findings = shown[0].findings
        hits = [
            [
                one
                for one in findings.incidents
                if one.platform == planted["platform"]
                and one.date <= date.fromisoformat(planted["last"])
                and (one.last_date or one.date) >= date.fromisoformat(planted["first"])
                and (planted["campaign"] in {one.entity, ""})
            ]
            for planted in TRUTH["incidents"]
        ]

        assert all(hits), [
            one["what"] for one, hit in zip(TRUTH["incidents"], hits, strict=True) if not hit
        ]
        right = {one.id for hit in hits for one in hit}
        assert len(right) / len(findings.incidents) >= 6 / 7

    def test_names_the_kind_of_trouble(self, shown):
        found = {one.platform: one.detector for one in shown[0].findings.incidents}

        assert found["meta"] == "tracking_break"
        assert found["linkedin"] == "zero_delivery"

    def test_suggests_more_for_the_starved_campaigns_and_takes_from_none(self, shown):
        moves = shown[0].advice.moves
        raised = {(one.platform, one.to_campaign) for one in moves}
        cut = {(one.platform, one.from_campaign) for one in moves}

        for starved in TRUTH["starved"]:
            who = (starved["platform"], starved["campaign"])
            assert who in raised
            assert who not in cut
        assert len(moves) >= 3

    def test_prints_a_table_by_platform_incidents_and_three_suggestions(self, shown):
        text = " ".join(shown[1].getvalue().split())

        for word in ("google_ads", "linkedin", "tracking may be broken", "Suggestions"):
            assert word in text
        assert text.count("expect +") == 3

    def test_writes_a_report_that_stands_alone(self, shown):
        html = shown[0].report.read_text(encoding="utf-8")

        assert "Fjordlight Coffee" in html
        assert "http" not in html.replace("http-equiv", "")
