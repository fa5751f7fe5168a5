"""Why it changed: the parts' own rates, the mix of the parts, or more and less of everything."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adhelm.understand.analysis.logic.panel import ACCOUNT, Panel
from adhelm.understand.analysis.types import Cause, CauseKind

if TYPE_CHECKING:
    from adhelm.understand.analysis.logic.detect import Judged
    from adhelm.understand.analysis.logic.panel import Floats, Ints
    from adhelm.understand.analysis.logic.runs import Run

_MOST_PARTS = 3
_ONE, _HALF = 0.7, 0.5
# What each count is made of: how many of the step before, and how many of those came of it.
_CHAIN = {
    "impressions": ("spend", "cpm"),
    "clicks": ("impressions", "ctr"),
    "conversions": ("clicks", "cvr"),
}


@dataclass(frozen=True, slots=True)
class _Parts:
    """Numerator and exposure of each part over the days of a run: as it was, as it used to be."""

    names: tuple[str, ...]
    counted: Floats
    usual: Floats
    exposed: Floats
    exposed_usual: Floats


def cause(run: Run, panel: Panel, judged: Mapping[str, Judged]) -> Cause | None:
    """Return how the change at a run's peak came about; None if its parts are not known."""
    import numpy as np

    if run.peak.detector == "zero_delivery":
        return None
    children = np.flatnonzero(panel.parent == run.series)
    children = children[children != run.series]
    if panel.series[run.series].level == ACCOUNT and len(children):
        return _by_campaign(run, panel, judged, children)
    return _by_step(run, judged)


def _by_campaign(
    run: Run, panel: Panel, judged: Mapping[str, Judged], children: Ints
) -> Cause | None:
    parts = _parts(run, panel, judged, children)
    if parts is None:
        return None
    if judged[run.peak.metric.name].metric.exposure:
        return _mix_and_rate(parts)
    change = parts.counted - parts.usual
    total = float(change.sum())
    if not total:
        return None
    stepwise = _by_step(run, judged)
    rate = stepwise.rate if stepwise else 0.0
    return _told(change / total, parts.names, rate=rate, mix=0.0)


def _mix_and_rate(parts: _Parts) -> Cause | None:
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        now = np.nan_to_num(parts.counted / parts.exposed)
        before = np.nan_to_num(parts.usual / parts.exposed)
    before_share = parts.exposed_usual / parts.exposed_usual.sum()
    share = parts.exposed / parts.exposed.sum()
    whole = float((before_share * before).sum())
    rate = share * (now - before)
    mix = (share - before_share) * (before - whole)
    total = float((rate + mix).sum())
    if not total:
        return None
    return _told(
        (rate + mix) / total, parts.names,
        rate=float(rate.sum()) / total, mix=float(mix.sum()) / total,
    )  # fmt: skip


def _told(shares: Floats, names: tuple[str, ...], *, rate: float, mix: float) -> Cause:
    order = sorted(range(len(names)), key=lambda n: -float(shares[n]))[:_MOST_PARTS]
    parts = tuple((names[n], round(float(shares[n]), 3)) for n in order if shares[n] > 0)
    kind = CauseKind.mix if mix > _HALF else CauseKind.rate if rate > _HALF else CauseKind.volume
    if parts and parts[0][1] >= _ONE:
        kind = CauseKind.one
    return Cause(kind, "campaign", round(rate, 3), round(mix, 3), parts)


def _by_step(run: Run, judged: Mapping[str, Judged]) -> Cause | None:
    """Return how much of a count's change is that of the step before it, and how much its rate."""
    name = run.peak.metric.name
    if name not in _CHAIN or run.peak.counted <= 0 or run.peak.usual <= 0:
        return None
    before = judged.get(_CHAIN[name][0])
    if before is None:
        return None
    at = (run.series, run.peak.day)
    was, meant = float(before.values[at]), float(before.base.expected[at])
    whole = math.log(run.peak.counted / run.peak.usual)
    if not (was > 0 and meant > 0 and whole):
        return None
    volume = min(max(math.log(was / meant) / whole, 0.0), 1.0)
    kind = CauseKind.volume if volume >= _HALF else CauseKind.rate
    return Cause(kind, "metric", round(1 - volume, 3), 0.0)


def _parts(run: Run, panel: Panel, judged: Mapping[str, Judged], children: Ints) -> _Parts | None:
    import numpy as np

    one, days = judged[run.peak.metric.name], slice(run.first, run.last + 1)
    exposed = one.exposure[children, days]
    usual = one.base.expected[children, days]
    known = np.isfinite(usual) & np.isfinite(one.values[children, days]) & np.isfinite(exposed)
    if not known.any():
        return None
    before = judged.get(one.metric.exposure)
    meant = exposed if before is None else before.base.expected[children, days]
    meant = np.where(np.isfinite(meant), meant, exposed)

    def over(values: Floats) -> Floats:
        summed: Floats = np.where(known, values, 0.0).sum(axis=1)
        return summed

    found = _Parts(
        tuple(panel.series[row].entity for row in children),
        over(one.values[children, days]),
        over(usual),
        over(exposed),
        over(meant),
    )
    return found if found.exposed.sum() > 0 and found.exposed_usual.sum() > 0 else None
