"""Whether the installation lives, and whether it is ready; and which version it is."""

from __future__ import annotations

import asyncio
import platform
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

import adhelm
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError
from adhelm.core.services import Services
from adhelm.core.web import answer

router = APIRouter(tags=["health"])
version_router = APIRouter(tags=["health"])
_FRESH_S = 1.0
_WITHIN_S = 3.0


class Live(BaseModel):
    """The process answers."""

    status: Literal["live"]


class Ready(BaseModel):
    """What is written now would be on disk, or not."""

    status: Literal["ready", "not ready"]
    database: str = Field(description="'ok', or what is wrong.", examples=["ok"])


class Version(BaseModel):
    """Which version this is."""

    adhelm: str = Field(examples=["0.1.0"])
    python: str = Field(examples=["3.12.4"])


class Readiness:
    """Asks the database in a thread of its own, at most once a second, whoever wants to know."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ready")
        self._asked: Future[str] | None = None
        self._asked_at = 0.0

    async def trouble(self) -> str:
        """Return what is wrong with the database; '' if nothing is."""
        now = time.monotonic()
        if self._asked is None or (self._asked.done() and now - self._asked_at > _FRESH_S):
            self._asked, self._asked_at = self._thread.submit(self._check), now
        waited = asyncio.shield(asyncio.wrap_future(self._asked))
        try:
            return await asyncio.wait_for(waited, _WITHIN_S)
        except TimeoutError:
            return "it takes too long"

    def _check(self) -> str:
        try:
            self._services.get(Database).check()
        except AdhelmError as error:
            return type(error).__name__
        return ""


@router.get("/health/live", response_model=Live)
async def live() -> Response:
    """Say that the process answers; nothing else is asked."""
    return answer({"status": "live"})


@router.get("/health/ready", response_model=Ready, responses={503: {"model": Ready}})
async def ready(request: Request) -> Response:
    """Say whether what is written now would be on disk: 503 if not."""
    readiness: Readiness = request.app.state.readiness
    if trouble := await readiness.trouble():
        return answer({"status": "not ready", "database": trouble}, status=503)
    return answer({"status": "ready", "database": "ok"})


@router.get("/health", response_model=Ready, responses={503: {"model": Ready}})
async def health(request: Request) -> Response:
    """Say whether what is written now would be on disk: 503 if not."""
    return await ready(request)


@version_router.get("/version", response_model=Version)
async def version() -> Response:
    """Say which version this is."""
    return answer({"adhelm": adhelm.__version__, "python": platform.python_version()})
