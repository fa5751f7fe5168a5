"""Documents as files …"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import jsonschema_rs
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.act.reports.test_page import report

from adhelm.act.reports.logic import tables
from adhelm.act.reports.logic import workbook as sheets
from adhelm.act.reports.logic.delivery import delivery_of
from adhelm.act.reports.logic.keeping import pack, unpack
from adhelm.act.reports.logic.summary import document_of
from adhelm.act.reports.logic.workbook import Sheet, workbook
from adhelm.act.reports.service.writing import written
from adhelm.act.reports.types import Brand, Column, Form

NOW = datetime(2026, 3, 8, 9, tzinfo=UTC)
COLUMNS = (
    Column("what", "What"), Column("day", "Day", "date"), Column("spend", "Spend", "money"),
    Column("count", "Count", "count"),
)  # fmt: skip
texts = st.text(max_size=20).filter(lambda text: "_x" not in text)
rows = st.tuples(
    st.none() | texts,
    st.none() | st.dates(date(1950, 1, 1), date(2100, 1, 1)),
    st.none() | st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12),
                            max_value=10**12),
    st.none() | st.integers(-(10**20), 10**20),
)  # fmt: skip


def book(*made: Sheet) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(b"".join(workbook(made, title="x", made_at=NOW))))


class TestAWorkbook:
    @given(st.lists(rows, min_size=1, max_size=5))
    @settings(max_examples=40, deadline=None)
    def test_is_read_back_as_it_was_written(self, drawn):
        (sheet,) = book(Sheet("S", COLUMNS, [drawn]))
        for cells, (what, day, spend, count) in zip(sheet.iter_rows(min_row=2), drawn, strict=True):
            assert all(cell.data_type != "f" for cell in cells)
            shown = str(cells[0].value or "")
            assert not shown.lstrip(" \u00a0").startswith(("=", "+", "-", "@", "\t", "\r"))
            if what and what.isprintable() and what[0].isalpha():
                assert shown == what
            assert cells[1].value == (day and datetime.combine(day, datetime.min.time()))
            assert cells[2].value == (None if spend is None else float(spend))
            wide = count is not None and abs(count) >= 10**15
            assert cells[3].value in {count, str(count) if wide else count, f"'{count}"}

    def test_goes_on_in_the_next_sheet_when_one_is_full(self, monkeypatch):
        monkeypatch.setattr(sheets, "MOST_ROWS", 6)
        many = [[("a", None, Decimal(n), n)] for n in range(8)]
        made = book(Sheet("Days", COLUMNS, many, ("Total", None, Decimal(28), 28)))
        assert made.sheetnames == ["Days", "Days (2)", "Days (3)"]
        numbers = [row[3] for sheet in made for row in sheet.iter_rows(min_row=2, values_only=True)]
        assert [one for one in numbers if isinstance(one, int)] == [*range(8), 28]

    def test_may_have_any_name(self):
        names = ["a/b:c?", "a b c ", "x" * 40, "x" * 40, ""]
        made = book(*(Sheet(name, COLUMNS, []) for name in names))
        assert len(set(made.sheetnames)) == len(names)
        assert all(0 < len(name) <= 31 for name in made.sheetnames)


_CELLS = st.sampled_from(
    [
        st.none() | st.integers(),
        st.none() | st.decimals(allow_nan=False, allow_infinity=False),
        st.none() | st.text(),
        st.none() | st.dates(),
        st.none() | st.booleans() | st.text(max_size=3) | st.integers(),
    ]
)


class TestCsv:
    @given(st.lists(_CELLS, min_size=1, max_size=4).flatmap(
        lambda kinds: st.lists(st.tuples(*kinds), max_size=6)
    ))  # fmt: skip
    def test_by_columns_is_that_of_lines(self, rows: list[tuple[Any, ...]]):
        assert tables.csv_columns(rows) == tables.csv_lines(rows)

    @given(st.text())
    def test_holds_no_text_that_a_spreadsheet_runs(self, text: str):
        begins = tables.harmless(text).lstrip(" \u00a0")[:1]
        assert begins not in {"=", "+", "-", "@", "\t", "\r"}
        assert tables.harmless(text).removeprefix("'") == text.removeprefix("'")


class TestADocument:
    def test_is_kept_and_comes_back_the_same(self):
        brand = Brand("Fjord", "#123456", logo=b"\x89PNG\r\n\x1a\n\x00")
        made = document_of(report("<b>\u2028ü"))
        kept = unpack(pack(replace(made, brand=brand)))
        assert kept.brand == brand
        assert pack(kept) == pack(unpack(pack(kept)))
        for form in (Form.html, Form.xlsx, Form.csv, Form.json):
            assert written(kept, form).content == written(unpack(pack(kept)), form).content

    def test_without_campaigns_is_still_a_delivery(self):
        found = delivery_of(document_of(report()))
        assert found["media_buy_deliveries"] == []
        assert found["aggregated_totals"]["media_buy_count"] == 0
        assert written(document_of(report()), Form.adcp).media_type == "application/json"

    def test_that_is_no_delivery_is_not_handed_out(self):
        broken = replace(document_of(report()), currency="euro")
        with pytest.raises(jsonschema_rs.ValidationError):
            written(broken, Form.adcp)

    def test_on_paper_loads_nothing_from_anywhere(self):
        try:
            import weasyprint  # noqa: F401 - whether it loads
        except OSError:
            pytest.skip("needs Pango: apt install libpango-1.0-0 libpangoft2-1.0-0")
        name = '<img src="http://127.0.0.1:9/x"><link rel="stylesheet" href="file:///etc/passwd">'
        made = written(document_of(report(name)), Form.pdf).content
        assert made.startswith(b"%PDF-")
        assert b"passwd" not in made
