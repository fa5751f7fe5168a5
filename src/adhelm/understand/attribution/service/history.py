"""What attribution found is kept, so that tomorrow's answer can be held against today's."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.govern import audit
from adhelm.understand.attribution import store
from adhelm.understand.attribution.logic import showing
from adhelm.understand.attribution.service.running import attribute
from adhelm.understand.attribution.types import Asked, Attribution, NoSuchRun, Stored

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Warehouse


def record(
    *, principal: Principal, database: Database, warehouse: Warehouse, clock: Clock, asked: Asked
) -> Stored:
    """
    Attribute and keep what was found; where nothing it stands on has changed, the run that is kept.

    Raises as `attribute` does.
    """
    principal.require(Scope.write)
    found = attribute(
        principal=principal, database=database, warehouse=warehouse, clock=clock, asked=asked
    )
    return keep(principal=principal, database=database, clock=clock, found=found)


def keep(*, principal: Principal, database: Database, clock: Clock, found: Attribution) -> Stored:
    """Keep what was found; where nothing it stands on has changed, return the run that is kept."""
    principal.require(Scope.write)
    made = Stored(
        id=uuid.uuid4().hex,
        made_at=clock.now(),
        question=_question(found.asked),
        period=str(found.asked.period),
        data_version=int(found.provenance["data_version"]),
        journeys_at=found.provenance["journeys"]["known_at"],
        document=showing.plain(showing.document(found)),
    )
    with database.durable() as connection:
        last = store.latest(connection, principal.workspace_id, question=made.question)
        if last is not None and _same(last, made):
            return last
        store.put_run(connection, principal.workspace_id, made)
        audit.record(
            connection, principal=principal, clock=clock, action="attribution.record",
            subject=f"attribution:{made.id}",
            after={"period": made.period, "data_version": made.data_version},
        )  # fmt: skip
    return made


def list_runs(
    *,
    principal: Principal,
    database: Database,
    limit: int = 100,
    after: tuple[datetime, str] | None = None,
) -> Sequence[Stored]:
    """Return what was kept, the latest first, without its documents' rows."""
    principal.require(Scope.read)
    principal.require_whole("attribution")
    with database.reading() as connection:
        return store.runs(connection, principal.workspace_id, limit=limit, after=after)


def get_run(*, principal: Principal, database: Database, run_id: str, against: str = "") -> Stored:
    """
    Return one that was kept, with the figures of another beside its own.

    `against` is a run's id, or 'previous' for the one before of the same question.

    :raises NoSuchRun: if the workspace keeps no such one, or none before it.
    """
    principal.require(Scope.read)
    principal.require_whole("attribution")
    with database.reading() as connection:
        workspace = principal.workspace_id
        found = _there(store.run(connection, workspace, run_id), run_id)
        if not against:
            return found
        if against == "previous":
            other = store.latest(connection, workspace, question=found.question, before=found)
        else:
            other = store.run(connection, workspace, against)
        return _beside(found, _there(other, against))


def _there(found: Stored | None, name: str) -> Stored:
    if found is None:
        raise NoSuchRun(f"no attribution '{name[:64]}' is kept", hint="adhelm attribution ls")
    return found


def _beside(found: Stored, other: Stored) -> Stored:
    made = showing.beside(found.document, other.document)
    told = {
        "id": other.id, "made_at": other.made_at.isoformat(), "period": other.period,
        "data_version": other.data_version,
    }  # fmt: skip
    warnings = list(made["warnings"])
    if other.question != found.question:
        warnings.insert(0, "the two were asked differently: their figures are not alike")
    elif other.period != found.period:
        warnings.insert(0, f"the days differ: {found.period} beside {other.period}")
    provenance = {**made["provenance"], "against": told}
    document: dict[str, Any] = {**made, "provenance": provenance, "warnings": warnings}
    kept = {name: getattr(found, name) for name in Stored.__dataclass_fields__}
    return Stored(**{**kept, "document": document})


def _same(last: Stored, made: Stored) -> bool:
    stands_on = ("period", "data_version", "journeys_at")
    counted = [one.document["totals"] for one in (last, made)]
    return counted[0] == counted[1] and all(
        getattr(last, name) == getattr(made, name) for name in stands_on
    )


def _question(asked: Asked) -> str:
    told = {name: each for name, each in asdict(asked).items() if name != "period"}
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()
