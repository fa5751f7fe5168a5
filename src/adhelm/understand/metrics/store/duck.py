"""Plans on DuckDB, and what is read beside them: names, reported actions, first active days."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from adhelm.core.ads import Period
from adhelm.core.tables import TABLES
from adhelm.observe.warehouse.types import Slice
from adhelm.understand.metrics.logic.actions import Reported
from adhelm.understand.metrics.logic.batch import batch, by_campaign
from adhelm.understand.metrics.logic.entities import Entity, Key
from adhelm.understand.metrics.logic.plan import Lookup, Plan
from adhelm.understand.metrics.store.engine import Fetched, Snapshot, distinct_of, sql_of

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")
_KINDS = {"string": "VARCHAR", "date": "DATE", "int64": "BIGINT", "decimal(38,9)": "DECIMAL(38,9)"}
_MOST_VIEWS = 256
_MOST_ANSWERS, _SHORT = 2_000, 200
_MOST_BATCHES, _PAYS_AFTER = 8, 2


class Desk:
    """One pinned data version, open for questions. Everything it reads twice it remembers."""

    name = "duckdb"

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._connection = snapshot.connect(alone=True)
        self._connection.execute("SET parquet_metadata_cache = true")
        self._made: dict[str, None] = {}
        self._known: dict[tuple[Any, ...], Any] = {}
        self._answers: dict[str, list[tuple[Any, ...]]] = {}
        self._batches: dict[Plan, int | dict[str, tuple[Any, ...]]] = {}
        """How often one of a batch was asked for, then the sums of all."""
        self._lock = RLock()

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def remembered(self, key: tuple[Any, ...], make: Callable[[], T]) -> T:
        """Return what `make` returned the first time it was asked for under `key`."""
        with self._lock:
            if key not in self._known:
                self._known[key] = make()
            found: T = self._known[key]
            return found

    def files(self, table: str, period: Period | None) -> list[str]:
        """Return the files that may hold rows of a period."""
        return self.remembered(
            ("files", table, period), lambda: self.snapshot.files(table, period=period)
        )

    def slices(
        self, levels: Sequence[str], breakdown: str | None, grain: str, period: Period | None
    ) -> list[Slice]:
        """Return which rows count for each account and day."""
        return self.remembered(
            ("slices", tuple(levels), breakdown, grain, period),
            lambda: self.snapshot.slices(
                levels=levels, breakdown=breakdown, grain=grain, period=period
            ),
        )

    def view(self, table: str, files: Sequence[str]) -> str:
        """Make the files readable as one table; equal files have an equal name."""
        name = f"{table}_{hashlib.sha256(chr(10).join(files).encode()).hexdigest()[:16]}"
        self._once(name, lambda: self._create_view(name, table, files))
        return name

    def fetch(self, plan: Plan) -> Fetched:
        """Run a plan and return its rows; a short answer is kept, for the data are pinned."""
        with self._lock:
            sql = self._prepared(plan)
            rows = self._answers.pop(sql, None)
            if rows is None:
                rows = self._of_batch(plan) or self._connection.execute(sql).fetchall()
            if len(rows) <= _SHORT:
                self._answers[sql] = rows
            while len(self._answers) > _MOST_ANSWERS:
                del self._answers[next(iter(self._answers))]
            return Fetched(sql, list(rows))

    def _of_batch(self, plan: Plan) -> list[tuple[Any, ...]] | None:
        """Return the rows of a plan that is one of many alike, if it pays to fetch all of these."""
        found = batch(plan)
        if found is None:
            return None
        known = self._batches.pop(found.plan, 0)
        if known == _PAYS_AFTER:
            known = by_campaign(self._connection.execute(self._prepared(found.plan)).fetchall())
        self._batches[found.plan] = known + 1 if isinstance(known, int) else known
        while len(self._batches) > _MOST_BATCHES:
            del self._batches[next(iter(self._batches))]
        return None if isinstance(known, int) else found.total(known)

    def table(self, plan: Plan) -> tuple[str, pa.Table]:
        """Run a plan and return its rows as an Arrow table."""
        with self._lock:
            sql = self._prepared(plan)
            return sql, self._connection.sql(sql).to_arrow_table()

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run SQL of this slice's own and return its rows."""
        with self._lock:
            return self._connection.execute(sql, list(parameters)).fetchall()

    def currencies(self, plan: Plan) -> list[str]:
        """Return the currencies of the rows that a plan sums."""

        def read() -> list[str]:
            return sorted(row[0] for row in self._distinct(plan, "currency") if row[0])

        return self.remembered(("currencies", plan), read)

    def booked_days(self, plan: Plan) -> list[tuple[str, date]]:
        """Return each currency and day (or first day of a range) that a plan's rows have."""
        day = "date" if plan.grain == "day" else "period_start"
        return sorted((row[0], row[1]) for row in self._distinct(plan, "currency", day) if row[0])

    def coverage(self) -> list[Any]:
        """Return what was fetched."""
        return self.remembered(("coverage",), lambda: list(self.snapshot.coverage()))

    def currencies_of(self, files: Sequence[str]) -> list[str]:
        """Return the currencies in files by their statistics alone; [] where these do not tell."""

        def read() -> list[str]:
            rows = self.query(
                "SELECT DISTINCT stats_min_value, stats_max_value, num_values = stats_null_count"
                " FROM parquet_metadata(?) WHERE path_in_schema = 'currency'",
                [list(files)],
            )
            plain = all(low == high and low for low, high, empty in rows if not empty)
            return sorted({low for low, _, empty in rows if not empty}) if plain else []

        return self.remembered(("currencies_of", tuple(files)), read) if files else []

    def entities(self, level: str) -> dict[Key, Entity]:
        """Return what is known of the entities of a level."""

        def read() -> dict[Key, Entity]:
            rows = self.query(
                "SELECT connector, account_id, entity_id, name, status, attributes, platform"
                f" FROM {self.view('entities', self.files('entities', None))} WHERE level = ?",
                [level],
            )
            return {(row[0], row[1], row[2]): Entity(*row[3:]) for row in rows}

        return self.remembered(("entities", level), read)

    def owners(self, level: str) -> dict[str, Key]:
        """Return the key of each entity of a level by its id alone."""
        return self.remembered(
            ("owners", level), lambda: {key[2]: key for key in self.entities(level)}
        )

    def lone_ids(self, level: str, column: str) -> bool:
        """
        Say whether each id of a level is of one account only.

        Finding out reads all rows, which pays from the second question on: before it, no.
        """
        asked = ("asked", level)
        with self._lock:
            if asked not in self._known:
                self._known[asked] = True
                return False
        view = self.view("facts", self.files("facts", None))
        sql = (
            f"SELECT 1 FROM {view} WHERE {column} IS NOT NULL GROUP BY {column} HAVING"
            " min(account_id) <> max(account_id) OR min(connector) <> max(connector) LIMIT 1"
        )
        return self.remembered(("lone", column), lambda: not self.query(sql))

    def reported(self, grain: str) -> list[Reported]:
        """Return each kind of conversion row that the data hold."""
        table = "conversions" if grain == "day" else "period_conversions"
        view = self.view(table, self.files(table, None))
        sql = (
            "SELECT DISTINCT connector, event_type, conversion_name, attribution_window, basis"
            f" FROM {view}"
        )
        return self.remembered(
            ("reported", grain), lambda: [Reported(*row) for row in self.query(sql)]
        )

    def actions(self, grain: str) -> list[tuple[str, str, str, str]]:
        """Return platform, account, event type and name of each action that was reported."""
        table = "conversions" if grain == "day" else "period_conversions"
        view = self.view(table, self.files(table, None))
        sql = f"SELECT DISTINCT platform, account_id, event_type, conversion_name FROM {view}"

        def read() -> list[tuple[str, str, str, str]]:
            return sorted((row[0], row[1], row[2], row[3]) for row in self.query(sql))

        return self.remembered(("actions", grain), read)

    def first_days(self, level: str) -> list[tuple[str, str, str, date]]:
        """Return the first day on which each campaign or ad was shown or paid for."""
        column = "campaign_id" if level == "campaign" else "entity_id"
        only = "" if level == "campaign" else f" AND level = '{level}'"
        view = self.view("facts", self.files("facts", None))
        sql = (
            f"SELECT connector, account_id, {column}, min(date) FROM {view}"
            f" WHERE {column} IS NOT NULL AND (impressions > 0 OR spend > 0){only} GROUP BY ALL"
        )

        def read() -> list[tuple[str, str, str, date]]:
            return sorted((row[0], row[1], row[2], row[3]) for row in self.query(sql))

        return self.remembered(("first_days", level), read)

    def own_days(self) -> Period | None:
        """Return the days that the client's own books have events of."""
        view = self.view("own_events", self.files("own_events", None))

        def read() -> Period | None:
            first, last = self.query(f"SELECT min(date), max(date) FROM {view}")[0]
            return None if first is None else Period.closed(first, last)

        return self.remembered(("own_days",), read)

    def _distinct(self, plan: Plan, *columns: str) -> list[tuple[Any, ...]]:
        with self._lock:
            self._load_lookups(plan)
            return self.query(distinct_of(plan, columns, "duckdb"))

    def _once(self, name: str, make: Callable[[], None]) -> None:
        with self._lock:
            if name not in self._made:
                if len(self._made) > _MOST_VIEWS:
                    self._forget_oldest()
                make()
                self._made[name] = None

    def _forget_oldest(self) -> None:
        oldest = next(iter(self._made))
        del self._made[oldest]
        kind = (
            "TABLE"
            if self.query("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [oldest])
            else "VIEW"
        )
        self._connection.execute(f'DROP {kind} IF EXISTS "{oldest}"')

    def _create_view(self, name: str, table: str, files: Sequence[str]) -> None:
        if files:
            listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
            rows = f"SELECT * FROM read_parquet([{listed}])"
        else:
            columns = TABLES[table].columns
            empty = ", ".join(f"CAST(NULL AS {each.type}) AS {each.name}" for each in columns)
            rows = f"SELECT {empty} WHERE false"
        self._connection.execute(f'CREATE OR REPLACE TEMP VIEW "{name}" AS {rows}')

    def _prepared(self, plan: Plan) -> str:
        self._load_lookups(plan)
        return sql_of(plan, "duckdb")

    def _load_lookups(self, plan: Plan) -> None:
        for lookup in plan.lookups:
            self._once(lookup.name, lambda lookup=lookup: self._load(lookup))  # type: ignore[misc]

    def _load(self, lookup: Lookup) -> None:
        import pyarrow as pa

        columns = list(zip(*lookup.rows, strict=True)) or [()] * len(lookup.columns)
        loaded = pa.table(
            {n: pa.array(c) for (n, _), c in zip(lookup.columns, columns, strict=True)}
        )
        typed = ", ".join(
            f"CAST({name} AS {_KINDS[kind]}) AS {name}" for name, kind in lookup.columns
        )
        self._connection.register("loaded_rows", loaded)
        self._connection.execute(
            f'CREATE OR REPLACE TEMP TABLE "{lookup.name}" AS SELECT {typed} FROM loaded_rows'
        )
        self._connection.unregister("loaded_rows")


_desks: WeakKeyDictionary[Any, dict[tuple[Any, ...], Desk]] = WeakKeyDictionary()
_desks_lock = RLock()
_OPEN = 4


def desk(warehouse: Any, snapshot: Snapshot) -> Desk:
    """Return the open desk of what a reader sees; a process keeps the last few per warehouse."""
    with _desks_lock:
        held = _desks.setdefault(warehouse, {})
        # What one reader's desk remembers is not another's, who sees other accounts.
        key = (snapshot.workspace_id, snapshot.version.version, snapshot.accounts)
        found = held.pop(key, None) or Desk(snapshot)
        held[key] = found
        while len(held) > _OPEN:
            held.pop(next(iter(held)))
        return found
