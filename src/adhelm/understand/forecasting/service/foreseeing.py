"""Foresee: from dense series to forecasts in exact figures, a page of them at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from adhelm.core import telemetry
from adhelm.core.ads import Period, minor_units
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.understand.forecasting import store
from adhelm.understand.forecasting.logic.calibrating import Bands
from adhelm.understand.forecasting.logic.outlook import Outlook, outlook
from adhelm.understand.forecasting.service.reading import Ground, Source, adds_up, floored, ground
from adhelm.understand.forecasting.types import (
    Asked,
    Engine,
    Expected,
    Foreseen,
    Outcome,
    Standing,
)
from adhelm.understand.metrics import catalogue
from adhelm.understand.series import Panel

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from adhelm.observe.warehouse import Warehouse

    Floats = npt.NDArray[np.float64]

_LEAST, _WEEKLY, _MONTH, _YEAR = 7, 14, 28, 364
_MOST_SLOWLY = 200
"""Series that an engine which fits them one by one is let at."""
_QUICK = (Engine.smoothing, Engine.seasonal_naive)
_BEYOND = 1e15


@dataclass(frozen=True, slots=True)
class _Metric:
    """One metric of all series, foreseen."""

    name: str
    raw: Floats
    outlook: Outlook
    adds: bool
    before: Floats
    """What the days to come are held against, per series; NaN: not known."""


def forecast(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    clock: Clock,
    asked: Asked,
    offset: int = 0,
    limit: int | None = None,
) -> Outcome:
    """
    Return what each metric of each entity will be in the days after the last known one.

    Values are estimates: money in the account's currency or in `asked.currency`, rounded to its
    minor unit. Largest first by the first metric; `offset` and `limit` choose a page of series.

    :raises BadForecast: if the question makes no sense.
    :raises EngineMissing: if the engine asked for is not installed.
    :raises adhelm.core.errors.Invalid: as `metrics.ask` does.
    """
    principal.require(Scope.read)
    source = Source(principal, database, warehouse, clock)
    found = ground(source, asked)
    panel = found.panel
    engine, notes = _engine(source, asked, len(panel) * len(asked.metrics))
    metrics = [_metric(found, name, asked, engine) for name in asked.metrics]
    places = [(row, each) for row in _largest(panel, metrics) for each in metrics]
    end = None if limit is None else offset + limit
    series = tuple(_foreseen(found, each, row) for row, each in places[offset:end])
    first = panel.period.end
    return Outcome(
        asked=asked,
        engine=engine,
        period=Period(first, first + timedelta(days=asked.days)),
        series=series,
        count=len(places),
        data_version=panel.data_version,
        provenance=_provenance(panel, metrics, asked, engine),
        notes=(*notes, *panel.notes, *found.ahead),
    )


def _engine(source: Source, asked: Asked, count: int) -> tuple[Engine, tuple[str, ...]]:
    if asked.engine is not None:
        return asked.engine, ()
    with source.database.reading() as connection:
        chosen = store.choice(connection, source.principal.workspace_id)
    engine = chosen[0] if chosen else Engine.smoothing
    if engine not in _QUICK and count > _MOST_SLOWLY:
        note = f"{engine} won, and takes too long for {count} series: {Engine.smoothing} instead"
        return Engine.smoothing, (note,)
    return engine, ()


def _metric(found: Ground, name: str, asked: Asked, engine: Engine) -> _Metric:
    import numpy as np

    raw = found.panel.values[name]
    with telemetry.predicting(f"forecast_{engine}"):
        made = outlook(found.clean[name], asked.days, engine=engine, nonnegative=floored(name))
    before = np.full(len(raw), np.nan)
    back = {"": 0, "previous": asked.days, "year": _YEAR}[asked.compare]
    start = raw.shape[1] - back
    if back and start >= 0 and asked.days <= back and adds_up(name):
        before = raw[:, start : start + asked.days].sum(axis=1)
    return _Metric(name, raw, made, adds_up(name), before)


def _largest(panel: Panel, metrics: Sequence[_Metric]) -> list[int]:
    import numpy as np

    if not len(panel):
        return []
    late = np.nansum(np.abs(metrics[0].raw[:, -_MONTH:]), axis=1)
    return [int(row) for row in np.argsort(-late, kind="stable")]


def _foreseen(found: Ground, each: _Metric, row: int) -> Foreseen:
    import numpy as np

    panel, raw = found.panel, each.raw[row]
    known = int((~np.isnan(raw)).sum())
    standing = _standing(raw, known, active=panel.active[row])
    if standing is not Standing.stopped and np.isnan(each.outlook.said[row]).any():
        standing = Standing.unknown
    currency = panel.currency[row]
    told: dict[str, Any] = {}
    if standing not in {Standing.unknown, Standing.stopped}:
        told = _said(each, row, currency, panel.period.end)
    return Foreseen(
        metric=each.name,
        platform=panel.platform[row],
        account_id=panel.account_id[row],
        entity_id=panel.entity_id[row],
        entity=panel.entity[row],
        currency=currency,
        standing=standing,
        known_days=known,
        trend=_trend(raw) if each.adds else None,
        notes=tuple(_notes(found, each, row, standing)),
        **told,
    )


def _standing(raw: Floats, known: int, *, active: bool) -> Standing:
    import numpy as np

    if known < _LEAST:
        return Standing.unknown
    if not active:
        return Standing.stopped
    if not np.nan_to_num(raw).any():
        return Standing.silent
    return Standing.short if known < _WEEKLY else Standing.ok


def _said(each: _Metric, row: int, currency: str, first: date) -> dict[str, Any]:
    made, unit = each.outlook, _Unit(catalogue().unit(each.name), currency)
    days = tuple(
        _expected(made.said[row, day], made.bands, (row, day), unit, first + timedelta(days=day))
        for day in range(made.said.shape[1])
    )
    told: dict[str, Any] = {
        "days": days,
        "mase": _share(made.mase[row]),
        "held_80": _share(made.held[0.8][row]),
        "held_95": _share(made.held[0.95][row]),
    }
    if each.adds:
        total = _expected(made.total[row], made.total_bands, (row, 0), unit, None)
        before = unit.exact(each.before[row])
        told |= {"total": total, "compared": before, "change": _change(total.value, before)}
    return told


@dataclass(frozen=True, slots=True)
class _Unit:
    name: str
    currency: str

    def exact(self, value: float) -> Decimal | None:
        """Return an estimate in exact figures, as fine as it makes sense."""
        if not abs(value) < _BEYOND:
            return None
        places = 2
        if self.name == "money" and self.currency:
            places = minor_units(self.currency)
        elif self.name == "ratio":
            places = 6
        return round(Decimal(repr(float(value))), places) + 0


def _expected(
    value: float, bands: Bands, cell: tuple[int, int], unit: _Unit, day: date | None
) -> Expected:
    low, high = bands.low, bands.high
    return Expected(
        unit.exact(value) or Decimal(0),
        low_80=unit.exact(low[0.8][cell]),
        high_80=unit.exact(high[0.8][cell]),
        low_95=unit.exact(low[0.95][cell]),
        high_95=unit.exact(high[0.95][cell]),
        date=day,
    )


def _change(total: Decimal, before: Decimal | None) -> Decimal | None:
    return round(total / before - 1, 4) if before else None


def _share(value: float) -> Decimal | None:
    return round(Decimal(repr(float(value))), 4) if value == value else None  # noqa: PLR0124 - NaN is not itself


def _trend(raw: Floats) -> Decimal | None:
    import numpy as np

    late, early = raw[-_MONTH:], raw[-2 * _MONTH : -_MONTH]
    if len(early) < _MONTH or np.isnan(late).all() or np.isnan(early).all():
        return None
    before = float(np.nanmean(early))
    return _share(float(np.nanmean(late)) / before - 1) if before > 0 else None


def _notes(found: Ground, each: _Metric, row: int, standing: Standing) -> Iterator[str]:
    import numpy as np

    said = {
        Standing.unknown: "fewer than 7 days with figures: nothing can be said",
        Standing.stopped: "paused or ended: what it would do is not foreseen",
        Standing.short: "fewer than 14 days: without a weekly shape",
        Standing.silent: "nothing but zeros so far",
    }
    if standing in said:
        yield said[standing]
    raw = each.raw[row]
    begun = np.flatnonzero(~np.isnan(raw))
    gaps = int(np.isnan(raw[begun[0] :]).sum()) if len(begun) else 0
    if gaps:
        yield f"{gaps} days nobody reported are walked past"
    if negative := int(found.negative[each.name][row]):
        yield f"{negative} negative days are left out"
    if unlike := int(found.unlike[row]):
        yield f"{unlike} days that the calendar sets apart bend nothing"
    if standing is Standing.ok and np.isnan(each.outlook.bands.low[0.8][row]).any():
        yield "too little past for an honest interval"


def _provenance(
    panel: Panel, metrics: Sequence[_Metric], asked: Asked, engine: Engine
) -> dict[str, Any]:
    told = asdict(panel.provenance) if panel.provenance else {"data_version": panel.data_version}
    return {
        **told,
        "engine_of_forecast": engine.value,
        "history": str(panel.period),
        "compare": asked.compare,
        "estimate": True,
        "past": {each.name: _past(each.outlook) for each in metrics},
    }


def _past(made: Outlook) -> dict[str, Decimal | None]:
    import numpy as np

    def mean(values: Floats) -> Decimal | None:
        return _share(float(np.nanmean(values))) if np.isfinite(values).any() else None

    came = float(np.nansum(made.came))
    wape = _share(float(np.nansum(made.off)) / came) if came > 0 else None
    return {
        "mase": mean(made.mase),
        "wape": wape,
        "held_80": mean(made.held[0.8]),
        "held_95": mean(made.held[0.95]),
    }
