"""The same rows give the same facts in every container, whatever the file is called."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from adhelm.connectors.contract import Ambiguous, Hints
from adhelm.connectors.files import ExportReader
from adhelm.core.errors import Invalid

_SAID = {"platform": "tiktok", "account": "7", "currency": "USD", "timezone": "UTC"}
_ROWS = [
    {"stat_time_day": "2026-01-01 00:00:00", "campaign_id": "1781234567890123457",
     "spend": "20.125", "impressions": "1200", "clicks": "31", "complete_payment": "2",
     "total_complete_payment_rate": "88.50"},
    {"stat_time_day": "2026-01-02 00:00:00", "campaign_id": "1781234567890123457",
     "spend": "19.900", "impressions": "-", "clicks": "0", "complete_payment": "0",
     "total_complete_payment_rate": "0.00"},
]  # fmt: skip
_FACTS = "SELECT date, entity_id, impressions, clicks, spend FROM facts ORDER BY date"


def _check(staging: Any, staged: Any) -> None:
    rows = staging.rows(_FACTS)
    assert [str(row[0]) for row in rows] == ["2026-01-01", "2026-01-02"]
    assert {row[1] for row in rows} == {"1781234567890123457"}
    assert [row[2:] for row in rows] == [
        (1200, 31, Decimal("20.125")),
        (None, 0, Decimal("19.9")),
    ]
    events = staging.rows("SELECT event_type, count, value FROM conversions ORDER BY date")
    assert events == [("purchase", 2, Decimal("88.5")), ("purchase", 0, 0)]
    assert staged.rows_rejected == 0


def _lines(mark: str) -> str:
    table = [list(_ROWS[0]), *(list(row.values()) for row in _ROWS)]
    return "".join(mark.join(row) + "\n" for row in table)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_a_delimited_file_is_read(staging: Any, mark: str) -> None:
    staged = staging.read(_lines(mark), decimal_mark=".", **_SAID)
    assert staged.report.delimiter == mark
    _check(staging, staged)


@pytest.mark.parametrize("shape", ["array", "data", "list", "nested", "lines"])
def test_a_json_file_is_read(staging: Any, shape: str) -> None:
    document: Any = _ROWS
    if shape == "nested":
        document = [
            {"dimensions": {"stat_time_day": row["stat_time_day"]}, "metrics": row | {"x": 1}}
            for row in _ROWS
        ]
        for row in document:
            del row["metrics"]["stat_time_day"]
    text = {
        "array": json.dumps(document),
        "data": json.dumps({"data": document, "total": 2}),
        "list": json.dumps({"code": 0, "data": {"list": document}}),
        "nested": json.dumps({"data": {"list": document}}),
        "lines": "\n".join(json.dumps(row) for row in document) + "\n",
    }[shape]
    staged = staging.read(staging.write(text, "export.csv"), **_SAID)
    assert staged.report.format == ("ndjson" if shape == "lines" else "json")
    _check(staging, staged)


def test_a_parquet_file_is_read(staging: Any, tmp_path: Path) -> None:
    source, target = staging.write(json.dumps(_ROWS), "rows.json"), tmp_path / "download"
    staging.connection.execute(
        f"COPY (SELECT * FROM read_json('{source}', columns={{stat_time_day: 'VARCHAR',"
        " campaign_id: 'VARCHAR', spend: 'DECIMAL(18,3)', impressions: 'VARCHAR', clicks: 'INT',"
        " complete_payment: 'INT', total_complete_payment_rate: 'DOUBLE'}))"
        f" TO '{target}' (FORMAT parquet)"
    )
    staged = staging.read(target, **_SAID)
    assert staged.report.format == "parquet"
    _check(staging, staged)


def test_a_workbook_is_read(staging: Any, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["About this export"])
    sheet = book.create_sheet("Data")
    sheet.append(list(_ROWS[0]))
    for row in _ROWS:
        cells = [row["stat_time_day"][:10], row["campaign_id"]]
        numbers = [float(text) if text != "-" else "-" for text in list(row.values())[2:]]
        sheet.append(cells + numbers)
    path = tmp_path / "export.csv"
    book.save(path)

    _check(staging, staging.read(path, **_SAID))


def test_inspection_says_the_same_and_stages_nothing(staging: Any) -> None:
    path = staging.write(_lines(","))
    hints = Hints(decimal_mark=".", **_SAID)  # type: ignore[arg-type]  # plain texts

    report = ExportReader().inspect(path, hints=hints)

    assert staging.one("SELECT count(*) FROM facts") == 0
    assert report == staging.read(path, decimal_mark=".", **_SAID).report


def test_the_fingerprint_ignores_the_order_of_columns(staging: Any) -> None:
    head = "Day,Campaign name,Amount spent (EUR)\n2026-01-01,A,5.00\n"
    turned = "Amount spent (EUR),Day,Campaign name\n5.00,2026-01-01,A\n"
    said = {"platform": "meta", "account": "1", "timezone": "UTC"}

    prints = {staging.read(text, **said).report.fingerprint for text in (head, turned)}

    assert len(prints) == 1


def test_an_unknown_table_is_mapped_by_hand(staging: Any) -> None:
    text = "Wann,Was,Gesehen,Geklickt,Geld\n2026-01-01,A,100,5,2.50\n"
    staged = staging.read(
        text,
        columns={"date": "Wann", "campaign_name": "Was", "impressions": "Gesehen",
                 "clicks": "Geklickt", "spend": "Geld"},
        **_SAID,
    )  # fmt: skip

    assert staged.sums == {"impressions": 100, "clicks": 5, "spend": Decimal("2.50")}


def test_a_mapping_by_hand_to_nothing_is_refused(staging: Any) -> None:
    text = "Day,Impressions,Amount spent\n2026-01-01,100,2.50\n"
    with pytest.raises(Invalid) as refused:
        staging.read(text, columns={"clicks": "Klicks"}, **_SAID)
    assert refused.value.code == "map.unknown"


def test_a_person_may_add_words_to_the_lexicon(staging: Any, tmp_path: Path) -> None:
    extra = tmp_path / "more.yaml"
    extra.write_text("columns:\n  spend:\n    pl: [Wydana kwota]\n  date:\n    pl: [Dzień]\n")
    path = staging.write("Dzień;Campaign name;Wydana kwota\n2026-01-01;A;2,50\n")
    hints = Hints(**_SAID)  # type: ignore[arg-type]  # plain texts

    report = ExportReader(extra_lexicon=extra).inspect(path, hints=hints)

    assert [column.canonical for column in report.columns] == ["date", "campaign_name", "spend"]


def test_a_lexicon_of_another_shape_is_refused(staging: Any, tmp_path: Path) -> None:
    extra = tmp_path / "more.yaml"
    extra.write_text("columns: [spend]\n")
    with pytest.raises(Invalid) as refused:
        ExportReader(extra_lexicon=extra).inspect(staging.write("x"), hints=Hints())
    assert refused.value.code == "files.bad_lexicon"


_OURS = "platform,account_id,level,entity_id,date,impressions,clicks,spend\n"


def test_a_table_in_our_own_columns_may_hold_several_platforms(staging: Any) -> None:
    rows = "meta,1,campaign,a,2026-01-01,10,1,2.50\ntiktok,2,ad,b,2026-01-02,20,2,0.125\n"
    staged = staging.read(_OURS + rows, currency="EUR", timezone="UTC")

    assert (staged.report.platform, staged.rows_staged) == ("meta,tiktok", 2)
    assert staged.sums == {"impressions": 30, "clicks": 3, "spend": Decimal("2.625")}
    covered = staging.rows("SELECT connector, level, grain FROM coverage ORDER BY 1")
    assert covered == [("meta", "campaign", "day"), ("tiktok", "ad", "day")]


def test_bad_rows_of_our_own_columns_are_quarantined_with_their_line(staging: Any) -> None:
    rows = (
        "meta,1,campaign,a,2026-01-01,10,1,2.50\n"
        "meta,1,campaign,a,2026-01-32,10,1,2.50\n"
        "meta,1,campaign,a,2026-01-03,10,11,2.50\n"
        "orkut,1,campaign,a,2026-01-04,10,1,2.50\n"
        "meta,1,campaign,a,2026-01-05,10,1,NaN\n"
    )
    staged = staging.read(_OURS + rows, currency="EUR", timezone="UTC")

    assert (staged.rows_staged, staged.rows_rejected) == (1, 4)
    found = staging.rows("SELECT line, code FROM quarantine ORDER BY line")
    assert found == [
        (3, "value.unreadable"),
        (4, "clicks.above_impressions"),
        (5, "platform.unknown"),
        (6, "value.unreadable"),
    ]


def test_our_own_columns_without_a_currency_are_asked_for_one(staging: Any) -> None:
    with pytest.raises(Ambiguous) as asked:
        staging.read(_OURS + "meta,1,campaign,a,2026-01-01,10,1,2.50\n")
    flags = {question.flag for question in asked.value.questions}
    assert flags == {"--currency", "--timezone"}


def test_inspection_of_our_own_columns_stages_nothing(staging: Any) -> None:
    path = staging.write(_OURS + "meta,1,campaign,a,2026-01-01,10,1,2.50\n")

    report = ExportReader().inspect(path, hints=Hints(currency="EUR", timezone="UTC"))

    assert (report.platform, report.level, report.grain) == ("meta", "campaign", "day")
    assert staging.one("SELECT count(*) FROM facts") == 0


def test_a_table_with_a_channel_column_may_hold_several_platforms(staging: Any) -> None:
    text = (
        "Date,Channel,Campaign,Impressions,Spend\n"
        "2026-01-01,Facebook,A,100,2.50\n2026-01-01,Google Ads,B,50,1.25\n"
    )
    staged = staging.read(text, account="1", currency="EUR", timezone="UTC")

    assert staged.report.platform == "google_ads,meta"
    rows = staging.rows("SELECT platform, connector, spend FROM facts ORDER BY 1")
    assert rows == [
        ("google_ads", "google_ads", Decimal("1.25")),
        ("meta", "meta", Decimal("2.5")),
    ]


def test_a_level_that_the_file_does_not_name_is_refused(staging: Any) -> None:
    text = "Day,Campaign name,Impressions,Amount spent\n2026-01-01,A,100,2.50\n"
    with pytest.raises(Invalid) as refused:
        staging.read(text, level="ad", **_SAID)
    assert refused.value.code == "file.nothing_mapped"
