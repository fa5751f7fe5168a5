"""What an incident is called by: detector, entity, metric and day, never its text."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Protocol


class Place(Protocol):
    """Whose figures they are."""

    @property
    def platform(self) -> str:
        """Return the platform."""
        ...

    @property
    def account_id(self) -> str:
        """Return the account's id."""
        ...

    @property
    def level(self) -> str:
        """Return the level."""
        ...

    @property
    def entity_id(self) -> str:
        """Return the entity's id."""
        ...


def identity(one: Place, detector: str, metric: str, day: date) -> str:
    """Return the id of an incident that begins on a day, whether days or hours have found it."""
    parts = (
        detector, one.platform, one.account_id, one.level, one.entity_id, metric, day.isoformat(),
    )  # fmt: skip
    return "inc_" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]
