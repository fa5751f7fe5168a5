"""Those who decide in the simulated market, each held to the same limits."""

from __future__ import annotations

import copy
import importlib.util
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np  # noqa: TID253 - it runs in a process of its own
from numpy.typing import NDArray  # noqa: TID253

from adhelm.decide.optimization.logic.deep import Agent
from adhelm.decide.optimization.logic.policy import plan
from adhelm.decide.optimization.types import Pool, Split, Steps
from adhelm.sandbox.market.response import hill, mixed
from bench.decisions_world import AHEAD, PAST, World
from bench.stopwatch import Stopwatch

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Decide = Callable[[World, list[Pool]], list[Ints]]

FAMILIES = {"hill": hill, "mixed": mixed}
_STEP = 0.19
"""Of a budget, up or down: below the 20 % from which platforms learn anew."""
_LEAST = 0.05
_GRID = np.array([1 - _STEP, 0.9, 1.0, 1.1, 1 + _STEP])
_COOL_DOWN = {"tiktok": 2}
"""Days between raises, where it is more than one."""
_LOOK_BACK = 28
_NOTED = 3
"""Each so many days promises are held against the truth."""
_TRAINING = 1_000
"""Seeds from here on are for learning only."""


class Played:
    """One market, played to the end by one who decides."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.start = [self.world.minor(n) for n in range(len(self.world.ledgers))]
        self.refused = 0
        self.effects: list[tuple[float, float, float, float]] = []
        """Expected, low, high and true change of each decision, in the account's currency."""

    def run(self, decide: Decide) -> Played:
        """Decide each morning, and let the day pass."""
        for day in range(self.world.days):
            wanted = decide(self.world, self.world.pools())
            for number, ledger in enumerate(self.world.ledgers):
                if day % _COOL_DOWN.get(ledger.account.platform, 1) == 0:
                    self._set(number, wanted[number])
            self.world.pass_day()
        return self

    def _set(self, number: int, wanted: Ints) -> None:
        before = self.world.minor(number)
        whole = self.world.ledgers[number].authorised
        allowed = _within(before, wanted, self.start[number], whole)
        self.refused += int((allowed != wanted).any())
        if (allowed != before).any():
            self.world.set(number, allowed)

    def told(self) -> dict[str, Any]:
        """Return what came of it, in US dollars."""
        days = slice(PAST, PAST + self.world.days)
        parts = {
            name: float(sum(getattr(each, name)[:, days].sum() for each in self.world.ledgers))
            for name in ("worth", "caused", "spent")
        }
        return {**parts, "clipped": self.refused, "effects": self.effects}


def _within(before: Ints, wanted: Ints, start: Ints, whole: int) -> Ints:
    """Return what the default limits leave of budgets: steps, floors, and no more in sum."""
    low = np.maximum(np.ceil(before * 0.5), np.minimum(before, np.ceil(_LEAST * start)))
    made = np.clip(wanted, low, np.floor(before * 1.2))
    up = np.maximum(made - before, 0)
    over = made.sum() - max(whole, before.sum())
    if over > 0:
        made = made - np.ceil(up * over / max(up.sum(), 1))
    return np.asarray(np.maximum(made, low), dtype=np.int64)


def alone(_world: World, pools: list[Pool]) -> list[Ints]:
    """Leave budgets alone."""
    return [pool.budgets for pool in pools]


def equal(_world: World, pools: list[Pool]) -> list[Ints]:
    """Move to the same budget for each, a step at a time."""
    made = []
    for pool in pools:
        alive = pool.spend[:, -3:].sum(axis=1) > 0
        mean = pool.budgets[alive].mean() if alive.any() else 0
        wanted = np.where(alive, mean, pool.budgets)
        made.append(_stepped(pool, wanted))
    return made


def greedy(_world: World, pools: list[Pool]) -> list[Ints]:
    """Raise those above the pool's ROAS of the last four weeks, and cut those below."""
    made = []
    for pool in pools:
        spend = np.nansum(pool.spend[:, -_LOOK_BACK:], axis=1)
        got = np.nansum(pool.returns[:, -_LOOK_BACK:], axis=1)
        alive = pool.spend[:, -3:].sum(axis=1) > 0
        roas = np.divide(got, spend, out=np.zeros_like(got), where=spend > 0)
        whole = got.sum() / max(spend.sum(), 1e-9)
        wanted = np.where(alive, np.where(roas > whole, 2.0, 0.1) * pool.budgets, pool.budgets)
        made.append(_stepped(pool, wanted))
    return made


