"""Report rows: which metric is which measure, what is asked for, and what a page came to.

LinkedIn leaves out rows and fields that are zero, so an absent metric is a zero; what tells a row
apart (its day, its pivot) must be there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from adhelm.connectors.contract import FieldMissing, Mapped
from adhelm.connectors.linkedin.client import id_of
from adhelm.connectors.wire import decimal, whole
from adhelm.core.ads import Level

KEYS = ("dateRange", "pivotValues")
# The same small counts come again and again, and twice in a row.
_kept = lru_cache(maxsize=8_192, typed=True)(decimal)


def _decimal(value: object) -> Decimal | None:
    return _kept(value) if type(value) in {str, int, float} else decimal(value)


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric that is a column of the facts."""

    metric: str
    column: str
    read: Callable[[object], object]
    people: bool = False
    """It counts people: asked for without a split alone."""


@dataclass(frozen=True, slots=True)
class Event:
    """A metric that counts one sort of conversion."""

    metric: str
    event_type: str
    conversion_name: str
    window: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """A pivot that is not the entity: what people are like, where they saw it."""

    pivot: str
    word: str


MEASURES = (
    Measure("impressions", "impressions", whole),
    Measure("clicks", "clicks", whole),
    Measure("landingPageClicks", "link_clicks", whole),
    # Never costInUsd: the value of conversions is in the account's own currency.
    Measure("costInLocalCurrency", "spend", _decimal),
    Measure("externalWebsiteConversions", "platform_conversions", _decimal),
    Measure("conversionValueInLocalCurrency", "platform_conversion_value", _decimal),
    Measure("totalEngagements", "engagements", whole),
    Measure("videoViews", "video_views", whole),
    Measure("approximateMemberReach", "reach", whole, people=True),
)
_WEBSITE = "externalWebsiteConversions"
EVENTS = (
    Event(_WEBSITE, "website_conversion", _WEBSITE, value="conversionValueInLocalCurrency"),
    Event("externalWebsitePostClickConversions", "website_conversion", _WEBSITE, "post_click"),
    Event("externalWebsitePostViewConversions", "website_conversion", _WEBSITE, "post_view"),
    Event("oneClickLeads", "lead", "oneClickLeads"),
)
PIVOTS: Mapping[Level, str] = {
    Level.account: "ACCOUNT",
    Level.campaign: "CAMPAIGN_GROUP",
    Level.ad_group: "CAMPAIGN",
    Level.ad: "CREATIVE",
}
# Approximate and with a floor: they add up to more, or less, than the account did.
SPLITS = (
    Split("MEMBER_COUNTRY_V2", "country"),
    Split("MEMBER_SENIORITY", "seniority"),
    Split("MEMBER_JOB_FUNCTION", "job_function"),
    Split("MEMBER_COMPANY_SIZE", "company_size"),
    Split("IMPRESSION_DEVICE_TYPE", "device"),
)
_COST = "costInLocalCurrency"
_DUST = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of report."""

    level: Level
    split: Split | None = None

    @property
    def pivot(self) -> str:
        """Return what LinkedIn is asked to tell apart."""
        return self.split.pivot if self.split else PIVOTS[self.level]

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Return the measures that this report has."""
        return tuple(one for one in MEASURES if not (self.split and one.people))

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the fields to ask for: the rows' keys and every metric that is mapped."""
        metrics = [one.metric for one in self.measures] + [one.metric for one in EVENTS]
        return (*KEYS, *dict.fromkeys(metrics))

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the canonical columns that are asked for."""
        return (*(one.column for one in self.measures), "conversions")


def facts(
    shape: Shape, elements: list[Mapping[str, Any]], parents: Mapping[str, Any], *, account_id: str
) -> Mapped:
    """
    Return the rows of a report; `parents` is entity id -> ids of the things above it.

    :raises FieldMissing: if a row does not say its day or what it is about, or none its cost.
    """
    _check_cost(elements)
    rows: list[Mapping[str, object]] = []
    conversions: list[Mapping[str, object]] = []
    extra: Counter[str] = Counter()
    known = set(shape.fields)
    measures = [(one.column, one.metric, one.read) for one in shape.measures]
    for element in elements:
        who = _who(shape, element, parents, account_id)
        row = dict(who)
        for column, metric, read in measures:
            # Absent is zero, but for people, whom LinkedIn counts a day later.
            value = read(element[metric]) if metric in element else None
            row[column] = 0 if value is None and column != "reach" else value
        rows.append(row)
        conversions += [who | event for event in _events(element)]
        if strange := element.keys() - known:
            extra.update(strange)
    return Mapped({"facts": rows, "conversions": conversions}, extra=dict(extra))


def _check_cost(elements: list[Mapping[str, Any]]) -> None:
    # One row without a cost is free; a page of them has lost the field.
    shown = any(element.get("impressions") for element in elements)
    if shown and not any(_COST in element for element in elements):
        raise FieldMissing(f"no row says what it cost: {_COST} is gone from LinkedIn's answer")


def _who(
    shape: Shape, element: Mapping[str, Any], parents: Mapping[str, Any], account_id: str
) -> dict[str, object]:
    pivot = (element.get("pivotValues") or [None])[0]
    if pivot is None:
        raise FieldMissing("a row does not say what it is about: no pivotValues")
    who: dict[str, object] = {"date": _day(element.get("dateRange"))}
    if shape.split:
        return {
            **who,
            "entity_id": account_id,
            "breakdown_key": f"{shape.split.word}={_part(pivot)}",
        }
    entity_id = id_of(pivot)
    who["entity_id"] = entity_id
    above = parents.get(entity_id) or {}
    if shape.level is Level.campaign:
        who["campaign_id"] = entity_id
    elif shape.level is Level.ad_group:
        who |= {"campaign_id": above.get("campaign"), "ad_group_id": entity_id}
    elif shape.level is Level.ad:
        who |= {"campaign_id": above.get("campaign"), "ad_group_id": above.get("ad_group")}
    return who


def _part(pivot: object) -> str:
    return str(pivot).removeprefix("urn:li:").replace("|", "/").replace("=", ":")


def _day(said: Any) -> date:
    try:
        start = said["start"]
        return date(start["year"], start["month"], start["day"])
    except (KeyError, TypeError, ValueError):
        raise FieldMissing("a row does not say its day: no dateRange") from None


def _events(element: Mapping[str, Any]) -> Iterator[dict[str, object]]:
    for event in EVENTS:
        if event.metric not in element and event.value not in element:
            continue
        count = _decimal(element.get(event.metric))
        value = _decimal(element.get(event.value)) if event.value else None
        # What did not happen has no row: inside a fetched window, absence is zero.
        if count or (value and abs(value) > _DUST):
            yield {
                "event_type": event.event_type,
                "conversion_name": event.conversion_name,
                "attribution_window": event.window,
                "basis": "",
                "count": count or Decimal(0),
                "value": value,
            }
