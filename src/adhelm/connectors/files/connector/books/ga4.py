"""GA4's daily export to BigQuery, as JSON lines or Parquet: one row an event, nested.

Schema: support.google.com/analytics/answer/7029846. Credit goes to the session: the first click of
a session is carried to all its events, because a purchase itself names none.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from adhelm.connectors.files.client.table import literal
from adhelm.connectors.files.connector.books.words import UTM
from adhelm.core.tables import NUMBER

if TYPE_CHECKING:
    import duckdb

_VALUE = "STRUCT(string_value VARCHAR, int_value BIGINT, float_value DOUBLE, double_value DOUBLE)"
_COLUMNS = {
    "event_date": "VARCHAR",
    "event_timestamp": "BIGINT",
    "event_name": "VARCHAR",
    "event_params": f"STRUCT(key VARCHAR, value {_VALUE})[]",
    "user_pseudo_id": "VARCHAR",
    "user_id": "VARCHAR",
    "event_value_in_usd": "DOUBLE",
    "ecommerce": "STRUCT(transaction_id VARCHAR, purchase_revenue DOUBLE, refund_value DOUBLE)",
    "collected_traffic_source": (
        "STRUCT(manual_campaign_id VARCHAR, manual_campaign_name VARCHAR, manual_source VARCHAR,"
        " manual_medium VARCHAR, manual_term VARCHAR, manual_content VARCHAR, gclid VARCHAR)"
    ),
    "traffic_source": "STRUCT(name VARCHAR, medium VARCHAR, source VARCHAR)",
}
# GA4's event -> the word of `facts`. Page views and scrolls are no events of a book.
_EVENTS = {
    "session_start": "session",
    "purchase": "purchase",
    "in_app_purchase": "purchase",
    "refund": "refund",
    "generate_lead": "lead",
    "qualify_lead": "qualify_lead",
    "disqualify_lead": "disqualify_lead",
    "close_convert_lead": "close_convert_lead",
    "sign_up": "complete_registration",
    "add_to_cart": "add_to_cart",
}
_CLICKS = ("gclid", "wbraid", "gbraid", "fbclid", "ttclid", "li_fat_id", "twclid")
_MANUAL = {
    "source": "manual_source", "medium": "manual_medium", "campaign": "manual_campaign_name",
    "content": "manual_content", "term": "manual_term", "id": "manual_campaign_id",
}  # fmt: skip


def is_ga4(names: set[str]) -> bool:
    """Say whether these columns are of GA4's export."""
    return {"event_name", "event_timestamp", "event_params"} <= names


def scan(connection: duckdb.DuckDBPyConnection, path: Path, *, parquet: bool) -> str:
    """Return the SQL that reads the file's events, columns that it lacks as NULL."""
    if not parquet:
        columns = ", ".join(f"{name}: {literal(kind)}" for name, kind in _COLUMNS.items())
        return f"read_json({literal(str(path))}, format='newline_delimited', columns={{{columns}}})"
    source = f"read_parquet({literal(str(path))})"
    there = {row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    listed = ", ".join(
        f"{name if name in there else 'NULL'}::{kind} AS {name}" for name, kind in _COLUMNS.items()
    )
    return f"(SELECT {listed} FROM {source})"


def typed(source: str) -> str:
    """Return the SQL of the events as plain columns, each with its session's first click."""
    clicks = ", ".join(f"{_parameter(name)} AS own_{name}" for name in _CLICKS if name != "gclid")
    utm = ", ".join(f"collected_traffic_source.{_MANUAL[part]} AS own_{part}" for part in UTM)
    plain = (
        "SELECT event_timestamp AS at_us, event_name, user_pseudo_id, event_date,"
        f" {_number('ga_session_id')} AS session, {_parameter('page_location')} AS location,"
        " ecommerce.transaction_id AS transaction_id, ecommerce.purchase_revenue AS revenue,"
        f" ecommerce.refund_value AS refund, {_value('value')} AS said_value,"
        f" upper({_parameter('currency')}) AS currency,"
        f" collected_traffic_source.gclid AS own_gclid, {clicks}, {utm} FROM {source}"
    )
    first = ", ".join(
        f"first_value(coalesce(own_{name}, {_in_location(name)}) IGNORE NULLS) OVER visit AS {name}"
        for name in (*_CLICKS, *UTM)
    )
    return (
        f"SELECT *, {first} FROM ({plain}) WINDOW visit AS (PARTITION BY user_pseudo_id, session"
        " ORDER BY at_us ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)"
    )


def events(query: str, *, account: str, zone: str) -> str:
    """Return the SQL that makes own events of what `typed` reads; `zone` is the property's."""
    kinds = " ".join(f"WHEN '{theirs}' THEN '{ours}'" for theirs, ours in _EVENTS.items())
    named = ", ".join(f"'{name}'" for name in _EVENTS)
    clicked = "".join(f" WHEN {name} IS NOT NULL THEN '{name}'" for name in _CLICKS)
    utm = ", ".join(f"{part} AS utm_{part}" for part in UTM)
    amount = (
        f"CASE event_name WHEN 'refund' THEN -coalesce(refund, said_value)"
        f" WHEN 'session_start' THEN NULL ELSE coalesce(revenue, said_value) END::{NUMBER}"
    )
    identity = "md5(concat_ws('|', user_pseudo_id, session, event_name, at_us, transaction_id))"
    moment = "make_timestamptz(at_us)"
    return (
        "INSERT INTO own_events BY NAME SELECT 'ga4' AS connector, 'own' AS platform,"
        f" {literal(account)} AS account_id, {identity} AS event_id,"
        f" CASE event_name {kinds} END AS event_type, {moment} AS occurred_at,"
        " CAST(try_strptime(event_date, '%Y%m%d') AS DATE) AS date,"
        f" {literal(zone)} AS account_tz, nullif(transaction_id, '(not set)') AS order_id,"
        f" sha256(user_pseudo_id) AS person, {amount} AS value,"
        f" CASE WHEN {amount} IS NOT NULL THEN currency END AS currency,"
        f" CASE{clicked} END AS click_id_kind, coalesce({', '.join(_CLICKS)}) AS click_id, {utm}"
        f" FROM ({query}) WHERE event_name IN ({named})"
        " QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY at_us) = 1"
    )


def _found(key: str, field: str) -> str:
    return f"list_filter(event_params, lambda p: p.key = '{key}')[1].value.{field}"


def _parameter(key: str) -> str:
    return f"coalesce({_found(key, 'string_value')}, {_found(key, 'int_value')}::VARCHAR)"


def _number(key: str) -> str:
    return (
        f"coalesce({_found(key, 'int_value')}, try_cast({_found(key, 'string_value')} AS BIGINT))"
    )


def _value(key: str) -> str:
    fields = ("double_value", "float_value", "int_value")
    return f"coalesce({', '.join(_found(key, field) for field in fields)})"


def _in_location(name: str) -> str:
    word = name if name in _CLICKS else f"utm_{name}"
    return f"nullif(url_decode(regexp_extract(location, '[?&]{word}=([^&#]*)', 1)), '')"
