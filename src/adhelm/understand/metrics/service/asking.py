"""One question, from its names to its answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from adhelm.core import ads
from adhelm.core.ads import Period
from adhelm.core.errors import Invalid
from adhelm.observe.conventions import FixedCost
from adhelm.observe.warehouse.types import Slice
from adhelm.understand.metrics.logic import answer as answers
from adhelm.understand.metrics.logic import hours
from adhelm.understand.metrics.logic import where as filters
from adhelm.understand.metrics.logic.actions import ranking
from adhelm.understand.metrics.logic.answer import Group, NoRate
from adhelm.understand.metrics.logic.catalogue import Catalogue
from adhelm.understand.metrics.logic.costs import Costs, span_tables, with_costs
from adhelm.understand.metrics.logic.credit import credit
from adhelm.understand.metrics.logic.definition import Dimension
from adhelm.understand.metrics.logic.entities import Entities
from adhelm.understand.metrics.logic.formula import EXACT
from adhelm.understand.metrics.logic.needs import (
    Needs,
    QuestionRefused,
    asks_costs,
    id_column,
    needs,
    read_period,
    window_days,
)
from adhelm.understand.metrics.logic.plan import Plan
from adhelm.understand.metrics.logic.planner import Ground, plan, summed_atoms
from adhelm.understand.metrics.logic.ranges import compared
from adhelm.understand.metrics.logic.rolling import Rolled, first_day, rolled, to_table
from adhelm.understand.metrics.service.said import Said
from adhelm.understand.metrics.store import Desk, Engine, Fetched
from adhelm.understand.metrics.types import Question

_LARGE = 20_000
"""Rows from which an answer by day is kept in columns."""


class MixedCurrencies(Invalid):
    """Amounts of several currencies would be added up."""

    code = "currency.mixed"


@dataclass(frozen=True, slots=True)
class Rate:
    """Units of the wanted currency for one unit of `base` on a day, and where it comes from."""

    base: str
    day: date
    rate: Decimal
    source: str
    fixed_on: date


RatesFor = Callable[[Sequence[str], str, Period], Iterable[Rate]]
"""(currencies, wanted currency, days) -> the rates that are known."""


@dataclass
class Found:
    """What running a question brought to light, for its provenance."""

    sql: list[str] = field(default_factory=list)
    slices: list[Slice] = field(default_factory=list)
    rates: list[Rate] = field(default_factory=list)
    currency: str = ""
    period: Period | None = None
    earlier: Period | None = None
    extent: Period | None = None
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Asking:
    """A question on its way: who knows what."""

    catalogue: Catalogue
    desk: Desk
    engine: Engine
    question: Question
    wanted: Needs
    today: date
    rates: RatesFor
    said: Said = field(default_factory=Said)
    in_columns: bool = False
    """Whether days without windows are kept in columns too, where that can be."""


@dataclass(frozen=True, slots=True)
class _Days:
    asked: Period
    read: Period
    """From far enough back for the windows of the first day."""


def run(asking: Asking) -> tuple[list[str], Sequence[tuple[Any, ...]], Found]:
    """
    Answer a question: columns, rows and what stands behind them.

    :raises AdhelmError: of the catalogue's kinds, if it cannot be answered as asked.
    """
    question, wanted = asking.question, asking.wanted
    found = Found(extent=_extent(asking))
    columns = _columns(question)
    period = question.period or found.extent
    if found.extent is None or period is None:
        found.warnings.append("there are no rows of this kind yet")
        return columns, [], found
    found.period = period
    now = _groups(asking, period, found)
    if isinstance(now, Rolled):
        large = asking.in_columns or len(now) >= _LARGE
        if not _by_hand(question, wanted) and large:
            return columns, now.cells(), found
        now = [group for group in now.groups() if answers.kept(wanted, group)]
    if question.compare:
        now = _with_comparison(asking, period, now, found)
    ordered = answers.ordered(wanted, now, question.limit)
    return columns, [_row(group, columns) for group in ordered], found


def prepare(catalogue: Catalogue, desk: Desk, question: Question, **known: Any) -> Asking:
    """Resolve a question's names against the catalogue."""
    wanted = needs(catalogue, question)
    said: Said = known.get("said", Said())
    if asks_costs(catalogue, wanted) and said.cost_levels:
        wanted = needs(catalogue, question, also=said.cost_levels)
    return Asking(catalogue, desk, question=question, wanted=wanted, **known)


