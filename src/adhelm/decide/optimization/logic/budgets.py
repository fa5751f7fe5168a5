"""Other budgets for an account as advice: the sentence, the changes, what it gains and may cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from adhelm.core.ads import PLATFORMS, Period, minor_units
from adhelm.decide.optimization.logic import purses as pursing
from adhelm.decide.optimization.logic.purses import Purse
from adhelm.decide.optimization.types import Basis, Draft, Effect, Pool, Split
from adhelm.govern.compliance.types import Change

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_DAYS = 7
_NAMED = 2
_PLACES = Decimal("0.01")


def advised(
    pool: Pool,
    purses: Sequence[Purse],
    split: Split,
    *,
    period: Period,
    version: int,
    expires_at: datetime,
) -> Draft | None:
    """Return the advice that a split is; None where it moves nothing."""
    moved = [n for n in range(len(purses)) if split.budgets[n] != pool.budgets[n]]
    if not moved:
        return None
    unit = Decimal(1).scaleb(-minor_units(pool.currency))
    effect = _effect(pool, split, unit)
    cost = _cost(pool, effect, unit)
    return Draft(
        key=f"budgets/{pool.account or pool.currency}",
        kind="budgets",
        platform=pool.platform,
        account=pool.account,
        claim=_claim(pool, split, effect, unit),
        changes=_changes(purses, split, moved, unit),
        effect=effect,
        cost_if_wrong=cost,
        currency=pool.currency,
        evidence={
            "window": str(period),
            "purses": [_told(pool, split, n, unit) for n in range(len(purses))],
            "explored_share": round(split.explored, 4),
            "limits": "what is spent stays, in sum; each budget within 19 % a step",
        },
        confidence=round(split.chance, 4),
        data_version=version,
        expires_at=expires_at,
    )


def _effect(pool: Pool, split: Split, unit: Decimal) -> Effect:
    worth = pool.metric == "conversion_value"
    places = unit if worth else _PLACES
    expected, low, high = (
        Decimal(repr(each)).quantize(places) for each in (split.expected, split.low, split.high)
    )
    currency = pool.currency if worth else ""
    return Effect(pool.metric, currency, expected, low, high, pool.basis, _DAYS)


def _cost(pool: Pool, effect: Effect, unit: Decimal) -> Decimal | None:
    """Return what the low end of the interval loses over the effect's days, in money."""
    lost = max(-float(effect.low or 0), 0.0) * _DAYS
    if pool.metric == "conversion_value":
        return Decimal(repr(lost)).quantize(unit)
    price = _price(pool)
    return None if price is None else Decimal(repr(lost * price)).quantize(unit)


def _price(pool: Pool) -> float | None:
    import numpy as np

    counted = np.isfinite(pool.returns) & (pool.known > 0)
    got = float((np.where(counted, pool.returns, 0.0)).sum())
    spent = float((np.where(counted, pool.spend * pool.known, 0.0)).sum())
    return spent / got if got > 0 else None


def _changes(
    purses: Sequence[Purse], split: Split, moved: Sequence[int], unit: Decimal
) -> tuple[Change, ...]:
    found: list[Change] = []
    for number in moved:
        wanted = int(split.budgets[number]) * unit
        found += pursing.changes(purses[number], wanted, unit)
    return tuple(found)


def _claim(pool: Pool, split: Split, effect: Effect, unit: Decimal) -> str:
    change = split.budgets - pool.budgets
    up = [n for n in change.argsort()[::-1].tolist() if change[n] > 0]
    down = [n for n in change.argsort().tolist() if change[n] < 0]
    whole = int(change[change > 0].sum()) or -int(change.sum())
    known = PLATFORMS.get(pool.platform)
    where = f"within {known.name if known else pool.platform}" if pool.platform else "in all"
    return (
        f"Move {whole * unit:,} {pool.currency} a day {where}"
        f"{_named(' from ', pool, down)}{_named(' to ', pool, up)}: expect "
        f"{_signed(effect, effect.expected)} a day "
        f"(90 % interval {effect.low:+,} to {effect.high:+,}), {_by(effect)}."
    )


def _named(word: str, pool: Pool, rows: Sequence[int]) -> str:
    if not rows:
        return ""
    shown = ", ".join(f"'{pool.names[n]}'" for n in rows[:_NAMED])
    more = len(rows) - _NAMED
    return word + shown + (f" and {more} more" if more > 0 else "")


def _signed(effect: Effect, value: Decimal) -> str:
    unit = f"{effect.currency} conversion value" if effect.currency else "conversions"
    return f"{value:+,} {unit}"


def _by(effect: Effect) -> str:
    if effect.basis is Basis.platform:
        return "as the platform itself counts: it says nothing about other platforms"
    return "by the client's own orders"


def _told(pool: Pool, split: Split, number: int, unit: Decimal) -> Mapping[str, object]:
    def amount(value: float) -> str:
        return str(Decimal(repr(float(value))).quantize(unit))

    marginal = float(split.marginal[number])
    return {
        "name": pool.names[number],
        "budget": str(int(pool.budgets[number]) * unit),
        "proposed": str(int(split.budgets[number]) * unit),
        "spend": amount(split.present[number]),
        "next_unit_brings": round(marginal, 6) if marginal == marginal else None,  # noqa: PLR0124 - NaN
        "left_alone": split.why[number],
    }
