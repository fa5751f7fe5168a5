"""An exported answer …"""

from __future__ import annotations

import csv
import io
import json
import shutil
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq  # noqa: TID253 - reads what was written
import pytest
from tests.understand.metrics.conftest import fact

from adhelm.act.reports.service import Desk, export, exporting
from adhelm.core.ads import Period
from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.principal import local
from adhelm.core.tables import TABLES
from adhelm.observe.warehouse import open_warehouse, publish, staging
from adhelm.observe.warehouse.types import Batch
from adhelm.understand.metrics import MixedCurrencies, Question, UnknownName

FIRST, DAYS, CAMPAIGNS = date(2026, 1, 1), 40, 300
WHOLE = Period(FIRST, FIRST + timedelta(days=DAYS))
TENTH = Period(FIRST, FIRST + timedelta(days=DAYS // 10))


@pytest.fixture(scope="module")
def desk(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Forty days of many campaigns; another currency joins in on the last."""
    home = tmp_path_factory.mktemp("home")
    shutil.copyfile(sqlite_template, home / "adhelm.db")
    database = Database(f"sqlite:///{home / 'adhelm.db'}")
    clock = SetClock(datetime(2026, 3, 1, 9, tzinfo=UTC))
    warehouse = open_warehouse(
        location=str(home / "warehouse"), database=database, clock=clock, memory_limit="1GB",
        threads=2,
    )  # fmt: skip
    names = [column.name for column in TABLES["facts"].staged]
    wanted = ("campaign_id", "entity_id", "date", "currency", "spend", "clicks", "account_id")
    usual = fact()
    fixed = [name for name in names if name in usual and name not in wanted]
    with staging(warehouse, batch_id="b") as area:
        area.execute(
            f"INSERT INTO facts ({', '.join((*wanted, *fixed))}) "
            "SELECT 'c' || n, 'c' || n, DATE '2026-01-01' + CAST(d AS INTEGER), 'EUR', "
            f"n + d / 100, n, '1' {''.join(', ?' for _ in fixed)} "
            f"FROM range({CAMPAIGNS}) AS t(n), range({DAYS}) AS u(d)",
            [usual[name] for name in fixed],
        )
        last = {**usual, "date": WHOLE.last, "currency": "USD", "account_id": "2", "spend": 1,
                "clicks": 1, "campaign_id": "=2+5", "entity_id": "=2+5"}  # fmt: skip
        area.execute(
            f"INSERT INTO facts ({', '.join((*wanted, *fixed))}) "
            f"VALUES ({', '.join('?' for _ in (*wanted, *fixed))})",
            [last[name] for name in (*wanted, *fixed)],
        )
        publish(warehouse, principal=local("acme"), staging=area, batch=Batch("b", "api"))
    yield Desk(local("acme"), database, warehouse, clock)
    database.close()


def asked(**more: Any) -> Question:
    known: dict[str, Any] = {
        "metrics": ("spend", "clicks"), "by": ("date", "campaign_id"), "period": WHOLE,
        "where": "currency = EUR",
    }  # fmt: skip
    return Question(**{**known, **more})


def text(pieces: Iterator[bytes]) -> str:
    return b"".join(pieces).decode()


def test_holds_the_rows_that_a_question_gives_whichever_way_it_is_asked(desk: Desk):
    for change in (
        {},
        {"sort": ("-date", "-spend")},
        {"by": ("date", "currency"), "where": ""},
        {"where": "spend > 299", "by": ("date", "campaign_id", "currency")},
        {"sort": ("-spend", "campaign_id", "date"), "where": "spend > 299 and currency = EUR"},
        {"by": ("currency",), "where": ""},
        {"period": None, "by": ("date",)},
    ):
        question = asked(**change)
        rows = [
            {
                name: f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
                for name, cell in row.items()
            }
            for row in desk.ask(question).dicts()
        ]
        made = export(desk, question=question, form="csv")
        assert list(csv.DictReader(io.StringIO(text(made.pieces), newline=""))) == rows
        lines = text(export(desk, question=question, form="ndjson").pieces).splitlines()
        told = json.loads(text(export(desk, question=question, form="json").pieces))
        assert [json.loads(line) for line in lines] == told["rows"]
        assert len(told["rows"]) == len(rows) > 0
        assert told["provenance"]["data_version"] == made.data_version
        assert told["provenance"]["period"] == str(WHOLE)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_takes_no_more_memory_the_longer_it_is(desk: Desk, form, monkeypatch):
    # As if the forty days were many millions of rows.
    monkeypatch.setattr(exporting, "_IN_COLUMNS", 2 * CAMPAIGNS)
    monkeypatch.setattr(exporting, "_AT_ONCE", CAMPAIGNS)

    def peak(period: Period) -> int:
        tracemalloc.start()
        try:
            made = export(desk, question=asked(period=period), form=form)
            assert sum(map(len, made.pieces)) > 1000
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    # What the engine keeps of each day it has read once is none of a file's.
    peak(WHOLE)
    assert peak(WHOLE) < 2 * peak(TENTH)


@pytest.mark.parametrize("by", [("date", "campaign_id"), ("campaign_id", "date"), ("date",)])
def test_holds_in_sheets_and_parquet_what_the_query_gives(desk: Desk, by):
    question = asked(by=by, period=TENTH, metrics=("spend", "clicks", "cpc"))
    found = desk.ask(question)
    rows: list[int] = []
    made = export(desk, question=question, form="xlsx", progress=lambda done, _: rows.append(done))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(made.pieces)))
    _, *cells = list(book["Export"].iter_rows(values_only=True))
    plain = [
        tuple(datetime.combine(c, time()) if isinstance(c, date) else number(c) for c in row)
        for row in found.rows
    ]
    # Files are written a few days at a time, in the order of the query within them.
    shown = [tuple(map(number, row)) for row in cells[: len(plain)]]
    assert sorted(shown, key=str) == sorted(plain, key=str)
    assert shown == plain or by[0] != "date"
    assert rows[-1] == len(plain)
    totals = next(desk.ask(asked(by=(), period=TENTH)).dicts())
    assert cells[len(plain)][-3:-1] == (float(totals["spend"]), totals["clicks"])
    pieces = b"".join(export(desk, question=question, form="parquet").pieces)
    table = pq.read_table(io.BytesIO(pieces))
    assert table.column_names == list(found.columns)
    spent = sorted(row["spend"] for row in found.dicts())
    assert sorted(row["spend"] for row in table.to_pylist()) == spent
    assert table.schema.field("date").type == "date32[day]"


def number(cell: Any) -> Any:
    return float(cell) if isinstance(cell, (Decimal, int)) else cell


@pytest.mark.parametrize("by", [("date", "campaign_id"), ("campaign_id", "date"), ("date",)])
@pytest.mark.parametrize("where", ["currency = EUR", "currency = EUR and campaign_id = c7"])
def test_is_the_same_in_columns_and_in_rows(desk: Desk, by, where):
    question = asked(by=by, where=where, metrics=("spend", "clicks", "cpc", "conversions", "cpa"))
    plain, columns = desk.ask(question), desk.ask(question, in_columns=True)
    assert list(map(repr, columns.rows)) == list(map(repr, plain.rows))


@pytest.mark.parametrize("form", ["csv", "json", "ndjson", "xlsx", "parquet"])
def test_is_refused_before_its_first_piece(desk: Desk, form):
    # The second currency comes with the last of its days.
    with pytest.raises(MixedCurrencies):
        export(desk, question=asked(where=""), form=form)
    with pytest.raises(UnknownName):
        export(desk, question=asked(metrics=("nothing",)), form=form)


def test_runs_no_formula(desk: Desk):
    made = export(desk, question=asked(where="currency = USD"), form="csv")
    assert text(made.pieces).splitlines()[1].split(",")[1] == "'=2+5"
    made = export(desk, question=asked(where="currency = USD"), form="xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(made.pieces)))
    assert book["Export"]["B2"].value == "'=2+5"
    assert {cell.data_type for row in book["Export"].rows for cell in row} <= {"s", "n", "d"}


@pytest.mark.parametrize("by", [("date", "campaign_id"), ("campaign_id", "date")])
def test_holds_in_parquet_each_exact_value_asked_in_columns_or_in_rows(desk: Desk, by):
    question = asked(by=by, metrics=("spend", "clicks", "cpc", "conversions", "cpa"))
    made = b"".join(export(desk, question=question, form="parquet").pieces)
    found = pq.read_table(io.BytesIO(made)).to_pylist()
    twelve = Decimal("1e-12")
    rows = [
        {
            name: cell if cell is None or isinstance(cell, (str, date))
            else Decimal(cell).quantize(twelve)
            for name, cell in row.items()
        }
        for row in desk.ask(question).dicts()
    ]  # fmt: skip
    assert sorted(found, key=repr) == sorted(rows, key=repr)
    assert any(row["cpc"] is None for row in rows)
