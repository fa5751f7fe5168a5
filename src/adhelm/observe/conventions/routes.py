"""Conventions over HTTP: every version of a kind, and the next one."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.clock import today
from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.web import (
    Body,
    Day,
    Listed,
    Needs,
    answer,
    asking,
    clock,
    cursor,
    etag,
    listed,
    matching,
    part,
    skipped,
)
from adhelm.observe.conventions import logic, service
from adhelm.observe.conventions.types import ConventionKind, Document, Problem, Validity

router = APIRouter(prefix="/conventions", tags=["conventions"])
_READ, _WRITE = ([Depends(Needs(scope))] for scope in (Scope.read, Scope.write))
_Version = Annotated[int | None, Query(ge=1, lt=2**31, description="This version.")]
_Name = Annotated[str, Field(min_length=1, max_length=100)]
_Cells = dict[_Name, Annotated[str, Field(max_length=2000)]]


class VersionOut(BaseModel):
    """One version of one kind."""

    kind: ConventionKind
    version: int
    valid_from: date | None
    valid_to: date | None = Field(description="Included.")
    source: str = Field(examples=["naming.yaml"])
    author: str = Field(examples=["person:per_1a2b"])
    at: AwareDatetime


class VersionListed(VersionOut):
    """One version of one kind, without its rows."""

    holds_today: bool
    rules: int


class ConventionOut(VersionOut):
    """One version of one kind, as it was written."""

    tables: dict[str, list[dict[str, str]]] = Field(
        examples=[{"naming": [{"pattern": "{market}_{product}", "where": "naming row 1"}]}]
    )


class ConventionIn(Body):
    """The rows of the next version; they replace those of the latest."""

    tables: Annotated[
        dict[_Name, Annotated[list[_Cells], Field(max_length=10_000)]],
        Field(
            min_length=1,
            max_length=10,
            examples=[{"naming": [{"pattern": "{market}_{product}", "platforms": "meta"}]}],
        ),
    ]
    valid_from: date | None = None
    valid_to: date | None = Field(default=None, description="Included.")


class Warned(BaseModel):
    """Something odd that is no reason to refuse."""

    where: str = Field(examples=["naming row 1"])
    found: str = Field(examples=["overrides version 1"])
    right: str = Field(examples=["nothing to do if that is meant"])


class ConventionKept(ConventionOut):
    """The version that now is the latest."""

    changed: bool = Field(description="false: the latest version said the same already.")
    warnings: list[Warned]


@router.get("", response_model=Listed[VersionListed], dependencies=_READ)
def list_conventions(
    request: Request,
    *,
    kind: Annotated[ConventionKind | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor_: Annotated[str | None, Query(alias="cursor", max_length=500)] = None,
) -> Response:
    """List all versions, newest first within a kind."""
    begin = skipped(cursor_)
    found = service.documents(**_asked(request))
    day = today(clock(request), "UTC")
    wanted = [one for one in found if kind in {None, one.kind}]
    end = begin + limit
    rows = (
        {
            **_told(one),
            "holds_today": logic.holding(found, one.kind, day) is one,
            "rules": len(one.body.rules),
        }
        for one in wanted[begin:end]
    )
    return listed(rows, next_cursor=cursor(end) if len(wanted) > end else None)


@router.get("/{kind}", response_model=ConventionOut, dependencies=_READ)
def get_convention(
    request: Request,
    kind: ConventionKind,
    *,
    version: _Version = None,
    on: Annotated[Day | None, Query(description="What holds on this day.")] = None,
) -> Response:
    """Return the latest version of a kind, or another one, as it was written; its ETag names it."""
    known = service.documents(**_asked(request), kinds=[kind])
    if on is not None:
        chosen = service.current(**_asked(request), kind=kind, on=on)
    else:
        chosen = _numbered(known, kind, version)
    return answer(_body(request, chosen), headers={"etag": etag(chosen.version)})


@router.put("/{kind}", response_model=ConventionKept, dependencies=_WRITE)
def put_convention(request: Request, kind: ConventionKind, body: ConventionIn) -> Response:
    """
    Make the next version of a kind. `If-Match` is needed.

    It names the latest version: the ETag read, or `"v0"` where there is none yet. Versions are
    added, never changed; what says the same as the latest makes none.
    """
    if body.valid_from and body.valid_to and body.valid_to < body.valid_from:
        raise service.BadConvention([Problem("valid_to", "ends before it starts")])
    known = service.documents(**_asked(request), kinds=[kind])
    latest = max((one.version for one in known), default=0)
    matching(request, etag(latest))
    made = service.write(
        **_asked(request),
        clock=clock(request),
        kind=kind,
        tables=body.tables,
        valid=Validity(body.valid_from, body.valid_to),
        expected=latest,
    )
    now = service.documents(**_asked(request), kinds=[kind])
    chosen = _numbered(now, kind, made.version)
    warnings = [
        {name: said for name, said in asdict(one).items() if name != "warning"}
        for one in made.warnings
    ]
    told = {**_body(request, chosen), "changed": made.changed, "warnings": warnings}
    return answer(told, headers={"etag": etag(made.version)})


def _numbered(known: list[Document], kind: ConventionKind, version: int | None) -> Document:
    for one in known:
        if version in {None, one.version}:
            return one
    which = f"version {version}" if version else "version yet"
    raise service.NoConvention(f"the {kind} convention has no {which}", hint="PUT makes the first")


def _body(request: Request, document: Document) -> dict[str, Any]:
    written = service.rows(**_asked(request), kind=document.kind, version=document.version)
    tables: dict[str, list[dict[str, str]]] = {}
    for table, cells in written:
        tables.setdefault(table, []).append(cells)
    return {**_told(document), "tables": tables}


def _told(document: Document) -> dict[str, Any]:
    return {
        "kind": document.kind,
        "version": document.version,
        "valid_from": document.valid.start,
        "valid_to": document.valid.end,
        "source": document.source,
        "author": document.author,
        "at": document.at,
    }


def _asked(request: Request) -> dict[str, Any]:
    return {"principal": asking(request), "database": part(request, Database)}
