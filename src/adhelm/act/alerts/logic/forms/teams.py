"""A message as an adaptive card for Microsoft Teams' workflows."""

from __future__ import annotations

import re
from typing import Any

from adhelm.act.alerts.logic import charts
from adhelm.act.alerts.logic.forms import text
from adhelm.act.alerts.types import Event, Message, Severity

_MARKDOWN = re.compile(r"([\\`*_\[\]()#~<>|])")
_COLOURS = {
    Severity.low: "Default", Severity.medium: "Warning", Severity.high: "Attention",
    Severity.critical: "Attention",
}  # fmt: skip
_MOST_BYTES = 24_000
_LONGEST = 4_000


def payload(message: Message) -> dict[str, Any]:
    """Return the body; the flow runs over `attachments`, so there is always one."""
    colour = "Good" if message.event is Event.resolve else _COLOURS[message.severity]
    head = _block(text.headline(message), weight="Bolder", size="Medium")
    parts = [{**head, "color": colour} if message.event is not Event.message else head]
    parts += [_block(line) for line in message.text[:_LONGEST].splitlines() if line]
    if message.facts:
        facts = [
            {"title": _plain(one.label), "value": _plain(text.beside(one))}
            for one in message.facts[:20]
        ]
        parts.append({"type": "FactSet", "facts": facts})
    if message.cause:
        parts.append(_block(f"Likely cause: {message.cause}"))
    if drawn := charts.blocks(message.chart):
        parts.append(_block(f"{drawn}  {text.span(message)}", fontType="Monospace"))
    return _card(_within(parts), message.link)


def _card(parts: list[dict[str, Any]], link: str) -> dict[str, Any]:
    content: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard", "version": "1.4", "body": parts,
    }  # fmt: skip
    if link:
        content["actions"] = [{"type": "Action.OpenUrl", "title": "Open", "url": link}]
    kind = "application/vnd.microsoft.card.adaptive"
    return {
        "type": "message",
        "attachments": [{"contentType": kind, "contentUrl": None, "content": content}],
    }


def _block(words: str, **more: str) -> dict[str, Any]:
    return {"type": "TextBlock", "text": _plain(words), "wrap": True, **more}


def _plain(words: str) -> str:
    # Cards read Markdown: what a campaign is called makes no link in them.
    return _MARKDOWN.sub(r"\\\1", words)


def _within(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return as many parts as Teams takes in one message."""
    kept: list[dict[str, Any]] = []
    size = 0
    for part in parts:
        size += len(repr(part).encode())
        if size > _MOST_BYTES:
            return [*kept, _block("… and more: open it to see all.")]
        kept.append(part)
    return kept
