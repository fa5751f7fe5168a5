"""Insights: what was delivered and claimed, by level, day and breakdown; numbers are strings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import Any

import numpy as np

from adhelm.core.ads import minor_units
from adhelm.sandbox.frame.truth import money
from adhelm.sandbox.market import Numbers, texts
from adhelm.sandbox.market.types import FIELDS
from adhelm.sandbox.meta.asking import decoded, listed
from adhelm.sandbox.meta.errors import bad
from adhelm.sandbox.meta.nodes import GONE, Node, Nodes

_LEVELS = {"account": "account", "campaign": "campaign", "adset": "ad_group", "ad": "ad"}
_BREAKDOWNS: dict[str, tuple[tuple[str, float], ...]] = {
    "publisher_platform": (
        ("facebook", 0.54), ("instagram", 0.36), ("audience_network", 0.07), ("messenger", 0.03),
    ),
    "platform_position": (("feed", 0.6), ("story", 0.25), ("reels", 0.15)),
    "age": (("18-24", 0.16), ("25-34", 0.3), ("35-44", 0.25), ("45-54", 0.16), ("55-64", 0.08),
            ("65+", 0.05)),
    "gender": (("female", 0.52), ("male", 0.45), ("unknown", 0.03)),
    "country": (("US", 0.55), ("DE", 0.3), ("IN", 0.15)),
    "impression_device": (("iphone", 0.4), ("android_smartphone", 0.45), ("desktop", 0.15)),
    "device_platform": (("mobile_app", 0.85), ("desktop", 0.15)),
}  # fmt: skip
_HOURLY = "hourly_stats_aggregated_by_advertiser_time_zone"
_TOGETHER = ({"age", "gender"}, {"publisher_platform", "platform_position", "impression_device"})
_WINDOWS = frozenset(
    "1d_click 7d_click 28d_click 1d_view 7d_view 28d_view 1d_ev dda default skan_click "
    "skan_view incrementality".split()
)
_NAMES = frozenset("account_id account_name account_currency campaign_id campaign_name adset_id "
                   "adset_name ad_id ad_name objective".split())  # fmt: skip
_COUNTS = frozenset(
    "impressions clicks inline_link_clicks spend reach frequency cpc cpm ctr actions "
    "action_values purchase_roas outbound_clicks video_play_actions date_start date_stop".split()
)
_PURCHASES = ("omni_purchase", "purchase", "offsite_conversion.fb_pixel_purchase")
_PRESETS = {
    "yesterday": 1,
    "last_3d": 3,
    "last_7d": 7,
    "last_14d": 14,
    "last_28d": 28,
    "last_30d": 30,
    "last_90d": 90,
}
_LONGEST_STEP = 90
_HOURS = 24


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is asked for, understood."""

    level: str
    fields: tuple[str, ...]
    breakdowns: tuple[str, ...]
    windows: tuple[str, ...]
    first: date
    last: date
    step: str
    statuses: frozenset[str]


def rows(nodes: Nodes, params: Mapping[str, str], only: tuple[str, int] | None) -> Iterable[Node]:
    """
    Return the rows of a report on an account, or on one entity of it.

    :raises Refused: if a parameter is none.
    """
    wish = _wish(nodes, params)
    found = list(_entities(nodes, wish, only))
    if not found or wish.last < wish.first:
        return []
    ads = _only(nodes, nodes.market.numbers(nodes.account, wish.first, wish.last), only)
    made = _made(nodes, wish, found, ads, only)
    if wish.breakdowns:
        made = iter(sorted(made, key=lambda one: (one[0], one[1])))
    return (row for _, _, row in made)


def _made(
    nodes: Nodes,
    wish: _Wish,
    found: list[tuple[int, Node]],
    ads: Numbers,
    only: tuple[str, int] | None,
) -> Iterator[tuple[int, int, Node]]:
    starts = _starts(wish)
    for said, part in _parts(nodes, wish, ads, only):
        numbers = _stepped(nodes.book.at_level(part, _LEVELS[wish.level]), starts)
        yield from _rows(nodes, wish, found, said=said, numbers=numbers, starts=starts)


