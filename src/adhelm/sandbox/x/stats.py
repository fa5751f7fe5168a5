"""Stats: arrays with a slot for each day or hour, from the account's midnight to an open end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from adhelm.sandbox.market import Numbers
from adhelm.sandbox.market.types import FIELDS
from adhelm.sandbox.x.errors import bad, needed
from adhelm.sandbox.x.things import Row, Things

_ENTITIES = {
    "ACCOUNT": "account",
    "FUNDING_INSTRUMENT": "account",
    "CAMPAIGN": "campaign",
    "LINE_ITEM": "ad_group",
    "PROMOTED_TWEET": "ad",
}
_PLACEMENTS = {"ALL_ON_TWITTER": 0, "PUBLISHER_NETWORK": 1}
_SHARES = (0.93, 0.07)
_OTHER_PLACEMENTS = frozenset({"SPOTLIGHT", "TREND"})
_GROUPS = {
    "ENGAGEMENT": (
        "engagements", "impressions", "retweets", "replies", "likes", "follows",
        "card_engagements", "clicks", "app_clicks", "url_clicks", "qualified_impressions",
        "carousel_swipes",
    ),
    "BILLING": ("billed_engagements", "billed_charge_local_micro"),
    "VIDEO": (
        "video_total_views", "video_views_25", "video_views_50", "video_views_75",
        "video_views_100", "video_content_starts", "video_cta_clicks",
    ),
    "WEB_CONVERSION": ("conversion_purchases", "conversion_sign_ups", "conversion_site_visits"),
    "MOBILE_CONVERSION": ("mobile_conversion_installs",),
}  # fmt: skip
# Splits that only jobs offer.
_SEGMENTS: dict[str, tuple[tuple[str, str, float], ...]] = {
    "PLATFORMS": (("iOS", "0", 0.46), ("Android", "1", 0.38), ("Desktop", "4", 0.16)),
    "GENDER": (("Male", "1", 0.55), ("Female", "2", 0.38), ("Unknown", "0", 0.07)),
    "AGE": (("18-24", "18", 0.27), ("25-34", "25", 0.33), ("35-49", "35", 0.26),
            ("50 and over", "50", 0.14)),
    "LOCATIONS": (("United States", "96683cc9126741d1", 0.55), ("Germany", "fdcd221ac44fa326", 0.3),
                  ("India", "b850c1bfd38f30e0", 0.15)),
}  # fmt: skip
_NEEDED: dict[str, set[str]] = {
    "entity": set(_ENTITIES),
    "entity_ids": set(),
    "start_time": set(),
    "end_time": set(),
    "granularity": {"DAY", "HOUR", "TOTAL"},
    "placement": {*_PLACEMENTS, *_OTHER_PLACEMENTS},
    "metric_groups": set(_GROUPS),
}
_MOST_IDS, _MOST_DAYS, _MOST_DAYS_IN_SEGMENTS = 20, 7, 45
_HOURS = 24
_MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for, understood. `last` is the last local day that is in."""

    level: str
    ids: tuple[str, ...]
    start: datetime
    end: datetime
    granularity: str
    placement: str
    groups: tuple[str, ...]
    first: date
    last: date
    params: Row
    segments: str = ""


def wish(things: Things, query: Mapping[str, str], *, days: int = _MOST_DAYS) -> Wish:
    """
    Understand a query for at most so many days.

    :raises Refused: if it cannot be asked so.
    """
    for name in _NEEDED:
        if not query.get(name):
            raise needed(name)
    found, groups = query["entity_ids"].split(","), query["metric_groups"].split(",")
    for name, known in _NEEDED.items():
        values = groups if name == "metric_groups" else [query[name]]
        if known and not set(values) <= known:
            raise bad(name, f"Unknown value: {query[name]}")
    if len(found) > _MOST_IDS:
        raise bad("entity_ids", "At most 20 ids")
    segments, days = _segmented(query, days)
    start, end = _moment(query, "start_time"), _moment(query, "end_time")
    if not start < end <= start + timedelta(days=days):
        raise bad("end_time", f"At most {days} days", "INVALID_TIME_WINDOW")
    first, last = _days(things, start, end, query["granularity"])
    params = {**query, "entity_ids": found, "metric_groups": groups}
    return Wish(
        _ENTITIES[query["entity"]], tuple(found), start, end, query["granularity"],
        query["placement"], tuple(groups), first, last, params, segments,
    )  # fmt: skip


def _segmented(query: Mapping[str, str], days: int) -> tuple[str, int]:
    """Return the split asked for, and how many days may then be asked for."""
    segments = query.get("segmentation_type", "")
    if segments and (days <= _MOST_DAYS or segments not in _SEGMENTS):
        raise bad("segmentation_type", f"Not offered here: {segments}")
    return segments, min(days, _MOST_DAYS_IN_SEGMENTS) if segments else days


def report(things: Things, asked: Wish) -> Row:
    """Return the stats of the entities asked for."""
    numbers = _numbers(things, asked)
    length = numbers.spend.shape[1]
    data = [_entity(things, asked, id_, numbers) for id_ in asked.ids]
    return {
        "data_type": "stats",
        "time_series_length": length,
        "data": [row for row in data if row is not None],
        "request": {"params": asked.params},
    }


