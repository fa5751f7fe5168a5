"""Which channels hear of an alert, and when: the tree, mutes, digests, steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from fnmatch import fnmatchcase
from zoneinfo import ZoneInfo

from adhelm.act.alerts.types import Alert, Channel, Digest, Match, Mute, Policy, Route, Severity

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY = "*"
"""In place of a channel: all of the workspace."""
USUAL = Policy(root=Route(match=Match(severity=Severity.medium), channels=(EVERY,)))
"""What holds until somebody says otherwise: every channel hears of what is at least medium."""


@dataclass(frozen=True, slots=True)
class Place:
    """One channel that is told, by one route."""

    channel_id: str
    route: Route


def places(policy: Policy, alert: Alert, channels: Sequence[Channel]) -> list[Place]:
    """Return whom the routes name for an alert, each channel once."""
    found: dict[str, Place] = {}
    for route in _taken(policy.root, alert):
        for name in _known(route.channels, channels):
            found.setdefault(name, Place(name, route))
    return list(found.values())


def matches(match: Match, alert: Alert) -> bool:
    """Say whether something is for an alert."""
    signal, entity = alert.signal, alert.signal.entity
    if signal.severity.rank < match.severity.rank:
        return False
    named = (
        (match.sources, signal.source.value), (match.detectors, signal.detector),
        (match.platforms, entity.platform), (match.accounts, entity.account),
        (match.entities, entity.name),
    )  # fmt: skip
    if any(patterns and not _fits(value, patterns) for patterns, value in named):
        return False
    return all(signal.labels.get(name) == value for name, value in match.labels)


def muted(policy: Policy, alert: Alert, now: datetime) -> Mute | None:
    """Return the mute that keeps an alert quiet now; None if none does."""
    for mute in policy.mutes:
        if _is_on(mute, now) and matches(mute.match, alert):
            return mute
    return None


def due(route: Route, now: datetime, severity: Severity) -> datetime:
    """Return when an alert that comes now is told: with its group, or with the next digest."""
    if route.digest is not None:
        return next_digest(route.digest, now)
    return now if severity is Severity.critical else now + route.group


def next_digest(digest: Digest, now: datetime) -> datetime:
    """Return the next time of a digest after an instant."""
    zone = ZoneInfo(digest.zone)
    local = now.astimezone(zone)
    for days in range(9):
        day = local.date() + timedelta(days=days)
        at = datetime.combine(day, digest.at, zone).astimezone(now.tzinfo)
        if at > now and (not digest.days or WEEKDAYS[day.weekday()] in digest.days):
            return at
    return now + timedelta(days=7)


def _taken(route: Route, alert: Alert) -> Iterator[Route]:
    """Yield the routes that take an alert; the deepest of a branch goes before its parents."""
    if not matches(route.match, alert):
        return
    deeper = False
    for branch in route.routes:
        taken = list(_taken(branch, alert))
        yield from taken
        deeper = deeper or bool(taken)
        if taken and not branch.go_on:
            break
    if not deeper:
        yield route


def _known(names: Sequence[str], channels: Sequence[Channel]) -> Iterator[str]:
    for one in channels:
        if not one.paused and (EVERY in names or one.id in names or one.name in names):
            yield one.id


def _fits(value: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(value.lower(), pattern.lower()) for pattern in patterns)


def _is_on(mute: Mute, now: datetime) -> bool:
    if mute.until is not None and now >= mute.until:
        return False
    local = now.astimezone(ZoneInfo(mute.zone))
    begun = local.date()
    clock = time(local.hour, local.minute, local.second)
    if mute.start < mute.end:
        if not mute.start <= clock < mute.end:
            return False
    elif mute.start > mute.end:
        # Over midnight: what is left of the night belongs to the day on which it began.
        if mute.end <= clock < mute.start:
            return False
        begun = begun if clock >= mute.start else begun - timedelta(days=1)
    return not mute.days or WEEKDAYS[begun.weekday()] in mute.days
