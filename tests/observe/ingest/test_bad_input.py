"""Bad input gives a clear error, loads nothing of itself, and stops no other file."""

import json
import os
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from tests.observe.ingest import samples

from adhelm.connectors.contract import Hints
from adhelm.observe import ingest
from adhelm.observe.ingest.types import Imported, ImportState, Limits

LINKEDIN = (
    "Start Date (in UTC)", "Campaign Group Name", "Campaign Group ID", "Campaign Name",
    "Campaign ID", "Impressions", "Clicks", "Total Spent", "Currency",
)  # fmt: skip


@pytest.fixture
def refused(tmp_path: Path, load, warehouse, principal):
    """Import a bad file beside a good one; return what became of the bad one."""

    def run(path: Path, *, state: ImportState = ImportState.failed, **how: object) -> Imported:
        good = samples.write(tmp_path / "zz-good.csv")
        found: list[Imported] = load(path, good, **how)
        bad, fine = found
        assert fine.state is ImportState.loaded, fine.error
        assert len(samples.facts(warehouse, principal)) == 6
        assert bad.state is state
        assert bad.error is not None
        assert bad.error["hint"]
        assert bad.file in str(bad.error["message"]) or path.name in str(bad.error["message"])
        return bad

    return run


def code(imported: Imported) -> str:
    assert imported.error is not None
    return str(imported.error["code"])


class TestFilesThatAreNoTable:
    def test_for_they_are_empty(self, tmp_path: Path, refused):
        path = tmp_path / "a.csv"
        path.write_bytes(b"")
        assert code(refused(path)) == "file.empty"

    def test_for_they_hold_a_header_only(self, tmp_path: Path, refused):
        assert code(refused(samples.write(tmp_path / "a.csv", []))) == "file.no_rows"

    def test_for_they_are_cut_off(self, tmp_path: Path, refused):
        path = tmp_path / "a.csv"
        path.write_bytes(samples.text(samples.rows()).encode("utf-16")[:-3])
        assert code(refused(path)) == "file.truncated"

    def test_for_they_are_something_else(self, tmp_path: Path, refused):
        path = tmp_path / "a.csv"
        path.write_bytes(os.urandom(4096))
        assert code(refused(path)).startswith("file.")

    def test_for_they_cannot_be_found(self, tmp_path: Path, refused):
        assert code(refused(tmp_path / "gone.csv")) == "file.missing"


class TestFilesThatAreTooMuch:
    def test_by_size(self, tmp_path: Path, refused):
        path = tmp_path / "a.csv"
        with path.open("wb") as sparse:
            sparse.truncate(2 * 1024**3)
        assert code(refused(path, limits=Limits(max_bytes=1024**3))) == "file.too_large"

    def test_once_unpacked(self, tmp_path: Path, refused):
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.csv", bytes(10_000_000))
        limits = Limits(max_expanded_bytes=1_000_000)
        assert code(refused(path, limits=limits)) == "archive.bomb"

    def test_for_their_folder(self, tmp_path: Path, refused):
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("good.csv", samples.text(samples.rows(first=date(2026, 5, 1))))
            archive.writestr("../bad.csv", samples.text(samples.rows()))
        assert code(refused(path)) == "archive.path_escapes"
        assert not (tmp_path.parent / "bad.csv").exists()


class TestTablesThatContradictThemselves:
    def test_by_both_orders_of_dates(self, tmp_path: Path, refused):
        table = [("13/01/2026", "A", 1, 10, 1, "1.5"), ("01/14/2026", "A", 1, 10, 1, "1.5")]
        assert code(refused(samples.write(tmp_path / "a.csv", table))) == "date.both_orders"

    def test_by_several_currencies_of_one_account(self, tmp_path: Path, refused):
        header = (*samples.HEADER[:5], "Amount spent", "Currency")
        table = [
            (*row[:5], "1.50", currency)
            for row, currency in zip(samples.rows(days=1), ("EUR", "USD"), strict=True)
        ]
        table += [(*table[0][:5], "2.50", "USD")]
        bad = refused(samples.write(tmp_path / "a.csv", table, header=header))
        assert "currenc" in str(bad.error).lower()

    def test_by_being_of_another_platform(self, tmp_path: Path, load, warehouse, principal):
        table = [("2026-01-01", "G", 700, "C", 701, 10, 1, "1.5", "EUR")]
        path = samples.write(tmp_path / "a.csv", table, header=LINKEDIN)
        (bad,) = load(path, hints=replace(samples.HINTS, platform="google_ads"))
        assert code(bad) == "platform.contradicted"
        assert "linkedin" in str(bad.error).lower()
        assert samples.facts(warehouse, principal) == []


class TestTablesThatLeaveSomethingOpen:
    def test_ask_how_a_number_is_meant(self, tmp_path: Path, refused):
        table = [
            (f"2026-01-0{day}", "A", 1, 10, 1, amount)
            for day, amount in ((1, "1.234"), (2, "2.345"))
        ]
        path = samples.write(tmp_path / "a.csv", table)
        bad = refused(path, state=ImportState.asked)
        assert {ingest.hint_of(question) for question in bad.questions} & {
            "locale", "decimal_mark",
        }  # fmt: skip

    def test_load_once_it_is_said(self, tmp_path: Path, load, warehouse, principal):
        table = [("2026-01-01", "A", 1, 10, 1, "1.234"), ("2026-01-02", "A", 1, 10, 1, "2.345")]
        path = samples.write(tmp_path / "a.csv", table)
        (one,) = load(path, hints=replace(samples.HINTS, decimal_mark=","))
        assert one.state is ImportState.loaded
        spend = [row[7] for row in samples.facts(warehouse, principal)]
        assert spend == [Decimal(1234), Decimal(2345)]


