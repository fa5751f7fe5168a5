"""What crosses the door: people and their roles, keys, tokens, and why a door stays shut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum
from types import MappingProxyType

from adhelm.core.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Unauthenticated,
    Unavailable,
)
from adhelm.core.principal import Scope
from adhelm.core.secret import Secret


class Role(StrEnum):
    """What somebody is in a workspace; each may all that the one before may."""

    viewer = "viewer"
    analyst = "analyst"
    operator = "operator"
    approver = "approver"
    admin = "admin"

    @property
    def scopes(self) -> frozenset[Scope]:
        """Return what the role may do."""
        return _SCOPES[self]


_SCOPES: Mapping[Role, frozenset[Scope]] = MappingProxyType(
    {
        Role.viewer: frozenset({Scope.read}),
        Role.analyst: frozenset({Scope.read, Scope.write}),
        Role.operator: frozenset({Scope.read, Scope.write, Scope.propose}),
        Role.approver: frozenset({Scope.read, Scope.write, Scope.propose, Scope.approve}),
        Role.admin: frozenset(Scope),
    }
)


class Same(Enum):
    """What is not said stays as it is."""

    same = "same"


SAME = Same.same


@dataclass(frozen=True, slots=True)
class Workspace:
    """A client's (or one's own) corner: nothing of it is seen from another."""

    id: str
    """Small letters, digits, '-' and '_'; never changes."""
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can sign in."""

    id: str
    email: str
    username: str
    company: str
    active: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a workspace."""

    person: Person
    workspace_id: str
    role: Role
    accounts: frozenset[str] | None
    """'connector/account' that they are narrowed to; None: all."""
    staff: bool
    """Sees fees and internal notes; a client's own people do not."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """An offer to join a workspace; `token` is told once."""

    id: str
    workspace_id: str
    email: str
    role: Role
    expires_at: datetime
    token: Secret


@dataclass(frozen=True, slots=True)
class Key:
    """An API key, without its secret."""

    id: str
    workspace_id: str
    name: str
    scopes: frozenset[Scope]
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None
    person_id: str | None = None
    """Whose rights bound it at all times; None for a key that the command line made."""
    accounts: frozenset[str] | None = None
    """'connector/account' that it is narrowed to; None: all."""
    staff: bool = True


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key as it is shown once."""

    key: Key
    secret: Secret


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a sign-in gives: both are shown once."""

    person: Person
    access: Secret
    access_expires_at: datetime
    refresh: Secret
    refresh_expires_at: datetime


@dataclass(frozen=True, slots=True)
class BrowserSession:
    """A sign-in of a browser; its token goes into a cookie that no script reads."""

    person: Person
    token: Secret
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A second factor to be set up in an app; shown once."""

    secret: Secret
    """Base32, to be typed."""
    uri: Secret
    """otpauth://…, to be scanned."""


@dataclass(frozen=True, slots=True)
class Departure:
    """The way to the sign-in provider."""

    url: str
    browser: Secret
    """Goes into a cookie: only the browser that left may come back."""


@dataclass(frozen=True, slots=True)
class HalfArrived:
    """Whom the provider knows, and who has a second factor here that is still to be given."""

    token: Secret
    """Goes into a cookie; good for ten minutes, with a code."""


@dataclass(frozen=True, slots=True)
class Bootstrapped:
    """The first workspace, its admin, and a key of the admin's."""

    workspace: Workspace
    person: Person
    password: Secret
    key: NewKey


@dataclass(frozen=True, slots=True)
class Caller:
    """Who holds a good token or key."""

    person_id: str
    """'' for a key, which acts in one workspace."""
    key: Key | None = None
    """With what it may now: never more than the person whom it is bound to."""
    session_id: str = ""
    rolled: BrowserSession | None = None
    """A browser's session with its new token, when it is time for one."""


class WrongCredentials(Unauthenticated):
    """Name and password do not belong together. It is not said which of them is wrong."""

    code = "auth.wrong_credentials"


class LockedOut(Unauthenticated):
    """Too many wrong passwords; the wait grows with each one."""

    code = "auth.locked_out"

    def __init__(self, message: str, *, hint: str = "", retry_after_s: int) -> None:
        super().__init__(message, hint=hint, retry_after_s=retry_after_s)
        self.retry_after_s = retry_after_s


class SecondFactorNeeded(Unauthenticated):
    """The password is right; the code of the second factor is missing."""

    code = "auth.second_factor"


class WrongCode(Unauthenticated):
    """The code of the second factor is wrong, or came before."""

    code = "auth.wrong_code"


class TooManySignIns(Unavailable):
    """More people sign in at once than passwords can be checked; later it works."""

    code = "auth.busy"

    def __init__(self, message: str, *, hint: str = "", retry_after_s: int) -> None:
        super().__init__(message, hint=hint, retry_after_s=retry_after_s)
        self.retry_after_s = retry_after_s


class SignInRefused(Unauthenticated):
    """What the sign-in provider sent proves nothing."""

    code = "auth.sign_in_refused"


class NotInvited(Forbidden):
    """The provider knows who it is, and nobody here does."""

    code = "auth.not_invited"


class NoProvider(NotFound):
    """No sign-in provider is set up."""

    code = "auth.no_provider"


class OidcMissing(Invalid):
    """The package that reads a provider's tokens is not installed."""

    code = "auth.oidc_missing"


class BadToken(Unauthenticated):
    """The token or key is unknown, or was withdrawn."""

    code = "auth.bad_token"


class TokenExpired(Unauthenticated):
    """The token or key has run out."""

    code = "auth.token_expired"


class TokenReused(Unauthenticated):
    """A refresh token came a second time: somebody has a copy, and the whole sign-in ends."""

    code = "auth.token_reused"


class WeakPassword(Invalid):
    """The password is too easy to guess."""

    code = "accounts.weak_password"


class BadName(Invalid):
    """The e-mail address, user name or workspace id cannot be one."""

    code = "accounts.bad_name"


class BadAccount(Invalid):
    """This names no ad account."""

    code = "accounts.bad_account"


class FactorThere(Conflict):
    """There is a second factor already."""

    code = "accounts.factor_there"


class NoFactor(NotFound):
    """There is no second factor, or none that waits to be confirmed."""

    code = "accounts.no_factor"


class PeopleOnly(Forbidden):
    """A key is nobody: it has no password and no second factor."""

    code = "accounts.people_only"


class AlsoElsewhere(Forbidden):
    """The person is in workspaces too where one does not administer."""

    code = "accounts.also_elsewhere"


class NameTaken(Conflict):
    """Somebody has that e-mail address, user name or workspace id already."""

    code = "accounts.name_taken"


class NoSuchWorkspace(NotFound):
    """There is no such workspace, or not for this caller: the two look the same."""

    code = "accounts.no_workspace"


class NoSuchPerson(NotFound):
    """There is no such person in this workspace."""

    code = "accounts.no_person"


class NoSuchKey(NotFound):
    """There is no such key in this workspace."""

    code = "accounts.no_key"


class LastAdmin(Conflict):
    """A workspace keeps at least one admin."""

    code = "accounts.last_admin"


class ScopeTooWide(Forbidden):
    """Nobody hands out more than they have themselves: scopes, accounts, fees."""

    code = "accounts.scope_too_wide"


class AlreadySetUp(Conflict):
    """There are people already; bootstrap is for an empty installation."""

    code = "accounts.already_set_up"
