"""Where the budgets of a month stand and where they land."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from adhelm.core.ads import Period
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.observe import plans
from adhelm.observe.plans.types import Budget, CalendarDay, Carry, Reach, Spending, Terms
from adhelm.observe.plans.types import State as Held
from adhelm.understand.pacing.logic import landing
from adhelm.understand.pacing.logic.landing import Known
from adhelm.understand.pacing.logic.projecting import HISTORY_DAYS, Ahead, Line, project
from adhelm.understand.pacing.service.spending import Books, Sources, Unsayable, books
from adhelm.understand.pacing.store import kept
from adhelm.understand.pacing.types import (
    Asked,
    BadQuestion,
    Day,
    NoSuchBudget,
    Pace,
    Pacing,
    State,
)

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Warehouse

_EARLIEST = date(2000, 1, 1)
_ONE_DAY = timedelta(days=1)
_FIRST_DAY = "no day of the month is over and reported yet: a landing is unknown on the first day"
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Planned:
    """A budget, all months of its reach, and what is known of its spend (or why nothing is)."""

    budget: Budget
    months: Mapping[date, Terms]
    known: Known | None
    why: str = ""


def pacing(
    *,
    principal: Principal,
    warehouse: Warehouse,
    database: Database,
    clock: Clock,
    asked: Asked | None = None,
) -> Pacing:
    """
    Return the budgets of a month (None: the current one), those that need a hand first.

    Days are the accounts' local days, amounts in each budget's own currency and basis.

    :raises BadQuestion: if the month is no first day of one.
    """
    principal.require(Scope.read)
    asked = asked or Asked()
    sources = Sources(principal, warehouse, database, clock, asked.as_of)
    return _answered(sources, asked, budget_id="")


def pace_of(
    *,
    principal: Principal,
    warehouse: Warehouse,
    database: Database,
    clock: Clock,
    budget_id: str,
) -> Pacing:
    """
    Return one budget's pace, day by day.

    :raises NoSuchBudget: if none of that id holds in the workspace.
    """
    principal.require(Scope.read)
    budget = plans.get_budget(principal=principal, database=database, budget_id=budget_id)
    if budget.effective is None or budget.effective.terms.amount is None:
        raise NoSuchBudget("nothing is planned there any more", hint="adhelm pace ls")
    sources = Sources(principal, warehouse, database, clock)
    return _answered(sources, Asked(month=budget.month), budget_id=budget_id)


def _answered(sources: Sources, asked: Asked, *, budget_id: str) -> Pacing:
    today = sources.clock.now().date()
    month = asked.month or today.replace(day=1)
    if month.day != 1:
        raise BadQuestion(f"{month} is no first day of a month", hint="such as 2026-03")
    reaches = _reaches(sources, month)
    wanted = [one for one in reaches[month] if _is_wanted(one, asked)] if reaches else []
    period = landing.month_of(month)
    read = Period(_begin(reaches, wanted, period, today), period.end)
    # Errors are pooled over all budgets, so that one alone is projected as in the list.
    found = books(sources, wanted, read)
    planned = [_planned(found, one, reaches, period) for one in wanted]
    made = _paced(sources, planned, period, today)
    with sources.database.reading() as connection:
        workspace = sources.principal.workspace_id
        earlier = kept.of_month(connection, workspace, month)
        accounts = sources.principal.accounts
        record = kept.record(
            connection, workspace, accounts=None if accounts is None else sorted(accounts)
        )
    rows = [
        replace(pace, before=_before(earlier.get(pace.budget_id, ()), pace))
        for pace, _ in made
        if asked.state in {None, pace.state} and budget_id in {"", pace.budget_id}
    ]
    rows.sort(key=landing.order)
    shown = {pace.budget_id for pace in rows}
    return Pacing(
        month=month,
        rows=tuple(rows),
        days={pace.budget_id: days for pace, days in made if pace.budget_id in shown},
        record=record,
        provenance={**found.provenance, "period": str(period), "history": str(read)},
        warnings=tuple(_warnings(rows)),
    )


def _reaches(sources: Sources, month: date) -> dict[date, list[Budget]]:
    """Return the budgets that hold by month, up to one."""
    held = plans.list_budgets(
        principal=sources.principal,
        database=sources.database,
        months=(_EARLIEST, month),
        state=Held.effective,
    )
    found: dict[date, list[Budget]] = {month: []}
    for one in held:
        if one.effective and one.effective.terms.amount is not None:
            found.setdefault(one.month, []).append(one)
    return found


def _is_wanted(one: Budget, asked: Asked) -> bool:
    pairs = (
        (asked.platform, one.reach.platform),
        (asked.account, one.reach.account),
        (asked.group, one.reach.group),
    )
    return all(wish in {"", part} for wish, part in pairs)


def _months(reaches: Mapping[date, Sequence[Budget]], reach: Reach) -> dict[date, Terms]:
    return {
        month: one.effective.terms
        for month, held in reaches.items()
        for one in held
        if one.reach == reach and one.effective
    }


def _begin(
    reaches: Mapping[date, Sequence[Budget]],
    wanted: Sequence[Budget],
    period: Period,
    today: date,
) -> date:
    """Return from when on spend is read: for the history, and for what months handed on."""
    begin = min(period.start, today) - timedelta(days=HISTORY_DAYS)
    for one in wanted:
        begin = min(begin, _chain(_months(reaches, one.reach), period.start))
    return begin


def _chain(months: Mapping[date, Terms], month: date) -> date:
    hands_on = [each for each, terms in months.items() if terms.carry is not Carry.none]
    return landing.chain(month, months, hands_on)


def _planned(
    found: Books, budget: Budget, reaches: Mapping[date, Sequence[Budget]], period: Period
) -> _Planned:
    terms = _terms(budget)
    months = _months(reaches, budget.reach)
    try:
        known = found.known(budget.reach, terms.basis, terms.currency, period)
    except Unsayable as error:
        return _Planned(budget, months, None, error.message)
    return _Planned(budget, months, known)


def _terms(budget: Budget) -> Terms:
    if budget.effective is None:
        raise NoSuchBudget("nothing is planned there", hint="adhelm budget ls")
    return budget.effective.terms


def _paced(
    sources: Sources, planned: Sequence[_Planned], period: Period, today: date
) -> list[tuple[Pace, tuple[Day, ...]]]:
    lines = [_line(one.known) if one.known else None for one in planned]
    there = [number for number, line in enumerate(lines) if line is not None]
    lifts = plans.events_in(principal=sources.principal, database=sources.database, period=period)
    ahead: dict[int, Ahead] = {}
    if there:
        days = [_wanted_days(planned[number], lifts) for number in there]
        whole = [line for line in lines if line is not None]
        ahead = dict(zip(there, project(whole, days), strict=True))
    return [_pace(one, ahead.get(number), period, today) for number, one in enumerate(planned)]


def _line(known: Known) -> Line | None:
    """Return the days up to the last known one; None: there is none, or nothing was ever spent."""
    import numpy as np

    whole = [day for day in known.whole if day < known.period.end]
    if not whole:
        return None
    first, last = min(whole), max(whole)
    values = [
        float(known.by_day.get(day, _NOTHING)) if day in known.whole else np.nan
        for day in Period.closed(first, last)
    ]
    made = np.array(values, dtype=np.float64)
    return Line(first.toordinal(), made) if np.nansum(np.abs(made)) > 0 else None


def _wanted_days(one: _Planned, events: Sequence[CalendarDay]) -> list[tuple[int, float]]:
    """Return the open days of a month, each with what the calendar expects of it."""
    if one.known is None:
        return []
    reach = one.budget.reach
    what = Spending(reach.platform, reach.account, reach.campaign)
    telling = [
        each for each in events if each.effect is not None and plans.covers(each.reach, what)
    ]
    found = []
    for day in one.known.open_days:
        lift = 1.0
        for each in telling:
            if day in each.period and each.effect is not None:
                lift *= max(1.0 + float(each.effect), 0.0)
        found.append((day.toordinal(), lift))
    return found


def _pace(
    one: _Planned, ahead: Ahead | None, period: Period, today: date
) -> tuple[Pace, tuple[Day, ...]]:
    known = one.known
    pace = _bare(one, period)
    if known is None:
        return replace(pace, why=one.why), ()
    pace = replace(
        pace,
        through=known.through,
        days_known=sum(day in known.period for day in known.whole),
        missing=known.missing,
    )
    if period.start > today + _ONE_DAY:
        needed = None if pace.available is None else pace.available / period.days
        daily = None if needed is None else landing.rounded(needed, pace.currency)
        return replace(pace, state=State.not_started, why="", daily_needed=daily), ()
    if known.through is None:
        return replace(pace, why=_FIRST_DAY), landing.spent_days(known, pace.currency)
    pace = replace(pace, spent=landing.rounded(known.spent, pace.currency))
    if not known.open_days:
        return landing.landed(pace, known), landing.spent_days(known, pace.currency)
    if ahead is None:
        why = "nothing was spent in the month and the weeks before it: no landing can be told"
        state = State.no_spend
        return replace(pace, state=state, why=why), landing.spent_days(known, pace.currency)
    made, days = landing.projected(pace, known, ahead)
    return replace(made, why=_why(made, ahead)), days


def _bare(one: _Planned, period: Period) -> Pace:
    terms = _terms(one.budget)
    month = _handed_on(one, period.start)
    return Pace(
        budget_id=one.budget.id,
        month=period.start,
        reach=one.budget.reach,
        currency=terms.currency,
        basis=terms.basis,
        planned=terms.amount or _NOTHING,
        carried=month.carried,
        available=month.available,
        state=State.unknown,
        why="",
        days=period.days,
        through=None,
        days_known=0,
        missing=(),
        spent=None,
    )


def _handed_on(one: _Planned, month: date) -> plans.Month:
    """Return the month with what the ones before handed on to it."""
    begin = _chain(one.months, month)
    spent = {}
    for each in one.months:
        days = landing.month_of(each)
        if one.known and begin <= each < month and all(day in one.known.whole for day in days):
            spent[each] = sum(
                (amount for day, amount in one.known.by_day.items() if day in days), _NOTHING
            )
    chained = {each: terms for each, terms in one.months.items() if each >= begin}
    return next(each for each in plans.months(chained, spent) if each.month == month)


def _why(pace: Pace, ahead: Ahead) -> str:
    said = []
    if pace.available is None:
        said.append("what the month before handed on is not known: not all of its days are")
    if ahead.silent:
        said.append("nothing was spent in the last days: the landing is as if it stayed so")
    if pace.missing:
        said.append(f"{len(pace.missing)} days were not reported and are estimated")
    return "; ".join(said)


def _before(earlier: Sequence[Any], pace: Pace) -> Any:
    older = [one for one in earlier if pace.through is None or one.through < pace.through]
    return older[-1] if older else None


def _warnings(rows: Sequence[Pace]) -> Iterator[str]:
    if any(one.projected is not None and one.state is not State.landed for one in rows):
        yield "landings are estimates: nine of ten are between low and high"
    if any(one.available is None for one in rows):
        yield "of some budgets it is not known what the month before handed on"
