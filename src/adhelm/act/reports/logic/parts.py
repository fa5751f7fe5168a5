"""The parts of the page that tell a story: incidents, suggestions, where the figures come from."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from adhelm.act.reports.logic import charts, figures
from adhelm.act.reports.types import Document, Item, Items, Story

WORDS = {"high": "Act now", "medium": "Look into", "low": "Note"}


def story(told: Story) -> str:
    """Return what changed and why, in sentences."""
    lines = "".join(f"<li>{escape(line)}</li>" for line in told.lines)
    note = f'<p class="quiet">{escape(told.note)}</p>' if told.note else ""
    return (
        '<section aria-labelledby="story"><div class="head"><h2 id="story">What changed, and why'
        f'</h2></div><div class="card"><ul class="story">{lines}</ul>{note}</div></section>'
    )


def items(found: Items) -> str:
    """Return a list of what a person should know or decide."""
    cards = "".join(_move(one) if one.span else _incident(one) for one in found.items)
    moves = any(one.span for one in found.items)
    shown = f'<ul class="list{" card" if moves else ""}">{cards}</ul>' if cards else ""
    notes = "".join(f'<p class="quiet">{escape(note)}</p>' for note in found.notes)
    if not moves and (shown or found.empty or notes):
        shown = f'<div class="card">{shown or f"<p>{escape(found.empty)}</p>"}{notes}</div>'
    return (
        f'<section aria-labelledby="{escape(found.name)}"><div class="head">'
        f'<h2 id="{escape(found.name)}">{escape(found.title)}</h2>'
        f"<p>{escape(found.intro)}</p></div>{shown}{_folded(found)}</section>"
    )


def provenance(document: Document) -> str:
    """Return where the figures come from."""
    listed = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in document.facts.items()
    )
    return (
        '<footer><section class="card" aria-labelledby="source"><div class="head">'
        f'<h2 id="source">Where these figures come from</h2></div><dl>{listed}</dl></section>'
        "</footer>"
    )


def _incident(one: Item) -> str:
    pill = (
        f'<span class="pill {one.level}">{WORDS[one.level]}</span>'
        if one.level
        else "<span></span>"
    )
    stake = f"{escape(one.stake)}<small>at stake</small>" if one.stake else ""
    text = f"<p>{escape(one.text)}</p>" if one.text else ""
    return (
        f'<li class="incident">{pill}<div><p>{escape(one.claim)}</p>{text}'
        f'<span class="meta">{escape(one.meta)}</span></div>'
        f'<div class="stake">{stake}</div></li>'
    )


def _move(one: Item) -> str:
    limits = "".join(f"<li>{escape(limit)}</li>" for limit in one.details)
    low, middle, high = one.span or (Decimal(0), Decimal(0), Decimal(0))
    span = f"90 % interval {low:+,.2f} to {high:+,.2f}"
    shifts = "".join(_shift(*shift) for shift in one.shifts)
    before, _, after = one.claim.partition(" → ")
    claim = escape(before)
    if after:
        claim += f' <span aria-hidden="true">→</span><span class="sr">to</span> {escape(after)}'
    return (
        f'<li class="move"><div><p class="claim">{claim}</p>'
        f'<p>{escape(one.text)}</p><span class="meta">{escape(one.meta)}</span>'
        f"<details><summary>Limits checked ({len(one.details)})</summary>"
        f'<ul class="checks">{limits}</ul></details></div>'
        f'<div><div class="shift">{shifts}</div>'
        f"{charts.interval(low, middle, high, label=f'{one.gain}, {span}')}"
        f'<p><b>{escape(one.gain)}</b></p><p class="meta">{escape(span)}</p></div></li>'
    )


def _shift(name: str, now: Decimal, then: Decimal) -> str:
    return (
        f'<span class="name">{escape(name)}</span>'
        f'<span>{now:,.2f} <span aria-hidden="true">→</span><span class="sr">to</span> '
        f"{then:,.2f}</span>"
    )


def _folded(found: Items) -> str:
    if not found.folded:
        return ""
    lines = "".join(f"<li>{escape(line)}</li>" for line in found.folded)
    return (
        f"<details><summary>{escape(found.folded_title)}</summary>"
        f'<ul class="quiet">{lines}</ul></details>'
    )


def swatch(slot: int) -> str:
    """Return the colour of a series, as its line and area have it."""
    return f'<i class="p{slot % 8}"></i>'


def lead(words: Sequence[tuple[str, bool]]) -> str:
    """Return the one paragraph that somebody in a hurry reads."""
    if not words:
        return ""
    said = "".join(f"<b>{escape(text)}</b>" if heavy else escape(text) for text, heavy in words)
    return f'<p class="lead">{said}</p>'


def amount(value: Decimal | int | None) -> str:
    """Return a value of a chart's table."""
    return figures.MISSING if value is None else f"{Decimal(value):,.2f}"
