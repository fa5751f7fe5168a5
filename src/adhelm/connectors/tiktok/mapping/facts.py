"""Report rows: which metric is which measure, what is asked for, and what a page came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from adhelm.connectors.contract.errors import FieldMissing
from adhelm.connectors.contract.reading import Columns, Mapped
from adhelm.connectors.wire import Form, Sheet, happened, joined, summed
from adhelm.core.ads import Level
from adhelm.core.columns import same
from adhelm.core.tables import NUMBER

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric that is a column of the facts."""

    metric: str
    column: str
    whole: bool = True
    """A count; otherwise an amount, or fractional."""
    people: bool = False
    """It counts people: asked for whole days only, without a split."""


@dataclass(frozen=True, slots=True)
class Event:
    """A metric that counts one sort of conversion, and the one that is its value."""

    metric: str
    event_type: str
    value: str = ""


MEASURES = (
    Measure("spend", "spend", whole=False),
    Measure("impressions", "impressions"),
    Measure("clicks", "clicks"),
    # The platform's own result, whatever the ad group optimises for; by the day of the ad (D2).
    Measure("conversion", "platform_conversions", whole=False),
    Measure("video_play_actions", "video_views"),
    Measure("reach", "reach", people=True),
    Measure("frequency", "frequency", whole=False, people=True),
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


@dataclass(frozen=True)
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

    @cached_property
    def form(self) -> Form:
        """Return where in an answer these are."""
        fields = (("dimensions", self.dimensions), ("metrics", self.metrics))
        return Form(("data", "list"), fields)

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the canonical columns that the metrics become."""
        own = (one.column for one in self.measures)
        return (*own, "platform_conversion_value", "conversions")


def facts(shape: Shape, listed: Sheet) -> Mapped:
    """
    Return the facts and conversions of a page's rows.

    :raises FieldMissing: if a field that was asked for is absent.
    """
    page = _Page(shape, listed)
    try:
        page.read_ahead()
        rows = {"facts": Columns(page.facts()), "conversions": Columns(page.conversions())}
    except KeyError as error:
        raise FieldMissing(
            f"TikTok left out {error} of a report", hint="a newer Adhelm may know the new field"
        ) from None
    return Mapped(rows, dict(page.unknown), dict(listed.extra))


class _Page:
    """The rows of one page, read column by column."""

    def __init__(self, shape: Shape, sheet: Sheet) -> None:
        self.unknown: Counter[str] = Counter()
        self._shape = shape
        self._sheet = sheet

    def read_ahead(self) -> None:
        """Read all numbers."""
        wholes = {one.metric for one in self._shape.measures if one.whole}
        told = [name for name in self._shape.metrics if name not in self._shape.place.parents]
        self._sheet.read_ahead("BIGINT", "metrics", [name for name in told if name in wholes])
        self._sheet.read_ahead(NUMBER, "metrics", [name for name in told if name not in wholes])

    def facts(self) -> dict[str, pa.Array]:
        """Return the facts."""
        found = dict(self._key)
        for one in self._shape.measures:
            read = self._sheet.wholes if one.whole else self._sheet.numbers
            found[one.column] = read("metrics", one.metric)
        # The value of the headline; NULL where TikTok reports no part of it.
        found["platform_conversion_value"] = summed(
            [self._sheet.numbers("metrics", name) for name in VALUES]
        )
        return found

    def conversions(self) -> dict[str, pa.Array]:
        """Return the conversions, one event after the other."""
        return joined([found for event in EVENTS if (found := self._events(event))])

    def _events(self, event: Event) -> dict[str, pa.Array]:
        told = {"count": self._sheet.numbers("metrics", event.metric)}
        if event.value:
            told["value"] = self._sheet.numbers("metrics", event.value)
        # What did not happen has no row: inside a fetched window, absence is zero.
        here = happened(told.values())
        number = here.true_count
        if not number:
            return {}
        columns = {**self._key, **told}
        return {
            **{name: column.filter(here) for name, column in columns.items()},
            "event_type": same(event.event_type, number),
            "conversion_name": same(event.metric, number),
            "basis": same(BASIS, number),
        }

    @cached_property
    def _key(self) -> dict[str, pa.Array]:
        place, split, time = self._shape.place, self._shape.split, self._shape.time
        entities = self._sheet.texts("dimensions", place.id_name)
        key = {
            "entity_id": entities,
            "date": self._sheet.each("dimensions", time, "DATE", _day),
        }
        if self._shape.hourly:
            key["hour"] = self._sheet.each("dimensions", time, "TINYINT", _hour)
        for theirs, ours in _PARENTS:
            if theirs in place.parents:
                key[ours] = self._sheet.ids("metrics", theirs)
            elif theirs == place.id_name:
                key[ours] = entities
        if split:
            key["breakdown_key"] = self._parts(split)
        return key

    def _parts(self, split: Split) -> pa.Array:
        if split.words:
            said = self._sheet.counts("dimensions", split.dimension)
            strange = said.keys() - split.words.keys()
            self.unknown.update({f"{split.dimension}={one}": said[one] for one in strange})

        def part(said: str) -> str:
            return f"{split.word}={split.words.get(said, said).replace('|', '/')}"

        return self._sheet.each("dimensions", split.dimension, "VARCHAR", part)


@lru_cache(maxsize=1024)
def _day(stamp: str) -> date:
    with _a_time(stamp):
        return date.fromisoformat(stamp[:10])


@lru_cache(maxsize=1024)
def _hour(stamp: str) -> int:
    with _a_time(stamp):
        return int(stamp[11:13])


@contextmanager
def _a_time(stamp: str) -> Iterator[None]:
    try:
        yield
    except (TypeError, ValueError):
        raise FieldMissing(f"'{stamp}' is no time", hint="the platform changed a field") from None
