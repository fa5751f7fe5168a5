"""Amounts as Google takes them: micros of the account's currency, no finer than its coins."""

from __future__ import annotations

from decimal import Decimal

from adhelm.connectors.contract.errors import Refused
from adhelm.connectors.contract.reading import Account
from adhelm.core.ads import Money, minor_units


def in_micros(account: Account, money: Money) -> str:
    """
    Return an amount in micros, as text.

    :raises Refused: if it is in another currency, not above zero, or finer than the currency.
    """
    if money.currency != account.currency:
        raise Refused(
            f"the account is billed in {account.currency}, not {money.currency}",
            hint=f"an amount in {account.currency}",
        )
    if money.amount <= 0:
        raise Refused(f"{money} is not above zero", hint="pause the thing instead")
    digits = minor_units(account.currency)
    if money.amount != round(money.amount, digits):
        raise Refused(
            f"{money} is finer than {account.currency} allows", hint=f"at most {digits} decimals"
        )
    return f"{money.amount.scaleb(6):.0f}"


def exact(amount: Decimal) -> float:
    """
    Return the float whose shortest text is the number; Google takes some amounts as doubles.

    :raises Refused: if it has more digits than a JSON number keeps.
    """
    number = float(amount)
    if Decimal(str(number)) != amount:
        raise Refused(f"{amount} has too many digits", hint="at most 15 digits")
    return number
