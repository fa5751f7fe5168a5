"""`adhelm source import`: one row per file, and an exit code that says whether all went well."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence

import click

from adhelm.connectors.contract import Hints, Question
from adhelm.core.errors import AdhelmError, Kind, Told
from adhelm.core.terminal import Outcome, Shell, command
from adhelm.observe import ingest
from adhelm.observe.ingest.cli.root import (
    arrived,
    days,
    hint_options,
    limits,
    may_ask,
    parts,
    source,
    tidy,
)
from adhelm.observe.ingest.types import Ask, Decision, Imported, ImportState, NoTable
from adhelm.observe.warehouse.types import Replace

_GOOD = {ImportState.loaded, ImportState.unchanged, ImportState.dry_run, ImportState.discarded}
_COLUMNS = (
    "file", "state", "platform", "level", "grain", "days", "rows", "rejected", "merged", "changed",
    "impressions", "clicks", "spend", "currency", "checks", "import",
)  # fmt: skip
_NOTHING_LOADED = "import.nothing_loaded"
_BRIEF = (
    "name", "state", "platform", "level", "days", "rows", "impressions", "clicks", "spend",
    "currency", "checks",
)  # fmt: skip


@command("import", parent=source, dry_run=True)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@hint_options
@click.option("--replace-window", is_flag=True, help="What the file lacks in its days is gone.")
@click.option("--profile", default="", metavar="NAME", help="Read as this mapping profile says.")
@click.option("--save-profile", default="", metavar="NAME", help="Remember what was said here.")
def import_files(
    shell: Shell,
    *,
    paths: tuple[str, ...],
    replace_window: bool,
    profile: str,
    save_profile: str,
    said: Hints,
) -> None:
    """
    Import files, folders, archives, patterns or `-`; whatever the language and the layout.

    The same file twice changes nothing. A corrected file replaces the entity-days it holds.
    """
    with shell.terminal.progress("import") as progress:
        imported = ingest.import_paths(
            **parts(shell),
            paths=paths,
            hints=said,
            replace=Replace.window if replace_window else Replace.entity_days,
            dry_run=shell.dry_run,
            limits=limits(shell),
            progress=progress,
            ask=_asking() if may_ask(shell) and "-" not in paths else None,
            stdin=sys.stdin.buffer if "-" in paths else None,
            profile=profile,
            save_profile=save_profile,
        )
    report(shell, imported)


def report(shell: Shell, imported: Sequence[Imported]) -> None:
    """
    Print one row per file and what is worth saying of each, and end with the right exit code.

    :raises AdhelmError: if no file was loaded, of the kind of the first trouble.
    """
    read = [one for one in imported if one.state is not ImportState.skipped]
    shell.terminal.rows((row(one) for one in read), columns=_COLUMNS, brief=_BRIEF)
    if any(one.state is ImportState.loaded for one in read):
        arrived(shell)
    _tell_skipped(shell, imported)
    bad = [one for one in read if one.state not in _GOOD]
    alone = len(read) == 1
    for one in read:
        _tell(shell, one, tell_error=not alone)
    if not read:
        raise NoTable(
            "no table was found", hint="name a CSV, TSV, XLSX, JSON, NDJSON or Parquet file"
        )
    if bad and len(bad) == len(read):
        raise _nothing_loaded(bad)
    if not shell.dry_run:
        shell.terminal.note("next: adhelm query --metrics spend,impressions,clicks --by platform")
    if bad:
        shell.finish(Outcome.partial)


def row(imported: Imported) -> dict[str, object]:
    """Return an import as one row of a table."""
    staged, published = imported.staged, imported.published
    shown: dict[str, object] = {"file": imported.file, "state": imported.state.value}
    if staged is not None:
        shown |= {
            "platform": staged.report.platform,
            "level": staged.report.level.value,
            "grain": staged.report.grain,
            "days": days(staged.first_day, staged.last_day),
            "rows": staged.rows_staged,
            "rejected": staged.rows_rejected,
            "impressions": tidy(staged.sums.get("impressions")),
            "clicks": tidy(staged.sums.get("clicks")),
            "spend": tidy(staged.sums.get("spend")),
            "currency": staged.report.currency,
            "checks": _checks(imported),
        }
    if published is not None:
        changed = published.added + published.changed + published.removed
        shown |= {"merged": published.merged, "changed": changed}
    # Programs get the path; a person's table has room for the name.
    name = imported.file.rstrip("/").rpartition("/")[2]
    return {**dict.fromkeys(_COLUMNS), **shown, "name": name, "import": imported.id or None}


def _checks(imported: Imported) -> str:
    totals = imported.staged.totals if imported.staged else ()
    counted = Counter(f"total {check.verdict}" for check in totals)
    if imported.published:
        failing = (check for check in imported.published.checks if not check.passed)
        counted.update(f"{check.severity}: {check.check}" for check in failing)
    return ", ".join(f"{count} {what}" for what, count in counted.items()) or "none"


def _tell(shell: Shell, imported: Imported, *, tell_error: bool) -> None:
    for note in imported.notes:
        shell.terminal.note(f"{imported.file}: {note}")
    for warning in imported.staged.warnings if imported.staged else ():
        shell.terminal.warn(f"{imported.file}: {warning}")
    if imported.same_as:
        shell.terminal.note(f"{imported.file}: the same bytes as import {imported.same_as}")
    if imported.error and tell_error:
        hint = imported.error.get("hint")
        told = f"{imported.error['message']}" + (f" ({hint})" if hint else "")
        shell.terminal.warn(told)
    if imported.staged and imported.staged.rows_rejected:
        shell.terminal.warn(
            f"{imported.file}: {imported.staged.rows_rejected} rows are in quarantine: "
            f"adhelm source quarantine --import {imported.id}"
        )
    if imported.decision is Decision.open:
        _tell_decision(shell, imported)


def _tell_decision(shell: Shell, imported: Imported) -> None:
    vanished = imported.published.vanished if imported.published else None
    if vanished is None:
        return
    held = imported.state is ImportState.held
    spend = ", ".join(f"{tidy(amount)} {code}" for code, amount in vanished.spend.items())
    names = f", such as {', '.join(vanished.examples)}" if vanished.examples else ""
    state = "nothing was loaded" if held else "they stay as they are"
    flags = "--erase, --keep or --discard" if held else "--erase or --keep"
    shell.terminal.warn(
        f"{imported.file}: {vanished.entities} entities of its days are not in it "
        f"({vanished.rows} rows, {spend or 'no spend'}{names}); {state}. "
        f"Settle it: adhelm source decide {imported.id} {flags}"
    )


def _tell_skipped(shell: Shell, imported: Sequence[Imported]) -> None:
    skipped = [one.file for one in imported if one.state is ImportState.skipped]
    if skipped:
        first = ", ".join(skipped[:3]) + (", …" if len(skipped) > 3 else "")  # noqa: PLR2004
        shell.terminal.note(f"{len(skipped)} files are no tables by their names: {first}")


def _nothing_loaded(bad: Sequence[Imported]) -> AdhelmError:
    first = bad[0]
    if first.state is ImportState.held:
        return Told(
            "a person must decide; nothing was loaded",
            code=_NOTHING_LOADED,
            kind=Kind.approval,
            hint=f"adhelm source decide {first.id} --erase|--keep|--discard",
        )
    if len(bad) == 1:
        return Told.from_record(first.error or {})
    kinds = {Told.from_record(one.error or {}).kind for one in bad}
    return Told(
        f"none of {len(bad)} files was loaded",
        code=_NOTHING_LOADED,
        kind=kinds.pop() if len(kinds) == 1 else Kind.invalid,
        hint="each has its reason above",
    )


def _asking() -> Ask:
    def ask(file: str, questions: Sequence[Question]) -> Mapping[str, str] | None:
        click.echo(f"{file} leaves something open (empty: leave it)", err=True)
        answers: dict[str, str] = {}
        for question in questions:
            choices = click.Choice(question.choices) if question.choices else None
            given = click.prompt(
                question.text, default="", show_default=False, type=choices or str, err=True
            )
            if not given:
                return None
            answers[ingest.hint_of(question)] = str(given)
        return answers

    return ask
