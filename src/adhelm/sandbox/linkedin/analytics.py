"""adAnalytics: one pivot or several, no pages, fifteen thousand rows and not one more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from adhelm.core.ads import minor_units
from adhelm.sandbox.frame.truth import money
from adhelm.sandbox.linkedin.errors import Refused, bad
from adhelm.sandbox.linkedin.things import Row, Things
from adhelm.sandbox.market import Numbers
from adhelm.sandbox.market.kinds import PER_DOLLAR
from adhelm.sandbox.market.types import FIELDS

_MOST_ROWS, _MOST_METRICS = 15_000, 20
_PIVOTS = {
    "ACCOUNT": "account",
    "CAMPAIGN_GROUP": "campaign",
    "CAMPAIGN": "ad_group",
    "CREATIVE": "ad",
}
_PEOPLE: dict[str, tuple[tuple[str, float], ...]] = {
    "MEMBER_COMPANY_SIZE": (("SIZE_2_TO_10", 0.2), ("SIZE_11_TO_50", 0.35),
                            ("SIZE_51_TO_200", 0.45)),
    "MEMBER_SENIORITY": (("urn:li:seniority:4", 0.5), ("urn:li:seniority:7", 0.3),
                         ("urn:li:seniority:8", 0.2)),
    "MEMBER_JOB_FUNCTION": (("urn:li:function:13", 0.4), ("urn:li:function:8", 0.6)),
    "MEMBER_COUNTRY_V2": (("urn:li:geo:103644278", 0.6), ("urn:li:geo:101282230", 0.4)),
    "IMPRESSION_DEVICE_TYPE": (("MOBILE_APP", 0.6), ("DESKTOP_WEB", 0.4)),
}  # fmt: skip
_FACETS = {
    "accounts": "account",
    "campaignGroups": "campaign",
    "campaigns": "ad_group",
    "creatives": "ad",
}
_KEYS = frozenset({"dateRange", "pivotValues"})
_METRICS = frozenset(
    "impressions clicks costInLocalCurrency costInUsd externalWebsiteConversions "
    "externalWebsitePostClickConversions externalWebsitePostViewConversions oneClickLeads "
    "landingPageClicks conversionValueInLocalCurrency approximateMemberReach totalEngagements "
    "videoViews videoStarts likes comments shares follows reactions otherEngagements "
    "companyPageClicks oneClickLeadFormOpens sends opens".split()
)
_REACH_DAYS = 92


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is asked for, understood."""

    pivot: str
    fields: tuple[str, ...]
    first: date
    last: date
    step: str
    facets: dict[str, set[str]]


def elements(seen: list[Things], query: Mapping[str, Any]) -> list[Row]:
    """
    Return the elements of a report over the accounts a caller sees; of others there are none.

    :raises Refused: if it cannot be asked so.
    """
    wish = _wish(query)
    made: list[Row] = []
    for things in seen:
        if len(made) < _MOST_ROWS and _touched(things, wish):
            made += list(_elements(things, wish))
    return made[:_MOST_ROWS]


def _wish(query: Mapping[str, Any]) -> _Wish:
    facets = {
        level: {str(urn) for urn in query[name]}
        for name, level in _FACETS.items()
        if query.get(name)
    }
    if not facets:
        raise Refused(400, "ILLEGAL_ARGUMENT", "At least one facet is required.")
    pivot = query.get("pivot") or next(iter(query.get("pivots") or []), None)
    if pivot not in {*_PIVOTS, *_PEOPLE}:
        raise bad("pivot", "FIELD_INVALID", f"No pivot {pivot}.")
    step = query.get("timeGranularity")
    if step not in {"ALL", "DAILY", "MONTHLY", "YEARLY"}:
        raise bad("timeGranularity", "MISSING_FIELD", "ALL, DAILY, MONTHLY or YEARLY.")
    fields = tuple(
        one for one in str(query.get("fields") or "impressions,clicks").split(",") if one
    )
    wrong = [one for one in fields if one not in _METRICS | _KEYS]
    if wrong:
        raise bad("fields", "FIELD_INVALID", f"Fields do not exist: {wrong}")
    if len(set(fields) - _KEYS) > _MOST_METRICS:
        raise bad("fields", "FIELD_VALUE_TOO_HIGH", "At most 20 metrics in one request.")
    first, last = _range(query.get("dateRange"))
    if "approximateMemberReach" in fields and (last - first).days >= _REACH_DAYS:
        raise bad("dateRange", "FIELD_VALUE_TOO_HIGH", "Reach goes back at most 92 days.")
    return _Wish(str(pivot), fields, first, last, str(step), facets)


def _range(asked: Any) -> tuple[date, date]:
    try:
        parts = [asked["start"], asked.get("end") or asked["start"]]
        days = [date(int(one["year"]), int(one["month"]), int(one["day"])) for one in parts]
    except (KeyError, TypeError, ValueError) as error:
        raise bad(
            "dateRange", "MISSING_FIELD", "dateRange=(start:(year:…,month:…,day:…))"
        ) from error
    return days[0], days[1]


