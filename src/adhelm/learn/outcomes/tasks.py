"""The job that judges changes whose days are final, after new figures have come."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from adhelm.act.publishing import Desk
from adhelm.core.jobs import Run
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.learn.outcomes import service

JUDGE = "outcomes.judge"


def handlers(*, desk: Callable[[], Desk]) -> Mapping[str, Callable[[Run], None]]:
    """Return what to call for each kind of job; the parts are opened when one first needs them."""

    def judge(run: Run) -> None:
        scopes = frozenset({Scope.read, Scope.write})
        who = Principal(Actor.scheduler, "scheduler", run.job.workspace_id, scopes)
        found = service.keep(principal=who, desk=desk())
        run.log(f"{sum(one.judged for one in found)} of {len(found)} changes are judged")

    return {JUDGE: judge}
