"""Report rows: which metric is which measure, what is asked for, and what a page came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import compress
from types import MappingProxyType
from typing import Any, TypeVar

from adhelm.connectors.contract.errors import FieldMissing
from adhelm.connectors.contract.reading import Columns, Mapped
from adhelm.connectors.wire import decimal, whole
from adhelm.core.ads import Level

_Value = TypeVar("_Value")
_Objects = Sequence[Mapping[str, Any]]


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
    Measure("spend", "spend", decimal),
    Measure("impressions", "impressions", whole),
    Measure("clicks", "clicks", whole),
    # The platform's own result, whatever the ad group optimises for; by the day of the ad (D2).
    Measure("conversion", "platform_conversions", decimal),
    Measure("video_play_actions", "video_views", whole),
    Measure("reach", "reach", whole, people=True),
    Measure("frequency", "frequency", decimal, people=True),
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
    try:
        page = _Page(
            shape, [row["dimensions"] for row in listed], [row["metrics"] for row in listed]
        )
        rows = {"facts": Columns(page.facts()), "conversions": Columns(page.conversions())}
    except KeyError as error:
        raise FieldMissing(
            f"TikTok left out {error} of a report", hint="a newer Adhelm may know the new field"
        ) from None
    extra = (
        _extra(listed, ("dimensions", "metrics"))
        + _extra(page.dimensions, shape.dimensions)
        + _extra(page.metrics, shape.metrics)
    )
    return Mapped(rows, dict(page.unknown), dict(extra))


class _Page:
    """The rows of one page, read column by column."""

    def __init__(self, shape: Shape, dimensions: _Objects, metrics: _Objects) -> None:
        self.dimensions, self.metrics = dimensions, metrics
        self.unknown: Counter[str] = Counter()
        self._read_before: dict[str, list[Any]] = {}
        self._shape = shape
        self._key = self._keys()

    def facts(self) -> dict[str, Sequence[object]]:
        """Return the facts."""
        found = dict(self._key)
        for one in self._shape.measures:
            found[one.column] = self._read(one.metric, one.read)
        found["platform_conversion_value"] = self._headline()
        return found

    def conversions(self) -> dict[str, Sequence[object]]:
        """Return the conversions, one event after the other."""
        found: dict[str, list[object]] = {}
        for event in EVENTS:
            counts, values = (self._read(name, decimal) for name in (event.metric, event.value))
            # What did not happen has no row: inside a fetched window, absence is zero.
            there = [bool(pair[0] or pair[1]) for pair in zip(counts, values, strict=True)]
            number = sum(there)
            if not number:
                continue
            for name, column in (*self._key.items(), ("count", counts), ("value", values)):
                found.setdefault(name, []).extend(compress(column, there))
            for name, said in (
                ("event_type", event.event_type), ("conversion_name", event.metric),
                ("basis", BASIS),
            ):  # fmt: skip
                found.setdefault(name, []).extend([said] * number)
        return {**found}

    def _headline(self) -> Sequence[Decimal | None]:
        """Return the value of the headline; None where TikTok reports no part of it."""
        parts = [self._read(name, decimal) for name in VALUES]
        told = [part for part in parts if part.count(None) < len(part)]
        if len(told) < len(parts):
            return (told or parts)[0]
        return [_sum(several) for several in zip(*told, strict=True)]

    def _read(self, metric: str, read: Callable[[Any], _Value | None]) -> list[_Value | None]:
        """Return a metric of all rows, each text read once: "0" and "-" come again and again."""
        if not metric:
            return [None] * len(self.metrics)
        if metric in self._read_before:
            return self._read_before[metric]
        said = [row[metric] for row in self.metrics]
        known = {text: read(text) for text in set(said)}
        many = len(known) > 1
        found = [known[text] for text in said] if many else [*known.values()] * len(said)
        self._read_before[metric] = found
        return found

    def _keys(self) -> dict[str, Sequence[object]]:
        place, split = self._shape.place, self._shape.split
        entities = [str(row[place.id_name]) for row in self.dimensions]
        stamps = [row[self._shape.time] for row in self.dimensions]
        days = {stamp: _day(stamp) for stamp in set(stamps)}
        key: dict[str, Sequence[object]] = {
            "entity_id": entities, "date": [days[stamp] for stamp in stamps],
        }  # fmt: skip
        if self._shape.hourly:
            hours = {stamp: _hour(stamp) for stamp in days}
            key["hour"] = [hours[stamp] for stamp in stamps]
        for theirs, ours in _PARENTS:
            if theirs in place.parents:
                key[ours] = [_id(row[theirs]) for row in self.metrics]
            elif theirs == place.id_name:
                key[ours] = entities
        if split:
            key["breakdown_key"] = self._parts(split)
        return key

    def _parts(self, split: Split) -> list[str]:
        said = Counter(str(row[split.dimension]) for row in self.dimensions)
        if split.words:
            strange = said.keys() - split.words.keys()
            self.unknown.update({f"{split.dimension}={one}": said[one] for one in strange})
        words = {one: split.words.get(one, one).replace("|", "/") for one in said}
        return [f"{split.word}={words[str(row[split.dimension])]}" for row in self.dimensions]


def _extra(objects: _Objects, known: Sequence[str]) -> Counter[str]:
    """Count the fields that were not asked for."""
    found: Counter[str] = Counter()
    for one in objects:
        if len(one) != len(known):
            found.update(one.keys() - set(known))
    return found


def _sum(parts: Iterable[Decimal | None]) -> Decimal | None:
    told = [part for part in parts if part is not None]
    return sum(told[1:], told[0]) if told else None


def _day(stamp: str) -> date:
    with _a_time(stamp):
        return date.fromisoformat(stamp[:10])


def _hour(stamp: str) -> int:
    with _a_time(stamp):
        return int(stamp[11:13])


@contextmanager
def _a_time(stamp: str) -> Iterator[None]:
    try:
        yield
    except (TypeError, ValueError):
        raise FieldMissing(f"'{stamp}' is no time", hint="the platform changed a field") from None


def _id(value: object) -> str | None:
    return None if value in {None, "", "-"} else str(value)
