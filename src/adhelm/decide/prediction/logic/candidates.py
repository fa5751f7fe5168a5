"""The models that compete: boosted trees, a smooth log-linear one, their mean, and a forest.

All of them are for counts. The loss matters more than the library: with squared loss the same
trees lose a quarter of what they know.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from adhelm.decide.prediction.types import Features, Floats

Model = Callable[[Features], Floats]
"""Features in, expected counts out."""
_LEAST = 1e-6
_MOST = 60.0
_KNOTS = 5
_PENALTY = 0.02
_MOST_ROUNDS = 3000
_TREES = 200
_RATE, _LEAVES, _IN_LEAF = 0.04, 8, 15


def boosting(features: Features, counts: Floats, seed: int) -> Model:
    """Boost small trees under Poisson loss; amounts can only raise the prediction."""
    from sklearn.ensemble import HistGradientBoostingRegressor

    table = _table(features)
    rising = [int(one) for one in features.growing] + [0] * features.kinds.shape[1]
    model = HistGradientBoostingRegressor(
        loss="poisson", max_iter=_TREES, learning_rate=_RATE, max_leaf_nodes=_LEAVES,
        min_samples_leaf=_IN_LEAF, l2_regularization=1.0, monotonic_cst=rising, random_state=seed,
    ).fit(table, counts)  # fmt: skip
    return lambda given: _positive(model.predict(_table(given)))


def smooth(features: Features, counts: Floats, seed: int) -> Model:  # noqa: ARG001 - as the others
    """Fit a log-linear model of bent amounts and of kinds, penalised."""
    import numpy as np
    from sklearn.linear_model import PoissonRegressor

    design = _Design.of(features)
    model = PoissonRegressor(alpha=_PENALTY, max_iter=_MOST_ROUNDS)
    model.fit(design.matrix(features), counts)
    weights, level = np.asarray(model.coef_), float(model.intercept_)
    # Not by the library's predict: for one row its checks take longer than the sum.
    return lambda given: _positive(_exp(design.matrix(given) @ weights + level))


def blend(features: Features, counts: Floats, seed: int) -> Model:
    """Take the geometric mean of the trees and the smooth model: they err on other rows."""
    import numpy as np

    both = (boosting(features, counts, seed), smooth(features, counts, seed))
    return lambda given: np.asarray(np.exp(sum(np.log(one(given)) for one in both) / 2))


def forest(features: Features, counts: Floats, seed: int) -> Model:
    """Grow a random forest as people know it, for comparison."""
    import numpy as np
    from sklearn.ensemble import RandomForestRegressor

    model = RandomForestRegressor(100, random_state=seed)
    model.fit(np.nan_to_num(_table(features)), counts)
    # A leaf of zeros says that something cannot happen, which no deviance forgives.
    least = 0.1 * float(counts.mean())
    return lambda given: np.maximum(model.predict(np.nan_to_num(_table(given))), least)


CANDIDATES: dict[str, Callable[[Features, Floats, int], Model]] = {
    "blend": blend, "boosting": boosting, "smooth": smooth, "forest": forest,
}  # fmt: skip


def _table(features: Features) -> Floats:
    import numpy as np

    return np.column_stack([features.numbers, features.kinds.astype(np.float64)])


def _exp(power: Floats) -> Floats:
    import numpy as np

    return np.asarray(np.exp(np.minimum(power, _MOST)))


def _positive(given: Any) -> Floats:
    import numpy as np

    return np.maximum(np.asarray(given, dtype=np.float64), _LEAST)


@dataclass(frozen=True, slots=True)
class _Design:
    """What the smooth model sees: logs of amounts and their bends, and each kind by itself."""

    growing: tuple[bool, ...]
    middle: Floats
    bends: Any
    kinds: tuple[int, ...]
    shift: Floats
    size: Floats

    @classmethod
    def of(cls, features: Features) -> _Design:
        import numpy as np
        from sklearn.preprocessing import SplineTransformer

        logs = _logs(features)
        middle = np.nan_to_num(np.nanmedian(logs, axis=0))
        filled = np.where(np.isnan(logs), middle, logs)
        bends = SplineTransformer(n_knots=_KNOTS, degree=3, extrapolation="linear").fit(filled)
        kinds = tuple(int(one) + 1 for one in features.kinds.max(axis=0, initial=-1))
        none = np.zeros(1)
        draft = cls(features.growing, middle, bends, kinds, none, none + 1)
        raw = draft.matrix(features)
        spread = raw.std(axis=0)
        return cls(
            features.growing, middle, bends, kinds, raw.mean(axis=0),
            np.where(spread > 0, spread, 1.0),
        )  # fmt: skip

    def matrix(self, features: Features) -> Floats:
        import numpy as np

        logs = _logs(features)
        missing = np.isnan(logs)
        filled = np.where(missing, self.middle, logs)
        columns = [filled, self.bends.transform(filled), (features.numbers == 0).astype(float)]
        first = filled[:, :1]
        for column, count in enumerate(self.kinds):
            one = (features.kinds[:, [column]] == np.arange(count)).astype(float)
            columns.append(one)
            if count <= _KNOTS:
                columns.append(one * first)
        return np.asarray((np.hstack([*columns, missing.astype(float)]) - self.shift) / self.size)


def _logs(features: Features) -> Floats:
    import numpy as np

    growing = np.array(features.growing, dtype=bool)
    return np.where(growing, np.log1p(np.where(growing, features.numbers, 0.0)), features.numbers)
