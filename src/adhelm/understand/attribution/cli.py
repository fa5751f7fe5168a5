"""`adhelm attribution`: which channel earned it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.secrets import Keyring
from adhelm.core.terminal import Shell, command, group
from adhelm.observe.warehouse import Warehouse
from adhelm.understand import metrics
from adhelm.understand.attribution import service
from adhelm.understand.attribution.logic import showing
from adhelm.understand.attribution.types import Asked, Attribution, BadQuestion, By, Model

attribution = group("attribution", help="Which channel earned a conversion, model by model.")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@command("run", parent=attribution)
@click.option(
    "--model",
    "models",
    metavar="A,B",
    default="",
    help=f"{', '.join(Model)} (default: all).",
)
@click.option("--range", "span", default="28d", help="UTC days of the conversions.")
@click.option("--by", type=click.Choice([one.value for one in By]), default="channel")
@click.option("--click-days", type=click.IntRange(0, 365), default=30, help="Window after a click.")
@click.option("--view-days", type=click.IntRange(0, 365), default=1, help="Window after a view.")
@click.option(
    "--half-life-days", type=click.FloatRange(0.01, 365), default=7.0, help="Of time decay."
)
@click.option("--order", type=click.IntRange(1, 10), default=1, help="What Markov remembers.")
@click.option("--conversion", default="", help="Only conversions of this name.")
@click.option("--currency", default="", metavar="EUR", help="Convert values at each day's rate.")
@click.option("--value", "values", is_flag=True, help="Share out the value, not the number.")
def run(
    shell: Shell,
    *,
    models: str,
    span: str,
    by: str,
    click_days: int,
    view_days: int,
    half_life_days: float,
    order: int,
    conversion: str,
    currency: str,
    values: bool,
) -> None:
    """Share out the credit for conversions, beside what the platforms claim."""
    clock = shell.services.get(Clock)  # type: ignore[type-abstract]  # the key
    period = metrics.period(span, clock=clock)
    if period is None:
        raise BadQuestion("attribution is of some days", hint="28d, mtd, 2026-02-01..2026-02-28")
    asked = Asked(
        period=period,
        models=_models(models),
        by=By(by),
        click_days=click_days,
        view_days=view_days,
        half_life_days=half_life_days,
        order=order,
        conversion=conversion,
        currency=currency.upper(),
    )
    with shell.terminal.progress("attributing"):
        found = service.attribute(
            principal=shell.principal,
            database=shell.services.get(Database),
            warehouse=shell.services.get(Warehouse),
            clock=clock,
            asked=asked,
        )
    _show(shell, found, values=values)


@command("import", parent=attribution)
@click.argument("file", type=_FILE)
@click.option(
    "--as",
    "kind",
    type=click.Choice(["touchpoints", "conversions"]),
    default=None,
    help="What is in it (default: as its columns say).",
)
@click.option("--timezone", "zone", default="", metavar="IANA", help="Of instants without one.")
def import_(shell: Shell, *, file: Path, kind: str | None, zone: str) -> None:
    """
    Import touchpoints or conversions from CSV or Parquet, or a sandbox's truth (JSON).

    Columns: id, person, at, kind, channel, platform, account, campaign; or id, person, at, name,
    value, currency. Of a person only a keyed hash is kept.
    """
    kept = service.import_file(**_keeping(shell), path=file, kind=kind or "", zone=zone)
    row = {"file": file.name, "added": kept.added, "changed": kept.changed, "same": kept.same}
    shell.terminal.rows([row], columns=list(row))


@command("forget", parent=attribution, consent=True)
@click.argument("person")
def forget(shell: Shell, *, person: str) -> None:
    """Take all events of a person away."""
    shell.confirm("Take all touchpoints and conversions of this person away?")
    gone = service.forget(**_keeping(shell), person=person)
    shell.terminal.record({"events": gone, "state": "removed"})


def _models(text: str) -> tuple[Model, ...]:
    names = dict.fromkeys(name.strip() for name in text.split(",") if name.strip())
    try:
        return tuple(Model(name) for name in names)
    except ValueError:
        unknown = next(name for name in names if name not in set(Model))
        raise BadQuestion(f"there is no model '{unknown[:40]}'", hint=", ".join(Model)) from None


def _show(shell: Shell, found: Attribution, *, values: bool) -> None:
    told = showing.document(found)
    whole = shell.terminal.output != "table"
    provenance = {each: told[each] for each in ("totals", "overlaps", "warnings")}
    rows = list(showing.flat(found, values=values))
    columns = list(rows[0]) if rows else ["name", "paths", "claimed"]
    shell.terminal.rows(
        rows,
        columns=columns,
        provenance={**told["provenance"], **provenance} if whole else told["provenance"],
        title="Value" if values else "Conversions",
    )
    for line in _notes(found):
        shell.terminal.note(line)
    for warning in found.warnings:
        shell.terminal.warn(warning)


def _notes(found: Attribution) -> list[str]:
    count = found.counts
    missed = (
        f"{count.never_touched} never touched, {count.before_touch} before their touch, "
        f"{count.outside_window} outside the windows"
    )
    notes = [f"{count.attributed} of {count.conversions} conversions attributed; {missed}"]
    notes += [
        f"{one.conversions} conversions were touched by both {one.platform} and {one.other}"
        for one in found.overlaps
    ]
    if found.claimed is not None:
        notes.append(f"the platforms claim {found.claimed:f} together")
    return notes


def _keeping(shell: Shell) -> dict[str, Any]:
    clock = shell.services.get(Clock)  # type: ignore[type-abstract]  # the key
    return {
        "principal": shell.principal,
        "database": shell.services.get(Database),
        "keyring": shell.services.get(Keyring),
        "clock": clock,
    }
