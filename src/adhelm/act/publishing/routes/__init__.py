"""Plans, actions, the optimisation log and the history of things over HTTP."""

from fastapi import APIRouter

from adhelm.act.publishing.routes import launching, looking, planning, timeline

router = APIRouter()
for each in (planning.router, looking.router, timeline.router, launching.router):
    router.include_router(each)

__all__ = ["router"]
