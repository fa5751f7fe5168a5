"""The log of a Delta table, read by hand, says what Delta's library says."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from deltalake import DeltaTable  # noqa: TID253 - what it is held against
from tests.observe.warehouse.deliveries import JAN, Fact, deliver

from adhelm.core.principal import Principal
from adhelm.observe import warehouse as warehouses
from adhelm.observe.warehouse import Warehouse
from adhelm.observe.warehouse.store import delta, log
from adhelm.observe.warehouse.store.handle import FileEntry

NOTHING = {"numRecords": 0, "minValues": {}, "maxValues": {}}


def filled(warehouse: Warehouse, commits: int) -> None:
    """Commit files one by one; every third takes the place of the one before."""
    pinned: int | None = None
    for number in range(commits):
        change = delta.Change("facts", [entry(number)])
        if number % 3 == 1:
            change.remove.append(entry(number - 1))
        pinned = delta.commit(warehouse, change, pinned=pinned, now_ms=1)


def entry(number: int) -> FileEntry:
    low: dict[str, object] = {"account_id": str(number), "date": JAN}
    # A column that is nowhere set has no greatest value.
    high: dict[str, object] = {"date": JAN + timedelta(number)}
    if number % 2:
        high["account_id"] = "é"
    return FileEntry(f"a/facts-{number}.parquet", 10 + number, number, low, high)


def by_library(warehouse: Warehouse, version: int) -> list[dict[str, object]]:
    table = DeltaTable(warehouse.storage.uri("facts"), version=version)
    rows: list[dict[str, object]] = [
        dict(zip(found.column_names, row, strict=True))
        for found in [table.get_add_actions(flatten=True)]
        for row in zip(
            *(found.column(name).to_pylist() for name in found.column_names), strict=True
        )
    ]
    return rows


class TestEntries:
    def test_are_those_of_the_library_in_its_order(self, warehouse: Warehouse):
        # The hundredth commit makes a checkpoint.
        filled(warehouse, 104)
        for version in (0, 1, 2, 3, 98, 99, 100, 101, 104):
            found = log.entries(warehouse, "facts", version)
            assert found is not None
            told = by_library(warehouse, version)
            assert [(one.path, one.size, one.rows) for one in found] == [
                (row["path"], row["size_bytes"], row["num_records"]) for row in told
            ]
            for one, row in zip(found, told, strict=True):
                assert one.low == bounds(row, "min.")
                assert one.high == bounds(row, "max.")
                assert isinstance(one.high["date"], date)

    def test_are_those_that_were_published(self, warehouse: Warehouse, principal: Principal):
        for shown in range(3):
            deliver(warehouse, [Fact("a", JAN, impressions=shown)], principal=principal)
            pinned = warehouses.snapshot(warehouse, principal=principal)
            version = pinned.version.tables["facts"]
            found = log.entries(warehouse, "facts", version)
            assert found is not None
            (row,) = by_library(warehouse, version)
            assert [(one.path, one.rows) for one in found] == [(row["path"], row["num_records"])]
            assert found[0].low == bounds(row, "min.")
            assert found[0].high == bounds(row, "max.")

    @pytest.mark.parametrize(
        "action",
        [
            {"protocol": {"minReaderVersion": 3, "minWriterVersion": 7}},
            {"add": {"path": "b", "size": 1, "stats": None}},
            {"add": {"path": "b%20c", "size": 1, "stats": json.dumps(NOTHING)}},
            {"add": {"path": "b", "size": 1, "stats": "{}"}},
        ],
    )
    def test_are_left_to_the_library_where_the_log_is_none_of_ours(
        self, warehouse: Warehouse, action: dict[str, object]
    ):
        filled(warehouse, 2)
        last = Path(warehouse.storage.uri("facts")) / "_delta_log" / f"{2:020d}.json"
        last.write_text(last.read_text() + json.dumps(action) + "\n")
        assert log.entries(warehouse, "facts", 2) is None
        assert log.entries(warehouse, "facts", 1) is not None

    def test_are_left_to_the_library_where_a_commit_is_missing(self, warehouse: Warehouse):
        filled(warehouse, 3)
        (Path(warehouse.storage.uri("facts")) / "_delta_log" / f"{2:020d}.json").unlink()
        assert log.entries(warehouse, "facts", 3) is None


def bounds(row: dict[str, object], prefix: str) -> dict[str, object]:
    """Return what the library knows of a file's least or greatest values."""
    known = {key: value for key, value in row.items() if key.startswith(prefix)}
    return {key[len(prefix) :]: value for key, value in known.items() if value is not None}
