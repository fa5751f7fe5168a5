"""The jobs of alerts: hand messages over, look at what the sources say, tell what is due."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from adhelm.act.alerts.service.post import Post, watcher
from adhelm.act.alerts.service.queueing import DELIVER
from adhelm.act.alerts.service.sending import send
from adhelm.core.jobs import Run


def handlers(*, post: Callable[[], Post]) -> Mapping[str, Callable[[Run], None]]:
    """Return what to call for each kind of job; the parts are made when one first needs them."""

    def deliver(run: Run) -> None:
        delivery_id = str(run.job.payload.get("delivery", ""))[:64]
        done = send(principal=watcher(run.job.workspace_id), post=post(), delivery_id=delivery_id)
        level = "info" if not done.error else "warning"
        run.log(f"{done.id} is {done.state}: {done.error or done.message.subject}", level=level)

    return {DELIVER: deliver}
