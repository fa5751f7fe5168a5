"""A firing as a recommendation: what a person is asked to decide on."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from adhelm.decide.optimization.types import Draft
from adhelm.decide.rules.types import Evidence, Firing, Kept, Value
from adhelm.govern.compliance.types import Change, Field

_LEAST_VALID = timedelta(hours=24)
_PLACES, _LARGE = 6, 10**18
_KINDS = {Field.status: "status", Field.negative_keywords: "negative_keywords"}


def draft(kept: Kept, one: Firing) -> Draft:
    """Return a firing that changes something, as a recommendation."""
    finding, rule = one.finding, kept.current.rule
    entity = finding.entity
    return Draft(
        key=f"{entity.level}/{entity.key}/{finding.branch}"[:300],
        kind=_KINDS.get(finding.changes[0].field, "budgets"),
        platform=entity.platform,
        account=entity.account,
        claim=f"{rule.name}: {'; '.join(changed(each) for each in finding.changes)}",
        changes=finding.changes,
        currency=entity.currency,
        evidence={
            "rule": kept.id,
            "rule_version": one.rule_version,
            "mode": one.mode.value,
            "conditions": [evidence(each) for each in finding.evidence],
        },
        data_version=one.data_version,
        expires_at=one.at + max(rule.cool_down, _LEAST_VALID),
    )


def evidence(one: Evidence) -> dict[str, Any]:
    """Return what a comparison came to, as plain values."""
    return {
        "condition": one.text,
        "truth": one.truth.value,
        "left": plain(one.left),
        "right": plain(one.right),
        "note": one.note,
    }


def changed(one: Change) -> str:
    """Return a change in words: 'Brand: daily budget 100 to 120 EUR'."""
    field = one.field.value.replace("_", " ")
    if one.field is Field.negative_keywords:
        return f"{one.after} as a negative keyword"
    if one.field is Field.status:
        return f"{one.name}: {one.after}"
    return f"{one.name}: {field} {plain(one.before)} to {plain(one.after)} {one.currency}".rstrip()


def plain(value: Value | str) -> str | bool | None:
    """Return a value as answers show it; a number keeps at most six decimals."""
    if not isinstance(value, Decimal):
        return value
    if int(value.as_tuple().exponent) >= -_PLACES or abs(value) >= _LARGE:
        return f"{value:f}"
    text = f"{round(value, _PLACES):f}".rstrip("0")
    return text.removesuffix(".")
