"""The integrated report: a level, a time, perhaps an audience; every number a string."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from adhelm.core.ads import minor_units
from adhelm.sandbox.frame.truth import money
from adhelm.sandbox.market import Numbers, texts
from adhelm.sandbox.market.types import FIELDS
from adhelm.sandbox.tiktok.asking import Row, decoded
from adhelm.sandbox.tiktok.errors import bad
from adhelm.sandbox.tiktok.things import IDS, Things

_LEVELS = {
    "AUCTION_ADVERTISER": ("account", "advertiser_id"),
    "AUCTION_CAMPAIGN": ("campaign", "campaign_id"),
    "AUCTION_ADGROUP": ("ad_group", "adgroup_id"),
    "AUCTION_AD": ("ad", "ad_id"),
}
_TIMES = {"stat_time_day": 30, "stat_time_hour": 1}
_AUDIENCES: dict[str, tuple[tuple[str, float], ...]] = {
    "gender": (("MALE", 0.43), ("FEMALE", 0.54), ("NONE", 0.03)),
    "age": (("AGE_13_17", 0.05), ("AGE_18_24", 0.4), ("AGE_25_34", 0.3), ("AGE_35_44", 0.15),
            ("AGE_45_54", 0.07), ("AGE_55_100", 0.03)),
    "country_code": (("US", 0.55), ("DE", 0.3), ("IN", 0.15)),
    "platform": (("IPHONE", 0.45), ("ANDROID", 0.55)),
    "placement": (("TikTok", 0.9), ("Pangle", 0.1)),
}  # fmt: skip
_LONGEST = 365
_NAMED = frozenset(
    "advertiser_id advertiser_name campaign_id campaign_name adgroup_id adgroup_name ad_id ad_name "
    "currency timezone objective_type budget".split()
)
_COUNTED = frozenset(
    "spend impressions clicks ctr cpc cpm reach frequency conversion cost_per_conversion "
    "conversion_rate real_time_conversion result cost_per_result complete_payment "
    "total_complete_payment_rate complete_payment_roas video_play_actions video_watched_2s "
    "tt_app_name form onsite_form total_registration total_purchase total_purchase_value "
    "onsite_shopping total_onsite_shopping_value".split()
)
_NONE = "-"
_HOURS = 24


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is asked for, understood."""

    level: str
    id_name: str
    time: str
    audience: str
    metrics: tuple[str, ...]
    first: date
    last: date
    everything: bool
    """Deleted ones too."""
    only: dict[str, set[str]]


def rows(things: Things, query: Mapping[str, str]) -> list[Row]:
    """
    Return the rows of a report.

    :raises Refused: if it cannot be asked so.
    """
    wish = _wish(things, query)
    if wish.last < wish.first:
        return []
    found = list(_entities(things, wish))
    made = [
        row
        for said, ads, times in _parts(things, wish)
        for row in _rows(things, wish, found, said=said, ads=ads, times=times)
    ]
    made.sort(key=lambda one: one[0])
    listed = [row for _, row in made]
    field = query.get("order_field")
    if field:
        down = query.get("order_type", "DESC") == "DESC"
        listed.sort(key=lambda row: _number(row["metrics"].get(field)), reverse=down)
    return listed


def total(things: Things, query: Mapping[str, str]) -> Row:
    """Return the metrics of all rows together."""
    wish = _wish(things, query)
    whole = things.book.at_level(
        things.market.numbers(things.account, wish.first, wish.last), "account"
    )
    cell = {name: int(getattr(whole, name).sum()) for name in FIELDS}
    return _numbers(things, wish.metrics, cell, video=True)


