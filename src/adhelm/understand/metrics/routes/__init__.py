"""Metrics over HTTP: the catalogue, questions to it, and a workspace's own metrics."""

from fastapi import APIRouter

from adhelm.understand.metrics.routes import asking, definitions
from adhelm.understand.metrics.routes.asking import query

router = APIRouter()
for each in (asking.router, definitions.router):
    router.include_router(each)

__all__ = ["query", "router"]
