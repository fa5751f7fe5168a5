"""What a month hands on …"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adhelm.core.ads import minor_units
from adhelm.observe.plans.logic.carrying import exact, first_of, in_basis, months, next_month
from adhelm.observe.plans.types import BadPlan, Basis, Carry, Terms

D = Decimal
JANUARY = date(2026, 1, 1)
CODES = st.sampled_from(["EUR", "JPY", "KWD"])


def year(*terms: Terms) -> dict[date, Terms]:
    found = {}
    month = JANUARY
    for each in terms:
        found[month] = each
        month = next_month(month)
    return found


def eur(amount: str, carry: Carry = Carry.both) -> Terms:
    return Terms(D(amount), "EUR", Basis.net, carry)


@st.composite
def spent_years(draw: st.DrawFn) -> tuple[dict[date, Terms], dict[date, Decimal], str]:
    code = draw(CODES)
    unit = D(1).scaleb(-minor_units(code))
    amounts = st.integers(0, 10**9).map(lambda n: n * unit)
    carries = st.sampled_from(Carry)
    terms = draw(st.lists(st.builds(Terms, amounts, st.just(code), st.just(Basis.net), carries),
                          min_size=1, max_size=14))  # fmt: skip
    planned = year(*terms)
    kept = draw(st.lists(st.sampled_from(sorted(planned)), unique=True))
    for month in kept[: len(planned) - 1]:
        del planned[month]
    spent = {month: draw(amounts) for month in planned}
    return planned, spent, code


class TestAMonth:
    def test_hands_on_what_its_rule_says(self):
        planned = year(eur("100.00", Carry.unspent), eur("100.00", Carry.none), eur("100.00"))
        found = months(planned, {JANUARY: D("30.10"), date(2026, 2, 1): D(0)})

        assert [each.carried for each in found] == [D(0), D("69.90"), D(0)]
        assert [each.available for each in found] == [D("100.00"), D("169.90"), D("100.00")]
        assert [each.lapsed for each in found] == [D(0), D("169.90"), None]

    def test_hands_on_what_was_overspent_only_by_the_rule_for_both(self):
        for carry, available in ((Carry.both, "80.00"), (Carry.unspent, "100.00")):
            found = months(year(eur("100.00", carry), eur("100.00")), {JANUARY: D("120.00")})
            assert found[1].available == D(available)

    def test_of_unknown_spend_leaves_the_next_one_unknown(self):
        first, second = months(year(eur("100.00"), eur("100.00")), {})

        assert first.available == D("100.00")
        assert (second.carried, second.available) == (None, None)

    def test_hands_nothing_over_a_gap_or_into_another_currency(self):
        planned = year(eur("100.00"), Terms(D(100), "USD"), eur("100.00"))
        spent = dict.fromkeys(planned, D(0))
        assert [each.carried for each in months(planned, spent)] == [0, 0, 0]

        del planned[date(2026, 2, 1)]
        assert [each.carried for each in months(planned, spent)] == [0, 0]

    @given(spent_years())
    def test_makes_and_loses_no_money(self, case):
        planned, spent, code = case
        found = months(planned, spent)

        given_out = sum((each.planned for each in found), D(0))
        paid = sum(spent.values(), D(0))
        assert given_out - paid == sum((each.lapsed or D(0) for each in found), D(0))
        for each in found:
            assert each.available == each.planned + (each.carried or 0)
            assert exact(abs(each.available or D(0)), code) == abs(each.available or D(0))

    @given(spent_years())
    def test_hands_on_all_it_keeps(self, case):
        planned, spent, _ = case
        for one, other in pairwise(months(planned, spent)):
            if next_month(one.month) == other.month:
                left = (one.available or D(0)) - spent[one.month]
                assert left == (one.lapsed or D(0)) + (other.carried or D(0))


class TestAnAmount:
    @pytest.mark.parametrize(
        ("amount", "code"),
        [("33.515", "EUR"), ("1.5", "JPY"), ("-1", "EUR"), ("NaN", "EUR"), ("1e15", "EUR")],
    )
    def test_that_the_currency_cannot_hold_is_refused(self, amount, code):
        with pytest.raises(BadPlan):
            exact(D(amount), code)

    def test_keeps_the_digits_of_its_currency(self):
        assert str(exact(D("5000"), "EUR")) == "5000.00"
        assert str(exact(D("5000.0"), "JPY")) == "5000"

    @given(st.integers(0, 10**12), st.lists(st.decimals(0, 1, places=4), min_size=28, max_size=31))
    def test_is_net_again_after_gross_but_for_half_a_unit(self, cents, shares):
        amount = D(cents) / 100
        gross = in_basis(amount, "EUR", basis=Basis.net, wanted=Basis.gross, shares=shares)
        net = in_basis(gross, "EUR", basis=Basis.gross, wanted=Basis.net, shares=shares)

        assert gross >= amount
        assert abs(net - amount) <= D("0.01")

    def test_with_fees_of_half_a_month_bears_half_of_them(self):
        shares = [D("0.10")] * 15 + [D(0)] * 15
        gross = in_basis(D("1000.00"), "EUR", basis=Basis.net, wanted=Basis.gross, shares=shares)
        assert gross == D("1050.00")


class TestMonths:
    @given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
    def test_follow_each_other(self, day):
        month = day.replace(day=1)
        after = next_month(month)
        assert after.day == 1
        assert 28 <= (after - month).days <= 31
        assert first_of(f"{month:%Y-%m}") == month

    @pytest.mark.parametrize("text", ["2026-13", "2026-3", "26-03", "2026-03-01", "2026-03\n", ""])
    def test_are_written_in_one_way(self, text):
        with pytest.raises(BadPlan):
            first_of(text)
