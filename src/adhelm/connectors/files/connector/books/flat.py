"""Orders and leads: a row each, typed by SQL; what cannot be read goes to quarantine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from adhelm.connectors.contract import Hints
from adhelm.connectors.files.client.table import RAW, literal, name_of
from adhelm.connectors.files.connector.books.words import CLICK_IDS, LEADS, UTM, Book
from adhelm.core.ads import CURRENCIES
from adhelm.core.tables import NUMBER

TYPED = "book_typed"
BAD = "book_bad"
_ZONED = r"(Z|[+-]\d\d(:?\d\d)?)$"
_ORDERS = {"dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y", "ymd": "%Y/%m/%d"}
# GA4's words for what becomes of a lead; the book's own word is kept beside it.
_WON = ("won", "closed won", "closedwon", "customer", "sale", "sold", "hired")
_QUALIFIED = ("qualified", "mql", "sql", "opportunity", "salesqualifiedlead",
              "marketingqualifiedlead", "demo", "proposal", "interview")  # fmt: skip
_LOST = ("lost", "closed lost", "closedlost", "disqualified", "unqualified", "rejected", "spam")
_VOID = ("voided", "cancelled", "canceled", "failed", "test")


@dataclass(frozen=True, slots=True)
class Flat:
    """A flat book: what it is, where its columns are, what was said of it."""

    book: Book
    bound: Mapping[str, int]
    hints: Hints
    account: str

    @property
    def zone(self) -> str:
        """Return the zone of the book's days, as SQL."""
        return literal(self.hints.timezone or "UTC")

    def column(self, name: str) -> str:
        """Return the text of one of our columns, as SQL."""
        if name not in self.bound:
            return "NULL::VARCHAR"
        return f"nullif(trim({name_of(self.bound[name])}), '')"


def typed(flat: Flat) -> str:
    """Return the SQL that types every row of the file."""
    landing = {name: _from_landing(flat, name) for name in (*CLICK_IDS, *_utm_names())}
    kinds = "".join(f" WHEN {landing[name]} IS NOT NULL THEN '{name}'" for name in CLICK_IDS)
    clicks = ", ".join(landing[name] for name in CLICK_IDS)
    utm = ", ".join(f"{landing[name]} AS {name}" for name in _utm_names())
    return (
        f"CREATE OR REPLACE TEMP TABLE {TYPED} AS SELECT rowid AS rid,"
        f" {flat.column('id')} AS id, {flat.column('stage')} AS stage,"
        f" {_instant(flat, 'at')} AS moment, {_instant(flat, 'refunded_at')} AS refunded_at,"
        f" {flat.column('at')} AS at_text, {flat.column('value')} AS value_text,"
        f" {flat.column('refund')} AS refund_text,"
        f" {_number(flat, 'value')} AS value, {_number(flat, 'refund')} AS refund,"
        f" upper(coalesce({flat.column('currency')}, {_said(flat.hints.currency)})) AS currency,"
        f" CASE WHEN {flat.column('person')} IS NOT NULL"
        f" THEN sha256(lower({flat.column('person')})) END AS person,"
        f" CASE{kinds} END AS click_id_kind, coalesce({clicks}) AS click_id, {utm} FROM {RAW}"
    )


def rejected() -> str:
    """Return the SQL that names the rows that break a rule: rid, code, reason."""
    currencies = ", ".join(literal(code) for code in sorted(CURRENCIES))
    bad_money = f"value IS NOT NULL AND coalesce(currency NOT IN ({currencies}), true)"
    rules = (
        ("id.missing", "id IS NULL", "'no id says which it is'"),
        ("date.unreadable", "moment IS NULL", "'no instant is ' || coalesce(at_text, 'nothing')"),
        ("number.unreadable", _unread("value"), "'no number is ' || value_text"),
        ("number.unreadable", _unread("refund"), "'no number is ' || refund_text"),
        ("currency.unknown", bad_money, "'no currency is ' || coalesce(currency, 'nothing')"),
    )
    code = " ".join(f"WHEN {rule} THEN '{name}'" for name, rule, _ in rules)
    reason = ", ".join(f"CASE WHEN {rule} THEN {why} END" for _, rule, why in rules)
    return (
        f"CREATE OR REPLACE TEMP TABLE {BAD} AS SELECT rid, CASE {code} END AS code,"
        f" concat_ws(', ', {reason}) AS reason FROM {TYPED} WHERE code IS NOT NULL"
    )


