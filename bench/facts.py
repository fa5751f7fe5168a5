"""Invented facts of any size, the same on every machine: hashes of row numbers, no dice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

PLATFORMS = ("google_ads", "meta", "tiktok", "linkedin")
FIRST_DAY = date(2025, 1, 1)
CURRENCY = "EUR"
TIMEZONE = "UTC"


@dataclass(frozen=True, slots=True)
class Size:
    """How many ads of how many campaigns and accounts run for how many days."""

    ads: int
    campaigns: int
    accounts: int
    days: int

    @property
    def rows(self) -> int:
        return self.ads * self.days

    @property
    def last_day(self) -> date:
        return FIRST_DAY + timedelta(days=self.days - 1)

    @classmethod
    def of(cls, rows: int, *, accounts: int, days: int = 365) -> Size:
        """Return about `rows` rows, 13.7 ads to a campaign, as many in each account."""
        days = max(min(days, rows // (2 * accounts)), 1)
        campaigns = max(round(rows / days / 13.7 / accounts), 1) * accounts
        ads = max(round(rows / days / campaigns), 1) * campaigns
        return cls(ads=ads, campaigns=campaigns, accounts=accounts, days=days)


def account_id(account: int) -> str:
    return f"10{account:08}"


def platform_of(account: int) -> str:
    return PLATFORMS[account % len(PLATFORMS)]


def rows_sql(
    size: Size, accounts: list[int], *, first: date | None = None, days: int = 0, restated: int = 0
) -> str:
    """
    Return the query for an ad's days in the columns of `core.tables`, ordered as an export is.

    `restated` other than 0 changes every value a little, as platforms do afterwards.
    """
    start = first or FIRST_DAY
    offset = (start - FIRST_DAY).days
    chosen = ", ".join(map(str, accounts))
    platforms = ", ".join(f"'{platform}'" for platform in PLATFORMS)
    return f"""
        WITH ads AS (
            SELECT i AS ad, i % {size.campaigns} AS campaign,
                   i % {size.campaigns} % {size.accounts} AS account
            FROM range({size.ads}) t(i)
            WHERE i % {size.campaigns} % {size.accounts} IN ({chosen})
        ),
        days AS (SELECT {offset} + d AS day FROM range({days or size.days}) t(d)),
        drawn AS (
            SELECT *, hash(ad, day, 1) AS a, hash(ad, day, 2) AS b, hash(ad, day, 3) AS c,
                   (hash(ad, day, 4) % 5000)::BIGINT AS impressions
            FROM days CROSS JOIN ads
        ),
        clicked AS (SELECT *, impressions * (1 + a % 50)::BIGINT // 1000 AS clicks FROM drawn),
        converted AS (
            SELECT *, (clicks * (b % 10)::BIGINT / 100)::DECIMAL(18, 2) AS conversions FROM clicked
        )
        SELECT
            (DATE '{FIRST_DAY}' + day::INTEGER)::DATE AS date,
            [{platforms}][account % {len(PLATFORMS)} + 1] AS platform,
            '10' || lpad(account::VARCHAR, 8, '0') AS account_id,
            '23' || lpad(campaign::VARCHAR, 16, '0') AS campaign_id,
            '34' || lpad((ad % (3 * {size.campaigns}))::VARCHAR, 16, '0') AS ad_group_id,
            'ad' AS level,
            '45' || lpad(ad::VARCHAR, 16, '0') AS entity_id,
            '{CURRENCY}' AS currency,
            '{TIMEZONE}' AS account_tz,
            impressions,
            clicks,
            (clicks * (20 + c % 300)::BIGINT / 100 + {restated} * 0.01)::DECIMAL(18, 2) AS spend,
            conversions AS platform_conversions,
            (conversions * (3000 + a % 9000)::BIGINT / 100)::DECIMAL(18, 2)
                AS platform_conversion_value
        FROM converted
        ORDER BY day, ad
    """


def write_csv(sql: str, path: Path) -> int:
    """Write the rows of `sql` as a plain CSV, whole or not at all; return its size in bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({sql}) TO '{part}' (FORMAT csv, HEADER)")
    part.rename(path)
    return path.stat().st_size
