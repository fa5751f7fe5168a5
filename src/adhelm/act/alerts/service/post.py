"""The parts that messages are sent with."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.core.secret import Secret
from adhelm.core.secrets import Keyring

if TYPE_CHECKING:
    import httpx

SECRET = "alerts.channel/"  # noqa: S105 - where they are sealed


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where e-mail is handed over."""

    host: str
    port: int
    sender: str
    """'Adhelm <adhelm@example.com>'."""
    user: str = ""
    password: Secret | None = None
    tls: str = "starttls"
    """'starttls', 'tls' from the first byte, or 'none'."""
    timeout_s: float = 30
    recipients: tuple[str, ...] = ()
    """Patterns of whom mail may go to, such as `*@example.com`; empty: anybody."""


@dataclass(frozen=True, slots=True)
class Post:
    """What the wiring hands over."""

    database: Database
    keyring: Keyring
    clock: Clock
    http: Callable[[], httpx.Client]
    """Made for each message; reaches public hosts alone, and what the settings allow."""
    refuse: Callable[[str], None]
    """Raises `OutboundRefused` of a URL that may not be reached."""
    mail: MailServer | None = None
    addresses: Mapping[str, str] = field(default_factory=dict)
    """'slack' and 'pagerduty' -> where their interfaces are."""
    web_url: str = ""
    """Where people open Adhelm; '': messages have no link."""


def watcher(workspace_id: str) -> Principal:
    """Return who notices and tells by itself."""
    scopes = frozenset({Scope.read, Scope.write})
    return Principal(Actor.scheduler, "alerts", workspace_id, scopes)


def author(principal: Principal) -> str:
    """Return a principal as the records name it."""
    return f"{principal.actor.value}:{principal.id}"


def new_id(kind: str) -> str:
    """Return an id that nobody can guess."""
    return f"{kind}_{secrets.token_hex(10)}"
