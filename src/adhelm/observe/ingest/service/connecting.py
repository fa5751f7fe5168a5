"""Connections: a credential that sees accounts, and the workspaces that those are given to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta

from adhelm.connectors.contract import Address, Platforms
from adhelm.core import clock as clocks
from adhelm.core.ads import Period
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError, Invalid
from adhelm.core.principal import Principal, Scope
from adhelm.core.secrets import Keyring
from adhelm.observe.ingest.service.lines import Line, Lines, Post
from adhelm.observe.ingest.service.noting import note
from adhelm.observe.ingest.store import accounts as account_store
from adhelm.observe.ingest.store import connections
from adhelm.observe.ingest.types import (
    Assignment,
    CheckItem,
    Connection,
    KnownAccount,
    UnknownAccount,
)
from adhelm.observe.warehouse import Warehouse


class UnknownPart(Invalid):
    """The platform's credential has no value of that name."""

    code = "source.unknown_part"


def add_connection(
    *,
    principal: Principal,
    database: Database,
    platforms: Platforms,
    keyring: Keyring,
    clock: Clock,
    name: str,
    connector: str,
    credential: Mapping[str, str],
    address: Address | None = None,
    every: timedelta | None = None,
) -> Connection:
    """
    Keep a credential under a name, sealed; with `every`, its accounts are synced on schedule.

    :raises ConnectionExists: if there is a source of that name.
    :raises UnknownConnector: if there is no such platform.
    :raises UnknownPart: if the platform's credential has no such value.
    :raises IncompleteCredential: if a value that it needs is missing.
    :raises Narrowed: if the principal does not see all accounts, which the credential may.
    """
    principal.require(Scope.admin)
    principal.require_whole("a credential")
    parts = {part.name for part in platforms.connector(connector).credential}
    if unknown := credential.keys() - parts:
        raise UnknownPart(
            f"the credential of '{connector}' has no {', '.join(sorted(unknown))}",
            hint=f"it has {', '.join(sorted(parts))}",
        )
    platforms.reader(connector, credential, address=address, keep=lambda _: None).close()
    made = Connection(name, connector, address, every, clock.now())
    with database.joined() as doing:
        connections.add(
            database,
            keyring,
            workspace_id=principal.workspace_id,
            connection=made,
            credential=credential,
            clock=clock,
        )
        note(doing, principal, clock, "add_source", name, after=_shown(made))
    return made


def list_connections(*, principal: Principal, database: Database) -> list[Connection]:
    """Return the workspace's own connections, by name."""
    principal.require(Scope.read)
    found = connections.every(database, principal.workspace_id)
    if principal.accounts is None:
        return found
    return [
        one for one in found if list_accounts(principal=principal, database=database, name=one.name)
    ]


def get_connection(*, principal: Principal, database: Database, name: str) -> Connection:
    """
    Return one of the workspace's own connections.

    :raises UnknownConnection: if there is none of that name that the principal sees.
    """
    principal.require(Scope.read)
    found = connections.get(database, principal.workspace_id, name)
    if principal.accounts is not None and not list_accounts(
        principal=principal, database=database, name=name
    ):
        raise connections.unknown(name)
    return found


def reschedule(
    *, principal: Principal, database: Database, clock: Clock, name: str, every: timedelta | None
) -> Connection:
    """
    Let a connection's accounts be synced so often from now on; None: only when asked.

    :raises UnknownConnection: if there is none of that name.
    """
    principal.require(Scope.admin)
    principal.require_whole("a credential")
    with database.joined() as doing:
        before = connections.get(database, principal.workspace_id, name)
        made = replace(before, every=every)
        connections.reschedule(doing, principal.workspace_id, made, first_at=clock.now())
        note(
            doing, principal, clock, "schedule_source", name,
            before=_shown(before), after=_shown(made),
        )  # fmt: skip
    return made


def remove_connection(*, principal: Principal, database: Database, clock: Clock, name: str) -> None:
    """
    Forget a connection, its credential and whom its accounts belong to; facts stay.

    :raises UnknownConnection: if there is none of that name.
    """
    principal.require(Scope.admin)
    principal.require_whole("a credential")
    with database.joined() as doing:
        connections.remove(database, principal.workspace_id, name)
        note(doing, principal, clock, "remove_source", name)


def discover(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    platforms: Platforms,
    keyring: Keyring,
    clock: Clock,
    name: str,
) -> list[KnownAccount]:
    """
    Ask a connection for every account that it sees.

    :raises UnknownConnection: if there is none of that name.
    :raises PlatformError: if the platform does not say.
    """
    principal.require(Scope.write)
    post = Post(principal, database, warehouse, platforms, keyring, clock)
    with Lines(post) as lines:
        return lines.to(principal.workspace_id, name).look()


def list_accounts(*, principal: Principal, database: Database, name: str) -> list[KnownAccount]:
    """
    Return the accounts that a connection has seen, without asking the platform.

    :raises UnknownConnection: if there is none of that name.
    """
    principal.require(Scope.read)
    connections.get(database, principal.workspace_id, name)
    found = account_store.of_connection(database, principal.workspace_id, name)
    return [one for one in found if principal.sees(one.connector, one.account.id)]


def list_assignments(*, principal: Principal, database: Database) -> list[Assignment]:
    """Return the accounts and days that belong to the workspace."""
    principal.require(Scope.read)
    found = account_store.assigned(database, principal.workspace_id)
    return [one for one in found if principal.sees(one.connector, one.account_id)]


