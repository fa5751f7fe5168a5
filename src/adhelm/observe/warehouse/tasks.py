"""The job that keeps exchange rates: after arrivals, once a working day, and when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from adhelm.core import jobs
from adhelm.core.errors import AdhelmError, Invalid, Kind
from adhelm.core.jobs import Run
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.observe.warehouse.service import quality, refreshing
from adhelm.observe.warehouse.service.refreshing import REFRESH, RateSource, Refreshed
from adhelm.observe.warehouse.store.handle import Warehouse
from adhelm.observe.warehouse.types import CheckResult

__all__ = ["REFRESH", "handlers"]
_DAILY = jobs.Times(cron="0 17 * * 1-5", zone="Europe/Berlin")
"""An hour after the rates are published, by the clock of Frankfurt."""
_CHECK, _WHOSE = "fx.brought", "European Central Bank"


class BadPayload(Invalid):
    """What the job was asked for says something that cannot be."""

    code = "fx.bad_payload"


def handlers(
    *,
    warehouse: Callable[[], Warehouse],
    source: Callable[[], RateSource],
    filled: Callable[[Run], None],
) -> Mapping[str, Callable[[Run], None]]:
    """
    Return what to call for the job; the parts are made when it first needs them.

    Of a payload, `asked` brings rates in any case, from the day `since` on; `daily` where amounts
    of lately need them; without either, only where a day has none. `filled` is called where days
    that had no rate have one now.
    """

    def refresh(run: Run) -> None:
        whole = _keeper(run)
        if not run.job.payload.get("asked"):
            if not source().base_url:
                return
            found = refreshing.wanted(warehouse(), principal=whole)
            if not found.kept:
                return
            _see_to_it(run)
            is_time = run.job.payload.get("daily") and found.lately
            if found.gap is None and not is_time:
                run.log("no rate is missing")
                return
        run.progress(0, None, "bringing the rates of the European Central Bank")
        _bring(run, whole, warehouse(), source(), filled)

    return {REFRESH: refresh}


def _bring(
    run: Run, whole: Principal, here: Warehouse, source: RateSource, filled: Callable[[Run], None]
) -> None:
    try:
        before = refreshing.wanted(here, principal=whole).gap
        done = refreshing.refresh(
            here, principal=whole, source=source, batch_id=f"fx-{run.job.id}", since=_since(run)
        )
    except AdhelmError as error:
        if error.kind is not Kind.unavailable or run.job.attempts >= run.job.max_attempts:
            _note(here, whole, error)
        raise
    _note(here, whole, None)
    _tell(run, done)
    if done.published is not None:
        _see_to_it(run)
    if before is not None and done.published is not None and done.published.changed_data:
        filled(run)


def _tell(run: Run, done: Refreshed) -> None:
    counts = done.published
    said = f"{counts.added} added, {counts.changed} corrected" if counts else "nothing added"
    own = f", {done.passed_over} of your own left alone" if done.passed_over else ""
    run.log(f"{done.file}, {done.first} to {done.last}: {said}{own}")
    if done.unpublished:
        run.log(
            f"the {_WHOSE} publishes no rate for {', '.join(done.unpublished)}: load your own",
            level="warning",
        )


def _note(here: Warehouse, whole: Principal, error: AdhelmError | None) -> None:
    """Keep how it went with the checks of the data, where alerts look."""
    said = "the exchange rates were brought"
    if error is not None:
        said = f"exchange rates could not be brought: {error.message} ({error.code}); {error.hint}"
    verdict = CheckResult(_CHECK, "warn", error is None, int(error is not None), said, _WHOSE)
    quality.record_checks(here, principal=whole, checks=[verdict], batch_id="fx")


def _see_to_it(run: Run) -> None:
    """Let rates be brought each working day from now on."""
    with run.database.transaction() as connection:
        try:
            jobs.add_schedule(
                connection, workspace_id=run.job.workspace_id, name=REFRESH, kind=REFRESH,
                payload={"daily": True}, times=_DAILY, made_by="", clock=run.clock,
            )  # fmt: skip
        except jobs.ScheduleExists:
            return


def _since(run: Run) -> date | None:
    said = run.job.payload.get("since")
    try:
        return date.fromisoformat(str(said)) if said else None
    except ValueError as error:
        raise BadPayload(f"'{said}' is no day", hint="2026-03-01") from error


def _keeper(run: Run) -> Principal:
    """Return who asked for the job, so that the records name them; they were let pass then."""
    scopes = frozenset({Scope.read, Scope.write})
    actor = Actor(run.job.actor) if run.job.actor in set(Actor) else Actor.scheduler
    return Principal(actor, run.job.actor_id or "scheduler", run.job.workspace_id, scopes)
