"""What a rule makes of every entity at a moment: pure, so that a replay is the same as live."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fnmatch import translate
from functools import lru_cache

from adhelm.decide.rules.logic.acting import Purse, Seen, act
from adhelm.decide.rules.logic.truth import judge
from adhelm.decide.rules.logic.walk import terms
from adhelm.decide.rules.types import (
    Entity,
    Evidence,
    Face,
    Finding,
    Moment,
    Protect,
    Rule,
    Scope,
    Truth,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Memory:
    """What a rule did before: when last to whom, and to how many today."""

    last: Mapping[str, datetime] = field(default_factory=dict)
    """Entity key -> when it acted on it last."""
    today: int = 0


def decide(rule: Rule, moment: Moment, memory: Memory) -> list[Finding]:
    """Return what the rule makes of each entity in its scope, by the entities' keys."""
    seen = [
        Seen(face, *judge(rule.condition, face), shielded(rule.protect, face) or unripe(rule, face))
        for face in moment.faces.get(rule.scope.level, ())
        if within(rule.scope, face.entity)
    ]
    seen.sort(key=lambda one: (one.face.entity.key, one.face.entity.campaign_id))
    purse = Purse.of(seen)
    found = [_found(rule, moment, one, memory, purse) for one in seen]
    return _capped(rule, found, memory)


def within(scope: Scope, entity: Entity) -> bool:
    """Say whether an entity is among those that a rule looks at."""
    return (
        entity.level is scope.level
        and (not scope.platforms or entity.platform in scope.platforms)
        and (not scope.accounts or entity.account in scope.accounts)
        and _has_status(scope.status, entity.status)
        and all(entity.labels.get(name) == value for name, value in scope.labels)
        and (not scope.names or _named(scope.names, entity.name))
        and not (scope.not_names and _named(scope.not_names, entity.name))
    )


def shielded(protect: Protect, face: Face) -> str:
    """Return why an entity is left alone; '' if it is not."""
    entity = face.entity
    if entity.key in protect.entities:
        return "it is protected by the rule"
    if protect.learning and entity.learning:
        return "it is in its learning phase"
    if protect.launch_days and entity.first_day is not None:
        days = (face.today - entity.first_day).days
        if days < protect.launch_days:
            least = "" if entity.first_known else "at least "
            return f"it was launched {least}{days} days ago, {protect.launch_days} are protected"
    if protect.launch_days and entity.first_day is None:
        return "it has not delivered yet"
    return ""


def unripe(rule: Rule, face: Face) -> str:
    """Return which of a rule's figures are not mature enough to be judged by; '' if all are."""
    least = rule.protect.mature
    if least is None:
        return ""
    for term in terms(rule.condition):
        if term not in face.ripe:
            continue
        known = face.ripe[term]
        if known is None:
            return f"it is not known how much of {term} is in"
        if known < least:
            return f"{known:.0%} of {term} is in, {least:.0%} are wanted"
    return ""


def _found(rule: Rule, moment: Moment, one: Seen, memory: Memory, purse: Purse) -> Finding:
    entity = one.face.entity
    if one.truth is Truth.unknown:
        return Finding(entity, Verdict.unknown, "", one.evidence, why=_unknown(one.evidence))
    branch = "then" if one.truth is Truth.true else "else"
    steps = rule.then if branch == "then" else rule.otherwise
    if not steps:
        return Finding(entity, Verdict.quiet, "", one.evidence)
    if one.shielded:
        return Finding(entity, Verdict.protected, branch, one.evidence, why=one.shielded)
    last = memory.last.get(entity.key)
    if last is not None and moment.at - last < rule.cool_down:
        why = f"it acted on it at {last:%Y-%m-%d %H:%M} UTC"
        return Finding(entity, Verdict.cooling, branch, one.evidence, why=why)
    changes, alerts, why = act(rule, steps, one.face, purse)
    if not changes and not alerts:
        return Finding(entity, Verdict.idle, branch, one.evidence, why=why)
    return Finding(entity, Verdict.fires, branch, one.evidence, changes, alerts)


def _capped(rule: Rule, found: Sequence[Finding], memory: Memory) -> list[Finding]:
    left = min(rule.caps.per_run, max(rule.caps.per_day - memory.today, 0))
    made = []
    for one in found:
        if one.verdict is not Verdict.fires:
            made.append(one)
        elif left > 0:
            left -= 1
            made.append(one)
        else:
            why = f"{rule.caps.per_run} a run and {rule.caps.per_day} a day are its caps"
            made.append(replace(one, verdict=Verdict.capped, changes=(), alerts=(), why=why))
    return made


def _unknown(evidence: Sequence[Evidence]) -> str:
    notes = [each.note for each in evidence if each.truth is Truth.unknown and each.note]
    return "; ".join(dict.fromkeys(notes))


def _has_status(wanted: str, status: str) -> bool:
    if status == "removed":
        return False
    if wanted == "enabled":
        return status in {"enabled", ""}
    return wanted in {"any", status}


def _named(patterns: Sequence[str], name: str) -> bool:
    return any(_pattern(each).fullmatch(name.casefold()) for each in patterns)


@lru_cache(maxsize=512)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(translate(text.casefold().replace("[", "[[]")))


def remembered(memory: Memory, findings: Sequence[Finding], at: datetime) -> Memory:
    """Return the memory with what has just fired."""
    fired = {one.entity.key: at for one in findings if one.verdict is Verdict.fires}
    return Memory({**memory.last, **fired}, memory.today + len(fired))


def forgotten(memory: Memory, *, before: datetime, cool_down: timedelta) -> Memory:
    """Return the memory of a new day, without what has cooled down long ago."""
    kept = {key: at for key, at in memory.last.items() if before - at < cool_down}
    return Memory(kept, 0)
