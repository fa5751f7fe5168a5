"""Verdicts on what was applied: in the service, over HTTP and on the command line …"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np  # noqa: TID253 - made-up figures
import pytest
from click.testing import CliRunner
from tests.app.api.conftest import Installation, house
from tests.understand.series.facts import FIRST, pour, row

from adhelm.act.publishing import Desk
from adhelm.app import wiring
from adhelm.app.cli import cli
from adhelm.core.ads import Level
from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.principal import local
from adhelm.decide import optimization
from adhelm.decide.optimization import Basis, Draft, Effect
from adhelm.govern.compliance.types import Change, Field
from adhelm.learn.outcomes import (
    Applied,
    Foreign,
    NoSuchOutcome,
    Outcome,
    Verdict,
    earned,
    judge,
    keep,
    outcome,
    outcomes,
    track_record,
)
from adhelm.learn.outcomes.tasks import JUDGE
from adhelm.observe import plans
from adhelm.observe.plans.types import DayKind, Reach
from adhelm.observe.warehouse import Warehouse
from adhelm.understand import forecasting

__all__ = ["house"]
TODAY = date(2026, 3, 1)
CHANGED = datetime(2026, 1, 10, 12, tzinfo=UTC)
"""Its judged days, 11 to 17 January, are final on 16 February."""
LAST = (TODAY - FIRST).days
WINDOW = range(10, 17)
"""Days of the window, from 2026-01-01."""


def history(
    *, campaigns: int = 6, lifted: float = 1.0, until: int = LAST, account: str = "1"
) -> Iterator[tuple[Any, ...]]:
    """Campaigns that sell 40 a day; the first one more in the judged days."""
    random = np.random.default_rng(7)
    for n in range(campaigns):
        for day in range(-180, LAST):
            mean = 40.0 * (lifted if n == 0 and day in WINDOW else 1.0)
            sold = int(random.poisson(mean))
            if day < until:
                yield row(day, f"c{n}", account=account, spend="50.00", conversions=sold)


def change(entity: str = "c0", *, field: Field = Field.daily_budget, account: str = "1") -> Change:
    return Change(
        "google_ads", account, "google_ads", Level.campaign, entity, f"Campaign {entity}", field,
        Decimal(50), Decimal(60), "EUR",
    )  # fmt: skip


def applied(entity: str = "c0", *, at: datetime = CHANGED, plan: str = "pln_1", **more) -> Applied:
    made = Applied(
        action_id=f"act_{plan}_{entity}", plan_id=plan, recommendation_id="", source="person",
        change=change(entity), at=at,
    )  # fmt: skip
    return replace(made, **more)


def advise(parts: dict[str, Any], *, expected: str = "20") -> str:
    """Recommend to raise a budget; return the recommendation's id."""
    promised = Decimal(expected)
    draft = Draft(
        key="raise c0", kind="budgets", platform="google_ads", account="google_ads/1",
        claim="raise c0", changes=(change(),), currency="EUR",
        effect=Effect(
            "conversions", "", promised, promised - 10, promised + 10, next(iter(Basis)), 7
        ),
        expires_at=parts["clock"].now() + timedelta(days=7),
    )  # fmt: skip
    with parts["database"].transaction() as connection:
        (made,) = optimization.record(
            principal=parts["principal"], connection=connection, clock=parts["clock"],
            source="engine", drafts=[draft],
        )  # fmt: skip
    return made.id


@pytest.fixture
def parts(principal, sqlite_database, warehouse, clock) -> dict[str, Any]:
    return {
        "principal": principal, "database": sqlite_database, "warehouse": warehouse, "clock": clock,
    }  # fmt: skip


def read(parts: dict[str, Any]) -> dict[str, Any]:
    return {name: parts[name] for name in ("principal", "database")}


