"""From an opened file to a plan: everything about it decided, or asked."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from adhelm.connectors.contract import (
    Ambiguous,
    FileReport,
    Hints,
    MappedColumn,
    Question,
    TotalCheck,
)
from adhelm.connectors.files.client.table import RAW, literal
from adhelm.connectors.files.connector.opening import NoRows, Opened
from adhelm.connectors.files.mapping import dates as days
from adhelm.connectors.files.mapping import fill, money, totals
from adhelm.connectors.files.mapping import identity as who
from adhelm.connectors.files.mapping import plan as plans
from adhelm.connectors.files.mapping.lexicon import Lexicon, bare, normal
from adhelm.connectors.files.mapping.numbers import SAMPLE, Marks, read_marks
from adhelm.connectors.files.mapping.plan import Plan
from adhelm.connectors.files.mapping.recognise import (
    COUNTS,
    DATES,
    EXTRA,
    IDS,
    Table,
    bind,
    choose_platform,
    is_extra,
    level_of,
    platform_named,
    recognise_platform,
)
from adhelm.core.ads import PLATFORMS, Level
from adhelm.core.errors import Invalid

if TYPE_CHECKING:
    import duckdb

_DISTINCT = 200_000
_FEW = 1_000


class NothingMapped(Invalid):
    """No column of the file holds a measure."""

    code = "file.nothing_mapped"


class UnknownTimezone(Invalid):
    """The time zone is none that IANA knows."""

    code = "timezone.unknown"


class OtherAccount(Invalid):
    """The file names another account than the one that was said."""

    code = "account.contradicted"


class IdThroughFloat(Invalid):
    """Ids lost digits: a program took them for numbers."""

    code = "id.through_float"


@dataclass(frozen=True, slots=True)
class Read:
    """A file that is wholly understood; its typed rows are in the view."""

    plan: Plan
    report: FileReport
    edges: totals.Edges
    checks: tuple[TotalCheck, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class _Reader:
    """Collects questions and notes while one file is read; all are raised at once."""

    connection: duckdb.DuckDBPyConnection
    opened: Opened
    lexicon: Lexicon
    hints: Hints
    questions: list[Question]
    notes: list[str]
    table: Table
    platforms: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        return self.opened.path.name

    def distinct(self, canonical: str, limit: int = _FEW) -> list[str]:
        """Return the distinct texts of a column, totals rows and footers left out."""
        column = self.table.column(canonical)
        return self.texts(column, limit) if column else []

    def texts(self, column: str, limit: int) -> list[str]:
        """Return the distinct texts of a staging column, totals rows and footers left out."""
        rows = self.connection.execute(
            f"SELECT DISTINCT {column} FROM {RAW} WHERE {column} IS NOT NULL"
            f" AND rowid NOT IN (SELECT rid FROM {plans.DROPPED}) LIMIT {limit}"
        ).fetchall()
        return sorted(text for (text,) in rows)

    def ask(self, question: Question | None) -> None:
        if question and question not in self.questions:
            self.questions.append(question)


def read(
    connection: duckdb.DuckDBPyConnection, opened: Opened, lexicon: Lexicon, hints: Hints
) -> Read:
    """
    Decide everything about a file and make its rows readable through the view.

    :raises Ambiguous: if something only a person can settle is open.
    :raises Invalid: if the file breaks a rule as a whole.
    """
    reader = _Reader(
        connection, opened, lexicon, hints, [], list(opened.notes),
        bind(opened.header, "", lexicon, hints),
    )  # fmt: skip
    plans.create_dropped(connection)
    sql = _platform(reader)
    _refuse_unmapped(reader)
    edges = totals.find_edges(connection, reader.table, opened.rows, lexicon)
    if totals.skip_edges(connection, edges) >= opened.rows and not opened.rejects:
        raise NoRows(f"{reader.file} holds no rows but totals", hint="export the rows too")
    _refuse_float_ids(reader)
    _ask_for_days(reader)
    order, mark = _locale(reader)
    whole = opened.rows <= SAMPLE
    plan = _plan(reader, sql, order, mark, whole=whole)
    _ask(reader)
    plans.create_typed(connection, plan)
    if not whole and fill.unread_measures(connection, plan):
        plan = _plan(reader, sql, order, mark, whole=True)
        _ask(reader)
        plans.create_typed(connection, plan)
    edges = _settle_blank(reader, plan, edges)
    report = _report(reader, plan)
    return Read(plan, report, edges, notes=tuple(reader.notes))


def _ask(reader: _Reader) -> None:
    if reader.questions:
        names = fingerprint(reader.opened.header.names)
        raise Ambiguous(reader.file, reader.questions, fingerprint=names)


def _plan(reader: _Reader, sql: tuple[str, str], order: str, mark: str, *, whole: bool) -> Plan:
    table = reader.table
    account = _account(reader)
    zone, zone_sql = _timezone(reader)
    marks = _marks(reader, mark, whole=whole)
    level = level_of(table, reader.hints)
    period = _period(reader, order, needed=not any(name in table for name in DATES))
    read_days = _dates(reader, order, zone, period)
    grain = _grain(table, read_days.moments, reader, period)
    _refuse_level(reader, level)
    indicators = {
        text: plans.event_of(text, reader.lexicon) for text in reader.distinct("result_indicator")
    }
    return Plan(
        table=table,
        level=level,
        identity=who.identity_of(table, level, platform=sql[0], connector=sql[1], account=account),
        marks=marks,
        currency=_currency(reader, account, marks),
        timezone=zone_sql,
        grain=grain,
        period=period,
        moments=read_days.moments,
        indicators=indicators,
        windows={text: plans.window_of(text) for text in reader.distinct("attribution_setting")},
    )


def _platform(reader: _Reader) -> tuple[str, str]:
    """Settle the platform, bind the columns by its words, return SQL of platform and connector."""
    texts = reader.distinct("platform")
    named = {text: platform_named(text, reader.lexicon) for text in texts}
    if texts and all(named.values()) and not reader.hints.platform:
        found = {text: name for text, name in named.items() if name}
        if len(set(found.values())) > 1:
            return _many_platforms(reader, found)
    values = [name for name in named.values() if name] if all(named.values()) else []
    values += [reader.opened.platform] if reader.opened.platform else []
    scores = recognise_platform(reader.opened.header, values, reader.lexicon)
    for name, points in _by_values(reader).items():
        scores[name] = scores.get(name, 0) + points
    platform, question = choose_platform(scores, reader.hints.platform, reader.lexicon, reader.file)
    reader.ask(question)
    reader.platforms = (platform,) if platform else ()
    reader.table = bind(reader.opened.header, platform, reader.lexicon, reader.hints)
    connector = PLATFORMS[platform].connector if platform else ""
    return literal(platform), literal(connector)


def _many_platforms(reader: _Reader, found: dict[str, str]) -> tuple[str, str]:
    column = reader.table.column("platform") or ""
    reader.platforms = tuple(sorted(set(found.values())))
    connectors = {text: PLATFORMS[name].connector for text, name in found.items()}
    return plans.choose_sql(column, found), plans.choose_sql(column, connectors)


def _by_values(reader: _Reader) -> dict[str, int]:
    """Return what the look of the ids says: Microsoft's grid writes them in brackets."""
    first = reader.distinct("campaign_id", 3)
    bracketed = any(text.startswith("[") and text.endswith("]") for text in first)
    return {"microsoft_ads": 5} if bracketed else {}


