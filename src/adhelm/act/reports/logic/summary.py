"""From the content of an executive summary to a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from adhelm.act.reports.logic import figures, story
from adhelm.act.reports.logic.facts import facts_of
from adhelm.act.reports.types import (
    Block,
    Column,
    Document,
    Item,
    Items,
    Measure,
    Number,
    Report,
    Sort,
    Story,
    Table,
    Tiles,
    Trend,
)
from adhelm.core.ads import PLATFORMS
from adhelm.decide.optimization.types import Advice, BudgetMove
from adhelm.understand.analysis.types import Findings, Incident

SUMMED = {"money", "count"}
_HOMEWORK = (
    "Platforms grade their own homework: conversions of two platforms may be the same sale. "
    "Ratios are recomputed from sums."
)


def document_of(
    report: Report, *, told: Story | None = None, more: Sequence[Block] = (), advice: bool = True
) -> Document:
    """Return an executive summary as a document; `more` are tables for its end."""
    trend = Trend(
        "Spend per day",
        report.days,
        {platform(name): values for name, values in report.trends.items()},
        f"spend per day, {report.currency}",
        report.calendar,
    )
    words = told or Story(story.told(report))
    blocks: list[Block] = [Tiles(report.tiles), *([words] if words.lines else []), trend]
    blocks.append(incidents(report.findings))
    if advice:
        blocks.append(moves(report.advice))
    blocks.append(by_platform(report))
    source = report.provenance
    return Document(
        sort=Sort.summary,
        title=report.title,
        workspace_id=report.workspace_id,
        period=str(report.period),
        first_day=report.period.start,
        last_day=report.period.last,
        compared=str(report.compared) if report.compared else "",
        currency=report.currency,
        made_at=report.made_at,
        data_version=source.data_version,
        lead=_lead(report, advice=advice),
        blocks=[*blocks, *more],
        facts=facts_of(
            source,
            again=f"adhelm report run --range {report.period} --currency {report.currency} "
            f"--as-of {source.data_version}",
            notes=report.notes,
            made_at=report.made_at,
            workspace_id=report.workspace_id,
        ),
        names=report.names,
    )


def columns_of(measures: Sequence[Measure]) -> list[Column]:
    """Return the columns of metrics, with how each is added up."""
    return [
        Column(one.name, one.label, one.unit, one.better,
               "sum" if one.unit in SUMMED else "of sums")
        for one in measures
    ]  # fmt: skip


def by_platform(report: Report) -> Table:
    """Return the table of platforms with its totals."""
    names = [one.name for one in report.measures]

    def cells(values: Mapping[str, Number]) -> list[Number]:
        return [values.get(name) for name in names]

    return Table(
        name="platforms",
        title="By platform",
        columns=[Column("platform", "Platform"), *columns_of(report.measures)],
        rows=[[platform(line.platform), *cells(line.values)] for line in report.lines],
        total=["Total", *cells(report.total.values)],
        before=[[platform(line.platform), *cells(line.before)] for line in report.lines],
        note=f"Money in {report.currency}. {_HOMEWORK}",
        currency=report.currency,
    )


def incidents(findings: Findings) -> Items:
    """Return what is odd, most money at stake first."""
    quiet = (
        "Nothing odd was found."
        if findings.tests
        else "Nothing could be tested: each day needs two weeks of history before it."
    )
    return Items(
        name="incidents",
        title="Incidents",
        intro=f"{findings.tests:,} tests on {findings.series} accounts and campaigns; about one "
        "finding in twenty may be chance.",
        items=[_incident(one) for one in findings.incidents],
        empty=quiet,
        notes=findings.notes,
    )


def moves(advice: Advice) -> Items:
    """Return the suggestions, and why there are no others."""
    folded = [
        platform(one.platform) + (f" · {one.name}" if one.name else "") + f": {one.reason}"
        for one in advice.silences
    ]
    return Items(
        name="moves",
        title="Suggestions",
        intro="Money moves inside one account only; nothing is changed until a person says so. "
        f"Learned from {advice.window}.",
        items=[_move(one) for one in advice.moves],
        folded=folded,
        folded_title=f"Where nothing is suggested, and why ({len(folded)})" if folded else "",
    )


def without_advice(document: Document) -> Document:
    """Return a document as a client's own people see it."""
    kept = [one for one in document.blocks if not (isinstance(one, Items) and one.name == "moves")]
    return replace(document, blocks=kept)


def platform(name: str) -> str:
    """Return the name that people know a platform by."""
    return PLATFORMS[name].name if name in PLATFORMS else name


def _lead(report: Report, *, advice: bool) -> list[tuple[str, bool]]:
    """Return the one paragraph that somebody in a hurry reads."""
    by_name = {tile.measure.name: tile for tile in report.tiles}
    said: list[tuple[str, bool]] = []
    for name, word in (("spend", "spent"), ("conversion_value", "conversion value reported")):
        tile = by_name.get(name)
        if tile is None or tile.value is None:
            continue
        shown = figures.figure(tile.value, tile.measure, report.currency)
        moved = figures.change(tile.value, tile.before)
        way = "" if moved is None else f" ({abs(moved):.1%} {'more' if moved >= 0 else 'less'})"
        said += [(shown, True), (f" {word}{way}; ", False)]
    found = report.findings.incidents
    urgent = sum(1 for one in found if one.severity == "high")
    tail = f"{_plural(len(found), 'incident')}, {urgent} to act on now"
    if advice:
        tail += f"; {_plural(len(report.advice.moves), 'suggestion')}"
    return [*said, (tail, True), (".", False)]


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _incident(one: Incident) -> Item:
    last = f" to {figures.short_day(one.last_date)}" if one.last_date else ""
    soft = " · provisional" if one.provisional else ""
    return Item(
        claim=one.reason,
        meta=f"{platform(one.platform)} · account {one.account_id} · "
        f"{figures.short_day(one.date)}{last}{soft}",
        level=one.severity.value,
        stake=figures.money(one.at_stake, one.currency),
    )


def _move(one: BudgetMove) -> Item:
    unit = "conversions" if one.metric == "conversions" else f"{one.currency} conversion value"
    return Item(
        claim=f"{one.from_campaign} → {one.to_campaign}",
        text=one.reason,
        meta=f"{platform(one.platform)} · account {one.account_id}",
        shifts=[
            (one.from_campaign, one.from_spend, one.from_proposed),
            (one.to_campaign, one.to_spend, one.to_proposed),
        ],
        span=(one.gain_low, one.gain, one.gain_high),
        gain=f"{one.gain:+,.2f} {unit} a day",
        details=one.limits,
    )
