"""Make alerts of what the sources say, and let whoever is to know hear of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from adhelm.act.alerts.logic import silencing
from adhelm.act.alerts.logic.life import Known, Step, absorbed, identity
from adhelm.act.alerts.service.post import Post, author
from adhelm.act.alerts.service.telling import Round, begun, ended, told
from adhelm.act.alerts.store import alerts as store
from adhelm.act.alerts.types import Alert, Signal, Source
from adhelm.core.db import Connection
from adhelm.core.principal import Principal, Scope


def absorb(
    *,
    principal: Principal,
    post: Post,
    signals: Sequence[Signal],
    sources: Sequence[Source],
    drawn: Callable[[Signal], Signal] = lambda signal: signal,
) -> list[Alert]:
    """
    Take in all that some sources say now, and return the alerts that began.

    What one of them said before and does not any more is resolved. `drawn` gives a signal its
    chart; it is asked for what is new alone.
    """
    principal.require(Scope.write)
    workspace = principal.workspace_id
    wide = silencing.platform_wide(signals) if Source.incident in sources else []
    with post.database.reading() as connection:
        known = _known(store.open_ones(connection, workspace), connection, workspace, signals)
    said = [_drawn(one, known, drawn) for one in (*signals, *wide)]
    with post.database.durable() as connection:
        store.lock(connection, workspace)
        made = begun(post, connection, workspace)
        there = store.open_ones(connection, workspace)
        known = _known(there, connection, workspace, said)
        steps = absorbed(said, known, sources=sources, at=made.now)
        written(made, steps, author(principal))
        held = {one.id: one for one in there} | {step.alert.id: step.alert for step in steps}
        written(made, silencing.inhibited(list(held.values())), author(principal))
        told(made)
    return [step.alert for step in steps if step.begun]


def written(made: Round, steps: Iterable[Step], who: str) -> None:
    """Write what became of alerts, and tell of what is over."""
    for step in steps:
        store.put(made.connection, made.workspace, step.alert, new=step.new)
        for change, data in step.changes:
            store.happened(
                made.connection, made.workspace, step.alert.id, change, at=made.now, who=who,
                data=data,
            )  # fmt: skip
        if step.ended:
            ended(made, step.alert)


def _known(
    there: Iterable[Alert], connection: Connection, workspace: str, signals: Iterable[Signal]
) -> Known:
    by_id = {one.id: one for one in there}
    asleep = {identity(one) for one in signals} - by_id.keys()
    return Known(by_id | store.many(connection, workspace, asleep))


def _drawn(signal: Signal, known: Known, drawn: Callable[[Signal], Signal]) -> Signal:
    there = known.of_ref(signal) or known.by_id.get(identity(signal))
    return signal if there is not None and there.open else drawn(signal)
