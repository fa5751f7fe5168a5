"""Rules of a workspace …"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.decide.rules.conftest import campaigns
from tests.decide.rules.shop import DEAR, MARCH, VALUE, Campaign, Shop, person

from adhelm.core.errors import Forbidden
from adhelm.core.principal import Narrowed, Scope
from adhelm.decide import optimization, rules
from adhelm.decide.rules import BadRule, Looked, Mode, Verdict
from adhelm.govern import audit
from adhelm.understand.metrics.service import definitions

WORDS: list[tuple[str, dict[str, str]]] = [
    (f"{VALUE}(7d) < spend(7d)", {"bad": "fires", "good": "quiet", "new": "fires"}),
    ("spend(today) = 50", {"good": "fires"}),
    ("spend(yesterday) = 100", {"good": "fires"}),
    ("spend(prev 7d) = 700", {"good": "fires", "new": "quiet"}),
    (f"trend({VALUE}, 14d) < -20%", {"bad": "fires", "good": "quiet"}),
    ("days_since_launch = 4", {"new": "fires", "good": "quiet"}),
    ("days_since_launch > 30", {"good": "fires", "new": "quiet"}),
    ("daily_budget = 120", {"good": "fires"}),
    ("budget_utilisation(7d) > 80%", {"good": "fires"}),
    ("spend(7d) = 0", {"idle": "fires", "good": "quiet"}),
    (f"{VALUE}(7d) = 0", {"idle": "fires", "good": "quiet"}),
    ("roas(7d) < 1", {"idle": "unknown"}),
    ("leads(7d) = 0", {"good": "unknown", "idle": "unknown"}),
    ("score < 0.3", {"good": "unknown"}),
    ("spend(7d) > 1 USD", {"good": "unknown"}),
    ("spend(100d) > 1", {"good": "unknown"}),
    ("learning", {"good": "quiet"}),
]


def looked(shop: Shop, text: str) -> dict[str, Verdict]:
    return {one.entity.entity_id: one.verdict for one in dry(shop, text).findings}


def dry(shop: Shop, text: str) -> Looked:
    rule = rules.validate(**shop.looking, text=text).rule
    return rules.dry_run(**shop.looking, rule=rule)


def when(condition: str, **fields: str) -> str:
    told = {"name": "Test", "then": "pause", "protect": "{launch_days: 0}", **fields}
    body = "\n".join(f"{name}: {value}" for name, value in told.items())
    return f'{body}\nif: "{condition}"'


def define(shop: Shop, text: str, *, version: int = 0) -> None:
    """Write the workspace's own metrics in place of those of a version."""
    definitions.keep(**shop.changing, text=text, version=version)


