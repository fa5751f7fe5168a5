"""`adhelm note`: what somebody on the team knows of a day."""

from __future__ import annotations

from datetime import datetime

import click

from adhelm.core.terminal import Shell, command, group
from adhelm.observe import plans
from adhelm.observe.plans.cli import shared
from adhelm.observe.plans.types import Note

note = group("note", help="What somebody on the team knows of a day.")
_COLUMNS = ("id", "first_day", "last_day", *shared.REACH, "text", "internal", "author", "at")


@command("ls", parent=note)
@click.option("--from", "first", type=shared.DAY, help="First day.")
@click.option("--to", "last", type=shared.DAY, help="Last day, included.")
@click.option("--platform", default="", help="Only of this platform.")
def ls(shell: Shell, *, first: datetime | None, last: datetime | None, platform: str) -> None:
    """List notes by their first day."""
    found = plans.list_notes(
        **shared.asked(shell), days=(shared.day(first), shared.day(last)), platform=platform
    )
    shared.shown(shell, map(_row, found), _COLUMNS)


@command("add", parent=note)
@click.argument("day", type=shared.DAY)
@click.argument("text")
@click.option("--to", "last", type=shared.DAY, help="Last day, included.")
@click.option("--internal", is_flag=True, help="For staff alone.")
@shared.with_reach
def add(shell: Shell, *, day: datetime, text: str, last: datetime | None, internal: bool) -> None:
    """Write a note on a day, or on a range of them."""
    made = plans.add_note(
        **shared.changing(shell),
        text=text,
        first_day=day.date(),
        last_day=shared.day(last),
        reach=shared.reach_of(),
        internal=internal,
    )
    shared.shown(shell, [_row(made)], _COLUMNS)


@command("rm", parent=note, consent=True)
@click.argument("note_id", metavar="ID")
def rm(shell: Shell, *, note_id: str) -> None:
    """Take a note away."""
    shell.confirm(f"Remove the note {note_id}?")
    plans.remove_note(**shared.changing(shell), note_id=note_id)
    shell.terminal.record({"id": note_id, "state": "removed"})


def _row(one: Note) -> dict[str, object]:
    return {
        "id": one.id,
        "first_day": one.first_day,
        "last_day": one.last_day,
        **shared.reaching(one.reach),
        "text": one.text,
        "internal": one.internal,
        "author": one.author,
        "at": one.at,
    }
