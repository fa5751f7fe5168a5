"""A message as an event of PagerDuty (Events API v2)."""

from __future__ import annotations

from typing import Any

from adhelm.act.alerts.logic.forms import text
from adhelm.act.alerts.types import Event, Message, Severity

_SEVERITY = {
    Severity.low: "info", Severity.medium: "warning", Severity.high: "error",
    Severity.critical: "critical",
}  # fmt: skip
_SUMMARY, _KEY = 1024, 255


def event(message: Message, *, workspace_id: str, delivery_id: str) -> dict[str, Any]:
    """Return the event without its routing key; the same alert has the same `dedup_key`."""
    name = message.alert_id or delivery_id
    told: dict[str, Any] = {
        "event_action": "trigger" if message.event is Event.message else message.event.value,
        "dedup_key": f"adhelm:{workspace_id}:{name}"[:_KEY],
        "client": "Adhelm",
    }
    if message.event in {Event.trigger, Event.message}:
        told["payload"] = _payload(message, workspace_id)
    if message.link:
        told["client_url"] = message.link
        told["links"] = [{"href": message.link, "text": "Open"}]
    return told


def _payload(message: Message, workspace_id: str) -> dict[str, Any]:
    labels = message.labels
    told: dict[str, Any] = {
        "summary": message.subject[:_SUMMARY],
        "source": f"adhelm/{workspace_id}",
        "severity": _SEVERITY[message.severity],
        "component": labels.get("platform", ""),
        "group": labels.get("account", ""),
        "class": labels.get("detector", ""),
        "custom_details": {
            **{one.label: text.beside(one) for one in message.facts},
            **({"likely cause": message.cause} if message.cause else {}),
            **({"text": message.text[:5_000]} if message.text else {}),
        },
    }
    if message.at:
        told["timestamp"] = message.at.isoformat()
    return {name: value for name, value in told.items() if value}
