"""The shape of a catalogue file, checked on load; errors name the place and the nearest name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from adhelm.core.errors import Invalid
from adhelm.core.tables import FACTS, PERIOD_FACTS
from adhelm.understand.metrics.logic.words import meant

Unit = Literal["count", "money", "number", "ratio"]
Part = Literal["count", "value"]
Entity = Literal["account", "campaign", "ad_group", "ad", "keyword", "search_term"]
_NAME = r"^[a-z][a-z0-9_]*$"
_MEASURED = frozenset(FACTS.values) - {"connector", "campaign_id", "ad_group_id", "breakdown"}
_CUT = frozenset({*FACTS.names, *PERIOD_FACTS.names})


class CatalogueInvalid(Invalid):
    """A catalogue breaks its own shape; each problem names its place."""

    code = "catalogue.invalid"

    def __init__(self, problems: list[str]) -> None:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(
            f"the catalogue is invalid: {problems[0]}{more}",
            hint="see `adhelm metric show NAME` for an entry that works",
            problems=problems,
        )
        self.problems = problems


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    what: str = ""


class Measure(_Entry):
    """A sum over one column of the facts."""

    column: str
    unit: Unit = "count"
    additive: bool = True

    @model_validator(mode="after")
    def _known_column(self) -> Measure:
        if self.column not in _MEASURED:
            hint = meant(self.column, _MEASURED) or f"one of: {', '.join(sorted(_MEASURED))}"
            raise ValueError(f"the facts have no measure '{self.column}'; {hint}")
        return self


class Headline(_Entry):
    """Conversions or their value, by the rule that the question names."""

    of: Part


class Event(_Entry):
    """Conversions of one kind, or their value."""

    event: str
    of: Part


class Booked(_Entry):
    """What the client's own books say: events of some kinds, or their value."""

    events: tuple[str, ...] = Field(min_length=1)
    of: Part


class Cost(_Entry):
    """
    What the team's fees make of a metric: `share` of the sums of `of`, or the fixed amounts.

    Rates and dates come from the fees convention.
    """

    share: Literal["platform_tax", "markup", "fee", "margin", "fixed"]
    of: str = ""
    unit: Unit = "money"

    @model_validator(mode="after")
    def _of_something(self) -> Cost:
        if bool(self.of) == (self.share == "fixed"):
            raise ValueError("a cost is a share `of` a metric, or `share: fixed`")
        return self


class Ratio(_Entry):
    """The sum of one metric over the sum of another."""

    of: str
    per: str
    times: int = Field(1, gt=0)
    unit: Unit = "ratio"


class Derived(_Entry):
    """Arithmetic over other metrics."""

    formula: str = Field(alias="is", min_length=1)
    unit: Unit = "number"


class Window(_Entry):
    """Whole days up to and including the row's own, or since the start of its month."""

    days: int | None = Field(None, ge=1, le=1100)
    since: Literal["month", "quarter", "year"] | None = None
    lag: int = Field(0, ge=0, le=1100)

    @model_validator(mode="after")
    def _one_kind(self) -> Window:
        if (self.days is None) == (self.since is None):
            raise ValueError("a window has either `days` or `since`")
        return self


class Dimension(_Entry):
    """Something that answers are cut by."""

    column: str | None = None
    entity: Entity | None = None
    part: Literal["name", "status", "objective"] | None = None
    calendar: Literal["day", "week", "month", "quarter", "year", "weekday"] | None = None
    clock: Literal["hour"] | None = None
    """The local day and hour. Of two hours of one name, where clocks go back, the sum."""
    breakdown: str | None = None
    cohort: Literal["campaign", "ad"] | None = None
    kind: Literal["day", "week", "month", "age", "age_week"] | None = Field(None, alias="as")
    maturity: Literal["spend", "conversions"] | None = None
    naming: str | None = None
    grain: Literal["", "day", "hour", "period"] = ""
    """Which rows alone have it: those of exported ranges, those of hours."""

    @model_validator(mode="after")
    def _answerable(self) -> Dimension:
        if self.column is not None and self.column not in _CUT:
            raise ValueError(
                f"the facts have no column '{self.column}'; {meant(self.column, _CUT)}"
            )
        days = (self.calendar, self.clock)
        kinds = (*days, self.breakdown, self.cohort, self.maturity, self.naming)
        entity = self.entity and (self.part or self.column)
        if sum(map(bool, (*kinds, entity or self.column))) != 1:
            raise ValueError(
                "a dimension has one of column, entity and part, calendar, clock, breakdown, "
                "cohort, maturity"
            )
        if bool(self.cohort) != bool(self.kind):
            raise ValueError("a cohort says `as`: day, week, month, age or age_week")
        return self


