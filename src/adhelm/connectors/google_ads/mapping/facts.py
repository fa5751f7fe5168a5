"""Reports: which metric is which measure, the two queries of a report, what a page came to.

Conversions by action are asked apart: Google selects no cost or clicks beside an action's name.
Rows without any number are absent, and Performance Max has none below its campaigns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from adhelm.connectors.contract.errors import FieldMissing
from adhelm.connectors.contract.reading import Mapped
from adhelm.connectors.google_ads.mapping.fields import Row, found, keys, query, results, wire
from adhelm.connectors.google_ads.mapping.fields import within as between
from adhelm.connectors.wire import decimal, micros, whole
from adhelm.core.ads import Level, Period

# The same few texts come again and again in a report: "0", small counts.
_micros = lru_cache(maxsize=8_192)(micros)
_whole = lru_cache(maxsize=8_192)(whole)
_decimal = lru_cache(maxsize=8_192, typed=True)(decimal)


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric that is a column."""

    metric: str
    column: str
    read: Callable[[Any], object]

    @property
    def field(self) -> str:
        """Return its name in a query."""
        return f"metrics.{self.metric}"


MEASURES = (
    Measure("cost_micros", "spend", _micros),
    Measure("impressions", "impressions", _whole),
    Measure("clicks", "clicks", _whole),
    Measure("engagements", "engagements", _whole),
    Measure("video_trueview_views", "video_views", _whole),
    # The headline (D2): goals that count, on the day of the click; fractions are real.
    Measure("conversions", "platform_conversions", _decimal),
    Measure("conversions_value", "platform_conversion_value", _decimal),
)
# The headline by action: actions that count for no goal are not in it, and would count twice.
ACTION_MEASURES = (
    Measure("conversions", "count", _decimal),
    Measure("conversions_value", "value", _decimal),
)
LATE_MEASURES = (
    Measure("conversions_by_conversion_date", "count", _decimal),
    Measure("conversions_value_by_conversion_date", "value", _decimal),
)
ACTION = "segments.conversion_action_name"
CATEGORY = "segments.conversion_action_category"
DAY, HOUR = "segments.date", "segments.hour"
# `metrics.conversions` is booked on the day of the click, not of the conversion.
BASIS, LATE_BASIS = "click_date", "conversion_date"
# Category of a conversion action -> event type.
EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "PURCHASE": "purchase",
        "STORE_SALE": "purchase",
        "SIGNUP": "complete_registration",
        "LEAD": "lead",
        "SUBMIT_LEAD_FORM": "lead",
        "IMPORTED_LEAD": "lead",
        "QUALIFIED_LEAD": "qualify_lead",
        "CONVERTED_LEAD": "close_convert_lead",
        "REQUEST_QUOTE": "lead",
        "PHONE_CALL_LEAD": "contact",
        "CONTACT": "contact",
        "BOOK_APPOINTMENT": "schedule",
        "ADD_TO_CART": "add_to_cart",
        "BEGIN_CHECKOUT": "initiate_checkout",
        "SUBSCRIBE_PAID": "subscribe",
        "PAGE_VIEW": "page_view",
        "DOWNLOAD": "app_install",
        "DEFAULT": "custom",
        "ENGAGEMENT": "custom",
        "GET_DIRECTIONS": "custom",
        "OUTBOUND_CLICK": "custom",
        "STORE_VISIT": "custom",
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """A level of a report: the resource it is asked of, and the fields that name its rows."""

    level: Level
    resource: str
    ids: tuple[str, ...]
    """Joined by '~' where an id is unique in its ad group only, as Google's own names are."""
    parents: tuple[tuple[str, str], ...] = ()
    """Field -> column."""
    name: str = ""
    """The field of what it is called, where no list of entities says it."""
    late: bool = True
    """Whether conversions are booked on their own day, too."""


