"""Totals of one campaign after the other: from the third on, all are summed at once and looked up.

Summing all of them costs about as much as summing one, since the rows lie by day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from adhelm.core.grammar import All
from adhelm.understand.metrics.logic.formula import EXACT
from adhelm.understand.metrics.logic.plan import Key, Plan, outputs
from adhelm.understand.metrics.logic.where import Condition, Test

_COLUMN = "campaign_id"
_KEY = "~of_campaign"
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """The plan of all campaigns, and the ones that were asked for."""

    plan: Plan
    ids: tuple[str, ...]

    def total(self, rows: Mapping[str, Row]) -> list[Row]:
        """Return what the single plan would, from the rows of all by campaign."""
        mine = [rows[one] for one in dict.fromkeys(self.ids) if one in rows]
        nothing = (None,) * len(outputs(self.plan))
        columns = zip(*(mine or [nothing]), strict=True)
        return [tuple(_sum(column) for column in columns)]


def batch(plan: Plan) -> Batch | None:
    """Return the batch that a plan is one of; None if it is of another kind."""
    if plan.keys or plan.rank or any(each.single for each in plan.sums):
        return None
    parts = plan.where.inner if isinstance(plan.where, All) else (plan.where,)
    naming = [part for part in parts if _names_campaigns(plan, part)]
    if len(naming) != 1 or not isinstance(naming[0], Test):
        return None
    others = tuple(part for part in parts if part is not naming[0])
    where = others[0] if len(others) == 1 else All(others)
    key = Key(_KEY, "column", _COLUMN)
    return Batch(replace(plan, keys=(key,), where=where), naming[0].values)


def by_campaign(rows: Sequence[Row]) -> dict[str, Row]:
    """Return the sums of each campaign from the rows of a batch's plan."""
    return {row[0]: row[1:] for row in rows if row[0] is not None}


def _names_campaigns(plan: Plan, part: Condition) -> bool:
    return (
        isinstance(part, Test)
        and part.sign in {"=", "in"}
        and repr(part) not in dict(plan.matched)
        and dict(plan.filters).get(part.name) == ("column", _COLUMN)
    )


def _sum(column: Sequence[Any]) -> Any:
    known = [value for value in column if value is not None]
    if not known:
        return None
    total = known[0]
    for value in known[1:]:
        total = EXACT.add(total, value) if isinstance(value, Decimal) else total + value
    return total
