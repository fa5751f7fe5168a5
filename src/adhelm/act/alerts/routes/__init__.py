"""Alerts over HTTP."""

from fastapi import APIRouter

from adhelm.act.alerts.routes import channels, inbox, ruling
from adhelm.act.alerts.routes.replying import public

router = APIRouter()
# What has a name of its own goes before what is found by its id.
for part in (channels, ruling, inbox):
    router.include_router(part.router)

__all__ = ["public", "router"]