_CAMPAIGN = ("campaign.id", "campaign_id")
_GROUP = ("ad_group.id", "ad_group_id")
_TERM = "search_term_view.search_term"
PLACES = (
    Place(Level.account, "customer", ("customer.id",)),
    Place(Level.campaign, "campaign", ("campaign.id",), (_CAMPAIGN,)),
    Place(Level.ad_group, "ad_group", ("ad_group.id",), (_CAMPAIGN, _GROUP)),
    Place(Level.ad, "ad_group_ad", ("ad_group_ad.ad.id",), (_CAMPAIGN, _GROUP)),
    Place(
        Level.keyword,
        "keyword_view",
        ("ad_group.id", "ad_group_criterion.criterion_id"),
        (_CAMPAIGN, _GROUP),
        late=False,
    ),
    Place(
        Level.search_term,
        "search_term_view",
        ("ad_group.id", _TERM),
        (_CAMPAIGN, _GROUP),
        _TERM,
        late=False,
    ),
)


@dataclass(frozen=True, slots=True)
class Split:
    """A field that parts a report's rows, and our words for its values."""

    field: str
    word: str
    words: Mapping[str, str]
    resource: str = ""
    """What is asked instead of the level's own resource, where the field is no segment."""


_UNTOLD = {"UNDETERMINED": "unknown", "UNKNOWN": "unknown"}
DEVICE = Split(
    "segments.device",
    "device",
    {one: one for one in ("MOBILE", "DESKTOP", "TABLET", "CONNECTED_TV", "OTHER")},
)
GENDER = Split(
    "ad_group_criterion.gender.type",
    "gender",
    {"MALE": "male", "FEMALE": "female", **_UNTOLD},
    "gender_view",
)
AGE = Split(
    "ad_group_criterion.age_range.type",
    "age",
    {
        **{f"AGE_RANGE_{one}": one.replace("_", "-") for one in ("18_24", "25_34", "35_44",
                                                                 "45_54", "55_64")},
        "AGE_RANGE_65_UP": "65+",
        "AGE_RANGE_UNDETERMINED": "unknown",
        **_UNTOLD,
    },
    "age_range_view",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """What one stream's report is made of; queries and the reading of answers come from it."""

    place: Place
    hourly: bool = False
    split: Split | None = None

    @property
    def resource(self) -> str:
        """Return what is asked."""
        return (self.split.resource if self.split else "") or self.place.resource

    @property
    def actions(self) -> tuple[Measure, ...]:
        """Return the metrics of conversions, those booked on their own day last."""
        late = self.place.late and not (self.hourly or self.split)
        return (*ACTION_MEASURES, *LATE_MEASURES) if late else ACTION_MEASURES

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the fields that say what and when a row is."""
        parents = (field for field, _ in self.place.parents)
        hour = (HOUR,) if self.hourly else ()
        split = (self.split.field,) if self.split else ()
        return tuple(dict.fromkeys((*self.place.ids, *parents, DAY, *hour, *split)))

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the canonical columns that are asked for."""
        return (*(one.column for one in MEASURES), "conversions")

    def queries(self, period: Period) -> tuple[str, str]:
        """Return the query of the numbers, and the one of the conversions by action."""
        asked = (
            (*self.keys, *(one.field for one in MEASURES)),
            (*self.keys, ACTION, CATEGORY, *(one.field for one in self.actions)),
        )
        days = between(period)
        return query(self.resource, asked[0], days), query(self.resource, asked[1], days)


def report(shape: Shape, body: bytes) -> Mapped:
    """
    Return what a page of a report came to: facts, or conversions where actions were asked for.

    :raises FieldMissing: if a field that was asked for is absent.
    """
    rows, mask = results(body)
    by_action = wire(ACTION) in mask
    made = _Made(shape, shape.actions if by_action else MEASURES, by_action=by_action)
    try:
        for row in rows:
            made.take(row)
    except (KeyError, TypeError, AttributeError) as error:
        raise FieldMissing(
            f"Google left out {error} of a report", hint="a newer Adhelm may know the new field"
        ) from None
    table = "conversions" if by_action else "facts"
    empty: dict[str, Sequence[dict[str, object]]] = {"facts": (), "conversions": ()}
    named = {"entities": list(made.entities.values())} if made.entities else {}
    return Mapped({**empty, **named, table: made.rows}, dict(made.unknown), dict(made.extra))


class _Made:
    """The rows made so far, of one page."""

    def __init__(self, shape: Shape, measures: Sequence[Measure], *, by_action: bool) -> None:
        self.rows: list[dict[str, object]] = []
        self.entities: dict[str, dict[str, object]] = {}
        self.unknown: Counter[str] = Counter()
        self.extra: Counter[str] = Counter()
        self._shape, self._by_action = shape, by_action
        read = [(keys(one.field)[1], one.column, one.read) for one in measures]
        self._asked = frozenset(name for name, *_ in read)
        own = len(ACTION_MEASURES) if by_action else len(read)
        self._measures, self._late = read[:own], read[own:]
        self._ids = [keys(path) for path in shape.place.ids]
        self._parents = [(keys(path), column) for path, column in shape.place.parents]
        self._days: dict[str, date] = {}
        action = (ACTION, CATEGORY) if by_action else ()
        asked = (*shape.keys, *action, *(one.field for one in measures))
        resource = f"{shape.resource}.resource_name"
        self._owners = frozenset(keys(path)[0] for path in (*asked, resource))
        self._segments = frozenset(keys(one)[1] for one in asked if one.startswith("segments."))

    def take(self, row: Row) -> None:
        """Add what one row of a report says."""
        metrics, segments = row["metrics"], row["segments"]
        made: dict[str, object] = {"entity_id": "~".join(_at(row, path) for path in self._ids)}
        for path, column in self._parents:
            made[column] = _at(row, path)
        made["date"] = self._day(segments["date"])
        if self._shape.hourly:
            made["hour"] = int(segments["hour"])
        if self._shape.split:
            made["breakdown_key"] = self._part(self._shape.split, row)
        for metric, column, read in self._measures:
            made[column] = read(metrics[metric])
        if self._by_action:
            self._add_action(made, segments)
        self.rows.append(made)
        if self._late:
            self._add_late(made, metrics)
        if self._shape.place.name:
            self._name(made, row)
        self._count_extra(row, metrics, segments)

    def _day(self, text: str) -> date:
        day = self._days.get(text)
        if day is None:
            try:
                day = self._days[text] = date.fromisoformat(text)
            except (TypeError, ValueError):
                raise FieldMissing(
                    f"'{text}' is no day", hint="the platform changed a field"
                ) from None
        return day

    def _part(self, split: Split, row: Row) -> str:
        value = _at(row, keys(split.field))
        if value not in split.words:
            self.unknown[f"{wire(split.field)}={value}"] += 1
        return f"{split.word}={split.words.get(value, value)}"

    def _add_action(self, made: dict[str, object], segments: Mapping[str, Any]) -> None:
        category = str(segments["conversionActionCategory"])
        if category not in EVENTS:
            self.unknown[f"conversionActionCategory={category}"] += 1
        made["event_type"] = EVENTS.get(category, "custom")
        made["conversion_name"] = str(segments["conversionActionName"])
        made["basis"] = BASIS

    def _add_late(self, made: Mapping[str, object], metrics: Mapping[str, Any]) -> None:
        # Beside a row of the click's day always, be that zero: who takes the first basis that an
        # entity-day has then never adds the two.
        late = {column: read(metrics[name]) for name, column, read in self._late}
        if any(late.values()):
            self.rows.append({**made, **late, "basis": LATE_BASIS})

    def _name(self, made: Mapping[str, object], row: Row) -> None:
        entity = str(made["entity_id"])
        if entity not in self.entities:
            self.entities[entity] = {
                "level": self._shape.place.level.value,
                "entity_id": entity,
                "campaign_id": made["campaign_id"],
                "ad_group_id": made["ad_group_id"],
                "name": found(row, self._shape.place.name),
                "platform_level": self._shape.place.resource,
            }

    def _count_extra(
        self, row: Row, metrics: Mapping[str, Any], segments: Mapping[str, Any]
    ) -> None:
        if len(row) != len(self._owners):
            self.extra.update(row.keys() - self._owners)
        if len(metrics) != len(self._asked):
            self.extra.update(metrics.keys() - self._asked)
        if len(segments) != len(self._segments):
            self.extra.update(segments.keys() - self._segments)


def _at(row: Any, path: tuple[str, ...]) -> str:
    for key in path:
        row = row[key]
    return str(row)
