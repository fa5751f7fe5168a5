"""What can be said of a condition for one entity: true, false, or unknown, with the values."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from typing import Any

from adhelm.decide.rules.types import (
    All,
    AnyOf,
    Comparison,
    Condition,
    Evidence,
    Face,
    Holds,
    Not,
    Number,
    Scaled,
    Truth,
    Value,
)

EXACT = Context(prec=50)
_SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": operator.eq, "!=": operator.ne,
}  # fmt: skip
_NOT_COLLECTED = "not collected"


def judge(condition: Condition, face: Face) -> tuple[Truth, tuple[Evidence, ...]]:
    """
    Return what can be said, and what each comparison came to, in order.

    Unknown is neither: `unknown or true` is true, `unknown and true` stays unknown.
    """
    seen: list[Evidence] = []
    return _judge(condition, face, seen), tuple(seen)


def opposite(truth: Truth) -> Truth:
    """Return true for false and the other way round; unknown stays."""
    return {Truth.true: Truth.false, Truth.false: Truth.true}.get(truth, truth)


def _judge(condition: Condition, face: Face, seen: list[Evidence]) -> Truth:
    if isinstance(condition, Not):
        return opposite(_judge(condition.inner, face, seen))
    if isinstance(condition, (All, AnyOf)):
        found = {_judge(inner, face, seen) for inner in condition.inner}
        decides = Truth.false if isinstance(condition, All) else Truth.true
        if decides in found:
            return decides
        return Truth.unknown if Truth.unknown in found else opposite(decides)
    made = _holds(condition, face) if isinstance(condition, Holds) else _compare(condition, face)
    seen.append(made)
    return made.truth


def _holds(leaf: Holds, face: Face) -> Evidence:
    value = face.values.get(leaf.term)
    if value is None:
        note = face.notes.get(leaf.term, _NOT_COLLECTED)
        return Evidence(str(leaf), Truth.unknown, None, note=note)
    return Evidence(str(leaf), Truth.true if value else Truth.false, value)


def _compare(leaf: Comparison, face: Face) -> Evidence:
    text = str(leaf)
    left, note = _value(leaf.left, face)
    right, other = _value(leaf.right, face)
    if left is None or right is None:
        return Evidence(text, Truth.unknown, left, right, note or other)
    holds = _SIGNS[leaf.sign](left, right)
    if _is_least(leaf, face):
        return _at_least(leaf, holds=holds, left=left, right=right)
    return Evidence(text, Truth.true if holds else Truth.false, left, right)


def _value(operand: Number | Scaled, face: Face) -> tuple[Decimal | None, str]:
    if isinstance(operand, Number):
        if operand.currency and operand.currency != face.entity.currency:
            return None, f"its account is in {face.entity.currency or 'no known currency'}"
        return operand.value, ""
    value: Value = face.values.get(operand.term)
    if value is None or isinstance(value, bool):
        return None, face.notes.get(operand.term, f"{operand.term}: {_NOT_COLLECTED}")
    if operand.factor == 1:
        return value, ""
    return EXACT.multiply(value, operand.factor), ""


def _is_least(leaf: Comparison, face: Face) -> bool:
    return leaf.left.term.name == "days_since_launch" and not face.entity.first_known


def _at_least(leaf: Comparison, *, holds: bool, left: Decimal, right: Decimal) -> Evidence:
    """Judge a value that is at least so much: the data begin no earlier."""
    truth = Truth.unknown
    if leaf.sign in {">", ">="} and holds:
        truth = Truth.true
    if leaf.sign in {"<", "<=", "="} and not holds and left > right:
        truth = Truth.false
    note = "it delivered before the data begin, or on their first day"
    return Evidence(str(leaf), truth, left, right, "" if truth is not Truth.unknown else note)