def _wish(things: Things, query: Mapping[str, str]) -> _Wish:
    if query.get("data_level") not in _LEVELS:
        raise bad("data_level", "Must be one of AUCTION_ADVERTISER, AUCTION_CAMPAIGN, …")
    level, id_name = _LEVELS[query["data_level"]]
    dimensions = decoded(query, "dimensions", [])
    times = [one for one in dimensions if one in _TIMES]
    audiences = [one for one in dimensions if one in _AUDIENCES]
    unknown = [one for one in dimensions if one not in {id_name, *times, *audiences}]
    if unknown or len(times) > 1 or len(audiences) > 1 or not dimensions:
        raise bad("dimensions", f"Not valid for {query['data_level']}: {unknown or dimensions}")
    if audiences and query.get("report_type") != "AUDIENCE":
        raise bad("report_type", "Audience dimensions need AUDIENCE.")
    metrics = decoded(query, "metrics", ["spend", "impressions"])
    wrong = [one for one in metrics if one not in _NAMED | _COUNTED]
    if wrong:
        raise bad("metrics", f"Invalid metric fields: {wrong}")
    first, last = _range(things, query, times[0] if times else "")
    everything, only = _filters(query)
    return _Wish(
        level, id_name, times[0] if times else "", audiences[0] if audiences else "",
        tuple(metrics), first, last, everything, only,
    )  # fmt: skip


def _range(things: Things, query: Mapping[str, str], time: str) -> tuple[date, date]:
    if query.get("query_lifetime") == "true":
        return things.market.scenario.first_day, things.today
    try:
        first = date.fromisoformat(query.get("start_date", ""))
        last = date.fromisoformat(query.get("end_date", ""))
    except ValueError as error:
        raise bad("start_date", "Not a valid date.") from error
    if (last - first).days + 1 > _TIMES.get(time, _LONGEST):
        raise bad("end_date", f"The time range is more than {_TIMES.get(time, _LONGEST)} days.")
    return max(first, things.market.scenario.first_day), min(last, things.today)


def _filters(query: Mapping[str, str]) -> tuple[bool, dict[str, set[str]]]:
    everything, only = False, dict[str, set[str]]()
    for one in decoded(query, "filtering", []):
        values = decoded({"value": str(one.get("filter_value", ""))}, "value", [])
        name = str(one.get("field_name", ""))
        if name.endswith("_status"):
            everything |= "STATUS_ALL" in values
        elif name.endswith("_ids"):
            only[name.removesuffix("s")] = {str(value) for value in values}
        else:
            raise bad("filtering", f"No field {name}.")
    return everything, only


def _entities(things: Things, wish: _Wish) -> Iterator[tuple[int, Row]]:
    account = {
        "advertiser_id": things.account.id,
        "advertiser_name": things.account.name,
        "currency": things.account.currency,
        "timezone": things.account.zone,
        "_video": "video" in things.book.tree.kinds,
    }
    if wish.level == "account":
        yield 0, account
        return
    for n in things.shown(wish.level):
        said = account | _named(things, wish.level, n, budget="budget" in wish.metrics)
        inside = all(said.get(name) in ids for name, ids in wish.only.items())
        if inside and (wish.everything or not things.deleted(wish.level, n)):
            yield n, said


def _named(things: Things, level: str, n: int, *, budget: bool) -> Row:
    book, campaign = things.book, things.book.campaign_of(level, n)
    said: Row = {
        "campaign_id": book.id("campaign", campaign),
        "campaign_name": texts.name(book, "campaign", campaign),
        "objective_type": things.objective(campaign),
        "_video": book.kind(campaign) == "video",
    }
    if budget:
        said["budget"] = str(things.row(level, n).get("budget", _NONE))
    if level != "campaign":
        group = n if level == "ad_group" else book.tree.ad_group[n]
        said["adgroup_id"] = book.id("ad_group", group)
        said["adgroup_name"] = texts.name(book, "ad_group", group)
    if level == "ad":
        said |= {IDS["ad"]: book.id("ad", n), "ad_name": texts.name(book, "ad", n)}
    return said


def _parts(things: Things, wish: _Wish) -> Iterator[tuple[Row, Numbers, list[str]]]:
    days = [wish.first + timedelta(days=n) for n in range((wish.last - wish.first).days + 1)]
    if wish.time == "stat_time_hour":
        numbers = things.market.hours(things.account, days[0])
        times = [f"{days[0]} {hour:02d}:00:00" for hour in range(_HOURS)]
    else:
        numbers = things.market.numbers(things.account, wish.first, wish.last)
        times = [f"{day} 00:00:00" for day in days]
    if not wish.audience:
        yield {}, numbers, times
        return
    values = _AUDIENCES[wish.audience]
    for (value, _), part in zip(values, numbers.parted([s for _, s in values]), strict=True):
        yield {wish.audience: value}, part, times


