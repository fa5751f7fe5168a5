"""The same in people's terms: entities with exact money in, each one's exact money out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from adhelm.core.ads import Money, minor_units
from adhelm.decide.allocation.logic.allocating import allocate
from adhelm.decide.allocation.logic.limits import MOST
from adhelm.decide.allocation.types import (
    NO_LIMIT,
    Allocation,
    BadLimit,
    Curves,
    Entity,
    GroupLimit,
    Level,
    MixedCurrencies,
    Problem,
)


def share_out(
    budget: Money, entities: Sequence[Entity], *, groups: Sequence[GroupLimit] = (), **more: Any
) -> tuple[dict[str, Money], Allocation]:
    """
    Return each entity's money per day by its name, and the split with its proof.

    Everything is in the budget's currency; `more` is as in `Problem`.

    :raises MixedCurrencies: if an amount is in another currency.
    :raises BadLimit: if an amount is finer than the currency's minor unit, or a name is not one.
    :raises Infeasible: if no split keeps all limits; it names those that clash.
    """
    names = [one.name for one in entities]
    if len(set(names)) < len(names):
        raise BadLimit("two entities have one name", hint="a name for each")
    found = allocate(_problem(budget, entities, groups, more))
    amounts = (Money(amount, budget.currency) for amount in found.money())
    return dict(zip(names, amounts, strict=True)), found


def _problem(
    budget: Money, entities: Sequence[Entity], groups: Sequence[GroupLimit], more: dict[str, Any]
) -> Problem:
    import numpy as np

    code = budget.currency
    some = any(one.present for one in entities)
    for one in entities:
        if some and one.present is None:
            raise BadLimit(f"'{one.name}' has no present amount", hint="0 where it is new")
    curves = Curves(
        np.array([int(one.family) for one in entities], dtype=np.int64),
        *(
            np.array([getattr(one, what) for one in entities], dtype=np.float64)
            for what in ("top", "scale", "shape")
        ),
    )
    least = np.array([one.least_returns for one in entities], dtype=np.float64)
    return Problem(
        curves=curves,
        currency=code,
        budget=_minor(budget, code),
        floors=np.array([_minor(one.floor, code) for one in entities], dtype=np.int64),
        ceilings=np.array([_minor(one.ceiling, code, MOST) for one in entities], dtype=np.int64),
        present=np.array([_minor(one.present, code) for one in entities], np.int64)
        if some
        else None,
        held=np.array([one.held for one in entities])
        if any(one.held for one in entities)
        else None,
        least_returns=least if least.any() else None,
        levels=_levels(entities, groups, code),
        names=[one.name for one in entities],
        **more,
    )


def _levels(
    entities: Sequence[Entity], groups: Sequence[GroupLimit], code: str
) -> tuple[Level, ...]:
    import numpy as np

    limits = {one.path: one for one in groups}
    known = {one.path[: n + 1] for one in entities for n in range(len(one.path))}
    astray = sorted(path for path in limits if path not in known)
    if astray:
        raise BadLimit(f"nothing lies below the group {_said(astray[0])}", hint="as in the paths")
    made = []
    for depth in range(max((len(path) for path in limits), default=0)):
        # A group without a limit still stands between those outside and inside of it.
        paths = sorted(path for path in known if len(path) == depth + 1)
        number = {path: n for n, path in enumerate(paths)}
        of = [number.get(one.path[: depth + 1], -1) for one in entities]
        kept = [limits.get(path, GroupLimit(path=path)) for path in paths]
        made.append(
            Level(
                np.array(of, dtype=np.int64),
                np.array([_minor(one.cap, code, NO_LIMIT) for one in kept], dtype=np.int64),
                np.array([_minor(one.floor, code) for one in kept], dtype=np.int64),
                tuple(_said(path) for path in paths),
            )
        )
    return tuple(made)


def _said(path: Iterable[str]) -> str:
    return " / ".join(path)


def _minor(money: Money | None, code: str, otherwise: int = 0) -> int:
    """Return minor units, exact."""
    if money is None:
        return otherwise
    if money.currency != code:
        raise MixedCurrencies(
            f"{money} beside a budget in {code}",
            hint="one currency: convert at a dated rate first, or split each currency by itself",
        )
    amount = money.amount.scaleb(minor_units(code))
    if amount < 0 or amount != amount.to_integral_value() or amount > Decimal(MOST):
        raise BadLimit(
            f"{money} is no amount to split or to limit by",
            hint=f"0 or more, in steps of {Decimal(1).scaleb(-minor_units(code))} {code}",
        )
    return int(amount)
