"""Predicting counts on real rows, a score on the sandbox's days, and how fast both serve."""

from __future__ import annotations

import csv
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.measure import Contender, Ratio, at_least, at_most, compete, keep, note
from bench.stopwatch import Stopwatch

_REAL = Path(__file__).parents[2] / "shared" / "data" / "kag" / "KAG_conversion_data.csv"
_SEEDS = 10
_SANDBOX = ("growth", 1, 180)
"""Scenario, seed, days."""
_MANY, _FEW_DAYS = 100_000, 90
_WHAT = {
    "folds": "five-fold Poisson deviance of conversions, 1,143 real Facebook ads, mean of seeds",
    "score": "chance to beat the account's usual cost per conversion, judged on the last days",
    "serving": "the chosen model, one thread: single rows one after another, then all at once",
}


def main(*, rows: int, repeats: int, data: Path, results: Path, name: str) -> Path:
    """Measure candidates on real rows if they are here, else on made-up ones."""
    data.mkdir(parents=True, exist_ok=True)
    ours, small = "bench.prediction", rows < 10_000
    source = "" if small or not _REAL.exists() else str(_REAL)
    if not source:
        note("  made-up rows: the real ones are not beside the project, or too many for a look")
    folds = compete(
        [
            Contender(
                "candidates", f"{ours}:folds", {"path": source, "seeds": 1 if small else _SEEDS}
            )
        ],
        repeats=1,
    )
    scored = compete(
        [Contender("score", f"{ours}:scored", {"days": 90 if small else _SANDBOX[2]})], repeats=1
    )
    served = compete(
        [Contender("blend", f"{ours}:served", {"path": source, "rows": rows})], repeats=repeats
    )
    parts = {"conversions of ads": folds, "sandbox": scored, "serving": served}
    shown = {
        title: {each: one.as_json(rows if title == "serving" else 0) for each, one in found.items()}
        for title, found in parts.items()
    }
    _print(folds["candidates"].more, scored["score"].more)
    return keep(
        name, parts=shown, folder=results,
        ratios=_ratios(folds["candidates"].more, served["blend"], scored["score"].more),
        settings={"rows": rows, "seeds": _SEEDS, "real": bool(source), "what": _WHAT},
    )  # fmt: skip


def _ratios(folds: dict[str, Any], served: Any, score: dict[str, Any]) -> list[Ratio]:
    best = folds["deviance"][folds["chosen"]]
    return [
        at_most("deviance of the chosen model", best, 0.74, ""),
        at_least("calibration slope", folds["slope"], 0.95, ""),
        at_most("calibration slope", folds["slope"], 1.05, ""),
        at_most("against the random forest", best / folds["deviance"]["forest"], 1.0, "x"),
        at_most("one row, p95 of its CPU", served.more["p95_cpu_ms"], 5, "ms"),
        at_most("all rows, CPU", min(served.cpu_s), 2),
        at_most("one score, p95 of its CPU", score["one_p95_cpu_ms"], 5, "ms"),
        at_most(f"{score['scored_rows']:,} scores, CPU", score["many_cpu_s"], 2),
    ]


def _print(folds: dict[str, Any], score: dict[str, Any]) -> None:
    for model, deviance in folds["deviance"].items():
        print(f"  {model:<12} deviance {deviance:.4f}")
    print(
        f"  score: Brier {score['brier']:.4f} against {score['base_brier']:.4f} by the base rate "
        f"({score['base_rate']:.1%}), accuracy {score['accuracy']:.1%} against "
        f"{score['base_accuracy']:.1%}, slope {score['slope']:.2f}, by {score['recipe']}"
    )
    for one in score["calibration"]:
        print(f"    said {one['said']:.2f}, came {one['came']:.2f} ({one['rows']} weeks)")
    for name, trial in score["trials"].items():
        print(f"  {name:<12} Brier {trial['brier']:.4f}")


# What follows runs in a process of its own.


def folds(path: str, seeds: int) -> dict[str, Any]:
    """Hold every candidate against each fold in turn, for some seeds."""
    import numpy as np

    from adhelm.decide.prediction.logic import counts
    from adhelm.decide.prediction.logic.candidates import CANDIDATES
    from adhelm.decide.prediction.logic.serving import one_thread

    features, known = _rows(path)
    deviances: dict[str, list[float]] = {name: [] for name in CANDIDATES}
    slopes: dict[str, list[float]] = {name: [] for name in CANDIDATES}
    with Stopwatch() as watch, one_thread():
        for seed in range(seeds):
            splits = list(counts.splits(len(features), None, seed))
            held = np.concatenate([test for _, test in splits])
            for name in CANDIDATES:
                given = counts.held_out(name, features, known, splits, seed)
                deviances[name].append(counts.deviance(known[held], given))
                slopes[name].append(counts.slope(known[held], given))
    means = {name: round(float(np.mean(all_)), 4) for name, all_ in deviances.items()}
    chosen = min(means, key=lambda name: means[name])
    return {
        **watch.figures, "deviance": means, "chosen": chosen,
        "slope": round(float(np.mean(slopes[chosen])), 4),
    }  # fmt: skip


