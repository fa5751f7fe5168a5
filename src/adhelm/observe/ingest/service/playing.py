"""Connects every platform that a sandbox plays, as a person would connect real ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from adhelm.connectors.contract import Platforms
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal
from adhelm.core.secrets import Keyring
from adhelm.observe.ingest.logic import playing
from adhelm.observe.ingest.service.connecting import (
    add_connection,
    assign_accounts,
    discover,
    list_connections,
    remove_connection,
)
from adhelm.observe.ingest.types import KnownAccount
from adhelm.observe.warehouse import Warehouse

_ALL = "everything"


def connect_sandbox(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    platforms: Platforms,
    keyring: Keyring,
    clock: Clock,
    url: str,
    told: Mapping[str, Any],
    connectors: Collection[str] = (),
    assign: bool = True,
) -> list[KnownAccount]:
    """
    Connect the platforms of a sandbox (some, or all) under their own names; return all accounts.

    `told` is what its `/_sandbox/scenario` answers. A connection of that name that is there gives
    way: a sandbox that was started anew has another port and other credentials.

    :raises PlatformError: if a platform does not list its accounts.
    """
    common: dict[str, Any] = {"principal": principal, "database": database}
    reaching: dict[str, Any] = {
        **common, "platforms": platforms, "keyring": keyring, "clock": clock,
    }  # fmt: skip
    known = {one.name for one in list_connections(**common)}
    found: list[KnownAccount] = []
    for played in told["credentials"]:
        name = str(played["platform"])
        wanted = not connectors or name in connectors
        if played.get("name") != _ALL or name not in platforms.names or not wanted:
            continue
        about = platforms.connector(name)
        if name in known:
            remove_connection(**common, clock=clock, name=name)
        add_connection(
            **reaching,
            name=name,
            connector=name,
            credential=playing.credential(about.credential, played),
            address=playing.address(about, url, told["prefixes"]),
        )
        found += discover(**reaching, warehouse=warehouse, name=name)
        if assign:
            assign_accounts(**common, clock=clock, name=name)
    return found
