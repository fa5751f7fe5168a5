"""`adhelm source compare`: the parallel run."""

from __future__ import annotations

import sys

import click

from adhelm.connectors.contract import Hints
from adhelm.core.errors import Told
from adhelm.core.terminal import Outcome, Shell, command
from adhelm.observe import ingest
from adhelm.observe.ingest.cli.root import hint_options, limits, parts, source, tidy

_COLUMNS = (
    "platform", "account", "month", "currency", "measure", "file", "warehouse", "difference",
    "share", "verdict",
)  # fmt: skip


@command("compare", parent=source)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@hint_options
@click.option("--fail-on", type=click.Choice(["unexplained"]), help="End with code 6 if any is.")
def compare(shell: Shell, *, paths: tuple[str, ...], fail_on: str | None, said: Hints) -> None:
    """
    Hold files, another tool's for instance, against what is there; load nothing.

    Per account, month and measure: the file's figure, ours, the difference and a verdict.
    """
    with shell.terminal.progress("compare") as progress:
        found = ingest.compare_paths(
            **parts(shell),
            paths=paths,
            hints=said,
            limits=limits(shell),
            progress=progress,
            stdin=sys.stdin.buffer if "-" in paths else None,
        )
    shell.terminal.rows(
        (
            {
                "platform": one.platform,
                "account": one.account_id,
                "month": one.month,
                "currency": one.currency,
                "measure": one.measure,
                "file": tidy(one.file),
                "warehouse": tidy(one.warehouse),
                "difference": tidy(one.difference),
                "share": tidy(one.share),
                "verdict": one.verdict,
            }
            for one in found.differences
        ),
        columns=_COLUMNS,
        provenance={"data_version": found.data_version, "files": list(found.files)},
    )
    for error in found.errors:
        shell.terminal.warn(f"{error['message']} ({error.get('hint', '')})")
    if found.errors and not found.files:
        raise Told.from_record(found.errors[0])
    if fail_on and any(one.verdict in {"unexplained", "absent"} for one in found.differences):
        shell.finish(Outcome.findings)
    if found.errors:
        shell.finish(Outcome.partial)
