"""Fees, taxes and margins on top of sums: shares by date and scope, and fixed amounts of days.

The engine sums apart what has different shares (a span number is one more key); here each part is
multiplied exactly and the parts are put together again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from adhelm.core.ads import PLATFORMS, Period
from adhelm.observe.conventions.types import CostSpan, FixedCost
from adhelm.understand.metrics.logic import where as filters
from adhelm.understand.metrics.logic.answer import Shape
from adhelm.understand.metrics.logic.catalogue import Catalogue
from adhelm.understand.metrics.logic.definition import Cost
from adhelm.understand.metrics.logic.entities import Entities
from adhelm.understand.metrics.logic.formula import EXACT, Atom
from adhelm.understand.metrics.logic.needs import Needs, QuestionRefused, window_days
from adhelm.understand.metrics.logic.plan import Key, Lookup, Plan, Sum
from adhelm.understand.metrics.logic.planner import CostSpans
from adhelm.understand.metrics.logic.ranges import WEEKDAYS, bucket, read_bucket
from adhelm.understand.metrics.logic.where import Test

SPAN = "~span"
_NINE = Decimal("1e-9")
_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Costs:
    """What lies on top of the media cost of a question's rows."""

    spans: Sequence[CostSpan]
    """Numbered by their place."""
    fixed: Sequence[FixedCost]
    """In the answer's currency."""
    campaigns: Mapping[tuple[str, str], tuple[str | None, str | None]]
    """(account, campaign) -> market, product; empty where no rule asks for them."""


def span_tables(costs: Costs) -> CostSpans:
    """Return the key and the tables that tell each row's span."""
    days = (("costs_from", "date"), ("costs_to", "date"))
    accounts = [
        (s.scope.platform, s.scope.account_id, s.start, s.end, number)
        for number, s in enumerate(costs.spans)
        if s.scope.market is None and s.scope.product is None
    ]
    on: tuple[str, ...] = ("platform", "account_id")
    kinds = (*((name, "string") for name in on), *days, ("account_span", "int64"))
    lookups = [_lookup("costs", on, kinds, accounts)]
    if not costs.campaigns:
        return CostSpans(Key(SPAN, "column", "account_span"), tuple(lookups))
    named = [
        (s.scope.platform, account, campaign, s.start, s.end, number)
        for number, s in enumerate(costs.spans)
        for (account, campaign), parts in costs.campaigns.items()
        if account == s.scope.account_id and parts == (s.scope.market, s.scope.product)
    ]
    on = (*on, "campaign_id")
    kinds = (*((name, "string") for name in on), *days, ("campaign_span", "int64"))
    lookups.append(_lookup("campaign_costs", on, kinds, named))
    return CostSpans(Key(SPAN, "first_known", "campaign_span,account_span"), tuple(lookups))


def with_costs(
    catalogue: Catalogue,
    wanted: Needs,
    plan: Plan,
    rows: Sequence[Sequence[Any]],
    costs: Costs,
    *,
    period: Period,
    read: Period,
) -> tuple[Plan, list[tuple[Any, ...]], Decimal]:
    """
    Return the plan and rows as if the engine had summed the costs too.

    The third value is what of the fixed amounts belongs to no single row of the answer.

    :raises QuestionRefused: if reach or frequency is asked for together with costs.
    """
    if any(each.single for each in plan.sums):
        raise QuestionRefused("reach has no place beside costs", hint="ask for it by itself")
    gathered = _Gathering(catalogue, wanted, plan, costs)
    for row in rows:
        gathered.add(row)
    left = gathered.add_fixed(period, read)
    keys = tuple(key for key in plan.keys if key.name != SPAN)
    sums = tuple(_sum_of(catalogue, atom) for atom in gathered.atoms)
    parts = {atom.column: (gathered.fetched(atom).column,) for atom in wanted.atoms}
    made = replace(plan, keys=keys, sums=sums, parts=tuple(parts.items()), fx=False, rank=None)
    return made, gathered.rows(), left


