"""What LinkedIn delivers: entities, reports by day, and reports split by what people are like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from adhelm.connectors.contract import Stream
from adhelm.connectors.linkedin.client import NAME
from adhelm.connectors.linkedin.mapping.entities import SORTS, Sort
from adhelm.connectors.linkedin.mapping.facts import PIVOTS, SPLITS, Shape
from adhelm.core.ads import Level

WEEK = 7
"""Days of one request: fifteen thousand rows are all that LinkedIn answers, and it says nothing."""
_FETCH_DAYS = 28
_LOOKBACK = 30
"""Conversions are counted up to 30 days after the click by default (data layer, section 4)."""
_NAMES = {
    Level.account: ("account", "account"),
    Level.campaign: ("campaign", "campaigns"),
    Level.ad_group: ("ad_group", "ad groups"),
    Level.ad: ("ad", "ads"),
}


def _shapes() -> Iterator[tuple[str, Shape]]:
    for level in PIVOTS:
        yield f"{_NAMES[level][0]}_daily", Shape(level)
    for split in SPLITS:
        yield f"account_daily_by_{split.word}", Shape(Level.account, split)


def _report(name: str, shape: Shape) -> Stream:
    what = f"{_NAMES[shape.level][1]} by the day"
    if shape.split:
        what = f"{what}, split by {shape.split.word}: approximate, never adds up to the account"
    return Stream(
        name=name,
        what=what,
        tables=("facts", "conversions"),
        level=shape.level,
        grain="day",
        breakdown=shape.split.word if shape.split else "",
        platforms=(NAME,),
        fields=shape.columns,
        lookback_days=_LOOKBACK,
        max_days=_FETCH_DAYS,
        history_days=180 if shape.split else 730,
        default=shape.split is None and shape.level is not Level.account,
    )


def _list(sort: Sort) -> Stream:
    what = _NAMES[sort.level][1]
    return Stream(
        name=what.replace(" ", "_"),
        what=f"{what} ({sort.word}s) as they are now, removed ones too",
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
