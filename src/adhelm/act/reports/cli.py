"""`adhelm report`: write a report to open or to send."""

from __future__ import annotations

from pathlib import Path

import click

from adhelm.act.reports import service
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.terminal import Shell, command, group
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.analysis import read_range

report = group("report", help="Write a report to open or to send.")


@command("run", parent=report, as_of=True)
@click.option("--out", type=click.Path(path_type=Path), default=Path("report.html"),
              show_default=True, help="The file to write.")  # fmt: skip
@click.option("--range", "span", default="", help="Days to report on (default: the last 28).")
@click.option("--currency", default=None, help="Convert all money to this currency.")
@click.option("--title", default="Performance report", show_default=True)
def run(shell: Shell, *, out: Path, span: str, currency: str | None, title: str) -> None:
    """Write one HTML page with figures, trend, incidents, suggestions and their sources."""
    clock = shell.services.get(Clock)  # type: ignore[type-abstract]  # the key
    with shell.terminal.progress("writing the report"):
        made = service.build(
            principal=shell.principal,
            warehouse=shell.services.get(Warehouse),
            clock=clock,
            title=title,
            period=read_range(span, clock=clock),
            currency=currency,
            as_of=shell.as_of,
            database=shell.services.get(Database),
        )
        path = service.write(made, out=out)
    shell.terminal.record(
        {
            "report": str(path), "period": str(made.period), "currency": made.currency,
            "incidents": len(made.findings.incidents), "suggestions": len(made.advice.moves),
            "data_version": made.provenance.data_version,
        }
    )  # fmt: skip
