"""What the warehouse knows of who changed what: the platforms' own change histories."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Snapshot

_CHANGES = """
    SELECT connector, account_id, coalesce(entity_id, ''), CAST(changed_at AS VARCHAR)
    FROM changes WHERE changed_at >= $since AND changed_at <= $until
"""


def by_thing(
    snapshot: Snapshot, *, since: datetime, until: datetime
) -> dict[tuple[str, str, str], list[datetime]]:
    """Return when each thing was changed: (connector, account, entity) -> instants."""
    found: dict[tuple[str, str, str], list[datetime]] = defaultdict(list)
    with snapshot.connect() as connection:
        rows = connection.execute(_CHANGES, {"since": since, "until": until}).fetchall()
    for connector, account_id, entity_id, at in rows:
        found[connector, account_id, entity_id].append(datetime.fromisoformat(at))
    return found
