"""Scores over HTTP, on the command line, from Python and after a sync …"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.app.api.conftest import Installation, house
from tests.understand.series.facts import FIRST, pour, row

import adhelm
from adhelm.app import wiring
from adhelm.app.cli import cli
from adhelm.core.clock import SetClock
from adhelm.core.principal import local
from adhelm.decide.prediction import latest_scores, scores_as_of
from adhelm.decide.prediction.service import show, train_models
from adhelm.decide.prediction.tasks import KEEP
from adhelm.decide.prediction.types import NoSuchScore, SeveralScores, Standing
from adhelm.observe import plans
from adhelm.observe.plans.types import Aim, Comparator, Goal, Reach, TargetRow, Unit
from adhelm.observe.warehouse import Warehouse

__all__ = ["house"]
TODAY = date(2026, 3, 1)
LAST = (TODAY - FIRST).days
CAMPAIGNS = 30


def history(days: int = 150, *, spread: float = 1.0) -> Iterator[tuple[Any, ...]]:
    """Campaigns that return more and less than each other, for long; one does not spend now."""
    chance = random.Random(4)  # noqa: S311 - made-up figures
    for n in range(CAMPAIGNS):
        good = chance.gauss(0, spread)
        for day in range(LAST - days, LAST):
            good = 0.98 * good + chance.gauss(0, spread / 8)
            spent = 0 if n == 1 and day >= LAST - 10 else 60 + 10 * n + day % 7
            sold = max(
                round(chance.gauss(0.2 * spent * 2**good, (0.2 * spent * 2**good) ** 0.5)), 0
            )
            yield row(
                day, f"c{n}", account=str(n % 2 + 1), spend=f"{spent}.00", clicks=spent,
                impressions=spent * 40, conversions=sold,
            )  # fmt: skip


def work(house: Installation) -> None:
    wiring.make_worker(house.services).run_due()


@pytest.fixture(scope="module")
def full(house: Installation) -> Installation:
    """Figures, models of them, and scores, as after a sync."""
    pour(house.services.get(Warehouse), local("acme"), history())
    asked = house.call("analyst", "POST", "/models/train", json={"levels": ["campaign"]})
    assert asked.status_code == 202, asked.text
    work(house)
    job = house.call("viewer", "GET", f"/jobs/{asked.json()['job_id']}").json()
    assert job["state"] == "done", job
    return house


class TestOverHTTP:
    def test_scores_are_listed_with_goal_and_model(self, full: Installation):
        page = full.call("viewer", "GET", "/scores?limit=20").json()
        rows = page["rows"]
        assert len(rows) == 20
        told = page["provenance"]
        assert told["data_version"] == 1
        assert told["model"]["alias"] == "champion"
        assert told["model"]["brier"] < told["model"]["base_brier"]
        scored = [one for one in rows if one["standing"] == "scored"]
        assert len(scored) == 19
        assert all(0 < one["score"] < 1 for one in scored)
        assert {one["goal"]["own"] for one in rows} == {False}
        assert {one["goal"]["source"] for one in rows} == {"google_ads/1", "google_ads/2"}
        assert len({one["goal"]["value"] for one in rows}) == 2

        rest = full.call("viewer", "GET", f"/scores?limit=20&cursor={page['next_cursor']}").json()
        assert len(rest["rows"]) == CAMPAIGNS - 20
        assert rest["next_cursor"] is None
        assert not {one["entity_id"] for one in rest["rows"]} & {one["entity_id"] for one in rows}

    def test_what_spends_nothing_has_no_number(self, full: Installation):
        page = full.call("viewer", "GET", "/scores?standing=idle").json()
        (one,) = page["rows"]
        assert (one["entity_id"], one["score"]) == ("c1", None)
        assert "spent nothing" in one["why"]

    def test_they_are_as_they_were_on_a_day(self, full: Installation):
        before = full.call("viewer", "GET", "/scores?on=2026-02-20").json()
        assert before["rows"] == []
        assert full.call("viewer", "GET", "/scores?on=2026-03-01").json()["rows"]

    def test_one_tells_its_reasons_and_its_history(self, full: Installation):
        told = full.call("viewer", "GET", "/scores/campaign/c5")
        assert told.status_code == 200, told.text
        found = told.json()
        assert found["score"]["entity_id"] == "c5"
        points = [abs(one["points"]) for one in found["reasons"]]
        assert points == sorted(points, reverse=True)
        words = {one["feature"]: one["words"] for one in found["reasons"]}
        assert "times the target" in words["return against target, 28 days"]
        assert words["platform"] == "platform: google_ads"
        assert [one["made_on"] for one in found["history"]] == ["2026-03-01"]
        assert found["provenance"]["model"]["version"] == found["score"]["model_version"]

    def test_models_are_listed_with_their_cards(self, full: Installation):
        page = full.call("viewer", "GET", "/models").json()
        assert [one["alias"] for one in page["rows"]].count("champion") == 1
        assert {one["recipe"] for one in page["rows"]} == {"boosting", "odds", "forest", "linear"}
        (first,) = full.call("viewer", "GET", "/models?alias=champion").json()["rows"]
        card = full.call("viewer", "GET", f"/models/{first['version']}").json()
        assert card["trials"].keys() == {"boosting", "odds", "forest", "linear"}
        assert sum(one["rows"] for one in card["calibration"]) == card["held_out"]
        assert any("had learned from" in text for text in card["says"])
        # Of the last 30 days the platform may still change conversions.
        assert card["last_day"] == str(TODAY - timedelta(days=30))
        two = full.call("viewer", "GET", "/models?limit=3").json()
        four = full.call("viewer", "GET", f"/models?cursor={two['next_cursor']}").json()
        assert (len(two["rows"]), len(four["rows"])) == (3, 1)

    def test_another_workspace_sees_nothing_of_it(self, full: Installation):
        for path in ("/scores", "/models"):
            assert full.call("other workspace", "GET", path).json()["rows"] == []
        for path in ("/scores/campaign/c5", "/models/1"):
            assert full.call("other workspace", "GET", path).status_code == 404

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/scores?level=keyword", 422), ("/scores?cursor=x", 422), ("/scores?on=now", 422),
            ("/scores/keyword/c1", 422), ("/scores/campaign/none", 404), ("/models/0", 422),
            ("/models/99", 404), ("/models?alias=loser", 422),
        ],
    )  # fmt: skip
    def test_what_makes_no_sense_is_refused(self, full: Installation, path, status):
        told = full.call("viewer", "GET", path)
        assert told.status_code == status, told.text
        assert told.json()["code"]

    def test_readers_train_nothing(self, full: Installation):
        assert full.call("viewer", "POST", "/models/train", json={}).status_code == 403
        wrong = full.call("analyst", "POST", "/models/train", json={"levels": ["keyword"]})
        assert wrong.status_code == 422


@pytest.fixture
def parts(principal, sqlite_database, warehouse, clock) -> dict[str, Any]:
    return {
        "principal": principal, "database": sqlite_database, "warehouse": warehouse, "clock": clock,
    }  # fmt: skip


def keep(parts: dict[str, Any]) -> int:
    from adhelm.decide.prediction.service import keep as keeping

    return keeping(**parts)


def read(parts: dict[str, Any]) -> dict[str, Any]:
    return {name: parts[name] for name in ("principal", "database")}


class TestAfterASync:
    def test_too_little_history_is_said_and_known_figures_are_kept(self, parts):
        pour(parts["warehouse"], parts["principal"], history(40))
        assert keep(parts) == CAMPAIGNS
        found = latest_scores(**read(parts))
        assert {one.standing for one in found} == {Standing.no_model, Standing.idle}
        assert all(one.score is None for one in found)
        assert all(one.features["conversions, 28 days"] for one in found)

    def test_a_model_that_knows_no_more_than_the_base_rate_tells_no_number(self, parts):
        pour(parts["warehouse"], parts["principal"], history(spread=0.0))
        keep(parts)
        found = latest_scores(**read(parts))
        assert {one.standing for one in found} == {Standing.no_signal, Standing.idle}
        assert all(one.score is None for one in found)

    def test_models_are_a_day_old_before_they_are_trained_anew_and_scores_keep_their_past(
        self, parts
    ):
        clock: SetClock = parts["clock"]
        pour(parts["warehouse"], parts["principal"], history())
        keep(parts)
        first = latest_scores(**read(parts))
        clock.advance(timedelta(hours=6))
        keep(parts)
        again = latest_scores(**read(parts))
        assert [one.model_version for one in again] == [one.model_version for one in first]
        assert [one.score for one in again] == [one.score for one in first]
        clock.advance(timedelta(hours=24))
        keep(parts)
        newest = latest_scores(**read(parts))
        assert newest[0].model_version != first[0].model_version
        assert {one.made_on for one in newest} == {TODAY + timedelta(days=1)}
        then = scores_as_of(**read(parts), day=TODAY)
        assert [one.score for one in then] == [one.score for one in first]
        assert scores_as_of(**read(parts), day=TODAY - timedelta(days=1)) == []
        told = show(**read(parts), level="campaign", entity_id="c2")
        assert [one.made_on for one in told.history] == [TODAY + timedelta(days=1), TODAY]

    def test_a_target_of_ones_own_is_what_is_to_be_beaten(self, parts):
        pour(parts["warehouse"], parts["principal"], history(60))
        aim = Aim("cpa", date(2026, 1, 1), date(2026, 12, 31), Reach(platform="google_ads"))
        plans.create_target(
            **read(parts), clock=parts["clock"],
            row=TargetRow(aim, Goal(Comparator.at_most, Decimal("9.50"), Unit.money, "EUR")),
        )  # fmt: skip
        keep(parts)
        goals = {one.goal for one in latest_scores(**read(parts))}
        (goal,) = goals
        assert (goal.own, goal.value, goal.currency) == (True, Decimal("9.50"), "EUR")
        assert goal.source.startswith("tgt_")

    def test_people_narrowed_to_an_account_see_its_scores_alone(self, parts):
        pour(parts["warehouse"], parts["principal"], history(40))
        keep(parts)
        narrow = replace(parts["principal"], accounts=frozenset({"google_ads/2"}))
        found = latest_scores(principal=narrow, database=parts["database"])
        assert {one.account_id for one in found} == {"2"}
        with pytest.raises(NoSuchScore):
            show(principal=narrow, database=parts["database"], level="campaign", entity_id="c0")

    def test_of_two_accounts_with_one_id_it_must_be_said_which(self, parts):
        rows = [
            row(day, "same", account=account) for account in "12" for day in range(LAST - 40, LAST)
        ]
        pour(parts["warehouse"], parts["principal"], rows)
        keep(parts)
        with pytest.raises(SeveralScores):
            show(**read(parts), level="campaign", entity_id="same")
        one = show(**read(parts), level="campaign", entity_id="same", account="google_ads/2")
        assert one.score.account_id == "2"

    def test_training_says_what_became_of_each_level(self, parts):
        pour(parts["warehouse"], parts["principal"], history(40))
        campaign, group, ad = train_models(**parts)
        assert "too few" in campaign.why
        assert group.why == ad.why == "there are no figures of this level"

    def test_it_is_asked_for_by_what_arrives(self, tmp_path: Path):
        services, _ = wiring.open_services(home=tmp_path)
        known = wiring.job_handlers(services)
        services.close()
        assert known[KEEP].on_request


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("scores") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ADHELM_PROFILE", "test")
        patch.setenv("ADHELM_CLOCK", "2026-03-01T09:00:00Z")
        services, principal = wiring.open_services(home=folder)
        pour(services.get(Warehouse), principal, history(120))
        services.close()
        yield folder


class TestOnTheCommandLine:
    def run(self, home: Path, *args: str):
        return CliRunner().invoke(cli, ["score", *args, "--home", str(home)])

    def test_models_are_trained_and_scores_listed_shown_and_explained(self, home: Path):
        none = self.run(home, "list")
        assert "nothing is scored yet" in none.stderr
        trained = self.run(home, "train", "--level", "campaign", "--json")
        assert trained.exit_code == 0, trained.output
        assert json.loads(trained.stdout)["provenance"]["scores"] == CAMPAIGNS

        listed = json.loads(self.run(home, "list", "--json").stdout)
        assert len(listed["rows"]) == CAMPAIGNS
        assert listed["provenance"]["model"]["name"] == "score.campaign"
        assert "median" in self.run(home, "list").stderr

        shown = self.run(home, "show", "c3", "--json")
        assert shown.exit_code == 0, shown.output
        assert json.loads(shown.stdout)["provenance"]["score"]["entity_id"] == "c3"
        card = self.run(home, "card")
        assert "held against" in card.stderr
        assert self.run(home, "show", "nobody").exit_code == 3


class TestFromPython:
    def test_a_home_tells_its_scores(self, home: Path):
        with adhelm.open(home) as helm:
            helm.train_scores(levels=["campaign"])
            found = helm.scores()
        assert len(found) == CAMPAIGNS
        assert {one.level for one in found} == {"campaign"}
