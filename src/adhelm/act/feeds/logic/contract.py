"""The contract of data out: tables, columns, types, keys. Its number says what may be relied on.

A version only ever adds: columns that may be NULL, and tables. What is renamed, removed or means
something else would be another contract, in another schema.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

VERSION = 1


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `kind` is text, integer, number, date, instant or boolean."""

    name: str
    kind: str
    what: str
    since: int = 1
    """The version of the contract that added it."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table; rows of equal `scope` and of a run of days are replaced together."""

    name: str
    what: str
    key: tuple[str, ...]
    scope: tuple[str, ...]
    day: str
    """The column of the day; '' where rows have none."""
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the names of the columns of text."""
        return tuple(column.name for column in self.columns if column.kind == "text")


@dataclass(frozen=True, slots=True)
class Contract:
    """All tables of one version."""

    version: int
    tables: tuple[Table, ...]

    def table(self, name: str) -> Table:
        """Return the table of that name."""
        return next(table for table in self.tables if table.name == name)


_WORKSPACE = Column("workspace_id", "text", "whose data it is")
_CONNECTOR = Column("connector", "text", "who delivers and bills: `meta`")
_PLATFORM = Column("platform", "text", "what people see: `instagram`")
_ACCOUNT = Column("account_id", "text", "the platform's id of the ad account")
_LEVEL = Column(
    "level", "text", "`account`, `campaign`, `ad_group`, `ad`, `keyword` or `search_term`"
)
_ENTITY = Column("entity_id", "text", "the platform's id; `name:` and a hash where it gave none")
_ABOVE = (
    Column("campaign_id", "text", "the campaign above, or itself; NULL where unknown"),
    Column("ad_group_id", "text", "the ad group above, or itself; NULL where unknown"),
)
_WHO = (_WORKSPACE, _CONNECTOR, _PLATFORM, _ACCOUNT, _LEVEL, _ENTITY, *_ABOVE)
_DAY = (
    Column("date", "date", "the platform's local day, in `account_tz`"),
    Column("currency", "text", "ISO 4217, of the account; NULL where nobody said"),
    Column("account_tz", "text", "IANA time zone of the days; NULL where nobody said"),
)
_SOURCE = (
    Column("source", "text", "who reported the row: `api` or `files`"),
    Column(
        "final_from", "date",
        "the local day from which the platform corrects the row no more; provisional before",
    ),
)  # fmt: skip
_VERSION = Column("data_version", "integer", "the data version with which the row was written last")
_ROW = ("workspace_id", "connector", "platform", "account_id", "level", "entity_id")
_OF_LEVEL = ("connector", "account_id", "level")

PERFORMANCE = Table(
    "performance_daily",
    "What each entity of each level did on each day. Sum one level only: levels hold the same "
    "money again.",
    (*_ROW, "date"),
    _OF_LEVEL,
    "date",
    (
        *_WHO, *_DAY,
        Column("impressions", "integer", "times shown"),
        Column("clicks", "integer", "all clicks, as the platform counts them"),
        Column("link_clicks", "integer", "clicks that lead to the advertiser's destination"),
        Column("spend", "number", "media cost in `currency`; negative is a credit"),
        Column("platform_conversions", "number", "the platform's headline conversions; fractional"),
        Column("platform_conversion_value", "number", "their value in `currency`"),
        Column("video_views", "integer", "video plays, as the platform counts them"),
        Column("engagements", "integer", "engagements, as the platform counts them"),
        Column("reach", "integer", "people reached; never summed over rows"),
        Column("frequency", "number", "impressions per person reached; never summed"),
        *_SOURCE, _VERSION,
    ),
)  # fmt: skip
CONVERSIONS = Table(
    "conversions",
    "The conversions of each entity and day, by action. Actions overlap: choose some, "
    "never sum all.",
    (*_ROW, "date", "event_type", "conversion_name", "attribution_window", "basis"),
    _OF_LEVEL,
    "date",
    (
        *_WHO, *_DAY,
        Column("event_type", "text", "`purchase`, `lead`, … (words of AdCP)"),
        Column("conversion_name", "text", "the platform's own name of the action"),
        Column("attribution_window", "text", "`7d_click`, …; empty where the platform says none"),
        Column("basis", "text", "`click_date`, `conversion_date`, or empty where unknown"),
        Column("conversions", "number", "how many; fractional under data-driven attribution"),
        Column("conversion_value", "number", "their value in `currency`"),
        *_SOURCE, _VERSION,
    ),
)  # fmt: skip
ENTITIES = Table(
    "entities",
    "What is known of each account, campaign, ad group, ad, … now.",
    ("workspace_id", "connector", "account_id", "level", "entity_id"),
    _OF_LEVEL,
    "",
    (
        *_WHO,
        Column("name", "text", "the name that people gave it"),
        Column("status", "text", "as the platform says it"),
        Column("platform_level", "text", "the platform's own word for the level"),
        Column("attributes", "text", "a JSON object of what else is known"),
        _VERSION,
    ),
)
ACCOUNTS = Table(
    "accounts",
    "The ad accounts that there is anything of.",
    ("workspace_id", "connector", "account_id"),
    ("connector", "account_id"),
    "",
    (
        _WORKSPACE, _CONNECTOR, _ACCOUNT,
        Column("name", "text", "the name that people gave it"),
        Column("status", "text", "as the platform says it"),
        Column("currency", "text", "ISO 4217, of the latest day"),
        Column("account_tz", "text", "IANA time zone, of the latest day"),
        Column("first_day", "date", "the first local day that has rows"),
        Column("last_day", "date", "the last local day that has rows"),
        _VERSION,
    ),
)  # fmt: skip
CHANGES = Table(
    "changes",
    "Who changed what on the platforms, as their own logs say.",
    ("workspace_id", "connector", "account_id", "change_id"),
    ("connector", "account_id"),
    "changed_on",
    (
        *_WHO,
        Column("change_id", "text", "the platform's id of the change, or a hash of it"),
        Column("changed_at", "instant", "when, as the platform says"),
        Column("changed_on", "date", "the same as a day in UTC"),
        Column("actor", "text", "who; NULL where the platform does not say"),
        Column("operation", "text", "`create`, `update` or `remove`"),
        Column("field", "text", "what was changed, in the platform's words; NULL if all of it"),
        Column("old_value", "text", "before, as written; NULL where not told"),
        Column("new_value", "text", "after, as written; NULL where not told"),
        _VERSION,
    ),
)
RATES = Table(
    "exchange_rates",
    "What one unit of `base` cost in `quote` on the day it was fixed.",
    ("workspace_id", "base", "quote", "date"),
    ("base", "quote"),
    "date",
    (
        _WORKSPACE,
        Column("base", "text", "ISO 4217; one unit of it …"),
        Column("quote", "text", "… costs `rate` units of this"),
        Column("date", "date", "the day the rate was fixed"),
        Column("rate", "number", "as published"),
        Column("source", "text", "who published it: `ecb`, a file's name"),
        _VERSION,
    ),
)
LOADS = Table(
    "loads",
    "One row per merge, written with it: which data version came when.",
    ("workspace_id", "load_id"),
    (),
    "",
    (
        _WORKSPACE,
        Column("load_id", "text", "the name of the merge, the same however often it was tried"),
        Column("data_version", "integer", "which version of the data the tables hold since"),
        Column("known_at", "instant", "since when readers of Adhelm saw that version"),
        Column("loaded_at", "instant", "when it was merged, by Adhelm's clock"),
        Column("contract_version", "integer", "by which contract it was written"),
        Column("whole", "boolean", "whether everything was written anew, not what changed"),
        Column("partitions", "integer", "runs of days of an account and level that were replaced"),
        Column("row_count", "integer", "rows written"),
        Column("software", "text", "the version of Adhelm"),
    ),
)
CONTRACT = Contract(VERSION, (ACCOUNTS, ENTITIES, PERFORMANCE, CONVERSIONS, CHANGES, RATES, LOADS))
DATA = tuple(table.name for table in CONTRACT.tables if table is not LOADS)
"""The tables that partitions are of."""
STATE, STAGED, STAMP = "adhelm_state", "adhelm_staged", "adhelm_contract"
"""Beside them: the marker, what of a merge has arrived, and the contract's version."""


def stage(table: str) -> str:
    """Return where rows of a table wait until all of a merge have arrived."""
    return f"stage_{table}"


@cache
def as_text() -> str:
    """Return the tables as Markdown, for people who rely on them."""
    return "\n\n".join(_described(table) for table in CONTRACT.tables) + "\n"


def _described(table: Table) -> str:
    rows = "\n".join(
        f"| `{column.name}` | {column.kind} | {_key(table, column)} | {column.what} |"
        for column in table.columns
    )
    head = "| Column | Type | Key | What |\n| --- | --- | --- | --- |"
    return f"### `{table.name}`\n\n{table.what}\n\n{head}\n{rows}"


def _key(table: Table, column: Column) -> str:
    return "✓" if column.name in table.key else ""
