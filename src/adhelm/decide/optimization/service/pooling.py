"""Read what the policy weighs: the purses of each account, their budgets, days and returns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from adhelm.core.ads import PLATFORMS, Period, minor_units
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal
from adhelm.decide.optimization.logic.purses import Account, Purse, purses
from adhelm.decide.optimization.service.suggesting import read_campaigns, without, without_unlike
from adhelm.decide.optimization.store import known
from adhelm.decide.optimization.types import Basis, Campaign, Entity, Pool
from adhelm.observe import plans
from adhelm.observe import warehouse as warehouses
from adhelm.understand import maturity
from adhelm.understand.analysis import incidents
from adhelm.understand.metrics import Question, ask

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from adhelm.observe.warehouse import Snapshot, Warehouse
    from adhelm.understand.maturity import Shares

    Floats = NDArray[np.float64]

PAST_DAYS = 120
LEAST_ORDERS = 50
"""Orders credited to an account from which on the client's own books can judge it."""
_Key = tuple[str, str, str, str, date]
_BY = ("connector", "platform", "account_id", "currency", "campaign_id", "campaign", "date")
_METRICS = ("spend", "conversions", "conversion_value")
_RECENT = 7


@dataclass(frozen=True, slots=True)
class Sources:
    """Who reads, and from where."""

    principal: Principal
    warehouse: Warehouse
    database: Database
    clock: Clock


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """A pool, and the budgets that its purses are made of."""

    pool: Pool
    purses: tuple[Purse, ...]
    period: Period
    told: bool
    """Whether the platform tells of budgets; if not, they are what is usually spent."""
    blocked: Mapping[int, str]
    """Why a purse is held."""
    own: Floats
    """n × T: value (or number) of the orders in the client's own books."""
    orders: int
    """How many there are."""


def pooled(sources: Sources, snapshot: Snapshot) -> list[Pooled]:
    """
    Return pools of what spent in the last 120 days of the snapshot: one for each account.

    Accounts on several platforms are one pool where the client's own books credit orders to them.
    """
    last = _last_day(sources, snapshot)
    if last is None:
        return []
    period = Period(last - timedelta(days=PAST_DAYS - 1), last + timedelta(days=1))
    raw, usable = _campaigns(sources, snapshot, period)
    entities = _by_account(known.entities(snapshot))
    changed = known.budget_changes(snapshot)
    shares = maturity.shares(principal=sources.principal, database=sources.database)
    own = _own(sources, snapshot, period)
    made = []
    for account, campaigns in sorted(raw.items(), key=lambda one: repr(one[0])):
        told = entities.get((account.connector, account.id), [])
        desk = _Desk(account, campaigns, usable, told, changed, period, own)
        made.append(desk.pooled(shares, snapshot.version.known_at.date()))
    return _joined(made)


def _joined(found: Sequence[Pooled]) -> list[Pooled]:
    """Join accounts of one currency on several platforms by the client's own orders."""
    kept = [one for one in found if one.orders < LEAST_ORDERS]
    by_currency: dict[str, list[Pooled]] = {}
    for one in found:
        if one.orders >= LEAST_ORDERS:
            by_currency.setdefault(one.pool.currency, []).append(one)
    for several in by_currency.values():
        platforms = {one.pool.platform for one in several}
        # A platform that tells of no budgets cannot be steered together with one that does.
        alike = len({(one.told, one.pool.metric) for one in several}) == 1
        if len(platforms) > 1 and alike:
            kept.append(_together(several))
        else:
            kept += several
    return kept


def _together(several: Sequence[Pooled]) -> Pooled:
    import numpy as np

    def stacked(name: str) -> Any:
        return np.concatenate([getattr(one.pool, name) for one in several])

    starts = np.cumsum([0, *(len(one.purses) for one in several)]).tolist()
    first = several[0]
    blocked = {
        start + number: why
        for start, one in zip(starts, several, strict=False)
        for number, why in one.blocked.items()
    }
    own = np.concatenate([one.own for one in several])
    lost = np.isnan(stacked("returns"))
    # An order is known the day it is made; only the newest day may lack some.
    known = np.ones(own.shape)
    known[:, -1] = 0.0
    return Pooled(
        pool=Pool(
            platform="",
            account="",
            currency=first.pool.currency,
            metric=first.pool.metric,
            basis=Basis.own,
            names=tuple(name for one in several for name in one.pool.names),
            weekdays=first.pool.weekdays,
            budgets=stacked("budgets"),
            budgeted=stacked("budgeted") if first.told else None,
            spend=stacked("spend"),
            returns=np.where(lost, np.nan, own),
            known=known,
            peers=np.repeat(np.arange(len(several)), [len(one.purses) for one in several]),
            held=stacked("held"),
        ),
        purses=tuple(purse for one in several for purse in one.purses),
        period=first.period,
        told=first.told,
        blocked=blocked,
        own=own,
        orders=sum(one.orders for one in several),
    )


