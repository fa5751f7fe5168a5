"""What is not collected is neither true nor false …"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.decide.rules import written
from tests.decide.rules.written import entity, face, rule

from adhelm.decide.rules.logic.expression import parse
from adhelm.decide.rules.logic.truth import judge
from adhelm.decide.rules.logic.walk import terms
from adhelm.decide.rules.types import Condition, Face, Term, Truth, Value

T, F, U = Truth.true, Truth.false, Truth.unknown
KNOWN: dict[str, Value] = {"cpa(7d)": Decimal(30), "spend(7d)": Decimal(200)}


def truth(text: str, one: Face) -> Truth:
    return judge(parse(text), one)[0]


class TestACondition:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("cpa(7d) > 20", T),
            ("roas(7d) > 2", U),
            ("roas(7d) < 2", U),
            ("not roas(7d) < 2", U),
            ("roas(7d) < 2 and cpa(7d) > 99", F),
            ("roas(7d) < 2 and cpa(7d) > 20", U),
            ("roas(7d) < 2 or cpa(7d) > 20", T),
            ("roas(7d) < 2 or cpa(7d) > 99", U),
            ("cpa(7d) > 1.3 × roas(7d)", U),
            ("learning", U),
            ("cpa(7d) > 20 EUR", T),
            ("cpa(7d) > 20 USD", U),
            ("cpa(7d) = 30 and cpa(7d) != 31 and cpa(7d) <= 30 and cpa(7d) >= 30", T),
        ],
    )
    def test_is_true_false_or_unknown(self, text: str, expected: Truth):
        assert truth(text, face(values=KNOWN)) is expected

    def test_is_false_where_zero_was_reported(self):
        assert truth("conversions(7d) > 0", face(values={"conversions(7d)": Decimal(0)})) is F
        assert truth("conversions(7d) > 0", face(values={"conversions(7d)": None})) is U

    def test_says_why_it_is_unknown_and_shows_the_values(self):
        _, (one, other) = judge(parse("cpa(7d) > 20 and roas(7d) > 2"), face(values=KNOWN))
        assert (one.left, one.right, one.note) == (Decimal(30), Decimal(20), "")
        assert "not collected" in other.note

    @pytest.mark.parametrize(
        ("text", "known", "expected"),
        [
            ("days_since_launch >= 14", False, T),
            ("days_since_launch >= 90", False, U),
            ("days_since_launch >= 90", True, F),
            ("days_since_launch < 14", False, F),
            ("days_since_launch < 90", False, U),
            ("days_since_launch < 90", True, T),
        ],
    )
    def test_knows_that_a_launch_may_lie_before_the_data(
        self, *, text: str, known: bool, expected: Truth
    ):
        one = Face(
            entity(first_known=known, first_day=date(2026, 1, 29)), written.TODAY,
            {Term("days_since_launch"): Decimal(40)},
        )  # fmt: skip
        assert truth(text, one) is expected

    @settings(max_examples=50)
    @given(st.data(), written.conditions)
    def test_that_is_decided_stays_so_whatever_the_unknown_turns_out_to_be(
        self, data: st.DataObject, condition: Condition
    ):
        wanted = terms(condition)
        values: dict[Term, Value] = {}
        for term in wanted:
            value = st.booleans() if term.name in {"learning", "incident"} else st.integers(-9, 99)
            values[term] = data.draw(st.none() | value.map(_as_value))
        before = judge(condition, Face(entity(), written.TODAY, values))[0]
        filled = {
            term: _as_value(data.draw(st.booleans() | st.integers(-9, 99)))
            if value is None and term.name in {"learning", "incident"}
            else Decimal(data.draw(st.integers(-9, 99)))
            if value is None
            else value
            for term, value in values.items()
        }
        after = judge(condition, Face(entity(), written.TODAY, filled))[0]
        assert before in {after, Truth.unknown}

    def test_of_a_rule_that_asks_for_nothing_known_never_fires(self):
        from adhelm.decide.rules.logic.deciding import Memory, decide

        made = rule("not roas(7d) > 2", **{"else": "pause"})
        (one,) = decide(made, written.moment(face()), Memory())
        assert one.verdict == "unknown"


def _as_value(value: int) -> Value:
    return value if isinstance(value, bool) else Decimal(value)
