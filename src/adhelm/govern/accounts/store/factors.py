"""Second factors: when they were set up, which code came last, and the codes of need."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from adhelm.govern.accounts.tables import RECOVERY, SECOND_FACTOR

if TYPE_CHECKING:
    import sqlalchemy as sa


def find(connection: sa.Connection, person_id: str) -> sa.Row[Any] | None:
    """Return a person's second factor, confirmed or not."""
    mine = SECOND_FACTOR.c.person_id == person_id
    return connection.execute(SECOND_FACTOR.select().where(mine)).first()


def begin(connection: sa.Connection, person_id: str, *, now: datetime) -> None:
    """Set a second factor up that waits to be confirmed, in place of one that waited."""
    forget(connection, person_id)
    values = {"person_id": person_id, "enrolled_at": now, "confirmed_at": None, "last_step": -1}
    connection.execute(SECOND_FACTOR.insert().values(**values))


def confirm(
    connection: sa.Connection, person_id: str, *, now: datetime, recovery: Iterable[str]
) -> None:
    """Let a second factor hold from now on, with the hashes of its codes of need."""
    mine = SECOND_FACTOR.c.person_id == person_id
    connection.execute(SECOND_FACTOR.update().where(mine).values(confirmed_at=now))
    rows = [{"person_id": person_id, "code": code, "used_at": None} for code in recovery]
    connection.execute(RECOVERY.insert(), rows)


def use_step(connection: sa.Connection, person_id: str, step: int) -> bool:
    """Use a step of time up; False if its code, or a later one, came before."""
    unused = (SECOND_FACTOR.c.person_id == person_id) & (SECOND_FACTOR.c.last_step < step)
    return (
        connection.execute(SECOND_FACTOR.update().where(unused).values(last_step=step)).rowcount
        == 1
    )


def use_recovery(connection: sa.Connection, person_id: str, code: str, *, now: datetime) -> bool:
    """Use a code of need up; False if there is none such, or somebody did before."""
    unused = (
        (RECOVERY.c.person_id == person_id)
        & (RECOVERY.c.code == code)
        & RECOVERY.c.used_at.is_(None)
    )
    return connection.execute(RECOVERY.update().where(unused).values(used_at=now)).rowcount == 1


def forget(connection: sa.Connection, person_id: str) -> None:
    """Take a second factor away, with its codes of need."""
    connection.execute(RECOVERY.delete().where(RECOVERY.c.person_id == person_id))
    connection.execute(SECOND_FACTOR.delete().where(SECOND_FACTOR.c.person_id == person_id))
