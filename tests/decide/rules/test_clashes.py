"""Rules that work against each other or never come to rest are refused …"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.decide.rules import written
from tests.decide.rules.shop import MARCH, VALUE, Shop
from tests.decide.rules.written import NOW, face, moment, rule

from adhelm.decide import rules
from adhelm.decide.rules.logic.clashes import clashes, endless, suspects
from adhelm.decide.rules.logic.clauses import clauses, is_possible
from adhelm.decide.rules.logic.looping import loops
from adhelm.decide.rules.logic.truth import judge
from adhelm.decide.rules.types import Condition, Face, Moment, Rule, Term, Truth, Value

RAISE, CUT = "{raise_budget: {by: 20%}}", "{cut_budget: {by: 20%}}"


def one(condition: str, then: str, **fields: str) -> Rule:
    words = "".join(sign for sign in then if sign.isalpha())
    return rule(condition, then=then, **{"name": f"'{words} {condition}'", **fields})


def codes(first: Rule, *others: Rule) -> list[str]:
    return [clash.code for clash in clashes(first, others)]


class TestARuleThatTriggersItself:
    @pytest.mark.parametrize(
        ("condition", "then"),
        [
            ("spend(7d) > 100", RAISE),
            ("conversions(7d) > 10", RAISE),
            ("cpa(7d) > 50", RAISE),
            ("cpa(7d) > 1.3 × cpa(28d)", RAISE),
            ("roas(7d) < 1", RAISE),
            ("spend(7d) < 100", CUT),
            ("roas(7d) > 4", CUT),
            ("roas(7d) > 4 or spend(7d) > 9", RAISE),
            ("not roas(7d) > 4", RAISE),
            ("spend(7d) > 100", "{raise_bid: {by: 20%}}"),
            ("budget_utilisation(7d) > 80%", "{raise_bid: {by: 20%}}"),
            ("spend(7d) < 10", "{reallocate: {by: 10%}}"),
            ("daily_budget > 100", RAISE),
        ],
    )
    def test_is_found(self, condition: str, then: str):
        assert codes(one(condition, then)) == ["rule.triggers_itself"]

    @pytest.mark.parametrize(
        ("condition", "then"),
        [
            ("roas(7d) > 4", RAISE),
            ("roas(7d) > 4 and spend(7d) > 100", RAISE),
            ("score > 0.8 and marginal_return >= target(roas)", RAISE),
            ("spend(7d) > 100", "{raise_budget: {by: 20%, at_most: 500}}"),
            ("spend(7d) > 100", "{raise_budget: {to: 500}}"),
            ("budget_utilisation(7d) > 80%", RAISE),
            ("cpa(7d) > 50", CUT),
            ("roas(7d) < 1", CUT),
            ("spend(7d) < 100", "{cut_budget: {by: 20%, at_least: 5}}"),
            ("spend(7d) < 100", "pause"),
            ("spend(7d) > 100", "alert"),
            ("trend(roas, 28d) < -20%", "{reallocate: {by: 10%}}"),
        ],
    )
    def test_is_not_taken_for_one_that_its_own_effect_ends(self, condition: str, then: str):
        assert codes(one(condition, then)) == []

    def test_is_found_in_what_it_does_otherwise(self):
        made = one("roas(7d) > 4 and spend(7d) < 100", "alert", **{"else": RAISE})
        assert codes(made) == ["rule.triggers_itself"]

    def test_is_warned_of_where_nothing_ends_it(self):
        assert endless(one("score > 0.8", RAISE))
        assert not endless(one("roas(7d) > 4", RAISE))
        assert not endless(one("score < 0.3", "pause"))


class TestTwoRules:
    @pytest.mark.parametrize(
        ("first", "second", "expected"),
        [
            (("roas(7d) > 4", RAISE), ("cpa(7d) > 50", CUT), ["rule.conflict"]),
            (("roas(7d) > 4", RAISE), ("roas(7d) > 6 and cpa(7d) > 50", CUT), ["rule.conflict"]),
            (("roas(7d) > 4", RAISE), ("roas(7d) < 2", CUT), []),
            (("roas(7d) > 4", RAISE), ("roas(7d) < 2 and spend(7d) > 9", CUT), []),
            (("roas(7d) > 4", RAISE), ("roas(28d) < 2", CUT), ["rule.conflict"]),
            (("roas(7d) > target(roas)", RAISE), ("target(roas) > 2 × roas(7d)", CUT), []),
            (("roas(7d) > target(roas)", RAISE), ("0.9 × target(roas) < roas(7d) and cpa(7d) > 1",
                                                  CUT), ["rule.conflict"]),
            (("incident(any) and roas(7d) > 1", RAISE), ("not incident(any) and cpa(7d) > 1", CUT),
             []),
            (("roas(7d) > 4", RAISE), ("cpa(7d) > 50", "pause"), []),
            (("roas(7d) > 4", RAISE), ("roas(7d) < 3.9", CUT), ["rule.ping_pong"]),
            (("cpa(7d) < 50", RAISE), ("cpa(7d) > 51", CUT), ["rule.ping_pong"]),
            (("cpa(7d) < 30", RAISE), ("cpa(7d) > 50", CUT), []),
            (("roas(7d) > 4", "{raise_budget: {by: 20%, at_most: 900}}"),
             ("roas(7d) < 3.9", "{cut_budget: {by: 20%, at_least: 9}}"), []),
        ],
    )  # fmt: skip
    def test_are_held_against_each_other(
        self, first: tuple[str, str], second: tuple[str, str], expected: list[str]
    ):
        assert codes(one(*first), one(*second)) == expected
        assert codes(one(*second), one(*first)) == expected

    @pytest.mark.parametrize(
        ("pausing", "enabling", "expected"),
        [
            ("roas(28d) < 1", "spend(7d) < 10", ["rule.ping_pong"]),
            ("roas(28d) < 1", "spend(7d) = 0 or roas(28d) > 2", ["rule.ping_pong"]),
            ("roas(28d) < 1", "roas(28d) > 2", []),
            ("roas(28d) < 1", "spend(7d) > 10", []),
            ("score < 0.3", "score > 0.8", []),
            ("score < 0.3", "score < 0.2", ["rule.ping_pong"]),
        ],
    )
    def test_that_pause_and_enable_come_to_rest_or_do_not(
        self, pausing: str, enabling: str, expected: list[str]
    ):
        first = one(pausing, "pause")
        second = one(enabling, "enable", scope="{status: paused}")
        assert codes(first, second) == expected
        assert codes(second, first) == expected

    @pytest.mark.parametrize(
        "scopes",
        [
            ("{platform: meta}", "{platform: tiktok}"),
            ("{account: meta/1}", "{account: meta/2}"),
            ("{level: campaign}", "{level: ad_group}"),
            ("{labels: {market: DE}}", "{labels: {market: FR}}"),
            ("{name: Brand}", "{name: Shoes}"),
            ("{status: enabled}", "{status: paused}"),
        ],
    )
    def test_of_different_things_have_nothing_against_each_other(self, scopes: tuple[str, str]):
        first = one("roas(7d) > 4", RAISE, scope=scopes[0])
        second = one("cpa(7d) > 50", CUT, scope=scopes[1])
        assert codes(first, second) == []

    def test_that_might_meet_are_told_with_the_state_in_which(self):
        (clash,) = clashes(one("roas(7d) > 4", RAISE), [one("cpa(7d) > 50", CUT)])
        assert "roas(7d) > 4 and cpa(7d) > 50" in clash.message
        assert clash.hint


class TestAClause:
    @settings(max_examples=60)
    @given(st.data(), written.conditions)
    def test_that_holds_of_something_is_never_called_impossible(
        self, data: st.DataObject, condition: Condition
    ):
        from adhelm.decide.rules.logic.walk import terms

        values: dict[Term, Value] = {
            term: data.draw(st.booleans())
            if term.name in {"learning", "incident"}
            else Decimal(data.draw(st.integers(0, 50)))
            for term in terms(condition)
        }
        known = clauses(condition)
        if judge(condition, Face(written.entity(), written.TODAY, values))[0] is Truth.true:
            assert known is None or any(is_possible(clause) for clause in known)
        denied = clauses(condition, negated=True)
        if judge(condition, Face(written.entity(), written.TODAY, values))[0] is Truth.false:
            assert denied is None or any(is_possible(clause) for clause in denied)


class TestASimulation:
    def days(self, values: dict[str, Value], count: int = 28) -> Sequence[Moment]:
        return [moment(face("a", values), at=NOW + n * timedelta(days=1)) for n in range(count)]

    def test_finds_two_that_turn_a_thing_up_and_down(self):
        up = one("roas(7d) > 4 and spend(7d) > 1", RAISE)
        down = one("cpa(7d) > 51", "{cut_budget: {by: 30%, at_least: 1}}")
        calm: dict[str, Value] = {"roas(7d)": Decimal("4.2"), "cpa(7d)": Decimal(30)}
        found = loops(
            [up, down],
            self.days({**calm, "spend(7d)": Decimal(9)}),
        )
        assert [clash.code for clash in found] == []
        worse: dict[str, Value] = {
            "roas(7d)": Decimal("4.2"),
            "cpa(7d)": Decimal(50),
            "spend(7d)": Decimal(9),
        }
        (clash,) = loops([up, down], self.days(worse))
        assert (clash.code, clash.basis, clash.examples) == (
            "rule.ping_pong", "simulation", ("Campaign a",),
        )  # fmt: skip

    def test_finds_one_that_feeds_itself(self):
        made = one("conversions(7d) > 10 and roas(7d) > 0.1", RAISE)
        values: dict[str, Value] = {"conversions(7d)": Decimal("9.5"), "roas(7d)": Decimal(3)}
        quiet = loops([made], self.days(values))
        assert quiet == []
        once = self.days({**values, "conversions(7d)": Decimal(11)}, 1)
        (clash,) = loops([made], [*once, *self.later(values)])
        assert clash.code == "rule.triggers_itself"

    def later(self, values: dict[str, Value]) -> Sequence[Moment]:
        return [moment(face("a", values), at=NOW + n * timedelta(days=1)) for n in range(2, 28)]

    def test_of_the_days_that_were_is_part_of_a_check(self, little: Shop):
        from tests.decide.rules.shop import Campaign

        little.campaigns = {"steady": Campaign(spend=100, value=400)}
        for n in range(20):
            little.sync(MARCH + n * timedelta(days=1))
        up = f"{VALUE}(7d) > 3 × spend(7d) and clicks(7d) > 1"
        down = f"{VALUE}(7d) < 380 × daily_budget and clicks(7d) < 142"
        head = "protect: {launch_days: 0}\ncool_down: 1d\nname: "
        little.add(f'{head}Up\nif: "{up}"\nthen: {{raise_budget: {{by: 20%}}}}\n')
        text = f'{head}Down\nif: "{down}"\nthen: {{cut_budget: {{by: 20%}}}}\n'
        found = rules.validate(**little.looking, text=text, simulate=True)
        assert {clash.code for clash in found.clashes} <= {"rule.conflict", "rule.ping_pong"}


def test_suspects_are_those_of_which_the_text_does_not_say():
    mixed = one("roas(7d) > 4 and spend(7d) > 100", RAISE)
    plain = one("roas(7d) > 4", RAISE)
    assert [len(each.rules) for each in suspects(mixed, [])] == [1]
    assert suspects(plain, []) == []
    assert [len(each.rules) for each in suspects(plain, [one("roas(7d) < 2", CUT)])] == [2]
