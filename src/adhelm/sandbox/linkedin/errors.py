"""How LinkedIn refuses: one shape for campaigns and accounts, an older one elsewhere."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """The call cannot be done."""

    def __init__(
        self, status: int, code: str, message: str, *, field: str = "", service: int | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.field = field
        self.service = service

    def body(self) -> dict[str, Any]:
        """Return the error as it goes over the wire."""
        said: dict[str, Any] = {"status": self.status, "code": self.code, "message": self.message}
        if self.service is not None:
            said["serviceErrorCode"] = self.service
        if self.field:
            said["errorDetailType"] = "com.linkedin.common.error.BadRequest"
            said["errorDetails"] = {
                "inputErrors": [
                    {
                        "description": self.message,
                        "code": self.code,
                        "input": {"inputPath": {"fieldPath": self.field}},
                    }
                ]
            }
        return said


def bad(field: str, code: str, message: str) -> Refused:
    """Return the refusal of a field."""
    return Refused(400, code, message, field=field)


def missing(what: str) -> Refused:
    """Return the refusal of what is not there."""
    return Refused(404, "NOT_FOUND", f"{what} was not found.")


def retired(version: str) -> Refused:
    """Return the refusal of a version that is gone, or never was."""
    return Refused(426, "NONEXISTENT_VERSION", f"Requested version {version}01 is not active")
