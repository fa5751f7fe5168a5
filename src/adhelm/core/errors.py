"""One family of errors. An error says what is wrong, what would have been right, and its kind.

The kind, not the class, decides what a door makes of it: `app/errors.py` holds the single table
from kind to exit code (and HTTP status), and `unavailable` alone is worth a retry.

    AdhelmError
    ├── Invalid        the request or the data breaks a rule; trying again changes nothing
    ├── NotFound       the thing named does not exist, or not in this workspace
    ├── Conflict       the state of things forbids it now
    ├── Forbidden      this principal may not
    └── Unavailable    an outside part did not answer; trying again may help

Concrete errors are defined beside the code that raises them and say so in one sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What sort of trouble an error is; every door translates it in its own way."""

    usage = "usage"
    invalid = "invalid"
    not_found = "not_found"
    conflict = "conflict"
    unauthenticated = "unauthenticated"
    forbidden = "forbidden"
    blocked = "blocked"
    approval = "approval"
    unavailable = "unavailable"
    internal = "internal"


class AdhelmError(Exception):
    """
    Anything Adhelm expects to go wrong.

    `code` is stable and machine readable (`file.empty`), `message` is one sentence for a person,
    `hint` says what would have been right, `facts` are the values a program may want.
    """

    kind: Kind = Kind.internal
    code: str = "internal"

    def __init__(self, message: str, *, hint: str = "", **facts: object) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.facts = facts

    def as_dict(self) -> dict[str, object]:
        """Return the error as the JSON that every door prints."""
        body: dict[str, object] = {"code": self.code, "message": self.message}
        if self.hint:
            body["hint"] = self.hint
        if self.facts:
            body["facts"] = {name: _plain(value) for name, value in self.facts.items()}
        return body

    def as_record(self) -> dict[str, object]:
        """Return the error as it is kept: what the doors print, and its kind."""
        return {**self.as_dict(), "kind": self.kind.value}


class Invalid(AdhelmError):
    """The request or the data breaks a rule."""

    kind = Kind.invalid
    code = "invalid"


class NotFound(AdhelmError):
    """The thing named does not exist, or not in this workspace."""

    kind = Kind.not_found
    code = "not_found"


class Conflict(AdhelmError):
    """The state of things forbids it now."""

    kind = Kind.conflict
    code = "conflict"


class Unauthenticated(AdhelmError):
    """Nobody knows who is asking; signing in helps."""

    kind = Kind.unauthenticated
    code = "unauthenticated"


class Forbidden(AdhelmError):
    """This principal may not do that."""

    kind = Kind.forbidden
    code = "forbidden"


class Unavailable(AdhelmError):
    """An outside part did not answer; trying again may help."""

    kind = Kind.unavailable
    code = "unavailable"


class Told(AdhelmError):
    """An error told before, by a server or by a record: it keeps the code and the kind it had."""

    def __init__(
        self,
        message: str,
        *,
        code: str,
        kind: Kind,
        hint: str = "",
        facts: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.code = code
        self.kind = kind
        self.facts = dict(facts or {})

    @classmethod
    def from_record(cls, said: Mapping[str, Any]) -> Told:
        """Return the error that `AdhelmError.as_record` wrote; what it leaves out is `internal`."""
        return cls(
            str(said.get("message", "nothing was said")),
            code=str(said.get("code", AdhelmError.code)),
            kind=Kind(said.get("kind", AdhelmError.kind)),
            hint=str(said.get("hint", "")),
            facts=said.get("facts"),
        )


def _plain(value: object) -> object:
    if value is None or isinstance(value, (str, int, bool, float)):
        return value
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(inner) for inner in value]
    return str(value)
