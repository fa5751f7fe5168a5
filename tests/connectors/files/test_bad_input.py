"""Bad files end in an error with a code and a hint, or in quarantine; nothing is half staged."""

import codecs
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from adhelm.connectors.contract import Ambiguous
from adhelm.core.errors import Invalid

_SAID = {"platform": "meta", "account": "1", "currency": "EUR", "timezone": "UTC"}
_HEAD = "Day,Campaign name,Impressions,Clicks (all),Amount spent\n"


def _refused(staging: Any, content: Any, code: str, **hints: Any) -> Invalid:
    with pytest.raises(Invalid) as refused:
        staging.read(content, **{**_SAID, **hints})
    assert refused.value.code == code
    assert refused.value.hint
    for table in ("facts", "period_facts", "quarantine", "entities", "coverage"):
        assert staging.one(f"SELECT count(*) FROM {table}") == 0
    return refused.value


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_refused(staging: Any, content: bytes) -> None:
    _refused(staging, content, "file.empty")


def test_a_header_without_rows_is_refused(staging: Any) -> None:
    _refused(staging, _HEAD, "file.no_rows")


def test_a_header_with_nothing_but_totals_is_refused(staging: Any) -> None:
    _refused(staging, _HEAD + "Total,,10,1,5.00\n", "file.no_rows")


def test_a_utf16_file_cut_inside_a_character_is_refused(staging: Any) -> None:
    whole = codecs.BOM_UTF16_LE + (_HEAD + "2026-01-01,A,10,1,5.00\n").encode("utf-16-le")
    _refused(staging, whole[:-1], "file.truncated")


def test_a_utf16_file_cut_inside_a_row_is_refused(staging: Any) -> None:
    whole = codecs.BOM_UTF16_LE + (_HEAD + "2026-01-01,A,10,1,5.00\n").encode("utf-16-le")
    _refused(staging, whole[:-14], "file.truncated")


def test_bytes_that_are_no_text_are_refused(staging: Any) -> None:
    rows = "".join(f"2026-01-01,A{row},10,1,5.00\n" for row in range(20_000))
    content = (_HEAD + rows).encode("utf-16-le")
    torn = codecs.BOM_UTF16_LE + content[:600_000] + b"\x00\xd8A\x00" + content[600_000:]
    _refused(staging, torn, "file.undecodable")


def test_a_latin_1_letter_far_behind_the_head_is_read(staging: Any) -> None:
    rows = "".join(f"2026-01-01,A{row},10,1,5.00\n" for row in range(20_000))
    staged = staging.read(
        (_HEAD + rows + "2026-01-01,Caf\u00e9,10,1,5.00\n").encode("cp1252"), **_SAID
    )

    assert staged.rows_staged == 20_001
    assert staging.one("SELECT count(*) FROM entities WHERE name = 'Café'") == 1


def test_a_text_that_is_no_report_is_refused(staging: Any) -> None:
    _refused(staging, "dear all,\nplease find the report\nattached\n", "file.no_header")


def test_a_packed_file_is_refused_by_its_first_bytes(staging: Any) -> None:
    _refused(staging, b"\x1f\x8b\x08\x00rest", "file.not_a_table")


def test_broken_json_is_refused(staging: Any) -> None:
    _refused(staging, '[{"date": "2026-01-01", "spend": 1}', "json.unreadable")


def test_two_currencies_in_one_account_are_refused(staging: Any) -> None:
    head = "Day,Campaign name,Impressions,Amount spent,Currency\n"
    rows = "2026-01-01,A,10,5.00,EUR\n2026-01-02,A,10,5.00,USD\n"
    error = _refused(staging, head + rows, "file.mixed_currencies", currency=None)
    assert "EUR, USD" in error.message


def test_two_currency_signs_in_one_column_are_refused(staging: Any) -> None:
    rows = "2026-01-01,A,10,1,5.00 €\n2026-01-02,A,10,1,£5.00\n"
    _refused(staging, _HEAD + rows, "file.mixed_currencies", currency=None)


def test_a_dollar_sign_alone_is_asked_for(staging: Any) -> None:
    with pytest.raises(Ambiguous) as asked:
        staging.read(_HEAD + "2026-01-01,A,10,1,$5.00\n", **{**_SAID, "currency": None})

    assert [question.flag for question in asked.value.questions] == ["--currency"]


