"""The canonical tables: columns, types, keys. The one place that says how a fact looks.

Connectors fill them (without the columns marked `stamped`, which the warehouse adds when it
publishes), the warehouse keeps them, the metrics read them. Types are DuckDB's names.

Money and conversions are DECIMAL(38,9): wide enough for a day of rupiah, fine enough for the
nine decimals that some exports carry, exact when summed. NULL means not reported, 0 reported.
"""

from __future__ import annotations

from dataclasses import dataclass

NUMBER = "DECIMAL(38,9)"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its DuckDB type, what it holds, and whether the warehouse stamps it."""

    name: str
    type: str
    what: str
    stamped: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One canonical table. `key` names the columns that make a row unique, `workspace_id` first."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def staged(self) -> tuple[Column, ...]:
        """Return the columns that a connector fills."""
        return tuple(column for column in self.columns if not column.stamped)

    @property
    def values(self) -> tuple[str, ...]:
        """Return the names of the columns that are reported, not identifying or stamped."""
        fixed = {*self.key, *(column.name for column in self.columns if column.stamped)}
        return tuple(name for name in self.names if name not in fixed)


_WHO = (
    Column("workspace_id", "VARCHAR", "whose data it is", stamped=True),
    Column("source_id", "VARCHAR", "which source delivered it ('files', 'api')", stamped=True),
    Column("connector", "VARCHAR", "who delivered and is billed: meta"),
    Column("platform", "VARCHAR", "what people see: instagram"),
    Column("account_id", "VARCHAR", "the platform's account id, digits and letters, no dashes"),
    Column("level", "VARCHAR", "a core.ads.Level"),
    Column("entity_id", "VARCHAR", "the platform's id; 'name:' + a hash where the export has none"),
    Column("campaign_id", "VARCHAR", "the campaign above (or itself); NULL where unknown"),
    Column("ad_group_id", "VARCHAR", "the ad group above (or itself); NULL where unknown"),
)
_DAY = (
    Column("date", "DATE", "the platform's local day"),
    Column("hour", "TINYINT", "the local hour 0-23; NULL on a day's row"),
)
_PERIOD = (
    Column("period_start", "DATE", "the first day of the exported range"),
    Column("period_end", "DATE", "the last day of the exported range, included"),
)
_SPLIT = (
    Column("breakdown", "VARCHAR", "the dimensions of the split: '' or 'age,gender'"),
    Column("breakdown_key", "VARCHAR", "'' or 'age=18-24|gender=male'"),
    Column("currency", "VARCHAR", "ISO 4217, of the account"),
    Column("account_tz", "VARCHAR", "IANA zone whose days these are"),
)
_MEASURES = (
    Column("impressions", "BIGINT", "times shown"),
    Column("clicks", "BIGINT", "all clicks, as the platform counts them"),
    Column("link_clicks", "BIGINT", "clicks that lead to the advertiser's destination"),
    Column("spend", NUMBER, "media cost in `currency`; negative is a credit"),
    Column("platform_conversions", NUMBER, "the platform's own headline conversions; fractional"),
    Column("platform_conversion_value", NUMBER, "their value in `currency`"),
    Column("video_views", "BIGINT", "video plays, as the platform counts them"),
    Column("engagements", "BIGINT", "engagements, as the platform counts them"),
    Column("reach", "BIGINT", "people reached; never summed over rows"),
    Column("frequency", NUMBER, "impressions per person reached; never summed"),
)
_EVENT = (
    Column("event_type", "VARCHAR", "purchase, lead, … (AdCP / IAB ECAPI words)"),
    Column("conversion_name", "VARCHAR", "the platform's own action name"),
    Column("attribution_window", "VARCHAR", "'7d_click', …; '' where the export does not say"),
    Column("basis", "VARCHAR", "'click_date' or 'conversion_date'; '' where unknown"),
    Column("count", NUMBER, "conversions; fractional under data-driven attribution"),
    Column("value", NUMBER, "their value in `currency`"),
)
_STAMPS = (
    Column("batch_id", "VARCHAR", "the import or sync that wrote the row", stamped=True),
    Column("ingested_at", "TIMESTAMPTZ", "when, by the one clock", stamped=True),
)
_MONTH = Column("month", "VARCHAR", "YYYY-MM of `date`: files are cut by it", stamped=True)
_ENTITY_KEY = ("workspace_id", "connector", "account_id", "level", "entity_id")
_DAY_KEY = ("workspace_id", "platform", "account_id", "level", "entity_id", "date", "hour")
_PERIOD_KEY = (
    "workspace_id", "platform", "account_id", "level", "entity_id", "period_start", "period_end",
)  # fmt: skip
_EVENT_KEY = ("event_type", "conversion_name", "attribution_window", "basis")

FACTS = Table(
    "facts",
    (*_DAY_KEY, "breakdown_key"),
    (*_WHO, *_DAY, *_SPLIT, *_MEASURES, *_STAMPS, _MONTH),
)
CONVERSIONS = Table(
    "conversions",
    (*_DAY_KEY, "breakdown_key", *_EVENT_KEY),
    (*_WHO, *_DAY, *_SPLIT, *_EVENT, *_STAMPS, _MONTH),
)
PERIOD_FACTS = Table(
    "period_facts",
    (*_PERIOD_KEY, "breakdown_key"),
    (*_WHO, *_PERIOD, *_SPLIT, *_MEASURES, *_STAMPS),
)
PERIOD_CONVERSIONS = Table(
    "period_conversions",
    (*_PERIOD_KEY, "breakdown_key", *_EVENT_KEY),
    (*_WHO, *_PERIOD, *_SPLIT, *_EVENT, *_STAMPS),
)
ENTITIES = Table(
    "entities",
    _ENTITY_KEY,
    (
        _WHO[0], _WHO[1], *_WHO[2:],
        Column("name", "VARCHAR", "the name people gave it"),
        Column("status", "VARCHAR", "as the platform says it"),
        Column("platform_level", "VARCHAR", "the platform's own word for the level"),
        Column("attributes", "VARCHAR", "JSON object of what else is known; NULL if nothing"),
        *_STAMPS,
    ),
)  # fmt: skip
CHANGES = Table(
    "changes",
    ("workspace_id", "connector", "account_id", "change_id"),
    (
        *_WHO,
        Column("change_id", "VARCHAR", "the platform's id of the change, or a hash of it"),
        Column("changed_at", "TIMESTAMPTZ", "when, as the platform says"),
        Column("actor", "VARCHAR", "who changed it, as the platform says; NULL where it does not"),
        Column("operation", "VARCHAR", "'create', 'update' or 'remove'"),
        Column("field", "VARCHAR", "what was changed, in the platform's words; NULL if all of it"),
        Column("old", "VARCHAR", "value before, as written; NULL where not told"),
        Column("new", "VARCHAR", "value after, as written; NULL where not told"),
        *_STAMPS,
    ),
)
RECOMMENDATIONS = Table(
    "recommendations",
    ("workspace_id", "connector", "account_id", "recommendation_id"),
    (
        *_WHO,
        Column("recommendation_id", "VARCHAR", "the platform's id of it, or a hash of its subject"),
        Column("kind", "VARCHAR", "the platform's own word, such as CAMPAIGN_BUDGET"),
        Column(
            "status",
            "VARCHAR",
            "'open', 'dismissed', or 'closed': named no more since `ingested_at`",
        ),
        Column("details", "VARCHAR", "JSON object: what it proposes and promises, as written"),
        *_STAMPS,
    ),
)
OWN_EVENTS = Table(
    "own_events",
    ("workspace_id", "connector", "account_id", "event_id"),
    (
        *_WHO[:5],
        Column("event_id", "VARCHAR", "the book's own id of the event"),
        Column("event_type", "VARCHAR", "'session', 'lead', 'purchase', 'refund', … as AdCP says"),
        Column("stage", "VARCHAR", "the stage of a lead, in the book's words; NULL if none"),
        Column("occurred_at", "TIMESTAMPTZ", "when it happened"),
        Column("date", "DATE", "the day it happened on, in `account_tz`"),
        Column("account_tz", "VARCHAR", "IANA zone of the book's days"),
        Column("order_id", "VARCHAR", "the order or deal it belongs to; NULL if none"),
        Column("person", "VARCHAR", "SHA-256 of the customer's key; NULL if unknown"),
        Column("value", NUMBER, "in `currency`; a refund's is negative; NULL if not reported"),
        Column("currency", "VARCHAR", "ISO 4217; NULL where there is no value"),
        Column("click_id_kind", "VARCHAR", "'gclid', 'fbclid', 'ttclid', 'li_fat_id', 'twclid'"),
        Column("click_id", "VARCHAR", "the click that led there; NULL if unknown"),
        *(
            Column(f"utm_{part}", "VARCHAR", f"utm_{part} of the landing address")
            for part in ("source", "medium", "campaign", "content", "term", "id")
        ),
        *_STAMPS,
    ),
)
EXTRAS = Table(
    "extras",
    ("workspace_id", "platform", "account_id", "level", "entity_id", "day", "breakdown_key"),
    (
        *_WHO[:7],
        Column("day", "DATE", "the date, or the first day of a period"),
        Column("breakdown_key", "VARCHAR", "as in facts"),
        Column("columns", "VARCHAR", "JSON object: the file's unmapped columns, as written"),
        *_STAMPS,
    ),
)
COVERAGE = Table(
    "coverage",
    (
        "workspace_id", "source_id", "connector", "platform", "account_id", "level", "breakdown",
        "grain", "start_date", "end_date", "batch_id",
    ),
    (
        *_WHO[:6],
        Column("breakdown", "VARCHAR", "as in facts"),
        Column("grain", "VARCHAR", "'day', 'hour' or 'period'"),
        Column("start_date", "DATE", "first day fetched"),
        Column("end_date", "DATE", "last day fetched, included"),
        Column("fields", "VARCHAR", "comma-separated columns asked for: absence is then zero"),
        *_STAMPS,
    ),
)  # fmt: skip
RESTATEMENTS = Table(
    "restatements",
    (),
    (
        *_WHO[:7],
        Column("date", "DATE", "the day (or period start) that was restated"),
        Column("hour", "TINYINT", "as in facts"),
        Column("breakdown_key", "VARCHAR", "as in facts"),
        Column("fact", "VARCHAR", "'facts', 'conversions:<event_type>/<name>', …"),
        Column("field", "VARCHAR", "the column that changed; '*' for a row that vanished"),
        Column("old", "VARCHAR", "value before, exact text; NULL = not reported"),
        Column("new", "VARCHAR", "value after, exact text; NULL = not reported"),
        Column("known_at", "TIMESTAMPTZ", "when we learned it, by the one clock", stamped=True),
        Column("batch_id", "VARCHAR", "the import that brought it", stamped=True),
    ),
)
QUARANTINE = Table(
    "quarantine",
    (),
    (
        Column("workspace_id", "VARCHAR", "whose data it is", stamped=True),
        Column("file", "VARCHAR", "the file's name as given"),
        Column("line", "BIGINT", "the first physical line of the row in that file, from 1"),
        Column("code", "VARCHAR", "what rule it broke: 'number.unreadable'"),
        Column("reason", "VARCHAR", "one sentence, with the column and the text found"),
        Column("row", "VARCHAR", "JSON object or array: the row as written"),
        *_STAMPS,
    ),
)
FX_RATES = Table(
    "fx_rates",
    ("workspace_id", "base", "quote", "date"),
    (
        _WHO[0],
        Column("base", "VARCHAR", "ISO 4217; one unit of it …"),
        Column("quote", "VARCHAR", "… costs `rate` units of this"),
        Column("date", "DATE", "the day the rate was fixed"),
        Column("rate", NUMBER, "exact as published"),
        Column("source", "VARCHAR", "'ecb', a file's name, …"),
        *_STAMPS,
    ),
)

TABLES = {
    table.name: table
    for table in (
        FACTS, CONVERSIONS, PERIOD_FACTS, PERIOD_CONVERSIONS, ENTITIES, CHANGES, RECOMMENDATIONS,
        OWN_EVENTS, EXTRAS, COVERAGE, RESTATEMENTS, QUARANTINE, FX_RATES,
    )
}  # fmt: skip
STAGED = (
    FACTS, CONVERSIONS, PERIOD_FACTS, PERIOD_CONVERSIONS, ENTITIES, CHANGES, RECOMMENDATIONS,
    OWN_EVENTS, EXTRAS, COVERAGE, QUARANTINE,
)  # fmt: skip
