"""What is done for each kind of job, what follows an arrival of data, and the desk of plans."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from adhelm.core.db import Database
from adhelm.core.secrets import Keyring
from adhelm.core.services import Services
from adhelm.observe.ingest.types import Limits

if TYPE_CHECKING:
    from adhelm.act.publishing import Desk, Trust
    from adhelm.core.jobs import Handler, Run, Task
    from adhelm.core.principal import Principal
    from adhelm.decide.rules import Done
    from adhelm.govern.compliance.types import Field


def job_handlers(
    services: Services, *, limits: Limits, get: Callable[[str], bytes]
) -> Mapping[str, Task]:
    """
    Return what the slices do when their jobs are due, by kind of job.

    `limits` are those of imports; `get` fetches what an address answers with.
    """
    from adhelm.core.jobs import Task

    then = after_arrivals()
    arriving, others = _arrivals(services, limits)
    asked = {kind: _followed_by(then, handle) for kind, handle in arriving.items()}
    # Whoever may write may ask for these by a schedule of their own: they read, and move no money.
    harmless = {**asked, **_rates(services, then), **_readings(services, get)}
    on_request = {kind: Task(handle, on_request=True) for kind, handle in harmless.items()}
    sent = {kind: Task(_followed_by(then, handle)) for kind, handle in others.items()}
    return on_request | sent | {kind: Task(handle) for kind, handle in _acting(services).items()}


def after_arrivals() -> Sequence[str]:
    """Return the kinds of jobs that follow each arrival of data, by whatever door, in order."""
    from adhelm.act.campaigns import tasks as campaigns
    from adhelm.act.feeds import tasks as feeds
    from adhelm.act.publishing import tasks as publishing
    from adhelm.decide.optimization import tasks as optimization
    from adhelm.decide.prediction import tasks as prediction
    from adhelm.decide.rules import tasks as rules
    from adhelm.learn.outcomes import tasks as outcomes
    from adhelm.observe.warehouse import tasks as rates
    from adhelm.understand.analysis import tasks as analysis
    from adhelm.understand.attribution import tasks as attribution
    from adhelm.understand.forecasting import tasks as forecasting
    from adhelm.understand.maturity import tasks as maturity
    from adhelm.understand.pacing import tasks as pacing

    return (
        rates.REFRESH, publishing.WATCH, feeds.FOLLOW,
        maturity.LEARN, pacing.PROJECT, forecasting.KEEP, analysis.SEARCH, attribution.RUN,
        campaigns.SPENT, prediction.KEEP, optimization.ADVISE, outcomes.JUDGE,
        rules.RUN, publishing.FLY,
    )  # fmt: skip


def _arrivals(
    services: Services, limits: Limits
) -> tuple[Mapping[str, Handler], Mapping[str, Handler]]:
    """Return what brings data: what people may ask for by a schedule, and the rest."""
    from adhelm.app import sample
    from adhelm.connectors.contract import FileReader, Platforms
    from adhelm.observe.ingest import tasks as ingest
    from adhelm.observe.warehouse import Warehouse

    files = ingest.handlers(
        warehouse=lambda: services.get(Warehouse),
        reader=lambda: services.get(FileReader),  # type: ignore[type-abstract]  # the key
        limits=limits,
    )
    platforms = ingest.sync_handlers(
        warehouse=lambda: services.get(Warehouse),
        platforms=lambda: services.get(Platforms),
        keyring=lambda: services.get(Keyring),
    )
    sent = ingest.upload_handlers(
        warehouse=lambda: services.get(Warehouse),
        reader=lambda: services.get(FileReader),  # type: ignore[type-abstract]  # the key
        limits=limits,
    )
    settling = ingest.settling_handlers(
        warehouse=lambda: services.get(Warehouse),
        platforms=lambda: services.get(Platforms),
        keyring=lambda: services.get(Keyring),
    )
    return {**files, **platforms}, {**sent, **settling, **sample.handlers(services)}


def _rates(services: Services, then: Sequence[str]) -> Mapping[str, Handler]:
    """Return what keeps exchange rates; where days have got theirs, all is looked at again."""
    from adhelm.core.jobs import ask_next
    from adhelm.observe.warehouse import RateSource, Warehouse
    from adhelm.observe.warehouse import tasks as rates

    def filled(job: Run) -> None:
        others = [kind for kind in then if kind != rates.REFRESH]
        with job.database.transaction() as connection:
            ask_next(
                connection, workspace_id=job.job.workspace_id, kinds=others, clock=job.clock,
                cause=job.job.id,
            )  # fmt: skip

    return rates.handlers(
        warehouse=lambda: services.get(Warehouse),
        source=lambda: services.get(RateSource),
        filled=filled,
    )


def _readings(services: Services, get: Callable[[str], bytes]) -> Mapping[str, Handler]:
    """Return what is made of data that are there."""
    from adhelm.act import publishing as plans
    from adhelm.act.alerts import tasks as alerts
    from adhelm.act.campaigns import tasks as campaigns
    from adhelm.decide.optimization import tasks as optimization
    from adhelm.decide.prediction import tasks as prediction
    from adhelm.learn.outcomes import tasks as outcomes
    from adhelm.observe.warehouse import Warehouse
    from adhelm.understand.analysis import tasks as analysis
    from adhelm.understand.attribution import tasks as attribution
    from adhelm.understand.forecasting import tasks as forecasting
    from adhelm.understand.maturity import tasks as maturity
    from adhelm.understand.pacing import tasks as pacing

    searching = analysis.handlers(warehouse=lambda: services.get(Warehouse))
    projecting = pacing.handlers(warehouse=lambda: services.get(Warehouse))
    crediting = attribution.handlers(
        warehouse=lambda: services.get(Warehouse),
        keyring=lambda: services.get(Keyring),
        get=get,
    )
    return {
        **campaigns.handlers(warehouse=lambda: services.get(Warehouse)),
        **maturity.handlers(warehouse=lambda: services.get(Warehouse)),
        **{kind: _followed_by([alerts.PACE], handle) for kind, handle in projecting.items()},
        **forecasting.handlers(warehouse=lambda: services.get(Warehouse)),
        **{kind: _followed_by([alerts.LOOK], handle) for kind, handle in searching.items()},
        **prediction.handlers(warehouse=lambda: services.get(Warehouse)),
        **optimization.handlers(warehouse=lambda: services.get(Warehouse)),
        **outcomes.handlers(desk=lambda: services.get(plans.Desk)),
        **crediting,
    }


def _acting(services: Services) -> Mapping[str, Handler]:
    """Return what changes something, and nobody may ask for by a schedule."""
    from adhelm.act import alerts as telling
    from adhelm.act import publishing as plans
    from adhelm.act import reports as press
    from adhelm.act.alerts import tasks as alerts
    from adhelm.act.publishing import tasks as publishing
    from adhelm.act.reports import tasks as reports
    from adhelm.decide.rules import tasks as rules
    from adhelm.observe.warehouse import Warehouse

    ruling = rules.handlers(
        warehouse=lambda: services.get(Warehouse),
        hand=lambda job, done: _hand_on(services.get(plans.Desk), job, done),
    )
    return {
        **publishing.handlers(desk=lambda: services.get(plans.Desk)),
        **{kind: _followed_by([alerts.LOOK], handle) for kind, handle in ruling.items()},
        **alerts.handlers(
            post=lambda: services.get(telling.Post), warehouse=lambda: services.get(Warehouse)
        ),
        **reports.handlers(press=lambda: services.get(press.Press)),
        **_sending_out(services),
    }


def _sending_out(services: Services) -> Mapping[str, Handler]:
    """Return what writes to the teams' own warehouses."""
    from adhelm.act.feeds import Outside
    from adhelm.act.feeds import tasks as feeds
    from adhelm.observe.warehouse import Warehouse

    return feeds.handlers(
        warehouse=lambda: services.get(Warehouse),
        keyring=lambda: services.get(Keyring),
        outside=lambda: services.get(Outside),
    )


