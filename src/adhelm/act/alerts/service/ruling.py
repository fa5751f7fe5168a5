"""Alerts on any metric, as rules of `decide.rules`; tried on the past before they are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from adhelm.act import publishing
from adhelm.act.alerts.store import changed
from adhelm.act.alerts.types import Severity
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.decide import rules
from adhelm.decide.rules import Firing, Kept, Replay
from adhelm.observe import warehouse as warehouses

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Warehouse

SOURCE = "alert"
"""What rules are marked with that only tell: they do from the start."""
LED_WITHIN = timedelta(days=3)
DAYS = 90
_MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """An alert that somebody wants."""

    name: str
    condition: str
    """`cpa(7d) > 1.3 × cpa(28d) and spend(7d) > 100`, in the language of rules."""
    severity: Severity = Severity.medium
    text: str = ""
    level: str = "campaign"
    platforms: Sequence[str] = ()
    accounts: Sequence[str] = ()
    names: Sequence[str] = ()
    cool_down_hours: int = 24

    def document(self) -> dict[str, Any]:
        """Return the rule that says it."""
        scope: dict[str, Any] = {"level": self.level}
        listed = {"platform": self.platforms, "account": self.accounts, "name": self.names}
        scope |= {name: list(values) for name, values in listed.items() if values}
        told = self.severity if self.severity is not Severity.critical else Severity.high
        text = self.text or self.condition[:200]
        return {
            "name": self.name, "scope": scope, "if": self.condition,
            "then": [{"alert": {"severity": told.value, "text": text}}],
            "cool_down": f"{self.cool_down_hours}h",
            "protect": {"launch_days": 0, "learning": False},
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class FiredDay:
    """One day of a backtest on which it would have fired."""

    day: date
    entities: tuple[str, ...]
    """'connector/account/id'."""
    led: bool
    """Whether somebody changed one of them within three days."""


@dataclass(frozen=True, slots=True)
class Backtest:
    """How often an alert would have fired, on what, and whether anybody did something then."""

    sentence: str
    days: int
    firings: int
    fired_days: tuple[FiredDay, ...]
    entities: tuple[tuple[str, str, int], ...]
    """(key, name, how often), the most frequent first."""
    days_led: int
    looks: int
    unknown: int
    provenance: Mapping[str, Any]

    @property
    def summary(self) -> str:
        """Return it in a sentence."""
        times = "once" if self.firings == 1 else f"{self.firings} times"
        on = f"on {len(self.entities)} entities" if self.firings else "on nothing"
        return (
            f"It would have fired {times} in the last {self.days} days, {on}, "
            f"{self.provenance.get('known', 'as it was known each time')}; "
            f"{self.days_led} of {len(self.fired_days)} days led to a change."
        )


def add_rule(*, principal: Principal, database: Database, clock: Clock, wish: Wish) -> Kept:
    """
    Keep an alert; it tells from the next look on.

    :raises adhelm.decide.rules.BadRule: if it cannot be; every problem is told.
    :raises adhelm.decide.rules.RuleExists: if there is a rule of that name.
    """
    principal.require(Scope.write)
    return rules.create_rule(
        principal=principal, database=database, clock=clock, text=wish.document(), source=SOURCE
    )


def backtest(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    clock: Clock,
    wish: Wish,
    days: int = DAYS,
    hindsight: bool = False,
) -> Backtest:
    """
    Return what an alert would have told in the last days, as each was known then.

    A day led to a change if somebody changed one of its entities within three days, here or on
    the platform. Nothing is kept.

    :raises adhelm.decide.rules.BadRule: if it cannot be, or there are no such days.
    """
    principal.require(Scope.read)
    principal.require_whole("a backtest")
    parts: dict[str, Any] = {
        "principal": principal, "database": database, "warehouse": warehouse, "clock": clock,
    }  # fmt: skip
    checked = rules.validate(**parts, text=wish.document())
    found = rules.replay(**parts, rule=checked.rule, days=days, hindsight=hindsight)
    now = clock.now()
    since = now - timedelta(days=days + 1)
    pinned = warehouses.snapshot(warehouse, principal=principal)
    done = changed.by_thing(pinned, since=since, until=now)
    for one in publishing.applied_actions(principal=principal, database=database, since=since):
        change, at = one.action.change, one.action.settled_at
        if at is not None:
            key = (change.connector, change.account_id, change.entity_id)
            done.setdefault(key, []).append(at)
    return _summed(checked.sentence, days, found, done)


def _summed(
    sentence: str,
    days: int,
    found: Replay,
    done: Mapping[tuple[str, str, str], Sequence[datetime]],
) -> Backtest:
    by_day: dict[date, list[Firing]] = {}
    for one in found.firings:
        by_day.setdefault(one.day, []).append(one)
    fired = tuple(
        FiredDay(
            day,
            tuple(sorted({each.finding.entity.key for each in several})),
            any(_led(each, done) for each in several),
        )
        for day, several in sorted(by_day.items())
    )
    counted = Counter(one.finding.entity.key for one in found.firings)
    names = {one.finding.entity.key: one.finding.entity.name for one in found.firings}
    return Backtest(
        sentence=sentence, days=days, firings=len(found.firings), fired_days=fired,
        entities=tuple((key, names[key], count) for key, count in counted.most_common(_MOST)),
        days_led=sum(one.led for one in fired), looks=sum(one.looks for one in found.days),
        unknown=sum(one.unknown for one in found.days), provenance=found.provenance,
    )  # fmt: skip


def _led(one: Firing, done: Mapping[tuple[str, str, str], Sequence[datetime]]) -> bool:
    entity = one.finding.entity
    key = (entity.connector, entity.account_id, entity.entity_id)
    return any(one.at <= at <= one.at + LED_WITHIN for at in done.get(key, ()))
