"""The jobs that look at rules: after new figures have come, and at rules' own times."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from adhelm.core.jobs import Run
from adhelm.decide.rules.service.running import Done, acting, run
from adhelm.decide.rules.service.timing import RUN_ONE

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Warehouse

RUN = "rules.run"

Hand = Callable[[Run, Done], None]
"""Takes what rules in autopilot fired, to those who may apply it."""


def handlers(
    *, warehouse: Callable[[], Warehouse], hand: Hand | None = None
) -> Mapping[str, Callable[[Run], None]]:
    """Return what to call for each kind of job; `hand` takes on what autopilot fired."""

    def look(job: Run, rule_id: str) -> None:
        done = run(
            principal=acting(job.job.workspace_id), database=job.database, warehouse=warehouse(),
            clock=job.clock, rule_id=rule_id,
        )  # fmt: skip
        job.log(f"{done.rules} rules, {done.ran.fired} firings in version {done.ran.data_version}")
        if hand is not None and done.autopilot:
            hand(job, done)

    def after_sync(job: Run) -> None:
        look(job, "")

    def in_time(job: Run) -> None:
        look(job, str(job.job.payload.get("rule_id", ""))[:64])

    return {RUN: after_sync, RUN_ONE: in_time}
