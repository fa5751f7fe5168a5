"""The jobs of alerts: hand messages over, look at what the sources say, tell what is due."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from adhelm.act.alerts.service.digesting import DIGEST, digest
from adhelm.act.alerts.service.looking import LOOK, PACE, WATCH, look, see_to_it
from adhelm.act.alerts.service.post import Post, watcher
from adhelm.act.alerts.service.queueing import DELIVER, TELL
from adhelm.act.alerts.service.sending import send
from adhelm.act.alerts.service.sources import KEPT
from adhelm.act.alerts.service.telling import tell
from adhelm.act.alerts.types import Source
from adhelm.core.jobs import Run

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Warehouse

__all__ = ["DELIVER", "LOOK", "PACE", "TELL", "WATCH", "handlers"]


def handlers(
    *, post: Callable[[], Post], warehouse: Callable[[], Warehouse]
) -> Mapping[str, Callable[[Run], None]]:
    """Return what to call for each kind of job; the parts are made when one first needs them."""

    def deliver(run: Run) -> None:
        delivery_id = str(run.job.payload.get("delivery", ""))[:64]
        done = send(principal=watcher(run.job.workspace_id), post=post(), delivery_id=delivery_id)
        level = "info" if not done.error else "warning"
        run.log(f"{done.id} is {done.state}: {done.error or done.message.subject}", level=level)

    def look_at(run: Run, sources: Sequence[Source]) -> None:
        with run.database.transaction() as connection:
            see_to_it(connection, run.job.workspace_id, run.clock.now())
        who = watcher(run.job.workspace_id)
        found = look(principal=who, post=post(), warehouse=warehouse, sources=sources)
        run.log(f"{found.signals} things are said, {len(found.began)} alerts began")
        for source, why in found.troubles.items():
            run.log(f"{source} could not be asked: {why}", level="warning")

    def look_now(run: Run) -> None:
        look_at(run, KEPT)

    def look_at_budgets(run: Run) -> None:
        look_at(run, [Source.pacing])

    def tell_now(run: Run) -> None:
        tell(principal=watcher(run.job.workspace_id), post=post())

    def digest_now(run: Run) -> None:
        person_id = str(run.job.payload.get("person", ""))[:64]
        made = digest(
            post=post(), workspace_id=run.job.workspace_id, person_id=person_id, key=run.job.id
        )
        run.log(f"{made.id}: {made.message.subject}" if made else "that person has left")

    return {
        DIGEST: digest_now, DELIVER: deliver, TELL: tell_now, LOOK: look_now, WATCH: look_now,
        PACE: look_at_budgets,
    }  # fmt: skip
