"""What crosses the analysis' door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Severity(StrEnum):
    """How much an incident matters, by the money at stake."""

    low = "low"
    medium = "medium"
    high = "high"


@dataclass(frozen=True, slots=True)
class Incident:
    """Something odd about one metric of one entity on one day."""

    id: str
    """Stable: detector + entity + metric + day, never the text."""
    detector: str
    """'robust_z', 'zero_delivery' or 'tracking_break'."""
    platform: str
    account_id: str
    level: str
    entity_id: str
    entity: str
    metric: str
    date: date
    observed: Decimal | None
    expected: Decimal
    low: Decimal
    high: Decimal
    score: float
    """Signed robust z-score, or the equivalent of a tail probability."""
    severity: Severity
    at_stake: Decimal
    currency: str
    reason: str
    """One sentence a person understands."""
