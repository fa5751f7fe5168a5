"""Campaigns over HTTP: check, create, read, change, archive, adopt, measure, ask for advice."""

from fastapi import APIRouter

from adhelm.act.campaigns.routes import checking, handlers

router = APIRouter()
for each in (checking.router, handlers.router):
    router.include_router(each)

__all__ = ["router"]
