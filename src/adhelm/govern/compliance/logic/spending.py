"""What may be spent in a day at worst, and what a field's day was in the account's own time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

from adhelm.govern.compliance.types import FieldDay, InForce, Limits, Written


def exposure(budgets: Iterable[InForce], limits: Limits) -> Decimal | None:
    """
    Return what budgets may come to spend today at worst, in the currency of their rates.

    A budget shared by several counts once, with its highest amount. None if one is unknown.
    """
    found: dict[tuple[str, str, str], Decimal] = {}
    for one in budgets:
        if one.highest is None or one.rate is None:
            return None
        spent = at_worst(one.highest, one.connector, limits, lifetime=one.lifetime) * one.rate
        key = (one.connector, one.account_id, one.budget_id)
        found[key] = max(found.get(key, Decimal(0)), spent)
    return sum(found.values(), Decimal(0))


def at_worst(amount: Decimal, connector: str, limits: Limits, *, lifetime: bool) -> Decimal:
    """Return what a platform may spend of a budget in one day."""
    # Nobody promises how a lifetime budget is spread; more than all of it is never spent.
    return amount if lifetime else amount * limits.factor(connector)


def start_of_day(now: datetime, zone: str) -> datetime:
    """Return when the local day of an instant began, in UTC; its day has 23, 24 or 25 hours."""
    local = ZoneInfo(zone)
    midnight = datetime.combine(now.astimezone(local).date(), time.min, local)
    return midnight.astimezone(UTC)


def day_of(
    written: Sequence[Written],
    *,
    now: datetime,
    zone: str,
    lower_is_raise: bool = False,
    enabled: Sequence[tuple[datetime, bool]] = (),
) -> FieldDay:
    """
    Return a field's day in its account's time, from the values it has had, the oldest first.

    `enabled` tells since when it was enabled or not; without it, it counts as enabled all day.
    `lower_is_raise` is for a target return.
    """
    past = [one for one in written if one.at <= now]
    began = start_of_day(now, zone)
    steps = [(after, _is_raise(before, after, lower_is_raise)) for before, after in _steps(past)]
    raised = [one.at for one, up in steps if up]
    cut = [one.at for one, up in steps if not up]
    return FieldDay(
        opening=_opening(past, began),
        raises_today=sum(at >= began for at in raised),
        last_raise_at=raised[-1] if raised else None,
        last_cut_at=cut[-1] if cut else None,
        highest=_highest(past, list(enabled), began, now),
    )


def _steps(past: Sequence[Written]) -> Iterator[tuple[Written, Written]]:
    return ((one, two) for one, two in pairwise(past) if one.value != two.value)


def _is_raise(before: Written, after: Written, lower_is_raise: bool) -> bool:  # noqa: FBT001 - a fact
    return after.value < before.value if lower_is_raise else after.value > before.value


def _opening(past: Sequence[Written], began: datetime) -> Decimal | None:
    before = [one.value for one in past if one.at <= began]
    if before:
        return before[-1]
    # It was made today: the day opened with what it was made with.
    return past[0].value if past else None


def _highest(
    past: Sequence[Written],
    enabled: Sequence[tuple[datetime, bool]],
    began: datetime,
    now: datetime,
) -> Decimal | None:
    if not past:
        return None
    ends = [*(one.at for one in past[1:]), now]
    in_force = [
        one.value
        for one, end in zip(past, ends, strict=True)
        # The value of this very moment is in force, and has no length yet.
        if end >= began and _was_enabled(enabled, max(one.at, began), end)
    ]
    return max(in_force, default=Decimal(0))


def _was_enabled(enabled: Sequence[tuple[datetime, bool]], start: datetime, end: datetime) -> bool:
    """Say whether it was enabled at any moment between two, the first and the last included."""
    if not enabled:
        return True
    before = [on for at, on in enabled if at <= start]
    # Nothing is known of before the first sign: at worst it was enabled.
    return (before[-1] if before else True) or any(on for at, on in enabled if start < at <= end)
