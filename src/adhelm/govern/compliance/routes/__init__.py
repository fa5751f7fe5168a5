"""Limits, freezes, protections and breakers over HTTP."""

from fastapi import APIRouter

from adhelm.govern.compliance.routes import limits, modes, stops

router = APIRouter()
for each in (limits.router, modes.router, *stops.routers):
    router.include_router(each)

__all__ = ["router"]
