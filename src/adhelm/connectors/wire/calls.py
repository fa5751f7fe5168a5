"""Calls a platform: paced, judged, repeated where that helps, left alone where it keeps failing."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from adhelm.connectors.contract.errors import (
    CircuitOpen,
    PlatformError,
    RateLimited,
    TokenExpired,
    Transient,
    Unsettled,
)
from adhelm.connectors.wire.answers import Answer
from adhelm.connectors.wire.forms import Form
from adhelm.core.clock import Clock
from adhelm.core.errors import Unavailable

if TYPE_CHECKING:
    import httpx

_TRIES = 5
_FIRST_WAIT_S = 0.5
# X's limits come back after a quarter of an hour.
_LONGEST_WAIT_S = 900.0
_SLOW_FROM = 0.75
_SLOWEST_S = 20.0
_BREAKS_AFTER = 5
_LATER = "the platform or the network may be slow: asking again later may help"
_BROKEN_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Pressure:
    """How near the wall is, as the platform's answer tells it."""

    used: float = 0.0
    """Share of the allowance that is used up, 0 to 1."""
    wait_s: float | None = None
    """Seconds until there is allowance again, where the platform says."""


class Dialect(Protocol):
    """What the platforms do differently."""

    @property
    def connector(self) -> str:
        """Return the connector's name: 'meta'."""
        ...

    def authorize(self, request: httpx.Request) -> None:
        """Put the credential on a request that is about to leave, signed if need be."""
        ...

    def renew(self) -> bool:
        """Get a new access token; False if this platform or credential has no way to."""
        ...

    def judge(self, answer: Answer) -> PlatformError | None:
        """Return what is wrong with an answer, or None if it is good."""
        ...

    def pressure(self, answer: Answer) -> Pressure:
        """Return how near the wall is."""
        ...


@dataclass(slots=True)
class _Standing:
    """How an account has fared."""

    failures: int = 0
    open_until: datetime | None = None
    pressure: Pressure = field(default_factory=Pressure)


class Caller:
    """
    One platform's line out, safe to share between threads.

    Calls that change something are sent with `repeatable=False`: they are not sent again unless
    the platform said that it did nothing (a limit, an expired token).
    """

    def __init__(
        self,
        client: httpx.Client,
        dialect: Dialect,
        *,
        clock: Clock,
        pause: Callable[[float], None] = time.sleep,
        chance: random.Random | None = None,
        tries: int = _TRIES,
    ) -> None:
        self._client = client
        self._dialect = dialect
        self._clock = clock
        self._pause = pause
        # Jitter, so that accounts that were stopped together do not come back together.
        self._chance = chance or random.Random()  # noqa: S311 - no secret
        self._tries = tries
        self._standings: dict[str, _Standing] = {}
        self._renewing = threading.Lock()
        self._renewals = 0

    def send(
        self,
        method: str,
        url: str,
        *,
        account_id: str,
        repeatable: bool = True,
        form: Form | None = None,
        **content: Any,
    ) -> Answer:
        """
        Send a request and return its good answer; `content` is httpx's params, json, data, headers.

        `form` says where in the answer rows are that are to be read by column.

        :raises CircuitOpen: if the account failed so often that it is left alone for a while.
        :raises Unsettled: if something not repeatable was sent and its fate is unknown.
        :raises PlatformError: what the platform said, after the retries that could help.
        """
        standing = self._standings.setdefault(account_id, _Standing())
        self._refuse_if_open(account_id, standing)
        attempt, renewed = 1, False
        while True:
            self._slow_down(standing)
            seen = self._renewals
            try:
                answer = self._once(method, url, standing, content, form)
            except TokenExpired:
                if renewed or not self._renew(seen):
                    raise
                renewed = True
            except PlatformError as error:
                self._note_failure(error, standing)
                self._give_up_or_wait(error, standing, attempt=attempt, repeatable=repeatable)
                attempt += 1
            else:
                standing.failures = 0
                return answer

    def _refuse_if_open(self, account_id: str, standing: _Standing) -> None:
        if standing.open_until is None:
            return
        if self._clock.now() < standing.open_until:
            raise CircuitOpen(
                f"account {account_id} failed {_BREAKS_AFTER} times in a row and is left alone",
                hint=f"tried again after {standing.open_until:%H:%M} UTC",
            )
        standing.open_until = None

    def _slow_down(self, standing: _Standing) -> None:
        pressure = standing.pressure
        if pressure.used >= 1 and pressure.wait_s:
            self._pause(min(pressure.wait_s, _LONGEST_WAIT_S))
            standing.pressure = Pressure()
        elif pressure.used > _SLOW_FROM:
            near = min(1.0, (pressure.used - _SLOW_FROM) / (1 - _SLOW_FROM))
            self._pause(_SLOWEST_S * near**3)

    def _once(
        self,
        method: str,
        url: str,
        standing: _Standing,
        content: dict[str, Any],
        form: Form | None,
    ) -> Answer:
        request = self._client.build_request(method, url, **content)
        self._dialect.authorize(request)
        try:
            response = self._client.send(request)
        except Unavailable as error:
            raise Transient(error.message, hint=error.hint or _LATER) from None
        answer = Answer(response.status_code, response.headers, response.content, form)
        standing.pressure = self._dialect.pressure(answer)
        if wrong := self._dialect.judge(answer):
            raise wrong
        return answer

    def _renew(self, seen: int) -> bool:
        with self._renewing:
            if self._renewals != seen:
                return True  # another thread was faster
            renewed = self._asked_to_renew()
            self._renewals += renewed
            return renewed

    def _asked_to_renew(self) -> bool:
        for attempt in range(1, self._tries):
            try:
                return self._dialect.renew()
            except PlatformError as error:
                if not error.retry:
                    raise
                self._pause(self._asked_or_own_wait(error, attempt))
        return self._dialect.renew()

    def _note_failure(self, error: PlatformError, standing: _Standing) -> None:
        if not isinstance(error, Transient):
            return
        standing.failures += 1
        if standing.failures >= max(_BREAKS_AFTER, self._tries):
            standing.failures = 0
            standing.open_until = self._clock.now() + _BROKEN_FOR

    def _give_up_or_wait(
        self, error: PlatformError, standing: _Standing, *, attempt: int, repeatable: bool
    ) -> None:
        if not repeatable and isinstance(error, Transient):
            raise Unsettled(
                f"a change was sent and its fate is unknown: {error.message}",
                hint="it is looked up before it is sent again",
            ) from error
        # Another thread may have seen the account fail as well: no one hammers on.
        if not error.retry or attempt >= self._tries or standing.open_until is not None:
            raise error
        if (error.retry_after_s or 0) > _LONGEST_WAIT_S:
            raise error
        self._pause(self._asked_or_own_wait(error, attempt))

    def _asked_or_own_wait(self, error: PlatformError, attempt: int) -> float:
        if error.retry_after_s is not None:
            return min(max(error.retry_after_s, 0.0), _LONGEST_WAIT_S)
        doubled = _FIRST_WAIT_S * 2**attempt * (4 if isinstance(error, RateLimited) else 1)
        return float(min(_LONGEST_WAIT_S, doubled * self._chance.uniform(0.5, 1.0)))
