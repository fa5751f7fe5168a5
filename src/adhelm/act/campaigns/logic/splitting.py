"""Split a budget over platforms: exact to the minor unit, never below a platform's minimum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

from adhelm.act.campaigns.types import BadBudget, BadSplit, BudgetTooSmall, Split, SplitRow
from adhelm.core.ads import minor_units

LARGEST = Decimal(10) ** 15
"""An amount has at most fifteen digits before the point."""
_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Part:
    """One platform that gets a part, and what is known of it."""

    platform: str
    account: str = ""
    minimum: Decimal | None = None
    minimum_source: str = ""
    given: Decimal | None = None
    before: Decimal | None = None
    """What it had before the change."""
    spend: Decimal | None = None
    returned: Decimal | None = None

    @property
    def name(self) -> str:
        """Return what people call it."""
        return self.account or self.platform

    @property
    def per_spend(self) -> Decimal | None:
        """Return what came back per unit of money; None where nothing is known."""
        if self.returned is None or not self.spend or self.spend < 0:
            return None
        return self.returned / self.spend


def check_amount(amount: Decimal, currency: str, *, what: str = "budget") -> Decimal:
    """
    Return an amount that is above zero and whole in the currency's minor unit.

    :raises BadBudget: if it is not.
    """
    digits = minor_units(currency)
    if not 0 < amount < LARGEST:
        raise BadBudget(f"a {what} of {amount:f} {currency} cannot be", hint="more than zero")
    if amount != round(amount, digits):
        raise BadBudget(
            f"{amount:f} {currency} is finer than the currency",
            hint=f"{currency} has {digits} digits behind the point",
        )
    return amount


def exact(amount: Decimal | None, currency: str) -> Decimal | None:
    """Return an amount with the digits of its currency: `5000` euro are `5000.00`."""
    if amount is None:
        return None
    shown = amount.quantize(_unit(currency))
    return shown if shown == amount else amount


@cache
def _unit(currency: str) -> Decimal:
    return Decimal(1).scaleb(-minor_units(currency) if currency else -3)


def tidy(amount: Decimal | None, currency: str) -> Decimal | None:
    """Return what was spent to six decimals, with no more digits than it or its currency has."""
    if amount is None:
        return None
    rounded = round(amount, 6)
    known = exact(rounded, currency)
    return rounded.normalize() if known is rounded else known


def split(total: Decimal, currency: str, parts: Sequence[Part], *, basis: str = "") -> Split:
    """
    Split `total` over the parts; `basis` says what `returned` counts, '' if nothing is known.

    Given parts are checked; else what came back per unit of money decides about half of the
    budget, the other half is even; without such figures all of it is even.

    :raises BudgetTooSmall: if the parts' minima exceed the total, or a given part its own.
    :raises BadSplit: if only some parts are given, or they do not make up the total.
    """
    given = [part for part in parts if part.given is not None]
    if given:
        return _given(total, currency, parts)
    refuse_too_small(total, currency, parts)
    digits = minor_units(currency)
    rule, why, weights = _weights(parts, basis, unit=Fraction(1, 10**digits))
    least = [int((part.minimum or Decimal(0)).scaleb(digits)) for part in parts]
    amounts = apportion(int(total.scaleb(digits)), weights, least)
    if any(count == low for count, low in zip(amounts, least, strict=True) if low):
        why += "; nobody gets less than the platform's minimum"
    exact = [Decimal(amount).scaleb(-digits) for amount in amounts]
    return _told(rule, why, total, parts, exact)


def refuse_too_small(total: Decimal, currency: str, parts: Sequence[Part]) -> None:
    """
    Let a total pass that covers what the platforms ask for at least.

    :raises BudgetTooSmall: if it does not.
    """
    needed = sum((part.minimum or Decimal(0) for part in parts), Decimal(0))
    if needed <= total:
        return
    asked = ", ".join(f"{part.name} {part.minimum:f}" for part in parts if part.minimum)
    raise BudgetTooSmall(
        f"{total:f} {currency} is below the {needed:f} that the platforms ask for",
        hint=f"at least, for these days: {asked}",
        minimum=needed,
        currency=currency,
        sources=sorted({part.minimum_source for part in parts if part.minimum}),
    )


def apportion(total: int, weights: Sequence[Fraction], least: Sequence[int]) -> list[int]:
    """
    Share whole units by weight, nobody below `least`; the shares add up to `total` exactly.

    Where weights say nothing, shares are equal. `least` must not add up to more than `total`.
    """
    shares: dict[int, int] = {}
    free = set(range(len(weights)))
    while free:
        left = total - sum(shares.values())
        wanted = _proportional(left, {at: weights[at] for at in free})
        low = {at for at in free if wanted[at] < least[at]}
        if not low:
            return _whole(left, wanted, shares, len(weights))
        # Raising some to their minimum leaves less for the others: look again.
        shares |= {at: least[at] for at in low}
        free -= low
    return _even_out(total, shares, len(weights))


def _even_out(total: int, shares: dict[int, int], count: int) -> list[int]:
    left = total - sum(shares.values())
    extra, odd = divmod(left, count)
    return [shares[at] + extra + (at < odd) for at in range(count)]


def _proportional(left: int, weights: dict[int, Fraction]) -> dict[int, Fraction]:
    whole = sum(weights.values(), Fraction(0))
    if whole <= 0:
        return {at: Fraction(left, len(weights)) for at in weights}
    return {at: left * weight / whole for at, weight in weights.items()}


def _whole(left: int, wanted: dict[int, Fraction], fixed: dict[int, int], count: int) -> list[int]:
    floors = {at: share.numerator // share.denominator for at, share in wanted.items()}
    odd = left - sum(floors.values())
    # The largest remainders get the odd units; among equals, who comes first.
    by_remainder = sorted(wanted, key=lambda at: (floors[at] - wanted[at], at))
    for at in by_remainder[:odd]:
        floors[at] += 1
    both = {**floors, **fixed}
    return [both[at] for at in range(count)]


def _given(total: Decimal, currency: str, parts: Sequence[Part]) -> Split:
    if any(part.given is None for part in parts):
        raise BadSplit("some parts are given and some are not", hint="give all of them, or none")
    amounts = [check_amount(part.given or Decimal(0), currency, what="part") for part in parts]
    whole = sum(amounts, Decimal(0))
    if whole != total:
        raise BadSplit(
            f"the parts add up to {whole:f} {currency}, not to {total:f}",
            hint=f"the difference is {total - whole:f}",
            difference=total - whole,
        )
    for part in parts:
        if part.minimum is not None and (part.given or Decimal(0)) < part.minimum:
            refuse_too_small(part.given or Decimal(0), currency, [part])
    return _told("given", "as asked for", total, parts, amounts)


def _weights(
    parts: Sequence[Part], basis: str, *, unit: Fraction
) -> tuple[str, str, list[Fraction]]:
    if len(parts) == 1:
        return "even", "one platform gets all of it", [Fraction(1)]
    before = [part.before for part in parts]
    if all(amount is not None and amount > 0 for amount in before):
        shares = _unrounded([Fraction(amount or 0) for amount in before], unit)
        return "as_before", "the platforms keep their shares of the budget", shares
    known = [part.per_spend for part in parts if part.per_spend is not None]
    if not basis or not known or sum(known) <= 0:
        why = "nothing is known of what the platforms brought: equal parts"
        return "even", why, [Fraction(1)] * len(parts)
    usual = sum(map(Fraction, known), Fraction(0)) / len(known)
    returns = [usual if part.per_spend is None else Fraction(part.per_spend) for part in parts]
    whole = sum(returns, Fraction(0))
    even = Fraction(1, len(parts))
    unknown = [part.name for part in parts if part.per_spend is None]
    why = f"half of the budget by {basis}, half evenly, so that none is starved by one good month"
    if unknown:
        why += f"; nothing is known of {', '.join(unknown)}, which count as the mean of the others"
    return "performance", why, [even / 2 + share / whole / 2 for share in returns]


def _unrounded(shares: list[Fraction], unit: Fraction) -> list[Fraction]:
    """Return equal shares where only rounding made them differ."""
    return [Fraction(1)] * len(shares) if max(shares) - min(shares) <= unit else shares


def _told(
    rule: str, why: str, total: Decimal, parts: Sequence[Part], amounts: Sequence[Decimal]
) -> Split:
    unknown = [part.platform for part in parts if part.minimum is None]
    if unknown:
        why += f"; no minimum is known for {', '.join(dict.fromkeys(unknown))}"
    rows = tuple(
        SplitRow(
            platform=part.platform,
            account=part.account,
            amount=amount,
            share=(amount / total).quantize(_PLACES),
            minimum=part.minimum,
            minimum_source=part.minimum_source,
            spend=part.spend,
            returned=part.returned,
            per_spend=part.per_spend,
        )
        for part, amount in zip(parts, amounts, strict=True)
    )
    return Split(rule, why, rows)
