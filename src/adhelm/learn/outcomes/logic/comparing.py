"""Measure what a change did: the days after it against what they would have been without it.

The comparison is tried on windows before the change, where nothing had been changed: by how much
it is off there is by how much it may be off after the change.
"""

from __future__ import annotations

from dataclasses import dataclass

from adhelm.learn.outcomes.types import Basis, Case, Compared, Floats, Ints, Unsayable

BEFORE = 28
_LEAST_PLACEBOS = 4
_LEAST_EXPECTED = 5.0
"""Conversions that a window must be expected to bring."""
_LEAST_CONTROLS, _MOST_CONTROLS = 2, 12
_ALIKE = 8.0
"""A control's usual day may be so many times larger or smaller."""
_PRIOR = 4.0
"""Windows that weigh as much as the belief that what is changed moves as its controls do."""
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class _Windows:
    """Log ratios of windows against the four weeks before them."""

    own: Floats
    """Of what is changed."""
    others: Floats
    """Of its controls."""
    level: Floats
    """Conversions expected from the four weeks before."""


@dataclass(frozen=True, slots=True)
class _Found:
    """Conversions in the window, those expected without the change, and how sure that is."""

    came: float
    usual: float
    spread: float
    """Of the log of one over the other."""
    apart: int
    """Windows before the change that share no day."""


def compare(case: Case) -> Compared:
    """
    Return the effect of a change per day, with intervals.

    :raises Unsayable: if too few days or conversions lie before it, or there is nothing to hold
        it against.
    """
    import numpy as np

    days = case.days
    starts = np.arange(BEFORE, case.start - days + 1, max(days // 2, 1))
    apart = (case.start - BEFORE) // max(days, 1)
    if apart < _LEAST_PLACEBOS or days < 1:
        raise Unsayable(
            f"{case.start} days before the change are too few to know how far its days vary",
            hint=f"at least {BEFORE + _LEAST_PLACEBOS * days}",
        )
    controls = matched(case)
    basis = _basis(controls, case)
    tried = _windows(case, controls, starts)
    now = _windows(case, controls, np.array([case.start]))
    share = _share(tried) if basis is Basis.controls else 0.0
    usual = float(now.level[0]) * float(np.exp(share * float(now.others[0])))
    if basis is Basis.forecast and case.foreseen is not None:
        usual = case.foreseen / case.unit
    if usual < _LEAST_EXPECTED:
        raise Unsayable(
            f"only {usual:.1f} conversions were to be expected in {days} days",
            hint=f"at least {_LEAST_EXPECTED:g}",
        )
    off = tried.own - share * tried.others
    # Nothing is surer than counting itself allows.
    least = (1 + days / BEFORE) / (usual + _HALF)
    spread = float(np.sqrt(max(float((off**2).mean()), least)))
    came = float(case.came[case.start :].sum()) / case.unit
    found = _Found(came, usual, spread, apart)
    return _compared(case, found, basis, len(controls))


def matched(case: Case) -> Floats:
    """Return the controls that are most like what was changed before the change."""
    import numpy as np

    if not len(case.controls):
        return case.controls
    before = slice(max(case.start - 2 * BEFORE, 0), case.start)
    own = float(case.came[before].mean())
    usual = case.controls[:, before].mean(axis=1)
    alike = (usual > own / _ALIKE) & (usual < own * _ALIKE) & (usual > 0)
    rows = np.flatnonzero(alike)
    near = np.argsort(np.abs(np.log(usual[rows] / max(own, 1e-9))), kind="stable")
    found = case.controls[rows[near][:_MOST_CONTROLS]]
    return found if len(found) >= _LEAST_CONTROLS else case.controls[:0]


def _basis(controls: Floats, case: Case) -> Basis:
    if len(controls):
        return Basis.controls
    if case.foreseen is not None:
        return Basis.forecast
    raise Unsayable(
        "there is nothing to hold it against: no campaign like it was left alone, and no "
        "forecast was kept from before",
        hint="forecasts are kept after each sync",
    )


def _windows(case: Case, controls: Floats, starts: Ints) -> _Windows:
    import numpy as np

    days = case.days
    own, level = _ratios(case.came[None, :] / case.unit, starts, days)
    others = np.zeros_like(own)
    if len(controls):
        # Each counts alike, however large: one that goes its own way is one of several.
        scale = np.maximum(controls[:, : case.start].mean(axis=1, keepdims=True), 1e-9)
        mean = float(case.came[: case.start].mean()) / case.unit * len(controls)
        together = (controls / scale).mean(axis=0) * max(mean, 1e-9)
        others, _ = _ratios(together[None, :], starts, days)
    return _Windows(own[0], others[0], level[0])


def _ratios(series: Floats, starts: Ints, days: int) -> tuple[Floats, Floats]:
    """Return logs of each window over what the four weeks before would make of it, and that."""
    import numpy as np

    climbed = np.concatenate([np.zeros((len(series), 1)), np.cumsum(series, axis=1)], axis=1)
    came = climbed[:, starts + days] - climbed[:, starts]
    level = (climbed[:, starts] - climbed[:, starts - BEFORE]) * days / BEFORE
    return np.log((np.maximum(came, 0) + _HALF) / (np.maximum(level, 0) + _HALF)), level


def _share(tried: _Windows) -> float:
    """Return by how much what is changed follows its controls: 0 not at all, 1 wholly."""
    import numpy as np

    prior = _PRIOR * float((tried.others**2).mean())
    along = float((tried.own * tried.others).sum()) + prior
    own = float((tried.others**2).sum()) + prior
    return float(np.clip(along / own, 0.0, 1.0)) if own > 0 else 0.0


def _compared(case: Case, found: _Found, basis: Basis, controls: int) -> Compared:
    import numpy as np
    from scipy.special import stdtrit

    effect, daily = found.came - found.usual, case.unit / case.days
    # What is not known is above all what would have been; of more than that, its own chance too.
    level = max(found.usual, float(np.sqrt(found.usual * max(found.came, 0.0))))

    def end(chance: float) -> float:
        reach = float(stdtrit(found.apart, chance)) * found.spread
        return (effect - level * float(np.expm1(-reach))) * daily

    return Compared(
        effect=effect * daily, low=end(0.05), high=end(0.95),
        sure_low=end(0.025), sure_high=end(0.975), came=found.came * daily,
        expected=found.usual * daily, basis=basis, controls=controls, placebos=found.apart,
        error=found.spread,
    )  # fmt: skip
