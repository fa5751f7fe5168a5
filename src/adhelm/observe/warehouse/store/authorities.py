"""Keeps which source a person made authoritative for an account and days."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from adhelm.core.errors import NotFound
from adhelm.observe.warehouse.store.handle import Warehouse
from adhelm.observe.warehouse.tables import AUTHORITIES
from adhelm.observe.warehouse.types import Authority


class UnknownAuthority(NotFound):
    """Nobody set that."""

    code = "warehouse.unknown_authority"


def keep(warehouse: Warehouse, workspace_id: str, authority: Authority) -> Authority:
    """Keep a choice; it goes before earlier ones for the same days."""
    with warehouse.database.durable() as connection:
        done = connection.execute(
            sa.insert(AUTHORITIES).values(
                workspace_id=workspace_id,
                connector=authority.connector,
                account_id=authority.account_id,
                source_id=authority.source_id,
                start_date=authority.start,
                end_date=authority.end,
                set_by=authority.set_by,
                set_at=authority.set_at,
                reason=authority.reason,
            )
        )
    return replace(authority, id=int(done.inserted_primary_key[0]))  # type: ignore[index]  # has one


def listed(warehouse: Warehouse, workspace_id: str) -> list[Authority]:
    """Return the choices of a workspace, oldest first: the last that names a day holds."""
    mine = AUTHORITIES.c.workspace_id == workspace_id
    query = sa.select(AUTHORITIES).where(mine).order_by(AUTHORITIES.c.id)
    with warehouse.database.reading() as connection:
        rows = connection.execute(query).fetchall()
    return [
        Authority(
            connector=row.connector,
            account_id=row.account_id,
            source_id=row.source_id,
            start=row.start_date,
            end=row.end_date,
            set_by=row.set_by,
            set_at=row.set_at,
            reason=row.reason,
            id=row.id,
        )
        for row in rows
    ]


def forget(warehouse: Warehouse, workspace_id: str, number: int) -> None:
    """
    Take a choice back.

    :raises UnknownAuthority: if there is none of that number.
    """
    mine = (AUTHORITIES.c.workspace_id == workspace_id) & (AUTHORITIES.c.id == number)
    with warehouse.database.durable() as connection:
        if not connection.execute(sa.delete(AUTHORITIES).where(mine)).rowcount:
            raise UnknownAuthority(
                f"there is no choice of source numbered {number}",
                hint="'adhelm warehouse authority' lists them",
            )
