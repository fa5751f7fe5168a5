"""Days unlike others: promotions, holidays, outages, written by hand or imported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from adhelm.core.ads import Period
from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.principal import Principal, Scope
from adhelm.observe.plans.logic import calendars, reaching
from adhelm.observe.plans.service.writing import (
    author,
    changing,
    check_days,
    expect,
    new_id,
    none_such,
    note,
)
from adhelm.observe.plans.store import days as kept
from adhelm.observe.plans.types import (
    BadPlan,
    CalendarDay,
    Change,
    DayKind,
    DayRow,
    Reach,
    Step,
)

_LONGEST_NAME = 300
_LONGEST_EVENT = 366
_LARGEST_EFFECT = 1000
_MOST_YEARS = 10


def list_calendar(
    *,
    principal: Principal,
    database: Database,
    days: tuple[date | None, date | None] = (None, None),
    kind: DayKind | None = None,
    platform: str = "",
    after: tuple[date, str] | None = None,
    limit: int | None = None,
) -> list[CalendarDay]:
    """Return entries that share a day with `days` (both included), by first day and id."""
    principal.require(Scope.read)
    with database.reading() as connection:
        return kept.calendar(
            connection,
            principal.workspace_id,
            days=days,
            wanted={"kind": kind.value if kind else "", "platform": platform},
            accounts=principal.accounts,
            after=after,
            limit=limit,
        )


def events_in(*, principal: Principal, database: Database, period: Period) -> list[CalendarDay]:
    """Return all entries of a period's local days: for charts and for baselines."""
    if not period.days:
        return []
    return list_calendar(principal=principal, database=database, days=(period.start, period.last))


