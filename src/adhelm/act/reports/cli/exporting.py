"""`adhelm report export`: as many rows as there are, into a file."""

from __future__ import annotations

from pathlib import Path

import click

from adhelm.act.reports.cli.shared import parts, report, version, words
from adhelm.act.reports.service.exporting import EXPORTS, export
from adhelm.core.terminal import Shell, command
from adhelm.understand.metrics import Question, period


@command("export", parent=report, as_of=True)
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--metrics", required=True, metavar="A,B", help="Metrics, such as spend,clicks.")
@click.option("--by", default="date", metavar="A,B", help="Dimensions; days are written in parts.")
@click.option("--where", default="", help="A filter, as `adhelm query` takes it.")
@click.option("--range", "span", default=None, help="Days; all there are, if not said.")
@click.option("--currency", default=None, help="Convert all money to this currency.")
@click.option("--form", type=click.Choice(EXPORTS), default=None, help="If the name does not say.")
def export_(
    shell: Shell, *, out: Path, metrics: str, by: str, where: str, span: str | None,
    currency: str | None, form: str | None,
) -> None:  # fmt: skip
    """Write the answer to a question into a file of any length, in little memory."""
    asked = parts(shell)
    desk = asked["press"].desk(asked["principal"])
    question = Question(
        metrics=words(metrics), by=words(by), where=where, currency=currency,
        period=period(span, clock=desk.clock) if span else None, as_of=version(shell),
    )  # fmt: skip
    ending = out.suffix.lower().removeprefix(".")
    wanted = form or (ending if ending in EXPORTS else "csv")
    path = out.absolute()
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.part")
    rows, size = 0, 0

    with shell.terminal.progress("exporting") as progress:

        def told(done: int, total: int | None) -> None:
            nonlocal rows
            rows = done
            progress(done, total, "rows")

        made = export(desk, question=question, form=wanted, progress=told)
        with half.open("wb") as file:
            for piece in made.pieces:
                size += file.write(piece)
    half.replace(path)
    shell.terminal.record(
        {
            "file": str(path), "form": wanted, "rows": rows, "bytes": size,
            "data_version": made.data_version,
        }
    )  # fmt: skip
