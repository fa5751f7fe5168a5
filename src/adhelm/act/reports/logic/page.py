"""The whole page, from top to bottom. Text from data is escaped where it enters the markup."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape

from adhelm.act.reports.logic import charts, figures, parts
from adhelm.act.reports.logic.naming import named
from adhelm.act.reports.types import (
    Block,
    Cell,
    Column,
    Document,
    Items,
    Number,
    Story,
    Table,
    Tile,
    Tiles,
    Trend,
)

# Nothing is loaded, nothing runs: the page may be mailed, archived and printed.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_MARK = (
    '<svg viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="8" fill="none" '
    'stroke="currentColor" stroke-width="2"/><path d="M10 2v16M2 10h16M4.3 4.3l11.4 11.4M15.7 '
    '4.3L4.3 15.7" stroke="currentColor" stroke-width="1.5"/></svg>'
)
_TEXTS = {"text", "date", "time"}
_MOST_ROWS = 1000
"""Of a table on a page; files for spreadsheets have them all."""


def page(document: Document, *, style: str) -> str:
    """Return a document as one self-contained page of HTML in the given style sheet."""
    document = named(document)
    span = f" · {document.period}" if document.period else ""
    body = (
        _top(document),
        "<main>",
        parts.lead(document.lead),
        *(_block(one, document.currency) for one in document.blocks),
        "</main>",
        parts.provenance(document),
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(document.title)}{escape(span)}</title>\n"
        f"<style>\n{style}</style>\n</head>\n<body>\n{''.join(body)}\n</body>\n</html>\n"
    )


def logo(content: bytes) -> str:
    """Return an image as an address that needs no network."""
    kind = "jpeg" if content[:3] == b"\xff\xd8\xff" else "png"
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def _top(document: Document) -> str:
    brand = document.brand
    name = escape(brand.name or "Adhelm")
    mark = f'<img src="{logo(brand.logo)}" alt="" height="28">' if brand.logo else _MARK
    lines = []
    if document.first_day and document.last_day:
        days = (document.last_day - document.first_day).days + 1
        first, last = figures.day(document.first_day), figures.day(document.last_day)
        lines.append(f"<b>{first} to {last}</b> ({days} days)")
    if document.compared:
        lines.append(f"against {figures.period(document.compared)}")
    if document.currency:
        lines.append(f"all money in {escape(document.currency)}")
    return (
        f'<header class="top"><div class="brand">{mark} {name}</div>'
        f"<h1>{escape(document.title)}</h1>"
        f'<p class="facts">{"<br>".join(lines)}</p></header>'
    )


def _block(block: Block, currency: str) -> str:
    if isinstance(block, Tiles):
        return _tiles(block, currency)
    if isinstance(block, Story):
        return parts.story(block)
    if isinstance(block, Trend):
        return _trend(block)
    if isinstance(block, Items):
        return parts.items(block)
    return _table(block)


def _tiles(block: Tiles, currency: str) -> str:
    shown = "".join(_tile(tile, currency) for tile in block.tiles)
    return f'<section aria-label="Key figures"><dl class="tiles">{shown}</dl></section>'


def _tile(tile: Tile, currency: str) -> str:
    measure = tile.measure
    unit = f", {escape(currency)}" if measure.unit in {"money", "price"} and currency else ""
    label = f"{measure.label} per day; dashed: the days before"
    return (
        f'<div class="card tile"><dt title="{escape(measure.formula)}">'
        f"{escape(measure.label)}{unit}</dt>"
        f'<dd class="value">{figures.figure(tile.value, measure)}</dd>'
        f"<dd>{figures.change_html(tile.value, tile.before, measure.better)}</dd>"
        f"<dd>{charts.sparkline(tile.daily, tile.daily_before, label)}</dd></div>"
    )


def _table(table: Table) -> str:
    head = "".join(
        f'<th scope="col"{_side(column)}>{escape(column.label)}</th>' for column in table.columns
    )
    rows = "".join(_row(table, slot) for slot in range(min(len(table.rows), _MOST_ROWS)))
    left = len(table.rows) - _MOST_ROWS
    more = f'<p class="quiet">and {left:,} more rows, in the spreadsheet</p>' if left > 0 else ""
    foot = f"<tfoot><tr>{_cells(table, table.total, ())}</tr></tfoot>" if table.total else ""
    name = escape(table.name)
    return (
        f'<section aria-labelledby="{name}"><div class="head"><h2 id="{name}">'
        f"{escape(table.title)}</h2><p>{escape(table.note)}</p></div>"
        f'<div class="card scroll" tabindex="0" role="region" aria-labelledby="{name}"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>{foot}</table>{more}</div></section>"
    )


def _row(table: Table, slot: int) -> str:
    before = table.before[slot] if table.before else ()
    mark = parts.swatch(slot) if table.name == "platforms" else ""
    return f"<tr>{_cells(table, table.rows[slot], before, mark=mark)}</tr>"


def _cells(table: Table, row: Sequence[Cell], before: Sequence[Cell], *, mark: str = "") -> str:
    shown = []
    for place, (column, value) in enumerate(zip(table.columns, row, strict=True)):
        text = escape(figures.shown(value, column.unit))
        if not place:
            shown.append(f'<th scope="row">{mark}{text}</th>')
            continue
        change = ""
        if before and column.unit not in _TEXTS and not isinstance(value, (str, type(None))):
            change = figures.change_html(_number(value), _number(before[place]), column.better)
        shown.append(f"<td{_side(column)}>{text}{change}</td>")
    return "".join(shown)


def _number(value: Cell) -> Number:
    return None if value is None or not isinstance(value, figures.NUMBERS) else value


def _side(column: Column) -> str:
    return ' class="words"' if column.unit in _TEXTS else ""


def _trend(block: Trend) -> str:
    names = list(block.series)
    legend = "".join(
        f"<li>{parts.swatch(slot)}{escape(name)}</li>" for slot, name in enumerate(names)
    )
    label = f"{block.title}, stacked: {', '.join(names)}"
    chart = charts.stacked(
        block.days, block.series, label=label, unit=block.unit, calendar=block.calendar
    )
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    rows = "".join(
        f'<tr><th scope="row">{day:%a} {figures.short_day(day)}</th>'
        + "".join(f"<td>{parts.amount(block.series[name][index])}</td>" for name in names)
        + "</tr>"
        for index, day in enumerate(block.days)
    )
    return (
        '<section aria-labelledby="trend"><div class="head">'
        f'<h2 id="trend">{escape(block.title)}</h2>'
        f'</div><div class="card"><ul class="legend">{legend}</ul>{chart}'
        f'<details><summary>Show as a table</summary><div class="scroll"><table><thead><tr>'
        f'<th scope="col">Day</th>{head}</tr></thead><tbody>{rows}</tbody></table></div></details>'
        "</div></section>"
    )
