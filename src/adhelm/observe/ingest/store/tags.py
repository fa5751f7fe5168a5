"""Finds ads with spend, and what is known of their addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

    from adhelm.core.ads import Period


def ads_with_spend(reader: duckdb.DuckDBPyConnection, period: Period) -> list[tuple[Any, ...]]:
    """
    Return the ads that cost something on days of a period, the dearest of each currency first.

    Each is connector, account, id, campaign, currency, spend, name, and the attributes of the ad,
    its ad group and its campaign as JSON.
    """
    return reader.execute(
        """
        WITH spent AS (
            SELECT connector, account_id, entity_id, min(campaign_id) AS campaign_id,
                min(ad_group_id) AS ad_group_id, currency, sum(spend) AS spend
            FROM facts
            WHERE level = 'ad' AND breakdown = '' AND hour IS NULL AND date BETWEEN $1 AND $2
            GROUP BY connector, account_id, entity_id, currency HAVING sum(spend) > 0
        )
        SELECT s.connector, s.account_id, s.entity_id, coalesce(s.campaign_id, a.campaign_id),
            s.currency, s.spend, a.name, a.attributes, g.attributes, c.attributes
        FROM spent s
        LEFT JOIN entities a ON (a.connector, a.account_id, a.level, a.entity_id)
            = (s.connector, s.account_id, 'ad', s.entity_id)
        LEFT JOIN entities g ON (g.connector, g.account_id, g.level, g.entity_id)
            = (s.connector, s.account_id, 'ad_group', coalesce(s.ad_group_id, a.ad_group_id))
        LEFT JOIN entities c ON (c.connector, c.account_id, c.level, c.entity_id)
            = (s.connector, s.account_id, 'campaign', coalesce(s.campaign_id, a.campaign_id))
        ORDER BY s.currency, s.spend DESC, s.connector, s.account_id, s.entity_id
        """,
        [period.start, period.last],
    ).fetchall()