def _refuse_unmapped(reader: _Reader) -> None:
    if not reader.table.measures:
        raise NothingMapped(
            f"{reader.file} has no column of impressions, clicks, spend or conversions",
            hint=f"map one by hand, e.g. --map spend='{reader.opened.header.names[-1]}'",
        )


def _ask_for_days(reader: _Reader) -> None:
    """Ask whether a column of dates that no word names holds the days: rows are no period then."""
    if any(name in reader.table for name in DATES):
        return
    platform = reader.platforms[0] if reader.platforms else ""
    for bound in reader.table.bound:
        named = bound.canonical or bound.how == "said"
        if named or reader.lexicon.meaning(bound.header, platform) is not None:
            continue
        texts = reader.texts(f"c{bound.index}", _FEW)
        if days.are_dates(texts, months=reader.lexicon.months):
            reader.ask(_which_days(bound.header, reader.hints))
            return


def _which_days(header: str, hints: Hints) -> Question:
    other = f"{EXTRA}{sum(map(is_extra, hints.columns)) or ''}={header}"
    text = f"'{header}' holds dates: are they the days of its rows (or {other})?"
    return Question("columns", text, f"--map date='{header}'", (f"date={header}", other))


def _refuse_float_ids(reader: _Reader) -> None:
    for canonical in IDS:
        column = reader.table.column(canonical)
        if not column:
            continue
        row = reader.connection.execute(
            f"SELECT {column} FROM {RAW} WHERE (suffix({column}, '0') OR contains({column}, 'e')"
            f" OR contains({column}, 'E')) AND regexp_matches({column},"
            " '^\\d(\\.\\d+)?[eE]\\+?\\d+$|^\\d{16,}\\.0+$|^\\d{15}0{4}$') LIMIT 1"
        ).fetchone()
        if row:
            raise IdThroughFloat(
                f"'{row[0]}' in column '{reader.table[canonical].header}' lost digits of an id",
                hint="export ids as text (CSV, not a spreadsheet that saw them as numbers)",
            )


