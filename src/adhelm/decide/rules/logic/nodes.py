"""YAML text, or a document of JSON, as a tree that knows its lines; texts stay as written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from adhelm.core import nesting
from adhelm.decide.rules.types import BadRule, Problem

_MOST = 2_000
_LONGEST = 20_000
_DEEPEST = 25
_MOST_STEPS = 100


@dataclass(frozen=True, slots=True)
class Node:
    """A text, a list or a mapping, and the line it begins on; None: nothing is written there."""

    value: Inner
    line: int = 0
    twice: tuple[str, ...] = field(default=())
    """Names that a mapping has more than once."""


Inner: TypeAlias = "str | list[Node] | dict[str, Node] | None"


def of_text(text: str) -> Node:
    """
    Return the tree of a YAML text.

    :raises BadRule: if it is no YAML, too long, or uses what rules have no need of.
    """
    import yaml

    if len(text) > _LONGEST:
        raise _bad(f"the text has more than {_LONGEST} characters")
    if nesting.depth(text) > _MOST_STEPS:
        raise _bad("too much inside each other")
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = str(getattr(error, "problem", None) or error)
        raise _bad(f"this is no YAML: {problem}", mark.line + 1 if mark else 0) from error
    except RecursionError as error:
        raise _bad("too much inside each other") from error
    if root is None:
        raise _bad("the rule is empty", hint="adhelm rule show shipped-score-low")
    _refuse_references(text)
    return _node(root, _Count(), 0)


def of_document(document: Mapping[str, Any]) -> Node:
    """
    Return the tree of a document; it has no lines.

    :raises BadRule: if it is too deep or too large.
    """
    return _plain(document, _Count(), 0)


class _Count:
    def __init__(self) -> None:
        self.seen = 0

    def one(self, depth: int, line: int) -> None:
        self.seen += 1
        if self.seen > _MOST or depth > _DEEPEST:
            raise _bad("the rule has too many parts, or too many inside each other", line)


def _node(found: Any, count: _Count, depth: int) -> Node:
    import yaml

    line = found.start_mark.line + 1
    count.one(depth, line)
    if isinstance(found, yaml.ScalarNode):
        empty = found.tag.endswith(":null")
        return Node(None if empty else str(found.value), line)
    if isinstance(found, yaml.SequenceNode):
        return Node([_node(each, count, depth + 1) for each in found.value], line)
    made: dict[str, Node] = {}
    twice = []
    for key, value in found.value:
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
        if name in made:
            twice.append(name)
        made[name] = _node(value, count, depth + 1)
    return Node(made, line, tuple(twice))


def _refuse_references(text: str) -> None:
    import yaml

    for token in _tokens(text):
        if isinstance(token, (yaml.AliasToken, yaml.AnchorToken, yaml.TagToken)):
            raise _bad(
                "anchors, references and tags have no place in a rule",
                token.start_mark.line + 1, hint='put a pattern in quotes: "*brand*"',
            )  # fmt: skip


def _tokens(text: str) -> Iterator[Any]:
    import yaml

    yield from yaml.scan(text, Loader=yaml.SafeLoader)


def _plain(value: Any, count: _Count, depth: int) -> Node:
    count.one(depth, 0)
    if isinstance(value, Mapping):
        return Node({str(key): _plain(each, count, depth + 1) for key, each in value.items()})
    if isinstance(value, (list, tuple)):
        return Node([_plain(each, count, depth + 1) for each in value])
    if isinstance(value, bool):
        return Node("true" if value else "false")
    return Node(None if value is None else str(value))


def _bad(message: str, line: int = 0, *, hint: str = "") -> BadRule:
    return BadRule([Problem("rule.unreadable", message, line, hint=hint)])
