from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.core.ads import (
    CURRENCIES,
    PLATFORMS,
    BadAmount,
    Money,
    Period,
    UnknownCurrency,
    currency,
    minor_units,
)
from adhelm.core.errors import Invalid

_AMOUNTS = st.decimals(-(10**12), 10**12, places=9, allow_nan=False, allow_infinity=False)
_MONEY = _AMOUNTS.map(lambda amount: Money(amount, "EUR"))
_DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
_PERIODS = st.builds(
    lambda start, days: Period(start, start + timedelta(days=days)), _DAYS, st.integers(0, 400)
)


class TestMoney:
    @given(_MONEY, _MONEY, _MONEY)
    def test_adds_up_exactly_in_any_order(self, a: Money, b: Money, c: Money):
        assert (a + b) + c == a + (b + c) == c + b + a
        assert a + b - b == a
        assert a - b == -(b - a)

    @given(_AMOUNTS)
    def test_reads_back_the_text_it_was_written_as(self, amount: Decimal):
        assert Money.parse(str(amount), "EUR").amount == amount

    @given(_AMOUNTS, st.sampled_from(sorted(CURRENCIES)))
    def test_rounds_by_at_most_half_a_unit_and_only_once(self, amount: Decimal, code: str):
        money = Money(amount, code)
        rounded = money.rounded()
        unit = Decimal(1).scaleb(-minor_units(code))
        assert rounded.amount % unit == 0
        assert abs(rounded.amount - amount) <= unit / 2
        assert rounded.rounded() == rounded

    @pytest.mark.parametrize(
        ("text", "code", "rounded"),
        [
            ("33.51", "EUR", "33.51"),
            ("0.125", "USD", "0.12"),
            ("0.135", "USD", "0.14"),
            ("1234.5", "JPY", "1234"),
            ("1235.5", "JPY", "1236"),
            ("1.2345", "KWD", "1.234"),
            ("10000.4", "IDR", "10000"),
        ],
    )
    def test_rounds_half_even_to_the_minor_unit(self, text: str, code: str, rounded: str):
        assert str(Money.parse(text, code).rounded().amount) == rounded

    @given(_AMOUNTS, _AMOUNTS)
    @settings(max_examples=20)
    def test_never_mixes_currencies(self, a: Decimal, b: Decimal):
        euro, dollar = Money(a, "EUR"), Money(b, "USD")
        for mix in (Money.__add__, Money.__sub__, Money.__lt__):
            with pytest.raises(Invalid, match="do not add up"):
                mix(euro, dollar)

    @pytest.mark.parametrize("text", ["", "1,5", "abc", "NaN", "Infinity", "-inf", "sNaN", "1..2"])
    def test_refuses_what_is_no_amount(self, text: str):
        with pytest.raises(BadAmount):
            Money.parse(text, "EUR")

    @given(st.text(max_size=20))
    def test_reads_any_text_or_refuses_it(self, text: str):
        try:
            assert Money.parse(text, "EUR").amount.is_finite()
        except BadAmount as error:
            assert error.hint  # noqa: PT017

    def test_is_shown_with_its_currency_and_all_its_digits(self):
        assert str(Money(Decimal("1234567.500"), "usd")) == "1,234,567.500 USD"
        assert str(Money(Decimal("1E+3"), "JPY")) == "1,000 JPY"

    def test_sorts_by_amount(self):
        small, large = Money(Decimal("0.1"), "EUR"), Money(Decimal("0.10001"), "EUR")
        assert sorted([large, small]) == [small, large]


class TestCurrency:
    @pytest.mark.parametrize(("code", "digits"), [("JPY", 0), ("EUR", 2), ("KWD", 3), ("IDR", 0)])
    def test_has_its_minor_units(self, code: str, digits: int):
        assert minor_units(code.lower()) == digits

    @pytest.mark.parametrize("code", ["", "EU", "EURO", "€", "XXX", "Eur0"])
    def test_that_is_none_is_refused(self, code: str):
        with pytest.raises(UnknownCurrency):
            currency(code)

    @given(st.sampled_from(sorted(CURRENCIES)))
    def test_is_read_in_any_case(self, code: str):
        assert currency(f" {code.lower()} ") == code
        assert minor_units(code) in {0, 2, 3}


class TestPeriod:
    @given(_PERIODS)
    def test_holds_exactly_its_days(self, period: Period):
        days = list(period)
        assert len(days) == period.days == len(set(days))
        assert all(day in period for day in days)
        assert period.start - timedelta(days=1) not in period
        assert period.end not in period

    @given(_PERIODS)
    def test_touches_the_equally_long_one_before_it(self, period: Period):
        before = period.previous()
        assert before.end == period.start
        assert before.days == period.days

    @given(_DAYS, st.integers(0, 400))
    def test_closed_includes_the_last_day(self, first: date, length: int):
        last = first + timedelta(days=length)
        period = Period.closed(first, last)
        assert last in period
        assert (period.last, period.days) == (last, length + 1)
        assert str(period) == f"{first}..{last}"

    @given(_DAYS, st.integers(1, 400))
    def test_cannot_end_before_it_starts(self, day: date, days: int):
        with pytest.raises(Invalid, match="before it starts"):
            Period(day, day - timedelta(days=days))


class TestPlatforms:
    def test_are_found_by_their_own_id(self):
        assert all(platform.id == key for key, platform in PLATFORMS.items())

    def test_of_meta_share_its_connector(self):
        assert PLATFORMS["instagram"].connector == PLATFORMS["meta"].connector == "meta"
