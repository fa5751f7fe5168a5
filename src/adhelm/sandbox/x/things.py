"""The entities of an ad account in X's words: campaigns, line items, promoted tweets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from adhelm.core.ads import minor_units
from adhelm.sandbox.market import Account, Book, Market, ids, texts
from adhelm.sandbox.market.calendar import midnight

Row = dict[str, Any]
LEVELS = {"campaigns": "campaign", "line_items": "ad_group", "promoted_tweets": "ad"}


@dataclass(frozen=True, slots=True)
class Things:
    """What an ad account holds, on its present day."""

    market: Market
    account: Account

    @property
    def book(self) -> Book:
        """Return the account's book."""
        return self.market.book(self.account)

    @property
    def today(self) -> date:
        """Return the account's local day."""
        return self.market.today(self.account)

    def itself(self) -> Row:
        """Return the ad account; its currency is its funding instrument's."""
        start = stamp(midnight(self.market.scenario.first_day, self.account.zone))
        return {
            "id": self.account.id,
            "name": self.account.name,
            "business_name": None,
            "timezone": self.account.zone,
            "timezone_switch_at": start,
            "country_code": self.account.name.split()[-2],
            "approval_status": "ACCEPTED",
            "industry_type": None,
            "business_id": None,
            "created_at": start,
            "updated_at": start,
            "deleted": False,
        }

    def funding(self) -> Row:
        """Return the funding instrument."""
        return {
            "id": ids.make("x", "funding_instrument", self.account.index, 0),
            "currency": self.account.currency,
            "type": "CREDIT_CARD",
            "description": "Sandbox card",
            "able_to_fund": True,
            "entity_status": "ACTIVE",
            "account_id": self.account.id,
            "created_at": stamp(midnight(self.market.scenario.first_day, self.account.zone)),
            "deleted": False,
        }

    def micros(self, minor: int) -> int:
        """Turn minor units into micros."""
        return minor * int(10 ** (6 - minor_units(self.account.currency)))

    def shown(self, level: str) -> Iterator[int]:
        """Return the entities of a level there are by today."""
        for n in range(self.book.count(level)):
            campaign = self.book.campaign_of(level, n)
            if self.book.latent.launch[campaign] <= self.today.toordinal():
                yield n

    def deleted(self, level: str, ordinal: int) -> bool:
        """Say whether an entity itself is deleted."""
        return self.book.status(level, ordinal, self.today.toordinal()).name == "removed"

    def row(self, level: str, ordinal: int) -> Row:
        """Return an entity."""
        made = {"campaign": self._campaign, "ad_group": self._line_item, "ad": self._tweet}[level]
        status = self.book.status(level, ordinal, self.today.toordinal()).name
        kept = self.book.kept.get((level, ordinal), {})
        edits = [one.at for one in self.book.edits if (one.level, one.ordinal) == (level, ordinal)]
        start = self._launched(self.book.campaign_of(level, ordinal))
        return {
            **made(ordinal),
            "entity_status": "ACTIVE" if status == "enabled" else "PAUSED",
            **{name: kept[name] for name in kept if name != "name" and not name.startswith("_")},
            "created_at": stamp(edits[0] if ordinal >= self.book.begun[level] else start),
            "updated_at": stamp(edits[-1] if edits else start),
            "deleted": status == "removed",
        }

    def _budget(self, level: str, n: int) -> int | None:
        budget = self.book.budget_of(level, n)
        if budget is None:
            return None
        return self.micros(self.book.amount(budget, self.today.toordinal()))

    def _campaign(self, n: int) -> Row:
        on = self.book.budget_level(n) == "campaign"
        running = self.book.status("campaign", n, self.today.toordinal()).name == "enabled"
        return {
            "id": self.book.id("campaign", n),
            "name": texts.name(self.book, "campaign", n),
            "budget_optimization": "CAMPAIGN" if on else "LINE_ITEM",
            "daily_budget_amount_local_micro": self._budget("campaign", n),
            "total_budget_amount_local_micro": None,
            "funding_instrument_id": self.funding()["id"],
            "currency": self.account.currency,
            "servable": running,
            "effective_status": "RUNNING" if running else "PAUSED",
            "reasons_not_servable": [] if running else ["PAUSED_BY_ADVERTISER"],
            "standard_delivery": True,
            "frequency_cap": None,
            "duration_in_days": None,
            "purchase_order_number": None,
        }

    def _line_item(self, n: int) -> Row:
        campaign = self.book.tree.group_campaign[n]
        video = self.book.kind(campaign) == "video"
        return {
            "id": self.book.id("ad_group", n),
            "campaign_id": self.book.id("campaign", campaign),
            "name": texts.name(self.book, "ad_group", n),
            "placements": ["ALL_ON_TWITTER"],
            "start_time": stamp(self._launched(campaign)),
            "end_time": None,
            "objective": "VIDEO_VIEWS" if video else "WEBSITE_CLICKS",
            "goal": "VIDEO_VIEW" if video else "WEBSITE_CONVERSIONS",
            "product_type": "PROMOTED_TWEETS",
            "bid_strategy": "AUTO",
            "bid_amount_local_micro": None,
            "target_cpa_local_micro": None,
            "daily_budget_amount_local_micro": self._budget("ad_group", n),
            "total_budget_amount_local_micro": None,
            "currency": self.account.currency,
            "standard_delivery": True,
            "pay_by": "IMPRESSION",
            "creative_source": "MANUAL",
            "categories": [],
        }

    def _tweet(self, n: int) -> Row:
        return {
            "id": self.book.id("ad", n),
            "line_item_id": self.book.id("ad_group", self.book.tree.ad_group[n]),
            "tweet_id": str(1_800_000_000_000_000_000 + n),
            "approval_status": "ACCEPTED",
        }

    def _launched(self, campaign: int) -> datetime:
        day = date.fromordinal(int(self.book.latent.launch[campaign]))
        return midnight(day, self.account.zone)


def stamp(moment: datetime) -> str:
    """Return an instant as X writes it."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
