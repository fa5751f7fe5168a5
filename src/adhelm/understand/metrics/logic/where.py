"""The filter language: `platform in (google_ads, meta) and spend > 10 and campaign ~ "brand*"`.

Two-valued: a comparison with NULL is false, and `not` turns it around. `~` matches a pattern with
`*` and `?`, whatever the case. Dimensions filter rows, metrics filter the finished answer.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from adhelm.core import grammar
from adhelm.core.errors import Invalid
from adhelm.core.grammar import All, Not, Tree
from adhelm.understand.metrics.logic.words import Reader, Word

_SIGNS = ("=", "==", "!=", "<>", "<", "<=", ">", ">=", "~", "!~")
_PLAIN = {"==": "=", "<>": "=", "!~": "~", "!=": "="}
_RESERVED = ("and", "or", "not", "in", "is", "null", "between")
_DEEPEST = 60


class FilterRefused(Invalid):
    """The filter can be read and means nothing that can be answered."""

    code = "query.filter"


@dataclass(frozen=True, slots=True)
class Test:
    """`name sign values`; the sign is one of `= < <= > >= ~ in null`."""

    __test__ = False
    name: str
    sign: str
    values: tuple[str, ...] = ()


Condition: TypeAlias = Tree[Test]
ALWAYS: Condition = All(())


def parse(source: str) -> Condition:
    """
    Read a filter; an empty one lets everything pass.

    :raises Unreadable: with the place that cannot be read, and what was expected there.
    """
    reader = Reader(source)
    if reader.next.kind == "end":
        return ALWAYS
    condition = grammar.read(reader, _test, deepest=_DEEPEST)
    if reader.next.kind != "end":
        raise reader.wrong(f"expected 'and', 'or' or the end, found {reader.shown()}")
    return condition


def tests(condition: Condition) -> Iterator[Test]:
    """Yield the single comparisons of a condition."""
    if isinstance(condition, Test):
        yield condition
    elif isinstance(condition, Not):
        yield from tests(condition.inner)
    else:
        for inner in condition.inner:
            yield from tests(inner)


def names(condition: Condition) -> list[str]:
    """Return the names that a condition tests, each once, in order."""
    return list(dict.fromkeys(test.name for test in tests(condition)))


def split(condition: Condition, is_metric: Callable[[str], bool]) -> tuple[Condition, Condition]:
    """
    Part a condition into what filters rows (dimensions) and what filters the answer (metrics).

    :raises FilterRefused: if one `or` or `not` mixes the two.
    """
    parts = condition.inner if isinstance(condition, All) else (condition,)
    rows: list[Condition] = []
    answer: list[Condition] = []
    for part in parts:
        kinds = {is_metric(name) for name in names(part)}
        if len(kinds) > 1:
            raise FilterRefused(
                "dimensions and metrics cannot be mixed under one 'or' or 'not'",
                hint="join them by 'and': dimensions filter rows, metrics the finished answer",
            )
        (answer if kinds == {True} else rows).append(part)
    return _together(rows), _together(answer)


def passes(condition: Condition, test: Callable[[Test], bool]) -> bool:
    """Say whether a condition holds, given what each comparison says."""
    if isinstance(condition, Test):
        return test(condition)
    if isinstance(condition, Not):
        return not passes(condition.inner, test)
    if isinstance(condition, All):
        return all(passes(inner, test) for inner in condition.inner)
    return any(passes(inner, test) for inner in condition.inner)


def holds(test: Test, value: Any, read: Callable[[str], Any]) -> bool:
    """Say whether one comparison holds for `value`; `read` turns its texts into such values."""
    if test.sign == "null":
        return value is None
    if value is None:
        return False
    if test.sign == "~":
        return fnmatch.fnmatchcase(str(value).lower(), test.values[0].lower().replace("[", "[[]"))
    if test.sign == "in":
        return any(value == read(text) for text in test.values)
    wanted = read(test.values[0])
    compared = {
        "=": lambda: value == wanted,
        "<": lambda: value < wanted,
        "<=": lambda: value <= wanted,
        ">": lambda: value > wanted,
        ">=": lambda: value >= wanted,
    }
    return bool(compared[test.sign]())


def show(condition: Condition) -> str:
    """Return a condition as the text that parses to it."""
    if isinstance(condition, Not):
        return f"not ({show(condition.inner)})"
    if isinstance(condition, Test):
        return _show_test(condition)
    word = " and " if isinstance(condition, All) else " or "
    return word.join(f"({show(inner)})" for inner in condition.inner)


def _together(parts: list[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _show_test(test: Test) -> str:
    quoted = [_quote(value) for value in test.values]
    if test.sign == "null":
        return f"{test.name} is null"
    if test.sign == "in":
        return f"{test.name} in ({', '.join(quoted)})"
    return f"{test.name} {test.sign} {quoted[0]}"


def _quote(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _test(reader: Reader) -> Condition:
    name = reader.next
    if name.kind != "word" or name.says(*_RESERVED):
        raise reader.wrong(f"expected a dimension or metric, found {reader.shown()}")
    reader.take()
    if reader.skip("is"):
        negated = reader.skip("not")
        reader.expect("null")
        test: Condition = Test(name.value, "null")
        return Not(test) if negated else test
    if reader.skip("not"):
        return Not(_listed(reader, name))
    if reader.next.says("in"):
        return _listed(reader, name)
    if reader.skip("between"):
        return _between(reader, name)
    return _compared(reader, name)


def _listed(reader: Reader, name: Word) -> Test:
    reader.expect("in")
    reader.expect("(")
    values = [_value(reader)]
    while reader.skip(","):
        values.append(_value(reader))
    reader.expect(")")
    return Test(name.value, "in", tuple(values))


def _between(reader: Reader, name: Word) -> Condition:
    low = Test(name.value, ">=", (_value(reader),))
    reader.expect("and")
    return All((low, Test(name.value, "<=", (_value(reader),))))


def _compared(reader: Reader, name: Word) -> Condition:
    sign = reader.skip(*_SIGNS)
    if sign is None:
        raise reader.wrong(
            f"expected a comparison after '{name.value}', found {reader.shown()}",
            hint="one of = != < <= > >= ~ !~, in (…), between … and …, is null",
        )
    test = Test(name.value, _PLAIN.get(sign.value, sign.value), (_value(reader),))
    return Not(test) if sign.value in {"!=", "<>", "!~"} else test


def _value(reader: Reader) -> str:
    word = reader.next
    if word.kind == "text":
        return reader.take().value
    if word.kind == "end" or word.says(*_RESERVED, "(", ")", ",", *_SIGNS):
        raise reader.wrong(f"expected a value, found {reader.shown()}")
    # An unquoted value may begin with a mark: -5, *brand*.
    value, end = "", word.at
    while reader.next.at == end and reader.next.kind in {"word", "mark"} and _joins(reader.next):
        taken = reader.take()
        value, end = value + taken.value, taken.at + len(taken.value)
    return value


def _joins(word: Word) -> bool:
    return word.kind == "word" or word.value in {"-", "+", "*", "/"}
