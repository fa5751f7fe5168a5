"""Is the money going out as fast as the days? Spent against budget, elapsed against length."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from adhelm.act.campaigns.types import Campaign

_NEAR = Decimal("0.10")
_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Pacing:
    """What was spent by the end of yesterday against what an even spend would have been."""

    state: str
    """no_budget, not_started, first_day, unknown, under, on_pace, over, ended."""
    budget: Decimal | None
    spent: Decimal | None
    days: int | None
    elapsed_days: int | None
    elapsed_share: Decimal | None = None
    budget_share: Decimal | None = None
    expected: Decimal | None = None
    """The budget times the elapsed share."""
    pace: Decimal | None = None
    """Spent by expected: 1 is on pace."""
    projected: Decimal | None = None
    """What is spent at the end if it goes on as on the mean day so far."""


def pacing(campaign: Campaign, spent: Decimal | None, today: date) -> Pacing:
    """Return how the spend of the days that are over stands to the budget."""
    start, end, budget = campaign.start_date, campaign.end_date, campaign.budget
    if start is None or end is None or budget is None:
        return Pacing("no_budget", budget, spent, None, None)
    days = (end - start).days + 1
    elapsed = min(max((today - start).days, 0), days)
    share = (Decimal(elapsed) / days).quantize(_PLACES)
    if not elapsed or spent is None:
        state = "unknown" if elapsed else ("first_day" if today == start else "not_started")
        return Pacing(state, budget, spent, days, elapsed, share)
    expected = budget * elapsed / days
    pace = (spent / expected).quantize(_PLACES)
    return Pacing(
        state=_state(pace, over=elapsed == days),
        budget=budget,
        spent=spent,
        days=days,
        elapsed_days=elapsed,
        elapsed_share=share,
        budget_share=(spent / budget).quantize(_PLACES),
        expected=expected.quantize(_PLACES),
        pace=pace,
        projected=(spent * days / elapsed).quantize(_PLACES),
    )


def _state(pace: Decimal, *, over: bool) -> str:
    if over:
        return "ended"
    if abs(pace - 1) <= _NEAR:
        return "on_pace"
    return "under" if pace < 1 else "over"
