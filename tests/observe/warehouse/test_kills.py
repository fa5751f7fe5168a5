"""A publication killed at any instant loses nothing, doubles nothing, and shows no half of it."""

import os
import random
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.homes import database_of
from tests.observe.warehouse.deliveries import (
    JAN,
    Fact,
    conversion,
    deliver,
    facts_of,
    fresh_workspace,
    read,
)

from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, local
from adhelm.observe import warehouse as warehouses
from adhelm.observe.warehouse import Warehouse, open_warehouse
from adhelm.observe.warehouse.store import commits, delta
from adhelm.observe.warehouse.store.delta import Change

ROUNDS = 6
ROOT = Path(__file__).resolve().parents[3]

# Each round's delivery is whole: every row carries the round's number, in facts and conversions.
WRITER = """
import sys
sys.path[:0] = [{root!r}, {src!r}]
from tests.observe.warehouse.test_kills import opened, write
print("ready", flush=True)
write(opened({home!r}), range(1, {rounds} + 1))
"""


def opened(home: str) -> Warehouse:
    return open_warehouse(
        location=f"{home}/warehouse",
        database=database_of(Path(home)),
        clock=SetClock(datetime(2026, 3, 1, 9, tzinfo=UTC)),
        memory_limit="500MB",
        threads=1,
    )


def write(warehouse: Warehouse, rounds: range) -> None:
    for number in rounds:
        deliver(warehouse, _facts(number), principal=local("acme"), id=f"round-{number}",
                tables={"conversions": _conversions(number)})  # fmt: skip


def _facts(number: int) -> list[Fact]:
    days = (JAN + timedelta(days=20 * i) for i in range(3))
    return [Fact(entity, day, impressions=number) for day in days for entity in "ab"]


def _conversions(number: int) -> list[dict[str, object]]:
    return [conversion("a", date(2026, 1, 1), "buy", str(number))]


def _kill_writers(home: Path, chance: random.Random, *, kills: int, look: Warehouse) -> int:
    """Start writers and kill each at a random instant; look on while they run."""
    code = WRITER.format(root=str(ROOT), src=str(ROOT / "src"), home=str(home), rounds=ROUNDS)
    landed = 0
    for _ in range(kills):
        writer = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        with writer.stdout:
            assert writer.stdout.readline() == "ready\n"
            until = time.monotonic() + chance.uniform(0, 1.5)
            while time.monotonic() < until and writer.poll() is None:
                _assert_whole(look, local("acme"))
            landed += writer.poll() is None
            writer.kill()
            writer.wait()
        _assert_whole(look, local("acme"))
    return landed


def _assert_whole(warehouse: Warehouse, principal: Principal) -> None:
    version = warehouses.snapshot(warehouse, principal=principal).version.version
    rows = read(warehouse, principal, "SELECT impressions, count(*) FROM facts GROUP BY 1",
                as_of=version)  # fmt: skip
    counts = read(warehouse, principal, "SELECT CAST(count AS BIGINT) FROM conversions",
                  as_of=version)  # fmt: skip
    assert (rows, counts) == ([], []) or (rows == [(counts[0][0], 6)] and len(counts) == 1)


class TestKilled:
    @pytest.mark.parametrize("kills", [pytest.param(3), pytest.param(200, marks=pytest.mark.long)])
    def test_publications_leave_the_same_facts(
        self, sqlite_database: Database, principal: Principal, kills: int, tmp_path: Path
    ):
        home = tmp_path / "home"
        seed = int(os.environ.get("ADHELM_TEST_SEED", "20260301"))  # noqa: TID251 - not a setting
        chance = random.Random(seed)  # noqa: S311 - no secret
        look = opened(str(home))
        with closing(look.database):
            landed = _kill_writers(home, chance, kills=kills, look=look)
            assert landed, "every writer was done before it was killed"
            write(look, range(1, ROUNDS + 1))
            assert facts_of(look, principal) == _undisturbed(look)
            assert list((home / "warehouse" / "staging").iterdir()) == []
            leftovers = warehouses.vacuum(look, principal=principal, dry_run=True)
            assert leftovers.tables == {}, "younger than an hour"

    def test_publication_between_two_tables_is_undone(
        self, warehouse: Warehouse, principal: Principal
    ):
        deliver(warehouse, [Fact("a", JAN)], principal=principal)
        pinned = commits.head(warehouse.database)
        gone = list(delta.files(warehouse, "facts", pinned["facts"]))
        delta.commit(warehouse, Change("facts", remove=gone), pinned=pinned["facts"], now_ms=0)
        assert len(facts_of(warehouse, principal)) == 1
        deliver(warehouse, [Fact("b", JAN)], principal=principal)
        assert read(warehouse, principal, "SELECT entity_id FROM facts ORDER BY 1") == [
            ("a",), ("b",),
        ]  # fmt: skip


def _undisturbed(warehouse: Warehouse) -> list[tuple[object, ...]]:
    """What one writer that nobody kills leaves, in a workspace of its own."""
    other = fresh_workspace()
    for number in range(1, ROUNDS + 1):
        deliver(warehouse, _facts(number), principal=other,
                tables={"conversions": _conversions(number)})  # fmt: skip
    return facts_of(warehouse, other)
