"""Groups within groups: each level knows its parents, and every entity is in one group of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adhelm.decide.allocation.logic.kernels import compiled
from adhelm.decide.allocation.types import NO_LIMIT, BadLimit, Crossing, Ints, Level, Problem


@dataclass(frozen=True, slots=True)
class Branch:
    """One level of groups; the last ones stand for the entities that are in no group there."""

    of: Ints
    parent: Ints
    """The group of the level before that each group lies in; 0 at the first level."""
    caps: Ints
    floors: Ints
    depth: int = 0
    names: Sequence[str] = ()

    @property
    def count(self) -> int:
        """Return how many groups there are."""
        return len(self.caps)

    def name(self, group: int) -> str:
        """Return what a person calls a group."""
        known = group < len(self.names)
        return self.names[group] if known else f"group {group} of level {self.depth}"


def branches(problem: Problem) -> tuple[Branch, ...]:
    """
    Return the levels from the outermost to the innermost.

    :raises BadLimit: if a level's arrays do not fit each other or the entities.
    :raises Crossing: if a group does not lie within one group of the level before.
    """
    import numpy as np

    above = np.zeros(len(problem.curves), dtype=np.int64)
    outer = 1
    found = []
    for depth, level in enumerate(problem.levels):
        branch = _branch(level, above, outer, depth)
        found.append(branch)
        above, outer = branch.of, branch.count
    return tuple(found)


def _branch(level: Level, above: Ints, outer: int, depth: int) -> Branch:
    import numpy as np

    of, caps = np.asarray(level.of, dtype=np.int64), np.asarray(level.caps, dtype=np.int64)
    count = len(caps)
    floors = np.zeros(count, np.int64) if level.floors is None else np.asarray(level.floors)
    bad = len(of) != len(above) or len(floors) != count
    if bad or (len(of) and (of.min() < -1 or of.max() >= count)):
        raise BadLimit(
            f"level {depth} of groups does not fit",
            hint="`of` names a group of `caps` for each entity, or −1",
        )
    if count and (caps.min() < 0 or floors.min() < 0):
        raise BadLimit("a cap or floor of a group is negative", hint="amounts from 0 on")
    parent = np.concatenate([np.zeros(count, np.int64), np.arange(outer)])
    if len(of) and of.min() < 0:
        of = np.where(of < 0, count + above, of)
    astray = _nested(of, above, parent)
    free = np.full(outer, NO_LIMIT, dtype=np.int64)
    made = Branch(
        of, parent, np.concatenate([caps, free]),
        np.concatenate([floors, np.zeros(outer, np.int64)]).astype(np.int64), depth, level.names,
    )  # fmt: skip
    if astray >= 0:
        who = made.name(int(of[astray]))
        raise Crossing(
            f"'{who}' lies in more than one group of the level before",
            hint="groups nest: put each within one group of the level outside it",
            group=who,
        )
    return made


def _nested(of: Ints, above: Ints, parent: Ints) -> int:
    """Write each group's parent; return an entity whose group lies in more than one, or −1."""
    import numpy as np

    if kernels := compiled(len(of)):
        return kernels.nest(of, above, parent)
    parent[of] = above
    astray = np.flatnonzero(parent[of] != above)
    return int(astray[0]) if len(astray) else -1
