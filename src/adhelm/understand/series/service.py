"""Read daily series of a level, column by column, a quarter of a year at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from adhelm.core.ads import Period
from adhelm.core.clock import Clock
from adhelm.core.principal import Principal, Scope
from adhelm.understand.metrics import Question, ask, catalogue, last_days
from adhelm.understand.metrics.types import Answer, Provenance
from adhelm.understand.series.logic.dense import EPOCH, Grid, rows_of, whole_days
from adhelm.understand.series.types import LEVELS, Panel, UnknownLevel

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from adhelm.observe.conventions import Document
    from adhelm.observe.warehouse import Warehouse

    Flags = npt.NDArray[np.bool_]
    Ints = npt.NDArray[np.int64]

_ACCOUNT = ("platform", "account_id")
# What names an entity (the last one is its id), and what else is known of it.
_BY: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "total": ((), ()),
    "platform": (("platform",), ()),
    "account": (_ACCOUNT, ("account",)),
    "campaign": ((*_ACCOUNT, "campaign_id"), ("campaign", "campaign_status")),
    "ad_group": ((*_ACCOUNT, "ad_group_id"), ("ad_group", "ad_group_status")),
    "ad": ((*_ACCOUNT, "ad_id"), ("ad", "ad_status")),
}
# As the platforms write it.
_STOPPED = {"paused", "removed", "ended", "completed", "archived", "deleted", "disabled"}
_STEP, _MOST_DAYS = 92, 1100


@dataclass(frozen=True, slots=True)
class _Source:
    """Whom to ask, and what holds for every question."""

    known: Mapping[str, Any]
    where: str
    currency: str | None
    as_of: date | datetime | int | None

    def ask(self, metrics: Sequence[str], by: Sequence[str], period: Period | None) -> Answer:
        question = Question(
            metrics=tuple(metrics), by=tuple(by), where=self.where, period=period,
            currency=self.currency, as_of=self.as_of,
        )  # fmt: skip
        return ask(**self.known, question=question)

    def keys(self, level: str) -> tuple[str, ...]:
        return (*_BY[level][0], *(() if self.currency else ("currency",)))


@dataclass(frozen=True, slots=True)
class _Accounts:
    """On which days which account reported anything."""

    places: Mapping[tuple[str, str], int]
    last: Ints
    """Number of the last day of each that is over."""
    present: Flags
    meant: frozenset[tuple[str, str]]
    """Those that the filter lets through."""


def panel(
    *,
    principal: Principal,
    warehouse: Warehouse,
    clock: Clock,
    metrics: Sequence[str],
    level: str = "campaign",
    period: Period | None = None,
    where: str = "",
    currency: str | None = None,
    as_of: date | datetime | int | None = None,
    conventions: Sequence[Document] = (),
) -> Panel:
    """
    Return the daily values of all entities of a level (None: all days, at most the last 1100).

    Days are the platforms' local ones; one that still runs is left out. Money is as booked, or in
    `currency`. `where` is a filter as `query` has it. Metrics that add up are 0 on a day that the
    account reported and the entity did not; ratios are NaN there.

    :raises UnknownLevel: if there is no such level.
    :raises adhelm.core.errors.Invalid: as `metrics.ask` does.
    """
    principal.require(Scope.read)
    if level not in LEVELS:
        raise UnknownLevel(f"there are no series by '{level[:40]}'", hint=", ".join(LEVELS))
    for name in metrics:
        catalogue().formula(name)
    known: dict[str, Any] = {"principal": principal, "warehouse": warehouse, "clock": clock}
    source = _Source({**known, "conventions": conventions}, where, currency, as_of)
    found = _extent(source, period)
    if found is None:
        return _nothing(level, period, clock, metrics)
    extent, version = found
    source = replace(source, as_of=version if as_of is None else as_of)
    ended = last_days(**known, as_of=source.as_of)
    over = max(ended.values())
    if over < extent.start:
        return _nothing(level, period, clock, metrics)
    extent = Period.closed(extent.start, min(extent.last, over))
    accounts = _accounts(source, extent, ended)
    names = _names(source, level, extent)
    grid = Grid.empty(metrics, entities=len(names), first=_number(extent.start), days=extent.days)
    told = _fill(source, level, extent, names, grid)
    notes = _close(grid, level, names, accounts)
    return Panel(
        level=level,
        period=extent,
        **_columns(names, level),
        values=grid.values,
        data_version=version,
        provenance=told,
        notes=notes,
    )


def additive(metric: str) -> bool:
    """Say whether days of a metric add up, so that a day without delivery is 0."""
    known = catalogue()
    if "." in metric or "/" in known.describe(metric) or known.unit(metric) == "ratio":
        return False
    measure = known.definition.measures.get(metric)
    adds = measure is None or measure.additive
    return adds and all(additive(each) for each in known.uses(metric))


def _extent(source: _Source, period: Period | None) -> tuple[Period, int] | None:
    """Return the days that have data, and the version that all questions are asked of."""
    answer = source.ask(("impressions",), ("date",), period)
    days = [row["date"] for row in answer.dicts() if row["date"] is not None]
    if not days:
        return None
    first = max(min(days), max(days) - timedelta(days=_MOST_DAYS - 1))
    return Period.closed(first, max(days)), answer.provenance.data_version


def _nothing(level: str, period: Period | None, clock: Clock, metrics: Sequence[str]) -> Panel:
    import numpy as np

    day = period.start if period else clock.now().date()
    return Panel(
        level=level,
        period=Period(day, day),
        **_columns({}, level),
        values={name: np.zeros((0, 0)) for name in metrics},
        data_version=0,
        notes=("there is no whole day of figures",),
    )


def _accounts(source: _Source, extent: Period, ended: Mapping[tuple[str, str], date]) -> _Accounts:
    import numpy as np

    # A filter of campaigns says nothing of what an account reported.
    apart = replace(source, where="", currency=None)
    places = {key: place for place, key in enumerate(sorted(ended))}
    last = np.array([_number(ended[key]) for key in places], dtype=np.int64)
    grid = Grid.empty((), entities=len(places), first=_number(extent.start), days=extent.days)
    table = apart.ask(("impressions",), (*_ACCOUNT, "date"), extent).arrow()
    grid.put(rows_of(table, _ACCOUNT), places, {})
    grid.close_after(last)
    meant = frozenset(places)
    if source.where:
        rows = source.ask(("impressions",), _ACCOUNT, extent).dicts()
        meant = frozenset((row["platform"], row["account_id"]) for row in rows)
    return _Accounts(places, last, grid.present, meant)


def _names(source: _Source, level: str, extent: Period) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Return what is known of each entity, by its key; in the order of their rows."""
    keys = source.keys(level)
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in source.ask(("impressions",), (*keys, *_BY[level][1]), extent).dicts():
        key = tuple(row[name] for name in keys)
        if None not in key:
            found.setdefault(key, {**row, "currency": row.get("currency") or source.currency})
    return found


