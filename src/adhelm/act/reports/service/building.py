"""Ask for everything a report shows, and write it as one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from adhelm.act.reports.logic import document_of, page, summary
from adhelm.act.reports.service.naming import account_names
from adhelm.act.reports.types import (
    Column,
    Line,
    Marked,
    Measure,
    Number,
    Report,
    Table,
    Tile,
)
from adhelm.core.ads import Period
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import NotFound
from adhelm.core.principal import Principal, Scope
from adhelm.decide.optimization import suggestions
from adhelm.observe import plans
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.analysis import incidents, read_range
from adhelm.understand.metrics import Answer, Question, ask, last_days

MEASURES = (
    Measure("spend", "Spend", "money", "", "media cost"),
    Measure("impressions", "Impressions", "count", "", "times shown"),
    Measure("clicks", "Clicks", "count", "up", "all clicks, as the platform counts them"),
    Measure("ctr", "CTR", "share", "up", "clicks ÷ impressions"),
    Measure("cpc", "CPC", "price", "down", "spend ÷ clicks"),
    Measure("conversions", "Conversions", "count", "up", "conversions by the rule named below"),
    Measure("cpa", "CPA", "price", "down", "spend ÷ conversions"),
    Measure("conversion_value", "Conv. value", "money", "up", "value of the conversions"),
    Measure("roas", "ROAS", "ratio", "up", "conversion value ÷ spend"),
)
COUNTED = tuple(one.name for one in MEASURES if one.unit in {"count", "share"})
"""What adds up whatever currencies accounts book in."""
_TILES = ("spend", "conversions", "conversion_value", "roas", "cpa", "ctr")
_NAMES = tuple(one.name for one in MEASURES)
_USUAL_DAYS = 28
_CAMPAIGNS = 25
_OF_CAMPAIGNS = ("spend", "conversions", "conversion_value", "roas", "cpa")


class NothingToReport(NotFound):
    """There are no daily figures in the range."""

    code = "report.nothing"


@dataclass(frozen=True, slots=True)
class _Asker:
    principal: Principal
    warehouse: Warehouse
    clock: Clock
    currency: str | None
    as_of: date | datetime | int | None

    def __call__(
        self, by: tuple[str, ...], period: Period | None, metrics: tuple[str, ...] = _NAMES
    ) -> Answer:
        question = Question(
            metrics=metrics,
            by=by,
            period=period,
            currency=self.currency,
            as_of=self.as_of,
        )
        return ask(
            principal=self.principal,
            warehouse=self.warehouse,
            question=question,
            clock=self.clock,
        )


def build(
    *,
    principal: Principal,
    warehouse: Warehouse,
    clock: Clock,
    title: str,
    period: Period | None = None,
    currency: str | None = None,
    as_of: date | datetime | int | None = None,
    database: Database | None = None,
    compare: str = "previous",
) -> Report:
    """
    Return the content of a report on `period` (None: the last 28 days with data).

    All money is converted to `currency`; None keeps what was booked, which fails if it mixes.
    The calendar is read from the `database`, if given. `compare`: 'previous', 'year' (the same
    weekdays 52 weeks before), a closed range, or '' for none.

    :raises NothingToReport: if there are no daily figures.
    """
    principal.require(Scope.read)
    asker = _Asker(principal, warehouse, clock, currency, as_of)
    span, first_day = _span(asker, period)
    before, compared = _before(span, compare, clock)
    whole_before = compared and before.start >= first_day
    total = asker((), span)
    reading: dict[str, Any] = {"principal": principal, "warehouse": warehouse, "clock": clock,
                               "as_of": as_of, "database": database}  # fmt: skip
    earlier = asker if whole_before else _unasked
    whole = Line("", _first(total), _first(earlier((), before)))
    lines = _lines(asker(("platform",), span), earlier(("platform",), before))
    by = ("platform", "account_id", "campaign_id", "campaign")
    campaigns = _lines(asker(by, span), earlier(by, before))
    days = {span: _by_day(asker(("date",), span)), before: _by_day(earlier(("date",), before))}
    return Report(
        title=title,
        workspace_id=principal.workspace_id,
        period=span,
        compared=before if whole_before else None,
        currency=total.provenance.currency or currency or "",
        made_at=clock.now(),
        days=list(span),
        measures=MEASURES,
        tiles=[_tile(name, whole, days[span], days[before], (span, before)) for name in _TILES],
        lines=lines,
        total=whole,
        trends=_trends(asker(("platform", "date"), span, ("spend",)), lines, span),
        findings=incidents(**reading, period=span),
        advice=suggestions(**reading),
        provenance=total.provenance,
        notes=_unvalued(lines),
        calendar=_marked(principal, database, span),
        campaigns=campaigns,
        names=account_names(principal=principal, database=database) if database else {},
    )


def tables_of(report: Report) -> list[Table]:
    """Return the campaigns of a report as a table, those with most spend first."""
    shown = report.campaigns[:_CAMPAIGNS]
    if not shown:
        return []
    left = len(report.campaigns) - len(shown)
    measures = [one for one in report.measures if one.name in _OF_CAMPAIGNS]
    names = [one.name for one in measures]
    heads = [(summary.platform(one.platform), one.name) for one in shown]
    columns = [Column("campaign", "Campaign"), Column("platform", "Platform")]
    return [
        Table(
            name="campaigns",
            title="Campaigns",
            columns=[*columns, *summary.columns_of(measures)],
            rows=[
                [name, where, *(one.values.get(each) for each in names)]
                for (where, name), one in zip(heads, shown, strict=True)
            ],
            before=[
                [name, where, *(one.before.get(each) for each in names)]
                for (where, name), one in zip(heads, shown, strict=True)
            ]
            if report.compared
            else [],
            note="Most spend first" + (f"; {left:,} more are not shown." if left else "."),
            currency=report.currency,
        )
    ]


def _marked(principal: Principal, database: Database | None, span: Period) -> list[Marked]:
    if database is None:
        return []
    known = plans.events_in(principal=principal, database=database, period=span)
    return [
        Marked(
            max(one.first_day, span.start), min(one.last_day, span.last), f"{one.kind} '{one.name}'"
        )
        for one in known
    ]


def write(report: Report, *, out: Path) -> Path:
    """Write the report as one HTML file that needs nothing else, and return its full path."""
    from importlib.resources import files

    style = files("adhelm.act.reports").joinpath("report.css").read_text(encoding="utf-8")
    out = out.absolute()
    out.parent.mkdir(parents=True, exist_ok=True)
    half = out.with_name(f".{out.name}.part")
    document = document_of(report, more=tables_of(report))
    half.write_text(page(document, style=style), encoding="utf-8")
    half.replace(out)
    return out


def _before(span: Period, compare: str, clock: Clock) -> tuple[Period, bool]:
    """Return the days to compare with, and whether any were wanted."""
    if compare in {"", "previous"}:
        return span.previous(), bool(compare)
    if compare == "year":
        year = timedelta(weeks=52)
        return Period(span.start - year, span.end - year), True
    found = read_range(compare, clock=clock)
    return (found, True) if found else (span.previous(), False)


def _span(asker: _Asker, period: Period | None) -> tuple[Period, date]:
    """Return the days to report on, and the first day with figures."""
    known = sorted(
        row["date"] for row in asker(("date",), None, ("impressions",)).dicts() if row["date"]
    )
    if not known:
        raise NothingToReport("there are no daily figures yet", hint="`adhelm source import FILE`")
    first, last = known[0], known[-1]
    if period is not None and (period.start > last or period.end <= first):
        raise NothingToReport(
            f"there are no daily figures in {period}", hint=f"there are some in {first}..{last}"
        )
    ended = last_days(
        principal=asker.principal, warehouse=asker.warehouse, clock=asker.clock, as_of=asker.as_of
    )
    # The usual days end with the last that is over everywhere.
    over = max(first, min(last, *ended.values()))
    wanted = period or Period.closed(over - timedelta(days=_USUAL_DAYS - 1), over)
    span = Period.closed(max(wanted.start, first), min(wanted.last, last))
    return span, first


def _unasked(by: tuple[str, ...], period: Period) -> None:
    """Compare with nothing: half a period would look like a fall."""


def _first(answer: Answer | None) -> Mapping[str, Number]:
    return next(answer.dicts(), {}) if answer else {}


def _lines(now: Answer, before: Answer | None) -> list[Line]:
    keys = [name for name in now.columns if name not in _NAMES]
    earlier = {_key(row, keys): row for row in before.dicts()} if before else {}
    current = {_key(row, keys): row for row in now.dicts()}
    nothing: dict[str, Any] = dict.fromkeys(_NAMES)
    # What is there no more explains a change too.
    gone = {key: {**row, **nothing} for key, row in earlier.items() if key not in current}
    kept = {**current, **gone} if len(keys) > 1 else current
    lines = [
        Line(row["platform"], row, earlier.get(key, {}), row.get("campaign") or "")
        for key, row in kept.items()
    ]
    return sorted(lines, key=lambda line: (-(line.values["spend"] or 0), line.platform, line.name))


def _key(row: Mapping[str, Any], keys: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[name] for name in keys)


def _unvalued(lines: Sequence[Line]) -> list[str]:
    """Say whose spend counts in the total's ratios though they report no value for it."""
    names = [line.platform for line in lines if line.values.get("conversion_value") is None]
    if not names or len(names) == len(lines):
        return []
    who = ", ".join(names)
    return [f"{who}: no conversion value reported; the total ROAS still counts the spend"]


def _by_day(answer: Answer | None) -> dict[date, Mapping[str, Number]]:
    return {row["date"]: row for row in answer.dicts()} if answer else {}


def _tile(
    name: str,
    whole: Line,
    now: Mapping[date, Mapping[str, Number]],
    before: Mapping[date, Mapping[str, Number]],
    spans: tuple[Period, Period],
) -> Tile:
    measure = next(one for one in MEASURES if one.name == name)
    return Tile(
        measure=measure,
        value=whole.values.get(name),
        before=whole.before.get(name),
        daily=_daily(now, name, spans[0]),
        daily_before=_daily(before, name, spans[1]),
    )


def _daily(rows: Mapping[date, Mapping[str, Any]], name: str, span: Period) -> list[Number]:
    return [rows[day][name] if day in rows else None for day in span]


def _trends(answer: Answer, lines: Sequence[Line], span: Period) -> dict[str, list[Number]]:
    spent = {(row["platform"], row["date"]): row["spend"] for row in answer.dicts()}
    return {line.platform: [spent.get((line.platform, day)) for day in span] for line in lines}
