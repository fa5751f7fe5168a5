"""Turns pages into staged rows: those that have landed, whoever fetched them and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adhelm.connectors.contract import Fetch, Mapped, Reader
from adhelm.core.ads import Period
from adhelm.core.errors import AdhelmError
from adhelm.observe import warehouse as warehouses
from adhelm.observe.ingest.service.lines import Post
from adhelm.observe.ingest.store.arriving import Arriving, Tray
from adhelm.observe.ingest.store.fetches import Record
from adhelm.observe.ingest.store.streams import Arrived
from adhelm.observe.ingest.types import NotMapped
from adhelm.observe.warehouse.types import PageHead

if TYPE_CHECKING:
    import duckdb

Sieve = Callable[[Mapped], Mapped]
"""Lets through what is wanted of a page's rows."""


@dataclass(frozen=True, slots=True)
class Load:
    """One fetch: what is asked, how it is remembered, and who maps its pages."""

    fetch: Fetch
    record: Record
    reader: Reader

    @property
    def connector(self) -> str:
        """Return the connector's name."""
        return self.reader.connector


@dataclass(slots=True)
class Mapper:
    """One fetch's pages on their way into a staging area."""

    load: Load
    arriving: Arriving
    sieve: Sieve | None = None
    covers: Sequence[Period] | None = None
    """The days that it answers for; None: all that were asked for."""
    asked: int = 0
    """Pages asked of the platform now."""
    unknown: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)

    def take(self, body: bytes) -> None:
        """
        Map one page and stage its rows.

        :raises FieldMissing: if a field that the mapping needs is absent.
        :raises NotMapped: if the mapping stumbles over the page.
        """
        try:
            mapped = self.load.reader.rows(self.load.fetch, body)
            self.arriving.add(self.sieve(mapped) if self.sieve else mapped)
        except AdhelmError:
            raise
        except Exception as error:
            # One odd answer must not stop the streams after it.
            stream = self.load.fetch.stream.name
            raise NotMapped(
                f"{stream}: the mapping stumbled: {type(error).__name__}: {error}",
                hint="this is a fault of Adhelm: please report it; the page is kept",
                folder=self.load.record.folder,
            ) from error
        self.unknown.update(mapped.unknown)
        self.extra.update(mapped.extra)

    def finish(self) -> Arrived:
        """Stage what still waits, and what was asked for; return what it came to."""
        for period in self.covers if self.covers is not None else (self.load.fetch.period,):
            self.arriving.cover(self.load.fetch, period, connector=self.load.connector)
        self.arriving.finish()
        return Arrived(
            self.load.record, self.asked, self.arriving.rows, dict(self.unknown), dict(self.extra)
        )


def landed(post: Post, record: Record) -> Iterator[tuple[PageHead, bytes]]:
    """
    Yield the pages of a fetch that have landed, in order.

    :raises PageDamaged: if one is not what was written.
    """
    return warehouses.landed_pages(post.warehouse, principal=post.principal, folder=record.folder)


def mapper(
    area: duckdb.DuckDBPyConnection | Callable[[], duckdb.DuckDBPyConnection],
    load: Load,
    *,
    sieve: Sieve | None = None,
    covers: Sequence[Period] | None = None,
    tray: Callable[[], Tray] | None = None,
) -> Mapper:
    """Return what maps a fetch's pages into a staging area, which may be opened when needed."""
    opened = area if callable(area) else lambda: area
    arriving = Arriving(opened, load.fetch, connector=load.connector, tray=tray)
    return Mapper(load, arriving, sieve, covers)


def restage(post: Post, into: Mapper) -> Arrived:
    """
    Map a fetch's landed pages once more.

    :raises FieldMissing: if a field that the mapping needs is absent.
    :raises NotMapped: if the mapping stumbles over a page.
    """
    for _, body in landed(post, into.load.record):
        into.take(body)
    return into.finish()