class _Gathering:
    def __init__(self, catalogue: Catalogue, wanted: Needs, plan: Plan, costs: Costs) -> None:
        self._catalogue, self._wanted, self._plan, self._costs = catalogue, wanted, plan, costs
        self.atoms = tuple(dict.fromkeys(self.fetched(atom) for atom in wanted.atoms))
        self._shape = Shape(plan, wanted, Entities(), rounded=False)
        self._keys = [key for key in plan.keys if key.name != SPAN]
        self._span = [key.name for key in plan.keys].index(SPAN)
        self._found: dict[tuple[Any, ...], dict[str, Any]] = {}
        self._open: set[tuple[tuple[Any, ...], str]] = set()

    def fetched(self, atom: Atom) -> Atom:
        """Return the sum behind an atom: by date, windows come later."""
        return Atom(atom.measure) if self._wanted.daily else atom

    def add(self, row: Sequence[Any]) -> None:
        """Add one fetched row, of one group and span."""
        key = tuple(
            cell for place, cell in enumerate(row[: len(self._plan.keys)]) if place != self._span
        )
        number = row[self._span]
        span = None if number is None else self._costs.spans[int(number)]
        sums = self._shape.sums(row)
        into = self._found.setdefault(key, dict.fromkeys((a.column for a in self.atoms), None))
        for atom in self.atoms:
            self._add_to(into, key, atom, span, sums)

    def add_fixed(self, period: Period, read: Period) -> Decimal:
        """Add the fixed amounts to their groups; return what belongs to no single one."""
        fixed = [atom for atom in self.atoms if self._is_fixed(atom)]
        for into in self._found.values():
            into.update({atom.column: _NOTHING for atom in fixed})
        left = _NOTHING
        for cost in self._costs.fixed:
            for atom in fixed:
                if cost.date in self._days(atom, period, read):
                    left += self._add_fixed(cost, atom)
        return left

    def rows(self) -> list[tuple[Any, ...]]:
        """Return the groups as rows: keys, then the sums, money to nine decimals."""
        return [
            (*key, *(self._cell(atom, into[atom.column]) for atom in self.atoms))
            for key, into in self._found.items()
        ]

    def _add_to(
        self,
        into: dict[str, Any],
        key: tuple[Any, ...],
        atom: Atom,
        span: CostSpan | None,
        sums: Mapping[str, Any],
    ) -> None:
        cost = self._catalogue.definition.costs.get(atom.measure)
        if cost is None:
            into[atom.column] = _plus(into[atom.column], sums[atom.column])
            return
        value = sums[Atom(cost.of, atom.window).column] if cost.of else None
        if value is None:
            return
        share = _share(cost, span)
        if share is None or (key, atom.column) in self._open:
            # One part without a margin leaves the whole group's profit unknown.
            self._open.add((key, atom.column))
            into[atom.column] = None
            return
        into[atom.column] = _plus(into[atom.column], EXACT.multiply(Decimal(value), share))

    def _is_fixed(self, atom: Atom) -> bool:
        cost = self._catalogue.definition.costs.get(atom.measure)
        return cost is not None and cost.share == "fixed"

    def _days(self, atom: Atom, period: Period, read: Period) -> Period:
        if self._wanted.daily:
            return read
        return window_days(self._catalogue, atom.window, period.last) if atom.window else period

    def _add_fixed(self, cost: FixedCost, atom: Atom) -> Decimal:
        known = _known(cost)
        passes = _passes(self._wanted, known, cost.date)
        if passes is False:
            return _NOTHING
        cells = [_place(key, known, cost.date) for key in self._keys]
        if passes is None or any(cell is None for cell in cells):
            return cost.amount
        empty = dict.fromkeys((a.column for a in self.atoms), None)
        into = self._found.setdefault(tuple(cells), empty)
        into[atom.column] = _plus(into[atom.column], cost.amount)
        return _NOTHING

    def _cell(self, atom: Atom, value: Any) -> Any:
        if value is None or self._catalogue.unit(atom.measure) == "count":
            return value
        return Decimal(value).quantize(_NINE, context=EXACT)


def _lookup(
    name: str, on: tuple[str, ...], columns: tuple[tuple[str, str], ...], rows: list[Any]
) -> Lookup:
    made = f"{name}_{hashlib.sha256(repr(rows).encode()).hexdigest()[:16]}"
    return Lookup(made, on, columns, rows, between=("costs_from", "costs_to"))


def _sum_of(catalogue: Catalogue, atom: Atom) -> Sum:
    return Sum(atom.column, atom.measure, whole=catalogue.unit(atom.measure) == "count")


def _share(cost: Cost, span: CostSpan | None) -> Decimal | None:
    if span is None:
        return None if cost.share == "margin" else _NOTHING
    shares = {
        "platform_tax": span.platform_tax,
        "markup": span.markup,
        "fee": span.fee,
        "margin": span.margin,
    }
    return shares[cost.share]


def _plus(left: Any, right: Any) -> Any:
    if left is None or right is None:
        return right if left is None else left
    if isinstance(left, int) and isinstance(right, int):
        return left + right
    return EXACT.add(Decimal(left), Decimal(right))


def _known(cost: FixedCost) -> dict[str, str]:
    connector = PLATFORMS[cost.platform].connector if cost.platform in PLATFORMS else ""
    return {
        "platform": cost.platform,
        "connector": connector,
        "account_id": cost.account_id,
        "currency": cost.currency,
        "name.market": cost.market,
        "name.product": cost.product,
    }


def _place(key: Key, known: Mapping[str, str], day: date) -> Any:
    if key.kind == "calendar":
        return _calendar(key.argument, day)
    return known.get(key.name.removeprefix("~")) or None


def _calendar(kind: str, day: date) -> Any:
    return day.weekday() if kind == "weekday" else bucket(kind, day)


def _passes(wanted: Needs, known: Mapping[str, str], day: date) -> bool | None:
    """Say whether a fixed amount passes the filter; None where that cannot be told."""
    names = filters.names(wanted.rows)
    if any(not known.get(name) and not wanted.tested[name].calendar for name in names):
        return None
    return filters.passes(wanted.rows, lambda test: _holds(test, wanted, known, day))


def _holds(test: Test, wanted: Needs, known: Mapping[str, str], day: date) -> bool:
    kind = wanted.tested[test.name].calendar
    if not kind:
        return filters.holds(test, known[test.name], str)
    read: Callable[[str], Any] = lambda text: read_bucket(kind, text)  # noqa: E731 - closes over kind
    if kind == "weekday":
        read = lambda text: WEEKDAYS.index(text[:3].capitalize())  # noqa: E731
    return filters.holds(test, _calendar(kind, day), read)
