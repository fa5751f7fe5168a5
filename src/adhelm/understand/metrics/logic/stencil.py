"""Plans that differ only in the ids and names they filter by are one query with gaps.

Compiling is what makes a small question slow; a dashboard asks the same of each campaign.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from adhelm.core.grammar import All, AnyOf, Not
from adhelm.core.tables import TABLES
from adhelm.understand.metrics.logic.plan import Plan
from adhelm.understand.metrics.logic.where import Condition, Test

# Nothing that any dialect would escape, and no gap of ours.
_PLAIN = re.compile(r"[A-Za-z0-9_.:/ -]{1,200}")
_TEXTS = frozenset(
    column.name for table in TABLES.values() for column in table.columns if column.type == "VARCHAR"
)


@dataclass(frozen=True, slots=True)
class Stencil:
    """A plan whose plain texts are gaps, and what goes into each."""

    plan: Plan
    gaps: Mapping[str, str]

    def filled(self, sql: str) -> str:
        """Return the SQL of the stencil's plan with the texts in their gaps."""
        for gap, text in self.gaps.items():
            sql = sql.replace(f"'{gap}'", f"'{text}'")
        return sql


def stencil(plan: Plan) -> Stencil:
    """Return a plan with gaps for the plain texts that its filter compares text columns with."""
    taken: dict[str, str] = {}
    where = _cut(plan, plan.where, taken)
    return Stencil(replace(plan, where=where), {gap: text for text, gap in taken.items()})


def _cut(plan: Plan, condition: Condition, taken: dict[str, str]) -> Condition:
    if isinstance(condition, Test):
        return _cut_test(plan, condition, taken)
    if isinstance(condition, Not):
        return Not(_cut(plan, condition.inner, taken))
    inner = tuple(_cut(plan, one, taken) for one in condition.inner)
    return All(inner) if isinstance(condition, All) else AnyOf(inner)


def _cut_test(plan: Plan, test: Test, taken: dict[str, str]) -> Test:
    # A test that a lookup answers is told apart by its text.
    if test.sign not in {"=", "in"} or (plan.matched and repr(test) in dict(plan.matched)):
        return test
    kind, argument = dict(plan.filters)[test.name]
    if kind != "column" or argument not in _TEXTS:
        return test
    if not all(_PLAIN.fullmatch(text) for text in test.values):
        return test
    # Equal texts share a gap: what the compiler makes of equals, it makes of these.
    return replace(
        test, values=tuple(taken.setdefault(v, f"~gap{len(taken)}~") for v in test.values)
    )
