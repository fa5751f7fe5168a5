"""Read what a forecast stands on: dense series without the days that are unlike others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from adhelm.core.ads import PLATFORMS, Period
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal
from adhelm.observe import conventions, plans
from adhelm.observe.plans.types import CalendarDay, DayKind, Reach, Spending
from adhelm.understand.forecasting.types import Asked, BadForecast
from adhelm.understand.metrics import catalogue
from adhelm.understand.series import LEVELS, Panel, additive, panel

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from adhelm.observe.warehouse import Warehouse

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

_UNLIKE = frozenset({DayKind.promotion, DayKind.holiday, DayKind.outage})
_LONGEST, _MOST_METRICS, _MOST_TOLD = 180, 10, 5


@dataclass(frozen=True, slots=True)
class Source:
    """Who asks, and where the figures are."""

    principal: Principal
    database: Database
    warehouse: Warehouse
    clock: Clock


@dataclass(frozen=True, slots=True)
class Ground:
    """Series to learn from, as they were reported and without what would bend them."""

    panel: Panel
    clean: dict[str, Floats]
    unlike: Ints
    """Days of each series that the calendar sets apart."""
    negative: dict[str, Ints]
    """Negative days of metrics that have none: credits, corrections."""
    ahead: tuple[str, ...]
    """What the calendar knows of the days to come."""

    def floored(self, metric: str) -> bool:
        """Say whether the metric cannot be below zero."""
        return floored(metric)


def floored(metric: str) -> bool:
    """Say whether a metric is a sum of counts or money, or a ratio of such: never below zero."""
    known = catalogue()
    entry = known.metrics.get(metric.partition(".")[0])
    below = (
        set(known.definition.derived) | set(known.definition.costs) | {"own_revenue", "own_refunds"}
    )
    if entry is None or metric in below:
        return False
    return all(floored(each) for each in known.uses(metric))


def ground(source: Source, asked: Asked) -> Ground:
    """
    Read the history that a question stands on.

    :raises BadForecast: if no metric, too many, or days that nobody can foresee are asked for.
    """
    check(asked)
    found = panel(
        principal=source.principal,
        warehouse=source.warehouse,
        clock=source.clock,
        metrics=asked.metrics,
        level=asked.level,
        period=asked.period,
        where=asked.where,
        currency=asked.currency,
        as_of=asked.as_of,
        conventions=conventions.documents(principal=source.principal, database=source.database),
    )
    coming = Period(found.period.end, found.period.end + timedelta(days=asked.days))
    span = Period(found.period.start, coming.end)
    known = plans.events_in(principal=source.principal, database=source.database, period=span)
    telling = [one for one in known if one.kind in _UNLIKE]
    unlike = _unlike(found, telling)
    clean, negative = {}, {}
    for metric, values in found.values.items():
        clean[metric], negative[metric] = _clean(values, unlike, floor=floored(metric))
    return Ground(found, clean, unlike.sum(axis=1), negative, tuple(_ahead(telling, coming)))


def check(asked: Asked) -> None:
    """
    Look at a question before anything is read.

    :raises BadForecast: if it makes no sense.
    """
    if not 1 <= len(asked.metrics) <= _MOST_METRICS:
        raise BadForecast(f"1 to {_MOST_METRICS} metrics are foreseen", hint="spend, conversions")
    if not 1 <= asked.days <= _LONGEST:
        raise BadForecast(f"{asked.days} days are not foreseen", hint=f"1 to {_LONGEST}")
    if asked.compare not in {"", "previous", "year"}:
        raise BadForecast(
            f"'{asked.compare[:40]}' is nothing to hold days to come against",
            hint="previous or year",
        )
    if asked.level not in LEVELS:
        raise BadForecast(f"nothing is foreseen by '{asked.level[:40]}'", hint=", ".join(LEVELS))
    windowed = [name for name in asked.metrics if "." in name]
    if windowed:
        raise BadForecast(f"'{windowed[0][:60]}' is a window", hint="foresee the plain metric")


def adds_up(metric: str) -> bool:
    """Say whether the days of a metric add up to a total."""
    return additive(metric)


def _unlike(found: Panel, telling: Sequence[CalendarDay]) -> Any:
    import numpy as np

    marked = np.zeros((len(found), found.days), dtype=bool)
    for entry in telling:
        first = max((entry.first_day - found.period.start).days, 0)
        last = (entry.last_day - found.period.start).days
        rows = [row for row in range(len(found)) if _concerns(entry.reach, found, row)]
        if rows and last >= first:
            marked[rows, first : last + 1] = True
    return marked


def _concerns(reach: Reach, found: Panel, row: int) -> bool:
    if found.level == "total":
        return reach == Reach()
    platform = found.platform[row]
    if found.level == "platform":
        return replace(reach, platform="") == Reach() and reach.platform in {"", platform}
    connector = PLATFORMS[platform].connector if platform in PLATFORMS else platform
    campaign = found.level == "campaign"
    spending = Spending(
        platform=platform,
        account=f"{connector}/{found.account_id[row]}",
        campaign=found.entity_id[row] if campaign else "",
        name=found.entity[row] if campaign else "",
    )
    return plans.covers(reach, spending)


def _clean(values: Floats, unlike: Any, *, floor: bool) -> tuple[Floats, Ints]:
    import numpy as np

    odd = (values < 0) & floor
    kept = np.where(unlike | odd, np.nan, values)
    return kept, odd.sum(axis=1)


def _ahead(telling: Sequence[CalendarDay], coming: Period) -> Iterator[str]:
    ahead = [one for one in telling if one.last_day >= coming.start and one.first_day < coming.end]
    for one in ahead[:_MOST_TOLD]:
        days = f"{one.first_day}..{one.last_day}"
        yield f"{one.kind} '{one.name}' ({days}) is ahead, and not in these figures"
    if len(ahead) > _MOST_TOLD:
        yield f"and {len(ahead) - _MOST_TOLD} more days of the calendar"
