"""Conditions joined by `and`, `or`, `not` and brackets, whatever stands between them.

The small languages (filters, rules) bring their words and what a single condition looks like.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

Leaf = TypeVar("Leaf")


@dataclass(frozen=True, slots=True)
class Not(Generic[Leaf]):
    """The opposite of a condition."""

    inner: Tree[Leaf]


@dataclass(frozen=True, slots=True)
class All(Generic[Leaf]):
    """Every one of the conditions; of none: true."""

    inner: tuple[Tree[Leaf], ...]


@dataclass(frozen=True, slots=True)
class AnyOf(Generic[Leaf]):
    """At least one of the conditions."""

    inner: tuple[Tree[Leaf], ...]


Tree: TypeAlias = Leaf | Not[Leaf] | All[Leaf] | AnyOf[Leaf]


class Words(Protocol):
    """The words of a language, one after the other."""

    def skip(self, *texts: str) -> Any:
        """Step past the next word if it is one of `texts`; say whether it was."""
        ...

    def expect(self, text: str) -> Any:
        """Step past `text`, or raise what `wrong` makes of it."""
        ...

    def wrong(self, what: str) -> Exception:
        """Return the error that points at the next word."""
        ...


Given = TypeVar("Given", bound=Words)


def read(
    words: Given, leaf: Callable[[Given], Tree[Leaf]], *, deepest: int, depth: int = 0
) -> Tree[Leaf]:
    """Read conditions up to where they end; `and` binds more than `or`, `not` more than both."""

    def one(depth: int) -> Tree[Leaf]:
        if depth > deepest:
            raise words.wrong("too many brackets inside each other")
        if words.skip("not"):
            return Not(one(depth + 1))
        if words.skip("("):
            inner = read(words, leaf, deepest=deepest, depth=depth + 1)
            words.expect(")")
            return inner
        return leaf(words)

    def every() -> Tree[Leaf]:
        parts = [one(depth)]
        while words.skip("and"):
            parts.append(one(depth))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    parts = [every()]
    while words.skip("or"):
        parts.append(every())
    return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))
