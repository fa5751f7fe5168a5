"""How much of the figures that a rule asks for is in: late conversions are still to come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from adhelm.decide.rules.types import Entity, Look, Rule, Term
from adhelm.understand import maturity
from adhelm.understand.metrics import Catalogue

_RIPENS = frozenset(maturity.METRICS)


def asks(rules: Iterable[Rule]) -> bool:
    """Say whether any of the rules leaves alone what is not mature."""
    return any(rule.protect.mature is not None for rule in rules)


def late(known: Catalogue, terms: Iterable[Term]) -> dict[Term, frozenset[str]]:
    """Return the terms that grow with late conversions, each with what of it comes in late."""
    found = {
        term: _grows(known, term.of)
        for term in terms
        if term.name in {"metric", "trend"} and term.look is not None
    }
    return {term: parts for term, parts in found.items() if parts}


def ripe(
    shares: maturity.Shares, entity: Entity, parts: Mapping[Term, frozenset[str]]
) -> dict[Term, float | None]:
    """
    Return of each term that grows with late conversions the share of it that is in, 0 to 1.

    `parts` are what of each comes in late. It is the mean over its days; None where that is not
    known, as of a day that still runs.
    """
    return {
        term: _share(shares, entity, late_ones, term.look)
        for term, late_ones in parts.items()
        if term.look is not None
    }


def _share(
    shares: maturity.Shares, entity: Entity, parts: Iterable[str], look: Look
) -> float | None:
    found = []
    for metric in sorted(parts):
        known = [
            shares.known(platform=entity.platform, account=entity.account, metric=metric, age=age)
            for age in range(look.ago, look.ago + look.days)
        ]
        told = [min(each, 1.0) for each in known if each is not None]
        if len(told) < len(known):
            return None
        found.append(sum(told) / len(told))
    return min(found)


def _grows(known: Catalogue, metric: str) -> frozenset[str]:
    """Return what a metric is made of that comes in late."""
    if metric in _RIPENS:
        return frozenset({metric})
    if metric not in known.metrics:
        return frozenset()
    return frozenset().union(*(_grows(known, inner) for inner in known.uses(metric)))
