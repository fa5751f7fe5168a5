"""Whether Adhelm itself keeps what it promises: jobs that end well, by how fast the rest burns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from adhelm.act.alerts.service.sources import Scene
from adhelm.act.alerts.types import Entity, Figure, Severity, Signal, Source
from adhelm.core import jobs

OBJECTIVE = Decimal("0.99")
"""Share of jobs that end well over thirty days."""
_BUDGET = 1 - OBJECTIVE
_LEAST = 3
"""Fewer failures than this are no trend, however few jobs there were."""


@dataclass(frozen=True, slots=True)
class Window:
    """How fast the budget of errors may burn, over a long and a short window alike."""

    long: timedelta
    short: timedelta
    burn: Decimal
    severity: Severity


WINDOWS = (
    Window(timedelta(hours=1), timedelta(minutes=5), Decimal("14.4"), Severity.critical),
    Window(timedelta(hours=6), timedelta(minutes=30), Decimal(6), Severity.high),
    Window(timedelta(days=3), timedelta(hours=6), Decimal(1), Severity.medium),
)


def of_slo(scene: Scene) -> Iterator[Signal]:
    """Yield the gravest window in which errors burn too fast."""
    now = scene.clock.now()
    with scene.database.reading() as connection:
        for window in WINDOWS:
            ended = [
                jobs.ended_since(
                    connection, workspace_id=scene.principal.workspace_id, since=now - span
                )
                for span in (window.long, window.short)
            ]
            rates = [_burn(done, failed) for done, failed in ended]
            done, failed = ended[0]
            if failed >= _LEAST and all(rate >= window.burn for rate in rates):
                yield _signal(window, done=done, failed=failed, burn=rates[0])
                return


def _burn(done: int, failed: int) -> Decimal:
    total = done + failed
    return Decimal(failed) / total / _BUDGET if total else Decimal(0)


def _signal(window: Window, *, done: int, failed: int, burn: Decimal) -> Signal:
    hours = window.long.total_seconds() / 3600
    return Signal(
        source=Source.slo, detector="slo_burn", severity=window.severity, metric="jobs",
        entity=Entity(level="system", id="jobs", name="jobs"), measure=burn,
        claim=f"{failed} of {done + failed} jobs failed in {hours:.0f} hours: errors burn "
        f"{burn:.1f} times as fast as {OBJECTIVE:.0%} allows.",
        figures=(
            Figure("Failed", str(failed), f"of {done + failed}"),
            Figure("Burn", f"{burn:.1f}×", f"limit {window.burn}×"),
        ),
        cause="`adhelm job ls --state failed` names them",
    )  # fmt: skip
