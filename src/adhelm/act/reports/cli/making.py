"""`adhelm report run`: write a report to open or to send."""

from __future__ import annotations

from pathlib import Path

import click

from adhelm.act.reports.cli.shared import FORMS, asked_of, parts, report, saying
from adhelm.act.reports.service import archiving
from adhelm.act.reports.service.writing import written
from adhelm.act.reports.types import Form, Items
from adhelm.core.terminal import Shell, command


@command("run", parent=report, as_of=True)
@saying
@click.option("--out", type=click.Path(path_type=Path), default=None,
              help="The file to write; its ending says in which form.")  # fmt: skip
@click.option("--form", type=click.Choice(FORMS), default=None, help="If the file's name does not.")
def run(shell: Shell, *, out: Path | None, form: str | None) -> None:
    """
    Write a report: summary, performance, campaign, budget, changes, audit, or a saved view.

    As a page (html), on paper (pdf), as sheets (xlsx), rows (csv, json), a picture of its chart
    (png), or for programs (adcp).
    """
    wanted = Form(form or _ending(out) or "html")
    path = (out or Path(f"report.{wanted.value if wanted is not Form.adcp else 'json'}")).absolute()
    with shell.terminal.progress("writing the report"):
        made = archiving.document(**parts(shell), asked=asked_of(shell), form=wanted)
        content = written(made, wanted).content
        _write(path, content)
    counts = {one.name: len(one.items) for one in made.blocks if isinstance(one, Items)}
    shell.terminal.record(
        {
            "report": str(path), "form": wanted.value, "bytes": len(content),
            "period": made.period, "currency": made.currency,
            "incidents": counts.get("incidents"), "suggestions": counts.get("moves"),
            "data_version": made.data_version,
        }
    )  # fmt: skip


def _ending(out: Path | None) -> str:
    ending = out.suffix.lower().removeprefix(".") if out else ""
    return ending if ending in FORMS else ""


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.part")
    half.write_bytes(content)
    half.replace(path)
