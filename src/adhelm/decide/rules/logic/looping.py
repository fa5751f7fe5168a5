"""Rules let loose on the days that were: each step's effect is felt by the days after it.

The figures of each day are what they were, moved by what the rules have done to the entity since.
Who goes up and down and up again, or climbs without end where the days alone gave no reason to,
never comes to rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from adhelm.decide.rules.logic.deciding import shielded, within
from adhelm.decide.rules.logic.effects import FIELD, direction, elasticity, factor, scaled
from adhelm.decide.rules.logic.truth import judge
from adhelm.decide.rules.types import Clash, Face, Moment, Rule, Step, Truth

_FLIPS = 3
_CLIMB = 3.0
_MOST_EXAMPLES = 5


@dataclass
class _Course:
    """What was done to one entity: how much it may spend against the days that were, and when."""

    name: str
    times: float = 1.0
    ways: list[int] = field(default_factory=list)
    last: dict[str, datetime] = field(default_factory=dict)
    alone: int = 0
    """Firings that the days gave reason to by themselves."""


def loops(rules: Sequence[Rule], moments: Sequence[Moment]) -> list[Clash]:
    """Return what never comes to rest when the rules run on these moments with their effects."""
    courses: dict[str, _Course] = {}
    for moment in moments:
        for rule in rules:
            for face in moment.faces.get(rule.scope.level, ()):
                if within(rule.scope, face.entity) and not shielded(rule.protect, face):
                    key = face.entity.key
                    course = courses.setdefault(key, _Course(face.entity.name))
                    _look(rule, face, course, moment.at)
    return list(_told(rules, list(courses.values())))


def _look(rule: Rule, face: Face, course: _Course, at: datetime) -> None:
    last = course.last.get(rule.name)
    if last is not None and at - last < rule.cool_down:
        return
    step = _step(rule, _moved(face, course.times))
    if _step(rule, face) is not None:
        course.alone += 1
    if step is None:
        return
    times = factor(step)
    if times is None:
        return
    course.times *= times
    course.ways.append(direction(step))
    course.last[rule.name] = at


def _step(rule: Rule, face: Face) -> Step | None:
    truth, _ = judge(rule.condition, face)
    if truth is Truth.unknown:
        return None
    steps = rule.then if truth is Truth.true else rule.otherwise
    return next((step for step in steps if FIELD.get(step.deed) in {"budget", "bid"}), None)


def _moved(face: Face, times: float) -> Face:
    if times == 1.0:
        return face
    values = {
        term: scaled(value, times, elasticity(term, field="budget"))
        if isinstance(value, Decimal) and term.name != "trend"
        else value
        for term, value in face.values.items()
    }
    return replace(face, values=values)


def _told(rules: Sequence[Rule], courses: Sequence[_Course]) -> Iterator[Clash]:
    names = tuple(rule.name for rule in rules)
    swinging = [one for one in courses if _flips(one.ways) >= _FLIPS]
    if swinging and len(rules) > 1:
        yield Clash(
            "rule.ping_pong", names,
            f"on the days that were, '{names[0]}' and '{names[1]}' would have turned "
            f"{len(swinging)} of {len(courses)} up and down again and again",
            "leave a wider gap between their thresholds, or smaller steps", "simulation",
            tuple(one.name for one in swinging[:_MOST_EXAMPLES]),
        )  # fmt: skip
    climbing = [one for one in courses if _climbs(one)]
    if climbing and len(rules) == 1:
        yield Clash(
            "rule.triggers_itself", names,
            f"on the days that were, '{names[0]}' would have fired on {len(climbing)} of "
            f"{len(courses)} by its own effect, again and again",
            "add `at_most` or `at_least`, or a condition that the step itself makes false",
            "simulation", tuple(one.name for one in climbing[:_MOST_EXAMPLES]),
        )  # fmt: skip


def _flips(ways: Sequence[int]) -> int:
    return sum(one != two for one, two in pairwise(ways))


def _climbs(course: _Course) -> bool:
    far = course.times >= _CLIMB or course.times <= 1 / _CLIMB
    return far and len(course.ways) > 2 * max(course.alone, 1)
