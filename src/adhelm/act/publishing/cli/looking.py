"""`adhelm history` and `adhelm log`: who changed what, and what became of it."""

from __future__ import annotations

import click

from adhelm.act import publishing
from adhelm.act.publishing.cli.shared import desk, known
from adhelm.act.publishing.service import showing
from adhelm.act.publishing.types import ActionState
from adhelm.core.ads import Level
from adhelm.core.terminal import Shell, command

_LIMIT = click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)


@command("history")
@click.argument("thing", metavar="CONNECTOR/ACCOUNT/LEVEL/ENTITY")
@_LIMIT
def history(shell: Shell, *, thing: str, limit: int) -> None:
    """List the changes of one thing: ours, other people's and the platform's."""
    parts = thing.split("/", 3)
    if len(parts) != 4 or parts[2] not in set(Level):  # noqa: PLR2004 - as in the metavar
        raise click.BadParameter(f"'{thing}' is not CONNECTOR/ACCOUNT/LEVEL/ENTITY")
    connector, account_id, level, entity_id = parts
    found = publishing.history(
        principal=shell.principal, desk=desk(shell), connector=connector, account_id=account_id,
        level=Level(level), entity_id=entity_id, limit=limit,
    )  # fmt: skip
    shell.terminal.rows(
        [showing.moment_body(one) for one in found],
        columns=["at", "by", "who", "field", "before", "after", "state", "reason", "plan_id"],
    )


@command("log")
@click.option("--state", type=click.Choice([each.value for each in ActionState]), default=None)
@click.option("--account", default="", metavar="CONNECTOR/ACCOUNT")
@click.option("--entity", default="", metavar="ID")
@_LIMIT
def log(shell: Shell, *, state: str | None, account: str, entity: str, limit: int) -> None:
    """List what was done, refused or held, the newest first: why, before, after, who."""
    connector, _, account_id = account.partition("/")
    where = {"state": state or "", "connector": connector, "account_id": account_id,
             "entity_id": entity}  # fmt: skip
    found = publishing.logs(**known(shell), where=where, limit=limit)
    shell.terminal.rows(
        [showing.log_body(one) for one in found],
        brief=["at", "state", "name", "action", "before", "after", "who", "reason", "error"],
    )
