"""Whether the installation lives, and whether it is ready; and which version it is."""

from __future__ import annotations

import platform

import sqlalchemy as sa
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

import adhelm
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError
from adhelm.core.web import answer, part

router = APIRouter(tags=["health"])
version_router = APIRouter(tags=["health"])


@router.get("/health/live")
async def live() -> Response:
    """Say that the process answers; nothing else is asked."""
    return answer({"status": "live"})


@router.get("/health/ready")
@router.get("/health")
def ready(request: Request) -> Response:
    """Say whether what is written now would be on disk: 503 if not."""
    try:
        with part(request, Database).durable() as connection:
            connection.execute(sa.text("CREATE TEMPORARY TABLE IF NOT EXISTS health (n INTEGER)"))
            connection.execute(sa.text("SELECT 1"))
    except (AdhelmError, sa.exc.SQLAlchemyError) as error:
        return answer({"status": "not ready", "database": type(error).__name__}, status=503)
    return answer({"status": "ready", "database": "ok"})


@version_router.get("/version")
def version() -> Response:
    """Say which version this is."""
    return answer({"adhelm": adhelm.__version__, "python": platform.python_version()})