def _wish(nodes: Nodes, params: Mapping[str, str]) -> _Wish:
    level = params.get("level", "account")
    if level not in _LEVELS:
        raise bad("Param level must be one of account, campaign, adset, ad.", "level")
    asked = listed(params, "fields") or ["impressions", "spend"]
    breakdowns = tuple(listed(params, "breakdowns"))
    for name in asked:
        if name not in _NAMES | _COUNTS:
            raise bad(f"{name} is not valid for fields param. please check the doc.", "fields")
    _check_breakdowns(breakdowns)
    windows = tuple(listed(params, "action_attribution_windows"))
    if not set(windows) <= _WINDOWS:
        raise bad("Param action_attribution_windows has an unknown value.")
    first, last = _range(nodes, params)
    return _Wish(
        level=level,
        fields=tuple(asked),
        breakdowns=breakdowns,
        windows=windows,
        first=max(first, nodes.market.scenario.first_day),
        last=min(last, nodes.today),
        step=_step(params.get("time_increment", "all_days")),
        statuses=_statuses(params),
    )


def _check_breakdowns(breakdowns: Sequence[str]) -> None:
    for name in breakdowns:
        if name not in {*_BREAKDOWNS, _HOURLY}:
            raise bad(f"breakdowns[0] must be a valid value, not {name}.", "breakdowns")
    if len(breakdowns) > 1 and not any(set(breakdowns) <= one for one in _TOGETHER):
        raise bad("(breakdown) cannot be combined: " + ", ".join(breakdowns), "breakdowns")
    if "platform_position" in breakdowns and "publisher_platform" not in breakdowns:
        raise bad("platform_position needs publisher_platform.", "breakdowns")


def _step(text: str) -> str:
    if text in {"monthly", "all_days"} or (text.isdigit() and 0 < int(text) <= _LONGEST_STEP):
        return text
    raise bad("Param time_increment must be 1 to 90, monthly or all_days.", "time_increment")


def _statuses(params: Mapping[str, str]) -> frozenset[str]:
    for one in decoded(params, "filtering", []):
        if str(one.get("field", "")).endswith("effective_status"):
            return frozenset(str(value) for value in one.get("value", []))
    return frozenset()


def _range(nodes: Nodes, params: Mapping[str, str]) -> tuple[date, date]:
    asked = decoded(params, "time_range")
    if asked is not None:
        try:
            return date.fromisoformat(asked["since"]), date.fromisoformat(asked["until"])
        except (KeyError, TypeError, ValueError) as error:
            raise bad(
                "Must be a date representation in the format YYYY-MM-DD", "time_range"
            ) from error
    today, preset = nodes.today, params.get("date_preset", "last_30d")
    if preset in _PRESETS:
        return today - timedelta(days=_PRESETS[preset]), today - timedelta(days=1)
    first = today.replace(day=1)
    known = {
        "today": (today, today),
        "this_month": (first, today),
        "last_month": ((first - timedelta(days=1)).replace(day=1), first - timedelta(days=1)),
        "maximum": (nodes.market.scenario.first_day, today),
        "this_year": (today.replace(month=1, day=1), today),
    }
    if preset not in known:
        raise bad(f"Param date_preset has no value {preset}.", "date_preset")
    return known[preset]


def _entities(
    nodes: Nodes, wish: _Wish, only: tuple[str, int] | None
) -> Iterator[tuple[int, Node]]:
    account = {
        "account_id": nodes.account.id,
        "account_name": nodes.account.name,
        "account_currency": nodes.account.currency,
    }
    level = _LEVELS[wish.level]
    if level == "account":
        yield 0, account
        return
    for n in nodes.shown(level):
        status = nodes.effective(level, n)
        shown = status in wish.statuses if wish.statuses else status not in GONE
        if shown and (only is None or _inside(nodes, level, n, only)):
            yield n, account | _named(nodes, level, n)


