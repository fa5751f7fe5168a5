"""What a rule does: its steps read from a tree, and whether they go together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from adhelm.decide.rules.logic import expression
from adhelm.decide.rules.logic.nodes import Node
from adhelm.decide.rules.types import Deed, Level, Look, Problem, Step, Term

if TYPE_CHECKING:
    from adhelm.decide.rules.logic.reader import Reader

RAISES = frozenset({Deed.raise_budget, Deed.raise_bid})
CUTS = frozenset({Deed.cut_budget, Deed.cut_bid})
OPPOSITE = {
    Deed.pause: Deed.enable, Deed.raise_budget: Deed.cut_budget, Deed.raise_bid: Deed.cut_bid,
    Deed.enable: Deed.pause, Deed.cut_budget: Deed.raise_budget, Deed.cut_bid: Deed.raise_bid,
}  # fmt: skip
SEVERITIES = ("low", "medium", "high")
_MOST_RAISE, _MOST_CUT = Decimal(10), Decimal("0.99")
_MOST_STEPS = 10
USUAL_BEST = Term("metric", "roas", Look(28))
_FIELDS: dict[Deed, tuple[str, ...]] = {
    Deed.pause: (),
    Deed.enable: (),
    Deed.raise_budget: ("by", "to", "at_most", "currency"),
    Deed.cut_budget: ("by", "to", "at_least", "currency"),
    Deed.raise_bid: ("by", "to", "at_most", "currency"),
    Deed.cut_bid: ("by", "to", "at_least", "currency"),
    Deed.reallocate: ("by", "best"),
    Deed.add_negative_keyword: ("match",),
    Deed.alert: ("severity", "text"),
}
_LEVELS: dict[Deed, frozenset[Level]] = {
    Deed.alert: frozenset(Level),
    Deed.pause: frozenset({Level.campaign, Level.ad_group, Level.ad}),
    Deed.enable: frozenset({Level.campaign, Level.ad_group, Level.ad}),
    Deed.add_negative_keyword: frozenset({Level.search_term}),
}
_WITH_BUDGET = frozenset({Level.campaign, Level.ad_group})


def read_steps(reader: Reader, node: Node | None, path: str, level: Level) -> tuple[Step, ...]:
    """Return the steps of `then` or `else`; problems go to the reader."""
    if node is None or node.value is None:
        return ()
    several = node.value if isinstance(node.value, list) else [node]
    if not several or len(several) > _MOST_STEPS:
        reader.wrong(node, path, f"1 to {_MOST_STEPS} steps", "then: pause", "shape")
        return ()
    found = []
    for at, each in enumerate(several):
        where = f"{path}[{at}]" if isinstance(node.value, list) else path
        step = _step(reader, each, where)
        if step is not None:
            _check_level(reader, each, where, step, level)
            found.append(step)
    return tuple(found)


def told_twice(node: Node, path: str, steps: Sequence[Step]) -> Iterator[Problem]:
    """Yield what is told twice, or both ways at once."""
    deeds = [step.deed for step in steps]
    for deed in dict.fromkeys(deeds):
        if deeds.count(deed) > 1 and deed is not Deed.alert:
            yield Problem("rule.twice", f"'{deed}' is told twice", node.line, path)
        opposite = OPPOSITE.get(deed)
        if opposite in deeds and deeds.index(opposite) > deeds.index(deed):
            text = f"'{deed}' and '{opposite}' undo each other"
            yield Problem("rule.conflict", text, node.line, path, "keep one of them")


def _step(reader: Reader, node: Node, path: str) -> Step | None:
    name, inner = _named(node)
    if name is None:
        hint = f"one of: {', '.join(Deed)}"
        reader.wrong(node, path, "expected a step", hint, "shape")
        return None
    if name not in list(Deed):
        reader.wrong(node, path, f"there is no step '{name[:60]}'", f"one of: {', '.join(Deed)}",
                     "unknown_step")  # fmt: skip
        return None
    deed = Deed(name)
    where = f"{path}.{deed}"
    parts = reader.mapping(inner, where, _FIELDS[deed]) if inner else {}
    before = len(reader.problems)
    made = _made(reader, deed, parts, where)
    return made if len(reader.problems) == before and _measured(reader, node, where, made) else None


def _named(node: Node) -> tuple[str | None, Node | None]:
    if isinstance(node.value, str):
        return node.value, None
    if isinstance(node.value, dict) and len(node.value) == 1:
        ((name, inner),) = node.value.items()
        return name, inner
    return None, None


def _made(reader: Reader, deed: Deed, parts: dict[str, Node], path: str) -> Step:
    most = _MOST_RAISE if deed in RAISES else _MOST_CUT
    bound = "at_most" if deed in RAISES else "at_least"
    return Step(
        deed,
        by=reader.share(parts.get("by"), f"{path}.by", most=most),
        to=reader.amount(parts.get("to"), f"{path}.to"),
        bound=reader.amount(parts.get(bound), f"{path}.{bound}"),
        currency=reader.currency(parts.get("currency"), f"{path}.currency"),
        best=_best(reader, parts.get("best"), f"{path}.best") if deed is Deed.reallocate else None,
        match=reader.one_of(parts.get("match"), f"{path}.match", ("exact", "phrase"), "exact")
        if deed is Deed.add_negative_keyword
        else "",
        severity=reader.one_of(parts.get("severity"), f"{path}.severity", SEVERITIES, "medium")
        if deed is Deed.alert
        else "",
        text=reader.text(parts.get("text"), f"{path}.text", longest=500),
    )


def _best(reader: Reader, node: Node | None, path: str) -> Term:
    if node is None:
        return USUAL_BEST
    text = reader.text(node, path)
    try:
        found = expression.parse_term(text)
    except expression.Unreadable as error:
        reader.wrong(node, path, error.message, "roas(28d)", error.code)
        return USUAL_BEST
    known = reader.known.metrics
    if found.name not in {"metric", "marginal_return", "score"} or (
        found.name == "metric" and found.of not in known
    ):
        reader.wrong(node, path, f"'{text[:60]}' is nothing to be best in", "roas(28d)")
    return found


def _measured(reader: Reader, node: Node, path: str, step: Step) -> bool:
    """Say whether a step says how much, once."""
    told = [each for each in (step.by, step.to) if each is not None]
    if step.deed in RAISES | CUTS and len(told) != 1:
        reader.wrong(
            node, path, "say how much: `by` a share or `to` an amount", "by: 20%", "missing"
        )
        return False
    if step.deed is Deed.reallocate and step.by is None:
        reader.wrong(node, path, "say how much of the budget moves", "by: 20%", "missing")
        return False
    return True


def _check_level(reader: Reader, node: Node, path: str, step: Step, level: Level) -> None:
    if level not in _LEVELS.get(step.deed, _WITH_BUDGET):
        text = f"'{step.deed}' does nothing to a thing of the level '{level}'"
        fitting = ", ".join(sorted(_LEVELS.get(step.deed, _WITH_BUDGET)))
        reader.wrong(node, path, text, f"scope: {{level: …}} with one of {fitting}", "level")
