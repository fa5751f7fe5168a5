"""People, workspaces and sign-in over HTTP: without a token, with one, and in a workspace."""

from fastapi import APIRouter

from adhelm.govern.accounts.routes import browsing, factors, providing, signing
from adhelm.govern.accounts.routes.people import router

public = APIRouter()
"""What needs no token."""
signed_in = APIRouter()
"""What needs a token and no workspace."""
for part in (signing, browsing, providing):
    public.include_router(part.public)
for part in (signing, browsing, factors):
    signed_in.include_router(part.signed_in)

__all__ = ["public", "router", "signed_in"]
