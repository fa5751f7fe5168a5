"""`allocate` agrees with Clarabel, a general convex solver that knows nothing of it."""

import warnings

import numpy as np  # noqa: TID253 - the tests are about arrays
import pytest

from adhelm.decide.allocation import Curves, Family, Infeasible, Level, Problem, allocate

cp = pytest.importorskip("cvxpy")


def concave(seed: int, n: int = 40) -> Problem:
    """Return a problem of the families that a cone program can say, in three levels of groups."""
    random = np.random.default_rng(seed)
    families = random.integers(0, 4, n)
    shape = np.where(families == Family.power, random.uniform(0.3, 0.9, n), 1.0)
    account = random.integers(0, 8, n)
    levels = []
    for of in (account % 2, account % 4, account):
        size = np.bincount(of, minlength=of.max() + 1)
        caps = (size * 10_000 * random.uniform(0.6, 1.6, len(size))).astype(int)
        floors = (size * 10_000 * random.uniform(0, 0.5, len(size))).astype(int)
        levels.append(Level(of, caps, floors))
    return Problem(
        curves=Curves(families, random.uniform(1, 50, n), random.uniform(20, 200, n), shape),
        currency="EUR", budget=int(n * 10_000 * 0.8), floors=random.integers(0, 3_000, n),
        ceilings=random.integers(15_000, 60_000, n), levels=tuple(levels),
    )  # fmt: skip


def by_clarabel(made: Problem) -> float:
    """Return the best return, in units of 100 of the currency so that the solver is at ease."""
    curves, n = made.curves, len(made.curves)
    x = cp.Variable(n)
    assert made.floors is not None
    assert made.ceilings is not None
    terms = [_term(curves, i, x[i]) for i in range(n)]
    limits = [cp.sum(x) == made.budget / 1e4, x >= made.floors / 1e4, x <= made.ceilings / 1e4]
    for level in made.levels:
        assert level.floors is not None
        for group, (cap, floor) in enumerate(zip(level.caps, level.floors, strict=True)):
            inside = cp.sum(x[np.flatnonzero(level.of == group)])
            limits += [inside <= cap / 1e4, inside >= floor / 1e4]
    task = cp.Problem(cp.Maximize(cp.sum(cp.hstack(terms))), limits)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        task.solve(solver=cp.CLARABEL)
    return float(task.value) if task.status.startswith("optimal") else float("nan")


def _term(curves: Curves, i: int, x):
    top, scale = curves.top[i], curves.scale[i] / 100
    family = Family(int(curves.family[i]))
    if family == Family.exponential:
        return top * (1 - cp.exp(-x / scale))
    if family == Family.log:
        return top * cp.log(1 + x / scale)
    if family == Family.hill:
        return top * (1 - scale * cp.inv_pos(scale + x))
    return top * cp.power(x / scale, curves.shape[i])


@pytest.mark.parametrize("seed", range(12))
def test_the_optimum_under_caps_and_floors_of_groups_is_clarabels(seed):
    made = concave(seed)
    try:
        found = allocate(made)
    except Infeasible:
        assert not np.isfinite(by_clarabel(made))
        return
    assert found.primal == pytest.approx(by_clarabel(made), rel=1e-6)
    assert found.gap <= 1e-9
