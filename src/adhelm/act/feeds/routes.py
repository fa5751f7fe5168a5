"""Feeds over HTTP: where data go, runs that are asked for, what became of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Annotated, Any, ParamSpec

from fastapi import APIRouter, Depends, Path, Query
from pydantic import AwareDatetime, BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.act import feeds
from adhelm.act.feeds.logic import contract, showing
from adhelm.act.feeds.types import Kind, Outside, State
from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.secrets import Keyring
from adhelm.core.web import (
    BadCursor,
    Body,
    Listed,
    Needs,
    answer,
    asking,
    clock,
    cursor,
    listed,
    once,
    part,
    place,
)
from adhelm.observe.warehouse import Warehouse

P = ParamSpec("P")
router = APIRouter(prefix="/feeds", tags=["feeds"])
_READ, _WRITE, _ADMIN = (
    [Depends(Needs(scope))] for scope in (Scope.read, Scope.write, Scope.admin)
)
_Name = Annotated[str, Path(max_length=100, examples=["team"])]
_Limit = Annotated[int, Query(ge=1, le=1000)]
_Cursor = Annotated[str | None, Query(alias="cursor", max_length=500)]
_Word = Annotated[str, Field(max_length=64)]
_ACCEPTED = 202
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FURTHEST = 253_402_300_799_999_999
"""Microseconds until the year 10000."""
_LOCATION: dict[int | str, dict[str, Any]] = {
    _ACCEPTED: {
        "headers": {
            "Location": {
                "description": "Where the job shows its progress.",
                "schema": {"type": "string", "examples": ["/api/v1/jobs/0f8fad5bd9cb"]},
            }
        }
    }
}


class FeedIn(Body):
    """Where data are to go after each sync; the credential is sealed and never shown again."""

    name: Annotated[str, Field(pattern="^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$", examples=["team"])]
    kind: Kind
    place: Annotated[
        dict[_Word, Annotated[str, Field(max_length=500)]],
        Field(default_factory=dict, max_length=10, examples=[{"schema": "adhelm"}],
              description="postgresql: `schema`; bigquery: `project`, `dataset`, `location`; "
              "sheets: `spreadsheet`, `level`, `days`."),
    ]  # fmt: skip
    credential: Annotated[
        dict[_Word, Annotated[str, Field(max_length=10_000)]],
        Field(max_length=5, examples=[{"url": "postgresql://adhelm:…@db.example.com:5432/team"}],
              description="postgresql: `url`; else `key`, a service account's key file as text."),
    ]  # fmt: skip


class RunIn(Body):
    """How a feed is to run."""

    whole: bool = Field(default=False, description="Write everything anew, not what changed.")


class Trouble(BaseModel):
    """Why something did not come through."""

    code: str = Field(examples=["feeds.target_unavailable"])
    message: str = Field(examples=["PostgreSQL: connection refused"])
    hint: str


class FeedOut(BaseModel):
    """Where data go, and how far they have come; without the credential."""

    name: str = Field(examples=["team"])
    kind: Kind
    address: str = Field(examples=["postgresql://db.example.com:5432/team adhelm"])
    place: dict[str, str]
    state: State | None = Field(description="Of the latest run; null: it never ran.")
    version: int | None = Field(description="The data version that the target has.")
    newest: int = Field(description="The data version that Adhelm has.")
    behind_s: int | None = Field(
        description="By how many seconds the target's data are older; null: it has none."
    )
    rows: int | None = Field(description="That the last run wrote which wrote any.")
    failures: int = Field(description="Runs that failed since one did not.")
    ran_at: AwareDatetime | None
    error: Trouble | None = Field(description="Why the latest run failed.")
    added_at: AwareDatetime


class RunOut(BaseModel):
    """What became of a run."""

    id: str = Field(examples=["707bfc356f494b90834b41143ac5cc65"])
    feed: str = Field(examples=["team"])
    state: State
    started_at: AwareDatetime
    ended_at: AwareDatetime | None
    data_version: int | None
    base_version: int | None = Field(description="null: everything was written anew.")
    rows: int
    partitions: int = Field(description="Runs of days of an account and level.")
    code: str | None = Field(
        description="Of the error, if it failed.", examples=["feeds.target_unavailable"]
    )
    message: str | None = Field(examples=["PostgreSQL: connection refused"])
    hint: str | None = Field(examples=["it is tried again"])


class CheckOut(BaseModel):
    """One thing that was tried."""

    feed: str = Field(examples=["team"])
    what: str = Field(examples=["rows and spend by campaign"])
    state: str = Field(description="'ok' or 'error'.", examples=["ok"])
    detail: str = Field(examples=["1,800 rows, spend 351,992.73"])
    code: str | None = Field(
        description="Of the error, if there is one.", examples=["feeds.target_unavailable"]
    )
    message: str | None = Field(examples=["PostgreSQL: connection refused"])
    hint: str | None = Field(examples=["it is tried again"])


class JobAsked(BaseModel):
    """Work that a worker will do."""

    job_id: str = Field(examples=["0f8fad5bd9cb469fa16570867728950e"])


def with_location(handler: Callable[P, Response]) -> Callable[P, Response]:
    """Say where the job is that an answer names, also where the answer was given before."""

    @wraps(handler)
    def run(*args: P.args, **kwargs: P.kwargs) -> Response:
        import orjson

        told = handler(*args, **kwargs)
        if told.status_code == _ACCEPTED:
            job_id = orjson.loads(bytes(told.body))["job_id"]
            told.headers["location"] = f"/api/v1/jobs/{job_id}"
        return told

    return run


@router.get("", response_model=Listed[FeedOut], dependencies=_READ)
def list_feeds(request: Request) -> Response:
    """List the feeds: which data version each target has, how far behind, what failed."""
    found = feeds.list_feeds(**_looking(request))
    told = {
        "contract_version": contract.VERSION,
        "data_version": found[0].newest if found else None,
    }
    return listed(map(showing.feed, found), provenance=told)


@router.post("", status_code=201, response_model=FeedOut, dependencies=_ADMIN)
@once
def add_feed(request: Request, body: FeedIn) -> Response:
    """Say where data are to go after each sync, and seal the credential."""
    feeds.add_feed(
        principal=asking(request), database=part(request, Database),
        keyring=part(request, Keyring), clock=clock(request), name=body.name, kind=body.kind,
        place=body.place, credential=body.credential,
    )  # fmt: skip
    return answer(showing.feed(feeds.status(**_looking(request), name=body.name)), status=201)


@router.get("/{name}", response_model=FeedOut, dependencies=_READ)
def get_feed(request: Request, name: _Name) -> Response:
    """Show where a feed stands."""
    return answer(showing.feed(feeds.status(**_looking(request), name=name)))


@router.delete("/{name}", status_code=204, dependencies=_ADMIN)
def remove_feed(request: Request, name: _Name) -> Response:
    """Forget a feed and its credential; what was merged stays where it is."""
    feeds.remove_feed(
        principal=asking(request), database=part(request, Database), clock=clock(request), name=name
    )
    return Response(status_code=204)


@router.post(
    "/{name}/run", status_code=_ACCEPTED, response_model=JobAsked, responses=_LOCATION,
    dependencies=_WRITE,
)  # fmt: skip
@with_location
@once
def run_feed(request: Request, name: _Name, body: RunIn) -> Response:
    """Bring a target to the newest data version; a job does it."""
    job_id = feeds.ask_run(
        principal=asking(request), database=part(request, Database), clock=clock(request),
        name=name, whole=body.whole,
    )  # fmt: skip
    return answer({"job_id": job_id}, status=_ACCEPTED)


@router.post("/{name}/check", response_model=Listed[CheckOut], dependencies=_WRITE)
def check_feed(request: Request, name: _Name) -> Response:
    """Try a target: whether it opens, what it holds, whether rows and spend are the same."""
    found = feeds.check_feed(_desk(request), name=name)
    return listed([showing.item(name, one) for one in found])


@router.get("/{name}/runs", response_model=Listed[RunOut], dependencies=_READ)
def list_runs(
    request: Request, name: _Name, *, limit: _Limit = 100, after: _Cursor = None
) -> Response:
    """List what became of each run, the newest first."""
    found = feeds.history(
        principal=asking(request), database=part(request, Database), name=name, limit=limit,
        before=_before(after),
    )  # fmt: skip
    more = None
    if len(found) == limit:
        last = found[-1]
        more = cursor((last.started_at - _EPOCH) // timedelta(microseconds=1), last.id)
    return listed(map(showing.run, found), next_cursor=more)


def _before(after: str | None) -> tuple[datetime, str] | None:
    found = place(after, kinds=(int, str))
    if found is None:
        return None
    if not 0 <= found[0] <= _FURTHEST:
        raise BadCursor("this is no cursor", hint="take `next_cursor` of the page before")
    return _EPOCH + timedelta(microseconds=found[0]), found[1]


def _looking(request: Request) -> Mapping[str, Any]:
    return {
        "principal": asking(request),
        "database": part(request, Database),
        "warehouse": part(request, Warehouse),
    }


def _desk(request: Request) -> feeds.Desk:
    return feeds.Desk(
        asking(request), part(request, Database), part(request, Warehouse),
        part(request, Keyring), clock(request), part(request, Outside),
    )  # fmt: skip
