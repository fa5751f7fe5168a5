"""Days: ranges by their names, the buckets of a calendar, and the period to compare with."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from adhelm.core.ads import Period
from adhelm.core.errors import Invalid
from adhelm.understand.metrics.logic.words import meant

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ONE = timedelta(days=1)
_LAST = re.compile(r"(?:last |past )?(\d{1,4}) ?(d|days?|w|weeks?|m|months?)\Z")
_PAIR = re.compile(r"(.+?)\.\.(.+)\Z")
_QUARTER = re.compile(r"(\d{4})-?[qQ]([1-4])\Z")


class UnknownRange(Invalid):
    """The text names no range of days."""

    code = "query.range"


@dataclass(frozen=True, slots=True)
class Range:
    """A range and whether it hangs on the clock; `period` None is all there is."""

    period: Period | None
    relative: bool = False


def parse(text: str, *, today: date) -> Range:
    """
    Read a range of whole days: `28d`, `mtd`, `last month`, `2023-01-01..2023-02-28`, `2023-Q1`.

    Relative ranges end on the day before `today`, the last whole day.

    :raises UnknownRange: if the text names no range.
    """
    name = " ".join(text.lower().replace("_", " ").split())
    if name in {"all", "a", ""}:
        return Range(None)
    found = _named(name, today)
    if found:
        return Range(found, relative=True)
    fixed = _fixed(text.strip())
    if fixed is None:
        hint = meant(name, _NAMED) or "28d, mtd, last month, 2023-01, 2023-01-01..2023-02-28 or all"
        raise UnknownRange(f"'{text}' is no range of days", hint=hint)
    return Range(fixed)


def compared(period: Period, compare: str, *, match_weekday: bool, today: date) -> Period:
    """
    Return the period to compare with: `previous`, `year` or a range of its own.

    With `match_weekday` it is moved by whole weeks, so that Mondays meet Mondays.

    :raises UnknownRange: if `compare` names none.
    """
    if compare in {"previous", "year"}:
        step = period.days if compare == "previous" else _year_back(period)
        if match_weekday:
            step = -(-step // 7) * 7 if compare == "previous" else 364
        moved = timedelta(days=step)
        return Period(period.start - moved, period.end - moved)
    found = parse(compare, today=today).period
    if found is None:
        raise UnknownRange(
            f"'{compare}' is nothing to compare with", hint="previous, year or a range A..B"
        )
    return found


def bucket(kind: str, day: date) -> date:
    """Return the first day of the day's week, month, quarter or year."""
    starts: dict[str, Callable[[], date]] = {
        "day": lambda: day,
        "week": lambda: day - timedelta(days=day.weekday()),
        "month": lambda: day.replace(day=1),
        "quarter": lambda: day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
        "year": lambda: day.replace(month=1, day=1),
    }
    return starts[kind]()


def next_bucket(kind: str, start: date) -> date:
    """Return the first day of the bucket after the one that begins at `start`."""
    if kind in {"day", "week"}:
        return start + timedelta(days=1 if kind == "day" else 7)
    months = {"month": 1, "quarter": 3, "year": 12}[kind]
    index = start.year * 12 + start.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def shown(kind: str, start: date) -> date | str | int:
    """Return a bucket as answers name it: a date, `2026-01`, `2026-Q1`, 2026."""
    if kind == "month":
        return f"{start:%Y-%m}"
    if kind == "quarter":
        return f"{start.year}-Q{(start.month + 2) // 3}"
    return start.year if kind == "year" else start


def read_bucket(kind: str, text: str) -> date:
    """
    Return the first day of the bucket that `text` names.

    :raises UnknownRange: if it names none.
    """
    period = _fixed(text.strip())
    if period is None:
        raise UnknownRange(f"'{text}' is no {kind}", hint="2023-01-31, 2023-01, 2023-Q1 or 2023")
    return bucket(kind, period.start)


def _named(name: str, today: date) -> Period | None:
    if name in _NAMED:
        return _NAMED[name](today)
    found = _LAST.match(name)
    if found is None or int(found.group(1)) == 0:
        return None
    count, unit = int(found.group(1)), found.group(2)[0]
    if unit == "m":
        start = bucket("month", today)
        for _ in range(count):
            start = bucket("month", start - _ONE)
        return Period(start, bucket("month", today))
    days = count * (7 if unit == "w" else 1)
    return Period(today - timedelta(days=days), today)


def _since(kind: str) -> Callable[[date], Period]:
    return lambda today: Period(bucket(kind, today - _ONE), today)


def _whole_last(kind: str) -> Callable[[date], Period]:
    def last(today: date) -> Period:
        end = bucket(kind, today)
        return Period(bucket(kind, end - _ONE), end)

    return last


def _days(count: int) -> Callable[[date], Period]:
    return lambda today: Period(today - timedelta(days=count), today)


_NAMED: dict[str, Callable[[date], Period]] = {
    "today": lambda today: Period(today, today + _ONE),
    "yesterday": _days(1),
    "e": _days(1), "w": _days(7), "f": _days(28), "n": _days(91), "l": _days(365),
    "mtd": _since("month"), "month to date": _since("month"), "this month": _since("month"),
    "m": _since("month"), "p": _whole_last("month"), "y": _since("year"),
    "qtd": _since("quarter"), "quarter to date": _since("quarter"),
    "ytd": _since("year"), "year to date": _since("year"), "this year": _since("year"),
    "wtd": _since("week"), "week to date": _since("week"), "this week": _since("week"),
    "last week": _whole_last("week"), "last month": _whole_last("month"),
    "last quarter": _whole_last("quarter"), "last year": _whole_last("year"),
}  # fmt: skip


def _fixed(text: str) -> Period | None:
    pair = _PAIR.match(text)
    if not pair:
        return _span(text)
    first, last = _span(pair.group(1).strip()), _span(pair.group(2).strip())
    if first is None or last is None:
        return None
    if last.last < first.start:
        raise UnknownRange(f"'{text}' ends before it starts", hint="write it as FIRST..LAST")
    return Period(first.start, last.end)


def _span(text: str) -> Period | None:
    quarter = _QUARTER.match(text)
    try:
        if quarter:
            start = date(int(quarter.group(1)), int(quarter.group(2)) * 3 - 2, 1)
            return Period(start, next_bucket("quarter", start))
        if re.fullmatch(r"\d{4}", text):
            return Period(date(int(text), 1, 1), date(int(text) + 1, 1, 1))
        if re.fullmatch(r"\d{4}-\d{2}", text):
            start = date.fromisoformat(text + "-01")
            return Period(start, next_bucket("month", start))
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return Period.closed(date.fromisoformat(text), date.fromisoformat(text))
    except (ValueError, OverflowError):
        return None
    return None


def _year_back(period: Period) -> int:
    try:
        before = period.start.replace(year=period.start.year - 1)
    except ValueError:
        before = period.start.replace(year=period.start.year - 1, day=28)
    return (period.start - before).days
