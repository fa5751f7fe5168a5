"""Make the engine's advice anew from the newest data, and read what the platforms advise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from adhelm.core import telemetry
from adhelm.core.ads import PLATFORMS, Period
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.decide.optimization.logic.budgets import advised
from adhelm.decide.optimization.logic.policy import plan
from adhelm.decide.optimization.logic.relaying import relayed
from adhelm.decide.optimization.logic.terms import negatives
from adhelm.decide.optimization.service.keeping import record
from adhelm.decide.optimization.service.pooling import Sources, pooled, snapshot_of
from adhelm.decide.optimization.store import known
from adhelm.decide.optimization.types import ENGINE, Draft, Recommendation, Steps, Term
from adhelm.understand.metrics import Question, ask

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Snapshot, Warehouse

VALID = timedelta(days=2)
"""So long advice holds that no newer data renew."""
_TERM_DAYS = 60
_TERM_BY = (
    "connector", "platform", "account_id", "currency", "campaign_id", "campaign", "search_term",
)  # fmt: skip
_TERM_METRICS = ("spend", "clicks", "conversions")


def make(
    *, principal: Principal, warehouse: Warehouse, database: Database, clock: Clock
) -> list[Recommendation]:
    """
    Make, renew and let expire what the engine and the platforms recommend; return what is open.

    The same data give the same advice under the same ids.
    """
    principal.require(Scope.propose)
    principal.require_whole("advice")
    sources = Sources(principal, warehouse, database, clock)
    snapshot = snapshot_of(sources)
    if not snapshot.version.version:
        return []
    until = clock.now() + VALID
    own = [*_budgets(sources, snapshot, until), *_negatives(sources, snapshot, until)]
    theirs: dict[str, list[Draft]] = {one.connector: [] for one in PLATFORMS.values()}
    for one in known.advice(snapshot):
        draft = relayed(one, version=snapshot.version.version, expires_at=until)
        theirs.setdefault(one.connector, []).append(draft)
    made: list[Recommendation] = []
    with database.transaction() as connection:
        for source, drafts in ((ENGINE, own), *sorted(theirs.items())):
            made += record(
                principal=principal, connection=connection, clock=clock, source=source,
                drafts=drafts, complete=True,
            )  # fmt: skip
    return made


def _budgets(sources: Sources, snapshot: Snapshot, until: datetime) -> Iterator[Draft]:
    found = pooled(sources, snapshot)
    if not found:
        return
    version = snapshot.version.version
    with telemetry.predicting("budgets"):
        # Another draw of the curves with each data version: that is how it learns.
        splits = plan([one.pool for one in found], steps=Steps(), seed=version)
    for one, split in zip(found, splits, strict=True):
        why = tuple(one.blocked.get(n, each) for n, each in enumerate(split.why))
        draft = advised(
            one.pool, one.purses, replace(split, why=why), period=one.period, version=version,
            expires_at=until,
        )  # fmt: skip
        if draft is not None:
            yield draft


def _negatives(sources: Sources, snapshot: Snapshot, until: datetime) -> Iterator[Draft]:
    # The last week's conversions are not all known: a term must not look worse than it is.
    end = snapshot.version.known_at.date() - timedelta(days=7)
    period = Period(end - timedelta(days=_TERM_DAYS), end)
    question = Question(
        metrics=_TERM_METRICS, by=_TERM_BY, period=period, as_of=snapshot.version.version
    )
    answer = ask(
        principal=sources.principal, warehouse=sources.warehouse, clock=sources.clock,
        question=question,
    )  # fmt: skip
    terms = list(_terms(answer.dicts()))
    return negatives(terms, days=period.days, version=snapshot.version.version, expires_at=until)


def _terms(rows: Sequence[dict[str, object]] | Iterator[dict[str, object]]) -> Iterator[Term]:
    for row in rows:
        if row["search_term"] is None or row["campaign_id"] is None:
            continue
        yield Term(
            connector=str(row["connector"]),
            platform=str(row["platform"]),
            account_id=str(row["account_id"]),
            currency=str(row["currency"]),
            campaign_id=str(row["campaign_id"]),
            campaign=str(row["campaign"] or row["campaign_id"]),
            text=str(row["search_term"]),
            clicks=int(str(row["clicks"] or 0)),
            spend=Decimal(str(row["spend"] or 0)),
            conversions=Decimal(str(row["conversions"] or 0)),
        )
