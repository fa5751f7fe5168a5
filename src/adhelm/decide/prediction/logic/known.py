"""What was known of each entity on each morning, and whether it beat its target in the week after.

Conversions come late. On a morning of the past only a part of them was known: the past is thinned
to that part, so that a model learns from what it will be given.
"""

from __future__ import annotations

from dataclasses import dataclass

from adhelm.decide.prediction.types import Features, Floats, Ints, Panel

AHEAD = 7
BEFORE = 28
_RIPE = 0.995
_STEADY = 5.0
"""Returns at target that rates are steadied by."""
COUNTED = "conversions, 28 days"


@dataclass(frozen=True, slots=True)
class _Sums:
    """Sums over the last days as known each morning: n × mornings."""

    money: Floats
    """Weighted by how much of its days' returns is known."""
    returns: Floats
    counts: Floats


def rows(panel: Panel, *, seed: int = 1, last: bool = False) -> tuple[Features, Ints, Ints]:
    """
    Return what was known of each entity on each morning from the 28th on: features, day, entity.

    `last`: of the last morning alone, on which everything that is there is known.
    """
    import numpy as np

    count, length = panel.spend.shape
    days = np.arange(length if last else min(BEFORE, length), length + 1)
    week, month = _known(panel, days, seed)
    target = by_morning(panel.target, length)[:, days]
    spend = _climbed(panel.spend)
    money, whole = _last(spend, days, 7), _last(spend, days, BEFORE)
    # Rates are steadied by the target itself, as if a few conversions at it had been seen before.
    unit = np.ones((count, 1)) if panel.unit is None else panel.unit[:, None]
    steady = _STEADY * unit / target
    week_rate = np.log((week.returns + _STEADY * unit) / (week.money + steady) / target)
    month_rate = np.log((month.returns + _STEADY * unit) / (month.money + steady) / target)
    started = np.argmax(panel.spend > 0, axis=1)[:, None]
    columns = {
        "return against target, 7 days": week_rate,
        "return against target, 28 days": month_rate,
        "trend of return": week_rate - month_rate,
        "trend of spend": np.log((money * 4 + steady) / (whole + steady)),
        COUNTED: np.log1p(month.counts),
        "spend at target, 7 days": np.log1p(money * target / unit),
        "age in days": np.minimum(days[None, :] - started, 365) + 0.0 * money,
        **_delivery(panel, days, money, whole),
        **_planned(panel, days),
    }
    entity, day = np.repeat(np.arange(count), len(days)), np.tile(days, count)
    numbers = np.column_stack([one.reshape(-1) for one in columns.values()])
    weekday = (day + panel.first_weekday) % 7
    kinds = np.column_stack([panel.kinds[entity], weekday])
    features = Features(
        tuple(columns), numbers, (False,) * len(columns), (*panel.kind_names, "weekday"), kinds
    )
    return features, day, entity


def outcomes(panel: Panel, days: Ints, entity: Ints) -> Ints:
    """Return 1 where an entity beat its target in the week from `days` on, else 0; −1: unknown."""
    import numpy as np

    money, got, target = coming(panel, days, entity)
    return np.where(np.isnan(money), -1, (got >= target * money).astype(np.int64))


def coming(panel: Panel, days: Ints, entity: Ints) -> tuple[Floats, Floats, Floats]:
    """Return spend and returns of the week from `days` on and the target of that morning.

    Spend is not a number where the week is not over and ripe, cost nothing, or had no target.
    """
    import numpy as np

    length = panel.spend.shape[1]
    until = np.minimum(days + AHEAD, length)
    spend, returns = _climbed(panel.spend), _climbed(panel.returns)
    money = spend[entity, until] - spend[entity, days]
    got = returns[entity, until] - returns[entity, days]
    target = by_morning(panel.target, length)[entity, days]
    ripe = length if panel.ripe is None else np.minimum(panel.ripe[entity], length)
    known = (days + AHEAD <= ripe) & (money > 0) & np.isfinite(target)
    return np.where(known, money, np.nan), got, target


def by_morning(given: Floats, length: int) -> Floats:
    """Return a figure per entity, or per entity and morning, as the latter."""
    import numpy as np

    return given if given.ndim > 1 else np.repeat(given[:, None], length + 1, axis=1)


