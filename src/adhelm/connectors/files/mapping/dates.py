"""Dates as exports write them: orders, month names, ranges above the table."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from adhelm.connectors.contract import Question
from adhelm.connectors.files.mapping.lexicon import normal
from adhelm.core.errors import Invalid

ORDERS = ("dmy", "mdy")
_YEAR_FIRST = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$")
_COMPACT = re.compile(r"^((?:19|20)\d{2})(\d{2})(\d{2})$")
_ORDERED = re.compile(r"^(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})$")
_TIME = re.compile(r"[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?$")
_UTC = ("Z", "+00:00", "+0000")
_DECIDES = 3
_NEARLY_ALL = 0.9
_LONGEST = timedelta(days=3700)
ORDER_QUESTION = Question("date_order", "day or month first in its dates?", "--date-order", ORDERS)


class BothDateOrders(Invalid):
    """Some dates of a column can only be day first, others only month first."""

    code = "date.both_orders"


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and the hour where the text has one that is not midnight."""

    day: date
    hour: int | None = None


@dataclass(frozen=True, slots=True)
class Dates:
    """How the dates of a file are read. `moments` holds each text that could be read."""

    order: str
    moments: Mapping[str, Moment]
    question: Question | None = None


def read_dates(
    texts: Collection[str],
    *,
    months: Mapping[str, int],
    order: str = "",
    within: tuple[date, date] | None = None,
    timezone: str = "",
) -> Dates:
    """
    Read the distinct texts of a column. Instants in UTC become local days of `timezone`.

    :raises BothDateOrders: if no single order of day and month fits all of them.
    """
    zone = ZoneInfo(timezone) if timezone else None
    parts = {text: _split(text) for text in texts}
    ordered = [(int(m[1]), int(m[3])) for body, _ in parts.values() if (m := _numeric(body))]
    dotted = all(m[2] == "." for body, _ in parts.values() if (m := _numeric(body)))
    found, question = _order(set(ordered), order, dotted=dotted)
    if question:
        found = _likelier([body for body, _ in parts.values()], within)
        question = None if found else question
    used = found or "ymd"
    moments = {
        text: moment
        for text, (body, clock) in parts.items()
        if (moment := _moment(body, clock, used, months, zone))
    }
    moments = _whole_days(moments)
    return Dates(found or _plain_order(parts), moments, question)


def _whole_days(moments: dict[str, Moment]) -> dict[str, Moment]:
    """Drop the hour where every text says midnight, give or take the change to summer time."""
    hours = {moment.hour for moment in moments.values()}
    if 0 not in hours or not hours <= {0, 1, 23}:
        return moments
    late = timedelta(hours=1)
    return {
        text: Moment((datetime.combine(moment.day, time(moment.hour or 0)) + late).date())
        for text, moment in moments.items()
    }


def are_dates(texts: Collection[str], *, months: Mapping[str, int]) -> bool:
    """Say whether nearly all texts are days, in whatever order of day and month."""
    bodies = [_split(text)[0] for text in texts]
    read = [
        body
        for body in bodies
        if any(parse_day(body, months=months, order=order) for order in ORDERS)
    ]
    return bool(read) and len(read) >= _NEARLY_ALL * len(bodies)


def ranges_in(text: str, *, months: Mapping[str, int], order: str = "") -> list[tuple[date, date]]:
    """Return the ranges that a line above the table may name: two where its order is open."""
    orders = (order,) if order in ORDERS else ORDERS
    found = [(min(days), max(days)) for each in orders if (days := _dates_in(text, months, each))]
    sound = [(first, last) for first, last in found if last - first < _LONGEST]
    return list(dict.fromkeys(sound))


def _split(text: str) -> tuple[str, tuple[time, bool] | None]:
    text = text.strip()
    found = _TIME.search(text)
    if not found:
        return text, None
    clock = time(int(found[1]) % 24, int(found[2]))
    return text[: found.start()].strip(), (clock, found[4] in _UTC)


def _numeric(body: str) -> re.Match[str] | None:
    return _ORDERED.match(body)


