"""Made-up problems, for hypothesis and for seeds."""

import numpy as np  # noqa: TID253 - the tests are about arrays
from hypothesis import strategies as st

from adhelm.decide.allocation import Curves, Family, Level, Problem


def problem(
    seed: int, n: int = 12, *, s_curves: bool = False, groups: bool = True,
    family: Family | None = None,
) -> Problem:  # fmt: skip
    """Return a feasible problem with bounds and caps on accounts within platforms."""
    random = np.random.default_rng(seed)
    budget = int(random.integers(n * 100, n * 20_000))
    floors = random.integers(0, budget // (4 * n) + 1, n)
    ceilings = floors + random.integers(budget // n, 5 * budget // n, n)
    levels = []
    if groups:
        account = random.integers(-1, max(n // 3, 1), n)
        platform = np.where(account < 0, -1, account % 2)
        for of in (platform, account):
            count = int(of.max()) + 1
            least = np.bincount(of[of >= 0], floors[of >= 0], minlength=count)
            most = np.bincount(of[of >= 0], ceilings[of >= 0], minlength=count)
            caps = least + (most - least) * random.uniform(0.7, 1.1, count)
            low = least * random.uniform(0.5, 1.3, count)
            levels.append(Level(of, caps.astype(int) + 1, np.minimum(low, least).astype(int)))
    families = random.integers(0, 4, n) if family is None else np.full(n, int(family))
    shape = np.where(families == Family.hill, random.uniform(0.7, 3.0 if s_curves else 1.0, n), 0.6)
    curves = Curves(families, random.uniform(1, 50, n), random.uniform(5, 200, n), shape)
    return Problem(
        curves=curves, currency="EUR", budget=budget, floors=floors, ceilings=ceilings,
        levels=tuple(levels),
    )  # fmt: skip


problems = st.builds(problem, st.integers(0, 10**9), st.integers(2, 30))
s_shaped = st.builds(
    problem, st.integers(0, 10**9), st.integers(2, 12), s_curves=st.sampled_from([True])
)
