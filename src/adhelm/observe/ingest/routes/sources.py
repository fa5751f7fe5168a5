"""Sources over HTTP: credentials that were connected, the accounts they see, whose those are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import chain
from typing import Annotated, Any, Self

from fastapi import APIRouter, Path
from pydantic import AwareDatetime, BaseModel, Field, model_validator
from starlette.requests import Request
from starlette.responses import Response

from adhelm.connectors.contract import Address, Platforms
from adhelm.core.principal import Scope
from adhelm.core.secrets import Keyring
from adhelm.core.web import Body, Listed, answer, etag, listed, matching, once, part
from adhelm.govern import accounts as people
from adhelm.observe.ingest.routes import shared
from adhelm.observe.ingest.service import connecting, drops, looking
from adhelm.observe.ingest.service.looking import Reached
from adhelm.observe.ingest.types import Assignment, Connection, Drop

router = APIRouter(prefix="/sources", tags=["sources"])
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_SHORT = {"m": 60, "h": 3600, "d": 86400}
# They are addresses of their own.
_TAKEN = {"held", "untagged"}
_DROP = "drop"
_Every = Annotated[
    str, Field(pattern="^[1-9][0-9]{0,4}[mhd]$", description="15m, 1h, 1d.", examples=["1h"])
]
_Address = Annotated[str, Field(max_length=500, pattern=r"^(https?://[^/\s?#]+[^\s?#]*)?$")]
_Value = Annotated[str, Field(max_length=10_000)]


class SourceIn(Body):
    """A credential to connect under a name; it is sealed and never shown again."""

    name: Annotated[str, Field(pattern="^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$", examples=["meta-us"])]
    connector: Annotated[str, Field(max_length=64, examples=["meta"])]
    credential: Annotated[
        dict[Annotated[str, Field(max_length=100)], _Value],
        Field(max_length=50, description="As /platforms names them.",
              examples=[{"access_token": "EAAB…"}]),
    ]  # fmt: skip
    every: _Every | None = Field(default=None, description="How often it is synced by itself.")
    base_url: _Address = Field(default="", description="Where it is, if not where it usually is.")
    token_url: _Address = Field(default="", description="Where its tokens are renewed.")

    @model_validator(mode="after")
    def _has_a_name_of_its_own(self) -> Self:
        if self.name in _TAKEN:
            raise ValueError(f"a source may not be called '{self.name}'")
        return self


class ScheduleIn(Body):
    """How often a source is synced by itself."""

    every: _Every | None = Field(description="null: only when asked.")


class SourceOut(BaseModel):
    """A credential under a name, without its values; or a place where files are dropped."""

    name: str = Field(examples=["meta-us"])
    connector: str = Field(
        description="'drop': a watched place, which is added by `adhelm source add drop`.",
        examples=["meta"],
    )
    base_url: str = Field(
        description="Where the platform is, or the place that is watched.",
        examples=["https://graph.facebook.com"],
    )
    every: str | None = Field(examples=["1h"])
    added_at: AwareDatetime
    checked_at: AwareDatetime | None
    error: shared.Trouble | None = Field(description="Why the last look at it failed.")


class Days(Body):
    """Days of an account that belong to a workspace."""

    account_id: Annotated[str, Field(min_length=1, max_length=200, examples=["123"])]
    workspace_id: Annotated[str, Field(max_length=63)] | None = Field(
        default=None, description="null: this one.", examples=["acme"]
    )
    first: date | None = Field(default=None, description="null: all there are.")
    last: date | None = Field(default=None, description="Included; null: until further notice.")

    @model_validator(mode="after")
    def _run_forward(self) -> Self:
        if self.first and self.last and self.last < self.first:
            raise ValueError("the last day is before the first")
        return self


class Given(Body):
    """Whose days which accounts are; what is left out is nobody's."""

    assignments: Annotated[list[Days], Field(max_length=5000)]


class DaysOut(BaseModel):
    """Days that belong to a workspace."""

    workspace_id: str = Field(examples=["acme"])
    first: date | None
    last: date | None


class AccountOut(BaseModel):
    """An account that a source has seen."""

    account_id: str
    name: str = Field(examples=["Acme US"])
    currency: str
    timezone: str = Field(examples=["America/New_York"])
    status: str = Field(examples=["ACTIVE"])
    seen_at: AwareDatetime
    now_currency: str | None = Field(description="What the platform says now, if it is another.")
    now_timezone: str | None = Field(examples=[None])
    assignments: list[DaysOut]


class CheckOut(BaseModel):
    """One thing that was tried."""

    what: str = Field(examples=["account 123"])
    ok: bool
    error: shared.Trouble | None


@router.get("", response_model=Listed[SourceOut], dependencies=shared.READ)
def list_sources(request: Request) -> Response:
    """List the sources of the workspace: connected platforms, then watched places."""
    connected = connecting.list_connections(**shared.records(request))
    watched = drops.list_drops(**shared.records(request))
    return listed(chain((_source(request, one) for one in connected), map(_watched, watched)))


@router.post("", status_code=201, response_model=SourceOut, dependencies=shared.ADMIN)
@once
def connect_source(request: Request, body: SourceIn) -> Response:
    """
    Connect a platform.

    Its credential is sealed at once; `check` then asks the platform for the accounts it sees.
    """
    made = connecting.add_connection(
        **shared.changing(request),
        platforms=part(request, Platforms),
        keyring=part(request, Keyring),
        name=body.name,
        connector=body.connector,
        credential=body.credential,
        address=Address(body.base_url, body.token_url) if body.base_url else None,
        every=_span(body.every),
    )
    return answer(_source(request, made), status=201)


