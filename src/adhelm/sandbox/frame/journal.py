"""What was asked and what was answered, for assertions. Secrets are left out."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adhelm.sandbox.frame.calls import Call

_MOST = 20_000
_LONGEST = 20_000
_SECRET = re.compile(
    r"((?:access_token|refresh_token|client_secret|secret|fb_exchange_token|input_token|code)"
    r"(?:\"\s*:\s*\"|=))[^&\"\s]+"
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One call as it came; what may be shown of it is made when somebody looks."""

    number: int
    at: datetime
    platform: str
    asked: tuple[str, str, str, bytes, Mapping[str, str]]
    status: int
    size: int
    fault: str

    def shown(self) -> dict[str, Any]:
        """Return the call without its secrets."""
        method, path, query, body, headers = self.asked
        return {
            "number": self.number,
            "at": self.at.isoformat(),
            "platform": self.platform,
            "method": method,
            "path": path,
            "query": redacted(query),
            "body": redacted(body.decode("utf-8", "replace")),
            "headers": _kept(headers),
            "status": self.status,
            "size": self.size,
            "fault": self.fault,
        }


class Journal:
    """The last calls, oldest first."""

    def __init__(self) -> None:
        self._entries: deque[_Entry] = deque(maxlen=_MOST)
        self._count = 0

    def note(
        self, call: Call, *, platform: str, at: datetime, status: int, size: int, fault: str
    ) -> None:
        """Write one call down."""
        self._count += 1
        short = call.body[:_LONGEST] if len(call.body) > _LONGEST else call.body
        asked = (call.method, call.path, call.query_text, short, call.headers)
        self._entries.append(_Entry(self._count, at, platform, asked, status, size, fault))

    def entries(self, *, platform: str = "", after: int = 0) -> list[dict[str, Any]]:
        """Return the calls to a platform (or all) after the given number."""
        return list(self._chosen(platform, after))

    def clear(self) -> None:
        """Forget every call; numbers go on."""
        self._entries.clear()

    def _chosen(self, platform: str, after: int) -> Iterable[dict[str, Any]]:
        for entry in self._entries:
            if entry.number > after and platform in {"", entry.platform}:
                yield entry.shown()


def redacted(text: str) -> str:
    """Return a query or a body without the secrets in it."""
    return _SECRET.sub(r"\1…", text)


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    hidden = {"authorization", "access-token", "developer-token", "cookie"}
    return {name: "…" if name in hidden else value for name, value in headers.items()}
