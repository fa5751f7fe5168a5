"""Sends a file to one of Google's interfaces in pieces, and goes on after what got lost."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adhelm.act.feeds.types import TargetUnavailable

if TYPE_CHECKING:
    import httpx

    from adhelm.act.feeds.store.google import Google

PIECE = 8 * 1024**2
"""A multiple of 256 KiB, as the interface wants it."""
_TROUBLES = 5
_MORE, _THERE, _LOST = 308, 409, frozenset({404, 410})


def upload(api: Google, url: str, body: Mapping[str, Any], content: Path | bytes) -> None:
    """
    Send what is wanted and a file; done if the other side has it already.

    :raises TargetUnavailable: if it does not arrive.
    """
    size = len(content) if isinstance(content, bytes) else content.stat().st_size
    begun = api.call(
        "POST", url, params={"uploadType": "resumable"}, json=body, also={_THERE},
        headers={
            "x-upload-content-type": "application/octet-stream",
            "x-upload-content-length": str(size),
        },
    )  # fmt: skip
    if begun.status_code == _THERE:
        return
    session, sent, troubles, known = begun.headers["location"], 0, 0, True
    while True:
        # How much of what got lost came through is only known over there.
        said = _put(api, session, _piece(content, sent) if known else b"", begin=sent, size=size)
        known = said is not None
        if said is None:
            troubles += 1
            if troubles > _TROUBLES:
                raise TargetUnavailable(f"{api.service}: a file does not arrive", hint="run again")
            api.wait(min(2.0**troubles, 60.0))
        elif said.status_code != _MORE:
            return
        else:
            have = said.headers.get("range", "")
            sent = int(have.rpartition("-")[2]) + 1 if have else 0


def _put(
    api: Google, session: str, piece: bytes, *, begin: int, size: int
) -> httpx.Response | None:
    told = f"bytes {begin}-{begin + len(piece) - 1}/{size}" if piece else f"bytes */{size}"
    try:
        said = api.call(
            "PUT", session, content=piece, headers={"content-range": told}, tries=1,
            also={_MORE, _THERE, *_LOST},
        )  # fmt: skip
    except TargetUnavailable:
        return None
    if said.status_code in _LOST:
        raise TargetUnavailable(f"{api.service} forgot a file half way", hint="run the feed again")
    return said


def _piece(content: Path | bytes, begin: int) -> bytes:
    if isinstance(content, bytes):
        return content[begin : begin + PIECE]
    with content.open("rb") as file:
        file.seek(begin)
        return file.read(PIECE)
