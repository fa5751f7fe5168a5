"""What holds for things on platforms now: read inside the transaction of who applies a change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from adhelm.core.clock import Clock
from adhelm.core.db import Connection
from adhelm.core.principal import Principal, Scope
from adhelm.govern.compliance.logic.settings import limits_of
from adhelm.govern.compliance.store import settings as kept
from adhelm.govern.compliance.store import stops
from adhelm.govern.compliance.types import (
    Limits,
    Place,
    Rules,
    Settings,
    Stop,
    StopKind,
    Stops,
    Thing,
)


def rules_for(
    connection: Connection, *, principal: Principal, clock: Clock, things: Collection[Thing]
) -> Mapping[Thing, Rules]:
    """
    Return the limits and stops of things, in two statements however many there are.

    :raises Forbidden: if the principal may not read.
    """
    principal.require(Scope.read)
    places = {place for thing in things for place in _places(thing)}
    ids = {place.entity_id for place in places}
    documents = {one.place: one for one in kept.newest(connection, principal.workspace_id, places)}
    open_ones = stops.in_the_way(connection, principal.workspace_id, ids)
    standing: dict[Place, list[Stop]] = {}
    for each in open_ones:
        if each.holds(clock.now()):
            standing.setdefault(each.place, []).append(each)
    return {thing: Rules(_limits(thing, documents), _stops(thing, standing)) for thing in things}


def effective_limits(
    connection: Connection,
    *,
    principal: Principal,
    connector: str,
    account_id: str,
    entity_ids: tuple[str, ...] = (),
) -> Limits:
    """
    Return the strictest limits of all that apply to a thing, its parents' included.

    :raises Forbidden: if the principal may not read.
    """
    principal.require(Scope.read)
    thing = Thing(connector, account_id, entity_ids)
    found = kept.newest(connection, principal.workspace_id, set(_places(thing)))
    return _limits(thing, {one.place: one for one in found})


def situation_part(
    connection: Connection,
    *,
    principal: Principal,
    clock: Clock,
    connector: str,
    account_id: str,
    entity_ids: tuple[str, ...] = (),
) -> Stops:
    """
    Return what stands in the way of a thing now: freeze, breaker, protection.

    :raises Forbidden: if the principal may not read.
    """
    principal.require(Scope.read)
    found = stops.in_the_way(connection, principal.workspace_id, entity_ids)
    standing: dict[Place, list[Stop]] = {}
    for each in found:
        if each.holds(clock.now()):
            standing.setdefault(each.place, []).append(each)
    return _stops(Thing(connector, account_id, entity_ids), standing)


def frozen(
    connection: Connection, *, principal: Principal, clock: Clock, connector: str, account_id: str
) -> str:
    """
    Return why an account (or its workspace) is frozen, '' if it is not.

    :raises Forbidden: if the principal may not read.
    """
    return situation_part(
        connection, principal=principal, clock=clock, connector=connector, account_id=account_id
    ).frozen


def spoken(stop: Stop) -> str:
    """Return why a stop is there, as a verdict tells it."""
    until = f", until {stop.until:%Y-%m-%d %H:%M} UTC" if stop.until else ""
    return f"{stop.reason or 'no reason given'} ({stop.begun_by}, {stop.id}{until})"


def _places(thing: Thing) -> Iterable[Place]:
    yield Place()
    yield Place(thing.connector, thing.account_id)
    for entity_id in thing.entity_ids:
        if entity_id:
            yield Place(thing.connector, thing.account_id, entity_id)


def _limits(thing: Thing, documents: Mapping[Place, Settings]) -> Limits:
    return limits_of(
        (place, documents[place].values) for place in _places(thing) if place in documents
    )


def _stops(thing: Thing, standing: Mapping[Place, list[Stop]]) -> Stops:
    told = dict.fromkeys(StopKind, "")
    for place in _places(thing):
        for each in standing.get(place, ()):
            told[each.kind] = told[each.kind] or spoken(each)
    return Stops(
        frozen=told[StopKind.freeze],
        breaker=told[StopKind.breaker],
        protected=told[StopKind.protected],
    )