def _known(panel: Panel, days: Ints, seed: int) -> tuple[_Sums, _Sums]:
    import numpy as np

    random = np.random.default_rng(seed)
    counts = panel.returns if panel.counts is None else panel.counts
    found = [(np.zeros((3, len(panel.spend), len(days)))) for _ in (7, BEFORE)]
    for place, day in enumerate(days):
        first = max(int(day) - BEFORE, 0)
        span = slice(first, int(day))
        seen, share = counts[:, span], _share(panel, first, int(day))
        returned = panel.returns[:, span]
        if share is not None:
            part = _part(panel, share, first)
            thin = _thinned(seen, part, random)
            kept = np.where(seen > 0, thin / np.maximum(seen, 1e-9), part)
            seen, returned = thin, returned * kept
        money = panel.spend[:, span] * (1.0 if share is None else share)
        for sums, width in zip(found, (7, BEFORE), strict=True):
            for row, each in enumerate((money, returned, seen)):
                sums[row, :, place] = each[:, -width:].sum(axis=1)
    return _Sums(*found[0]), _Sums(*found[1])


def _share(panel: Panel, first: int, day: int) -> Floats | None:
    """Return how much of each of the days before a morning was known then; None: all."""
    import numpy as np

    if panel.shares is None or first >= day:
        return None
    ages = np.minimum(day - np.arange(first, day), panel.shares.shape[1] - 1)
    return np.asarray(panel.shares[:, ages])


def _part(panel: Panel, share: Floats, first: int) -> Floats:
    """Return how much of what is known by now was known then."""
    import numpy as np

    assert panel.shares is not None  # noqa: S101 - there are shares of the same days
    ages = panel.spend.shape[1] - np.arange(first, first + share.shape[1])
    now = panel.shares[:, np.minimum(ages, panel.shares.shape[1] - 1)]
    part = share / np.maximum(now, 1e-9)
    return np.where(part > _RIPE, 1.0, np.clip(part, 0.0, 1.0))


def _thinned(counts: Floats, part: Floats, random: object) -> Floats:
    """Return a random part of counts, each counted one by itself; fractions go along."""
    import numpy as np

    assert isinstance(random, np.random.Generator)  # noqa: S101 - numpy is not imported above
    if (part >= 1.0).all():
        return counts
    whole = np.floor(np.maximum(counts, 0.0))
    drawn = random.binomial(whole.astype(np.int64), part)
    return np.where(part >= 1.0, counts, drawn + (counts - whole) * part)


def _delivery(panel: Panel, days: Ints, money: Floats, whole: Floats) -> dict[str, Floats]:
    """Return how click rate and cost per click moved: a creative that tires shows it there."""
    import numpy as np

    if panel.shown is None or panel.clicks is None:
        return {}
    shown, clicks = _climbed(panel.shown), _climbed(panel.clicks)
    month_shown, month_clicks = _last(shown, days, BEFORE), _last(clicks, days, BEFORE)
    usual = (month_clicks + 1) / (month_shown + 100)
    week = (_last(clicks, days, 7) + _STEADY) / (_last(shown, days, 7) + _STEADY / usual)
    paid = np.maximum(whole, 1e-9) / (month_clicks + 1)
    cost = (money + _STEADY * paid) / (_last(clicks, days, 7) + _STEADY)
    return {
        "trend of click rate": np.log(week / usual),
        "trend of cost per click": np.log(cost / paid),
        "click rate, 28 days": np.log(usual),
    }


def _planned(panel: Panel, days: Ints) -> dict[str, Floats]:
    import numpy as np

    found = {}
    if panel.headroom is not None:
        found["budget headroom"] = np.log(np.clip(panel.headroom[:, days], 0.01, 100.0))
    if panel.unlike is not None:
        found["days ahead unlike others"] = panel.unlike[:, days]
    return found


def _last(climbed: Floats, days: Ints, width: int) -> Floats:
    import numpy as np

    return np.asarray(climbed[:, days] - climbed[:, np.maximum(days - width, 0)])


def _climbed(daily: Floats) -> Floats:
    import numpy as np

    return np.concatenate([np.zeros((len(daily), 1)), np.cumsum(daily, axis=1)], axis=1)
