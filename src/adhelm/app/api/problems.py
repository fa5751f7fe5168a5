"""Errors as `application/problem+json` (RFC 9457): the one table from kinds to HTTP statuses."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import compile_path

from adhelm.app.api.refusing import write_down
from adhelm.core.db import DatabaseUnavailable
from adhelm.core.errors import AdhelmError, Kind
from adhelm.core.http import redact
from adhelm.core.request import request_id
from adhelm.core.web import Problem, answer

_log = logging.getLogger(__name__)
_MOST_FIELDS = 20
_LONGEST = 300
STATUSES: Mapping[Kind, int] = MappingProxyType(
    {
        Kind.usage: 400,
        Kind.unauthenticated: 401,
        Kind.forbidden: 403,
        Kind.not_found: 404,
        Kind.conflict: 409,
        Kind.blocked: 409,
        Kind.approval: 409,
        Kind.invalid: 422,
        Kind.internal: 500,
        Kind.unavailable: 503,
    }
)


def install(app: FastAPI) -> None:
    """Let every error of the application become a problem."""
    app.add_exception_handler(AdhelmError, _ours)
    app.add_exception_handler(sa.exc.OperationalError, _database_gone)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def unexpected(scope: Mapping[str, Any], error: Exception) -> Response:
    """Return the problem that an error is which nobody expected, and log it."""
    _log.error("%s %s failed", scope["method"], scope["path"], exc_info=error)
    return problem(
        500,
        code="internal",
        title="something went wrong on our side",
        hint="the log has more, under this request id",
    )


def problem(
    status: int,
    *,
    code: str,
    title: str,
    hint: str = "",
    facts: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem."""
    body = Problem(
        type="about:blank", title=title, status=status, code=code, hint=hint,
        request_id=request_id(), facts=dict(facts or {}),
    )  # fmt: skip
    more = {"www-authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else {}
    told = answer(body.model_dump(), status=status, headers={**more, **(headers or {})})
    told.headers["content-type"] = "application/problem+json"
    return told


def problem_of(error: AdhelmError) -> Response:
    """Return the problem that an error is."""
    wait = getattr(error, "retry_after_s", None)
    status = getattr(error, "http_status", STATUSES[error.kind])
    if status == HTTPStatus.UNAUTHORIZED and wait:
        status = HTTPStatus.TOO_MANY_REQUESTS
    if status == HTTPStatus.SERVICE_UNAVAILABLE and wait is None:
        wait = 1
    facts = error.as_dict().get("facts")
    return problem(
        status,
        code=error.code,
        title=error.message,
        hint=error.hint,
        facts=facts if isinstance(facts, dict) else None,
        headers={} if wait is None else {"retry-after": str(int(wait))},
    )


def _ours(request: Request, error: Exception) -> Response:
    if not isinstance(error, AdhelmError):
        raise error
    write_down(request, error)
    return problem_of(error)


def _database_gone(_: Request, error: Exception) -> Response:
    _log.error("the database went away amid a request: %s", redact(str(error)))
    gone = DatabaseUnavailable("the database does not answer", hint="try again in a moment")
    return problem_of(gone)


def _invalid(request: Request, error: Exception) -> Response:
    problems: Sequence[Any] = error.errors() if isinstance(error, RequestValidationError) else ()
    if any(each["loc"][0] == "body" for each in problems) and not _is_json(request):
        return problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            code="request.not_json",
            title="this route takes JSON",
            hint="Content-Type: application/json",
        )
    places = [
        {"place": _shown(".".join(map(str, each["loc"]))), "message": _shown(each["msg"])}
        for each in problems[:_MOST_FIELDS]
    ]
    first = places[0] if places else {"place": "the request", "message": "it is invalid"}
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        code="request.invalid",
        title=f"{first['place']}: {first['message']}",
        hint="see /docs for what this route takes",
        facts={"problems": places},
    )


def _is_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    sent = (
        request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers
    )
    return not sent or kind == "application/json" or kind.endswith("+json")


def _shown(text: str) -> str:
    # A name of a field may be half of a character, which no answer can hold.
    return text.encode("utf-8", "replace").decode()[:_LONGEST]


def _methods(request: Request) -> list[str]:
    """Return what the path may be asked; each route knows only of its own method."""
    app, path = request.app, request.url.path
    table: list[tuple[re.Pattern[str], str, set[str]]] | None
    if (table := getattr(app.state, "methods", None)) is None:
        table = app.state.methods = [
            (compile_path(str(context.path))[0], str(context.path), set(context.methods or ()))
            for context in iter_route_contexts(app.routes)
        ]
    found = [(at, methods) for pattern, at, methods in table if pattern.match(path)]
    # A path that is written out goes before one with an id in its place.
    nearest = min((at.count("{") for at, _ in found), default=0)
    return sorted({one for at, methods in found if at.count("{") == nearest for one in methods})


def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    own = (error.headers or {}) if isinstance(error, HTTPException) else {}
    headers = {name.lower(): value for name, value in own.items()}
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["allow"] = ", ".join(_methods(request))
    phrase = HTTPStatus(status).phrase
    code = f"http.{phrase.lower().replace(' ', '_').replace('-', '_')}"
    return problem(status, code=code, title=phrase, hint="see /docs", headers=headers)
