"""Look at a draft while it is written: all that would be refused of it, each at its field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from adhelm.act.campaigns.logic import life
from adhelm.act.campaigns.service import creating, planning
from adhelm.act.campaigns.service.figures import Sources
from adhelm.act.campaigns.types import Checked, Draft, Finding, Status
from adhelm.core.ads import currency
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import Conflict, Forbidden, Invalid
from adhelm.core.principal import Principal, Scope
from adhelm.observe.warehouse import Warehouse


def check(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    clock: Clock,
    draft: Draft,
) -> Checked:
    """
    Return what would be refused of a draft, and the names of what it lacks; nothing is kept.

    What is not said yet is lacking, not wrong. Amounts are in the draft's currency.

    :raises Forbidden: if the principal may not write.
    """
    principal.require(Scope.write)
    found = list(_alone(principal, database, draft))
    if not found:
        # A name decides nothing about the money.
        named = replace(draft, name=draft.name.strip() or "-", status=Status.draft)
        sources = Sources(warehouse, clock)
        found += _refused(
            "budget",
            lambda: planning.planned(principal, sources, creating.checked(principal, named)),
        )
    unnamed = () if draft.name.strip() else ("name",)
    return Checked(tuple(found), (*unnamed, *life.missing(draft)))


def _alone(principal: Principal, database: Database, draft: Draft) -> Iterator[Finding]:
    """Yield what is wrong with each field by itself."""
    yield from _refused("name", lambda: _free(principal, database, draft.name))
    yield from _refused("currency", lambda: draft.currency and currency(draft.currency))
    yield from _refused("end_date", lambda: life.check_dates(draft.start_date, draft.end_date))
    yield from _refused("audience.age_max", lambda: life.check_ages(draft.audience))
    yield from _refused("platforms", lambda: life.check_platforms(draft))
    chosen = [one.account for one in draft.platforms]
    yield from _refused("platforms", lambda: creating.refuse_unseen(principal, chosen))


def _refused(field: str, attempt: Callable[[], object]) -> Iterator[Finding]:
    try:
        attempt()
    except (Invalid, Conflict, Forbidden) as error:
        yield Finding(field, error.code, error.message, error.hint)


def _free(principal: Principal, database: Database, name: str) -> None:
    if name.strip():
        with database.reading() as connection:
            creating.refuse_name(connection, principal, name.strip())
