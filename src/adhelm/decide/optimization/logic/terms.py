"""Searches that cost and bring nothing: which to keep a campaign away from, and how sure that is.

A term's rate of conversions is held against what its campaign pays for one: a gamma prior around
the campaign's own rate, so that ten clicks without a sale prove nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from adhelm.core.ads import Level, minor_units
from adhelm.decide.optimization.types import Basis, Draft, Effect, Term
from adhelm.govern.compliance.types import Change, Field

SURE = 0.95
"""Chance from which on a term counts as waste."""
_TIMES = 3.0
"""Waste is what costs more than so many times the campaign's usual price of a conversion."""
_PRIOR = 1.0
"""In conversions: how much the campaign's rate says of one term."""
_LEAST_CONVERSIONS = 5
_MOST_TERMS = 50
_DAYS = 7
_WITHIN_90 = 1.6449
_HIGH = 0.95


@dataclass(frozen=True, slots=True)
class _Waste:
    term: Term
    chance: float
    most: float
    """Conversions that it may bring in all after all: at the high end."""


def negatives(
    terms: Sequence[Term], *, days: int, version: int, expires_at: datetime
) -> Iterator[Draft]:
    """Yield a draft for each campaign with terms that are surely waste over so many days."""
    ordered = sorted(terms, key=_campaign)
    for _, group in groupby(ordered, key=_campaign):
        of_campaign = list(group)
        wasted = _wasted(of_campaign)
        if wasted:
            price = _price(of_campaign)
            yield _draft(wasted, price, days=days, version=version, expires_at=expires_at)


def _campaign(term: Term) -> tuple[str, str, str]:
    return term.connector, term.account_id, term.campaign_id


def _price(terms: Sequence[Term]) -> float:
    """Return what a conversion costs in the campaign."""
    return float(sum(one.spend for one in terms)) / float(sum(one.conversions for one in terms))


def _wasted(terms: Sequence[Term]) -> list[_Waste]:
    from scipy.special import gammainc, gammaincinv

    clicks = sum(one.clicks for one in terms)
    conversions = float(sum(one.conversions for one in terms))
    if conversions < _LEAST_CONVERSIONS or clicks <= 0:
        return []
    rate, price = conversions / clicks, _price(terms)
    found = []
    for one in terms:
        if one.clicks <= 0 or one.spend <= 0 or not one.text.strip():
            continue
        shape, strength = _PRIOR + float(one.conversions), _PRIOR / rate + one.clicks
        bearable = float(one.spend) / one.clicks / (_TIMES * price)
        chance = float(gammainc(shape, strength * bearable))
        if chance >= SURE:
            most = float(gammaincinv(shape, _HIGH)) / strength * one.clicks
            found.append(_Waste(one, chance, most))
    return sorted(found, key=lambda waste: (-waste.term.spend, waste.term.text))[:_MOST_TERMS]


def _draft(
    wasted: Sequence[_Waste], price: float, *, days: int, version: int, expires_at: datetime
) -> Draft:
    first = wasted[0].term
    unit = Decimal(1).scaleb(-minor_units(first.currency))
    spent = sum((one.term.spend for one in wasted), Decimal(0))
    a_day = (spent / days).quantize(unit)
    reach = Decimal(repr(_WITHIN_90 * _stray(wasted, days))).quantize(unit)
    lost = Decimal(repr(sum(one.most for one in wasted) / days * _DAYS * price)).quantize(unit)
    words = [one.term.text for one in wasted]
    many = f"{len(words)} search terms" if len(words) > 1 else f"the search '{words[0]}'"
    return Draft(
        key=f"negatives/{first.connector}/{first.account_id}/{first.campaign_id}"[:300],
        kind="negative_keywords",
        platform=first.platform,
        account=f"{first.connector}/{first.account_id}",
        claim=(
            f"Keep '{first.campaign}' away from {many}: {spent.quantize(unit):,} "
            f"{first.currency} in {days} days brought "
            f"{float(sum(one.term.conversions for one in wasted)):g} conversions, which cost "
            f"{price:,.2f} {first.currency} each elsewhere in it."
        ),
        changes=(_change(first, words),),
        effect=Effect(
            "spend", first.currency, -a_day, -(a_day + reach), min(reach - a_day, Decimal(0)),
            Basis.platform, _DAYS,
        ),
        cost_if_wrong=lost,
        currency=first.currency,
        evidence={
            "days": days,
            "keywords": [[word, "exact"] for word in words],
            "terms": [_told(one) for one in wasted],
            "price_of_a_conversion": f"{price:.2f}",
        },
        confidence=min(one.chance for one in wasted),
        data_version=version,
        expires_at=expires_at,
    )  # fmt: skip


def _stray(wasted: Sequence[_Waste], days: int) -> float:
    """Return the standard error of the spend a day over the coming week: clicks come by chance."""
    each = [float(one.term.spend) ** 2 / one.term.clicks for one in wasted]
    return float((sum(each) / days * (1 / days + 1 / _DAYS)) ** 0.5)


def _change(first: Term, words: Sequence[str]) -> Change:
    return Change(
        connector=first.connector,
        account_id=first.account_id,
        platform=first.platform,
        level=Level.campaign,
        entity_id=first.campaign_id,
        name=first.campaign,
        field=Field.negative_keywords,
        before=None,
        after=", ".join(f"[{word}]" for word in words),
        currency=first.currency,
    )


def _told(one: _Waste) -> dict[str, object]:
    return {
        "text": one.term.text, "clicks": one.term.clicks, "spend": str(one.term.spend),
        "conversions": str(one.term.conversions), "chance": round(one.chance, 4),
    }  # fmt: skip
