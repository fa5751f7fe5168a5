"""Brings targets to the newest data version: what differs is carried over and merged at once."""

from __future__ import annotations

import tempfile
import uuid
from dataclasses import replace
from pathlib import Path

from adhelm.act.feeds.service import pushing, targets
from adhelm.act.feeds.service.desk import Desk
from adhelm.act.feeds.service.targets import Target
from adhelm.act.feeds.store import feeds as store
from adhelm.act.feeds.store.reading import Base, Reading, reading
from adhelm.act.feeds.types import (
    Feed,
    FeedBusy,
    FeedRun,
    Kind,
    Load,
    Marker,
    State,
)
from adhelm.core.db import Busy
from adhelm.core.errors import AdhelmError
from adhelm.core.principal import Scope
from adhelm.govern import audit
from adhelm.observe import warehouse as warehouses
from adhelm.observe.warehouse import Snapshot


def run_feed(desk: Desk, *, name: str, whole: bool = False) -> FeedRun:
    """
    Bring a target to the newest data version; with `whole`, write everything anew.

    What an earlier run carried over and did not merge is used again. Readers of the target see
    the old version or the new one.

    :raises NoSuchFeed: if there is none of that name.
    :raises FeedBusy: if another run of it is at work.
    :raises AdhelmError: if the target cannot take the data; the run says so too.
    """
    principal = desk.principal
    principal.require(Scope.write)
    principal.require_whole("a feed")
    with desk.database.reading() as connection:
        feed = store.get(connection, principal.workspace_id, name)
    try:
        with desk.database.exclusive(f"feed {principal.workspace_id} {name}", timeout_s=1):
            return _run(desk, feed, whole=whole)
    except Busy:
        raise FeedBusy(
            f"another run of '{name}' is at work", hint="it is tried again by itself"
        ) from None


def _run(desk: Desk, feed: Feed, *, whole: bool) -> FeedRun:
    run = FeedRun(uuid.uuid4().hex, feed.name, State.running, desk.clock.now())
    workspace = desk.principal.workspace_id
    with desk.database.durable() as connection:
        store.begin(connection, workspace, run)
    try:
        run = _carried(desk, feed, run, whole=whole)
    except AdhelmError as error:
        told = {"code": error.code, "message": error.message, "hint": error.hint}
        _end(desk, replace(run, state=State.failed, error=told))
        raise
    except BaseException:
        told = {"code": "internal", "message": "it ended before its time", "hint": "see the log"}
        _end(desk, replace(run, state=State.failed, error=told))
        raise
    return _end(desk, run)


def _end(desk: Desk, run: FeedRun) -> FeedRun:
    ended = replace(run, ended_at=desk.clock.now())
    with desk.database.durable() as connection:
        store.end(connection, desk.principal.workspace_id, ended)
        if ended.state is State.done:
            audit.record(
                connection, principal=desk.principal, clock=desk.clock, action="feeds.run",
                subject=f"feed:{ended.feed}",
                after={"data_version": ended.data_version, "rows": ended.rows},
            )  # fmt: skip
    return ended


def _carried(desk: Desk, feed: Feed, run: FeedRun, *, whole: bool) -> FeedRun:
    workspace = desk.principal.workspace_id
    with desk.database.reading() as connection:
        opens = store.credential(connection, desk.keyring, workspace_id=workspace, name=feed.name)
    if feed.kind is Kind.sheets:
        return pushing.push(desk, feed, opens, run, whole=whole)
    snapshot = warehouses.snapshot(desk.warehouse, principal=desk.principal)
    with (
        targets.opened(
            feed, opens, workspace=workspace, outside=desk.outside, clock=desk.clock
        ) as target,
        reading(snapshot) as source,
    ):
        marker = target.marker()
        anew = target.prepare() or whole
        base = None if anew or marker is None else _base(desk, marker)
        told = replace(
            run, data_version=snapshot.version.version, known_at=snapshot.version.known_at,
            base_version=base.snapshot.version.version if base else None,
        )  # fmt: skip
        if base and marker and _is_there(source, marker):
            return replace(told, state=State.unchanged)
        return _merged(desk, target, source, base, told)


def _base(desk: Desk, marker: Marker) -> Base | None:
    """Return what the target holds; None where that cannot be read any more, or is of elsewhere."""
    try:
        old: Snapshot = warehouses.snapshot(
            desk.warehouse, principal=desk.principal, as_of=marker.version
        )
    except AdhelmError:
        return None
    # After a restore from a backup a number may be given a second time.
    same = old.version.known_at.isoformat() == marker.known_at
    return Base(old, marker.answers) if same or not marker.version else None


def _is_there(source: Reading, marker: Marker) -> bool:
    return marker.version == source.snapshot.version.version and marker.answers == source.answers


def _merged(
    desk: Desk, target: Target, source: Reading, base: Base | None, run: FeedRun
) -> FeedRun:
    plan = source.plan(base)
    arrived = target.arrived(plan.fingerprint)
    done = sum(chunk.rows for chunk in plan.chunks if chunk.number in arrived)
    with tempfile.TemporaryDirectory(prefix="adhelm-feed-") as folder:
        for chunk in plan.chunks:
            desk.progress(done, plan.rows, chunk.table)
            if chunk.number in arrived:
                continue
            path = Path(folder) / f"{chunk.number}{target.suffix}"
            source.write(chunk, path)
            target.stage(plan.fingerprint, chunk, path)
            path.unlink()
            done += chunk.rows
    desk.progress(plan.rows, plan.rows, "merging")
    load = Load(desk.principal.workspace_id, plan, desk.clock.now(), desk.outside.software)
    written = target.merge(load)
    return replace(run, state=State.done, rows=written, partitions=len(plan.partitions))
