"""How far and how often a value may move: one step, one day, waits, writes an hour."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from adhelm.core.ads import Level, minor_units
from adhelm.govern.compliance.logic import moving
from adhelm.govern.compliance.logic.stopping import hours
from adhelm.govern.compliance.types import Change, Direction, Field, Limits, Situation, Verdict

_RATIO = Decimal("0.0001")


def step(change: Change, situation: Situation, limits: Limits) -> Verdict | None:
    """Refuse a step that is too long for one change."""
    if not _is_stepping(change, situation):
        return None
    up = moving.direction(change) is Direction.up
    name, most = ("max_raise", limits.max_raise) if up else ("max_cut", limits.max_cut)
    if not isinstance(change.before, Decimal) or change.before <= 0:
        return _unmeasured(name, most, "there was no value before, or it is not known")
    return _within(name, most, change.before, change, "of one change")


def day(change: Change, situation: Situation, limits: Limits) -> Verdict | None:
    """Refuse a raise that leads too far from the value with which the account's day began."""
    if not _is_stepping(change, situation) or moving.direction(change) is not Direction.up:
        return None
    if situation.opening is None or situation.opening <= 0:
        reason = "the value with which the day began is not known"
        return _unmeasured("max_raise_day", limits.max_raise_day, reason)
    name, most = "max_raise_day", limits.max_raise_day
    return _within(name, most, situation.opening, change, "of a day")


def raises(change: Change, situation: Situation, limits: Limits) -> Verdict | None:
    """Refuse a raise beyond the number that the account's day allows."""
    if not _is_stepping(change, situation) or moving.direction(change) is not Direction.up:
        return None
    asked = situation.raises_today + 1
    fits = asked <= limits.raises_per_day
    return Verdict(
        "raises_per_day", str(limits.raises_per_day), str(asked), allowed=fits,
        message="" if fits else f"it would be raise {asked} of the account's day",
        hint="" if fits else f"the day of {situation.zone} has {limits.raises_per_day}",
    )  # fmt: skip


def after_raise(change: Change, situation: Situation, limits: Limits) -> Verdict | None:
    """Refuse a raise so soon after another that its effect cannot be seen yet."""
    if not _is_stepping(change, situation) or moving.direction(change) is not Direction.up:
        return None
    wait = limits.cooldown(change.connector)
    return _waited("cooldown_after_raise", wait, situation.last_raise_at, situation.now)


def after_cut(change: Change, situation: Situation, limits: Limits) -> Verdict | None:
    """Refuse a raise or a further cut soon after a cut: half of a half is more than one step."""
    if not _is_stepping(change, situation):
        return None
    wait = limits.cooldown_after_cut
    return _waited("cooldown_after_cut", wait, situation.last_cut_at, situation.now)


def writes(change: Change, situation: Situation, limits: Limits) -> Verdict | None:
    """Refuse a write to a Meta ad set beyond those that Meta takes in an hour."""
    is_ad_set = change.connector == "meta" and change.level is Level.ad_group
    if not is_ad_set or change.pauses or change.field is Field.create:
        return None
    asked, most = situation.writes_last_hour + 1, limits.meta_ad_set_writes_per_hour
    return Verdict(
        "meta_ad_set_writes_per_hour", str(most), str(asked), allowed=asked <= most,
        message="" if asked <= most else f"it would be write {asked} within an hour",
        hint="" if asked <= most else "Meta turns more away; retries count",
    )  # fmt: skip


def _is_stepping(change: Change, situation: Situation) -> bool:
    if change.field not in moving.AMOUNTS or moving.direction(change) is Direction.neutral:
        return False
    return not moving.is_free(change, situation)


def _within(name: str, most: Decimal, start: Decimal, change: Change, of: str) -> Verdict | None:
    after = change.after
    if not isinstance(after, Decimal):
        return _unmeasured(name, most, "the value asked for is no number")
    # Exact, for a share that was rounded would let a hair more through.
    fits = abs(after - start) <= start * most
    if not fits and name == "max_raise_day" and _is_below(change, start):
        fits = True
    return Verdict(
        name, f"{most:f}", f"{abs(after - start) / start:.4f}", allowed=fits,
        message="" if fits else f"{start:f} to {after:f} is more than the {_percent(most)} {of}",
        hint="" if fits else _farthest(start, most, change),
    )  # fmt: skip


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"


def _is_below(change: Change, start: Decimal) -> bool:
    """Say whether a raise ends on the careful side of where the day began."""
    after = change.after
    if not isinstance(after, Decimal):
        return False
    return after >= start if change.field is Field.target_roas else after <= start


def _farthest(start: Decimal, most: Decimal, change: Change) -> str:
    """Say how far the value may go, in the account's smallest unit."""
    is_return = change.field is Field.target_roas
    grows = (moving.direction(change) is Direction.up) != is_return
    unit = _RATIO if is_return else Decimal(1).scaleb(-minor_units(change.currency))
    if grows:
        return f"at most {(start * (1 + most)).quantize(unit, ROUND_FLOOR):f}"
    return f"not below {(start * (1 - most)).quantize(unit, ROUND_CEILING):f}"


def _unmeasured(name: str, most: Decimal, reason: str) -> Verdict:
    return Verdict(
        name,
        f"{most:f}",
        "unknown",
        allowed=False,
        message=reason,
        hint="read it from the platform first",
    )


def _waited(name: str, wait: timedelta, last: datetime | None, now: datetime) -> Verdict:
    if last is None:
        return Verdict(name, hours(wait), "none before", allowed=True)
    since = now - last
    fits = since >= wait
    return Verdict(
        name, hours(wait), hours(since), allowed=fits,
        message="" if fits else (
            f"it was changed {hours(since)} ago; it is left alone for {hours(wait)}"
        ),
        hint="" if fits else f"again from {last + wait:%Y-%m-%d %H:%M} UTC",
    )  # fmt: skip