def assign_accounts(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    name: str,
    accounts: Sequence[str] = (),
    workspace_id: str | None = None,
    start: date | None = None,
    end: date | None = None,
) -> list[Assignment]:
    """
    Give days of accounts (none named: all that the connection has seen) to a workspace.

    `start` and `end` are local days of the accounts, both included; without them it is all there
    are. An account that moves ends here on one day and begins there on the next; saying an `end`
    of what has begun ends it. Giving to another workspace takes the scope `admin`.

    :raises UnknownConnection: if there is none of that name.
    :raises UnknownAccount: if the connection sees no such account.
    :raises AccountTaken: if some of the days belong to a workspace already.
    """
    receiver = workspace_id or principal.workspace_id
    principal.require(Scope.write if receiver == principal.workspace_id else Scope.admin)
    known = {
        one.account.id: one
        for one in list_accounts(principal=principal, database=database, name=name)
    }
    if missing := [one for one in accounts if one not in known]:
        raise UnknownAccount(
            f"'{name}' sees no account {', '.join(missing)}",
            hint=f"`adhelm source accounts {name}` lists them",
        )
    wanted = [
        Assignment(receiver, principal.workspace_id, name, known[one].connector, one, start, end)
        for one in accounts or known
    ]
    begun = account_store.assigned(database, receiver)
    with database.joined() as doing:
        account_store.assign(database, [_ended(one, begun) for one in wanted])
        given = [_given(one) for one in wanted]
        note(doing, principal, clock, "assign_accounts", name, after={"given": given})
    return wanted


def give_accounts(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    name: str,
    wanted: Sequence[Assignment],
) -> None:
    """
    Say anew whose days which accounts of a connection are: what is left out is nobody's.

    :raises UnknownConnection: if there is none of that name.
    :raises UnknownAccount: if the connection sees no such account.
    :raises AccountTaken: if some of the days are given twice, or by another connection.
    """
    principal.require(Scope.admin)
    principal.require_whole("whose accounts they are")
    known = list_accounts(principal=principal, database=database, name=name)
    there = {(one.connector, one.account.id) for one in known}
    for one in wanted:
        if (one.connector, one.account_id) not in there:
            raise UnknownAccount(
                f"'{name}' sees no account {one.account_id}",
                hint=f"POST /sources/{name}/check looks again",
            )
    before = account_store.given(database, principal.workspace_id, name)
    with database.joined() as doing:
        account_store.give(database, principal.workspace_id, name, wanted)
        note(
            doing, principal, clock, "give_accounts", name,
            before={"given": [_given(one) for one in before]},
            after={"given": [_given(one) for one in wanted]},
        )  # fmt: skip


def accept_change(
    *, principal: Principal, database: Database, clock: Clock, name: str, account_id: str
) -> KnownAccount:
    """
    Agree to the currency and time zone that the platform now says an account has.

    :raises UnknownConnection: if there is no such connection.
    :raises UnknownAccount: if it sees no such account.
    """
    principal.require(Scope.write)
    for one in list_accounts(principal=principal, database=database, name=name):
        if one.account.id == account_id:
            agreed = replace(
                one.account,
                currency=one.now_currency or one.account.currency,
                timezone=one.now_timezone or one.account.timezone,
            )
            with database.joined() as doing:
                account_store.accept(database, principal.workspace_id, one)
                note(
                    doing, principal, clock, "accept_change", f"{name}/{account_id}",
                    before=asdict(one.account), after=asdict(agreed),
                )  # fmt: skip
            return replace(one, account=agreed, now_currency="", now_timezone="")
    raise UnknownAccount(
        f"'{name}' sees no account {account_id}", hint=f"`adhelm source accounts {name}` lists them"
    )


def check_connection(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    platforms: Platforms,
    keyring: Keyring,
    clock: Clock,
    name: str,
) -> list[CheckItem]:
    """
    Try a connection: its credential (and our clock, where it signs), then each account given away.

    :raises UnknownConnection: if there is none of that name.
    """
    principal.require(Scope.write)
    post = Post(principal, database, warehouse, platforms, keyring, clock)
    with Lines(post) as lines:
        line = lines.to(principal.workspace_id, name)
        try:
            line.look()
        except AdhelmError as error:
            return [CheckItem(name, "credential", error.as_record())]
        given = account_store.given(database, principal.workspace_id, name)
        ids = sorted({one.account_id for one in given})
        return [CheckItem(name, "credential"), *(_tried(line, one) for one in ids)]


def _shown(one: Connection) -> dict[str, object]:
    where = one.address.base_url if one.address else ""
    every = str(one.every) if one.every else None
    return {"connector": one.connector, "base_url": where, "every": every}


def _given(one: Assignment) -> dict[str, object]:
    return {
        "account": f"{one.connector}/{one.account_id}",
        "workspace": one.workspace_id,
        "from": one.start,
        "until": one.end,
    }


def _tried(line: Line, account_id: str) -> CheckItem:
    try:
        account = line.account(account_id)
        today = clocks.today(line.post.clock, account.timezone)
        line.reader.totals(account, Period.closed(today, today))
    except AdhelmError as error:
        line.note(error)
        return CheckItem(line.connection.name, f"account {account_id}", error.as_record())
    return CheckItem(line.connection.name, f"account {account_id}")


def _ended(wanted: Assignment, begun: Sequence[Assignment]) -> Assignment:
    """Return an end that is said alone as the end of what has begun."""
    if wanted.end is None or wanted.start is not None:
        return wanted
    return replace(wanted, start=next(_starts(wanted, begun), None))


def _starts(wanted: Assignment, begun: Sequence[Assignment]) -> Iterator[date | None]:
    for one in reversed(begun):
        if one.overlaps(wanted):
            yield one.start
