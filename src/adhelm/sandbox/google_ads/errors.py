"""How Google Ads refuses: a failure with one error for each thing that is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from adhelm.sandbox.frame.calls import Reply, json_reply

VERSION = "v26"
_TYPE = f"type.googleapis.com/google.ads.googleads.{VERSION}.errors.GoogleAdsFailure"
_STATUS = {
    400: ("INVALID_ARGUMENT", "Request contains an invalid argument."),
    401: ("UNAUTHENTICATED", "Request had invalid authentication credentials."),
    403: ("PERMISSION_DENIED", "The caller does not have permission"),
    404: ("NOT_FOUND", "Requested entity was not found."),
    429: ("RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."),
    500: ("INTERNAL", "Internal error encountered."),
}
_RETRY_AFTER = "5s"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: the family and the name of its code, and where it was found."""

    family: str
    name: str
    message: str
    path: tuple[str | tuple[str, int], ...] = ()
    value: str = ""

    def under(self, *path: str | tuple[str, int]) -> Fault:
        """Return the same with a longer way to it."""
        return Fault(self.family, self.name, self.message, (*path, *self.path), self.value)

    def wire(self) -> dict[str, Any]:
        """Return the error as it goes over the wire."""
        said: dict[str, Any] = {"errorCode": {self.family: self.name}, "message": self.message}
        if self.value:
            said["trigger"] = {"stringValue": self.value}
        if self.path:
            said["location"] = {"fieldPathElements": [_element(part) for part in self.path]}
        return said


class Refused(Exception):
    """The call cannot be done; `status` is HTTP's."""

    def __init__(self, fault: Fault, status: int = 400) -> None:
        super().__init__(fault.message)
        self.fault = fault
        self.status = status


def refusal(faults: Sequence[Fault], status: int, *, request_id: str, stream: bool) -> Reply:
    """Return the body of an error; a stream's is wrapped in a list."""
    name, message = _STATUS[status]
    body = {
        "error": {
            "code": status,
            "message": message,
            "status": name,
            "details": [
                {
                    "@type": _TYPE,
                    "errors": [_detailed(fault) for fault in faults],
                    "requestId": request_id,
                }
            ],
        }
    }
    return json_reply([body] if stream else body, status, {"request-id": request_id})


def partial(faults: Sequence[Fault]) -> dict[str, Any]:
    """Return what goes beside the results of a call that failed in part."""
    return {
        "code": 3,
        "message": "Multiple errors in 'details'. " + faults[0].message,
        "details": [{"@type": _TYPE, "errors": [fault.wire() for fault in faults]}],
    }


def trouble(mode: str) -> tuple[Fault, int]:
    """Return the refusal of one call too many, of a dead version, or of a broken inside."""
    message = "Too many requests. Retry in 5 seconds."
    known = {
        "429": (Fault("quotaError", "RESOURCE_TEMPORARILY_EXHAUSTED", message), 429),
        "retired_version": (retired(VERSION), 400),
    }
    broken = Fault("internalError", "INTERNAL_ERROR", "An internal error has occurred.")
    return known.get(mode, (broken, 500))


def retired(version: str) -> Fault:
    """Return the refusal of a version that is gone, or never was."""
    message = f"Version {version} is deprecated. Requests to this version will be blocked."
    return Fault("requestError", "UNSUPPORTED_VERSION", message)


def _detailed(fault: Fault) -> dict[str, Any]:
    said = fault.wire()
    if fault.family == "quotaError":
        said["details"] = {
            "quotaErrorDetails": {
                "rateScope": "ACCOUNT",
                "rateName": "Requests per account",
                "retryDelay": _RETRY_AFTER,
            }
        }
    return said


def _element(part: str | tuple[str, int]) -> dict[str, Any]:
    return (
        {"fieldName": part} if isinstance(part, str) else {"fieldName": part[0], "index": part[1]}
    )