def _own(sources: Sources, snapshot: Snapshot, period: Period) -> dict[_Key, tuple[float, float]]:
    """Return orders and their value by platform, account, campaign, currency and day."""
    rows = _ask(sources, snapshot, ("own_purchases", "own_revenue"), _BY, period)
    return {
        (row["platform"], row["account_id"], row["campaign_id"], row["currency"], row["date"]): (
            float(row["own_purchases"] or 0),
            float(row["own_revenue"] or 0),
        )
        for row in rows
        if row["campaign_id"] is not None and row["own_purchases"]
    }


def _last_day(sources: Sources, snapshot: Snapshot) -> date | None:
    answer = _ask(sources, snapshot, ("impressions",), ("date",), None)
    today = snapshot.version.known_at.date()
    return max((row["date"] for row in answer if row["date"] and row["date"] < today), default=None)


def _ask(
    sources: Sources,
    snapshot: Snapshot,
    metrics: tuple[str, ...],
    by: tuple[str, ...],
    period: Period | None,
) -> Iterable[Mapping[str, Any]]:
    question = Question(metrics=metrics, by=by, period=period, as_of=snapshot.version.version)
    found = ask(
        principal=sources.principal, warehouse=sources.warehouse, clock=sources.clock,
        question=question,
    )  # fmt: skip
    return found.dicts()


def _campaigns(
    sources: Sources, snapshot: Snapshot, period: Period
) -> tuple[dict[Account, list[Campaign]], dict[tuple[str, str, str], Campaign]]:
    """Return campaigns by account as they are, and by id without the days unlike others."""
    rows = list(_ask(sources, snapshot, _METRICS, _BY, period))
    connectors = {(row["platform"], row["account_id"]): row["connector"] for row in rows}
    whole = read_campaigns(rows)
    broken = incidents(
        principal=sources.principal, warehouse=sources.warehouse, clock=sources.clock,
        period=period, as_of=snapshot.version.version, database=sources.database,
    )  # fmt: skip
    calendar = plans.events_in(
        principal=sources.principal, database=sources.database, period=period
    )
    like = without_unlike(without(whole, broken.incidents, last=period.last), calendar)
    found: dict[Account, list[Campaign]] = {}
    for one in whole:
        connector = connectors[one.platform, one.account_id]
        owner = PLATFORMS[one.platform].connector if one.platform in PLATFORMS else one.platform
        account = Account(connector, owner, one.account_id, one.currency)
        found.setdefault(account, []).append(one)
    return found, {(one.platform, one.account_id, one.id): one for one in like}


def _by_account(entities: Iterable[Entity]) -> dict[tuple[str, str], list[Entity]]:
    found: dict[tuple[str, str], list[Entity]] = {}
    for one in entities:
        found.setdefault((one.connector, one.account_id), []).append(one)
    return found


