"""A rule in English, for people who read no YAML."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from adhelm.decide.rules.logic.steps import RAISES
from adhelm.decide.rules.logic.writing import duration, share
from adhelm.decide.rules.types import (
    All,
    AnyOf,
    Comparison,
    Condition,
    Deed,
    Holds,
    Level,
    Look,
    Not,
    Number,
    Rule,
    Scaled,
    Scope,
    Step,
    Term,
    When,
)

_SIGNS = {
    "<": "is below", "<=": "is at most", ">": "is above", ">=": "is at least", "=": "is",
    "!=": "is not",
}  # fmt: skip
_NOUNS = {
    Level.account: "account", Level.campaign: "campaign", Level.ad_group: "ad group",
    Level.ad: "ad", Level.search_term: "search term",
}  # fmt: skip
_TERMS = {
    "score": "the chance to beat its target in the next seven days",
    "marginal_return": "what the next unit of money brings",
    "days_since_launch": "the days since its launch",
    "daily_budget": "its daily budget",
}
_DAYS = {
    "mon": "Mondays", "tue": "Tuesdays", "wed": "Wednesdays", "thu": "Thursdays",
    "fri": "Fridays", "sat": "Saturdays", "sun": "Sundays",
}  # fmt: skip


def sentence(rule: Rule) -> str:
    """Return what a rule does, in a few English sentences."""
    told = f"{_when(rule.when)}, for each {_scope(rule.scope)}: if {_told(rule.condition)}, "
    told += f"then {_steps(rule.then)}"
    if rule.otherwise:
        told += f"; otherwise {_steps(rule.otherwise)}"
    parts = [told]
    parts.append(
        f"At most {rule.caps.per_run} at once and {rule.caps.per_day} a day, and none twice "
        f"within {duration(rule.cool_down)}"
    )
    shields = _shields(rule)
    if shields:
        parts.append(f"Never one {shields}")
    return ". ".join(parts) + "."


def _when(when: When) -> str:
    days = _listed([_DAYS[day] for day in when.days], "and") if when.days else ""
    if when.at is None:
        return f"After each sync on {days} ({when.zone})" if days else "After each sync"
    time = f"at {when.at:%H:%M} {when.zone}"
    return f"On {days} {time}" if days else f"Every day {time}"


def _scope(scope: Scope) -> str:
    told = _NOUNS[scope.level]
    if scope.status != "any":
        told = f"{scope.status} {told}"
    if scope.platforms:
        told += f" on {_listed(scope.platforms, 'or')}"
    if scope.accounts:
        told += f" in {_listed(scope.accounts, 'or')}"
    if scope.names:
        told += f" whose name is like {_listed([_quoted(each) for each in scope.names], 'or')}"
    if scope.not_names:
        told += f" whose name is not like {_listed(list(map(_quoted, scope.not_names)), 'or')}"
    for name, value in scope.labels:
        told += f" with {name} {value}"
    return told


def _told(condition: Condition) -> str:
    if isinstance(condition, Not):
        return f"it is not so that {_bracketed(condition.inner)}"
    if isinstance(condition, (All, AnyOf)):
        word = "and" if isinstance(condition, All) else "or"
        return f" {word} ".join(_bracketed(inner) for inner in condition.inner)
    if isinstance(condition, Holds):
        return _holds(condition.term)
    return _comparison(condition)


def _bracketed(condition: Condition) -> str:
    told = _told(condition)
    return f"({told})" if isinstance(condition, (All, AnyOf)) else told


def _holds(term: Term) -> str:
    if term.name == "learning":
        return "it is in its learning phase"
    kind = "" if term.of == "any" else f" of the kind '{term.of.replace('_', ' ')}'"
    return f"it has an open incident{kind}"


def _comparison(one: Comparison) -> str:
    return f"{_operand(one.left)} {_SIGNS[one.sign]} {_operand(one.right)}"


def _operand(operand: Number | Scaled) -> str:
    if isinstance(operand, Number):
        return str(operand)
    times = "" if operand.factor == 1 else f"{operand.factor:f} times "
    return times + _term(operand.term)


def _term(term: Term) -> str:
    if term.name == "metric":
        return f"{_metric(term.of)} {_look(term.look)}"
    if term.name == "target":
        return f"the target for {_metric(term.of)}"
    if term.name == "trend" and term.look:
        half = term.look.days // 2
        return (
            f"the change of {_metric(term.of)} between the last {half} days and the {half} before"
        )
    if term.name == "budget_utilisation":
        return f"the share of its budget that it spent {_look(term.look)}"
    return _TERMS[term.name]


def _metric(name: str) -> str:
    plain = name.replace("_", " ")
    return plain.upper() if len(plain) <= 4 and plain.isalpha() else plain  # noqa: PLR2004 - CPA


def _look(look: Look | None) -> str:
    if look is None:
        return ""
    if look.days == 1 and look.ago in {0, 1}:
        return "yesterday" if look.ago else "today"
    if look.ago == 1:
        return f"over the last {look.days} days"
    return f"over the {look.days} days before the last {look.days}"


def _steps(steps: Sequence[Step]) -> str:
    return _listed([_step(step) for step in steps], "and")


def _step(step: Step) -> str:
    told = {
        Deed.pause: "pause it",
        Deed.enable: "enable it",
        Deed.alert: f"tell people of it ({step.severity})",
        Deed.add_negative_keyword: f"propose it as a negative keyword ({step.match} match)",
    }.get(step.deed)
    if told is not None:
        return told
    if step.deed is Deed.reallocate:
        best = _term(step.best) if step.best else ""
        return f"move {share(step.by or Decimal(0))} of its budget to what has most of {best}"
    verb, what = step.deed.value.split("_")
    how = (
        f"by {share(step.by)}" if step.by is not None else f"to {step.to:f} {step.currency}".strip()
    )
    edge = ""
    if step.bound is not None:
        word = "at most" if step.deed in RAISES else "at least"
        edge = f", to {word} {step.bound:f} {step.currency}".rstrip()
    return f"{verb} its {what} {how}{edge}"


def _shields(rule: Rule) -> str:
    told = []
    if rule.protect.learning:
        told.append("in its learning phase")
    if rule.protect.launch_days:
        told.append(f"in the first {rule.protect.launch_days} days after its launch")
    if rule.protect.mature is not None:
        least = share(rule.protect.mature)
        told.append(f"of whose conversions in these days less than {least} are in")
    if rule.protect.entities:
        told.append(f"of {_listed(rule.protect.entities, 'or')}")
    return _listed(told, "or")


def _listed(parts: Sequence[str], word: str) -> str:
    if len(parts) < 2:  # noqa: PLR2004 - one or none
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def _quoted(text: str) -> str:
    return f"'{text}'"
