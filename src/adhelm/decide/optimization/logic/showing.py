"""Recommendations as rows, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from adhelm.decide.optimization.types import Past, Recommendation

_SAME = (
    "id", "source", "kind", "platform", "account", "claim", "cost_if_wrong", "currency",
    "confidence", "evidence", "data_version", "state", "made_at", "renewed_at", "expires_at",
    "plan_id", "closed_at", "closed_by", "reason", "snoozed_until",
)  # fmt: skip
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST = timedelta(days=300_000)


def row(one: Recommendation) -> dict[str, Any]:
    """Return a recommendation as it is told."""
    told = {name: getattr(one, name) for name in _SAME}
    effect = None if one.effect is None else asdict(one.effect)
    return {**told, "changes": [asdict(each) for each in one.changes], "effect": effect}


def past(one: Past) -> dict[str, Any]:
    """Return an entry of a history as it is told."""
    return asdict(one)


def versions(rows: Sequence[Recommendation]) -> list[int]:
    """Return the data versions that recommendations stand on, the newest first."""
    found = {one.data_version for one in rows if one.data_version is not None}
    return sorted(found, reverse=True)


def micros(at: datetime) -> int:
    """Return an instant as microseconds since 1970."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def instant(count: int) -> datetime:
    """Return the instant of so many microseconds since 1970; far off ones are cut."""
    span = timedelta(microseconds=min(max(count, 0), _MOST // timedelta(microseconds=1)))
    return _EPOCH + span
