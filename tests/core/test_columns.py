"""Arrow columns made of bytes hold the values that they are made of."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, timedelta
from decimal import Context, Decimal, InvalidOperation

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.core.columns import column_of, constant, decimals
from adhelm.core.tables import NUMBER

_VALUES = {
    "VARCHAR": st.text(st.characters(exclude_categories=["Cs"])),
    "BIGINT": st.integers(-(2**63), 2**63 - 1),
    "TINYINT": st.integers(0, 23),
    "DATE": st.dates(),
    "TIMESTAMPTZ": st.datetimes(timezones=st.just(UTC)),
}
_KINDS = {
    "VARCHAR": "string",
    "BIGINT": "int64",
    "TINYINT": "int8",
    "DATE": "date32[day]",
    "TIMESTAMPTZ": "timestamp[us, tz=UTC]",
}


WIDE = Context(prec=60)


class TestAColumn:
    @pytest.mark.parametrize("kind", _VALUES)
    # The first of them imports Arrow, which takes its time.
    @settings(deadline=None)
    @given(data=st.data())
    def test_holds_the_values(self, kind: str, data: st.DataObject):
        values = data.draw(st.lists(st.none() | _VALUES[kind]))
        made = column_of(kind, values)
        made.validate(full=True)
        assert (str(made.type), made.to_pylist()) == (_KINDS[kind], values)

    @given(st.lists(st.none() | st.decimals(-(10**28), 10**28, places=9)))
    def test_of_numbers_holds_their_digits(self, values: list[Decimal | None]):
        said = column_of(NUMBER, values).to_pylist()
        assert [None if text is None else Decimal(text) for text in said] == values

    @pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1E+29", "1" * 30])
    def test_of_numbers_refuses_what_the_warehouse_cannot_hold(self, text: str):
        with pytest.raises(ValueError, match="number"):
            column_of(NUMBER, [Decimal(text)])

    @pytest.mark.parametrize("kind", ["BIGINT", "DATE", "TIMESTAMPTZ", "VARCHAR"])
    def test_refuses_what_is_of_another_type(self, kind: str):
        with pytest.raises((TypeError, AttributeError)):
            column_of(kind, [timedelta(1)])

    @given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(0, 40))
    def test_that_is_the_same_in_all_rows_says_it_in_each(self, value: str, rows: int):
        made = constant(value, rows)
        made.validate(full=True)
        assert made.to_pylist() == [value] * rows

    def test_does_without_pandas(self):
        code = (
            "import sys\n"
            "from datetime import date\n"
            "from adhelm.core.columns import column_of\n"
            "column_of('DATE', [date(2026, 3, 1), None])\n"
            "sys.exit('pandas' in sys.modules)\n"
        )
        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_days_before_the_epoch_are_days() -> None:
    made = column_of("DATE", [date(1969, 12, 31)])
    assert made.to_pylist() == [date(1969, 12, 31)]


class TestDecimals:
    @given(st.lists(st.none() | st.integers(-(10**26) + 1, 10**26 - 1) | st.decimals(-1000, 1000)))
    def test_are_the_exact_values_at_twelve_places(self, cells: list[Decimal | int | None]):
        made = decimals(cells, 12)
        made.validate(full=True)
        unit = Decimal("1e-12")
        known = [
            None if cell is None else Decimal(cell).quantize(unit, context=WIDE) for cell in cells
        ]
        assert made.to_pylist() == known

    def test_of_more_than_38_digits_are_refused(self):
        with pytest.raises(InvalidOperation):
            decimals([10**26], 12)
