"""Forecasts as doors show them: nested for programs, one line each for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from adhelm.understand.forecasting.types import Choice, Foreseen, Outcome, Reviewed

NAMES = ("metric", "platform", "account_id", "entity_id", "entity", "currency")


def rows(outcome: Outcome) -> Iterator[dict[str, Any]]:
    """Yield each series with its days."""
    for one in outcome.series:
        row = asdict(one)
        row["standing"] = one.standing.value
        row["notes"] = list(one.notes)
        row["days"] = list(row["days"])
        if row["total"] is not None:
            del row["total"]["date"]
        yield row


def lines(outcome: Outcome) -> Iterator[dict[str, Any]]:
    """Yield each series as one line: what all days come to."""
    for one in outcome.series:
        total = one.total
        yield {
            **_names(one),
            "expected": total.value if total else None,
            "low_80": total.low_80 if total else None,
            "high_80": total.high_80 if total else None,
            "before": one.compared,
            "change": one.change,
            "held_80": one.held_80,
            "standing": one.standing.value,
        }


def days(outcome: Outcome) -> Iterator[dict[str, Any]]:
    """Yield each day of each series as one line."""
    for one in outcome.series:
        for day in one.days:
            yield {**_names(one), **asdict(day)}


def provenance(outcome: Outcome) -> dict[str, Any]:
    """Return where a forecast comes from, and what cannot be said."""
    return {
        **outcome.provenance,
        "engine": outcome.engine.value,
        "period": str(outcome.period),
        "series": outcome.count,
        "data_version": outcome.data_version,
        "notes": list(outcome.notes),
    }


def scores(choice: Choice) -> Iterator[dict[str, Any]]:
    """Yield how each engine did, metric by metric."""
    for one in choice.scores:
        row = asdict(one)
        yield {**row, "engine": one.engine.value, "answers": one.engine is choice.engine}


def reviewed(found: Sequence[Reviewed]) -> list[Mapping[str, Any]]:
    """Return what was said beside what came."""
    return [asdict(one) for one in found]


def _names(one: Foreseen) -> dict[str, Any]:
    return {name: getattr(one, name) for name in NAMES}
