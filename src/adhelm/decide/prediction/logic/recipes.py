"""The recipes that compete for the score. Each gives a figure that rises with the chance.

`boosting` expects returns by Poisson loss, weighted by what the target would bring: it learns from
by how much a week beat its target, where the others see only whether it did.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from adhelm.decide.prediction.logic.known import COUNTED
from adhelm.decide.prediction.logic.trees import Trees, boosted, forested
from adhelm.decide.prediction.types import Features, Floats, Ints

DEFAULT = "boosting"
_MOST = 20.0
_EDGE = 0.01
_FEW_KINDS = 12
_ROUNDS = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Weeks:
    """What is learned from: what was known on a morning, and what the week after brought."""

    table: Floats
    beaten: Ints
    ratio: Floats
    """Returns over what the target would have brought."""
    weight: Floats
    """What the target would have brought, in conversions."""

    def take(self, rows: Ints) -> Weeks:
        """Return some of them."""
        return Weeks(self.table[rows], self.beaten[rows], self.ratio[rows], self.weight[rows])


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """Log odds as a weighted sum of what is known."""

    level: float
    weights: Floats
    """Per column of the table, for numbers."""
    middle: Floats
    """What stands for a number that is not known."""
    kinds: Mapping[int, Sequence[float]]
    """Column of a kind -> what each of its values adds."""

    def __call__(self, table: Floats) -> Floats:
        """Return the log odds of each row."""
        found: Floats = self.level + self._parts(table).sum(axis=1)
        return found

    def reasons(self, row: Floats) -> tuple[float, Floats]:
        """Return the usual log odds, and what each column adds for one row."""
        return self.level, self._parts(row[None, :])[0]

    def as_json(self) -> dict[str, Any]:
        """Return plain numbers and lists."""
        return {
            "level": self.level, "weights": self.weights.tolist(), "middle": self.middle.tolist(),
            "kinds": {str(column): list(each) for column, each in self.kinds.items()},
        }  # fmt: skip

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Linear:
        """Return what `as_json` was made of."""
        import numpy as np

        kinds = {int(column): each for column, each in kept["kinds"].items()}
        return cls(kept["level"], np.array(kept["weights"]), np.array(kept["middle"]), kinds)

    def _parts(self, table: Floats) -> Floats:
        import numpy as np

        parts = np.where(np.isnan(table), 0.0, (table - self.middle) * self.weights)
        for column, adds in self.kinds.items():
            known = np.array([*adds, 0.0])
            place = table[:, column].astype(np.int64)
            parts[:, column] = known[np.where((place >= 0) & (place < len(adds)), place, -1)]
        return parts


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """A recipe that has learned."""

    recipe: str
    body: Trees | Linear
    counted: int
    """The column of how many conversions were seen."""
    spread: float = 0.0
    """By how much weeks vary beyond chance; of `boosting`."""

    def evidence(self, table: Floats) -> Floats:
        """Return a figure that rises with the chance of each row."""
        return self.seen(self.body(table), table)

    def seen(self, raw: Floats, table: Floats) -> Floats:
        """Return the evidence that is in what the body says."""
        import numpy as np

        if self.recipe == "forest":
            share = np.clip(raw, _EDGE, 1 - _EDGE)
            return np.asarray(np.log(share / (1 - share)))
        if self.recipe != DEFAULT:
            return raw
        # How many times its own chance deviation the week is expected above the target.
        ratio = np.exp(np.clip(raw, -_MOST, _MOST))
        # Where nobody knows how much was counted, the week is as uncertain as with nothing.
        counted = np.nan_to_num(table[:, self.counted])
        weekly = np.expm1(np.clip(counted, 0.0, _MOST)) / 4 + 0.5
        return np.asarray((ratio - 1) / np.sqrt(ratio / weekly + self.spread * ratio**2 + 1e-6))

    def as_json(self) -> dict[str, Any]:
        """Return plain numbers and lists."""
        return {
            "recipe": self.recipe, "counted": self.counted, "spread": self.spread,
            "body": self.body.as_json(),
        }  # fmt: skip

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Fitted:
        """Return what `as_json` was made of."""
        of = Linear if kept["recipe"] == "linear" else Trees
        return cls(kept["recipe"], of.from_json(kept["body"]), kept["counted"], kept["spread"])


def table_of(features: Features) -> Floats:
    """Return numbers and kinds as one table, as coarse as what learns from it takes it."""
    import numpy as np

    table = np.column_stack([features.numbers, features.kinds.astype(np.float64)])
    return table.astype(np.float32).astype(np.float64)


def fit(recipe: str, weeks: Weeks, names: Sequence[str], kinds: int, seed: int) -> Fitted:
    """Learn by one of the recipes; the last `kinds` columns of the table are kinds."""
    import numpy as np

    counted = names.index(COUNTED)
    # What nobody knows of any row is no number to split at: the library stumbles over it.
    table = weeks.table.copy()
    table[:, np.flatnonzero(np.isnan(table).all(axis=0))] = 0.0
    weeks = replace(weeks, table=table)
    body = RECIPES[recipe](weeks, kinds, seed)
    made = Fitted(recipe, body, counted)
    return replace(made, spread=_spread(body, weeks)) if recipe == DEFAULT else made


def _boosting(weeks: Weeks, kinds: int, seed: int) -> Trees:  # noqa: ARG001 - as the others
    from sklearn.ensemble import HistGradientBoostingRegressor

    weight = weeks.weight / weeks.weight.mean()
    return boosted(
        HistGradientBoostingRegressor(
            loss="poisson", max_iter=100, learning_rate=0.05, max_leaf_nodes=8, max_bins=64,
            min_samples_leaf=40, l2_regularization=5.0, random_state=seed,
        ).fit(weeks.table, weeks.ratio, sample_weight=weight)
    )  # fmt: skip


def _odds(weeks: Weeks, kinds: int, seed: int) -> Trees:  # noqa: ARG001 - as the others
    from sklearn.ensemble import HistGradientBoostingClassifier

    return boosted(
        HistGradientBoostingClassifier(
            max_iter=120, learning_rate=0.05, max_leaf_nodes=8, max_bins=64,
            min_samples_leaf=40, l2_regularization=5.0, random_state=seed,
        ).fit(weeks.table, weeks.beaten)
    )  # fmt: skip


def _forest(weeks: Weeks, kinds: int, seed: int) -> Trees:  # noqa: ARG001 - as the others
    from sklearn.ensemble import RandomForestRegressor

    return forested(
        RandomForestRegressor(
            60, max_leaf_nodes=32, min_samples_leaf=10, max_features=0.5, max_samples=0.5,
            random_state=seed,
        ).fit(weeks.table, weeks.beaten.astype(float))
    )  # fmt: skip


def _linear(weeks: Weeks, kinds: int, seed: int) -> Linear:  # noqa: ARG001 - as the others
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    table = weeks.table
    numbers = table[:, : table.shape[1] - kinds]
    known = ~np.isnan(numbers)
    count = np.maximum(known.sum(axis=0), 1)
    middle = np.where(known, numbers, 0.0).sum(axis=0) / count
    off = np.where(known, numbers - middle, 0.0)
    size = np.sqrt((off**2).sum(axis=0) / count)
    size = np.where(size > 0, size, 1.0)
    design, places = [off / size], []
    for column in range(numbers.shape[1], table.shape[1]):
        most = int(table[:, column].max(initial=-1)) + 1
        if 1 < most <= _FEW_KINDS:
            design.append((table[:, [column]] == np.arange(most)).astype(float))
            places.append((column, most))
    model = LogisticRegression(C=0.3, max_iter=_ROUNDS)
    model.fit(np.hstack(design), weeks.beaten)
    found = np.asarray(model.coef_[0], dtype=np.float64)
    weights = np.concatenate([found[: len(size)] / size, np.zeros(kinds)])
    at, kept = len(size), {}
    for column, most in places:
        kept[column] = found[at : at + most].tolist()
        at += most
    return Linear(
        float(model.intercept_[0]), weights, np.concatenate([middle, np.zeros(kinds)]), kept
    )


RECIPES: dict[str, Callable[[Weeks, int, int], Trees | Linear]] = {
    DEFAULT: _boosting, "odds": _odds, "forest": _forest, "linear": _linear,
}  # fmt: skip


def _spread(body: Trees | Linear, weeks: Weeks) -> float:
    """Return by how much weeks vary beyond chance, relative to what was expected, squared."""
    import numpy as np

    ratio = np.exp(np.clip(body(weeks.table), -_MOST, _MOST))
    expected = ratio * weeks.weight
    came = weeks.ratio * weeks.weight
    beyond = ((came - expected) ** 2 - expected).sum()
    return float(np.clip(beyond / max(float((expected**2).sum()), 1e-9), 0.0, 4.0))
