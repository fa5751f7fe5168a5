"""What all changes of plans share: one writer at a time, who it was, and ids."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date

from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database, lock_in_transaction
from adhelm.core.principal import Principal
from adhelm.govern import audit
from adhelm.observe.plans.logic import reaching
from adhelm.observe.plans.types import BadPlan, Changed, NoSuchPlan

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
_LONGEST_WHY = 2000
_MOST_DAYS = 3 * 366


@contextmanager
def changing(principal: Principal, database: Database) -> Iterator[Connection]:
    """Open a durable transaction in which nobody else changes the workspace's plans."""
    with database.durable() as connection:
        lock_in_transaction(connection, f"plans {principal.workspace_id}")
        yield connection


def author(principal: Principal) -> str:
    """Return who somebody is, as versions and notes keep it: 'key:… of person:…' for a key."""
    whose = f" of person:{principal.behind}" if principal.behind else ""
    return f"{principal.actor.value}:{principal.id}{whose}"


def is_own(author_of_it: str, principal: Principal) -> bool:
    """Say whether the same hands did something, a person's and their keys' being the same."""
    return bool(set(author_of_it.split(" of ")) & set(author(principal).split(" of ")))


def new_id(kind: str) -> str:
    """Return a new id, such as 'bud_1a2b…'."""
    return f"{kind}_{secrets.token_hex(10)}"


def why_of(text: str) -> str:
    """
    Return a reason as it is kept.

    :raises BadPlan: if it is too long or no text.
    """
    if len(text) > _LONGEST_WHY:
        raise BadPlan("this reason is too long", hint=f"at most {_LONGEST_WHY:,} signs")
    return reaching.encodable(text.strip(), what="reason")


def check_days(first: date, last: date, *, most: int = _MOST_DAYS) -> None:
    """
    Let pass days that are in order and within this century.

    :raises BadPlan: if they are not.
    """
    if not EARLIEST <= first <= last <= LATEST:
        raise BadPlan(
            f"{first}..{last} are no days to plan for",
            hint="the first not after the last, from 2000 to 2099",
        )
    if (last - first).days >= most:
        raise BadPlan(f"{first}..{last} is too long", hint=f"at most {most} days")


def expect(what: str, version: object, expected: object | None) -> None:
    """
    Let a change pass that was made from the newest version.

    :raises Changed: if somebody changed it meanwhile.
    """
    if expected is not None and version != expected:
        raise Changed(
            f"the {what} was changed meanwhile: it is at version {version}",
            hint="read it again, then decide",
        )


def none_such(what: str, found_id: str) -> NoSuchPlan:
    """Return the error for what is not there."""
    return NoSuchPlan(f"there is no {what} '{found_id[:80]}' here", hint=f"see `adhelm {what} ls`")


def note(
    connection: Connection,
    principal: Principal,
    clock: Clock,
    *,
    action: str,
    subject: str,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str = "",
) -> None:
    """Put a change into the audit."""
    audit.record(
        connection, principal=principal, clock=clock, action=f"plans.{action}", subject=subject,
        before=before, after=after, reason=reason,
    )  # fmt: skip
