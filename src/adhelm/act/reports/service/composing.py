"""From what is asked to a document: which report, of which days, for whose eyes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from adhelm.act.reports.logic.summary import document_of, without_advice
from adhelm.act.reports.service import building, records, tabling
from adhelm.act.reports.service.asking import Desk
from adhelm.act.reports.service.naming import account_names
from adhelm.act.reports.service.narrating import Narrator, narrated
from adhelm.act.reports.types import Asked, Brand, Document, Sort
from adhelm.core.principal import Principal, Scope
from adhelm.understand.analysis import read_range

TITLES: Mapping[Sort, str] = MappingProxyType(
    {
        Sort.summary: "Performance report",
        Sort.performance: "Performance",
        Sort.campaign: "Campaign",
        Sort.budget: "Budgets and pacing",
        Sort.changes: "Change history",
        Sort.audit: "Audit",
        Sort.view: "Saved view",
    }
)


def compose(
    desk: Desk, asked: Asked, *, brand: Brand | None = None, narrator: Narrator | None = None
) -> Document:
    """
    Return the report that is asked for, as its reader may see it.

    What is for a client lacks advice and internal notes; figures with fees are refused by the
    metrics themselves. A `narrator` may phrase what changed.

    :raises AdhelmError: as `understand.metrics.ask` does.
    :raises NoSuchCampaign: if the campaign is none.
    """
    desk.principal.require(Scope.read)
    seen = replace(desk, principal=narrowed(desk.principal, asked))
    titled = replace(asked, title=asked.title or TITLES[asked.sort])
    made = _SORTS[asked.sort](seen, titled)
    told = narrated(made, narrator)
    names = account_names(principal=seen.principal, database=seen.database)
    return replace(told, brand=brand or Brand(), names=names)


def narrowed(principal: Principal, asked: Asked) -> Principal:
    """Return who reads the report: never wider than who asks for it."""
    accounts = principal.accounts
    if asked.accounts is not None:
        wanted = frozenset(asked.accounts)
        accounts = wanted if accounts is None else accounts & wanted
    return replace(principal, accounts=accounts, staff=principal.staff and not asked.for_client)


def _summary(desk: Desk, asked: Asked) -> Document:
    report = building.build(
        principal=desk.principal,
        warehouse=desk.warehouse,
        clock=desk.clock,
        title=asked.title,
        period=read_range(asked.range, clock=desk.clock),
        currency=asked.currency,
        as_of=asked.as_of,
        database=desk.database,
        compare=asked.compare,
    )
    staff = desk.principal.staff
    made = document_of(report, advice=staff, more=building.tables_of(report))
    return made if staff else without_advice(made)


_SORTS: Mapping[Sort, Callable[[Desk, Asked], Document]] = MappingProxyType(
    {
        Sort.summary: _summary,
        Sort.performance: tabling.performance_of,
        Sort.view: tabling.performance_of,
        Sort.campaign: tabling.campaign_of,
        Sort.budget: records.budget_of,
        Sort.changes: records.changes_of,
        Sort.audit: records.audit_of,
    }
)
