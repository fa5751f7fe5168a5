"""One call and one reply, as every pretend platform sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol
from urllib.parse import parse_qs

import orjson

JSON = "application/json; charset=UTF-8"


@dataclass(frozen=True)
class Call:
    """One request. `path` is what follows the platform's prefix, still encoded."""

    method: str
    path: str
    query_text: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    root: str
    """Scheme, host and prefix: what a link to this platform begins with."""

    @cached_property
    def query(self) -> dict[str, str]:
        """Return the query's parameters; of a repeated one the last."""
        return _pairs(self.query_text)

    @cached_property
    def form(self) -> dict[str, str]:
        """Return the fields of a form body."""
        return _pairs(self.body.decode("utf-8", "replace"))

    def json(self) -> Any:
        """
        Return the body's JSON.

        :raises ValueError: if it is none.
        """
        return orjson.loads(self.body or b"{}")

    @property
    def bearer(self) -> str:
        """Return the token of the Authorization header, or ''."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""


@dataclass(frozen=True, slots=True)
class Reply:
    """One response."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = JSON


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a reply on its way."""

    reply: Reply
    lost: bool = False
    """The line is cut instead."""
    half: bool = False
    """The line is cut in the middle of the body."""


class Platform(Protocol):
    """A pretend platform: it answers calls below its prefix, and fails in its own words."""

    prefix: str
    """First part of the path, such as `google`."""

    def answer(self, call: Call) -> Reply:
        """Answer one call."""
        ...

    def trouble(self, call: Call, mode: str) -> Reply:
        """Return what the platform says: `mode` is '500', '429' or 'retired_version'."""
        ...


def json_reply(
    content: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> Reply:
    """Return a reply that holds JSON."""
    return Reply(status, orjson.dumps(content), headers or {})


def _pairs(text: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(text, keep_blank_values=True).items()}
