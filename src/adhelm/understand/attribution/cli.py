"""`adhelm attribution`: which channel earned it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from adhelm.core import http
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.secrets import Keyring
from adhelm.core.settings import Settings
from adhelm.core.terminal import Shell, command, group
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.attribution import service
from adhelm.understand.attribution.logic import showing
from adhelm.understand.attribution.types import By, Model

attribution = group("attribution", help="Which channel earned a conversion, model by model.")
_DAY = click.DateTime(formats=["%Y-%m-%d"])
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@command("run", parent=attribution)
@click.option(
    "--model",
    "models",
    metavar="A,B",
    default="",
    help=f"{', '.join(Model)} (default: all but shapley_rate).",
)
@click.option("--range", "span", default="28d", help="UTC days of the conversions.")
@click.option("--by", type=click.Choice([one.value for one in By]), default="channel")
@click.option("--click-days", type=click.IntRange(0, 365), default=30, help="Window after a click.")
@click.option("--view-days", type=click.IntRange(0, 365), default=1, help="Window after a view.")
@click.option(
    "--half-life-days", type=click.FloatRange(0.01, 365), default=7.0, help="Of time decay."
)
@click.option("--order", type=click.IntRange(1, 1000), default=1, help="What Markov remembers.")
@click.option("--conversion", default="", help="Only conversions of this name.")
@click.option("--currency", default="", metavar="EUR", help="Convert values at each day's rate.")
@click.option(
    "--compare", metavar="previous|year|A..B", default="", help="Put earlier days beside."
)
@click.option("--value", "values", is_flag=True, help="Share out the value, not the number.")
@click.option("--keep", is_flag=True, help="Keep what is found, to hold later ones against it.")
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
    compare: str,
    values: bool,
    keep: bool,
) -> None:
    """Share out the credit for conversions, beside what the platforms claim."""
    clock = shell.services.get(Clock)  # type: ignore[type-abstract]  # the key
    asked = service.asked(
        clock=clock,
        span=span,
        models=[name.strip() for name in models.split(",") if name.strip()],
        by=by,
        click_days=click_days,
        view_days=view_days,
        half_life_days=half_life_days,
        order=order,
        conversion=conversion,
        currency=currency.upper(),
        compare=compare,
    )
    parts: dict[str, Any] = {
        **_reading(shell), "warehouse": shell.services.get(Warehouse), "clock": clock,
    }  # fmt: skip
    with shell.terminal.progress("attributing"):
        if keep:
            kept = service.record(**parts, asked=asked)
            made = kept.document
        else:
            made = showing.document(service.attribute(**parts, asked=asked))
    _show(shell, made, values=values)
    if keep:
        shell.terminal.note(f"kept as {kept.id}")


@command("ls", parent=attribution)
@click.option("--limit", type=click.IntRange(1, 1000), default=100)
def ls(shell: Shell, *, limit: int) -> None:
    """List the attributions that are kept: by each sync, after new journeys, by `--keep`."""
    rows = [
        {
            "id": one.id,
            "made_at": one.made_at,
            "period": one.period,
            "by": one.document["provenance"]["by"],
            "data_version": one.data_version,
            "attributed": one.document["totals"]["attributed"],
            "claimed": one.document["totals"]["claimed"],
        }
        for one in service.list_runs(**_reading(shell), limit=limit)
    ]
    columns = ["id", "made_at", "period", "by", "data_version", "attributed", "claimed"]
    shell.terminal.rows(rows, columns=columns)


@command("show", parent=attribution)
@click.argument("run_id", metavar="ID")
@click.option("--against", default="", metavar="previous|ID", help="Put another's figures beside.")
@click.option("--value", "values", is_flag=True, help="Show the value, not the number.")
def show(shell: Shell, *, run_id: str, against: str, values: bool) -> None:
    """Show an attribution that is kept, beside the one before it or any other."""
    found = service.get_run(**_reading(shell), run_id=run_id, against=against)
    _show(shell, found.document, values=values)


@command("add", parent=attribution)
@click.option(
    "--sandbox", "url", required=True, metavar="URL", help="Such as http://127.0.0.1:8601."
)
@click.option("--since", type=_DAY, required=True, help="The first day whose journeys are fetched.")
def add(shell: Shell, *, url: str, since: datetime) -> None:
    """Connect a sandbox, whose people's journeys are then fetched by each run."""
    clock = shell.services.get(Clock)  # type: ignore[type-abstract]  # the key
    made = service.add_source(**_reading(shell), clock=clock, url=url, since=since.date())
    shell.terminal.record({"url": made.url, "since": str(made.since), "state": "connected"})
    shell.terminal.note("bring what it knows: adhelm attribution fetch")


