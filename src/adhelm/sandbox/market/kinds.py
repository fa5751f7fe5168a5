"""The sorts of campaigns there are, what each costs and brings, and each platform's habits."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

# Units of a currency for one US dollar: the market thinks in dollars, accounts do not.
PER_DOLLAR = MappingProxyType({"USD": 1.0, "EUR": 0.92, "JPY": 150.0, "KWD": 0.307})


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of campaign. Costs in US dollars; `anyway` is claims per click that were no effect."""

    name: str
    cpm: float
    ctr: float
    cost_per_sale: float
    """What one more sale costs at the budget the campaign began with."""
    anyway: float
    whole: bool = False
    """The platform reports it at campaign level only (Performance Max)."""


KINDS = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            Kind("brand", 48.0, 0.110, 190.0, 0.0900),
            Kind("search", 30.0, 0.045, 46.0, 0.0080),
            Kind("prospecting", 9.0, 0.011, 38.0, 0.0030),
            Kind("retargeting", 14.0, 0.016, 120.0, 0.0300),
            Kind("video", 6.0, 0.004, 95.0, 0.0020),
            Kind("automated", 11.0, 0.013, 42.0, 0.0100),
            Kind("pmax", 13.0, 0.020, 44.0, 0.0120, whole=True),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Habits:
    """How a platform sells, paces and reports."""

    kinds: tuple[str, ...]
    budget_on: tuple[str, ...]
    """Levels at which a budget may sit; several: some campaigns so, some so."""
    overspend: float
    """How far a day may go over its budget (1.0: to the double)."""
    swing: float
    """How far an ordinary day strays from its budget."""
    settles: int
    """Days for which spend is an estimate."""
    lag_days: float
    """Mean days from click to conversion."""
    views: float = 0.0
    """Share of its claims that had a view and no click."""
    shares_budgets: bool = False
    fractional: bool = False
    """It splits credit, so that conversions are no whole numbers."""


HABITS = MappingProxyType(
    {
        "google_ads": Habits(
            kinds=("brand", "search", "search", "pmax", "video"),
            budget_on=("campaign",),
            shares_budgets=True,
            overspend=1.0,
            swing=0.25,
            settles=1,
            lag_days=4.0,
            fractional=True,
        ),
        "meta": Habits(
            kinds=("prospecting", "retargeting", "automated", "prospecting", "video"),
            budget_on=("campaign", "ad_group"),
            overspend=0.25,
            swing=0.12,
            settles=2,
            lag_days=3.0,
            views=0.2,
        ),
        "tiktok": Habits(
            kinds=("prospecting", "video", "automated"),
            budget_on=("campaign", "ad_group"),
            overspend=0.0,
            swing=0.08,
            settles=1,
            lag_days=3.0,
            views=0.15,
        ),
        "linkedin": Habits(
            kinds=("prospecting", "retargeting"),
            budget_on=("ad_group",),
            overspend=0.5,
            swing=0.15,
            settles=1,
            lag_days=6.0,
            views=0.1,
        ),
        "x": Habits(
            kinds=("prospecting", "video"),
            budget_on=("campaign", "ad_group"),
            overspend=0.2,
            swing=0.15,
            settles=3,
            lag_days=3.0,
            views=0.25,
        ),
    }
)
