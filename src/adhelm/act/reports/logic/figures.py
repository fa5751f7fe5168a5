"""Numbers as a person reads them. Not reported is a dash, never a nought."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from adhelm.act.reports.types import Cell, Measure, Number

NUMBERS = (Decimal, int)
MISSING = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"


def figure(value: Number, measure: Measure, currency: str = "") -> str:
    """Return a value in its unit; `currency` is added to money where it is given."""
    tail = f" {currency}" if currency and measure.unit in {"money", "price"} else ""
    return shown(value, measure.unit) + (tail if value is not None else "")


def shown(value: Cell, unit: str) -> str:
    """Return any cell of a table as a person reads it."""
    if value is None:
        return MISSING
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, str):
        return value
    if unit == "share":
        return _signed(f"{Decimal(value):.2%}")
    digits = {"price": 2, "ratio": 2, "exact": 2}.get(unit, 0)
    return _signed(f"{Decimal(value):,.{digits}f}")


def change(value: Number, before: Number) -> Decimal | None:
    """Return the relative change; None where there is nothing to compare with."""
    if value is None or not before:
        return None
    return (Decimal(value) - Decimal(before)) / abs(Decimal(before))


def change_html(value: Number, before: Number, better: str) -> str:
    """Return the change with arrow and sign; colour only says it again."""
    moved = change(value, before)
    if moved is None:
        return "" if value is None else '<span class="delta none">no comparison</span>'
    arrow = "▲" if moved > 0 else "▼" if moved < 0 else "■"
    kind = judged(moved, better)
    said = {"none": "", "good": " (better)", "bad": " (worse)"}[kind]
    return (
        f'<span class="delta {kind}"><span aria-hidden="true">{arrow}</span> '
        f'{percent(moved)}<span class="sr">{said}</span></span>'
    )


def judged(moved: Decimal, better: str) -> str:
    """Return 'good', 'bad', or 'none' where a change is neither."""
    word = {"up": moved > 0, "down": moved < 0}.get(better)
    return "none" if word is None or moved == 0 else "good" if word else "bad"


def percent(moved: Decimal) -> str:
    """Return a change as `+13.4%`."""
    return _signed(f"{moved:+.1%}")


def short(value: Decimal) -> str:
    """Return an axis label: 1.2k, 340, 2M."""
    for size, letter in ((Decimal(1_000_000), "M"), (Decimal(1000), "k")):
        if abs(value) >= size:
            return f"{value / size:.1f}".removesuffix(".0") + letter
    return f"{value:.0f}"


def money(value: Decimal, currency: str) -> str:
    """Return an amount with two decimals and its currency."""
    return signed(value) + f" {currency}"


def signed(value: Decimal, *, plus: bool = False) -> str:
    """Return a number with two decimals and a minus that is one."""
    return _signed(f"{value:+,.2f}" if plus else f"{value:,.2f}")


def day(value: date) -> str:
    """Return a day as `4 Mar 2026`."""
    return f"{value.day} {value:%b %Y}"


def short_day(value: date) -> str:
    """Return a day as `4 Mar`."""
    return f"{value.day} {value:%b}"


def period(text: str) -> str:
    """Return `2026-03-01..2026-03-28` as a person writes it."""
    first, _, last = text.partition("..")
    return f"{day(date.fromisoformat(first))} to {day(date.fromisoformat(last or first))}"


def _signed(text: str) -> str:
    return text.replace("-", MINUS)
