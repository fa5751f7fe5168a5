"""What every platform's client needs and none should write anew: calls, tokens, numbers."""

from adhelm.connectors.wire.calls import Answer, Caller, Dialect, Pressure
from adhelm.connectors.wire.numbers import decimal, flag, micros, text, whole
from adhelm.connectors.wire.people import hashed, normal_email, normal_phone
from adhelm.connectors.wire.tokens import Tokens, keep_nothing

__all__ = [
    "Answer",
    "Caller",
    "Dialect",
    "Pressure",
    "Tokens",
    "decimal",
    "flag",
    "hashed",
    "keep_nothing",
    "micros",
    "normal_email",
    "normal_phone",
    "text",
    "whole",
]