def _locale(reader: _Reader) -> tuple[str, str]:
    hints, order, mark = reader.hints, "", ""
    if hints.locale:
        name = hints.locale.replace("-", "_")
        found = reader.lexicon.locales.get(name) or reader.lexicon.locales.get(name.split("_")[0])
        if found is None:
            raise Invalid(f"'{hints.locale}' is no locale we know", hint="such as de_DE or en_US")
        order, mark = found
    return hints.date_order or order, hints.decimal_mark or mark


def _refuse_level(reader: _Reader, level: Level) -> None:
    """A level that a person says must have a name or an id in the file."""
    has = any(f"{level.value}{part}" in reader.table for part in ("_id", "_name", ""))
    if reader.hints.level and level != Level.account and not has:
        raise NothingMapped(
            f"{reader.file} has no column that names its {level.value}s",
            hint=f"map one by hand (--map {level.value}_name=…), or say another --level",
        )


def _account(reader: _Reader) -> str:
    """Return the SQL of the account id."""
    said = who.normal_account(reader.hints.account) if reader.hints.account else ""
    found = {who.normal_account(text) for text in reader.distinct("account_id")}
    if found:
        if said and found != {said}:
            raise OtherAccount(
                f"{reader.file} is of account {', '.join(sorted(found)[:3])}, not {said}",
                hint="leave --account out, or choose the other file",
            )
        return who.account_sql(reader.table.column("account_id") or "")
    names = reader.distinct("account_name")
    if said and len(names) > 1:
        raise OtherAccount(
            f"{reader.file} holds several accounts: {', '.join(names[:3])}",
            hint="export it with account ids, or leave --account out",
        )
    if said:
        return literal(said)
    if len(names) > 1:
        reader.notes.append("the accounts have names and no ids: their ids are made of the names")
        return who.hashed(f"coalesce({reader.table.column('account_name')}, '')")
    seen = f" (it names '{names[0]}')" if names else ""
    reader.ask(Question("account", f"which account is it from?{seen}", "--account"))
    return literal("")


def _timezone(reader: _Reader) -> tuple[str, str]:
    """Return the zone, '' if each row has its own, and its SQL."""
    fixed = {zone for name in reader.platforms if (zone := PLATFORMS[name].day_zone)}
    if fixed:
        zone = fixed.pop()
        return zone, literal(zone)
    found = reader.distinct("account_tz")
    if found and not reader.hints.timezone:
        for zone in found:
            _check_zone(zone)
        return (found[0] if len(found) == 1 else ""), reader.table.column("account_tz") or ""
    if reader.hints.timezone:
        _check_zone(reader.hints.timezone)
        return reader.hints.timezone, literal(reader.hints.timezone)
    reader.ask(Question("timezone", "in which time zone are the account's days?", "--timezone"))
    return "", literal("")


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownTimezone(f"'{zone}' is no time zone", hint="such as Europe/Berlin") from error


def _marks(reader: _Reader, mark: str, *, whole: bool) -> Marks:
    columns = {f"c{bound.index}": bound.canonical in COUNTS for bound in reader.table.measures}
    marks = read_marks(
        reader.connection, columns, wanted=mark, certain=reader.opened.certain_numbers, whole=whole
    )
    reader.ask(marks.question)
    return marks


def _currency(reader: _Reader, account: str, marks: Marks) -> str:
    found = money.read_currency(
        reader.connection,
        reader.table,
        reader.lexicon,
        reader.hints,
        file=reader.file,
        account=account,
        marks=marks,
    )
    reader.ask(found.question)
    return found.sql


