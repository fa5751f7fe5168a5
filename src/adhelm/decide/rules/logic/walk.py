"""What a condition is made of."""

from __future__ import annotations

from collections.abc import Iterator

from adhelm.decide.rules.types import (
    All,
    AnyOf,
    Comparison,
    Condition,
    Holds,
    Leaf,
    Not,
    Rule,
    Scaled,
    Term,
)


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Yield the comparisons of a condition, in order."""
    if isinstance(condition, (All, AnyOf)):
        for inner in condition.inner:
            yield from leaves(inner)
    elif isinstance(condition, Not):
        yield from leaves(condition.inner)
    else:
        yield condition


def terms(condition: Condition) -> list[Term]:
    """Return what a condition asks for, each once, in order."""
    found: list[Term] = []
    for leaf in leaves(condition):
        if isinstance(leaf, Holds):
            found.append(leaf.term)
        elif isinstance(leaf, Comparison):
            found.append(leaf.left.term)
            found += [leaf.right.term] if isinstance(leaf.right, Scaled) else []
    return list(dict.fromkeys(found))


def terms_of(rule: Rule) -> list[Term]:
    """Return what a rule asks for, its steps included, each once."""
    steps = [step.best for step in (*rule.then, *rule.otherwise) if step.best is not None]
    return list(dict.fromkeys([*terms(rule.condition), *steps]))
