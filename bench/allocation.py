"""Splitting a budget: 100,000 campaigns, units of money, and general solvers beside it."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import Any

from bench.measure import Contender, Figures, Ratio, at_least, at_most, compete, keep, note
from bench.stopwatch import Stopwatch

_SIDE, _MOST_CLARABEL = 1_000, 10_000
_WHAT = {
    "exponential": "100,000 campaigns with bounds, 2,000 accounts and 20 platforms with caps",
    "all families": "the same with exponential, log, Hill (a <= 1) and power curves mixed",
    "S-curves": "the same with Hill curves, a in 0.7..3: by envelopes, with a certified gap",
    "SLSQP": "scipy's, as PyMC-Marketing calls it: ftol 1e-9, maxiter 1000, equal split start",
    "Clarabel": "through cvxpy, the problem compiled by then; only its own time counts",
    "adhelm": "allocate(): checks, optimum, proof, rounding to minor units",
}
_POWERS = (-6, -3, 0, 3, 6)


def main(
    *, rows: int, repeats: int, data: Path, results: Path, name: str, with_peers: bool = True
) -> Path:
    """Measure `rows` campaigns, and a thousand of them beside general solvers."""
    data.mkdir(parents=True, exist_ok=True)
    ours = "bench.allocation"
    fleet = compete(
        [
            Contender(what, f"{ours}:fleet", {"n": rows, "family": what})
            for what in ("exponential", "all families", "S-curves")
        ],
        repeats=repeats,
    )
    side = min(_SIDE, rows)
    few = side if with_peers else min(side, 40)
    solvers = compete(
        [
            Contender("adhelm", f"{ours}:ours", {"n": few}),
            Contender("Clarabel", f"{ours}:clarabel", {"n": few}),
            Contender("SLSQP", f"{ours}:slsqp", {"n": few}, repeats=1),
        ],
        repeats=repeats,
    )
    more = min(_MOST_CLARABEL, rows)
    larger = compete(
        [
            Contender("adhelm", f"{ours}:ours", {"n": more}),
            Contender("Clarabel", f"{ours}:clarabel", {"n": more}),
        ],
        repeats=1 if not with_peers else repeats,
    )
    units = compete([Contender("adhelm", f"{ours}:units", {"n": more})], repeats=1)
    parts = {
        f"{rows:,} campaigns, nested caps": fleet,
        f"{few:,} campaigns": solvers,
        f"{more:,} campaigns": larger,
        "units of money": units,
    }
    shown = {
        title: {each: one.as_json(rows if one in fleet.values() else 0) for each, one in f.items()}
        for title, f in parts.items()
    }
    for title, found in parts.items():
        for each, one in found.items():
            note(f"  {title}, {each}: {one.more}")
    return keep(
        name, parts=shown, ratios=_ratios(fleet, solvers, larger, units), folder=results,
        settings={"campaigns": rows, "repeats": repeats, "what": _WHAT},
    )  # fmt: skip


def _ratios(
    fleet: dict[str, Figures],
    solvers: dict[str, Figures],
    larger: dict[str, Figures],
    units: dict[str, Figures],
) -> list[Ratio]:
    first, mixed, own = fleet["exponential"], fleet["all families"], solvers["adhelm"]
    gap = max(first.more["gap"], mixed.more["gap"])
    found = [
        at_most("campaigns with bounds and nested caps, CPU", _ms(first), 50, "ms"),
        at_most("the same, all families, CPU", _ms(mixed), 50, "ms"),
        at_most("certified gap, in millionths", gap * 1e6, 1, ""),
        at_most(
            "certified gap of S-curves, in millionths", fleet["S-curves"].more["gap"] * 1e6, 1e3, ""
        ),
        at_most(
            "change in another unit of money, in billionths",
            units["adhelm"].more["off"] * 1e9,
            1,
            "",
        ),
    ]
    for peer, target in (("SLSQP", 10_000), ("Clarabel", 10)):
        if solvers[peer].seconds:
            found.append(at_least(f"CPU against {peer}", _times(solvers[peer], own), target))
            more = (own.more["value"] / solvers[peer].more["value"] - 1) * 1e6
            found.append(at_least(f"return beyond that of {peer}, in millionths", more, -0.01, ""))
    if larger["Clarabel"].seconds:
        times = _times(larger["Clarabel"], larger["adhelm"])
        found.append(at_least("CPU against Clarabel, ten times as many", times, 50))
    return found


def _ms(found: Figures) -> float:
    return median(found.cpu_s) * 1e3


def _times(peer: Figures, own: Figures) -> float:
    return median(peer.cpu_s) / median(own.cpu_s)


# What follows runs in a process of its own.


def fleet(n: int, family: str) -> dict[str, Any]:
    """Split between campaigns in accounts on platforms, the compiled code warm."""
    from adhelm.decide.allocation import allocate

    problem = _fleet(n, family)
    allocate(problem)
    seconds = []
    for _ in range(5 if family != "S-curves" else 1):
        with Stopwatch() as watch:
            found = allocate(problem)
        seconds.append(watch.figures)
    best = sorted(seconds, key=lambda one: one["seconds"])[len(seconds) // 2]
    exact = int(found.amounts.sum()) == problem.budget
    return {**best, "gap": found.gap, "held": len(found.bindings), "exact": exact}


def ours(n: int) -> dict[str, Any]:
    """Split between campaigns with bounds."""
    from adhelm.decide.allocation import allocate

    problem = _bounded(n)
    allocate(problem)
    with Stopwatch() as watch:
        for _ in range(10):
            found = allocate(problem)
    figures = {name: value / 10 for name, value in watch.figures.items()}
    return {**figures, "value": found.primal, "gap": found.gap}


def slsqp(n: int) -> dict[str, Any]:
    """Ask scipy's SLSQP, with the exact gradient; with two threads its own sums take longer."""
    import numpy as np
    from scipy.optimize import minimize
    from threadpoolctl import threadpool_limits

    top, scale, low, high, budget = _numbers(n)
    with threadpool_limits(1), Stopwatch() as watch:
        found = minimize(
            lambda x: float(top @ np.expm1(-x / scale)),
            np.full(n, budget / n),
            jac=lambda x: -top / scale * np.exp(-x / scale),
            method="SLSQP",
            bounds=list(zip(low, high, strict=True)),
            constraints={
                "type": "eq",
                "fun": lambda x: x.sum() - budget,
                "jac": np.ones_like,
            },
            options={"ftol": 1e-9, "maxiter": 1000},
        )
    return {**watch.figures, "value": -float(found.fun), "success": bool(found.success)}


