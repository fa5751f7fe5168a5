"""What stops a change whatever its size: dry run, freeze, breaker, protection, stale data."""

from __future__ import annotations

from datetime import timedelta

from adhelm.govern.compliance.logic import moving
from adhelm.govern.compliance.types import Change, Direction, Limits, Situation, Verdict


def dry_run(change: Change, situation: Situation, limits: Limits) -> Verdict:  # noqa: ARG001 - one form
    """Refuse everything where the account is not switched to live."""
    if limits.live:
        return Verdict("live", "live", "write", allowed=True)
    return Verdict(
        "live", "dry run", "write", allowed=False,
        message=f"{change.account} is in dry run: nothing is written",
        hint=f"adhelm limits set --account {change.account} live=true; a second person confirms",
    )  # fmt: skip


def freeze(change: Change, situation: Situation, limits: Limits) -> Verdict | None:  # noqa: ARG001
    """Refuse a raise, create or enable while the workspace or the account is frozen."""
    return _stopped("freeze", change, situation.stops.frozen, "frozen", "adhelm unfreeze")


def breaker(change: Change, situation: Situation, limits: Limits) -> Verdict | None:  # noqa: ARG001
    """Refuse a raise, create or enable while the account's figures are not to be believed."""
    hint = "it closes after two clean syncs, or by hand"
    return _stopped("breaker", change, situation.stops.breaker, "stopped by its breaker", hint)


def protected(change: Change, situation: Situation, limits: Limits) -> Verdict | None:  # noqa: ARG001
    """Refuse all but pausing where somebody has said that nobody touches it."""
    return _untouched("protected", change, situation.stops.protected, "adhelm protect --lift")


def locked(change: Change, situation: Situation, limits: Limits) -> Verdict | None:  # noqa: ARG001
    """Refuse all but pausing while an experiment needs it left alone."""
    return _untouched("experiment", change, situation.locked_by, "wait for the experiment's end")


def data_age(change: Change, situation: Situation, limits: Limits) -> Verdict | None:
    """Refuse a raise on data that are too old, or of unknown age."""
    if moving.direction(change) is not Direction.up:
        return None
    most = hours(limits.max_data_age)
    if situation.data_at is None:
        return Verdict(
            "max_data_age", most, "unknown", allowed=False,
            message=f"it is not known when the data of {change.account} were read",
            hint="adhelm source sync",
        )  # fmt: skip
    age = max(situation.now - situation.data_at, timedelta(0))
    fresh = age <= limits.max_data_age
    return Verdict(
        "max_data_age", most, hours(age), allowed=fresh,
        message="" if fresh else f"the data are {hours(age)} old; a raise needs at most {most}",
        hint="" if fresh else "adhelm source sync",
    )  # fmt: skip


def quality(change: Change, situation: Situation, limits: Limits) -> Verdict | None:  # noqa: ARG001
    """Refuse a raise on data that fail a check."""
    if moving.direction(change) is not Direction.up:
        return None
    sound = not situation.quality
    return Verdict(
        "data_quality", "passed", situation.quality or "passed", allowed=sound,
        message="" if sound else f"the data fail a check: {situation.quality}",
        hint="" if sound else "adhelm quality --failing",
    )  # fmt: skip


def hours(span: timedelta) -> str:
    """Return a span as people read it, in hours."""
    return f"{span / timedelta(hours=1):.4g} h"


def _stopped(limit: str, change: Change, reason: str, state: str, hint: str) -> Verdict | None:
    if moving.direction(change) is not Direction.up:
        return None
    return Verdict(
        limit, reason or "none", "raise", allowed=not reason,
        message=f"{change.account} is {state}: {reason}" if reason else "",
        hint=hint if reason else "",
    )  # fmt: skip


def _untouched(limit: str, change: Change, reason: str, hint: str) -> Verdict | None:
    if change.pauses:
        return None
    what = change.name or change.entity_id
    return Verdict(
        limit, reason or "none", "change", allowed=not reason,
        message=f"{what} is left alone: {reason}" if reason else "",
        hint=hint if reason else "",
    )  # fmt: skip