def test_a_currency_that_contradicts_the_file_is_refused(staging: Any) -> None:
    text = _HEAD.replace("spent", "spent (USD)") + "2026-01-01,A,10,1,5.00\n"
    _refused(staging, text, "currency.contradicted")


def test_day_first_and_month_first_dates_in_one_column_are_refused(staging: Any) -> None:
    rows = "13/01/2026,A,10,1,5.00\n01/14/2026,A,10,1,5.00\n"
    _refused(staging, _HEAD + rows, "date.both_orders")


def test_dates_that_may_be_either_order_are_asked_for(staging: Any) -> None:
    with pytest.raises(Ambiguous) as asked:
        staging.read(_HEAD + "03/04/2026,A,10,1,5.00\n", **_SAID)

    assert asked.value.questions[0].flag == "--date-order"
    staged = staging.read(_HEAD + "03/04/2026,A,10,1,5.00\n", date_order="mdy", **_SAID)
    assert str(staged.first_day) == "2026-03-04"


@pytest.mark.parametrize("text", ["NaN", "nan", "Infinity", "-inf", "INF"])
def test_a_number_that_is_none_goes_to_quarantine(staging: Any, text: str) -> None:
    rows = f"2026-01-01,A,10,1,5.00\n2026-01-02,A,10,1,{text}\n"
    staged = staging.read(_HEAD + rows, **_SAID)

    assert (staged.rows_staged, staged.rows_rejected) == (1, 1)
    assert staging.rows("SELECT line, code FROM quarantine") == [(3, "number.not_finite")]
    assert staged.sums["spend"] == Decimal(5)


def test_an_unreadable_number_is_quarantined_with_line_reason_and_row(staging: Any) -> None:
    rows = '2026-01-01,"A\nB",10,1,5.00\n2026-01-02,A,10,1,5.00\n2026-01-02,B,ten,1,5.00\n'
    staging.read(_HEAD + rows, **_SAID)

    file, line, code, reason, row = staging.rows("SELECT * FROM quarantine")[0]
    assert (file, line, code) == ("export.csv", 5, "number.unreadable")
    assert "Impressions: ten" in reason
    assert '"Campaign name":"B"' in row


def test_a_row_with_too_many_cells_is_quarantined_and_the_rest_loads(staging: Any) -> None:
    rows = "2026-01-01,A,10,1,5.00\n2026-01-02,A,10,1,5.00,9\n2026-01-03,A,10,x,5.00\n"
    staged = staging.read(_HEAD + rows, **_SAID)

    assert staged.rows_staged == 1
    assert staging.rows("SELECT line, code FROM quarantine ORDER BY line") == [
        (3, "row.too_long"),
        (4, "number.unreadable"),
    ]


@pytest.mark.parametrize("text", ["-12.50", "(12.50)", "−12.50", "-€12.50", "€-12.50"])
def test_negative_spend_is_kept_as_a_credit(staging: Any, text: str) -> None:
    staged = staging.read(_HEAD + f"2026-01-01,A,10,1,{text}\n", **_SAID)

    assert staged.sums["spend"] == Decimal("-12.50")


def test_clicks_above_impressions_are_quarantined_where_the_platform_rules_them_out(
    staging: Any,
) -> None:
    rows = "2026-01-01,A,10,1,5.00\n2026-01-02,A,10,11,5.00\n2026-01-03,A,0,1,5.00\n"
    staged = staging.read(_HEAD + rows, **_SAID)

    assert staged.rows_staged == 2
    assert staging.rows("SELECT line, code FROM quarantine") == [(3, "clicks.above_impressions")]
    assert any("more clicks than impressions" in warning for warning in staged.warnings)


def test_clicks_above_impressions_are_kept_where_the_platform_counts_so(staging: Any) -> None:
    text = "Day,Campaign Name,Campaign Group Name,Impressions,Clicks,Total Spent\n"
    staged = staging.read(text + "2026-01-01,A,G,10,11,5.00\n", **{**_SAID, "platform": "linkedin"})

    assert staged.rows_staged == 1


@pytest.mark.parametrize("text", ["1.78123456789012E+18", "1781234567890123456.0"])
def test_an_id_that_went_through_a_float_is_refused(staging: Any, text: str) -> None:
    head = "Day,Campaign ID,Impressions,Amount spent\n"
    _refused(staging, head + f"2026-01-01,{text},10,5.00\n", "id.through_float")


