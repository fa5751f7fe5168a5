"""Scores and models as doors show them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from adhelm.decide.prediction.types import Model, Score, Told

_WHY = {
    "scored": "",
    "no_signal": "no signal: the model knows no more than the base rate",
    "no_model": "too little history to learn from",
    "no_target": "nothing to beat: no target, and its account returned nothing in 28 days",
    "idle": "it spent nothing in the last 7 days",
}


def score(one: Score) -> dict[str, Any]:
    """Return a score as a row."""
    goal = one.goal
    return {
        "level": one.level, "platform": one.platform, "account_id": one.account_id,
        "entity_id": one.entity_id, "entity": one.entity, "currency": one.currency,
        "score": one.score, "standing": one.standing.value, "why": _WHY[one.standing.value],
        "goal": {
            "metric": goal.metric, "value": goal.value, "currency": goal.currency,
            "own": goal.own, "source": goal.source,
        },
        "model_version": one.model_version, "made_on": one.made_on, "day": one.day,
        "made_at": one.made_at, "data_version": one.data_version,
    }  # fmt: skip


def lines(scores: Sequence[Score]) -> Iterator[dict[str, Any]]:
    """Yield each score as one line for people."""
    for one in scores:
        row = score(one)
        goal = one.goal
        sign = "≤" if goal.metric == "cpa" else "≥"
        text = "" if goal.value is None else f"{goal.metric} {sign} {goal.value} {goal.currency}"
        yield {**row, "goal": text.strip() + ("" if goal.own or not text else " (median)")}


def told(found: Told) -> dict[str, Any]:
    """Return one entity's score with reasons and history."""
    return {
        "score": score(found.score),
        "reasons": [asdict(one) for one in found.reasons],
        "known": dict(found.score.features),
        "history": [
            {
                "made_on": one.made_on, "score": one.score, "standing": one.standing.value,
                "model_version": one.model_version, "data_version": one.data_version,
            }
            for one in found.history
        ],
    }  # fmt: skip


def provenance(scores: Sequence[Score], model: Model | None) -> dict[str, Any]:
    """Return where scores come from, and how far they may be trusted."""
    first = scores[0] if scores else None
    return {
        "data_version": first.data_version if first else None,
        "made_on": first.made_on if first else None,
        "made_at": first.made_at if first else None,
        "model": brief(model) if model else None,
        "what": "chance to beat the goal over the next seven days; an estimate",
    }


def brief(one: Model) -> dict[str, Any]:
    """Return a version of a model as a row."""
    card = one.card
    return {
        "version": one.version, "name": one.name, "level": one.level, "recipe": one.recipe,
        "alias": one.alias, "signal": card.signal, "base_rate": round(card.base_rate, 4),
        "brier": round(card.brier, 4), "base_brier": round(card.base_brier, 4),
        "skill": round(card.skill, 4), "skill_low": round(card.skill_low, 4),
        "slope": round(card.slope, 3), "rows": card.rows, "held_out": card.held_out,
        "first_day": one.first_day, "last_day": one.last_day, "parent": one.parent,
        "made_at": one.made_at, "data_version": one.data_version, "sha256": one.sha256,
    }  # fmt: skip


def card(one: Model) -> dict[str, Any]:
    """Return a version of a model with everything on its card."""
    found = one.card
    importance = {name: round(value, 6) for name, value in found.importance.items()}
    return {
        **brief(one),
        "entities": found.entities,
        "accuracy": round(found.accuracy, 4),
        "base_accuracy": round(found.base_accuracy, 4),
        "trials": {name: asdict(each) for name, each in found.trials.items()},
        "calibration": [asdict(each) for each in found.calibration],
        "importance": importance,
        "params": dict(one.params),
        "says": says(one),
    }


def says(one: Model) -> list[str]:
    """Return what a card means, in sentences."""
    found = one.card
    held = (
        f"held against {found.held_out} weeks of {found.entities} entities after those it had "
        f"learned from: {found.base_rate:.0%} of them beat their goal"
    )
    error = (
        f"its squared error was {found.brier:.3f}, the base rate's {found.base_brier:.3f}; "
        f"at least {found.skill_low:.1%} less is sure"
        if found.signal
        else f"its squared error was {found.brier:.3f}, the base rate's {found.base_brier:.3f}: "
        "no sure gain, so that no score is told"
    )
    after = "then it learned from those weeks too, by the same recipe"
    return [held, error, f"calibration slope {found.slope:.2f}; 1 is exact", after]
