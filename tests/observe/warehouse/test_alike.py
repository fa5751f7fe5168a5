"""What all staged rows say alike is said once, and published as if each row had said it."""

from collections.abc import Sequence

from hypothesis import given
from tests.observe.warehouse.deliveries import JAN, Fact, deliver, facts_of, fill, fresh_workspace
from tests.observe.warehouse.test_publishing import facts, few

from adhelm.core.principal import Principal
from adhelm.observe import warehouse as warehouses
from adhelm.observe.warehouse import Warehouse
from adhelm.observe.warehouse.types import Batch, Published, Replace

ALIKE = {
    "connector": "google_ads", "platform": "google_ads", "level": "campaign", "breakdown": "",
    "breakdown_key": "", "currency": "EUR", "account_tz": "it's UTC",
}  # fmt: skip


def _deliver_alike(
    warehouse: Warehouse, given: Sequence[Fact], principal: Principal, batch: Batch
) -> Published:
    rows = [{k: v for k, v in fact.row().items() if k not in ALIKE} for fact in given]
    with warehouses.staging(warehouse, batch_id=batch.id) as area:
        assert warehouses.say_alike(area, table="facts", values=ALIKE)
        fill(area, "facts", rows)
        said = area.execute(f"SELECT DISTINCT {', '.join(ALIKE)} FROM facts").fetchall()
        assert said == ([tuple(ALIKE.values())] if rows else [])
        return warehouses.publish(warehouse, principal=principal, staging=area, batch=batch)


def _deliver_plain(
    warehouse: Warehouse, given: Sequence[Fact], principal: Principal, batch: Batch
) -> Published:
    rows = [fact.row() | ALIKE for fact in given]
    return deliver(
        warehouse, principal=principal, id=batch.id, source=batch.source_id,
        replace=batch.replace, tables={"facts": rows},
    )  # fmt: skip


class TestWhatIsAlike:
    @few
    @given(facts, facts)
    def test_is_published_as_if_each_row_said_it(
        self, warehouse: Warehouse, first: list[Fact], second: list[Fact]
    ):
        told = []
        for way in (_deliver_alike, _deliver_plain):
            mine, seen = fresh_workspace(), []
            for number, given_ in enumerate((first, second)):
                batch = Batch(id=f"b{number}", source_id="api", replace=Replace.entity_days)
                done = way(warehouse, given_, mine, batch)
                seen.append((done.added, done.changed, done.removed, done.unchanged))
            told.append((seen, facts_of(warehouse, mine)))
        assert told[0] == told[1]

    def test_is_not_said_for_rows_that_are_there(self, warehouse: Warehouse):
        with warehouses.staging(warehouse, batch_id="b") as area:
            fill(area, "facts", [Fact("a", JAN).row()])
            assert not warehouses.say_alike(area, table="facts", values=ALIKE)
            assert area.execute("SELECT account_tz FROM facts").fetchall() == [("UTC",)]
