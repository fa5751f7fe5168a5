"""A rule acts on what matches …"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.decide.rules.written import NOW, TODAY, face, moment, rule

from adhelm.decide.rules.logic.deciding import Memory, decide, remembered
from adhelm.decide.rules.logic.expression import parse_term
from adhelm.decide.rules.types import Face, Finding, Rule, Verdict
from adhelm.govern.compliance.types import Change, Field

LOW: dict[str, Any] = {"roas(28d)": Decimal("0.5"), "spend(7d)": Decimal(50)}
HIGH: dict[str, Any] = {"roas(28d)": Decimal(5), "spend(7d)": Decimal(50)}


def verdicts(made: Rule, *faces: Face, memory: Memory | None = None) -> list[str]:
    return [one.verdict.value for one in decide(made, moment(*faces), memory or Memory())]


def changes(made: Rule, *faces: Face) -> list[Change]:
    return [each for one in decide(made, moment(*faces), Memory()) for each in one.changes]


def only(made: Rule, one: Face) -> Finding:
    (found,) = decide(made, moment(one), Memory())
    return found


class TestARule:
    def test_pauses_what_matches_and_leaves_the_rest(self):
        made = rule("roas(28d) < 1")
        (change,) = changes(made, face("a", LOW), face("b", HIGH))
        assert (change.entity_id, change.field, change.before, change.after) == (
            "a", Field.status, "enabled", "paused",
        )  # fmt: skip

    def test_does_the_other_thing_where_the_condition_is_false(self):
        made = rule("roas(28d) < 1", **{"else": "{alert: {text: fine}}"})
        found = only(made, face("b", HIGH))
        assert (found.branch, found.alerts[0].text) == ("else", "fine")

    @pytest.mark.parametrize(
        ("fields", "why"),
        [
            ({"learning": True}, "learning phase"),
            ({"first_day": TODAY - timedelta(days=3)}, "launched 3 days ago"),
            ({"first_day": TODAY - timedelta(days=3), "first_known": False}, "at least 3 days"),
            ({"first_day": None}, "not delivered yet"),
        ],
    )
    def test_leaves_alone_what_learns_or_was_just_launched(self, fields: dict[str, Any], why: str):
        made = rule("roas(28d) < 1", protect="{learning: true, launch_days: 14}")
        found = only(made, face("a", LOW, **fields))
        assert found.verdict is Verdict.protected
        assert why in found.why

    def test_leaves_alone_what_it_is_told_to(self):
        made = rule("roas(28d) < 1", protect="{launch_days: 0, entities: [meta/1/a]}")
        assert verdicts(made, face("a", LOW), face("b", LOW)) == ["protected", "fires"]

    @pytest.mark.parametrize(
        ("ripe", "why"),
        [
            ({"roas(28d)": 0.84}, "84% of roas(28d) is in, 90% are wanted"),
            ({"roas(28d)": None}, "not known how much of roas(28d)"),
            ({"roas(28d)": 0.9}, ""),
            ({"cpa(7d)": 0.1}, ""),
            ({}, ""),
        ],
    )
    def test_judges_no_figures_of_which_too_little_is_in(
        self, ripe: dict[str, float | None], why: str
    ):
        made = rule("roas(28d) < 1", protect="{launch_days: 0, mature: 90%}")
        one = replace(face("a", LOW), ripe={parse_term(name): ripe[name] for name in ripe})
        found = only(made, one)
        assert found.verdict is (Verdict.protected if why else Verdict.fires)
        assert why in found.why
        lax = rule("roas(28d) < 1", protect="{launch_days: 0}")
        assert only(lax, one).verdict is Verdict.fires

    def test_waits_until_it_acts_on_the_same_again(self):
        made = rule("roas(28d) < 1", cool_down="24h")
        for hours, expected in ((23, "cooling"), (24, "fires")):
            memory = Memory({"meta/1/a": NOW - timedelta(hours=hours)})
            assert verdicts(made, face("a", LOW), memory=memory) == [expected]

    def test_acts_on_no_more_than_its_caps(self):
        made = rule("roas(28d) < 1", caps="{per_run: 2, per_day: 3}")
        faces = [face(name, LOW) for name in "abcd"]
        found = decide(made, moment(*faces), Memory())
        assert [one.verdict for one in found] == ["fires", "fires", "capped", "capped"]
        assert not found[2].changes
        after = remembered(Memory(), found, NOW)
        again = verdicts(made, *(face(name, LOW) for name in "cdef"), memory=after)
        assert again == ["fires", "capped", "capped", "capped"]

    @pytest.mark.parametrize(
        ("scope", "expected"),
        [
            ("{name: '*brand*'}", ["b"]),
            ("{not_name: '*BRAND*'}", ["a"]),
            ("{labels: {market: DE}}", ["b"]),
            ("{account: meta/2}", []),
            ("{platform: tiktok}", []),
            ("{status: paused}", []),
            ("{status: any}", ["a", "b"]),
            ("{level: ad}", []),
        ],
    )
    def test_looks_at_its_scope_alone(self, scope: str, expected: list[str]):
        made = rule("roas(28d) < 1", scope=scope)
        faces = [face("a", LOW), face("b", LOW, name="My Brand [x]", labels={"market": "DE"})]
        found = decide(made, moment(*faces), Memory())
        assert [one.entity.entity_id for one in found] == expected

    def test_never_looks_at_what_was_removed(self):
        made = rule("roas(28d) < 1", scope="{status: any}")
        assert verdicts(made, face("a", LOW, status="removed")) == []


class TestAnAmount:
    @pytest.mark.parametrize(
        ("then", "fields", "after"),
        [
            ("{raise_budget: {by: 20%}}", {}, "120.00"),
            ("{cut_budget: {by: 20%}}", {}, "80.00"),
            ("{raise_budget: {by: 20%, at_most: 110}}", {}, "110.00"),
            ("{cut_budget: {by: 20%, at_least: 95}}", {}, "95.00"),
            ("{raise_budget: {to: 150}}", {}, "150.00"),
            ("{raise_budget: {by: 1%}}", {"amounts": {"daily_budget": Decimal("33.33")}}, "33.66"),
            ("{cut_budget: {by: 1%}}", {"amounts": {"daily_budget": Decimal("33.33")}}, "33.00"),
            ("{raise_budget: {by: 20%}}",
             {"currency": "JPY", "amounts": {"daily_budget": Decimal(999)}}, "1198"),
            ("{raise_bid: {by: 10%}}", {"amounts": {"bid": Decimal("1.00")}}, "1.10"),
            ("{raise_bid: {by: 10%}}", {"amounts": {"target_roas": Decimal(4)}}, "3.6000"),
            ("{cut_bid: {by: 10%}}", {"amounts": {"target_roas": Decimal(4)}}, "4.4000"),
        ],
    )  # fmt: skip
    def test_is_absolute_and_never_beyond_what_was_asked(
        self, then: str, fields: dict[str, Any], after: str
    ):
        (change,) = changes(rule("roas(28d) < 1", then=then), face("a", LOW, **fields))
        assert change.after == Decimal(after)
        assert str(change.after) == after

    @pytest.mark.parametrize(
        ("then", "fields", "why"),
        [
            ("{raise_budget: {by: 20%}}", {"amounts": {}}, "no budget of its own"),
            ("{raise_budget: {by: 20%}}", {"budget_id": "b9"}, "several spend"),
            ("{raise_budget: {by: 20%, at_most: 90}}", {}, "where the rule would bring it"),
            ("{raise_budget: {to: 90}}", {}, "where the rule would bring it"),
            ("{raise_budget: {by: 20%, currency: USD}}", {}, "account is in EUR"),
            ("{raise_bid: {by: 20%}}", {}, "no bid of its own"),
            ("enable", {}, "enabled already"),
            ("{reallocate: {by: 10%}}", {}, "nothing else"),
        ],
    )
    def test_that_would_change_nothing_is_idle(self, then: str, fields: dict[str, Any], why: str):
        found = only(rule("roas(28d) < 1", then=then), face("a", LOW, **fields))
        assert found.verdict is Verdict.idle
        assert why in found.why

    @settings(max_examples=50)
    @given(
        st.lists(st.decimals("1", "5000", places=2), min_size=2, max_size=8),
        st.integers(1, 90), st.integers(1, 7),
    )  # fmt: skip
    def test_that_is_moved_is_neither_lost_nor_made(
        self, budgets: list[Decimal], share: int, giving: int
    ):
        made = rule("roas(28d) < 1", then=f"{{reallocate: {{by: {share}%}}}}")
        faces = [
            face(
                f"c{at}", LOW if at < giving else {**HIGH, "roas(28d)": Decimal(2 + at)},
                amounts={"daily_budget": budget},
            )
            for at, budget in enumerate(budgets)
        ]  # fmt: skip
        now = {f"c{at}": budget for at, budget in enumerate(budgets)}
        for change in changes(made, *faces):
            assert now[change.entity_id] == change.before
            now[change.entity_id] = Decimal(str(change.after))
        assert sum(now.values()) == sum(budgets)
        assert all(value > 0 for value in now.values())


class TestASearchTerm:
    def test_becomes_a_negative_keyword_of_its_campaign(self):
        from adhelm.decide.rules.types import Level, Moment

        made = rule(
            "spend(7d) > 20", scope="{level: search_term}", then="{add_negative_keyword: {}}"
        )
        one = face("t1", LOW, level=Level.search_term, campaign_id="c9", name="free shoes")
        (found,) = decide(made, Moment(NOW, 1, NOW, {Level.search_term: (one,)}), Memory())
        (change,) = found.changes
        assert (change.level, change.entity_id, change.field, change.after) == (
            "campaign", "c9", Field.negative_keywords, "[free shoes]",
        )  # fmt: skip


def test_a_day_is_the_rules_own():
    from adhelm.decide.rules.service.timing import is_its_day, local_day

    made = rule("roas(28d) < 1", when="{time_zone: Pacific/Auckland, days: [wed]}")
    assert local_day(made.when, NOW) == date(2026, 3, 10)
    assert is_its_day(made.when, NOW + timedelta(hours=12))
    assert not is_its_day(made.when, NOW)
