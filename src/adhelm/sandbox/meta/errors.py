"""How Graph refuses: a code, maybe a subcode, and what to tell a person."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """The call cannot be done."""

    def __init__(
        self,
        code: int,
        message: str,
        *,
        subcode: int | None = None,
        status: int = 400,
        transient: bool = False,
        blame: str = "",
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.subcode = subcode
        self.status = status
        self.transient = transient
        self.blame = blame

    def body(self, trace: str) -> dict[str, Any]:
        """Return the error as it goes over the wire."""
        error: dict[str, Any] = {
            "message": f"(#{self.code}) {self.message}",
            "type": "OAuthException"
            if self.code in {100, 102, 190, 200}
            else "GraphMethodException",
            "code": self.code,
            "fbtrace_id": trace,
        }
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.transient:
            error["is_transient"] = True
        if self.blame:
            error["error_data"] = {"blame_field_specs": [[self.blame]]}
        return {"error": error}


def bad(message: str, blame: str = "", subcode: int | None = None) -> Refused:
    """Return the refusal of a parameter."""
    return Refused(100, message, subcode=subcode, blame=blame)


def missing(id_: str) -> Refused:
    """Return the refusal of an object that is not there, or not for this caller."""
    return Refused(
        100,
        f"Unsupported request. Object with ID '{id_}' does not exist, cannot be loaded due to "
        "missing permissions, or does not support this operation.",
        subcode=33,
    )


def token(state: str) -> Refused:
    """Return the refusal of a token that expired, was taken back, or never was."""
    subcode = {"expired": 463, "revoked": 460}.get(state)
    message = {
        "expired": "Error validating access token: Session has expired.",
        "revoked": "Error validating access token: The session has been invalidated.",
    }.get(state, "Invalid OAuth access token - Cannot parse access token")
    return Refused(190, message, subcode=subcode, status=401)


def too_many(account: bool) -> Refused:  # noqa: FBT001 - which of the two limits it is
    """Return the refusal of one call too many."""
    if account:
        message = "There have been too many calls to this ad-account. Wait a bit and try again."
        return Refused(80004, message, subcode=2446079, transient=True)
    return Refused(17, "User request limit reached", subcode=2446079, transient=True)


def retired(version: str) -> Refused:
    """Return the refusal of a version that is gone, or never was."""
    message = f"You are calling a deprecated version of the Ads API: {version}. Please update."
    return Refused(2635, message)
