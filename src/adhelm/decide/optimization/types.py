"""What crosses the optimization's door."""

from __future__ import annotations

from dataclasses import dataclass
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
