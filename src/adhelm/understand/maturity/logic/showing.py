"""Corrected days and curves as plain documents, the same over HTTP and on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from adhelm.understand.maturity.types import Corrected, Curve, Maturity


def document(found: Maturity) -> dict[str, Any]:
    """Return an answer as plain values."""
    return {
        "rows": [row(one) for one in found.rows],
        "totals": [asdict(one) for one in found.totals],
        "record": [asdict(one) for one in found.record],
        "provenance": dict(found.provenance),
        "warnings": list(found.warnings),
    }


def row(one: Corrected) -> dict[str, Any]:
    """Return one corrected day."""
    return {
        "platform": one.account.platform, "account": one.account.name, "metric": one.metric,
        "currency": one.currency, "date": one.day, "age": one.age, "state": one.state.value,
        "known": one.known, "share_known": _share(one.share), "corrected": one.corrected,
        "low": one.low, "high": one.high, "previous": one.previous, "change": one.change,
    }  # fmt: skip


def curve(one: Curve) -> dict[str, Any]:
    """Return a curve with what is known by age."""
    return {
        "platform": one.platform, "account": one.account, "metric": one.metric,
        "horizon": one.horizon, "days": one.days, "own": round(one.own, 3), "falls": one.falls,
        "known": list(one.known),
    }  # fmt: skip


def by_age(one: Curve) -> Iterator[dict[str, Any]]:
    """Yield a curve age by age, with the error of what it says."""
    for age in range(1, one.horizon):
        yield {
            "platform": one.platform, "account": one.account, "metric": one.metric, "age": age,
            "share_known": one.known[age], "error": one.doubt[age], "days": one.days,
        }  # fmt: skip


def _share(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