def _columns(question: Question) -> list[str]:
    columns = list(question.by)
    for name in question.metrics:
        columns.append(name)
        if question.compare:
            columns += [f"{name}_previous", f"{name}_change"]
    return list(dict.fromkeys(columns))


def _row(group: Group, columns: Sequence[str]) -> tuple[Any, ...]:
    cells = {**group.values, **group.shown}
    return tuple(cells[name] for name in columns)


def _by_hand(question: Question, wanted: Needs) -> bool:
    return bool(question.sort or question.limit or question.compare) or (
        wanted.answer != filters.ALWAYS
    )


def _extent(asking: Asking) -> Period | None:
    known = [Period.closed(each.start, each.end) for each in _all_slices(asking)]
    if not known:
        _check_split(asking)
        hours.check(known, asked=asking.wanted.hourly)
    if _asks_books(asking) and (own := asking.desk.own_days()):
        known.append(own)
    if not known:
        return None
    return Period(min(each.start for each in known), max(each.end for each in known))


def _split(asking: Asking) -> str | None:
    return ",".join(asking.wanted.members) or None


def _check_split(asking: Asking) -> None:
    members = set(asking.wanted.members)
    known: set[str] = {row.breakdown for row in asking.desk.coverage()} - {""}
    if members and not any(members <= set(each.split(",")) for each in known):
        raise QuestionRefused(
            f"no rows are split by {' and '.join(sorted(members))}",
            hint=f"splits that were imported: {', '.join(sorted(known)) or 'none'}",
        )


def _groups(asking: Asking, period: Period, found: Found) -> list[Group] | Rolled:
    wanted = asking.wanted
    days = _Days(period, read_period(asking.catalogue, wanted, period))
    ground = _ground(asking, days.read, found)
    costs = _costs(asking, ground, days)
    if costs:
        ground = replace(ground, spans=span_tables(costs))
    made = _planned(asking, ground, days, found)
    if wanted.daily and not costs and (wanted.windows or _in_columns(asking, made)):
        return _rolled(asking, made, ground, period, found)
    fetched = asking.engine.fetch(made)
    found.sql.append(fetched.sql)
    if costs:
        made, rows = _with_costs(asking, made, fetched.rows, costs, days=days, found=found)
        if wanted.windows and wanted.daily:
            return _windowed(asking, made, ground, period, to_table(made, rows))
        fetched = Fetched(fetched.sql, rows)
    unknown = _open_windows(asking, period)
    groups = answers.groups(made, wanted, ground.entities, fetched.rows, open_windows=unknown)
    if made.rank and _needs_all(asking, made, groups):
        rows = asking.engine.fetch(replace(made, rank=None)).rows
        groups = answers.groups(made, wanted, ground.entities, rows, open_windows=unknown)
    return groups


def _in_columns(asking: Asking, made: Plan) -> bool:
    """Say whether days without windows are answered in columns: no row has to be looked at."""
    calendars = {each.calendar for each in asking.wanted.by.values()} - {None}
    plain = calendars == {"day"} and not asking.wanted.hourly
    alone = not made.rank and not any(each.single for each in made.sums)
    kept = asking.in_columns and not _by_hand(asking.question, asking.wanted)
    return kept and plain and alone


def _costs(asking: Asking, ground: Ground, days: _Days) -> Costs | None:
    if not asks_costs(asking.catalogue, asking.wanted):
        return None
    return asking.said.costs(asking.desk, ground.slices, asking.today, days.read)


def _with_costs(
    asking: Asking,
    made: Plan,
    rows: list[tuple[Any, ...]],
    costs: Costs,
    *,
    days: _Days,
    found: Found,
) -> tuple[Plan, list[tuple[Any, ...]]]:
    fixed = [_in_currency(asking, each, found.currency) for each in costs.fixed]
    made, rows, left = with_costs(
        asking.catalogue,
        asking.wanted,
        made,
        rows,
        replace(costs, fixed=fixed),
        period=days.asked,
        read=days.read,
    )
    if left:
        found.warnings.append(
            f"fixed costs of {left:f} {found.currency} belong to no single row and are left out"
        )
    return made, rows


def _in_currency(asking: Asking, cost: FixedCost, target: str) -> FixedCost:
    """Return a fixed amount in the answer's currency, at its own day's rate."""
    if not target or cost.currency == target:
        return cost
    if not asking.question.currency:
        raise MixedCurrencies(
            f"fixed costs in {cost.currency} do not add up with amounts in {target}",
            hint=f"--currency {target} converts them at each day's rate",
        )
    day = Period.closed(cost.date, cost.date)
    for rate in asking.rates([cost.currency], target, day):
        return replace(cost, amount=EXACT.multiply(cost.amount, rate.rate), currency=target)
    raise _no_rate(cost.currency, target, cost.date)


