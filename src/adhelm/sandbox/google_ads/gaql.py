"""The query language: SELECT … FROM … WHERE … AND … ORDER BY … LIMIT …, nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from adhelm.sandbox.google_ads.errors import Fault, Refused

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>'[^']*'|"[^"]*")|(?P<sign><=|>=|!=|[=<>(),])|(?P<word>[^\s=<>!(),'"]+))"""
)
_CLAUSES = ("SELECT", "FROM", "WHERE", "ORDER", "LIMIT", "PARAMETERS")
_SIGNS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_WEEK = 7
_RECENT = {"LAST_7_DAYS": 7, "LAST_14_DAYS": 14, "LAST_30_DAYS": 30, "YESTERDAY": 1}


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition; `values` are texts as they were written."""

    field: str
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A query that was understood; whether its fields exist is another matter."""

    fields: tuple[str, ...]
    resource: str
    conditions: tuple[Condition, ...]
    order: tuple[tuple[str, bool], ...]
    """Fields to order by; True is downwards."""
    limit: int | None


def refuse(name: str, message: str, family: str = "queryError") -> Refused:
    """Return the refusal of a query."""
    return Refused(Fault(family, name, message))


def parse(text: str) -> Query:
    """
    Read a query.

    :raises Refused: with a `queryError` if it is none.
    """
    clauses = dict(_clauses(list(_tokens(text))))
    if "SELECT" not in clauses:
        raise refuse("EXPECTED_SELECT", "Error in query: expected SELECT.")
    if len(clauses.get("FROM", [])) != 1:
        raise refuse("EXPECTED_FROM", "Error in query: expected FROM.")
    fields = tuple(part[0] for part in _listed(clauses["SELECT"]))
    if len(set(fields)) != len(fields):
        raise refuse("UNEXPECTED_INPUT", "Error in query: a field is selected twice.")
    return Query(
        fields=fields,
        resource=clauses["FROM"][0],
        conditions=tuple(_conditions(clauses.get("WHERE", []))),
        order=tuple(_order(clauses.get("ORDER", []))),
        limit=_limit(clauses.get("LIMIT")),
    )


def during(literal: str, today: date) -> tuple[date, date]:
    """
    Return the days of a date literal such as LAST_7_DAYS, both included.

    :raises Refused: if there is no such literal.
    """
    if literal in _RECENT:
        return today - timedelta(days=_RECENT[literal]), today - timedelta(days=1)
    first = today.replace(day=1)
    monday = today - timedelta(days=today.weekday())
    sunday = today - timedelta(days=(today.weekday() + 1) % _WEEK)
    last_month = first - timedelta(days=1)
    known = {
        "TODAY": (today, today),
        "THIS_MONTH": (first, today),
        "LAST_MONTH": (last_month.replace(day=1), last_month),
        "THIS_WEEK_MON_TODAY": (monday, today),
        "THIS_WEEK_SUN_TODAY": (sunday, today),
        "LAST_WEEK_MON_SUN": (monday - timedelta(days=_WEEK), monday - timedelta(days=1)),
        "LAST_WEEK_SUN_SAT": (sunday - timedelta(days=_WEEK), sunday - timedelta(days=1)),
        "LAST_BUSINESS_WEEK": (monday - timedelta(days=_WEEK), monday - timedelta(days=3)),
    }
    if literal not in known:
        raise refuse("INVALID_VALUE_WITH_DURING_OPERATOR", f"No date range '{literal}'.")
    return known[literal]


def holds(condition: Condition, value: Any) -> bool:
    """Say whether a value meets a condition; numbers compare as numbers."""
    if condition.operator in {"IS NULL", "IS NOT NULL"}:
        return (value is None) == (condition.operator == "IS NULL")
    if condition.operator.startswith("CONTAINS"):
        return _contains(condition, value or ())
    wanted = [_like(value, text) for text in condition.values]
    return _TESTS[condition.operator](_plain(value), wanted)


_Test = Callable[[Any, list[Any]], bool]
_TESTS: dict[str, _Test] = {
    "=": lambda value, wanted: value == wanted[0],
    "!=": lambda value, wanted: value != wanted[0],
    "<": lambda value, wanted: value < wanted[0],
    "<=": lambda value, wanted: value <= wanted[0],
    ">": lambda value, wanted: value > wanted[0],
    ">=": lambda value, wanted: value >= wanted[0],
    "IN": lambda value, wanted: value in wanted,
    "NOT IN": lambda value, wanted: value not in wanted,
    "BETWEEN": lambda value, wanted: wanted[0] <= value <= wanted[1],
    "LIKE": lambda value, wanted: _matches(value, wanted[0]),
    "NOT LIKE": lambda value, wanted: not _matches(value, wanted[0]),
    "REGEXP_MATCH": lambda value, wanted: re.fullmatch(wanted[0], value) is not None,
    "NOT REGEXP_MATCH": lambda value, wanted: re.fullmatch(wanted[0], value) is None,
}