def _touched(things: Things, wish: _Wish) -> bool:
    accounts = wish.facets.get("account")
    return accounts is None or things.urn("account", 0) in accounts


def _elements(things: Things, wish: _Wish) -> Iterator[Row]:
    first = max(wish.first, things.market.scenario.first_day)
    last = min(wish.last, things.today)
    if last < first:
        return
    level = _PIVOTS.get(wish.pivot, "account")
    ads = _facets(things, wish, things.market.numbers(things.account, first, last))
    starts = _starts(wish, first, last)
    days = [_range_said(first, last, starts, n) for n in range(len(starts))]
    for pivot, part in _parts(wish, ads):
        numbers = things.book.at_level(part, level)
        summed = {n: np.add.reduceat(getattr(numbers, n), starts, axis=1) for n in FIELDS}
        alive = summed["impressions"] + summed["spend"]
        cells = {name: values.tolist() for name, values in summed.items()}
        urns = [pivot or things.urn(level, n) for n in range(len(alive))]
        made = [(name, _MADE[name]) for name in wish.fields]
        for column, entity in zip(*np.nonzero(alive.T), strict=True):
            cell = {name: cells[name][entity][column] for name in _USED}
            context = _Context(days[column], urns[entity], things.account.currency)
            yield {name: make(context, cell) for name, make in made}


def _facets(things: Things, wish: _Wish, ads: Numbers) -> Numbers:
    if not {"campaign", "ad_group", "ad"} & wish.facets.keys():
        return ads
    keep = np.array(
        [_kept(things, wish, n) for n in range(things.book.count("ad"))], dtype=np.int64
    )
    return Numbers(**{name: getattr(ads, name) * keep[:, None] for name in FIELDS})


def _kept(things: Things, wish: _Wish, ad: int) -> bool:
    group = things.book.tree.ad_group[ad]
    way = {"campaign": things.book.campaign_of("ad", ad), "ad_group": group, "ad": ad}
    return all(
        things.urn(level, way[level]) in wish.facets[level] for level in way if level in wish.facets
    )


def _parts(wish: _Wish, ads: Numbers) -> Iterator[tuple[str, Numbers]]:
    if wish.pivot in _PIVOTS:
        yield "", ads
        return
    values = _PEOPLE[wish.pivot]
    for (value, _), part in zip(values, ads.parted([s for _, s in values]), strict=True):
        yield value, part


def _starts(wish: _Wish, first: date, last: date) -> list[int]:
    days = range((last - first).days + 1)
    dates = [first + timedelta(days=n) for n in days]
    if wish.step == "DAILY":
        return list(days)
    if wish.step == "MONTHLY":
        return [n for n in days if n == 0 or dates[n].day == 1]
    if wish.step == "YEARLY":
        return [n for n in days if n == 0 or (dates[n].month, dates[n].day) == (1, 1)]
    return [0]


def _range_said(first: date, last: date, starts: list[int], column: int) -> Row:
    start = starts[column]
    end = (starts[column + 1] if column + 1 < len(starts) else (last - first).days + 1) - 1
    return {
        "start": _day(first + timedelta(days=start)),
        "end": _day(first + timedelta(days=end)),
    }


def _day(day: date) -> Row:
    return {"year": day.year, "month": day.month, "day": day.day}


@dataclass(frozen=True, slots=True)
class _Context:
    """What an element says beside its numbers."""

    days: Row
    pivot: str
    currency: str


def _in_dollars(context: _Context, cell: Mapping[str, int]) -> str:
    major = cell["spend"] / float(10 ** minor_units(context.currency))
    return f"{major / PER_DOLLAR[context.currency]:.6f}"


def _count(name: str, divisor: int = 1) -> Callable[[_Context, Mapping[str, int]], int]:
    return lambda _, cell: cell[name] // divisor


_USED = ("impressions", "clicks", "link_clicks", "spend", "value", "conversions", "by_view",
         "reach", "views")  # fmt: skip
_MADE: dict[str, Callable[[_Context, Mapping[str, int]], Any]] = dict.fromkeys(
    _METRICS, lambda _, __: 0
) | {
    "dateRange": lambda context, _: context.days,
    "pivotValues": lambda context, _: [context.pivot],
    "impressions": _count("impressions"),
    "clicks": _count("clicks"),
    "costInLocalCurrency": lambda context, cell: money(cell["spend"], context.currency),
    "costInUsd": _in_dollars,
    "externalWebsiteConversions": _count("conversions", 100),
    "externalWebsitePostClickConversions": lambda _, cell: (
        cell["conversions"] // 100 - cell["by_view"] // 100
    ),
    "externalWebsitePostViewConversions": _count("by_view", 100),
    "conversionValueInLocalCurrency": lambda context, cell: money(cell["value"], context.currency),
    "oneClickLeads": _count("clicks", 40),
    "landingPageClicks": _count("link_clicks"),
    "approximateMemberReach": _count("reach"),
    "totalEngagements": _count("clicks"),
    "videoViews": _count("views"),
}
