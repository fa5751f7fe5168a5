"""Reports as documents over HTTP: made now, and their looks."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, ParamSpec

from fastapi import APIRouter, Depends, Header, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from adhelm.act.reports.routes import bodies
from adhelm.act.reports.service import archiving, views
from adhelm.act.reports.service.press import Press
from adhelm.act.reports.types import BadReport, Brand, Form, Made
from adhelm.core.principal import Scope
from adhelm.core.web import (
    Listed,
    Needs,
    answer,
    asking,
    cursor,
    etag,
    listed,
    matching,
    once,
    part,
    place,
)

P = ParamSpec("P")
router = APIRouter(prefix="/reports", tags=["reports"])


def says_version(
    if_match: Annotated[
        str | None, Header(max_length=200, description="The ETag of what is changed; needed.")
    ] = None,
) -> None:
    """Document the header that `matching` looks at."""


READ = [Depends(Needs(Scope.read))]
WRITE = [Depends(Needs(Scope.write))]
CHANGE = [*WRITE, Depends(says_version)]
Limit = Annotated[int, Query(ge=1, le=1000)]
After = Annotated[str | None, Query(alias="cursor", max_length=500)]
_ViewId = Annotated[str, Path(max_length=64, examples=["view_1a2b"])]
_DONE = frozenset({200, 201})
_TEXT: dict[str, Any] = {"schema": {"type": "string"}, "example": "…"}
_BYTES: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}, "example": "…"}
FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {
            "text/html": _TEXT,
            "text/csv": _TEXT,
            "application/json": {"schema": {"type": "object"}, "example": {}},
            "application/pdf": _BYTES,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _BYTES,
            "image/png": _BYTES,
        },
    }
}


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


def parts(request: Request) -> dict[str, Any]:
    """Return who asks, and what reports are made with."""
    return {"principal": asking(request), "press": part(request, Press)}


def as_file(made: Made) -> Response:
    """Return a file to open or to save; none of it runs."""
    kind = "inline" if made.media_type in {"text/html", "application/pdf", "image/png"} else ""
    headers = {
        "content-disposition": f'{kind or "attachment"}; filename="{made.name}"',
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; "
        "img-src data:; sandbox",
        "x-content-type-options": "nosniff",
    }
    return Response(made.content, media_type=made.media_type, headers=headers)


@router.post("/run", response_class=Response, responses=FILE, dependencies=READ)
def run_report(request: Request, body: bodies.RunIn) -> Response:
    """Make a report as a file, without keeping it."""
    made = archiving.run(**parts(request), asked=body.asked(), form=Form(body.form))
    return as_file(made)


@router.get("/brand", response_model=bodies.BrandOut, dependencies=READ)
@tagged
def get_brand(request: Request) -> Response:
    """Return how the workspace's reports look."""
    return answer(_brand_out(*views.brand_of(**parts(request))))


@router.put("/brand", response_model=bodies.BrandOut, dependencies=CHANGE)
@tagged
@once
def set_brand(request: Request, body: bodies.BrandIn) -> Response:
    """Say how the workspace's reports look: name, colours and logo."""
    before, version = views.brand_of(**parts(request))
    matching(request, etag(version))
    logo = before.logo if body.logo is None else _decoded(body.logo)
    brand = Brand(body.name, body.colour, body.accent, logo)
    return answer(_brand_out(*views.set_brand(**parts(request), brand=brand, expected=version)))


@router.get("/views", response_model=Listed[bodies.ViewOut], dependencies=READ)
def list_views(request: Request, *, limit: Limit = 100, after: After = None) -> Response:
    """List the saved views by name."""
    begin = place(after, kinds=(str, str))
    found = views.list_views(**parts(request), after=begin, limit=limit)
    more = cursor(found[-1].name, found[-1].id) if len(found) == limit else None
    return listed(map(bodies.view_out, found), next_cursor=more)


@router.post("/views", status_code=201, response_model=bodies.ViewOut, dependencies=WRITE)
@tagged
@once
def save_view(request: Request, body: bodies.ViewIn) -> Response:
    """Save a question as a view, of which reports can be made."""
    made = views.save_view(**parts(request), name=body.name, asked=body.asked())
    return answer(bodies.view_out(made), status=201)


@router.get("/views/{view_id}", response_model=bodies.ViewOut, dependencies=READ)
@tagged
def get_view(request: Request, view_id: _ViewId) -> Response:
    """Return one saved view."""
    return answer(bodies.view_out(views.get_view(**parts(request), view_id=view_id)))


@router.put("/views/{view_id}", response_model=bodies.ViewOut, dependencies=CHANGE)
@tagged
@once
def change_view(request: Request, view_id: _ViewId, body: bodies.ViewIn) -> Response:
    """Put another question in place of a view's."""
    before = views.get_view(**parts(request), view_id=view_id)
    matching(request, etag(before.version))
    made = views.change_view(
        **parts(request), view_id=view_id, name=body.name, asked=body.asked(),
        expected=before.version,
    )  # fmt: skip
    return answer(bodies.view_out(made))


@router.delete("/views/{view_id}", status_code=204, dependencies=CHANGE)
def remove_view(request: Request, view_id: _ViewId) -> Response:
    """Forget a view; reports that were made of it stay."""
    before = views.get_view(**parts(request), view_id=view_id)
    matching(request, etag(before.version))
    views.remove_view(**parts(request), view_id=view_id)
    return Response(status_code=204)


def _brand_out(brand: Brand, version: int) -> dict[str, Any]:
    return {
        "name": brand.name, "colour": brand.colour, "accent": brand.accent,
        "has_logo": bool(brand.logo), "version": version,
    }  # fmt: skip


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadReport("the logo is no base64") from error
