"""Numbers in answer to a query: by entity, by day or hour, by device or conversion action."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

import numpy as np

from adhelm.core.ads import minor_units
from adhelm.sandbox.google_ads import gaql
from adhelm.sandbox.google_ads.fields import BY_CONVERSION_DATE, DATES, camel, get, snake
from adhelm.sandbox.google_ads.gaql import Query
from adhelm.sandbox.google_ads.shape import shaped
from adhelm.sandbox.google_ads.things import ACTIONS, KEYWORDS, Row, Things
from adhelm.sandbox.market import Numbers

DEVICES = (("MOBILE", 0.62), ("DESKTOP", 0.31), ("TABLET", 0.07))
GENDERS = (("MALE", 0.47), ("FEMALE", 0.45), ("UNDETERMINED", 0.08))
AGES = (
    ("AGE_RANGE_18_24", 0.14),
    ("AGE_RANGE_25_34", 0.27),
    ("AGE_RANGE_35_44", 0.24),
    ("AGE_RANGE_45_54", 0.16),
    ("AGE_RANGE_55_64", 0.1),
    ("AGE_RANGE_UNDETERMINED", 0.09),
)
COUNTRIES = ((2840, 0.55), (2276, 0.3), (2356, 0.15))
TERMS = ("near me", "price", "best")
_KEYWORD_SHARES = (0.5, 0.3, 0.2)
# The rest is what Google does not show: "other search terms".
_TERM_SHARES = (0.28, 0.2, 0.12, 0.4)
_LEVELS = {
    "customer": "account",
    "campaign": "campaign",
    "geographic_view": "campaign",
    "ad_group_ad": "ad",
}
_SHARES: dict[str, Sequence[float]] = {
    "keyword_view": _KEYWORD_SHARES,
    "search_term_view": _TERM_SHARES,
    "gender_view": [share for _, share in GENDERS],
    "age_range_view": [share for _, share in AGES],
    "geographic_view": [share for _, share in COUNTRIES],
}
_SIGNUP_EVERY = 20
_HOURS = 24
Keyed = list[tuple[Row, tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class _Part:
    """Numbers of one segment: entities × columns."""

    segment: dict[str, Any]
    numbers: Numbers
    action: int | None = None


def wanted(query: Query) -> bool:
    """Say whether a query asks for numbers."""
    return any(one.partition(".")[0] in {"metrics", "segments"} for one in query.fields)


def rows(things: Things, query: Query, found: Keyed) -> list[Row]:
    """Return the rows of a report."""
    days = days_of(things, query)
    if not found or not days:
        return []
    made = [
        line
        for part in _parts(things, query, days)
        for line in _lines(query, found, part, days, things)
    ]
    fixed = [one for one in query.conditions if _on_row(one.field)]
    kept = [
        line
        for line in made
        if all(gaql.holds(one, _value(one.field, line, found)) for one in fixed)
    ]
    kept.sort(key=_in_order)
    for field, down in reversed(query.order):
        kept.sort(key=partial(_value, field, found=found), reverse=down)
    shapes = [shaped(query, row) for row, _ in found]
    return [_wire(shapes[at], numbers, segment) for at, numbers, segment in kept[: query.limit]]


def short_of_budget(things: Things, campaign: int) -> bool:
    """Say whether a campaign could spend more than its budget lets it."""
    book = things.book
    budget = book.tree.budget_of_campaign[campaign][0]
    day = things.today - timedelta(days=1)
    spent = book.at_level(things.market.numbers(things.account, day, day), "campaign").spend
    return bool(spent[campaign, 0] >= 0.9 * book.amount(budget, day.toordinal()))


Line = tuple[int, dict[str, Any], dict[str, Any]]


def _in_order(line: Line) -> tuple[Any, ...]:
    return line[0], *line[2].values()


def _wire(shape: Row, numbers: dict[str, Any], segment: dict[str, Any]) -> Row:
    row = {**shape}
    if numbers:
        row["metrics"] = {
            name: str(value) if type(value) is int else value for name, value in numbers.items()
        }
    if segment:
        row["segments"] = {
            name: value if name != "hour" else int(value) for name, value in segment.items()
        }
    return row


def _on_row(field: str) -> bool:
    owner, _, rest = field.partition(".")
    return owner == "metrics" or (owner == "segments" and rest not in DATES)


def _value(field: str, line: Line, found: Keyed) -> Any:
    owner, _, rest = field.partition(".")
    if owner == "metrics":
        return line[1].get(camel(rest), 0)
    if owner == "segments":
        return line[2].get(camel(rest), "")
    return get(found[line[0]][0], field)


def days_of(things: Things, query: Query) -> list[date]:
    """Return the days that the conditions leave, at most up to today."""
    first, last = things.market.scenario.first_day, things.today
    bounded = {"from": False, "to": False}
    for one in query.conditions:
        if one.field == "segments.date":
            low, high = _bounds(one, things.today)
            bounded["from"] |= low is not None
            bounded["to"] |= high is not None
            first, last = max(first, low or first), min(last, high or last)
    if any(f"segments.{name}" in query.fields for name in DATES | {"hour"}) and not all(
        bounded.values()
    ):
        raise gaql.refuse(
            "EXPECTED_FILTERS_ON_DATE_RANGE",
            "A date segment needs a finite range of segments.date.",
        )
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _bounds(one: gaql.Condition, today: date) -> tuple[date | None, date | None]:
    if one.operator == "DURING":
        return gaql.during(one.values[0].upper(), today)
    try:
        days = [date.fromisoformat(text) for text in one.values]
    except ValueError as error:
        raise gaql.refuse("BAD_VALUE", f"'{one.values}' is no date.") from error
    step = timedelta(days=1)
    known: dict[str, tuple[date | None, date | None]] = {
        "=": (days[0], days[0]),
        "BETWEEN": (days[0], days[-1]),
        ">=": (days[0], None),
        ">": (days[0] + step, None),
        "<=": (None, days[0]),
        "<": (None, days[0] - step),
    }
    if one.operator not in known:
        raise gaql.refuse("BAD_OPERATOR", f"'{one.operator}' does not go with a date.")
    return known[one.operator]


def _parts(things: Things, query: Query, days: list[date]) -> Iterator[_Part]:
    by_hour = "segments.hour" in query.fields
    for hour, numbers in _hours(things, days) if by_hour else _whole(things, days):
        base = {"hour": hour} if by_hour else {}
        if "segments.device" in query.fields:
            shares = [share for _, share in DEVICES]
            for (device, _), part in zip(DEVICES, numbers.parted(shares), strict=True):
                yield from _by_action(things, query, {**base, "device": device}, part)
        else:
            yield from _by_action(things, query, base, numbers)


def _whole(things: Things, days: list[date]) -> Iterator[tuple[int, Numbers]]:
    yield 0, things.market.numbers(things.account, days[0], days[-1])


def _hours(things: Things, days: list[date]) -> Iterator[tuple[int, Numbers]]:
    of_days = [things.market.hours(things.account, day) for day in days]
    for hour in range(_HOURS):
        yield hour, Numbers.beside([one.columns(slice(hour, hour + 1)) for one in of_days])


def _by_action(
    things: Things, query: Query, segment: dict[str, Any], numbers: Numbers
) -> Iterator[_Part]:
    if not any(one.startswith("segments.conversion_action") for one in query.fields):
        yield _Part(segment, numbers)
        return
    for number, (id_, name, category, _) in enumerate(ACTIONS):
        said = {
            "conversionAction": things.name("conversionActions", str(id_)),
            "conversionActionName": name,
            "conversionActionCategory": category,
        }
        asked = {key: said[key] for key in said if f"segments.{snake(key)}" in query.fields}
        yield _Part({**segment, **asked}, numbers, action=number)


def _lines(
    query: Query, found: Keyed, part: _Part, days: list[date], things: Things
) -> Iterator[Line]:
    columns, keys = _columns(query, days)
    names = [one.partition(".")[2] for one in query.fields if one.startswith("metrics.")]
    summed = _summed(_at(query, found, part.numbers, things), columns)
    made = _metrics(things, summed, part.action)
    if BY_CONVERSION_DATE & set(names):
        came = things.market.arrived(things.account, days[0], days[-1])
        late = _metrics(things, _summed(_at(query, found, came, things), columns), part.action)
        made |= {one: late[one.removesuffix("_by_conversion_date")] for one in BY_CONVERSION_DATE}
    values = [made[name]().tolist() for name in names]
    wire_names = [camel(name) for name in names]
    alive = sum(np.abs(made[name]()) for name in names) if names else summed.impressions
    segmented = bool(part.segment) or bool(keys[0])
    shown = np.argwhere(alive if segmented else np.ones_like(alive)).tolist()
    for at, column in shown:
        cells = [one[at][column] for one in values]
        yield at, dict(zip(wire_names, cells, strict=True)), {**keys[column], **part.segment}


def _summed(numbers: Numbers, columns: list[int]) -> Numbers:
    return Numbers(
        **{
            name: np.add.reduceat(getattr(numbers, name), columns, axis=1)
            for name in Numbers.__dataclass_fields__
        }
    )


def _at(query: Query, found: Keyed, ads: Numbers, things: Things) -> Numbers:
    """Return the numbers of the rows found, in their order."""
    level = _LEVELS.get(query.resource, "ad_group")
    if query.resource not in _SHARES:
        return things.book.at_level(ads, level).rows(np.array([key[0] for _, key in found]))
    parts = [things.book.at_level(one, level) for one in _parted(query, ads)]
    return Numbers.stacked([parts[key[1]].rows(np.array([key[0]])) for _, key in found])


def _parted(query: Query, ads: Numbers) -> list[Numbers]:
    return ads.parted(_SHARES[query.resource])[: max(KEYWORDS, len(_SHARES[query.resource]))]


def _columns(query: Query, days: list[date]) -> tuple[list[int], list[dict[str, Any]]]:
    """Return where each column of the answer begins among the days, and what it is called."""
    names = [
        one.partition(".")[2]
        for one in query.fields
        if one.startswith("segments.") and one.partition(".")[2] in DATES
    ]
    starts: list[int] = []
    keys: list[dict[str, Any]] = []
    for number, day in enumerate(days):
        key = {camel(name): _DATE_PARTS[name](day) for name in names}
        if not keys or keys[-1] != key:
            starts.append(number)
            keys.append(key)
    return starts, keys


_DATE_PARTS: dict[str, Callable[[date], Any]] = {
    "date": lambda day: day.isoformat(),
    "week": lambda day: (day - timedelta(days=day.weekday())).isoformat(),
    "month": lambda day: day.replace(day=1).isoformat(),
    "quarter": lambda day: day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1).isoformat(),
    "year": lambda day: day.year,
    "day_of_week": lambda day: day.strftime("%A").upper(),
}


def _metrics(things: Things, of: Numbers, action: int | None) -> dict[str, Callable[[], Any]]:
    minor = 10 ** minor_units(things.account.currency)
    micros = of.spend * (1_000_000 // minor)
    signups = of.clicks // _SIGNUP_EVERY
    sales, value = of.conversions / 100, of.value / minor
    if action == 0:
        signups = signups * 0
    elif action == 1:
        sales, value = sales * 0.0, value * 0.0
    return {
        "impressions": lambda: of.impressions,
        "clicks": lambda: of.clicks,
        "interactions": lambda: of.clicks,
        "engagements": lambda: of.clicks,
        "cost_micros": lambda: micros,
        "video_trueview_views": lambda: of.views,
        "view_through_conversions": lambda: of.by_view // 100,
        "conversions": lambda: sales,
        "conversions_value": lambda: value,
        "all_conversions": lambda: sales + signups,
        "all_conversions_value": lambda: value,
        "ctr": lambda: _ratio(of.clicks, of.impressions),
        "average_cpc": lambda: _ratio(micros, of.clicks),
        "average_cost": lambda: _ratio(micros, of.clicks),
        "average_cpm": lambda: _ratio(micros * 1000, of.impressions),
        "cost_per_conversion": lambda: _ratio(micros, sales),
    }


def _ratio(top: Any, bottom: Any) -> Any:
    whole = np.asarray(bottom, dtype=np.float64)
    return np.divide(top, whole, out=np.zeros_like(whole), where=whole != 0)
