"""What a month's budget comes to with what the months before it handed on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from adhelm.core.ads import minor_units
from adhelm.observe.plans.types import BadPlan, Basis, Carry, Terms

_EXACT = 60
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Month:
    """One month of one reach, all in one currency and basis."""

    month: date
    currency: str
    basis: Basis
    planned: Decimal
    carried: Decimal | None
    """From the month before; below zero if that was overspent. None: its spend is not known."""
    available: Decimal | None
    """Planned and carried. None: what was carried is not known."""
    spent: Decimal | None
    lapsed: Decimal | None
    """What this month left over (below zero: overspent) and does not hand on; None: unknown."""


def months(planned: Mapping[date, Terms], spent: Mapping[date, Decimal]) -> list[Month]:
    """
    Return the months of one reach in order, each with what it was handed.

    `spent` is in the currency and basis of each month's budget; a month that is missing there is
    unknown, not nothing. A month hands on by its own rule, to the very next month, and only where
    that is planned in the same currency and basis.
    """
    found: list[Month] = []
    carried: Decimal | None = _NOTHING
    for month in sorted(day for day, terms in planned.items() if terms.amount is not None):
        terms = planned[month]
        if not found or next_month(found[-1].month) != month:
            carried = _NOTHING
        amount = terms.amount if terms.amount is not None else _NOTHING
        available = None if carried is None else _sum(amount, carried)
        left = _left(available, spent.get(month))
        heir = planned.get(next_month(month))
        handed = _handed(terms, heir, left)
        lapsed = None if left is None or handed is None else _sum(left, -handed)
        found.append(
            Month(
                month, terms.currency, terms.basis, amount, carried, available,
                spent.get(month), lapsed,
            )
        )  # fmt: skip
        carried = handed
    return found


def in_basis(
    amount: Decimal, currency: str, *, basis: Basis, wanted: Basis, shares: Sequence[Decimal]
) -> Decimal:
    """
    Return a month's amount net of fees or with them, rounded to the currency's minor unit.

    `shares`: what lies on top of media cost on each day of the month; spend is taken as even.
    """
    if basis is wanted or not shares:
        return amount
    with localcontext(prec=_EXACT):
        on_top = 1 + sum(shares, _NOTHING) / len(shares)
        turned = amount * on_top if wanted is Basis.gross else amount / on_top
        return turned.quantize(_unit(currency), rounding=ROUND_HALF_EVEN)


def exact(amount: Decimal, currency: str) -> Decimal:
    """
    Return an amount with the digits of its currency.

    :raises BadPlan: if it has more digits than the currency, is below zero, or too large.
    """
    if not amount.is_finite() or amount < 0 or amount >= Decimal(10) ** 15:
        raise BadPlan(f"{amount} is no amount to plan", hint='such as "5000.00", not below zero')
    with localcontext(prec=_EXACT):
        kept = amount.quantize(_unit(currency))
    if kept != amount:
        raise BadPlan(
            f"{amount} has more digits than {currency}",
            hint=f"at most {minor_units(currency)} behind the point",
        )
    return kept


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def last_of(month: date) -> date:
    """Return the last day of a month."""
    return next_month(month) - timedelta(days=1)


def first_of(text: str) -> date:
    """
    Return the first day of a month such as '2026-03'.

    :raises BadPlan: if it is no month.
    """
    if not re.fullmatch(r"[12][0-9]{3}-(0[1-9]|1[0-2])", text):
        raise BadPlan(f"'{text[:40]}' is no month", hint="such as 2026-03")
    return date.fromisoformat(f"{text}-01")


def _left(available: Decimal | None, spent: Decimal | None) -> Decimal | None:
    return None if available is None or spent is None else _sum(available, -spent)


def _handed(terms: Terms, heir: Terms | None, left: Decimal | None) -> Decimal | None:
    if heir is None or heir.amount is None or terms.carry is Carry.none:
        return _NOTHING
    if (heir.currency, heir.basis) != (terms.currency, terms.basis):
        return _NOTHING
    if left is None:
        return None
    return left if terms.carry is Carry.both else max(left, _NOTHING)


def _sum(one: Decimal, other: Decimal) -> Decimal:
    with localcontext(prec=_EXACT):
        return one + other


def _unit(currency: str) -> Decimal:
    return Decimal(1).scaleb(-minor_units(currency))
