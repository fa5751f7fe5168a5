"""A DQN agent behind the policy's interface (`adhelm[deep]`): to be compared, not to be trusted.

It learns from what it did: a purse is cut, kept or raised by a step; a week later the change of its
returns, less what the money would have brought on the pool's average, is the reward.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from adhelm.decide.optimization.logic.spending import Spending, spending
from adhelm.decide.optimization.types import Pool, Split, Steps

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_FEATURES, _ACTIONS, _HIDDEN = 6, 3, 32
_WEEK, _MONTH = 7, 28
_DISCOUNT, _RATE, _BATCH, _STEPS = 0.8, 1e-3, 64, 8
_EXPLORES, _MEMORY, _COPIED = 0.1, 20_000, 50
_LONG_AGO = 10


@dataclass(slots=True)
class _Moment:
    """What was seen of a pool's purses one day, and what was done."""

    features: Floats
    rows: Ints
    actions: Ints
    rate: Floats
    """By purse: returns a day over the week before."""
    spend: Floats
    average: float
    """What a unit of money brought in the pool."""


@dataclass(slots=True)
class Agent:
    """Decides pool by pool, and learns from each decision a week later."""

    seed: int = 7
    explores: float = _EXPLORES
    _net: Any = None
    _copy: Any = None
    _optimizer: Any = None
    _random: Any = None
    _pasts: dict[int, list[_Moment]] = field(default_factory=dict)
    _memory: list[tuple[Floats, int, float, Floats]] = field(default_factory=list)
    _learned: int = 0

    def forget_days(self) -> None:
        """Begin another history; what was learned stays."""
        self._pasts.clear()

    def plan(self, pools: Sequence[Pool], *, steps: Steps, seed: int) -> list[Split]:
        """Return other budgets for each pool; it cannot say what they will change."""
        self._open()
        made = []
        for number, pool in enumerate(pools):
            told = spending(pool)
            now = self._moment(pool, told)
            self._remember(number, now)
            made.append(self._split(pool, told, now, steps))
            self._pasts.setdefault(number, []).append(now)
        del seed
        self._learn()
        return made

    def _open(self) -> None:
        import numpy as np
        import torch

        if self._net is not None:
            return
        torch.manual_seed(self.seed)
        # So small a net only waits for its threads.
        torch.set_num_threads(1)
        self._net, self._copy = _layers(), _layers()
        self._copy.load_state_dict(self._net.state_dict())
        self._optimizer = torch.optim.Adam(self._net.parameters(), lr=_RATE)
        self._random = np.random.default_rng(self.seed)

    def _moment(self, pool: Pool, told: Spending) -> _Moment:
        import numpy as np
        import torch

        rows = np.flatnonzero(told.usable)
        features, rate, spend, average = _seen(pool, told, rows)
        with torch.no_grad():
            worth = self._net(torch.tensor(features, dtype=torch.float32)).numpy()
        actions = worth.argmax(axis=1) if len(rows) else np.zeros(0, dtype=np.int64)
        dice = self._random.random(len(rows)) < self.explores
        actions = np.where(dice, self._random.integers(_ACTIONS, size=len(rows)), actions)
        return _Moment(features, rows, actions, rate, spend, average)

    def _remember(self, number: int, now: _Moment) -> None:
        """Judge what was done a week ago by what has come of it."""
        past = self._pasts.get(number, [])
        if len(past) < _WEEK:
            return
        then = past[-_WEEK]
        del past[: max(len(past) - _LONG_AGO, 0)]
        place = {row: n for n, row in enumerate(now.rows.tolist())}
        for n, row in enumerate(then.rows.tolist()):
            if row not in place:
                continue
            m = place[row]
            gained = now.rate[m] - then.rate[n]
            paid = (now.spend[m] - then.spend[n]) * then.average
            scale = max(float(then.rate.mean()), 1e-9)
            reward = float((gained - paid) / scale)
            self._memory.append((then.features[n], int(then.actions[n]), reward, now.features[m]))
        del self._memory[: max(len(self._memory) - _MEMORY, 0)]

    def _learn(self) -> None:
        import numpy as np
        import torch

        if len(self._memory) < _BATCH:
            return
        for _ in range(_STEPS):
            chosen = self._random.integers(len(self._memory), size=_BATCH)
            parts = [self._memory[n] for n in chosen.tolist()]
            before, after = (
                torch.tensor(np.stack([one[n] for one in parts]), dtype=torch.float32)
                for n in (0, 3)
            )
            done = torch.tensor([one[1] for one in parts])
            reward = torch.tensor([one[2] for one in parts], dtype=torch.float32)
            with torch.no_grad():
                best = self._net(after).argmax(dim=1, keepdim=True)
                to_come = self._copy(after).gather(1, best).squeeze(1)
            said = self._net(before).gather(1, done[:, None]).squeeze(1)
            aim = reward.clamp(-2, 2) + _DISCOUNT * to_come
            loss = torch.nn.functional.smooth_l1_loss(said, aim)
            self._optimizer.zero_grad()
            loss.backward()
            self._optimizer.step()
            self._learned += 1
            if self._learned % _COPIED == 0:
                self._copy.load_state_dict(self._net.state_dict())

    def _split(self, pool: Pool, told: Spending, now: _Moment, steps: Steps) -> Split:
        import numpy as np

        budgets = pool.budgets.copy()
        step = np.array([-float(steps.max_cut), 0.0, float(steps.max_raise)])
        before = budgets[now.rows].astype(np.float64)
        moved = before * step[now.actions]
        up, down = np.maximum(moved, 0).sum(), -np.minimum(moved, 0).sum()
        whole = min(up, down)
        moved = np.where(moved > 0, moved * whole / max(up, 1e-9), moved * whole / max(down, 1e-9))
        budgets[now.rows] = np.floor(before + moved).astype(np.int64)
        nothing = np.full(len(budgets), np.nan)
        return Split(
            budgets=budgets, present=told.present, proposed=told.present.copy(), expected=0.0,
            low=0.0, high=0.0, chance=0.0, marginal=nothing, explored=self.explores, why=told.why,
        )  # fmt: skip


