"""Which campaigns spend from which budgets: a purse is what can be changed by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from adhelm.core.ads import Level
from adhelm.decide.optimization.types import Entity
from adhelm.govern.compliance.types import Change, Field

_STOPPED = frozenset(
    {"PAUSED", "DISABLE", "DISABLED", "REMOVED", "DELETED", "DELETE", "ARCHIVED", "COMPLETED",
     "CANCELED", "ENDED", "DRAFT"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Account:
    """An ad account, and whose currency its budgets are in."""

    connector: str
    platform: str
    """Whose account it is, whoever delivers the figures."""
    id: str
    currency: str

    @property
    def name(self) -> str:
        """Return 'connector/account'."""
        return f"{self.connector}/{self.id}"


@dataclass(frozen=True, slots=True)
class Budget:
    """A daily budget on a thing of a platform."""

    level: Level
    entity_id: str
    name: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Purse:
    """Campaigns whose spend is held by the same budgets."""

    whose: Account
    campaigns: tuple[str, ...]
    name: str
    budgets: tuple[Budget, ...]
    """One, or one for each ad group; none where no daily budget is known."""

    @property
    def amount(self) -> Decimal:
        """Return what they come to a day."""
        return sum((one.amount for one in self.budgets), Decimal(0))


def purses(whose: Account, campaigns: Mapping[str, str], entities: Iterable[Entity]) -> list[Purse]:
    """Return the purses of an account's campaigns (id -> name), from what the platform tells."""
    known: dict[str, Entity] = {}
    groups: dict[str, list[Entity]] = {}
    for one in entities:
        if one.level == Level.campaign.value:
            known[one.id] = one
        elif one.level == Level.ad_group.value and one.status.upper() not in _STOPPED:
            groups.setdefault(one.campaign_id, []).append(one)
    shared: dict[str, list[str]] = {}
    for id_ in campaigns:
        own = known.get(id_)
        together = own is not None and own.attributes.get("budget_shared")
        budget = str(own.attributes.get("budget_id") or "") if own and together else ""
        shared.setdefault(f"budget {budget}" if budget else f"campaign {id_}", []).append(id_)
    return [
        _purse(whose, sorted(ids), campaigns, known, groups) for _, ids in sorted(shared.items())
    ]


def changes(purse: Purse, wanted: Decimal, unit: Decimal) -> tuple[Change, ...]:
    """Return the changes that bring a purse to an amount."""
    whose = purse.whose
    parts = shared_out(wanted, [one.amount for one in purse.budgets], unit)
    return tuple(
        Change(
            connector=whose.connector, account_id=whose.id, platform=whose.platform,
            level=one.level, entity_id=one.entity_id, name=one.name, field=Field.daily_budget,
            before=one.amount, after=part, currency=whose.currency,
        )
        for one, part in zip(purse.budgets, parts, strict=True)
        if part != one.amount
    )  # fmt: skip


def shared_out(whole: Decimal, parts: Sequence[Decimal], unit: Decimal) -> list[Decimal]:
    """Return a whole amount split as the parts are, in whole units; the last gets what is left."""
    total, left, made = sum(parts, Decimal(0)), whole, []
    for place, part in enumerate(parts):
        last = place == len(parts) - 1
        share = left if last else (whole * part / total // unit * unit if total else Decimal(0))
        made.append(share.quantize(unit))
        left -= share
    return made


def _purse(
    whose: Account,
    ids: Sequence[str],
    names: Mapping[str, str],
    known: Mapping[str, Entity],
    groups: Mapping[str, Sequence[Entity]],
) -> Purse:
    name = " + ".join(names[id_] for id_ in ids)
    own = known.get(ids[0])
    amount = _amount(own.attributes) if own else None
    if amount is not None:
        return Purse(whose, tuple(ids), name, (Budget(Level.campaign, ids[0], name, amount),))
    found = []
    for group in groups.get(ids[0], ()):
        part = _amount(group.attributes)
        if part is None:
            return Purse(whose, tuple(ids), name, ())
        found.append(Budget(Level.ad_group, group.id, group.name, part))
    return Purse(whose, tuple(ids), name, tuple(sorted(found, key=lambda one: one.entity_id)))


def _amount(told: Mapping[str, Any]) -> Decimal | None:
    value = told.get("daily_budget")
    if value is None or isinstance(value, bool):
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount > 0 else None
