"""What a target can do, and how the one of a feed is opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from adhelm.act.feeds.store import bigquery, postgres
from adhelm.act.feeds.types import Chunk, Feed, Kind, Load, Marker, Outside, Tally
from adhelm.core.clock import Clock


class Target(Protocol):
    """A warehouse that merges."""

    suffix: str
    """Of the files that it takes: '.csv' or '.parquet'."""

    def marker(self) -> Marker | None:
        """
        Return what the target says that it holds; None for nothing.

        :raises TargetIsNewer: if it was written by a later contract.
        """
        ...

    def prepare(self) -> bool:
        """Bring its tables to this contract; say whether everything must be written anew."""
        ...

    def tally(self) -> Tally | None:
        """Return rows and spend by level as the target has them; None where it cannot tell."""
        ...

    def arrived(self, fingerprint: str) -> set[int]:
        """Return which chunks of a merge wait already; those of another are thrown away."""
        ...

    def stage(self, fingerprint: str, chunk: Chunk, path: Path) -> None:
        """Let the rows of a chunk wait in the target, and note that they do."""
        ...

    def merge(self, load: Load) -> int:
        """Put what waits in the place of what it replaces, at once; return rows written."""
        ...


@contextmanager
def opened(
    feed: Feed, credential: Mapping[str, str], *, workspace: str, outside: Outside, clock: Clock
) -> Iterator[Target]:
    """Open a feed's target, which nobody else merges this workspace into meanwhile."""
    if feed.kind is Kind.bigquery:
        with bigquery.opened(
            feed.place, credential, workspace=workspace, outside=outside, now=clock.now
        ) as dataset:
            yield dataset
        return
    with postgres.opened(feed.place, credential, workspace=workspace, outside=outside) as target:
        yield target
