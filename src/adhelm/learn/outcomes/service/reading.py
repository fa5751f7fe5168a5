"""Read verdicts, and the record of who gave the advice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.learn.outcomes import store
from adhelm.learn.outcomes.logic.recording import LEAST, records
from adhelm.learn.outcomes.types import Autopilot, NoSuchOutcome, Outcome, Record

_MOST = 10_000
"""The newest verdicts that a record is made of."""


def outcomes(
    *,
    principal: Principal,
    database: Database,
    wanted: Mapping[str, str] | None = None,
    before: tuple[datetime, str] | None = None,
    limit: int | None = None,
) -> list[Outcome]:
    """
    Return verdicts, the newest change first, from behind `before` (applied at, id) on.

    `wanted` narrows them by `recommender`, `account`, `field`, `verdict` or `advice_id`.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        return store.page(
            connection, principal.workspace_id, wanted=wanted, accounts=principal.accounts,
            before=before, limit=limit,
        )  # fmt: skip


def outcome(*, principal: Principal, database: Database, outcome_id: str) -> Outcome:
    """
    Return one verdict with what stands behind it.

    :raises NoSuchOutcome: if there is none of that id in the workspace.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        found = store.one(connection, principal.workspace_id, outcome_id)
    if found is None or (
        principal.accounts is not None and found.account not in principal.accounts
    ):
        raise NoSuchOutcome(
            f"there is no outcome '{outcome_id[:64]}'", hint="`adhelm outcomes list` has them"
        )
    return found


def track_record(
    *, principal: Principal, database: Database, recommender: str = "", field: str = ""
) -> list[Record]:
    """Return how right each recommender was, by kind of change and unit of its promises."""
    named = {"recommender": recommender, "field": field}
    wanted = {name: value for name, value in named.items() if value}
    return records(outcomes(principal=principal, database=database, wanted=wanted, limit=_MOST))


def earned(*, principal: Principal, database: Database, recommender: str, field: str) -> Autopilot:
    """
    Say whether a recommender has earned to make a kind of change by itself.

    What promises in several units has earned it if it has in each in which it was judged enough.
    Whether it may is another question: limits and people decide that.
    """
    found = track_record(
        principal=principal, database=database, recommender=recommender, field=field
    )
    weighty = [one.autopilot for one in found if one.judged >= LEAST]
    if not weighty:
        most = max((one.judged for one in found), default=0)
        return Autopilot(earned=False, since=None, why=(f"{most} of {LEAST} changes are judged",))
    lacking = [one for one in weighty if not one.earned]
    return lacking[0] if lacking else weighty[0]
