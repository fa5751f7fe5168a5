"""What crosses the door: a forecast, what it was asked, and how engines did before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from adhelm.core.ads import Period
from adhelm.core.errors import Conflict, Invalid

Day = date


class BadForecast(Invalid):
    """What is asked cannot be foreseen."""

    code = "forecast.question"


class EngineMissing(Conflict):
    """The engine is not installed here."""

    code = "forecast.engine_missing"


class Engine(StrEnum):
    """Who foresees."""

    smoothing = "smoothing"
    """Exponential smoothing over a grid of parameters, averaged by likelihood."""
    seasonal_naive = "seasonal_naive"
    """The same weekday of the week before: what any other must beat."""
    auto_ets = "auto_ets"
    auto_theta = "auto_theta"
    lstm = "lstm"


class Standing(StrEnum):
    """What can be said of a series."""

    ok = "ok"
    short = "short"
    """Fewer than 14 days: no weekly shape yet."""
    silent = "silent"
    """Nothing but zeros."""
    stopped = "stopped"
    """Paused or ended: what it would do is not foreseen."""
    unknown = "unknown"
    """Fewer than 7 days with figures: nothing is said."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about days to come."""

    metrics: tuple[str, ...] = ("spend", "conversions")
    level: str = "account"
    """'total', 'platform', 'account', 'campaign', 'ad_group' or 'ad'."""
    days: int = 28
    where: str = ""
    period: Period | None = None
    """The history that is learned from; None: all there is, at most the last 1100 days."""
    compare: str = "previous"
    """'', 'previous' or 'year': what the days to come are held against."""
    currency: str | None = None
    as_of: date | datetime | int | None = None
    engine: Engine | None = None
    """None: the one that won on this workspace's own data."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected of a day, or of all days together; an estimate in the metric's unit."""

    value: Decimal
    low_80: Decimal | None
    high_80: Decimal | None
    low_95: Decimal | None
    high_95: Decimal | None
    date: Day | None = None
    """None: of all days together."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One metric of one entity in the days to come."""

    metric: str
    platform: str
    account_id: str
    entity_id: str
    entity: str
    currency: str
    standing: Standing
    known_days: int
    days: tuple[Expected, ...] = ()
    total: Expected | None = None
    """Of all days; None where they do not add up, as ratios do not."""
    compared: Decimal | None = None
    """What the days that it is held against came to; None: not all of them are known."""
    change: Decimal | None = None
    """Relative to `compared`."""
    trend: Decimal | None = None
    """Relative change of the last four weeks against the four before."""
    mase: Decimal | None = None
    """Past error in units of the seasonal naive one's; below 1 is better than that."""
    held_80: Decimal | None = None
    """Share of past days that the interval meant to hold 80 % held."""
    held_95: Decimal | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A forecast of everything at a level."""

    asked: Asked
    engine: Engine
    period: Period
    """The days that are foreseen."""
    series: tuple[Foreseen, ...]
    count: int
    """Series in all; `series` may be one page of them."""
    data_version: int
    provenance: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """How an engine did on days that it had not seen."""

    engine: Engine
    metric: str
    series: int
    mase: float | None
    wape: float | None
    held_80: float | None
    held_95: float | None
    seconds: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """The engine that answers where none is asked for."""

    engine: Engine
    pinned: bool
    """By a person; else it won the last scoring, or none was."""
    at: datetime | None
    scores: tuple[Score, ...] = ()


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What was said on a day, and what came."""

    made_on: Day
    level: str
    platform: str
    account_id: str
    entity_id: str
    currency: str
    metric: str
    engine: str
    data_version: int
    days: int
    """Days since that are known."""
    said: Decimal
    actual: Decimal
    held_80: Decimal | None
    held_95: Decimal | None


@dataclass(frozen=True, slots=True)
class Said:
    """What was expected of one entity's days, as it was said on a day."""

    made_on: Day
    platform: str
    account_id: str
    entity_id: str
    currency: str
    metric: str
    first_day: Day
    values: tuple[Decimal, ...]
    """From `first_day` on, one a day; estimates in the metric's unit."""
