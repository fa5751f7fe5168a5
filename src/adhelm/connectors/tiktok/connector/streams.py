"""What TikTok delivers: entities, reports by day and hour, reports split by audience."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from adhelm.connectors.contract.reading import Stream
from adhelm.connectors.tiktok.client import NAME
from adhelm.connectors.tiktok.mapping.entities import SORTS, Sort
from adhelm.connectors.tiktok.mapping.facts import PLACES, SPLITS, Shape
from adhelm.core.ads import Level

DAYS_AT_ONCE = 30
"""Most days of one report by day (platform_apis.md, section 3.3)."""
_HOURLY_DAYS = 7
"""Days of one fetch of hours; each is a request of its own."""
_LOOKBACK = 28
"""Conversions move within the longest window of an ad group (data layer, section 4)."""
_NAMES = {
    Level.account: ("account", "account"),
    Level.campaign: ("campaign", "campaigns"),
    Level.ad_group: ("ad_group", "ad groups"),
    Level.ad: ("ad", "ads"),
}


def _shapes() -> Iterator[tuple[str, Shape]]:
    for place in PLACES:
        yield f"{_NAMES[place.level][0]}_daily", Shape(place)
    for place in PLACES:
        yield f"{_NAMES[place.level][0]}_hourly", Shape(place, hourly=True)
    for place in PLACES:
        if place.level in {Level.campaign, Level.ad_group}:
            for split in SPLITS:
                name = f"{_NAMES[place.level][0]}_daily_by_{split.word}"
                yield name, Shape(place, split=split)


def _report(name: str, shape: Shape) -> Stream:
    place, split = shape.place, shape.split
    what = f"{_NAMES[place.level][1]} by the {'hour' if shape.hourly else 'day'}"
    return Stream(
        name=name,
        what=f"{what}, split by {split.word}" if split else what,
        tables=("facts", "conversions"),
        level=place.level,
        grain="hour" if shape.hourly else "day",
        breakdown=split.word if split else "",
        platforms=(NAME,),
        fields=shape.columns,
        lookback_days=_LOOKBACK,
        max_days=_HOURLY_DAYS if shape.hourly else DAYS_AT_ONCE,
        default=not (shape.hourly or split) and place.level != Level.account,
    )


def _list(sort: Sort) -> Stream:
    what = _NAMES[sort.level][1]
    return Stream(
        name=what.replace(" ", "_"),
        what=f"{what} as they are now, deleted ones too",
        tables=("entities",),
        platforms=(NAME,),
        dated=False,
    )


SHAPES: Mapping[str, Shape] = MappingProxyType(dict(_shapes()))
LISTS: Mapping[str, Sort] = MappingProxyType({_list(one).name: one for one in SORTS.values()})
STREAMS = (
    *(_list(one) for one in SORTS.values()),
    *(_report(name, shape) for name, shape in SHAPES.items()),
)