def _rows(
    things: Things,
    wish: _Wish,
    found: list[tuple[int, Row]],
    *,
    said: Row,
    ads: Numbers,
    times: list[str],
) -> Iterator[tuple[tuple[Any, ...], Row]]:
    numbers = things.book.at_level(ads, wish.level)
    if not wish.time:
        numbers = Numbers(
            **{name: getattr(numbers, name).sum(axis=1, keepdims=True) for name in FIELDS}
        )
    cells = {name: getattr(numbers, name).tolist() for name in _TOLD}
    alive = (np.abs(numbers.impressions) + np.abs(numbers.spend)).tolist()
    for order, (entity, names) in enumerate(found):
        for column, busy in enumerate(alive[entity]):
            if not busy:
                continue
            cell = {name: rows[entity][column] for name, rows in cells.items()}
            keys = {wish.id_name: names[wish.id_name], **said}
            if wish.time:
                keys[wish.time] = times[column]
            made = _numbers(things, wish.metrics, cell, video=bool(names.get("_video")))
            metrics = {name: made.get(name) or names.get(name, _NONE) for name in wish.metrics}
            yield (order, column, *said.values()), {"dimensions": keys, "metrics": metrics}


def _numbers(things: Things, names: Iterable[str], cell: Mapping[str, int], *, video: bool) -> Row:
    currency = things.account.currency
    made = {name: _MADE[name](cell, currency) for name in names if name in _MADE}
    if not video:
        made |= {name: _NONE for name in _OF_VIDEOS if name in made}
    return made


def _sales(cell: Mapping[str, int], _: str) -> str:
    return str(cell["conversions"] // 100)


def _per_spend(name: str, per: int = 1, worth: int = 1) -> Callable[[Mapping[str, int], str], str]:
    return lambda cell, currency: _ratio(
        cell["spend"] * per / 10 ** minor_units(currency), cell[name] // worth
    )


_TOLD = ("spend", "impressions", "clicks", "reach", "conversions", "value", "views")
"""Of the market's numbers, those that the metrics are made of."""
_OF_VIDEOS = ("video_play_actions", "video_watched_2s")
_MADE: dict[str, Callable[[Mapping[str, int], str], str]] = {
    "spend": lambda cell, currency: money(cell["spend"], currency),
    "impressions": lambda cell, _: str(cell["impressions"]),
    "clicks": lambda cell, _: str(cell["clicks"]),
    "ctr": lambda cell, _: _ratio(cell["clicks"] * 100, cell["impressions"]),
    "cpc": _per_spend("clicks"),
    "cpm": _per_spend("impressions", 1000),
    "reach": lambda cell, _: str(cell["reach"]),
    "frequency": lambda cell, _: _ratio(cell["impressions"], cell["reach"]),
    "conversion": _sales,
    "result": _sales,
    "real_time_conversion": _sales,
    "cost_per_conversion": _per_spend("conversions", 1, 100),
    "cost_per_result": _per_spend("conversions", 1, 100),
    "conversion_rate": lambda cell, _: _ratio(cell["conversions"], cell["clicks"]),
    "complete_payment": _sales,
    "total_complete_payment_rate": lambda cell, currency: money(cell["value"], currency),
    "complete_payment_roas": lambda cell, _: _ratio(cell["value"], cell["spend"]),
    "video_play_actions": lambda cell, _: str(cell["views"]),
    "video_watched_2s": lambda cell, _: str(cell["views"] // 2),
    "form": lambda _, __: "0",
}


def _ratio(top: float, bottom: float) -> str:
    return f"{top / bottom:.2f}" if bottom else "0.00"


def _number(text: object) -> float:
    try:
        return float(str(text))
    except ValueError:
        return -1.0