def clarabel(n: int) -> dict[str, Any]:
    """Ask Clarabel; the time is the solver's own, without what cvxpy does before."""
    import cvxpy as cp

    top, scale, low, high, budget = _numbers(n)
    x = cp.Variable(n)
    value = top.sum() - cp.sum(cp.multiply(top, cp.exp(-cp.multiply(1 / scale, x))))
    task = cp.Problem(cp.Maximize(value), [cp.sum(x) == budget, x >= low, x <= high])
    with Stopwatch() as watch:
        task.solve(solver=cp.CLARABEL)
    own = float(task.solver_stats.solve_time)
    return {
        "seconds": own, "cpu_s": min(own, watch.cpu_s), "value": float(task.value),
        "status": task.status, "with_cvxpy_s": round(watch.seconds, 4),
    }  # fmt: skip


def units(n: int) -> dict[str, Any]:
    """Return how far the split moves when money is counted in another unit."""
    from dataclasses import replace

    import numpy as np

    from adhelm.decide.allocation import Curves
    from adhelm.decide.allocation.logic.groups import branches
    from adhelm.decide.allocation.logic.models import Certain
    from adhelm.decide.allocation.logic.solving import Goal, solve

    base = _fleet(n, "all families")
    order = np.argsort(base.curves.family, kind="stable")
    tree = branches(
        replace(base, levels=tuple(replace(one, of=one.of[order]) for one in base.levels))
    )
    curves = base.curves
    shares = {}
    with Stopwatch() as watch:
        for power in _POWERS:
            # Below the door, where a minor unit may be worth anything.
            factor = 10.0**power
            grown = Curves(
                curves.family[order], curves.top[order], curves.scale[order] * factor,
                curves.shape[order],
            )  # fmt: skip
            unit = 0.01 * factor
            sides = (base.floors[order] * unit, base.ceilings[order] * unit)
            found = solve(Certain.of(grown), *sides, tree, Goal(base.budget, unit))
            shares[power] = found.spend / found.spend.sum()
    base_share = np.maximum(shares[0], 1e-15)
    off = max(float(np.max(np.abs(one - shares[0]) / base_share)) for one in shares.values())
    return {**watch.figures, "off": off, "powers": list(_POWERS)}


def _numbers(n: int) -> tuple[Any, ...]:
    import numpy as np

    random = np.random.default_rng(11)
    low = np.round(random.uniform(0, 10, n), 2)
    high = np.round(random.uniform(80, 400, n), 2)
    return random.uniform(1, 100, n), random.uniform(10, 300, n), low, high, 50.0 * n


def _bounded(n: int) -> Any:
    import numpy as np

    from adhelm.decide.allocation import Curves, Family, Problem

    top, scale, low, high, budget = _numbers(n)
    return Problem(
        curves=Curves.of(Family.exponential, top, scale), currency="EUR", budget=int(budget * 100),
        floors=np.rint(low * 100).astype(np.int64), ceilings=np.rint(high * 100).astype(np.int64),
    )  # fmt: skip


def _fleet(n: int, family: str) -> Any:
    import numpy as np

    from adhelm.decide.allocation import Curves, Family, Level, Problem

    random = np.random.default_rng(5)
    families = np.full(n, int(Family.exponential))
    shape = np.ones(n)
    if family == "all families":
        families = random.integers(0, 4, n)
        shape = np.where(families == Family.power, random.uniform(0.3, 0.9, n), 1.0)
        shape = np.where(families == Family.hill, random.uniform(0.5, 1.0, n), shape)
    if family == "S-curves":
        families, shape = np.full(n, int(Family.hill)), random.uniform(0.7, 3.0, n)
    floors, ceilings = random.integers(0, 1_000, n), random.integers(8_000, 40_000, n)
    account = random.integers(0, max(n // 50, 2), n)
    levels = []
    for of, loose in ((account % 20, 2.0), (account, 2.0)):
        size = np.bincount(of)
        caps = (size * 5_000 * random.uniform(0.8, loose, len(size))).astype(np.int64)
        levels.append(Level(of, np.maximum(caps, size * 1_000)))
    curves = Curves(families, random.uniform(1, 100, n), random.uniform(10, 300, n), shape)
    return Problem(
        curves=curves, currency="EUR", budget=n * 5_000, floors=floors, ceilings=ceilings,
        levels=tuple(levels),
    )  # fmt: skip
