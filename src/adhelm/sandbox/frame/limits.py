"""Calls a second that a platform bears, if somebody sets a limit; real seconds, not the clock's."""

from __future__ import annotations

from collections import deque
from time import monotonic

from adhelm.core.errors import Invalid


class BadLimit(Invalid):
    """The limit is no number of calls a second."""

    code = "sandbox.bad_limit"


class Limits:
    """The limits that are set, and the calls of the last second."""

    def __init__(self) -> None:
        self._most: dict[str, int] = {}
        self._recent: dict[str, deque[float]] = {}

    def set(self, platform: str, qps: object) -> dict[str, int]:
        """
        Set how many calls a second a platform bears; 0 takes the limit away.

        :raises BadLimit: if it is no such number.
        """
        if not isinstance(qps, int) or qps < 0:
            raise BadLimit(f"qps={qps}", hint='{"platform": "tiktok", "qps": 10}')
        self._most[platform] = qps
        return dict(self._most)

    def over(self, platform: str) -> bool:
        """Count a call and say whether it is one too many."""
        most = self._most.get(platform, 0)
        if not most:
            return False
        recent = self._recent.setdefault(platform, deque())
        now = monotonic()
        while recent and recent[0] <= now - 1.0:
            recent.popleft()
        recent.append(now)
        return len(recent) > most
