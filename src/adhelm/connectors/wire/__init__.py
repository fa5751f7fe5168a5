"""What every platform's client needs and none should write anew: calls, tokens, numbers."""

from adhelm.connectors.wire import groups
from adhelm.connectors.wire.answers import Answer, content
from adhelm.connectors.wire.arrays import happened, joined, summed
from adhelm.connectors.wire.calls import Caller, Dialect, Pressure
from adhelm.connectors.wire.forms import Form
from adhelm.connectors.wire.numbers import decimal, flag, micros, text, whole
from adhelm.connectors.wire.people import hashed, normal_email, normal_phone
from adhelm.connectors.wire.records import Entries, Layout, Records
from adhelm.connectors.wire.sheets import Sheet
from adhelm.connectors.wire.tokens import Tokens, keep_nothing

__all__ = [
    "Answer",
    "Caller",
    "Dialect",
    "Entries",
    "Form",
    "Layout",
    "Pressure",
    "Records",
    "Sheet",
    "Tokens",
    "content",
    "decimal",
    "flag",
    "groups",
    "happened",
    "hashed",
    "joined",
    "keep_nothing",
    "micros",
    "normal_email",
    "normal_phone",
    "summed",
    "text",
    "whole",
]
