"""Gather what is known of a level's entities: daily figures, how late they come, and names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from adhelm.core.ads import PLATFORMS, Period
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal
from adhelm.decide.prediction.types import LEVELS, Floats, Ints, UnknownLevel
from adhelm.observe import conventions
from adhelm.observe.plans.types import Spending
from adhelm.understand import maturity, metrics, series

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Warehouse

VALUE, COUNT = "conversion_value", "conversions"
_METRICS = ("spend", COUNT, VALUE, "impressions", "clicks")
_MOST_DAYS, _MOST_ENTITIES = 400, 3000
_RIPE = 0.99
_MOST_AGE = 40
_IDS = {"campaign": "campaign_id", "ad_group": "ad_group_id", "ad": "ad_id"}


@dataclass(frozen=True, slots=True)
class Source:
    """Who asks, and where the figures are."""

    principal: Principal
    database: Database
    warehouse: Warehouse
    clock: Clock


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Everything known of a level's entities at one data version."""

    level: str
    period: Period
    """The days of the columns; all of them are over."""
    values: Mapping[str, Floats]
    """Metric -> entities by days, 0 where nothing was reported."""
    reported: Mapping[str, bool]
    """Metric -> whether anybody ever reported it."""
    spending: tuple[Spending, ...]
    entity_id: tuple[str, ...]
    entity: tuple[str, ...]
    account_id: tuple[str, ...]
    currency: tuple[str, ...]
    objective: tuple[str, ...]
    account: Ints
    """Which of the accounts each is of."""
    shares: Floats
    """Entities by ages."""
    ripe: Ints
    """The first column of each entity that may still move."""
    data_version: int
    notes: tuple[str, ...] = field(default=())

    @property
    def last(self) -> date:
        """Return the morning on which all of this is known."""
        return self.period.end

    def key(self, row: int) -> tuple[str, str, str, str]:
        """Return what tells an entity from all others of its level."""
        of = self.spending[row]
        return of.platform, self.account_id[row], self.entity_id[row], self.currency[row]


def gather(source: Source, level: str) -> Ground | None:
    """
    Return what is known of the entities of a level; None where there are none.

    :raises UnknownLevel: if there are no scores of such.
    """
    if level not in LEVELS:
        raise UnknownLevel(f"nothing is scored by '{level[:40]}'", hint=", ".join(LEVELS))
    known: dict[str, Any] = {
        "principal": source.principal, "warehouse": source.warehouse, "clock": source.clock,
        "conventions": conventions.documents(principal=source.principal, database=source.database),
    }  # fmt: skip
    today = source.clock.now().date()
    span = Period(today - timedelta(days=_MOST_DAYS), today + timedelta(days=1))
    found = series.panel(**known, metrics=_METRICS, level=level, period=span)
    if not len(found) or not found.days:
        return None
    owners = _owners(known, level, found)
    return _ground(found, owners, _maturity(source, found))


def _owners(
    known: Mapping[str, Any], level: str, found: series.Panel
) -> dict[tuple[str, str, str], tuple[str, str, str]]:
    """Return the campaign, its name and its objective for each entity."""
    key = _IDS[level]
    by = tuple(
        dict.fromkeys(("platform", "account_id", key, "campaign_id", "campaign", "objective"))
    )
    question = metrics.Question(
        metrics=("impressions",), by=by, period=found.period, as_of=found.data_version
    )
    answer = metrics.ask(**known, question=question)
    return {
        (row["platform"], row["account_id"], row[key]): (
            str(row["campaign_id"] or ""), str(row["campaign"] or ""), str(row["objective"] or ""),
        )
        for row in answer.dicts()
    }  # fmt: skip


def _maturity(source: Source, found: series.Panel) -> tuple[Floats, Ints]:
    """Return how much of conversions is known by age, and which day first may still move."""
    import numpy as np

    known = maturity.shares(principal=source.principal, database=source.database)
    shares = np.ones((len(found), _MOST_AGE + 1))
    ripe = np.zeros(len(found), dtype=np.int64)
    seen: dict[tuple[str, str], tuple[Floats, int]] = {}
    for row, key in enumerate(zip(found.platform, found.account_id, strict=True)):
        if key not in seen:
            platform, account = key[0], f"{connector(key[0])}/{key[1]}"
            told = [
                known.known(platform=platform, account=account, metric=COUNT, age=age)
                for age in range(_MOST_AGE + 1)
            ]
            # Where nobody ever saw days grow, all is taken to be known at once, and only days
            # past the platform's own limit to be final.
            late = [age for age, share in enumerate(told) if share is None or share < _RIPE]
            each = np.array([1.0 if share is None else min(share, 1.0) for share in told])
            seen[key] = np.maximum(each, 1e-3), max(late, default=-1) + 1
        shares[row], age = seen[key]
        ripe[row] = max(found.days - age + 1, 0) if age else found.days
    return shares, np.minimum(ripe, found.days)


def _largest(found: series.Panel) -> tuple[Ints, tuple[str, ...]]:
    import numpy as np

    spent = np.nansum(found.values["spend"], axis=1)
    rows = np.argsort(-spent, kind="stable")[:_MOST_ENTITIES]
    left = len(found) - len(rows)
    notes = (f"the {left} that spent least are left out",) if left > 0 else ()
    return np.sort(rows), (*found.notes, *notes)


def _ground(
    found: series.Panel,
    owners: Mapping[tuple[str, str, str], tuple[str, str, str]],
    growth: tuple[Floats, Ints],
) -> Ground:
    import numpy as np

    rows, notes = _largest(found)
    shares, ripe = growth

    def column(values: Sequence[str]) -> tuple[str, ...]:
        return tuple(values[int(row)] for row in rows)

    platform, account_id = column(found.platform), column(found.account_id)
    ids = column(found.entity_id)
    of = [owners.get(key, ("", "", "")) for key in zip(platform, account_id, ids, strict=True)]
    spending = tuple(
        Spending(one, f"{connector(one)}/{account}", campaign, name)
        for one, account, (campaign, name, _) in zip(platform, account_id, of, strict=True)
    )
    accounts = {
        key: place for place, key in enumerate(dict.fromkeys(each.account for each in spending))
    }
    return Ground(
        level=found.level,
        period=found.period,
        values={name: np.nan_to_num(each[rows]) for name, each in found.values.items()},
        reported={name: bool(np.isfinite(each).any()) for name, each in found.values.items()},
        spending=spending,
        entity_id=ids,
        entity=column(found.entity),
        account_id=account_id,
        currency=column(found.currency),
        objective=tuple(objective for _, _, objective in of),
        account=np.array([accounts[each.account] for each in spending], dtype=np.int64),
        shares=shares[rows],
        ripe=ripe[rows],
        data_version=found.data_version,
        notes=notes,
    )


def connector(platform: str) -> str:
    """Return who delivers a platform's figures."""
    return PLATFORMS[platform].connector if platform in PLATFORMS else platform
