"""Questions to plans: which rows count, which sums are taken, which small tables are joined."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from adhelm.core.ads import Period
from adhelm.observe.warehouse.types import Slice
from adhelm.understand.metrics.logic import where as filters
from adhelm.understand.metrics.logic.actions import Ranking
from adhelm.understand.metrics.logic.catalogue import Catalogue
from adhelm.understand.metrics.logic.definition import Dimension, Source
from adhelm.understand.metrics.logic.entities import Entities
from adhelm.understand.metrics.logic.formula import Atom
from adhelm.understand.metrics.logic.needs import (
    Needs,
    QuestionRefused,
    id_column,
    window_days,
)
from adhelm.understand.metrics.logic.plan import DECIMAL, Credit, Key, Lookup, Plan, Rank, Sum
from adhelm.understand.metrics.logic.where import Test

_SLACK = 64
_COLUMNS = {"count": "platform_conversions", "value": "platform_conversion_value"}
_HALF = Decimal("1e-9")


@dataclass(frozen=True)
class CostSpans:
    """The key that tells which cost factors a row has, and the tables that it comes from."""

    key: Key
    lookups: tuple[Lookup, ...]


@dataclass(frozen=True)
class Ground:
    """What is known of the data when a question is planned."""

    facts: str
    conversions: str
    slices: Sequence[Slice]
    several_sources: bool = True
    """More than one source delivered rows, so that theirs have to be told apart."""
    hours: bool = False
    """Some rows are of hours: where a day has a row of its own, they do not count."""
    lone_ids: frozenset[str] = frozenset()
    """Levels whose ids are of one account each, so that the id alone names a group."""
    ranking: Ranking | None = None
    mapped: Sequence[tuple[Any, ...]] = ()
    """platform, account, event type, action, first and last day, client's event, primary (0/1)."""
    mapped_ranking: Ranking | None = None
    own_events: str = ""
    credit: Credit | None = None
    spans: CostSpans | None = None
    entities: Entities = field(default_factory=Entities)
    first_days: Mapping[str, Sequence[tuple[str, str, str, date]]] = field(default_factory=dict)
    """Level of a cohort -> connector, account, id, first active day."""
    rates: Sequence[tuple[str, date, Decimal]] = ()
    """currency, day, units of the wanted currency for one of it."""
    today: date = date.max


def plan(
    catalogue: Catalogue,
    wanted: Needs,
    ground: Ground,
    *,
    period: Period | None,
    read: Period | None,
) -> Plan:
    """
    Make the plan of a question over `period`, reading the days `read` for its windows.

    :raises QuestionRefused: if a metric cannot be had in that way.
    """
    parts: dict[str, tuple[str, ...]] = {}
    sums: list[Sum] = []
    for atom in summed_atoms(catalogue, wanted):
        # By date each day is fetched once, and windows are taken afterwards.
        fetched = Atom(atom.measure) if wanted.daily else atom
        made = list(_sums(catalogue, wanted, fetched, period))
        if atom.window and made[0].single:
            raise QuestionRefused(
                f"{atom.measure} cannot be added up over '{atom.window}'",
                hint=f"ask for {atom.measure} by date at the level it was reported",
            )
        parts[atom.column] = parts[fetched.column] = tuple(each.name for each in made)
        sums += [each for each in made if each not in sums]
    scope, lookups = _scope(ground, daily=wanted.question.grain == "day")
    keys, joined = _keys(wanted, ground, catalogue)
    tests, matched = _matches(wanted, ground)
    tested, for_tests = _filters(wanted, ground, catalogue)
    lookups += _conversion_lookups(ground, sums)
    lookups += ground.credit.lookups if ground.credit else ()
    if ground.rates:
        lookups.append(_rates(ground.rates))
    if ground.spans:
        keys.append(ground.spans.key)
        lookups += ground.spans.lookups
    return Plan(
        facts=ground.facts,
        conversions=ground.conversions,
        keys=tuple(keys),
        sums=tuple(sums),
        parts=tuple(parts.items()),
        where=wanted.rows,
        period=read,
        scope=scope,
        lookups=tuple(_once([*lookups, *joined, *tests, *for_tests])),
        filters=tuple(tested),
        matched=tuple(matched),
        ranked=tuple(each.side for each in lookups if each.name.startswith("actions")),
        fx=bool(ground.rates),
        rank=_rank(wanted, ground),
        hours=ground.hours,
        grain=wanted.question.grain,
        hourly=wanted.hourly,
        own_events=ground.own_events,
        credit=ground.credit,
    )


def summed_atoms(catalogue: Catalogue, wanted: Needs) -> tuple[Atom, ...]:
    """Return the sums to fetch: of costs, the sums that they are shares of."""
    found: list[Atom] = []
    for atom in wanted.atoms:
        cost = catalogue.definition.costs.get(atom.measure)
        if cost is None:
            found.append(atom)
        elif cost.of:
            found.append(Atom(cost.of, atom.window))
    return tuple(dict.fromkeys(found))


