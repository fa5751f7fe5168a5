"""What makes plans alike enough to be approved at once."""

from __future__ import annotations

from adhelm.act.publishing.types import Plan
from adhelm.govern import compliance

Kind = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def kind_of(plan: Plan) -> Kind:
    """Return the accounts that a plan touches, the fields it sets, and where it moves money."""
    return (tuple(sorted(plan.accounts)), tuple(fields_of(plan)), tuple(directions_of(plan)))


def fields_of(plan: Plan) -> list[str]:
    """Return the fields that a plan sets, by name."""
    return sorted({item.change.field.value for item in plan.items})


def directions_of(plan: Plan) -> list[str]:
    """Return where a plan's changes move money."""
    return sorted({compliance.direction(item.change).value for item in plan.items})
