"""Read scores and models as they were told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.decide.prediction import store
from adhelm.decide.prediction.logic.words import said
from adhelm.decide.prediction.service.files import features_of, load
from adhelm.decide.prediction.types import (
    LEVELS,
    Model,
    NoSuchModel,
    NoSuchScore,
    Reason,
    Score,
    SeveralScores,
    Told,
    UnknownLevel,
)


def latest_scores(
    *,
    principal: Principal,
    database: Database,
    level: str = "campaign",
    wanted: Mapping[str, str] | None = None,
    after: tuple[str, str, str, str] | None = None,
    limit: int | None = None,
) -> list[Score]:
    """
    Return the newest score of each entity of a level, by platform, account, id and currency.

    `wanted` narrows them by `platform`, `account` ('connector/id'), `account_id`, `entity_id` or
    `standing`; `after` is the key of the last one of the page before. An entity without a number
    is there too.

    :raises UnknownLevel: if there are no scores of such.
    """
    return page(
        principal=principal, database=database, level=level, wanted=wanted, after=after,
        limit=limit,
    )  # fmt: skip


def page(
    *,
    principal: Principal,
    database: Database,
    level: str,
    until: date | None = None,
    wanted: Mapping[str, str] | None = None,
    after: tuple[str, str, str, str] | None = None,
    limit: int | None = None,
) -> list[Score]:
    """
    Return `latest_scores` as they were at the end of the UTC day `until`, if it is given.

    :raises UnknownLevel: if there are no scores of such.
    """
    principal.require(Scope.read)
    _check(level)
    with database.reading() as connection:
        return store.latest(
            connection, principal.workspace_id, level=level, until=until,
            accounts=principal.accounts, wanted=wanted, after=after, limit=limit,
        )  # fmt: skip


def scores_as_of(
    *, principal: Principal, database: Database, day: date, level: str = "campaign"
) -> list[Score]:
    """
    Return what the newest scores were at the end of a UTC day; none: there were none yet.

    :raises UnknownLevel: if there are no scores of such.
    """
    return page(principal=principal, database=database, level=level, until=day)


def show(
    *, principal: Principal, database: Database, level: str, entity_id: str, account: str = ""
) -> Told:
    """
    Return one entity's newest score, why it is so, and what was said before.

    `account` is 'connector/account'.

    :raises NoSuchScore: if nothing of that level and id was ever scored.
    :raises SeveralScores: if several accounts have an entity of that id.
    """
    principal.require(Scope.read)
    _check(level)
    with database.reading() as connection:
        workspace = principal.workspace_id
        found = store.history(
            connection, workspace, level=level, entity_id=entity_id, account=account,
            accounts=principal.accounts,
        )  # fmt: skip
        if not found:
            raise NoSuchScore(
                f"no {level} '{entity_id[:80]}' was scored", hint="`adhelm score list` has them"
            )
        if len({(one.platform, one.account_id, one.currency) for one in found}) > 1:
            raise SeveralScores(
                f"several accounts have a {level} '{entity_id[:80]}'",
                hint="say which: account=connector/id",
            )
        newest = found[0]
        version = newest.model_version
        model = None if version is None else store.model(connection, workspace, version)
        scorer = None
        if model is not None and newest.score is not None:
            try:
                scorer = load(connection, workspace, model)
            except NoSuchModel:
                scorer = None
    reasons: tuple[Reason, ...] = ()
    if model is not None and scorer is not None:
        _, points = scorer.reasons(features_of(model, dict(newest.features)))
        reasons = tuple(
            Reason(name, known, round(100 * each, 2), said(name, known))
            for name, each in points.items()
            for known in (newest.features.get(name),)
        )
    return Told(newest, reasons, tuple(found), model)


def models(
    *,
    principal: Principal,
    database: Database,
    level: str = "",
    alias: str = "",
    before: int | None = None,
    limit: int | None = None,
) -> list[Model]:
    """Return versions of models, the newest first; those before a version, if given."""
    principal.require(Scope.read)
    with database.reading() as connection:
        return store.models(
            connection, principal.workspace_id, level=level, alias=alias, before=before,
            limit=limit,
        )  # fmt: skip


def champion(*, principal: Principal, database: Database, level: str) -> Model | None:
    """Return the model that serves a level; None: there is none yet."""
    found = models(principal=principal, database=database, level=level, alias="champion", limit=1)
    return found[0] if found else None


def model(*, principal: Principal, database: Database, version: int) -> Model:
    """
    Return one version with its card.

    :raises NoSuchModel: if there is none in the workspace.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        found = store.model(connection, principal.workspace_id, version)
    if found is None:
        raise NoSuchModel(f"there is no model {version}", hint="`adhelm score card` lists them")
    return found


def _check(level: str) -> None:
    if level not in LEVELS:
        raise UnknownLevel(f"nothing is scored by '{level[:40]}'", hint=", ".join(LEVELS))
