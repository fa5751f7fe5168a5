"""Which files a copy of the warehouse is made of, for the state that one transaction sees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from adhelm.core.db import Connection
from adhelm.core.tables import TABLES
from adhelm.observe.warehouse.store import commits, upkeep
from adhelm.observe.warehouse.store.handle import Warehouse
from adhelm.observe.warehouse.store.storage import Stored

_SCRATCH = "staging"
_UNFINISHED = ".part"


def held(warehouse: Warehouse, connection: Connection) -> Iterator[Stored]:
    """
    Yield every file that this state needs: of tables, what promised versions hold and their logs.

    What landed is yielded whole, some of it perhaps newer than the state: nothing names it yet.
    """
    since = warehouse.clock.now() - timedelta(days=warehouse.as_of_days)
    pins = commits.pins_in(connection, since=since)
    for stored in warehouse.storage.list(""):
        folder, _, inside = stored.path.partition("/")
        if folder in TABLES or folder == _SCRATCH or inside.endswith(_UNFINISHED):
            continue
        yield stored
    for table, versions in pins.items():
        yield from _of_table(warehouse, table, frozenset(versions))


def _of_table(warehouse: Warehouse, table: str, pinned: frozenset[int]) -> Iterator[Stored]:
    kept = upkeep.kept_paths(warehouse, table, pinned)
    for stored in warehouse.storage.list(table):
        inside = stored.path.removeprefix(f"{table}/")
        if inside in kept or _logged_until(inside, max(pinned)):
            yield stored


def _logged_until(inside: str, last: int) -> bool:
    folder, _, name = inside.partition("/")
    # Without the pointer to the last checkpoint, which may be newer, readers look for themselves.
    number = name.partition(".")[0]
    return folder == "_delta_log" and number.isdecimal() and int(number) <= last
