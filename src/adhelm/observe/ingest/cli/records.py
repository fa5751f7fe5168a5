"""`adhelm source imports|show|decide|quarantine`: what became of files, and what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from adhelm.core.db import Database
from adhelm.core.terminal import Shell, command
from adhelm.observe import ingest
from adhelm.observe.ingest.cli.importing import report, row
from adhelm.observe.ingest.cli.root import parts, source, tidy
from adhelm.observe.ingest.cli.syncing import settle
from adhelm.observe.ingest.types import Decision, Imported, ImportState
from adhelm.observe.warehouse import Warehouse

if TYPE_CHECKING:
    from adhelm.connectors.contract import StagedFile


@command("imports", parent=source)
@click.option("--state", type=click.Choice([state.value for state in ImportState]))
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True)
def imports(shell: Shell, *, state: str | None, limit: int) -> None:
    """List the imports, newest first."""
    found = ingest.list_imports(
        principal=shell.principal,
        database=shell.services.get(Database),
        limit=limit,
        state=ImportState(state) if state else None,
    )
    shell.terminal.rows(
        (
            {
                "import": one.id,
                "at": one.at,
                "file": one.file,
                "state": one.state.value,
                "decision": one.decision.value if one.decision else None,
                "rows": one.staged.rows_staged if one.staged else None,
                "same_as": one.same_as,
                "error": (one.error or {}).get("message"),
            }
            for one in found
        ),
        columns=["import", "at", "file", "state", "decision", "rows", "same_as", "error"],
    )


@command("show", parent=source)
@click.argument("import_id", metavar="IMPORT")
def show(shell: Shell, *, import_id: str) -> None:
    """Show one import: how it was read, its totals, warnings and sums."""
    one = ingest.show_import(
        principal=shell.principal, database=shell.services.get(Database), import_id=import_id
    )
    shell.terminal.record(_summary(one), title="Import")
    if one.questions:
        shell.terminal.rows(
            (
                {"question": asked.text, "flag": asked.flag, "choices": ", ".join(asked.choices)}
                for asked in one.questions
            ),
            title="Questions",
        )
    if one.staged is not None:
        _show_staged(shell, one.staged)
    if one.published is not None and one.published.checks:
        shell.terminal.rows(
            (
                {
                    "check": check.check,
                    "severity": check.severity,
                    "passed": check.passed,
                    "found": check.found,
                    "message": check.message,
                }
                for check in one.published.checks
            ),
            title="Checks",
        )


@command("decide", parent=source)
@click.argument("import_id", metavar="IMPORT|SYNC")
@click.option("--erase", "decision", flag_value="erase", help="What the file lacks is gone.")
@click.option("--keep", "decision", flag_value="keep", help="What the file lacks stays.")
@click.option("--discard", "decision", flag_value="discard", help="Drop the held file.")
def decide(shell: Shell, *, import_id: str, decision: str | None) -> None:
    """Settle what happens to entities that the warehouse has, and a file or a sync has not."""
    if decision is None:
        raise click.UsageError("say --erase, --keep or --discard")
    if import_id.startswith("syn_"):
        settle(shell, import_id, Decision(decision))
        return
    with shell.terminal.progress("import") as progress:
        settled = ingest.decide(
            **parts(shell),
            import_id=import_id,
            decision=Decision(decision),
            progress=progress,
        )
    report(shell, [settled])


@command("quarantine", parent=source)
@click.option("--import", "import_id", metavar="IMPORT", help="Only the rows of this import.")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True)
def quarantine(shell: Shell, *, import_id: str | None, limit: int) -> None:
    """List the rows that were not loaded, with file, line and reason."""
    found = ingest.list_quarantine(
        principal=shell.principal,
        database=shell.services.get(Database),
        warehouse=shell.services.get(Warehouse),
        import_id=import_id,
        limit=limit,
    )
    shell.terminal.rows(
        (
            {
                "file": one.file,
                "line": one.line,
                "code": one.code,
                "reason": one.reason,
                "row": one.row,
                "import": one.import_id,
            }
            for one in found
        ),
        columns=["file", "line", "code", "reason", "row", "import"],
    )


def _summary(one: Imported) -> dict[str, object]:
    published = one.published
    counts = {
        name: getattr(published, name) if published else None
        for name in ("added", "removed", "restated", "quarantined", "data_version")
    }
    error = {f"error_{name}": value for name, value in (one.error or {}).items()}
    return {
        **row(one),
        **counts,
        "sha256": one.sha256,
        "bytes": one.bytes,
        "at": one.at,
        "decision": one.decision.value if one.decision else None,
        "same_as": one.same_as,
        **error,
    }


def _show_staged(shell: Shell, staged: StagedFile) -> None:
    read = staged.report
    shell.terminal.record(
        {
            name: getattr(read, name)
            for name in (
                "format", "encoding", "delimiter", "language", "connector", "account_id",
                "account_tz", "breakdown", "decimal_mark", "date_order", "header_line",
                "fingerprint",
            )
        },
        title="Read as",
    )  # fmt: skip
    shell.terminal.rows(
        (
            {"header": column.header, "column": column.canonical, "how": column.how}
            for column in read.columns
        ),
        title="Columns",
    )
    shell.terminal.rows(
        ({"measure": name, "sum": tidy(value)} for name, value in staged.sums.items()),
        title="Sums",
    )
    if staged.totals:
        shell.terminal.rows(
            (
                {
                    "total": check.label,
                    "field": check.field,
                    "stated": tidy(check.stated),
                    "summed": tidy(check.summed),
                    "difference": tidy(check.difference),
                    "verdict": check.verdict,
                }
                for check in staged.totals
            ),
            title="Totals",
        )
    for text in (*read.notes, *staged.warnings):
        shell.terminal.note(text)
