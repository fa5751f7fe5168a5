"""What the routes of alerts share: scopes, versions, places in lists, parts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Annotated, Any, ParamSpec

from fastapi import Depends, Header, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from adhelm.act.alerts.service.post import Post
from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.web import BadCursor, Needs, Stale, asking, etag, part, place
from adhelm.core.written import is_unwritable

P = ParamSpec("P")
_DONE = frozenset({200, 201})
_TAG = re.compile(r'"v(\d{1,9})"')


def says_version(
    if_match: Annotated[
        str | None, Header(max_length=200, description="The ETag of what is changed; needed.")
    ] = None,
) -> None:
    """Document the header that `matching` looks at."""


def may_say_version(
    if_match: Annotated[
        str | None, Header(max_length=200, description="The ETag that was read, if it matters.")
    ] = None,
) -> None:
    """Document the header that `version_of` looks at."""


READ = [Depends(Needs(Scope.read))]
WRITE = [Depends(Needs(Scope.write))]
ADMIN = [Depends(Needs(Scope.admin))]
ACT = [*WRITE, Depends(may_say_version)]
CHANGE = [*ADMIN, Depends(says_version)]
ROUTE = [*WRITE, Depends(says_version)]
AlertId = Annotated[str, Path(max_length=64, examples=["alt_1a2b3c4d5e6f7a8b"])]
ChannelId = Annotated[str, Path(max_length=64, examples=["chn_1a2b"])]
DeliveryId = Annotated[str, Path(max_length=64, examples=["dlv_1a2b"])]
Limit = Annotated[int, Query(ge=1, le=1000)]
CursorText = Annotated[str | None, Query(alias="cursor", max_length=500)]


def tagged(handler: Callable[P, Response]) -> Callable[P, Response]:
    """Put the version that an answer tells of on it as its tag, replayed answers included."""

    @wraps(handler)
    def run(*args: P.args, **kwargs: P.kwargs) -> Response:
        import orjson

        told = handler(*args, **kwargs)
        if told.status_code in _DONE:
            told.headers["etag"] = etag(orjson.loads(bytes(told.body))["version"])
        return told

    return run


def version_of(request: Request) -> int | None:
    """
    Return the version that a request is made from; None if it does not say.

    :raises Stale: if it names none of ours.
    """
    told = request.headers.get("if-match", "*").strip().removeprefix("W/")
    if told == "*":
        return None
    found = _TAG.fullmatch(told)
    if found is None:
        raise Stale("it has changed since you read it", hint="If-Match: the ETag you read")
    return int(found[1])


def reading(request: Request) -> dict[str, Any]:
    """Return what a service that reads is called with."""
    return {"principal": asking(request), "database": part(request, Database)}


def posting(request: Request) -> dict[str, Any]:
    """Return what a service that tells is called with."""
    return {"principal": asking(request), "post": part(request, Post)}


def place_of(text: str | None) -> tuple[datetime, str] | None:
    """
    Return where a page by time ended.

    :raises BadCursor: if the cursor is none of this list.
    """
    found = place(text, kinds=(str, str))
    if found is None:
        return None
    try:
        at = datetime.fromisoformat(found[0])
    except ValueError as error:
        raise _bad() from error
    if at.tzinfo is None or not 2000 <= at.year < 9000 or is_unwritable(found[1]):  # noqa: PLR2004
        raise _bad()
    return at, found[1]


def _bad() -> BadCursor:
    return BadCursor("the cursor is none of this list", hint="take `next_cursor`")
