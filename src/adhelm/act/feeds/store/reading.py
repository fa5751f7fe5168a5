"""Reads two versions of the warehouse: what differs between them, and the rows that are to go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adhelm.act.feeds.logic import contract, planning, queries
from adhelm.act.feeds.types import Answers, Chunk, Partition, Plan, Tally
from adhelm.core.ads import Level, Period
from adhelm.observe.warehouse import Snapshot, lookback_days

if TYPE_CHECKING:
    import duckdb

_OTHERS = ""
"""A connector that nobody knows: how long its days move is the warehouse's guess."""
_DATED = (contract.PERFORMANCE.name, contract.CONVERSIONS.name)


@dataclass(frozen=True, slots=True)
class Base:
    """What a target holds: a version that can still be read, and whose rows counted then."""

    snapshot: Snapshot
    answers: Answers


@dataclass(frozen=True, slots=True)
class Reading:
    """One version of the warehouse, open."""

    snapshot: Snapshot
    connection: duckdb.DuckDBPyConnection
    answers: Answers

    def plan(self, base: Base | None) -> Plan:
        """Return what brings a target from a version to this one; from nothing without one."""
        found = [part for table in queries.RAW for part in self._replaced(table, base)]
        if base is None:
            found = [month for part in found for month in planning.by_month(part)]
        found += _accounts(found)
        found.sort(key=lambda one: contract.DATA.index(one.table))
        chunks = planning.packed(found, self._counted(found))
        version = self.snapshot.version
        before = base.snapshot.version.version if base else None
        told = planning.fingerprint(
            contract=contract.VERSION, version=version.version, base=before, chunks=chunks,
            partitions=found, answers=self.answers,
        )  # fmt: skip
        return Plan(
            version.version, version.known_at, before, tuple(found), chunks, self.answers, told
        )

    def _replaced(self, table: str, base: Base | None) -> list[Partition]:
        raw = queries.RAW[table]
        new = set(self.snapshot.files(raw))
        old = set(base.snapshot.files(raw)) if base else set()
        rows: list[tuple[Any, ...]] = []
        if new != old:
            query = queries.changed(table, new=sorted(new - old), old=sorted(old - new))
            rows = self.connection.execute(query).fetchall()
        if not queries.day_of(table):
            return [Partition(table, row) for row in sorted(rows)]
        days = [(row[:-1], row[-1], row[-1]) for row in rows]
        if base and table in _DATED:
            days += planning.moved(base.answers, self.answers)
        return planning.joined(table, days)

    def _counted(self, found: Sequence[Partition]) -> dict[Partition, int]:
        counts: dict[Partition, int] = {}
        for table in contract.DATA:
            theirs = [one for one in found if one.table == table]
            if table == contract.ACCOUNTS.name:
                counts |= dict.fromkeys(theirs, 1)
            elif theirs:
                self._set("part", queries.partitions(table, theirs))
                query = queries.counted(table, self._source(queries.RAW[table], theirs))
                rows = self.connection.execute(query).fetchall()
                counts |= {theirs[n]: rows for n, rows in rows}
        return counts

    def select(self, table: str, partitions: Sequence[Partition]) -> str:
        """Make the partitions the ones that are read; return the query of their rows."""
        self._set("part", queries.partitions(table, partitions))
        self._set("span", queries.spans(self.answers, (one.scope for one in partitions)))
        sources = {raw: self._source(raw, partitions) for raw in queries.READ[table]}
        return queries.selected(
            table,
            sources=sources,
            workspace=self.snapshot.workspace_id,
            version=self.snapshot.version.version,
            final=self._final(partitions),
        )

    def write(self, chunk: Chunk, path: Path) -> int:
        """Write the rows of a chunk as CSV (`.csv`) or Parquet (`.parquet`); return how many."""
        query = self.select(chunk.table, chunk.partitions)
        texts = ", ".join(contract.CONTRACT.table(chunk.table).texts)
        how = "FORMAT parquet, COMPRESSION zstd"
        if path.suffix == ".csv":
            # Texts are quoted, so that none of them is taken for NULL.
            how = f"FORMAT csv, HEADER false, NULLSTR '\\N', FORCE_QUOTE ({texts})"
        done = self.connection.execute(f"COPY ({query}) TO {queries.text(path)} ({how})")
        return int(done.fetchall()[0][0])

    def tally(self, answers: Answers) -> Tally:
        """Return rows and spend by level, of those whose rows counted."""
        table = contract.PERFORMANCE.name
        whole = replace(self, answers=answers)
        found = [
            Partition(table, key, span.first, span.last)
            for key, spans in answers.items()
            for span in spans
        ]
        if not found:
            return {}
        query = whole.select(table, found)
        rows = self.rows(f"SELECT level, count(*), sum(spend) FROM ({query}) GROUP BY level")
        return {row[0]: (row[1], row[2]) for row in rows}

    def sheet(self, level: str, days: int) -> list[tuple[Any, ...]]:
        """Return the last days of a level with names, the newest day first."""
        table = contract.PERFORMANCE.name
        spans = [span.last for key, found in self.answers.items() if key[2] == level
                 for span in found]  # fmt: skip
        if not spans:
            return []
        first = max(spans) - timedelta(days=min(days, max(spans).toordinal()) - 1)
        found = [
            Partition(table, key, first, max(spans)) for key in self.answers if key[2] == level
        ]
        query = self.select(table, found)
        named = queries.scan("entities", self.snapshot.files("entities"))
        return self.rows(queries.sheet(query, named))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query that `select` returned, or of one over it."""
        return self.connection.execute(query).fetchall()

    def _set(self, name: str, query: str) -> None:
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")

    def _source(self, raw: str, partitions: Sequence[Partition]) -> str:
        first = min((one.first for one in partitions if one.first), default=None)
        last = max((one.last for one in partitions if one.last), default=None)
        period = Period.closed(first, last) if first and last and raw != "changes" else None
        return queries.scan(raw, self.snapshot.files(raw, period=period))

    def _final(self, partitions: Sequence[Partition]) -> str:
        names = sorted({one.scope[0] for one in partitions})
        return queries.final_from(
            {name: lookback_days(name) for name in names}, lookback_days(_OTHERS)
        )


@contextmanager
def reading(snapshot: Snapshot) -> Iterator[Reading]:
    """Open a version of the warehouse to be read from."""
    import duckdb

    slices = [one for level in Level for one in snapshot.slices(levels=[level.value])]
    with duckdb.connect() as connection:
        snapshot.warehouse.configure(connection)
        yield Reading(snapshot, connection, planning.answers_of(slices))


def _accounts(found: Sequence[Partition]) -> list[Partition]:
    """Return the accounts of what is replaced: their rows tell of the others'."""
    tables = {contract.PERFORMANCE.name, contract.ENTITIES.name}
    scopes = sorted({one.scope[:2] for one in found if one.table in tables})
    return [Partition(contract.ACCOUNTS.name, scope) for scope in scopes]
