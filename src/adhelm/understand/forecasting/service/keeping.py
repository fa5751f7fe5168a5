"""Keep what was said after each sync, and look back at it once the days have come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from math import isnan
from typing import TYPE_CHECKING, Any

from adhelm.core.ads import Period
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.understand.forecasting import store
from adhelm.understand.forecasting.service.foreseeing import forecast
from adhelm.understand.forecasting.types import Asked, Foreseen, Reviewed, Said
from adhelm.understand.metrics import catalogue
from adhelm.understand.series import Panel, panel

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Warehouse

KEPT = ("spend", "clicks", "conversions", "conversion_value")
"""The metrics whose forecasts are kept."""
_LEVELS = {"account": 1000, "campaign": 200}
"""The levels, and of how many series of each metric, the largest first."""
_KEPT_DAYS = 180
_MOST = 5000


def keep(*, principal: Principal, database: Database, warehouse: Warehouse, clock: Clock) -> int:
    """
    Keep the forecasts of all accounts and the largest campaigns; return how many there are.

    One set per UTC day: a later one takes its place.
    """
    principal.require(Scope.write)
    now = clock.now()
    rows: list[dict[str, Any]] = []
    for level, most in _LEVELS.items():
        outcome = forecast(
            principal=principal,
            database=database,
            warehouse=warehouse,
            clock=clock,
            asked=Asked(metrics=KEPT, level=level, compare=""),
            limit=most * len(KEPT),
        )
        same = {
            "level": level, "made_at": now, "data_version": outcome.data_version,
            "engine": outcome.engine.value, "first_day": outcome.period.start,
        }  # fmt: skip
        rows += [{**_row(one), **same} for one in outcome.series if one.days]
    with database.transaction() as connection:
        store.put_said(connection, principal.workspace_id, now.date(), rows)
        oldest = now.date() - timedelta(days=_KEPT_DAYS)
        store.forget_said(connection, principal.workspace_id, oldest)
    return len(rows)


def review(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    clock: Clock,
    days: Period,
    level: str = "account",
    metrics: Sequence[str] = ("spend", "conversions"),
    limit: int = 100,
    begin: int = 0,
) -> tuple[list[Reviewed], Panel, bool]:
    """
    Return what was said on `days` (UTC), the latest first, what came, and if more was said.

    Only days that are known by now are held against what was said of them: of the `limit` that were
    said after the first `begin`, fewer may be shown.

    :raises adhelm.core.errors.Invalid: if a metric or the level is unknown.
    """
    principal.require(Scope.read)
    for name in metrics:
        catalogue().formula(name)
    with database.reading() as connection:
        told = store.said(
            connection, principal.workspace_id, level=level, days=(days.start, days.last),
            metrics=metrics, limit=min(limit, _MOST) + 1, begin=begin,
        )  # fmt: skip
    told, more = told[:limit], len(told) > limit
    first = min((row.first_day for row in told), default=days.start)
    came = panel(
        principal=principal,
        warehouse=warehouse,
        clock=clock,
        metrics=metrics,
        level=level,
        period=Period(first, max(clock.now().date(), first)),
    )
    return list(_reviewed(told, came)), came, more


def said(
    *, principal: Principal, database: Database, days: Period, level: str, metrics: Sequence[str]
) -> list[Said]:
    """Return what was said on `days` (UTC) of all that was kept of a level, the latest first."""
    principal.require(Scope.read)
    with database.reading() as connection:
        told = store.said(
            connection, principal.workspace_id, level=level, days=(days.start, days.last),
            metrics=metrics, limit=_MOST,
        )  # fmt: skip
    return [
        Said(
            made_on=row.made_on, platform=row.platform, account_id=row.account_id,
            entity_id=row.entity_id, currency=row.currency, metric=row.metric,
            first_day=row.first_day, values=tuple(Decimal(day[0]) for day in row.days),
        )
        for row in told
    ]  # fmt: skip


def _row(one: Foreseen) -> dict[str, Any]:
    days = [
        [_text(each) for each in (day.value, day.low_80, day.high_80, day.low_95, day.high_95)]
        for day in one.days
    ]
    return {
        "platform": one.platform, "account_id": one.account_id, "entity_id": one.entity_id,
        "currency": one.currency, "metric": one.metric, "days": days,
    }  # fmt: skip


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _reviewed(told: Sequence[Any], came: Panel) -> Iterator[Reviewed]:
    keys = zip(came.platform, came.account_id, came.entity_id, came.currency, strict=True)
    places = {key: place for place, key in enumerate(keys)}
    for row in told:
        place = places.get((row.platform, row.account_id, row.entity_id, row.currency))
        if place is None:
            continue
        pairs = list(_pairs(row, came, came.values[row.metric][place]))
        if pairs:
            yield _held(row, pairs)


def _pairs(row: Any, came: Panel, values: Any) -> Iterator[tuple[list[Decimal | None], Decimal]]:
    first: date = row.first_day
    for ahead, texts in enumerate(row.days):
        column = (first - came.period.start).days + ahead
        if 0 <= column < came.days and not isnan(values[column]):
            told = [None if text is None else Decimal(text) for text in texts]
            yield told, Decimal(repr(float(values[column])))


def _held(row: Any, pairs: Sequence[tuple[list[Decimal | None], Decimal]]) -> Reviewed:
    return Reviewed(
        made_on=row.made_on,
        level=row.level,
        platform=row.platform,
        account_id=row.account_id,
        entity_id=row.entity_id,
        currency=row.currency,
        metric=row.metric,
        engine=row.engine,
        data_version=row.data_version,
        days=len(pairs),
        said=sum((told[0] or Decimal(0) for told, _ in pairs), Decimal(0)),
        actual=sum((actual for _, actual in pairs), Decimal(0)),
        held_80=_within(pairs, 1),
        held_95=_within(pairs, 3),
    )


def _within(pairs: Sequence[tuple[list[Decimal | None], Decimal]], place: int) -> Decimal | None:
    known = [
        low <= actual <= high
        for told, actual in pairs
        if (low := told[place]) is not None and (high := told[place + 1]) is not None
    ]
    return round(Decimal(sum(known)) / len(known), 4) if known else None
