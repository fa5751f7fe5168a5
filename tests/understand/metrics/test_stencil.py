"""A query with gaps, filled again …"""

import string
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.core.ads import Period
from adhelm.core.grammar import All, AnyOf, Not
from adhelm.understand.metrics.logic.compile import expression
from adhelm.understand.metrics.logic.plan import Key, Lookup, Plan, Sum
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


_NAMES = st.sampled_from(["facts", "facts_0a1b2c3d4e5f6789", "levels_9873"])
_DAYS = st.dates(date(1999, 12, 30), date(2030, 1, 2))
_PERIODS = st.tuples(_DAYS, _DAYS).map(lambda two: Period.closed(min(two), max(two)))
_COUNTING = Lookup(
    "levels", ("connector", "account_id"),
    (("connector", "string"), ("account_id", "string"), ("first", "date"), ("last", "date")),
    between=("first", "last"), must_match=True,
)  # fmt: skip


def _plan(
    where: Condition, name: str = "facts", period: Period | None = None, days: Period | None = None
) -> Plan:
    counting = replace(_COUNTING, name=f"counting_{name}")
    return Plan(
        facts=name, conversions="conversions", keys=(Key("platform", "column", "platform"),),
        sums=(Sum("spend", "spend"), Sum("early", "clicks", days=days)),
        parts=(("spend", ("spend",)),), where=where, filters=_FILTERS, period=period,
        lookups=(counting,),
    )  # fmt: skip


def _sql(plan: Plan, dialect: str) -> str:
    import ibis

    return str(ibis.to_sql(expression(plan), dialect=dialect))


def _signs(sql: str) -> str:
    return "".join(sql.split())


class TestAFilledStencil:
    @pytest.mark.parametrize("dialect", ["duckdb", "pyspark"])
    @settings(deadline=None, max_examples=40)
    @given(where=_CONDITIONS, name=_NAMES, period=st.none() | _PERIODS, days=st.none() | _PERIODS)
    def test_is_the_plans_own_query(
        self, dialect: str, where: Condition, name: str, period: Period | None, days: Period | None
    ):
        plan = _plan(where, name, period, days)
        cut = stencil(plan)

        # Where lines break depends on how long the texts are, and on nothing else.
        assert _signs(cut.filled(_sql(cut.plan, dialect))) == _signs(_sql(plan, dialect))


class TestAStencil:
    def test_is_the_same_for_another_campaign(self):
        one, other = (_plan(Test("campaign_id", "=", (text,))) for text in ("12", "34"))

        assert stencil(one).plan == stencil(other).plan

    def test_is_the_same_for_other_days_of_other_files(self):
        one, other = (
            _plan(Test("account_id", "null"), name, Period.closed(first, first + timedelta(27)))
            for name, first in (("facts_1", date(2026, 1, 1)), ("facts_2", date(2025, 3, 9)))
        )

        assert stencil(one).plan == stencil(other).plan

    @pytest.mark.parametrize("text", ["~gap0~ é", "9873-01-01", "~gap0~"])
    @pytest.mark.parametrize("dialect", ["duckdb", "pyspark"])
    def test_is_not_made_of_a_plan_that_speaks_like_one(self, dialect: str, text: str):
        week = Period.closed(date(2026, 1, 1), date(2026, 1, 7))
        plan = _plan(Test("account_id", "=", (text,)), period=week)
        cut = stencil(plan)

        assert cut.plan == plan
        assert cut.filled(_sql(cut.plan, dialect)) == _sql(plan, dialect)

    def test_tells_equal_texts_from_different_ones(self):
        pairs = [("1", "1"), ("1", "2")]
        same, different = (
            _plan(All((Test("campaign_id", "=", (a,)), Test("account_id", "=", (b,)))))
            for a, b in pairs
        )
        assert stencil(same).plan != stencil(different).plan
