"""Keep curves and corrections after each arrival of data, and give curves to other slices."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from adhelm.core.ads import PLATFORMS, Period
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.understand.maturity.service.asking import answered
from adhelm.understand.maturity.service.learning import horizon
from adhelm.understand.maturity.store import kept
from adhelm.understand.maturity.types import METRICS, Asked, Shares, State

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Warehouse
    from adhelm.understand.maturity.types import Corrected, Maturity

_KEPT_AGE = 14
"""Corrections are kept of days up to this age: later ones say little."""
_KEPT_DAYS = 400
_TO_COME = 0.01
"""Of days of which less is to come, what is said and what is known are the same."""


def refresh(*, principal: Principal, database: Database, warehouse: Warehouse, clock: Clock) -> int:
    """
    Learn the curves anew, correct recent days, and keep both; return how many corrections.

    Days that have become final meanwhile are written beside what had been said of them.
    """
    principal.require(Scope.write)
    principal.require_whole("maturity")
    now = clock.now()
    today = now.date()
    with database.reading() as connection:
        open_days = kept.unsettled(connection, principal.workspace_id, before=today)
    oldest = min((day for *_, day in open_days), default=today)
    begin = max(min(oldest, today - timedelta(days=_KEPT_AGE)), today - timedelta(days=_KEPT_DAYS))
    found, learnt = answered(
        principal=principal, warehouse=warehouse, database=database, clock=clock,
        asked=Asked(Period.closed(begin, today)),
    )  # fmt: skip
    version = int(found.provenance["data_version"])
    young = [one for one in found.rows if _is_worth_keeping(one)]
    final, curves = _final(found), list(learnt.curves.values())
    workspace = principal.workspace_id
    with database.transaction() as connection:
        kept.put_curves(connection, workspace, curves, at=now, version=version)
        kept.put_corrections(connection, workspace, young, at=now, version=version)
        kept.settle(connection, workspace, {key: final[key] for key in open_days if key in final})
        kept.forget(connection, workspace, before=today - timedelta(days=_KEPT_DAYS))
    return len(young)


def shares(*, principal: Principal, database: Database) -> Shares:
    """Return what is known of recent days by age, as learned after the last arrival of data."""
    principal.require(Scope.read)
    with database.reading() as connection:
        curves, version, at = kept.newest_curves(connection, principal.workspace_id)
    seen = [one for one in curves if _sees(principal, one.account)]
    return Shares(
        {(one.metric, one.platform, one.account): one for one in seen},
        {name: horizon(name) for name in ("", *PLATFORMS)},
        version,
        at,
    )


def _is_worth_keeping(one: Corrected) -> bool:
    young = one.age is not None and one.age <= _KEPT_AGE
    return young and one.share is not None and abs(1.0 - one.share) >= _TO_COME


def _final(found: Maturity) -> dict[tuple[str, str, str, date], Decimal]:
    return {
        (one.metric, one.account.platform, one.account.name, one.day): one.known
        for one in found.rows
        if one.state is State.mature and one.known is not None and one.metric in METRICS
    }


def _sees(principal: Principal, account: str) -> bool:
    return not account or principal.accounts is None or account in principal.accounts
