"""Whether an account's figures jumped so that no restatement explains it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from adhelm.govern.compliance.types import Figures, Reading

CLEAN_SYNCS = 2
"""So many without a jump close a breaker."""
_RECENT = timedelta(days=3)
_LATE = timedelta(days=1)
_ROAS_TIMES = 20
_OVER_BEST = 2
_SHARE_OF_A_DAY = Decimal("0.1")
_EXPECTED_CLICKS = 5
_IDLE_HOURS = Decimal(6)


def jump(reading: Reading, usual: Mapping[str, str], accepted: date | None = None) -> str:
    """
    Return what jumped in an account, '' if nothing; `usual` is from its last clean sync.

    That weeks were restated is no jump: only what no correction explains counts. What a person has
    `accepted`, up to a day, is not held against the account again.
    """
    known = {name: Decimal(value) for name, value in usual.items()}
    if not known.get("spend"):
        return ""
    since = reading.today - _RECENT
    for one in reading.days:
        if one.day < since or (accepted is not None and one.day <= accepted):
            continue
        if said := _return_jumped(one, known) or _clicks_gone(one, known):
            return f"{one.day}: {said}"
    return "" if accepted == reading.today else _spend_gone(reading)


def usual_of(reading: Reading, accepted: date | None = None) -> dict[str, str]:
    """Return what a day of an account usually is, from days that have settled, as JSON."""
    settled = max(reading.today - _RECENT - _LATE, accepted or date.min)
    days = [one for one in reading.days if one.day <= settled and one.spend > 0]
    if not days:
        return {}
    spend = sum((one.spend for one in days), Decimal(0))
    told = {"spend": _text(spend / len(days))}
    clicks = sum(one.clicks or 0 for one in days)
    if clicks:
        told["cost_per_click"] = _text(spend / clicks)
    worth = [one.value for one in days if one.value is not None]
    if worth and sum(worth) > 0:
        told["roas"] = _text(sum(worth, Decimal(0)) / spend)
        told["best_roas"] = _text(max(_roas(one) for one in days))
    return told


def _return_jumped(one: Figures, usual: Mapping[str, Decimal]) -> str:
    # Small days are all chance: one sale on a tenth of the usual spend is no jump.
    if not usual.get("roas") or one.spend < usual["spend"] * _SHARE_OF_A_DAY:
        return ""
    roas = _roas(one)
    if roas < usual["roas"] * _ROAS_TIMES or roas < usual["best_roas"] * _OVER_BEST:
        return ""
    return f"a return of {roas:.2f} where {usual['roas']:.2f} is usual"


def _clicks_gone(one: Figures, usual: Mapping[str, Decimal]) -> str:
    price = usual.get("cost_per_click")
    if not price or one.clicks != 0 or one.spend / price < _EXPECTED_CLICKS:
        return ""
    return f"no click for a spend of {one.spend:f}, where {one.spend / price:.0f} are usual"


def _spend_gone(reading: Reading) -> str:
    if not reading.enabled:
        return ""
    longest = max(_IDLE_HOURS, 2 * (reading.usual_idle_hours or Decimal(0)))
    if reading.idle_hours is not None:
        gone = reading.idle_hours >= longest
        return f"no spend for {reading.idle_hours:.0f} hours, enabled as it is" if gone else ""
    return _day_gone(reading.days, reading)


def _day_gone(days: Sequence[Figures], reading: Reading) -> str:
    """Look at yesterday where hours are not known; a day that is not there yet says nothing."""
    yesterday = [one for one in days if one.day == reading.today - _LATE]
    if yesterday and yesterday[0].spend == 0:
        return f"{yesterday[0].day}: no spend all day, enabled as it is"
    return ""


def _roas(one: Figures) -> Decimal:
    return (one.value or Decimal(0)) / one.spend if one.spend > 0 else Decimal(0)


def _text(value: Decimal) -> str:
    return format(value.quantize(Decimal("0.000001")), "f")
