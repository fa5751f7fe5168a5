"""How much of the figures that a rule asks for is in: late conversions are still to come."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from adhelm.decide.rules.types import Entity, Look, Rule, Term
from adhelm.understand import maturity, metrics

_RIPENS = frozenset(maturity.METRICS)


def asks(rules: Iterable[Rule]) -> bool:
    """Say whether any of the rules leaves alone what is not mature."""
    return any(rule.protect.mature is not None for rule in rules)


def ripe(
    shares: maturity.Shares, entity: Entity, terms: Iterable[Term]
) -> dict[Term, float | None]:
    """
    Return of each term that grows with late conversions the share of it that is in, 0 to 1.

    It is the mean over its days; None where that is not known, as of a day that still runs.
    """
    return {
        term: _share(shares, entity, term, term.look)
        for term in terms
        if term.name in {"metric", "trend"} and term.look is not None and _grows(term.of)
    }


def _share(shares: maturity.Shares, entity: Entity, term: Term, look: Look) -> float | None:
    found = []
    for metric in sorted(_grows(term.of)):
        known = [
            shares.known(platform=entity.platform, account=entity.account, metric=metric, age=age)
            for age in range(look.ago, look.ago + look.days)
        ]
        told = [min(each, 1.0) for each in known if each is not None]
        if len(told) < len(known):
            return None
        found.append(sum(told) / len(told))
    return min(found)


@lru_cache(maxsize=512)
def _grows(metric: str) -> frozenset[str]:
    """Return what a metric is made of that comes in late."""
    known = metrics.catalogue()
    if metric in _RIPENS:
        return frozenset({metric})
    if metric not in known.metrics:
        return frozenset()
    return frozenset().union(*(_grows(inner) for inner in known.uses(metric)))
