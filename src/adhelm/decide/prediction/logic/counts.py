"""Predict counts: candidates compete on rows that they have not seen, the best serves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from adhelm.decide.prediction.logic.candidates import CANDIDATES, Model
from adhelm.decide.prediction.logic.serving import one_thread
from adhelm.decide.prediction.types import Card, Features, Floats, Ints, OtherFeatures, TooLittle

_FOLDS = 5
_LATER = 0.75
_LEAST_ROWS = 50
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Predictor:
    """A model of counts with its card. Safe to call from several threads."""

    names: tuple[str, ...]
    model: Model
    card: Card

    def predict(self, features: Features) -> Floats:
        """
        Return the expected count of each row.

        :raises OtherFeatures: if the features are not those of the training.
        """
        if features.names + features.kind_names != self.names:
            raise OtherFeatures(
                "these are not the features of the training", hint=", ".join(self.names)
            )
        with one_thread():
            return self.model(features)


def train(
    features: Features, counts: Floats, *, days: Ints | None = None, seed: int = 1
) -> Predictor:
    """
    Return the candidate that predicts counts best, by Poisson deviance on rows held out.

    With `days` the last quarter of them is held out, else each of five folds in turn.

    :raises TooLittle: if there are fewer than 50 rows, or all counts are zero.
    """
    import numpy as np

    if len(features) < _LEAST_ROWS or not counts.sum() > 0:
        raise TooLittle(
            f"{len(features)} rows with {counts.sum():g} counted are too little to learn from",
            hint=f"at least {_LEAST_ROWS} rows, some of them with a count",
        )
    parts = list(splits(len(features), days, seed))
    held = np.concatenate([test for _, test in parts])
    with one_thread():
        found = {name: held_out(name, features, counts, parts, seed) for name in CANDIDATES}
        scores = {name: deviance(counts[held], given) for name, given in found.items()}
        best = min(scores, key=lambda name: scores[name])
        model = CANDIDATES[best](features, counts, seed)
        importance = _importance(model, features, counts, seed)
    means = np.concatenate([np.full(len(test), counts[rest].mean()) for rest, test in parts])
    card = Card(
        best, "folds" if days is None else "time", len(features), len(held),
        {**scores, "mean only": deviance(counts[held], means)},
        slope(counts[held], found[best]), importance,
    )  # fmt: skip
    return Predictor(features.names + features.kind_names, model, card)


def held_out(
    name: str, features: Features, counts: Floats, parts: list[tuple[Ints, Ints]], seed: int
) -> Floats:
    """Return a candidate's predictions of the held-out rows of each split, one after another."""
    import numpy as np

    return np.concatenate(
        [
            CANDIDATES[name](features.take(rest), counts[rest], seed)(features.take(test))
            for rest, test in parts
        ]
    )


def deviance(counts: Floats, expected: Floats) -> float:
    """Return the mean Poisson deviance."""
    import numpy as np

    ratio = np.where(counts > 0, counts / np.maximum(expected, _LEAST), 1.0)
    return float(2 * (counts * np.log(ratio) - counts + expected).mean())


def slope(counts: Floats, expected: Floats) -> float:
    """Return the slope of log counts on log predictions, by Poisson regression."""
    import numpy as np

    x = np.log(np.maximum(expected, _LEAST))
    level, tilt = 0.0, 1.0
    for _ in range(50):
        mean = np.exp(np.clip(level + tilt * x, -30, 30))
        grown = np.array([[mean.sum(), (mean * x).sum()], [(mean * x).sum(), (mean * x**2).sum()]])
        off = np.array([(counts - mean).sum(), ((counts - mean) * x).sum()])
        step = np.linalg.lstsq(grown, off, rcond=None)[0]
        level, tilt = level + float(step[0]), tilt + float(step[1])
    return tilt


def splits(count: int, days: Ints | None, seed: int) -> Iterator[tuple[Ints, Ints]]:
    """Yield the rows to learn from and the rows to be held against, by day or in five folds."""
    import numpy as np

    if days is not None:
        last = np.quantile(days, _LATER)
        yield np.flatnonzero(days <= last), np.flatnonzero(days > last)
        return
    order = np.random.default_rng(seed).permutation(count)
    for test in np.array_split(order, _FOLDS):
        rest = np.ones(count, dtype=bool)
        rest[test] = False
        yield np.flatnonzero(rest), np.sort(test)


def _importance(model: Model, features: Features, counts: Floats, seed: int) -> dict[str, float]:
    """Return by how much the deviance grows when each feature is shuffled."""
    import numpy as np

    base = deviance(counts, model(features))
    random = np.random.default_rng(seed)
    found = {}
    for name, which, column in (
        *((name, "numbers", n) for n, name in enumerate(features.names)),
        *((name, "kinds", n) for n, name in enumerate(features.kind_names)),
    ):
        numbers, kinds = features.numbers.copy(), features.kinds.copy()
        moved = numbers if which == "numbers" else kinds
        moved[:, column] = random.permutation(moved[:, column])
        mixed = Features(features.names, numbers, features.growing, features.kind_names, kinds)
        found[name] = deviance(counts, model(mixed)) - base
    return dict(sorted(found.items(), key=lambda one: -one[1]))