def _period(reader: _Reader, order: str, *, needed: bool) -> tuple[date, date] | None:
    """Return the range that a person or the lines above the table name."""
    if reader.hints.period:
        return reader.hints.period
    months = reader.lexicon.months
    for line in reader.opened.header.preamble:
        found = days.ranges_in(line, months=months, order=order)
        if len(found) > 1 and needed:
            reader.ask(days.ORDER_QUESTION)
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _dates(reader: _Reader, order: str, zone: str, period: tuple[date, date] | None) -> days.Dates:
    texts: set[str] = set()
    for canonical in DATES:
        texts.update(reader.distinct(canonical, _DISTINCT))
    if not texts:
        return days.Dates("", {})
    read_days = days.read_dates(
        texts, months=reader.lexicon.months, order=order, within=period, timezone=zone
    )
    reader.ask(read_days.question)
    reader.notes.append(f"dates are {read_days.order}")
    return read_days


def _grain(
    table: Table,
    moments: Collection[object],
    reader: _Reader,
    period: tuple[date, date] | None,
) -> str:
    if "date" in table:
        return "day"
    if "period_start" in table and "period_end" in table:
        return "period" if _has_ranges(reader, moments) else "day"
    if "period_start" in table or "month" in table or "week" in table:
        return "day" if "period_start" in table else "period"
    asked = any(question.code == "columns" for question in reader.questions)
    if period is None and not asked:
        reader.ask(Question("period", "which days does it sum (first..last)?", "--period"))
    if period is None:
        return "period"
    return "day" if period[0] == period[1] else "period"


def _has_ranges(reader: _Reader, moments: Collection[object]) -> bool:
    start, end = reader.table.column("period_start"), reader.table.column("period_end")
    row = reader.connection.execute(
        f"SELECT count(*) FROM {RAW} WHERE {start} IS DISTINCT FROM {end}"
        f" AND rowid NOT IN (SELECT rid FROM {plans.DROPPED})"
    ).fetchone()
    return bool(row and row[0]) or not moments


def _settle_blank(reader: _Reader, plan: Plan, edges: totals.Edges) -> totals.Edges:
    """Take a nameless row at an end for a total if it has at least half of what the rows sum to."""
    found = [
        totals.Total(row, "(no name)", own=True)
        for row in edges.blank
        if totals.claims_total(reader.connection, plan, row)
    ]
    plans.drop_rows(reader.connection, [(total.row, "total", "") for total in found])
    return replace(edges, totals=(*edges.totals, *found))


def _report(reader: _Reader, plan: Plan) -> FileReport:
    opened, header = reader.opened, reader.opened.header
    accounts = _values(reader, plan.identity.account_id)
    return FileReport(
        file=reader.file,
        format=opened.format,
        encoding=opened.encoding,
        delimiter=header.delimiter,
        platform=",".join(reader.platforms),
        connector=",".join(dict.fromkeys(PLATFORMS[name].connector for name in reader.platforms)),
        account_id=",".join(accounts),
        level=plan.level,
        grain=plan.grain,
        language=reader.table.language,
        currency=",".join(_values(reader, plan.currency)),
        account_tz=",".join(_values(reader, plan.timezone)),
        breakdown=plan.breakdown,
        decimal_mark=plan.marks.summary,
        date_order=next((note[10:] for note in reader.notes if note.startswith("dates are ")), ""),
        header_line=header.line,
        columns=_columns(reader.table),
        fingerprint=fingerprint(header.names),
        notes=tuple(note for note in reader.notes if not note.startswith("dates are ")),
    )


def _values(reader: _Reader, sql: str) -> list[str]:
    if sql.startswith("'"):
        return [sql.strip("'")]
    rows = reader.connection.execute(
        f"SELECT DISTINCT {sql} FROM {plans.DIMENSIONS} LIMIT 20"
    ).fetchall()
    return sorted(str(text) for (text,) in rows if text)


def _columns(table: Table) -> tuple[MappedColumn, ...]:
    return tuple(MappedColumn(bound.header, bound.canonical, bound.how) for bound in table.bound)


def fingerprint(names: Sequence[str]) -> str:
    """Return the hash of normalised headers, the same in any order of columns."""
    words = "\x1f".join(sorted(f"{normal(name)}={bare(name)}" for name in names))
    return hashlib.sha256(words.encode()).hexdigest()[:16]
