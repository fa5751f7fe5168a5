"""Look at rules now, and write down what they do: watch, propose, or hand on to the autopilot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database, lock_in_transaction
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.decide import optimization
from adhelm.decide.rules.logic.deciding import Memory, decide
from adhelm.decide.rules.logic.drafts import draft
from adhelm.decide.rules.service import keeping
from adhelm.decide.rules.service.seeing import Eyes, Sight, see
from adhelm.decide.rules.service.timing import due, is_its_day, local_day
from adhelm.decide.rules.store import firings as store
from adhelm.decide.rules.types import (
    Finding,
    Firing,
    Kept,
    Mode,
    Moment,
    Ran,
    Rule,
    Verdict,
    When,
)
from adhelm.govern import audit

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Warehouse

ACTING = frozenset({Scope.read, Scope.write, Scope.propose})


@dataclass(frozen=True, slots=True)
class Done:
    """What an evaluation came to."""

    ran: Ran
    firings: tuple[Firing, ...]
    rules: int

    @property
    def autopilot(self) -> tuple[Firing, ...]:
        """Return the firings that ask to be applied without a person."""
        return tuple(
            one for one in self.firings if one.mode is Mode.autopilot and one.finding.changes
        )


def acting(workspace_id: str) -> Principal:
    """Return who looks at rules by itself: it may propose, and approve nothing."""
    return Principal(Actor.rules, "rules", workspace_id, ACTING)


def run(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    clock: Clock,
    rule_id: str = "",
) -> Done:
    """
    Look at all rules after a sync, or at one whose time has come, and write down what they do.

    What was looked at and what was said then is kept, so that a replay sees the same.
    """
    principal.require(Scope.propose)
    principal.require(Scope.write)
    with database.reading() as connection:
        rules = keeping.active(connection, principal.workspace_id)
    at, wanted = _due(rules, clock.now(), rule_id)
    empty = Done(Ran(at, 0, rule_id, 0, 0), (), 0)
    if rule_id and not wanted:
        return empty
    eyes = Eyes(principal, database, warehouse)
    version = at if rule_id else None
    sight = see(eyes, [one.current.rule for one in wanted], at=at, version=version)
    with database.durable() as connection:
        lock_in_transaction(connection, f"rules {principal.workspace_id}")
        if store.has_run(connection, principal.workspace_id, rule_id, at):
            return empty
        return _kept(connection, principal, clock, wanted, sight=sight, rule_id=rule_id)


def memory_of(
    connection: Connection, workspace_id: str, rule_id: str, rule: Rule, at: datetime
) -> Memory:
    """Return what a rule did before an instant, as far as it matters then."""
    reach = max(rule.cool_down, timedelta(days=2))
    told = store.since(connection, workspace_id, rule_id, since=at - reach, until=at)
    today = local_day(rule.when, at)
    return Memory({entity: when for entity, when, _ in told}, sum(d == today for *_, d in told))


def firings_of(
    kept_id: str,
    version: int,
    mode: Mode,
    when: When,
    *,
    moment: Moment,
    findings: Iterable[Finding],
) -> list[Firing]:
    """Return what fired at a moment."""
    day = local_day(when, moment.at)
    return [
        Firing(kept_id, version, moment.at, day, moment.data_version, mode, finding)
        for finding in findings
        if finding.verdict is Verdict.fires
    ]


def _due(rules: Sequence[Kept], now: datetime, rule_id: str) -> tuple[datetime, list[Kept]]:
    if not rule_id:
        own = [one for one in rules if one.current.rule.when.at is None]
        return now, [one for one in own if is_its_day(one.current.rule.when, now)]
    for one in rules:
        when = one.current.rule.when
        if one.id != rule_id or when.at is None:
            continue
        at = due(when, now=now)
        # A time that had passed when the rule was written was not its own.
        if at is not None and at >= one.current.at:
            return at, [one]
    return now, []


def _kept(
    connection: Connection,
    principal: Principal,
    clock: Clock,
    rules: Sequence[Kept],
    *,
    sight: Sight,
    rule_id: str,
) -> Done:
    workspace, moment = principal.workspace_id, sight.moment
    fired: list[Firing] = []
    looked = 0
    for kept in rules:
        rule = kept.current.rule
        memory = memory_of(connection, workspace, kept.id, rule, moment.at)
        findings = decide(rule, moment, memory)
        looked += len(findings)
        mine = firings_of(
            kept.id, kept.current.version, kept.mode, rule.when, moment=moment, findings=findings
        )  # fmt: skip
        fired += _proposed(connection, principal, clock, kept, mine)
        if mine:
            _note(connection, principal, clock, kept, mine)
    made = store.put(connection, workspace, fired)
    ran = Ran(moment.at, moment.data_version, rule_id, looked, len(made))
    store.put_run(connection, workspace, store.Run(ran, sight.signals.packed()))
    return Done(ran, tuple(made), len(rules))


def _proposed(
    connection: Connection,
    principal: Principal,
    clock: Clock,
    kept: Kept,
    firings: Sequence[Firing],
) -> list[Firing]:
    """Return the firings of a rule, made recommendations if it may do more than watch."""
    moving = [one for one in firings if one.finding.changes]
    if kept.mode is Mode.watch or not moving:
        return list(firings)
    made = optimization.record(
        principal=principal, connection=connection, clock=clock, source=f"rule:{kept.id}",
        drafts=[draft(kept, one) for one in moving],
    )  # fmt: skip
    ids = {one.key: one.id for one in made}
    return [
        replace(one, recommendation_id=ids.get(draft(kept, one).key, ""))
        if one.finding.changes
        else one
        for one in firings
    ]


def _note(
    connection: Connection,
    principal: Principal,
    clock: Clock,
    kept: Kept,
    firings: Sequence[Firing],
) -> None:
    told = {
        "mode": kept.mode.value,
        "version": kept.current.version,
        "data_version": firings[0].data_version,
        "entities": [one.finding.entity.key for one in firings[:100]],
        "fired": len(firings),
    }
    audit.record(
        connection, principal=principal, clock=clock, action="rules.fire",
        subject=f"rule:{kept.id}", after=told, reason=kept.current.rule.name,
    )  # fmt: skip
