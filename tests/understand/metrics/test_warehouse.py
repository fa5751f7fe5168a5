"""ask, over a real warehouse …"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.understand.metrics.conftest import DAY, conversion, fact

from adhelm.core.ads import Period
from adhelm.core.clock import SetClock
from adhelm.core.principal import Actor, Principal
from adhelm.core.tables import TABLES
from adhelm.observe.warehouse import Warehouse, publish, staging
from adhelm.observe.warehouse.types import Batch
from adhelm.understand.metrics import Answer, Question, ask

D = Decimal


@pytest.fixture
def load(warehouse: Warehouse, principal: Principal):
    """A function that publishes rows as one batch."""

    def put(batch: str, source: str = "files", **tables: list[dict[str, Any]]) -> None:
        with staging(warehouse, batch_id=batch) as area:
            for table, rows in tables.items():
                names = [column.name for column in TABLES[table].staged]
                marks = ", ".join("?" * len(names))
                listed = ", ".join(names)
                area.executemany(
                    f"INSERT INTO {table} ({listed}) VALUES ({marks})",
                    [[row.get(name) for name in names] for row in rows],
                )
            publish(
                warehouse, principal=principal, staging=area, batch=Batch(batch, source_id=source)
            )

    return put


class TestAsk:
    def test_sums_what_was_published(self, load, answer):
        load(
            "b1",
            facts=[
                fact(spend=D("33.51"), clicks=2),
                fact(campaign="c2", spend=D("0.49"), clicks=1),
            ],
            conversions=[conversion(count=D("1.5"), value=D(10))],
            entities=[_entity("c1", "Brand"), _entity("c2", "Generic")],
        )
        found = answer("spend", "cpc", "purchases", by=["campaign"])
        assert list(found.dicts()) == [
            {"campaign": "Brand", "spend": D("33.51"), "cpc": D("16.755"), "purchases": D("1.5")},
            {"campaign": "Generic", "spend": D("0.49"), "cpc": D("0.49"), "purchases": None},
        ]
        assert found.provenance.data_version >= 1

    def test_files_and_api_never_add_up(self, load, answer):
        load("b1", facts=[fact(spend=D(10)), fact(day=1, spend=D(5))])
        load("b2", source="api", facts=[fact(spend=D(11))])
        assert answer("spend", by=["date"]).rows == [(DAY, D(11)), (date(2026, 1, 2), D(5))]
        assert answer("spend").rows == [(D(16),)]

    def test_answers_from_what_was_known(self, load, answer):
        load("b1", facts=[fact(spend=D(10))])
        first = answer("spend").provenance.data_version
        load("b2", facts=[fact(spend=D(12))])
        assert answer("spend").rows == [(D(12),)]
        assert answer("spend", as_of=first).rows == [(D(10),)]

    def test_reads_only_what_the_range_needs(self, load, answer):
        load("b1", facts=[fact(day=n, spend=D(1)) for n in range(50)])
        period = Period(date(2026, 2, 1), date(2026, 2, 8))
        assert answer("spend", "spend.28d", period=period).rows == [(D(7), D(28))]

    def test_another_workspace_sees_nothing(self, load, answer, principal):
        load("b1", facts=[fact(spend=D(10))])
        other = Principal(Actor.person, "eve", "other", principal.scopes)
        assert answer("spend", principal=other).rows == []


@pytest.fixture
def answer(warehouse: Warehouse, principal: Principal, clock: SetClock):
    """A function that asks the warehouse."""
    me = principal

    def asked(*metrics: str, principal: Principal = me, **question: Any) -> Answer:
        made: dict[str, Any] = {k: _tuple(v) for k, v in question.items()}
        return ask(
            principal=principal,
            warehouse=warehouse,
            question=Question(metrics=metrics, **made),
            clock=clock,
        )

    return asked


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _entity(campaign: str, name: str) -> dict[str, Any]:
    return fact(campaign=campaign, name=name)