def active(things: Things, query: Mapping[str, str]) -> list[Row]:
    """
    Return which entities did anything between two instants.

    :raises Refused: if the instants or the entity are none.
    """
    level = _ENTITIES.get(query.get("entity", ""), "")
    if level in {"", "account"}:
        raise bad("entity", "CAMPAIGN, LINE_ITEM or PROMOTED_TWEET")
    start, end = _moment(query, "start_time"), _moment(query, "end_time")
    zone = ZoneInfo(things.account.zone)
    first = max(start.astimezone(zone).date(), things.market.scenario.first_day)
    last = min((end - timedelta(seconds=1)).astimezone(zone).date(), things.today)
    if last < first:
        return []
    numbers = things.book.at_level(things.market.numbers(things.account, first, last), level)
    busy = np.flatnonzero((numbers.impressions + numbers.spend).sum(axis=1))
    return [
        {
            "entity_id": things.book.id(level, int(n)),
            "activity_start_time": query["start_time"],
            "activity_end_time": query["end_time"],
            "placements": list(_PLACEMENTS),
        }
        for n in busy
    ]


def _moment(query: Mapping[str, str], name: str) -> datetime:
    try:
        found = datetime.fromisoformat(query.get(name, ""))
    except ValueError as error:
        raise bad(name, f"Expected a time, got {query.get(name)}") from error
    if found.tzinfo is None:
        raise bad(name, "A time has a zone")
    return found.astimezone(UTC)


def _days(things: Things, start: datetime, end: datetime, granularity: str) -> tuple[date, date]:
    """Return the local days asked for, by the offset that is in force today."""
    now = things.market.clock.now().astimezone(ZoneInfo(things.account.zone))
    offset = now.utcoffset() or timedelta()
    first, last = (start + offset).replace(tzinfo=None), (end + offset).replace(tzinfo=None)
    # Whole hours on the account's clock: some zones are half an hour off.
    if first.minute or last.minute:
        raise bad("start_time", "A time is on a whole hour", "INVALID_TIME_WINDOW")
    if granularity != "HOUR" and first.hour:
        message = "The start is not midnight in the account's time zone"
        raise bad("start_time", message, "INVALID_TIME_WINDOW")
    return first.date(), (last - timedelta(hours=1)).date()


def _numbers(things: Things, asked: Wish) -> Numbers:
    first = asked.first
    ads = things.market.numbers(things.account, first, asked.last)
    if asked.granularity == "HOUR":
        days = [first + timedelta(days=n) for n in range((asked.last - first).days + 1)]
        ads = Numbers.beside([things.market.hours(things.account, day) for day in days])
    if asked.placement in _OTHER_PLACEMENTS:
        ads = Numbers(**{name: getattr(ads, name) * 0 for name in FIELDS})
    else:
        ads = ads.parted(_SHARES)[_PLACEMENTS[asked.placement]]
    if asked.granularity == "TOTAL":
        ads = Numbers(**{name: getattr(ads, name).sum(axis=1, keepdims=True) for name in FIELDS})
    return things.book.at_level(ads, asked.level)


def _entity(things: Things, asked: Wish, id_: str, numbers: Numbers) -> Row | None:
    if asked.level == "account":
        ordinal: int | None = 0 if id_ in {things.account.id, things.funding()["id"]} else None
    else:
        ordinal = things.book.find(asked.level, id_)
    if ordinal is None:
        raise bad("entity_ids", f"Unknown entity {id_}")
    own = numbers.rows(np.array([ordinal]))
    if not asked.segments:
        return {"id": id_, "id_data": [_segment(things, asked, None, own)]}
    cuts = _SEGMENTS[asked.segments]
    parts = own.parted([share for *_, share in cuts])
    data = [
        _segment(things, asked, {"segment_name": name, "segment_value": value}, part)
        for (name, value, _), part in zip(cuts, parts, strict=True)
    ]
    return {"id": id_, "id_data": data}


def _segment(things: Things, asked: Wish, segment: Row | None, own: Numbers) -> Row:
    known = _metrics(things, {name: getattr(own, name)[0] for name in FIELDS})
    metrics = {name: known.get(name) for group in asked.groups for name in _GROUPS[group]}
    return {"segment": segment, "metrics": metrics}


def _metrics(things: Things, cell: Mapping[str, Any]) -> Row:
    micros = things.micros(1)
    sales, view = cell["conversions"] // 100, cell["by_view"] // 100
    counts = {
        "impressions": cell["impressions"],
        "qualified_impressions": cell["impressions"],
        "clicks": cell["clicks"],
        "url_clicks": cell["link_clicks"],
        "engagements": cell["clicks"] * 3 // 2,
        "likes": cell["clicks"] // 8,
        "retweets": cell["clicks"] // 30,
        "replies": cell["clicks"] // 60,
        "billed_engagements": cell["clicks"],
        "billed_charge_local_micro": cell["spend"] * micros,
        "video_total_views": cell["views"],
        "video_views_25": cell["views"] * 3 // 4,
        "video_views_50": cell["views"] // 2,
        "video_views_75": cell["views"] // 3,
        "video_views_100": cell["views"] // 5,
        "video_content_starts": cell["views"],
    }
    purchases = {
        "metric": sales,
        "post_view": view,
        "post_engagement": sales - view,
        "assisted": sales * 0,
        # X multiplies both by a million, money and items alike.
        "order_quantity": sales * _MICRO,
        "sale_amount": cell["value"] * micros,
    }
    said: Row = {name: _array(values) for name, values in counts.items()}
    inner = {name: values.tolist() for name, values in purchases.items()}
    said["conversion_purchases"] = inner if sales.any() else None
    return said


def _array(values: Any) -> list[int] | None:
    return [int(one) for one in values] if values.any() else None