def events(flat: Flat) -> str:
    """Return the SQL that makes own events of the good rows."""
    good = f"(FROM {TYPED} ANTI JOIN {BAD} USING (rid))"
    parts = [_leads(good)] if flat.book is LEADS else [_purchases(good), _refunds(good)]
    coming = "person, click_id_kind, click_id, " + ", ".join(_utm_names())
    return (
        "INSERT INTO own_events BY NAME SELECT"
        f" {literal(flat.book.name)} AS connector, 'own' AS platform,"
        f" {literal(flat.account)} AS account_id, event_id, event_type, stage,"
        f" moment AS occurred_at, CAST(moment AT TIME ZONE {flat.zone} AS DATE) AS date,"
        f" {flat.zone} AS account_tz, order_id, value,"
        f" CASE WHEN value IS NOT NULL THEN currency END AS currency, {coming}"
        f" FROM ({' UNION ALL '.join(parts)})"
        # A shop writes a line per product; the order's total stands on the first of them.
        " QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY value NULLS LAST, rid) = 1"
    )


def _unread(name: str) -> str:
    return f"{name} IS NULL AND {name}_text IS NOT NULL"


def _utm_names() -> tuple[str, ...]:
    return tuple(f"utm_{part}" for part in UTM)


def _from_landing(flat: Flat, name: str) -> str:
    address = flat.column("landing")
    found = f"nullif(url_decode(regexp_extract({address}, '[?&]{name}=([^&#]*)', 1)), '')"
    return f"coalesce({flat.column(name)}, {found})"


def _said(text: str | None) -> str:
    return literal(text) if text else "NULL"


def _instant(flat: Flat, name: str) -> str:
    text = flat.column(name)
    # '2026-11-01 10:11:12 +0100' is how shops write it; DuckDB wants the zone without a blank.
    joined = f"regexp_replace({text}, '\\s*([+-]\\d\\d):?(\\d\\d)$', '\\1:\\2')"
    local = f"try_cast({text} AS TIMESTAMP)"
    if flat.hints.date_order:
        day = f"regexp_replace({text}, '[.-]', '/', 'g')"
        shape = _ORDERS[flat.hints.date_order]
        local = f"coalesce(try_strptime({day}, ['{shape} %H:%M:%S', '{shape} %H:%M', '{shape}']))"
    return (
        f"CASE WHEN regexp_full_match({text}, '\\d{{10}}') THEN to_timestamp({text}::BIGINT)"
        f" WHEN regexp_full_match({text}, '\\d{{13}}') THEN to_timestamp({text}::BIGINT / 1000)"
        f" WHEN regexp_matches({text}, '\\d\\d:\\d\\d.*{_ZONED}')"
        f" THEN try_cast({joined} AS TIMESTAMPTZ)"
        f" ELSE {local} AT TIME ZONE {flat.zone} END"
    )


def _number(flat: Flat, name: str) -> str:
    text = flat.column(name)
    if flat.hints.decimal_mark == ",":
        text = f"replace(replace({text}, '.', ''), ',', '.')"
    # Exponents and words such as NaN are no amounts of money.
    plain = f"regexp_full_match({text}, '[+-]?\\d+(\\.\\d+)?')"
    return f"CASE WHEN {plain} THEN try_cast({text} AS {NUMBER}) END"


def _purchases(good: str) -> str:
    void = ", ".join(literal(word) for word in _VOID)
    return (
        "SELECT *, id || CASE WHEN value < 0 THEN ':refund' ELSE '' END AS event_id,"
        " CASE WHEN value < 0 THEN 'refund' ELSE 'purchase' END AS event_type, id AS order_id"
        f" FROM {good} WHERE lower(coalesce(stage, '')) NOT IN ({void})"
    )


def _refunds(good: str) -> str:
    return (
        "SELECT * REPLACE (-abs(refund) AS value, coalesce(refunded_at, moment) AS moment),"
        " id || ':refund' AS event_id, 'refund' AS event_type, id AS order_id"
        f" FROM {good} WHERE refund <> 0"
    )


def _leads(good: str) -> str:
    def among(words: tuple[str, ...]) -> str:
        return f"lower(stage) IN ({', '.join(literal(word) for word in words)})"

    return (
        "SELECT *, id || ':' || lower(coalesce(stage, 'lead')) AS event_id,"
        f" CASE WHEN {among(_WON)} THEN 'close_convert_lead'"
        f" WHEN {among(_QUALIFIED)} THEN 'qualify_lead'"
        f" WHEN {among(_LOST)} THEN 'disqualify_lead' ELSE 'lead' END AS event_type,"
        f" id AS order_id FROM {good}"
    )
