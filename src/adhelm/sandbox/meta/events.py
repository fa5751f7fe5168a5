"""The Conversions API: events are taken as a whole or not at all, and each only once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from adhelm.sandbox.meta.errors import bad

_MOST = 1000
_NEEDED = ("event_name", "event_time", "action_source", "user_data")


class Events:
    """What was sent so far."""

    def __init__(self) -> None:
        self._seen: set[tuple[object, object]] = set()

    def take(self, body: Mapping[str, Any], trace: str) -> dict[str, Any]:
        """
        Take the events of one call.

        :raises Refused: if one of them is wrong; then none is taken.
        """
        data = body.get("data") or []
        found = orjson.loads(data) if isinstance(data, str) else data
        if not 0 < len(found) <= _MOST:
            raise bad("A call holds 1 to 1,000 events.", "data")
        for number, event in enumerate(found):
            for name in _NEEDED:
                if name not in event:
                    raise bad(f"data[{number}] lacks {name}.", name, 2804003)
        self._seen |= {(event["event_name"], event.get("event_id")) for event in found}
        return {"events_received": len(found), "messages": [], "fbtrace_id": trace}