def test_a_nineteen_digit_id_keeps_every_digit(staging: Any) -> None:
    head = "Day,Campaign ID,Impressions,Amount spent\n"
    staging.read(head + "2026-01-01,1781234567890123457,10,5.00\n", **_SAID)

    assert staging.one("SELECT campaign_id FROM facts") == "1781234567890123457"


def test_a_thousand_or_a_fraction_is_asked_for(staging: Any) -> None:
    text = _HEAD + "2026-01-01,A,10,1,1.234\n"
    with pytest.raises(Ambiguous) as asked:
        staging.read(text, **_SAID)

    assert asked.value.questions[0].flag == "--decimal-mark"
    assert staging.read(text, decimal_mark=".", **_SAID).sums["spend"] == Decimal("1.234")
    assert staging.read(text, locale="de_DE", **_SAID).sums["spend"] == Decimal(1234)


def test_a_count_of_one_point_234_can_only_be_thousands(staging: Any) -> None:
    staged = staging.read(_HEAD.replace(",", ";") + "2026-01-01;A;1.234;1;2.345\n", **_SAID)

    assert staged.sums["impressions"] == 1234
    assert staged.sums["spend"] == Decimal(2345)


def test_both_decimal_marks_in_one_column_are_refused(staging: Any) -> None:
    rows = '2026-01-01,A,10,1,"1.234,56"\n2026-01-02,A,10,1,"1,234.56"\n'
    _refused(staging, _HEAD + rows, "number.mixed_marks")


def test_a_file_of_another_platform_is_refused_and_named(staging: Any) -> None:
    head = "Day,Campaign,Campaign type,Impr.,Cost,Avg. CPC,Status reasons,Currency code\n"
    text = head + "2026-01-01,A,Search,10,5.00,0.50,,EUR\n"
    error = _refused(staging, text, "platform.contradicted")
    assert "Google Ads" in error.message


def test_a_file_of_another_account_is_refused(staging: Any) -> None:
    head = "Day,Account ID,Campaign name,Impressions,Amount spent\n"
    _refused(staging, head + "2026-01-01,act_77,A,10,5.00\n", "account.contradicted")


def test_a_range_without_days_is_never_a_day(staging: Any) -> None:
    text = _HEAD.replace("Day,", "") + "A,10,1,5.00\n"
    with pytest.raises(Ambiguous) as asked:
        staging.read(text, **_SAID)

    assert asked.value.questions[0].flag == "--period"


def test_a_column_that_is_mostly_no_number_is_refused(staging: Any) -> None:
    rows = "".join(f"2026-01-0{day},A,many,1,5.00\n" for day in range(1, 8))
    _refused(staging, _HEAD + rows, "column.unreadable")


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[[list[list[Any]], list[str]], Path]:
    openpyxl = pytest.importorskip("openpyxl")

    def write(rows: list[list[Any]], merged: list[str]) -> Path:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        for cells in merged:
            book.active.merge_cells(cells)
        path = tmp_path / "book"
        book.save(path)
        return path

    return write


def test_a_workbook_with_merged_headers_is_read(staging: Any, workbook: Any) -> None:
    path = workbook(
        [
            ["Campaign report", None, None, None],
            ["Day", "Campaign name", "Results of the day", None],
            [None, None, "Impressions", "Amount spent"],
            ["2026-01-01", "A", 1200, 5.125],
            ["2026-01-02", "A", 800, 4.5],
        ],
        ["A1:D1", "A2:A3", "B2:B3", "C2:D2"],
    )
    staged = staging.read(path, **{**_SAID, "platform": "google_ads"})

    assert staged.report.format == "xlsx"
    assert staged.sums["impressions"] == 2000
    assert staged.sums["spend"] == Decimal("9.625")


def test_formulas_that_were_never_calculated_are_refused(staging: Any, workbook: Any) -> None:
    rows = [
        ["Day", "Campaign name", "Impressions", "Amount spent"],
        ["2026-01-01", "A", 10, "=C2/2"],
    ]
    _refused(staging, workbook(rows, []), "xlsx.uncalculated")


def test_a_workbook_that_took_an_id_for_a_number_is_refused(staging: Any, workbook: Any) -> None:
    rows = [
        ["Day", "Campaign ID", "Impressions", "Amount spent"],
        ["2026-01-01", 1781234567890123456, 10, 5],
    ]
    _refused(staging, workbook(rows, []), "id.through_float")
