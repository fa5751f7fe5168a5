"""A message as plain text: for e-mail, for SMS, and as what a chat shows in a notification."""

from __future__ import annotations

from adhelm.act.alerts.logic import charts
from adhelm.act.alerts.types import Event, Figure, Message

_BEGIN = {
    Event.trigger: "", Event.acknowledge: "Acknowledged: ", Event.resolve: "Resolved: ",
    Event.message: "",
}  # fmt: skip


def headline(message: Message) -> str:
    """Return the claim with what became of it, in a line."""
    told = f"[{message.severity}] " if message.event is Event.trigger else ""
    return f"{told}{_BEGIN[message.event]}{message.subject}"


def body(message: Message) -> str:
    """Return all of it below the headline."""
    parts = [message.text] if message.text else []
    if message.facts:
        parts.append("\n".join(f"{one.label}: {beside(one)}" for one in message.facts))
    if message.cause:
        parts.append(f"Likely cause: {message.cause}")
    if drawn := charts.blocks(message.chart):
        parts.append(f"{drawn}  {span(message)}")
    if message.link:
        parts.append(message.link)
    return "\n\n".join(parts)


def whole(message: Message) -> str:
    """Return headline and body."""
    rest = body(message)
    return f"{headline(message)}\n\n{rest}" if rest else headline(message)


def beside(one: Figure) -> str:
    """Return a number with what it is held against."""
    return f"{one.value} ({one.was})" if one.was else one.value


def span(message: Message) -> str:
    """Return the first and last day of the chart."""
    return f"{message.chart[0].label} to {message.chart[-1].label}" if message.chart else ""