def _open_windows(asking: Asking, period: Period) -> Callable[[Mapping[str, Any]], Collection[str]]:
    """Return a function that names the windows that reach before a group's first day."""
    first = first_day(_all_slices(asking))
    starts = {
        name: window_days(asking.catalogue, name, period.last).start
        for name in asking.wanted.windows
    }
    return lambda key: [name for name, start in starts.items() if start < first(key)]


def _all_slices(asking: Asking) -> list[Slice]:
    return _slices(asking, None)


def _slices(asking: Asking, period: Period | None) -> list[Slice]:
    grain = "hour" if asking.wanted.hourly else asking.question.grain
    return asking.desk.slices(asking.wanted.levels, _split(asking), grain, period)


def _needs_all(asking: Asking, made: Plan, groups: list[Group]) -> bool:
    question = asking.question
    first = question.sort[0].lstrip("-")
    in_order = answers.ordered(asking.wanted, groups, None)
    return answers.tied(made, in_order, first, question.limit or 0)


def _ground(asking: Asking, read: Period, found: Found) -> Ground:
    wanted, desk, grain = asking.wanted, asking.desk, asking.question.grain
    slices = _slices(asking, read)
    found.slices += [each for each in slices if each not in found.slices]
    if wanted.hourly:
        days = desk.slices(wanted.levels, _split(asking), grain, read)
        found.warnings += hours.not_collected(days, slices)
    tables = ("facts", "conversions") if grain == "day" else ("period_facts", "period_conversions")
    files = [desk.files(table, read) for table in tables]
    views = [asking.engine.view(t, f) for t, f in zip(tables, files, strict=True)]
    lone = _lone_ids(asking, slices)
    made = summed_atoms(asking.catalogue, wanted)
    events = any(atom.measure not in asking.catalogue.definition.measures for atom in made)
    return Ground(
        facts=views[0],
        conversions=views[1],
        slices=slices,
        several_sources=len({row.source_id for row in desk.coverage()}) != 1,
        hours=grain == "day" and bool(desk.slices(wanted.levels, _split(asking), "hour", read)),
        lone_ids=lone,
        ranking=ranking(asking.catalogue.definition, desk.reported(grain)) if events else None,
        **_mapped(asking, read),
        **_booked(asking),
        entities=_entities(asking, lone),
        first_days=_first_days(asking),
        today=asking.today,
    )


def _mapped(asking: Asking, read: Period) -> dict[str, Any]:
    if not any(source.mapped for source in asking.wanted.sources):
        return {}
    grain = asking.question.grain
    # The map names actions one by one: they compete by attribution window only.
    plain = asking.catalogue.definition.model_copy(update={"actions": {}})
    return {
        "mapped": asking.said.mapped(asking.desk, grain, read),
        "mapped_ranking": ranking(plain, asking.desk.reported(grain)),
    }


def _asks_books(asking: Asking) -> bool:
    return any(atom.measure in asking.catalogue.definition.books for atom in asking.wanted.atoms)


def _booked(asking: Asking) -> dict[str, Any]:
    if not _asks_books(asking):
        return {}
    if asking.question.grain != "day":
        raise QuestionRefused(
            "the client's own books have days, exported ranges have none", hint="use daily data"
        )
    return {
        "own_events": asking.engine.view("own_events", asking.desk.files("own_events", None)),
        "credit": credit(asking.desk.entities("campaign")),
    }


def _dimensions(wanted: Needs) -> list[Dimension]:
    return [*wanted.by.values(), *wanted.tested.values()]


def _lone_ids(asking: Asking, slices: Sequence[Slice]) -> frozenset[str]:
    """Return the levels whose ids need no account beside them to name a group."""
    levels = {str(each.entity) for each in asking.wanted.by.values() if each.entity} - {"account"}
    accounts = {(each.connector, each.account_id) for each in slices}
    if asking.question.grain == "period" or "account" in asking.wanted.by or not levels:
        return frozenset()
    alone = len(accounts) <= 1
    return frozenset(
        level for level in levels if alone or asking.desk.lone_ids(level, id_column(level))
    )


