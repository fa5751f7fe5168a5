"""`adhelm anomaly`: what is odd."""

from __future__ import annotations

from collections.abc import Iterator

import click

from adhelm.core.ads import PLATFORMS
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.terminal import Shell, command, group
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.analysis import service
from adhelm.understand.analysis.types import Findings, Severity

anomaly = group("anomaly", help="See what is odd.")

# The reason names platform, entity, metric and day: in a narrow window it wants the room.
_COLUMNS = ("severity", "at_stake", "currency", "reason")


@command("ls", parent=anomaly, as_of=True)
@click.option("--range", "span", default="", help="Days to examine (default: the last 28).")
@click.option("--platform", default="", type=click.Choice(["", *PLATFORMS]), show_choices=False)
@click.option("--severity", default="low", type=click.Choice([one.value for one in Severity]))
def ls(shell: Shell, *, span: str, platform: str, severity: str) -> None:
    """List incidents, most money at stake first."""
    clock = shell.services.get(Clock)  # type: ignore[type-abstract]  # the key
    with shell.terminal.progress("examining"):
        found = service.incidents(
            principal=shell.principal,
            warehouse=shell.services.get(Warehouse),
            clock=clock,
            period=service.read_range(span, clock=clock),
            platform=platform,
            severity=Severity(severity),
            as_of=shell.as_of,
            database=shell.services.get(Database),
        )
    whole = shell.terminal.output != "table"
    shell.terminal.rows(
        _rows(found),
        columns=None if whole else _COLUMNS,
        provenance={
            "data_version": found.data_version,
            "period": str(found.period),
            "series": found.series,
            "tests": found.tests,
        },
        title="Incidents",
    )
    for note in found.notes:
        shell.terminal.note(note)
    if found.tests and not found.incidents:
        shell.terminal.note(f"nothing odd in {found.period} ({found.tests} tests)")


def _rows(found: Findings) -> Iterator[dict[str, object]]:
    for one in found.incidents:
        yield {
            "id": one.id, "severity": one.severity.value, "detector": one.detector,
            "platform": one.platform, "account_id": one.account_id, "level": one.level,
            "entity_id": one.entity_id, "entity": one.entity, "metric": one.metric,
            "date": one.date, "last_date": one.last_date, "days": one.days,
            "observed": one.observed, "expected": one.expected, "low": one.low, "high": one.high,
            "score": one.score, "at_stake": one.at_stake, "currency": one.currency,
            "provisional": one.provisional, "also": list(one.also),
            "explains": list(one.explains), "calendar": list(one.calendar), "reason": one.reason,
        }  # fmt: skip
