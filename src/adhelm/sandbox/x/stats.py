"""Stats: arrays with a slot for each day or hour, from the account's midnight to an open end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from adhelm.sandbox.frame import Kept
from adhelm.sandbox.market import Numbers
from adhelm.sandbox.market.chance import Ints
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
_APPS = frozenset({"APP_INSTALLS", "APP_ENGAGEMENTS"})
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

    @property
    def days(self) -> int:
        """Return how many local days are in."""
        return (self.last - self.first).days + 1


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
    if "MOBILE_CONVERSION" in groups and len(groups) > 1:
        raise bad("metric_groups", "MOBILE_CONVERSION is asked for by itself")
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


def report(things: Things, asked: Wish, kept: Kept) -> Row:
    """
    Return the stats of the entities asked for; `kept` are the last answers.

    :raises Refused: if one of them is not there.
    """
    what = (asked.level, asked.ids, asked.granularity, asked.placement, asked.groups,
            asked.first, asked.last, asked.segments)  # fmt: skip
    key = (things.account.id, things.book.version, things.market.clock.now(), what)
    rows = kept.rows(key, lambda: _data(things, asked))
    slots = {"TOTAL": 1, "HOUR": _HOURS * asked.days}.get(asked.granularity, asked.days)
    return {
        "data_type": "stats",
        "time_series_length": slots,
        "data": rows[: len(rows)],
        "request": {"params": asked.params},
    }


def _data(things: Things, asked: Wish) -> list[Row]:
    ordinals = np.array([_ordinal(things, asked, id_) for id_ in asked.ids], dtype=np.int64)
    own = _numbers(things, asked).rows(ordinals)
    parts: list[tuple[Row | None, Numbers]] = [(None, own)]
    if asked.segments:
        cuts = _SEGMENTS[asked.segments]
        names = [{"segment_name": name, "segment_value": value} for name, value, _ in cuts]
        parts = list(zip(names, own.parted([share for *_, share in cuts]), strict=True))
    made = [(segment, _metrics(things, asked, part)) for segment, part in parts]
    return [
        {"id": id_, "id_data": [{"segment": one, "metrics": rows[n]} for one, rows in made]}
        for n, id_ in enumerate(asked.ids)
    ]


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


def _ordinal(things: Things, asked: Wish, id_: str) -> int:
    if asked.level == "account":
        ordinal: int | None = 0 if id_ in {things.account.id, things.funding()["id"]} else None
    else:
        ordinal = things.book.find(asked.level, id_)
    if ordinal is None:
        raise bad("entity_ids", f"Unknown entity {id_}")
    return ordinal


def _metrics(things: Things, asked: Wish, own: Numbers) -> list[Row]:
    """Return the metrics asked for, entity by entity; None for what is zero throughout."""
    micros = things.micros(1)
    names = [name for group in asked.groups for name in _GROUPS[group]]
    made = {name: _lists(_COUNTS[name](own, micros)) for name in names if name in _COUNTS}
    apps = _app_rows(things, asked)
    if "conversion_purchases" in names:
        sold = _purchases(own, micros)
        made["conversion_purchases"] = [
            None if app else one for one, app in zip(sold, apps, strict=True)
        ]
    if "mobile_conversion_installs" in names:
        made["mobile_conversion_installs"] = _installs(own, apps)
    nothing = [None] * len(own.spend)
    columns = [made.get(name, nothing) for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _app_rows(things: Things, asked: Wish) -> list[bool]:
    """Say of each entity asked for whether it promotes an app: no sale is told of those."""
    book = things.book
    items = {
        n for (level, n), kept in book.kept.items()
        if level == "ad_group" and kept.get("objective") in _APPS
    }  # fmt: skip
    if not items or asked.level == "account":
        return [False] * len(asked.ids)
    found = {
        "campaign": {book.tree.group_campaign[n] for n in items},
        "ad_group": items,
        "ad": {n for n, group in enumerate(book.tree.ad_group) if group in items},
    }[asked.level]
    return [book.find(asked.level, id_) in found for id_ in asked.ids]


def _installs(own: Numbers, apps: list[bool]) -> list[Any]:
    installs, view = own.conversions // 100, own.by_view // 100
    parts = {"post_view": view, "post_engagement": installs - view, "assisted": installs * 0}
    rows = zip(*(values.tolist() for values in parts.values()), strict=True)
    return [
        {**dict(zip(parts, row, strict=True)), "order_quantity": None, "sale_amount": None}
        if app and any(map(any, row))
        else None
        for row, app in zip(rows, apps, strict=True)
    ]


def _lists(values: Ints) -> list[Any]:
    busy = np.atleast_1d(values.any(axis=1)).tolist()
    return [row if any_ else None for row, any_ in zip(values.tolist(), busy, strict=True)]


def _purchases(own: Numbers, micros: int) -> list[Any]:
    sales, view = own.conversions // 100, own.by_view // 100
    parts = {
        "metric": sales,
        "post_view": view,
        "post_engagement": sales - view,
        "assisted": sales * 0,
        # X multiplies both by a million, money and items alike.
        "order_quantity": sales * _MICRO,
        "sale_amount": own.value * micros,
    }
    rows = zip(*(values.tolist() for values in parts.values()), strict=True)
    busy = np.atleast_1d(sales.any(axis=1)).tolist()
    return [
        dict(zip(parts, row, strict=True)) if any_ else None
        for row, any_ in zip(rows, busy, strict=True)
    ]


_COUNTS: dict[str, Callable[[Numbers, int], Ints]] = {
    "impressions": lambda own, _: own.impressions,
    "qualified_impressions": lambda own, _: own.impressions,
    "clicks": lambda own, _: own.clicks,
    "url_clicks": lambda own, _: own.link_clicks,
    "engagements": lambda own, _: own.clicks * 3 // 2,
    "likes": lambda own, _: own.clicks // 8,
    "retweets": lambda own, _: own.clicks // 30,
    "replies": lambda own, _: own.clicks // 60,
    "billed_engagements": lambda own, _: own.clicks,
    "billed_charge_local_micro": lambda own, micros: own.spend * micros,
    "video_total_views": lambda own, _: own.views,
    "video_views_25": lambda own, _: own.views * 3 // 4,
    "video_views_50": lambda own, _: own.views // 2,
    "video_views_75": lambda own, _: own.views // 3,
    "video_views_100": lambda own, _: own.views // 5,
    "video_content_starts": lambda own, _: own.views,
}
