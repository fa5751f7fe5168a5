"""Campaigns over HTTP: create, read, change, archive, adopt, measure, ask for advice."""

from adhelm.act.campaigns.routes.handlers import router

__all__ = ["router"]