def _inside(nodes: Nodes, level: str, n: int, only: tuple[str, int]) -> bool:
    above = {"campaign": nodes.book.campaign_of(level, n)}
    if level == "ad":
        above["ad_group"] = nodes.book.tree.ad_group[n]
    above[level] = n
    return above.get(only[0]) == only[1]


def _named(nodes: Nodes, level: str, n: int) -> Node:
    book = nodes.book
    campaign = book.campaign_of(level, n)
    said = {
        "campaign_id": book.id("campaign", campaign),
        "campaign_name": texts.name(book, "campaign", campaign),
        "objective": nodes.objective(campaign),
    }
    if level != "campaign":
        group = n if level == "ad_group" else book.tree.ad_group[n]
        said |= {
            "adset_id": book.id("ad_group", group),
            "adset_name": texts.name(book, "ad_group", group),
        }
    if level == "ad":
        said |= {"ad_id": book.id("ad", n), "ad_name": texts.name(book, "ad", n)}
    return said


def _only(nodes: Nodes, ads: Numbers, only: tuple[str, int] | None) -> Numbers:
    """Return the numbers with those of ads outside the entity asked for at zero."""
    if only is None:
        return ads
    inside = np.array(
        [_inside(nodes, "ad", n, only) for n in range(nodes.book.count("ad"))], dtype=np.int64
    )
    return Numbers(**{name: getattr(ads, name) * inside[:, None] for name in FIELDS})


def _parts(
    nodes: Nodes, wish: _Wish, ads: Numbers, only: tuple[str, int] | None
) -> Iterator[tuple[Node, Numbers]]:
    if not wish.breakdowns:
        yield {}, ads
    elif _HOURLY in wish.breakdowns:
        days = [wish.first + timedelta(days=n) for n in range((wish.last - wish.first).days + 1)]
        hours = [_only(nodes, nodes.market.hours(nodes.account, day), only) for day in days]
        for hour in range(_HOURS):
            said = {_HOURLY: f"{hour:02d}:00:00 - {hour:02d}:59:59"}
            yield said, Numbers.beside([one.columns(slice(hour, hour + 1)) for one in hours])
    else:
        cells = list(product(*(_BREAKDOWNS[name] for name in wish.breakdowns)))
        shares = [float(np.prod([share for _, share in cell])) for cell in cells]
        for cell, part in zip(cells, ads.parted(shares), strict=True):
            values = [value for value, _ in cell]
            yield dict(zip(wish.breakdowns, values, strict=True)), part


def _starts(wish: _Wish) -> list[int]:
    days = (wish.last - wish.first).days + 1
    if wish.step == "all_days":
        return [0]
    if wish.step == "monthly":
        return [n for n in range(days) if n == 0 or (wish.first + timedelta(days=n)).day == 1]
    return list(range(0, days, int(wish.step)))


def _stepped(numbers: Numbers, starts: list[int]) -> Numbers:
    return Numbers(
        **{name: np.add.reduceat(getattr(numbers, name), starts, axis=1) for name in FIELDS}
    )


def _rows(
    nodes: Nodes,
    wish: _Wish,
    found: list[tuple[int, Node]],
    *,
    said: Node,
    numbers: Numbers,
    starts: list[int],
) -> Iterator[tuple[int, int, Node]]:
    ends = [*[start - 1 for start in starts[1:]], (wish.last - wish.first).days]
    dates = [
        (str(wish.first + timedelta(days=a)), str(wish.first + timedelta(days=b)))
        for a, b in zip(starts, ends, strict=True)
    ]
    cells = {name: getattr(numbers, name).tolist() for name in FIELDS}
    for order, (entity, names) in enumerate(found):
        kept = {name: names[name] for name in wish.fields if name in names}
        for column, (start, stop) in enumerate(dates):
            cell = {name: cells[name][entity][column] for name in FIELDS}
            if cell["impressions"] or cell["spend"]:
                row = {**kept, **_numbers(nodes, wish, cell), **said}
                yield order, column, {**row, "date_start": start, "date_stop": stop}


