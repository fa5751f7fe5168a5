"""The filter language …"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.core.errors import AdhelmError
from adhelm.core.grammar import All, AnyOf, Not
from adhelm.understand.metrics.logic import where
from adhelm.understand.metrics.logic.where import FilterRefused, Test
from adhelm.understand.metrics.logic.words import Unreadable

names = st.sampled_from(["platform", "campaign", "spend", "roas.7d", "name.market"])
values = st.text(min_size=0, max_size=8)
single = st.one_of(
    st.builds(Test, names, st.sampled_from(["=", "<", "<=", ">", ">=", "~"]), st.tuples(values)),
    st.builds(Test, names, st.just("in"), st.lists(values, min_size=1, max_size=3).map(tuple)),
    st.builds(Test, names, st.just("null")),
)
conditions = st.recursive(
    single,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(All, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=8,
)


class TestParse:
    def test_reads_the_example_of_the_guide(self):
        found = where.parse('platform in (google_ads, meta) and spend > 10 and campaign ~ "brand*"')
        assert found == All(
            (
                Test("platform", "in", ("google_ads", "meta")),
                Test("spend", ">", ("10",)),
                Test("campaign", "~", ("brand*",)),
            )
        )

    @pytest.mark.parametrize(
        ("text", "meant"),
        [
            ("", All(())),
            ("a = b", Test("a", "=", ("b",))),
            ("a == b", Test("a", "=", ("b",))),
            ("a != b", Not(Test("a", "=", ("b",)))),
            ("a <> b", Not(Test("a", "=", ("b",)))),
            ("spend > -5.5", Test("spend", ">", ("-5.5",))),
            ("campaign ~ *brand*", Test("campaign", "~", ("*brand*",))),
            ("date >= 2026-01-31", Test("date", ">=", ("2026-01-31",))),
            ("a is null", Test("a", "null")),
            ("a is not null", Not(Test("a", "null"))),
            ("a not in (b,c)", Not(Test("a", "in", ("b", "c")))),
            ("a between 1 and 2", All((Test("a", ">=", ("1",)), Test("a", "<=", ("2",))))),
            ("NOT a = b", Not(Test("a", "=", ("b",)))),
            ("a = 'it''s'", None),
            (r'a = "say \"hi\""', Test("a", "=", ('say "hi"',))),
            (
                "a=1 or b=2 and c=3",
                AnyOf(
                    (Test("a", "=", ("1",)), All((Test("b", "=", ("2",)), Test("c", "=", ("3",)))))
                ),
            ),
        ],
    )
    def test_reads(self, text: str, meant: where.Condition | None):
        if meant is None:
            with pytest.raises(Unreadable):
                where.parse(text)
        else:
            assert where.parse(text) == meant

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("platform = ", "expected a value, found the end at character 12"),
            ("platform google", "expected a comparison after 'platform', found 'google'"),
            ("platform = meta spend > 1", "expected 'and', 'or' or the end, found 'spend'"),
            ("platform in google", "expected '(', found 'google'"),
            ('platform = "meta', "a quote is left open"),
            ("(platform = meta", "expected ')', found the end"),
            ("platform = meta and", "expected a dimension or metric, found the end"),
            ("! = 3", "'!' means nothing here"),
        ],
    )
    def test_points_at_what_it_cannot_read(self, text: str, says: str):
        with pytest.raises(Unreadable) as error:
            where.parse(text)
        assert says in error.value.message

    def test_refuses_a_tower_of_brackets(self):
        with pytest.raises(Unreadable, match="too many brackets"):
            where.parse("(" * 5000 + "a = b" + ")" * 5000)

    @given(conditions)
    @settings(max_examples=150, deadline=None)
    def test_reads_back_what_it_shows(self, condition: where.Condition):
        once = where.parse(where.show(condition))
        assert where.parse(where.show(once)) == once
        assert list(where.tests(once)) == list(where.tests(condition))

    @given(st.text(alphabet=st.sampled_from("ab ()=<>~!,\"'\\-*.1 andorti\n\x00é"), max_size=60))
    @settings(max_examples=300, deadline=None)
    def test_either_reads_or_says_why(self, text: str):
        try:
            where.parse(text)
        except AdhelmError as error:
            assert error.message  # noqa: PT017 - either way is right


class TestSplit:
    def test_parts_rows_from_the_answer(self):
        rows, answer = where.split(
            where.parse("platform = meta and spend > 1 and (roas > 2 or roas is null)"), _is_metric
        )
        assert where.names(rows) == ["platform"]
        assert where.names(answer) == ["spend", "roas"]

    def test_refuses_to_mix_them_under_or(self):
        with pytest.raises(FilterRefused):
            where.split(where.parse("platform = meta or spend > 1"), _is_metric)


class TestHolds:
    @pytest.mark.parametrize(
        ("text", "value", "expected"),
        [
            ("a > 2", Decimal(3), True),
            ("a > 2", None, False),
            ("not a > 2", None, True),
            ("a is null", None, True),
            ("a ~ 'BR?nd*'", "brand [x]", True),
            ("a ~ '[x]'", "[x]", True),
            ("a ~ '[x]'", "x", False),
            ("a in (1, 2)", Decimal("2.0"), True),
        ],
    )
    def test_compares_two_valued(self, text: str, value: object, *, expected: bool):
        read: Callable[[str], object] = str if isinstance(value, str) else Decimal
        condition = where.parse(text)
        assert where.passes(condition, lambda test: where.holds(test, value, read)) is expected


def _is_metric(name: str) -> bool:
    return name in {"spend", "roas"}
