"""Rules that work against each other, or never come to rest: what can be told from their text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from adhelm.decide.rules.logic import clauses as forms
from adhelm.decide.rules.logic.clauses import Clause, demand, is_possible, plain, together
from adhelm.decide.rules.logic.effects import (
    FIELD,
    VOLUME,
    direction,
    elasticity,
    factor,
    is_bounded,
    moving,
    push,
)
from adhelm.decide.rules.logic.steps import OPPOSITE
from adhelm.decide.rules.types import (
    Clash,
    Comparison,
    Deed,
    Holds,
    Leaf,
    Number,
    Rule,
    Scope,
    Step,
)

_DOWN = {Deed.reallocate: Deed.cut_budget}


@dataclass(frozen=True, slots=True)
class Suspects:
    """Rules of which the text alone does not say whether they come to rest."""

    rules: tuple[Rule, ...]


def clashes(rule: Rule, others: Sequence[Rule]) -> list[Clash]:
    """Return what speaks against a rule, by itself and beside others that are looked at."""
    found = list(triggers_itself(rule))
    for other in others:
        if overlap(rule.scope, other.scope):
            found += _between(rule, other)
    return found


def suspects(rule: Rule, others: Sequence[Rule]) -> list[Suspects]:
    """Return the rules, alone or in pairs, whose coming to rest only their history can show."""
    found = []
    if any(_is_mixed(rule, branch, step) for branch, step in moving(rule)):
        found.append(Suspects((rule,)))
    for other in others:
        pairs = [
            (one, two)
            for _, one in moving(rule)
            for _, two in moving(other)
            if _opposed(one, two) and FIELD[one.deed] != "status"
        ]
        if pairs and overlap(rule.scope, other.scope):
            found.append(Suspects((rule, other)))
    return found


def triggers_itself(rule: Rule) -> Iterator[Clash]:
    """Yield where a rule's own effect makes its condition true again, and nothing ends it."""
    for branch, step in moving(rule):
        if is_bounded(step):
            continue
        for clause in _clauses(rule, branch):
            pushes = [
                (leaf, push(leaf, field=FIELD[step.deed], way=direction(step)))
                for leaf in _comparisons(clause)
            ]
            fed = [leaf for leaf, way in pushes if way > 0]
            if fed and not any(way < 0 for _, way in pushes):
                yield _itself(rule, step, fed[0])
                break


def endless(rule: Rule) -> list[str]:
    """Return warnings: steps that nothing in the rule ever brings to an end."""
    found = []
    for branch, step in moving(rule):
        ways = [
            push(leaf, field=FIELD[step.deed], way=direction(step))
            for clause in _clauses(rule, branch)
            for leaf in _comparisons(clause)
        ]
        if not is_bounded(step) and direction(step) > 0 and not any(ways):
            found.append(
                f"nothing in the rule ends '{step.deed}': add `at_most`, or a condition that the "
                "step itself makes false, such as marginal_return >= target(roas)"
            )
    return found


def overlap(one: Scope, other: Scope) -> bool:
    """Say whether an entity could be in both scopes, as far as can be told."""
    if one.level is not other.level:
        return False
    lists = ((one.platforms, other.platforms), (one.accounts, other.accounts))
    if any(left and right and not set(left) & set(right) for left, right in lists):
        return False
    labels = dict(one.labels)
    if any(labels.get(name, value) != value for name, value in other.labels):
        return False
    exact = [
        {each.casefold() for each in scope.names}
        for scope in (one, other)
        if scope.names and not any(sign in each for each in scope.names for sign in "*?")
    ]
    return len(exact) < 2 or bool(exact[0] & exact[1])  # noqa: PLR2004 - both name plain names


def _between(rule: Rule, other: Rule) -> Iterator[Clash]:
    for branch, step in moving(rule):
        for other_branch, other_step in moving(other):
            if not _opposed(step, other_step):
                continue
            pairs = [
                (one, two)
                for one in _clauses(rule, branch)
                for two in _clauses(other, other_branch)
            ]
            clash = _first(rule, step, other, other_step, pairs)
            if clash is not None:
                yield clash
                return


def _first(
    rule: Rule, step: Step, other: Rule, other_step: Step, pairs: Sequence[tuple[Clause, Clause]]
) -> Clash | None:
    if FIELD[step.deed] == "status":
        return _switching(rule, step, other, pairs)
    for one, two in pairs:
        if _same_status(rule.scope, other.scope) and together(one, two):
            return _conflict(rule, step, other, other_step, (one, two))
    if any(_bounces(one, step, two, other_step) for one, two in pairs):
        return _ping_pong(rule, other, f"'{step.deed}' leads to where '{other_step.deed}' begins, "
                          "and back")  # fmt: skip
    return None