class TestKeeping:
    def test_makes_versions_that_only_watch_and_are_audited(self, store: Shop):
        made = store.add(DEAR)
        assert (made.mode, made.version, made.current.version) == (Mode.watch, 1, 1)
        assert made.current.author == "person:local"
        other = DEAR.replace("20%", "10%")
        changed = rules.change_rule(
            **store.changing, rule_id=made.id, text=other, why="softer", expected=1
        )
        assert (changed.version, changed.current.version) == (2, 2)
        same = rules.change_rule(**store.changing, rule_id=made.id, text=other)
        assert same.version == 2
        with pytest.raises(rules.RuleChanged):
            rules.change_rule(**store.changing, rule_id=made.id, text=DEAR, expected=1)
        paused = rules.pause_rule(**store.changing, rule_id=made.id)
        assert paused.paused
        rules.remove_rule(**store.changing, rule_id=made.id)
        with pytest.raises(rules.NoSuchRule):
            rules.get_rule(**store.records, rule_id=made.id)
        told = audit.list_entries(
            principal=person("root"), database=store.database, subject=f"rule:{made.id}"
        )
        assert [one.action for one in told] == [
            "rules.removed", "rules.paused", "rules.change", "rules.create",
        ]  # fmt: skip
        assert told[2].reason == "softer"

    def test_keeps_the_history(self, little: Shop):
        made = little.add(DEAR)
        rules.change_rule(**little.changing, rule_id=made.id, text=DEAR.replace("20%", "10%"))
        told = rules.rule_history(**little.records, rule_id=made.id)
        assert [one.version for one in told] == [2, 1]
        assert told[1].text == DEAR

    def test_ships_rules_that_watch_and_never_touch_what_is_new(self, store: Shop):
        found = {one.id: one for one in rules.list_rules(**store.records)}
        assert set(found) == {
            "shipped-score-low", "shipped-score-high", "shipped-declining", "shipped-incident",
        }  # fmt: skip
        for one in found.values():
            assert (one.mode, one.paused) == (Mode.watch, False)
            assert one.current.rule.protect.learning
            assert one.current.rule.protect.launch_days >= 14
        raises = rules.sentence(found["shipped-score-high"].current.rule)
        assert "what the next unit of money brings is at least the target" in raises
        assert rules.conflicts(**store.looking) == []
        own = rules.pause_rule(**store.changing, rule_id="shipped-incident")
        assert (own.version, own.paused, own.source) == (1, True, "shipped")
        text = found["shipped-score-low"].current.text.replace("0.3", "0.2")
        changed = rules.change_rule(**store.changing, rule_id="shipped-score-low", text=text)
        assert changed.current.version == 2
        assert len(rules.rule_history(**store.records, rule_id="shipped-score-low")) == 2
        assert len(rules.list_rules(**store.records)) == 4

    def test_refuses_a_name_that_is_taken_and_says_so_in_the_audit(self, little: Shop):
        little.add(DEAR)
        with pytest.raises(rules.RuleExists):
            little.add(DEAR)
        with pytest.raises(rules.TriggersItself):
            little.add(when("spend(7d) > 1", then="{raise_budget: {by: 20%}}"))
        told = audit.list_entries(principal=person("root"), database=little.database)
        assert [one.outcome for one in told[:2]] == ["refused", "refused"]

    def test_lets_nobody_do_more_than_they_may(self, little: Shop):
        made = little.add(DEAR)
        reader = {**little.changing, "principal": person("ann", Scope.read)}
        with pytest.raises(Forbidden):
            rules.create_rule(**reader, text=DEAR)
        with pytest.raises(Forbidden):
            rules.set_mode(**little.changing, rule_id=made.id, mode=Mode.autopilot)
        writer = {**little.changing, "principal": person("bo", Scope.read, Scope.write)}
        with pytest.raises(Forbidden):
            rules.set_mode(**writer, rule_id=made.id, mode=Mode.propose)
        narrowed = replace(little.who, accounts=frozenset({"meta/1"}))
        with pytest.raises(Narrowed):
            rules.pause_rule(**{**little.changing, "principal": narrowed}, rule_id=made.id)
        elsewhere = replace(little.who, workspace_id="globex")
        with pytest.raises(rules.NoSuchRule):
            rules.get_rule(principal=elsewhere, database=little.database, rule_id=made.id)

    def test_of_shipped_rules_stands_in_nobodys_way_until_somebody_means_them(self, little: Shop):
        made = little.add(when("roas(7d) > 4", then="{raise_budget: {by: 9%}}"))
        (clash,) = rules.conflicts(**little.looking)
        assert clash.code == "rule.conflict"
        with pytest.raises(rules.Conflicting):
            rules.set_mode(**little.changing, rule_id="shipped-declining", mode=Mode.propose)
        rules.pause_rule(**little.changing, rule_id=made.id)
        mine = rules.set_mode(**little.changing, rule_id="shipped-declining", mode=Mode.propose)
        assert (mine.mode, mine.version) == (Mode.propose, 1)
        with pytest.raises(rules.Conflicting):
            rules.pause_rule(**little.changing, rule_id=made.id, paused=False)

    def test_refuses_labels_that_no_name_spells(self, little: Shop):
        with pytest.raises(BadRule):
            little.add(when("learning", scope="{labels: {market: DE}}"))


