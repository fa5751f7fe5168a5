"""A snapshot stays as it is; any version still promised can be asked for."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import duckdb
import pytest
from tests.observe.warehouse.deliveries import JAN, Fact, deliver, facts_of, read

from adhelm.core.ads import Period
from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.principal import Principal
from adhelm.core.tables import TABLES
from adhelm.observe import warehouse as warehouses
from adhelm.observe.warehouse import Warehouse, open_warehouse
from adhelm.observe.warehouse.store.commits import UnknownVersion, VersionGone

DAY = timedelta(days=1)
SHOWN = "SELECT sum(impressions) FROM facts"


class TestSnapshot:
    def test_of_nothing_is_empty(self, warehouse: Warehouse, principal: Principal):
        pinned = warehouses.snapshot(warehouse, principal=principal)
        assert (pinned.version.version, pinned.files("facts")) == (0, [])
        assert pinned.slices(levels=["campaign"]) == []
        assert read(warehouse, principal, "FROM facts") == []

    def test_does_not_change_when_others_publish(self, warehouse: Warehouse, principal: Principal):
        deliver(warehouse, [Fact("a", JAN, impressions=1)], principal=principal)
        pinned = warehouses.snapshot(warehouse, principal=principal)
        deliver(warehouse, [Fact("a", JAN, impressions=2)], principal=principal)
        with pinned.connect() as connection:
            assert connection.execute(SHOWN).fetchall() == [(1,)]

    def test_shows_the_tables_that_are_named_or_else_all(
        self, warehouse: Warehouse, principal: Principal
    ):
        deliver(warehouse, [Fact("a", JAN, impressions=1)], principal=principal)
        pinned = warehouses.snapshot(warehouse, principal=principal)
        views = "SELECT view_name FROM duckdb_views() WHERE NOT internal"
        for named, shown in ((["facts", "entities"], {"facts", "entities"}), ([], set(TABLES))):
            with pinned.connect(*named) as connection:
                assert {row[0] for row in connection.execute(views).fetchall()} == shown
                assert connection.execute(SHOWN).fetchall() == [(1,)]

    def test_has_the_days_of_utc_for_every_reader(self, warehouse: Warehouse, principal: Principal):
        pinned = warehouses.snapshot(warehouse, principal=principal)
        for alone in (False, False, True):
            with pinned.connect("facts", alone=alone) as connection:
                zone = connection.execute("SELECT current_setting('TimeZone')").fetchall()
                assert zone == [("UTC",)]
                connection.execute("SET TimeZone = 'Asia/Tokyo'")

    def test_prunes_files_by_period_and_platform(self, warehouse: Warehouse, principal: Principal):
        facts = [Fact("a", JAN), Fact("a", date(2025, 6, 1)), Fact("a", JAN, platform="meta")]
        deliver(warehouse, facts, principal=principal)
        pinned = warehouses.snapshot(warehouse, principal=principal)
        assert len(pinned.files("facts")) == 3
        january = Period(JAN, date(2026, 2, 1))
        assert len(pinned.files("facts", period=january)) == 2
        (only,) = pinned.files("facts", period=january, platforms=["meta"])
        with duckdb.connect() as connection:
            found = connection.execute(f"SELECT workspace_id, month, platform FROM '{only}'")
            assert found.fetchall() == [("acme", "2026-01", "meta")]
        assert pinned.files("facts", period=Period(JAN, JAN)) == []

    def test_answers_as_of_a_version_a_day_and_an_instant(
        self, warehouse: Warehouse, principal: Principal, clock: SetClock
    ):
        deliver(warehouse, [Fact("a", JAN, impressions=1)], principal=principal)
        clock.advance(DAY)
        deliver(warehouse, [Fact("a", JAN, impressions=2)], principal=principal)
        assert read(warehouse, principal, SHOWN) == [(2,)]
        for as_of in (1, date(2026, 3, 1), datetime(2026, 3, 2, 8, tzinfo=UTC)):
            assert read(warehouse, principal, SHOWN, as_of=as_of) == [(1,)]
        assert read(warehouse, principal, SHOWN, as_of=date(2026, 2, 28)) == [(None,)]

    def test_refuses_versions_that_are_not_there_or_gone(
        self, warehouse: Warehouse, principal: Principal, clock: SetClock
    ):
        deliver(warehouse, [Fact("a", JAN, impressions=1)], principal=principal)
        with pytest.raises(UnknownVersion):
            warehouses.snapshot(warehouse, principal=principal, as_of=7)
        deliver(warehouse, [Fact("a", JAN, impressions=2)], principal=principal)
        clock.advance(401 * DAY)
        with pytest.raises(VersionGone, match="replaced on 2026-03-01"):
            warehouses.snapshot(warehouse, principal=principal, as_of=1)
        assert read(warehouse, principal, SHOWN, as_of=date(2026, 3, 2)) == [(2,)]

    def test_is_the_newest_even_if_the_clock_went_back(
        self, warehouse: Warehouse, principal: Principal, clock: SetClock
    ):
        deliver(warehouse, [Fact("a", JAN, impressions=1)], principal=principal)
        clock.advance(-DAY)
        deliver(warehouse, [Fact("a", JAN, impressions=2)], principal=principal)
        assert read(warehouse, principal, SHOWN, as_of=date(2026, 3, 1)) == [(2,)]

    def test_reads_what_another_engine_wrote_no_stock_of(
        self, warehouse: Warehouse, principal: Principal
    ):
        deliver(warehouse, [Fact("a", JAN), Fact("a", JAN + DAY)], principal=principal)
        from adhelm.observe.warehouse.store import commits

        commits.forget_inventories(
            warehouse, [f"facts/{Path(p).relative_to(warehouse.storage.uri('facts'))}"
                        for p in warehouses.snapshot(warehouse, principal=principal).files("facts")]
        )  # fmt: skip
        (one,) = warehouses.snapshot(warehouse, principal=principal).slices(levels=["campaign"])
        assert (one.start, one.end) == (JAN, JAN + DAY)


class TestReaders:
    def test_at_once_see_each_their_own_version(self, warehouse: Warehouse, principal: Principal):
        for number in range(1, 5):
            deliver(warehouse, [Fact("a", JAN, impressions=number)], principal=principal)
        start = Barrier(8)

        def look(version: int) -> set[int]:
            start.wait()
            seen = set()
            for _ in range(10):
                pinned = warehouses.snapshot(warehouse, principal=principal, as_of=version)
                with pinned.connect() as connection:
                    connection.execute(f"CREATE TEMP TABLE mine AS SELECT {version} AS number")
                    seen |= {row[0] for row in connection.execute(SHOWN).fetchall()}
                    seen |= {row[0] for row in connection.execute("FROM mine").fetchall()}
            return seen

        versions = [1, 2, 3, 4] * 2
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(look, versions)) == [{version} for version in versions]


class TestPublishers:
    def test_at_once_lose_nothing(self, database: Database, tmp_path: Path, principal: Principal,
                                  clock: SetClock):  # fmt: skip
        location = str(tmp_path / "shared")
        warehouse = open_warehouse(
            location=location, database=database, clock=clock, memory_limit="500MB", threads=1
        )
        deliver(warehouse, [Fact("shared", JAN)], principal=principal)
        writers = [Thread(target=_publish_some, args=(warehouse, principal, name)) for name in "ab"]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        facts = [row[5] for row in facts_of(warehouse, principal)]
        assert sorted(facts) == ["a0", "a1", "a2", "b0", "b1", "b2", "shared"]
        assert len(warehouses.versions(warehouse, principal=principal)) == 7

    def test_write_to_a_location_given_as_an_address(
        self, sqlite_database: Database, tmp_path: Path, principal: Principal, clock: SetClock
    ):
        warehouse = open_warehouse(
            location=(tmp_path / "far").as_uri(), database=sqlite_database, clock=clock, threads=1
        )
        deliver(warehouse, [Fact("a", JAN)], principal=principal)
        deliver(warehouse, [Fact("a", JAN, impressions=3)], principal=principal)
        assert read(warehouse, principal, SHOWN) == [(3,)]
        landed = tmp_path / "raw.csv"
        landed.write_bytes(b"a,b\n" * 1000)
        kept = warehouses.land(warehouse, principal=principal, path=landed)
        with warehouses.open_raw(warehouse, principal=principal, sha256=kept.sha256) as raw:
            assert raw.read() == landed.read_bytes()


def _publish_some(warehouse: Warehouse, principal: Principal, name: str) -> None:
    for number in range(3):
        deliver(warehouse, [Fact(f"{name}{number}", JAN), Fact("shared", JAN, reach=number)],
                principal=principal)  # fmt: skip
