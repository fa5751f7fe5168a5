"""OAuth 1.0a, as X has it: each call is signed with two keys and two secrets (HMAC-SHA1)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Keys:
    """What signs: the application's pair and the person's pair."""

    consumer_key: str
    consumer_secret: str = field(repr=False)
    access_token: str = field(repr=False)
    access_token_secret: str = field(repr=False)

    @classmethod
    def of(cls, credential: Mapping[str, str]) -> Keys:
        """Take the four values out of a credential."""
        return cls(
            credential["consumer_key"],
            credential["consumer_secret"],
            credential["access_token"],
            credential["access_token_secret"],
        )


def sign(
    method: str,
    url: str,
    params: Iterable[tuple[str, str]],
    *,
    keys: Keys,
    nonce: str,
    stamp: str,
) -> str:
    """
    Return the Authorization header of a call.

    `url` has no query; `params` are those of the query and of a form, repeated ones included
    (JSON is not signed); `stamp` is in seconds since 1970. Source: RFC 5849, 3.4.
    """
    said = {
        "oauth_consumer_key": keys.consumer_key,
        "oauth_nonce": nonce,
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": stamp,
        "oauth_token": keys.access_token,
        "oauth_version": "1.0",
    }
    pairs = sorted((_encoded(name), _encoded(value)) for name, value in (*params, *said.items()))
    text = "&".join(f"{name}={value}" for name, value in pairs)
    base = "&".join((method.upper(), _encoded(url), _encoded(text)))
    key = f"{_encoded(keys.consumer_secret)}&{_encoded(keys.access_token_secret)}"
    digest = hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()
    said["oauth_signature"] = base64.b64encode(digest).decode()
    return "OAuth " + ", ".join(f'{name}="{_encoded(said[name])}"' for name in sorted(said))


def _encoded(text: str) -> str:
    return quote(text, safe="-._~")
