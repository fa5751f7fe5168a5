"""What goes wrong, planted on purpose and labelled, so that a detector can be scored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from adhelm.sandbox.market import chance
from adhelm.sandbox.market.types import Account, Incident

KINDS = (
    "tracking_break",
    "runaway_spend",
    "disapproval",
    "stockout",
    "cost_spike",
    "bot_clicks",
)
# What each kind multiplies: reported conversions, spend, the ad's delivery, sales, CPM, clicks.
_FACTORS = (0.0, 3.0, 0.0, 0.05, 2.6, 4.0)
_WHOLE_ACCOUNT = frozenset({"tracking_break", "stockout"})
_BLOCK = 30
_BLOCKS = 36
_LATEST_START, _SHORTEST, _LONGEST = 23, 3, 6


def plan(account: Account, *, seed: int, rate: float, first_day: date) -> tuple[Incident, ...]:
    """Return the incidents of an account over three years, `rate` of them in thirty days."""
    return tuple(_planned(account, seed, rate, first_day))


def _planned(account: Account, seed: int, rate: float, first_day: date) -> Iterator[Incident]:
    for block in range(_BLOCKS):
        for number in range(_how_many(account, seed, rate, block)):
            draws = chance.uniform(seed, "incident", account.index, block, number, range(4))
            yield _incident(account, first_day + timedelta(days=block * _BLOCK), list(draws))


def _how_many(account: Account, seed: int, rate: float, block: int) -> int:
    extra = chance.uniform(seed, "incidents", account.index, block)[0]
    return int(rate) + int(extra < rate % 1.0)


def _incident(account: Account, block_start: date, draws: list[float]) -> Incident:
    kind = int(draws[0] * len(KINDS))
    start = block_start + timedelta(days=int(draws[1] * _LATEST_START))
    days = _SHORTEST + int(draws[2] * (_LONGEST - _SHORTEST + 1))
    whole = KINDS[kind] in _WHOLE_ACCOUNT
    return Incident(
        kind=KINDS[kind],
        account_id=account.id,
        campaign=-1 if whole else int(draws[3] * account.campaigns),
        first_day=start,
        last_day=start + timedelta(days=days - 1),
        factor=_FACTORS[kind],
    )