def _entities(asking: Asking, lone: Collection[str]) -> Entities:
    named = [each for each in _dimensions(asking.wanted) if each.part]
    levels = sorted({str(each.entity) for each in named})
    known = {level: asking.desk.entities(level) for level in levels}
    owners = {level: asking.desk.owners(level) for level in levels if level in lone}
    parts = sorted({each.naming for each in _dimensions(asking.wanted) if each.naming})
    naming = asking.said.names(asking.desk, asking.today, parts) if parts else {}
    return Entities(known, naming, owners)


def _first_days(asking: Asking) -> dict[str, Sequence[tuple[str, str, str, date]]]:
    levels = {str(each.cohort) for each in _dimensions(asking.wanted) if each.cohort}
    return {level: asking.desk.first_days(level) for level in sorted(levels)}


def _planned(asking: Asking, ground: Ground, days: _Days, found: Found) -> Plan:
    """Plan a question, with the rates that bring its amounts into one currency."""
    made = _plan(asking, ground, days)
    if not asking.wanted.money:
        return made
    target = ads.currency(asking.question.currency) if asking.question.currency else ""
    booked = _currencies(asking, made, days.read)
    if not target or set(booked) <= {target}:
        _check_unmixed(asking, booked)
        found.currency = target or (booked[0] if len(booked) == 1 else "")
        return made
    rates = _rates(asking, booked, target, days.read)
    _check_rated(asking, made, rates, days.read)
    found.rates += rates
    found.currency = target
    known = [(rate.base, rate.day, rate.rate) for rate in rates]
    return _plan(asking, replace(ground, rates=known), days)


def _plan(asking: Asking, ground: Ground, days: _Days) -> Plan:
    return plan(asking.catalogue, asking.wanted, ground, period=days.asked, read=days.read)


def _currencies(asking: Asking, made: Plan, read: Period) -> list[str]:
    table = "facts" if asking.question.grain == "day" else "period_facts"
    by_statistics = asking.desk.currencies_of(asking.desk.files(table, read))
    if len(by_statistics) == 1 and not made.booked_sums:
        return by_statistics
    return asking.desk.currencies(made)


def _check_unmixed(asking: Asking, booked: Sequence[str]) -> None:
    if len(booked) > 1 and not asking.question.currency and "currency" not in asking.question.by:
        raise MixedCurrencies(
            f"the rows are booked in {', '.join(booked)}, which do not add up",
            hint=f"--currency {booked[0]} converts them at each day's rate; --by currency keeps "
            "them apart",
            currencies=list(booked),
        )


def _rates(asking: Asking, booked: Sequence[str], target: str, read: Period) -> list[Rate]:
    foreign = [each for each in booked if each != target]
    known = list(asking.rates(foreign, target, read))
    same = [Rate(target, day, Decimal(1), "same currency", day) for day in read]
    return [*known, *(same if target in booked else [])]


def _check_rated(asking: Asking, made: Plan, rates: Sequence[Rate], read: Period) -> None:
    known = {(rate.base, rate.day) for rate in rates}
    bases = {rate.base for rate in rates}
    if bases >= set(_currencies(asking, made, read)) and len(known) == len(bases) * read.days:
        return
    target = str(asking.question.currency).upper()
    for base, day in asking.desk.booked_days(made):
        if (base, day) not in known:
            raise _no_rate(base, target, day)


def _no_rate(base: str, target: str, day: date) -> NoRate:
    return NoRate(
        f"there is no rate from {base} to {target} on {day}",
        hint="load one: rates of the European Central Bank, or a file with your own",
        base=base,
        quote=target,
        date=str(day),
    )


def _rolled(asking: Asking, made: Plan, ground: Ground, period: Period, found: Found) -> Rolled:
    sql, table = asking.engine.table(made)
    found.sql.append(sql)
    return _windowed(asking, made, ground, period, table)


def _windowed(asking: Asking, made: Plan, ground: Ground, period: Period, table: Any) -> Rolled:
    return rolled(
        asking.catalogue,
        asking.wanted,
        made,
        ground.entities,
        table,
        period=period,
        first_day=first_day(_all_slices(asking)),
    )


def _with_comparison(asking: Asking, period: Period, now: list[Group], found: Found) -> list[Group]:
    question = asking.question
    earlier = compared(
        period, question.compare, match_weekday=question.match_weekday, today=asking.today
    )
    found.earlier = earlier
    before = _groups(asking, earlier, found)
    if isinstance(before, Rolled):
        before = before.groups()
    if found.extent and earlier.start < found.extent.start:
        found.warnings.append(
            f"the data begin on {found.extent.start}: {earlier} is compared in part or not at all"
        )
    return answers.compared(asking.wanted, now, before, period, earlier)
