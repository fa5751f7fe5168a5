"""The inbox over HTTP: alerts, acknowledged, put off, resolved, marked."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from adhelm.act.alerts.logic import showing
from adhelm.act.alerts.routes import bodies
from adhelm.act.alerts.routes.shared import (
    ACT,
    READ,
    WRITE,
    AlertId,
    CursorText,
    Limit,
    place_of,
    posting,
    reading,
    tagged,
    version_of,
)
from adhelm.act.alerts.service import inbox
from adhelm.act.alerts.service.post import Post
from adhelm.act.alerts.types import Alert, Severity, Source, State
from adhelm.core.web import Listed, answer, asking, clock, cursor, listed, once, part

router = APIRouter(prefix="/alerts", tags=["alerts"])
_Text = Annotated[str, Query(max_length=300)]
_Days = Annotated[int, Query(ge=1, le=400, description="So many days back.")]


@router.get("", response_model=Listed[bodies.AlertOut], dependencies=READ)
def list_alerts(
    request: Request,
    *,
    state: Annotated[
        list[State] | None, Query(description="By default those that hold.", max_length=3)
    ] = None,
    severity: Annotated[Severity, Query(description="At least so much.")] = Severity.low,
    source: Source | None = None,
    platform: _Text = "",
    account: _Text = "",
    detector: _Text = "",
    limit: Limit = 100,
    after: CursorText = None,
) -> Response:
    """List alerts, the newest first."""
    wanted = {"severity": [one.value for one in Severity if one.rank >= severity.rank]}
    if state:
        wanted["state"] = [one.value for one in state]
    if source:
        wanted["source"] = [source.value]
    named = {"platform": platform, "account": account, "detector": detector}
    wanted |= {name: [value] for name, value in named.items() if value}
    found = inbox.list_alerts(
        **reading(request), wanted=wanted, before=place_of(after), limit=limit + 1
    )
    last = found[limit - 1] if len(found) > limit else None
    rows = [_shown(request, one) for one in found[:limit]]
    more = cursor(last.first_at.isoformat(), last.id) if last else None
    return listed(rows, provenance=showing.provenance(found[:limit]), next_cursor=more)


@router.get("/marks", response_model=Listed[bodies.MarkOut], dependencies=READ)
def list_marks(request: Request, *, days: _Days = 90) -> Response:
    """List what people thought of alerts, the newest first."""
    since = clock(request).now() - timedelta(days=days)
    found = inbox.list_marks(**reading(request), since=since)
    return listed(map(showing.mark, found))


@router.post("/marks", status_code=201, response_model=bodies.MarkOut, dependencies=WRITE)
@once
def mark(request: Request, body: bodies.MarkIn) -> Response:
    """Say whether an alert was useful, or what none told of."""
    made = inbox.mark(
        **reading(request), clock=clock(request), opinion=body.opinion, alert_id=body.alert_id,
        what=body.what, day=body.day,
    )  # fmt: skip
    return answer(showing.mark(made), status=201)


@router.get("/tallies", response_model=Listed[bodies.TallyOut], dependencies=READ)
def list_tallies(request: Request, *, days: _Days = 90) -> Response:
    """Count alerts, and people's marks, by detector."""
    since = clock(request).now() - timedelta(days=days)
    found = inbox.tallies(**reading(request), since=since)
    return listed(map(showing.tally, found), provenance={"days": days})


@router.get("/{alert_id}", response_model=bodies.WholeOut, dependencies=READ)
@tagged
def get_alert(request: Request, alert_id: AlertId) -> Response:
    """Show an alert and what happened to it; its ETag is its version."""
    one, history = inbox.get_alert(**reading(request), alert_id=alert_id)
    return answer(showing.whole(one, history, **_where(request)))


@router.post("/{alert_id}/acknowledge", response_model=bodies.AlertOut, dependencies=ACT)
@tagged
@once
def acknowledge(request: Request, alert_id: AlertId) -> Response:
    """Say that one has seen to it: nobody else is called, until it worsens."""
    made = inbox.acknowledge(**posting(request), alert_id=alert_id, version=version_of(request))
    return answer(_shown(request, made))


@router.post("/{alert_id}/snooze", response_model=bodies.AlertOut, dependencies=ACT)
@tagged
@once
def snooze(request: Request, alert_id: AlertId, body: bodies.SnoozeIn) -> Response:
    """Hear no more of it for a while, or until it worsens."""
    made = inbox.put_off(
        **posting(request), alert_id=alert_id, until=body.until, zone=body.zone,
        version=version_of(request),
    )  # fmt: skip
    return answer(_shown(request, made))


@router.post("/{alert_id}/resolve", response_model=bodies.AlertOut, dependencies=ACT)
@tagged
@once
def resolve(request: Request, alert_id: AlertId, body: bodies.ResolveIn) -> Response:
    """Say that it is over."""
    made = inbox.resolve(
        **posting(request), alert_id=alert_id, why=body.why, version=version_of(request)
    )
    return answer(_shown(request, made))


def _shown(request: Request, one: Alert) -> dict[str, object]:
    return showing.alert(one, **_where(request))


def _where(request: Request) -> dict[str, str]:
    return {"web_url": part(request, Post).web_url, "workspace": asking(request).workspace_id}
