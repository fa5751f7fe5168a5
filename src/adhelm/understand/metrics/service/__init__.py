"""Ask the catalogue: one question, one data version, one answer with its provenance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from adhelm.core import clock as clocks
from adhelm.core.ads import Period
from adhelm.core.clock import Clock
from adhelm.core.principal import Principal, Scope
from adhelm.observe.warehouse.types import StoredCheck
from adhelm.understand.metrics.logic import phrase, ranges
from adhelm.understand.metrics.logic.catalogue import Catalogue
from adhelm.understand.metrics.logic.needs import asks_costs, needs
from adhelm.understand.metrics.service.across import ask_across, is_across
from adhelm.understand.metrics.service.asking import Rate, RatesFor, prepare, run
from adhelm.understand.metrics.service.catalogues import (
    catalogue,
    diff,
    explain,
    listed,
    problems,
    shows_fees,
)
from adhelm.understand.metrics.service.provenance import provenance, reconciled
from adhelm.understand.metrics.service.said import Said
from adhelm.understand.metrics.service.standing import depends_on
from adhelm.understand.metrics.store import Desk, Engine, desk
from adhelm.understand.metrics.types import Answer, Question

if TYPE_CHECKING:
    from adhelm.observe.conventions import Document
    from adhelm.observe.warehouse import Warehouse

__all__ = [
    "answer",
    "ask",
    "ask_across",
    "catalogue",
    "depends_on",
    "diff",
    "explain",
    "is_across",
    "listed",
    "period",
    "problems",
    "read_phrase",
    "shows_fees",
]


_CHECKS = 1000
"""Recorded verdicts that an answer looks through."""


def ask(
    *,
    principal: Principal,
    warehouse: Warehouse,
    question: Question,
    clock: Clock,
    metrics: Catalogue | None = None,
    conventions: Sequence[Document] = (),
    engine: Engine | None = None,
    in_columns: bool = False,
) -> Answer:
    """
    Answer a question over one pinned data version.

    `metrics` is a catalogue of one's own, `conventions` what the team says about its own data,
    `engine` another engine than DuckDB over the same files. Days are the platforms' local days;
    money is exact, in the question's currency or as booked. `in_columns` keeps many rows of days
    in columns, where nothing has to look at each; their values are the same.

    :raises UnknownName: if a metric, dimension, rule or window does not exist.
    :raises Unreadable: if the filter cannot be read.
    :raises MixedCurrencies: if amounts of several currencies would be added up.
    :raises NoRate: if an amount has no exchange rate on its day.
    :raises NotAdditive: if reach or frequency would be added up.
    :raises StaffOnly: if one of a client's people asks for fees, or what is made of them.
    """
    from adhelm.observe import warehouse as warehouses

    principal.require(Scope.read)
    if not principal.staff:
        _refuse_fees(principal, metrics or catalogue(), question)
    pinned = warehouses.snapshot(warehouse, principal=principal, as_of=question.as_of)
    at_desk = desk(warehouse, pinned)

    def rates(currencies: Sequence[str], quote: str, days: Period) -> list[Rate]:
        known = warehouses.rates(pinned, quote=quote, bases=currencies, period=days)
        return [Rate(r.base, r.date, r.rate, r.source, r.fixed_on) for r in known]

    def checks() -> Sequence[StoredCheck]:
        return warehouses.quality_results(warehouse, principal=principal, limit=_CHECKS)

    return answer(
        at_desk,
        question,
        clock=clock,
        metrics=metrics,
        rates=rates,
        engine=engine,
        conventions=conventions,
        checks=checks,
        in_columns=in_columns,
    )


def answer(
    at_desk: Desk,
    question: Question,
    *,
    clock: Clock,
    rates: RatesFor,
    metrics: Catalogue | None = None,
    engine: Engine | None = None,
    conventions: Sequence[Document] = (),
    checks: Callable[[], Sequence[StoredCheck]] = tuple,
    in_columns: bool = False,
) -> Answer:
    """Answer a question at an open desk; see `ask`. `checks` are recorded verdicts on imports."""
    asking = prepare(
        metrics or catalogue(),
        at_desk,
        question,
        engine=engine or at_desk,
        today=clocks.today(clock, "UTC"),
        rates=rates,
        said=Said(conventions),
        in_columns=in_columns,
    )
    columns, rows, found = run(asking)
    version = at_desk.snapshot.version.version
    verdicts = at_desk.remembered(("checks",), checks)
    reconciliation = reconciled(verdicts, found, version)
    told = provenance(asking, found, read_at=clock.now(), reconciliation=reconciliation)
    return Answer(tuple(columns), rows, told)


def period(text: str, *, clock: Clock) -> Period | None:
    """
    Return the days that a range names (`28d`, `2023-01-01..2023-02-28`); None for `all`.

    Relative ranges end yesterday by the clock.

    :raises UnknownRange: if the text names no range.
    """
    return ranges.parse(text, today=clocks.today(clock, "UTC")).period


def read_phrase(
    text: str, *, clock: Clock, base: Question | None = None, metrics: Catalogue | None = None
) -> Question:
    """
    Read `spend by platform last 28d` into a question; what it does not say is as in `base`.

    :raises Unreadable: at the first word that means nothing.
    :raises UnknownName: with the name that was probably meant.
    """
    start = base or Question(metrics=())
    today = clocks.today(clock, "UTC")
    return phrase.read(metrics or catalogue(), text, start, today=today)[0]


def _refuse_fees(principal: Principal, known: Catalogue, question: Question) -> None:
    if asks_costs(known, needs(known, question)):
        names = [name for name in question.metrics if shows_fees(known, name)]
        principal.require_staff(", ".join(names) or "a filter or an order by fees")
