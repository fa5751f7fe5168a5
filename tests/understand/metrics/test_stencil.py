"""A query with gaps, filled again …"""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.core.grammar import All, AnyOf, Not
from adhelm.understand.metrics.logic.compile import expression
from adhelm.understand.metrics.logic.plan import Key, Plan, Sum
from adhelm.understand.metrics.logic.stencil import stencil
from adhelm.understand.metrics.logic.where import Condition, Test

_FILTERS = (
    ("campaign_id", ("column", "campaign_id")),
    ("account_id", ("column", "account_id")),
    ("day", ("calendar", "day")),
    ("clicks", ("column", "clicks")),
)
_TEXTS = st.text(alphabet=string.ascii_letters + string.digits + "'\\~-_ .é", max_size=12)
_COLUMNS = st.sampled_from(["campaign_id", "account_id"])
_ONE = st.builds(lambda name, text: Test(name, "=", (text,)), _COLUMNS, _TEXTS)
_SOME = st.builds(
    lambda name, texts: Test(name, "in", tuple(texts)),
    _COLUMNS,
    st.lists(_TEXTS, min_size=1, max_size=4),
)
_OTHERS = st.sampled_from(
    [
        Test("day", "=", ("2026-01-01",)),
        Test("clicks", "in", ("1", "2")),
        Test("campaign_id", "~", ("brand*",)),
        Test("account_id", "null"),
    ]
)
_CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    _ONE | _SOME | _OTHERS,
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(lambda ones: All(tuple(ones)), st.lists(inner, min_size=1, max_size=3))
        | st.builds(lambda ones: AnyOf(tuple(ones)), st.lists(inner, min_size=1, max_size=3))
    ),
    max_leaves=5,
)


def _plan(where: Condition) -> Plan:
    return Plan(
        facts="facts", conversions="conversions", keys=(Key("platform", "column", "platform"),),
        sums=(Sum("spend", "spend"),), parts=(("spend", ("spend",)),), where=where,
        filters=_FILTERS,
    )  # fmt: skip


def _sql(plan: Plan, dialect: str) -> str:
    import ibis

    return str(ibis.to_sql(expression(plan), dialect=dialect))


def _signs(sql: str) -> str:
    return "".join(sql.split())


class TestAFilledStencil:
    @pytest.mark.parametrize("dialect", ["duckdb", "pyspark"])
    @settings(deadline=None, max_examples=40)
    @given(where=_CONDITIONS)
    def test_is_the_plans_own_query(self, dialect: str, where: Condition):
        plan = _plan(where)
        cut = stencil(plan)

        # Where lines break depends on how long the texts are, and on nothing else.
        assert _signs(cut.filled(_sql(cut.plan, dialect))) == _signs(_sql(plan, dialect))


class TestAStencil:
    def test_is_the_same_for_another_campaign(self):
        one, other = (_plan(Test("campaign_id", "=", (text,))) for text in ("12", "34"))

        assert stencil(one).plan == stencil(other).plan

    def test_tells_equal_texts_from_different_ones(self):
        pairs = [("1", "1"), ("1", "2")]
        same, different = (
            _plan(All((Test("campaign_id", "=", (a,)), Test("account_id", "=", (b,)))))
            for a, b in pairs
        )
        assert stencil(same).plan != stencil(different).plan
