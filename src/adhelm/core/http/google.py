"""How a program signs in at Google: a word that a service account's key has signed."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime

_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_HOUR_S = 3600


class NotAKey(ValueError):
    """What is given as a service account's private key is no RSA key."""


def signed_grant(key: Mapping[str, str], *, scope: str, now: datetime) -> dict[str, str]:
    """
    Return the form that the `token_uri` of a service account's key takes for a token of an hour.

    Source: RFC 7523; developers.google.com/identity/protocols/oauth2/service-account.

    :raises NotAKey: if the private key cannot be used.
    """
    issued = int(now.timestamp())
    claims = {
        "iss": key["client_email"], "scope": scope, "aud": key["token_uri"],
        "iat": issued, "exp": issued + _HOUR_S,
    }  # fmt: skip
    head = {"alg": "RS256", "typ": "JWT", "kid": key.get("private_key_id", "")}
    signed = b".".join(_base64(json.dumps(part).encode()) for part in (head, claims))
    assertion = b".".join((signed, _base64(_signature(key["private_key"], signed))))
    return {"grant_type": _GRANT, "assertion": assertion.decode()}


def _signature(pem: str, signed: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except ValueError:
        raise NotAKey("it cannot be read") from None
    if not isinstance(key, RSAPrivateKey):
        raise NotAKey("it is not RSA")
    return key.sign(signed, PKCS1v15(), SHA256())


def _base64(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")
