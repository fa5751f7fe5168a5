"""The entities of an ad account in Graph's words, every field that may be asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from adhelm.sandbox.market import Account, Book, Market, ids, texts
from adhelm.sandbox.market.calendar import midnight

Node = dict[str, Any]
LEVELS = {"campaigns": "campaign", "adsets": "ad_group", "ads": "ad"}
KINDS = {"campaign": "Campaign", "ad_group": "AdSet", "ad": "Ad"}
_OBJECTIVES = {"video": "OUTCOME_AWARENESS"}
GONE = frozenset({"DELETED", "ARCHIVED"})


@dataclass(frozen=True, slots=True)
class Nodes:
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

    def itself(self) -> Node:
        """Return the ad account."""
        now = self.market.clock.now().astimezone(ZoneInfo(self.account.zone))
        offset = now.utcoffset()
        return {
            "id": f"act_{self.account.id}",
            "account_id": self.account.id,
            "name": self.account.name,
            "currency": self.account.currency,
            "timezone_name": self.account.zone,
            "timezone_offset_hours_utc": offset.total_seconds() / 3600 if offset else 0.0,
            "account_status": 1,
            "disable_reason": 0,
            "min_daily_budget": 100,
            "amount_spent": "0",
            "balance": "0",
            "spend_cap": "0",
            "business": {"id": "9001", "name": "Sandbox business"},
        }

    def shown(self, level: str) -> Iterator[int]:
        """Return the entities of a level there are by today."""
        for n in range(self.book.count(level)):
            campaign = self.book.campaign_of(level, n)
            if self.book.latent.launch[campaign] <= self.today.toordinal():
                yield n

    def node(self, level: str, ordinal: int) -> Node:
        """Return an entity."""
        made = {"campaign": self._campaign, "ad_group": self._adset, "ad": self._ad}[level]
        kept = self.book.kept.get((level, ordinal), {})
        return {**made(ordinal), **{name: kept[name] for name in kept if not name.startswith("_")}}

    def status(self, level: str, ordinal: int) -> str:
        """Return how an entity itself is set."""
        if self.book.kept.get((level, ordinal), {}).get("_archived"):
            return "ARCHIVED"
        found = self.book.status(level, ordinal, self.today.toordinal()).name
        return {"enabled": "ACTIVE", "paused": "PAUSED", "removed": "DELETED"}[found]

    def effective(self, level: str, ordinal: int) -> str:
        """Return an entity's status with that of its parents."""
        own = self.status(level, ordinal)
        if own != "ACTIVE" or level == "campaign":
            return own
        campaign = self.status("campaign", self.book.campaign_of(level, ordinal))
        if campaign != "ACTIVE":
            return campaign if campaign in GONE else "CAMPAIGN_PAUSED"
        if level == "ad":
            group = self.status("ad_group", self.book.tree.ad_group[ordinal])
            if group != "ACTIVE":
                return group if group in GONE else "ADSET_PAUSED"
            return "DISAPPROVED" if self._disapproved(ordinal) else "ACTIVE"
        return own

    def moment(self, instant: datetime) -> str:
        """Return an instant as Graph writes it: the account's zone, no colon in the offset."""
        return f"{instant.astimezone(ZoneInfo(self.account.zone)):%Y-%m-%dT%H:%M:%S%z}"

    def amount(self, level: str, ordinal: int) -> str | None:
        """Return the daily budget in minor units, if one sits on the entity."""
        budget = self.book.budget_of(level, ordinal)
        if budget is None:
            return None
        return str(self.book.amount(budget, self.today.toordinal()))

    def objective(self, n: int) -> str:
        """Return the objective of a campaign."""
        made = _OBJECTIVES.get(self.book.kind(n), "OUTCOME_SALES")
        return str(self.book.kept.get(("campaign", n), {}).get("objective", made))

    def _campaign(self, n: int) -> Node:
        amount = self.amount("campaign", n)
        return {
            **self._common("campaign", n),
            "objective": self.objective(n),
            "daily_budget": amount,
            "lifetime_budget": None,
            "budget_remaining": amount or "0",
            "bid_strategy": "LOWEST_COST_WITHOUT_CAP" if amount else None,
            "buying_type": "AUCTION",
            "special_ad_categories": ["EMPLOYMENT"] if self.account.vertical != "shop" else [],
            "is_adset_budget_sharing_enabled": False if amount is None else None,
            "start_time": self._launched(n),
            "stop_time": None,
        }

    def _adset(self, n: int) -> Node:
        campaign = self.book.tree.group_campaign[n]
        amount = self.amount("ad_group", n)
        return {
            **self._common("ad_group", n),
            "campaign_id": self.book.id("campaign", campaign),
            "daily_budget": amount,
            "lifetime_budget": None,
            "budget_remaining": amount or "0",
            "billing_event": "IMPRESSIONS",
            "optimization_goal": "OFFSITE_CONVERSIONS",
            "bid_strategy": "LOWEST_COST_WITHOUT_CAP" if amount else None,
            "bid_amount": None,
            "bid_constraints": None,
            "targeting": {
                "geo_locations": {"countries": [self.account.name.split()[-2]]},
                "age_min": 18 + n % 3 * 7,
                "age_max": 65,
                "publisher_platforms": ["facebook", "instagram"],
            },
            "attribution_spec": [
                {"event_type": "CLICK_THROUGH", "window_days": 7},
                {"event_type": "VIEW_THROUGH", "window_days": 1},
            ],
            "promoted_object": {"pixel_id": "555", "custom_event_type": "PURCHASE"},
            "start_time": self._launched(campaign),
            "end_time": None,
            "recommendations": self._recommended(n),
        }

    def _recommended(self, n: int) -> list[Node] | None:
        """Return what Meta advises for an ad set: those of ages apart, widen; none else."""
        if n % 3 or self.effective("ad_group", n) != "ACTIVE":
            return None
        return [
            {
                "title": "Broaden your audience",
                "message": "A wider age range may lower your cost per result.",
                "code": 1772120,
                "importance": "MEDIUM",
                "confidence": "HIGH",
                "blame_field": "targeting",
            }
        ]

    def _ad(self, n: int) -> Node:
        group = self.book.tree.ad_group[n]
        return {
            **self._common("ad", n),
            "adset_id": self.book.id("ad_group", group),
            "campaign_id": self.book.id("campaign", self.book.campaign_of("ad", n)),
            "creative": self.creative(n),
        }

    def creative(self, n: int) -> Node:
        """Return the creative of an ad."""
        link = texts.page(self.book, n)
        return {
            "id": ids.make("meta", "creative", self.account.index, n),
            "name": texts.name(self.book, "ad", n),
            "title": texts.headline(self.book, n),
            "body": texts.body(self.book, n),
            "url_tags": texts.tags(self.book, n) or None,
            "link_url": link,
            "call_to_action_type": "SHOP_NOW",
            "asset_feed_spec": None,
            "image_hash": None,
            "video_id": None,
            "object_story_spec": {
                "page_id": "111",
                "link_data": {"link": link, "message": texts.body(self.book, n)},
            },
        }

    def _common(self, level: str, n: int) -> Node:
        campaign = self.book.campaign_of(level, n)
        own = self.status(level, n)
        edits = [one.at for one in self.book.edits if (one.level, one.ordinal) == (level, n)]
        return {
            "id": self.book.id(level, n),
            "account_id": self.account.id,
            "name": texts.name(self.book, level, n),
            "status": own,
            "configured_status": own,
            "effective_status": self.effective(level, n),
            "created_time": self._launched(campaign),
            "updated_time": self.moment(edits[-1]) if edits else self._launched(campaign),
        }

    def _launched(self, campaign: int) -> str:
        day = date.fromordinal(int(self.book.latent.launch[campaign]))
        return self.moment(midnight(day, self.account.zone))

    def _disapproved(self, ad: int) -> bool:
        campaign = self.book.campaign_of("ad", ad)
        return any(
            one.kind == "disapproval"
            and one.campaign == campaign
            and one.first_day <= self.today <= one.last_day
            for one in self.market.incidents(self.account)
        )
