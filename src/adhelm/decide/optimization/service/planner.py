"""Plan budgets by hand: what is known of each pool, and the best split within one's own limits."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from adhelm.core.ads import minor_units
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import Invalid, NotFound
from adhelm.core.principal import Principal, Scope
from adhelm.decide.optimization.logic import planner
from adhelm.decide.optimization.logic.planner import Learned
from adhelm.decide.optimization.logic.purses import Purse, changes
from adhelm.decide.optimization.service.lately import Known
from adhelm.decide.optimization.service.lately import known as known_of
from adhelm.decide.optimization.service.pooling import Pooled, Sources, pooled, snapshot_of

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Warehouse

_SHARES = (0.8, 0.9, 1.0, 1.1, 1.2)
_TENTH = Decimal("0.1")


class NoSuchPool(NotFound):
    """There is no pool of that id to plan with."""

    code = "optimization.no_such_pool"


class BadPlan(Invalid):
    """The limits of a plan contradict each other, or what is known."""

    code = "optimization.bad_plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A person's own limits for one purse, a day in the pool's currency; None: the usual ones."""

    purse: str
    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be planned: how much a day, between which purses."""

    pool: str
    total: Decimal | None = None
    """A day in the pool's currency; None: as much as now."""
    max_raise: Decimal = Decimal("0.20")
    max_cut: Decimal = Decimal("0.50")
    bounds: tuple[Bound, ...] = ()


def pools(
    *,
    principal: Principal,
    warehouse: Warehouse,
    database: Database,
    clock: Clock,
    stands_on: Hashable,
) -> dict[str, Any]:
    """
    Return the pools of the newest data with their purses and response curves.

    `stands_on` says all that decides about them; what was read for it is kept a while.
    """
    found, told = _pools(Sources(principal, warehouse, database, clock), stands_on)
    rows = [_pool_row(one, found.of(place)) for place, one in enumerate(found.pools or ())]
    return {"rows": rows, **told}


def planned(
    *,
    principal: Principal,
    warehouse: Warehouse,
    database: Database,
    clock: Clock,
    wish: Wish,
    stands_on: Hashable,
) -> dict[str, Any]:
    """
    Return the split of a pool's budgets that brings most within the limits; nothing is changed.

    `stands_on` as in `pools`.

    :raises NoSuchPool: if there is none of that id, or too little is known of it.
    :raises BadPlan: if a limit is none.
    :raises Infeasible: if no split keeps all limits.
    """
    every, told = _pools(Sources(principal, warehouse, database, clock), stands_on)
    pairs = enumerate(every.pools or ())
    place, one = next((each for each in pairs if _pool_id(each[1]) == wish.pool), (0, None))
    known = every.of(place) if one else None
    if one is None or known is None:
        raise NoSuchPool(f"there is no pool '{wish.pool[:80]}' to plan with")
    low, high = _limited(one, known, wish)
    now = int(one.pool.budgets.sum())
    total = now if wish.total is None else _minor(one, wish.total)
    budgets = planner.split(known, total=total, low=low, high=high)
    spent = _spent(one, known, budgets)
    scenarios = [
        _scenario(one, known, planner.split(known, total=each, low=low, high=high))
        for each in planner.between(_SHARES, now, low, high)
    ]
    answer = {
        **_scenario(one, known, budgets),
        "pool": wish.pool,
        "currency": one.pool.currency,
        "metric": one.pool.metric,
        "basis": one.pool.basis.value,
        "present": _money(one, now),
        "purses": [
            _planned_row(
                one,
                number,
                int(budgets[number]),
                (int(low[number]), int(high[number])),
                spent[number],
            )
            for number in known.rows.tolist()
        ],
        "changes": list(_changes(one, budgets.tolist())),
        "scenarios": scenarios,
    }
    return {**answer, **told}


def _pools(sources: Sources, stands_on: Hashable) -> tuple[Known, dict[str, Any]]:
    principal = sources.principal
    principal.require(Scope.read)
    principal.require_whole("the planner")
    snapshot = snapshot_of(sources)
    version = snapshot.version.version

    def read() -> tuple[Pooled, ...]:
        return tuple(pooled(sources, snapshot)) if version else ()

    found = known_of(sources.warehouse, (principal.workspace_id, version, stands_on), read)
    window = str(found.pools[0].period) if found.pools else ""
    return found, {"provenance": {"data_version": version, "window": window,
                                  "read_at": sources.clock.now()}}  # fmt: skip


def _limited(one: Pooled, known: Learned, wish: Wish) -> tuple[Any, Any]:
    low, high = planner.bounds(known, max_raise=float(wish.max_raise), max_cut=float(wish.max_cut))
    places = {_purse_id(each): number for number, each in enumerate(one.purses)}
    for bound in wish.bounds:
        number = places.get(bound.purse)
        if number is None or number not in known.rows.tolist():
            raise BadPlan(f"'{bound.purse[:80]}' is no purse of the pool to plan with")
        if bound.least is not None:
            low[number] = _minor(one, bound.least)
        if bound.most is not None:
            high[number] = _minor(one, bound.most)
        if low[number] > high[number]:
            name = one.purses[number].name
            raise BadPlan(f"'{name}': at least {_money(one, int(low[number]))}, at most "
                          f"{_money(one, int(high[number]))}", hint="give it room")  # fmt: skip
    return low, high