@router.get("/{name}", response_model=SourceOut, dependencies=shared.READ)
def get_source(request: Request, name: shared.Name) -> Response:
    """Return one source; its ETag is that of its schedule."""
    found = connecting.get_connection(**shared.records(request), name=name)
    return answer(_source(request, found), headers={"etag": _tag(found)})


@router.delete("/{name}", status_code=204, dependencies=shared.ADMIN)
def remove_source(request: Request, name: shared.Name) -> Response:
    """Forget a source, its credential and whose its accounts are; what it brought stays."""
    connecting.remove_connection(**shared.changing(request), name=name)
    return Response(status_code=204)


@router.put("/{name}/schedule", response_model=SourceOut, dependencies=shared.ADMIN)
def schedule_source(request: Request, name: shared.Name, body: ScheduleIn) -> Response:
    """Let a source be synced so often from now on. `If-Match` is needed."""
    matching(request, _tag(connecting.get_connection(**shared.records(request), name=name)))
    made = connecting.reschedule(**shared.changing(request), name=name, every=_span(body.every))
    return answer(_source(request, made), headers={"etag": _tag(made)})


@router.post("/{name}/check", response_model=Listed[CheckOut], dependencies=shared.WRITE)
def check_source(request: Request, name: shared.Name) -> Response:
    """
    Try the credential and the accounts that were given away.

    The platform is asked which accounts there are; what it says is remembered.
    """
    asking = shared.reaching(request)
    asking["principal"].require_whole("a credential")
    found = connecting.check_connection(**asking, name=name)
    return listed(
        {"what": one.what, "ok": one.ok, "error": shared.trouble(one.error)} for one in found
    )


@router.get("/{name}/accounts", response_model=Listed[AccountOut], dependencies=shared.READ)
def list_accounts(request: Request, name: shared.Name) -> Response:
    """List the accounts that a source has seen, and whose days they are; its ETag is of these."""
    return _accounts(request, name)


@router.put("/{name}/accounts", response_model=Listed[AccountOut], dependencies=shared.ADMIN)
def give_accounts(request: Request, name: shared.Name, body: Given) -> Response:
    """
    Say anew whose days which accounts are. `If-Match` is needed.

    Giving to another workspace takes being an admin there too.
    """
    records = shared.records(request)
    connection = connecting.get_connection(**records, name=name)
    matching(request, _accounts(request, name).headers["etag"])
    mine = records["principal"].workspace_id
    wanted = [
        Assignment(
            one.workspace_id or mine, mine, name, connection.connector, one.account_id,
            one.first, one.last,
        )
        for one in body.assignments
    ]  # fmt: skip
    before = looking.reached_accounts(**records, name=name)
    held = {each.workspace_id for one in before for each in one.assigned}
    _admit(request, {one.workspace_id for one in wanted} - held - {mine})
    connecting.give_accounts(**shared.changing(request), name=name, wanted=wanted)
    return _accounts(request, name)


@router.post(
    "/{name}/accounts/{account_id}/accept",
    response_model=Listed[AccountOut],
    dependencies=shared.WRITE,
)
def accept_change(
    request: Request,
    name: shared.Name,
    account_id: Annotated[str, Path(max_length=200, examples=["123"])],
) -> Response:
    """Agree to the currency and time zone that the platform now says an account has."""
    connecting.accept_change(**shared.changing(request), name=name, account_id=account_id)
    return _accounts(request, name)


def _accounts(request: Request, name: str) -> Response:
    records = shared.records(request)
    connecting.get_connection(**records, name=name)
    found = looking.reached_accounts(**records, name=name)
    shown = listed(map(_account, found))
    given = repr([(one.account.account.id, one.assigned) for one in found])
    shown.headers["etag"] = etag(given.encode())
    return shown


def _admit(request: Request, receivers: Iterable[str]) -> None:
    """Let pass who is an admin in all of these workspaces."""
    database = shared.records(request)["database"]
    for workspace_id in sorted(receivers):
        there = people.principal_of(
            database=database, caller=request.state.caller, workspace_id=workspace_id
        )
        there.require(Scope.admin)


def _account(one: Reached) -> dict[str, Any]:
    about = one.account.account
    return {
        "account_id": about.id,
        "name": about.name,
        "currency": about.currency,
        "timezone": about.timezone,
        "status": about.status,
        "seen_at": one.account.seen_at,
        "now_currency": one.account.now_currency or None,
        "now_timezone": one.account.now_timezone or None,
        "assignments": [
            {"workspace_id": each.workspace_id, "first": each.start, "last": each.end}
            for each in one.assigned
        ],
    }


def _source(request: Request, one: Connection) -> dict[str, Any]:
    usual = part(request, Platforms).connector(one.connector).address
    return {
        "name": one.name,
        "connector": one.connector,
        "base_url": (one.address or usual).base_url,
        "every": _written(one.every),
        "added_at": one.added_at,
        "checked_at": one.checked_at,
        "error": shared.trouble(one.error),
    }


def _watched(one: Drop) -> dict[str, Any]:
    return {
        "name": one.name,
        "connector": _DROP,
        "base_url": one.url,
        "every": _written(one.every),
        "added_at": one.added_at,
        "checked_at": one.checked_at,
        "error": shared.trouble(one.error),
    }


def _tag(one: Connection) -> str:
    return etag(repr((one.name, one.connector, one.added_at, one.every)).encode())


def _span(text: str | None) -> timedelta | None:
    return timedelta(**{_UNITS[text[-1]]: int(text[:-1])}) if text else None


def _written(every: timedelta | None) -> str | None:
    if every is None:
        return None
    seconds = int(every.total_seconds())
    unit = next((unit for unit in "dhm" if seconds % _SHORT[unit] == 0), "m")
    return f"{max(1, seconds // _SHORT[unit])}{unit}"
