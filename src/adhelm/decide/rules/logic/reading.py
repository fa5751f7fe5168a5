"""From a tree to a rule: every problem is found, with its line and what would be right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

from adhelm.decide.rules.logic import blocks, expression, nodes
from adhelm.decide.rules.logic.nodes import Node
from adhelm.decide.rules.logic.reader import Known, Reader, meant
from adhelm.decide.rules.logic.steps import read_steps, told_twice
from adhelm.decide.rules.logic.walk import leaves, terms
from adhelm.decide.rules.types import (
    All,
    AnyOf,
    BadRule,
    Condition,
    Level,
    Not,
    Number,
    Problem,
    Rule,
    Scaled,
    Scope,
    Term,
)

T = TypeVar("T")
FIELDS = (
    "name", "about", "scope", "if", "then", "else", "when", "cool_down", "caps", "protect",
)  # fmt: skip


def read(text: str, *, known: Known) -> Rule:
    """
    Return the rule of a YAML text.

    :raises BadRule: with every problem, each with its line.
    """
    return read_node(nodes.of_text(text), known=known)


def read_document(document: Mapping[str, Any], *, known: Known) -> Rule:
    """
    Return the rule of a document, as YAML would be parsed to.

    :raises BadRule: with every problem.
    """
    return read_node(nodes.of_document(document), known=known)


def read_node(root: Node, *, known: Known) -> Rule:
    """
    Return the rule of a tree.

    :raises BadRule: with every problem.
    """
    reader = Reader(known)
    parts = reader.mapping(root, "", FIELDS)
    _check_there(reader, root, parts)
    condition = _condition(reader, parts.get("if"), "if", 0)
    scope = blocks.scope(reader, parts.get("scope"))
    then = read_steps(reader, parts.get("then"), "then", scope.level)
    otherwise = read_steps(reader, parts.get("else"), "else", scope.level)
    made = partial(
        Rule,
        reader.text(parts.get("name"), "name", longest=120),
        then=then,
        otherwise=otherwise,
        about=reader.text(parts.get("about"), "about", longest=1_000),
        scope=scope,
        when=blocks.when(reader, parts.get("when")),
        cool_down=reader.duration(parts.get("cool_down"), "cool_down", timedelta(hours=24)),
        caps=blocks.caps(reader, parts.get("caps")),
        protect=blocks.protect(reader, parts.get("protect")),
    )
    if condition is not None:
        reader.problems += _unknown_names(reader, parts["if"], condition, scope)
    for name, steps in (("then", then), ("else", otherwise)):
        if name in parts:
            reader.problems += told_twice(parts[name], name, steps)
    if reader.problems or condition is None:
        raise BadRule(sorted(reader.problems, key=lambda each: each.line))
    return made(condition)


def _check_there(reader: Reader, root: Node, parts: Mapping[str, Node]) -> None:
    for name, hint in (
        ("name", "name: Pause what loses money"),
        ("if", "if: roas(28d) < 1"),
        ("then", "then: pause"),
    ):
        if name not in parts or parts[name].value in (None, ""):
            reader.wrong(root, name, f"'{name}' is missing", hint, "missing")


def _condition(reader: Reader, node: Node | None, path: str, depth: int) -> Condition | None:
    if node is None or node.value is None:
        return None
    if isinstance(node.value, str):
        return _parsed(reader, node, path)
    if isinstance(node.value, list):
        return _together(reader, node, path, All, depth)
    return _group(reader, node, node.value, path, depth)


def _group(
    reader: Reader, node: Node, value: dict[str, Node], path: str, depth: int
) -> Condition | None:
    parts = reader.mapping(node, path, ("all", "any", "not"))
    if len(parts) != 1 or len(value) != 1:
        reader.wrong(node, path, "a condition is a text, or one of all, any, not", code="shape")
        return None
    ((word, inner),) = parts.items()
    if word != "not":
        return _together(reader, inner, f"{path}.{word}", All if word == "all" else AnyOf, depth)
    found = _condition(reader, inner, f"{path}.not", depth + 1)
    return None if found is None else Not(found)


def _together(
    reader: Reader, node: Node, path: str, kind: Callable[[tuple[Condition, ...]], T], depth: int
) -> T | Condition | None:
    if not isinstance(node.value, list) or not node.value:
        reader.wrong(node, path, "expected a list of conditions", code="shape")
        return None
    found = [
        _condition(reader, each, f"{path}[{at}]", depth + 1) for at, each in enumerate(node.value)
    ]
    known = tuple(each for each in found if each is not None)
    for at, each in enumerate(node.value):
        if each.value is None:
            reader.wrong(each, f"{path}[{at}]", "there is no condition here", code="missing")
    if len(known) != len(found):
        return None
    return known[0] if len(known) == 1 else kind(known)


def _parsed(reader: Reader, node: Node, path: str) -> Condition | None:
    text = str(node.value)
    try:
        return expression.parse(text)
    except expression.Unreadable as error:
        start = max(0, error.at - 20)
        around = text[start : error.at + 20]
        message = f"{error.message}, at character {error.at + 1} near '{around}'"
        reader.wrong(node, path, message, error.hint, error.code)
        return None


def _unknown_names(
    reader: Reader, node: Node, condition: Condition, scope: Scope
) -> Iterator[Problem]:
    for term in terms(condition):
        yield from _unknown_in(reader.known, node, term, scope)
    for leaf in leaves(condition):
        right = getattr(leaf, "right", None)
        left = getattr(leaf, "left", None)
        if isinstance(right, Number) and right.currency and isinstance(left, Scaled):
            continue
        if isinstance(right, Scaled) and right.term == getattr(left, "term", None):
            text = f"'{leaf}' compares a thing with itself"
            yield Problem("rule.condition", text, node.line, "if", "name two windows")


def _unknown_in(known: Known, node: Node, term: Term, scope: Scope) -> Iterator[Problem]:
    if term.name in {"metric", "trend", "target"} and term.of not in known.metrics:
        names = [*known.metrics, *expression.WORDS]
        hint = meant(term.of, names) or "see `adhelm metric ls`"
        text = f"there is no metric '{term.of[:60]}'"
        yield Problem("rule.unknown_metric", text, node.line, "if", hint)
    several = term.look is not None and (term.look.days > 1 or term.name == "trend")
    if term.of in known.not_additive and several:
        text = f"{term.of} cannot be added up over days"
        yield Problem("rule.not_additive", text, node.line, "if", f"{term.of}(yesterday)")
    if term.name == "incident" and term.of not in {"any", *known.incidents}:
        hint = meant(term.of, known.incidents) or f"one of: {', '.join(known.incidents)}"
        yield Problem("rule.unknown_incident", f"there is no incident '{term.of[:60]}'", node.line,
                      "if", hint)  # fmt: skip
    if term.name in {"score", "marginal_return"} and scope.level is not Level.campaign:
        text = f"{term.name} is of campaigns, not of each {scope.level.value}"
        yield Problem("rule.level", text, node.line, "if", "scope: {level: campaign}")
