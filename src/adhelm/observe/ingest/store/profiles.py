"""Mapping profiles as they are remembered."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from adhelm.core.db import Database
from adhelm.observe.ingest.logic import hints as hint_rules
from adhelm.observe.ingest.tables import PROFILE
from adhelm.observe.ingest.types import Profile, UnknownProfile


def write(database: Database, workspace_id: str, profile: Profile) -> None:
    """Keep a profile, in place of one of the same name."""
    with database.transaction() as connection:
        connection.execute(PROFILE.delete().where(_is(workspace_id, profile.name)))
        connection.execute(
            PROFILE.insert().values(
                workspace_id=workspace_id,
                name=profile.name,
                fingerprint=profile.fingerprint,
                hints=hint_rules.as_record(profile.hints),
                saved_at=profile.saved_at,
            )
        )


def get(database: Database, workspace_id: str, name: str) -> Profile:
    """
    Return one profile.

    :raises UnknownProfile: if there is none of that name.
    """
    with database.reading() as connection:
        row = connection.execute(PROFILE.select().where(_is(workspace_id, name))).one_or_none()
    if row is None:
        raise _unknown(name)
    return _profile(row)


def every(database: Database, workspace_id: str) -> list[Profile]:
    """Return all profiles, by name."""
    mine = PROFILE.select().where(PROFILE.c.workspace_id == workspace_id)
    with database.reading() as connection:
        return [_profile(row) for row in connection.execute(mine.order_by(PROFILE.c.name))]


def of_fingerprint(database: Database, workspace_id: str, fingerprint: str) -> Profile | None:
    """Return the profile saved last for these headers, if there is one."""
    same = sa.and_(PROFILE.c.workspace_id == workspace_id, PROFILE.c.fingerprint == fingerprint)
    newest = PROFILE.select().where(same).order_by(PROFILE.c.saved_at.desc(), PROFILE.c.name)
    with database.reading() as connection:
        row = connection.execute(newest.limit(1)).one_or_none()
    return _profile(row) if row else None


def remove(database: Database, workspace_id: str, name: str) -> None:
    """
    Forget a profile.

    :raises UnknownProfile: if there is none of that name.
    """
    with database.transaction() as connection:
        gone = connection.execute(PROFILE.delete().where(_is(workspace_id, name)))
    if gone.rowcount == 0:
        raise _unknown(name)


def _is(workspace_id: str, name: str) -> sa.ColumnElement[bool]:
    return sa.and_(PROFILE.c.workspace_id == workspace_id, PROFILE.c.name == name)


def _unknown(name: str) -> UnknownProfile:
    return UnknownProfile(
        f"there is no mapping profile '{name}'", hint="`adhelm source profile ls` lists them"
    )


def _profile(row: sa.Row[Any]) -> Profile:
    hints = hint_rules.from_record(row.hints)
    return Profile(row.name, row.fingerprint, hints, row.saved_at)
