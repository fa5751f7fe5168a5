"""Rules of `decide.rules` that say something to people: their firings, as long as they hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from adhelm.act.alerts.service.ruling import SOURCE
from adhelm.act.alerts.service.sources import Scene
from adhelm.act.alerts.types import Entity, Figure, Severity, Signal, Source
from adhelm.decide import rules
from adhelm.decide.rules.types import Evidence, Firing, Kept, Mode, Value

_LATELY = timedelta(days=35)
_GRACE = timedelta(hours=36)
"""A rule that looks once a day has looked again by then."""
_MOST = 1000


def of_rule(scene: Scene) -> Iterator[Signal]:
    """Yield what rules fired on last, until they have looked again and found it over."""
    now = scene.clock.now()
    kept = {
        one.id: one
        for one in rules.list_rules(principal=scene.principal, database=scene.database)
        if not one.paused
    }
    found = rules.list_firings(
        principal=scene.principal, database=scene.database, since=now - _LATELY, limit=_MOST
    )
    said: set[tuple[str, str]] = set()
    for one in found:
        place = (one.rule_id, one.finding.entity.key)
        rule = kept.get(one.rule_id)
        # Until its cool-down has passed a rule says nothing new of the same thing.
        if rule is None or place in said or not one.finding.alerts or not _tells(rule):
            continue
        said.add(place)
        if now - one.at <= rule.current.rule.cool_down + _GRACE:
            yield _signal(rule, one)


def _tells(rule: Kept) -> bool:
    """Say whether a rule is more than watched: what was made to tell does from the start."""
    return rule.source == SOURCE or rule.mode is not Mode.watch


def _signal(rule: Kept, one: Firing) -> Signal:
    finding = one.finding
    entity, alert = finding.entity, finding.alerts[0]
    names = {severity.value for severity in Severity}
    return Signal(
        source=Source.rule, detector=f"rule:{rule.id}"[:100],
        severity=Severity(alert.severity) if alert.severity in names else Severity.medium,
        entity=Entity(
            entity.platform, entity.account, entity.level.value, entity.entity_id, entity.name
        ),
        metric="", claim=f"{entity.name}: {alert.text or rule.current.rule.name}",
        figures=tuple(_figure(each, entity.currency) for each in finding.evidence[:8]),
        cause=f"the rule '{rule.current.rule.name}' holds", labels=dict(entity.labels),
        data_version=one.data_version, path=f"/automations/rules/{rule.id}",
    )  # fmt: skip


def _figure(one: Evidence, currency: str) -> Figure:
    left, _, right = _sides(one.text)
    value = _shown(one.left)
    was = f"{right} = {_shown(one.right)}" if one.right is not None else right
    return Figure(left, value, f"limit {was}" if was else f"in {currency}" if currency else "")


def _sides(text: str) -> tuple[str, str, str]:
    for sign in (" <= ", " >= ", " != ", " < ", " > ", " = "):
        if sign in text:
            left, _, right = text.partition(sign)
            return left, sign, f"{sign.strip()} {right}"
    return text, "", ""


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "not known"
    return f"{value:,.4f}".rstrip("0").rstrip(".")