def _order(
    pairs: set[tuple[int, int]], wanted: str, *, dotted: bool
) -> tuple[str, Question | None]:
    firsts, seconds = any(a > 12 for a, _ in pairs), any(b > 12 for _, b in pairs)  # noqa: PLR2004
    if firsts and seconds:
        raise BothDateOrders(
            "some dates are day first and others month first in one column",
            hint="export it again with one date format",
        )
    if not pairs or firsts or seconds:
        return ("dmy" if firsts else "mdy" if seconds else ""), None
    if wanted in ORDERS:
        return wanted, None
    if dotted or all(a == b for a, b in pairs):
        return "dmy", None
    return "", ORDER_QUESTION


def _likelier(bodies: list[str], within: tuple[date, date] | None) -> str:
    """Return the order that fills the given range, or whose days follow each other; else ''."""
    days = {order: _days(bodies, order) for order in ORDERS}
    fits = [
        order
        for order, found in days.items()
        if found and within and within[0] <= min(found) and max(found) <= within[1]
    ]
    if len(fits) == 1:
        return fits[0]
    density = {order: _density(found) for order, found in days.items()}
    best = max(ORDERS, key=lambda order: density[order])
    other = min(ORDERS, key=lambda order: density[order])
    return best if density[best] >= _DECIDES * density[other] else ""


def _density(days: set[date]) -> float:
    if len(days) < 2:  # noqa: PLR2004 - one day has no neighbour
        return 1.0
    return len(days) / ((max(days) - min(days)).days + 1)


def _days(bodies: list[str], order: str) -> set[date]:
    return {day for body in bodies if (m := _numeric(body)) and (day := _from_match(m, order))}


def _plain_order(parts: Mapping[str, tuple[str, object]]) -> str:
    return "ymd" if parts else ""


def _moment(
    body: str,
    clock: tuple[time, bool] | None,
    order: str,
    months: Mapping[str, int],
    zone: ZoneInfo | None,
) -> Moment | None:
    day = parse_day(body, months=months, order=order)
    if day is None or clock is None:
        return None if day is None else Moment(day)
    at, in_utc = clock
    if in_utc and zone and at != time():
        local = datetime.combine(day, at, UTC).astimezone(zone)
        return Moment(local.date(), local.hour)
    return Moment(day, at.hour)


def parse_day(body: str, *, months: Mapping[str, int], order: str) -> date | None:
    """Return the day that a text without a time names, or None."""
    if found := (_YEAR_FIRST.match(body) or _COMPACT.match(body)):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _numeric(body):
        return _from_match(found, order)
    return _named(body, months)


def _from_match(found: re.Match[str], order: str) -> date | None:
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    year += 2000 if year < 100 else 0  # noqa: PLR2004 - two digits
    return _day(year, first, second) if order == "mdy" else _day(year, second, first)


def _named(body: str, months: Mapping[str, int]) -> date | None:
    words = [word for word in re.split(r"[\s,]+", normal(body)) if word]
    month = next((months[word] for word in words if word in months), 0)
    numbers = [
        int(digits)
        for word in words
        if (digits := re.sub(r"(st|nd|rd|th|er|º|ª)$", "", word)).isdigit()
    ]
    if not month or not numbers or len(numbers) > 2:  # noqa: PLR2004 - a day and a year
        return None
    year = next((number for number in numbers if number > 31), 0)  # noqa: PLR2004 - no day
    rest = [number for number in numbers if number != year]
    return _day(year, month, rest[0] if rest else 1) if year else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_ANY_DATE = (
    re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}"),
    re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"),
)


def _dates_in(text: str, months: Mapping[str, int], order: str) -> list[date]:
    for pattern in _ANY_DATE:
        if found := pattern.findall(text):
            days = [parse_day(body, months=months, order=order or "dmy") for body in found]
            return [day for day in days if day]
    return _named_range(text, months)


def _named_range(text: str, months: Mapping[str, int]) -> list[date]:
    halves = re.split(r"\s+[-–—~〜]\s+|\s+(?:to|bis|au|al|a|até|tot)\s+", text)
    days = [_named(half, months) for half in halves]
    return [day for day in days if day]
