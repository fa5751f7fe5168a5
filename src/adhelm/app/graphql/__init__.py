"""The read-only GraphQL door for BI tools: metrics, campaigns and budgets, within limits."""

from adhelm.app.graphql.limits import Limits
from adhelm.app.graphql.routes import router

__all__ = ["Limits", "router"]
