"""Who is asking. Every service function takes a principal first and checks it once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from adhelm.core.errors import Forbidden


class Narrowed(Forbidden):
    """The principal sees some accounts, and this concerns others as well."""

    code = "access.narrowed"


class StaffOnly(Forbidden):
    """A client's own people see no fees, margins and internal notes."""

    code = "access.staff_only"


class Actor(StrEnum):
    """The kinds of actor that can ask for something."""

    person = "person"
    key = "key"
    rules = "rules"
    assistant = "assistant"
    scheduler = "scheduler"
    engine = "engine"


class Scope(StrEnum):
    """What a principal may do; a role is a set of these."""

    read = "read"
    write = "write"
    propose = "propose"
    approve = "approve"
    admin = "admin"


@dataclass(frozen=True, slots=True)
class Principal:
    """An actor in one workspace, with what it may do there."""

    actor: Actor
    id: str
    workspace_id: str
    scopes: frozenset[Scope]
    accounts: frozenset[str] | None = None
    """'connector/account' that it is narrowed to; None: all of the workspace."""
    staff: bool = True
    """Whether it sees fees and internal notes, which a client's own people do not."""
    behind: str = ""
    """The person whose key it is: who approves with one hand does not propose with the other."""

    def require(self, scope: Scope) -> None:
        """
        Let the principal pass if it holds `scope`.

        :raises Forbidden: if it does not.
        """
        if scope not in self.scopes:
            raise Forbidden(
                f"{self.actor} '{self.id}' may not {scope} in workspace '{self.workspace_id}'",
                hint=f"it needs the scope '{scope}'",
            )

    def require_whole(self, what: str) -> None:
        """
        Let the principal pass if it sees all accounts of the workspace; `what` needs that.

        :raises Narrowed: if it is narrowed to some.
        """
        if self.accounts is not None:
            raise Narrowed(
                f"{what} concerns all accounts of the workspace",
                hint="ask somebody who is not narrowed to some of them",
            )

    def require_staff(self, what: str) -> None:
        """
        Let the principal pass if it is staff; `what` is not for a client's own people.

        :raises StaffOnly: if it is one of these.
        """
        if not self.staff:
            raise StaffOnly(
                f"{what} is not shown to a client's own people",
                hint="ask the agency, or for figures without fees, taxes and margins",
            )

    def sees(self, connector: str, account_id: str) -> bool:
        """Say whether an ad account is among those it is narrowed to, if it is narrowed."""
        return self.accounts is None or f"{connector}/{account_id}" in self.accounts


def local(workspace_id: str) -> Principal:
    """
    Return the principal of the command line on one's own machine.

    It may read, write and propose, and never approve what it proposed.
    """
    scopes = frozenset({Scope.read, Scope.write, Scope.propose, Scope.admin})
    return Principal(Actor.person, "local", workspace_id, scopes)
