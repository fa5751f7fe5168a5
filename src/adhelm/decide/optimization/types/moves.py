"""Budget moves between two campaigns of an account, weighed on the spot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from adhelm.core.ads import Period


@dataclass(frozen=True, slots=True)
class Limits:
    """What a suggestion must respect. Shares are fractions of the present daily spend."""

    max_raise: Decimal = Decimal("0.20")
    max_cut: Decimal = Decimal("0.50")
    min_daily_spend: Decimal = Decimal(0)
    """In the account's currency: a campaign is never suggested below it."""
    min_conversions: Decimal = Decimal(10)
    """A campaign with fewer in the window is left alone: too little is known."""


@dataclass(frozen=True, slots=True)
class Day:
    """What one campaign spent and got back on one day."""

    spend: Decimal
    conversions: Decimal
    value: Decimal | None = None
    """Conversion value in the account's currency; None where the platform reports none."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign's mature days, the evidence that a suggestion rests on."""

    platform: str
    account_id: str
    currency: str
    id: str
    name: str
    days: Mapping[date, Day] = field(default_factory=dict)
    blocked: str = ""
    """Why it is left alone, such as a tracking that may be broken; '' if nothing speaks against."""


@dataclass(frozen=True, slots=True)
class Response:
    """How one campaign answers to money, in units of `metric` per unit of the currency."""

    campaign_id: str
    spend: float
    """Present mean daily spend."""
    returns: float
    """Expected daily return at that spend."""
    elasticity: float
    """Percent more return for one percent more spend; always between 0 and 1."""
    elasticity_error: float
    returns_error: float
    """Relative standard error of `returns`."""

    @property
    def marginal(self) -> float:
        """Return what the next unit of money brings."""
        return self.elasticity * self.returns / self.spend


@dataclass(frozen=True, slots=True)
class Silence:
    """Why nothing is suggested for an account or a campaign."""

    platform: str
    account_id: str
    campaign_id: str
    """'' where it is the whole account."""
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class BudgetMove:
    """Move money from one campaign to another of the same account; a proposal without effect."""

    id: str
    platform: str
    account_id: str
    currency: str
    from_campaign_id: str
    from_campaign: str
    from_spend: Decimal
    """Present mean daily spend."""
    from_proposed: Decimal
    to_campaign_id: str
    to_campaign: str
    to_spend: Decimal
    to_proposed: Decimal
    amount: Decimal
    """Moved per day."""
    metric: str
    """What return is counted in: 'conversion_value' or 'conversions'."""
    gain: Decimal
    """Expected change of the return per day."""
    gain_low: Decimal
    gain_high: Decimal
    window: Period
    data_version: int
    reason: str
    limits: tuple[str, ...]
    """Each limit that was checked, with its number."""


@dataclass(frozen=True, slots=True)
class Advice:
    """The moves worth making, and why there are no others."""

    moves: tuple[BudgetMove, ...]
    """Largest expected relative gain first."""
    silences: tuple[Silence, ...]
    window: Period
    data_version: int
