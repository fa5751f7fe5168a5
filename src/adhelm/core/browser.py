"""Browsers' sessions: the cookie, and that what changes something comes from our own pages."""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import Request  # noqa: TC002 - FastAPI reads the type of a dependency

from adhelm.core.errors import Unauthenticated

SESSION = "adhelm_session"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class ForeignPage(Unauthenticated):
    """A browser's session was used by a page of another site."""

    code = "auth.foreign_page"


def own_page(request: Request) -> None:
    """
    Let pass what a page of our own asks for: browsers say which page asks, and cannot be lied to.

    With a cookie that is `SameSite=Lax` this needs no token in each form.

    :raises ForeignPage: if another site's page asks for a change, or nobody says which.
    """
    if request.method in _SAFE:
        return
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site not in {None, "same-origin"} or (origin is not None and origin != _own(request)):
        raise ForeignPage("the session belongs to another page", hint="use the app itself")
    if site is None and origin is None:
        raise ForeignPage("nobody says which page this comes from", hint="send Origin")


def cookie(
    request: Request, name: str, value: str, *, lasts: timedelta, path: str = "/"
) -> tuple[bytes, bytes]:
    """Return the header of a cookie that no script reads and no other site's form sends."""
    secure = "; Secure" if request.url.scheme == "https" else ""
    written = (
        f"{name}={value}; Max-Age={int(lasts.total_seconds())}; Path={path}; "
        f"HttpOnly; SameSite=Lax{secure}"
    )
    return b"set-cookie", written.encode("latin-1")


def _own(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"
