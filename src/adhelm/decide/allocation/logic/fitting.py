"""From daily spend and returns to response curves: thin entities borrow from their peers.

Each entity's curve is a Hill curve with exponent 1, told by its return at the usual spend and its
elasticity there. The elasticity's likelihood is laid on a grid after the market's weekdays and
slow swings are taken out; its prior is what the peers show (empirical Bayes, two levels: peers
within all). What stays unsure is carried as draws.
"""

from __future__ import annotations

from adhelm.decide.allocation.logic.sums import sums
from adhelm.decide.allocation.types import BadCurve, Curves, Family, Fitted, Floats, Histories, Ints

_GRID = 61
_FARTHEST = 4.0
# What accounts show in general: returns diminish, about 0.6 % more for 1 % more spend.
_PRIOR, _PRIOR_ERROR = 0.4, 0.5
_PEERS_APART, _PEERS_SAY = 0.4, 10.0
_ROUNDS, _SWEEPS = 30, 3
_SWING_DAYS, _RECENT = 21, 28
_LEAST_SPREAD = 0.15
_LEAST_DAYS = 14
_TRUSTED = 10.0


def fit(histories: Histories, *, draws: int = 200, factor: float = 1.5, seed: int = 1) -> Fitted:
    """
    Return the response curve of each entity, in `draws` possible worlds.

    Returns and spend are per day. A curve answers up to `factor` times the highest spend it was
    seen at, as things stand at the end of the history.

    :raises BadCurve: if an entity has fewer than 14 days with spend, or no return at all.
    """
    import numpy as np

    x, y = np.asarray(histories.spend, float), np.asarray(histories.returns, float)
    seen = np.isfinite(x) & np.isfinite(y) & (x > 0)
    _check(seen, np.where(seen, y, 0.0))
    x, y = np.where(seen, x, 1.0), np.where(seen, y, 0.0)
    # A young day counts as the part of a day whose returns are known.
    part = seen * 1.0 if histories.known is None else np.where(seen, histories.known, 0.0)
    usual = np.exp((np.log(x) * seen).sum(axis=1) / seen.sum(axis=1))
    grid = np.linspace(-_FARTHEST, _FARTHEST, _GRID)
    ratio = x / usual[:, None]
    belief = _posterior(np.full((len(x), _GRID), 0.0), grid, histories.peers)
    for _ in range(_SWEEPS):
        mean = belief @ (1 / (1 + np.exp(-grid)))
        rhythm = _rhythm(ratio, y, part, mean, histories)
        likelihood, noise = _likelihood(ratio, y, part, rhythm, grid)
        belief = _posterior(likelihood, grid, histories.peers)
    return _drawn(
        (grid, belief, noise), (ratio, y, part, rhythm), usual, draws=draws, factor=factor,
        seed=seed,
    )  # fmt: skip


def _check(seen: Floats, y: Floats) -> None:
    import numpy as np

    thin = np.flatnonzero((seen.sum(axis=1) < _LEAST_DAYS) | (y.sum(axis=1) <= 0))
    if len(thin):
        raise BadCurve(
            f"entity {int(thin[0])} has too little history for a curve",
            hint=f"at least {_LEAST_DAYS} days with spend, and some return",
            entities=thin.tolist(),
        )


def _curve(ratio: Floats, elasticity: Floats | float) -> Floats:
    """Return the return relative to that at the usual spend; `ratio` is spend by that."""
    half = elasticity / (1 - elasticity)
    return ratio * (half + 1) / (half + ratio)


def _rhythm(
    ratio: Floats, y: Floats, part: Floats, elasticity: Floats, histories: Histories
) -> Floats:
    """Return what the market does to returns day by day; 1 on average over the latest weeks."""
    import numpy as np

    weekday = np.asarray(histories.weekday)
    curve = _curve(ratio, elasticity[:, None]) * part
    made = np.ones_like(ratio)
    for market in np.unique(histories.market):
        rows = histories.market == market
        level = y[rows].sum(axis=1) / curve[rows].sum(axis=1)
        got = y[rows].sum(axis=0)
        due = (level[:, None] * curve[rows]).sum(axis=0)
        week = np.array(
            [_ratio(got[weekday == d].sum(), due[weekday == d].sum()) for d in range(7)]
        )
        due = due * week[weekday]
        window = np.ones(_SWING_DAYS)
        slow = _ratio(np.convolve(got, window, "same"), np.convolve(due, window, "same"))
        found = week[weekday] * slow
        made[rows] = found / found[-_RECENT:].mean()
    return made


def _ratio(got: Floats, due: Floats) -> Floats:
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((due > 0) & (got > 0), got / due, 1.0)


