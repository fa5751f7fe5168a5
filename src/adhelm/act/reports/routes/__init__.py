"""The dashboard and reports over HTTP."""

from fastapi import APIRouter

from adhelm.act.reports.routes import dashboard, documents, reports, sending

router = APIRouter()
for each in (dashboard, reports, documents, sending):
    router.include_router(each.router)
public = sending.public
"""What needs no token: files that a link opens."""

__all__ = ["public", "router"]