def _switching(
    rule: Rule, step: Step, other: Rule, pairs: Sequence[tuple[Clause, Clause]]
) -> Clash | None:
    """Return the clash of a rule that pauses with one that enables."""
    for one, two in pairs:
        pausing, enabling = (one, two) if step.deed is Deed.pause else (two, one)
        if "any" in {rule.scope.status, other.scope.status} and together(one, two):
            return _ping_pong(rule, other, "one pauses what the other enables at once")
        # Once paused, volumes are zero: what asks for little is then true, for much never again.
        left = [(leaf, so) for leaf, so in enabling if not _is_emptied(leaf, so=so, low=True)]
        if any(_is_emptied(leaf, so=so, low=False) for leaf, so in left):
            continue
        if is_possible((*pausing, *left)):
            return _ping_pong(rule, other, "what one pauses the other enables again")
    return None


def _is_emptied(leaf: Leaf, *, so: bool, low: bool) -> bool:
    """Say whether pausing settles a comparison of a volume: true where little is asked for."""
    turned = plain(leaf, so=so)
    if isinstance(turned, Holds) or not isinstance(turned.right, Number):
        return False
    if turned.left.term.name != "metric" or turned.left.term.of not in VOLUME:
        return False
    return turned.sign in ({"<", "<="} if low else {">", ">="})


def _bounces(one: Clause, step: Step, two: Clause, other: Step) -> bool:
    """Say whether each step can lead from the edge of its own condition into the other's."""
    times = factor(step), factor(other)
    if times[0] is None or times[1] is None or is_bounded(step) or is_bounded(other):
        return False
    for leaf in _comparisons(one):
        for twin in _comparisons(two):
            mine, theirs = demand(leaf), demand(twin)
            if mine is None or theirs is None or mine[0] != theirs[0]:
                continue
            if leaf.left.term.name == "trend":
                # A step moves a trend once; then it is as before.
                continue
            by = elasticity(leaf.left.term, field=FIELD[step.deed])
            lows = [span.low for span in (mine[1], theirs[1]) if span.low is not None]
            highs = [span.high for span in (mine[1], theirs[1]) if span.high is not None]
            if len(lows) != 1 or len(highs) != 1 or by == 0 or not lows[0] or not highs[0]:
                continue
            if _jumps(float(highs[0] / lows[0]), (times[0] ** by, times[1] ** by)):
                return True
    return False


def _jumps(gap: float, moves: tuple[float, float]) -> bool:
    """Say whether from above a gap one move leads below it, and the other back: gap <= 1."""
    down, up = min(moves), max(moves)
    return gap <= 1 and down <= gap and gap * up >= 1


def _is_mixed(rule: Rule, branch: str, step: Step) -> bool:
    if is_bounded(step):
        return False
    for clause in _clauses(rule, branch):
        ways = {
            push(leaf, field=FIELD[step.deed], way=direction(step)) for leaf in _comparisons(clause)
        }
        if {1, -1} <= ways:
            return True
    return False


def _clauses(rule: Rule, branch: str) -> list[Clause]:
    found = forms.clauses(rule.condition, negated=branch == "else")
    # Too many alternatives to look through: then nothing is known of what they demand.
    return [()] if found is None else [clause for clause in found if is_possible(clause)]


def _comparisons(clause: Clause) -> list[Comparison]:
    turned = [plain(leaf, so=so) for leaf, so in clause]
    return [leaf for leaf in turned if isinstance(leaf, Comparison)]


def _opposed(one: Step, two: Step) -> bool:
    first, second = _DOWN.get(one.deed, one.deed), _DOWN.get(two.deed, two.deed)
    return OPPOSITE.get(first) is second


def _same_status(one: Scope, other: Scope) -> bool:
    return "any" in {one.status, other.status} or one.status == other.status


def _itself(rule: Rule, step: Step, leaf: Comparison) -> Clash:
    return Clash(
        "rule.triggers_itself", (rule.name,),
        f"'{step.deed}' makes '{leaf}' still truer: the rule would fire again and again",
        "add `at_most` or `at_least`, or a condition that the step itself makes false, such as "
        "marginal_return >= target(roas)",
    )  # fmt: skip


def _conflict(
    rule: Rule, step: Step, other: Rule, other_step: Step, pair: tuple[Clause, Clause]
) -> Clash:
    state = " and ".join(dict.fromkeys(str(leaf) for clause in pair for leaf, _ in clause))
    return Clash(
        "rule.conflict", (rule.name, other.name),
        f"'{rule.name}' would {_words(step)} and '{other.name}' would {_words(other_step)} of the "
        f"same thing where {state or 'both look'}",
        "let their conditions exclude each other, or their scopes",
    )  # fmt: skip


def _ping_pong(rule: Rule, other: Rule, how: str) -> Clash:
    return Clash(
        "rule.ping_pong", (rule.name, other.name),
        f"'{rule.name}' and '{other.name}' would undo each other without end: {how}",
        "leave a wider gap between their thresholds, or smaller steps",
    )  # fmt: skip


def _words(step: Step) -> str:
    return step.deed.value.replace("_", " ")
