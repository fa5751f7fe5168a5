"""Breakers: looked at after every sync, opened by a jump, closed by two clean syncs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.govern.compliance.logic import breaking
from adhelm.govern.compliance.service.stopping import begin, end
from adhelm.govern.compliance.service.writing import changing
from adhelm.govern.compliance.store import stops as kept
from adhelm.govern.compliance.types import Place, Reading, Stop, StopKind


def judge_sync(
    database: Database, workspace_id: str, readings: Sequence[Reading], clock: Clock
) -> list[Stop]:
    """
    Look at the accounts of a sync, and return the breakers that it opened or closed.

    The same data version is looked at once. What is usual of an account is learnt from its clean
    syncs alone, so that a jump does not become the measure of the next.
    """
    scopes = frozenset({Scope.read, Scope.write, Scope.propose})
    principal = Principal(Actor.scheduler, "breaker", workspace_id, scopes)
    with changing(principal, database) as connection:
        last = kept.last_syncs(connection, workspace_id)
        found: list[Stop] = []
        for reading in readings:
            version, seen = last.get((reading.connector, reading.account_id), (-1, {}))
            if reading.data_version > version:
                found += _judge(connection, principal, clock, reading, seen)
        return found


def _judge(
    connection: Connection,
    principal: Principal,
    clock: Clock,
    reading: Reading,
    seen: Mapping[str, Any],
) -> list[Stop]:
    place = Place(reading.connector, reading.account_id)
    accepted = date.fromisoformat(seen["accepted"]) if seen.get("accepted") else None
    usual = seen.get("usual") or breaking.usual_of(reading, accepted)
    said = breaking.jump(reading, usual, accepted)
    held = kept.open_at(connection, principal.workspace_id, StopKind.breaker, place)
    kept.keep_sync(
        connection, principal.workspace_id, place,
        data_version=reading.data_version, judged_at=clock.now(),
        seen={
            **seen, "today": reading.today.isoformat(),
            "usual": usual if said else breaking.usual_of(reading, accepted) or usual,
        },
    )  # fmt: skip
    if said and held is None:
        kind = StopKind.breaker
        return [begin(connection, principal, clock, kind=kind, place=place, reason=said)]
    if held is None:
        return []
    counted = replace(held, clean_syncs=0 if said else held.clean_syncs + 1)
    if counted.clean_syncs >= breaking.CLEAN_SYNCS:
        why = f"{breaking.CLEAN_SYNCS} clean syncs"
        return [end(connection, principal, clock, counted, why)]
    kept.change(connection, principal.workspace_id, counted)
    return []