def scored(days: int) -> dict[str, Any]:
    """Learn the score on the sandbox's first days and judge it on the last."""
    from dataclasses import asdict

    import numpy as np

    from adhelm.decide.prediction import rows, train_score

    panel = _panel(days)
    with Stopwatch() as watch:
        scorer = train_score(panel)
    known, _, _ = rows(panel)
    own = []
    for n in range(300):
        one = known.take(np.array([n % len(known)]))
        busy = time.process_time()
        scorer.score(one)
        own.append(time.process_time() - busy)
    many = known.take(np.arange(_MANY if days > _FEW_DAYS else 2000) % len(known))
    busy = time.process_time()
    scorer.score(many)
    spent = time.process_time() - busy
    card = scorer.card
    return {
        **watch.figures, **asdict(card), "signal": card.signal,
        "one_p95_cpu_ms": round(float(np.quantile(own[20:], 0.95)) * 1e3, 3),
        "scored_rows": len(many), "many_cpu_s": round(spent, 3),
    }  # fmt: skip


def served(path: str, rows: int) -> dict[str, Any]:
    """Predict single rows, and `rows` of them at once."""
    import numpy as np

    from adhelm.decide.prediction import train

    features, known = _rows(path)
    model = train(features, known)
    times, own = [], []
    for n in range(300):
        one = features.take(np.array([n % len(features)]))
        begun, busy = time.perf_counter(), time.process_time()
        model.predict(one)
        times.append(time.perf_counter() - begun)
        own.append(time.process_time() - busy)
    many = features.take(np.arange(rows) % len(features))
    with Stopwatch() as watch:
        model.predict(many)
    p95 = float(np.quantile(times[20:], 0.95)) * 1e3
    p50 = float(np.median(times[20:])) * 1e3
    busy_p95 = float(np.quantile(own[20:], 0.95)) * 1e3
    return {
        **watch.figures, "p95_ms": round(p95, 3), "p50_ms": round(p50, 3),
        "p95_cpu_ms": round(busy_p95, 3),
        "chosen": model.card.model,
    }  # fmt: skip


def _rows(path: str) -> tuple[Any, Any]:
    """Return the features of the real ads and their conversions, or made-up ones."""
    import numpy as np

    from adhelm.decide.prediction import Features

    if path:
        with Path(path).open(newline="", encoding="utf-8") as file:
            read = list(csv.DictReader(file))
    else:
        read = _made(400)

    def number(name: str) -> Any:
        return np.array([float(row[name]) for row in read])

    def kind(name: str) -> Any:
        return np.unique([row[name] for row in read], return_inverse=True)[1]

    shown, clicks, spent = number("Impressions"), number("Clicks"), number("Spent")
    numbers = np.column_stack(
        [
            shown, clicks, spent, clicks / shown,
            np.where(clicks > 0, spent / np.maximum(clicks, 1), np.nan), spent / shown * 1000,
        ]
    )  # fmt: skip
    kinds = ("age", "gender", "interest", "xyz_campaign_id")
    features = Features(
        ("impressions", "clicks", "spend", "ctr", "cpc", "cpm"), numbers,
        (True, True, True, False, False, False), kinds, np.column_stack(list(map(kind, kinds))),
    )  # fmt: skip
    return features, number("Total_Conversion")


def _made(count: int) -> list[dict[str, str]]:
    import numpy as np

    random = np.random.default_rng(2)
    shown = np.exp(random.normal(10, 1.5, count)).astype(int) + 10
    clicks = random.poisson(shown * 2e-4)
    sold = random.poisson(shown**0.5 * 0.02)
    return [
        {
            "Impressions": str(shown[n]), "Clicks": str(clicks[n]), "Spent": str(clicks[n] * 1.4),
            "age": str(n % 4), "gender": "FM"[n % 2], "interest": str(n % 9),
            "xyz_campaign_id": str(n % 3), "Total_Conversion": str(sold[n]),
        }
        for n in range(count)
    ]  # fmt: skip


def _panel(days: int) -> Any:
    """Return campaigns of the sandbox; the target is their account's usual return on money."""
    import numpy as np

    from adhelm.decide.prediction import Panel
    from adhelm.sandbox.market import Market, scenario
    from adhelm.sandbox.market.types import sum_by

    name, seed, _ = _SANDBOX
    market = Market(scenario(name), seed=seed)
    last = market.clock.now().date() - timedelta(days=35)
    spends, gains, targets, kinds = [], [], [], []
    sorts: dict[str, int] = {}
    for number, account in enumerate(market.accounts()):
        book = market.book(account)
        found, of = market.numbers(account, last - timedelta(days=days - 1), last), book
        owner, count = of.campaign_of_ads(), of.count("campaign")
        spend = sum_by(owner, found.spend, count) / 100.0
        gained = sum_by(owner, found.conversions, count) / 100.0
        usual = gained.sum() / max(spend.sum(), 1e-9)
        for campaign in range(count):
            if spend[campaign].any():
                spends.append(spend[campaign])
                gains.append(gained[campaign])
                targets.append(max(usual, 1e-9))
                sort = book.tree.kinds[campaign]
                kinds.append((number % 5, sorts.setdefault(sort, len(sorts))))
    return Panel(
        np.array(spends), np.array(gains), np.array(targets), np.array(kinds), ("platform", "sort")
    )
