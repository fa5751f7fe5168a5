"""Money as LinkedIn takes it: a decimal text with its currency, never finer than the unit."""

from __future__ import annotations

from typing import Any

from adhelm.connectors.contract import Account, Refused
from adhelm.connectors.wire import decimal
from adhelm.core.ads import Money, minor_units


def written(account: Account, amount: Money) -> dict[str, str]:
    """
    Return an amount as LinkedIn's own object.

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
    return {"amount": f"{amount.amount:.{digits}f}", "currencyCode": amount.currency}


def read(said: Any) -> Money | None:
    """Return the amount of LinkedIn's object; None where there is none."""
    amount = decimal(said.get("amount")) if isinstance(said, dict) else None
    return None if amount is None else Money(amount, str(said["currencyCode"]))
