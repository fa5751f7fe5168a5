"""Reports on what people did: the platforms' own words for a change are said in ours."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from tests.act.reports.conftest import PRINCIPAL, RANGE

from adhelm.act.reports.service import records
from adhelm.act.reports.types import Asked, Sort, Table
from adhelm.observe.warehouse import publish, staging
from adhelm.observe.warehouse.types import Batch

if TYPE_CHECKING:
    from adhelm.act.reports.service.asking import Desk

AT = datetime(2026, 2, 10, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "old", "new", "said"),
    [
        ("campaign_budget.amountMicros", "20000000", "25500000", ["daily_budget", "20", "25.5"]),
        ("campaign.status", "ENABLED", "PAUSED", ["status", "enabled", "paused"]),
        ("campaign.name", "Brand", "Brands", ["campaign.name", "Brand", "Brands"]),
    ],
)
def test_of_changes_says_budgets_and_states_as_we_do(desk: Desk, field, old, new, said):
    change = {
        "connector": "google_ads", "platform": "google_ads", "account_id": "2",
        "level": "campaign", "entity_id": "c3", "change_id": "x1", "changed_at": AT,
        "actor": "mia@x.example", "operation": "UPDATE", "field": field, "old": old, "new": new,
    }  # fmt: skip
    with staging(desk.warehouse, batch_id="b2") as area:
        marks = ", ".join("?" for _ in change)
        area.execute(
            f"INSERT INTO changes ({', '.join(change)}) VALUES ({marks})", [*change.values()]
        )
        publish(desk.warehouse, principal=PRINCIPAL, staging=area, batch=Batch("b2", "api"))
    made = records.changes_of(desk, Asked(Sort.changes, range=RANGE))
    (table,) = made.blocks
    assert isinstance(table, Table)
    (row,) = table.rows
    told = dict(zip([column.name for column in table.columns], row, strict=True))
    assert [told["field"], told["before"], told["after"]] == said
    assert (told["platform"], told["thing"], told["by"]) == ("Google Ads", "Shopping", "platform")
