"""Checks of the data that fail, and days that do not add up to the platform's own totals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from adhelm.act.alerts.service.sources import Scene, platform_name
from adhelm.act.alerts.types import Entity, Figure, Severity, Signal, Source
from adhelm.core.ads import Period, minor_units
from adhelm.observe import ingest
from adhelm.observe import warehouse as warehouses
from adhelm.observe.ingest.types import Tally
from adhelm.observe.warehouse.types import StoredCheck

_SEVERITY = {"block": Severity.high, "warn": Severity.low}
_LATELY = timedelta(days=2)
_DAYS = 30
_MOST = 500
_LARGE = Decimal("0.02")


def of_quality(scene: Scene) -> Iterator[Signal]:
    """Yield the checks whose last verdict is that something is wrong."""
    stored = warehouses.quality_results(scene.warehouse, principal=scene.principal, limit=_MOST)
    last: dict[tuple[str, str], StoredCheck] = {}
    for one in sorted(stored, key=lambda each: -each.id):
        last.setdefault((one.result.check, one.result.scope), one)
    since = scene.clock.now() - _LATELY
    for one in last.values():
        found = one.result
        if found.passed or found.severity not in _SEVERITY or one.at < since:
            continue
        yield Signal(
            source=Source.quality, detector=f"check_{found.check}"[:100],
            severity=_SEVERITY[found.severity], claim=f"A check of the data fails: {found.message}",
            entity=Entity(level="check", id=f"{found.check}/{found.scope}"[:200], name=found.scope),
            figures=(Figure("Found", f"{found.found:,}"),), measure=Decimal(found.found),
            cause="no raise of a budget passes while a check blocks"
            if found.severity == "block" else "",
            data_version=one.version,
        )  # fmt: skip


def of_reconciliation(scene: Scene) -> Iterator[Signal]:
    """Yield the accounts whose days do not add up to what the platform says, and why not."""
    today = scene.clock.now().date()
    found = ingest.reconciliations(
        principal=scene.principal, database=scene.database, verdict="unexplained",
        period=Period(today - timedelta(days=_DAYS), today + timedelta(days=1)),
    )  # fmt: skip
    gaps: dict[tuple[str, str, str], list[Tally]] = defaultdict(list)
    for one in found:
        gaps[one.connector, one.account_id, one.field].append(one)
    for (connector, account_id, field), days in sorted(gaps.items()):
        yield _gap(connector, account_id, field, days)


def _gap(connector: str, account_id: str, field: str, days: list[Tally]) -> Signal:
    ours = sum((one.ours for one in days), Decimal(0))
    theirs = sum((one.platform for one in days), Decimal(0))
    difference = ours - theirs
    share = abs(difference / theirs) if theirs else Decimal(1)
    first, last = min(one.day for one in days), max(one.day for one in days)
    currency = days[0].currency if field == "spend" else ""
    name = platform_name(connector)
    return Signal(
        source=Source.reconciliation, detector="reconciliation_gap",
        severity=Severity.high if share >= _LARGE else Severity.medium,
        entity=Entity(connector, f"{connector}/{account_id}", "account", account_id, account_id),
        metric=field, days=(first, last), measure=abs(difference),
        claim=f"{name} account {account_id}: {field} of {len(days)} days is {share:.1%} off what "
        f"{name} says itself.",
        figures=(
            Figure("Ours", _shown(ours, currency)),
            Figure(f"{name} says", _shown(theirs, currency)),
            Figure("Difference", _shown(difference, currency)),
        ),
        data_version=max(one.data_version for one in days),
    )  # fmt: skip


def _shown(value: Decimal, currency: str) -> str:
    places = minor_units(currency) if currency else 0
    return f"{value:,.{places}f} {currency}".strip()
