"""Hold rules against themselves and each other: by their text, and on the days that were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.decide.rules.logic import writing
from adhelm.decide.rules.logic.clashes import Suspects, clashes, endless, suspects
from adhelm.decide.rules.logic.looping import loops
from adhelm.decide.rules.logic.sentence import sentence
from adhelm.decide.rules.service.keeping import list_rules, rivals
from adhelm.decide.rules.service.knowing import knowledge, read_any
from adhelm.decide.rules.service.replaying import moments
from adhelm.decide.rules.types import Clash, Rule

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Warehouse

SIMULATED_DAYS = 28
_MOST_SIMULATED = 10
"""Pairs of rules that are let loose on their days in one check."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A rule that reads well, in every form, and what speaks against keeping it."""

    rule: Rule
    text: str
    document: Mapping[str, Any]
    sentence: str
    clashes: tuple[Clash, ...]
    warnings: tuple[str, ...]


def validate(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    clock: Clock,
    text: str | Mapping[str, Any],
    rule_id: str = "",
    simulate: bool = False,
) -> Checked:
    """
    Return what a rule says and what speaks against it; `simulate` tries it on the last four weeks.

    `rule_id` is the rule that it would replace.

    :raises BadRule: if the rule cannot be; every problem is told.
    """
    principal.require(Scope.read)
    rule, _ = read_any(text, known=knowledge(principal, database))
    others = rivals(list_rules(principal=principal, database=database), but=rule_id)
    found = clashes(rule, others)
    if simulate and not found:
        found = _simulated(principal, database, warehouse, clock, suspects(rule, others))
    return Checked(
        rule, writing.text_of(rule), writing.document(rule), sentence(rule), tuple(found),
        tuple(endless(rule)),
    )  # fmt: skip


def conflicts(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    clock: Clock,
    simulate: bool = False,
) -> list[Clash]:
    """Return what the workspace's rules have against each other, each pair once."""
    principal.require(Scope.read)
    kept = [one for one in list_rules(principal=principal, database=database) if not one.paused]
    rules = [one.current.rule for one in kept]
    found: list[Clash] = []
    doubted: list[Suspects] = []
    for at, rule in enumerate(rules):
        found += clashes(rule, rules[at + 1 :])
        doubted += suspects(rule, rules[at + 1 :])
    if simulate:
        known = {clash.rules for clash in found}
        open_ones = [one for one in doubted if tuple(r.name for r in one.rules) not in known]
        found += _simulated(principal, database, warehouse, clock, open_ones)
    return found


def _simulated(
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    clock: Clock,
    doubted: Sequence[Suspects],
) -> list[Clash]:
    found: list[Clash] = []
    for one in doubted[:_MOST_SIMULATED]:
        days = moments(
            principal=principal, database=database, warehouse=warehouse, clock=clock,
            rules=one.rules, days=SIMULATED_DAYS,
        )  # fmt: skip
        found += loops(one.rules, list(days))
    return found
