"""What was changed in a workspace, by whomever, over HTTP."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.act.publishing.routes.planning import before
from adhelm.act.publishing.service.desk import Desk
from adhelm.act.publishing.service.timeline import Place, Turn, timeline
from adhelm.core.principal import Scope
from adhelm.core.web import BadCursor, Listed, Needs, asking, clock, cursor, listed, part, place

router = APIRouter(tags=["actions"], dependencies=[Depends(Needs(Scope.read))])
_Account = Annotated[str, Query(max_length=300)]
_LISTS = range(3)


class TurnOut(BaseModel):
    """One change of one thing, by whomever."""

    at: AwareDatetime
    by: Literal["ours", "others", "platform"]
    who: str = Field(description="As far as it is known.", examples=["per_1a2b"])
    connector: str = Field(examples=["meta"])
    account_id: str = Field(examples=["1234567890"])
    platform: str = Field(examples=["meta"])
    level: str = Field(examples=["campaign"])
    entity_id: str = Field(examples=["1202100001"])
    name: str = Field(examples=["Brand DE"])
    field: str = Field(
        description="Ours, or the platform's word where we have none.", examples=["daily_budget"]
    )
    before: str | None = Field(examples=["100.00"])
    after: str | None = Field(examples=["120.00"])
    currency: str = Field(description="Of the account.", examples=["EUR"])
    state: str = Field(description="Of ours: what became of it.", examples=["done"])
    reason: str = Field(examples=["CPA fell by 20 %"])
    plan_id: str = Field(examples=["pln_1a2b"])
    action_id: str = Field(examples=["act_1a2b_0"])
    undo_of: str = Field(description="The plan that it takes back.", examples=[""])


@router.get("/changes", response_model=Listed[TurnOut])
def list_changes(
    request: Request,
    *,
    by: Annotated[
        Literal["", "ours", "others", "platform"],
        Query(description="Whose; left out: all of them."),
    ] = "",
    accounts: Annotated[
        list[_Account],
        Query(alias="account", max_length=100, description="'connector/account'; none: all."),
    ] = [],  # noqa: B006 - FastAPI copies it
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor_: Annotated[str | None, Query(alias="cursor", max_length=1500)] = None,
) -> Response:
    """
    List what was changed on all accounts, the newest first: ours, other people's, the platforms'.

    A page may be short, even empty, though `next_cursor` names more: go on while it does.
    """
    found, more = timeline(
        principal=asking(request), desk=part(request, Desk), by=by, accounts=accounts,
        before=_place(cursor_), limit=limit,
    )  # fmt: skip
    end = cursor(more[0].isoformat(), more[1], more[2]) if more else None
    told = {"read_at": clock(request).now()}
    return listed(map(_body, found), provenance=told, next_cursor=end)


def _place(text: str | None) -> Place | None:
    found = place(text, kinds=(str, int, str))
    if found is None:
        return None
    at, rank, key = found
    checked = before(cursor(at, key))
    numbered = rank != _LISTS[-1] or (key.isdecimal() and len(key) < 19)  # noqa: PLR2004 - int64
    if checked is None or rank not in _LISTS or not numbered:
        raise BadCursor("this is no cursor of this list", hint="take `next_cursor`")
    return checked[0], rank, key


def _body(one: Turn) -> dict[str, Any]:
    connector, account_id, level, entity_id = one.thing
    return {
        "at": one.place[0],
        "by": one.by,
        "who": one.who,
        "connector": connector,
        "account_id": account_id,
        "platform": one.platform,
        "level": level,
        "entity_id": entity_id,
        "name": one.name,
        "field": one.field,
        "before": one.before,
        "after": one.after,
        "currency": one.currency,
        "state": one.state,
        "reason": one.reason,
        "plan_id": one.plan_id,
        "action_id": one.action_id,
        "undo_of": one.undo_of,
    }
