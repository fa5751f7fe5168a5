"""Pages of Graph: where the next one begins, and the page without the token that points there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import orjson

from adhelm.connectors.contract import BadBody

_PAGING = b'"paging":'
_SPACED = re.compile(rb'"paging"\s*:')
_TOKEN = re.compile(rb'(access_token(?:=|%3D))[^&"\\]+')
_LINKS = ("next", "previous")


@dataclass(frozen=True, slots=True)
class Paged:
    """One page: the body to keep, and the cursor after which the next page begins ('': none)."""

    body: bytes
    after: str


def paged(body: bytes) -> Paged:
    """
    Return a page without its links, which carry the access token.

    :raises BadBody: if the body is cut off.
    """
    found = tail(body)
    if found is None:
        return Paged(plain(body), "")
    start, end = found
    paging = end["paging"] or {}
    after = str((paging.get("cursors") or {}).get("after", "")) if paging.get("next") else ""
    if any(name in paging for name in _LINKS):
        end["paging"] = {name: paging[name] for name in paging if name not in _LINKS}
        body = body[:start] + orjson.dumps(end)[1:]
    return Paged(plain(body), after)


def tail(body: bytes) -> tuple[int, dict[str, Any]] | None:
    """
    Return where the last part of a page begins, from `paging` on, and what it says; None without.

    Graph writes `data` first and `paging` behind it, so the rows need not be read for that. A
    quotation mark inside a name is escaped: what looks like the key is the key.

    :raises BadBody: if it is cut off.
    """
    start = body.rfind(_PAGING)
    if start < 0:
        spaced = list(_SPACED.finditer(body))
        if not spaced:
            return None
        start = spaced[-1].start()
    try:
        return start, orjson.loads(b"{" + body[start:])
    except orjson.JSONDecodeError as error:
        raise BadBody(f"the page is cut off: {error}", hint="it is asked for again") from None


def plain(body: bytes) -> bytes:
    """Return a body with any access token in it masked."""
    return _TOKEN.sub(rb"\1********", body) if b"access_token" in body else body
