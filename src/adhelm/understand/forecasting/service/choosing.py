"""Which engine answers: the one that did best on the own past, or a person's choice."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import TYPE_CHECKING

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.govern import audit
from adhelm.understand.forecasting import store
from adhelm.understand.forecasting.logic.engines import available, needs
from adhelm.understand.forecasting.logic.outlook import Outlook, outlook
from adhelm.understand.forecasting.service.reading import Source, floored, ground
from adhelm.understand.forecasting.types import Asked, Choice, Engine, EngineMissing, Score

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from adhelm.observe.warehouse import Warehouse

    Floats = npt.NDArray[np.float64]

_SAMPLE = 40
_WORTH = 0.01
"""A slower engine must be better by this much to answer."""


def choice(*, principal: Principal, database: Database) -> Choice:
    """Return which engine answers, and the last scoring."""
    principal.require(Scope.read)
    with database.reading() as connection:
        chosen = store.choice(connection, principal.workspace_id)
        scored = store.scores(connection, principal.workspace_id)
    scores = tuple(one for one, _ in scored)
    if chosen is None:
        return Choice(Engine.smoothing, pinned=False, at=None, scores=scores)
    return Choice(chosen[0], pinned=chosen[1], at=chosen[2], scores=scores)


def use(*, principal: Principal, database: Database, clock: Clock, engine: Engine | None) -> Choice:
    """
    Let an engine answer until further notice; None: the one that wins the next scoring.

    :raises EngineMissing: if what it needs is not installed.
    """
    principal.require(Scope.write)
    if engine is not None and not available(engine):
        raise EngineMissing(f"the engine {engine} is not installed", hint=needs(engine))
    before = choice(principal=principal, database=database)
    with database.transaction() as connection:
        store.choose(
            connection, principal.workspace_id, engine, pinned=engine is not None, at=clock.now()
        )
        _note((connection, principal, clock), "use", before.engine, engine)
    return choice(principal=principal, database=database)


def score(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    clock: Clock,
    asked: Asked,
    engines: Sequence[Engine] = (),
    sample: int = _SAMPLE,
) -> Choice:
    """
    Hold each engine against days it had not seen, on at most `sample` of the own series.

    The same series, the same days for all (none given: all that are installed). The lowest MASE
    answers from then on, unless a person chose; a slower engine must be better by a hundredth.

    :raises BadForecast: if the question makes no sense.
    """
    principal.require(Scope.write)
    source = Source(principal, database, warehouse, clock)
    found = ground(source, asked)
    scores = [
        _scored(engine, name, _some(found.clean[name], sample), asked.days)
        for name in asked.metrics
        for engine in engines or tuple(Engine)
    ]
    now, workspace = clock.now(), principal.workspace_id
    winner = _winner(scores)
    with database.transaction() as connection:
        version = found.panel.data_version
        store.put_scores(connection, workspace, scores, at=now, data_version=version)
        chosen = store.choice(connection, workspace)
        if winner is not None and not (chosen and chosen[1]):
            store.choose(connection, workspace, winner, pinned=False, at=now)
        before = chosen[0] if chosen else Engine.smoothing
        _note((connection, principal, clock), "score", before, winner)
    return choice(principal=principal, database=database)


def _some(values: Floats, sample: int) -> Floats:
    """Return half of the sample from the largest series, half from all over the rest."""
    import numpy as np

    known = (~np.isnan(values)).sum(axis=1)
    usable = np.flatnonzero((known > 0) & (np.nan_to_num(values) != 0).any(axis=1))
    size = np.nansum(np.abs(values[usable]), axis=1)
    ordered = usable[np.argsort(-size, kind="stable")]
    if len(ordered) <= sample:
        few: Floats = values[ordered]
        return few
    large = sample - sample // 2
    rest = ordered[large:]
    spread = np.linspace(0, len(rest) - 1, sample // 2).astype(int)
    chosen: Floats = values[np.concatenate([ordered[:large], rest[spread]])]
    return chosen


def _scored(engine: Engine, metric: str, values: Floats, days: int) -> Score:
    import numpy as np

    if not available(engine):
        return Score(engine, metric, 0, None, None, None, None, 0.0, note=needs(engine))
    if not len(values):
        return Score(engine, metric, 0, None, None, None, None, 0.0, note="no series")
    begun = perf_counter()
    made = outlook(values, days, engine=engine, nonnegative=floored(metric), step=days)
    seconds = perf_counter() - begun
    judged = np.isfinite(made.mase)
    note = "" if judged.any() else "too few days to hold anything back"
    return Score(
        engine, metric, int(judged.sum()), _mean(made.mase), _wape(made), _mean(made.held[0.8]),
        _mean(made.held[0.95]), round(seconds, 4), note=note,
    )  # fmt: skip


def _mean(values: Floats) -> float | None:
    import numpy as np

    return round(float(np.nanmean(values)), 4) if np.isfinite(values).any() else None


def _wape(made: Outlook) -> float | None:
    import numpy as np

    came = float(np.nansum(made.came))
    return round(float(np.nansum(made.off)) / came, 4) if came > 0 else None


def _winner(scores: Sequence[Score]) -> Engine | None:
    """Return the engine with the lowest mean MASE; of two as good, the faster one."""
    means: dict[Engine, tuple[float, float]] = {}
    for engine in Engine:
        own = [one for one in scores if one.engine is engine]
        known = [one.mase for one in own if one.mase is not None]
        if known and len(known) == len(own):
            means[engine] = (sum(known) / len(known), sum(one.seconds for one in own))
    if not means:
        return None
    best = min(mean for mean, _ in means.values())
    near = [engine for engine, (mean, _) in means.items() if mean <= best * (1 + _WORTH)]
    return min(near, key=lambda engine: means[engine][1])


def _note(
    who: tuple[object, Principal, Clock], action: str, before: Engine, after: Engine | None
) -> None:
    connection, principal, clock = who
    audit.record(
        connection,  # type: ignore[arg-type]  # a connection; SQLAlchemy stays in the store
        principal=principal, clock=clock, action=f"forecast.{action}", subject="forecast engine",
        before={"engine": before.value}, after={"engine": after.value if after else ""},
    )  # fmt: skip
