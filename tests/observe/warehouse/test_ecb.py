"""The XML of the European Central Bank is read to the last digit, or refused by name."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.observe.warehouse.bank import xml

from adhelm.core.ads import CURRENCIES
from adhelm.observe.warehouse import BadRates
from adhelm.observe.warehouse.logic import ecb
from adhelm.observe.warehouse.logic.rates import read as read_csv
from adhelm.observe.warehouse.types import Fixing

FRIDAY = date(2026, 2, 27)
_RATES = st.decimals("0.000000001", "9999999999", places=9).map(lambda rate: f"{rate:f}")
_CODES = st.sampled_from(sorted(set(CURRENCIES) - {"EUR"}))
_DAYS = st.dates(date(1999, 1, 4), date(2100, 1, 1))
_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    b'<l><Cube time="2026-02-27"><Cube currency="USD" rate="&b;"/></Cube></l>'
)


class TestReading:
    @given(st.dictionaries(_DAYS, st.dictionaries(_CODES, _RATES, min_size=1), min_size=1))
    def test_keeps_every_rate_of_every_day(self, days: dict[date, dict[str, str]]):
        found = {(one.day, one.quote): one for one in ecb.read(xml(days))}
        assert {place: one.rate for place, one in found.items()} == {
            (day, code): Decimal(rate)
            for day, rates in days.items()
            for code, rate in rates.items()
        }
        assert {(one.base, one.source) for one in found.values()} == {("EUR", "ecb")}

    @given(st.binary() | st.text().map(str.encode))
    @example(_BOMB)
    @example(b'<?xml version="1.0" encoding="no-such"?><a/>')
    def test_refuses_what_is_none_or_reads_it(self, data: bytes):
        with pytest.raises(BadRates):
            ecb.read(data)

    @given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
    def test_passes_nothing_on_that_is_no_rate(self, day: str, code: str, rate: str):
        whole = xml({FRIDAY: {"USD": "1.0842"}}).decode()
        marked = whole.replace("2026-02-27", _quoted(day)).replace("USD", _quoted(code))
        try:
            found = ecb.read(marked.replace("1.0842", _quoted(rate)).encode("utf-8", "replace"))
        except BadRates:
            return
        assert all(one.quote in CURRENCIES and 0 < one.rate < 10**10 for one in found)

    @pytest.mark.parametrize(
        ("data", "told"),
        [
            (_BOMB, "document type"),
            (b"<html><body>Maintenance</body></html>", "no rate"),
            (b"<!doctype html><html>", "document type|no XML"),
            (b'<Cube time="2026-02-27"><Cube currency="USD" rate="1.08"/>', "no XML"),
            (b'<Cube><Cube currency="USD" rate="1.08"/></Cube>', "of no day"),
            (b'<Cube time="2026-02-30"><Cube currency="USD" rate="1"/></Cube>', "2026-02-30"),
            *(
                (xml({FRIDAY: {"USD": rate}}), "no rate")
                for rate in ("", "0", "-1", "NaN", "sNaN", "1e3", "1,08", "1.0000000001", "\u0661")
            ),
        ],
    )
    def test_names_what_is_wrong(self, data: bytes, told: str):
        with pytest.raises(BadRates, match=told):
            ecb.read(data)

    def test_passes_over_currencies_that_nobody_knows(self):
        found = ecb.read(xml({FRIDAY: {"XQZ": "2", "USD": "1.0842"}}))
        assert found == [Fixing("EUR", "USD", FRIDAY, Decimal("1.0842"), "ecb")]


class TestTheHistory:
    @pytest.mark.parametrize("rate", ["sNaN", "NaN", "Infinity", "1e400", "99999999999", "0"])
    def test_is_refused_with_what_is_no_rate(self, rate: str):
        with pytest.raises(BadRates):
            read_csv(f"Date,USD\n2026-02-27,{rate}\n", source="ecb")

    @given(st.integers(-10, 4000))
    def test_is_asked_for_only_where_ninety_days_do_not_reach(self, ago: int):
        file = ecb.file_for(FRIDAY - timedelta(days=ago), today=FRIDAY)
        assert file == (ecb.HISTORY if ago > 85 else ecb.LATEST)
        assert ecb.file_for(None, today=FRIDAY) == ecb.LATEST


def _quoted(text: str) -> str:
    kept = "".join(each for each in text if each.isprintable())
    return kept.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
