"""The one way out: an HTTP client that reaches only what it may.

Addresses of one's own network are refused unless the settings allow them. A name is resolved once
and the very address that was checked is connected to, at every hop of a redirect; proxies of the
environment are ignored. Answers are bounded in size and time, errors and logs carry no secrets.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from adhelm.core.http.policy import (
    Allowed,
    BadAllowEntry,
    NoAnswer,
    NotReached,
    OutboundRefused,
    Policy,
    Resolve,
    is_literal,
)
from adhelm.core.http.redaction import MASK, RedactingFilter, redact

if TYPE_CHECKING:
    import httpx

    from adhelm.core.http.transport import Carrier

__all__ = [
    "MASK",
    "Allowed",
    "BadAllowEntry",
    "NoAnswer",
    "NotReached",
    "OutboundRefused",
    "RedactingFilter",
    "carried",
    "client",
    "may_reach",
    "redact",
]
_MAX_HOPS = 5
# A whole answer may take this many times the timeout of one step.
_SLOWEST = 10
_redacting = RedactingFilter()


def client(
    *,
    allow: Sequence[str] = (),
    hosts: Collection[str] | None = None,
    base_url: str = "",
    headers: Mapping[str, str] | None = None,
    timeout_s: float = 30,
    max_bytes: int = 64 * 1024**2,
    resolve: Resolve | None = None,
    told: bool = True,
) -> httpx.Client:
    """
    Return the client for one outside service; close it, or use it in a `with`.

    `hosts` are the public hosts that the service needs (None: any public one); `allow`, from the
    settings, adds to them and is the only way to a private address or to plain HTTP. Calls raise
    `OutboundRefused`, `NoAnswer`, and `BadAnswer` or `AnswerTooLarge` of `core.http.transport`.
    Each call is logged and traced, without its query, unless `told` is false.
    `timeout_s` seconds bound each step (connecting, reading on), ten times that the whole.

    :raises BadAllowEntry: if an entry of `allow` or `hosts` cannot be read.
    """
    from adhelm.core.http.transport import Client, GuardedTransport

    for name in ("httpx", "httpcore.connection", "httpcore.http11"):
        # httpx logs each URL with its query, and with it the tokens that Meta wants there.
        logging.getLogger(name).addFilter(_redacting)
    policy = Policy.of(allow, hosts, resolve)
    return Client(
        GuardedTransport(policy, max_bytes=max_bytes, total_s=timeout_s * _SLOWEST),
        told=told,
        base_url=base_url,
        headers={"user-agent": "adhelm", "accept-encoding": "gzip", **(headers or {})},
        timeout=timeout_s,
        follow_redirects=True,
        max_redirects=_MAX_HOPS,
        trust_env=False,
    )


def may_reach(url: str, *, allow: Sequence[str] = (), hosts: Collection[str] | None = None) -> None:
    """
    Let a URL pass that a client of the same lists may call, as far as its text says.

    What its name resolves to is looked at when it is called.

    :raises OutboundRefused: if its scheme, host or address may not be reached, or it has a user.
    """
    from urllib.parse import urlsplit

    policy = Policy.of(allow, hosts, None)
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80}.get(parts.scheme, 443)
    except ValueError:
        raise OutboundRefused("this is no address of a web server") from None
    if not parts.hostname or parts.username is not None or parts.password is not None:
        raise OutboundRefused("this is no address of a web server", hint="https://host/path")
    policy.check_url(parts.scheme, parts.hostname, port)
    if is_literal(parts.hostname):
        policy.addresses(parts.hostname, port)


def carried(by: httpx.Client, carrier: Carrier) -> httpx.Client:
    """
    Return a client that may go where another may, and whose requests a carrier takes.

    :raises TypeError: if the other is not one of `client`.
    """
    from adhelm.core.http.transport import Client

    if not isinstance(by, Client):
        raise TypeError("nothing says where this client may go")
    return by.carried(carrier)
