"""Budgets that are heading past, or short of, what was approved."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from adhelm.act.alerts.service.sources import Scene
from adhelm.act.alerts.types import Entity, Figure, Severity, Signal, Source
from adhelm.core.ads import PLATFORMS, minor_units
from adhelm.understand import pacing
from adhelm.understand.pacing import Asked, Pace, State

_FAR = Decimal("0.2")
_LEAST = Decimal("0.05")
"""A gap below this share of the budget is none to be called for."""


def of_pacing(scene: Scene) -> Iterator[Signal]:
    """Yield the budgets of the running month that land outside with nine chances in ten."""
    found = pacing.pacing(
        principal=scene.principal, database=scene.database, warehouse=scene.warehouse,
        clock=scene.clock, asked=Asked(),
    )  # fmt: skip
    version = found.provenance.get("data_version")
    for one in found.rows:
        if one.state in {State.over, State.under} and (said := _signal(one, version)):
            yield said


def _signal(one: Pace, version: int | None) -> Signal | None:
    if one.available is None or one.projected is None or one.gap is None or one.available <= 0:
        return None
    share = one.gap / one.available
    if abs(share) < _LEAST:
        return None
    over = one.state is State.over
    reach = one.reach
    entity = Entity(
        reach.platform, reach.account, "budget", one.budget_id, str(reach) or "workspace"
    )
    word = "past" if over else "short of"
    until = f", used up on {one.runs_out_on}" if one.runs_out_on else ""
    return Signal(
        source=Source.pacing, detector=f"pacing_{one.state}", severity=_severity(share, over=over),
        entity=entity, metric="spend",
        claim=f"The budget of {_named(one)} lands {abs(share):.0%} {word} what is approved{until}.",
        figures=tuple(_figures(one)), days=(one.month, one.through or one.month),
        measure=abs(share), data_version=version, path=f"/budgets?month={one.month:%Y-%m}",
    )  # fmt: skip


def _severity(share: Decimal, *, over: bool) -> Severity:
    far = abs(share) >= _FAR
    if over:
        return Severity.high if far else Severity.medium
    return Severity.medium if far else Severity.low


def _figures(one: Pace) -> Iterator[Figure]:
    interval = f"{_money(one, one.low)} to {_money(one, one.high)}"
    yield Figure("Lands at", _money(one, one.projected), interval)
    yield Figure("Approved", _money(one, one.available))
    yield Figure("Spent", _money(one, one.spent), f"through {one.through}")
    if one.daily_needed is not None:
        expected = f"heading for {_money(one, one.daily_expected)}"
        yield Figure("A day needed", _money(one, one.daily_needed), expected)


def _named(one: Pace) -> str:
    reach = one.reach
    if reach.platform and not any(reach.parts[1:]):
        return PLATFORMS[reach.platform].name if reach.platform in PLATFORMS else reach.platform
    return next((part for part in reversed(reach.parts) if part), "the whole workspace")


def _money(one: Pace, value: Decimal | None) -> str:
    if value is None:
        return "not known"
    return f"{value:,.{minor_units(one.currency)}f} {one.currency}"