class TestLooking:
    def test_tells_what_fires_with_its_values_in_a_few_questions(self, store: Shop):
        store.sync(MARCH)
        found = dry(store, DEAR)
        first = found.findings[0]
        assert (first.entity.entity_id, first.verdict) == ("bad", Verdict.fires)
        assert first.evidence[0].left == 7 * 60 - 20
        assert first.evidence[0].right == Decimal("0.9") * 700
        (change,) = first.changes
        assert (change.before, change.after) == (Decimal("120.00"), Decimal("96.00"))
        assert found.counts["protected"] == 1
        assert found.provenance["queries"] == 1
        assert found.provenance["data_version"] == 1

    def test_asks_no_more_questions_for_more_entities(self, little: Shop):
        little.campaigns |= {f"c{n}": Campaign() for n in range(60)}
        little.sync(MARCH)
        found = dry(little, when("spend(7d) > 1.2 × spend(28d) or roas(prev 7d) > cpa(today)"))
        assert found.provenance["entities"] == 64
        assert found.provenance["queries"] == 3

    def test_knows_each_word(self, little: Shop):
        little.sync(MARCH)
        wrong = {}
        for condition, expected in WORDS:
            found = looked(little, when(condition))
            told = {name: found[name].value for name in expected}
            if told != expected:
                wrong[condition] = told
        assert wrong == {}

    def test_knows_the_metrics_that_the_workspace_defines(self, little: Shop):
        little.sync(MARCH)
        text = when("per_unit(7d) < 0.9")
        with pytest.raises(BadRule) as unknown:
            little.add(text)
        assert unknown.value.problems[0].code == "rule.unknown_metric"

        define(little, f"ratios:\n  per_unit: {{of: {VALUE}, per: spend}}\n")
        made = little.add(text)
        same = looked(little, when(f"{VALUE}(7d) < 0.9 × spend(7d)"))
        assert looked(little, text) == {**same, "idle": "unknown"}
        assert "fires" in same.values()
        told = rules.replay(**little.looking, rule=made.current.rule, days=2, hindsight=True)
        assert sum(day.fired for day in told.days) > 0

        define(little, f"ratios:\n  per_unit: {{of: spend, per: {VALUE}}}\n", version=1)
        assert looked(little, text)["good"] == "fires"
        define(little, "", version=2)
        gone = rules.dry_run(**little.looking, rule=made.current.rule)
        assert {one.verdict for one in gone.findings} == {Verdict.unknown}
        assert "per_unit" in str(gone.findings[0])

    def test_does_not_take_days_that_were_not_fetched_for_zero(self, little: Shop):
        little.sync(MARCH)
        little.clock.advance(timedelta(days=4))
        found = dry(little, when("spend(7d) < 1000"))
        assert {one.verdict for one in found.findings} == {Verdict.unknown}
        assert "2026-03-02 and 2 more days was not collected" in found.findings[0].why

    def test_holds_against_targets_as_they_are_planned(self, little: Shop):
        little.sync(MARCH)
        condition = f"{VALUE}(7d) > 2 and 2 × daily_budget < target(roas)"
        assert looked(little, when(condition))["good"] is Verdict.unknown
        little.target("300")
        assert looked(little, when(condition))["good"] is Verdict.fires

    def test_knows_a_platform_that_learns(self, little: Shop):
        little.campaigns["good"].attributes = {"effective_status": "LEARNING"}
        little.sync(MARCH)
        found = looked(little, when("spend(7d) > 1", protect="{launch_days: 0}"))
        assert found["good"] is Verdict.protected
        assert found["bad"] is Verdict.fires

    def test_keeps_currencies_apart(self, little: Shop):
        little.campaigns["us"] = Campaign(account="2", currency="USD")
        little.sync(MARCH)
        found = looked(little, when("spend(7d) > 1 USD"))
        assert (found["us"], found["good"]) == (Verdict.fires, Verdict.unknown)

    def test_shows_the_narrowed_their_accounts_alone(self, little: Shop):
        little.campaigns["two"] = Campaign(account="2")
        little.sync(MARCH)
        rule = rules.validate(**little.looking, text=when("spend(7d) > 1")).rule
        ann = replace(little.who, accounts=frozenset({"meta/2"}))
        found = rules.dry_run(**{**little.looking, "principal": ann}, rule=rule)
        assert [one.entity.entity_id for one in found.findings] == ["two"]

    def test_of_an_empty_workspace_finds_nothing(self, store: Shop):
        found = dry(store, DEAR)
        assert found.findings == ()
        assert found.provenance["data_version"] == 0


