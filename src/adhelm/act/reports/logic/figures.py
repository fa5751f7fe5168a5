"""Numbers as a person reads them. Not reported is a dash, never a nought."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from html import escape

from adhelm.act.reports.types import Measure, Number
from adhelm.core.ads import PLATFORMS

MISSING = "\N{EN DASH}"
_MINUS = "\N{MINUS SIGN}"


def figure(value: Number, measure: Measure, currency: str = "") -> str:
    """Return a value in its unit; `currency` is added to money where it is given."""
    if value is None:
        return MISSING
    number = Decimal(value)
    tail = f" {currency}" if currency and measure.unit in {"money", "price"} else ""
    if measure.unit == "share":
        return _signed(f"{number:.2%}")
    digits = {"price": 2, "ratio": 2}.get(measure.unit, 0)
    return _signed(f"{number:,.{digits}f}") + tail


def change(value: Number, before: Number) -> Decimal | None:
    """Return the relative change; None where there is nothing to compare with."""
    if value is None or not before:
        return None
    return (Decimal(value) - Decimal(before)) / abs(Decimal(before))


def change_html(value: Number, before: Number, measure: Measure) -> str:
    """Return the change with arrow and sign; colour only says it again."""
    moved = change(value, before)
    if moved is None:
        return "" if value is None else '<span class="delta none">no comparison</span>'
    arrow = "▲" if moved > 0 else "▼" if moved < 0 else "■"
    word = {"up": moved > 0, "down": moved < 0}.get(measure.better)
    kind = "none" if word is None or moved == 0 else "good" if word else "bad"
    said = {"none": "", "good": " (better)", "bad": " (worse)"}[kind]
    return (
        f'<span class="delta {kind}"><span aria-hidden="true">{arrow}</span> '
        f'{_signed(f"{moved:+.1%}")}<span class="sr">{said}</span></span>'
    )


def short(value: Decimal) -> str:
    """Return an axis label: 1.2k, 340, 2M."""
    for size, letter in ((Decimal(1_000_000), "M"), (Decimal(1000), "k")):
        if abs(value) >= size:
            return f"{value / size:.1f}".removesuffix(".0") + letter
    return f"{value:.0f}"


def money(value: Decimal, currency: str) -> str:
    """Return an amount with two decimals and its currency."""
    return _signed(f"{value:,.2f}") + f" {currency}"


def day(value: date) -> str:
    """Return a day as `4 Mar 2026`."""
    return f"{value.day} {value:%b %Y}"


def short_day(value: date) -> str:
    """Return a day as `4 Mar`."""
    return f"{value.day} {value:%b}"


def platform(name: str) -> str:
    """Return the name people know a platform by, escaped."""
    return escape(PLATFORMS[name].name if name in PLATFORMS else name)


def _signed(text: str) -> str:
    return text.replace("-", _MINUS)