class TestJudge:
    def test_says_that_it_was_better_and_holds_it_against_its_promise(self, parts):
        pour(parts["warehouse"], parts["principal"], history(lifted=1.6))
        advice = advise(parts)
        (found,) = judge(**parts, applied=[applied(recommendation_id=advice)])
        assert found.verdict is Verdict.better
        assert (found.recommender, found.field, found.metric) == (
            "engine", "daily_budget", "conversions",
        )  # fmt: skip
        assert (found.first_day, found.last_day) == (date(2026, 1, 11), date(2026, 1, 17))
        assert found.effect == pytest.approx(Decimal(24), abs=Decimal(6))
        assert found.held
        assert "5 campaigns that nobody changed" in found.why
        assert found.details["changes"][0]["after"] == "60"
        assert outcome(**read(parts), outcome_id=found.id) == found

    def test_sees_no_difference_where_there_is_none(self, parts):
        pour(parts["warehouse"], parts["principal"], history())
        (found,) = judge(**parts, applied=[applied()])
        assert found.verdict is Verdict.no_difference
        assert (found.recommender, found.promise, found.held) == ("person", None, None)
        assert found.low is not None
        assert found.low < 0 < (found.high or 0)

    def test_waits_for_days_that_are_not_final(self, parts):
        pour(parts["warehouse"], parts["principal"], history())
        recent = applied(at=datetime(2026, 2, 10, 12, tzinfo=UTC))
        (found,) = judge(**parts, applied=[recent])
        assert found.verdict is Verdict.waiting
        assert found.why == "its days are final on 2026-03-19"
        parts["clock"].set(datetime(2026, 3, 21, 9, tzinfo=UTC))
        assert judge(**parts, applied=[recent])[0].verdict is Verdict.waiting
        rows = [
            row(day, f"c{n}", spend="50.00", conversions=40)
            for n in range(6)
            for day in range(LAST, LAST + 20)
        ]
        pour(parts["warehouse"], parts["principal"], rows, "later")
        (found,) = judge(**parts, applied=[recent])
        assert found.judged
        assert len(outcomes(**read(parts))) == 1

    def test_never_judges_again_nor_counts_an_advice_twice(self, parts):
        pour(parts["warehouse"], parts["principal"], history(lifted=1.6))
        advice = advise(parts)
        both = [
            applied(recommendation_id=advice),
            applied("c1", plan="pln_2", recommendation_id=advice),
        ]
        (first,) = judge(**parts, applied=both)
        assert len(first.details["changes"]) == 2
        assert judge(**parts, applied=both) == []
        (record,) = track_record(**read(parts))
        assert record.judged == 1

    def test_passes_no_verdict_on_what_was_taken_back(self, parts):
        pour(parts["warehouse"], parts["principal"], history(lifted=1.6))
        undone = applied(
            plan="pln_2", at=CHANGED + timedelta(days=3), undo_of="pln_1", source="undo"
        )
        (found,) = judge(**parts, applied=[applied(), undone])
        assert (found.verdict, found.why) == (
            Verdict.unsayable, "on 2026-01-13 it was taken back",
        )  # fmt: skip

    def test_passes_none_where_others_changed_the_same_meanwhile(self, parts):
        pour(parts["warehouse"], parts["principal"], history(lifted=1.6))
        after = [Foreign(CHANGED + timedelta(days=2), "ann@x.example", "daily_budget", "c0")]
        (found,) = judge(**parts, applied=[applied()], others=lambda _: after)
        assert found.verdict is Verdict.unsayable
        assert "ann@x.example changed daily_budget" in found.why

        renamed = [Foreign(CHANGED + timedelta(days=2), "", "name", "c0")]
        (found,) = judge(**parts, applied=[applied(plan="pln_2")], others=lambda _: renamed)
        assert found.verdict is Verdict.better
        assert found.details["beside"] == ["2026-01-12: the platform changed name of 'c0'"]

    def test_does_not_hold_it_against_what_was_changed_as_well(self, parts):
        pour(parts["warehouse"], parts["principal"], history(lifted=1.6))
        others = [applied(f"c{n}", plan=f"pln_{n + 5}") for n in range(1, 4)]
        found = judge(**parts, applied=[applied(), *others])
        by_id = {one.advice_id: one for one in found}
        assert "2 campaigns that nobody changed" in by_id["pln_1"].why

    def test_takes_the_forecast_that_was_kept_where_nothing_is_beside_it(self, parts):
        clock: SetClock = parts["clock"]
        clock.set(CHANGED)
        pour(parts["warehouse"], parts["principal"], history(campaigns=1, until=9))
        forecasting.keep(**parts)
        clock.set(datetime(2026, 3, 1, 9, tzinfo=UTC))
        pour(parts["warehouse"], parts["principal"], history(campaigns=1, lifted=2.0), "later")
        (found,) = judge(**parts, applied=[applied()])
        assert (found.verdict, found.basis.value) == (Verdict.better, "forecast")
        assert "what was expected before" in found.why

    def test_says_so_where_there_is_neither(self, parts):
        pour(parts["warehouse"], parts["principal"], history(campaigns=1, lifted=2.0))
        (found,) = judge(**parts, applied=[applied()])
        assert found.verdict is Verdict.unsayable
        assert "nothing to hold it against" in found.why

    def test_says_so_where_nothing_is_known_of_it(self, parts):
        pour(parts["warehouse"], parts["principal"], history())
        (found,) = judge(**parts, applied=[applied("elsewhere")])
        assert (found.verdict, found.why) == (
            Verdict.unsayable, "of what was changed there are no figures",
        )  # fmt: skip

    def test_says_what_the_calendar_knows(self, parts):
        pour(parts["warehouse"], parts["principal"], history(lifted=1.6))
        plans.add_day(
            **read(parts), clock=parts["clock"], kind=DayKind.promotion, name="Sale",
            first_day=date(2026, 1, 12), last_day=date(2026, 1, 13), reach=Reach(),
        )  # fmt: skip
        (found,) = judge(**parts, applied=[applied()])
        assert found.verdict is Verdict.better
        assert found.details["beside"] == ["2026-01-12: there was promotion 'Sale'"]
        plans.add_day(
            **read(parts), clock=parts["clock"], kind=DayKind.outage, name="no tags",
            first_day=date(2026, 1, 14), last_day=date(2026, 1, 14), reach=Reach(),
        )  # fmt: skip
        (found,) = judge(**parts, applied=[applied(plan="pln_2")])
        assert found.verdict is Verdict.unsayable

    def test_is_about_the_workspace_and_the_accounts_that_one_sees(self, parts):
        pour(parts["warehouse"], parts["principal"], history())
        (found,) = judge(**parts, applied=[applied()])
        narrow = replace(parts["principal"], accounts=frozenset({"google_ads/2"}))
        for who in (narrow, local("globex")):
            assert outcomes(principal=who, database=parts["database"]) == []
            with pytest.raises(NoSuchOutcome):
                outcome(principal=who, database=parts["database"], outcome_id=found.id)


