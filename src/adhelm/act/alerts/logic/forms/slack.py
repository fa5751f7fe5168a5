"""A message as Slack's blocks."""

from __future__ import annotations

from typing import Any

from adhelm.act.alerts.logic import charts
from adhelm.act.alerts.logic.forms import text
from adhelm.act.alerts.types import Event, Message, Severity

_LONGEST = 2_900
_MOST_FIELDS = 10
_MARKS = {
    Severity.low: "⚪", Severity.medium: "🟡", Severity.high: "🟠", Severity.critical: "🔴",
}  # fmt: skip
ACKNOWLEDGE, APPROVE, SNOOZE = "adhelm_ack", "adhelm_approve", "adhelm_snooze"


def payload(message: Message, *, buttons: bool = False) -> dict[str, Any]:
    """Return the body of a message; `buttons` are for an app, which hears of them."""
    blocks = [_plain(f"{_mark(message)} {text.headline(message)}".strip())]
    if message.text:
        blocks.append(_plain(message.text))
    if message.facts:
        blocks.append(
            {
                "type": "section",
                "fields": [
                    {"type": "plain_text", "text": f"{one.label}\n{text.beside(one)}"[:1900]}
                    for one in message.facts[:_MOST_FIELDS]
                ],
            }
        )
    if message.cause:
        blocks.append(_plain(f"Likely cause: {message.cause}"))
    if drawn := charts.blocks(message.chart):
        blocks.append(_context(f"{drawn}  {text.span(message)}"))
    if actions := _buttons(message, buttons=buttons):
        blocks.append({"type": "actions", "elements": actions})
    fallback = _escaped(text.headline(message))
    return {"text": fallback[:_LONGEST], "blocks": blocks, "unfurl_links": False}


def _buttons(message: Message, *, buttons: bool) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if message.link:
        found.append({**_button("Open", "adhelm_open"), "url": message.link})
    if buttons and message.alert_id and message.event is Event.trigger:
        value = f"{message.alert_id}:{message.episode}"
        found.append({**_button("Acknowledge", ACKNOWLEDGE), "value": value})
        found.append({**_button("Snooze until tomorrow", SNOOZE), "value": value})
        if message.plan_id:
            approve = _button("Approve", APPROVE)
            found.append({**approve, "value": message.plan_id, "style": "primary"})
    return found


def _button(label: str, action: str) -> dict[str, Any]:
    return {
        "type": "button", "action_id": action, "text": {"type": "plain_text", "text": label},
    }  # fmt: skip


def _plain(words: str) -> dict[str, Any]:
    # Plain text: what a campaign is called makes no link, no mention and no bold.
    shown = {"type": "plain_text", "text": words[:_LONGEST], "emoji": False}
    return {"type": "section", "text": shown}


def _context(words: str) -> dict[str, Any]:
    return {"type": "context", "elements": [{"type": "plain_text", "text": words[:_LONGEST]}]}


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _mark(message: Message) -> str:
    if message.event is Event.resolve:
        return "✅"
    return _MARKS[message.severity] if message.event is Event.trigger else ""
