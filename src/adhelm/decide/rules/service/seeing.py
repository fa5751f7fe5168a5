"""Everything that rules look at, at one moment and one data version: entities with their values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.principal import Principal
from adhelm.decide.rules.logic import entities as words
from adhelm.decide.rules.logic.walk import terms_of
from adhelm.decide.rules.logic.windows import halves, trend, utilisation, windows_of
from adhelm.decide.rules.service import ripening
from adhelm.decide.rules.service.figures import Asker, Figures, figures
from adhelm.decide.rules.service.signals import Signals, kinds_of, signals, value_of
from adhelm.decide.rules.store import entities as store
from adhelm.decide.rules.types import Entity, Face, Level, Moment, Rule, Term, Value
from adhelm.observe import conventions, plans
from adhelm.observe import warehouse as warehouses
from adhelm.observe.plans.types import Spending, Target, Unit
from adhelm.understand import maturity
from adhelm.understand.metrics import catalogue_for

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Warehouse

LEARNING_DAYS = 7
"""Platforms learn for about a week after an important change."""


@dataclass(frozen=True)
class Eyes:
    """Who looks, with what."""

    principal: Principal
    database: Database
    warehouse: Warehouse


@dataclass(frozen=True)
class Sight:
    """A moment, and the signals that went into it."""

    moment: Moment
    signals: Signals
    queries: int


def see(
    eyes: Eyes,
    rules: Sequence[Rule],
    *,
    at: datetime,
    version: int | datetime | None,
    told: Signals | None = None,
) -> Sight:
    """
    Return what the rules look at, as it was known at an instant in a data version.

    `told` are signals that were kept then; those of a kind that is not there are made anew.
    """
    clock = SetClock(at)
    snapshot = warehouses.snapshot(eyes.warehouse, principal=eyes.principal, as_of=version)
    pinned = snapshot.version
    documents = [
        each
        for each in conventions.documents(principal=eyes.principal, database=eyes.database)
        if each.at <= at
    ]
    # A rule is tried on days that were with its metrics as they are written now.
    metrics = catalogue_for(principal=eyes.principal, database=eyes.database)
    asker = Asker(eyes.principal, eyes.warehouse, clock, pinned.version, metrics, documents)
    terms = {level: _terms(rules, level) for level in {rule.scope.level for rule in rules}}
    kinds = kinds_of(term for several in terms.values() for term in several)
    if told is None or not told.has(kinds):
        told = signals(asker, snapshot, eyes.database, kinds)
    shares = None
    if ripening.asks(rules):
        shares = maturity.shares(principal=eyes.principal, database=eyes.database)
    faces: dict[Level, tuple[Face, ...]] = {}
    queries = 0
    if pinned.version:
        for level, wanted in sorted(terms.items()):
            looking = _Looking(eyes, asker, level, wanted, at, told, shares)
            faces[level], asked = looking.faces(snapshot)
            queries += asked
    moment = Moment(at, pinned.version, pinned.known_at if pinned.version else None, faces)
    return Sight(moment, told, queries)


def _terms(rules: Iterable[Rule], level: Level) -> list[Term]:
    of_level = [rule for rule in rules if rule.scope.level is level]
    return list(dict.fromkeys(term for rule in of_level for term in terms_of(rule)))


@dataclass(frozen=True)
class _Looking:
    eyes: Eyes
    asker: Asker
    level: Level
    terms: Sequence[Term]
    at: datetime
    signals: Signals
    shares: maturity.Shares | None

    def faces(self, snapshot: warehouses.Snapshot) -> tuple[tuple[Face, ...], int]:
        """Return the entities of the level with their values, and how many questions it took."""
        known = store.known(snapshot, self.level, at=self.at, days=LEARNING_DAYS)
        days = {
            account: self.at.astimezone(ZoneInfo(each.zone)).date()
            for account, each in known.accounts.items()
        }
        windows = windows_of(self.terms)
        found = figures(self.asker, snapshot, self.level, windows, days)
        targets = self._targets(days.values())
        entities = self._entities(known)
        shared = _shared_spend(entities, found, days, self.terms, self.level)
        made = [
            self._face(entity, days[entity.connector, entity.account_id], found, targets, shared)
            for entity in entities
        ]
        return tuple(made), found.queries

    @cached_property
    def _late(self) -> Mapping[Term, frozenset[str]]:
        return ripening.late(self.asker.known, self.terms)

    def _entities(self, known: store.Known) -> list[Entity]:
        labels = self._labels(known)
        return [
            self._entity(known, key, row, dict(labels.get(key, {})))
            for key, row in sorted(known.rows.items())
            if key[:2] in known.accounts
        ]

    def _entity(
        self, known: store.Known, key: store.Key, row: store.Row, labels: Mapping[str, str]
    ) -> Entity:
        account = known.accounts[key[0], key[1]]
        told = words.attributes(row.attributes)
        start = words.launched(told)
        first = known.first_days.get(key)
        edits = [(each.field, each.old, each.new) for each in known.edits.get(key, [])]
        return Entity(
            connector=key[0], account_id=key[1], platform=row.platform, level=self.level,
            entity_id=key[2], name=row.name, currency=account.currency, zone=account.zone,
            status=words.status(row.status), labels=labels, amounts=words.amounts(told),
            budget_id=str(told.get("budget_id") or "") if told.get("budget_shared") else "",
            first_day=start or first,
            first_known=start is not None or (first is not None and first > account.first_day),
            learning=words.is_learning(told, edits) if told or edits else None,
            campaign_id=row.campaign_id,
        )  # fmt: skip

    def _labels(self, known: store.Known) -> dict[store.Key, Mapping[str, str]]:
        if self.level is not Level.campaign or not self.asker.documents:
            return {}
        names = [
            conventions.EntityName(row.platform, key[1], "campaign", key[2], row.name, key[0])
            for key, row in known.rows.items()
        ]
        table = conventions.naming_table(self.asker.documents, names, on=self.at.date())
        return {(one.connector, one.account_id, one.entity_id): one.values for one in table.rows}

    def _targets(self, days: Iterable[date]) -> dict[date, list[Target]]:
        if not any(term.name == "target" for term in self.terms):
            return {}
        return {
            day: plans.list_targets(
                principal=self.eyes.principal, database=self.eyes.database, days=(day, day),
                at=self.at,
            )
            for day in set(days)
        }  # fmt: skip

    def _face(
        self,
        entity: Entity,
        today: date,
        found: Figures,
        targets: Mapping[date, Sequence[Target]],
        shared: Mapping[tuple[str, str, Term], Decimal | None],
    ) -> Face:
        values: dict[Term, Value] = {}
        notes: dict[Term, str] = {}
        for term in self.terms:
            if term.name == "target":
                value, note = _target(entity, term, targets.get(today, ()))
            elif term.name in {"metric", "trend", "budget_utilisation"}:
                value, note = _figure(entity, term, today, found, level=self.level, shared=shared)
            else:
                value, note = self._other(entity, term, today)
            values[term] = value
            if value is None and note:
                notes[term] = note
        ripe = ripening.ripe(self.shares, entity, self._late) if self.shares else {}
        return Face(entity, today, values, notes, ripe)

    def _other(self, entity: Entity, term: Term, today: date) -> tuple[Value, str]:
        if term.name == "days_since_launch":
            if entity.first_day is None:
                return None, "it has not delivered yet"
            return Decimal((today - entity.first_day).days), ""
        if term.name == "daily_budget":
            return entity.amounts.get("daily_budget"), "it has no daily budget that is known"
        if term.name == "learning":
            return entity.learning, "the platform does not say"
        return value_of(self.signals, term, entity.key), f"there is no {term.name} of it yet"


def _figure(
    entity: Entity,
    term: Term,
    today: date,
    found: Figures,
    *,
    level: Level,
    shared: Mapping[tuple[str, str, Term], Decimal | None],
) -> tuple[Value, str]:
    key, look = _place(entity, level), term.look
    assert look is not None  # noqa: S101 - the parser lets no such term pass
    if term.name == "metric":
        return found.value(key, today, (term.of, look))
    if term.name == "trend":
        (later, note), (earlier, other) = (
            found.value(key, today, (term.of, half)) for half in halves(look)
        )
        return trend(later, earlier), note or other or "there was nothing before"
    if entity.budget_id:
        return shared.get((entity.account, entity.budget_id, term)), "its budget is shared"
    spend, note = found.value(key, today, ("spend", look))
    daily = entity.amounts.get("daily_budget")
    return utilisation(spend, daily, look.days), note or "it has no daily budget that is known"


def _shared_spend(
    entities: Sequence[Entity],
    found: Figures,
    days: Mapping[tuple[str, str], date],
    terms: Sequence[Term],
    level: Level,
) -> dict[tuple[str, str, Term], Decimal | None]:
    """Return how far budgets are spent that several spend from: a budget counts once."""
    several: dict[tuple[str, str], list[Entity]] = {}
    for entity in entities:
        if entity.budget_id:
            several.setdefault((entity.account, entity.budget_id), []).append(entity)
    made: dict[tuple[str, str, Term], Decimal | None] = {}
    for term in terms:
        if term.name != "budget_utilisation" or term.look is None:
            continue
        for (account, budget), spenders in several.items():
            today = days[spenders[0].connector, spenders[0].account_id]
            told = [
                found.value(_place(one, level), today, ("spend", term.look))[0] for one in spenders
            ]
            known = [each for each in told if each is not None]
            spend = sum(known, Decimal(0)) if len(known) == len(told) else None
            daily = spenders[0].amounts.get("daily_budget")
            made[account, budget, term] = utilisation(spend, daily, term.look.days)
    return made


def _place(entity: Entity, level: Level) -> store.Key:
    inner = entity.entity_id
    if level is Level.search_term:
        inner = f"{entity.campaign_id}|{entity.name}"
    return entity.connector, entity.account_id, inner


def _target(entity: Entity, term: Term, held: Sequence[Target]) -> tuple[Value, str]:
    spending = Spending(
        entity.platform, entity.account,
        entity.entity_id if entity.level is Level.campaign else entity.campaign_id,
        entity.name if entity.level is Level.campaign else "", dict(entity.labels),
    )  # fmt: skip
    fitting = [(one.aim.reach, one) for one in held if one.aim.metric == term.of]
    found = plans.holding(fitting, spending)
    if found is None or found.current.goal.value is None:
        return None, f"it has no target for {term.of}"
    goal = found.current.goal
    if goal.unit is Unit.money and goal.currency not in {"", entity.currency}:
        return None, f"its target is in {goal.currency}, its account in {entity.currency}"
    return goal.value, ""
