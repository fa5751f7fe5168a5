"""Every query of a workspace's own metrics."""

from __future__ import annotations

import sqlalchemy as sa

from adhelm.understand.metrics.tables import DEFINITION
from adhelm.understand.metrics.types import Own


def newest(connection: sa.Connection, workspace_id: str) -> Own:
    """Return the version that holds; version 0 where nobody has written one."""
    query = (
        sa.select(DEFINITION)
        .where(DEFINITION.c.workspace_id == workspace_id)
        .order_by(DEFINITION.c.version.desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().first()
    return Own() if row is None else Own(row["version"], row["text"], row["author"], row["at"])


def add(connection: sa.Connection, workspace_id: str, own: Own) -> None:
    """Write one version down."""
    connection.execute(
        DEFINITION.insert().values(
            workspace_id=workspace_id, version=own.version, text=own.text, author=own.author,
            at=own.at,
        )
    )  # fmt: skip
