"""The SQL (DuckDB's) that turns canonical tables into those of the contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from adhelm.act.feeds.logic import contract
from adhelm.act.feeds.logic.sheet import NAMES as SHEET
from adhelm.act.feeds.types import Answers, Partition
from adhelm.core.tables import TABLES

RAW = {
    contract.PERFORMANCE.name: "facts",
    contract.CONVERSIONS.name: "conversions",
    contract.ENTITIES.name: "entities",
    contract.CHANGES.name: "changes",
    contract.RATES.name: "fx_rates",
}
"""A table of the contract -> the canonical one whose rows decide when it changes."""
_SUMMED = (
    "impressions", "clicks", "link_clicks", "spend", "platform_conversions",
    "platform_conversion_value", "video_views", "engagements",
)  # fmt: skip
_ALONE = ("reach", "frequency")
_WHO = ("connector", "platform", "account_id", "level", "entity_id")
_EVENT = ("event_type", "conversion_name", "attribution_window", "basis")


def text(value: object) -> str:
    """Return a value as a literal."""
    if value is None:
        return "NULL"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, int):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def scan(table: str, files: Sequence[str]) -> str:
    """Return a relation over Parquet files of a canonical table; one without rows for none."""
    if files:
        listed = ", ".join(text(path) for path in files)
        return f"read_parquet([{listed}], hive_partitioning = false)"
    typed = ", ".join(f'CAST(NULL AS {one.type}) AS "{one.name}"' for one in TABLES[table].columns)
    return f"(SELECT {typed} WHERE FALSE)"


def values(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a query of rows as they are given, of which there is at least one."""
    listed = ", ".join("(" + ", ".join(text(value) for value in row) + ")" for row in rows)
    return f"SELECT * FROM (VALUES {listed}) AS t({', '.join(columns)})"


def day_of(table: str) -> str:
    """Return the day of a canonical row, as SQL; '' where it has none."""
    if table == contract.CHANGES.name:
        return "CAST(coalesce(changed_at, TIMESTAMPTZ '1970-01-01 00:00:00+00') AS DATE)"
    return contract.CONTRACT.table(table).day


def changed(table: str, *, new: Sequence[str], old: Sequence[str]) -> str:
    """Return the query of the scopes (and days) in which rows of files differ from others'."""
    raw = TABLES[RAW[table]]
    compared = [column.name for column in raw.columns if not column.stamped]
    compared += [name for name in ("source_id",) if name in raw.names]
    columns = ", ".join(f'"{name}"' for name in compared)
    one, other = (f"SELECT {columns} FROM {scan(raw.name, files)}" for files in (new, old))
    rows = f"(({one}) EXCEPT ({other})) UNION ALL (({other}) EXCEPT ({one}))" if old else one
    picked = [*contract.CONTRACT.table(table).scope]
    picked += [f"{day_of(table)} AS day"] if day_of(table) else []
    return f"SELECT DISTINCT {', '.join(picked)} FROM ({rows})"


def partitions(table: str, found: Sequence[Partition]) -> str:
    """Return the query of partitions, numbered from 0."""
    scope = contract.CONTRACT.table(table).scope
    rows = ([n, *one.scope, one.first, one.last] for n, one in enumerate(found))
    return values(("n", *scope, "first", "last"), rows)


def spans(answers: Answers, keys: Iterable[tuple[str, ...]]) -> str:
    """Return the query of whose rows count when, for some accounts, or levels of them."""
    columns = (
        "connector", "account_id", "level", "platform", "source_id", "breakdown", "first", "last",
    )  # fmt: skip
    wanted = set(keys)
    rows = [
        [*key, *span.answer, span.first, span.last]
        for key, found in answers.items()
        if key in wanted or key[:2] in wanted
        for span in found
    ]
    if rows:
        return values(columns, rows)
    return f"SELECT * FROM ({values(columns, [[''] * 6 + [date.min, date.min]])}) WHERE FALSE"


