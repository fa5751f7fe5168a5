"""Numbers as platforms write them are read exactly, or not at all."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adhelm.connectors.contract import FieldMissing
from adhelm.connectors.wire import decimal, flag, micros, text, whole

AMOUNTS = st.decimals(
    min_value=Decimal("-1e20"), max_value=Decimal("1e20"), places=9, allow_nan=False
)
NONE = pytest.mark.parametrize("absent", [None, "", "-", "--", " --"])
NO_NUMBER = pytest.mark.parametrize(
    "value",
    ["abc", "1,000", "1_000", "NaN", "inf", "1e99", "0x10", {}, [], True, float("nan"), b"1"],
)


class TestDecimal:
    @given(AMOUNTS)
    def test_keeps_every_digit(self, amount: Decimal) -> None:
        assert decimal(f"{amount:f}") == amount

    @given(AMOUNTS)
    def test_reads_scientific_notation_as_the_same_number(self, amount: Decimal) -> None:
        assert decimal(f"{amount:e}") == amount

    @given(st.integers(-(10**18), 10**18))
    def test_reads_whole_numbers(self, number: int) -> None:
        assert decimal(number) == decimal(str(number)) == number

    @given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
    def test_reads_a_float_as_it_was_written(self, number: float) -> None:
        assert decimal(number) == decimal(repr(number))

    @given(st.decimals(min_value=Decimal("-1e9"), max_value=Decimal("1e9"), places=20))
    def test_drops_only_dust(self, amount: Decimal) -> None:
        read = decimal(f"{amount:f}")
        assert read is not None
        assert abs(read - amount) <= Decimal("5e-10")
        assert read == 0 or (read < 0) == (amount < 0)

    @pytest.mark.parametrize("zero", ["0", "0.00", "-0.0", -0.0, "1e-12", "0e99"])
    def test_has_one_zero(self, zero: object) -> None:
        assert str(decimal(zero)) == "0"

    @NONE
    def test_is_nothing_where_nothing_is_said(self, absent: object) -> None:
        assert decimal(absent) is None
        assert micros(absent) is None
        assert whole(absent) is None

    @NO_NUMBER
    def test_fails_loudly_at_what_is_no_number(self, value: object) -> None:
        for read in (decimal, micros, whole):
            with pytest.raises(FieldMissing) as raised:
                read(value)
            assert raised.value.hint

    def test_reads_the_widest_number_that_the_columns_hold(self) -> None:
        widest = "9" * 29 + "." + "9" * 9
        assert decimal(widest) == Decimal(widest)


class TestMicros:
    @given(st.integers(-(10**19), 10**19))
    def test_are_exact_millionths(self, number: int) -> None:
        read = micros(str(number))
        assert read is not None
        assert read * 1_000_000 == number

    def test_drop_dust(self) -> None:
        assert micros("0.0001") == 0
        assert micros(1234567.5) == Decimal("1.2345675")


class TestWhole:
    @given(st.integers(-(10**19), 10**19))
    def test_reads_numbers_of_nineteen_digits(self, number: int) -> None:
        assert whole(number) == whole(str(number)) == whole(f"{number}.0") == number

    @pytest.mark.parametrize("value", ["1.5", 0.1, "1e-1"])
    def test_refuses_parts(self, value: object) -> None:
        with pytest.raises(FieldMissing):
            whole(value)


class TestText:
    @given(st.integers(10**18, 10**19 - 1))
    def test_keeps_long_ids(self, number: int) -> None:
        assert text(number) == text(str(number)) == str(number)

    @given(st.integers(2**53, 10**19))
    def test_refuses_an_id_that_went_through_a_float(self, number: int) -> None:
        with pytest.raises(FieldMissing):
            text(float(number))

    def test_is_nothing_where_nothing_is_said(self) -> None:
        assert (text(None), text("")) == (None, None)
        assert (text(0), text("-")) == ("0", "-")


class TestFlag:
    @pytest.mark.parametrize(
        ("value", "read"),
        [(True, True), ("true", True), ("FALSE", False), (False, False), (None, None), ("x", None)],
    )
    def test_reads_yes_and_no(self, value: object, read: object) -> None:
        assert flag(value) is read
