"""A message for programs, and its signature by the rules of Standard Webhooks."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from typing import Any

from adhelm.act.alerts.types import BadChannel, Message

VERSION = 1
_PREFIX = "whsec_"
_SHORTEST = 16


def body(message: Message, *, workspace_id: str, delivery_id: str) -> bytes:
    """Return the body; a repeat has the same bytes."""
    told: dict[str, Any] = {
        "type": f"alert.{message.event.value}" if message.alert_id else "message",
        "version": VERSION,
        "id": delivery_id,
        "workspace": workspace_id,
        "at": message.at.isoformat() if message.at else None,
        "alert_id": message.alert_id or None,
        "episode": message.episode or None,
        "severity": message.severity.value,
        "subject": message.subject,
        "text": message.text,
        "cause": message.cause,
        "facts": [
            {"label": one.label, "value": one.value, "was": one.was} for one in message.facts
        ],
        "chart": [
            {"label": one.label, "value": one.value, "expected": one.expected}
            for one in message.chart
        ],
        "labels": dict(message.labels),
        "link": message.link,
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


def headers(content: bytes, *, delivery_id: str, seconds: int, secret: str) -> dict[str, str]:
    """Return the headers of a signed message; `seconds` since 1970 are those of this attempt."""
    signed = f"{delivery_id}.{seconds}.".encode() + content
    digest = hmac.new(key_of(secret), signed, hashlib.sha256).digest()
    return {
        "content-type": "application/json",
        "webhook-id": delivery_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def key_of(secret: str) -> bytes:
    """
    Return the bytes of a secret: base64 after `whsec_`, else the text itself.

    :raises BadChannel: if it is too short to keep anybody out.
    """
    if secret.startswith(_PREFIX):
        try:
            key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
        except binascii.Error as error:
            raise BadChannel("what follows whsec_ is no base64") from error
    else:
        key = secret.encode()
    if len(key) < _SHORTEST:
        raise BadChannel(f"a secret has at least {_SHORTEST} bytes", hint="openssl rand -hex 32")
    return key