@pytest.fixture
def alone(store: Shop) -> Shop:
    store.alone()
    return store


class TestRunning:
    def test_only_watches_until_it_may_propose(self, alone: Shop):
        made = alone.add(DEAR)
        alone.sync(MARCH)
        done = alone.run()
        (firing,) = done.firings
        assert (firing.mode, firing.recommendation_id) == (Mode.watch, "")
        assert self.recommended(alone) == []
        (kept,) = rules.list_firings(**alone.records, rule_id=made.id)
        assert kept.finding == firing.finding
        rules.set_mode(**alone.changing, rule_id=made.id, mode=Mode.propose)
        assert alone.run().firings == ()
        alone.sync(MARCH + timedelta(days=3))
        (again,) = alone.run().firings
        (advice,) = self.recommended(alone)
        assert (advice.source, advice.id) == (f"rule:{made.id}", again.recommendation_id)
        assert advice.changes == again.finding.changes
        assert advice.data_version == 2
        assert advice.changes[0].after == Decimal("96.00")

    def recommended(self, shop: Shop) -> list[Any]:
        found = optimization.open_recommendations(
            **shop.records, clock=shop.clock, wanted=optimization.Wanted()
        )
        return list(found)

    def test_does_the_same_once(self, alone: Shop):
        alone.add(DEAR)
        alone.sync(MARCH)
        first, second = alone.run(), alone.run()
        assert len(first.firings) == 1
        assert (second.firings, second.rules) == ((), 0)
        (ran,) = rules.list_runs(**alone.records, since=alone.clock.now(), until=alone.clock.now())
        assert ran == first.ran

    def test_leaves_out_what_is_paused_or_removed(self, little: Shop):
        little.alone()
        made = little.add(DEAR)
        little.sync(MARCH)
        rules.pause_rule(**little.changing, rule_id=made.id)
        assert little.run().firings == ()
        rules.pause_rule(**little.changing, rule_id=made.id, paused=False)
        little.clock.advance(timedelta(minutes=1))
        assert len(little.run().firings) == 1

    def test_of_autopilot_hands_on_what_it_fired(self, little: Shop):
        little.alone()
        made = little.add(DEAR)
        boss = {**little.changing, "principal": person("boss")}
        rules.set_mode(**boss, rule_id=made.id, mode=Mode.autopilot)
        little.sync(MARCH)
        done = little.run()
        assert [one.finding.entity.entity_id for one in done.autopilot] == ["bad"]
        assert done.autopilot[0].recommendation_id

    def test_at_its_own_time_happens_then_in_its_own_zone(self, little: Shop):
        text = DEAR + 'when: {at: "11:00", time_zone: Europe/Berlin, days: [sun]}\n'
        little.alone()
        made = little.add(text)
        little.sync(MARCH)
        assert little.run().firings == ()
        assert little.run(made.id).firings == ()
        little.clock.advance(timedelta(hours=2))
        (firing,) = little.run(made.id).firings
        assert firing.at.isoformat() == "2026-03-01T10:00:00+00:00"
        assert firing.day == date(2026, 3, 1)
        assert little.run(made.id).firings == ()


def test_the_campaigns_of_the_tests_are_what_they_say():
    assert campaigns()["bad"].sold(MARCH, MARCH + timedelta(days=5)) == 60