class TestEarned:
    def test_says_what_is_missing(self, parts):
        pour(parts["warehouse"], parts["principal"], history(lifted=1.6))
        ask = {**read(parts), "recommender": "person", "field": "daily_budget"}
        assert earned(**ask).why == ("0 of 20 changes are judged",)
        judge(**parts, applied=[applied()])
        found = earned(**ask)
        assert (found.earned, found.why) == (False, ("1 of 20 changes are judged",))


@pytest.fixture(scope="module")
def full(house: Installation) -> Installation:
    parts: dict[str, Any] = {
        "principal": local("acme"), "database": house.services.get(Database),
        "warehouse": house.services.get(Warehouse), "clock": house.clock,
    }  # fmt: skip
    pour(parts["warehouse"], parts["principal"], history(lifted=1.6))
    known = [applied(), applied("c1", plan="pln_2"), applied("c2", plan="pln_3")]
    judge(**parts, applied=known)
    return house


class TestOverHTTP:
    def test_outcomes_are_listed_page_by_page_and_shown(self, full: Installation):
        page = full.call("viewer", "GET", "/outcomes?limit=2").json()
        rest = full.call("viewer", "GET", f"/outcomes?cursor={page['next_cursor']}").json()
        rows = [*page["rows"], *rest["rows"]]
        assert {one["advice_id"] for one in rows} == {"pln_1", "pln_2", "pln_3"}
        assert (len(page["rows"]), rest["next_cursor"]) == (2, None)
        assert page["provenance"]["data_version"] == 1
        (better,) = full.call("viewer", "GET", "/outcomes?verdict=better").json()["rows"]
        assert float(better["low"]) < float(better["effect"]) < float(better["high"])
        shown = full.call("viewer", "GET", f"/outcomes/{better['id']}").json()
        assert shown["changes"][0]["entity_id"] == "c0"
        assert shown["figures"]["controls"] == 3

    def test_the_record_says_how_right_everybody_was(self, full: Installation):
        (one,) = full.call("viewer", "GET", "/track-record").json()["rows"]
        assert (one["recommender"], one["judged"], one["better"]) == ("person", 3, 1)
        assert one["autopilot"]["earned"] is False
        assert full.call("viewer", "GET", "/track-record?recommender=engine").json()["rows"] == []

    def test_another_workspace_sees_nothing_of_it(self, full: Installation):
        for path in ("/outcomes", "/track-record"):
            assert full.call("other workspace", "GET", path).json()["rows"] == []
        (one, *_) = full.call("viewer", "GET", "/outcomes").json()["rows"]
        assert full.call("other workspace", "GET", f"/outcomes/{one['id']}").status_code == 404

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/outcomes?cursor=x", 422), ("/outcomes?verdict=good", 422),
            ("/outcomes?cursor=WyJub3ciLCJhIl0", 422), ("/outcomes/none", 404),
            ("/outcomes?limit=0", 422),
        ],
    )  # fmt: skip
    def test_what_makes_no_sense_is_refused(self, full: Installation, path, status):
        told = full.call("viewer", "GET", path)
        assert told.status_code == status, told.text
        assert told.json()["code"]


