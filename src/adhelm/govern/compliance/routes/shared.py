"""What the routes of limits and stops share: who asks, places, versions, pages by time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import wraps
from typing import Annotated, Any, ParamSpec

from fastapi import Depends, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.web import BadCursor, Body, Needs, asking, clock, cursor, etag, listed, part, place
from adhelm.core.written import is_unwritable
from adhelm.govern.compliance.logic import placing
from adhelm.govern.compliance.types import BadPlace, Place

P = ParamSpec("P")
READ, PROPOSE, APPROVE = (
    [Depends(Needs(scope))] for scope in (Scope.read, Scope.propose, Scope.approve)
)
Limit = Annotated[int, Query(ge=1, le=1000)]
CursorText = Annotated[str | None, Query(alias="cursor", max_length=2000)]
Account = Annotated[
    str,
    Query(max_length=241, description="'connector/account'; '' for the workspace's own.",
          examples=["google_ads/1234567890"]),
]  # fmt: skip
Entity = Annotated[
    str,
    Query(max_length=200, description="The platform's id of a thing in the account.",
          examples=["777"]),
]  # fmt: skip
AccountIn = Annotated[
    str,
    Field(max_length=241, description="'connector/account'; '' for the whole workspace.",
          examples=["google_ads/1234567890"]),
]  # fmt: skip
EntityIn = Annotated[
    str,
    Field(max_length=200, description="The platform's id of a thing in the account.",
          examples=["777"]),
]  # fmt: skip
Reason = Annotated[
    str, Field(max_length=2000, description="Why, for the audit.", examples=["Black Friday"])
]
_DONE = frozenset({200, 201})


class Decision(Body):
    """Why it is decided so."""

    reason: Reason = ""


def asked(request: Request) -> dict[str, Any]:
    """Return who asks, and of what."""
    return {"principal": asking(request), "database": part(request, Database)}


def changing(request: Request) -> dict[str, Any]:
    """Return who changes something, where and when."""
    return {**asked(request), "clock": clock(request)}


def place_of(account: str, entity: str = "") -> Place:
    """
    Return the place that a request names.

    :raises BadPlace: if it names none.
    """
    connector, _, account_id = account.partition("/")
    if entity and not account:
        raise BadPlace("a thing is in an account", hint="account=google_ads/1234567890")
    return placing.place(connector, account_id, entity)


def placed(where: Place) -> dict[str, str]:
    """Return a place as it is answered."""
    account = f"{where.connector}/{where.account_id}" if where.account_id else ""
    return {"account": account, "entity": where.entity_id}


def after_time(text: str | None) -> tuple[datetime, str] | None:
    """
    Return the instant and id where the page before ended.

    :raises BadCursor: if it is no cursor of ours.
    """
    found = place(text, kinds=(str, str))
    if found is None:
        return None
    try:
        at = datetime.fromisoformat(found[0])
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or is_unwritable(found[1]):
        raise BadCursor("this is no cursor", hint="take `next_cursor` of the page before")
    return at, found[1]


def paged(
    request: Request, rows: Sequence[Mapping[str, object]], ends: tuple[object, ...] | None
) -> Response:
    """Return a page; `ends` is the place of its last row if there may be more."""
    return listed(
        rows,
        provenance={"read_at": clock(request).now()},
        next_cursor=cursor(*ends) if ends else None,
    )


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
