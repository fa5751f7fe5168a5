"""Paces as plain documents, the same over HTTP and on the command line."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from adhelm.understand.pacing.types import Day, Pace, Pacing


def document(found: Pacing) -> dict[str, Any]:
    """Return an answer as plain values."""
    return {
        "rows": [row(one) for one in found.rows],
        "record": None if found.record is None else asdict(found.record),
        "provenance": dict(found.provenance),
        "warnings": list(found.warnings),
    }


def row(one: Pace) -> dict[str, Any]:
    """Return one budget's pace."""
    return {
        "budget_id": one.budget_id, "month": f"{one.month:%Y-%m}", "reach": str(one.reach),
        "platform": one.reach.platform, "account": one.reach.account, "group": one.reach.group,
        "campaign": one.reach.campaign, "state": one.state.value, "currency": one.currency,
        "basis": one.basis.value, "planned": one.planned, "carried": one.carried,
        "available": one.available, "spent": one.spent, "through": one.through,
        "days_known": one.days_known, "days": one.days, "missing": list(one.missing),
        "projected": one.projected, "low": one.low, "high": one.high, "gap": one.gap,
        "daily_needed": one.daily_needed, "daily_expected": one.daily_expected,
        "runs_out_on": one.runs_out_on, "why": one.why,
        "before": None if one.before is None else asdict(one.before),
    }  # fmt: skip


def day(one: Day) -> dict[str, Any]:
    """Return one day of a budget."""
    return {
        "date": one.day, "spent": one.spent, "expected": one.expected, "total": one.total,
    }  # fmt: skip
