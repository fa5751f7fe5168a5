"""Platforms, sources, imports and pushed events over HTTP."""

from fastapi import APIRouter

from adhelm.observe.ingest.routes import events, imports, platforms, sources, syncing

router = APIRouter()
# What waits and what is untagged before any source by its name.
for each in (platforms, syncing, sources, imports, events):
    router.include_router(each.router)

__all__ = ["router"]
