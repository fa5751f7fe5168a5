"""How right a score is: calibration, comparison on days that no recipe has seen, and the card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from adhelm.decide.prediction.logic.recipes import Fitted, Weeks
from adhelm.decide.prediction.types import Bin, Floats, Ints, ScoreCard, Trial

_RESAMPLES = 400
_EDGE = 0.005
_BINS = 10
_LEAST_IN_BIN = 5
_EVEN = 0.5
_STEPS = 50


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Rows to learn from, to calibrate and compare on, and to be held against."""

    train: Ints
    tune: Ints
    test: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """A recipe that has learned from the first days."""

    model: Fitted
    level: float
    tilt: float
    table: Floats
    """All rows."""

    def chances(self, rows: Ints) -> Floats:
        """Return the chance of some rows."""
        return calibrated(self.model.evidence(self.table[rows]), self.level, self.tilt)


def calibrated(seen: Floats, level: float, tilt: float) -> Floats:
    """Return chances from evidence, never quite 0 or 1."""
    import numpy as np

    power = np.clip(level + tilt * seen, -30, 30)
    return np.clip(1 / (1 + np.exp(-power)), _EDGE, 1 - _EDGE)


def fitted(seen: Floats, beaten: Ints) -> tuple[float, float]:
    """Return level and tilt of the log odds, by logistic regression."""
    import numpy as np

    # Evidence of any size: the steps are taken in units of its own spread.
    size = max(float(seen.std()), 1e-9)
    x, level, tilt = seen / size, 0.0, 0.0
    for _ in range(_STEPS):
        mean = 1 / (1 + np.exp(-np.clip(level + tilt * x, -30, 30)))
        weight = mean * (1 - mean)
        cross = (weight * x).sum()
        grown = np.array([[weight.sum(), cross], [cross, (weight * x**2).sum()]])
        # As if one row more had been seen on each side: perfect order has no finite tilt.
        grown += np.diag([1e-6, 1.0])
        off = np.array([(beaten - mean).sum(), ((beaten - mean) * x).sum() - tilt])
        step = np.clip(np.linalg.solve(grown, off), -2.0, 2.0)
        level, tilt = level + float(step[0]), tilt + float(step[1])
    return level, tilt / size


def order(
    tried: Mapping[str, Tried], beaten: Ints, entity: Ints, split: Split, *, incumbent: str
) -> list[str]:
    """Return the recipes, the one that serves first: the incumbent unless another surely beats it.

    They are compared where they were calibrated, by two figures each: not where the card looks.
    """
    office = _off(tried[incumbent], beaten, split.tune)
    gains = {
        name: _gain(office, _off(each, beaten, split.tune), entity[split.tune])
        for name, each in tried.items()
        if name != incumbent
    }
    sure = {name: mean for name, (mean, low) in gains.items() if low > 0}
    first = max(sure, key=lambda name: sure[name], default=incumbent)
    return [first, *(name for name in tried if name != first)]


def trials(
    tried: Mapping[str, Tried], beaten: Ints, entity: Ints, split: Split, *, incumbent: str
) -> dict[str, Trial]:
    """Return how each recipe did on the last days."""
    import numpy as np

    test = split.test
    office, found = _off(tried[incumbent], beaten, test), {}
    for name, each in tried.items():
        given, off = each.chances(test), _off(each, beaten, test)
        right = np.where(beaten[test] == 1, given, 1 - given)
        low = None if name == incumbent else round(_gain(office, off, entity[test])[1], 6)
        found[name] = Trial(
            round(float(off.mean()), 6), round(float(-np.log(right).mean()), 6), low
        )
    return found


def card(
    tried: Tried, beaten: Ints, entity: Ints, split: Split, *, recipe: str, seed: int
) -> ScoreCard:
    """Return what a recipe proved to be worth on the last days."""
    import numpy as np

    before = np.concatenate([split.train, split.tune])
    base, given, came = float(beaten[before].mean()), tried.chances(split.test), beaten[split.test]
    off, base_off = (given - came) ** 2, (base - came) ** 2
    # Weeks of one entity are alike: whole entities are drawn, not rows.
    who, place = np.unique(entity[split.test], return_inverse=True)
    sums = [np.bincount(place, one, minlength=len(who)) for one in (off, base_off)]
    drawn = np.random.default_rng(seed).integers(0, len(who), (_RESAMPLES, len(who)))
    skill = 1 - sums[0][drawn].sum(axis=1) / sums[1][drawn].sum(axis=1)
    _, tilt = fitted(np.log(given / (1 - given)), came)
    return ScoreCard(
        rows=len(beaten), held_out=len(given), entities=len(who), base_rate=float(came.mean()),
        brier=float(off.mean()), base_brier=float(base_off.mean()),
        skill=float(1 - off.mean() / base_off.mean()), skill_low=float(np.quantile(skill, 0.025)),
        slope=tilt, accuracy=float(((given >= _EVEN) == (came == 1)).mean()),
        base_accuracy=float((came == round(base)).mean()), recipe=recipe,
        calibration=tuple(_bins(given, came)),
    )  # fmt: skip


def importance(
    tried: Tried, weeks: Weeks, names: Sequence[str], split: Split, *, seed: int
) -> dict[str, float]:
    """Return by how much the Brier score of the last days grows when a feature is shuffled."""
    import numpy as np

    random, found = np.random.default_rng(seed), {}
    base = float(_off(tried, weeks.beaten, split.test).mean())
    for column, name in enumerate(names):
        mixed = tried.table[split.test].copy()
        mixed[:, column] = random.permutation(mixed[:, column])
        other = replace(tried, table=mixed)
        given = other.chances(np.arange(len(mixed)))
        found[name] = float(((given - weeks.beaten[split.test]) ** 2).mean()) - base
    return dict(sorted(found.items(), key=lambda one: -one[1]))


def told(
    found: ScoreCard, *, count: int, trials: Mapping[str, Trial], importance: Mapping[str, float]
) -> ScoreCard:
    """Return a card with what is known of all recipes."""
    return replace(found, rows=count, trials=dict(trials), importance=dict(importance))


def _off(tried: Tried, beaten: Ints, rows: Ints) -> Floats:
    return (tried.chances(rows) - beaten[rows]) ** 2


def _gain(office: Floats, other: Floats, entity: Ints) -> tuple[float, float]:
    """Return how much less another errs, and the lower end of a 95 % interval, over entities."""
    import numpy as np

    who, place = np.unique(entity, return_inverse=True)
    sums = np.bincount(place, office - other, minlength=len(who))
    counts = np.bincount(place, minlength=len(who))
    drawn = np.random.default_rng(0).integers(0, len(who), (_RESAMPLES, len(who)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    return float((office - other).mean()), float(np.quantile(means, 0.025))


def _bins(given: Floats, came: Ints) -> list[Bin]:
    """Return rows of like chances together, as many in each."""
    import numpy as np

    parts = min(_BINS, max(len(given) // _LEAST_IN_BIN, 1))
    found = np.array_split(np.argsort(given, kind="stable"), parts)
    return [
        Bin(len(rows), round(float(given[rows].mean()), 4), round(float(came[rows].mean()), 4))
        for rows in found
    ]
