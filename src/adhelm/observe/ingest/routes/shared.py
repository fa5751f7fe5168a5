"""What the routes of the ingest share: the parts, jobs that were asked for, streams as shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import wraps
from typing import Annotated, Any, ParamSpec

from fastapi import Depends, Path, Query
from pydantic import AwareDatetime, BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.connectors.contract import Platforms
from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.secrets import Keyring
from adhelm.core.web import Needs, answer, asking, clock, cursor, listed, part, place
from adhelm.observe.ingest.service import looking
from adhelm.observe.ingest.service.looking import Standing
from adhelm.observe.warehouse import Warehouse

READ, WRITE, ADMIN = ([Depends(Needs(scope))] for scope in (Scope.read, Scope.write, Scope.admin))
P = ParamSpec("P")
Name = Annotated[str, Path(max_length=200, examples=["meta-us"])]
Limit = Annotated[int, Query(ge=1, le=1000)]
CursorText = Annotated[str | None, Query(alias="cursor", max_length=2000)]
_ACCEPTED = 202
_LOCATION: dict[int | str, dict[str, Any]] = {
    202: {
        "headers": {
            "Location": {
                "description": "Where the job shows its progress.",
                "schema": {"type": "string", "examples": ["/api/v1/jobs/0f8fad5bd9cb"]},
            }
        }
    }
}


class JobAsked(BaseModel):
    """Work that a worker will do."""

    job_id: str = Field(examples=["0f8fad5bd9cb469fa16570867728950e"])


ACCEPTED: dict[str, Any] = {
    "status_code": _ACCEPTED,
    "response_model": JobAsked,
    "responses": _LOCATION,
}


class Trouble(BaseModel):
    """Why something did not come through."""

    code: str = Field(examples=["platform.token_expired"])
    message: str = Field(examples=["the token has expired"])
    hint: str


class DaysOut(BaseModel):
    """Days that were fetched, both included."""

    first: date
    last: date


class StandingOut(BaseModel):
    """How a stream of an account stands."""

    connector: str = Field(examples=["meta"])
    account_id: str
    stream: str = Field(examples=["ad_daily"])
    state: str = Field(description="'ok', 'running', 'held' or 'failed'.", examples=["ok"])
    last_success: AwareDatetime | None
    covered: list[DaysOut]
    days: int = Field(description="How many days are covered.")
    rows: int = Field(description="Of the last run that came through.")
    provisional_from: date | None
    error: Trouble | None = Field(description="Why the last run failed; null if it did not.")
    failed_at: AwareDatetime | None
    held: str | None = Field(description="The sync that waits for a decision.")
    sources: list[str] = Field(description="What brings it.", examples=[["meta-us"]])
    next_run: AwareDatetime | None = Field(description="null: it is not synced on schedule.")


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


def accepted(job_id: str, **more: object) -> Response:
    """Return the answer to what a job will do."""
    return answer({"job_id": job_id, **more}, status=_ACCEPTED)


def records(request: Request) -> dict[str, Any]:
    """Return what services are called with that look at the records."""
    return {"principal": asking(request), "database": part(request, Database)}


def changing(request: Request) -> dict[str, Any]:
    """Return what services are called with that change the records."""
    return {**records(request), "clock": clock(request)}


def reaching(request: Request) -> dict[str, Any]:
    """Return what services are called with that ask a platform."""
    return {
        **changing(request),
        "warehouse": part(request, Warehouse),
        "platforms": part(request, Platforms),
        "keyring": part(request, Keyring),
    }


def standings(
    request: Request, *, limit: int, cursor_: str | None, connector: str = "", name: str = ""
) -> Response:
    """Return how streams stand, a page of them."""
    after = place(cursor_, kinds=(str, str, str))
    found = looking.standings(**records(request), connector=connector, name=name)
    ordered = sorted(found, key=_key)
    rest = [one for one in ordered if after is None or _key(one) > after]
    more = cursor(*_key(rest[limit - 1])) if len(rest) > limit else None
    return listed(map(_standing, rest[:limit]), next_cursor=more)


def plain(amount: Decimal | None) -> str | None:
    """Return an amount as text, without zeros at its end."""
    return None if amount is None else f"{amount.normalize():f}"


def trouble(said: Any) -> dict[str, str] | None:
    """Return an error that the records keep, as it is shown."""
    if not said:
        return None
    return {name: str(said.get(name, "")) for name in Trouble.model_fields}


def _key(one: Standing) -> tuple[str, str, str]:
    return one.stream.connector, one.stream.account_id, one.stream.stream


def _standing(one: Standing) -> dict[str, Any]:
    stream = one.stream
    state = "failed" if stream.error else "ok"
    state = "running" if stream.running else "held" if stream.held else state
    return {
        "connector": stream.connector,
        "account_id": stream.account_id,
        "stream": stream.stream,
        "state": state,
        "last_success": stream.succeeded_at,
        "covered": [{"first": each.start, "last": each.last} for each in stream.covered],
        "days": stream.days,
        "rows": stream.rows,
        "provisional_from": stream.provisional_from,
        "error": trouble(stream.error),
        "failed_at": stream.failed_at,
        "held": stream.held or None,
        "sources": list(one.sources),
        "next_run": one.next_run,
    }
