"""Refused attempts go into the audit: here for every route, in a transaction of their own."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from starlette.requests import Request

from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError, Kind
from adhelm.core.principal import Principal, Scope
from adhelm.core.request import current
from adhelm.core.web import clock, part
from adhelm.govern import accounts, audit

_log = logging.getLogger(__name__)
_LONGEST = 300
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
# Neither what cannot be read, nor what nobody could do now.
_REFUSED = frozenset({Kind.forbidden, Kind.not_found, Kind.conflict, Kind.blocked, Kind.approval})


def write_down(request: Request, error: AdhelmError) -> None:
    """
    Keep in the audit that an attempt was refused, unless the service that refused it has.

    It is kept in the workspace that was asked about; where the asker may not even enter that, in
    the workspaces of the asker.
    """
    if not _is_refusal(request, error) or current().refusals:
        return
    try:
        for principal in _askers(request):
            audit.record_refusal(
                part(request, Database),
                principal=principal,
                clock=clock(request),
                action=f"api.{request.method.lower()}",
                subject=f"route:{request.url.path}"[:_LONGEST],
                reason=error.message,
            )
    except AdhelmError:
        _log.exception("a refused attempt could not be written down")


def _is_refusal(request: Request, error: AdhelmError) -> bool:
    if getattr(request.state, "refused", None) is error:
        return True
    # What needs no more than reading changes nothing, though it may be sent as POST.
    reads = request.method in _READS or getattr(request.state, "needs", None) == Scope.read
    return error.kind in _REFUSED and not reads


def _askers(request: Request) -> Sequence[Principal]:
    principal: Principal | None = getattr(request.state, "principal", None)
    if principal is not None:
        return [principal]
    if (caller := getattr(request.state, "caller", None)) is None:
        return []
    return accounts.principals_of(
        database=part(request, Database), caller=caller, workspace_ids=None
    )
