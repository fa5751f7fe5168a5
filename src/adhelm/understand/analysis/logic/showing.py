"""Findings as documents: one shape for the API and the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import timedelta
from typing import Any

from adhelm.understand.analysis.logic.life import state_of
from adhelm.understand.analysis.types import Findings, Incident, Life, Past, State

Held = tuple[Mapping[str, str], Sequence[Past], int | None]
"""How each incident differs from what was known; what is gone; the data version then."""


def document(
    found: Findings, lives: Mapping[str, Life | None], held: Held | None = None
) -> dict[str, Any]:
    """Return what was found with where it comes from and, if asked, how it has changed."""
    provenance = {
        **(asdict(found.provenance) if found.provenance else {}),
        "data_version": found.data_version,
        "period": str(found.period),
        "series": found.series,
        "tests": found.tests,
        "notes": list(found.notes),
    }
    if held is not None:
        provenance["compared"] = {
            "data_version": held[2],
            "gone": [_past(one) | {"id": one.incident.id} for one in held[1]],
        }
    return {"rows": list(rows(found, lives, held)), "provenance": provenance}


def rows(
    found: Findings, lives: Mapping[str, Life | None], held: Held | None = None
) -> Iterator[dict[str, Any]]:
    """Yield each incident as a row."""
    last = found.period.end - timedelta(days=1)
    for one in found.incidents:
        change = held[0].get(one.id) if held else None
        yield _row(one, lives.get(one.id), state_of(one, last), change)


def history(life: Life, past: Sequence[Past]) -> dict[str, Any]:
    """Return an incident that was kept, and how it went on."""
    return {
        "incident": _row(life.incident, life, life.state, None),
        "past": [_past(one) for one in past],
        "provenance": {
            "data_version": life.seen_version,
            "seen_at": life.seen_at,
            "closed_at": life.closed_at,
        },
    }


def _row(one: Incident, life: Life | None, state: State, change: str | None) -> dict[str, Any]:
    row = {field.name: getattr(one, field.name) for field in fields(one)}
    return {
        **row,
        "days": one.days,
        "also": list(one.also),
        "explains": list(one.explains),
        "calendar": list(one.calendar),
        "notes": list(one.notes),
        "cause": None if one.cause is None else asdict(one.cause),
        "state": state,
        "opened_at": life.opened_at if life else None,
        "opened_version": life.opened_version if life else None,
        "change": change,
    }


def _past(one: Past) -> dict[str, Any]:
    return {
        "data_version": one.data_version,
        "at": one.at,
        "state": one.state,
        "severity": one.incident.severity,
        "at_stake": one.incident.at_stake,
        "currency": one.incident.currency,
        "last_date": one.incident.last_date,
        "reason": one.incident.reason,
    }
