"""The platforms over HTTP: how each is connected, what it tells, and how its accounts stand."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.connectors.contract import Platforms, Stream
from adhelm.core.web import Listed, listed, part
from adhelm.observe.ingest.routes import shared
from adhelm.observe.ingest.service import looking
from adhelm.observe.ingest.service.looking import Reached

router = APIRouter(prefix="/platforms", tags=["platforms"])


class PartOut(BaseModel):
    """One value of the credential that a platform wants; never the value itself."""

    name: str = Field(examples=["access_token"])
    what: str = Field(description="Where a person finds it.", examples=["of a system user"])
    secret: bool
    needed: bool


class StreamOut(BaseModel):
    """One kind of thing that the platform tells."""

    name: str = Field(examples=["ad_daily"])
    what: str = Field(examples=["what each ad did, by day"])
    level: str | None = Field(description="Of its figures; null: it has none.", examples=["ad"])
    grain: str = Field(description="'day', 'hour' or ''.", examples=["day"])
    breakdown: str = Field(examples=["age,gender"])
    lookback_days: int = Field(description="Days fetched again, because they are restated.")
    history_days: int | None = Field(description="How far back the platform remembers.")
    default: bool = Field(description="Whether a plain sync brings it.")


class AccountOut(BaseModel):
    """An account that is connected."""

    account_id: str
    name: str = Field(examples=["Acme US"])
    currency: str
    timezone: str = Field(examples=["America/New_York"])
    status: str = Field(examples=["ACTIVE"])
    source: str = Field(examples=["meta-us"])
    assigned: bool = Field(description="Whether days of it are this workspace's.")


class PlatformOut(BaseModel):
    """A platform that can be connected."""

    name: str = Field(examples=["meta"])
    title: str = Field(examples=["Meta"])
    credential: list[PartOut]
    capabilities: list[StreamOut]
    accounts: list[AccountOut]


@router.get("", response_model=Listed[PlatformOut], dependencies=shared.READ)
def list_platforms(request: Request) -> Response:
    """List the platforms: what connecting them takes, what they tell, whose accounts are there."""
    platforms = part(request, Platforms)
    reached = looking.reached_accounts(**shared.records(request))
    mine = shared.records(request)["principal"].workspace_id
    return listed(
        {
            "name": name,
            "title": platforms.connector(name).title,
            "credential": [
                {field: getattr(one, field) for field in PartOut.model_fields}
                for one in platforms.connector(name).credential
            ],
            "capabilities": _streams(platforms, name),
            "accounts": [_account(one, mine) for one in reached if one.account.connector == name],
        }
        for name in platforms.names
    )


@router.get(
    "/{platform}/status", response_model=Listed[shared.StandingOut], dependencies=shared.READ
)
def show_status(
    request: Request,
    platform: Annotated[str, Path(max_length=64, examples=["meta"])],
    *,
    limit: shared.Limit = 1000,
    cursor_: shared.CursorText = None,
) -> Response:
    """List how each stream of each account of a platform stands."""
    part(request, Platforms).connector(platform)
    return shared.standings(request, limit=limit, cursor_=cursor_, connector=platform)


@lru_cache(maxsize=32)
def _streams(platforms: Platforms, name: str) -> list[dict[str, Any]]:
    # Part of the program: it does not change while it runs.
    return [_stream(one) for one in looking.capabilities(platforms, name)]


def _stream(one: Stream) -> dict[str, Any]:
    return {field: getattr(one, field) for field in StreamOut.model_fields}


def _account(one: Reached, workspace_id: str) -> dict[str, Any]:
    about = one.account.account
    return {
        "account_id": about.id,
        "name": about.name,
        "currency": about.currency,
        "timezone": about.timezone,
        "status": about.status,
        "source": one.account.connection,
        "assigned": any(each.workspace_id == workspace_id for each in one.assigned),
    }
