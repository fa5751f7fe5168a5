"""Reads what platforms write as numbers, exactly; '-' and the like are None, never zero."""

from __future__ import annotations

import re
from decimal import Context, Decimal, InvalidOperation

from adhelm.connectors.contract.errors import FieldMissing

ABSENT = frozenset({"", "-", "--", " --"})
"""What platforms write where they have no number."""
_PLAIN = re.compile(r"-?[0-9]{1,29}(?:\.[0-9]{1,9})?").fullmatch
"""Finds the numbers that fit as they are: nearly all."""
_COUNT = re.compile(r"[0-9]{1,18}").fullmatch
_NOTHING = Decimal(0)
# Columns hold 38 digits, nine of them decimals. What is smaller is the dust of a platform's float
# sums (D3).
_FINEST = Decimal("1e-9")
_DECIMALS, _WHOLE_DIGITS = 9, 29
_ROOM = Context(prec=60)
# From here on a float has lost the last digits of the whole number that it was.
_INEXACT = 2.0**53


def decimal(value: object) -> Decimal | None:
    """
    Return an amount or a fractional count, to nine decimals; dust becomes zero, signs stay.

    A float is read by its shortest text, so that 99.99999999999996 is what the platform wrote.

    :raises FieldMissing: if it is no finite number that fits.
    """
    if type(value) is str:
        if _PLAIN(value):
            return Decimal(value) or _NOTHING
        if value in ABSENT:
            return None
    elif value is None:
        return None
    return _fitted(_read(value), value)


def micros(value: object) -> Decimal | None:
    """
    Return an amount in the currency's units that was given in millionths of it.

    :raises FieldMissing: if it is no number.
    """
    if value is None or (type(value) is str and value in ABSENT):
        return None
    return _fitted(_read(value).scaleb(-6, _ROOM), value)


def whole(value: object) -> int | None:
    """
    Return a count; a platform that writes 12.0 means 12.

    :raises FieldMissing: if it is no whole number.
    """
    if type(value) is int:
        return value
    if type(value) is str and _COUNT(value):
        return int(value)
    number = decimal(value)
    if number is None:
        return None
    if number != number.to_integral_value():
        raise FieldMissing(f"'{value}' is no whole number", hint="the platform changed a field")
    return int(number)


def text(value: object) -> str | None:
    """
    Return text or an id as text; None for what is absent.

    :raises FieldMissing: if it is an id that was read as a float and so lost its last digits.
    """
    if type(value) is float and abs(value) >= _INEXACT:
        raise FieldMissing(f"{value} has lost digits", hint="the platform changed a field")
    return None if value is None or value == "" else str(value)


def flag(value: object) -> bool | None:
    """Return a yes or no, also where it is written as text."""
    if value is None or isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(str(value).lower())


def _read(value: object) -> Decimal:
    try:
        # Decimal itself reads 1_000, which no platform writes.
        number = Decimal(str(value) if "_" not in str(value) else "NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        shown = str(value)[:80]
        raise FieldMissing(f"'{shown}' is no number", hint="the platform changed a field")
    return number


def _fitted(number: Decimal, value: object) -> Decimal:
    if number.adjusted() >= _WHOLE_DIGITS and number:
        shown = str(value)[:80]
        raise FieldMissing(f"'{shown}' is too large", hint="the platform changed a field")
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_DECIMALS:
        number = number.quantize(_FINEST, context=_ROOM)
    return number or _NOTHING