def _likelihood(
    ratio: Floats, y: Floats, part: Floats, rhythm: Floats, grid: Floats
) -> tuple[Floats, Floats]:
    """
    Return the log likelihood of each elasticity on the grid, and each level's relative error.

    Days count by how noisy they prove to be, and less where one day is like the next.
    """
    import numpy as np

    seen, total = part > 0, y.sum(axis=1)
    found = np.empty((len(ratio), len(grid)))
    for k, z in enumerate(grid):
        due = rhythm * _curve(ratio, 1 / (1 + np.exp(-z))) * part
        level = total / due.sum(axis=1)
        log_due = np.log(np.where(seen, due, 1.0))
        found[:, k] = (y * log_due).sum(axis=1) + total * np.log(level)
    found -= found.max(axis=1, keepdims=True)
    best = 1 / (1 + np.exp(-grid[found.argmax(axis=1)]))
    due = rhythm * _curve(ratio, best[:, None]) * part
    due *= (total / due.sum(axis=1))[:, None]
    off = np.where(seen, (y - due) / np.sqrt(np.maximum(due, 1e-12)), 0.0)
    days = seen.sum(axis=1)
    spread = (off**2).sum(axis=1) / np.maximum(days - 2, 1)
    # Values are noisier than counts by their size: everyone by its own, steadied by the others'.
    size = total / days
    usual = float(np.median(spread / size))
    spread = (days * spread + _TRUSTED * usual * size) / (days + _TRUSTED)
    alike = (off[:, 1:] * off[:, :-1]).sum() / max(float((off**2).sum()), 1e-12)
    alike = float(np.clip(alike, 0.0, 0.8))
    spread = np.maximum(spread, 1e-12) * (1 + alike) / (1 - alike)
    return found / spread[:, None], np.sqrt(spread / total)


def _posterior(likelihood: Floats, grid: Floats, peers: Ints) -> Floats:
    """Return the chance of each point of the grid, entity by entity, under the peers' prior."""
    import numpy as np

    groups, group = np.unique(peers, return_inverse=True)
    size = np.bincount(group)
    centre = np.full(len(groups), _PRIOR)
    apart, unsure = 0.5, np.full(len(groups), _PRIOR_ERROR**2)
    belief = np.empty_like(likelihood)
    for _ in range(_ROUNDS):
        wide = apart**2 + unsure
        prior = -0.5 * (grid - centre[group][:, None]) ** 2 / wide[group][:, None]
        log = likelihood + prior
        belief = np.exp(log - log.max(axis=1, keepdims=True))
        belief /= belief.sum(axis=1, keepdims=True)
        mean = belief @ grid
        around = belief @ grid**2 - mean**2
        # How much an entity says of its peers: nothing where its belief is as wide as the prior.
        says = np.clip(1 - around / wide[group], 1e-6, 1.0)
        own = (mean - (1 - says) * centre[group]) / says
        weight = says / apart**2
        held = sums(group, weight, len(groups))
        overall = _overall(sums(group, weight * own, len(groups)), held)
        precision = held + 1 / _PEERS_APART**2
        centre = (sums(group, weight * own, len(groups)) + overall / _PEERS_APART**2) / precision
        unsure = 1 / precision
        spread = ((mean - centre[group]) ** 2 + around).sum()
        apart = float(
            np.clip(
                np.sqrt((spread + _PEERS_SAY * 0.5**2) / (size.sum() + _PEERS_SAY)),
                _LEAST_SPREAD,
                1.5,
            )
        )
    return belief


def _overall(weighted: Floats, held: Floats) -> float:
    """Return the mean of the groups, shrunk to what accounts show in general."""
    import numpy as np

    means = weighted / np.maximum(held, 1e-12)
    trust = 1 / (1 / np.maximum(held, 1e-12) + _PEERS_APART**2)
    said = 1 / _PRIOR_ERROR**2
    return float((trust @ means + said * _PRIOR) / (trust.sum() + said))


def _drawn(
    known: tuple[Floats, Floats, Floats],
    data: tuple[Floats, Floats, Floats, Floats],
    usual: Floats,
    *,
    draws: int,
    factor: float,
    seed: int,
) -> Fitted:
    import numpy as np

    (grid, belief, noise), (ratio, y, part, rhythm) = known, data
    random = np.random.default_rng(seed)
    climbed = belief.cumsum(axis=1)
    at = random.random((len(usual), draws))
    chosen = (at[:, :, None] > climbed[:, None, :-1]).sum(axis=2)
    step = grid[1] - grid[0]
    z = grid[chosen] + step * (random.random(chosen.shape) - 0.5)
    elasticity = 1 / (1 + np.exp(-z))
    total = y.sum(axis=1)
    due = np.stack(
        [(rhythm * _curve(ratio, e[:, None]) * part).sum(axis=1) for e in elasticity.T], axis=1
    )
    level = total[:, None] / due
    level = level * np.exp(noise[:, None] * random.standard_normal(level.shape))
    half = elasticity / (1 - elasticity)
    spend = np.where(part > 0, ratio, np.nan) * usual[:, None]
    highest, lowest = np.nanmax(spend, axis=1), np.nanmin(spend, axis=1)
    return Fitted(
        Curves(
            np.full(len(usual), int(Family.hill), dtype=np.int64),
            level * (half + 1), half * usual[:, None], np.ones_like(half), highest * factor,
        ),
        elasticity, usual, lowest, highest, factor,
    )  # fmt: skip
