"""From daily spend and returns to response curves: thin entities borrow from their peers.

Each entity has a Hill curve, told by its level, by how much room it has left at its usual spend,
and by how it bends. Their likelihood is laid on a grid after the market's weekdays and slow swings
are taken out and the entity's own drift is allowed for; the prior is what the peers show (empirical
Bayes: peers within all; bends as often as they are found). What stays unsure is carried as draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adhelm.decide.allocation.logic.drifting import LOOKS, Days, drift_of, follow, swing
from adhelm.decide.allocation.logic.sums import sums
from adhelm.decide.allocation.types import BadCurve, Curves, Family, Fitted, Floats, Histories, Ints

_GRID = 25
_FARTHEST = 4.0
# What accounts show in general: returns diminish, about 0.6 % more for 1 % more spend.
_PRIOR, _PRIOR_ERROR = 0.4, 0.5
_PEERS_APART, _PEERS_SAY = 0.4, 10.0
_PLAIN = 2.0
"""How much rarer curves are that bend unlike plain saturation, before the data speak."""
_ROUNDS, _SWEEPS, _BENDINGS = 12, 2, 6
_SWING_DAYS, _RECENT = 21, 28
_LEAST_SPREAD = 0.15
_JUMPS = 5
"""Degrees of freedom of a level's error."""
_LEAST_DAYS = 14
_TRUSTED = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class _Worlds:
    """Curves drawn: entities × draws."""

    room: Floats
    """Odds of what is not yet saturated at the usual spend."""
    bend: Floats
    level: Floats

    def fitted(self, usual: Floats, spend: Floats, factor: float) -> Fitted:
        """Return them as curves of money; `spend` is what was seen, entities × days."""
        import numpy as np

        highest, lowest = np.nanmax(spend, axis=1), np.nanmin(spend, axis=1)
        scale = self.room ** (1 / self.bend) * usual[:, None]
        family = np.full(len(usual), int(Family.hill), dtype=np.int64)
        return Fitted(
            Curves(family, self.level * (self.room + 1), scale, self.bend, highest * factor),
            self.bend * self.room / (1 + self.room), usual, lowest, highest, factor,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Points:
    """Curves that may be: log odds of the room left, times exponents."""

    grid: Floats
    bends: Floats

    @property
    def plainest(self) -> int:
        """Return which of the bends is nearest to plain saturation."""
        import numpy as np

        return int(np.abs(np.log(self.bends)).argmin())

    def drawn(
        self, joint: Floats, level: Floats, error: Floats, outside: Floats, seed: int
    ) -> _Worlds:
        """Return draws by the chance of each point, entities × points × bends."""
        import numpy as np

        random = np.random.default_rng(seed)
        climbed = joint.reshape(len(joint), -1).cumsum(axis=1)
        at = random.random(outside.shape)
        chosen = (at[:, :, None] > climbed[:, None, :-1]).sum(axis=2)
        step = self.grid[1] - self.grid[0]
        z = np.repeat(self.grid, len(self.bends))[chosen]
        room = np.exp(z + step * (random.random(chosen.shape) - 0.5))
        mean, off = (
            np.take_along_axis(one.reshape(len(joint), -1), chosen, axis=1)
            for one in (level, error)
        )
        # Levels are never negative, and now and then they jump.
        wide = np.log1p((off / np.maximum(mean, 1e-12 * level.max())) ** 2)
        strayed = np.sqrt(wide) * random.standard_t(_JUMPS, mean.shape) - wide / 2
        mean = mean * np.exp(np.clip(strayed, -_FARTHEST, _FARTHEST))
        return _Worlds(room, np.tile(self.bends, len(self.grid))[chosen], mean * outside)


def fit(
    histories: Histories,
    *,
    draws: int = 200,
    factor: float = 1.5,
    seed: int = 1,
    bends: Sequence[float] = (0.5, 1.0),
) -> Fitted:
    """
    Return the response curve of each entity, in `draws` possible worlds.

    Returns and spend are per day. A curve answers up to `factor` times the highest spend it was
    seen at, for the week after the history. `bends` are the exponents that Hill curves may have:
    above 1 they are S-curves, which `allocate` does not average over draws.

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
    points = _Points(np.linspace(-_FARTHEST, _FARTHEST, _GRID), np.asarray(bends, float))
    ratio, drift = x / usual[:, None], None
    belief = _posterior(np.zeros((len(x), _GRID)), points.grid, histories.peers)
    for _ in range(_SWEEPS):
        mean = belief @ (1 / (1 + np.exp(-points.grid)))
        rhythm = _rhythm(ratio, y, part, mean, histories)
        base = rhythm * part
        noise = _noise(ratio, y, base, mean)
        days = [Days(ratio, y, base, noise, bend, np.exp(points.grid)) for bend in bends]
        drift = drift_of(days[points.plainest], belief) if drift is None else drift
        found = [follow(one, drift) for one in days]
        log = np.stack([one.likelihood for one in found], axis=2)
        joint = _bent(log, points, histories.peers)
        belief = joint.sum(axis=2)
    level, error = (
        np.stack([getattr(one, name) for one in found], axis=2) for name in ("level", "error")
    )
    outside = _outside(rhythm, histories.market, draws, seed)
    worlds = points.drawn(joint, level, error, outside, seed)
    seen_spend = np.where(part > 0, x, np.nan)
    return worlds.fitted(usual, seen_spend, factor)


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


def _noise(ratio: Floats, y: Floats, base: Floats, elasticity: Floats) -> Floats:
    """Return the variance of each day's return, by how much one day differs from the next."""
    import numpy as np

    due = base * _curve(ratio, elasticity[:, None])
    due *= (y.sum(axis=1) / due.sum(axis=1))[:, None]
    seen = due > 0
    off = np.where(seen, (y - due) / np.sqrt(np.maximum(due, 1e-12)), 0.0)
    # From day to day a level hardly drifts: what differs is chance.
    both = seen[:, 1:] & seen[:, :-1]
    pairs = both.sum(axis=1)
    spread = (np.diff(off, axis=1) ** 2 * both).sum(axis=1) / np.maximum(2 * pairs, 1)
    # Values are noisier than counts by their size: everyone by its own, steadied by the others'.
    size = y.sum(axis=1) / seen.sum(axis=1)
    usual = float(np.median(spread / size))
    spread = (pairs * spread + _TRUSTED * usual * size) / (pairs + _TRUSTED)
    found: Floats = np.maximum(spread, 1e-12)[:, None] * np.where(seen, due, 1.0)
    return found


def _bent(log: Floats, points: _Points, peers: Ints) -> Floats:
    """Return the chance of each point and bend, entity by entity; bends as often as found."""
    import numpy as np

    usually = np.exp(-_PLAIN * np.abs(np.log(points.bends)))
    usually /= usually.sum()
    share, joint = usually, log
    for _ in range(_BENDINGS):
        each = log + np.log(share)
        whole = np.logaddexp.reduce(each, axis=2)
        belief = _posterior(whole, points.grid, peers)
        joint = belief[:, :, None] * np.exp(each - whole[:, :, None])
        share = (joint.sum(axis=(0, 1)) + _PEERS_SAY * usually) / (len(log) + _PEERS_SAY)
    return joint


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


def _outside(rhythm: Floats, market: Ints, draws: int, seed: int) -> Floats:
    """Return by which factor markets may differ in the week ahead: entities × draws."""
    import numpy as np

    markets, of = np.unique(market, return_inverse=True)
    apart = np.array([swing(rhythm[market == one][0]) for one in markets])
    random = np.random.default_rng([seed, 1])
    # How far a market strays is known by a few weeks only.
    strayed = apart[:, None] * random.standard_t(LOOKS - 1, (len(markets), draws))
    made: Floats = np.exp(np.clip(strayed, -_FARTHEST, _FARTHEST))[of]
    return made
