"""Meta's minor units: budgets and bids are whole numbers of them, reports are in major units."""

from __future__ import annotations

from decimal import Decimal

from adhelm.connectors.contract import Refused
from adhelm.core.ads import Money

# Meta's own list, which is not ISO's: forint, Colombian and Costa Rican money have no minor unit
# there (developers.facebook.com/docs/marketing-api/currencies).
_WHOLE = frozenset("CLP COP CRC HUF ISK IDR JPY KRW PYG TWD VND".split())
_THOUSANDTHS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())


def major(value: object, currency: str) -> str | None:
    """Return an amount given in minor units in the currency's units, as exact text."""
    if value in {None, ""}:
        return None
    return f"{Decimal(str(value)).scaleb(-_digits(currency)):f}"


def minor(amount: Money, currency: str) -> str:
    """
    Return an amount in the minor units of an account's currency.

    :raises Refused: if it is in another currency, or finer than the unit.
    """
    if amount.currency != currency:
        raise Refused(
            f"{amount} is not in the account's currency, {currency}",
            hint="say the amount in the account's currency",
        )
    units = amount.amount.scaleb(_digits(currency))
    if units != units.to_integral_value() or units <= 0:
        raise Refused(
            f"{amount} cannot be set: Meta takes whole minor units of {currency} above zero",
            hint=f"at most {_digits(currency)} decimals",
        )
    return f"{units:.0f}"


def _digits(currency: str) -> int:
    if currency in _WHOLE:
        return 0
    return 3 if currency in _THOUSANDTHS else 2
