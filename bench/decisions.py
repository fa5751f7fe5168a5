"""Daily budgets in the sandbox's market against its truth: the policy, its peers and the oracle."""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median
from typing import Any

from bench.measure import Contender, Figures, Ratio, at_least, at_most, compete, keep, note

_WHO = ("alone", "equal", "greedy", "oracle", "policy", "deep")
_FAMILIES = {"hill": "the market's own curves", "mixed": "curves that the model does not assume"}
_DAYS = 60
_DEEP = 4
"""So many seeds the DQN learns from, and as many others it plays."""
_WHAT = {
    "market": "scenario growth, ten accounts on five platforms, 60 days from 2026-09-21",
    "limits": "per account and day: +20 % / -50 % a step, one raise a day (TikTok every second), "
    "the sum of budgets never above that of the day before, 5 % of the first budget kept",
    "seen": "120 days as a sync shows them: conversions late, maturity learned from restatements",
    "value": "what the platforms will have claimed in the end, as the truth expects it, in USD",
    "caused": "of that, sales that would not have been without the ads: nobody sees them",
    "share": "value gained over leaving budgets alone, by what the oracle gains",
    "oracle": "knows each purse's true curve for the week ahead, moves by the same steps",
    "deep": "a DQN (adhelm[deep]) after as many markets of other seeds as it plays: 4 at most",
}


def main(*, rows: int, repeats: int, data: Path, results: Path, name: str) -> Path:
    """Play `rows` seeds by everybody, on both families of curves."""
    del repeats
    data.mkdir(parents=True, exist_ok=True)
    parts: dict[str, dict[str, Any]] = {}
    ratios: list[Ratio] = []
    days = _DAYS if rows > 1 else 10
    for family, what in _FAMILIES.items():
        figures = compete(
            [
                Contender(
                    who, "bench.decisions_play:play",
                    {
                        "who": [who], "seeds": min(rows, _DEEP) if who == "deep" else rows,
                        "family": family, "days": days,
                    },
                    python=_python(data) if who == "deep" else sys.executable,
                )
                for who in _WHO
            ],
            repeats=1,
        )  # fmt: skip
        told = {who: _told(who, figures) for who in _WHO}
        for who, one in told.items():
            note(f"  {what}, {who}: {one}")
        parts[what] = {
            who: {**figures[who].as_json(0), **told[who], "seeds": _seeds(who, figures)}
            for who in _WHO
        }
        ratios += _ratios(what, told)
    return keep(
        name, parts=parts, ratios=ratios, folder=results,
        settings={"seeds": rows, "days": days, "what": _WHAT},
    )  # fmt: skip


def _python(data: Path) -> str:
    """Return the Python of an environment with torch, if somebody made one beside the data."""
    apart = data / "decisions-venv" / "bin" / "python"
    return str(apart) if apart.exists() else sys.executable


def _played(who: str, figures: dict[str, Figures]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = figures[who].more.get("played", {}).get(who, [])
    return found


def _seeds(who: str, figures: dict[str, Figures]) -> list[dict[str, Any]]:
    """Return the seeds' figures without each single decision."""
    return [
        {name: value for name, value in seed.items() if name != "effects"}
        for seed in _played(who, figures)
    ]


def _told(who: str, figures: dict[str, Figures]) -> dict[str, Any]:
    if figures[who].failed:
        return {"skipped": figures[who].failed}
    seeds = _played(who, figures)
    base, best = (_played(one, figures)[: len(seeds)] for one in ("alone", "oracle"))
    found: dict[str, Any] = {}
    for what in ("worth", "caused"):
        gained = [(one[what] / then[what] - 1) * 100 for one, then in zip(seeds, base, strict=True)]
        found[f"{what}_gained_percent"] = round(median(gained), 2)
    shares = [
        (one["worth"] - then["worth"]) / (top["worth"] - then["worth"])
        for one, then, top in zip(seeds, base, best, strict=True)
    ]
    found |= {"share_median": round(median(shares), 3), "share_worst": round(min(shares), 3)}
    spent = [one["spent"] / then["spent"] for one, then in zip(seeds, base, strict=True)]
    found["spend_by_leaving_alone"] = round(median(spent), 4)
    found["clipped"] = sum(one["clipped"] for one in seeds)
    return found | _covered([one["effects"] for one in seeds])


def _covered(effects: list[list[list[float]]]) -> dict[str, Any]:
    """Return how many true effects lie in their interval, and how far the promises are off."""
    flat = [one for seed in effects for one in seed]
    if not flat:
        return {}
    inside = [low <= true <= high for _, low, high, true in flat]
    below = [true < low for _, low, _, true in flat]
    return {
        "decisions": len(flat),
        "covered_percent": round(100 * sum(inside) / len(flat), 2),
        "below_percent": round(100 * sum(below) / len(flat), 2),
        "true_by_promised": round(
            sum(true / max(high - low, 1e-9) for _, low, high, true in flat)
            / sum(mean / max(high - low, 1e-9) for mean, low, high, _ in flat),
            3,
        ),
        "better_percent": round(100 * sum(true > 0 for *_, true in flat) / len(flat), 2),
    }


def _ratios(what: str, told: dict[str, dict[str, Any]]) -> list[Ratio]:
    own = told["policy"]
    found = [
        at_least(f"{what}: share of the oracle's gain, median", own["share_median"], 0.7, ""),
        at_least(f"{what}: share of the oracle's gain, worst seed", own["share_worst"], 0.0001, ""),
    ]
    if "covered_percent" in own:
        covered = own["covered_percent"]
        found += [
            at_least(f"{what}: true effects within 90 % intervals", covered, 85, "%"),
            at_most(f"{what}: the same, from above", covered, 95, "%"),
        ]
    for who in ("equal", "greedy", "deep"):
        if "share_median" in told[who]:
            more = own["share_median"] - told[who]["share_median"]
            found.append(at_least(f"{what}: share beyond that of {who}", more, 0.0, ""))
    return found
