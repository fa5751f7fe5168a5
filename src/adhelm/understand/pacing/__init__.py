"""Where budgets stand and where their months land, with an interval, and when money runs out.

Of any budget of the plans: a client's, a platform's, an account's, a group's of campaigns. A day
that an account has not reported is unknown, and so is a landing on the first day of a month.
"""

from __future__ import annotations

from adhelm.understand.pacing.service import pace_of, pacing, refresh
from adhelm.understand.pacing.types import Asked, BadQuestion, Pace, Pacing, State

__all__ = ["Asked", "BadQuestion", "Pace", "Pacing", "State", "pace_of", "pacing", "refresh"]
