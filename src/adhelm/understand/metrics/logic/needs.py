"""What a question needs before it can be planned: checked names, levels, sums, kinds of tables."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from adhelm.core.ads import Period
from adhelm.core.errors import Invalid
from adhelm.understand.metrics.logic import formula as formulas
from adhelm.understand.metrics.logic import where as filters
from adhelm.understand.metrics.logic.catalogue import Catalogue
from adhelm.understand.metrics.logic.definition import Dimension, Source
from adhelm.understand.metrics.logic.formula import Atom, Formula
from adhelm.understand.metrics.logic.ranges import bucket
from adhelm.understand.metrics.logic.where import Condition
from adhelm.understand.metrics.logic.words import UnknownName, meant
from adhelm.understand.metrics.types import Question

# Coarsest first: which levels of rows know an entity of this level.
_KNOWS: dict[str, tuple[str, ...]] = {
    "account": ("account", "campaign", "ad_group", "ad", "keyword", "search_term"),
    "campaign": ("campaign", "ad_group", "ad", "keyword", "search_term"),
    "ad_group": ("ad_group", "ad", "keyword", "search_term"),
    "ad": ("ad",),
    "keyword": ("keyword",),
    "search_term": ("search_term",),
}
_ID = {"campaign": "campaign_id", "ad_group": "ad_group_id"}


class QuestionRefused(Invalid):
    """The question contradicts itself or the data model; the hint says what can be asked."""

    code = "query.refused"


@dataclass(frozen=True, slots=True)
class Needs:
    """A question with its names resolved."""

    question: Question
    formulas: dict[str, Formula]
    answer_formulas: dict[str, Formula]
    """Of all metrics that are shown, filtered or sorted by."""
    by: dict[str, Dimension]
    rows: Condition
    answer: Condition
    tested: dict[str, Dimension]
    """Dimensions that `rows` tests."""
    levels: tuple[str, ...]
    members: tuple[str, ...]
    """Breakdown members asked for, sorted."""
    sources: tuple[Source, ...]
    """Of the conversion rule, where a headline metric is asked for."""
    money: bool

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """Return each sum needed once, in order."""
        found = (atom for each in self.answer_formulas.values() for atom in formulas.atoms(each))
        return tuple(dict.fromkeys(found))

    @property
    def daily(self) -> bool:
        """Say whether windows are taken along the days of the answer."""
        return any(each.calendar == "day" for each in self.by.values())

    @property
    def hourly(self) -> bool:
        """Say whether rows of hours answer, and none of days."""
        return any(each.grain == "hour" for each in (*self.by.values(), *self.tested.values()))

    @property
    def windows(self) -> tuple[str, ...]:
        """Return the windows asked for, each once."""
        return tuple(dict.fromkeys(atom.window for atom in self.atoms if atom.window))


def needs(catalogue: Catalogue, question: Question, *, also: Collection[str] = ()) -> Needs:
    """
    Resolve a question's names; `also` are levels that rows must know beside its own.

    :raises UnknownName: naming the nearest right name.
    :raises QuestionRefused: if what is asked cannot be put together.
    """
    if not question.metrics:
        raise QuestionRefused("no metric is asked for", hint="--metrics spend,roas")
    by = {name: _dimension(catalogue, name) for name in question.by}
    shown = {name: _metric(catalogue, name) for name in question.metrics}
    rows, answer = _filters(catalogue, question)
    sorting = [name.lstrip("-") for name in question.sort]
    beside = [*filters.names(answer), *(name for name in sorting if catalogue.is_metric(name))]
    _check_sort(catalogue, question, sorting)
    tested = {name: catalogue.dimension(name) for name in filters.names(rows)}
    every = {**shown, **{name: catalogue.formula(name) for name in beside}}
    found = Needs(
        question=question,
        formulas=shown,
        answer_formulas=every,
        by=by,
        rows=rows,
        answer=answer,
        tested=tested,
        levels=_levels({*map(_level, [*by.values(), *tested.values()]), *also}),
        members=_members([*by.values(), *tested.values()]),
        sources=_sources(catalogue, question, every),
        money=_money(catalogue, every),
    )
    _check_windows(found)
    _check_grain(found)
    _check_hours(catalogue, found)
    return found


def window_days(catalogue: Catalogue, name: str, anchor: date) -> Period:
    """Return the days that a window holds for the day `anchor`."""
    window = catalogue.window(name)
    if window.days is not None:
        last = anchor - timedelta(days=window.lag)
        return Period.closed(last - timedelta(days=window.days - 1), last)
    return Period.closed(bucket(str(window.since), anchor), anchor)


def read_period(catalogue: Catalogue, wanted: Needs, period: Period) -> Period:
    """Return the period to read: far enough back for the first day's windows."""
    if not wanted.windows or not period.days:
        return period
    anchor = period.start if wanted.daily else period.last
    spans = [window_days(catalogue, name, anchor) for name in wanted.windows]
    # A window with a lag can end before the period; one that only looks back starts earlier.
    start = min([period.start, *(span.start for span in spans)])
    return Period(start, period.end)


def _metric(catalogue: Catalogue, name: str) -> Formula:
    if catalogue.is_dimension(name) and not catalogue.is_metric(name):
        raise QuestionRefused(f"'{name}' is a dimension, not a metric", hint=f"--by {name}")
    return catalogue.formula(name)


