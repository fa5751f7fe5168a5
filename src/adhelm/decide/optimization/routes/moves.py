"""Where money would bring more, weighed on the spot, over HTTP. Nothing here changes anything."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.ads import PLATFORMS, Period
from adhelm.core.cache import Cache, Kept, through
from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.web import Listed, Needs, answer, asking, clock, cursor, listed, part, place
from adhelm.decide.optimization import service
from adhelm.decide.optimization.types import Advice, BudgetMove
from adhelm.observe import plans
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.metrics import Question, depends_on

router = APIRouter(dependencies=[Depends(Needs(Scope.read))])
_KEPT_S = 600
_EVER = Period(dt.date(2000, 1, 1), dt.date(2200, 1, 1))
_NAMED = f"^({'|'.join(PLATFORMS)})?$"
_MONEY = Field(examples=["120.00"])


class MoveOut(BaseModel):
    """A budget move inside one account, per day, in its currency: a proposal without effect."""

    id: str = Field(examples=["mov_1a2b"])
    platform: str = Field(examples=["google_ads"])
    account_id: str
    currency: str
    from_campaign_id: str = Field(examples=["c1"])
    from_campaign: str = Field(examples=["Brand"])
    from_spend: str = _MONEY
    from_proposed: str = _MONEY
    to_campaign_id: str = Field(examples=["c2"])
    to_campaign: str = Field(examples=["Generic"])
    to_spend: str = _MONEY
    to_proposed: str = _MONEY
    amount: str = _MONEY
    metric: str = Field(description="What return is counted in.", examples=["conversions"])
    gain: str = Field(description="Expected change of the return per day.", examples=["1.5"])
    gain_low: str = Field(description="With `gain_high`: a 90 % interval.", examples=["0.4"])
    gain_high: str = Field(examples=["2.6"])
    window: str = Field(description="The days it was learned from.")
    data_version: int
    limits: list[str] = Field(description="What was checked.", examples=[["at most +20 %"]])
    reason: str = Field(examples=["the next euro brings more there"])


@router.get("/recommendations/moves", response_model=Listed[MoveOut])
def list_moves(
    request: Request,
    *,
    platform: Annotated[str, Query(pattern=_NAMED, max_length=40)] = "",
    account: Annotated[str, Query(max_length=200, description="Only of this account id.")] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor_: Annotated[str | None, Query(alias="cursor", max_length=500)] = None,
) -> Response:
    """
    List budget moves between two campaigns each, largest gain first.

    `silences` of the provenance say why there are no others. All pages are of one data version.
    """
    import orjson

    at = place(cursor_, kinds=(int, int))
    version, start = (max(0, at[0]), max(0, at[1])) if at else (None, 0)
    found = orjson.loads(_advice(request, platform, version))
    rows = [one for one in found["rows"] if account in {"", one["account_id"]}]
    end, told = start + limit, found["provenance"]
    more = cursor(told["data_version"], end) if len(rows) > end else None
    return listed(rows[start:end], provenance=told, next_cursor=more)


def _advice(request: Request, platform: str, version: int | None) -> bytes:
    """Return all suggestions as JSON, kept as long as the data are the same."""
    database = part(request, Database)
    known: dict[str, Any] = {
        "principal": asking(request), "warehouse": part(request, Warehouse),
        "clock": clock(request),
    }  # fmt: skip

    def made() -> bytes:
        advice = service.suggestions(**known, platform=platform, as_of=version, database=database)
        return bytes(answer(_told(advice)).body)

    stands_on = depends_on(**known, question=Question(metrics=("spend",), as_of=version))
    days = plans.events_in(principal=asking(request), database=database, period=_EVER)
    parts = (platform, repr(days), *stands_on)
    kept = Kept(asking(request).workspace_id, "budget_moves", parts)
    cache: Cache = part(request, Cache)  # type: ignore[type-abstract]  # the key
    return through(cache, kept, made, seconds=_KEPT_S)


def _told(advice: Advice) -> dict[str, Any]:
    silences = [
        {
            "platform": one.platform,
            "account_id": one.account_id,
            "campaign_id": one.campaign_id,
            "name": one.name,
            "reason": one.reason,
        }
        for one in advice.silences
    ]
    provenance = {
        "data_version": advice.data_version,
        "window": str(advice.window),
        "silences": silences,
    }
    return {"rows": list(map(_row, advice.moves)), "provenance": provenance}


def _row(move: BudgetMove) -> dict[str, Any]:
    names = [name for name in MoveOut.model_fields if name not in {"window", "limits"}]
    told = {name: getattr(move, name) for name in names}
    return {**told, "window": str(move.window), "limits": list(move.limits)}