def _numbers(nodes: Nodes, wish: _Wish, cell: Mapping[str, int]) -> Node:
    made = ((name, _NUMBERS[name](nodes, wish, cell)) for name in wish.fields if name in _NUMBERS)
    return {name: value for name, value in made if value}


def _cpc(nodes: Nodes, cell: Mapping[str, int], per: int, name: str) -> str | None:
    minor = 10 ** minor_units(nodes.account.currency)
    return _ratio(cell["spend"] * per / minor, cell[name])


_Made = Callable[[Nodes, _Wish, Mapping[str, int]], Any]
_NUMBERS: dict[str, _Made] = {
    "impressions": lambda _, __, cell: str(cell["impressions"]),
    "clicks": lambda _, __, cell: str(cell["clicks"]),
    "inline_link_clicks": lambda _, __, cell: str(cell["link_clicks"]),
    "spend": lambda nodes, _, cell: money(cell["spend"], nodes.account.currency),
    "reach": lambda _, __, cell: str(cell["reach"]),
    "frequency": lambda _, __, cell: _ratio(cell["impressions"], cell["reach"]),
    "cpc": lambda nodes, _, cell: _cpc(nodes, cell, 1, "clicks"),
    "cpm": lambda nodes, _, cell: _cpc(nodes, cell, 1000, "impressions"),
    "ctr": lambda _, __, cell: _ratio(cell["clicks"] * 100, cell["impressions"]),
    "actions": lambda _, wish, cell: _actions(cell, wish.windows),
    "action_values": lambda nodes, wish, cell: _values(nodes, cell, wish),
    "purchase_roas": lambda _, __, cell: _roas(cell),
    "outbound_clicks": lambda _, __, cell: _one("outbound_click", cell["link_clicks"]),
    "video_play_actions": lambda _, __, cell: _one("video_view", cell["views"]),
}


def _actions(cell: Mapping[str, int], windows: Sequence[str]) -> list[Node]:
    clicks, sales, view = cell["link_clicks"], cell["conversions"] // 100, cell["by_view"] // 100
    made = [_windowed("link_click", str(clicks), (clicks, clicks, 0), windows)] if clicks else []
    if sales:
        soon = min(cell["within_day"] // 100, sales - view)
        # Overlapping counts of the same sales, as Meta reports them: never to be added up.
        parts = (soon, sales - view, view)
        made += [_windowed(name, str(sales), parts, windows) for name in _PURCHASES]
    return made


def _values(nodes: Nodes, cell: Mapping[str, int], wish: _Wish) -> list[Node]:
    if not cell["conversions"]:
        return []
    currency, sales = nodes.account.currency, cell["conversions"]
    view = cell["value"] * cell["by_view"] // sales
    soon = cell["value"] * min(cell["within_day"], sales - cell["by_view"]) // sales
    parts = tuple(money(one, currency) for one in (soon, cell["value"] - view, view))
    whole = money(cell["value"], currency)
    return [
        _windowed(name, whole, (parts[0], parts[1], parts[2]), wish.windows) for name in _PURCHASES
    ]


def _windowed(
    name: str, value: str, parts: tuple[object, object, object], windows: Sequence[str]
) -> Node:
    said = {"action_type": name, "value": value}
    if windows:
        soon, click, view = (str(part) for part in parts)
        known = {"1d_click": soon, "7d_click": click, "28d_click": click, "1d_view": view}
        for window in windows:
            # 7d_view and 28d_view are still accepted and no longer answered.
            if float(known.get(window, 0)):
                said[window] = known[window]
    return said


def _roas(cell: Mapping[str, int]) -> list[Node]:
    if not cell["spend"] or not cell["value"]:
        return []
    return [{"action_type": "omni_purchase", "value": f"{cell['value'] / cell['spend']:.6f}"}]


def _one(name: str, value: int) -> list[Node]:
    return [{"action_type": name, "value": str(value)}] if value else []


def _ratio(top: float, bottom: float) -> str | None:
    return f"{top / bottom:.6f}" if bottom else None
