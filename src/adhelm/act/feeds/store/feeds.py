"""Feeds and their runs as they are remembered; credentials are sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from adhelm.act.feeds.tables import FEED, RUN
from adhelm.act.feeds.types import Feed, FeedExists, FeedRun, Kind, NoSuchFeed, State, TooManyFeeds
from adhelm.core import secrets
from adhelm.core.clock import Clock
from adhelm.core.secrets import Keyring

_MOST_FEEDS = 50
_MOST_RUNS = 1000
"""Kept of a feed."""


def add(
    connection: sa.Connection,
    keyring: Keyring,
    *,
    workspace_id: str,
    feed: Feed,
    credential: Mapping[str, str],
    clock: Clock,
) -> None:
    """
    Keep a feed, its credential sealed.

    :raises FeedExists: if there is one of that name.
    :raises TooManyFeeds: if there are as many as there may be.
    """
    known = every(connection, workspace_id)
    if any(one.name == feed.name for one in known):
        raise FeedExists(f"there is a feed '{feed.name}'", hint="choose another name, or remove it")
    if len(known) >= _MOST_FEEDS:
        raise TooManyFeeds(f"a workspace has at most {_MOST_FEEDS} feeds", hint="remove one")
    connection.execute(
        FEED.insert().values(
            workspace_id=workspace_id, name=feed.name, kind=feed.kind.value,
            place=dict(feed.place), added_at=feed.added_at, added_by=feed.added_by,
        )
    )  # fmt: skip
    secrets.put_secret(
        connection, keyring, workspace_id=workspace_id, name=_secret(feed.name),
        value=json.dumps(dict(credential)), clock=clock,
    )  # fmt: skip


def credential(
    connection: sa.Connection, keyring: Keyring, *, workspace_id: str, name: str
) -> dict[str, str]:
    """Open a feed's credential."""
    sealed = secrets.get_secret(connection, keyring, workspace_id=workspace_id, name=_secret(name))
    found: dict[str, str] = json.loads(sealed.reveal())
    return found


def every(connection: sa.Connection, workspace_id: str) -> list[Feed]:
    """Return all feeds, by name."""
    mine = FEED.select().where(FEED.c.workspace_id == workspace_id).order_by(FEED.c.name)
    return [_feed(row) for row in connection.execute(mine)]


def find(connection: sa.Connection, workspace_id: str, name: str) -> Feed | None:
    """Return one feed, None if there is none of that name."""
    row = connection.execute(FEED.select().where(_is(workspace_id, name))).one_or_none()
    return _feed(row) if row else None


def get(connection: sa.Connection, workspace_id: str, name: str) -> Feed:
    """
    Return one feed.

    :raises NoSuchFeed: if there is none of that name.
    """
    found = find(connection, workspace_id, name)
    if found is None:
        raise NoSuchFeed(f"there is no feed '{name}'", hint="`adhelm feed ls` lists them")
    return found


def remove(connection: sa.Connection, workspace_id: str, name: str) -> None:
    """Forget a feed, its credential and its runs."""
    secrets.delete_secret(connection, workspace_id=workspace_id, name=_secret(name))
    connection.execute(FEED.delete().where(_is(workspace_id, name)))
    connection.execute(RUN.delete().where(_of(workspace_id, name)))


def begin(connection: sa.Connection, workspace_id: str, run: FeedRun) -> None:
    """Note that a run begins; one that seems to run still has died."""
    running = (RUN.c.state == State.running.value) & _of(workspace_id, run.feed)
    connection.execute(
        RUN.update().where(running).values(state=State.interrupted.value, ended_at=run.started_at)
    )
    connection.execute(RUN.insert().values(workspace_id=workspace_id, **_values(run)))
    kept = (
        sa.select(RUN.c.id).where(_of(workspace_id, run.feed))
        .order_by(RUN.c.started_at.desc(), RUN.c.id.desc()).limit(_MOST_RUNS)
    )  # fmt: skip
    ids = list(connection.scalars(kept))
    if len(ids) == _MOST_RUNS:
        connection.execute(RUN.delete().where(_of(workspace_id, run.feed), RUN.c.id.not_in(ids)))


def end(connection: sa.Connection, workspace_id: str, run: FeedRun) -> None:
    """Note how a run ended."""
    this = (RUN.c.workspace_id == workspace_id) & (RUN.c.id == run.id)
    connection.execute(RUN.update().where(this).values(**_values(run)))


def runs(
    connection: sa.Connection,
    workspace_id: str,
    *,
    feed: str,
    limit: int,
    before: tuple[datetime, str] | None = None,
) -> list[FeedRun]:
    """Return a feed's runs, the newest first; those before an instant and id, if given."""
    query = RUN.select().where(_of(workspace_id, feed))
    if before is not None:
        at, id_ = before
        later = (RUN.c.started_at == at) & (RUN.c.id < id_)
        query = query.where((RUN.c.started_at < at) | later)
    query = query.order_by(RUN.c.started_at.desc(), RUN.c.id.desc()).limit(limit)
    return [_run(row) for row in connection.execute(query)]


def recent(connection: sa.Connection, workspace_id: str) -> dict[str, list[FeedRun]]:
    """Return each feed's latest runs back to one that had all, newest first."""
    held = sa.select(RUN.c.feed, sa.func.max(RUN.c.started_at).label("at")).where(
        RUN.c.workspace_id == workspace_id, RUN.c.state == State.done.value
    )
    last = held.group_by(RUN.c.feed).subquery()
    query = (
        sa.select(RUN)
        .outerjoin(last, last.c.feed == RUN.c.feed)
        .where(RUN.c.workspace_id == workspace_id)
        .where(sa.or_(last.c.at.is_(None), RUN.c.started_at >= last.c.at))
        .order_by(RUN.c.feed, RUN.c.started_at.desc(), RUN.c.id.desc())
    )
    found: dict[str, list[FeedRun]] = {}
    for row in connection.execute(query):
        found.setdefault(row.feed, []).append(_run(row))
    return found


def _values(run: FeedRun) -> dict[str, Any]:
    return {
        "id": run.id, "feed": run.feed, "state": run.state.value, "started_at": run.started_at,
        "ended_at": run.ended_at, "data_version": run.data_version, "known_at": run.known_at,
        "base_version": run.base_version, "rows": run.rows, "partitions": run.partitions,
        "error": dict(run.error) if run.error else None,
    }  # fmt: skip


def _feed(row: sa.Row[Any]) -> Feed:
    return Feed(row.name, Kind(row.kind), row.place, row.added_at, row.added_by)


def _run(row: sa.Row[Any]) -> FeedRun:
    return FeedRun(
        row.id, row.feed, State(row.state), row.started_at, row.ended_at, row.data_version,
        row.known_at, row.base_version, row.rows, row.partitions, row.error,
    )  # fmt: skip


def _is(workspace_id: str, name: str) -> sa.ColumnElement[bool]:
    return sa.and_(FEED.c.workspace_id == workspace_id, FEED.c.name == name)


def _of(workspace_id: str, name: str) -> sa.ColumnElement[bool]:
    return sa.and_(RUN.c.workspace_id == workspace_id, RUN.c.feed == name)


def _secret(name: str) -> str:
    return f"feed {name}"
