"""Nobody hands out more than they have: scopes, accounts, and the sight of fees."""

from __future__ import annotations

from collections.abc import Collection

from adhelm.core.principal import Principal, Scope
from adhelm.govern.accounts.logic import names
from adhelm.govern.accounts.types import ScopeTooWide

Accounts = frozenset[str] | None


def narrower(one: Accounts, other: Accounts) -> Accounts:
    """Return the accounts that both see; None is all."""
    if one is None or other is None:
        return other if one is None else one
    return one & other


def refuse_wider(
    principal: Principal, *, scopes: frozenset[Scope], accounts: Accounts, staff: bool
) -> None:
    """
    Let pass what the principal may hand out.

    :raises ScopeTooWide: if it is more than the principal has.
    """
    if wider := scopes - principal.scopes:
        raise ScopeTooWide(
            f"you may not {', '.join(sorted(wider))} yourself",
            hint="ask somebody who may as much themselves",
        )
    own = principal.accounts
    if own is not None and (accounts is None or not accounts <= own):
        raise ScopeTooWide("you do not see all of these accounts", hint="leave them out")
    if staff and not principal.staff:
        raise ScopeTooWide("you see no fees yourself", hint="staff: false")


def accounts_of(said: Collection[str] | None, *, else_of: Principal) -> Accounts:
    """
    Return accounts as they are kept; where none are said, those of who says nothing.

    :raises BadAccount: if one is none.
    """
    if said is None:
        return else_of.accounts
    return frozenset(names.account(one) for one in said)
