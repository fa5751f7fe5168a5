"""Where Slack sends what people press: open to all, and answered only if it is signed."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from adhelm.act.alerts.routes import bodies
from adhelm.act.alerts.routes.shared import ChannelId
from adhelm.act.alerts.service.post import Post
from adhelm.act.alerts.service.replying import Reply, reply
from adhelm.act.publishing import Desk
from adhelm.core.web import answer, part

public = APIRouter(tags=["alerts"])
_UNSIGNED: dict[int | str, dict[str, Any]] = {401: {"description": "Not signed"}}
_FORM = {"type": "object", "properties": {"payload": {"type": "string"}}, "required": ["payload"]}
_SENT = {
    "requestBody": {
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": _FORM, "example": {"payload": '{"actions": []}'},
            }
        }
    }
}  # fmt: skip


@public.post(
    "/hooks/slack/{workspace_id}/{channel_id}", response_model=bodies.SlackOut,
    responses=_UNSIGNED, openapi_extra=_SENT,
)  # fmt: skip
async def slack(request: Request, workspace_id: ChannelId, channel_id: ChannelId) -> Response:
    """Do what a button of a Slack app asks for, on behalf of whom the channel knows."""
    given = Reply(
        body=await request.body(),
        timestamp=request.headers.get("x-slack-request-timestamp", "")[:20],
        signature=request.headers.get("x-slack-signature", "")[:200],
    )

    def act() -> dict[str, object]:
        return reply(
            post=part(request, Post), desk=part(request, Desk), workspace_id=workspace_id,
            channel_id=channel_id, given=given,
        )  # fmt: skip

    return answer(await run_in_threadpool(act))
