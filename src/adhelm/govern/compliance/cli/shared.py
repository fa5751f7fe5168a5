"""What the commands of limits and stops share: places, who acts, rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.terminal import Shell
from adhelm.govern.compliance.logic import placing
from adhelm.govern.compliance.types import BadPlace, Place, Stop

STOP_COLUMNS = (
    "id", "account", "entity", "reason", "open", "begun_at", "begun_by", "until", "clean_syncs",
    "ended_at", "ended_by", "end_reason",
)  # fmt: skip
STOP_BRIEF = ("id", "account", "entity", "reason", "begun_at", "begun_by", "until")
ACCOUNT: Callable[[Any], Any] = click.option(
    "--account", default="", metavar="CONNECTOR/ID", help="An ad account; without: the workspace."
)
ENTITY: Callable[[Any], Any] = click.option(
    "--entity", default="", metavar="ID", help="The platform's id of a thing in the account."
)


def place_of(account: str, entity: str = "") -> Place:
    """
    Return the place that options name.

    :raises BadPlace: if they name none.
    """
    if entity and not account:
        raise BadPlace("a thing is in an account", hint="--account google_ads/1234567890")
    return placing.parse(f"{account}/{entity}" if entity else account)


def asked(shell: Shell) -> dict[str, Any]:
    """Return who asks, and of what."""
    return {"principal": shell.principal, "database": shell.services.get(Database)}


def changing(shell: Shell) -> dict[str, Any]:
    """Return who changes something, where and when."""
    clock = shell.services.get(Clock)  # type: ignore[type-abstract]  # the key
    return {**asked(shell), "clock": clock}


def placed(where: Place) -> dict[str, str]:
    """Return a place as columns."""
    account = f"{where.connector}/{where.account_id}" if where.account_id else ""
    return {"account": account, "entity": where.entity_id}


def stop_row(shell: Shell, stop: Stop) -> dict[str, object]:
    """Return a stop as a row."""
    return {
        "id": stop.id,
        **placed(stop.place),
        "reason": stop.reason,
        "open": stop.holds(changing(shell)["clock"].now()),
        "begun_at": stop.begun_at,
        "begun_by": stop.begun_by,
        "until": stop.until,
        "clean_syncs": stop.clean_syncs,
        "ended_at": stop.ended_at,
        "ended_by": stop.ended_by,
        "end_reason": stop.end_reason,
    }