def _conversion_lookups(ground: Ground, sums: Sequence[Sum]) -> Iterator[Lookup]:
    if any(each.events for each in sums) and ground.ranking and ground.ranking.overlapping:
        yield _actions(ground.ranking, "events")
    if any(each.mapped for each in sums):
        yield _mapped(ground.mapped)
        if ground.mapped_ranking and ground.mapped_ranking.overlapping:
            yield _actions(ground.mapped_ranking, "mapped")


def _sums(catalogue: Catalogue, wanted: Needs, atom: Atom, period: Period | None) -> Iterator[Sum]:
    definition = catalogue.definition
    days = _days(catalogue, wanted, atom, period)
    money = catalogue.unit(atom.measure) == "money"
    if atom.measure in definition.measures:
        measure = definition.measures[atom.measure]
        yield Sum(
            atom.column, measure.column, days=days, money=money,
            single=not measure.additive, whole=measure.unit == "count",
        )  # fmt: skip
    elif atom.measure in definition.events:
        event = definition.events[atom.measure]
        yield Sum(atom.column, event.of, events=(event.event,), days=days, money=money)
    elif atom.measure in definition.books:
        booked = definition.books[atom.measure]
        yield Sum(atom.column, booked.of, booked=booked.events, days=days, money=money)
    else:
        part = definition.headline[atom.measure].of
        yield from _headline(atom.column, part, wanted.sources, days)


def _days(catalogue: Catalogue, wanted: Needs, atom: Atom, period: Period | None) -> Period | None:
    if not wanted.windows or wanted.daily or period is None or not period.days:
        return None
    return window_days(catalogue, atom.window, period.last) if atom.window else period


def _headline(
    name: str, part: str, sources: Sequence[Source], days: Period | None
) -> Iterator[Sum]:
    claimed: list[str] = []
    for index, source in enumerate(sources):
        mine = [each for each in source.connectors if each not in claimed]
        whose = tuple(mine) if source.connectors else (("!", *claimed) if claimed else ())
        if source.connectors and not mine:
            continue
        yield Sum(
            name if len(sources) == 1 else f"{name}~{index}",
            _COLUMNS[part] if source.headline else part,
            connectors=whose,
            events=source.events,
            mapped=source.mapped,
            days=days,
            money=part == "value",
        )
        if not source.connectors:
            return
        claimed += mine


def _scope(ground: Ground, *, daily: bool) -> tuple[tuple[tuple[str, str], ...], list[Lookup]]:
    ways = {(each.level, each.breakdown, each.source_id) for each in ground.slices}
    if len(ways) == 1 and daily:
        level, breakdown, source = ways.pop()
        told = (("source_id", source),) if ground.several_sources else ()
        return (("level", level), ("breakdown", breakdown), *told), []
    rows = [
        (s.connector, s.platform, s.account_id, s.level, s.breakdown, s.source_id, s.start, s.end)
        for s in ground.slices
    ]
    on = ("connector", "platform", "account_id", "level", "breakdown", "source_id")
    columns = (*((name, "string") for name in on), ("first_day", "date"), ("last_day", "date"))
    days = ("first_day", "last_day")
    return (), [
        Lookup(
            _named("slices", rows),
            on,
            columns,
            rows,
            between=days,
            side="platforms",
            must_match=True,
        )
    ]


def _keys(wanted: Needs, ground: Ground, catalogue: Catalogue) -> tuple[list[Key], list[Lookup]]:
    keys: dict[str, Key] = {}
    lookups: list[Lookup] = []
    for name, dimension in wanted.by.items():
        if dimension.entity and dimension.part in {None, "name"}:
            keys |= {key.name: key for key in _identity(dimension.entity, ground)}
            continue
        kind, argument, lookup = _direct(name, dimension, ground, catalogue)
        keys[name] = Key(name, kind, argument)
        lookups += lookup
    return list(keys.values()), lookups


def _identity(level: str, ground: Ground) -> Iterator[Key]:
    if level not in ground.lone_ids:
        yield Key("~connector", "column", "connector")
        yield Key("~account_id", "column", "account_id")
    if level != "account":
        yield Key(f"~{level}", "column", id_column(level))


def _direct(
    name: str, dimension: Dimension, ground: Ground, catalogue: Catalogue
) -> tuple[str, str, list[Lookup]]:
    for kind in ("calendar", "clock", "breakdown", "column"):
        if argument := getattr(dimension, kind):
            return kind, argument, []
    if dimension.cohort:
        return _cohort(dimension, ground)
    if dimension.maturity:
        return "maturity", "final_until", [_maturity(dimension, ground, catalogue)]
    column = f"label_{name.replace('.', '_')}"
    rows = [(*key, label) for key, label in ground.entities.labels(dimension)]
    level = dimension.entity or "campaign"
    return "column", column, [_entity_lookup(column, level, rows, "string")]


