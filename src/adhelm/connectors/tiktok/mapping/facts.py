"""Report rows: which metric is which measure, what is asked for, and what a page came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from adhelm.connectors.contract.errors import FieldMissing
from adhelm.connectors.contract.reading import Mapped
from adhelm.connectors.wire import decimal, whole
from adhelm.core.ads import Level

# The same few texts come again and again in a report: "0", "-", small counts.
_decimal = lru_cache(maxsize=8_192)(decimal)
_whole = lru_cache(maxsize=8_192)(whole)


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric that is a column of the facts."""

    metric: str
    column: str
    read: Callable[[Any], object]
    people: bool = False
    """It counts people: asked for whole days only, without a split."""


@dataclass(frozen=True, slots=True)
class Event:
    """A metric that counts one sort of conversion, and the one that is its value."""

    metric: str
    event_type: str
    value: str = ""


MEASURES = (
    Measure("spend", "spend", _decimal),
    Measure("impressions", "impressions", _whole),
    Measure("clicks", "clicks", _whole),
    # The platform's own result, whatever the ad group optimises for; by the day of the ad (D2).
    Measure("conversion", "platform_conversions", _decimal),
    Measure("video_play_actions", "video_views", _whole),
    Measure("reach", "reach", _whole, people=True),
    Measure("frequency", "frequency", _decimal, people=True),
)
EVENTS = (
    # A sum of money in spite of its name: neither a rate nor per anything (data layer, section 2).
    Event("complete_payment", "purchase", "total_complete_payment_rate"),
    Event("total_purchase", "purchase", "total_purchase_value"),
    Event("onsite_shopping", "purchase", "total_onsite_shopping_value"),
    Event("form", "lead"),
    Event("onsite_form", "lead"),
    Event("total_registration", "complete_registration"),
)
# The value of the headline is that of purchases on the web and in apps (D2).
VALUES = ("total_complete_payment_rate", "total_purchase_value")
# TikTok books these on the day of the ad, not of the conversion.
BASIS = "click_date"


@dataclass(frozen=True, slots=True)
class Place:
    """A level of a report: its name, the dimension of its id, and the filter of its status."""

    level: Level
    data_level: str
    id_name: str
    status: str
    parents: tuple[str, ...] = ()
    """Ids asked for as metrics: a report tells the id of its own level only."""


PLACES = (
    Place(Level.account, "AUCTION_ADVERTISER", "advertiser_id", ""),
    Place(Level.campaign, "AUCTION_CAMPAIGN", "campaign_id", "campaign_status"),
    Place(Level.ad_group, "AUCTION_ADGROUP", "adgroup_id", "adgroup_status", ("campaign_id",)),
    Place(Level.ad, "AUCTION_AD", "ad_id", "ad_status", ("campaign_id", "adgroup_id")),
)
_PARENTS = (("campaign_id", "campaign_id"), ("adgroup_id", "ad_group_id"))


@dataclass(frozen=True, slots=True)
class Split:
    """A dimension of an audience report, and our words for its values (none: as they are)."""

    dimension: str
    word: str
    words: Mapping[str, str]


