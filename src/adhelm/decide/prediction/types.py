"""What crosses the prediction's door: features, predictions' cards, and the score's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from adhelm.core.errors import Invalid, NotFound

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]
else:
    Floats = Ints = Bools = Any


class TooLittle(Invalid):
    """There are too few rows, or too few that differ, to learn from."""

    code = "prediction.too_little"


class NoSuchScore(NotFound):
    """Nothing of that level and id was ever scored in this workspace."""

    code = "prediction.no_score"


class NoSuchModel(NotFound):
    """There is no such version in this workspace."""

    code = "prediction.no_model"


class OtherFeatures(Invalid):
    """A model is asked about features that it was not trained on."""

    code = "prediction.other_features"


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """
    What is known of n rows: numbers, and kinds by number (−1 where a kind is not known).

    A number that is not known is not a number (NaN). `growing` says which numbers are amounts
    that can only raise what is predicted, such as impressions.
    """

    names: tuple[str, ...]
    numbers: Floats
    growing: tuple[bool, ...]
    kind_names: tuple[str, ...]
    kinds: Ints

    def __len__(self) -> int:
        return len(self.numbers)

    def take(self, rows: Ints) -> Features:
        """Return some of the rows."""
        return Features(
            self.names, self.numbers[rows], self.growing, self.kind_names, self.kinds[rows]
        )


@dataclass(frozen=True, slots=True)
class Card:
    """How good a model of counts proved to be on rows that it had not seen."""

    model: str
    split: str
    """'time' where it was held against later days, 'folds' where rows bear no day."""
    rows: int
    held_out: int
    deviance: Mapping[str, float]
    """Mean Poisson deviance by candidate; 'mean only' is the best that knows nothing."""
    slope: float
    """Of the chosen one's calibration: 1 where twice the prediction is twice the count."""
    importance: Mapping[str, float]
    """By how much the deviance grows when a feature is shuffled."""


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """How good a score proved to be on the last days, of which it had seen nothing."""

    rows: int
    held_out: int
    base_rate: float
    """Share of the held-out rows that beat their target."""
    brier: float
    base_brier: float
    """What the share of the training rows alone would have scored."""
    skill_low: float
    """Lower end of a 95 % interval of 1 − brier / base_brier, over whole entities."""
    slope: float
    """Of the log odds: 1 where the score means what it says."""
    accuracy: float

    @property
    def signal(self) -> bool:
        """Return whether the score surely knows more than the base rate."""
        return self.skill_low > 0


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """What n entities spent and got back on T days in a row, and the return they are to beat."""

    spend: Floats
    """n × T, in one currency; 0 where nothing was spent."""
    returns: Floats
    target: Floats
    """n: returns per unit of the currency, such as 1 / target CPA."""
    kinds: Ints
    """n × q, such as platform and sort."""
    kind_names: tuple[str, ...]


class Standing(StrEnum):
    """What can be said of an entity."""

    scored = "scored"
    no_signal = "no_signal"
    """The best model knows no more than the base rate: there is no number."""
    no_model = "no_model"
    """There is too little history to learn from."""
    no_target = "no_target"
    """Neither has it a target, nor has its account anything to take a median of."""
    idle = "idle"
    """It spent nothing in the last seven days."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What an entity is to beat over seven days."""

    metric: str
    """'cpa' (at most) or 'roas' (at least)."""
    value: Decimal | None
    """In `currency` where it is money; None: nothing is known to beat."""
    currency: str
    own: bool
    """The workspace's own target; else the median of the account's entities."""
    source: str = ""
    """The id of the target, or whose median it is."""


@dataclass(frozen=True, slots=True)
class Score:
    """The chance that an entity beats its goal over the next seven days, as said on a day."""

    level: str
    platform: str
    account_id: str
    entity_id: str
    entity: str
    """Its name when it was scored."""
    currency: str
    score: float | None
    """Between 0 and 1; None: nothing can be said, `standing` says why."""
    standing: Standing
    goal: Goal
    model_version: int | None
    made_on: date
    """The UTC day on which it was said."""
    day: date
    """All that was known of lies before this local day."""
    made_at: datetime
    data_version: int
    features: Mapping[str, float | str | None] = field(default_factory=dict)
    """What was known of it."""
