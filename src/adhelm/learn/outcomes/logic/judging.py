"""From a measured effect to a verdict and its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from adhelm.learn.outcomes.logic.comparing import compare
from adhelm.learn.outcomes.types import Basis, Case, Compared, Unsayable, Verdict

_MOST_WHY = 500


@dataclass(frozen=True, slots=True)
class Disturbance:
    """Something else that happened to what was changed, inside the judged days."""

    day: date
    what: str
    spoils: bool
    """Whether the effect cannot be told from that of this; else it is said beside the verdict."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its reason."""

    verdict: Verdict
    why: str
    compared: Compared | None = None
    beside: tuple[str, ...] = field(default=())


def judge(
    case: Case, disturbances: Sequence[Disturbance], *, missing: int, less: bool = False
) -> Judgement:
    """
    Pass a verdict on a change, or say why none can be passed.

    `missing`: days of the window that nobody reported; `less`: less of the metric is better.
    """
    beside = tuple(f"{one.day}: {one.what}" for one in disturbances)
    spoiling = [one for one in disturbances if one.spoils]
    if spoiling:
        why = f"on {spoiling[0].day} {spoiling[0].what}"
        return Judgement(Verdict.unsayable, why[:_MOST_WHY], beside=beside)
    if missing:
        return Judgement(Verdict.unsayable, f"{missing} days were not reported", beside=beside)
    try:
        found = compare(case)
    except Unsayable as error:
        return Judgement(Verdict.unsayable, error.message[:_MOST_WHY], beside=beside)
    verdict = Verdict.no_difference
    if found.sure_low > 0:
        verdict = Verdict.worse if less else Verdict.better
    elif found.sure_high < 0:
        verdict = Verdict.better if less else Verdict.worse
    return Judgement(verdict, words(found), found, beside)


def words(found: Compared) -> str:
    """Return what was measured, in a sentence."""
    against = (
        f"against {found.controls} campaigns that nobody changed"
        if found.basis is Basis.controls
        else "against what was expected before"
    )
    return (
        f"{found.came:.2f} a day came where {found.expected:.2f} were to be expected, {against}; "
        f"tried on {found.placebos} windows before, this is typically {found.error:.0%} off"
    )


def figures(found: Compared) -> dict[str, Any]:
    """Return what stands behind a verdict as plain values."""
    return {
        "came": round(found.came, 4), "expected": round(found.expected, 4),
        "controls": found.controls, "placebos": found.placebos, "error": round(found.error, 4),
        "sure_low": round(found.sure_low, 4), "sure_high": round(found.sure_high, 4),
    }  # fmt: skip
