"""Upkeep changes files and never an answer."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.observe.warehouse.deliveries import JAN, Fact, deliver, facts_of, fresh_workspace, read

from adhelm.core.clock import SetClock
from adhelm.core.errors import Forbidden
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.observe import warehouse as warehouses
from adhelm.observe.warehouse import Warehouse

DAY = timedelta(days=1)


def grown_old(warehouse: Warehouse, by_s: float = 7200) -> None:
    """Let all files look as if they were written a while ago, by the clock of the test."""
    then = warehouse.clock.now().timestamp() - by_s
    for path in Path(warehouse.storage.root).rglob("*"):
        if path.is_file():
            os.utime(path, (then, then))


def data_files(warehouse: Warehouse) -> set[str]:
    root = Path(warehouse.storage.root)
    return {str(path.relative_to(root)) for path in root.rglob("*.parquet")}


class TestCompaction:
    @settings(max_examples=4, deadline=None,
              suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
    @given(
        st.lists(
            st.tuples(st.dates(date(2025, 10, 1), date(2026, 2, 1)), st.integers(0, 9)),
            min_size=3, max_size=6,
        )
    )  # fmt: skip
    def test_keeps_every_answer(self, warehouse: Warehouse, days: list[tuple[date, int]]):
        mine = fresh_workspace()
        for number, (day, shown) in enumerate(days):
            deliver(warehouse, [Fact(f"e{number % 2}", day, impressions=shown)], principal=mine)
        versions = [v.version for v in warehouses.versions(warehouse, principal=mine)]
        before = [facts_of(warehouse, mine, as_of=version) for version in versions]
        done = warehouses.compact(warehouse, principal=mine)
        assert [facts_of(warehouse, mine, as_of=version) for version in versions] == before
        assert facts_of(warehouse, mine) == before[0]
        again = warehouses.compact(warehouse, principal=mine)
        assert (again.data_version, dict(again.tables)) == (done.data_version, {})
        pinned = warehouses.snapshot(warehouse, principal=mine)
        assert len(pinned.files("facts")) <= 2, "one per year"

    def test_lets_later_deliveries_replace_what_was_joined(
        self, warehouse: Warehouse, principal: Principal
    ):
        for number in range(3):
            deliver(warehouse, [Fact("a", JAN - 31 * number * DAY)], principal=principal)
        warehouses.compact(warehouse, principal=principal)
        done = deliver(warehouse, [Fact("a", JAN - 31 * DAY, impressions=7)], principal=principal)
        assert done.changed == 1
        assert read(warehouse, principal, "SELECT impressions FROM facts ORDER BY date") == [
            (10,), (7,), (10,),
        ]  # fmt: skip


class TestVacuum:
    def test_deletes_what_nobody_pins_and_nothing_else(
        self, warehouse: Warehouse, principal: Principal, clock: SetClock
    ):
        for shown in (1, 2):
            deliver(warehouse, [Fact("a", JAN, impressions=shown)], principal=principal)
        orphan = Path(warehouse.storage.uri("facts/acme/orphan.parquet"))
        orphan.write_bytes(b"left by a killed process")
        fresh = orphan.with_name("fresh.parquet")
        fresh.write_bytes(b"being written")
        grown_old(warehouse)
        os.utime(fresh, (clock.now().timestamp(), clock.now().timestamp()))
        would = warehouses.vacuum(warehouse, principal=principal, dry_run=True)
        assert orphan.exists()
        done = warehouses.vacuum(warehouse, principal=principal)
        assert (done.tables, would.tables) == ({"facts": 1}, {"facts": 1})
        assert not orphan.exists()
        assert fresh.exists()
        assert read(warehouse, principal, "SELECT impressions FROM facts", as_of=1) == [(1,)]

    def test_forgets_versions_past_the_promise(
        self, warehouse: Warehouse, principal: Principal, clock: SetClock
    ):
        for shown in (1, 2, 3):
            deliver(warehouse, [Fact("a", JAN, impressions=shown)], principal=principal)
        kept = set(warehouses.snapshot(warehouse, principal=principal).files("facts"))
        clock.advance(500 * DAY)
        grown_old(warehouse)
        warehouses.vacuum(warehouse, principal=principal)
        left = {path for path in data_files(warehouse) if path.startswith("facts/")}
        assert {warehouse.storage.uri(path) for path in left} == kept
        assert read(warehouse, principal, "SELECT impressions FROM facts") == [(3,)]

    def test_keeps_what_another_workspace_stands_on(
        self, warehouse: Warehouse, principal: Principal, clock: SetClock
    ):
        quiet = fresh_workspace()
        deliver(warehouse, [Fact("a", JAN)], principal=quiet)
        clock.advance(500 * DAY)
        deliver(warehouse, [Fact("a", JAN)], principal=principal)
        grown_old(warehouse)
        warehouses.vacuum(warehouse, principal=principal)
        assert len(facts_of(warehouse, quiet)) == 1

    def test_needs_the_scope(self, warehouse: Warehouse):
        writer = Principal(Actor.person, "eve", "acme", frozenset({Scope.read, Scope.write}))
        with pytest.raises(Forbidden):
            warehouses.vacuum(warehouse, principal=writer)
