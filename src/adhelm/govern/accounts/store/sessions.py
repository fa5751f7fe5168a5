"""Sign-ins, their refresh tokens, and names that were tried in vain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from adhelm.govern.accounts.tables import FAILURE, REFRESH, SESSION


def start(connection: sa.Connection, values: dict[str, object], *, refresh: str) -> None:
    """Begin a session with its first refresh token."""
    add_session(connection, values)
    add_refresh(connection, str(values["id"]), refresh)


def add_session(connection: sa.Connection, values: dict[str, Any]) -> None:
    """Begin a session that has no refresh token."""
    connection.execute(SESSION.insert().values(**values))


def add_refresh(connection: sa.Connection, session_id: str, token: str) -> None:
    """Give a session another refresh token."""
    connection.execute(REFRESH.insert().values(token=token, session_id=session_id, used_at=None))


def by_id(connection: sa.Connection, session_id: str) -> sa.Row[Any] | None:
    """Return a session."""
    return connection.execute(SESSION.select().where(SESSION.c.id == session_id)).first()


def by_access(connection: sa.Connection, token: str) -> sa.Row[Any] | None:
    """Return the session of an access token's hash."""
    theirs = (SESSION.c.access == token) & sa.not_(SESSION.c.browser)
    return connection.execute(SESSION.select().where(theirs)).first()


def by_refresh(connection: sa.Connection, token: str) -> sa.Row[Any] | None:
    """Return the session of a refresh token's hash, and when that token was used."""
    query = (
        sa.select(SESSION, REFRESH.c.used_at)
        .join(REFRESH, REFRESH.c.session_id == SESSION.c.id)
        .where(REFRESH.c.token == token)
    )
    return connection.execute(query).first()


def use_refresh(connection: sa.Connection, token: str, *, now: datetime) -> bool:
    """Use a refresh token up; False if somebody did before."""
    unused = (REFRESH.c.token == token) & REFRESH.c.used_at.is_(None)
    done = connection.execute(REFRESH.update().where(unused).values(used_at=now))
    return done.rowcount == 1


def renew(connection: sa.Connection, session_id: str, *, access: str, expires_at: datetime) -> None:
    """Give a session another access token; the old one is worth nothing from now on."""
    values = {"access": access, "access_expires_at": expires_at}
    connection.execute(SESSION.update().where(SESSION.c.id == session_id).values(**values))


def by_browser(connection: sa.Connection, token: str) -> sa.Row[Any] | None:
    """Return the session of a browser's token, the present one or the one before."""
    theirs = sa.or_(SESSION.c.access == token, SESSION.c.previous == token)
    return connection.execute(SESSION.select().where(SESSION.c.browser, theirs)).first()


def roll(
    connection: sa.Connection, session_id: str, *, old: str, new: str, expires_at: datetime
) -> bool:
    """Put a browser's new token in the place of the old; False if another request did."""
    this = SESSION.c.id == session_id
    values = {
        "access": new, "previous": old, "previous_until": None, "access_expires_at": expires_at,
    }  # fmt: skip
    unchanged = sa.or_(
        SESSION.c.access == old,
        sa.and_(SESSION.c.previous == old, SESSION.c.previous_until.is_(None)),
    )
    done = connection.execute(SESSION.update().where(this, unchanged).values(**values))
    return done.rowcount == 1


def note_arrival(connection: sa.Connection, session_id: str, *, until: datetime) -> None:
    """Keep that a browser has its new token, and how long the one before it is still good."""
    waiting = (SESSION.c.id == session_id) & SESSION.c.previous_until.is_(None)
    connection.execute(SESSION.update().where(waiting).values(previous_until=until))


def end(connection: sa.Connection, session_id: str, *, now: datetime) -> None:
    """End one session with all of its tokens."""
    this = (SESSION.c.id == session_id) & SESSION.c.ended_at.is_(None)
    connection.execute(SESSION.update().where(this).values(ended_at=now))


def end_all(connection: sa.Connection, person_id: str, *, now: datetime) -> None:
    """End every session of a person."""
    theirs = (SESSION.c.person_id == person_id) & SESSION.c.ended_at.is_(None)
    connection.execute(SESSION.update().where(theirs).values(ended_at=now))


def failures(connection: sa.Connection, login: str) -> tuple[int, datetime | None]:
    """Return how often a name failed in a row, and until when it is locked."""
    row = connection.execute(FAILURE.select().where(FAILURE.c.login == login)).first()
    return (row.failures, row.locked_until) if row else (0, None)


def note_failure(
    connection: sa.Connection, login: str, *, count: int, locked_until: datetime
) -> None:
    """Keep how often a name failed."""
    forget_failures(connection, login)
    values = {"login": login, "failures": count, "locked_until": locked_until}
    connection.execute(FAILURE.insert().values(**values))


def forget_failures(connection: sa.Connection, login: str) -> None:
    """Forget a name's failures."""
    connection.execute(FAILURE.delete().where(FAILURE.c.login == login))
