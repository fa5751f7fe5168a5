"""A score between 0 and 1: the chance that an entity beats its target over the next seven days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adhelm.decide.prediction.logic import judging
from adhelm.decide.prediction.logic.judging import Split, calibrated, fitted
from adhelm.decide.prediction.logic.known import AHEAD, coming, outcomes, rows
from adhelm.decide.prediction.logic.recipes import DEFAULT, RECIPES, Fitted, Weeks, fit, table_of
from adhelm.decide.prediction.logic.serving import one_thread
from adhelm.decide.prediction.types import (
    Bin,
    Features,
    Floats,
    Ints,
    OtherFeatures,
    Panel,
    ScoreCard,
    TooLittle,
    Trial,
)

_TRAIN, _CALIBRATE = 0.6, 0.8
LEAST_ROWS = 200
_MOST_RATIO = 20.0


@dataclass(frozen=True, slots=True, eq=False)
class Scorer:
    """A calibrated score with its card. Safe to call from several threads."""

    names: tuple[str, ...]
    model: Fitted
    level: float
    tilt: float
    card: ScoreCard

    def score(self, features: Features) -> Floats:
        """
        Return the chance of each row; ask `card.signal` whether it may be shown at all.

        :raises OtherFeatures: if the features are not those of the training.
        """
        self._check(features)
        with one_thread():
            return calibrated(self.model.evidence(table_of(features)), self.level, self.tilt)

    def reasons(self, features: Features) -> tuple[float, dict[str, float]]:
        """
        Return the chance of the first row, and how many points of it each feature makes.

        A feature's points are what the chance would lose if the feature were as usual; they rest
        on exact Shapley values of the trees, or the weights of the linear recipe.

        :raises OtherFeatures: if the features are not those of the training.
        """
        import numpy as np

        self._check(features)
        table = table_of(features)[:1]
        with one_thread():
            _, added = self.model.body.reasons(table[0])
            raw = self.model.body(table)
            without = np.concatenate([raw, raw[0] - added])
            seen = self.model.seen(without, np.repeat(table, len(without), axis=0))
            chances = calibrated(seen, self.level, self.tilt)
        points = dict(zip(self.names, (chances[0] - chances[1:]).tolist(), strict=True))
        return float(chances[0]), dict(sorted(points.items(), key=lambda each: -abs(each[1])))

    def as_json(self) -> dict[str, Any]:
        """Return plain numbers and lists; the card is kept apart."""
        return {
            "names": list(self.names), "model": self.model.as_json(), "level": self.level,
            "tilt": self.tilt,
        }  # fmt: skip

    @classmethod
    def from_json(cls, kept: Mapping[str, Any], card: ScoreCard) -> Scorer:
        """Return what `as_json` was made of."""
        model = Fitted.from_json(kept["model"])
        return cls(tuple(kept["names"]), model, kept["level"], kept["tilt"], card)

    def _check(self, features: Features) -> None:
        if features.names + features.kind_names != self.names:
            raise OtherFeatures(
                "these are not the features of the training", hint=", ".join(self.names)
            )


def train_score(panel: Panel, *, seed: int = 1) -> Scorer:
    """
    Return a score learned from a panel by the recipe that did best.

    :raises TooLittle: if there are fewer than 200 weeks of entities, or all end the same.
    """
    features, days, entity = rows(panel, seed=seed)
    found = compete(panel, features, days, entity, seed=seed)
    return found[next(iter(found))]


def compete(
    panel: Panel,
    features: Features,
    days: Ints,
    entity: Ints,
    *,
    incumbent: str = DEFAULT,
    seed: int = 1,
) -> dict[str, Scorer]:
    """
    Return a scorer by each recipe, the one that serves first; all cards are of the same days.

    A recipe takes the incumbent's place if it surely errs less on days that it had not seen. The
    cards are about the last fifth of the days, which had no part in that choice. What is returned
    has then learned from all days by the same recipe.

    :raises TooLittle: if there are fewer than 200 weeks of entities, or all end the same.
    """
    import numpy as np

    known, weeks = learnable(panel, features, days, entity)
    features, days, entity = features.take(known), days[known], entity[known]
    split = _split(days, weeks.beaten)
    names, kinds = features.names + features.kind_names, len(features.kind_names)
    with one_thread():
        tried = {
            name: _tried(fit(name, weeks.take(split.train), names, kinds, seed), weeks, split)
            for name in RECIPES
        }
        order = judging.order(tried, weeks.beaten, entity, split, incumbent=incumbent)
        cards = {
            name: judging.card(tried[name], weeks.beaten, entity, split, recipe=name, seed=seed)
            for name in order
        }
        trials = judging.trials(tried, weeks.beaten, entity, split, incumbent=incumbent)
        shuffled = judging.importance(tried[order[0]], weeks, names, split, seed=seed)
        late = np.flatnonzero(days > np.quantile(days, _CALIBRATE) + AHEAD)
        early = np.flatnonzero(days <= np.quantile(days, _CALIBRATE))
        found = {}
        for name in order:
            model = fit(name, weeks.take(early), names, kinds, seed)
            level, tilt = fitted(model.evidence(weeks.table[late]), weeks.beaten[late])
            card = judging.told(
                cards[name], count=len(known), trials=trials,
                importance=shuffled if name == order[0] else {},
            )  # fmt: skip
            found[name] = Scorer(names, model, level, tilt, card)
    return found


def learnable(panel: Panel, features: Features, days: Ints, entity: Ints) -> tuple[Ints, Weeks]:
    """
    Return the rows whose week is known, and what it brought.

    :raises TooLittle: if they are fewer than 200.
    """
    import numpy as np

    money, got, target = coming(panel, days, entity)
    known = np.flatnonzero(np.isfinite(money))
    if len(known) < LEAST_ROWS:
        raise _too_little(len(known))
    unit = np.ones(len(panel.spend)) if panel.unit is None else panel.unit
    meant = target[known] * money[known]
    ratio = np.clip(got[known] / meant, 0.0, _MOST_RATIO)
    beaten = (got[known] >= meant).astype(np.int64)
    weight = np.maximum(meant / unit[entity[known]], 1e-3)
    return known, Weeks(table_of(features.take(known)), beaten, ratio, weight)


def _split(days: Ints, beaten: Ints) -> Split:
    import numpy as np

    first, second = np.quantile(days, _TRAIN), np.quantile(days, _CALIBRATE)
    # Weeks overlap: between the parts lies a week, so that no part has seen another's days.
    train = np.flatnonzero(days <= first)
    tune = np.flatnonzero((days > first + AHEAD) & (days <= second))
    test = np.flatnonzero(days > second + AHEAD)
    if {len(np.unique(beaten[part])) for part in (train, tune, test)} != {2}:
        raise _too_little(len(days))
    return Split(train, tune, test)


def _tried(model: Fitted, weeks: Weeks, split: Split) -> judging.Tried:
    level, tilt = fitted(model.evidence(weeks.table[split.tune]), weeks.beaten[split.tune])
    return judging.Tried(model, level, tilt, weeks.table)


def _too_little(count: int) -> TooLittle:
    return TooLittle(
        f"{count} weeks of entities are too few or all alike",
        hint=f"at least {LEAST_ROWS}, some beating their target and some not, at all times",
    )


__all__ = [
    "Bin", "Scorer", "Trial", "compete", "learnable", "outcomes", "rows", "train_score",
]  # fmt: skip
