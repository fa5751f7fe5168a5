"""How X refuses: a list of errors beside the request."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """The call cannot be done."""

    def __init__(self, status: int, code: str | int, message: str, parameter: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.parameter = parameter

    def error(self) -> dict[str, Any]:
        """Return the error as it goes over the wire."""
        said: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.parameter:
            said |= {"parameter": self.parameter, "details": ""}
        return said


def bad(parameter: str, message: str, code: str = "INVALID_PARAMETER") -> Refused:
    """Return the refusal of a parameter."""
    return Refused(400, code, message, parameter)


def needed(parameter: str) -> Refused:
    """Return the refusal of a call that lacks a parameter."""
    return bad(
        parameter, f"A required parameter was not specified: {parameter}", "MISSING_PARAMETER"
    )