SPLITS = (
    Split(
        "age",
        "age",
        MappingProxyType(
            {
                "AGE_13_17": "13-17",
                "AGE_18_24": "18-24",
                "AGE_25_34": "25-34",
                "AGE_35_44": "35-44",
                "AGE_45_54": "45-54",
                "AGE_55_100": "55+",
                "NONE": "unknown",
            }
        ),
    ),
    Split(
        "gender",
        "gender",
        MappingProxyType({"MALE": "male", "FEMALE": "female", "NONE": "unknown"}),
    ),
    Split("country_code", "country", MappingProxyType({})),
    Split(
        "platform",
        "device",
        MappingProxyType({one: one for one in ("ANDROID", "IPHONE", "IPAD", "PC", "NONE")}),
    ),
    Split("placement", "placement", MappingProxyType({})),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What one stream's report is made of; requests and the reading of answers come from it."""

    place: Place
    hourly: bool = False
    split: Split | None = None

    @property
    def time(self) -> str:
        """Return the dimension of time."""
        return "stat_time_hour" if self.hourly else "stat_time_day"

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Return the dimensions to ask for."""
        split = (self.split.dimension,) if self.split else ()
        return (self.place.id_name, self.time, *split)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Return the metrics that are measures."""
        whole_days = not (self.hourly or self.split)
        return tuple(one for one in MEASURES if whole_days or not one.people)

    @property
    def metrics(self) -> tuple[str, ...]:
        """Return the metrics to ask for."""
        events = (name for one in EVENTS for name in (one.metric, one.value) if name)
        asked = (*(one.metric for one in self.measures), *events, *VALUES, *self.place.parents)
        return tuple(dict.fromkeys(asked))

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the canonical columns that the metrics become."""
        own = (one.column for one in self.measures)
        return (*own, "platform_conversion_value", "conversions")


def facts(shape: Shape, listed: list[Any]) -> Mapped:
    """
    Return the facts and conversions of a page's rows.

    :raises FieldMissing: if a field that was asked for is absent.
    """
    made = _Made(shape)
    try:
        for row in listed:
            made.take(row["dimensions"], row["metrics"])
    except KeyError as error:
        raise FieldMissing(
            f"TikTok left out {error} of a report", hint="a newer Adhelm may know the new field"
        ) from None
    for name in {name for row in listed for name in row} - {"dimensions", "metrics"}:
        made.extra[name] += sum(name in row for row in listed)
    rows = {"facts": made.facts, "conversions": made.conversions}
    return Mapped(rows, dict(made.unknown), dict(made.extra))


class _Made:
    """The rows made so far, of one page."""

    def __init__(self, shape: Shape) -> None:
        self.facts: list[dict[str, object]] = []
        self.conversions: list[dict[str, object]] = []
        self.unknown: Counter[str] = Counter()
        self.extra: Counter[str] = Counter()
        self._shape = shape
        self._days: dict[str, tuple[date, int | None]] = {}
        self._keys: dict[str, str] = {}
        self._dimensions, self._metrics = set(shape.dimensions), set(shape.metrics)
        self._measures = [(one.metric, one.column, one.read) for one in shape.measures]
        self._time, self._id = shape.time, shape.place.id_name
        self._parents = [pair for pair in _PARENTS if pair[0] in shape.place.parents]
        self._own = next((ours for theirs, ours in _PARENTS if theirs == self._id), "")

    def take(self, dimensions: Mapping[str, Any], metrics: Mapping[str, Any]) -> None:
        """Add what one row of a report says."""
        key = self._key(dimensions, metrics)
        fact = dict(key)
        for metric, column, read in self._measures:
            fact[column] = read(metrics[metric])
        fact["platform_conversion_value"] = _summed(metrics)
        self.facts.append(fact)
        self.conversions.extend({**key, **event} for event in _events(metrics))
        if len(metrics) != len(self._metrics) or len(dimensions) != len(self._dimensions):
            self.extra.update(metrics.keys() - self._metrics)
            self.extra.update(dimensions.keys() - self._dimensions)

    def _key(self, dimensions: Mapping[str, Any], metrics: Mapping[str, Any]) -> dict[str, object]:
        entity = str(dimensions[self._id])
        day, hour = self._when(dimensions[self._time])
        key: dict[str, object] = {"entity_id": entity, "date": day}
        if hour is not None:
            key["hour"] = hour
        for theirs, ours in self._parents:
            key[ours] = _id(metrics[theirs])
        if self._own:
            key[self._own] = entity
        if self._shape.split:
            key["breakdown_key"] = self._part(self._shape.split, str(dimensions[self._split]))
        return key

    @property
    def _split(self) -> str:
        return self._shape.split.dimension if self._shape.split else ""

    def _when(self, stamp: str) -> tuple[date, int | None]:
        found = self._days.get(stamp)
        if found is None:
            try:
                day = date.fromisoformat(stamp[:10])
                found = day, int(stamp[11:13]) if self._shape.hourly else None
            except (TypeError, ValueError):
                raise FieldMissing(
                    f"'{stamp}' is no time", hint="the platform changed a field"
                ) from None
            self._days[stamp] = found
        return found

    def _part(self, split: Split, value: str) -> str:
        if split.words and value not in split.words:
            self.unknown[f"{split.dimension}={value}"] += 1
        key = self._keys.get(value)
        if key is None:
            word = split.words.get(value, value).replace("|", "/")
            key = self._keys[value] = f"{split.word}={word}"
        return key


def _summed(metrics: Mapping[str, Any]) -> Decimal | None:
    """Return the value of the headline; None if TikTok reports no part of it."""
    parts = [part for name in VALUES if (part := _decimal(metrics[name])) is not None]
    return sum(parts, Decimal(0)) if parts else None


def _events(metrics: Mapping[str, Any]) -> Iterator[dict[str, object]]:
    # What did not happen has no row: inside a fetched window, absence is zero.
    for event in EVENTS:
        count = _decimal(metrics[event.metric])
        value = _decimal(metrics[event.value]) if event.value else None
        if count or value:
            yield {
                "event_type": event.event_type,
                "conversion_name": event.metric,
                "basis": BASIS,
                "count": count,
                "value": value,
            }


def _id(value: object) -> str | None:
    return None if value in {None, "", "-"} else str(value)
