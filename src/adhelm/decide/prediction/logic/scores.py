"""A score between 0 and 1: the chance that an entity beats its target over the next seven days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adhelm.decide.prediction.logic.serving import one_thread
from adhelm.decide.prediction.types import Features, Floats, Ints, Panel, ScoreCard, TooLittle

AHEAD = 7
_BEFORE = 28
_TRAIN, _CALIBRATE = 0.6, 0.8
_LEAST_ROWS = 200
_RESAMPLES = 400
_EDGE = 0.005


@dataclass(frozen=True, slots=True)
class Scorer:
    """A calibrated score with its card."""

    trees: Any
    level: float
    tilt: float
    card: ScoreCard

    def score(self, features: Features) -> Floats:
        """Return the chance of each row; ask `card.signal` whether it may be shown at all."""
        with one_thread():
            return _calibrated(_odds(self.trees, features), self.level, self.tilt)


def train_score(panel: Panel, *, seed: int = 1) -> Scorer:
    """
    Return a score learned from the first days of a panel, calibrated on later ones, and its card.

    The card is about the last fifth of the days, of which neither step has seen anything.

    :raises TooLittle: if there are fewer than 200 weeks of entities, or all end the same.
    """
    import numpy as np

    features, days, entity = rows(panel)
    beaten = outcomes(panel, days, entity)
    known = np.flatnonzero(beaten >= 0)
    features, days, entity = features.take(known), days[known], entity[known]
    beaten = beaten[known]
    first, second = np.quantile(days, _TRAIN), np.quantile(days, _CALIBRATE)
    # Weeks overlap: between the parts lies a week, so that no part has seen another's days.
    train = np.flatnonzero(days <= first)
    tune = np.flatnonzero((days > first + AHEAD) & (days <= second))
    test = np.flatnonzero(days > second + AHEAD)
    sides = {len(np.unique(beaten[part])) for part in (train, tune, test)}
    if len(known) < _LEAST_ROWS or sides != {2}:
        raise TooLittle(
            f"{len(known)} weeks of entities are too few or all alike",
            hint=f"at least {_LEAST_ROWS}, some beating their target and some not, at all times",
        )
    with one_thread():
        trees = _trees(features.take(train), beaten[train], seed)
        level, tilt = _fitted(_odds(trees, features.take(tune)), beaten[tune])
        given = _calibrated(_odds(trees, features.take(test)), level, tilt)
    base = float(beaten[train].mean())
    card = _card(given, beaten[test], base, entity[test], count=len(known), seed=seed)
    return Scorer(trees, level, tilt, card)


def rows(panel: Panel) -> tuple[Features, Ints, Ints]:
    """Return what was known of each entity on each day from the 28th on: features, day, entity."""
    import numpy as np

    count, length = panel.spend.shape
    days = np.arange(_BEFORE, length + 1)
    spend, returns = _climbed(panel.spend), _climbed(panel.returns)

    def last(climbed: Floats, width: int) -> Floats:
        return climbed[:, days] - climbed[:, days - width]

    money, got = last(spend, 7), last(returns, 7)
    month, month_got = last(spend, _BEFORE), last(returns, _BEFORE)
    target = panel.target[:, None]
    # Rates are steadied by the target itself, as if a few returns at it had been seen before.
    steady = 5.0 / target
    week_rate = np.log((got + 5.0) / (money + steady) / target)
    month_rate = np.log((month_got + 5.0) / (month + steady) / target)
    started = np.argmax(panel.spend > 0, axis=1)[:, None]
    columns = {
        "return against target, 7 days": week_rate,
        "return against target, 28 days": month_rate,
        "trend of return": week_rate - month_rate,
        "trend of spend": np.log((money * 4 + steady) / (month + steady)),
        "returns, 28 days": np.log1p(month_got),
        "spend at target, 7 days": np.log1p(money * target),
        "age in days": np.minimum(days[None, :] - started, 365) + 0.0 * money,
    }
    entity, day = np.repeat(np.arange(count), len(days)), np.tile(days, count)
    numbers = np.column_stack([one.reshape(-1) for one in columns.values()])
    features = Features(
        tuple(columns), numbers, (False,) * len(columns), panel.kind_names, panel.kinds[entity]
    )
    return features, day, entity


def outcomes(panel: Panel, days: Ints, entity: Ints) -> Ints:
    """Return 1 where an entity beat its target in the week from `days` on, else 0; −1: unknown."""
    import numpy as np

    length = panel.spend.shape[1]
    until = np.minimum(days + AHEAD, length)
    spend, returns = _climbed(panel.spend), _climbed(panel.returns)
    money = spend[entity, until] - spend[entity, days]
    got = returns[entity, until] - returns[entity, days]
    beaten = (got >= panel.target[entity] * money).astype(np.int64)
    return np.where((days + AHEAD <= length) & (money > 0), beaten, -1)


def _climbed(daily: Floats) -> Floats:
    import numpy as np

    return np.concatenate([np.zeros((len(daily), 1)), np.cumsum(daily, axis=1)], axis=1)


def _trees(features: Features, beaten: Ints, seed: int) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        max_iter=120, learning_rate=0.05, max_leaf_nodes=8, min_samples_leaf=40,
        l2_regularization=5.0, random_state=seed,
    ).fit(_table(features), beaten)  # fmt: skip


def _table(features: Features) -> Floats:
    import numpy as np

    return np.column_stack([features.numbers, features.kinds.astype(np.float64)])


def _odds(trees: Any, features: Features) -> Floats:
    import numpy as np

    return np.asarray(trees.decision_function(_table(features)), dtype=np.float64)


def _calibrated(odds: Floats, level: float, tilt: float) -> Floats:
    import numpy as np

    return np.clip(1 / (1 + np.exp(-(level + tilt * odds))), _EDGE, 1 - _EDGE)


def _fitted(odds: Floats, beaten: Ints) -> tuple[float, float]:
    """Return level and tilt of the log odds, by logistic regression."""
    import numpy as np

    level, tilt = 0.0, 1.0
    for _ in range(50):
        mean = 1 / (1 + np.exp(-np.clip(level + tilt * odds, -30, 30)))
        weight = mean * (1 - mean)
        cross = (weight * odds).sum()
        grown = np.array([[weight.sum(), cross], [cross, (weight * odds**2).sum()]])
        grown += 1e-6 * np.eye(2)
        step = np.linalg.solve(
            grown, np.array([(beaten - mean).sum(), ((beaten - mean) * odds).sum()])
        )
        level, tilt = level + float(step[0]), tilt + float(step[1])
    return level, tilt


def _card(
    given: Floats, beaten: Ints, base: float, entity: Ints, *, count: int, seed: int
) -> ScoreCard:
    import numpy as np

    off, base_off = (given - beaten) ** 2, (base - beaten) ** 2
    # Weeks of one entity are alike: whole entities are drawn, not rows.
    who, place = np.unique(entity, return_inverse=True)
    sums = [np.bincount(place, one, minlength=len(who)) for one in (off, base_off)]
    drawn = np.random.default_rng(seed).integers(0, len(who), (_RESAMPLES, len(who)))
    skill = 1 - sums[0][drawn].sum(axis=1) / sums[1][drawn].sum(axis=1)
    _, tilt = _fitted(np.log(given / (1 - given)), beaten)
    return ScoreCard(
        rows=count, held_out=len(given), base_rate=float(beaten.mean()), brier=float(off.mean()),
        base_brier=float(base_off.mean()), skill_low=float(np.quantile(skill, 0.025)), slope=tilt,
        accuracy=float(((given >= 0.5) == (beaten == 1)).mean()),  # noqa: PLR2004 - even odds
    )  # fmt: skip
