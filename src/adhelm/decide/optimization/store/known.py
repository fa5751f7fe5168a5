"""What the warehouse knows beside daily figures: budgets, who changed them, platforms' advice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from adhelm.decide.optimization.types import Advised, Entity

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Snapshot

_BUDGETED = """
    SELECT connector, account_id, level, entity_id, max(campaign_id), max(name), max(status),
        max(attributes)
    FROM entities WHERE level IN ('campaign', 'ad_group') GROUP BY ALL
"""
_CHANGED = """
    SELECT connector, account_id, level, entity_id, max(CAST(changed_at AS DATE)) FROM changes
    WHERE level IN ('campaign', 'ad_group') AND field ILIKE '%budget%' GROUP BY ALL
"""
_ADVICE = """
    SELECT r.connector, r.account_id, r.platform, r.level, r.entity_id, r.recommendation_id,
        r.kind, r.details, coalesce(e.name, c.name, r.entity_id) AS name, a.currency
    FROM recommendations r
    LEFT JOIN (SELECT connector, account_id, level, entity_id, max(name) AS name
               FROM entities GROUP BY ALL) e
        ON e.connector = r.connector AND e.account_id = r.account_id AND e.level = r.level
        AND e.entity_id = r.entity_id
    LEFT JOIN (SELECT connector, account_id, entity_id, max(name) AS name
               FROM entities WHERE level = 'campaign' GROUP BY ALL) c
        ON c.connector = r.connector AND c.account_id = r.account_id
        AND c.entity_id = r.campaign_id
    LEFT JOIN (SELECT connector, account_id, max(currency) AS currency
               FROM facts GROUP BY ALL) a
        ON a.connector = r.connector AND a.account_id = r.account_id
    WHERE r.status = 'open'
    ORDER BY ALL
"""


def entities(snapshot: Snapshot) -> list[Entity]:
    """Return the campaigns and ad groups of all accounts."""
    with snapshot.connect("entities") as connection:
        rows = connection.execute(_BUDGETED).fetchall()
    return [
        Entity(
            row[0],
            row[1],
            row[2],
            row[3],
            row[4] or row[3],
            row[5] or row[3],
            row[6] or "",
            _parsed(row[7]),
        )
        for row in rows
    ]


def budget_changes(snapshot: Snapshot) -> dict[tuple[str, str, str, str], date]:
    """Return when the budget of a thing (connector, account, level, id) was last changed."""
    with snapshot.connect("changes") as connection:
        rows = connection.execute(_CHANGED).fetchall()
    return {(row[0], row[1], row[2], row[3]): row[4] for row in rows}


def advice(snapshot: Snapshot) -> Sequence[Advised]:
    """Return what the platforms recommend by now."""
    with snapshot.connect("recommendations", "entities", "facts") as connection:
        rows = connection.execute(_ADVICE).fetchall()
    return [
        Advised(
            row[0],
            row[1],
            row[2],
            row[3],
            row[4],
            row[5],
            row[6],
            _parsed(row[7]),
            row[8],
            row[9] or "",
        )
        for row in rows
    ]


def _parsed(text: str | None) -> dict[str, Any]:
    import orjson

    try:
        found = orjson.loads(text) if text else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
