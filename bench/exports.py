"""A campaign report as the German Google Ads screens export it: UTF-16, tabs, totals, commas."""

from __future__ import annotations

from pathlib import Path

import duckdb

HEADER = (
    "Tag", "Kontoname", "Kundennummer", "Kampagne", "Kampagnen-ID", "Währungscode", "Klicks",
    "Impr.", "CTR", "Durchschn. CPC", "Kosten", "Conversions", "Conv.-Wert",
)  # fmt: skip
_DAYS = 365


def write_german_export(path: Path, rows: int) -> int:
    """Write about `rows` rows; return how many they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    campaigns, days = max(rows // _DAYS, 1), min(_DAYS, rows)
    body = path.with_suffix(".utf8")
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE drawn AS {_drawn(campaigns, days)}")
        connection.execute(
            f"COPY ({_shown('drawn')}) TO '{body}' (FORMAT csv, DELIMITER '\t', HEADER false)"
        )
        totals = connection.execute(_TOTALS).fetchall()
    part = path.with_suffix(".part")
    with (
        part.open("w", encoding="utf-16-le", newline="") as out,
        body.open(encoding="utf-8") as lines,
    ):
        out.write("\ufeffKampagnenbericht\n1. Januar 2025 - 31. Dezember 2025\n")
        out.write("\t".join(HEADER) + "\n")
        while chunk := lines.read(1 << 24):
            out.write(chunk)
        for total in totals:
            out.write("\t".join(total) + "\n")
    body.unlink()
    part.rename(path)
    return campaigns * days


def _drawn(campaigns: int, days: int) -> str:
    return f"""
        WITH drawn AS (
            SELECT d AS day, i AS campaign, hash(i, d, 1) AS a, hash(i, d, 2) AS b,
                   hash(i, d, 3) AS c, (hash(i, d, 4) % 90000)::BIGINT AS impressions
            FROM range({days}) t(d), range({campaigns}) u(i)
        ),
        clicked AS (SELECT *, impressions * (1 + a % 50)::BIGINT // 1000 AS clicks FROM drawn)
        SELECT day, campaign, impressions, clicks,
               (clicks * (20 + c % 300)::BIGINT / 100)::DECIMAL(18, 2) AS cost,
               (clicks * (b % 10)::BIGINT / 100)::DECIMAL(18, 2) AS conversions,
               (clicks * (b % 10)::BIGINT * (3000 + a % 9000)::BIGINT / 10000)::DECIMAL(18, 2)
                   AS value
        FROM clicked ORDER BY day, campaign
    """


def _german(column: str) -> str:
    """Return the SQL that writes 1234.5 as 1.234,50 or, of whole numbers, 1.234."""
    return f"translate(format('{{:,}}', {column}), ',.', '.,')"


def _money(column: str) -> str:
    whole = f"format('{{:,}}', trunc({column})::BIGINT)"
    cents = f"lpad((({column} - trunc({column})) * 100)::INTEGER::VARCHAR, 2, '0')"
    return f"replace({whole}, ',', '.') || ',' || {cents}"


def _shown(table: str) -> str:
    ctr = "CASE WHEN impressions > 0 THEN (clicks * 100 / impressions)::DECIMAL(18, 2) ELSE 0 END"
    return f"""
        SELECT strftime(DATE '2025-01-01' + day::INTEGER, '%d.%m.%Y'), 'Beispiel GmbH',
               '123-456-7890', 'DE_Produkt' || campaign % 97 || '_Verkauf_' || campaign,
               '23' || lpad(campaign::VARCHAR, 16, '0'), 'EUR',
               {_german("clicks")}, {_german("impressions")},
               {_money(ctr)} || ' %',
               CASE WHEN clicks > 0 THEN {_money("(cost / clicks)::DECIMAL(18, 2)")} ELSE ' --' END,
               {_money("cost")}, {_money("conversions")}, {_money("value")}
        FROM {table} ORDER BY day, campaign
    """


_TOTALS = f"""
    SELECT 'Gesamt: Konto', ' --', ' --', ' --', ' --', 'EUR',
           {_german("sum(clicks)::BIGINT")}, {_german("sum(impressions)::BIGINT")},
           {_money("(sum(clicks) * 100 / sum(impressions))::DECIMAL(18, 2)")} || ' %',
           {_money("(sum(cost) / sum(clicks))::DECIMAL(18, 2)")},
           {_money("sum(cost)::DECIMAL(18, 2)")}, {_money("sum(conversions)::DECIMAL(18, 2)")},
           {_money("sum(value)::DECIMAL(18, 2)")}
    FROM drawn
"""
