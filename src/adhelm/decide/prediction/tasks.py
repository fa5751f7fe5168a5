"""The jobs that score entities after new figures have come, and train models on request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from adhelm.core.jobs import Run
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.decide.prediction import service
from adhelm.decide.prediction.types import LEVELS
from adhelm.observe.warehouse import Warehouse

KEEP = "scores.keep"


def handlers(*, warehouse: Callable[[], Warehouse]) -> Mapping[str, Callable[[Run], None]]:
    """Return what to call for each kind of job; the warehouse is opened when one first needs it."""

    def parts(run: Run) -> dict[str, Any]:
        scopes = frozenset({Scope.read, Scope.write})
        who = Principal(Actor.scheduler, "scheduler", run.job.workspace_id, scopes)
        return {
            "principal": who, "database": run.database, "warehouse": warehouse(),
            "clock": run.clock,
        }  # fmt: skip

    def keep(run: Run) -> None:
        service.keep(**parts(run))

    def train(run: Run) -> None:
        levels = tuple(run.job.payload.get("levels") or LEVELS)
        for done, level in enumerate(levels):
            run.progress(done, len(levels) + 1, f"training of {level}")
            for one in service.train_models(**parts(run), levels=(level,)):
                told = f"model {one.model.version} by {one.model.recipe}" if one.model else one.why
                run.log(f"{level}: {told}")
        run.progress(len(levels), len(levels) + 1, "scoring")
        service.score(**parts(run))

    return {KEEP: keep, service.TRAIN: train}
