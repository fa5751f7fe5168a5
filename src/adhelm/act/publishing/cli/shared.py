"""What the commands of plans share: their parts, how a plan is shown, changes in words."""

from __future__ import annotations

import re
import shutil
from typing import Any

import click

from adhelm.act import publishing
from adhelm.act.publishing.cli import diff
from adhelm.act.publishing.logic.values import of_text
from adhelm.act.publishing.service import showing
from adhelm.act.publishing.service.desk import Desk
from adhelm.act.publishing.types import Plan, Wish
from adhelm.core.ads import Level
from adhelm.core.db import Database
from adhelm.core.terminal import Shell
from adhelm.govern.compliance.types import Change, Field

CHANGE = "CONNECTOR/ACCOUNT/LEVEL/ENTITY:FIELD=VALUE"
_CHANGE = re.compile(r"([^/:=]+)/([^/:=]+)/([^/:=]+)/([^/=]+):([a-z_]+)=(.+)")


def desk(shell: Shell) -> Desk:
    """Return what plans are worked on with."""
    return shell.services.get(Desk)


def known(shell: Shell) -> dict[str, Any]:
    """Return what is needed to look at plans."""
    return {"principal": shell.principal, "database": shell.services.get(Database)}


def show(shell: Shell, plan: Plan) -> None:
    """Print a plan: for a person as a diff, for a program as the API has it."""
    found = publishing.actions_of_plans(**known(shell), plan_ids=[plan.id])[plan.id]
    if shell.terminal.output != "table":
        shell.terminal.record(showing.plan_body(plan, found))
        return
    colours = shell.terminal.stdout.isatty() and shell.terminal.out is None
    width = shutil.get_terminal_size((100, 0)).columns
    shell.terminal.text(diff.shown(plan, found, colours=colours, width=width))


def wish(text: str) -> Wish:
    """
    Return the change that a word of the command line means.

    :raises click.BadParameter: if it is none.
    """
    found = _CHANGE.fullmatch(text)
    if found is None:
        raise click.BadParameter(f"'{text}' is not {CHANGE}")
    connector, account, level, entity, name, value = found.groups()
    field, _, bid = name.partition(".")
    if level not in set(Level):
        raise click.BadParameter(f"'{level}' is no level: {', '.join(Level)}")
    if field not in set(Field) or field in {Field.create, Field.negative_keywords}:
        settable = sorted(set(Field) - {Field.create, Field.negative_keywords})
        raise click.BadParameter(f"'{field}' cannot be set: {', '.join(settable)}")
    change = Change(
        connector=connector,
        account_id=account,
        platform="",
        level=Level(level),
        entity_id=entity,
        name="",
        field=Field(field),
        before=None,
        after=of_text(field, value),
        currency="",
    )
    return Wish(change, bid=bid)
