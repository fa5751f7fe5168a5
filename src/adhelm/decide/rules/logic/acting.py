"""From a step to absolute values: what exactly would change, or why nothing would."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_UP, Decimal

from adhelm.core.ads import Level as CoreLevel
from adhelm.core.ads import minor_units
from adhelm.decide.rules.logic import expression
from adhelm.decide.rules.logic.steps import RAISES
from adhelm.decide.rules.types import (
    Alert,
    Deed,
    Entity,
    Evidence,
    Face,
    Rule,
    Step,
    Term,
    Truth,
)
from adhelm.govern.compliance.types import ENABLED, PAUSED, Change, Field

_BUDGETS = (Field.daily_budget, Field.lifetime_budget)
_BIDS = (Field.bid, Field.target_cpa, Field.target_roas)


@dataclass(frozen=True, slots=True)
class Seen:
    """An entity of the scope, and what the condition says of it."""

    face: Face
    truth: Truth
    evidence: tuple[Evidence, ...]
    shielded: str


@dataclass
class Purse:
    """The daily budgets of a run, as its own moves change them: what one gives another gets."""

    getting: dict[str, list[Face]] = field(default_factory=dict)
    """Account -> those that may be given something."""
    now: dict[str, Decimal] = field(default_factory=dict)

    @classmethod
    def of(cls, seen: Iterable[Seen]) -> Purse:
        """Return the purse of the entities that a rule looks at."""
        made = cls()
        for one in seen:
            entity = one.face.entity
            fit = one.truth is Truth.false and not one.shielded and entity.status != PAUSED
            if fit and Field.daily_budget in entity.amounts and not entity.budget_id:
                made.getting.setdefault(entity.account, []).append(one.face)
        return made

    def best(self, giving: Entity, term: Term) -> Face | None:
        """Return who of the same account and currency has most of something; None: nobody known."""
        known = [
            (value, face.entity.key, face)
            for face in self.getting.get(giving.account, ())
            if isinstance(value := face.values.get(term), Decimal)
            and face.entity.currency == giving.currency
            and face.entity.key != giving.key
        ]
        return max(known, key=lambda each: each[:2])[2] if known else None

    def give(self, entity: Entity, amount: Decimal) -> Change:
        """Return the change by which an entity gets an amount more."""
        before = self.now.get(entity.key, entity.amounts[Field.daily_budget])
        self.now[entity.key] = before + amount
        return _change(entity, Field.daily_budget, before, before + amount)


def act(
    rule: Rule, steps: Sequence[Step], face: Face, purse: Purse
) -> tuple[tuple[Change, ...], tuple[Alert, ...], str]:
    """Return what the steps come to for one entity, and why some come to nothing."""
    changes: list[Change] = []
    alerts: list[Alert] = []
    reasons: list[str] = []
    for step in steps:
        if step.deed is Deed.alert:
            alerts.append(Alert(step.severity, step.text or expression.show(rule.condition)))
            continue
        found = _changes(step, face, purse)
        if isinstance(found, str):
            reasons.append(found)
        else:
            changes += found
    return tuple(changes), tuple(alerts), "; ".join(dict.fromkeys(reasons))


def _changes(step: Step, face: Face, purse: Purse) -> list[Change] | str:
    entity = face.entity
    if step.currency and step.currency != entity.currency:
        return f"its account is in {entity.currency or 'no known currency'}"
    if step.deed in {Deed.pause, Deed.enable}:
        return _status(step, entity)
    if step.deed is Deed.add_negative_keyword:
        return _negative(step, entity)
    if step.deed is Deed.reallocate:
        return _moved(step, entity, purse)
    fields = _BUDGETS if step.deed in {Deed.raise_budget, Deed.cut_budget} else _BIDS
    return _amount(step, entity, fields)


def _status(step: Step, entity: Entity) -> list[Change] | str:
    after = PAUSED if step.deed is Deed.pause else ENABLED
    if entity.status == after:
        return f"it is {after} already"
    return [_change(entity, Field.status, entity.status or None, after)]


def _negative(step: Step, entity: Entity) -> list[Change] | str:
    if not entity.campaign_id:
        return "its campaign is not known"
    word = f"[{entity.name}]" if step.match == "exact" else f'"{entity.name}"'
    return [
        Change(
            entity.connector, entity.account_id, entity.platform, CoreLevel.campaign,
            entity.campaign_id, entity.name, Field.negative_keywords, None, word, entity.currency,
        )
    ]  # fmt: skip


def _amount(step: Step, entity: Entity, fields: Sequence[Field]) -> list[Change] | str:
    name = next((each for each in fields if each in entity.amounts), None)
    if name is None:
        return f"it has no {'budget' if fields is _BUDGETS else 'bid'} of its own that is known"
    if entity.budget_id and fields is _BUDGETS:
        return "several spend from its budget"
    before = entity.amounts[name]
    # A lower target return lets more be bid.
    up = (step.deed in RAISES) != (name is Field.target_roas)
    after = _after(step, before, entity.currency, up=up, ratio=name is Field.target_roas)
    if (after <= before) if up else (after >= before or after <= 0):
        return f"its {name.value} of {before:f} is where the rule would bring it"
    return [_change(entity, name, before, after)]


def _after(step: Step, before: Decimal, currency: str, *, up: bool, ratio: bool) -> Decimal:
    after = step.to
    if after is None:
        share = step.by or Decimal(0)
        after = before * (1 + share if up else 1 - share)
    if step.bound is not None:
        after = min(after, step.bound) if up else max(after, step.bound)
    places = 4 if ratio or not currency else minor_units(currency)
    # Never further than the share that was asked for.
    unit = Decimal(1).scaleb(-places)
    return after.quantize(unit, rounding=ROUND_DOWN if up else ROUND_UP)


def _moved(step: Step, entity: Entity, purse: Purse) -> list[Change] | str:
    cut = _amount(step, entity, (Field.daily_budget,))
    if isinstance(cut, str) or step.best is None:
        return cut if isinstance(cut, str) else "nobody says to whom"
    to = purse.best(entity, step.best)
    if to is None:
        return f"nothing else in the account is known to be better in {step.best}"
    (change,) = cut
    freed = Decimal(str(change.before)) - Decimal(str(change.after))
    return [change, purse.give(to.entity, freed)]


def _change(
    entity: Entity, name: Field, before: Decimal | str | None, after: Decimal | str
) -> Change:
    return Change(
        entity.connector, entity.account_id, entity.platform, CoreLevel(entity.level.value),
        entity.entity_id, entity.name, name, before, after, entity.currency,
    )  # fmt: skip
