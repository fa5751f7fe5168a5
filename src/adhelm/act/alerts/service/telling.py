"""Tell whoever the routes name: what is new, what is over, what nobody has answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from adhelm.act.alerts.logic import composing, routing, words
from adhelm.act.alerts.service.post import Post, new_id
from adhelm.act.alerts.service.queueing import TELL, queue
from adhelm.act.alerts.store import alerts as store
from adhelm.act.alerts.store import channels, deliveries, waiting
from adhelm.act.alerts.store.waiting import Waiting
from adhelm.act.alerts.types import (
    Alert,
    Change,
    Channel,
    ChannelKind,
    Delivered,
    Delivery,
    Event,
    Message,
    Policy,
    Route,
    State,
)
from adhelm.core.db import Connection
from adhelm.core.http import redact
from adhelm.core.jobs import enqueue
from adhelm.core.principal import Principal, Scope

_ALONE = frozenset({ChannelKind.pagerduty, ChannelKind.webhook})
"""Channels of programs: each alert is an event of its own."""
_STALE = timedelta(days=3)
_UNHEARD = frozenset({Delivered.failed, Delivered.doubtful, Delivered.dropped})
_WHO = "scheduler:alerts"


@dataclass(frozen=True, slots=True)
class Round:
    """One round of telling: a transaction that holds the workspace's lock."""

    post: Post
    connection: Connection
    workspace: str
    now: datetime
    policy: Policy
    channels: Sequence[Channel]


def tell(*, principal: Principal, post: Post) -> None:
    """Tell what is due; whatever is not due yet is asked for again at its time."""
    principal.require(Scope.write)
    with post.database.durable() as connection:
        store.lock(connection, principal.workspace_id)
        told(begun(post, connection, principal.workspace_id))


def begun(post: Post, connection: Connection, workspace: str) -> Round:
    """Return a round in a transaction that is open and holds the lock."""
    return Round(
        post, connection, workspace, post.clock.now(),
        waiting.policy(connection, workspace) or routing.USUAL,
        channels.every(connection, workspace),
    )  # fmt: skip


def told(made: Round) -> None:
    """Route what nobody was told yet, escalate, wake what was put off, and queue what is due."""
    times: list[datetime | None] = []
    for one in store.open_ones(made.connection, made.workspace):
        times += _attended(made, one)
    _flush(made)
    times.append(waiting.next_due(made.connection, made.workspace))
    later = [at for at in times if at is not None and at > made.now]
    if later:
        _ask(made, min(later))


def ended(made: Round, one: Alert) -> None:
    """Let whoever was told of an alert hear that it is over; who was not yet hears nothing."""
    heard = _heard(made, one) - _unsaid(made, one)
    for each in waiting.of_alert(made.connection, made.workspace, one.id):
        if each.event is Event.trigger:
            waiting.take(made.connection, made.workspace, each)
    named = {place.channel_id: place.route for place in _places(made, one)}
    for channel_id in sorted(set() if one.signal.momentary else heard):
        route = named.get(channel_id)
        if route is not None and not route.resolved:
            continue
        _wait(made, one, channel_id, Event.resolve, route=route)


def acknowledged(made: Round, one: Alert) -> None:
    """Let pagers know that somebody has it."""
    paged = {each.id for each in made.channels if each.kind in _ALONE}
    for channel_id in sorted((_heard(made, one) - _unsaid(made, one)) & paged):
        _queue(made, channel_id, [one], Event.acknowledge)


def _attended(made: Round, one: Alert) -> list[datetime | None]:
    """Do what an open alert asks for now; return when it is to be looked at again."""
    if one.snooze is not None:
        until = one.snooze.until
        if until is None or until > made.now:
            return [until]
        one = _changed(made, replace(one, snooze=None, told_at=None), Change.woken, {})
    if one.inhibited_by or one.state is State.acknowledged:
        return []
    if one.told_at is None:
        return [_routed(made, one)]
    return [_escalated(made, one)]


def _routed(made: Round, one: Alert) -> datetime | None:
    """Hand a new alert to its channels; return when to look again, where a mute forbids it."""
    mute = routing.muted(made.policy, one, made.now)
    if mute is not None:
        return made.now + timedelta(minutes=15)
    places = _places(made, one)
    if not places or one.first_at < made.now - _STALE:
        return None
    for place in places:
        _wait(made, one, place.channel_id, Event.trigger, route=place.route)
    names = [place.channel_id for place in places]
    after = replace(one, told_at=made.now)
    _changed(made, after, Change.routed, {"channels": names})
    return _escalated(made, after)


def _escalated(made: Round, one: Alert) -> datetime | None:
    """Take the next step if nobody has acknowledged it; return when it is due."""
    steps = [step for place in _places(made, one) for step in place.route.escalate]
    if one.steps >= len(steps) or one.told_at is None:
        return None
    step = steps[one.steps]
    due = one.told_at + step.after
    if due > made.now and not _unheard(made, one):
        return due
    known = {each.id for each in made.channels} | {each.name for each in made.channels}
    named = [name for name in step.channels if name in known]
    ids = [each.id for each in made.channels if {each.id, each.name} & set(named)]
    for channel_id in ids:
        _queue(made, channel_id, [one], Event.trigger, step=one.steps + 1)
    after = replace(one, steps=one.steps + 1)
    _changed(made, after, Change.escalated, {"channels": ids, "step": after.steps})
    return _escalated(made, after) if one.steps + 1 < len(steps) else None


