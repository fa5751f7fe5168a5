"""What the slices below say is wrong becomes alerts, and goes when it is over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.act.alerts.conftest import Office as Duty
from tests.act.alerts.conftest import make_post
from tests.act.publishing.conftest import open_office, play
from tests.act.publishing.office import Office, entered
from tests.decide.rules.shop import MARCH, VALUE, Campaign, Shop, shop
from tests.observe.warehouse.deliveries import deliver

from adhelm.act import alerts
from adhelm.act.alerts.logic.forms import slack
from adhelm.act.alerts.service.post import watcher
from adhelm.act.alerts.service.replying import Reply, reply
from adhelm.act.alerts.service.ruling import Backtest, Wish, add_rule, backtest
from adhelm.act.alerts.service.sources.incidents import severity_of, signal_of
from adhelm.act.alerts.types import Severity, Source
from adhelm.core.db import Database
from adhelm.core.jobs import Worker, enqueue
from adhelm.core.principal import Scope
from adhelm.core.secrets import Keyring
from adhelm.decide.rules import BadRule
from adhelm.govern import accounts, compliance
from adhelm.govern.compliance.types import Place, StopKind
from adhelm.understand.analysis import Incident
from adhelm.understand.analysis import Severity as ByMoney

if TYPE_CHECKING:
    from tests.act.alerts.receivers import MailReceiver, WebReceiver
    from tests.observe.ingest.stage import Play

__all__ = ["open_office", "play"]
LOSES = Wish(
    name="Loses money", condition=f"{VALUE}(7d) < 0.9 × spend(7d) and spend(7d) > 100",
    severity=Severity.high, text="It loses money",
)  # fmt: skip


class TestRules:
    @pytest.fixture
    def little(self, sqlite_database: Database, tmp_path: Path) -> Shop:
        made = shop(
            sqlite_database, str(tmp_path / "warehouse"), good=Campaign(name="Brand"),
            bad=Campaign(name="Shoes", turns=date(2026, 2, 20)),
        )  # fmt: skip
        made.alone()
        return made

    def look(self, little: Shop, keyring: Keyring, wires: tuple[WebReceiver, MailReceiver]) -> Any:
        web, mailbox = wires
        post = make_post(
            little.database, keyring, little.clock, mail_port=mailbox.port, web_port=web.port
        )
        return alerts.look(
            principal=watcher("acme"), post=post, warehouse=lambda: little.warehouse,
            sources=[Source.rule],
        )  # fmt: skip

    def tried(self, little: Shop) -> Backtest:
        return backtest(**little.looking, wish=LOSES, days=30)

    def test_tell_what_they_fire_on_with_the_numbers(
        self, little: Shop, keyring: Keyring, wires: tuple[WebReceiver, MailReceiver]
    ):
        kept = add_rule(**little.changing, wish=LOSES)
        little.sync(MARCH)
        little.run()
        [one] = self.look(little, keyring, wires).began
        assert one.signal.claim == "Shoes: It loses money"
        assert (one.severity, one.signal.detector) == (Severity.high, f"rule:{kept.id}")
        labels = [figure.label for figure in one.signal.figures]
        assert labels == [f"{VALUE}(7d)", "spend(7d)"]
        assert self.look(little, keyring, wires).began == []

    def test_are_over_when_they_do_not_hold_any_more(
        self, little: Shop, keyring: Keyring, wires: tuple[WebReceiver, MailReceiver]
    ):
        add_rule(**little.changing, wish=LOSES)
        little.sync(MARCH)
        little.run()
        assert len(self.look(little, keyring, wires).began) == 1
        little.clock.advance(timedelta(days=4))
        assert self.look(little, keyring, wires).began == []
        found = alerts.list_alerts(**little.records)
        assert found == []

    def test_are_tried_on_the_past_as_it_was_known(self, little: Shop):
        for n in range(4):
            little.sync(MARCH + n * timedelta(days=1))
        found = self.tried(little)
        assert found.firings == 4
        assert [key for key, _, _ in found.entities] == ["meta/1/bad"]
        assert found.days_led == 0
        changes = [
            {
                "connector": "meta", "account_id": "1", "platform": "meta", "level": "campaign",
                "entity_id": "bad", "campaign_id": "bad", "change_id": "x1", "operation": "update",
                "changed_at": little.clock.now() - timedelta(hours=20), "field": "status",
            }
        ]  # fmt: skip
        deliver(little.warehouse, principal=little.who, source="api", tables={"changes": changes})
        again = self.tried(little)
        assert (again.days_led, len(again.fired_days)) == (3, 4)
        assert "3 of 4 days led to a change" in again.summary

    @pytest.mark.parametrize("condition", ["cpa(7d) >", "nothing(7d) > 1", "spend(7d) > soon"])
    def test_are_refused_where_they_say_nothing(self, little: Shop, condition: str):
        with pytest.raises(BadRule):
            add_rule(**little.changing, wish=replace(LOSES, condition=condition))


class TestStopsKeysAndJobs:
    def look(self, duty: Duty, source: Source) -> list[alerts.Alert]:
        alerts.look(
            principal=watcher("acme"), post=duty.post, warehouse=duty.warehouse, sources=[source]
        )
        return duty.held()

    def test_tell_of_a_freeze_until_it_is_lifted(self, desk: Duty):
        parts: dict[str, Any] = {"database": desk.database, "clock": desk.clock}
        compliance.freeze(principal=desk.principal, **parts, place=Place(), reason="audit")
        [one] = self.look(desk, Source.stop)
        assert one.signal.claim.startswith("The workspace is frozen")
        assert one.signal.cause == "audit"
        stop = compliance.list_stops(principal=desk.principal, **parts, kind=StopKind.freeze)[0]
        boss = replace(desk.principal, scopes=frozenset(Scope), id="per_boss")
        compliance.lift(principal=boss, **parts, kind=StopKind.freeze, stop_id=stop.id)
        assert self.look(desk, Source.stop) == []

    def test_tell_of_a_key_that_runs_out(self, desk: Duty):
        first = accounts.bootstrap(
            database=desk.database, clock=desk.clock, workspace_id="acme", username="root"
        )
        caller = accounts.authenticate(
            database=desk.database, clock=desk.clock, token=first.key.secret.reveal()
        )
        admin = accounts.principal_of(database=desk.database, caller=caller, workspace_id="acme")
        accounts.create_key(
            principal=admin, database=desk.database, clock=desk.clock, name="CI",
            scopes=frozenset({Scope.read}), expires_at=desk.clock.now() + timedelta(days=3),
        )  # fmt: skip
        [one] = [each for each in self.look(desk, Source.connection) if "CI" in each.signal.claim]
        assert one.severity is Severity.low

    def test_tell_when_jobs_fail_faster_than_is_allowed(self, desk: Duty):
        def fail(_: object) -> None:
            raise RuntimeError("broken")

        with desk.database.transaction() as connection:
            for n in range(4):
                enqueue(
                    connection, workspace_id="acme", kind="fails", payload={"n": n},
                    clock=desk.clock, max_attempts=1,
                )  # fmt: skip
        assert self.look(desk, Source.slo) == []
        Worker(desk.database, {"fails": fail}, clock=desk.clock).run_due()
        [one] = self.look(desk, Source.slo)
        assert one.severity is Severity.critical
        assert "4 of 4 jobs failed" in one.signal.claim
        desk.clock.advance(timedelta(days=4))
        assert self.look(desk, Source.slo) == []


class TestPlans:
    @pytest.fixture
    def agency(self, play: Play, open_office: Path, tmp_path: Path) -> Iterator[Office]:
        import shutil

        play.restart()
        home = tmp_path / "home"
        shutil.copytree(open_office, home)
        database = Database(f"sqlite:///{home / 'adhelm.db'}")
        yield entered(play, home, database)
        database.close()

    def test_wait_in_slack_until_somebody_approves_them_there(
        self, agency: Office, keyring: Keyring, wires: tuple[WebReceiver, MailReceiver]
    ):
        import hashlib
        import hmac
        import json
        from urllib.parse import urlencode

        web, mailbox = wires
        post = make_post(
            agency.database, keyring, agency.stage.clock, mail_port=mailbox.port, web_port=web.port
        )
        duty = Duty(agency.ada, post, agency.stage.clock, web, mailbox)
        people = {"U1AB": "per_noah", "U2AB": "per_mia"}
        secret = "8f742231b10e8888abcd99yyyzzz85a5"
        channel = duty.channel("slack_app", settings={"channel": "C024BE91L", "people": people})
        change = agency.budgets()[0]
        raised = Decimal(str(change.before)) * Decimal("1.1")
        plan = agency.propose(replace(change, after=raised))
        looked = alerts.look(
            principal=watcher("acme"), post=post, warehouse=lambda: agency.desk.warehouse,
            sources=[Source.approval, Source.action],
        )  # fmt: skip
        [waits] = looked.began
        assert (waits.signal.plan_id, waits.severity) == (plan.id, Severity.medium)

        def press(user: str) -> str:
            action = {"action_id": slack.APPROVE, "value": plan.id}
            told = {"user": {"id": user}, "actions": [action]}
            body = urlencode({"payload": json.dumps(told)}).encode()
            stamp = str(int(agency.desk.clock.now().timestamp()))
            signed = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256)
            given = Reply(body, stamp, f"v0={signed.hexdigest()}")
            done = reply(
                post=post, desk=agency.desk, workspace_id="acme", channel_id=channel.id,
                given=given,
            )  # fmt: skip
            return str(done["text"])

        # Who proposed it does not approve it, from Slack neither.
        assert press("U2AB").startswith("Not done")
        assert press("U1AB") == f"Approved by per_noah: {plan.id}"
        alerts.look(
            principal=watcher("acme"), post=post, warehouse=lambda: agency.desk.warehouse,
            sources=[Source.approval],
        )  # fmt: skip
        assert alerts.list_alerts(**agency.records) == []


class TestIncidents:
    def incident(self, **more: Any) -> Incident:
        usual = Incident(
            id="inc_1", detector="robust_z", platform="instagram", account_id="1",
            level="campaign", entity_id="c1", entity="Spring", metric="spend",
            date=date(2026, 2, 27), observed=Decimal("372.5"), expected=Decimal(120),
            low=Decimal(90), high=Decimal(150), score=6.0, severity=ByMoney.low,
            at_stake=Decimal("252.5"), currency="EUR", reason="Spend is 3.1 times the usual.",
        )  # fmt: skip
        return replace(usual, **more)

    def test_keep_numbers_account_and_days(self):
        said = signal_of(self.incident(last_date=date(2026, 2, 28)))
        assert said.entity.account == "meta/1"
        assert said.figures[0].value == "372.50 EUR"
        assert said.figures[0].was == "usual 120.00 EUR, 90.00 EUR to 150.00 EUR"
        assert said.days == (date(2026, 2, 27), date(2026, 2, 28))

    @pytest.mark.parametrize(
        ("more", "severity"),
        [
            ({}, Severity.low),
            ({"detector": "tracking_break"}, Severity.medium),
            ({"since": "2026-02-27T09:00"}, Severity.medium),
            ({"severity": ByMoney.high}, Severity.high),
            ({"severity": ByMoney.high, "metric": "cpa", "score": -6.0}, Severity.low),
            ({"severity": ByMoney.high, "metric": "spend", "score": -6.0}, Severity.low),
            ({"severity": ByMoney.high, "metric": "impressions", "score": -6.0}, Severity.low),
            (
                {
                    "severity": ByMoney.high,
                    "metric": "impressions",
                    "score": -6.0,
                    "also": ("cpc",),
                },
                Severity.high,
            ),
            ({"severity": ByMoney.high, "metric": "ctr"}, Severity.medium),
            ({"severity": ByMoney.high, "metric": "ctr", "score": -6.0}, Severity.high),
        ],
    )
    def test_matter_by_money_but_for_what_is_broken_now_and_what_is_better(
        self, more: dict[str, Any], severity: Severity
    ):
        assert severity_of(self.incident(**more)) is severity
