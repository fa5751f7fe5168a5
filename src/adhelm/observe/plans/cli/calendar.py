"""`adhelm calendar`: promotions, holidays and outages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from adhelm.core.clock import Clock
from adhelm.core.terminal import Shell, command, group
from adhelm.observe import plans
from adhelm.observe.plans.cli import shared
from adhelm.observe.plans.types import CalendarDay, DayKind

calendar = group("calendar", help="Days unlike others: promotions, holidays, outages.")
_KIND = click.Choice([each.value for each in DayKind])
_COLUMNS = ("id", "kind", "name", "first_day", "last_day", *shared.REACH, "effect", "source",
            "author")  # fmt: skip


@command("ls", parent=calendar)
@click.option("--from", "first", type=shared.DAY, help="First day.")
@click.option("--to", "last", type=shared.DAY, help="Last day, included.")
@click.option("--kind", type=_KIND, help="Only of this kind.")
def ls(shell: Shell, *, first: datetime | None, last: datetime | None, kind: str | None) -> None:
    """List days unlike others by their first day."""
    found = plans.list_calendar(
        **shared.asked(shell),
        days=(shared.day(first), shared.day(last)),
        kind=DayKind(kind) if kind else None,
    )
    shared.shown(shell, map(_row, found), _COLUMNS)


@command("add", parent=calendar)
@click.argument("kind", type=_KIND)
@click.argument("day", type=shared.DAY)
@click.argument("name")
@click.option("--to", "last", type=shared.DAY, help="Last day, included.")
@click.option("--effect", help="The change that is expected: 0.3 is thirty percent more.")
@shared.with_reach
def add(
    shell: Shell,
    *,
    kind: str,
    day: datetime,
    name: str,
    last: datetime | None,
    effect: str | None,
) -> None:
    """Write days into the calendar, in the platforms' local days."""
    made = plans.add_day(
        **shared.changing(shell),
        kind=DayKind(kind),
        name=name,
        first_day=day.date(),
        last_day=shared.day(last),
        reach=shared.reach_of(),
        effect=None if effect is None else shared.amount(effect),
    )
    shared.shown(shell, [_row(made)], _COLUMNS)


@command("import", parent=calendar, dry_run=True)
@click.argument("path", type=shared.FILE, required=False)
@click.option("--kind", type=_KIND, default="other", help="Of events that do not say theirs.")
@click.option("--zone", default="UTC", show_default=True, help="Whose days its instants are.")
@click.option("--holidays", metavar="COUNTRY", help="A country's public holidays: DE, DE-BY.")
@click.option("--year", "years", type=click.IntRange(2000, 2099), multiple=True,
              help="Of holidays; this year and the next if not said.")  # fmt: skip
def import_(
    shell: Shell,
    *,
    path: Path | None,
    kind: str,
    zone: str,
    holidays: str | None,
    years: Sequence[int],
) -> None:
    """Import a calendar file (.ics), or a country's public holidays."""
    if (path is None) == (holidays is None):
        raise click.UsageError("a file, or --holidays COUNTRY")
    parts = {**shared.changing(shell), "dry_run": shell.dry_run}
    if holidays is not None:
        country, _, region = holidays.partition("-")
        steps = plans.import_holidays(
            **parts, country=country, region=region, years=years or _usual(shell)
        )
    elif path is not None:
        steps = plans.import_calendar(
            **parts, data=path.read_bytes(), file=path.name, kind=DayKind(kind), zone=zone
        )
    shared.show_steps(shell, steps, file=holidays or str(path))


@command("rm", parent=calendar, consent=True)
@click.argument("day_id", metavar="ID")
def rm(shell: Shell, *, day_id: str) -> None:
    """Take an entry away."""
    shell.confirm(f"Remove {day_id} from the calendar?")
    plans.remove_day(**shared.changing(shell), day_id=day_id)
    shell.terminal.record({"id": day_id, "state": "removed"})


def _usual(shell: Shell) -> tuple[int, int]:
    clock = shell.services.get(Clock)  # type: ignore[type-abstract]  # the key
    year = clock.now().year
    return year, year + 1


def _row(one: CalendarDay) -> dict[str, object]:
    return {
        "id": one.id,
        "kind": one.kind,
        "name": one.name,
        "first_day": one.first_day,
        "last_day": one.last_day,
        **shared.reaching(one.reach),
        "effect": one.effect,
        "source": one.source,
        "author": one.author,
    }
