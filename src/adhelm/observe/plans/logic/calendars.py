"""Calendars of files (.ics, RFC 5545) and of countries, as days unlike others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from adhelm.core.errors import AdhelmError, Unavailable
from adhelm.observe.plans.logic.reaching import line
from adhelm.observe.plans.types import BadPlan, BadSheet, DayKind, DayRow, RowProblem

if TYPE_CHECKING:
    from datetime import tzinfo

_LONGEST_NAME = 300
_MOST_EVENTS = 10_000
_MOST_DAYS = 366
_LINE = re.compile(r"(?P<name>[A-Za-z-]+)(?P<more>(?:;[^:\"]*(?:\"[^\"]*\")?)*):(?P<value>.*)")
_DURATION = re.compile(r"P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_ESCAPED = re.compile(r"\\([\\;,nN])")
_KINDS = {kind.value: kind for kind in DayKind}


class HolidaysMissing(Unavailable):
    """The lists of public holidays are not installed."""

    code = "plans.holidays_missing"


def read_ics(data: bytes, *, file: str, zone: str, kind: DayKind) -> list[DayRow]:
    """
    Return the events of a calendar as local days of `zone`, both ends included.

    A category of the event ('promotion', 'holiday', 'outage') goes before `kind`. An event that
    repeats by a rule is refused: a file with each day written out says what is meant.

    :raises BadSheet: naming each event that cannot be; then there are none.
    """
    try:
        lines = [*_lines(data.decode("utf-8-sig"))]
    except UnicodeError:
        raise BadSheet([RowProblem(file, "is no text", ".ics in UTF-8")]) from None
    if not any(text.upper() == "BEGIN:VCALENDAR" for _, text in lines):
        raise BadSheet([RowProblem(file, "is no calendar", "it begins with BEGIN:VCALENDAR")])
    days = []
    problems = []
    for at, event in _events(lines):
        where = f"{file} line {at}"
        try:
            if event.get("STATUS", ("", ""))[1].upper() != "CANCELLED":
                days.append(_day(event, where, ZoneInfo(zone), kind))
        except AdhelmError as error:
            problems.append(RowProblem(where, error.message, error.hint))
    if len(days) + len(problems) > _MOST_EVENTS:
        problems = [RowProblem(file, "has too many events", f"at most {_MOST_EVENTS:,}")]
    problems += _doubled(days)
    if problems:
        raise BadSheet(problems)
    return days


def public_holidays(country: str, *, years: range, region: str = "") -> list[DayRow]:
    """
    Return a country's public holidays (ISO 3166 code, and region where it has its own).

    :raises BadPlan: if no list of that country or region is known.
    :raises HolidaysMissing: if the lists are not installed.
    """
    try:
        import holidays
    except ModuleNotFoundError as error:
        raise HolidaysMissing(
            "the lists of public holidays are not installed",
            hint="pip install 'adhelm[holidays]', or import a calendar (.ics)",
        ) from error
    try:
        found = holidays.country_holidays(country.upper(), subdiv=region or None, years=years)
    except NotImplementedError as error:
        raise BadPlan(
            f"no public holidays are known of '{country[:20]}' '{region[:20]}'",
            hint="an ISO 3166 code such as DE, with a region such as BY",
        ) from error
    return [
        DayRow(f"{day}", DayKind.holiday, name[:_LONGEST_NAME], day, day)
        for day, name in sorted(found.items())
    ]


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines, those that were folded put together again, with their number."""
    whole, began = "", 0
    for at, part in enumerate(text.splitlines(), start=1):
        if part[:1] in {" ", "\t"} and began:
            whole += part[1:]
            continue
        if whole:
            yield began, whole
        whole, began = part, at
    if whole:
        yield began, whole


def _events(lines: list[tuple[int, str]]) -> Iterator[tuple[int, Mapping[str, tuple[str, str]]]]:
    """Yield each event with its first line: property -> (parameters, value)."""
    event: dict[str, tuple[str, str]] | None = None
    began, inner = 0, 0
    for at, text in lines:
        upper = text.strip().upper()
        if upper == "BEGIN:VEVENT":
            event, began, inner = {}, at, 0
        elif event is None:
            continue
        elif upper == "END:VEVENT":
            yield began, event
            event = None
        elif upper.startswith(("BEGIN:", "END:")):
            inner += 1 if upper.startswith("BEGIN:") else -1
        elif not inner and (found := _LINE.fullmatch(text)):
            event.setdefault(found["name"].upper(), (found["more"], found["value"].strip()))