def _cohort(dimension: Dimension, ground: Ground) -> tuple[str, str, list[Lookup]]:
    level = str(dimension.cohort)
    column = f"first_day_{level}"
    lookup = _entity_lookup(column, level, ground.first_days[level], "date")
    if dimension.kind in {"age", "age_week"}:
        return str(dimension.kind), column, [lookup]
    return f"first_{dimension.kind}", column, [lookup]


def _maturity(dimension: Dimension, ground: Ground, catalogue: Catalogue) -> Lookup:
    rows = []
    for platform in sorted({each.platform for each in ground.slices}):
        lookback = catalogue.lookback(platform)
        days = getattr(lookback, str(dimension.maturity))
        rows.append((platform, ground.today - timedelta(days=days + 1)))
    columns = (("platform", "string"), ("final_until", "date"))
    return Lookup(_named("maturity", rows), ("platform",), columns, rows)


def _entity_lookup(column: str, level: str, rows: Sequence[Any], kind: str) -> Lookup:
    on = ("connector", "account_id", *(() if level == "account" else (id_column(level),)))
    columns = (*((name, "string") for name in on), (column, kind))
    kept = [(row[0], row[1], row[3]) for row in rows] if level == "account" else list(rows)
    return Lookup(_named(column, kept), on, columns, kept)


def _matches(wanted: Needs, ground: Ground) -> tuple[list[Lookup], list[tuple[str, str]]]:
    lookups, matched = [], []
    for test in filters.tests(wanted.rows):
        dimension = wanted.tested[test.name]
        if not (dimension.part or dimension.naming):
            continue
        column = "match_" + hashlib.sha256(repr(test).encode()).hexdigest()[:12]
        rows = [(*key, 1) for key in _matching(dimension, test, ground)]
        level = dimension.entity or "campaign"
        lookups.append(_entity_lookup(column, level, rows, "int64"))
        matched.append((repr(test), column))
    return lookups, matched


def _matching(dimension: Dimension, test: Test, ground: Ground) -> Sequence[tuple[str, str, str]]:
    if test.sign == "null":
        # Turned around by the query: entities that nobody named have no row to match.
        return [key for key, _ in ground.entities.labels(dimension)]
    return ground.entities.matching(dimension, test)


def _filters(
    wanted: Needs, ground: Ground, catalogue: Catalogue
) -> tuple[list[tuple[str, tuple[str, str]]], list[Lookup]]:
    tested, lookups = [], []
    for name, dimension in wanted.tested.items():
        if dimension.part or dimension.naming:
            continue
        kind, argument, needed = _direct(name, dimension, ground, catalogue)
        tested.append((name, (kind, argument)))
        lookups += needed
    return tested, lookups


def _mapped(rows: Sequence[tuple[Any, ...]]) -> Lookup:
    on = ("platform", "account_id", "event_type", "conversion_name")
    columns = (
        *((name, "string") for name in on),
        *(("mapped_from", "date"), ("mapped_to", "date")),
        *(("client_event", "string"), ("client_primary", "int64")),
    )
    days = ("mapped_from", "mapped_to")
    name = _named("mapped", rows)
    return Lookup(name, on, columns, rows, between=days, side="mapped", must_match=True)


def _actions(ranking: Ranking, side: str) -> Lookup:
    rows = [
        (r.connector, r.event_type, r.conversion_name, r.attribution_window, r.basis, action, rank)
        for r, action, rank in ranking.ranks
    ]
    on = ("connector", "event_type", "conversion_name", "attribution_window", "basis")
    columns = (*((name, "string") for name in on), ("action", "string"), ("rank", "int64"))
    return Lookup(_named(f"actions_{side}", rows), on, columns, rows, side=side, must_match=True)


def _rates(rates: Sequence[tuple[str, date, Decimal]]) -> Lookup:
    rows = []
    for currency, day, rate in rates:
        # Two columns of nine decimals carry eighteen: the engines' products stay exact.
        high = rate.quantize(_HALF, rounding="ROUND_DOWN")
        low = ((rate - high) * 10**9).quantize(_HALF)
        rows.append((currency, day, high, low))
    kinds = (
        ("currency", "string"),
        ("date", "date"),
        ("rate_high", DECIMAL),
        ("rate_low", DECIMAL),
    )
    return Lookup(_named("rates", rows), ("currency", "date"), kinds, rows)


def _rank(wanted: Needs, ground: Ground) -> Rank | None:
    question = wanted.question
    if not question.limit or not question.sort or question.compare or ground.spans:
        return None
    first = question.sort[0]
    formula = wanted.answer_formulas.get(first.lstrip("-"))
    by_hand = wanted.answer != filters.ALWAYS or (wanted.windows and wanted.daily)
    if formula is None or by_hand:
        return None
    return Rank(formula, first.startswith("-"), question.limit + _SLACK)


def _named(kind: str, rows: Sequence[Any]) -> str:
    return f"{kind}_{hashlib.sha256(repr(rows).encode()).hexdigest()[:16]}"


def _once(lookups: Sequence[Lookup]) -> list[Lookup]:
    return list({lookup.name: lookup for lookup in lookups}.values())
