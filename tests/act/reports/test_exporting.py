"""An exported answer …"""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.understand.metrics.conftest import fact

from adhelm.act.reports.service import Desk, export
from adhelm.core.ads import Period
from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.principal import Principal
from adhelm.core.tables import TABLES
from adhelm.observe.warehouse import Warehouse, publish, staging
from adhelm.observe.warehouse.types import Batch
from adhelm.understand.metrics import MixedCurrencies, Question, UnknownName

FIRST, DAYS, CAMPAIGNS = date(2026, 1, 1), 40, 1500
WHOLE = Period(FIRST, FIRST + timedelta(days=DAYS))
TENTH = Period(FIRST, FIRST + timedelta(days=DAYS // 10))


@pytest.fixture
def desk(
    principal: Principal, sqlite_database: Database, warehouse: Warehouse, clock: SetClock
) -> Desk:
    """Forty days of many campaigns; another currency joins in on the last."""
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
        publish(warehouse, principal=principal, staging=area, batch=Batch("b", "api"))
    return Desk(principal, sqlite_database, warehouse, clock)


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
        {"where": "spend > 1499", "by": ("date", "campaign_id", "currency")},
        {"sort": ("-spend", "campaign_id", "date"), "where": "spend > 1499 and currency = EUR"},
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


def test_takes_no_more_memory_the_longer_it_is(desk: Desk):
    def peak(period: Period) -> int:
        tracemalloc.start()
        try:
            made = export(desk, question=asked(period=period), form="ndjson")
            size = sum(map(len, made.pieces))
            assert size > 1_000_000 / DAYS * period.days
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(TENTH)
    short, long = peak(TENTH), peak(WHOLE)
    assert long < 4 * short


@pytest.mark.parametrize("form", ["csv", "json", "ndjson"])
def test_is_refused_before_its_first_piece(desk: Desk, form):
    # The second currency comes with the last of its days.
    with pytest.raises(MixedCurrencies):
        export(desk, question=asked(where=""), form=form)
    with pytest.raises(UnknownName):
        export(desk, question=asked(metrics=("nothing",)), form=form)


def test_runs_no_formula(desk: Desk):
    made = export(desk, question=asked(where="currency = USD"), form="csv")
    assert text(made.pieces).splitlines()[1].split(",")[1] == "'=2+5"
