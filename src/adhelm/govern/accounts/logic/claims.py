"""What a sign-in provider's token proves: OpenID Connect Core 1.0, 3.1.3.7."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adhelm.govern.accounts.types import OidcMissing, SignInRefused

_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Signatures of the provider's private key. Neither none nor a secret that we know as well."""
_LEEWAY_S = 60
_SEVERAL = "mfa"


@dataclass(frozen=True, slots=True)
class Claims:
    """Whom the provider means."""

    subject: str
    email: str
    """'' unless the provider has verified that it is theirs."""
    several_factors: bool = False
    """Whether the provider says that it asked for more than a password (RFC 8176)."""


def challenge(verifier: str) -> str:
    """Return what is told of a PKCE verifier at first (RFC 7636, S256)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def proved(
    token: str, keys: Mapping[str, Any], *, issuer: str, client_id: str, nonce: str, now: datetime
) -> Claims:
    """
    Return what an id token says, if the issuer signed it, for us, for this sign-in, and lately.

    :raises SignInRefused: if it proves nothing.
    :raises OidcMissing: if the package that reads such tokens is not installed.
    """
    try:
        from joserfc import jwk, jwt
        from joserfc.errors import JoseError
    except ImportError as error:
        raise OidcMissing("sign-in by a provider needs joserfc", hint="adhelm[oidc]") from error
    rules: Any = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=_LEEWAY_S,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        known = jwk.KeySet.import_key_set(dict(keys))  # type: ignore[arg-type]  # checked there
        read = jwt.decode(token, known, algorithms=list(_ALGORITHMS))
        rules.validate(read.claims)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise SignInRefused(
            f"the provider's token proves nothing: {type(error).__name__}", hint="sign in again"
        ) from error
    return _claims(read.claims, client_id)


def _claims(said: Mapping[str, Any], client_id: str) -> Claims:
    if isinstance(said["aud"], list) and len(said["aud"]) > 1 and said.get("azp") != client_id:
        raise SignInRefused("the provider's token was made for somebody else")
    if said.get("azp", client_id) != client_id:
        raise SignInRefused("the provider's token was made for somebody else")
    verified = said.get("email_verified") is True
    email = said.get("email")
    methods = said.get("amr")
    several = isinstance(methods, list) and _SEVERAL in methods
    address = email if verified and isinstance(email, str) else ""
    return Claims(str(said["sub"]), address, several_factors=several)
