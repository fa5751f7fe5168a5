"""The whole loop on the sandbox: seen, advised, planned, approved, applied, looked at, undone."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.act.publishing.office import Office, more, opened, states
from tests.observe.ingest.stage import NOW, Play, playing

from adhelm.act import campaigns, publishing
from adhelm.act.campaigns.types import Campaign, Chosen, Draft, Objective, Status
from adhelm.act.publishing import Brief, LaunchState
from adhelm.app.handling import trusting
from adhelm.core.db import Database
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.decide import optimization
from adhelm.decide.optimization import Basis, Effect
from adhelm.decide.optimization import Draft as Advice
from adhelm.govern.compliance.types import ENABLED, Field

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

            unproven = replace(office.desk, trust=trusting(office.database))
            assert publishing.fly(principal=self.engine(), desk=unproven) == []
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


class TestACampaign:
    @pytest.fixture
    def office(self, sqlite_database: Database, tmp_path: Path) -> Any:
        with playing() as play:
            play.restart()
            for one in self.firsts(play):
                wish = {"platform": one["platform"], "account": one["id"], "currency": "USD"}
                assert play.http.post("/_sandbox/accounts", json=wish).is_success
            yield opened(play, tmp_path / "home", sqlite_database, connectors=ALL)

    def firsts(self, play: Play) -> list[dict[str, Any]]:
        """Return the first account of each platform."""
        found = {one["platform"]: one for one in reversed(play.scenario["accounts"])}
        return [found[name] for name in ALL]

    def test_goes_to_five_platforms_paused_then_enabled_and_resumes_what_failed(
        self, office: Office
    ):
        campaign = self.draft(office)
        office.stage.play.fault(mode="500", platform="meta", path="adsets", times=50)

        plan = publishing.publish(
            principal=office.mia, desk=office.desk, campaign_id=campaign.id,
            brief=[self.brief(part) for part in campaign.platforms],
        )  # fmt: skip
        office.apply(office.approve(plan))
        office.advance(hours=1)
        office.tick()

        found = self.launched(office, campaign.id)
        assert {one: each.state for one, each in found.items() if one != "meta"} == dict.fromkeys(
            set(found) - {"meta"}, LaunchState.paused
        ), [(a.change.level, a.state, a.message) for a in office.actions(plan)]
        assert found["meta"].state is LaunchState.partial
        assert found["meta"].missing == ("ad_group", "ad")
        assert found["meta"].why

        office.stage.play.http.delete("/_sandbox/faults")
        again = publishing.publish(
            principal=office.mia, desk=office.desk, campaign_id=campaign.id,
            brief=[self.brief(part) for part in campaign.platforms if part.platform == "meta"],
        )  # fmt: skip
        office.advance(minutes=11)
        assert states(office.apply(office.approve(again))) == {"done": 3}
        assert {one.state for one in self.launched(office, campaign.id).values()} == {
            LaunchState.paused
        }

        enabled = publishing.enable(principal=office.mia, desk=office.desk, campaign_id=campaign.id)
        assert states(office.apply(office.approve(enabled))) == {"done": 15}
        assert {one.state for one in self.launched(office, campaign.id).values()} == {
            LaunchState.enabled
        }
        ours = campaigns.get(**office.records, campaign_id=campaign.id)
        assert all(part.external_id for part in ours.platforms)
        for item in enabled.items:
            if item.change.level == "campaign":
                assert office.live(item.change).status == ENABLED
                assert item.change.field is Field.status

    def launched(self, office: Office, campaign_id: str) -> dict[str, Any]:
        found = publishing.launched(principal=office.ada, desk=office.desk, campaign_id=campaign_id)
        return {one.account.partition("/")[0]: one for one in found}

    def draft(self, office: Office) -> Campaign:
        chosen = tuple(
            Chosen(one["platform"], f"{one['platform']}/{one['id']}", Decimal(9000))
            for one in self.firsts(office.stage.play)
        )
        made = campaigns.create(
            principal=office.ada, database=office.database, warehouse=office.stage.warehouse,
            clock=office.desk.clock,
            draft=Draft(
                "Winter sale", objective=Objective.traffic, budget=Decimal(45000), currency="USD",
                start_date=NOW.date() + timedelta(days=2),
                end_date=NOW.date() + timedelta(days=31), audience=_COUNTRIES,
                status=Status.draft, platforms=chosen,
            ),
        )  # fmt: skip
        return made.campaign

    def brief(self, part: Any) -> Brief:
        known: dict[str, dict[str, Any]] = {
            "meta": {"ad": {"page_id": "1000001"}},
            # The sandbox has no list of TikTok's places.
            "tiktok": {"ad_group": {"countries": [], "location_ids": ["2921044"]}},
            "linkedin": {
                "ad_group": {"targetingCriteria": {"include": {"and": [
                    {"or": {"urn:li:adTargetingFacet:locations": ["urn:li:geo:101282230"]}}
                ]}}, "dailyBudget": {"amount": "300.00", "currencyCode": "USD"},
                    "unitCost": {"amount": "20.00", "currencyCode": "USD"}},
                "ad": {"reference": "urn:li:share:7000000000000000001"},
            },
            "x": {"ad": {"tweet_id": "1600000000000000001"}},
        }  # fmt: skip
        settings = known.get(part.platform, {})
        several = part.platform == "google_ads"
        return Brief(
            part.id, "https://shop.example/sale",
            ("Winter sale", "Half off", "Now")[: 3 if several else 1],
            ("Up to half off", "Only this week")[: 2 if several else 1], settings,
        )  # fmt: skip
