"""Rules are read from YAML …"""

from __future__ import annotations

from contextlib import suppress
from datetime import time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.decide.rules import written
from tests.decide.rules.written import KNOWN

from adhelm.decide.rules.logic import expression, reading
from adhelm.decide.rules.logic.sentence import sentence
from adhelm.decide.rules.logic.writing import document, text_of
from adhelm.decide.rules.types import (
    All,
    BadRule,
    Comparison,
    Condition,
    Deed,
    Look,
    Number,
    Problem,
    Rule,
    Scaled,
    Term,
)

BOTH = """\
name: Cut what became dear
scope: {level: campaign, platform: [meta]}
if: cpa(7d) > 1.3 × cpa(28d) and spend(7d) > 100
then: [{cut_budget: {by: 20%}}]
"""


def problems(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(BadRule) as refused:
        reading.read(text, known=KNOWN)
    return [(each.line, each.code, each.path) for each in refused.value.problems]


def told(text: str) -> Rule | tuple[Problem, ...]:
    try:
        return reading.read(text, known=KNOWN)
    except BadRule as refused:
        return refused.problems


class TestAText:
    def test_says_the_condition_of_alerts_and_rules_alike(self):
        rule = reading.read(BOTH, known=KNOWN)
        assert rule.condition == All(
            (
                Comparison(
                    Scaled(Term("metric", "cpa", Look(7))), ">",
                    Scaled(Term("metric", "cpa", Look(28)), Decimal("1.3")),
                ),
                Comparison(Scaled(Term("metric", "spend", Look(7))), ">", Number(Decimal(100))),
            )
        )  # fmt: skip
        (step,) = rule.then
        assert (step.deed, step.by) == (Deed.cut_budget, Decimal("0.2"))
        assert rule.cool_down == timedelta(hours=24)
        assert rule.protect.learning
        assert rule.protect.launch_days == 14

    def test_may_leave_out_what_is_usual_and_say_all_of_it(self):
        rule = reading.read(
            'name: X\nif: spend(today) < 5 EUR\nthen: pause\nwhen: {at: "09:00", days: [fri, mon]}',
            known=KNOWN,
        )
        assert rule.when.at == time(9)
        assert rule.when.days == ("mon", "fri")

    @settings(max_examples=50)
    @given(written.rules)
    def test_and_a_rule_are_the_same(self, rule: Rule):
        assert reading.read(text_of(rule), known=KNOWN) == rule
        assert reading.read_document(document(rule), known=KNOWN) == rule
        assert sentence(rule).endswith(".")

    @settings(max_examples=50)
    @given(written.conditions)
    def test_of_a_condition_reads_to_the_condition(self, condition: Condition):
        assert expression.parse(expression.show(condition)) == condition

    @settings(max_examples=50)
    @given(st.text(max_size=120) | st.text(alphabet="name: if then[]{}-&*!|>%\n\t\"'", max_size=80))
    def test_of_any_kind_is_read_or_refused_with_its_problems(self, text: str):
        found = told(text)
        assert isinstance(found, Rule) or (found and all(one.message and one.code for one in found))

    @settings(max_examples=50)
    @given(st.text(max_size=60) | st.text(alphabet="spend(7d)<>= 1.3×*%andornot", max_size=60))
    def test_of_a_condition_of_any_kind_is_read_or_refused(self, text: str):
        with suppress(expression.Unreadable):
            found = expression.parse(text)
            assert expression.parse(expression.show(found)) == found


class TestWhatIsWrong:
    def test_is_told_all_at_once_with_its_line(self):
        text = """\
nam: X
scope: {level: campain, platform: [metta]}
if: cpap(7d) > 3
then: [pose, {raise_budget: {by: 5000%}}]
cool_down: soon
caps: {per_run: 0}
when: {time_zone: Berlin, days: [moon]}
"""
        assert problems(text) == [
            (1, "rule.unknown_field", "nam"),
            (1, "rule.missing", "name"),
            (2, "rule.value", "scope.platform"),
            (2, "rule.value", "scope.level"),
            (3, "rule.unknown_metric", "if"),
            (4, "rule.unknown_step", "then[0]"),
            (4, "rule.number", "then[1].raise_budget.by"),
            (5, "rule.duration", "cool_down"),
            (6, "rule.number", "caps.per_run"),
            (7, "rule.value", "when.days"),
            (7, "rule.value", "when.time_zone"),
        ]

    def test_comes_with_what_would_be_right(self):
        with pytest.raises(BadRule) as refused:
            reading.read("name: X\nif: cpaa(7d) > 3\nthen: pause", known=KNOWN)
        (problem,) = refused.value.problems
        assert problem.hint == "did you mean 'cpa'?"
        assert refused.value.as_dict()["facts"]["problems"][0]["line"] == 2  # type: ignore[index]

    @pytest.mark.parametrize(
        ("condition", "code"),
        [
            ("cpa > 3", "rule.look_back"),
            ("cpa(7x) > 3", "rule.condition"),
            ("cpa(401d) > 3", "rule.look_back"),
            ("cpa(0d) > 3", "rule.look_back"),
            ("3 > 2", "rule.condition"),
            ("cpa(7d)", "rule.condition"),
            ("cpa(7d) > ", "rule.condition"),
            ("cpa(7d) > 1e3", "rule.condition"),
            ("cpa(7d) > NaN", "rule.look_back"),
            ("cpa(7d) > 99999999999999999999999999", "rule.number"),
            ("(cpa(7d) > 3", "rule.condition"),
            ("cpa(7d) > 3 or", "rule.condition"),
            ("0 × cpa(7d) > 3", "rule.condition"),
            ("learning > 3", "rule.condition"),
            ("reach(7d) > 3", "rule.not_additive"),
            ("trend(roas, 7d) < 0", "rule.look_back"),
            ("incident(fire)", "rule.unknown_incident"),
            ("target > 3", "rule.condition"),
            ("cpa(7d) > cpa(7d)", "rule.condition"),
            ("(" * 40 + "learning" + ")" * 40, "rule.condition"),
        ],
    )
    def test_with_a_condition_is_named(self, condition: str, code: str):
        found = problems(f"name: X\nif: {condition}\nthen: pause")
        assert [(line, each) for line, each, _ in found] == [(2, code)]

    @pytest.mark.parametrize(
        "text",
        [
            "name: &a X\nif: learning\nthen: *a",
            "name: !!python/object:os.system X\nif: learning\nthen: pause",
            "name: X\nif: [learning, [learning, [\nthen: pause",
            "",
            "- name: X",
            "name: X\nif: {all: []}\nthen: pause",
            "name: X\nif: {all: [learning], any: [learning]}\nthen: pause",
            "name: X\nif: learning\nthen: [pause, enable]",
            "name: X\nif: learning\nif: learning\nthen: pause",
            "name: X\nif: score > 1\nthen: pause\nscope: {level: ad}",
            "name: X\nif: learning\nthen: {raise_budget: {by: 20%}}\nscope: {level: ad}",
            "name: X\nif: learning\nthen: {raise_budget: {by: 20%, to: 5}}",
            "name: X\nif: learning\nthen: {cut_budget: {by: 100%}}",
            "name: X\nif: learning\nthen: {cut_budget: {to: -5}}",
            "name: X\nif: learning\nthen: {cut_budget: {by: 20%, currency: XYZ}}",
            "a: " * 5_000,
            "name: X\nif: learning\nthen: pause\nabout: " + "x" * 30_000,
        ],
    )
    def test_with_a_text_is_refused(self, text: str):
        assert problems(text)
