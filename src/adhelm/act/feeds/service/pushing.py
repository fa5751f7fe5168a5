"""Fills a Google sheet with the last days of a level, at the newest data version."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from adhelm.act.feeds.logic import contract, planning, sheet
from adhelm.act.feeds.service.desk import Desk
from adhelm.act.feeds.store import sheets
from adhelm.act.feeds.store.reading import Reading, reading
from adhelm.act.feeds.types import BadPlace, CheckItem, Feed, FeedRun, State
from adhelm.observe import warehouse as warehouses

_DONE = "complete"


def push(
    desk: Desk, feed: Feed, credential: Mapping[str, str], run: FeedRun, *, whole: bool
) -> FeedRun:
    """
    Write the sheet anew, if it has not the newest version; return what became of the run.

    :raises BadPlace: if there are more rows than a sheet should hold.
    """
    snapshot = warehouses.snapshot(desk.warehouse, principal=desk.principal)
    version = snapshot.version
    with (
        sheets.opened(feed.place, credential, outside=desk.outside, now=desk.clock.now) as target,
        reading(snapshot) as source,
    ):
        held = target.marker()
        meant = _fingerprint(feed, source)
        told = replace(run, data_version=version.version, known_at=version.known_at)
        if not whole and held.get("state") == _DONE and held.get("fingerprint") == meant:
            return replace(told, state=State.unchanged)
        level, days = feed.place["level"], int(feed.place["days"])
        rows = source.sheet(level, days)
        if len(rows) * len(sheet.NAMES) > sheet.MOST_CELLS:
            raise BadPlace(
                f"{len(rows):,} rows are more than a sheet should hold",
                hint="fewer days, a coarser level, or a database",
            )
        target.push(
            sheet.title(level), rows, progress=desk.progress,
            begin=f"being written: version {version.version}",
        )  # fmt: skip
        target.tell(
            [
                ("state", _DONE), ("data_version", version.version),
                ("known_at", version.known_at.isoformat()), ("rows", len(rows)),
                ("loaded_at", desk.clock.now().isoformat()), ("level", level), ("days", days),
                ("fingerprint", meant), ("software", desk.outside.software),
            ]
        )  # fmt: skip
    return replace(told, state=State.done, rows=len(rows), partitions=1)


def tried(desk: Desk, feed: Feed, credential: Mapping[str, str]) -> list[CheckItem]:
    """Say whether a sheet opens, and what it holds."""
    with sheets.opened(feed.place, credential, outside=desk.outside, now=desk.clock.now) as target:
        held = target.marker()
    newest = warehouses.snapshot(desk.warehouse, principal=desk.principal).version.version
    has = held.get("data_version") or "none yet"
    return [
        CheckItem(f"open {feed.address}", ok=True, detail="it opens"),
        CheckItem("data version", ok=True, detail=f"{has}; Adhelm has {newest}"),
    ]


def _fingerprint(feed: Feed, source: Reading) -> str:
    """Return what changes whenever the sheet would."""
    version = source.snapshot.version
    told = (
        version.version, version.known_at if version.version else "", contract.VERSION,
        feed.place["level"], feed.place["days"], planning.written(source.answers),
    )  # fmt: skip
    return hashlib.sha256(repr(told).encode()).hexdigest()
