"""Staging areas are private and leave nothing; landed files come back as they were."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.observe.warehouse.deliveries import fresh_workspace

from adhelm.core.clock import SetClock
from adhelm.core.principal import Principal
from adhelm.core.tables import STAGED
from adhelm.observe import warehouse as warehouses
from adhelm.observe.warehouse import Warehouse
from adhelm.observe.warehouse.store import staging
from adhelm.observe.warehouse.store.raw import UnknownRaw
from adhelm.observe.warehouse.store.staging import BatchBusy
from adhelm.observe.warehouse.store.storage import safe

_KILLED = 9


class TestStaging:
    def test_has_the_tables_that_connectors_fill(self, warehouse: Warehouse):
        with warehouses.staging(warehouse, batch_id="b/1") as area:
            for table in STAGED:
                described = area.execute(f"DESCRIBE {table.name}").fetchall()
                assert [row[0] for row in described] == [column.name for column in table.staged]

    def test_is_gone_afterwards_whatever_happened(self, warehouse: Warehouse):
        with pytest.raises(KeyError), warehouses.staging(warehouse, batch_id="b"):
            raise KeyError
        assert list(warehouse.storage.scratch.iterdir()) == []

    def test_is_for_one_process_at_a_time(self, warehouse: Warehouse):
        with (
            warehouses.staging(warehouse, batch_id="b"),
            pytest.raises(BatchBusy),
            warehouses.staging(warehouse, batch_id="b"),
        ):
            pass

    def test_of_the_dead_is_swept_and_of_the_living_kept(self, warehouse: Warehouse):
        scratch = warehouse.storage.scratch
        scratch.mkdir(parents=True)
        code = f"""
import fcntl, os, sys
handle = os.open({str(scratch / "dead.lock")!r}, os.O_RDWR | os.O_CREAT)
fcntl.flock(handle, fcntl.LOCK_EX)
os.mkdir({str(scratch / "dead")!r})
os._exit(9)
"""
        subprocess.run([sys.executable, "-c", code], check=False)
        assert (scratch / "dead").exists()
        with (
            warehouses.staging(warehouse, batch_id="living"),
            warehouses.staging(warehouse, batch_id="other"),
        ):
            assert sorted(path.name for path in scratch.iterdir()) == [
                "living", "living.lock", "other", "other.lock",
            ]  # fmt: skip

    def test_opens_beside_those_who_sweep(self, warehouse: Warehouse):
        opened = Event()

        def sweep() -> None:
            while not opened.is_set():
                staging.sweep(warehouse.storage.scratch)

        def stage(number: int) -> int:
            with warehouses.staging(warehouse, batch_id=f"batch-{number}") as area:
                return len(area.execute("SHOW TABLES").fetchall())

        with ThreadPoolExecutor(4) as pool:
            sweepers = [pool.submit(sweep) for _ in range(3)]
            found = {stage(number) for number in range(20)}
            opened.set()
        assert found == {len(STAGED)}
        assert all(sweeper.exception() is None for sweeper in sweepers)


class TestLanding:
    @settings(max_examples=5, deadline=None,
              suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
    @given(st.binary(max_size=5000), st.integers(1, 2000))
    def test_gives_back_every_byte(
        self, warehouse: Warehouse, tmp_path: Path, data: bytes, times: int
    ):
        mine = fresh_workspace()
        path = tmp_path / "Report (1).csv"
        path.write_bytes(data * times)
        landed = warehouses.land(warehouse, principal=mine, path=path)
        again = warehouses.land(warehouse, principal=mine, path=path)
        assert (landed.size, landed.known, again.known) == (len(data) * times, False, True)
        assert again.uri == landed.uri
        with warehouses.open_raw(warehouse, principal=mine, sha256=landed.sha256) as raw:
            assert raw.read() == data * times

    def test_goes_into_the_folder_of_its_day_and_leaves_nothing_else(
        self, warehouse: Warehouse, principal: Principal, tmp_path: Path, clock: SetClock
    ):
        path = tmp_path / "a.csv"
        path.write_text("x")
        landed = warehouses.land(warehouse, principal=principal, path=path)
        assert landed.uri.endswith(f"raw/acme/2026-03-01/{landed.sha256}.csv.zst")
        files = [name for _, _, names in os.walk(warehouse.storage.root) for name in names]
        assert files == [f"{landed.sha256}.csv.zst"]

    def test_is_of_one_workspace(self, warehouse: Warehouse, principal: Principal, tmp_path: Path):
        path = tmp_path / "a.csv"
        path.write_text("x")
        landed = warehouses.land(warehouse, principal=principal, path=path)
        with pytest.raises(UnknownRaw):
            warehouses.open_raw(warehouse, principal=fresh_workspace(), sha256=landed.sha256)

    def test_leaves_nothing_for_good_when_it_is_killed(
        self, warehouse: Warehouse, tmp_path: Path, principal: Principal
    ):
        file = tmp_path / "export.csv"
        file.write_bytes(os.urandom(3 << 20))
        url = warehouse.database.engine.url.render_as_string(hide_password=False)
        code = f"""
import os
from pathlib import Path
from adhelm.core.clock import SystemClock
from adhelm.core.db import Database
from adhelm.observe.warehouse import landing, open_warehouse
from adhelm.core.principal import local
warehouse = open_warehouse(
    location={warehouse.storage.root!r}, database=Database({url!r}),
    clock=SystemClock(), memory_limit="256MB", threads=1,
)
with landing(warehouse, principal=local({principal.workspace_id!r}), path=Path({str(file)!r})):
    os._exit(9)
"""
        done = subprocess.run([sys.executable, "-c", code], check=False)
        assert done.returncode == _KILLED
        assert list(warehouse.storage.scratch.iterdir())
        staging.sweep(warehouse.storage.scratch)
        assert list(warehouse.storage.scratch.iterdir()) == []


class TestPaths:
    @given(st.text(), st.text())
    def test_are_safe_and_of_one_meaning(self, one: str, other: str):
        assert (safe(one) == safe(other)) == (one == other)
        assert "/" not in safe(one)
        assert safe(one) not in {"", ".", ".."}
