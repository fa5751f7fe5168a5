"""Look at what a rule matches this moment, without writing anything down."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.decide.rules.logic.deciding import Memory, decide
from adhelm.decide.rules.service.running import memory_of
from adhelm.decide.rules.service.seeing import Eyes, see
from adhelm.decide.rules.types import Looked, Rule, Verdict

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Warehouse

_ORDER = list(Verdict)


def dry_run(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    clock: Clock,
    rule: Rule,
    rule_id: str = "",
) -> Looked:
    """
    Return what a rule makes of each entity in its scope now: what fires first, with the values.

    With the id of a kept rule its cool-downs and caps count; nothing is written down.
    """
    principal.require(Scope.read)
    at = clock.now()
    sight = see(Eyes(principal, database, warehouse), [rule], at=at, version=None)
    memory = Memory()
    if rule_id:
        with database.reading() as connection:
            memory = memory_of(connection, principal.workspace_id, rule_id, rule, at)
    findings = decide(rule, sight.moment, memory)
    counts = Counter(one.verdict.value for one in findings)
    ordered = sorted(findings, key=lambda one: _ORDER.index(one.verdict))
    return Looked(
        rule,
        sight.moment,
        tuple(ordered),
        {each.value: counts.get(each.value, 0) for each in Verdict},
        {
            "at": at,
            "data_version": sight.moment.data_version,
            "known_at": sight.moment.known_at,
            "entities": len(findings),
            "queries": sight.queries,
        },
    )