def _followed_by(kinds: Sequence[str], handle: Handler) -> Handler:
    """Return a handler that asks for other jobs when it is done: stages know no later ones."""
    from adhelm.core.jobs import ask_next

    def run(job: Run) -> None:
        handle(job)
        with job.database.transaction() as connection:
            ask_next(
                connection, workspace_id=job.job.workspace_id, kinds=kinds, clock=job.clock,
                cause=job.job.id,
            )  # fmt: skip

    return run


def _hand_on(desk: Desk, job: Run, done: Done) -> None:
    """Let what rules in autopilot fired be applied where the accounts' autopilots allow it."""
    from adhelm.act import publishing
    from adhelm.core.errors import AdhelmError
    from adhelm.decide.rules import acting

    for advice in {one.recommendation_id for one in done.autopilot} - {""}:
        try:
            publishing.take_advice(
                principal=acting(job.job.workspace_id), desk=desk, recommendation_id=advice,
                unattended=True,
            )  # fmt: skip
        except AdhelmError as error:
            # It waits for a person, in the list where it is.
            job.log(f"{advice}: {error.message}")


def open_desk(services: Services) -> Desk:
    """Return what plans are made, approved and applied with."""
    from adhelm.act.publishing import Check, Desk
    from adhelm.connectors.contract import Platforms
    from adhelm.core.clock import Clock
    from adhelm.observe.warehouse import Warehouse

    # What looks at each change besides the limits: policies and experiments register here.
    checks: tuple[Check, ...] = ()
    return Desk(
        database=services.get(Database),
        warehouse=services.get(Warehouse),
        platforms=services.get(Platforms),
        keyring=services.get(Keyring),
        clock=services.get(Clock),  # type: ignore[type-abstract]  # the key
        checks=checks,
        trust=trusting(services.get(Database)),
    )


def trusting(database: Database) -> Trust:
    """Return what asks the record of a recommender whether it may act by itself."""
    from adhelm.learn import outcomes

    def trust(*, principal: Principal, source: str, field: Field) -> str:
        found = outcomes.earned(
            principal=principal, database=database, recommender=source, field=field.value
        )
        return "" if found.earned else "; ".join(found.why)

    return trust