def _stepped(pool: Pool, wanted: Floats) -> Ints:
    """Return budgets one step nearer to what is wanted, in sum up to the pool's total."""
    before = pool.budgets
    made = np.clip(wanted, before * (1 - _STEP), before * (1 + _STEP))
    up, down = np.maximum(made - before, 0), np.maximum(before - made, 0)
    free = max((pool.total or 0) - before.sum(), 0)
    more = min(up.sum(), down.sum() + free)
    less = min(down.sum(), more)
    made = before + up * more / max(up.sum(), 1e-9) - down * less / max(down.sum(), 1e-9)
    return np.asarray(np.floor(made), dtype=np.int64)


def oracle(world: World, pools: list[Pool]) -> list[Ints]:
    """Know each purse's true curve for the days ahead, and go a step towards the best split."""
    return [_best(world, number, pool) for number, pool in enumerate(pools)]


def _best(world: World, number: int, pool: Pool) -> Ints:
    before = pool.budgets
    told = np.stack(
        [
            world.expected(number, np.floor(before * factor).astype(np.int64))
            if factor != 1.0
            else world.expected(number, None)
            for factor in _GRID
        ]
    )
    worth = told[:, :, 0]
    # From the least of all up, by what the next unit of budget brings, as far as there is any.
    left = max(float(pool.total or 0), float(before.sum())) - float(before.sum()) * _GRID[0]
    at = np.full(len(before), _GRID[0])
    steps = []
    for purse in range(len(before)):
        for low, high in _envelope(worth[:, purse]):
            more = (_GRID[high] - _GRID[low]) * before[purse]
            gain = worth[high, purse] - worth[low, purse]
            steps.append((gain / max(more, 1e-9), purse, low, high, more))
    for slope, purse, low, high, more in sorted(steps, key=lambda one: -one[0]):
        part = min(1.0, left / max(more, 1e-9))
        if part <= 0 or slope <= 0:
            break
        at[purse] = _GRID[low] + part * (_GRID[high] - _GRID[low])
        left -= part * more
    return np.floor(before * at).astype(np.int64)


def _envelope(worth: Floats) -> list[tuple[int, int]]:
    """Return the steps of a curve's concave envelope over the grid, from its first point on."""
    found, at = [], 0
    while at < len(worth) - 1:
        slope = (worth[at + 1 :] - worth[at]) / (_GRID[at + 1 :] - _GRID[at])
        to = at + 1 + int(slope.argmax())
        found.append((at, to))
        at = to
    return found


class Policy:
    """The engine's own policy, and what it promised each time."""

    def __init__(self, played: Played, steps: Steps) -> None:
        self.played, self.steps, self.days = played, steps, 0

    def __call__(self, world: World, pools: list[Pool]) -> list[Ints]:
        """Plan with nothing but what a sync shows."""
        self.days += 1
        found = plan(pools, steps=self.steps, seed=self.days)
        if self.days % _NOTED == 0:
            for number, split in enumerate(found):
                self._note(world, number, split)
        return [split.budgets for split in found]

    def _note(self, world: World, number: int, split: Split) -> None:
        if (split.budgets == world.minor(number)).all():
            return
        before = world.expected(number, None, ahead=AHEAD)[:, 0].sum()
        after = world.expected(number, split.budgets, ahead=AHEAD)[:, 0].sum()
        self.played.effects.append((split.expected, split.low, split.high, float(after - before)))


class Deep:
    """The DQN agent behind the same interface."""

    def __init__(self, agent: Agent) -> None:
        agent.forget_days()
        self.agent = agent

    def __call__(self, _world: World, pools: list[Pool]) -> list[Ints]:
        """Plan, and learn from what was planned a week ago."""
        return [split.budgets for split in self.agent.plan(pools, steps=Steps(), seed=0)]


def _trained(worlds: int, family: str, days: int) -> Agent:
    agent = Agent(explores=0.3)
    for seed in range(_TRAINING, _TRAINING + worlds):
        Played(World(seed, curve=FAMILIES[family], days=days)).run(Deep(agent))
    agent.explores = 0.05
    return agent


_OTHERS: dict[str, Decide] = {"alone": alone, "equal": equal, "greedy": greedy, "oracle": oracle}


def play(
    who: Sequence[str], seeds: int, family: str = "hill", *, days: int = 60, first: int = 0,
    explore: float | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Play some seeds, each by several who decide."""
    steps = Steps() if explore is None else Steps(explore=Decimal(str(explore)))
    if "deep" in who and importlib.util.find_spec("torch") is None:
        return {"failed": "PyTorch is not installed here: adhelm[deep]"}
    found: dict[str, list[dict[str, Any]]] = {each: [] for each in who}
    with Stopwatch() as watch:
        agent = _trained(seeds, family, days) if "deep" in who else Agent()
        for seed in range(first, first + seeds):
            world = World(seed, curve=FAMILIES[family], days=days)
            for each in who:
                played = Played(copy.deepcopy(world))
                others = {**_OTHERS, "policy": Policy(played, steps), "deep": Deep(agent)}
                found[each].append(played.run(others[each]).told())
    return {**watch.figures, "played": found}
