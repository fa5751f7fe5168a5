"""From single changes to what is judged: one piece of advice, its days, and what else happened."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from adhelm.core.ads import Level
from adhelm.learn.outcomes.logic.judging import Disturbance
from adhelm.learn.outcomes.types import Applied, Foreign

Key = tuple[str, str, str]
"""Level, 'connector/account', entity id."""
_MONEY = frozenset(
    {"daily_budget", "lifetime_budget", "bid", "target_cpa", "target_roas", "status"}
)
"""Fields whose change by others hides the effect of ours."""
DAYS = 7
"""How long a change is judged for where its advice says nothing."""


@dataclass(frozen=True, slots=True)
class Advice:
    """All changes of one piece of advice, and the days by which they are judged."""

    id: str
    changes: tuple[Applied, ...]
    first_day: date
    last_day: date

    @property
    def at(self) -> datetime:
        """Return when the last of its changes was taken."""
        return max(one.at for one in self.changes)

    @property
    def keys(self) -> frozenset[Key]:
        """Return what it changed."""
        return frozenset(map(key, self.changes))

    @property
    def fields(self) -> str:
        """Return the kind of its changes, or 'several'."""
        found = {one.change.field.value for one in self.changes}
        return next(iter(found)) if len(found) == 1 else "several"

    @property
    def levels(self) -> frozenset[Level]:
        """Return the levels of what it changed."""
        return frozenset(one.change.level for one in self.changes)


def outcome_id(advice_id: str) -> str:
    """Return the id of a verdict: the same advice has the same, and so is counted once."""
    return f"out_{hashlib.sha256(advice_id.encode()).hexdigest()[:16]}"


def key(one: Applied) -> Key:
    """Return what a change is of."""
    return one.change.level.value, one.change.account, one.change.entity_id


def advised(
    applied: Iterable[Applied], *, days: Mapping[str, int], zones: Mapping[str, str]
) -> list[Advice]:
    """
    Put changes together that belong to one piece of advice; what takes others back is none.

    `days`: advice -> how long it is judged; `zones`: account -> the zone of its days. The day of
    the change, which has both, is not judged.
    """
    groups: dict[str, list[Applied]] = {}
    for one in sorted(applied, key=lambda each: (each.at, each.action_id)):
        if not one.undo_of:
            groups.setdefault(one.advice_id, []).append(one)
    found = []
    for advice_id, changes in groups.items():
        zone = ZoneInfo(zones.get(changes[0].change.account) or "UTC")
        first = max(one.at for one in changes).astimezone(zone).date() + timedelta(days=1)
        last = first + timedelta(days=max(days.get(advice_id, DAYS), 1) - 1)
        found.append(Advice(advice_id, tuple(changes), first, last))
    return found


def disturbances(
    advice: Advice, applied: Sequence[Applied], *, zones: Mapping[str, str]
) -> list[Disturbance]:
    """Return our other changes of the same things inside the judged days."""
    plans = {one.plan_id for one in advice.changes}
    found = []
    for one in applied:
        if one.plan_id in plans or key(one) not in advice.keys:
            continue
        zone = ZoneInfo(zones.get(one.change.account) or "UTC")
        day = one.at.astimezone(zone).date()
        if not advice.first_day <= day <= advice.last_day:
            continue
        what = (
            "it was taken back" if one.undo_of in plans
            else f"{one.change.field.value} of '{one.change.name[:80]}' was changed again"
        )  # fmt: skip
        found.append(Disturbance(day, what, spoils=True))
    return sorted(found, key=lambda each: each.day)


def foreign(
    advice: Advice, others: Sequence[Foreign], *, zones: Mapping[str, str]
) -> list[Disturbance]:
    """Return what others changed of the same things, from the first change to the last day."""
    found = []
    for one in others:
        account = advice.changes[0].change.account
        day = one.at.astimezone(ZoneInfo(zones.get(account) or "UTC")).date()
        if not min(each.at for each in advice.changes) <= one.at or day > advice.last_day:
            continue
        who = one.who or "the platform"
        what = f"{who[:80]} changed {one.field} of '{one.name[:80]}'"
        found.append(Disturbance(day, what, spoils=one.field in _MONEY))
    return sorted(found, key=lambda each: each.day)


def touched(applied: Iterable[Applied], *, first: date, last: date) -> frozenset[Key]:
    """Return what was changed by us on some days (UTC, both included)."""
    return frozenset(key(one) for one in applied if first <= one.at.date() <= last)