def _dimension(catalogue: Catalogue, name: str) -> Dimension:
    if catalogue.is_metric(name) and not catalogue.is_dimension(name):
        raise QuestionRefused(f"'{name}' is a metric, not a dimension", hint=f"--metrics {name}")
    return catalogue.dimension(name)


def _filters(catalogue: Catalogue, question: Question) -> tuple[Condition, Condition]:
    condition = filters.parse(question.where)
    for name in filters.names(condition):
        if not catalogue.is_metric(name) and not catalogue.is_dimension(name):
            known = [*catalogue.metrics, *catalogue.definition.dimensions]
            raise UnknownName("metric or dimension", name, known)
    return filters.split(condition, catalogue.is_metric)


def _check_sort(catalogue: Catalogue, question: Question, names: list[str]) -> None:
    for name in names:
        if catalogue.is_dimension(name) and name not in question.by:
            raise QuestionRefused(f"cannot sort by '{name}'", hint=f"add it: --by {name}")
        if not catalogue.is_dimension(name) and not _sortable(catalogue, question, name):
            known = [*question.metrics, *question.by]
            raise UnknownName("column", name, known)


def _sortable(catalogue: Catalogue, question: Question, name: str) -> bool:
    base = name.removesuffix("_previous").removesuffix("_change")
    return catalogue.is_metric(name) or (bool(question.compare) and base in question.metrics)


def _levels(wanted: Collection[str]) -> tuple[str, ...]:
    known = [level for level in _KNOWS["account"] if all(level in _KNOWS[each] for each in wanted)]
    if not known:
        apart = ", ".join(sorted(set(wanted) - {"account"}))
        raise QuestionRefused(
            f"no row knows {apart} together", hint="ask for them one after the other"
        )
    return tuple(known)


def _level(dimension: Dimension) -> str:
    if dimension.entity:
        return dimension.entity
    return dimension.cohort or ("campaign" if dimension.naming else "account")


def _members(dimensions: Iterable[Dimension]) -> tuple[str, ...]:
    return tuple(sorted({each.breakdown for each in dimensions if each.breakdown}))


def _sources(
    catalogue: Catalogue, question: Question, every: dict[str, Formula]
) -> tuple[Source, ...]:
    rule = catalogue.rule(question.conversions)
    names = {atom.measure for each in every.values() for atom in formulas.atoms(each)}
    costs = catalogue.definition.costs
    names |= {costs[name].of for name in names if name in costs}
    return rule.sources if names & catalogue.definition.headline.keys() else ()


def asks_costs(catalogue: Catalogue, wanted: Needs) -> bool:
    """Say whether a question asks for what the fees convention makes of sums."""
    return any(atom.measure in catalogue.definition.costs for atom in wanted.atoms)


def _money(catalogue: Catalogue, every: dict[str, Formula]) -> bool:
    return any(
        catalogue.unit(atom.measure) == "money"
        for each in every.values()
        for atom in formulas.atoms(each)
    )


def _check_windows(wanted: Needs) -> None:
    calendars = {name for name, each in wanted.by.items() if each.calendar}
    if not wanted.windows:
        return
    if calendars and not wanted.daily:
        listed = ", ".join(sorted(calendars))
        raise QuestionRefused(
            f"a window such as '{wanted.windows[0]}' has no place by {listed}",
            hint="ask for it by date, or without a calendar: then it ends on the range's last day",
        )
    if wanted.question.grain == "period":
        raise QuestionRefused("exported ranges have no windows", hint="use daily data")
    if any(each.kind in {"age", "age_week"} for each in wanted.by.values()):
        raise QuestionRefused("a window has no place by age", hint="ask for the plain metric")


def _check_grain(wanted: Needs) -> None:
    grain = wanted.question.grain
    if grain not in {"day", "period"}:
        raise QuestionRefused(
            f"there is no grain '{grain}'", hint=meant(grain, ("day", "period")) or "day or period"
        )
    for name, each in {**wanted.by, **wanted.tested}.items():
        dated = each.calendar or each.grain == "hour" or each.kind or each.maturity
        if grain == "period" and dated:
            raise QuestionRefused(
                f"an exported range has no {name}", hint="ask by period_start, period_end"
            )
        if grain == "day" and each.grain == "period":
            raise QuestionRefused(f"daily rows have no {name}", hint="--grain period")


def _check_hours(catalogue: Catalogue, wanted: Needs) -> None:
    if not wanted.hourly:
        return
    if wanted.windows:
        raise QuestionRefused("a window has no place by the hour", hint="ask for the plain metric")
    if asks_costs(catalogue, wanted):
        raise QuestionRefused(
            "fees and fixed costs are of days, not of hours", hint="ask for spend"
        )
    if any(atom.measure in catalogue.definition.books for atom in wanted.atoms):
        raise QuestionRefused("the client's own books have days, no hours", hint="ask by date")
    if wanted.question.compare and any(each.clock for each in wanted.by.values()):
        raise QuestionRefused(
            "the hours of two periods do not meet", hint="ask by hour_of_day to compare them"
        )


def id_column(level: str) -> str:
    """Return the column that holds the id of an entity of this level."""
    return _ID.get(level, "entity_id")


def reader_of(dimension: Dimension) -> Callable[[str], object]:
    """Return how a filter's text is read for the finished value of a dimension."""
    if dimension.kind in {"age", "age_week"}:
        return int
    return str