def _layers() -> Any:
    import torch

    return torch.nn.Sequential(
        torch.nn.Linear(_FEATURES, _HIDDEN), torch.nn.ReLU(), torch.nn.Linear(_HIDDEN, _HIDDEN),
        torch.nn.ReLU(), torch.nn.Linear(_HIDDEN, _ACTIONS),
    )  # fmt: skip


def _seen(pool: Pool, told: Spending, rows: Ints) -> tuple[Floats, Floats, Floats, float]:
    """Return features, returns and spend a day of purses, and what money brings on average."""
    import numpy as np

    known = np.where(pool.known > 0.2, pool.known, np.nan)  # noqa: PLR2004 - too young to say
    spend = np.where(np.isfinite(pool.spend), pool.spend, 0.0)[rows]
    came = (pool.returns / known)[rows]

    def over(days: int) -> tuple[Floats, Floats]:
        # The youngest days tell little: look at the ones before as well.
        got = np.nan_to_num(came[:, -days:]).sum(axis=1)
        paid = np.where(np.isfinite(came[:, -days:]), spend[:, -days:], 0.0).sum(axis=1)
        return got, np.maximum(paid, 1e-9)

    (week, week_paid), (month, month_paid) = over(_WEEK), over(_MONTH)
    average = float(month.sum() / month_paid.sum()) if len(rows) else 0.0
    roas, lately = month / month_paid, week / week_paid
    whole = max(float(told.present[rows].sum()), 1e-9)
    features = np.stack(
        [
            np.log((roas + 0.1 * average + 1e-9) / (1.1 * average + 1e-9)),
            np.log((lately + 0.1 * roas + 1e-9) / (1.1 * roas + 1e-9)),
            np.log(np.maximum(told.present[rows], 1e-9) / whole),
            np.log(np.maximum(told.present[rows], 1e-9) / np.maximum(told.usual[rows], 1e-9)),
            told.limited[rows].astype(np.float64),
            np.ones(len(rows)),
        ],
        axis=1,
    ).clip(-5, 5)
    return features, week / _WEEK, spend[:, -_WEEK:].mean(axis=1), average
