"""What an answer depends on: as long as none of it changes, the same question has the same one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from adhelm.core.clock import Clock
from adhelm.core.principal import Principal, Scope
from adhelm.understand.metrics.types import Question

if TYPE_CHECKING:
    from adhelm.observe.conventions import Document
    from adhelm.observe.warehouse import Warehouse

_STEP = timedelta(minutes=15)
"""Days end on a quarter of an hour everywhere, and with them what is provisional."""


def depends_on(
    *,
    principal: Principal,
    warehouse: Warehouse,
    question: Question,
    clock: Clock,
    conventions: Sequence[Document] = (),
) -> tuple[object, ...]:
    """
    Return all that decides the answer to a question within a workspace, as plain values.

    :raises adhelm.observe.warehouse.store.commits.UnknownVersion: if the question names none.
    """
    from adhelm.observe import warehouse as warehouses

    principal.require(Scope.read)
    version = warehouses.snapshot(warehouse, principal=principal, as_of=question.as_of).version
    now = clock.now()
    seen = sorted(principal.accounts) if principal.accounts is not None else None
    return (
        version.version,
        question,
        tuple(seen) if seen is not None else None,
        principal.staff,
        tuple((each.kind, each.version, each.sha256, each.valid) for each in conventions),
        tuple(warehouses.list_authorities(warehouse, principal=principal)),
        now - (now.replace(tzinfo=None) - now.replace(tzinfo=None).min) % _STEP,
    )