@command("sources", parent=attribution)
def sources(shell: Shell) -> None:
    """List where journeys are fetched from."""
    rows = [
        {"url": one.url, "since": one.since, "fetched_at": one.fetched_at}
        for one in service.list_sources(**_reading(shell))
    ]
    shell.terminal.rows(rows, columns=["url", "since", "fetched_at"])


@command("remove", parent=attribution, consent=True)
@click.argument("url")
def remove(shell: Shell, *, url: str) -> None:
    """Fetch no more from there; what was fetched stays."""
    shell.confirm(f"Fetch no more journeys from {url}?")
    clock = shell.services.get(Clock)  # type: ignore[type-abstract]  # the key
    service.remove_source(**_reading(shell), clock=clock, url=url)
    shell.terminal.record({"url": url, "state": "removed"})


@command("fetch", parent=attribution)
def fetch(shell: Shell) -> None:
    """Fetch what is new from where journeys are fetched."""
    known = service.list_sources(**_reading(shell))
    # Whoever has a shell here may reach what was connected here.
    own = [urlsplit(one.url).netloc for one in known]
    allow = [*shell.services.get(Settings).outbound.allow, *own]
    with (
        http.client(allow=allow, hosts=()) as client,
        shell.terminal.progress("fetching journeys"),
    ):
        kept = service.fetch(**_keeping(shell), get=lambda url: client.get(url).content)
    shell.terminal.record({"added": kept.added, "changed": kept.changed, "same": kept.same})


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
    Import touchpoints or conversions from CSV or Parquet, or both from JSON as it is pushed.

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


def _show(shell: Shell, made: Mapping[str, Any], *, values: bool) -> None:
    whole = shell.terminal.output != "table"
    told = {each: made[each] for each in ("totals", "earlier_totals", "overlaps", "warnings")}
    rows = list(showing.flat(made, values=values))
    columns = list(rows[0]) if rows else ["name", "paths", "claimed"]
    shell.terminal.rows(
        rows,
        columns=columns,
        provenance={**made["provenance"], **told} if whole else made["provenance"],
        title="Value" if values else "Conversions",
    )
    for line in _notes(made):
        shell.terminal.note(line)
    for warning in made["warnings"]:
        shell.terminal.warn(warning)


def _notes(made: Mapping[str, Any]) -> list[str]:
    count = made["totals"]
    missed = (
        f"{count['never_touched']} never touched, {count['before_touch']} before their touch, "
        f"{count['outside_window']} outside the windows"
    )
    notes = [f"{count['attributed']} of {count['conversions']} conversions attributed; {missed}"]
    notes += [
        f"{one['conversions']} conversions were touched by both {one['platform']} and "
        f"{one['other']}"
        for one in made["overlaps"]
    ]
    if count["claimed"] is not None:
        notes.append(f"the platforms claim {Decimal(count['claimed']).normalize():f} together")
    return notes


def _reading(shell: Shell) -> dict[str, Any]:
    return {"principal": shell.principal, "database": shell.services.get(Database)}


def _keeping(shell: Shell) -> dict[str, Any]:
    clock = shell.services.get(Clock)  # type: ignore[type-abstract]  # the key
    return {
        "principal": shell.principal,
        "database": shell.services.get(Database),
        "keyring": shell.services.get(Keyring),
        "clock": clock,
    }
