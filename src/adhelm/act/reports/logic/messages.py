"""A report in a few lines, for the message that brings it."""

from __future__ import annotations

from adhelm.act.reports.logic import figures
from adhelm.act.reports.types import Column, Document, Table

_MOST_FIGURES = 8
_MONEY = frozenset({"money", "price"})


def subject(found: Document) -> str:
    """Return what a report is and of which days, in one line."""
    bare = " ".join(found.title.split())[:120]
    return f"{bare}, {found.period.replace('..', ' to ')}" if found.period else bare


def text(found: Document) -> str:
    """Return its lead and its story; of a report without words the totals of its first table."""
    lead = "".join(words for words, _ in found.lead)
    lines = [line for one in found.blocks for line in getattr(one, "lines", ())]
    return "\n".join(filter(None, [lead, *(lines or _totals(found))]))


def _totals(found: Document) -> list[str]:
    table = next((one for one in found.blocks if isinstance(one, Table) and one.total), None)
    if table is None:
        return []
    currency = table.currency or found.currency
    told = [
        f"{_label(column, currency)}: {figures.shown(value, column.unit)}"
        for column, value in zip(table.columns, table.total, strict=True)
        if isinstance(value, figures.NUMBERS)
    ]
    return told[:_MOST_FIGURES]


def _label(column: Column, currency: str) -> str:
    money = currency and column.unit in _MONEY and not column.label.endswith(currency)
    return f"{column.label}, {currency}" if money else column.label
