"""What the process measures of its own work: counts and durations, and traces if they are wanted.

Parts say what they did (`request_ended`, `task_ended`, `predicted`, `span`); nothing is loaded for
it until a process that serves or works has called `keep_in` or `send_traces`.
"""

from adhelm.core.telemetry.counting import Spent, counted, watch
from adhelm.core.telemetry.meters import (
    Reading,
    exposition,
    keep_in,
    predicted,
    predicting,
    request_ended,
    task_ended,
)
from adhelm.core.telemetry.slots import Slots
from adhelm.core.telemetry.tracing import ExtraMissing, Post, send_traces, span

__all__ = [
    "ExtraMissing",
    "Post",
    "Reading",
    "Slots",
    "Spent",
    "counted",
    "exposition",
    "keep_in",
    "predicted",
    "predicting",
    "request_ended",
    "send_traces",
    "span",
    "task_ended",
    "watch",
]
