"""The language of conditions: `cpa(7d) > 1.3 × cpa(28d) and spend(7d) > 100`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from adhelm.core import grammar
from adhelm.core.ads import CURRENCIES
from adhelm.decide.rules.types import (
    All,
    AnyOf,
    Comparison,
    Condition,
    Holds,
    Look,
    Not,
    Number,
    Scaled,
    Term,
)

LONGEST = 2_000
_DEEPEST = 20
LONGEST_LOOK = 400
_LONGEST_NUMBER = 22
_WORD = re.compile(
    r"\s*(?:(?P<number>-?\d[\d_]*(?:\.\d+)?%?(?![\w.]))|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<look>\d+d\b)|(?P<mark><=|>=|!=|==|[<>=≤≥≠()×*,]))"
)
_SIGNS = {"==": "=", "≤": "<=", "≥": ">=", "≠": "!="}
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_LOOK = re.compile(r"(prev )?([1-9]\d{0,3})d")
NO_LOOK = ("score", "marginal_return", "days_since_launch", "daily_budget")
TRUE_OR_FALSE = ("learning", "incident")
WORDS = (*NO_LOOK, *TRUE_OR_FALSE, "trend", "target", "budget_utilisation")
"""What a condition may ask for beside metrics."""


class Unreadable(Exception):
    """A condition cannot be read; `at` is the place in it, from 0."""

    def __init__(self, message: str, at: int, *, hint: str = "", code: str = "condition") -> None:
        super().__init__(message)
        self.message, self.at, self.hint, self.code = message, at, hint, code


@dataclass(frozen=True, slots=True)
class _Word:
    kind: str
    text: str
    at: int


def parse(text: str) -> Condition:
    """
    Read a condition.

    :raises Unreadable: with the place, and what was expected there.
    """
    reader = _Reader(text)
    found: Condition = grammar.read(reader, _comparison, deepest=_DEEPEST)
    if reader.next.kind != "end":
        raise reader.wrong(f"expected 'and', 'or' or the end, found {reader.shown}")
    return found


def parse_term(text: str) -> Term:
    """
    Read a single term, such as `roas(28d)`.

    :raises Unreadable: with the place, and what was expected there.
    """
    reader = _Reader(text)
    found = _term(reader)
    if reader.next.kind != "end":
        raise reader.wrong(f"expected the end, found {reader.shown}")
    return found


def show(condition: Condition) -> str:
    """Return a condition as the text that reads the same."""
    if isinstance(condition, Not):
        return f"not ({show(condition.inner)})"
    if isinstance(condition, (All, AnyOf)):
        word = " and " if isinstance(condition, All) else " or "
        return word.join(_bracketed(inner) for inner in condition.inner)
    return str(condition)


def look(text: str) -> Look | None:
    """Return the days that `7d`, `prev 7d`, `today` or `yesterday` names; None if none."""
    plain = " ".join(text.split())
    if plain in {"today", "yesterday"}:
        return Look(1, 0 if plain == "today" else 1)
    found = _LOOK.fullmatch(plain)
    if found is None or int(found[2]) > LONGEST_LOOK:
        return None
    days = int(found[2])
    return Look(days, days + 1 if found[1] else 1)


def _bracketed(condition: Condition) -> str:
    return f"({show(condition)})" if isinstance(condition, (All, AnyOf)) else show(condition)


class _Reader:
    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise Unreadable(f"a condition of more than {LONGEST} characters", 0)
        self.words = list(_cut(text))
        self.at = 0

    @property
    def next(self) -> _Word:
        return self.words[self.at]

    @property
    def shown(self) -> str:
        return "the end" if self.next.kind == "end" else f"'{self.next.text}'"

    def take(self) -> _Word:
        word = self.next
        if word.kind != "end":
            self.at += 1
        return word

    def skip(self, *texts: str) -> _Word | None:
        return self.take() if self.next.text.lower() in texts else None

    def expect(self, text: str) -> None:
        if self.skip(text) is None:
            raise self.wrong(f"expected '{text}', found {self.shown}")

    def wrong(self, message: str, *, hint: str = "", code: str = "condition") -> Unreadable:
        return Unreadable(message, self.next.at, hint=hint, code=code)


def _cut(text: str) -> list[_Word]:
    found, at = [], 0
    while text[at:].strip():
        match = _WORD.match(text, at)
        if match is None:
            start = at + len(text[at:]) - len(text[at:].lstrip())
            raise Unreadable(f"'{text[start]}' means nothing here", start)
        kind = str(match.lastgroup)
        found.append(_Word(kind, match[kind], match.start(kind)))
        at = match.end()
    return [*found, _Word("end", "", len(text))]


def _comparison(reader: _Reader) -> Condition:
    start = reader.next.at
    left = _operand(reader)
    if isinstance(left, Scaled) and left.term.name in TRUE_OR_FALSE:
        return Holds(left.term)
    sign = reader.take()
    if sign.text not in {*_FLIPPED, *_SIGNS}:
        reader.at -= sign.kind != "end"
        raise reader.wrong(
            f"expected a comparison after '{left}', found {reader.shown}",
            hint="one of < <= > >= = !=",
        )
    right = _operand(reader)
    plain = _SIGNS.get(sign.text, sign.text)
    if isinstance(left, Scaled):
        return Comparison(left, plain, _comparable(right, start))
    if isinstance(right, Scaled):
        return Comparison(_comparable(right, start), _FLIPPED[plain], left)  # type: ignore[arg-type]
    raise Unreadable("two numbers are compared", start, hint="name a metric: cpa(7d) > 20")


def _comparable(operand: Number | Scaled, at: int) -> Number | Scaled:
    if isinstance(operand, Scaled) and operand.term.name in TRUE_OR_FALSE:
        raise Unreadable(f"'{operand.term}' is true or false, and compares with nothing", at)
    return operand


def _operand(reader: _Reader) -> Number | Scaled:
    if reader.next.kind != "number":
        term = _term(reader)
        if reader.skip("×", "*"):
            return _scaled(reader, term, _number(reader))
        return Scaled(term)
    value = _number(reader)
    if reader.skip("×", "*"):
        return _scaled(reader, _term(reader), value)
    if reader.next.kind == "name" and reader.next.text.upper() in CURRENCIES:
        return Number(value, reader.take().text.upper())
    return Number(value)


def _scaled(reader: _Reader, term: Term, factor: Decimal) -> Scaled:
    if factor <= 0 or term.name in TRUE_OR_FALSE:
        raise reader.wrong(f"'{term}' cannot be multiplied by {factor:f}")
    return Scaled(term, factor)


def _number(reader: _Reader) -> Decimal:
    if reader.next.kind != "number":
        raise reader.wrong(f"expected a number, found {reader.shown}")
    if len(reader.next.text) > _LONGEST_NUMBER:
        raise reader.wrong("this number has too many digits", code="number")
    text = reader.take().text.replace("_", "")
    value = Decimal(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    return Decimal(0) if value == 0 else _plain(value)


def _plain(value: Decimal) -> Decimal:
    made = value.normalize()
    return made.quantize(Decimal(1)) if made == made.to_integral_value() else made


def _term(reader: _Reader) -> Term:
    word = reader.next
    if word.kind != "name" or word.text.lower() in {"and", "or", "not"}:
        raise reader.wrong(f"expected a metric or a number, found {reader.shown}")
    reader.take()
    name = word.text
    if name in NO_LOOK or name == "learning":
        return Term(name)
    if name in {"incident", "target"}:
        return Term(name, _named(reader, name))
    if name == "budget_utilisation":
        return Term(name, "", _bracketed_look(reader, name))
    if name == "trend":
        return _trend(reader)
    return Term("metric", name, _bracketed_look(reader, name))


def _named(reader: _Reader, name: str) -> str:
    if reader.skip("(") is None:
        if name == "incident":
            return "any"
        raise reader.wrong(f"say of what: {name}(roas)")
    if reader.next.kind != "name":
        raise reader.wrong(f"expected a name, found {reader.shown}")
    found = reader.take().text
    reader.expect(")")
    return found


def _trend(reader: _Reader) -> Term:
    reader.expect("(")
    if reader.next.kind != "name":
        raise reader.wrong(f"expected a metric, found {reader.shown}", hint="trend(roas, 28d)")
    of = reader.take().text
    reader.expect(",")
    start = reader.next.at
    found = _look(reader)
    reader.expect(")")
    if found.ago != 1 or found.days % 2 or found.days < 2:  # noqa: PLR2004 - two halves
        raise Unreadable(
            "a trend holds the later half of some days against the earlier one", start,
            hint="an even number of days: trend(roas, 28d)", code="look_back",
        )  # fmt: skip
    return Term("trend", of, found)


def _bracketed_look(reader: _Reader, name: str) -> Look:
    if reader.skip("(") is None:
        raise reader.wrong(
            f"'{name}' says nothing of which days", hint=f"{name}(7d)", code="look_back"
        )
    found = _look(reader)
    reader.expect(")")
    return found


def _look(reader: _Reader) -> Look:
    start = reader.next.at
    text = reader.take().text
    if text.lower() == "prev":
        text = f"prev {reader.take().text}"
    found = look(text.lower())
    if found is None:
        raise Unreadable(
            f"'{text}' is no look-back", start, code="look_back",
            hint=f"7d, prev 7d, today or yesterday; at most {LONGEST_LOOK} days",
        )  # fmt: skip
    return found
