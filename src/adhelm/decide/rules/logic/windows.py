"""Which figures a rule's terms need: a metric over so many days that end so many days ago."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from adhelm.decide.rules.logic.truth import EXACT
from adhelm.decide.rules.types import Look, Term

Window = tuple[str, Look]
"""A metric and its days."""
_PLACES = Decimal("1e-9")


def windows_of(terms: Iterable[Term]) -> list[Window]:
    """Return the windows of metrics that terms are made of, each once, in order."""
    found: list[Window] = []
    for term in terms:
        if term.name == "metric" and term.look:
            found.append((term.of, term.look))
        elif term.name == "trend" and term.look:
            found += [(term.of, half) for half in halves(term.look)]
        elif term.name == "budget_utilisation" and term.look:
            found.append(("spend", term.look))
    return list(dict.fromkeys(found))


def halves(look: Look) -> tuple[Look, Look]:
    """Return the later and the earlier half of some days."""
    half = look.days // 2
    return Look(half, look.ago), Look(half, look.ago + half)


def trend(later: Decimal | None, earlier: Decimal | None) -> Decimal | None:
    """Return the relative change; None where one is unknown or there was nothing before."""
    if later is None or earlier is None or earlier == 0:
        return None
    step = EXACT.subtract(later, earlier)
    return EXACT.divide(step, abs(earlier)).quantize(_PLACES, context=EXACT)


def utilisation(spend: Decimal | None, daily: Decimal | None, days: int) -> Decimal | None:
    """Return the share of some days' budget that was spent; None where either is unknown."""
    if spend is None or not daily:
        return None
    return EXACT.divide(spend, daily * days).quantize(_PLACES, context=EXACT)