def _fill(
    source: _Source,
    level: str,
    extent: Period,
    names: Mapping[tuple[Any, ...], Any],
    grid: Grid,
) -> Provenance | None:
    """Ask for the values, some months at a time, and return where they come from."""
    keys, places = source.keys(level), {key: place for place, key in enumerate(names)}
    # Asked for over one day, a metric is what it is, and the answer comes in columns.
    known = catalogue().definition.measures
    plain = any(name in known and not known[name].additive for name in grid.values)
    asked = {name: name if plain or "." in name else f"{name}.1d" for name in grid.values}
    told: list[Provenance] = []
    for span in _spans(extent):
        answer = source.ask(tuple(asked.values()), (*keys, "date"), span)
        told.append(answer.provenance)
        if not len(answer.rows):
            continue
        table = answer.arrow()
        columns = {name: table[each] for name, each in asked.items()}
        grid.put(rows_of(table, keys), places, columns)
    return _together(told, extent, grid.values)


def _spans(extent: Period) -> Iterator[Period]:
    start = extent.start
    while start < extent.end:
        end = min(start + timedelta(days=_STEP), extent.end)
        yield Period(start, end)
        start = end


def _together(
    told: Sequence[Provenance], extent: Period, metrics: Mapping[str, Any]
) -> Provenance | None:
    if not told:
        return None
    sources = {tuple(each.items()): each for one in told for each in one.sources}
    return replace(
        told[-1],
        metrics={name: catalogue().version(name) for name in metrics},
        period=str(extent),
        sources=tuple(sources.values()),
        warnings=tuple(dict.fromkeys(text for one in told for text in one.warnings)),
    )


def _close(
    grid: Grid,
    level: str,
    names: Mapping[tuple[Any, ...], Mapping[str, Any]],
    accounts: _Accounts,
) -> tuple[str, ...]:
    """Take away days that still run or that an account misses; put 0 where nothing was shown."""
    import numpy as np

    adding = [name for name in grid.values if additive(name)]
    if level in {"total", "platform"}:
        whole = _whole(level, names, accounts)
        partly = int((grid.present & ~whole).any(axis=0).sum())
        grid.present &= whole
        for values in grid.values.values():
            values[~whole] = np.nan
        grid.fill(whole, adding)
        return (f"{partly} days are left out: not every account reported",) if partly else ()
    place = [accounts.places[one["platform"], one["account_id"]] for one in names.values()]
    of = np.array(place, dtype=np.int64)
    grid.close_after(accounts.last[of])
    grid.fill(accounts.present[of], adding)
    return ()


def _whole(
    level: str, names: Mapping[tuple[Any, ...], Mapping[str, Any]], accounts: _Accounts
) -> Flags:
    import numpy as np

    platforms = [key[0] if level == "platform" else "" for key in accounts.places]
    groups = {name: place for place, name in enumerate(dict.fromkeys(platforms))}
    meant = np.array([key in accounts.meant for key in accounts.places], dtype=bool)
    group = np.array([groups[name] for name in platforms], dtype=np.int64)
    whole = whole_days(accounts.present[meant], group[meant], len(groups))
    return whole[[groups[one.get("platform", "")] for one in names.values()]]


def _columns(names: Mapping[tuple[Any, ...], Mapping[str, Any]], level: str) -> dict[str, Any]:
    keys, labels = _BY[level]
    rows = list(names.values())

    def column(name: str) -> tuple[str, ...]:
        return tuple(str(row.get(name) or "") for row in rows)

    ids = column(keys[-1]) if keys else ("",) * len(rows)
    known = column(labels[0]) if labels else ids
    status = column(labels[1]) if len(labels) > 1 else ids
    return {
        "platform": column("platform"),
        "account_id": column("account_id"),
        "entity_id": ids,
        "entity": tuple(a or b or "all" for a, b in zip(known, ids, strict=True)),
        "currency": column("currency"),
        "active": tuple(each.lower() not in _STOPPED for each in status),
    }


def _number(day: date) -> int:
    return (day - EPOCH).days
