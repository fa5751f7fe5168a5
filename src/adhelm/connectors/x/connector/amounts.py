"""Money as X takes it: whole millionths, never finer than the currency's smallest unit."""

from __future__ import annotations

from decimal import Decimal

from adhelm.connectors.contract import Account, Refused
from adhelm.core.ads import Money, minor_units


def local_micros(account: Account, amount: Money) -> str:
    """
    Return an amount in millionths of the account's currency.

    :raises Refused: if it is of another currency, not positive, or finer than its unit.
    """
    if amount.currency != account.currency:
        raise Refused(
            f"{amount} is not in the account's currency", hint=f"an amount in {account.currency}"
        )
    digits = minor_units(amount.currency)
    if amount.amount <= 0 or amount.amount != round(amount.amount, digits):
        raise Refused(
            f"{amount} cannot be billed", hint=f"a positive amount with {digits} decimals at most"
        )
    return str(int(amount.amount.scaleb(6)))


def money(account: Account, micros: object) -> Money | None:
    """Return what X keeps as millionths; None where it keeps nothing."""
    if micros is None:
        return None
    return Money(Decimal(str(micros)).scaleb(-6), account.currency)
