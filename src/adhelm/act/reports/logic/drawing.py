"""Charts as SVG that stands alone: labels and colours in it, for paper, pictures and mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from html import escape

from adhelm.act.reports.logic import figures
from adhelm.act.reports.logic.charts import scale
from adhelm.act.reports.types import Marked, Number, Trend

COLOURS = (
    "#0f6e84", "#7a4fb5", "#c9822b", "#2f7d4f", "#b04a7b", "#5a6f86", "#8a8d2f", "#3f5fbf",
)  # fmt: skip
INK, SOFT, LINE = "#14202b", "#4d5b69", "#dde3e9"
FONTS = "Inter, 'Source Sans 3', 'Liberation Sans', 'DejaVu Sans', Arial, sans-serif"
_LABELS = 6


def trend(block: Trend, *, width: int = 720, height: int = 260, accent: str = "") -> str:
    """Return stacked areas by day with axes, legend and shaded days of the calendar."""
    colours = (accent, *COLOURS[1:]) if accent else COLOURS
    legend, top = _legend(list(block.series), colours, width)
    left, bottom = 46, height - 24
    box = (left, top, width - 8, bottom)
    totals = [
        sum((Decimal(values[n] or 0) for values in block.series.values()), Decimal(0))
        for n in range(len(block.days))
    ]
    highest, ticks = scale(max(totals, default=Decimal(0)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" font-family="{FONTS}" font-size="10.5" role="img">'
        f"<title>{escape(block.title)}</title>{legend}"
        f"{_grid(ticks, highest, box)}{_areas(block.series, highest, box, colours)}"
        f"{_shades(block.days, block.calendar, box)}{_dates(block.days, box)}</svg>"
    )


def spark(values: Sequence[Number], before: Sequence[Number], *, colour: str) -> str:
    """Return a small line, with the days before as a dashed ghost."""
    known = [Decimal(value) for value in (*values, *before) if value is not None]
    if not known:
        return '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="26"></svg>'
    low, high = min(known), max(known)
    margin = (high - low) / 10 or abs(high) / 2 or Decimal(1)
    ends = (low - margin, high + margin)
    ghost = _line(before, ends, f'stroke="{SOFT}" stroke-width="0.8" stroke-dasharray="2 2"')
    line = _line(values, ends, f'stroke="{colour}" stroke-width="1.6"')
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 26" width="120" height="26">'
        f"{ghost}{line}</svg>"
    )


def span(low: Decimal, middle: Decimal, high: Decimal, *, colour: str) -> str:
    """Return an interval with its middle, on a line that has nothing marked."""
    start, end = min(low, Decimal(0)), max(high, Decimal(0))
    whole = (end - start) or Decimal(1)
    at = [float((value - start) / whole) * 198 + 1 for value in (low, middle, high, Decimal(0))]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 16" width="200" height="16">'
        f'<path d="M1 8H199" stroke="{LINE}"/><path d="M{at[3]:.1f} 1V15" stroke="{SOFT}"/>'
        f'<rect x="{at[0]:.1f}" y="5" width="{max(at[2] - at[0], 1):.1f}" height="6" '
        f'fill="{colour}" fill-opacity="0.35"/>'
        f'<path d="M{at[1]:.1f} 2V14" stroke="{colour}" stroke-width="2.5"/></svg>'
    )


def bar(share: Decimal, *, colour: str) -> str:
    """Return how much of a whole something is, at most the whole."""
    wide = float(min(max(share, Decimal(0)), Decimal(1))) * 90
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 7" width="90" height="7">'
        f'<rect width="90" height="7" rx="2" fill="{LINE}"/>'
        f'<rect width="{wide:.1f}" height="7" rx="2" fill="{colour}"/></svg>'
    )


_Box = tuple[float, float, float, float]


def _legend(names: Sequence[str], colours: Sequence[str], width: int) -> tuple[str, float]:
    """Return the names of the series, and where the chart below begins."""
    shown, x, y = [], 46.0, 14.0
    for slot, name in enumerate(names):
        # No font is asked how wide it is: an average letter is near enough for a legend.
        wide = 18 + 6.2 * len(name)
        if x + wide > width and x > 46:  # noqa: PLR2004 - the left edge
            x, y = 46.0, y + 16
        colour = colours[slot % len(colours)]
        shown.append(
            f'<rect x="{x:.1f}" y="{y - 8:.1f}" width="9" height="9" rx="2" fill="{colour}"/>'
            f'<text x="{x + 13:.1f}" y="{y:.1f}" fill="{INK}">{escape(name)}</text>'
        )
        x += wide + 8
    return "".join(shown), y + 12


def _grid(ticks: Sequence[Decimal], highest: Decimal, box: _Box) -> str:
    left, _, right, bottom = box
    lines = [f'<path d="M{left} {bottom}H{right}" stroke="{SOFT}" stroke-width="0.8"/>']
    for tick in ticks:
        y = _y(tick, highest, box)
        lines.append(
            f'<path d="M{left} {y:.1f}H{right}" stroke="{LINE}" stroke-width="0.8"/>'
            f'<text x="{left - 6}" y="{y + 3.5:.1f}" text-anchor="end" fill="{SOFT}">'
            f"{figures.short(tick)}</text>"
        )
    return "".join(lines)


def _areas(
    series: Mapping[str, Sequence[Number]], highest: Decimal, box: _Box, colours: Sequence[str]
) -> str:
    count = max((len(values) for values in series.values()), default=0)
    floor = [Decimal(0)] * count
    layers = []
    for slot, values in enumerate(series.values()):
        roof = [low + Decimal(value or 0) for low, value in zip(floor, values, strict=True)]
        there = [f"{_x(n, count, box):.1f} {_y(roof[n], highest, box):.1f}" for n in range(count)]
        back = [
            f"{_x(n, count, box):.1f} {_y(floor[n], highest, box):.1f}"
            for n in reversed(range(count))
        ]
        path = "M" + "L".join([*there, *back]) + "Z"
        colour = colours[slot % len(colours)]
        layers.append(f'<path d="{path}" fill="{colour}" stroke="#ffffff" stroke-width="0.6"/>')
        floor = roof
    return "".join(layers)


def _shades(days: Sequence[date], calendar: Sequence[Marked], box: _Box) -> str:
    if not days:
        return ""
    step = (box[2] - box[0]) / max(len(days) - 1, 1)
    shown = []
    for one in calendar:
        x = _x((one.first - days[0]).days, len(days), box) - step / 2
        wide = ((one.last - one.first).days + 1) * step
        start, end = max(x, box[0]), min(x + wide, box[2])
        shown.append(
            f'<rect x="{start:.1f}" y="{box[1]:.1f}" width="{max(end - start, 0):.1f}" '
            f'height="{box[3] - box[1]:.1f}" fill="{INK}" fill-opacity="0.08"/>'
        )
    return "".join(shown)


def _dates(days: Sequence[date], box: _Box) -> str:
    if not days:
        return ""
    count = min(_LABELS, len(days))
    picks = dict.fromkeys(round(n * (len(days) - 1) / max(count - 1, 1)) for n in range(count))
    return "".join(
        f'<text x="{_x(n, len(days), box):.1f}" y="{box[3] + 15:.1f}" fill="{SOFT}" '
        f'text-anchor="{_anchor(n, len(days))}">{figures.short_day(days[n])}</text>'
        for n in picks
    )


def _anchor(index: int, count: int) -> str:
    return "start" if index == 0 else "end" if index == count - 1 else "middle"


def _line(values: Sequence[Number], ends: tuple[Decimal, Decimal], how: str) -> str:
    low, high = ends
    steps, pen = [], "M"
    for index, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        y = 26 * (1 - float((Decimal(value) - low) / (high - low)))
        steps.append(f"{pen}{120 * index / max(len(values) - 1, 1):.1f} {y:.1f}")
        pen = "L"
    return f'<path d="{"".join(steps)}" fill="none" {how}/>' if steps else ""


def _x(index: int, count: int, box: _Box) -> float:
    return box[0] + (box[2] - box[0]) * index / max(count - 1, 1)


def _y(value: Decimal, highest: Decimal, box: _Box) -> float:
    return box[3] - (box[3] - box[1]) * float(max(value, Decimal(0)) / highest)