def _pool_row(one: Pooled, known: Learned | None) -> dict[str, Any]:
    curves = _curves(one, known) if known else {}
    spent = _spent(one, known, one.pool.budgets) if known else {}
    return {
        "pool": _pool_id(one),
        "platform": one.pool.platform,
        "account": one.pool.account,
        "currency": one.pool.currency,
        "metric": one.pool.metric,
        "basis": one.pool.basis.value,
        "total": _money(one, int(one.pool.budgets.sum())),
        "steerable": one.told,
        "purses": [
            {
                "id": _purse_id(purse),
                "account": purse.whose.name,
                "platform": purse.whose.platform,
                "name": purse.name,
                "campaigns": len(purse.campaigns),
                "budget": _money(one, int(one.pool.budgets[number])),
                "spent": spent.get(number),
                "left_alone": _why(one, number, known),
                "curve": curves.get(number, []),
            }
            for number, purse in enumerate(one.purses)
        ],
    }


def _curves(one: Pooled, known: Learned) -> dict[int, list[dict[str, str]]]:
    spend, mean, low, high = known.points()
    return {
        number: [
            {
                "spend": _rounded(one, spend[row, at], money=True),
                "returns": _counted(one, mean[row, at]),
                "low": _counted(one, low[row, at]),
                "high": _counted(one, high[row, at]),
            }
            for at in range(spend.shape[1])
        ]
        for row, number in enumerate(known.rows.tolist())
    }


def _spent(one: Pooled, known: Learned, budgets: Any) -> dict[int, str]:
    amounts = known.spent(budgets)
    return {number: _rounded(one, amounts[number], money=True) for number in known.rows.tolist()}


def _why(one: Pooled, number: int, known: Learned | None) -> str:
    if number in one.blocked:
        return one.blocked[number]
    if known is None:
        return "too little is known of its account"
    return "" if number in known.rows.tolist() else known.told.why[number] or "it spends nothing"


def _scenario(one: Pooled, known: Learned, budgets: Any) -> dict[str, Any]:
    expected, low, high = known.change(budgets)
    return {
        "total": _money(one, int(budgets.sum())),
        "expected": _counted(one, expected),
        "low": _counted(one, low),
        "high": _counted(one, high),
    }


def _planned_row(
    one: Pooled, number: int, budget: int, limits: tuple[int, int], spend: str
) -> dict[str, Any]:
    low, high = limits
    at = "least" if budget <= low else "most" if budget >= high else ""
    return {
        "id": _purse_id(one.purses[number]),
        "name": one.purses[number].name,
        "budget": _money(one, int(one.pool.budgets[number])),
        "proposed": _money(one, budget),
        "expected_spend": spend,
        "least": _money(one, low),
        "most": _money(one, high),
        "at": "" if low == high else at,
    }


def _changes(one: Pooled, budgets: Sequence[int]) -> Iterable[Mapping[str, Any]]:
    """Return what a proposal would hold; none where the platform tells of no budgets."""
    digits = minor_units(one.pool.currency)
    unit = Decimal(1).scaleb(-digits)
    for number, purse in enumerate(one.purses):
        if not one.told or budgets[number] == int(one.pool.budgets[number]):
            continue
        for change in changes(purse, Decimal(int(budgets[number])).scaleb(-digits), unit):
            yield {
                "account": change.account, "level": change.level.value,
                "entity_id": change.entity_id, "name": change.name,
                "field": change.field.value, "before": str(change.before),
                "value": str(change.after),
            }  # fmt: skip


def _pool_id(one: Pooled) -> str:
    return one.pool.account or f"own/{one.pool.currency}"


def _purse_id(purse: Purse) -> str:
    return f"{purse.whose.name}/{purse.campaigns[0]}"


def _minor(one: Pooled, amount: Decimal) -> int:
    scaled = amount.scaleb(minor_units(one.pool.currency))
    if scaled != scaled.to_integral_value():
        raise BadPlan(f"{amount} is finer than {one.pool.currency} goes", hint="fewer places")
    return int(scaled)


def _money(one: Pooled, minor: int) -> str:
    return format(Decimal(minor).scaleb(-minor_units(one.pool.currency)), "f")


def _counted(one: Pooled, value: float) -> str:
    return _rounded(one, value, money=one.pool.metric == "conversion_value")


def _rounded(one: Pooled, value: float, *, money: bool) -> str:
    unit = Decimal(1).scaleb(-minor_units(one.pool.currency)) if money else _TENTH
    return format(Decimal(float(value)).quantize(unit), "f")
