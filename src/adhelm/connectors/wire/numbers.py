"""Reads what platforms write as numbers, exactly; '-' and the like are None, never zero."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from adhelm.connectors.contract.errors import FieldMissing

_ABSENT = frozenset({None, "", "-", "--", " --"})
_MILLION = Decimal(1_000_000)
# Columns hold nine decimals. What is smaller is the dust of a platform's float sums (D3).
_FINEST = Decimal("1e-9")


def decimal(value: object) -> Decimal | None:
    """
    Return an amount or a fractional count, to nine decimals; dust becomes zero, signs stay.

    A float is read by its shortest text, so that 99.99999999999996 is what the platform wrote.

    :raises FieldMissing: if it is no finite number.
    """
    if value in _ABSENT:
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise FieldMissing(f"'{value}' is no number", hint="the platform changed a field")
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -9:  # noqa: PLR2004 - see _FINEST
        number = number.quantize(_FINEST)
    return number or Decimal(0)


def micros(value: object) -> Decimal | None:
    """
    Return an amount in the currency's units that was given in millionths of it.

    :raises FieldMissing: if it is no number.
    """
    number = decimal(value)
    return None if number is None else number / _MILLION


def whole(value: object) -> int | None:
    """
    Return a count; a platform that writes 12.0 means 12.

    :raises FieldMissing: if it is no whole number.
    """
    if value in _ABSENT:
        return None
    if type(value) is int:
        return value
    number = decimal(value)
    if number is None or number != number.to_integral_value():
        raise FieldMissing(f"'{value}' is no whole number", hint="the platform changed a field")
    return int(number)


def text(value: object) -> str | None:
    """Return text or an id as text; None for what is absent."""
    return None if value is None or value == "" else str(value)


def flag(value: object) -> bool | None:
    """Return a yes or no, also where it is written as text."""
    if value is None or isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(str(value).lower())
