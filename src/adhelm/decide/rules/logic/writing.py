"""From a rule to its document and its YAML text, which read to the same rule."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from adhelm.decide.rules.logic.steps import RAISES, USUAL_BEST
from adhelm.decide.rules.types import (
    All,
    AnyOf,
    Caps,
    Condition,
    Deed,
    Not,
    Protect,
    Rule,
    Scope,
    Step,
    When,
)

_DAY, _HOUR, _MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def text_of(rule: Rule) -> str:
    """Return a rule as YAML, its fields in reading order."""
    import yaml

    made: str = yaml.safe_dump(
        document(rule), sort_keys=False, allow_unicode=True, width=100, default_flow_style=False
    )
    return made


def document(rule: Rule) -> dict[str, Any]:
    """Return a rule as plain texts, lists and mappings; what is usual is left out."""
    usual = Rule("", rule.condition, ())
    told: dict[str, Any] = {"name": rule.name}
    if rule.about:
        told["about"] = rule.about
    told["scope"] = _scope(rule.scope)
    told["if"] = condition(rule.condition)
    told["then"] = [step(each) for each in rule.then]
    if rule.otherwise:
        told["else"] = [step(each) for each in rule.otherwise]
    if rule.when != When():
        told["when"] = _when(rule.when)
    if rule.cool_down != usual.cool_down:
        told["cool_down"] = duration(rule.cool_down)
    if rule.caps != Caps():
        told["caps"] = {"per_run": rule.caps.per_run, "per_day": rule.caps.per_day}
    if rule.protect != Protect():
        told["protect"] = _protect(rule.protect)
    return told


def condition(one: Condition) -> Any:
    """Return a condition as texts under `all`, `any` and `not`."""
    if isinstance(one, Not):
        return {"not": condition(one.inner)}
    if isinstance(one, (All, AnyOf)):
        word = "all" if isinstance(one, All) else "any"
        return {word: [condition(inner) for inner in one.inner]}
    return str(one)


def step(one: Step) -> Any:
    """Return a step as its name, or its name over its measure."""
    told: dict[str, str] = {}
    if one.by is not None:
        told["by"] = share(one.by)
    if one.to is not None:
        told["to"] = f"{one.to:f}"
    if one.bound is not None:
        told["at_most" if one.deed in RAISES else "at_least"] = f"{one.bound:f}"
    for name in ("currency", "match", "severity", "text"):
        if getattr(one, name):
            told[name] = getattr(one, name)
    if one.best is not None and one.best != USUAL_BEST:
        told["best"] = str(one.best)
    if one.deed is Deed.add_negative_keyword and one.match == "exact":
        told.pop("match")
    return {one.deed.value: told} if told else one.deed.value


def share(value: Decimal) -> str:
    """Return a share as percent: 20%."""
    percent = (value * 100).normalize()
    return f"{percent:f}%"


def duration(value: timedelta) -> str:
    """Return a duration in its largest whole unit: 3d, 36h, 90m."""
    for unit, letter in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "m")):
        if value % unit == timedelta(0) and value:
            return f"{value // unit}{letter}"
    return "0m"


def _scope(scope: Scope) -> dict[str, Any]:
    told: dict[str, Any] = {"level": scope.level.value}
    lists = (
        ("platform", scope.platforms), ("account", scope.accounts), ("name", scope.names),
        ("not_name", scope.not_names),
    )  # fmt: skip
    told |= {name: list(values) for name, values in lists if values}
    if scope.labels:
        told["labels"] = dict(scope.labels)
    if scope.status != Scope().status:
        told["status"] = scope.status
    return told


def _when(when: When) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if when.at is not None:
        told["at"] = f"{when.at:%H:%M}"
    told["time_zone"] = when.zone
    if when.days:
        told["days"] = list(when.days)
    return told


def _protect(protect: Protect) -> dict[str, Any]:
    told: dict[str, Any] = {"learning": protect.learning, "launch_days": protect.launch_days}
    if protect.mature is not None:
        told["mature"] = share(protect.mature)
    if protect.entities:
        told["entities"] = list(protect.entities)
    return told
