"""Makes of what a sandbox tells about itself what a connection to it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from adhelm.connectors.contract import Address, Connector, Part

# What platforms call the same four things.
_ALSO = {
    "app_id": "client_id",
    "consumer_key": "client_id",
    "api_key": "client_id",
    "app_secret": "client_secret",
    "secret": "client_secret",
    "consumer_secret": "client_secret",
    "api_secret": "client_secret",
    "token": "access_token",
    "access_token_secret": "refresh_token",
    "token_secret": "refresh_token",
}


def credential(parts: Sequence[Part], played: Mapping[str, object]) -> dict[str, str]:
    """Return the values that a platform needs, of a sandbox's credential for it."""
    values = {part.name: _value(part, played) for part in parts}
    return {name: value for name, value in values.items() if value}


def address(connector: Connector, url: str, prefixes: Sequence[str]) -> Address:
    """Return where a sandbox at `url` plays a platform; its paths are the platform's own."""
    # google for google_ads, xads for x.
    start = connector.name.partition("_")[0]
    prefix = next((one for one in prefixes if one.startswith(start)), connector.name)
    base = f"{url.rstrip('/')}/{prefix}"
    token_path = urlsplit(connector.address.token_url).path
    return Address(base, f"{base}{token_path}" if token_path else "")


def _value(part: Part, played: Mapping[str, object]) -> str:
    value = played.get(part.name) or played.get(_ALSO.get(part.name, ""))
    # A developer token and the like: the sandbox takes any.
    return str(value) if value else "sandbox" if part.needed else ""
