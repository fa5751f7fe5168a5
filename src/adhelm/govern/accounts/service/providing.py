"""Sign-in by a provider: OpenID Connect, authorization code with PKCE, state and nonce."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, urlencode

from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.secret import Secret
from adhelm.govern.accounts.logic import claims, names, tokens
from adhelm.govern.accounts.logic.claims import Claims
from adhelm.govern.accounts.service import browsing, hashing, noting
from adhelm.govern.accounts.service.people import join
from adhelm.govern.accounts.store import identities
from adhelm.govern.accounts.store import people as kept
from adhelm.govern.accounts.store import sessions as kept_sessions
from adhelm.govern.accounts.types import (
    BadName,
    BrowserSession,
    Departure,
    NotInvited,
    Person,
    SignInRefused,
)

if TYPE_CHECKING:
    import httpx

_DISCOVERY = "/.well-known/openid-configuration"
_OK = 200


@dataclass(frozen=True, slots=True)
class Provider:
    """A sign-in provider, and what this installation is to it."""

    issuer: str
    client_id: str
    client_secret: Secret | None
    http: Callable[[], httpx.Client] = field(repr=False)
    """Makes a client that reaches what the settings allow."""


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
    *, database: Database, clock: Clock, provider: Provider, state: str, code: str, browser: str
) -> BrowserSession:
    """
    Sign a browser in that comes back from the provider.

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
    return browsing.begin(database=database, clock=clock, person=person)


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
