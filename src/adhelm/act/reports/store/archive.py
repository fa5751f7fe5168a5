"""What was sent, and the links that open it without signing in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from adhelm.act.reports.tables import LINK, SENT
from adhelm.core.db import Connection


@dataclass(frozen=True, slots=True)
class Kept:
    """A report that was made, and what became of it."""

    id: str
    schedule_id: str
    sort: str
    title: str
    period: str
    asked: str
    data_version: int
    made_at: datetime
    author: str
    for_client: bool
    accounts: tuple[str, ...] | None
    document: bytes
    files: Sequence[Mapping[str, Any]]
    """form, name, bytes and the SHA-256 of each file."""
    deliveries: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Link:
    """An address that opens one file of a report until it expires."""

    id: str
    sent_id: str
    form: str
    digest: str
    author: str
    made_at: datetime
    expires_at: datetime
    revoked: bool
    opened: int


_NEWEST = (SENT.c.made_at.desc(), SENT.c.id)


def add_sent(connection: Connection, workspace_id: str, kept: Kept) -> None:
    """Keep a report that was made."""
    values = {name: getattr(kept, name) for name in Kept.__slots__}
    values["accounts"] = None if kept.accounts is None else json.dumps(list(kept.accounts))
    values["files"] = json.dumps(list(map(dict, kept.files)))
    values["deliveries"] = json.dumps(list(map(dict, kept.deliveries)))
    connection.execute(SENT.insert().values(workspace_id=workspace_id, **values))


def set_deliveries(
    connection: Connection, workspace_id: str, sent_id: str, told: Sequence[Mapping[str, Any]]
) -> None:
    """Note where a report was sent."""
    values = {"deliveries": json.dumps(list(map(dict, told)))}
    connection.execute(SENT.update().where(*_is(SENT, workspace_id, sent_id)).values(**values))


def get_sent(connection: Connection, workspace_id: str, sent_id: str) -> Kept | None:
    """Return one report that was made."""
    row = connection.execute(SENT.select().where(*_is(SENT, workspace_id, sent_id))).first()
    return _kept(row) if row else None


def list_sent(
    connection: Connection,
    workspace_id: str,
    *,
    schedule_id: str,
    for_clients: bool,
    after: tuple[datetime, str] | None,
    limit: int,
) -> list[Kept]:
    """Return reports that were made, the newest first, without their documents."""
    columns = [each for each in SENT.c if each.name != "document"]
    query = sa.select(*columns).where(SENT.c.workspace_id == workspace_id)
    if schedule_id:
        query = query.where(SENT.c.schedule_id == schedule_id)
    if for_clients:
        query = query.where(SENT.c.for_client.is_(True))
    if after:
        at, this = after
        same = sa.and_(SENT.c.made_at == at, SENT.c.id > this)
        query = query.where(sa.or_(SENT.c.made_at < at, same))
    return [_kept(row) for row in connection.execute(query.order_by(*_NEWEST).limit(limit))]


def add_link(connection: Connection, workspace_id: str, link: Link) -> None:
    """Keep a new link."""
    values = {name: getattr(link, name) for name in Link.__slots__}
    connection.execute(LINK.insert().values(workspace_id=workspace_id, **values))


def find_link(connection: Connection, digest: str) -> tuple[str, Link] | None:
    """Return the link of a token's digest, whichever workspace it is of, and that workspace."""
    row = connection.execute(LINK.select().where(LINK.c.digest == digest)).first()
    return (row.workspace_id, _link(row)) if row else None


def count_opened(connection: Connection, workspace_id: str, link_id: str) -> None:
    """Count that a link was opened."""
    more = {"opened": LINK.c.opened + 1}
    connection.execute(LINK.update().where(*_is(LINK, workspace_id, link_id)).values(**more))


def links_of(connection: Connection, workspace_id: str, sent_id: str) -> list[Link]:
    """Return the links to one report, the newest first."""
    mine = (LINK.c.workspace_id == workspace_id, LINK.c.sent_id == sent_id)
    query = LINK.select().where(*mine).order_by(LINK.c.made_at.desc(), LINK.c.id).limit(1000)
    return [_link(row) for row in connection.execute(query)]


def revoke(connection: Connection, workspace_id: str, link_id: str) -> Link | None:
    """Let a link open nothing any more; return it as it was."""
    row = connection.execute(LINK.select().where(*_is(LINK, workspace_id, link_id))).first()
    if row is None:
        return None
    this = _is(LINK, workspace_id, link_id)
    connection.execute(LINK.update().where(*this).values(revoked=True))
    return _link(row)


def _is(table: sa.Table, workspace_id: str, this: str) -> tuple[sa.ColumnElement[bool], ...]:
    return table.c.workspace_id == workspace_id, table.c.id == this


def _kept(row: sa.Row[Any]) -> Kept:
    found = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's own name for it
    found.pop("workspace_id")
    accounts = found["accounts"]
    return Kept(
        **{
            **found,
            "accounts": None if accounts is None else tuple(json.loads(accounts)),
            "document": bytes(found.get("document", b"")),
            "files": json.loads(found["files"]),
            "deliveries": json.loads(found["deliveries"]),
        }
    )


def _link(row: sa.Row[Any]) -> Link:
    found = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's own name for it
    found.pop("workspace_id")
    return Link(**found)
