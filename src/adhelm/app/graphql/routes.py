"""GraphQL over HTTP: one query a request, weighed first; errors tell a code and a hint."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.app.graphql.accepting import GRAPHQL, media_type
from adhelm.app.graphql.limits import Limits, Unreadable, admit
from adhelm.core.errors import AdhelmError
from adhelm.core.principal import Scope
from adhelm.core.web import Body, Needs, answer

if TYPE_CHECKING:
    from graphql import GraphQLError

router = APIRouter(tags=["graphql"])
_log = logging.getLogger("adhelm.api.graphql")
_QUERY = "{ budgets(first: 10) { nodes { month effective { amount currency } } } }"


_ANSWERED = {GRAPHQL: {"schema": {"$ref": "#/components/schemas/Answered"}}}
_SAID: dict[int | str, dict[str, Any]] = {
    200: {"content": _ANSWERED},
    400: {"content": _ANSWERED},
}


class Asked(Body):
    """One query; several at once are refused."""

    query: Annotated[str, Field(min_length=1, max_length=50_000)] = Field(examples=[_QUERY])
    variables: dict[str, Any] | None = Field(default=None, examples=[{}])
    operation_name: Annotated[str, Field(max_length=200)] | None = Field(
        default=None, alias="operationName", examples=[None]
    )
    extensions: dict[str, Any] | None = Field(default=None, examples=[{}])


class ErrorOut(BaseModel):
    """What went wrong, and where in the query."""

    message: str
    path: list[str | int] | None = None
    locations: list[dict[str, int]] | None = None
    extensions: dict[str, str] = Field(examples=[{"code": "graphql.too_deep", "hint": "at most 8"}])


class Answered(BaseModel):
    """Data, and errors of the fields that have none; no data where the query is refused."""

    data: dict[str, Any] | None = Field(default=None, examples=[{"budgets": {"nodes": []}}])
    errors: list[ErrorOut] | None = None


@router.post(
    "/graphql",
    response_model=Answered,
    response_model_exclude_none=True,
    responses=_SAID,
    dependencies=[Depends(Needs(Scope.read))],
)
def graphql(request: Request, body: Asked) -> Response:
    """
    Answer a GraphQL query over metrics, campaigns and budgets; it only reads.

    What is wrong with a query is told in `errors`, with a code and a hint in `extensions`. A query
    that is refused as a whole has no `data`; its status is 400, and 200 in `application/json`.
    """
    media = media_type(request.headers.get("accept"))
    limits: Limits = request.app.state.graphql
    try:
        admit(body.query, body.variables or {}, limits=limits)
    except AdhelmError as error:
        return _told({"errors": [_ours(error)]}, media)
    return _told(_answered(request, body), media)


def _answered(request: Request, body: Asked) -> dict[str, Any]:
    from strawberry.schema.exceptions import CannotGetOperationTypeError

    from adhelm.app.graphql.schema import Context, schema

    try:
        found = schema().execute_sync(
            body.query,
            variable_values=body.variables,
            context_value=Context(request),
            operation_name=body.operation_name,
        )
    except CannotGetOperationTypeError:
        unnamed = Unreadable("the query has no operation of this name", hint="operationName")
        return {"errors": [_ours(unnamed)]}
    errors = [_error(each) for each in found.errors or ()]
    # What is wrong with the query itself has no place in its answer: nothing of it was run.
    if errors and found.data is None and not any(each.path for each in found.errors or ()):
        return {"errors": errors}
    told: dict[str, Any] = {"data": found.data}
    return {**told, "errors": errors} if errors else told


def _error(error: GraphQLError) -> dict[str, Any]:
    cause = error.original_error
    while cause is not None and not isinstance(cause, AdhelmError):
        cause = getattr(cause, "original_error", None)
    if isinstance(cause, AdhelmError):
        told = _ours(cause)
    elif error.path:
        _log.error("a field of GraphQL failed", exc_info=error.original_error or error)
        told = {
            "message": "something went wrong on our side",
            "extensions": {"code": "internal", "hint": "the log has more, under the request id"},
        }
    else:
        told = _ours(Unreadable(error.message, hint="ask for __schema to see what there is"))
    if error.path:
        told["path"] = list(error.path)
    if error.locations:
        told["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    return told


def _ours(error: AdhelmError) -> dict[str, Any]:
    return {"message": error.message, "extensions": {"code": error.code, "hint": error.hint}}


def _told(body: Mapping[str, Any], media: str) -> Response:
    # What readers of `application/json` expect of GraphQL: 200, also where nothing was run.
    refused = media == GRAPHQL and "data" not in body
    told = answer(body, status=400 if refused else 200, headers={"cache-control": "no-store"})
    told.headers["content-type"] = f"{media}; charset=utf-8" if media == GRAPHQL else media
    return told
