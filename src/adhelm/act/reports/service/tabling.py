"""Reports that are tables of figures: by any dimensions, of a saved view, of one campaign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from adhelm.act.reports.logic.facts import facts_of
from adhelm.act.reports.logic.summary import columns_of, platform
from adhelm.act.reports.service.asking import Desk, in_one_currency
from adhelm.act.reports.service.building import MEASURES
from adhelm.act.reports.service.campaigns import campaign_report
from adhelm.act.reports.types import (
    Asked,
    Block,
    Cell,
    Column,
    Document,
    Measure,
    Number,
    Table,
    Tile,
    Tiles,
    Trend,
)
from adhelm.core.ads import Period
from adhelm.core.errors import Invalid
from adhelm.understand.metrics import (
    Answer,
    Catalogue,
    NotAdditive,
    Question,
    explain,
    period,
)
from adhelm.understand.metrics.types import Provenance

_USUAL_DAYS = "28d"
_TILES = ("spend", "conversions", "conversion_value", "roas", "cpa", "ctr")
_UNITS = {"money": "money", "count": "count", "ratio": "ratio", "share": "share"}
_DATES = {"date", "week", "month"}
_SERIES = 8
"""So many platforms are told apart in a chart."""
MOST_ROWS = 20_000
"""Of a table in a document; exports have no end."""


class TooManyRows(Invalid):
    """A document would be longer than anybody reads."""

    code = "report.too_many_rows"


def performance_of(desk: Desk, asked: Asked) -> Document:
    """
    Return figures by dimensions beside those of the days before, with totals and a trend.

    :raises TooManyRows: if there are more rows than a document holds.
    """
    question = _question(desk, asked)
    question, found = in_one_currency(desk, question)
    if len(found.rows) > MOST_ROWS:
        raise TooManyRows(
            f"{len(found.rows):,} rows, and a report holds {MOST_ROWS:,}",
            hint="`adhelm report export` has no end; or ask by fewer dimensions",
        )
    source = found.provenance
    total = _total(desk, question)
    blocks: list[Block] = []
    if total is not None:
        blocks.append(Tiles(_tiles(desk, question, total)))
    blocks += _trend(desk, question)
    measures = [_measure(desk.known, name) for name in question.metrics]
    currency = source.currency or question.currency or ""
    blocks.append(_table(question, measures, found, total, currency))
    return _document(asked, desk, source, blocks)


def campaign_of(desk: Desk, asked: Asked) -> Document:
    """
    Return what one campaign brought: in total beside the days before, and day by day.

    :raises NoSuchCampaign: if it is none.
    """
    days = _period(desk, asked) or Period(date.min, date.max)
    found = campaign_report(desk, campaign_id=asked.campaign, period=days, currency=asked.currency)
    by_day = {row["date"]: row for row in found.days if "currency" not in row}
    tiles = [
        Tile(
            one, found.totals[one.name]["value"], found.totals[one.name]["previous"],
            [_value(by_day.get(day), one.name) for day in days], [],
        )
        for one in MEASURES
        if one.name in _TILES
    ]  # fmt: skip
    rows = [_day_row(row) for row in found.days]
    kept = any("currency" in row for row in found.days)
    columns = [Column("date", "Day", "date"), *([Column("currency", "Currency")] if kept else [])]
    table = Table(
        name="days",
        title="By day",
        columns=[*columns, *columns_of(MEASURES)],
        rows=rows,
        total=() if kept else [
            "Total", *(found.totals[one.name]["value"] for one in MEASURES)
        ],
        note=f"Money in {found.currency}." if found.currency else "",
        currency=found.currency,
    )  # fmt: skip
    spend = [_value(by_day.get(day), "spend") for day in days]
    trend = Trend("Spend per day", list(days), {found.name: spend}, f"spend, {found.currency}")
    blocks: list[Block] = [Tiles(tiles), *([] if kept else [trend]), table]
    named = replace(asked, title=f"{asked.title}: {found.name}")
    return _document(named, desk, found.provenance, blocks, days=days, currency=found.currency)


def columns_for(question: Question, known: Catalogue) -> list[Column]:
    """Return the columns of the answer to a question, of metrics that are `known`."""
    measures = columns_of([_measure(known, name) for name in question.metrics])
    found = [_dimension(name) for name in question.by]
    for one in measures:
        found.append(one)
        if question.compare:
            found.append(replace(one, name=f"{one.name}_previous", label=f"{one.label}, before"))
            found.append(
                replace(one, name=f"{one.name}_change", label=f"{one.label}, change", unit="share")
            )
    return found


def title_of(name: str) -> str:
    """Return what a metric or dimension is called above its column."""
    known = next((one.label for one in MEASURES if one.name == name), None)
    return known or name.replace("_", " ").capitalize()


def _question(desk: Desk, asked: Asked) -> Question:
    metrics = asked.metrics or tuple(one.name for one in MEASURES)
    by = asked.by or ("platform",)
    first = metrics[0]
    return Question(
        metrics=metrics,
        by=by,
        where=asked.where,
        period=_period(desk, asked),
        compare=asked.compare,
        currency=asked.currency,
        sort=() if set(by) & _DATES else (f"-{first}",),
        as_of=asked.as_of,
    )


def _period(desk: Desk, asked: Asked) -> Period | None:
    return period(asked.range or _USUAL_DAYS, clock=desk.clock)


def _total(desk: Desk, question: Question) -> Mapping[str, Any] | None:
    if question.currency is None and "currency" in question.by:
        # Rows are kept apart by currency: there is no total of money.
        return None
    try:
        found = desk.ask(replace(question, by=(), sort=()))
    except NotAdditive:
        return None
    return next(found.dicts(), None)


def _tiles(desk: Desk, question: Question, total: Mapping[str, Any]) -> list[Tile]:
    shown = [one for one in MEASURES if one.name in question.metrics and one.name in _TILES]
    names = tuple(one.name for one in shown)
    span = question.period
    if not shown or span is None:
        return [Tile(one, total[one.name], total.get(f"{one.name}_previous"), [], [])
                for one in shown]  # fmt: skip
    daily = replace(question, metrics=names, by=("date",), sort=("date",), compare="")
    rows = {row["date"]: row for row in desk.ask(daily).dicts()}
    return [
        Tile(
            one, total[one.name], total.get(f"{one.name}_previous"),
            [_value(rows.get(day), one.name) for day in span], [],
        )
        for one in shown
    ]  # fmt: skip


def _trend(desk: Desk, question: Question) -> list[Block]:
    span, first = question.period, question.metrics[0]
    unit = _measure(desk.known, first).unit
    if span is None or unit not in {"money", "count"} or "currency" in question.by:
        return []
    asked = replace(
        question, metrics=(first,), by=("platform", "date"), sort=("platform", "date"), compare=""
    )
    found: dict[str, dict[date, Number]] = {}
    for row in desk.ask(asked).dicts():
        found.setdefault(str(row["platform"]), {})[row["date"]] = row[first]
    most = sorted(found, key=lambda name: -sum(each or 0 for each in found[name].values()))
    series = {platform(name): [found[name].get(day) for day in span] for name in most[:_SERIES]}
    label = f"{title_of(first)} per day"
    return [Trend(label, list(span), series, label.lower())] if series else []


def _table(
    question: Question,
    measures: Sequence[Measure],
    found: Answer,
    total: Mapping[str, Any] | None,
    currency: str,
) -> Table:
    columns = [*(_dimension(name) for name in question.by), *columns_of(measures)]
    rows = list(found.dicts())
    before: list[list[Cell]] = []
    if question.compare:
        before = [
            [*(_shown(name, row[name]) for name in question.by),
             *(row[f"{name}_previous"] for name in question.metrics)]
            for row in rows
        ]  # fmt: skip
    summed: list[Cell] = []
    if total is not None:
        blanks = [None] * (len(question.by) - 1)
        summed = ["Total", *blanks, *(total[name] for name in question.metrics)]
    names = [*question.by, *question.metrics]
    return Table(
        name="platforms" if question.by == ("platform",) else "figures",
        title="By " + ", ".join(title_of(name).lower() for name in question.by),
        columns=columns,
        rows=[[_shown(name, row[name]) for name in names] for row in rows],
        total=summed,
        before=before,
        note=(f"Money in {currency}. " if currency else "") + "Ratios are recomputed from sums.",
        currency=currency,
    )


def _shown(name: str, value: Cell) -> Cell:
    return platform(value) if name == "platform" and isinstance(value, str) else value


def _measure(known: Catalogue, name: str) -> Measure:
    for one in MEASURES:
        if one.name == name:
            return one
    told = explain(known, name)
    unit = _UNITS.get(str(told.get("unit")), "ratio")
    if unit == "money" and not told.get("additive"):
        unit = "price"
    return Measure(name, title_of(name), unit, "", str(told.get("definition", "")))


def _dimension(name: str) -> Column:
    return Column(name, title_of(name), "date" if name == "date" else "text")


def _day_row(row: Mapping[str, Any]) -> list[Cell]:
    head = [row["date"], *([row["currency"]] if "currency" in row else [])]
    return [*head, *(row[one.name] for one in MEASURES)]


def _value(row: Mapping[str, Any] | None, name: str) -> Decimal | int | None:
    return row[name] if row else None


def _document(
    asked: Asked,
    desk: Desk,
    source: Provenance | None,
    blocks: Sequence[Block],
    *,
    days: Period | None = None,
    currency: str = "",
) -> Document:
    told = source.period if source else str(days or "")
    first, _, last = told.partition("..")
    made_at = desk.clock.now()
    facts = (
        facts_of(
            source, again=_again(asked, source), notes=(), made_at=made_at,
            workspace_id=desk.principal.workspace_id,
        )
        if source
        else {"Warnings": "it is on no platform yet"}
    )  # fmt: skip
    return Document(
        sort=asked.sort,
        title=asked.title,
        workspace_id=desk.principal.workspace_id,
        period=told,
        first_day=date.fromisoformat(first) if first else None,
        last_day=date.fromisoformat(last or first) if first else None,
        compared=source.compare_period if source else "",
        currency=(source.currency if source else "") or currency,
        made_at=made_at,
        data_version=source.data_version if source else 0,
        blocks=blocks,
        facts=facts,
    )


def _again(asked: Asked, source: Provenance) -> str:
    words = ["adhelm report run", asked.sort.value, f"--range {source.period}"]
    if source.currency:
        words.append(f"--currency {source.currency}")
    if asked.campaign:
        words.append(f"--campaign {asked.campaign}")
    if asked.view:
        words.append(f"--view {asked.view}")
    return " ".join([*words, f"--as-of {source.data_version}"])
