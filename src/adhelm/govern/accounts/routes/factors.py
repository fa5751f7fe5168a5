"""One's own second factor over HTTP: set up, confirmed, taken away."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.db import Database
from adhelm.core.secrets import Keyring
from adhelm.core.web import answer, part
from adhelm.govern import accounts
from adhelm.govern.accounts.routes.bodies import (
    Code,
    EnrolmentOut,
    FactorOut,
    Password,
    RecoveryOut,
)
from adhelm.govern.accounts.routes.telling import parts, person_of

signed_in = APIRouter(prefix="/auth/second-factor", tags=["auth"])


@signed_in.get("", response_model=FactorOut)
def show(request: Request) -> Response:
    """Say whether one is asked for a second factor."""
    has = accounts.has_factor(database=part(request, Database), person=person_of(request))
    return answer({"second_factor": has})


@signed_in.post("", status_code=201, response_model=EnrolmentOut)
def enrol(request: Request, body: Password) -> Response:
    """Set a second factor up (TOTP); it is asked for once it was confirmed."""
    made = accounts.enrol_factor(**_proved(request, body), keyring=part(request, Keyring))
    return answer({"secret": made.secret.reveal(), "uri": made.uri.reveal()}, status=201)


@signed_in.post("/confirm", response_model=RecoveryOut)
def confirm(request: Request, body: Code) -> Response:
    """Show that the app has it; from now on sign-in asks for it."""
    codes = accounts.confirm_factor(
        **parts(request), keyring=part(request, Keyring), person=person_of(request), code=body.code
    )
    return answer({"recovery_codes": [code.reveal() for code in codes]})


@signed_in.post("/remove", status_code=204)
def remove(request: Request, body: Password) -> Response:
    """Take one's own second factor away."""
    accounts.remove_factor(**_proved(request, body))
    return Response(status_code=204)


def _proved(request: Request, body: Password) -> dict[str, Any]:
    proved = {**parts(request), "person": person_of(request)}
    accounts.prove_again(**proved, password=body.password)
    return proved
