"""The whole loop on the sandbox: seen, advised, planned, approved, applied, looked at, undone."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.act.publishing.office import Office, more, opened, states
from tests.observe.ingest.stage import NOW, playing

from adhelm.act import publishing
from adhelm.core.db import Database
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.decide import optimization
from adhelm.decide.optimization import Basis, Effect
from adhelm.decide.optimization import Draft as Advice

ALL = ("google_ads", "meta", "tiktok", "linkedin", "x")
_COUNTRIES = {"countries": ["DE"]}


class TestAdvice:
    def test_becomes_a_plan_that_one_approves_is_applied_seen_and_undone(
        self, sqlite_database: Database, tmp_path: Path
    ):
        with playing() as play:
            play.restart()
            office = opened(play, tmp_path / "home", sqlite_database)
            change = more(office.budgets()[0], "1.1")
            advice = self.advice(office, change)

            plan = publishing.take_advice(
                principal=office.ada, desk=office.desk, recommendation_id=advice
            )
            assert plan.allowed
            assert plan.proposer.actor == Actor.engine
            assert all(one.value for one in plan.items[0].verdicts)
            # One admin alone can approve what the engine proposed.
            done = office.apply(office.approve(plan, by=office.ada))
            assert states(done) == {"done": 1}
            assert office.budget(change) == change.after

            (line,) = publishing.actions_of(**office.records, recommendation_id=advice)
            assert (line.source, line.confidence) == ("engine", "0.9300")
            thing = publishing.history(
                principal=office.ada, desk=office.desk, connector="tiktok",
                account_id=change.account_id, level=change.level, entity_id=change.entity_id,
            )  # fmt: skip
            assert (thing[0].by, thing[0].reason) == ("ours", "it brings more")

            back = publishing.undo(principal=office.mia, desk=office.desk, plan_id=plan.id)
            assert states(office.apply(office.approve(back))) == {"done": 1}
            assert office.budget(change) == change.before

    def test_flies_alone_only_where_the_autopilot_may(
        self, sqlite_database: Database, tmp_path: Path
    ):
        with playing() as play:
            play.restart()
            office = opened(play, tmp_path / "home", sqlite_database)
            cut, raised = more(office.budgets()[0], "0.99"), more(office.budgets()[1], "1.01")
            self.advice(office, cut, key="cut")
            self.advice(office, raised, key="raise")
            for connector, account in office.accounts():
                office.allow(connector, account, autopilot=["cut_budget"])

            flown = publishing.fly(principal=self.engine(), desk=office.desk)
            office.write()

            assert [one.items[0].change.entity_id for one in flown] == [cut.entity_id]
            assert (office.budget(cut), office.budget(raised)) == (cut.after, raised.before)

    def advice(self, office: Office, change: Any, key: str = "a") -> str:
        told = Advice(
            key=key, kind="budgets", platform="tiktok", account=change.account,
            claim="it brings more", changes=(replace(change, currency="USD"),),
            effect=Effect("conversions", "", Decimal(2), Decimal(1), Decimal(3), Basis.own),
            confidence=0.93, data_version=1, expires_at=NOW + timedelta(days=3),
        )  # fmt: skip
        with office.database.transaction() as connection:
            (made,) = optimization.record(
                principal=self.engine(), connection=connection, clock=office.desk.clock,
                source=optimization.ENGINE, drafts=[told],
            )  # fmt: skip
        return made.id

    def engine(self) -> Principal:
        scopes = frozenset({Scope.read, Scope.write, Scope.propose})
        return Principal(Actor.engine, "engine", "acme", scopes)
