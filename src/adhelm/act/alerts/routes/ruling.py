"""Alerts on any metric over HTTP: tried on the past, then kept."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from adhelm.act.alerts.routes import bodies
from adhelm.act.alerts.routes.shared import READ, WRITE, reading
from adhelm.act.alerts.service import ruling
from adhelm.act.alerts.service.ruling import Backtest
from adhelm.core.web import answer, clock, once, part
from adhelm.decide import rules
from adhelm.observe.warehouse import Warehouse

router = APIRouter(prefix="/alerts/rules", tags=["alerts"])


@router.post("/backtest", response_model=bodies.BacktestOut, dependencies=READ)
def backtest(request: Request, body: bodies.BacktestIn) -> Response:
    """Show how often an alert would have fired, as each day was known, and what it led to."""
    found = ruling.backtest(
        **reading(request), warehouse=part(request, Warehouse), clock=clock(request),
        wish=body.wish(), days=body.days, hindsight=body.hindsight,
    )  # fmt: skip
    return answer(shown(found))


@router.post("", status_code=201, response_model=bodies.RuleOut, dependencies=WRITE)
@once
def add_rule(request: Request, body: bodies.WishIn) -> Response:
    """Keep an alert; it tells from the next look on, and is changed as every rule."""
    made = ruling.add_rule(**reading(request), clock=clock(request), wish=body.wish())
    rule = made.current.rule
    told = {"id": made.id, "name": rule.name, "sentence": rules.sentence(rule)}
    return answer(told, status=201)


def shown(found: Backtest) -> dict[str, Any]:
    """Return a backtest as a document."""
    return {
        "summary": found.summary, "sentence": found.sentence, "days": found.days,
        "firings": found.firings, "days_fired": len(found.fired_days),
        "days_led": found.days_led, "looks": found.looks, "unknown": found.unknown,
        "fired_days": [
            {"day": one.day, "entities": list(one.entities), "led": one.led}
            for one in found.fired_days
        ],
        "entities": [
            {"key": key, "name": name, "times": count} for key, name, count in found.entities
        ],
        "provenance": dict(found.provenance),
    }  # fmt: skip