def counted(table: str, source: str) -> str:
    """Return the query of how many canonical rows each partition of `part` has."""
    return f"SELECT p.n, count(*) FROM {source} f JOIN part p ON {_inside(table)} GROUP BY p.n"


def _inside(table: str) -> str:
    scope = [f"f.{name} = p.{name}" for name in contract.CONTRACT.table(table).scope]
    day = day_of(table)
    if day:
        dated = day if "(" in day else f"f.{day}"
        scope.append(f"{dated} BETWEEN p.first AND p.last")
    return " AND ".join(scope)


def final_from(lookbacks: Mapping[str, int], otherwise: int) -> str:
    """Return the day from which a row is corrected no more, as SQL; days by connector."""
    cases = "".join(f"WHEN {text(name)} THEN {days} " for name, days in lookbacks.items())
    days = f"CASE connector {cases}ELSE {otherwise} END" if cases else str(otherwise)
    return f"date + {days} + 1"


def selected(
    table: str, *, sources: Mapping[str, str], workspace: str, version: int, final: str
) -> str:
    """
    Return the query of a table's rows in the partitions of `part`, all columns in order.

    `sources` are relations by canonical table; whose rows count is in `span`; `final` is what
    `final_from` returned.
    """
    made = _MADE[table](sources)
    whole = contract.CONTRACT.table(table)
    # PostgreSQL has no text with a zero in it.
    columns = ", ".join(
        f"replace({name}, chr(0), chr(65533)) AS {name}" if name in whole.texts else name
        for name in whole.names
        if name not in {"workspace_id", "data_version"}
    )
    return (
        f"SELECT {text(workspace)} AS workspace_id, {columns}, "
        f"CAST({version} AS BIGINT) AS data_version FROM ({_dated(made, final, whole)})"
    )


def _dated(made: str, final: str, table: contract.Table) -> str:
    has_end = "final_from" in table.names
    return f"SELECT *, {final} AS final_from FROM ({made})" if has_end else made


def sheet(query: str, entities: str) -> str:
    """Return the query of performance with names, in the columns of a sheet."""
    # Two columns of one name: the account's is its entity's.
    special = {"account_name": "a.name AS account_name", "name": "e.name", "status": "e.status"}
    columns = ", ".join(special.get(name, f"p.{name}") for name in SHEET)
    return (
        f"SELECT {columns} FROM ({query}) p "
        f"LEFT JOIN {entities} e ON e.connector = p.connector AND e.account_id = p.account_id "
        "AND e.level = p.level AND e.entity_id = p.entity_id "
        "LEFT JOIN (SELECT connector, account_id, max(name) AS name "
        f"FROM {entities} WHERE level = 'account' GROUP BY ALL) a "
        "ON a.connector = p.connector AND a.account_id = p.account_id "
        "ORDER BY p.date DESC, p.platform, p.account_id, p.entity_id"
    )


def _performance(sources: Mapping[str, str]) -> str:
    sums = ", ".join(f"CAST(sum({name}) AS {_type('facts', name)}) AS {name}" for name in _SUMMED)
    # People are not summed: of a split, nobody knows how many there were in all.
    alone = ", ".join(f"CASE WHEN count(*) = 1 THEN min({name}) END AS {name}" for name in _ALONE)
    return (
        f"SELECT {', '.join(_WHO)}, {_common()}, {sums}, {alone}, min(source_id) AS source "
        f"FROM ({_counting(sources['facts'], 'facts', ())}) GROUP BY {', '.join(_WHO)}, date"
    )


def _conversions(sources: Mapping[str, str]) -> str:
    key = ", ".join((*_WHO, "date", *_EVENT))
    return (
        f"SELECT {', '.join(_WHO)}, {_common()}, {', '.join(_EVENT)}, "
        f"CAST(sum(count) AS {_type('conversions', 'count')}) AS conversions, "
        f"CAST(sum(value) AS {_type('conversions', 'value')}) AS conversion_value, "
        "min(source_id) AS source "
        f"FROM ({_counting(sources['conversions'], 'conversions', _EVENT)}) GROUP BY {key}"
    )


