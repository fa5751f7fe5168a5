"""`adhelm target`: what metrics are to reach."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from adhelm.core.terminal import Shell, command, group
from adhelm.observe import plans
from adhelm.observe.plans.cli import shared
from adhelm.observe.plans.logic.carrying import last_of
from adhelm.observe.plans.types import (
    Aim,
    BadPlan,
    Comparator,
    Goal,
    Target,
    TargetRow,
    Unit,
)

target = group("target", help="What metrics are to reach, kept in versions.")
_COLUMNS = ("id", "metric", "first_day", "last_day", *shared.REACH, "comparator", "value", "unit",
            "currency", "version", "author", "at", "why")  # fmt: skip


@command("ls", parent=target, as_of=True)
@click.option("--metric", default="", help="Only of this metric.")
@click.option("--platform", default="", help="Only of this platform.")
@click.option("--from", "first", type=shared.DAY, help="First day.")
@click.option("--to", "last", type=shared.DAY, help="Last day, included.")
def ls(
    shell: Shell, *, metric: str, platform: str, first: datetime | None, last: datetime | None
) -> None:
    """List targets; `--as-of` shows them as they were then."""
    found = plans.list_targets(
        **shared.asked(shell),
        days=(shared.day(first), shared.day(last)),
        metric=metric,
        platform=platform,
        at=shared.instant(shell),
    )
    shared.shown(shell, map(_row, found), _COLUMNS)


@command("set", parent=target)
@click.argument("metric")
@click.argument("comparator", type=click.Choice([each.value for each in Comparator]))
@click.argument("value")
@click.argument("days", metavar="YYYY-MM|DAY..DAY")
@click.option("--unit", type=click.Choice([each.value for each in Unit]), help="What it counts.")
@click.option("--currency", default="", metavar="CODE", help="Of money.")
@shared.with_reach
@click.option("--why", default="", help="For the history.")
def set_(
    shell: Shell,
    *,
    metric: str,
    comparator: str,
    value: str,
    days: str,
    unit: str | None,
    currency: str,
    why: str,
) -> None:
    """Set a target, or another value for it."""
    aim = Aim(metric, *_days(days), shared.reach_of())
    usual = Unit.money if currency else Unit.number
    goal = Goal(
        Comparator(comparator),
        shared.amount(value),
        Unit(unit) if unit else usual,
        currency.upper(),
    )
    there = plans.list_targets(**shared.asked(shell), days=(aim.first_day, aim.last_day))
    known = next((each for each in there if each.aim == aim), None)
    if known is None:
        row = TargetRow(aim, goal, why)
        made = plans.create_target(**shared.changing(shell), row=row)
    else:
        made = plans.change_target(
            **shared.changing(shell), target_id=known.id, goal=goal, why=why,
            expected=known.current.version,
        )  # fmt: skip
    shared.shown(shell, [_row(made)], _COLUMNS)


@command("rm", parent=target, consent=True)
@click.argument("target_id", metavar="ID")
@click.option("--why", default="", help="For the history.")
def rm(shell: Shell, *, target_id: str, why: str) -> None:
    """Take a target away; its versions stay."""
    shell.confirm(f"Remove the target {target_id}?")
    plans.remove_target(**shared.changing(shell), target_id=target_id, why=why)
    shell.terminal.record({"id": target_id, "state": "removed"})


@command("history", parent=target)
@click.argument("target_id", metavar="ID")
def history(shell: Shell, *, target_id: str) -> None:
    """List all versions of a target, the newest first."""
    versions = plans.target_history(**shared.asked(shell), target_id=target_id)
    shared.shown(
        shell,
        (
            {
                "version": one.version,
                "comparator": one.goal.comparator,
                "value": one.goal.value,
                "unit": one.goal.unit,
                "currency": one.goal.currency,
                "author": one.author,
                "at": one.at,
                "why": one.why,
                "source": one.source,
            }
            for one in versions
        ),
        ("version", "comparator", "value", "unit", "currency", "author", "at", "why", "source"),
    )


@command("import", parent=target, dry_run=True)
@click.argument("path", type=shared.FILE)
def import_(shell: Shell, *, path: Path) -> None:
    """Set the targets of a CSV or XLSX file, all of them or none."""
    steps = plans.import_targets(
        **shared.changing(shell), data=path.read_bytes(), file=path.name, dry_run=shell.dry_run
    )
    shared.show_steps(shell, steps, file=path.name)


@command("export", parent=target)
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
def export(shell: Shell, *, path: Path) -> None:
    """Write targets to a CSV or XLSX file that can be imported again."""
    made = plans.export_targets(**shared.asked(shell), form=shared.form_of(path))
    path.write_bytes(made.data)
    shell.terminal.record({"file": str(path), "rows": made.rows})


def _days(text: str) -> tuple[date, date]:
    first, dots, last = text.partition("..")
    if not dots:
        month = plans.first_of(text)
        return month, last_of(month)
    try:
        return date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        raise BadPlan(
            f"'{text[:40]}' is no month and no range of days", hint="2026-03-01..2026-03-31"
        ) from None


def _row(one: Target) -> dict[str, object]:
    goal = one.current.goal
    return {
        "id": one.id,
        "metric": one.aim.metric,
        "first_day": one.aim.first_day,
        "last_day": one.aim.last_day,
        **shared.reaching(one.aim.reach),
        "comparator": goal.comparator,
        "value": goal.value,
        "unit": goal.unit,
        "currency": goal.currency,
        "version": one.current.version,
        "author": one.current.author,
        "at": one.current.at,
        "why": one.current.why,
    }
