"""One alert through its life, and who hears of it."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.act.alerts.conftest import Office
from tests.act.alerts.receivers import Answer

from adhelm.act import alerts
from adhelm.act.alerts.types import (
    BadPolicy,
    BadSnooze,
    Change,
    Changed,
    Entity,
    Figure,
    NoSuchAlert,
    NotNow,
    Point,
    Severity,
    Signal,
    Source,
    State,
)
from adhelm.core.principal import local

MINUTE = timedelta(minutes=1)


def signal(campaign: str = "c1", **more: Any) -> Signal:
    usual = Signal(
        source=Source.other, detector="robust_z", severity=Severity.high, metric="spend",
        entity=Entity("meta", "meta/1", "campaign", campaign, f"Campaign {campaign}"),
        claim=f"Meta 'Campaign {campaign}': spend 372.50 EUR, 3.1 times the usual 120.00 EUR.",
        figures=(Figure("Spend", "372.50 EUR", "usual 120.00 EUR"),), cause="82% of it is 'Spring'",
        days=(date(2026, 2, 27), date(2026, 2, 28)), measure=Decimal("252.50"),
        chart=tuple(Point(f"2026-02-{n:02}", float(n), 3.0) for n in range(1, 29)),
    )  # fmt: skip
    return replace(usual, **more)


def texts(office: Office) -> list[str]:
    return [json.loads(call.body)["text"] for call in office.web.arrived]


def policy(office: Office, route: dict[str, Any], **more: Any) -> None:
    alerts.set_policy(
        principal=office.principal, post=office.post, document={"route": route, **more}
    )


def changes(office: Office, alert_id: str) -> list[Change]:
    _, found = alerts.get_alert(
        principal=office.principal, database=office.database, alert_id=alert_id
    )
    return [one.change for one in reversed(found)]


class TestAnAlert:
    def test_fires_is_told_once_and_ends(self, office: Office):
        office.channel("slack")
        for _ in range(3):
            office.say(signal())
            office.pass_time(3 * MINUTE)
        [one] = office.held()
        assert (one.state, one.episode) == (State.firing, 1)
        office.say()
        office.pass_time(3 * MINUTE)
        assert office.held() == []
        assert texts(office) == [
            f"[high] {signal().claim}".replace("'", "'"), f"Resolved: {signal().claim}",
        ]  # fmt: skip
        assert changes(office, one.id) == [
            Change.fired, Change.routed, Change.sent, Change.resolved, Change.sent,
        ]  # fmt: skip

    def test_is_the_same_whatever_its_text_says(self, desk: Office):
        desk.say(signal())
        desk.say(signal(claim="It is worse", measure=Decimal(300)))
        [one] = desk.held()
        assert (one.signal.claim, one.episode) == ("It is worse", 1)

    def test_begins_a_new_episode_when_it_comes_again(self, desk: Office):
        desk.say(signal())
        [first] = desk.held()
        desk.say()
        desk.say(signal())
        [again] = desk.held()
        assert (again.id, again.episode) == (first.id, 2)

    def test_stays_one_when_another_detector_takes_it_over(self, desk: Office):
        desk.say(signal(ref="inc_1"))
        desk.say(signal(ref="inc_1", detector="level_shift"))
        assert [one.episode for one in desk.held()] == [1]

    def test_says_nothing_of_what_was_over_before_it_could_be_told(self, desk: Office):
        desk.channel("slack")
        desk.say(signal())
        desk.say()
        desk.pass_time(5 * MINUTE)
        assert desk.web.calls == []

    def test_is_kept_when_its_source_cannot_be_asked(self, desk: Office):
        desk.say(signal())
        desk.say(sources=[Source.sync])
        assert len(desk.held()) == 1

    def test_calls_again_when_it_worsens_after_somebody_took_it(self, desk: Office):
        desk.channel("slack")
        desk.say(signal(severity=Severity.medium))
        desk.pass_time(3 * MINUTE)
        [one] = desk.held()
        alerts.acknowledge(principal=desk.principal, post=desk.post, alert_id=one.id)
        desk.say(signal(severity=Severity.critical))
        desk.pass_time(3 * MINUTE)
        assert desk.held()[0].state is State.firing
        assert [text[:10] for text in texts(desk)] == ["[medium] M", "[critical]"]

    def test_is_seen_only_by_who_sees_its_account(self, desk: Office):
        desk.say(signal())
        [one] = desk.held()
        narrowed = replace(desk.principal, accounts=frozenset({"meta/2"}))
        assert alerts.list_alerts(principal=narrowed, database=desk.database) == []
        for who in (narrowed, local("other")):
            with pytest.raises(NoSuchAlert):
                alerts.get_alert(principal=who, database=desk.database, alert_id=one.id)
            with pytest.raises(NoSuchAlert):
                alerts.acknowledge(principal=who, post=desk.post, alert_id=one.id)

    def test_is_changed_by_who_has_read_it_last(self, desk: Office):
        desk.say(signal())
        [one] = desk.held()
        with pytest.raises(Changed):
            alerts.acknowledge(
                principal=desk.principal, post=desk.post, alert_id=one.id, version=99
            )
        ended = alerts.resolve(
            principal=desk.principal, post=desk.post, alert_id=one.id, version=one.version
        )
        assert ended.state is State.resolved
        with pytest.raises(NotNow):
            alerts.resolve(principal=desk.principal, post=desk.post, alert_id=one.id)


class TestSnooze:
    @pytest.mark.parametrize(
        ("until", "quiet"),
        [
            ("1h", timedelta(minutes=59)),
            ("tomorrow", timedelta(hours=22, minutes=55)),
            ("2026-03-01T12:00:00Z", timedelta(hours=2, minutes=55)),
        ],
    )
    def test_is_quiet_until_its_time(self, desk: Office, until: str, quiet: timedelta):
        desk.channel("slack")
        policy(desk, {"channels": ["*"], "group": "5m"})
        desk.say(signal())
        [one] = desk.held()
        alerts.put_off(
            principal=desk.principal, post=desk.post, alert_id=one.id, until=until,
            zone="Europe/Berlin",
        )  # fmt: skip
        desk.clock.advance(quiet)
        desk.work()
        assert texts(desk) == []
        desk.pass_time(timedelta(minutes=20))
        assert len(texts(desk)) == 1

    def test_until_it_worsens_wakes_by_a_quarter_more(self, desk: Office):
        desk.channel("slack")
        desk.say(signal(measure=Decimal(100)))
        desk.pass_time(3 * MINUTE)
        [one] = desk.held()
        alerts.put_off(principal=desk.principal, post=desk.post, alert_id=one.id, until="worsens")
        desk.say(signal(measure=Decimal(124)))
        desk.pass_time(3 * MINUTE)
        assert len(texts(desk)) == 1
        desk.say(signal(measure=Decimal(125)))
        desk.pass_time(3 * MINUTE)
        assert len(texts(desk)) == 2

    @pytest.mark.parametrize("until", ["", "soon", "2020-01-01T00:00:00Z", "999d", "0h", "1h 5"])
    def test_refuses_what_is_no_time_to_come(self, desk: Office, until: str):
        desk.say(signal())
        [one] = desk.held()
        with pytest.raises(BadSnooze):
            alerts.put_off(principal=desk.principal, post=desk.post, alert_id=one.id, until=until)


class TestInhibition:
    def test_lets_a_platform_speak_for_its_accounts(self, desk: Office):
        desk.channel("slack")
        dark = [
            signal(
                source=Source.incident, detector="zero_delivery", metric="impressions",
                entity=Entity("meta", f"meta/{n}", "account", str(n), f"Account {n}"),
            )
            for n in range(4)
        ]  # fmt: skip
        desk.say(*dark, sources=[Source.incident])
        desk.pass_time(3 * MINUTE)
        assert texts(desk) == ["[critical] Meta delivers nothing in 4 accounts at once."]
        # One account alone is no outage: it speaks for itself again.
        desk.say(dark[0], sources=[Source.incident])
        desk.pass_time(3 * MINUTE)
        assert len(desk.held()) == 1
        assert any(dark[0].claim in text for text in texts(desk))

    def test_lets_an_account_speak_for_the_campaigns_it_explains(self, desk: Office):
        desk.channel("slack")
        account = signal(
            entity=Entity("meta", "meta/1", "account", "1", "Shop"), claim="The account spends",
            covers=("Campaign c1",),
        )  # fmt: skip
        desk.say(account, signal("c1"))
        desk.pass_time(3 * MINUTE)
        assert len(texts(desk)) == 1
        assert "The account spends" in texts(desk)[0]

    def test_lets_no_broken_tracking_speak_for_what_became_dearer(self, desk: Office):
        desk.channel("slack")
        account = signal(
            source=Source.incident, detector="tracking_break", metric="conversions",
            entity=Entity("meta", "meta/1", "account", "1", "Shop"), claim="No conversion",
            covers=("Campaign c1",),
        )  # fmt: skip
        dear = signal("c1", source=Source.incident, metric="cpm", claim="It is dear")
        less = signal("c1", source=Source.incident, metric="cvr", claim="It converts less")
        desk.say(account, dear, less, sources=[Source.incident])
        desk.pass_time(3 * MINUTE)
        speaking = {one.signal.claim for one in desk.held() if not one.inhibited_by}
        assert speaking == {"No conversion", "It is dear"}
        assert any("2 alerts" in text for text in texts(desk))

    @pytest.mark.parametrize(
        ("wide", "told", "held"),
        [
            ("cvr", ["cpm", "cpc", "spend", "clicks"], ["conversions", "cpa"]),
            ("clicks", ["cpm", "ctr"], ["impressions", "spend", "conversions"]),
            ("cpm", [], ["cpc", "spend", "impressions", "cvr"]),
        ],
    )
    def test_goes_from_price_to_delivery_to_conversions_and_never_back(
        self, desk: Office, wide: str, told: list[str], held: list[str]
    ):
        account = signal(
            source=Source.incident, detector="level_shift", metric=wide, claim="The account",
            entity=Entity("meta", "meta/1", "account", "1", "Shop"), covers=("Campaign c1",),
        )  # fmt: skip
        own = [
            signal("c1", source=Source.incident, metric=name, claim=name) for name in (*told, *held)
        ]
        desk.say(account, *own, sources=[Source.incident])
        speaking = {one.signal.claim for one in desk.held() if not one.inhibited_by}
        assert speaking == {"The account", *told}

    def test_lets_nothing_that_fell_speak_for_what_stopped(self, desk: Office):
        account = signal(
            source=Source.incident, metric="impressions", claim="The account",
            entity=Entity("meta", "meta/1", "account", "1", "Shop"), covers=("Campaign c1",),
        )  # fmt: skip
        dark = signal(
            "c1", source=Source.incident, detector="zero_delivery", metric="impressions",
            claim="Dark",
        )  # fmt: skip
        desk.say(account, dark, sources=[Source.incident])
        assert not any(one.inhibited_by for one in desk.held())
        desk.say(replace(account, detector="zero_delivery"), dark, sources=[Source.incident])
        (held,) = (one for one in desk.held() if one.inhibited_by)
        assert held.signal.claim == "Dark"

    def test_lets_a_failing_sync_speak_for_what_looks_dark(self, desk: Office):
        desk.channel("slack")
        place = Entity("meta", "meta/1", "account", "1", "Shop")
        failing = signal(
            source=Source.sync, detector="sync_failing", metric="", entity=place, claim="No sync",
        )  # fmt: skip
        dark = signal(
            source=Source.incident, detector="zero_delivery", entity=place, claim="Dark",
        )  # fmt: skip
        desk.say(failing, dark, sources=[Source.incident, Source.sync])
        desk.pass_time(3 * MINUTE)
        assert texts(desk) == ["[high] No sync"]


class TestRoutes:
    def test_go_by_severity_platform_and_label_the_first_that_matches(self, desk: Office):
        desk.channel("slack", name="all")
        desk.channel("teams", name="brand")
        policy(
            desk,
            {
                "match": {"severity": "medium"}, "channels": ["all"],
                "routes": [
                    {"match": {"platform": ["meta"], "label": {"market": "ch"}},
                     "channels": ["brand"]},
                ],
            },
        )  # fmt: skip
        desk.say(
            signal("c1", labels={"market": "ch"}), signal("c2"), signal("c3", severity=Severity.low)
        )
        desk.pass_time(3 * MINUTE)
        told = {call.path.split("?")[0]: call.body.decode() for call in desk.web.arrived}
        assert "Campaign c1" in told["/workflows/1"]
        assert "Campaign c2" in told["/services/T1/B1/sEcReTpAtH"]
        assert "Campaign c3" not in "".join(told.values())

    def test_tell_what_comes_together_in_one_message(self, desk: Office):
        desk.channel("slack")
        desk.channel("pagerduty")
        desk.say(*(signal(f"c{n}") for n in range(5)))
        desk.pass_time(3 * MINUTE)
        chat = [call for call in desk.web.arrived if "services" in call.path]
        pages = [call for call in desk.web.arrived if "pagerduty" in call.path]
        assert (len(chat), len(pages)) == (1, 5)
        assert "5 alerts in acme" in chat[0].body.decode()

    def test_resolve_on_the_pager_what_they_have_triggered(self, desk: Office):
        desk.channel("pagerduty")
        desk.say(signal())
        desk.pass_time(3 * MINUTE)
        [one] = desk.held()
        alerts.acknowledge(principal=desk.principal, post=desk.post, alert_id=one.id)
        desk.work()
        desk.say()
        desk.pass_time(3 * MINUTE)
        told = [json.loads(call.body) for call in desk.web.arrived]
        assert [each["event_action"] for each in told] == ["trigger", "acknowledge", "resolve"]
        assert {each["dedup_key"] for each in told} == {f"adhelm:acme:{one.id}"}

    def test_mute_by_the_clock_on_the_wall(self, desk: Office):
        desk.channel("slack")
        night = {"name": "night", "from": "22:00", "to": "07:00", "zone": "Europe/Zurich"}
        policy(desk, {"channels": ["*"]}, mutes=[{**night, "match": {"severity": "low"}}])
        desk.clock.set(desk.clock.now().replace(hour=23))
        desk.say(signal())
        desk.pass_time(timedelta(minutes=40))
        assert texts(desk) == []
        desk.clock.set(desk.clock.now().replace(hour=6, minute=20) + timedelta(days=1))
        desk.pass_time(timedelta(minutes=20))
        assert len(texts(desk)) == 1

    def test_gather_for_a_digest(self, desk: Office):
        desk.channel("email")
        policy(desk, {"channels": ["email"], "digest": {"at": "08:00", "zone": "Europe/Zurich"}})
        for n in range(3):
            desk.say(*(signal(f"c{each}") for each in range(n + 1)))
            desk.clock.advance(timedelta(hours=1))
            desk.work()
        assert desk.mailbox.letters == []
        desk.clock.set(desk.clock.now().replace(hour=7, minute=1) + timedelta(days=1))
        desk.work()
        [(_, letter)] = desk.mailbox.letters
        assert letter["subject"] == "3 alerts hold in acme"

    def test_escalate_when_nobody_answers(self, desk: Office):
        desk.channel("slack", name="team")
        desk.channel("teams", name="boss")
        policy(
            desk,
            {"channels": ["team"], "escalate": [{"after": "15m", "channels": ["boss"]}]},
        )  # fmt: skip
        desk.say(signal("c1"))
        desk.pass_time(timedelta(minutes=14))
        assert [call.path[:9] for call in desk.web.arrived] == ["/services"]
        desk.pass_time(timedelta(minutes=5))
        assert [call.path[:9] for call in desk.web.arrived] == ["/services", "/workflow"]

    def test_go_to_the_next_at_once_when_a_message_may_be_lost(self, desk: Office):
        desk.channel("slack", name="team")
        desk.channel("teams", name="boss")
        policy(desk, {"channels": ["team"], "escalate": [{"after": "1h", "channels": ["boss"]}]})
        desk.web.then(Answer(hang=True, taken=False))
        desk.say(signal("c1"))
        desk.pass_time(timedelta(minutes=5))
        assert [call.path[:9] for call in desk.web.arrived] == ["/workflow"]

    def test_call_nobody_further_once_somebody_has_it(self, desk: Office):
        desk.channel("slack", name="team")
        policy(desk, {"channels": ["team"], "escalate": [{"after": "15m", "channels": ["team"]}]})
        desk.say(signal("c1"))
        desk.pass_time(timedelta(minutes=5))
        [one] = desk.held()
        alerts.acknowledge(principal=desk.principal, post=desk.post, alert_id=one.id)
        desk.pass_time(timedelta(minutes=20))
        assert len(desk.web.arrived) == 1

    def test_hold_back_more_than_a_channel_takes_and_say_so_once(self, desk: Office):
        desk.channel("slack", per_window=2)
        for n in range(6):
            desk.say(*(signal(f"c{each}", claim=f"Number {each}") for each in range(n + 1)))
            desk.pass_time(3 * MINUTE)
        assert len(texts(desk)) == 2
        desk.clock.advance(timedelta(hours=1))
        desk.work()
        assert len(texts(desk)) == 3
        last = desk.web.arrived[-1].body.decode()
        assert "4 more alerts were held back" in last
        assert all(f"Number {n}" in last for n in range(2, 6))

    @pytest.mark.parametrize(
        "document",
        [
            {"route": {"channels": ["nobody"]}},
            {"route": {"chanels": []}},
            {"route": {"match": {"severity": "loud"}}},
            {"route": {"digest": {"at": "25:00"}}},
            {"route": {"digest": {"zone": "Mars/Base"}}},
            {"route": {"escalate": [{"after": "soon", "channels": ["*"]}]}},
            {"route": {}, "mutes": [{"name": "x", "days": ["someday"]}]},
            {"route": {}, "mutes": [{"name": "x", "until": "2026-01-01T00:00:00"}]},
            {"routes": {}},
        ],
    )
    def test_refuse_what_cannot_be(self, desk: Office, document: dict[str, Any]):
        with pytest.raises(BadPolicy):
            alerts.set_policy(principal=desk.principal, post=desk.post, document=document)
