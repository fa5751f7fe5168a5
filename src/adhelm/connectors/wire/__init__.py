"""What every platform's client needs and none should write anew: calls, tokens, numbers."""

from adhelm.connectors.wire.answers import Answer, content
from adhelm.connectors.wire.calls import Caller, Dialect, Pressure
from adhelm.connectors.wire.numbers import decimal, flag, micros, text, whole
from adhelm.connectors.wire.people import hashed, normal_email, normal_phone
from adhelm.connectors.wire.tokens import Tokens, keep_nothing

__all__ = [
    "Answer",
    "Caller",
    "Dialect",
    "Pressure",
    "Tokens",
    "content",
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
