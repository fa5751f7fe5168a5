"""Read scores as they were told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.decide.prediction import store
from adhelm.decide.prediction.types import Score


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

    `wanted` narrows them by `platform`, `account_id`, `entity_id` or `standing`; `after` is the
    key of the last one of the page before. An entity without a number is there too.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        return store.latest(
            connection, principal.workspace_id, level=level, accounts=principal.accounts,
            wanted=wanted, after=after, limit=limit,
        )  # fmt: skip


def scores_as_of(
    *, principal: Principal, database: Database, day: date, level: str = "campaign"
) -> list[Score]:
    """Return what the newest scores were at the end of a UTC day; none: there were none yet."""
    principal.require(Scope.read)
    with database.reading() as connection:
        return store.latest(
            connection, principal.workspace_id, level=level, until=day,
            accounts=principal.accounts,
        )  # fmt: skip
