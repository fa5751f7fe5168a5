"""What Google Ads delivers: entities, reports by day, hour and device, changes, advice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from adhelm.connectors.contract.reading import Stream
from adhelm.connectors.google_ads.client import NAME
from adhelm.connectors.google_ads.mapping.entities import NEGATIVES, SORTS, Sort
from adhelm.connectors.google_ads.mapping.facts import AGE, DEVICE, GENDER, PLACES, Shape
from adhelm.core.ads import Level

_LOOKBACK = 30
"""Conversions are booked on the day of the click, within the action's window (30 by default)."""
_HOURLY_DAYS = 7
_CHANGE_DAYS = 29
"""How far back `change_event` answers: for 30 days, of which today is one."""
_NAMES = {
    Level.account: "the account",
    Level.campaign: "campaigns",
    Level.ad_group: "ad groups",
    Level.ad: "ads",
    Level.keyword: "keywords",
    Level.search_term: "search terms",
}


def _shapes() -> Iterator[tuple[str, Shape]]:
    for place in PLACES:
        yield f"{place.level.value}_daily", Shape(place)
    account, campaigns, groups = PLACES[:3]
    for place in (account, campaigns, groups):
        # Google knows no hours of ads and keywords.
        yield f"{place.level.value}_hourly", Shape(place, hourly=True)
    for place in (campaigns, groups):
        yield f"{place.level.value}_daily_by_device", Shape(place, split=DEVICE)
    for split in (AGE, GENDER):
        yield f"{groups.level.value}_daily_by_{split.word}", Shape(groups, split=split)


def _report(name: str, shape: Shape) -> Stream:
    split = shape.split.word if shape.split else ""
    what = f"{_NAMES[shape.place.level]} by the {'hour' if shape.hourly else 'day'}"
    return Stream(
        name=name,
        what=f"{what}, split by {split}" if split else what,
        tables=(*(("entities",) if shape.place.name else ()), "facts", "conversions"),
        level=shape.place.level,
        grain="hour" if shape.hourly else "day",
        breakdown=split,
        platforms=(NAME,),
        fields=shape.columns,
        lookback_days=_LOOKBACK,
        max_days=_HOURLY_DAYS if shape.hourly else None,
        default=not (shape.hourly or split) and shape.place.level is not Level.account,
    )


def _list(sort: Sort) -> Stream:
    return Stream(
        name=_NAMES[sort.level].replace(" ", "_"),
        what=f"{_NAMES[sort.level]} as they are now, removed ones too",
        tables=("entities",),
        platforms=(NAME,),
        dated=False,
    )


SHAPES: Mapping[str, Shape] = MappingProxyType(dict(_shapes()))
NEGATIVE_KEYWORDS = Stream(
    name="negative_keywords",
    what="keywords that campaigns are kept away from; those of ad groups are among the keywords",
    tables=("entities",),
    platforms=(NAME,),
    dated=False,
)
LISTS: Mapping[str, Sort] = MappingProxyType(
    {**{_list(one).name: one for one in SORTS.values()}, NEGATIVE_KEYWORDS.name: NEGATIVES}
)
CHANGES = Stream(
    name="changes",
    what="what was changed, by whom, in the last 30 days",
    tables=("changes",),
    platforms=(NAME,),
    lookback_days=1,
    history_days=_CHANGE_DAYS,
)
RECOMMENDATIONS = Stream(
    name="recommendations",
    what="what Google recommends now",
    tables=("recommendations",),
    platforms=(NAME,),
    dated=False,
)
STREAMS = (
    *(_list(one) for one in SORTS.values()),
    NEGATIVE_KEYWORDS,
    *(_report(name, shape) for name, shape in SHAPES.items()),
    CHANGES,
    RECOMMENDATIONS,
)
