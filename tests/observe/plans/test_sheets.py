"""A planning sheet …"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adhelm.core.ads import minor_units
from adhelm.core.errors import AdhelmError
from adhelm.observe.plans.logic import sheets, words
from adhelm.observe.plans.logic.workbooks import workbook
from adhelm.observe.plans.types import (
    BadPlan,
    BadSheet,
    Basis,
    BudgetRow,
    Carry,
    Comparator,
    Form,
    Reach,
    Terms,
    Unit,
)

D = Decimal


def budgets(text: str) -> list[BudgetRow]:
    return sheets.budget_rows(sheets.read(text.encode(), file="b.csv"), file="b.csv")


class TestABudgetSheet:
    def test_is_read_in_the_words_of_several_languages(self):
        found = budgets(
            "Monat;Plattform;Gruppe;Betrag;Währung;Netto/Brutto;Übertrag;Notiz\n"
            "März 2026;meta;*brand*;5.000,50;EUR;brutto;beides;mehr\n"
        )
        wanted = Terms(D("5000.50"), "EUR", Basis.gross, Carry.both)
        assert found == [
            BudgetRow(date(2026, 3, 1), Reach("meta", group="*brand*"), wanted, "mehr",
                      "b.csv line 2")
        ]  # fmt: skip

        for header, month in (
            ("mois,montant,devise", "mars 2026"),
            ("mes,presupuesto,moneda", "marzo 2026"),
            ("mês,orçamento,moeda", "março 2026"),
            ("月,予算,通貨", "2026年3月"),
        ):
            (row,) = budgets(f"{header}\n{month},10,EUR\n")
            assert (row.month, row.terms.amount) == (date(2026, 3, 1), D("10.00"))

    def test_of_a_workbook_keeps_every_digit(self):
        book = openpyxl.Workbook()
        book.active.append(["A plan of ours"])
        book.create_sheet("Plan")
        book["Plan"].append(["month", "amount", "currency"])
        book["Plan"].append([date(2026, 3, 1), 33.51, "EUR"])
        book["Plan"].append(["2026-04", 5000, "EUR"])
        packed = io.BytesIO()
        book.save(packed)
        found = sheets.budget_rows(sheets.read(packed.getvalue(), file="b.xlsx"), file="b.xlsx")

        assert [str(row.terms.amount) for row in found] == ["33.51", "5000.00"]
        assert found[0].where == "b.xlsx sheet Plan row 2"

    def test_names_each_row_that_cannot_be_and_reads_none(self):
        with pytest.raises(BadSheet) as refused:
            budgets(
                "month,platform,amount,currency\n"
                "2026-03,meta,5000,EUR\n"
                "2026-03,meta,6000,EUR\n"
                "2026-13,meta,1,EUR\n"
                "2026-04,myspace,1,EUR\n"
                "2026-04,meta,1.005,EUR\n"
                "2026-04,meta,-1,EUR\n"
                "2026-04,meta,1,XXX\n"
            )
        assert [each.where[-1] for each in refused.value.problems] == list("456783")

    @pytest.mark.parametrize(
        "data",
        [b"", b"\xff\xfe\xff", b"PK\x03\x04", b"a,b\n1,2\n", b"month,month,amount\n",
         b"month,amount\n2026-03,1\n", b'month,amount,currency\n"2026', b"x" * 6_000_000],
    )  # fmt: skip
    def test_that_is_none_is_refused(self, data):
        with pytest.raises(BadSheet):
            sheets.budget_rows(sheets.read(data, file="b"), file="b")

    @given(st.binary(max_size=300))
    @example(b"month,amount,currency\n\x002026-03,1,EUR")
    def test_of_any_bytes_is_read_or_refused(self, data):
        try:
            sheets.budget_rows(sheets.read(data, file="b"), file="b")
        except AdhelmError as refused:
            assert refused.code == "plans.bad_rows"  # noqa: PT017 - either end is right

    @given(
        st.lists(
            st.tuples(
                st.dates(date(2000, 1, 1), date(2099, 12, 1)),
                st.sampled_from(["", "meta", "google_ads"]),
                st.sampled_from(["", "=1+1*", "-x*", "market=DE", "@a", "'=1*", "''@"]),
                st.integers(0, 10**12),
                st.sampled_from(["EUR", "JPY", "KWD"]),
                st.sampled_from(Basis),
                st.sampled_from(Carry),
                st.sampled_from(["", "=HYPERLINK()", "it's", "a, b"]),
            ),
            unique_by=lambda row: (row[0].replace(day=1), row[1], row[2]),
        )
    )
    def test_that_was_written_is_read_again_the_same(self, told):
        rows = [
            BudgetRow(
                day.replace(day=1), Reach(platform, group=group),
                Terms(D(n).scaleb(-minor_units(code)), code, basis, carry), why, f"b.csv line {at}",
            )
            for at, (day, platform, group, n, code, basis, carry, why) in enumerate(told, start=2)
        ]  # fmt: skip
        text = sheets.written(sheets.BUDGET_COLUMNS, map(sheets.budget_cells, rows)).decode()
        cells = map(sheets.budget_cells, rows)
        book = sheets.written(sheets.BUDGET_COLUMNS, cells, form=Form.xlsx)

        there = sheets.budget_rows(sheets.read(book, file="b"), file="b")
        assert [replace(row, where="") for row in there] == [replace(row, where="") for row in rows]
        assert not any(cell[:1] in tuple("=+-@") for line in text.splitlines()
                       for cell in line.split(",") if cell)  # fmt: skip
        assert budgets(text) == rows


class TestAWorkbook:
    def test_holds_numbers_and_texts_that_no_spreadsheet_runs(self):
        told = [("=1+1", D("33.51"), None), ("@a\x00<&>\ufffe", D("12345678901234.123456"), "")]
        book = sheets.written(("why", "amount", "note"), told, form=Form.xlsx)
        cells = list(openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows())
        assert [[cell.value for cell in row] for row in cells] == [
            ["why", "amount", "note"],
            ["'=1+1", 33.51, None],
            ["'@a\ufffd<&>\ufffd", "12345678901234.123456", None],
        ]
        assert {cell.data_type for row in cells for cell in row} <= {"s", "n"}
        assert book == sheets.written(("why", "amount", "note"), told, form=Form.xlsx)

    @given(
        st.lists(
            st.tuples(st.text(), st.decimals(allow_nan=False, allow_infinity=False, places=6)),
            max_size=5,
        )
    )
    def test_of_any_cells_is_one_that_others_read(self, told):
        book = openpyxl.load_workbook(io.BytesIO(workbook(["x"] * 30, told)))
        rows = list(book.active.iter_rows(min_row=2, values_only=True))
        assert len(book.active["AD1"].value) == 1
        assert [D(str(row[1])) for row in rows] == [amount for _, amount in told]


class TestATargetSheet:
    def test_says_month_or_days_and_what_counts(self):
        text = (
            "metric,month,platform,comparator,value,currency,unit\n"
            "roas,2026-02,meta,>=,4.5,,ratio\ncpa,2026-02,,at most,33.51,EUR,\n"
        )
        roas, cpa = sheets.target_rows(sheets.read(text.encode(), file="t"), file="t")

        assert (roas.aim.first_day, roas.aim.last_day) == (date(2026, 2, 1), date(2026, 2, 28))
        assert (roas.goal.comparator, roas.goal.unit) == (Comparator.at_least, Unit.ratio)
        assert (cpa.goal.comparator, cpa.goal.unit, cpa.goal.value) == (
            Comparator.at_most, Unit.money, D("33.51"),
        )  # fmt: skip


class TestAnAmount:
    @pytest.mark.parametrize(
        ("text", "amount"),
        [
            ("5000", "5000"), ("5000.00", "5000.00"), ("5.000,00", "5000.00"),
            ("5,000.00", "5000.00"), ("5 000,5", "5000.5"), ("5'000", "5000"), ("0.125", "0.125"),
            ("1.234.567", "1234567"), ("1,234,567.8", "1234567.8"), ("12,5", "12.5"),
            ("5\u202f000", "5000"), ("5000.125", "5000.125"),
        ],
    )  # fmt: skip
    def test_is_read_as_people_write_it(self, text, amount):
        assert words.amount_of(text) == D(amount)

    @pytest.mark.parametrize("text", ["5.000", "12,345", "", "1e3", "-1", "1.2.3", "1,00.00,0",
                                      "NaN", "5 00", "EUR 5"])  # fmt: skip
    def test_that_may_be_two_or_none_is_refused(self, text):
        with pytest.raises(BadPlan):
            words.amount_of(text)

    @given(st.decimals(0, 10**12, places=2))
    def test_is_the_same_in_every_style(self, amount):
        plain = f"{amount:,.2f}"
        european = plain.translate(str.maketrans(",.", ".,"))
        for text in (f"{amount:.2f}", plain, european, plain.replace(",", " ")):
            assert words.amount_of(text) == amount


class TestAMonth:
    @pytest.mark.parametrize(
        "text",
        ["2026-03", "2026/3", "03/2026", "3.2026", "2026-03-01", "01.03.2026", "March 2026",
         "mar-2026", "Mar. 2026", "märz 2026", "2026年3月"],
    )  # fmt: skip
    def test_is_read_as_people_write_it(self, text):
        assert words.month_of(text) == date(2026, 3, 1)

    @pytest.mark.parametrize(
        "text", ["", "2026", "2026-03-15", "jui 2026", "mrt 2026", "13/2026", "0000-01"]
    )
    def test_that_is_none_is_refused(self, text):
        with pytest.raises(BadPlan):
            words.month_of(text)
