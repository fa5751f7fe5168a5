"""Verdicts and records as doors show them."""

from __future__ import annotations

from typing import Any

from adhelm.learn.outcomes.types import Outcome, Record

WHAT = (
    "effects are estimates per day with 90 % intervals; a verdict is passed where the 95 % "
    "interval leaves out zero"
)


def outcome(one: Outcome) -> dict[str, Any]:
    """Return a verdict as a row."""
    promise = one.promise
    return {
        "id": one.id, "advice_id": one.advice_id, "recommender": one.recommender,
        "field": one.field, "account": one.account, "platform": one.platform,
        "account_id": one.account_id, "metric": one.metric, "currency": one.currency,
        "applied_at": one.applied_at, "first_day": one.first_day, "last_day": one.last_day,
        "verdict": one.verdict.value, "why": one.why, "effect": one.effect, "low": one.low,
        "high": one.high, "promised": promise.expected if promise else None,
        "promised_low": promise.low if promise else None,
        "promised_high": promise.high if promise else None, "held": one.held,
        "basis": one.basis.value, "made_at": one.made_at, "data_version": one.data_version,
    }  # fmt: skip


def whole(one: Outcome) -> dict[str, Any]:
    """Return a verdict with what stands behind it."""
    details = dict(one.details)
    return {
        **outcome(one),
        "changes": details.pop("changes", []),
        "beside": details.pop("beside", []),
        "figures": details,
    }


def record(one: Record) -> dict[str, Any]:
    """Return a record as a row."""
    auto = one.autopilot
    return {
        "recommender": one.recommender, "field": one.field, "metric": one.metric,
        "currency": one.currency, "judged": one.judged, "better": one.better,
        "worse": one.worse, "no_difference": one.no_difference, "unsayable": one.unsayable,
        "waiting": one.waiting, "covered": one.covered, "agreed": one.agreed, "bias": one.bias,
        "delivered": one.delivered, "effect": one.effect, "low": one.low, "high": one.high,
        "autopilot": {"earned": auto.earned, "since": auto.since, "why": list(auto.why)},
    }  # fmt: skip
