"""Learn the curves of a data version from the warehouse's log of restatements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from adhelm.core.principal import Principal
from adhelm.observe import warehouse as warehouses
from adhelm.understand import metrics
from adhelm.understand.maturity.logic.learning import learn
from adhelm.understand.maturity.logic.seen import Seen
from adhelm.understand.maturity.store import log
from adhelm.understand.maturity.store.log import Action
from adhelm.understand.maturity.types import METRICS, Account, Curve

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Snapshot, Warehouse
    from adhelm.observe.warehouse.types import DataVersion

_BACK_DAYS = 150
"""How far back days are that curves are learned from: habits change."""
_RULE = "default"


@dataclass(frozen=True, slots=True)
class Learnt:
    """The curves of one data version, and at what age each day was reported last."""

    snapshot: Snapshot
    curves: Mapping[tuple[str, str, str], Curve]
    newest: Mapping[tuple[str, Account, int], int]
    """Metric, account and day (ordinal) -> age."""

    @property
    def version(self) -> DataVersion:
        """Return the data version."""
        return self.snapshot.version

    def curve(self, metric: str, account: Account) -> Curve | None:
        """Return the curve of an account, or who stands in for it."""
        for key in ((account.platform, account.name), (account.platform, ""), ("", "")):
            if (metric, *key) in self.curves:
                return self.curves[metric, *key]
        return None


def learned(
    *,
    principal: Principal,
    warehouse: Warehouse,
    today: date,
    as_of: date | datetime | int | None = None,
) -> Learnt:
    """Learn from everything that was known at a data version (None: the newest)."""
    pinned = warehouses.snapshot(warehouse, principal=principal, as_of=as_of)
    known_at = pinned.version.known_at
    day = min(today, known_at.date()) if pinned.version.version else today
    found = log.read(
        pinned, since=day - timedelta(days=_BACK_DAYS), events=_events(), choose=_chosen
    )
    curves = [one for metric in METRICS for one in _of(found, metric, day)]
    newest = {
        (metric, account, on): age
        for metric in METRICS
        for (account, on), age in found[metric].newest().items()
    }
    return Learnt(pinned, {(one.metric, one.platform, one.account): one for one in curves}, newest)


def horizon(platform: str) -> int:
    """Return the days after which a platform's conversions move no more."""
    return metrics.catalogue().lookback(platform).conversions


def _of(found: Mapping[str, Seen], metric: str, day: date) -> list[Curve]:
    seen = found[metric]
    return learn(
        seen,
        metric=metric,
        horizons=[horizon(one.platform) for one in seen.accounts],
        units=_units(found, metric),
        today=day.toordinal(),
    )


def _units(found: Mapping[str, Seen], metric: str) -> list[float]:
    """Return what one conversion is in a metric, by account: 1, or its mean value."""
    import numpy as np

    count = len(found[metric].accounts)
    if metric == METRICS[0]:
        return [1.0] * count
    sums = [
        np.bincount(found[each].account, found[each].value, minlength=count) for each in METRICS
    ]
    mean = np.divide(sums[1], sums[0], out=np.ones(count), where=(sums[0] > 0) & (sums[1] > 0))
    return [float(each) for each in mean]


def _events() -> dict[str, Sequence[str]]:
    """Return the events that count for connectors that have no headline of their own."""
    found: dict[str, Sequence[str]] = {}
    for source in metrics.catalogue().rule(_RULE).sources:
        for connector in source.connectors if source.events else ():
            found.setdefault(connector, source.events)
    return found


def _chosen(connector: str, actions: Sequence[Action]) -> list[Action]:
    """Return the actions that stand for an event: of overlapping ones the first in rank."""
    known = metrics.catalogue().definition
    windows = known.attribution_windows
    listed = windows.get(connector, windows.get("*", ()))
    patterns = known.actions.get(connector)

    def span(one: Action) -> tuple[int, str, str]:
        place = listed.index(one.window) if one.window in listed else len(listed)
        return place, one.window, one.basis

    def tier(one: Action) -> int:
        name = one.name.lower()
        fits = (n for n, glob in enumerate(patterns or ()) if fnmatchcase(name, glob.lower()))
        return next(fits, len(patterns or ()))

    if patterns is not None:
        return [min(actions, key=lambda one: (tier(one), one.name, span(one)))]
    best: dict[str, Action] = {}
    for one in sorted(actions, key=span):
        best.setdefault(one.name, one)
    return list(best.values())
