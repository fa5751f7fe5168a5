"""Sign-in by a provider: OpenID Connect, authorization code with PKCE, state and nonce."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hmac import compare_digest
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, urlencode

from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.secret import Secret
from adhelm.core.secrets import KeyMissing, Keyring, SealBroken
from adhelm.govern.accounts.logic import claims, names, tokens
from adhelm.govern.accounts.logic.claims import Claims
from adhelm.govern.accounts.service import browsing, factors, hashing, noting
from adhelm.govern.accounts.service.people import join
from adhelm.govern.accounts.service.proving import prove_factor
from adhelm.govern.accounts.store import identities
from adhelm.govern.accounts.store import people as kept
from adhelm.govern.accounts.store import sessions as kept_sessions
from adhelm.govern.accounts.types import (
    BadName,
    BrowserSession,
    Departure,
    HalfArrived,
    NotInvited,
    Person,
    SignInRefused,
)

if TYPE_CHECKING:
    import httpx

_DISCOVERY = "/.well-known/openid-configuration"
_OK = 200
_HALF = ("accounts", "half arrived")


@dataclass(frozen=True, slots=True)
class Provider:
    """A sign-in provider, and what this installation is to it."""

    issuer: str
    client_id: str
    client_secret: Secret | None
    http: Callable[[], httpx.Client] = field(repr=False)
    """Makes a client that reaches what the settings allow."""
    trusts_factors: bool = False
    """Whether its word that it asked for a second factor stands for ours."""


def depart(*, database: Database, clock: Clock, provider: Provider, redirect_uri: str) -> Departure:
    """
    Return the way to the provider, good for ten minutes and one return to `redirect_uri`.

    :raises SignInRefused: if the provider does not say where it signs people in.
    """
    with provider.http() as http:
        where = _discovered(http, provider)
    now = clock.now()
    state, browser, nonce = (secrets.token_urlsafe(32) for _ in range(3))
    verifier = secrets.token_urlsafe(64)
    values: dict[str, object] = {
        "state": tokens.digest(state),
        "browser": tokens.digest(browser),
        "nonce": nonce,
        "verifier": verifier,
        "redirect_uri": redirect_uri,
        "expires_at": now + tokens.DEPARTURE_LIFETIME,
    }
    with database.durable() as connection:
        identities.depart(connection, values, now=now)
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri,
        "scope": "openid email",
        "state": state,
        "nonce": nonce,
        "code_challenge": claims.challenge(verifier),
        "code_challenge_method": "S256",
    }
    address = where["authorization_endpoint"]
    joint = "&" if "?" in address else "?"
    return Departure(f"{address}{joint}{urlencode(asked)}", Secret(browser))


def arrive(
    *,
    database: Database,
    clock: Clock,
    keyring: Keyring,
    provider: Provider,
    state: str,
    code: str,
    browser: str,
) -> BrowserSession | HalfArrived:
    """
    Sign a browser in that comes back from the provider, half of it where a code is still to come.

    A person is known by the provider's subject, at first by an address that it has verified; who
    is in no workspace and not invited stays outside.

    :raises SignInRefused: if nobody left like this, or what the provider says proves nothing.
    :raises NotInvited: if nobody here knows who it is.
    """
    now = clock.now()
    with database.durable() as connection:
        left = identities.come_back(connection, tokens.digest(state))
    if left is None or left.expires_at <= now:
        raise SignInRefused("nobody left for the provider like this", hint="sign in again")
    if not compare_digest(left.browser, tokens.digest(browser)):
        raise SignInRefused("another browser left for the provider", hint="sign in again")
    said = _exchanged(provider, clock, code, left)
    person = _whom(database, clock, provider.issuer, said)
    trusted = provider.trusts_factors and said.several_factors
    if factors.has_factor(database=database, person=person) and not trusted:
        return HalfArrived(_half(keyring, person, now))
    return browsing.begin(database=database, clock=clock, person=person)


def finish(
    *, database: Database, clock: Clock, keyring: Keyring, token: str, code: str
) -> BrowserSession:
    """
    Sign a browser in that has half arrived, with a code of the second factor.

    :raises SignInRefused: if it has not, or too long ago.
    :raises LockedOut: if too many wrong codes came before.
    :raises SecondFactorNeeded: if `code` is empty.
    :raises WrongCode: if the code is wrong, or came before.
    """
    person_id = _whose(keyring, token, clock.now())
    with database.reading() as connection:
        found = kept.find_person(connection, person_id)
    if found is None:
        raise SignInRefused("nobody came back from the provider", hint="sign in again")
    person = _active(found)
    prove_factor(database=database, clock=clock, keyring=keyring, person=person, code=code)
    return browsing.begin(database=database, clock=clock, person=person)


def _half(keyring: Keyring, person: Person, now: datetime) -> Secret:
    """Return who is half here, sealed: nothing is kept, and a code is worth something once."""
    ends = (now + tokens.DEPARTURE_LIFETIME).isoformat()
    key_id, sealed = keyring.seal(f"{ends} {person.id}".encode(), bound_to=_HALF)
    return Secret(f"{key_id}.{base64.urlsafe_b64encode(sealed).decode().rstrip('=')}")


def _whose(keyring: Keyring, token: str, now: datetime) -> str:
    key_id, _, packed = token.partition(".")
    try:
        sealed = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        said = keyring.open(key_id, sealed, bound_to=_HALF).decode()
    except (KeyMissing, SealBroken, ValueError):
        said = ""
    ends, _, person_id = said.partition(" ")
    if not said or datetime.fromisoformat(ends) <= now:
        raise SignInRefused("nobody came back from the provider", hint="sign in again")
    return person_id


def _discovered(http: httpx.Client, provider: Provider) -> Mapping[str, Any]:
    told = _json(http.get(provider.issuer.rstrip("/") + _DISCOVERY))
    # Its own word for itself, letter by letter: else its tokens could be another's.
    if told.get("issuer") != provider.issuer:
        raise SignInRefused(
            "the provider calls itself otherwise", hint=f"ADHELM_OIDC__ISSUER={told.get('issuer')}"
        )
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        address = told.get(name)
        if not isinstance(address, str) or not re.match(r"https?://[^/\s]+", address):
            raise SignInRefused(f"the provider does not say its {name}")
    return told


def _exchanged(provider: Provider, clock: Clock, code: str, left: Any) -> Claims:
    with provider.http() as http:
        where = _discovered(http, provider)
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": left.redirect_uri,
            "code_verifier": left.verifier,
            "client_id": provider.client_id,
        }
        headers = _identified(provider, where, form)
        given = _json(
            http.post(where["token_endpoint"], data=form, headers=headers, follow_redirects=False)
        )
        keys = _json(http.get(where["jwks_uri"]))
    return claims.proved(
        str(given.get("id_token", "")),
        keys,
        issuer=provider.issuer,
        client_id=provider.client_id,
        nonce=left.nonce,
        now=clock.now(),
    )


def _identified(
    provider: Provider, where: Mapping[str, Any], form: dict[str, str]
) -> dict[str, str]:
    """Put our secret where the provider wants it: in a header, else in the form."""
    if provider.client_secret is None:
        return {}
    secret = provider.client_secret.reveal()
    known = where.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if "client_secret_basic" not in known:
        form["client_secret"] = secret
        return {}
    # Each is written as in a form first (RFC 6749, 2.3.1).
    both = f"{quote_plus(provider.client_id)}:{quote_plus(secret)}"
    return {"authorization": f"Basic {base64.b64encode(both.encode()).decode()}"}


def _json(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        told = answer.json() if answer.status_code == _OK else None
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise SignInRefused(
            f"the provider answers {answer.status_code}, and not what it should",
            hint="sign in again",
        )
    return told


def _whom(database: Database, clock: Clock, issuer: str, said: Claims) -> Person:
    with database.reading() as connection:
        known = identities.find(connection, issuer, said.subject)
        address = _address(said)
        person = identities.by_email(connection, address) if address else None
        offers = kept.invitations_of(connection, address, now=clock.now()) if address else ()
        is_member = person is not None and bool(kept.workspaces_of(connection, person.id))
    if known is not None:
        return _active(known)
    if not is_member and not offers:
        raise NotInvited("nobody here is known to you", hint="ask to be invited")
    # An account that was made for an address before anybody proved to have it loses its password.
    hashed = "" if is_member else hashing.hashed(secrets.token_urlsafe(32))
    with database.durable() as connection:
        made = person or _new_person(connection, clock, address, hashed)
        if hashed and person:
            kept.set_password(connection, made.id, hashed)
            kept_sessions.end_all(connection, made.id, now=clock.now())
        if identities.is_known_otherwise(connection, issuer, made.id):
            raise SignInRefused("the provider knows this address as somebody else")
        for offer in offers:
            join(connection, clock, made, offer)
        identities.link(
            connection, issuer=issuer, subject=said.subject, person_id=made.id, now=clock.now()
        )
        noting.note_of_person(connection, clock, made.id, action="link_identity")
    return _active(made)


def _address(said: Claims) -> str:
    try:
        return names.email(said.email) if said.email else ""
    except BadName:
        return ""


def _active(person: Person) -> Person:
    if not person.active:
        raise SignInRefused("this person cannot sign in any more", hint="ask an admin")
    return person


def _new_person(connection: Connection, clock: Clock, address: str, hashed: str) -> Person:
    plain = re.sub(r"[^a-z0-9._-]", "", address.partition("@")[0]).lstrip("._-")[:40] or "person"
    username = f"{plain}-{secrets.token_hex(3)}"
    number, now = tokens.new_id("per"), clock.now()
    person = Person(number, address, username, "", active=True, created_at=now)
    kept.add_person(connection, person, password=hashed)
    return person