def _common() -> str:
    return (
        "min(campaign_id) AS campaign_id, min(ad_group_id) AS ad_group_id, date, "
        "min(currency) AS currency, min(account_tz) AS account_tz"
    )


def _counting(source: str, raw: str, event: Sequence[str]) -> str:
    """Select the rows that count; those of hours only where the day has no row of its own."""
    key = ", ".join((*_WHO, "source_id", "date", "breakdown_key", *event))
    return (
        f"SELECT f.* FROM {source} f JOIN span s ON {_answers()} "
        f"SEMI JOIN part p ON {_inside(next(t for t, r in RAW.items() if r == raw))} "
        "QUALIFY f.hour IS NULL OR NOT bool_or(f.hour IS NULL) "
        f"OVER (PARTITION BY {', '.join('f.' + name for name in key.split(', '))})"
    )


def _answers() -> str:
    names = ("connector", "account_id", "level", "platform", "source_id", "breakdown")
    same = " AND ".join(f"f.{name} = s.{name}" for name in names)
    return f"{same} AND f.date BETWEEN s.first AND s.last"


def _entities(sources: Mapping[str, str]) -> str:
    return f"SELECT f.* FROM {sources['entities']} f SEMI JOIN part p ON {_inside('entities')}"


def _changes(sources: Mapping[str, str]) -> str:
    day = day_of("changes")
    return (
        'SELECT f.*, f."old" AS old_value, f."new" AS new_value, '
        f"{day} AS changed_on FROM {sources['changes']} f SEMI JOIN part p ON {_inside('changes')}"
    )


def _rates(sources: Mapping[str, str]) -> str:
    inside = _inside("exchange_rates")
    return f"SELECT f.* FROM {sources['fx_rates']} f SEMI JOIN part p ON {inside}"


def _accounts(sources: Mapping[str, str]) -> str:
    latest = ", ".join(
        # Of several that a day's rows say, always the same one.
        f"max({{'day': f.date, 'said': f.{name}}}) FILTER (WHERE f.{name} IS NOT NULL).said "
        f"AS {name}"
        for name in ("currency", "account_tz")
    )
    said = ", ".join(
        f"max(attributes ->> '$.{word}') AS {name}"
        for name, word in (("currency", "currency"), ("account_tz", "timezone"))
    )
    return (
        "SELECT p.connector, p.account_id, e.name, e.status, "
        "coalesce(d.currency, e.currency) AS currency, "
        "coalesce(d.account_tz, e.account_tz) AS account_tz, d.first_day, d.last_day "
        "FROM part p LEFT JOIN ("
        f"SELECT f.connector, f.account_id, {latest}, min(f.date) AS first_day, "
        f"max(f.date) AS last_day FROM {sources['facts']} f JOIN span s ON {_answers()} "
        "GROUP BY f.connector, f.account_id"
        ") d USING (connector, account_id) LEFT JOIN ("
        f"SELECT connector, account_id, max(name) AS name, max(status) AS status, {said} "
        f"FROM {sources['entities']} WHERE level = 'account' GROUP BY ALL"
        ") e USING (connector, account_id) "
        "WHERE d.connector IS NOT NULL OR e.connector IS NOT NULL"
    )


def _type(table: str, name: str) -> str:
    return next(column.type for column in TABLES[table].columns if column.name == name)


_MADE = {
    contract.PERFORMANCE.name: _performance,
    contract.CONVERSIONS.name: _conversions,
    contract.ENTITIES.name: _entities,
    contract.ACCOUNTS.name: _accounts,
    contract.CHANGES.name: _changes,
    contract.RATES.name: _rates,
}
READ = {
    contract.PERFORMANCE.name: ("facts",),
    contract.CONVERSIONS.name: ("conversions",),
    contract.ENTITIES.name: ("entities",),
    contract.ACCOUNTS.name: ("facts", "entities"),
    contract.CHANGES.name: ("changes",),
    contract.RATES.name: ("fx_rates",),
}
"""A table of the contract -> the canonical ones that its rows are made of."""