class TestOnTheCommandLine:
    def test_outcomes_are_listed_shown_and_added_up(self, tmp_path: Path, monkeypatch):
        monkeypatch.setenv("ADHELM_PROFILE", "test")
        monkeypatch.setenv("ADHELM_CLOCK", "2026-03-01T09:00:00Z")
        services, principal = wiring.open_services(home=tmp_path)
        parts: dict[str, Any] = {
            "principal": principal, "database": services.get(Database),
            "warehouse": services.get(Warehouse),
            "clock": SetClock(datetime(2026, 3, 1, 9, tzinfo=UTC)),
        }  # fmt: skip
        pour(parts["warehouse"], principal, history(lifted=1.6))
        (found,) = judge(**parts, applied=[applied()])
        services.close()

        def run(*words: str):
            return CliRunner().invoke(cli, ["outcomes", *words, "--home", str(tmp_path)])

        listed = run("list", "--json")
        assert listed.exit_code == 0, listed.output
        assert json.loads(listed.stdout)["rows"][0]["verdict"] == "better"
        assert json.loads(run("show", found.id, "--json").stdout)["id"] == found.id
        assert run("show", "none").exit_code == 3
        told = run("record")
        assert told.exit_code == 0, told.output
        assert "1 of 20 changes are judged" in told.stderr
        assert json.loads(run("record", "--json").stdout)["rows"][0]["better"] == 1


class TestAfterASync:
    def test_there_is_nothing_to_judge_where_nothing_was_applied(self, full: Installation):
        before: list[Outcome] = outcomes(
            principal=local("acme"), database=full.services.get(Database)
        )
        assert keep(principal=local("acme"), desk=full.services.get(Desk)) == []
        after = outcomes(principal=local("acme"), database=full.services.get(Database))
        assert after == before

    def test_it_is_asked_for_by_what_arrives(self, tmp_path: Path):
        services, _ = wiring.open_services(home=tmp_path)
        known = wiring.job_handlers(services)
        services.close()
        assert known[JUDGE].on_request
