"""What the commands of plans share: reaches, days, files, and how steps are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.terminal import Shell
from adhelm.observe.plans.logic.reaching import reach
from adhelm.observe.plans.types import BadPlan, Change, Form, Reach, Step

DAY = click.DateTime(["%Y-%m-%d"])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
REACH = ("platform", "account", "group", "campaign")
_OPTIONS: Sequence[Callable[[Any], Any]] = (
    click.option("--platform", default="", help="What people see: meta, google_ads, …"),
    click.option("--account", default="", metavar="CONNECTOR/ID", help="An ad account."),
    click.option("--group", default="", metavar="DIM=VALUE|PATTERN", help="Campaigns by name."),
    click.option("--campaign", default="", metavar="ID", help="The platform's campaign."),
)


def with_reach(body: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say what a plan is for; none of them: the client."""
    for option in reversed(_OPTIONS):
        body = option(body)
    return body


def reach_of() -> Reach:
    """Return what the options of `with_reach` say."""
    told = click.get_current_context().params
    return reach(**{name: told[name] for name in REACH})


def asked(shell: Shell) -> dict[str, Any]:
    """Return who asks, and of what."""
    return {"principal": shell.principal, "database": shell.services.get(Database)}


def changing(shell: Shell) -> dict[str, Any]:
    """Return who changes something, where and when."""
    clock = shell.services.get(Clock)  # type: ignore[type-abstract]  # the key
    return {**asked(shell), "clock": clock}


def day(moment: datetime | None) -> date | None:
    """Return the day of an option."""
    return moment.date() if moment else None


def amount(text: str) -> Decimal:
    """
    Return an amount; its currency says how many digits it may have.

    :raises BadPlan: if it is none.
    """
    try:
        return Decimal(text)
    except InvalidOperation:
        raise BadPlan(f"'{text[:40]}' is no amount", hint="such as 5000.00") from None


def instant(shell: Shell) -> datetime | None:
    """
    Return the instant of `--as-of`; a day is its end in UTC.

    :raises BadPlan: if it is a data version.
    """
    from datetime import UTC, time

    at = shell.as_of
    if at is None or isinstance(at, datetime):
        return at
    if isinstance(at, date):
        return datetime.combine(at, time.max, UTC)
    raise BadPlan("plans have no data versions", hint="--as-of 2026-03-01")


def form_of(path: Path) -> Form:
    """Return what a file's name says that it is to be."""
    return Form.xlsx if path.suffix.lower() == ".xlsx" else Form.csv


def show_steps(shell: Shell, steps: Sequence[Step], *, file: str) -> None:
    """Show what an import changed, or would."""
    shell.terminal.rows(
        (
            {
                "where": one.where,
                "change": one.change,
                "what": one.subject,
                "before": one.before,
                "after": one.after,
            }
            for one in steps
        ),
        columns=["where", "change", "what", "before", "after"],
        provenance={"file": file, "dry_run": shell.dry_run},
    )
    changed = sum(one.change is not Change.same for one in steps)
    would = "would change" if shell.dry_run else "changed"
    shell.terminal.note(f"{changed} of {len(steps)} rows {would} something")


def reaching(one: Reach) -> dict[str, str]:
    """Return a reach as columns."""
    return dict(zip(REACH, one.parts, strict=True))


def shown(shell: Shell, rows: Iterable[dict[str, object]], columns: Sequence[str]) -> None:
    """Show rows with these columns."""
    shell.terminal.rows(rows, columns=list(columns))
