"""Tries a target: whether it opens, what it holds, and whether that adds up to the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from adhelm.act.feeds.service import pushing, targets
from adhelm.act.feeds.service.desk import Desk
from adhelm.act.feeds.store import feeds as store
from adhelm.act.feeds.store.reading import reading
from adhelm.act.feeds.types import CheckItem, Feed, Kind, Marker, Tally
from adhelm.core.errors import AdhelmError
from adhelm.core.principal import Scope
from adhelm.observe import warehouse as warehouses

_SHORT_S = 10


def check_feed(desk: Desk, *, name: str) -> list[CheckItem]:
    """
    Say whether a target opens, what it holds, and whether rows and spend are Adhelm's.

    :raises NoSuchFeed: if there is none of that name.
    """
    desk.principal.require(Scope.write)
    desk.principal.require_whole("a feed")
    with desk.database.reading() as connection:
        feed = store.get(connection, desk.principal.workspace_id, name)
    found: list[CheckItem] = []
    try:
        found += _tried(desk, feed)
    except AdhelmError as error:
        found.append(CheckItem(f"open {feed.address}", ok=False, error=_told(error)))
    return found


def _tried(desk: Desk, feed: Feed) -> Iterator[CheckItem]:
    outside = replace(desk.outside, timeout_s=min(desk.outside.timeout_s, _SHORT_S))
    workspace = desk.principal.workspace_id
    with desk.database.reading() as connection:
        opens = store.credential(connection, desk.keyring, workspace_id=workspace, name=feed.name)
    if feed.kind is Kind.sheets:
        yield from pushing.tried(replace(desk, outside=outside), feed, opens)
        return
    with targets.opened(
        feed, opens, workspace=workspace, outside=outside, clock=desk.clock
    ) as target:
        marker = target.marker()
        tally = target.tally() if marker else None
    yield CheckItem(f"open {feed.address}", ok=True, detail="it opens")
    newest = warehouses.snapshot(desk.warehouse, principal=desk.principal).version.version
    if marker is None:
        yield CheckItem("data version", ok=True, detail=f"none yet; Adhelm has {newest}")
        return
    yield CheckItem("data version", ok=True, detail=f"{marker.version}; Adhelm has {newest}")
    if tally is not None:
        yield from _compared(desk, marker, tally)


def _compared(desk: Desk, marker: Marker, tally: Tally) -> Iterator[CheckItem]:
    try:
        held = warehouses.snapshot(desk.warehouse, principal=desk.principal, as_of=marker.version)
    except AdhelmError as error:
        yield CheckItem("rows and spend", ok=False, error=_told(error))
        return
    with reading(held) as source:
        ours = source.tally(marker.answers)
    for level in sorted(ours.keys() | tally.keys()):
        theirs, here = tally.get(level), ours.get(level)
        same = theirs == here
        told, there = _counted(here), _counted(theirs)
        yield CheckItem(
            f"rows and spend by {level}", ok=same,
            detail=told if same else f"{there}; Adhelm has {told}",
        )  # fmt: skip


def _counted(found: tuple[int, Decimal | None] | None) -> str:
    if found is None:
        return "no rows"
    spend = "no spend" if found[1] is None else f"spend {found[1].normalize():,f}"
    return f"{found[0]:,} rows, {spend}"


def _told(error: AdhelmError) -> dict[str, object]:
    return {"code": error.code, "message": error.message, "hint": error.hint}
