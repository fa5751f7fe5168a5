"""Split one budget: check, solve, prove, round to minor units."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from adhelm.core.ads import currency, minor_units
from adhelm.decide.allocation.logic import limits
from adhelm.decide.allocation.logic.families import each
from adhelm.decide.allocation.logic.groups import Branch, branches
from adhelm.decide.allocation.logic.models import Certain, Drawn, Model, s_shaped, taken
from adhelm.decide.allocation.logic.rounding import whole
from adhelm.decide.allocation.logic.searching import search
from adhelm.decide.allocation.logic.solving import Goal, Solved, solve
from adhelm.decide.allocation.logic.sums import exact_sums, sums
from adhelm.decide.allocation.types import (
    PROVEN,
    Allocation,
    BadCurve,
    BadLimit,
    Binding,
    Curves,
    Family,
    Floats,
    Ints,
    Problem,
    Uncertified,
)

_STEEPEST = 10.0
_LOOSEST, _TIGHTEST = 1e-150, 1e150
_LOW, _HIGH = 0.05, 0.95
_TRIES = 6
_DOUBLINGS = 80


def allocate(problem: Problem) -> Allocation:
    """
    Return the split of a budget that returns most within all limits, and the proof of it.

    Amounts are per day, in minor units of the problem's currency, and add up exactly. Nothing is
    written anywhere.

    :raises BadCurve: if a curve is malformed.
    :raises BadLimit: if a limit is malformed.
    :raises Crossing: if groups overlap without nesting.
    :raises Infeasible: if no split keeps all limits; it names those that clash.
    :raises Uncertified: if concave curves do not lead to a provable optimum.
    """
    import numpy as np

    _check(problem)
    family = problem.curves.family
    if len(family) and bool((family[1:] < family[:-1]).any()):
        order = np.argsort(family.astype(np.uint8), kind="stable")
        back = np.empty_like(order)
        back[order] = np.arange(len(order))
        return _reordered(_allocate(_ordered(problem, order)), back, problem.names)
    return _allocate(problem)


def _allocate(problem: Problem) -> Allocation:
    import numpy as np

    curves = problem.curves
    bends = bool(s_shaped(curves).any())
    if bends and curves.draws:
        raise BadCurve(
            "S-curves are not averaged over draws: their mean may bend more than once",
            hint="shapes up to 1 with draws, or one curve per entity",
        )
    certain = Certain.of(curves)
    model: Model = Drawn.of(curves, problem.risk) if curves.draws else certain
    tree = branches(problem)
    boxes = limits.boxes(problem, _spend_for(certain))
    spans = limits.feasible(boxes, tree, problem)
    unit = 10.0 ** -minor_units(problem.currency)
    low, high = np.multiply(boxes.low, unit), np.multiply(boxes.high, unit)
    goal = Goal(problem.budget, unit, not problem.spend_all, problem.target)
    for _ in range(_TRIES):
        if bends:
            found = search(curves, low, high, tree, goal)
            solved, bound = found.best, found.bound
        else:
            solved = solve(model, low, high, tree, goal)
            bound = solved.proof.primal + solved.proof.excess
        amounts = _rounded(solved, spans, tree, problem)
        value = float(model.true_value(np.multiply(amounts, unit)).sum())
        short = _missed(value, float(amounts.sum() * unit), problem.target)
        if not short or goal.target is None:
            break
        # Whole minor units may miss a target by a hair: aim that much higher.
        goal = replace(goal, target=goal.target * (1 + 2 * short))
    gap = max(bound - solved.proof.primal, 0.0) / max(abs(bound), 1e-300)
    if not bends and gap > PROVEN:
        raise Uncertified(
            f"the split is proven to {gap:.1e} of its return only, not {PROVEN:.0e}",
            hint="please report the curves and limits",
        )
    return _told(problem, model, boxes, tree, (solved, bound, gap, amounts, value))


def _check(problem: Problem) -> None:
    """
    Refuse malformed problems.

    :raises BadCurve: if a curve is malformed.
    :raises BadLimit: if the budget, the target or the risk is no such number.
    """
    import numpy as np

    currency(problem.currency)
    curves = problem.curves
    if not len(curves):
        raise BadCurve("there is nothing to split between", hint="at least one entity")
    if not curves.top.shape == curves.scale.shape == curves.shape.shape:
        raise BadCurve("`top`, `scale` and `shape` are not equally many")
    if len(curves.family) != len(
        curves
    ) or not 0 <= curves.family.min() <= curves.family.max() < len(Family):
        raise BadCurve("`family` is not one of Family per entity")
    for what in ("top", "scale", "shape"):
        given = getattr(curves, what)
        if not (given.min() > _LOOSEST and given.max() < _TIGHTEST):
            index = int(np.argwhere(~((given > _LOOSEST) & (given < _TIGHTEST)))[0][0])
            raise BadCurve(
                f"`{what}` of entity {index} is no positive number",
                hint="leave out what brings nothing, or hold it at what it has",
                entity=index,
            )
    _check_shapes(curves)
    _check_money(problem)


def _check_money(problem: Problem) -> None:
    if not 0 <= problem.budget <= limits.MOST:
        raise BadLimit(
            f"a budget of {problem.budget:,} minor units is out of range",
            hint=f"0 to {limits.MOST:,}",
        )
    if problem.target is not None and not 0 < problem.target < _TIGHTEST:
        raise BadLimit(f"{problem.target} is no target return", hint="more than 0")
    if problem.risk is not None and not (0 <= problem.risk <= 1 and problem.curves.draws):
        raise BadLimit("risk is a quantile over draws", hint="0 to 1, and curves with draws")


def _check_shapes(curves: Curves) -> None:
    import numpy as np

    steep = curves.shape if curves.shape.ndim == 1 else curves.shape.max(axis=1)
    bad = (curves.family == Family.power) & (steep >= 1.0)
    bad |= (curves.family == Family.hill) & (steep > _STEEPEST)
    if bad.any():
        index = int(np.flatnonzero(bad)[0])
        raise BadCurve(
            f"the shape of entity {index} is {steep[index]:g}",
            hint=f"below 1 for a power, up to {_STEEPEST:g} for Hill",
            entity=index,
        )


def _ordered(problem: Problem, order: Ints) -> Problem:
    def moved(given: Any) -> Any:
        return None if given is None else given[order]

    import numpy as np

    levels = tuple(replace(level, of=np.asarray(level.of)[order]) for level in problem.levels)
    return replace(
        problem, curves=taken(problem.curves, order), floors=moved(problem.floors),
        ceilings=moved(problem.ceilings), present=moved(problem.present),
        held=moved(problem.held), least_returns=moved(problem.least_returns), levels=levels,
        names=[problem.names[n] for n in order.tolist()] if problem.names else (),
    )  # fmt: skip


def _reordered(found: Allocation, back: Ints, names: Sequence[str]) -> Allocation:
    floor, ceiling = found.entity_limits
    return replace(
        found, amounts=found.amounts[back], split=found.split[back],
        entity_limits=(floor[back], ceiling[back]), names=names,
    )  # fmt: skip


def _spend_for(model: Certain) -> Callable[[Floats], Floats]:
    """Return how to find the spend that brings given returns, on the mean over the draws."""
    import numpy as np

    def certain(returns: Floats) -> Floats:
        return each(model.known, "spend_for", returns)

    def drawn(returns: Floats) -> Floats:
        worlds = each(model.known, "spend_for", returns[:, None])
        low, high = worlds.min(axis=1), worlds.max(axis=1)
        finite = np.where(np.isfinite(high), high, np.maximum(low, 1e-12) * 1e12)
        for _ in range(_DOUBLINGS):
            middle = 0.5 * (low + finite)
            enough = model.value(middle[:, None]).mean(axis=1) >= returns
            low, finite = np.where(enough, low, middle), np.where(enough, middle, finite)
        reached = model.value(finite[:, None]).mean(axis=1) >= returns * (1 - 1e-9)
        return np.where(reached, finite, np.inf)

    return drawn if model.curves.draws else certain


def _missed(value: float, spent: float, target: float | None) -> float:
    """Return by which part a return falls short of its target."""
    if target is None or value >= target * spent:
        return 0.0
    return 1.0 - value / (target * spent)


def _rounded(solved: Solved, spans: limits.Spans, tree: Sequence[Branch], problem: Problem) -> Ints:
    """Return whole minor units: from the total down, level by level, to the entities."""
    import numpy as np

    minor = solved.spend * 10.0 ** minor_units(problem.currency)
    parents = np.zeros(len(spans[0][0]), np.int64)
    least, most = (int(exact_sums(parents, side, 1)[0]) for side in spans[0])
    total = min(problem.budget, most)
    if solved.targeted:
        total = max(min(int(np.floor(minor.sum() + 1e-6)), total), least)
    totals = np.array([total], dtype=np.int64)
    for depth, branch in enumerate(tree):
        wanted = sums(branch.of, minor, branch.count)
        totals = whole(wanted, *spans[depth], branch.parent, totals)
        parents = branch.of
    return whole(minor, *spans[-1], parents, totals)


def _told(
    problem: Problem,
    model: Model,
    boxes: limits.Boxes,
    tree: Sequence[Branch],
    found: tuple[Solved, float, float, Ints, float],
) -> Allocation:
    import numpy as np

    solved, bound, gap, amounts, value = found
    proof = solved.proof
    expected = low = high = value
    if isinstance(model, Drawn):
        unit = 10.0 ** -minor_units(problem.currency)
        worlds = model.worlds.value((amounts.astype(np.float64) * unit)[:, None]).sum(axis=0)
        expected = float(worlds.mean())
        low, high = (float(one) for one in np.quantile(worlds, [_LOW, _HIGH]))
    free = boxes.high > boxes.low
    return Allocation(
        currency=problem.currency,
        amounts=amounts,
        split=solved.spend,
        primal=proof.primal,
        dual=float(bound),
        gap=float(gap),
        rounding=float(max(proof.primal - value, 0.0) / max(abs(proof.primal), 1e-300)),
        marginal=proof.marginal,
        expected=expected,
        low=low,
        high=high,
        bindings=_bindings(problem, tree, solved),
        entity_limits=(free & (amounts == boxes.low), free & (amounts == boxes.high)),
        names=problem.names,
    )


def _bindings(problem: Problem, tree: Sequence[Branch], solved: Solved) -> tuple[Binding, ...]:
    import numpy as np

    found = []
    for branch, worth in zip(tree, solved.proof.worth, strict=True):
        groups = np.flatnonzero(worth)
        for group, each_ in zip(groups.tolist(), worth[groups].tolist(), strict=True):
            found.append(Binding("cap" if each_ > 0 else "floor", branch.name(group), abs(each_)))
    if solved.targeted:
        found.append(Binding("target return", f"{problem.target:g}", None))
    elif solved.proof.marginal > 0:
        found.append(Binding("budget", "all", solved.proof.marginal))
    return tuple(sorted(found, key=lambda one: -(one.worth or 0.0)))