def _day(event: Mapping[str, tuple[str, str]], where: str, zone: ZoneInfo, kind: DayKind) -> DayRow:
    if "RRULE" in event or "RDATE" in event:
        raise BadPlan("this event repeats by a rule", hint="export it with each day written out")
    if "DTSTART" not in event:
        raise BadPlan("this event has no start", hint="DTSTART;VALUE=DATE:20261127")
    start = _moment(*event["DTSTART"], zone)
    first = _local(start, zone)
    last = _last(event, start, zone)
    if last < first or (last - first).days >= _MOST_DAYS:
        raise BadPlan("this event ends before it starts, or lasts too long", hint="a year at most")
    name = _spoken(event.get("SUMMARY", ("", ""))[1]) or "event"
    uid = event.get("UID", ("", ""))[1] or f"{first}/{last}/{name}"
    occurrence = event.get("RECURRENCE-ID", ("", ""))[1]
    categories = event.get("CATEGORIES", ("", ""))[1].lower().split(",")
    said = next((_KINDS[each.strip()] for each in categories if each.strip() in _KINDS), kind)
    return DayRow(
        uid=line(f"{uid} {occurrence}".strip()[:_LONGEST_NAME], what="UID", longest=_LONGEST_NAME),
        kind=said,
        name=line(name[:_LONGEST_NAME], what="name", longest=_LONGEST_NAME),
        first_day=first,
        last_day=last,
        where=where,
    )


def _last(event: Mapping[str, tuple[str, str]], start: date | datetime, zone: ZoneInfo) -> date:
    """Return the last day: the end of an event is the first moment after it."""
    if "DTEND" in event:
        end = _moment(*event["DTEND"], zone)
    elif "DURATION" in event:
        end = _later(start, event["DURATION"][1])
    else:
        return _local(start, zone)
    if isinstance(end, datetime):
        over = end if end == start else end - timedelta(microseconds=1)
        return _local(over, zone)
    return max(end - timedelta(days=1), _local(start, zone)) if end == start else end - _A_DAY


_A_DAY = timedelta(days=1)


def _later(start: date | datetime, text: str) -> date | datetime:
    found = _DURATION.fullmatch(text.strip())
    if not found:
        raise BadPlan(f"'{text[:40]}' is no duration", hint="such as P3D")
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in found.groups())
    lasting = _bounded(days + 7 * weeks, hours, minutes, seconds)
    return start + lasting


def _bounded(days: int, hours: int, minutes: int, seconds: int) -> timedelta:
    if max(hours, minutes, seconds) > 10**8:
        raise BadPlan("this event lasts too long", hint="a year at most")
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def _moment(parameters: str, value: str, zone: ZoneInfo) -> date | datetime:
    try:
        if re.fullmatch(r"\d{8}", value):
            return _in_century(datetime.strptime(value, "%Y%m%d").date())  # noqa: DTZ007 - a day
        found = datetime.strptime(value.rstrip("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - zone below
    except ValueError:
        raise BadPlan(f"'{value[:40]}' is no day or instant", hint="such as 20261127") from None
    _in_century(found.date())
    return found.replace(tzinfo=_zone(parameters, value, zone))


def _in_century(day: date) -> date:
    if not 2000 <= day.year <= 2098:  # noqa: PLR2004 - what is planned for
        raise BadPlan(f"{day} is no day to plan for", hint="from 2000 to 2098")
    return day


def _zone(parameters: str, value: str, zone: ZoneInfo) -> tzinfo:
    if value.endswith("Z"):
        return ZoneInfo("UTC")
    named = re.search(r";TZID=\"?([^;\":]+)", parameters, re.IGNORECASE)
    if not named:
        return zone
    try:
        return ZoneInfo(named[1])
    except (ValueError, OSError, KeyError):
        raise BadPlan(f"'{named[1][:60]}' is no time zone", hint="such as Europe/Berlin") from None


def _local(moment: date | datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment


def _spoken(text: str) -> str:
    plain = _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], text)
    return " ".join(plain.split())


def _doubled(days: list[DayRow]) -> list[RowProblem]:
    seen: dict[str, str] = {}
    problems = []
    for day in days:
        if day.uid in seen:
            problems.append(RowProblem(day.where, f"has the UID of {seen[day.uid]}"))
        seen.setdefault(day.uid, day.where)
    return problems
