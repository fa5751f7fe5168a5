"""What the platforms' own histories tell of changes, as the last sync read them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Snapshot

_CHANGES = """
    SELECT CAST(changes.changed_at AS VARCHAR), changes.connector, changes.platform,
           changes.account_id,
           any_value(coalesce(entities.name, changes.entity_id)),
           coalesce(changes.field, changes.operation), changes.old, changes.new,
           coalesce(changes.actor, '')
    FROM changes
    LEFT JOIN entities ON entities.connector = changes.connector
        AND entities.account_id = changes.account_id AND entities.level = changes.level
        AND entities.entity_id = changes.entity_id
    WHERE changes.changed_at >= $start AND changes.changed_at < $end
    GROUP BY changes.connector, changes.change_id, changes.changed_at, changes.platform,
             changes.account_id, changes.field, changes.operation, changes.old, changes.new,
             changes.actor
    ORDER BY 1 DESC, 2, 3, 4, 5, 6 LIMIT $most
"""


def platform_changes(
    snapshot: Snapshot, *, start: datetime, end: datetime, most: int
) -> list[tuple[Any, ...]]:
    """Return (at, connector, platform, account, name, field, old, new, actor), newest first."""
    with snapshot.connect("changes", "entities") as connection:
        rows = connection.execute(_CHANGES, {"start": start, "end": end, "most": most}).fetchall()
    return [(datetime.fromisoformat(row[0]), *row[1:]) for row in rows]
