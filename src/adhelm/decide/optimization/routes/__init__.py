"""Recommendations over HTTP: those that are kept, and budget moves weighed on the spot."""

from __future__ import annotations

from fastapi import APIRouter

from adhelm.decide.optimization.routes import kept, moves, planner

router = APIRouter(tags=["recommendations"])
router.include_router(planner.router)
# The fixed path first: `{recommendation_id}` would take it for an id.
router.include_router(moves.router)
router.include_router(kept.router)

__all__ = ["router"]
