"""The dashboard and reports over HTTP."""

from fastapi import APIRouter

from adhelm.act.reports.routes import dashboard, reports

router = APIRouter()
for each in (dashboard, reports):
    router.include_router(each.router)

__all__ = ["router"]