def _unheard(made: Round, one: Alert) -> bool:
    """Say whether every message of this episode has failed or is in doubt."""
    found = [each for each in _messages(made, one) if each.message.event is Event.trigger]
    return bool(found) and all(each.state in _UNHEARD for each in found)


def _heard(made: Round, one: Alert) -> set[str]:
    """Return the channels that this episode was handed to, in a message of its own or a group's."""
    heard: set[str] = set()
    for each in store.history(made.connection, made.workspace, one.id):
        if each.at < one.first_at:
            break
        if each.change in {Change.routed, Change.escalated}:
            heard |= set(each.data.get("channels", ()))
    return heard


def _unsaid(made: Round, one: Alert) -> set[str]:
    """Return the channels for which the begin of the episode still waits."""
    found = waiting.of_alert(made.connection, made.workspace, one.id)
    return {each.channel_id for each in found if each.event is Event.trigger}


def _messages(made: Round, one: Alert) -> list[Delivery]:
    found = deliveries.of_alert(made.connection, made.workspace, one.id)
    return [each for each in found if each.message.episode == one.episode]


def _places(made: Round, one: Alert) -> list[routing.Place]:
    return routing.places(made.policy, one, made.channels)


def _wait(made: Round, one: Alert, channel_id: str, event: Event, *, route: Route | None) -> None:
    due = routing.due(route, made.now, one.severity) if route else made.now
    digest = route is not None and route.digest is not None
    waits = Waiting(
        channel_id=channel_id, alert_id=one.id, episode=one.episode, event=event, digest=digest,
        due_at=due,
    )  # fmt: skip
    waiting.add(made.connection, made.workspace, waits, at=made.now)


def _flush(made: Round) -> None:
    """Queue what is due, what belongs together as one message."""
    groups: dict[tuple[str, bool, str], list[Waiting]] = defaultdict(list)
    for one in waiting.due(made.connection, made.workspace, made.now):
        event = "" if one.digest else one.event.value
        groups[one.channel_id, one.digest, event].append(one)
        waiting.take(made.connection, made.workspace, one)
    for (channel_id, digest, event), found in sorted(groups.items()):
        known = store.many(made.connection, made.workspace, [one.alert_id for one in found])
        episodes = {(one.alert_id, one.episode) for one in found}
        named = [known[name] for name, _ in sorted(episodes) if name in known]
        if event == Event.trigger.value:
            named = [one for one in named if not _hushed(made, one)]
        if digest:
            _digest(made, channel_id, named)
        else:
            _queue(made, channel_id, named, Event(event))


def _hushed(made: Round, one: Alert) -> bool:
    """Say whether somebody has seen to it, put it off or accounts for it before it was told."""
    if one.snooze is not None or one.inhibited_by:
        store.put(made.connection, made.workspace, replace(one, told_at=None))
        return True
    return one.state is not State.firing


def _queue(
    made: Round, channel_id: str, found: Sequence[Alert], event: Event, *, step: int = 0
) -> None:
    kind = next((each.kind for each in made.channels if each.id == channel_id), None)
    if kind is None or not found:
        return
    about = {"web_url": made.post.web_url, "workspace": made.workspace}
    if len(found) == 1 or kind in _ALONE:
        for one in found:
            said = composing.message(one, event, **about, at=made.now)
            _put(made, channel_id, said, [one], step=step)
        return
    said = composing.together(found, event, **about, at=made.now)
    _put(made, channel_id, said, found, step=step)


def _digest(made: Round, channel_id: str, found: Sequence[Alert]) -> None:
    said = composing.digest({made.workspace: found}, web_url=made.post.web_url, at=made.now)
    _put(made, channel_id, said, found, step=0)


def _put(made: Round, channel_id: str, said: Message, found: Iterable[Alert], *, step: int) -> None:
    named = " ".join(sorted(f"{one.id}.{one.episode}.{one.version}" for one in found))
    digest = words.short(f"{channel_id} {said.event} {step} {named}")
    one = Delivery(
        id=new_id("dlv"), key=f"alert {digest}", channel_id=channel_id, recipients=(),
        message=words.harmless(said, redact), state=Delivered.queued, attempts=0,
        made_at=made.now, next_at=None,
    )  # fmt: skip
    queue(made.connection, made.workspace, one, clock=made.post.clock)


def _changed(made: Round, one: Alert, change: Change, data: dict[str, object]) -> Alert:
    written = replace(one, version=one.version + 1)
    store.put(made.connection, made.workspace, written)
    store.happened(
        made.connection, made.workspace, one.id, change, at=made.now, who=_WHO, data=data
    )
    return written


def _ask(made: Round, at: datetime) -> None:
    # Rounded up, so that many alerts ask for one round.
    minute = at.replace(second=0, microsecond=0) + timedelta(minutes=1)
    when = at if at.second == 0 and at.microsecond == 0 else minute
    enqueue(
        made.connection, workspace_id=made.workspace, kind=TELL, payload={},
        clock=made.post.clock, run_at=when, idempotency_key=f"tell {when.isoformat()}",
        asked_by=_WHO,
    )  # fmt: skip
