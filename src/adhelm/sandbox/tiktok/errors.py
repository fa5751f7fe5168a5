"""How TikTok refuses: HTTP 200 and a code."""

from __future__ import annotations


class Refused(Exception):
    """The call cannot be done."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def bad(field: str, message: str) -> Refused:
    """Return the refusal of a parameter."""
    return Refused(40002, f"{field}: {message}")


def missing(field: str, id_: str) -> Refused:
    """Return the refusal of an object that is not there."""
    return Refused(40007, f"{field}: object {id_} does not exist.")
