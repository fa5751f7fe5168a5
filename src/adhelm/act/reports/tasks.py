"""The job that makes and sends a report at its time."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from adhelm.act.reports.service import scheduling
from adhelm.act.reports.service.press import Press
from adhelm.core.jobs import Run

SEND = scheduling.SEND


def handlers(*, press: Callable[[], Press]) -> Mapping[str, Callable[[Run], None]]:
    """Return what to call for each kind of job."""

    def send(job: Run) -> None:
        made = scheduling.send(
            workspace_id=job.job.workspace_id, press=press(),
            schedule_id=str(job.job.payload.get("schedule_id", ""))[:64], key=f"job {job.job.id}",
        )  # fmt: skip
        refused = [f"{one.to}: {one.refused}" for one in made.sendings if one.refused]
        job.log(f"{made.id}: '{made.title}' of data version {made.data_version}")
        for each in refused:
            job.log(each, level="warning")

    return {SEND: send}
