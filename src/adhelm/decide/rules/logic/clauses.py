"""Conditions as alternatives of plain demands, and whether two of them can hold at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from adhelm.decide.rules.logic.effects import is_ratio
from adhelm.decide.rules.logic.truth import EXACT
from adhelm.decide.rules.types import (
    All,
    AnyOf,
    Comparison,
    Condition,
    Holds,
    Leaf,
    Not,
    Number,
    Scaled,
)

Clause: TypeAlias = tuple[tuple[Leaf, bool], ...]
"""Leaves that all have to be so: true, or false."""
_MOST = 256
_NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


@dataclass(frozen=True, slots=True)
class Interval:
    """What a value has to be between."""

    low: Decimal | None = None
    high: Decimal | None = None
    open_low: bool = False
    open_high: bool = False

    @property
    def is_empty(self) -> bool:
        """Say whether no value is in it."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and (self.open_low or self.open_high))

    def within(self, other: Interval) -> Interval:
        """Return what is in both."""
        low, open_low = _tighter(self.low, self.open_low, other.low, other.open_low, up=True)
        high, open_high = _tighter(self.high, self.open_high, other.high, other.open_high, up=False)
        return Interval(low, high, open_low, open_high)


def clauses(condition: Condition, *, negated: bool = False) -> list[Clause] | None:
    """Return the alternatives of a condition; None: there are too many to look through."""
    if isinstance(condition, Not):
        return clauses(condition.inner, negated=not negated)
    if isinstance(condition, (All, AnyOf)):
        parts = [clauses(inner, negated=negated) for inner in condition.inner]
        known = [part for part in parts if part is not None]
        if len(known) != len(parts):
            return None
        every = isinstance(condition, All) != negated
        return _product(known) if every else _sum(known)
    return [((condition, not negated),)]


def plain(leaf: Leaf, *, so: bool) -> Leaf:
    """Return a comparison turned around where it has to be false."""
    if so or isinstance(leaf, Holds):
        return leaf
    return Comparison(leaf.left, _NEGATED[leaf.sign], leaf.right)


def together(left: Clause, right: Clause) -> bool:
    """Say whether two clauses could both hold of one entity, as far as can be told."""
    return is_possible((*left, *right))


def is_possible(clause: Sequence[tuple[Leaf, bool]]) -> bool:
    """Say whether a clause could hold, as far as can be told."""
    told: dict[str, bool] = {}
    spans: dict[str, Interval] = {}
    for leaf, so in clause:
        if isinstance(leaf, Holds):
            if told.setdefault(str(leaf), so) != so:
                return False
            continue
        found = demand(leaf, so=so)
        if found is None:
            continue
        key, span = found
        spans[key] = spans.get(key, Interval()).within(span)
        if spans[key].is_empty:
            return False
    return True


def demand(leaf: Comparison, *, so: bool = True) -> tuple[str, Interval] | None:
    """Return what a comparison demands of which value; None where nothing can be said."""
    sign = leaf.sign if so else _NEGATED[leaf.sign]
    if isinstance(leaf.right, Number):
        key = f"{leaf.left.term} {leaf.right.currency}".strip()
        bound = EXACT.divide(leaf.right.value, leaf.left.factor)
        return key, _interval(sign, bound)
    if not is_ratio(leaf):
        return None
    return _of_ratio(leaf.left, sign, leaf.right)


def _of_ratio(left: Scaled, sign: str, right: Scaled) -> tuple[str, Interval]:
    names = [str(left.term), str(right.term)]
    bound = EXACT.divide(right.factor, left.factor)
    if names != sorted(names):
        sign, bound = _FLIPPED[sign], EXACT.divide(Decimal(1), bound)
    return " / ".join(sorted(names)), _interval(sign, bound)


def _interval(sign: str, bound: Decimal) -> Interval:
    if sign in {">", ">="}:
        return Interval(low=bound, open_low=sign == ">")
    if sign in {"<", "<="}:
        return Interval(high=bound, open_high=sign == "<")
    return Interval(bound, bound) if sign == "=" else Interval()


def _product(parts: Iterable[list[Clause]]) -> list[Clause] | None:
    made: list[Clause] = [()]
    for part in parts:
        made = [(*one, *other) for one in made for other in part]
        if len(made) > _MOST:
            return None
    return made


def _sum(parts: Iterable[list[Clause]]) -> list[Clause] | None:
    made = [clause for part in parts for clause in part]
    return made if len(made) <= _MOST else None


def _tighter(
    one: Decimal | None,
    open_one: bool,  # noqa: FBT001 - an end and whether it is open
    other: Decimal | None,
    open_other: bool,  # noqa: FBT001
    *,
    up: bool,
) -> tuple[Decimal | None, bool]:
    if one is None or other is None:
        return (other, open_other) if one is None else (one, open_one)
    if one == other:
        return one, open_one or open_other
    return (one, open_one) if (one > other) == up else (other, open_other)