class Source(_Entry):
    """Who counts what: a platform's headline column, or events."""

    connectors: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    headline: bool = False
    mapped: str = ""
    """'primary' or an event's name: what the team's conversion map makes of the actions."""

    @model_validator(mode="after")
    def _one_kind(self) -> Source:
        if bool(self.events) + self.headline + bool(self.mapped) != 1:
            raise ValueError("a source has either `events`, `mapped` or `headline: true`")
        return self


class Rule(_Entry):
    """A named definition of a conversion."""

    sources: tuple[Source, ...] = Field(min_length=1)


class Lookback(_Entry):
    """Days until a day's figures are final."""

    spend: int = Field(ge=0)
    conversions: int = Field(ge=0)


class Definition(BaseModel):
    """A whole catalogue file."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    measures: dict[str, Measure] = Field(default_factory=dict)
    headline: dict[str, Headline] = Field(default_factory=dict)
    events: dict[str, Event] = Field(default_factory=dict)
    books: dict[str, Booked] = Field(default_factory=dict)
    ratios: dict[str, Ratio] = Field(default_factory=dict)
    costs: dict[str, Cost] = Field(default_factory=dict)
    derived: dict[str, Derived] = Field(default_factory=dict)
    windows: dict[str, Window] = Field(default_factory=dict)
    dimensions: dict[str, Dimension] = Field(default_factory=dict)
    hierarchies: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    conversions: dict[str, Rule] = Field(default_factory=dict)
    actions: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    attribution_windows: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    maturity: dict[str, Lookback] = Field(default_factory=dict)


SECTIONS = tuple(Definition.model_fields)
METRICS = ("measures", "headline", "events", "books", "costs", "ratios", "derived")


def read(text: str, *, name: str = "catalogue") -> dict[str, Any]:
    """
    Read a catalogue's YAML text into plain sections, without checking their content.

    :raises CatalogueInvalid: if the text is no YAML mapping of known sections.
    """
    try:
        found = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:
        place = getattr(error, "problem_mark", None)
        where = f" at line {place.line + 1}" if place else ""
        problem = getattr(error, "problem", None) or error
        raise CatalogueInvalid([f"{name} is no YAML{where}: {problem}"]) from error
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise CatalogueInvalid([f"{name} is a {type(found).__name__}, not a mapping of sections"])
    return {str(key): value if value is not None else {} for key, value in found.items()}


def merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with the entries of `own` added; an equal name is overruled as a whole."""
    together = {section: dict(entries) for section, entries in base.items()}
    for section, entries in own.items():
        if isinstance(entries, Mapping):
            together[section] = {**together.get(section, {}), **entries}
        else:
            together[section] = entries
    return together


def check(sections: Mapping[str, Any]) -> Definition:
    """
    Return the sections as a checked definition.

    :raises CatalogueInvalid: naming every entry and field that is wrong.
    """
    try:
        return Definition.model_validate(sections)
    except ValidationError as error:
        raise CatalogueInvalid([_problem(each) for each in error.errors()]) from error


def _problem(error: Any) -> str:
    place = [str(part) for part in error["loc"]]
    if error["type"] == "extra_forbidden":
        wrong, known = place[-1], _fields(place)
        hint = meant(wrong, known) or f"one of: {', '.join(sorted(known))}"
        return f"{'.'.join(place[:-1]) or 'the file'} has no field '{wrong}'; {hint}"
    message = error["msg"].removeprefix("Value error, ")
    return f"{'.'.join(place)}: {message[:1].lower()}{message[1:]}"


_SHAPES: dict[str, type[BaseModel]] = {
    "measures": Measure, "headline": Headline, "events": Event, "ratios": Ratio,
    "books": Booked, "costs": Cost,
    "derived": Derived, "windows": Window, "dimensions": Dimension, "conversions": Rule,
    "maturity": Lookback,
}  # fmt: skip


def _fields(place: list[str]) -> list[str]:
    if len(place) == 1:
        return list(SECTIONS)
    shape: type[BaseModel] = Source if "sources" in place else _SHAPES[place[0]]
    return [field.alias or name for name, field in shape.model_fields.items()]
