"""Who is who at the sign-in provider, and who is on the way there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from adhelm.govern.accounts.store.people import person_of
from adhelm.govern.accounts.tables import DEPARTURE, IDENTITY, PERSON
from adhelm.govern.accounts.types import Person


def depart(connection: sa.Connection, values: dict[str, object], *, now: datetime) -> None:
    """Keep a departure; those that ran out are forgotten."""
    connection.execute(DEPARTURE.delete().where(DEPARTURE.c.expires_at <= now))
    connection.execute(DEPARTURE.insert().values(**values))


def come_back(connection: sa.Connection, state: str) -> sa.Row[Any] | None:
    """Return the departure of a state's hash and use it up: it is there once."""
    this = DEPARTURE.c.state == state
    row = connection.execute(DEPARTURE.select().where(this)).first()
    # Of two that come back at once, the one that deletes it has it.
    gone = connection.execute(DEPARTURE.delete().where(this)).rowcount == 1
    return row if gone else None


def find(connection: sa.Connection, issuer: str, subject: str) -> Person | None:
    """Return the person whom a provider knows as `subject`."""
    query = (
        sa.select(PERSON)
        .join(IDENTITY, IDENTITY.c.person_id == PERSON.c.id)
        .where(IDENTITY.c.issuer == issuer, IDENTITY.c.subject == subject)
    )
    row = connection.execute(query).first()
    return person_of(row) if row else None


def by_email(connection: sa.Connection, email: str) -> Person | None:
    """Return the person of an address."""
    row = connection.execute(PERSON.select().where(PERSON.c.email == email)).first()
    return person_of(row) if row else None


def is_known_otherwise(connection: sa.Connection, issuer: str, person_id: str) -> bool:
    """Say whether the provider knows a person under another subject already."""
    mine = (IDENTITY.c.issuer == issuer) & (IDENTITY.c.person_id == person_id)
    return connection.execute(sa.select(IDENTITY.c.subject).where(mine)).first() is not None


def link(
    connection: sa.Connection, *, issuer: str, subject: str, person_id: str, now: datetime
) -> None:
    """Keep whom the provider means by a subject."""
    connection.execute(
        IDENTITY.insert().values(issuer=issuer, subject=subject, person_id=person_id, linked_at=now)
    )
