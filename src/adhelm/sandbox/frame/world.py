"""One run of a scenario: its market, its tokens, and what platforms remember of callers."""

from __future__ import annotations

from datetime import datetime

from adhelm.core.clock import SetClock
from adhelm.core.errors import Conflict
from adhelm.sandbox.frame.limits import Limits
from adhelm.sandbox.frame.tokens import Tokens
from adhelm.sandbox.market import Market, scenario


class ClockOnlyForward(Conflict):
    """The sandbox's clock does not run back: what was answered stays answered."""

    code = "sandbox.clock_only_forward"


class World:
    """A market with its doors open."""

    def __init__(self, name: str, *, seed: int, now: datetime | None = None) -> None:
        chosen = scenario(name)
        self.clock = SetClock(now or chosen.now)
        self.market = Market(chosen, seed=seed, clock=self.clock)
        self.tokens = Tokens(self.market)
        self.limits = Limits()

    def move_clock(self, now: datetime) -> None:
        """
        Put the clock at a later instant.

        :raises ClockOnlyForward: if it is an earlier one.
        """
        if now < self.clock.now():
            raise ClockOnlyForward(
                f"the clock stands at {self.clock.now().isoformat()}",
                hint="a later instant, or POST /_sandbox/scenario to begin again",
            )
        self.clock.set(now)
