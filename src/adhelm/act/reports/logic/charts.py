"""Inline SVG, drawn so that it scales to any width: labels are HTML, strokes keep their width."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from html import escape

from adhelm.act.reports.logic import figures
from adhelm.act.reports.types import Marked, Number

_WIDTH, _HEIGHT = 1000.0, 100.0
# First, middle and last stay on a narrow screen, which hides every second one.
_LABELS = 5


def sparkline(values: Sequence[Number], before: Sequence[Number], label: str) -> str:
    """Return a small line with the compared period as its ghost."""
    known = [Decimal(value) for value in (*values, *before) if value is not None]
    if not known:
        return '<div class="spark"></div>'
    # From the lowest to the highest: a sparkline shows the shape, the tile the size.
    low, high = min(known), max(known)
    margin = (high - low) / 10 or abs(high) / 2 or Decimal(1)
    scale = (low - margin, high + margin)
    ghost = _path(before, scale, "ghost")
    return (
        f'<div class="spark"><svg viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}" '
        f'preserveAspectRatio="none" role="img" aria-label="{escape(label)}">'
        f"{ghost}{_path(values, scale, 'line')}</svg></div>"
    )


def stacked(
    days: Sequence[date],
    series: Mapping[str, Sequence[Number]],
    *,
    label: str,
    unit: str,
    calendar: Sequence[Marked] = (),
) -> str:
    """
    Return stacked areas, one per series, with axes as HTML; series in drawing order.

    Days that the calendar knows are shaded, and named below.
    """
    totals = [
        sum((Decimal(values[n] or 0) for values in series.values()), Decimal(0))
        for n in range(len(days))
    ]
    top, ticks = scale(max(totals, default=Decimal(0)))
    floor = [Decimal(0)] * len(days)
    layers = []
    for slot, values in enumerate(series.values()):
        roof = [low + Decimal(value or 0) for low, value in zip(floor, values, strict=True)]
        layers.append(f'<path class="area p{slot % 8}" d="{_band(floor, roof, top)}"/>')
        floor = roof
    grid = "".join(
        f'<line x1="0" x2="{_WIDTH:.0f}" y1="{_flat(tick, top):.1f}" y2="{_flat(tick, top):.1f}"/>'
        for tick in ticks
    )
    marks = "".join(
        f'<span style="bottom:{float(tick / top) * 100:.1f}%">{figures.short(tick)}</span>'
        for tick in ticks
    )
    return (
        f'<div class="chart"><div class="ticks" aria-hidden="true">{marks}</div>'
        f'<svg viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(label)}"><g class="grid">{grid}</g>{"".join(layers)}'
        f"{_shaded(days, calendar)}</svg>"
        f'<div class="dates" aria-hidden="true">{_dates(days)}</div>'
        f'<p class="unit">{escape(unit)}{_named(calendar)}</p></div>'
    )


def interval(low: Decimal, middle: Decimal, high: Decimal, *, label: str) -> str:
    """Return a range with its middle, on a scale from nothing (or its low end) to its high end."""
    start, end = min(low, Decimal(0)), max(high, Decimal(0))
    span = (end - start) or Decimal(1)
    at = [float((value - start) / span) * _WIDTH for value in (low, middle, high, Decimal(0))]
    return (
        f'<svg class="interval" viewBox="0 0 {_WIDTH:.0f} 24" preserveAspectRatio="none" '
        f'role="img" aria-label="{escape(label)}">'
        f'<line class="axis" x1="0" x2="{_WIDTH:.0f}" y1="12" y2="12"/>'
        f'<line class="zero" x1="{at[3]:.1f}" x2="{at[3]:.1f}" y1="2" y2="22"/>'
        f'<rect x="{at[0]:.1f}" y="7" width="{max(at[2] - at[0], 1):.1f}" height="10"/>'
        f'<line class="middle" x1="{at[1]:.1f}" x2="{at[1]:.1f}" y1="3" y2="21"/></svg>'
    )


def _shaded(days: Sequence[date], calendar: Sequence[Marked]) -> str:
    if not calendar or not days:
        return ""
    half = _WIDTH / max(len(days) - 1, 1) / 2
    shades = []
    for one in calendar:
        start = _x((one.first - days[0]).days, len(days)) - half
        width = (one.last - one.first).days * 2 * half + 2 * half
        shades.append(f'<rect x="{start:.1f}" y="0" width="{width:.1f}" height="{_HEIGHT:.0f}"/>')
    return f'<g class="known">{"".join(shades)}</g>'


def _named(calendar: Sequence[Marked]) -> str:
    named = [
        f"{figures.short_day(one.first)}"
        + (f"–{figures.short_day(one.last)}" if one.last > one.first else "")
        + f" {one.what}"
        for one in calendar
    ]
    return escape(" · shaded: " + ", ".join(named)) if named else ""


def scale(highest: Decimal) -> tuple[Decimal, list[Decimal]]:
    """Return the top of the axis and three or four round ticks up to it."""
    if highest <= 0:
        return Decimal(1), []
    power = Decimal(1).scaleb(highest.adjusted())
    step = next(
        step
        for factor in ("0.2", "0.25", "0.5", "1", "2", "2.5", "5")
        if highest / (step := Decimal(factor) * power) <= 4  # noqa: PLR2004 - lines read well
    )
    count = math.ceil(highest / step)
    return step * count, [step * n for n in range(1, count + 1)]


def _x(index: int, count: int) -> float:
    return _WIDTH * index / max(count - 1, 1)


def _path(values: Sequence[Number], scale: tuple[Decimal, Decimal], kind: str) -> str:
    """Return one path; days nobody reported leave a gap."""
    low, high = scale
    steps, pen = [], "M"
    for index, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        y = _HEIGHT * (1 - float((Decimal(value) - low) / (high - low)))
        steps.append(f"{pen}{_x(index, len(values)):.1f} {y:.1f}")
        pen = "L"
    return f'<path class="{kind}" d="{"".join(steps)}"/>' if steps else ""


def _band(floor: Sequence[Decimal], roof: Sequence[Decimal], top: Decimal) -> str:
    count = len(floor)
    there = [f"{_x(n, count):.1f} {_flat(roof[n], top):.1f}" for n in range(count)]
    back = [f"{_x(n, count):.1f} {_flat(floor[n], top):.1f}" for n in reversed(range(count))]
    return "M" + "L".join([*there, *back]) + "Z"


def _flat(value: Decimal, top: Decimal) -> float:
    return _HEIGHT * (1 - float(max(value, Decimal(0)) / top))


def _dates(days: Sequence[date]) -> str:
    if not days:
        return ""
    count = min(_LABELS, len(days))
    picks = [round(n * (len(days) - 1) / max(count - 1, 1)) for n in range(count)]
    return "".join(f"<span>{figures.short_day(days[n])}</span>" for n in dict.fromkeys(picks))
