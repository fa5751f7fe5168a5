"""Targets, budgets, notes and the calendar over HTTP."""

from fastapi import APIRouter

from adhelm.observe.plans.routes import budgets, calendar, notes, targets

router = APIRouter()
for each in (targets, budgets, notes, calendar):
    router.include_router(each.router)

__all__ = ["router"]
