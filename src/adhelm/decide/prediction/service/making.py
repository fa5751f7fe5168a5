"""Train models and score entities, after data has come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from adhelm.core import jobs, telemetry
from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.principal import Principal, Scope
from adhelm.decide.prediction import store
from adhelm.decide.prediction.logic.recipes import DEFAULT
from adhelm.decide.prediction.logic.scores import Scorer, compete, learnable
from adhelm.decide.prediction.service.files import load, packed
from adhelm.decide.prediction.service.gathering import Ground, Source, gather
from adhelm.decide.prediction.service.rows import Rows, rows
from adhelm.decide.prediction.types import (
    LEVELS,
    Floats,
    Goal,
    Model,
    Standing,
    TooLittle,
    Trained,
    UnknownLevel,
)
from adhelm.govern import audit

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Warehouse

TRAIN = "scores.train"
_EVERY = timedelta(hours=20)
_KEPT_DAYS = 400
_FILES_KEPT = timedelta(days=30)
_WEEK, _MONTH = 7, 28


def keep(*, principal: Principal, database: Database, warehouse: Warehouse, clock: Clock) -> int:
    """
    Score all entities, with new models if the last ones are a day old; return how many rows.

    One set of scores per UTC day: a later one takes its place.
    """
    principal.require(Scope.write)
    principal.require_whole("scores")
    known: dict[str, Any] = {"principal": principal, "database": database, "clock": clock}
    source = Source(principal, database, warehouse, clock)
    for level in LEVELS:
        with database.reading() as connection:
            champion = _champion(connection, principal.workspace_id, level)
        if champion is None or champion.made_at <= clock.now() - _EVERY:
            _train(source, level)
    return score(**known, warehouse=warehouse)


def train(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    clock: Clock,
    levels: Sequence[str] = LEVELS,
) -> list[Trained]:
    """
    Train a model per level, held against days that it had not seen; the winner is champion.

    :raises UnknownLevel: if there are no scores of a level.
    """
    principal.require(Scope.write)
    principal.require_whole("a model")
    source = Source(principal, database, warehouse, clock)
    return [_train(source, level) for level in levels]


def ask_training(
    *, principal: Principal, database: Database, clock: Clock, levels: Sequence[str] = LEVELS
) -> str:
    """
    Ask for new models in a job, and scores by them; return the job's id.

    :raises UnknownLevel: if there are no scores of a level.
    """
    principal.require(Scope.write)
    principal.require_whole("a model")
    wrong = [level for level in levels if level not in LEVELS]
    if wrong:
        raise UnknownLevel(f"nothing is scored by '{wrong[0][:40]}'", hint=", ".join(LEVELS))
    payload = {"levels": list(dict.fromkeys(levels))}
    with database.joined() as connection:
        job_id = jobs.enqueue(
            connection, workspace_id=principal.workspace_id, kind=TRAIN, payload=payload,
            clock=clock, asked_by=f"{principal.actor}:{principal.id}",
        )  # fmt: skip
        audit.record(
            connection, principal=principal, clock=clock, action="scores.ask_training",
            subject="models", after={**payload, "job": job_id},
        )  # fmt: skip
    return job_id


def score(*, principal: Principal, database: Database, warehouse: Warehouse, clock: Clock) -> int:
    """Score all entities that spent in the last 28 days; return how many rows were kept."""
    principal.require(Scope.write)
    principal.require_whole("scores")
    source = Source(principal, database, warehouse, clock)
    told: list[dict[str, Any]] = []
    for level in LEVELS:
        ground = gather(source, level)
        if ground is not None:
            told += _scored(source, ground)
    now = clock.now()
    with database.transaction() as connection:
        store.put_scores(connection, principal.workspace_id, now.date(), told)
        oldest = now.date() - timedelta(days=_KEPT_DAYS)
        store.forget_scores(connection, principal.workspace_id, oldest)
    return len(told)


def _train(source: Source, level: str) -> Trained:
    ground = gather(source, level)
    if ground is None:
        return Trained(level, None, "there are no figures of this level")
    workspace = source.principal.workspace_id
    with source.database.reading() as connection:
        before = _champion(connection, workspace, level)
    made = rows(source, ground, past=True)
    try:
        with telemetry.predicting("score_training"):
            found = compete(
                made.panel, made.features, made.day, made.entity,
                incumbent=before.recipe if before else DEFAULT,
            )  # fmt: skip
    except TooLittle as error:
        return Trained(level, None, error.message)
    now = source.clock.now()
    kept = [
        _version(made, scorer, name, alias="" if place else "champion", before=before, now=now)
        for place, (name, scorer) in enumerate(found.items())
    ]
    with source.database.transaction() as connection:
        models = store.put_models(connection, workspace, kept)
        store.forget_files(connection, workspace, now - _FILES_KEPT)
        _note(connection, source, models[0], before)
    return Trained(level, models[0])


def _version(
    made: Rows, scorer: Scorer, recipe: str, *, alias: str, before: Model | None, now: datetime
) -> tuple[Model, bytes]:
    sha256, body = packed(scorer)
    known, _ = learnable(made.panel, made.features, made.day, made.entity)
    first = made.ground.period.start
    days = made.day[known]
    return (
        Model(
            version=0,
            level=made.ground.level,
            recipe=recipe,
            alias=alias or "challenger",
            sha256=sha256,
            params={
                "numbers": list(made.features.names),
                "kinds": {name: list(values) for name, values in made.kinds.items()},
                "level": scorer.level,
                "tilt": scorer.tilt,
            },
            first_day=first + timedelta(days=int(days.min()) - _MONTH),
            last_day=first + timedelta(days=int(days.max()) + _WEEK - 1),
            card=scorer.card,
            parent=before.version if before else None,
            made_at=now,
            data_version=made.ground.data_version,
        ),
        body,
    )


def _note(connection: Connection, source: Source, model: Model, before: Model | None) -> None:
    audit.record(
        connection, principal=source.principal, clock=source.clock, action="scores.train",
        subject=f"model:{model.version}",
        before={"champion": before.version, "recipe": before.recipe} if before else None,
        after={
            "champion": model.version, "recipe": model.recipe, "sha256": model.sha256,
            "signal": model.card.signal,
        },
    )  # fmt: skip


def _scored(source: Source, ground: Ground) -> list[dict[str, Any]]:
    """Return a row for each entity that spent lately, with a number where one may be told."""
    import numpy as np

    workspace = source.principal.workspace_id
    with source.database.reading() as connection:
        champion = _champion(connection, workspace, ground.level)
        scorer = load(connection, workspace, champion) if champion else None
    made = rows(source, ground, past=False, kinds=champion.params["kinds"] if champion else None)
    chances: Floats | None = None
    if scorer is not None:
        with telemetry.predicting("score"):
            chances = scorer.score(made.features)
    spend = ground.values["spend"]
    lately, week = spend[:, -_MONTH:].sum(axis=1), spend[:, -_WEEK:].sum(axis=1)
    target, now = made.aims.target[:, -1], source.clock.now()
    told = []
    for row in np.flatnonzero(lately > 0):
        standing = _standing(champion, idle=week[row] <= 0, aimless=not target[row] > 0)
        number = None
        if standing is Standing.scored and chances is not None:
            number = round(float(chances[row]), 4)
        same = {"model_version": champion.version if champion else None, "made_at": now}
        told.append({**_row(made, int(row)), "score": number, "standing": standing.value, **same})
    return told


def _standing(champion: Model | None, *, idle: bool, aimless: bool) -> Standing:
    if idle:
        return Standing.idle
    if aimless:
        return Standing.no_target
    if champion is None:
        return Standing.no_model
    return Standing.scored if champion.card.signal else Standing.no_signal


def _row(made: Rows, row: int) -> dict[str, Any]:
    ground = made.ground
    platform, account_id, entity_id, currency = ground.key(row)
    return {
        "level": ground.level, "platform": platform, "account_id": account_id,
        "entity_id": entity_id, "currency": currency, "account": ground.spending[row].account,
        "entity": ground.entity[row][:500], "goal": _kept(made.aims.goals[row]),
        "day": ground.last, "features": made.known(row), "data_version": ground.data_version,
    }  # fmt: skip


def _kept(goal: Goal) -> dict[str, Any]:
    value = None if goal.value is None else format(goal.value, "f")
    return {
        "metric": goal.metric, "value": value, "currency": goal.currency, "own": goal.own,
        "source": goal.source,
    }  # fmt: skip


def _champion(connection: Connection, workspace_id: str, level: str) -> Model | None:
    found = store.models(connection, workspace_id, level=level, alias="champion", limit=1)
    return found[0] if found else None
