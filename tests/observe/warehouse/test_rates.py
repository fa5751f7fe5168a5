"""Exchange rates are exact, dated, and missing rather than wrong."""

import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adhelm.core.ads import Period
from adhelm.core.principal import Principal
from adhelm.observe import warehouse as warehouses
from adhelm.observe.warehouse import BadRates, MissingRate, Warehouse
from adhelm.observe.warehouse.logic.rates import Rates, read
from adhelm.observe.warehouse.types import Fixing

FRIDAY = date(2026, 2, 27)
ECB = "Date,USD,JPY,CYP,\n2026-02-27,1.0842,163.25,N/A,\n2026-02-26,1.08,163,N/A,\n"


class TestReading:
    def test_a_wide_table_counts_in_its_base(self):
        assert read(ECB, source="ecb")[:2] == [
            Fixing("EUR", "USD", FRIDAY, Decimal("1.0842"), "ecb"),
            Fixing("EUR", "JPY", FRIDAY, Decimal("163.25"), "ecb"),
        ]

    def test_a_table_of_one_day_spells_the_month(self):
        found = read("Date, USD, \n27 February 2026, 1.0842, \n", source="ecb")
        assert found == [Fixing("EUR", "USD", FRIDAY, Decimal("1.0842"), "ecb")]

    @pytest.mark.parametrize(
        "text",
        [
            "base,quote,date,rate\nUSD,JPY,2026-02-27,150.5\n",
            "CURRENCY_DENOM,CURRENCY,TIME_PERIOD,OBS_VALUE\nUSD,JPY,2026-02-27,150.5\n",
            "date,from,to,value\n27.02.2026,usd,jpy,150.5\n",
        ],
    )
    def test_a_long_table_names_both(self, text: str):
        assert read(text, source="x") == [Fixing("USD", "JPY", FRIDAY, Decimal("150.5"), "x")]

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("", "nothing"),
            ("Campaign,Clicks\n", "Campaign, Clicks"),
            ("Date,USD\n2026-02-27,1,5e\n\n", "no rate in it|1"),
            ("Date,USD\nyesterday,1.08\n", "line 2: 'yesterday'"),
            ("Date,USD\n2026-02-27,abc\n", "line 2: 'abc'"),
            ("Date,USD\n2026-02-27,-1\n", "is -1"),
            ("Date,USD\n2026-02-27,NaN\n", "is NaN"),
            ("Date,USD\n2026-02-27,1.0000000001\n", "1.0000000001"),
            ("Date,USD\n", "no rate in it"),
        ],
    )
    def test_what_is_no_table_of_rates_is_refused(self, text: str, told: str):
        if text.startswith("Date,USD\n2026-02-27,1,5e"):
            assert len(read(text, source="x")) == 1
            return
        with pytest.raises(BadRates, match=told):
            read(text, source="x")


class TestRates:
    @given(st.integers(0, 7))
    def test_hold_for_seven_days_after_their_fixing(self, later: int):
        found = Rates(read(ECB, source="ecb")).on(FRIDAY + timedelta(days=later), "EUR", "USD")
        assert found is not None
        assert (found.rate, found.fixed_on) == (Decimal("1.0842"), FRIDAY)

    def test_are_missing_after_that_and_before_the_first(self):
        rates = Rates(read(ECB, source="ecb"))
        assert rates.on(FRIDAY + timedelta(days=8), "EUR", "USD") is None
        assert rates.on(FRIDAY - timedelta(days=2), "EUR", "USD") is None
        assert rates.on(FRIDAY, "EUR", "CHF") is None

    def test_cross_through_the_euro(self):
        found = Rates(read(ECB, source="ecb")).on(FRIDAY, "USD", "JPY")
        assert found is not None
        assert abs(found.rate * Decimal("1.0842") - Decimal("163.25")) < Decimal("1e-25")

    @given(st.decimals("0.000001", "1000000", places=6))
    def test_there_and_back_is_one(self, rate: Decimal):
        rates = Rates([Fixing("EUR", "USD", FRIDAY, rate)])
        there, back = rates.on(FRIDAY, "EUR", "USD"), rates.on(FRIDAY, "USD", "EUR")
        assert there is not None
        assert back is not None
        assert abs(there.rate * back.rate - 1) < Decimal("1e-20")


class TestLoading:
    def test_keeps_rates_once_and_lets_corrections_win(
        self, warehouse: Warehouse, principal: Principal, tmp_path: Path
    ):
        path = tmp_path / "rates.csv"
        path.write_text(ECB)
        first = warehouses.load_rates(warehouse, principal=principal, batch_id="1", path=path)
        again = warehouses.load_rates(warehouse, principal=principal, batch_id="2", path=path)
        assert (first.added, again.changed_data, again.data_version) == (4, False, 1)
        corrected = [Fixing("EUR", "USD", FRIDAY, Decimal("1.09"), "mine")]
        third = warehouses.load_rates(warehouse, principal=principal, batch_id="3", rows=corrected)
        assert (third.changed, third.data_version) == (1, 2)
        now = warehouses.snapshot(warehouse, principal=principal)
        rate = warehouses.rate_on(now, day=date(2026, 3, 1), base="EUR", quote="usd")
        assert (rate.rate, rate.fixed_on, rate.source) == (Decimal("1.09"), FRIDAY, "mine")
        before = warehouses.snapshot(warehouse, principal=principal, as_of=1)
        old = warehouses.rates(
            before, quote="USD", bases=["EUR"], period=Period.closed(FRIDAY, FRIDAY)
        )
        assert [one.rate for one in old] == [Decimal("1.0842")]
        assert len(warehouses.fixings(now, currencies=["EUR", "JPY"])) == 2

    def test_unpacks_a_zip(self, warehouse: Warehouse, principal: Principal, tmp_path: Path):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("eurofxref-hist.csv", ECB)
        path = tmp_path / "eurofxref-hist.zip"
        path.write_bytes(packed.getvalue())
        done = warehouses.load_rates(warehouse, principal=principal, batch_id="1", path=path)
        assert done.added == 4

    def test_names_currency_and_day_that_are_missing(
        self, warehouse: Warehouse, principal: Principal
    ):
        now = warehouses.snapshot(warehouse, principal=principal)
        with pytest.raises(MissingRate, match="from CHF to EUR on 2026-02-27"):
            warehouses.rate_on(now, day=FRIDAY, base="CHF", quote="EUR")

    def test_refuses_nothing(self, warehouse: Warehouse, principal: Principal):
        with pytest.raises(BadRates):
            warehouses.load_rates(warehouse, principal=principal, batch_id="1")
