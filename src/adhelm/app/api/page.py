"""The web app: its built files, and its one document for every address that is a page's."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import MutableMapping
from dataclasses import dataclass
from pathlib import Path

from adhelm.app.api.frame import App, Receive, Scope, Send

FOLDER = Path(__file__).parents[1] / "static"
"""Where `npm run build` in `web/` writes to; a wheel has it, a checkout once it was built."""
_OURS = ("/api", "/health", "/metrics", "/docs", "/openapi.json", "/graphql")
_FOR_GOOD = b"public, max-age=31536000, immutable"
# Styles may stand in the page, for the kit of components places things by them; scripts never.
_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    b"img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    b"base-uri 'none'; frame-ancestors 'none'"
)
_TYPES = {".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class _File:
    """One built file, plain and packed."""

    plain: bytes
    packed: bytes | None
    kind: bytes
    tag: bytes
    changed: int


class Page:
    """An ASGI middleware that answers for the page, and passes on what is asked of the API."""

    def __init__(self, app: App, *, folder: Path = FOLDER) -> None:
        self._app = app
        self._folder = folder
        self._kept: dict[str, _File] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a file, with the page, or let the application answer."""
        name = self._named(scope)
        file = self._read(name) if name else None
        if file is None:
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if headers.get(b"if-none-match") == file.tag:
            await _tell(send, 304, _headers(name, file), b"")
            return
        body, added = file.plain, _headers(name, file)
        if file.packed is not None and b"gzip" in headers.get(b"accept-encoding", b""):
            body, added = file.packed, [*added, (b"content-encoding", b"gzip")]
        added += [(b"content-type", file.kind), (b"content-length", str(len(body)).encode())]
        await _tell(send, 200, added, b"" if scope["method"] == "HEAD" else body)

    def _named(self, scope: Scope) -> str:
        """Return the file that an address means; '' if it is none of the page's."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            return ""
        path: str = scope["path"]
        if any(path == ours or path.startswith(f"{ours}/") for ours in _OURS):
            return ""
        parts = path.strip("/").split("/")
        if any(part.startswith(".") or "\\" in part for part in parts):
            return ""
        name = "/".join(parts)
        if name and (self._folder / name).is_file():
            return name
        wanted = dict(scope["headers"]).get(b"accept", b"")
        return "index.html" if b"text/html" in wanted else ""

    def _read(self, name: str) -> _File | None:
        path = self._folder / name
        try:
            changed = path.stat().st_mtime_ns
            if (kept := self._kept.get(name)) is not None and kept.changed == changed:
                return kept
            plain = path.read_bytes()
        except OSError:
            return None
        packed = path.with_name(f"{path.name}.gz")
        kind = _TYPES.get(path.suffix) or mimetypes.guess_type(name)[0]
        text = "; charset=utf-8" if kind and kind.startswith("text/") else ""
        made = self._kept[name] = _File(
            plain=plain,
            packed=packed.read_bytes() if packed.is_file() else None,
            kind=f"{kind or 'application/octet-stream'}{text}".encode(),
            tag=f'"{hashlib.sha256(plain).hexdigest()[:24]}"'.encode(),
            changed=changed,
        )
        return made


def _headers(name: str, file: _File) -> list[tuple[bytes, bytes]]:
    # The names under assets/ change with their content.
    lasts = _FOR_GOOD if name.startswith("assets/") else b"no-cache"
    told = [(b"cache-control", lasts), (b"etag", file.tag), (b"vary", b"accept-encoding")]
    if name.endswith(".html"):
        told.append((b"content-security-policy", _POLICY))
    return told


async def _tell(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    start: MutableMapping[str, object] = {
        "type": "http.response.start", "status": status, "headers": headers,
    }  # fmt: skip
    await send(start)
    await send({"type": "http.response.body", "body": body})
