"""A document as HTML for paper: a cover, running heads, page numbers, charts as vectors."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from adhelm.act.reports.logic import drawing, figures
from adhelm.act.reports.logic.naming import named
from adhelm.act.reports.logic.page import logo
from adhelm.act.reports.logic.parts import WORDS
from adhelm.act.reports.types import (
    Block,
    Cell,
    Column,
    Document,
    Item,
    Items,
    Story,
    Table,
    Tile,
    Tiles,
    Trend,
)

COLOUR, ACCENT = "#0b4a5a", "#0f6e84"
_TEXTS = {"text", "date", "time"}
_WIDE = 8
"""Columns from which a table is laid across."""
_MOST_ROWS = 400
_ABOUT = {
    "summary": "Executive summary", "performance": "Performance report",
    "campaign": "Campaign report", "budget": "Budget and pacing", "changes": "Change history",
    "audit": "Audit", "view": "Report",
}  # fmt: skip


def paper(document: Document, *, style: str) -> str:
    """Return a document as HTML that is laid out in pages, in the given style sheet."""
    document = named(document)
    colour, accent = colours(document)
    # Text goes into the running head by an attribute, so that none of it is style.
    head = escape(" · ".join(filter(None, (document.title, _span(document)))))
    body = "".join(_block(one, document.currency, accent) for one in document.blocks)
    lead = "".join(
        f"<b>{escape(text)}</b>" if heavy else escape(text) for text, heavy in document.lead
    )
    opening = f'<p class="lead">{lead}</p>' if lead else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(document.title)}</title>\n"
        f'<meta name="author" content="{escape(document.brand.name or "Adhelm")}">\n'
        f'<meta name="dcterms.created" content="{document.made_at:%Y-%m-%dT%H:%M:%SZ}">\n'
        f'<meta name="dcterms.modified" content="{document.made_at:%Y-%m-%dT%H:%M:%SZ}">\n'
        f"<style>:root {{ --colour: {colour}; --accent: {accent}; }}\n{style}</style>\n</head>\n"
        f'<body>{_cover(document)}<div class="head" data-head="{head}"></div>{opening}{body}'
        f"{_source(document)}</body>\n</html>\n"
    )


def colours(document: Document) -> tuple[str, str]:
    """Return the colour of cover and headings, and that of lines and bars."""
    brand = document.brand
    return brand.colour or COLOUR, brand.accent or brand.colour or ACCENT


def _cover(document: Document) -> str:
    brand = document.brand
    mark = f'<img src="{logo(brand.logo)}" alt="">' if brand.logo else ""
    name = escape(brand.name or "Adhelm")
    compared = f"against {figures.period(document.compared)}" if document.compared else ""
    facts = [
        ("Period", _span(document)),
        ("Compared", compared.removeprefix("against ")),
        ("Currency", document.currency),
        ("Data version", str(document.data_version) if document.data_version else ""),
        ("Made", f"{document.made_at:%Y-%m-%d %H:%M} UTC"),
    ]
    listed = "".join(f"<dt>{label}</dt><dd>{escape(text)}</dd>" for label, text in facts if text)
    return (
        f'<section class="cover"><div class="sign">{mark}<span>{name}</span></div>'
        f'<div class="what"><p>{_ABOUT[document.sort.value]}</p>'
        f"<h1>{escape(document.title)}</h1></div><dl>{listed}</dl></section>"
    )


def _span(document: Document) -> str:
    if not document.first_day or not document.last_day:
        return ""
    return f"{figures.day(document.first_day)} to {figures.day(document.last_day)}"


def _block(block: Block, currency: str, accent: str) -> str:
    if isinstance(block, Tiles):
        return _tiles(block.tiles, currency, accent)
    if isinstance(block, Story):
        lines = "".join(f"<li>{escape(line)}</li>" for line in block.lines)
        note = f'<p class="note">{escape(block.note)}</p>' if block.note else ""
        return (
            f'<section><h2>What changed, and why</h2><ul class="story">{lines}</ul>{note}</section>'
        )
    if isinstance(block, Trend):
        return _trend(block, accent)
    if isinstance(block, Items):
        return _items(block, accent)
    return _table(block, accent)


def _tiles(tiles: Sequence[Tile], currency: str, accent: str) -> str:
    return (
        f'<section class="tiles">{"".join(_tile(one, currency, accent) for one in tiles)}</section>'
    )


def _tile(tile: Tile, currency: str, accent: str) -> str:
    measure = tile.measure
    unit = f" <small>{escape(currency)}</small>" if measure.unit in {"money", "price"} else ""
    return (
        f'<div class="tile"><p class="label">{escape(measure.label)}</p>'
        f'<p class="value">{figures.figure(tile.value, measure)}{unit}</p>'
        f"<p>{_change(tile.value, tile.before, measure.better)}</p>"
        f"{drawing.spark(tile.daily, tile.daily_before, colour=accent)}</div>"
    )


def _change(value: Cell, before: Cell, better: str) -> str:
    if not isinstance(value, figures.NUMBERS) or not isinstance(before, figures.NUMBERS):
        return ""
    moved = figures.change(value, before)
    if moved is None:
        return ""
    arrow = "▲" if moved > 0 else "▼" if moved < 0 else "■"
    kind = figures.judged(moved, better)
    return f'<span class="{kind}">{arrow} {figures.percent(moved)}</span>'


def _trend(block: Trend, accent: str) -> str:
    named = ", ".join(
        figures.short_day(one.first)
        + (f"–{figures.short_day(one.last)}" if one.last > one.first else "")
        + f" {one.what}"
        for one in block.calendar
    )
    shaded = f" · shaded: {named}" if named else ""
    return (
        f'<section class="whole"><h2>{escape(block.title)}</h2>'
        f"{drawing.trend(block, accent=accent)}"
        f'<p class="note">{escape(block.unit + shaded)}</p></section>'
    )


def _items(block: Items, accent: str) -> str:
    shown = "".join(_item(one, accent) for one in block.items) or f"<p>{escape(block.empty)}</p>"
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in (*block.notes, *block.folded))
    return (
        f'<section><h2>{escape(block.title)}</h2><p class="note">{escape(block.intro)}</p>'
        f"{shown}{notes}</section>"
    )


def _item(one: Item, accent: str) -> str:
    pill = f'<span class="pill {one.level}">{WORDS[one.level]}</span>' if one.level else ""
    stake = (
        f'<div class="stake">{escape(one.stake)}<small>at stake</small></div>' if one.stake else ""
    )
    text = f"<p>{escape(one.text)}</p>" if one.text else ""
    meta = f'<p class="note">{escape(one.meta)}</p>' if one.meta else ""
    gain = ""
    if one.span:
        low, middle, high = one.span
        gain = (
            f'<div class="gain">{drawing.span(low, middle, high, colour=accent)}'
            f'<b>{escape(one.gain)}</b><p class="note">90 % interval '
            f"{figures.signed(low, plus=True)} to {figures.signed(high, plus=True)}</p></div>"
        )
    return (
        f'<div class="item">{stake}{gain}<div>{pill} <b>{escape(one.claim)}</b>{text}{meta}</div>'
        "</div>"
    )


def _table(table: Table, accent: str) -> str:
    wide = " wide" if len(table.columns) >= _WIDE else ""
    head = "".join(f"<th{_side(column)}>{escape(column.label)}</th>" for column in table.columns)
    rows = "".join(_row(table, slot, accent) for slot in range(min(len(table.rows), _MOST_ROWS)))
    left = len(table.rows) - _MOST_ROWS
    more = f'<p class="note">and {left:,} more rows, in the spreadsheet</p>' if left > 0 else ""
    foot = ""
    if table.total:
        cells = "".join(
            f"<td{_side(column)}>{_text(value, column)}</td>"
            for column, value in zip(table.columns, table.total, strict=True)
        )
        foot = f'<tr class="total">{cells}</tr>'
    note = f'<p class="note">{escape(table.note)}</p>' if table.note else ""
    return (
        f'<section class="sheet{wide}"><h2>{escape(table.title)}</h2><table><thead><tr>{head}</tr>'
        f"</thead><tbody>{rows}{foot}</tbody></table>{more}{note}</section>"
    )


def _row(table: Table, slot: int, accent: str) -> str:
    row = table.rows[slot]
    before = table.before[slot] if table.before else ()
    shown = []
    for place, (column, value) in enumerate(zip(table.columns, row, strict=True)):
        if column.unit == "bar":
            drawn = drawing.bar(value, colour=accent) if isinstance(value, Decimal) else ""
            shown.append(f"<td>{drawn}</td>")
            continue
        change = _change(value, before[place], column.better) if before else ""
        shown.append(
            f"<td{_side(column)}>{_text(value, column)}{f'<br>{change}' if change else ''}</td>"
        )
    return f"<tr>{''.join(shown)}</tr>"


def _text(value: Cell, column: Column) -> str:
    return escape(figures.shown(value, column.unit))


def _side(column: Column) -> str:
    return ' class="words"' if column.unit in _TEXTS else ""


def _source(document: Document) -> str:
    listed = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in document.facts.items()
    )
    return (
        f'<section class="source"><h2>Where these figures come from</h2><dl>{listed}</dl></section>'
    )
