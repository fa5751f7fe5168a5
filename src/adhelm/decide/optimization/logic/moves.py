"""Move money inside an account towards what brings more at the margin, within the limits."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from adhelm.core.ads import Period, minor_units
from adhelm.decide.optimization.logic import words
from adhelm.decide.optimization.logic.response import responses
from adhelm.decide.optimization.types import (
    Advice,
    BudgetMove,
    Campaign,
    Limits,
    Response,
    Silence,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_DRAWS = 4000
_LOW, _HIGH = 0.05, 0.95
_LEAST_DAYS = 21
_LEAST_PAIR = 2
# A gain below this share of the two campaigns' return is not worth a person's attention.
_WORTHWHILE = 0.005


def suggest(
    campaigns: Sequence[Campaign],
    *,
    limits: Limits,
    window: Period,
    data_version: int,
    seed: int,
) -> Advice:
    """
    Return the moves worth making, account by account, and why there are no others.

    A campaign takes part in one move at most, so that each can be accepted by itself. Amounts are
    exact, in the account's currency, rounded down to its minor unit. `seed` fixes the draws behind
    the intervals.
    """
    moves: list[BudgetMove] = []
    silences: list[Silence] = []
    ordered = sorted(campaigns, key=_account)
    for _, group in groupby(ordered, key=_account):
        found, quiet = _in_account(list(group), limits, window, data_version, seed)
        moves += found
        silences += quiet
    moves.sort(key=lambda move: (-move.gain / max(move.amount, Decimal("0.01")), move.id))
    return Advice(tuple(moves), tuple(silences), window, data_version)


def _account(campaign: Campaign) -> tuple[str, str]:
    return campaign.platform, campaign.account_id


def _in_account(
    group: list[Campaign], limits: Limits, window: Period, data_version: int, seed: int
) -> tuple[list[BudgetMove], list[Silence]]:
    silences = [
        Silence(one.platform, one.account_id, one.id, one.name, why)
        for one in group
        if (why := _left_alone(one, limits))
    ]
    quiet = {silence.campaign_id for silence in silences}
    usable = [one for one in group if one.id not in quiet]
    if len(usable) < _LEAST_PAIR:
        return [], [*silences, _account_silence(group[0], words.too_few(len(usable)))]
    metric = _metric(usable)
    by_id = {one.id: one for one in usable}
    answers = sorted(
        responses(usable, metric=metric), key=lambda one: (one.marginal, one.campaign_id)
    )
    desk = _Desk(by_id, metric, limits, window, data_version, seed)
    moves = desk.pairs(answers)
    if not moves:
        silences.append(_account_silence(group[0], words.no_gain(len(usable))))
    return moves, silences


def _left_alone(one: Campaign, limits: Limits) -> str:
    if one.blocked:
        return one.blocked
    spending = [day for day in one.days.values() if day.spend > 0]
    if len(spending) < _LEAST_DAYS:
        return f"only {len(spending)} mature days with spend; {_LEAST_DAYS} are needed"
    recent = [one.days[day].spend for day in sorted(one.days)[-14:]]
    if not sum(recent, Decimal(0)) > 0:
        return "it no longer spends"
    conversions = sum((day.conversions for day in spending), Decimal(0))
    if conversions < limits.min_conversions:
        return (
            f"only {words.plain(conversions)} conversions in the window; "
            f"{words.plain(limits.min_conversions)} are needed"
        )
    return ""


def _account_silence(one: Campaign, reason: str) -> Silence:
    return Silence(one.platform, one.account_id, "", "", reason)


def _metric(usable: Sequence[Campaign]) -> str:
    """Return 'conversion_value' where every campaign reports one, else 'conversions'."""
    valued = all(any(day.value for day in one.days.values()) for one in usable)
    return "conversion_value" if valued else "conversions"


@dataclass(frozen=True, slots=True)
class _Desk:
    """Pairs givers and takers of one account and prices each move."""

    campaigns: Mapping[str, Campaign]
    metric: str
    limits: Limits
    window: Period
    version: int
    seed: int

    def pairs(self, answers: Sequence[Response]) -> list[BudgetMove]:
        """Pair the worst with the best at the margin, then the next, while it surely gains."""
        givers, takers = list(answers), list(reversed(answers))
        used: set[str] = set()
        moves = []
        for taker in takers:
            for giver in givers:
                if giver.marginal >= taker.marginal or taker.campaign_id in used:
                    break
                if giver.campaign_id in used:
                    continue
                move = self._move(giver, taker)
                if move is not None:
                    used |= {giver.campaign_id, taker.campaign_id}
                    moves.append(move)
        return moves

    def _move(self, giver: Response, taker: Response) -> BudgetMove | None:
        source, target = self.campaigns[giver.campaign_id], self.campaigns[taker.campaign_id]
        unit = Decimal(1).scaleb(-minor_units(source.currency))
        present = [_exact(one.spend).quantize(unit) for one in (giver, taker)]
        most = self._most(present[0], present[1])
        best = _exact(_best_step(giver, taker, float(most)))
        amount = min(best, most).quantize(unit, rounding=ROUND_DOWN)
        if amount <= 0:
            return None
        gain, low, high = _gain(giver, taker, float(amount), self.seed)
        if low <= 0 or gain < _WORTHWHILE * (giver.returns + taker.returns):
            return None
        figures = [_exact(value).quantize(Decimal("0.01")) for value in (gain, low, high)]
        draft = BudgetMove(
            id=self._identity(source, target),
            platform=source.platform,
            account_id=source.account_id,
            currency=source.currency,
            from_campaign_id=source.id,
            from_campaign=source.name,
            from_spend=present[0],
            from_proposed=present[0] - amount,
            to_campaign_id=target.id,
            to_campaign=target.name,
            to_spend=present[1],
            to_proposed=present[1] + amount,
            amount=amount,
            metric=self.metric,
            gain=figures[0],
            gain_low=figures[1],
            gain_high=figures[2],
            window=self.window,
            data_version=self.version,
            reason="",
            limits=(),
        )
        return words.explained(draft, giver, taker, self.limits)

    def _most(self, giver: Decimal, taker: Decimal) -> Decimal:
        cut = min(giver * self.limits.max_cut, giver - self.limits.min_daily_spend)
        return max(min(cut, taker * self.limits.max_raise), Decimal(0))

    def _identity(self, source: Campaign, target: Campaign) -> str:
        parts = (
            source.platform, source.account_id, source.id, target.id, self.metric,
            str(self.window),
        )  # fmt: skip
        return "rec_" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]


def _best_step(giver: Response, taker: Response, most: float) -> float:
    """Return the amount at which both bring the same at the margin, `most` if that is farther."""
    low, high = 0.0, most
    for _ in range(60):
        middle = (low + high) / 2
        if _marginal(taker, middle) > _marginal(giver, -middle):
            low = middle
        else:
            high = middle
    return most if _marginal(taker, most) > _marginal(giver, -most) else low


def _marginal(one: Response, change: float) -> float:
    ratio = max(1 + change / one.spend, 1e-9)
    return one.marginal * math.exp((one.elasticity - 1) * math.log(ratio))


def _gain(giver: Response, taker: Response, amount: float, seed: int) -> tuple[float, float, float]:
    """Return mean and 90 % interval of the change of the return per day."""
    import numpy as np

    rng = np.random.default_rng(seed)
    change = np.zeros(_DRAWS)
    for one, step in ((giver, -amount), (taker, amount)):
        elasticity = np.clip(rng.normal(one.elasticity, one.elasticity_error, _DRAWS), 0.01, 0.99)
        level = one.returns * np.exp(rng.normal(0, min(one.returns_error, 1.0), _DRAWS))
        change += level * np.expm1(elasticity * np.log1p(step / one.spend))
    low, high = np.quantile(change, [_LOW, _HIGH])
    return float(change.mean()), float(low), float(high)


def _exact(value: float) -> Decimal:
    return Decimal(repr(value))