@dataclass(frozen=True, slots=True)
class _Desk:
    """One account's campaigns on their way to a pool."""

    account: Account
    campaigns: Sequence[Campaign]
    usable: Mapping[tuple[str, str, str], Campaign]
    entities: Sequence[Entity]
    changed: Mapping[tuple[str, str, str, str], date]
    period: Period
    orders: Mapping[_Key, tuple[float, float]]

    def pooled(self, shares: Shares, today: date) -> Pooled:
        """Return the pool."""
        import numpy as np

        groups = purses(self.account, {one.id: one.name for one in self.campaigns}, self.entities)
        metric = self._metric()
        spend, returns = self._days(groups, metric)
        told = any(one.budgets for one in groups)
        blocked = self._blocked(groups, told=told)
        known_share = self._known(shares, metric, today)
        own, orders = self._credited(groups, metric)
        return Pooled(
            pool=Pool(
                platform=self.account.platform,
                account=self.account.name,
                currency=self.account.currency,
                metric=metric,
                basis=Basis.platform,
                names=tuple(one.name for one in groups),
                weekdays=np.array([day.weekday() for day in self.period], dtype=np.int64),
                budgets=self._budgets(groups, spend, told=told),
                budgeted=self._budgeted(groups) if told else None,
                spend=spend,
                returns=returns,
                known=np.broadcast_to(known_share, spend.shape).copy(),
                held=np.array([number in blocked for number in range(len(groups))]),
            ),
            purses=tuple(groups),
            period=self.period,
            told=told,
            blocked=blocked,
            own=own,
            orders=orders,
        )

    def _credited(self, groups: Sequence[Purse], metric: str) -> tuple[Floats, int]:
        """Return what the client's own orders were worth by purse and day, and their number."""
        import numpy as np

        found, orders = np.zeros((len(groups), self.period.days)), 0.0
        platforms = {one.id: one.platform for one in self.campaigns}
        for row, purse in enumerate(groups):
            for id_ in purse.campaigns:
                key = (platforms[id_], self.account.id, id_, self.account.currency)
                for column, day in enumerate(self.period):
                    count, value = self.orders.get((*key, day), (0.0, 0.0))
                    found[row, column] += value if metric == "conversion_value" else count
                    orders += count
        return found, int(orders)

    def _metric(self) -> str:
        valued = all(
            any(day.value for day in one.days.values())
            for one in self.campaigns
            if any(day.conversions for day in one.days.values())
        )
        some = any(day.value for one in self.campaigns for day in one.days.values())
        return "conversion_value" if valued and some else "conversions"

    def _days(self, groups: Sequence[Purse], metric: str) -> tuple[Floats, Floats]:
        """Return spend and returns by purse and day; no return is known of days unlike others."""
        import numpy as np

        dates = list(self.period)
        spend, returns = np.zeros((2, len(groups), len(dates)))
        place = {id_: number for number, one in enumerate(groups) for id_ in one.campaigns}
        for one in self.campaigns:
            row = place[one.id]
            like = self.usable[one.platform, one.account_id, one.id].days
            for column, day in enumerate(dates):
                if day not in one.days:
                    continue
                spend[row, column] += float(one.days[day].spend)
                got = like.get(day)
                if got is None:
                    returns[row, column] = np.nan
                else:
                    counted = got.conversions if metric == "conversions" else got.value or 0
                    returns[row, column] += float(counted)
        return spend, returns

    def _budgets(self, groups: Sequence[Purse], spend: Floats, *, told: bool) -> Any:
        import numpy as np

        digits = minor_units(self.account.currency)
        if not told:
            usual = spend[:, -_RECENT:].mean(axis=1) * 10.0**digits
            return np.rint(usual).astype(np.int64)
        amounts = [int(one.amount.scaleb(digits).to_integral_value()) for one in groups]
        return np.array(amounts, dtype=np.int64)

    def _budgeted(self, groups: Sequence[Purse]) -> Floats:
        """Return the present budgets on the days since they were last changed."""
        import numpy as np

        found = np.full((len(groups), self.period.days), np.nan)
        who = (self.account.connector, self.account.id)
        for row, purse in enumerate(groups):
            days = [
                self.changed.get((*who, one.level.value, one.entity_id)) for one in purse.budgets
            ]
            since = max((day for day in days if day is not None), default=None)
            first = 0 if since is None else max((since - self.period.start).days + 1, 0)
            if purse.budgets:
                found[row, first:] = float(purse.amount)
        return found

    def _blocked(self, groups: Sequence[Purse], *, told: bool) -> dict[int, str]:
        found = {}
        for number, purse in enumerate(groups):
            why = next(
                (
                    self.usable[one.platform, one.account_id, one.id].blocked
                    for one in self.campaigns
                    if one.id in purse.campaigns
                    and self.usable[one.platform, one.account_id, one.id].blocked
                ),
                "",
            )
            if told and not purse.budgets:
                why = why or "its daily budget is not known"
            if why:
                found[number] = why
        return found

    def _known(self, shares: Shares, metric: str, today: date) -> Floats:
        import numpy as np

        platform = max(
            (one.platform for one in self.campaigns),
            key=lambda name: sum(one.platform == name for one in self.campaigns),
        )
        account = self.account.name
        found = [
            shares.known(platform=platform, account=account, metric=metric, age=(today - day).days)
            for day in self.period
        ]
        return np.array([0.0 if one is None else min(one, 1.0) for one in found])


def snapshot_of(sources: Sources) -> Snapshot:
    """Return the newest data version."""
    return warehouses.snapshot(sources.warehouse, principal=sources.principal)
