"""The group of commands, and what several of them share."""

from __future__ import annotations

import functools
import inspect
import re
import sys
from collections.abc import Callable
from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import click

from adhelm.connectors.contract import FileReader, Hints, Platforms
from adhelm.core import clock as clocks
from adhelm.core.ads import PLATFORMS, Level
from adhelm.core.db import Database
from adhelm.core.jobs import Arrivals
from adhelm.core.secrets import Keyring
from adhelm.core.settings import Settings
from adhelm.core.terminal import Shell, group
from adhelm.observe.ingest import hints_of
from adhelm.observe.ingest.types import BigQueryAccess, Limits
from adhelm.observe.warehouse import Warehouse

source = group("source", help="Bring in what platforms say: from their interfaces and their files.")

Day = click.DateTime(formats=["%Y-%m-%d"])
"""A local day such as 2026-03-01; a command gets it at midnight."""

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_HINTS = (
    click.option("--platform", type=click.Choice(sorted(PLATFORMS)), help="Whose export it is."),
    click.option("--account", metavar="ID", help="The account, where the file does not say."),
    click.option("--currency", metavar="ISO", help="Of all money in the file, such as EUR."),
    click.option("--timezone", metavar="ZONE", help="Whose days these are: Europe/Berlin."),
    click.option("--locale", metavar="TAG", help="How numbers and dates are written: de_DE."),
    click.option("--level", type=click.Choice([level.value for level in Level])),
    click.option("--date-order", type=click.Choice(["dmy", "mdy", "ymd"])),
    click.option("--decimal-mark", type=click.Choice([".", ","])),
    click.option("--map", "columns", multiple=True, metavar="OURS=THEIRS",
                 help="Our column and the file's header: clicks=Klicks. May be repeated."),
    click.option("--period", metavar="A..B", help="The days of a file without dates."),
    click.option("--book", type=click.Choice(["orders", "crm", "ga4"]),
                 help="It is one of the client's own books, no export of a platform."),
)  # fmt: skip


class Every(click.ParamType[Any]):
    """A span such as 15m, 1h or 1d."""

    name = "SPAN"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """Read the text of `--every`."""
        if isinstance(value, timedelta):
            return value
        found = re.fullmatch(r"([1-9]\d{0,4})([mhd])", str(value))
        if not found:
            self.fail(f"'{value}' is no span such as 15m, 1h or 1d", param, ctx)
        return timedelta(**{_UNITS[found[2]]: int(found[1])})


def hint_options(body: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options by which a person says what a file leaves open; `said` receives them."""
    names = [field.name for field in fields(Hints)]

    @functools.wraps(body)
    def run(shell: Shell, **values: Any) -> Any:
        said = hints_of({name: values.pop(name) for name in names})
        return body(shell, said=said, **values)

    own = inspect.signature(body)
    kept = [parameter for name, parameter in own.parameters.items() if name != "said"]
    asked = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in names]
    # The command passes on only what a function's signature names.
    run.__signature__ = own.replace(parameters=[*kept, *asked])  # type: ignore[attr-defined]  # PEP 362
    options: Callable[..., Any] = run
    for option in reversed(_HINTS):
        options = option(options)
    return options


def limits(shell: Shell) -> Limits:
    """Return the limits of the settings."""
    settings = shell.services.get(Settings)
    clock: Any = clocks.Clock
    return Limits(
        max_bytes=int(settings.imports.max_bytes),
        max_expanded_bytes=int(settings.imports.max_expanded_bytes),
        max_files=settings.imports.max_files,
        bigquery=BigQueryAccess(
            key_file=settings.bigquery.key_file,
            base_url=settings.bigquery.base_url,
            allow=settings.outbound.allow,
            clock=shell.services.get(clock),
        ),
    )


def parts(shell: Shell) -> dict[str, Any]:
    """Return what the services of the ingest are called with."""
    clock: Any = clocks.Clock
    reader: Any = FileReader
    return {
        "principal": shell.principal,
        "database": shell.services.get(Database),
        "warehouse": shell.services.get(Warehouse),
        "reader": shell.services.get(reader),
        "clock": shell.services.get(clock),
    }


def sync_parts(shell: Shell) -> dict[str, Any]:
    """Return what the services of the sync are called with."""
    clock: Any = clocks.Clock
    return {
        "principal": shell.principal,
        "database": shell.services.get(Database),
        "warehouse": shell.services.get(Warehouse),
        "platforms": shell.services.get(Platforms),
        "keyring": shell.services.get(Keyring),
        "clock": shell.services.get(clock),
    }


def arrived(shell: Shell) -> None:
    """Say that data have come, so that workers look at them as at what jobs bring."""
    shell.services.get(Arrivals).note(shell.principal.workspace_id)


def records(shell: Shell) -> dict[str, Any]:
    """Return what services are called with that only look at the records."""
    return {"principal": shell.principal, "database": shell.services.get(Database)}


def changing(shell: Shell) -> dict[str, Any]:
    """Return what services are called with that change the records and nothing else."""
    clock: Any = clocks.Clock
    return {**records(shell), "clock": shell.services.get(clock)}


def may_ask(shell: Shell) -> bool:
    """Say whether a person is there to be asked."""
    return not shell.no_input and sys.stdin.isatty() and sys.stderr.isatty()


def words(text: str) -> list[str]:
    """Return the words of a text that are parted by commas."""
    return [word.strip() for word in text.split(",") if word.strip()]


def days(first: date | None, last: date | None) -> str:
    """Return the days from first to last as one text."""
    return "" if first is None or last is None else f"{first}..{last}"


def tidy(number: Decimal | None) -> Decimal | None:
    """Return the same number without zeros at its end."""
    return None if number is None else Decimal(f"{number.normalize():f}")