class TestRowsThatAreBad:
    @pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "twelve"])
    def test_go_to_quarantine_and_the_others_load(self, tmp_path: Path, load, parts, amount: str):
        principal, warehouse = parts["principal"], parts["warehouse"]
        table = [*samples.rows(days=2), ("2026-01-05", "Bad", 9, 10, 1, amount)]
        (one,) = load(samples.write(tmp_path / "a.csv", table))
        assert one.state is ImportState.loaded, one.error
        assert one.staged is not None
        assert one.staged.rows_rejected == 1
        assert len(samples.facts(warehouse, principal)) == 4
        (row,) = ingest.list_quarantine(
            principal=principal, database=parts["database"], warehouse=warehouse, import_id=one.id
        )
        assert (row.file, row.line, row.import_id) == ("a.csv", 6, one.id)
        assert amount in row.reason
        assert amount in str(json.loads(row.row))

    def test_without_exception_make_a_bad_file(self, tmp_path: Path, load, parts):
        (one,) = load(samples.write(tmp_path / "a.csv", [("2026-01-05", "A", 9, 10, 1, "NaN")]))
        assert one.state is ImportState.failed
        assert code(one) == "file.all_rejected"
        who = {"principal": parts["principal"], "database": parts["database"]}
        assert ingest.list_quarantine(**who, warehouse=parts["warehouse"], import_id=one.id)

    def test_by_clicks_above_impressions_where_the_platform_promises_otherwise(
        self, tmp_path: Path, load, warehouse, principal
    ):
        table = [*samples.rows(days=1), ("2026-01-05", "Bad", 9, 10, 11, "1.50")]
        (one,) = load(samples.write(tmp_path / "a.csv", table))
        assert one.state is ImportState.loaded, one.error
        assert one.staged is not None
        assert one.staged.rows_rejected == 1
        assert len(samples.facts(warehouse, principal)) == 2


class TestRowsThatOnlyLookBad:
    def test_by_clicks_above_impressions_where_that_may_be(
        self, tmp_path: Path, load, warehouse, principal
    ):
        table = [("2026-01-01", "G", 700, "C", 701, 10, 11, "1.5", "EUR")]
        path = samples.write(tmp_path / "a.csv", table, header=LINKEDIN)
        (one,) = load(path, hints=Hints(platform="linkedin", account="shop"))
        assert one.state is ImportState.loaded, one.error
        (row,) = samples.facts(warehouse, principal)
        assert (row[0], row[5], row[6]) == ("linkedin", 10, 11)

    def test_by_negative_spend_which_is_a_credit(self, tmp_path: Path, load, warehouse, principal):
        table = [("2026-01-01", "A", 1, 10, 1, "-12.50"), ("2026-01-02", "A", 1, 10, 1, "0.25")]
        load(samples.write(tmp_path / "a.csv", table))
        spend = [row[7] for row in samples.facts(warehouse, principal)]
        assert spend == [Decimal("-12.50"), Decimal("0.25")]

    def test_by_ids_of_nineteen_digits(self, tmp_path: Path, load, warehouse, principal):
        table = [("2026-01-01", "A", 9_007_199_254_740_993_001, 10, 1, "1.50")]
        load(samples.write(tmp_path / "a.csv", table))
        assert [row[3] for row in samples.facts(warehouse, principal)] == ["9007199254740993001"]


class TestSheets:
    def sheet(self, path: Path, *, merged: bool = False, formula: bool = False) -> Path:
        book = openpyxl.Workbook()
        page = book.active
        assert page is not None
        if merged:
            page.append(["Campaigns of the shop"])
            page.merge_cells("A1:F1")
        page.append(list(samples.HEADER))
        for row in samples.rows():
            day, name, number, *figures, spend = row
            page.append([day, name, str(number), *figures, Decimal(str(spend))])
        if formula:
            page["F2"] = "=1+1"
        book.save(path)
        return path

    def test_with_merged_headers_are_read(self, tmp_path: Path, load, warehouse, principal):
        (one,) = load(self.sheet(tmp_path / "a.xlsx", merged=True))
        assert one.state is ImportState.loaded, one.error
        assert len(samples.facts(warehouse, principal)) == 6

    def test_with_formulas_that_were_never_calculated_are_refused(self, tmp_path: Path, refused):
        bad = refused(self.sheet(tmp_path / "a.xlsx", formula=True))
        assert code(bad) == "xlsx.uncalculated"

    def test_that_are_cut_off_are_refused(self, tmp_path: Path, refused):
        path = self.sheet(tmp_path / "a.xlsx")
        path.write_bytes(path.read_bytes()[:2000])
        assert code(refused(path)).split(".")[0] in {"archive", "xlsx", "file"}
