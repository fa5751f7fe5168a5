"""Where the figures of a report come from, complete enough to repeat and to doubt them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from adhelm.understand.metrics.types import Provenance


def facts_of(
    source: Provenance,
    *,
    again: str,
    notes: Sequence[str],
    made_at: datetime,
    workspace_id: str,
) -> dict[str, str]:
    """Return the facts in the order in which they are shown; `again` makes the report anew."""
    known = f", known at {source.known_at:%Y-%m-%d %H:%M} UTC" if source.known_at else ""
    read = f"{source.read_at:%Y-%m-%d %H:%M} UTC by {source.engine}"
    return {
        "Data version": f"{source.data_version}{known}; read at {read}",
        "Repeat it": again,
        "Reconciliation": _said(source.reconciliation),
        "Still provisional": _provisional(source.maturity),
        "Conversions": f"rule '{source.conversions}'",
        "Exchange rates": _rates(source.rates),
        "Sources": "; ".join(_pairs(one) for one in source.sources) or "none",
        "Metric versions": ", ".join(f"{name} {ver}" for name, ver in source.metrics.items()),
        "Warnings": "; ".join([*source.warnings, *notes]) or "none",
        "Made": f"{made_at:%Y-%m-%d %H:%M} UTC for workspace '{workspace_id}'",
    }


def _rates(rates: Sequence[Mapping[str, str]]) -> str:
    """Return each pair of currencies once, with the range of its rates and their source."""
    groups: dict[tuple[str, str, str], list[Mapping[str, str]]] = {}
    for rate in rates:
        key = (rate.get("base", ""), rate.get("quote", ""), rate.get("source", ""))
        groups.setdefault(key, []).append(rate)
    return "; ".join(_pair(*key, found) for key, found in groups.items()) or "none needed"


def _pair(base: str, quote: str, source: str, rates: Sequence[Mapping[str, str]]) -> str:
    values = sorted(Decimal(rate["rate"]) for rate in rates if rate.get("rate"))
    between = f" {values[0]:.4f} to {values[-1]:.4f}" if values else ""
    first = min(rate.get("first_day", "") for rate in rates)
    last = max(rate.get("last_day", "") for rate in rates)
    return f"{base} in {quote}{between}, fixings for {first}..{last}, from {source}"


def _provisional(maturity: Mapping[str, object]) -> str:
    """Return the platforms whose days may still change, with those days."""
    young = {
        name: facts.get("provisional") if isinstance(facts, dict) else facts
        for name, facts in maturity.items()
    }
    return _said({name: days for name, days in young.items() if days})


def _said(facts: object) -> str:
    if isinstance(facts, dict) and facts:
        return "; ".join(f"{name}: {_plain(value)}" for name, value in facts.items())
    return "nothing" if not facts else str(facts)


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(inner)}" for name, inner in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_plain, value))
    return str(value)


def _pairs(facts: object) -> str:
    values = facts.values() if isinstance(facts, dict) else (facts,)
    return " ".join(str(value) for value in values if value)