def get_day(*, principal: Principal, database: Database, day_id: str) -> CalendarDay:
    """
    Return one entry.

    :raises NoSuchPlan: if there is none of that id in the workspace.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        return _seen(connection, principal, day_id)


def add_day(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    kind: DayKind,
    name: str,
    first_day: date,
    last_day: date | None = None,
    reach: Reach | None = None,
    effect: Decimal | None = None,
) -> CalendarDay:
    """
    Write days into the calendar, both ends included, in the platforms' local days.

    `effect` is the change that is expected: 0.3 is thirty percent more than usual.

    :raises BadPlan: if name, days or effect cannot be.
    """
    principal.require(Scope.write)
    made_id = new_id("day")
    made = CalendarDay(
        id=made_id,
        kind=kind,
        name=name.strip(),
        first_day=first_day,
        last_day=last_day or first_day,
        reach=reach or Reach(),
        effect=effect,
        source="",
        uid=made_id,
        author=author(principal),
        at=clock.now(),
        version=1,
    )
    _check(principal, made)
    with changing(principal, database) as connection:
        kept.put_days(connection, principal.workspace_id, [made], new=True)
        note(
            connection, principal, clock, action="add_day", subject=f"day:{made.id}",
            after=_told(made),
        )  # fmt: skip
    return made


def change_day(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    day_id: str,
    kind: DayKind | None = None,
    name: str | None = None,
    first_day: date | None = None,
    last_day: date | None = None,
    effect: Decimal | None = None,
    expected: int | None = None,
) -> CalendarDay:
    """
    Change what is given of an entry.

    :raises NoSuchPlan: if there is none of that id in the workspace.
    :raises Changed: if it is not at the version `expected` any more.
    :raises BadPlan: if name, days or effect cannot be.
    """
    principal.require(Scope.write)
    with changing(principal, database) as connection:
        before = _seen(connection, principal, day_id)
        expect("calendar entry", before.version, expected)
        made = replace(
            before,
            kind=kind or before.kind,
            name=before.name if name is None else name.strip(),
            first_day=first_day or before.first_day,
            last_day=last_day or before.last_day,
            effect=before.effect if effect is None else effect,
            at=clock.now(),
            version=before.version + 1,
        )
        _check(principal, made)
        kept.put_days(connection, principal.workspace_id, [made], new=False)
        note(
            connection, principal, clock, action="change_day", subject=f"day:{made.id}",
            before=_told(before), after=_told(made),
        )  # fmt: skip
    return made


def remove_day(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    day_id: str,
    expected: int | None = None,
) -> None:
    """
    Take an entry away; the audit tells what it was.

    :raises NoSuchPlan: if there is none of that id in the workspace.
    :raises Changed: if it is not at the version `expected` any more.
    """
    principal.require(Scope.write)
    with changing(principal, database) as connection:
        before = _seen(connection, principal, day_id)
        expect("calendar entry", before.version, expected)
        reaching.require_reach(principal, before.reach)
        kept.remove_day(connection, principal.workspace_id, day_id)
        note(
            connection, principal, clock, action="remove_day", subject=f"day:{day_id}",
            before=_told(before),
        )  # fmt: skip


def import_calendar(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    data: bytes,
    file: str,
    kind: DayKind = DayKind.other,
    zone: str = "UTC",
    reach: Reach | None = None,
    dry_run: bool = False,
) -> list[Step]:
    """
    Write the events of a calendar file (.ics) as local days of `zone`; all of them or none.

    The same event of the same file name is changed, not doubled.

    :raises BadSheet: naming each event that cannot be.
    :raises BadPlan: if there is no such time zone.
    """
    principal.require(Scope.write)
    if len(data) > _MOST_BYTES:
        raise BadPlan(f"'{file}' is too large", hint=f"at most {_MOST_BYTES:,} bytes")
    name = reaching.line(file, what="file name", longest=150)
    rows = calendars.read_ics(data, file=name, zone=zone_of(zone), kind=kind)
    return _take(principal, database, clock, rows, f"ics:{name}", reach=reach, dry_run=dry_run)


def import_holidays(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    country: str,
    region: str = "",
    years: Sequence[int],
    reach: Reach | None = None,
    dry_run: bool = False,
) -> list[Step]:
    """
    Write a country's public holidays of some years.

    :raises BadPlan: if no list of that country or region is known, or the years are too many.
    :raises HolidaysMissing: if the lists are not installed.
    """
    principal.require(Scope.write)
    wanted = range(min(years, default=0), max(years, default=0) + 1)
    if not years or len(wanted) > _MOST_YEARS or not 2000 <= wanted[0] <= wanted[-1] < 2100:  # noqa: PLR2004
        raise BadPlan("these are no years to plan for", hint=f"at most {_MOST_YEARS} years")
    rows = calendars.public_holidays(country, years=wanted, region=region)
    source = f"holidays:{country.upper()}" + (f"-{region}" if region else "")
    return _take(principal, database, clock, rows, source, reach=reach, dry_run=dry_run)


def zone_of(text: str) -> str:
    """
    Return the name of a time zone.

    :raises BadPlan: if there is none of that name.
    """
    try:
        return ZoneInfo(text).key
    except (ValueError, OSError, KeyError):
        raise BadPlan(f"'{text[:60]}' is no time zone", hint="such as Europe/Berlin") from None


_MOST_BYTES = 5_000_000


def _take(
    principal: Principal,
    database: Database,
    clock: Clock,
    rows: Sequence[DayRow],
    source: str,
    *,
    reach: Reach | None,
    dry_run: bool,
) -> list[Step]:
    of = reach or Reach()
    reaching.require_reach(principal, of)
    with changing(principal, database) as connection:
        there = kept.of_source(
            connection, principal.workspace_id, source, [row.uid for row in rows]
        )
        fresh = _Fresh(principal, clock, source, of)
        made = [fresh.of(row, there.get(row.uid)) for row in rows]
        steps = [_step(row, there.get(row.uid), one) for row, one in zip(rows, made, strict=True)]
        if not dry_run:
            new = [one for one in made if one.uid not in there]
            changed = [one for one in made if there.get(one.uid, one) is not one]
            kept.put_days(connection, principal.workspace_id, new, new=True)
            kept.put_days(connection, principal.workspace_id, changed, new=False)
            if new or changed:
                note(
                    connection, principal, clock, action="import_calendar",
                    subject=f"calendar:{source}",
                    after={"new": len(new), "changed": len(changed),
                           "days": [f"{one.first_day} {one.name}" for one in (*new, *changed)]},
                )  # fmt: skip
    return steps


@dataclass(frozen=True, slots=True)
class _Fresh:
    """What a row of a file becomes."""

    principal: Principal
    clock: Clock
    source: str
    reach: Reach

    def of(self, row: DayRow, before: CalendarDay | None) -> CalendarDay:
        if before is None:
            return CalendarDay(
                new_id("day"), row.kind, row.name, row.first_day, row.last_day, self.reach, None,
                self.source, row.uid, author(self.principal), self.clock.now(), 1,
            )  # fmt: skip
        made = replace(
            before, kind=row.kind, name=row.name, first_day=row.first_day,
            last_day=row.last_day, reach=self.reach,
        )  # fmt: skip
        if made == before:
            return before
        reaching.require_reach(self.principal, before.reach)
        who, now = author(self.principal), self.clock.now()
        return replace(made, author=who, at=now, version=before.version + 1)


def _step(row: DayRow, before: CalendarDay | None, made: CalendarDay) -> Step:
    change = Change.new if before is None else Change.same if made is before else Change.changed
    return Step(
        row.where or row.uid, change, made.name, _shown(before) if before else "", _shown(made)
    )


def _shown(day: CalendarDay) -> str:
    return f"{day.first_day}..{day.last_day} {day.kind} {day.name}"


def _seen(connection: Connection, principal: Principal, day_id: str) -> CalendarDay:
    found = kept.find_day(connection, principal.workspace_id, day_id)
    if found is None or not (
        found.reach.account == "" or reaching.is_within(principal, found.reach)
    ):
        raise none_such("calendar", day_id)
    return found


def _check(principal: Principal, made: CalendarDay) -> None:
    reaching.require_reach(principal, made.reach)
    check_days(made.first_day, made.last_day, most=_LONGEST_EVENT)
    if not reaching.line(made.name, what="name", longest=_LONGEST_NAME):
        raise BadPlan("these days need a name", hint="Black Week")
    effect = made.effect
    if effect is not None and not (effect.is_finite() and -1 <= effect <= _LARGEST_EFFECT):
        raise BadPlan(f"{effect} is no effect to expect", hint='"0.3" is thirty percent more')


def _told(day: CalendarDay) -> dict[str, object]:
    return {
        "kind": day.kind,
        "name": day.name,
        "days": f"{day.first_day}..{day.last_day}",
        "reach": str(day.reach),
        "effect": day.effect,
    }
