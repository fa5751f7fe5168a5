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

LEVELS = ("campaign", "ad_group", "ad")
"""What is scored."""


class TooLittle(Invalid):
    """There are too few rows, or too few that differ, to learn from."""

    code = "prediction.too_little"


class NoSuchScore(NotFound):
    """Nothing of that level and id was ever scored in this workspace."""

    code = "prediction.no_score"


class NoSuchModel(NotFound):
    """There is no such version in this workspace."""

    code = "prediction.no_model"


class SeveralScores(Invalid):
    """Several accounts have an entity of that id, and it is not said which is meant."""

    code = "prediction.several"


class UnknownLevel(Invalid):
    """There are no scores of this level."""

    code = "prediction.level"


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
class Trial:
    """How one recipe did on days that it had not seen."""

    brier: float
    """Mean squared error of the chance; lower is better."""
    log_loss: float
    ahead_low: float | None
    """Lower end of a 95 % interval of how much less it errs than the one in office, in Brier;
    None: it is the one in office."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Rows that were given about the same chance, and how many of them made it."""

    rows: int
    said: float
    came: float


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """How good a score proved to be on the last days, of which it had seen nothing."""

    rows: int
    held_out: int
    entities: int
    """Different ones among the held-out rows."""
    base_rate: float
    """Share of the held-out rows that beat their target."""
    brier: float
    base_brier: float
    """What the share of the rows before alone would have scored."""
    skill: float
    """1 − brier / base_brier: 0 is to know nothing."""
    skill_low: float
    """Lower end of its 95 % interval, over whole entities."""
    slope: float
    """Of the log odds: 1 where the score means what it says."""
    accuracy: float
    base_accuracy: float
    """Of always saying what is more frequent."""
    recipe: str = ""
    trials: Mapping[str, Trial] = field(default_factory=dict)
    calibration: tuple[Bin, ...] = ()
    importance: Mapping[str, float] = field(default_factory=dict)
    """By how much the Brier score grows when a feature is shuffled."""

    @property
    def signal(self) -> bool:
        """Return whether the score surely knows more than the base rate."""
        return self.skill_low > 0


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """What n entities spent and got back on T days in a row, and the return they are to beat."""

    spend: Floats
    """n × T, in one currency per entity; 0 where nothing was spent."""
    returns: Floats
    """n × T: conversions, or their value."""
    target: Floats
    """Returns per unit of the currency, such as 1 / target CPA: n, or n × (T + 1) where it is
    another one each morning; not a number: there is none."""
    kinds: Ints
    """n × q, such as platform and sort."""
    kind_names: tuple[str, ...]
    counts: Floats | None = None
    """n × T conversions; None: the returns are these."""
    unit: Floats | None = None
    """n: what a conversion usually returns; None: 1, for returns are conversions."""
    shown: Floats | None = None
    clicks: Floats | None = None
    headroom: Floats | None = None
    """n × (T + 1): planned per day over spent per day; not a number: no budget."""
    unlike: Floats | None = None
    """n × (T + 1): of the seven days to come, how many the calendar sets apart."""
    shares: Floats | None = None
    """n × ages: how much of a day's conversions is known so many days after; None: all at once."""
    ripe: Ints | None = None
    """n: the day from which on figures may still move; None: none do."""
    first_weekday: int = 0
    """Of the first day; Monday is 0."""


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


@dataclass(frozen=True, slots=True)
class Model:
    """One version of a model with its card."""

    version: int
    level: str
    """What it scores."""
    recipe: str
    alias: str
    """'champion', 'challenger', or '' once others have taken its place."""
    sha256: str
    """Of its file."""
    params: Mapping[str, Any]
    first_day: date
    """Of the figures that it learned from."""
    last_day: date
    card: ScoreCard
    parent: int | None
    """The champion before it."""
    made_at: datetime
    data_version: int

    @property
    def name(self) -> str:
        """Return the name of its line."""
        return f"score.{self.level}"


@dataclass(frozen=True, slots=True)
class Reason:
    """What one thing that is known of an entity adds to its score."""

    feature: str
    value: float | str | None
    points: float
    """What the score would lose if this were as usual, in percentage points."""
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """One entity's score with its reasons and its history."""

    score: Score
    reasons: tuple[Reason, ...]
    """The weightiest first; empty where there is no number."""
    history: tuple[Score, ...]
    """The newest first."""
    model: Model | None


@dataclass(frozen=True, slots=True)
class Trained:
    """What became of training a level."""

    level: str
    model: Model | None
    """None: nothing could be learned, `why` says why."""
    why: str = ""
