"""The way to the workspace's accounts for who writes there, once each is as it was agreed to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial

from adhelm.connectors.contract import Account, Address, Platforms
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError
from adhelm.core.principal import Principal, Scope
from adhelm.core.secrets import Keyring
from adhelm.observe.ingest.service.lines import Lines, Post
from adhelm.observe.ingest.store import accounts as account_store
from adhelm.observe.ingest.store import connections
from adhelm.observe.ingest.types import Assignment, UnknownAccount
from adhelm.observe.warehouse import Warehouse

Key = tuple[str, str]
"""Connector and account."""


@dataclass(frozen=True, slots=True)
class Way:
    """How an account is reached: with whose credential, at which address."""

    account: Account
    connector: str
    owner_id: str
    connection: str
    """The same connection is the same credential."""
    credential: Mapping[str, str] = field(repr=False)
    address: Address | None
    keep: Callable[[Mapping[str, str]], None] = field(repr=False)
    """Called with renewed values of the credential."""


def ways_to(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    platforms: Platforms,
    keyring: Keyring,
    clock: Clock,
    accounts: Collection[Key],
) -> dict[Key, Way | AdhelmError]:
    """
    Ask the platforms of accounts whether these are as agreed to; return the way, or why not.

    An account that has another currency or time zone by now has none, nor has one that the
    credential no longer sees, or that is not the workspace's today.
    """
    principal.require(Scope.write)
    post = Post(principal, database, warehouse, platforms, keyring, clock)
    found: dict[Key, Way | AdhelmError] = {}
    with Lines(post) as lines:
        for key in sorted(accounts):
            try:
                found[key] = _way(post, lines, _assigned(post, key))
            except AdhelmError as error:
                found[key] = error
    return found


def _assigned(post: Post, key: Key) -> Assignment:
    today = post.clock.now().date()
    for one in reversed(account_store.assigned(post.database, post.workspace_id)):
        current = one.end is None or one.end >= today
        if (one.connector, one.account_id) == key and current and post.principal.sees(*key):
            return one
    raise UnknownAccount(
        f"account {key[0]}/{key[1]} is not this workspace's",
        hint="`adhelm source assign` gives accounts",
    )


def _way(post: Post, lines: Lines, one: Assignment) -> Way:
    account = lines.of(one).account(one.account_id)
    connection = connections.get(post.database, one.owner_id, one.connection)
    credential = connections.credential(
        post.database, post.keyring, workspace_id=one.owner_id, name=one.connection
    )
    keep = partial(_keep, post, one)
    return Way(
        account, one.connector, one.owner_id, one.connection, credential, connection.address, keep
    )


def _keep(post: Post, one: Assignment, changed: Mapping[str, str]) -> None:
    connections.keep_renewed(
        post.database,
        post.keyring,
        workspace_id=one.owner_id,
        name=one.connection,
        changed=changed,
        clock=post.clock,
    )
