"""The limits within which money may move, and the stop switches.

`types` are the nouns that proposals, plans and rules speak in. Nothing here knows a platform's
interface or a plan: who applies a change brings the facts, and gets a verdict per limit.
"""

from adhelm.govern.compliance.types import (
    ENABLED,
    PAUSED,
    REMOVED,
    Action,
    Approvals,
    Change,
    Direction,
    Field,
    FieldDay,
    InForce,
    Limits,
    Proposed,
    Situation,
    Stops,
    Undo,
    Verdict,
    Written,
)

__all__ = [
    "ENABLED",
    "PAUSED",
    "REMOVED",
    "Action",
    "Approvals",
    "Change",
    "Direction",
    "Field",
    "FieldDay",
    "InForce",
    "Limits",
    "Proposed",
    "Situation",
    "Stops",
    "Undo",
    "Verdict",
    "Written",
]
