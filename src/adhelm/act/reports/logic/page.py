"""The whole page, from top to bottom. Text from data is escaped where it enters the markup."""

from __future__ import annotations

from decimal import Decimal
from html import escape

from adhelm.act.reports.logic import charts, figures, parts
from adhelm.act.reports.types import Report, Tile

# Nothing is loaded, nothing runs: the page may be mailed, archived and printed.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_MARK = (
    '<svg viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="8" fill="none" '
    'stroke="currentColor" stroke-width="2"/><path d="M10 2v16M2 10h16M4.3 4.3l11.4 11.4M15.7 '
    '4.3L4.3 15.7" stroke="currentColor" stroke-width="1.5"/></svg>'
)


def page(report: Report, *, style: str) -> str:
    """Return the report as one self-contained HTML document in the given style sheet."""
    body = (
        _top(report),
        "<main>",
        _lead(report),
        _tiles(report),
        _trend(report),
        parts.incidents(report.findings),
        parts.moves(report.advice),
        _platforms(report),
        "</main>",
        parts.provenance(report),
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(report.title)} · {escape(str(report.period))}</title>\n"
        f"<style>\n{style}</style>\n</head>\n<body>\n{''.join(body)}\n</body>\n</html>\n"
    )


def _top(report: Report) -> str:
    first, last = report.period.start, report.period.last
    against = ""
    if report.compared:
        start, end = report.compared.start, report.compared.last
        against = f"<br>against {figures.day(start)} to {figures.day(end)}"
    return (
        f'<header class="top"><div class="brand">{_MARK} Adhelm</div>'
        f"<h1>{escape(report.title)}</h1>"
        f'<p class="facts"><b>{figures.day(first)} to {figures.day(last)}</b>'
        f" ({report.period.days} days){against}<br>all money in {escape(report.currency)}</p>"
        "</header>"
    )


def _lead(report: Report) -> str:
    """Return the one paragraph that somebody in a hurry reads."""
    by_name = {tile.measure.name: tile for tile in report.tiles}
    said = []
    for name, word in (("spend", "spent"), ("conversion_value", "conversion value reported")):
        if name in by_name and by_name[name].value is not None:
            tile = by_name[name]
            shown = figures.figure(tile.value, tile.measure, report.currency)
            said.append(f"<b>{escape(shown)}</b> {word}{_moved(tile)}")
    urgent = sum(1 for one in report.findings.incidents if one.severity == "high")
    count, moves = len(report.findings.incidents), len(report.advice.moves)
    tail = f"{_plural(count, 'incident')}, {urgent} to act on now; {_plural(moves, 'suggestion')}"
    return f'<p class="lead">{"; ".join([*said, f"<b>{tail}</b>"])}.</p>'


def _moved(tile: Tile) -> str:
    moved = figures.change(tile.value, tile.before)
    if moved is None:
        return ""
    way = "more" if moved >= 0 else "less"
    return f" ({abs(moved):.1%} {way} than the days before)"


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _tiles(report: Report) -> str:
    return (
        '<section aria-label="Key figures"><dl class="tiles">'
        + "".join(_tile(tile, report.currency) for tile in report.tiles)
        + "</dl></section>"
    )


def _tile(tile: Tile, currency: str) -> str:
    measure = tile.measure
    unit = f", {escape(currency)}" if measure.unit in {"money", "price"} else ""
    label = f"{measure.label} per day; dashed: the days before"
    return (
        f'<div class="card tile"><dt title="{escape(measure.formula)}">'
        f"{escape(measure.label)}{unit}</dt>"
        f'<dd class="value">{figures.figure(tile.value, measure)}</dd>'
        f"<dd>{figures.change_html(tile.value, tile.before, measure)}</dd>"
        f"<dd>{charts.sparkline(tile.daily, tile.daily_before, label)}</dd></div>"
    )


def _platforms(report: Report) -> str:
    head = "".join(
        f'<th scope="col" title="{escape(one.formula)}">{escape(one.label)}</th>'
        for one in report.measures
    )
    lines = "".join(
        f'<tr><th scope="row"><i class="p{slot % 8}"></i>{figures.platform(line.platform)}</th>'
        + "".join(
            f"<td>{figures.figure(line.values.get(one.name), one)}"
            f"{figures.change_html(line.values.get(one.name), line.before.get(one.name), one)}</td>"
            for one in report.measures
        )
        + "</tr>"
        for slot, line in enumerate(report.lines)
    )
    total = "".join(
        f"<td>{figures.figure(report.total.values.get(one.name), one)}</td>"
        for one in report.measures
    )
    return (
        '<section aria-labelledby="platforms"><div class="head"><h2 id="platforms">By platform</h2>'
        f"<p>Money in {escape(report.currency)}. Platforms grade their own homework: conversions "
        "of two platforms may be the same sale. Ratios are recomputed from sums.</p></div>"
        f'<div class="card scroll" tabindex="0" role="region" aria-labelledby="platforms"><table>'
        f'<thead><tr><th scope="col">Platform</th>{head}</tr></thead><tbody>{lines}</tbody>'
        f'<tfoot><tr><th scope="row">Total</th>{total}</tr></tfoot></table></div></section>'
    )


def _trend(report: Report) -> str:
    names = list(report.trends)
    legend = "".join(
        f'<li><i class="p{slot % 8}"></i>{figures.platform(name)}</li>'
        for slot, name in enumerate(names)
    )
    label = f"Daily spend by platform, stacked, {report.period}"
    chart = charts.stacked(
        report.days, report.trends, label=label, unit=f"spend per day, {report.currency}",
        calendar=report.calendar,
    )  # fmt: skip
    head = "".join(f'<th scope="col">{figures.platform(name)}</th>' for name in names)
    rows = "".join(
        f'<tr><th scope="row">{day:%a} {figures.short_day(day)}</th>'
        + "".join(f"<td>{_amount(report.trends[name][index])}</td>" for name in names)
        + "</tr>"
        for index, day in enumerate(report.days)
    )
    return (
        '<section aria-labelledby="trend"><div class="head"><h2 id="trend">Spend per day</h2>'
        f'</div><div class="card"><ul class="legend">{legend}</ul>{chart}'
        f'<details><summary>Show as a table</summary><div class="scroll"><table><thead><tr>'
        f'<th scope="col">Day</th>{head}</tr></thead><tbody>{rows}</tbody></table></div></details>'
        "</div></section>"
    )


def _amount(value: Decimal | int | None) -> str:
    return figures.MISSING if value is None else f"{Decimal(value):,.2f}"
