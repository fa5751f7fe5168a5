"""Formulas over sums: what a metric is once the rows are added up.

A formula is a tree of atoms (sums over rows, each with a window or none), numbers and the four
operations. It is evaluated in Decimal after the sums are fetched; NULL and x/0 give None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any, TypeAlias

from adhelm.understand.metrics.logic.words import Reader, Word, words

EXACT = Context(prec=60, traps=[InvalidOperation, DivisionByZero, Overflow])
"""Adds and multiplies money without losing a digit."""
QUOTIENT = Context(prec=28, traps=[InvalidOperation, DivisionByZero, Overflow])
"""Divides to 28 significant digits, half even."""

_NUMBER = re.compile(r"\d+(\.\d+)?\Z")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*\Z")
_DEEPEST = 60


@dataclass(frozen=True, slots=True)
class Atom:
    """A sum over rows: a measure's name and the window it is taken over ('' = the row's own)."""

    measure: str
    window: str = ""

    @property
    def column(self) -> str:
        """Return the name under which the sum is fetched."""
        return f"{self.measure}.{self.window}" if self.window else self.measure


@dataclass(frozen=True, slots=True)
class Number:
    """A constant."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Operation:
    """`left sign right`, where sign is one of `+ - * /`; `?` adds what is known."""

    sign: str
    left: Formula
    right: Formula


Formula: TypeAlias = Atom | Number | Operation


def atoms(formula: Formula) -> Iterator[Atom]:
    """Yield the sums that a formula needs, each as often as it stands there."""
    if isinstance(formula, Atom):
        yield formula
    elif isinstance(formula, Operation):
        yield from atoms(formula.left)
        yield from atoms(formula.right)


def windowed(formula: Formula, window: str) -> Formula:
    """Return the formula with each sum taken over `window`; a sum that has one keeps it."""
    if isinstance(formula, Atom):
        return formula if formula.window else Atom(formula.measure, window)
    if isinstance(formula, Operation):
        left, right = windowed(formula.left, window), windowed(formula.right, window)
        return Operation(formula.sign, left, right)
    return formula


def evaluate(formula: Formula, values: Mapping[str, Any]) -> Any:
    """
    Return the formula's exact value over fetched sums (by `Atom.column`).

    A lone atom keeps its type (int for counts). None where a needed sum is NULL or a divisor 0.
    """
    if isinstance(formula, Atom):
        return values[formula.column]
    if isinstance(formula, Number):
        return formula.value
    left, right = evaluate(formula.left, values), evaluate(formula.right, values)
    if formula.sign == "?":
        return _known_sum(left, right)
    if left is None or right is None:
        return None
    return _combine(formula.sign, Decimal(left), Decimal(right))


def parse(source: str, resolve: Callable[[str], Formula]) -> Formula:
    """
    Read an arithmetic formula such as `conversion_value - spend * 1.2`.

    `resolve` turns a metric's name into its own formula.

    :raises Unreadable: with the place that cannot be read.
    """
    reader = Reader(source, _cut)
    formula = _sum(reader, resolve, 0)
    if reader.next.kind != "end":
        raise reader.wrong(f"{reader.shown()} is not expected")
    return formula


def names(source: str) -> list[str]:
    """Return the metric names that a formula's text mentions."""
    return [word.value for word in _cut(source) if word.kind == "word" and _NAME.match(word.value)]


def _cut(source: str) -> list[Word]:
    # Words of the filter language may hold + - * /; in a formula these are marks.
    parts: list[Word] = []
    for word in words(source):
        if word.kind != "word":
            parts.append(word)
            continue
        for piece in re.finditer(r"[-+*/]|[^-+*/]+", word.value):
            kind = "mark" if piece.group() in "-+*/" else "word"
            parts.append(Word(kind, piece.group(), word.at + piece.start()))
    return parts


def _sum(reader: Reader, resolve: Callable[[str], Formula], depth: int) -> Formula:
    left = _product(reader, resolve, depth)
    while sign := reader.skip("+", "-"):
        left = Operation(sign.value, left, _product(reader, resolve, depth))
    return left


def _product(reader: Reader, resolve: Callable[[str], Formula], depth: int) -> Formula:
    left = _factor(reader, resolve, depth)
    while sign := reader.skip("*", "/"):
        left = Operation(sign.value, left, _factor(reader, resolve, depth))
    return left


def _factor(reader: Reader, resolve: Callable[[str], Formula], depth: int) -> Formula:
    if depth > _DEEPEST:
        raise reader.wrong("too many brackets inside each other")
    if reader.skip("-"):
        return Operation("-", Number(Decimal(0)), _factor(reader, resolve, depth + 1))
    if reader.skip("("):
        inner = _sum(reader, resolve, depth + 1)
        reader.expect(")")
        return inner
    if reader.next.kind == "word" and _NUMBER.match(reader.next.value):
        return Number(Decimal(reader.take().value))
    if reader.next.kind == "word" and _NAME.match(reader.next.value):
        return resolve(reader.take().value)
    raise reader.wrong(f"expected a metric or a number, found {reader.shown()}")


def _known_sum(left: Any, right: Any) -> Any:
    if left is None or right is None:
        return right if left is None else left
    return EXACT.add(Decimal(left), Decimal(right))


def _combine(sign: str, left: Decimal, right: Decimal) -> Decimal | None:
    if sign == "/":
        return QUOTIENT.divide(left, right) if right else None
    if sign == "*":
        return EXACT.multiply(left, right)
    return EXACT.add(left, right) if sign == "+" else EXACT.subtract(left, right)
