"""The figures that verdicts stand on: series, how long they move, and what was expected before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from adhelm.core.ads import PLATFORMS, Period
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal
from adhelm.learn.outcomes.logic.comparing import BEFORE
from adhelm.learn.outcomes.logic.grouping import Advice, Key
from adhelm.learn.outcomes.types import Case, Unsayable
from adhelm.observe import conventions
from adhelm.understand import forecasting, maturity, metrics, series

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Warehouse

HISTORY = timedelta(days=182)
"""How far before a change its comparison is tried."""
_RIPE = 0.99
_MOST_AGE = 60
_LATEST_FORECAST = timedelta(days=7)
_MATURES = {"spend": "spend"}
_COUNTS = {"conversion_value": "conversions", "spend": "clicks"}
"""What tells how many single events an amount is made of."""


@dataclass(frozen=True, slots=True)
class Source:
    """Who asks, and where the figures are."""

    principal: Principal
    database: Database
    warehouse: Warehouse
    clock: Clock


@dataclass
class Figures:
    """Everything that is read, once per level and metric."""

    source: Source
    shares: maturity.Shares
    ended: Mapping[str, date]
    """'connector/account' -> its last local day that is over."""
    zones: Mapping[str, str]
    version: int
    panels: dict[tuple[str, str], series.Panel] = field(default_factory=dict)

    def ripe_on(self, advice: Advice, metric: str) -> date:
        """Return the day on which the last judged day no longer moves."""
        ages = [self._age(one.change.platform, account_of(one.change), metric)
                for one in advice.changes]  # fmt: skip
        return advice.last_day + timedelta(days=max(ages))

    def is_ripe(self, advice: Advice, metric: str) -> bool:
        """Say whether all judged days are over and final."""
        wanted = self.ripe_on(advice, metric) - timedelta(days=1)
        over = [self.ended.get(one.change.account, date.min) for one in advice.changes]
        return min(over) >= max(wanted, advice.last_day)

    def case(self, advice: Advice, metric: str, touched: frozenset[Key]) -> tuple[Case, int]:
        """
        Return the days of what was changed and of what was not, and how many are missing.

        :raises Unsayable: if nothing was reported of what was changed.
        """
        import numpy as np

        (level,) = advice.levels if len(advice.levels) == 1 else ("",)
        if level not in series.LEVELS:
            raise Unsayable(
                f"there are no daily figures by {level or 'several levels'} to judge by"
            )
        panel = self._panel(str(level), metric)
        values, count = panel.values[metric], _COUNTS.get(metric, metric)
        start = (advice.first_day - panel.period.start).days
        end = (advice.last_day - panel.period.start).days + 1
        rows = _rows(panel, advice)
        if not rows or len(rows) < len(advice.keys):
            raise Unsayable("of what was changed there are no figures")
        missing = int(np.isnan(values[rows, start:end]).any(axis=0).sum())
        known = ~np.isnan(values[rows, :start]).any(axis=0)
        first = max(int(np.flatnonzero(~known).max(initial=-1)) + 1, start - HISTORY.days, 0)
        if start - first < BEFORE:
            raise Unsayable(f"only {start - first} days before it are known without a gap")
        came = np.nan_to_num(values[rows, first:end]).sum(axis=0)
        counted = np.nan_to_num(panel.values[count][rows, first:start]).sum()
        unit = float(came[: start - first].sum() / counted) if counted > 0 else 1.0
        left = _left_alone(panel, rows, touched)
        controls = values[left, first:end]
        # A control that was not there all the time says nothing of how days vary.
        controls = controls[~np.isnan(controls[:, -(end - start + 2 * BEFORE) :]).any(axis=1)]
        case = Case(
            came, np.nan_to_num(controls), start - first,
            unit=unit if count != metric and unit > 0 else 1.0,
            foreseen=self._foreseen(advice, metric),
        )  # fmt: skip
        return case, missing

    def _foreseen(self, advice: Advice, metric: str) -> float | None:
        """Return what had been expected of the judged days before the change."""
        (level,) = advice.levels
        day = min(one.at for one in advice.changes).date()
        told = forecasting.said(
            principal=self.source.principal, database=self.source.database, level=level.value,
            days=Period.closed(day - _LATEST_FORECAST, day), metrics=(metric,),
        )  # fmt: skip
        newest: dict[tuple[str, str], forecasting.Said] = {}
        for one in told:
            newest.setdefault((f"{_connector(one.platform)}/{one.account_id}", one.entity_id), one)
        total = 0.0
        for _, account, entity in advice.keys:
            found = newest.get((account, entity))
            first = (advice.first_day - found.first_day).days if found else -1
            last = (advice.last_day - found.first_day).days if found else -1
            if found is None or first < 0 or last >= len(found.values):
                return None
            total += float(sum(found.values[first : last + 1]))
        return total

    def _panel(self, level: str, metric: str) -> series.Panel:
        if (level, metric) not in self.panels:
            source = self.source
            today = source.clock.now().date()
            self.panels[level, metric] = series.panel(
                principal=source.principal, warehouse=source.warehouse, clock=source.clock,
                metrics=tuple(dict.fromkeys((metric, _COUNTS.get(metric, metric)))), level=level,
                period=Period(today - 2 * HISTORY, today + timedelta(days=1)), as_of=self.version,
                conventions=conventions.documents(
                    principal=source.principal, database=source.database
                ),
            )  # fmt: skip
        return self.panels[level, metric]

    def _age(self, platform: str, account: str, metric: str) -> int:
        """Return the age at which a day no longer moves."""
        asked = {"platform": platform, "account": account}
        asked["metric"] = _MATURES.get(metric, "conversions")
        shares = [self.shares.known(**asked, age=age) for age in range(_MOST_AGE)]
        late = [age for age, share in enumerate(shares) if share is None or share < _RIPE]
        return max(late, default=0) + 1


def figures(source: Source) -> Figures | None:
    """Return what is known of all accounts at the newest data version; None: there is nothing."""
    known: dict[str, Any] = {
        "principal": source.principal, "warehouse": source.warehouse, "clock": source.clock,
    }  # fmt: skip
    question = metrics.Question(
        metrics=("impressions",), by=("connector", "platform", "account_id", "timezone")
    )
    answer = metrics.ask(**known, question=question)
    rows = list(answer.dicts())
    if not rows:
        return None
    version = answer.provenance.data_version
    over = metrics.last_days(**known, as_of=version)
    names = {
        (row["platform"], row["account_id"]): f"{row['connector']}/{row['account_id']}"
        for row in rows
    }
    reported = _reported(known, version)
    ended: dict[str, date] = {}
    for pair, day in over.items():
        if pair in names:
            # A day that is over and that nobody has fetched yet is not known.
            ended[names[pair]] = min(day, reported.get(pair, date.min))
    return Figures(
        source=source,
        shares=maturity.shares(principal=source.principal, database=source.database),
        ended=ended,
        zones={names[row["platform"], row["account_id"]]: row["timezone"] or "UTC" for row in rows},
        version=version,
    )


def _reported(known: Mapping[str, Any], version: int) -> dict[tuple[str, str], date]:
    """Return the last day with a row of each account."""
    question = metrics.Question(
        metrics=("impressions",), by=("platform", "account_id", "date"), as_of=version
    )
    found: dict[tuple[str, str], date] = {}
    for row in metrics.ask(**known, question=question).dicts():
        if row["date"] is not None:
            pair = (row["platform"], row["account_id"])
            found[pair] = max(row["date"], found.get(pair, row["date"]))
    return found


def account_of(change: Any) -> str:
    """Return 'connector/account' of a change."""
    return f"{change.connector}/{change.account_id}"


def _rows(panel: series.Panel, advice: Advice) -> list[int]:
    wanted = {(account, entity) for _, account, entity in advice.keys}
    return [row for row, name in enumerate(_names(panel)) if name in wanted]


def _left_alone(panel: series.Panel, rows: Sequence[int], touched: frozenset[Key]) -> list[int]:
    """Return what is of the same accounts and currency and nobody changed."""
    accounts = {(panel.platform[row], panel.account_id[row]) for row in rows}
    currencies = {panel.currency[row] for row in rows}
    changed = {(account, entity) for _, account, entity in touched}
    return [
        row
        for row, name in enumerate(_names(panel))
        if row not in rows
        and name not in changed
        and (panel.platform[row], panel.account_id[row]) in accounts
        and panel.currency[row] in currencies
    ]


def _names(panel: series.Panel) -> list[tuple[str, str]]:
    return [
        (f"{_connector(platform)}/{account}", entity)
        for platform, account, entity in zip(
            panel.platform, panel.account_id, panel.entity_id, strict=True
        )
    ]


def _connector(platform: str) -> str:
    return PLATFORMS[platform].connector if platform in PLATFORMS else platform
