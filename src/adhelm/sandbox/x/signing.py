"""OAuth 1.0a: whose call it is, and whether the signature is right."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote

from adhelm.core.clock import Clock, SystemClock
from adhelm.sandbox.frame import Call, Credential
from adhelm.sandbox.x.errors import Refused

_PART = re.compile(r'(\w+)="([^"]*)"')
# Seconds that a signature may be old, or from the future.
_PATIENCE = 300
_FORM = "application/x-www-form-urlencoded"


def caller(call: Call, credentials: Iterable[Credential], clock: Clock) -> Credential:
    """
    Return who signed a call.

    :raises Refused: with 401 if nobody known did, the signature is wrong, or its time is.
    """
    said = given(call)
    for one in credentials:
        if (one.client_id, one.access_token) == (
            said.get("oauth_consumer_key"),
            said.get("oauth_token"),
        ):
            right = signature(call, said, one.client_secret, one.refresh_token)
            if hmac.compare_digest(right, said.get("oauth_signature", "")):
                _check_time(said.get("oauth_timestamp", ""), clock)
                return one
    raise unauthorized()


def _check_time(stamp: str, clock: Clock) -> None:
    # Callers sign by the machine's clock, or by the one that is played.
    moments = (clock.now().timestamp(), SystemClock().now().timestamp())
    if not stamp.isdigit() or min(abs(int(stamp) - now) for now in moments) > _PATIENCE:
        raise Refused(401, 135, "Timestamp out of bounds.")


def unauthorized() -> Refused:
    """Return the refusal of a call that is not signed well."""
    return Refused(401, "UNAUTHORIZED_ACCESS", "This request is not properly authenticated")


def given(call: Call) -> dict[str, str]:
    """Return the parts of the Authorization header, decoded."""
    header = call.headers.get("authorization", "")
    if not header.startswith("OAuth "):
        return {}
    return {name: _decoded(value) for name, value in _PART.findall(header)}


def signature(call: Call, said: dict[str, str], consumer: str, token: str) -> str:
    """Return the signature a call ought to have."""
    pairs = parse_qsl(call.query_text, keep_blank_values=True)
    if call.headers.get("content-type", "").startswith(_FORM):
        pairs += parse_qsl(call.body.decode(), keep_blank_values=True)
    pairs += [(name, value) for name, value in said.items() if name != "oauth_signature"]
    encoded = sorted((_encoded(name), _encoded(value)) for name, value in pairs)
    text = "&".join(f"{name}={value}" for name, value in encoded)
    base = "&".join([call.method.upper(), _encoded(call.root + call.path), _encoded(text)])
    key = f"{_encoded(consumer)}&{_encoded(token)}".encode()
    return base64.b64encode(hmac.new(key, base.encode(), hashlib.sha1).digest()).decode()


def _encoded(text: str) -> str:
    return quote(text, safe="-._~")


def _decoded(text: str) -> str:
    return dict(parse_qsl(f"x={text.replace('+', '%2B')}", keep_blank_values=True))["x"]
