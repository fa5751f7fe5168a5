"""From limits to one least and one most amount per entity, or a refusal that names the clash."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from adhelm.core.ads import minor_units
from adhelm.decide.allocation.logic.groups import Branch
from adhelm.decide.allocation.logic.sums import exact_sums
from adhelm.decide.allocation.types import BadLimit, Bools, Floats, Infeasible, Ints, Problem

MOST = 10**15
"""Minor units: up to here a float still tells every single one."""
_SHOWN = 5
_MOST_SHARE = 1000
_LOWS = ("nothing", "its floor", "the largest cut", "being held", "its least returns")
_HIGHS = ("the budget", "its ceiling", "the largest raise", "being held", "what was seen")


@dataclass(frozen=True, slots=True)
class Boxes:
    """Least and most of each entity in minor units, and which limit says so."""

    low: Ints
    high: Ints
    low_by: Ints
    high_by: Ints


def boxes(problem: Problem, spend_for: Callable[[Floats], Floats]) -> Boxes:
    """
    Return what each entity's own limits come to.

    `spend_for` gives the spend, in the currency, that brings given returns.

    :raises BadLimit: if a limit is malformed.
    :raises Infeasible: if two limits of one entity clash.
    """
    import numpy as np

    count = len(problem.curves)
    unit = 10 ** minor_units(problem.currency)
    made = Boxes(
        np.zeros(count, np.int64), np.full(count, problem.budget, np.int64),
        np.zeros(count, np.int8), np.zeros(count, np.int8),
    )  # fmt: skip
    present = _amounts(problem.present, count, "present")
    _tighten(made, _amounts(problem.floors, count, "floors"), 1, up=True)
    _tighten(made, _amounts(problem.ceilings, count, "ceilings"), 1, up=False)
    if problem.least_returns is not None:
        wanted = spend_for(np.asarray(problem.least_returns, dtype=np.float64)) * unit
        least = np.ceil(np.minimum(wanted - 1e-6, MOST)).astype(np.int64)
        _tighten(made, np.maximum(least, 0), 4, up=True)
    if problem.curves.reach is not None:
        far = np.floor(np.minimum(problem.curves.reach * unit + 1e-6, MOST)).astype(np.int64)
        _tighten(made, far, 4, up=False)
    if present is not None:
        _steps(made, problem, present)
    elif problem.held is not None or problem.max_raise is not None or problem.max_cut is not None:
        raise BadLimit(
            "steps and held entities start from what there is", hint="give `present` too"
        )
    _own_clashes(made, problem)
    return made


Spans = list[tuple[Ints, Ints]]
"""Least and most by group, from the outermost level to the innermost, and then by entity."""


def feasible(made: Boxes, tree: Sequence[Branch], problem: Problem) -> Spans:
    """
    Return what every group must and may get, all limits within and its own together.

    :raises Infeasible: if no split keeps all limits; it names those that clash.
    """
    import numpy as np

    spans = [(made.low, made.high)]
    clashes: list[tuple[str, str]] = []
    for depth in range(len(tree) - 1, -1, -1):
        branch = tree[depth]
        of = branch.of if depth == len(tree) - 1 else tree[depth + 1].parent
        least, most = (exact_sums(of, side, branch.count) for side in spans[0])
        clashes += _of_groups(branch, least, most, problem)
        spans.insert(0, (np.maximum(least, branch.floors), np.minimum(most, branch.caps)))
    whole = np.zeros(len(spans[0][0]), np.int64)
    ends = [int(exact_sums(whole, side, 1)[0]) for side in spans[0]]
    refuse(clashes + _of_budget(ends[0], ends[1], problem))
    return spans


def _of_groups(branch: Branch, least: Ints, most: Ints, problem: Problem) -> list[tuple[str, str]]:
    import numpy as np

    most = np.minimum(most, branch.caps)
    over = np.flatnonzero(least > branch.caps)[:_SHOWN].tolist()
    under = np.flatnonzero(branch.floors > most)[:_SHOWN].tolist()
    return [
        (
            f"the cap of '{branch.name(g)}' ({_said(branch.caps[g], problem)})",
            f"the floors within it ({_said(least[g], problem)})",
        )
        for g in over
    ] + [
        (
            f"the floor of '{branch.name(g)}' ({_said(branch.floors[g], problem)})",
            f"the most that may be spent within it ({_said(most[g], problem)})",
        )
        for g in under
    ]


def refuse(clashes: Sequence[tuple[str, str]]) -> None:
    """
    Refuse, where there is a clash.

    :raises Infeasible: naming the pairs of limits that clash.
    """
    if clashes:
        text = "; ".join(f"{one} against {other}" for one, other in clashes[:_SHOWN])
        raise Infeasible(
            f"no split keeps all limits: {text}",
            hint="loosen one of each pair",
            clashes=[list(pair) for pair in clashes[:_SHOWN]],
        )


def _of_budget(least: int, most: int, problem: Problem) -> list[tuple[str, str]]:
    budget = f"the budget ({_said(problem.budget, problem)})"
    if least > problem.budget:
        return [(budget, f"the floors, which add up to {_said(least, problem)}")]
    if problem.spend_all and problem.target is None and most < problem.budget:
        return [
            (f"{budget}, which is to be spent", f"the ceilings and caps ({_said(most, problem)})")
        ]
    return []


def _amounts(given: Ints | None, count: int, what: str) -> Ints | None:
    import numpy as np

    if given is None:
        return None
    found = np.asarray(given)
    if found.shape != (count,) or found.dtype.kind not in "iu":
        raise BadLimit(f"`{what}` is not one amount per entity", hint="whole minor units")
    if count and found.min() < 0:
        raise BadLimit(f"`{what}` has negative amounts", hint="amounts from 0 on")
    if count and found.max() > MOST:
        found = np.minimum(found, MOST)
    return found.astype(np.int64, copy=False)


def _tighten(made: Boxes, limit: Ints | None, by: int, *, up: bool) -> None:
    import numpy as np

    if limit is None:
        return
    edge, why = (made.low, made.low_by) if up else (made.high, made.high_by)
    tighter: Bools = limit > edge if up else limit < edge
    np.copyto(edge, limit, where=tighter)
    np.copyto(why, np.int8(by), where=tighter)


def _steps(made: Boxes, problem: Problem, present: Ints) -> None:
    import numpy as np

    for share in (problem.max_cut, problem.max_raise):
        if share is not None and not 0 <= share <= _MOST_SHARE:
            raise BadLimit(f"{share} is no share to step by", hint="such as 0.2 for 20 %")
    if problem.max_cut is not None:
        keep = _times(present, max(1 - problem.max_cut, Decimal(0)), up=True)
        _tighten(made, keep, 2, up=True)
    if problem.max_raise is not None:
        _tighten(made, _times(present, 1 + problem.max_raise, up=False), 2, up=False)
    if problem.held is not None:
        held = np.asarray(problem.held, dtype=bool)
        if held.shape != present.shape:
            raise BadLimit("`held` is not one answer per entity")
        for edge, why in ((made.low, made.low_by), (made.high, made.high_by)):
            np.copyto(edge, present, where=held)
            why[held] = 3


def _times(amounts: Ints, share: Decimal, *, up: bool) -> Ints:
    """Return a share of whole amounts, exact and rounded to the inside."""
    part, whole = share.as_integer_ratio()
    times, rest = amounts // whole, amounts % whole
    return times * part + (-(-rest * part // whole) if up else rest * part // whole)


def _own_clashes(made: Boxes, problem: Problem) -> None:
    import numpy as np

    clashes = []
    for index in np.flatnonzero(made.low > made.high)[:_SHOWN].tolist():
        who = problem.names[index] if len(problem.names) else f"entity {index}"
        least, most = _said(made.low[index], problem), _said(made.high[index], problem)
        low_by, high_by = _LOWS[int(made.low_by[index])], _HIGHS[int(made.high_by[index])]
        clashes.append((f"{low_by} of '{who}' (at least {least})", f"{high_by} (at most {most})"))
    refuse(clashes)


def _said(amount: int, problem: Problem) -> str:
    digits = minor_units(problem.currency)
    if amount >= MOST:
        return "without end"
    return f"{Decimal(int(amount)).scaleb(-digits):,.{digits}f} {problem.currency}"
