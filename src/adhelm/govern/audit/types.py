"""What crosses the audit's door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """Whether it was done."""

    done = "done"
    refused = "refused"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done or refused, linked to the entry before it in its workspace."""

    workspace_id: str
    number: int
    """From 1, without gaps."""
    at: datetime
    actor: str
    """A `core.principal.Actor`."""
    actor_id: str
    action: str
    """'<slice>.<verb>', such as 'accounts.invite'."""
    outcome: Outcome
    subject: str
    """'<kind>:<id>', such as 'person:per_1a'."""
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None
    reason: str
    request_id: str
    previous: str
    """The hash of the entry before; 64 zeros for the first."""
    hash: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What an intact file holds; to be held against the head that was noted elsewhere."""

    workspace_id: str
    entries: int
    head: str
    """The hash of the last entry."""