def _contains(condition: Condition, value: Any) -> bool:
    have = {str(one) for one in value}
    hits = [text in have for text in condition.values]
    how = condition.operator.rsplit(" ", 1)[1]
    return all(hits) if how == "ALL" else any(hits) if how == "ANY" else not any(hits)


def _matches(value: str, pattern: str) -> bool:
    parts = [".*" if part == "%" else re.escape(part) for part in re.split("(%)", pattern)]
    return re.fullmatch("".join(parts), value, re.IGNORECASE | re.DOTALL) is not None


def _plain(value: Any) -> Any:
    return (
        float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value
    )


def _like(value: Any, text: str) -> Any:
    if isinstance(value, bool):
        return text.lower() == "true"
    if isinstance(value, (int, float)):
        try:
            return float(text)
        except ValueError as error:
            raise refuse("BAD_NUMBER", f"'{text}' is no number.") from error
    return text


def _tokens(text: str) -> Iterator[str]:
    at = 0
    stripped = text.rstrip().rstrip(";")
    while at < len(stripped):
        found = _TOKEN.match(stripped, at)
        if found is None:
            raise refuse("UNEXPECTED_INPUT", f"Error in query: unexpected input {stripped[at:]}.")
        at = found.end()
        yield found["text"] or found["sign"] or found["word"]


def _clauses(tokens: list[str]) -> Iterator[tuple[str, list[str]]]:
    name, inside = "", list[str]()
    for token in tokens:
        if token.upper() in _CLAUSES:
            if name:
                yield name, inside
            name, inside = token.upper(), []
        else:
            inside.append(token)
    if name:
        yield name, inside


def _listed(tokens: list[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for one in [*tokens, ","]:
        if one == ",":
            if not part:
                raise refuse("UNEXPECTED_INPUT", "Error in query: a comma too many.")
            yield part
            part = []
        else:
            part.append(one)


def _conditions(tokens: list[str]) -> Iterator[Condition]:
    rest = tokens
    while rest:
        condition, rest = _condition(rest)
        yield condition
        if rest:
            if rest[0].upper() != "AND":
                raise refuse("UNEXPECTED_INPUT", f"Error in query: unexpected input {rest[0]}.")
            rest = rest[1:]


def _condition(tokens: list[str]) -> tuple[Condition, list[str]]:
    field, rest = tokens[0], tokens[1:]
    words: list[str] = []
    while rest and rest[0] not in {"(", *_SIGNS} and rest[0].upper() in _OPERATOR_WORDS:
        words.append(rest[0].upper())
        rest = rest[1:]
    operator = " ".join(words)
    if not words and rest and rest[0] in _SIGNS:
        operator, rest = rest[0], rest[1:]
    if operator in {"IS NULL", "IS NOT NULL"}:
        return Condition(field, operator, ()), rest
    if not operator or not rest:
        raise refuse("BAD_OPERATOR", f"Error in query: no operator after {field}.")
    if rest[0] == "(":
        end = rest.index(")") if ")" in rest else len(rest)
        values = [part[0] for part in _listed(rest[1:end])]
        return Condition(field, operator, tuple(map(_bare, values))), rest[end + 1 :]
    if operator == "BETWEEN":
        return Condition(field, operator, (_bare(rest[0]), _bare(rest[2]))), rest[3:]
    return Condition(field, operator, (_bare(rest[0]),)), rest[1:]


_OPERATOR_WORDS = frozenset(
    "IN NOT LIKE CONTAINS ANY ALL NONE IS NULL DURING BETWEEN REGEXP_MATCH".split()
)


def _bare(token: str) -> str:
    return token[1:-1] if token[:1] in {"'", '"'} else token


def _order(tokens: list[str]) -> Iterator[tuple[str, bool]]:
    if not tokens:
        return
    if tokens[0].upper() != "BY":
        raise refuse("EXPECTED_BY", "Error in query: expected BY after ORDER.")
    for part in _listed(tokens[1:]):
        yield part[0], len(part) > 1 and part[1].upper() == "DESC"


def _limit(tokens: list[str] | None) -> int | None:
    if tokens is None:
        return None
    if len(tokens) != 1 or not tokens[0].isdigit() or tokens[0] == "0":
        raise refuse("BAD_LIMIT_VALUE", "Error in query: LIMIT needs a positive number.")
    return int(tokens[0])
