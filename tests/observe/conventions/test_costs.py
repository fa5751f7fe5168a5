"""Fees, taxes and margins are exact to the last digit."""

import calendar
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.core.ads import Period
from adhelm.observe.conventions import Document, Scope, allocate, bill, cost_factors
from adhelm.observe.conventions.types import (
    ConventionKind,
    CostKind,
    CostRule,
    Fees,
    Validity,
)

META = Scope("meta", "1", "Germany", "shoes")
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))
AMOUNTS = st.decimals(-(10**15), 10**15, places=9)
SHARES = st.decimals(-1, 1, places=6)


def fees(*rules, version=1, valid=Validity()):  # noqa: B008 - frozen
    at = datetime(2026, 3, 1, tzinfo=UTC)
    return Document(ConventionKind.fees, version, valid, Fees(rules), "", "", at)


def share(name, percent, kind=CostKind.fee, **scope):
    return CostRule(name, kind, share=Decimal(percent).scaleb(-2), **scope)


@given(media=AMOUNTS, value=AMOUNTS, shares=st.tuples(SHARES, SHARES, SHARES, SHARES))
@settings(max_examples=100)
def test_parts_sum_to_the_whole_exactly(media, value, shares):
    kinds = (CostKind.platform_tax, CostKind.markup, CostKind.fee, CostKind.margin)
    rules = [CostRule(kind, kind, share=one) for kind, one in zip(kinds, shares, strict=True)]
    (span,) = cost_factors([fees(*rules)], [META], MARCH).spans
    billed = bill(span, media, value=value, fixed=Decimal("0.01"))
    *costs, margin = map(Fraction, shares)
    whole = Fraction(media) * (1 + sum(costs)) + Fraction("0.01")
    assert Fraction(billed.billed_cost) == whole
    assert billed.profit is not None
    assert Fraction(billed.profit) == Fraction(value) * margin - whole


def test_profit_is_unknown_without_a_margin():
    (span,) = cost_factors([fees(share("agency", "10"))], [META], MARCH).spans
    billed = bill(span, Decimal(100), value=Decimal(1000))
    assert billed.billed_cost == Decimal(110)
    assert billed.profit is None


@given(
    amount=st.decimals(-(10**12), 10**12, places=9),
    year=st.integers(2020, 2030),
    month=st.integers(1, 12),
)
@settings(max_examples=50)
def test_days_of_a_month_sum_to_its_amount(amount, year, month):
    days = calendar.monthrange(year, month)[1]
    period = Period.closed(date(year, month, 1), date(year, month, days))
    rule = CostRule("retainer", CostKind.fee, fixed=amount, currency="EUR", per="month")
    fixed = cost_factors([fees(rule)], [], period).fixed
    assert sum((one.amount for one in fixed), Decimal(0)) == amount
    assert [one.date for one in fixed] == list(period)
    assert max(abs(one.amount - amount / days) for one in fixed) < Decimal("1E-8")


@given(
    amount=st.decimals(-(10**12), 10**12, places=12),
    weights=st.lists(st.decimals(-10, 10**9, places=2), min_size=1, max_size=20),
)
@settings(max_examples=100)
def test_allocated_parts_sum_to_the_amount(amount, weights):
    parts = allocate(amount, weights)
    assert sum(map(Fraction, parts)) == Fraction(amount)
    counted = [max(weight, Decimal(0)) for weight in weights]
    for part, weight in zip(parts, counted, strict=True):
        if weight == 0 and any(counted):
            assert part == 0
        elif any(counted):
            ideal = Fraction(amount) * Fraction(weight) / Fraction(sum(counted))
            assert abs(Fraction(part) - ideal) <= Fraction(1, 10**9)


def test_most_specific_rule_of_a_name_wins_and_names_add_up():
    rules = (
        share("agency", "10"),
        share("agency", "8", platform="meta"),
        share("agency", "5", account="1"),
        share("markup", "2", CostKind.markup, market="Germany"),
        share("dst", "3", CostKind.platform_tax, platform="google_ads"),
        share("shoes", "40", CostKind.margin, product="shoes"),
        share("all", "30", CostKind.margin),
    )
    scopes = [META, Scope("meta", "2", "France"), Scope("google_ads", "3")]
    one, two, three = cost_factors([fees(*rules)], scopes, MARCH).spans
    assert (one.fee, one.markup, one.platform_tax, one.margin) == _decimals("0.05 0.02 0 0.4")
    assert (two.fee, two.markup, two.platform_tax, two.margin) == _decimals("0.08 0 0 0.3")
    assert (three.fee, three.markup, three.platform_tax, three.margin) == _decimals(
        "0.1 0 0.03 0.3"
    )


def test_rate_changes_on_its_day():
    rules = (
        share("agency", "10", valid=Validity(None, date(2026, 3, 14))),
        share("agency", "8", valid=Validity(date(2026, 3, 15), None)),
    )
    spans = cost_factors([fees(*rules)], [META], MARCH).spans
    assert [(span.start, span.end, span.fee) for span in spans] == [
        (date(2026, 3, 1), date(2026, 3, 14), Decimal("0.1")),
        (date(2026, 3, 15), date(2026, 3, 31), Decimal("0.08")),
    ]


VALIDITIES = st.tuples(st.integers(-5, 36), st.integers(-5, 36)).map(
    lambda ends: Validity(*(date(2026, 3, 1) + timedelta(days=n) for n in sorted(ends)))
)


@given(validities=st.lists(VALIDITIES, min_size=1, max_size=6))
@settings(max_examples=100)
def test_each_day_takes_the_latest_version_that_holds(validities):
    documents = [
        fees(share("agency", str(version)), version=version, valid=valid)
        for version, valid in enumerate(validities, start=1)
    ]
    spans = cost_factors(documents, [META], MARCH).spans
    for day in MARCH:
        holding = [each.version for each in documents if day in each.valid]
        found = [span.fee for span in spans if span.start <= day <= span.end]
        assert found == [Decimal(max(holding)).scaleb(-2)] if holding else found == []


def _decimals(text):
    return tuple(map(Decimal, text.split()))
