"""The entities of an advertiser in TikTok's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from adhelm.core.ads import minor_units
from adhelm.sandbox.market import Account, Book, Market, texts
from adhelm.sandbox.market.calendar import midnight

Row = dict[str, Any]
IDS = {"campaign": "campaign_id", "ad_group": "adgroup_id", "ad": "ad_id"}
NAMES = {"campaign": "campaign_name", "ad_group": "adgroup_name", "ad": "ad_name"}
_OBJECTIVES = {"video": "VIDEO_VIEWS"}


@dataclass(frozen=True, slots=True)
class Things:
    """What an advertiser holds, on its present day."""

    market: Market
    account: Account

    @property
    def book(self) -> Book:
        """Return the advertiser's book."""
        return self.market.book(self.account)

    @property
    def today(self) -> date:
        """Return the advertiser's local day."""
        return self.market.today(self.account)

    def itself(self) -> Row:
        """Return the advertiser."""
        now = self.market.clock.now().astimezone(ZoneInfo(self.account.zone))
        offset = now.utcoffset()
        hours = int(offset.total_seconds() // 3600) if offset else 0
        return {
            "advertiser_id": self.account.id,
            "name": self.account.name,
            "currency": self.account.currency,
            "timezone": f"Etc/GMT{-hours:+d}",
            "display_timezone": self.account.zone,
            "status": "STATUS_ENABLE",
            "balance": 10_000.0,
            "country": self.account.name.split()[-2],
        }

    def shown(self, level: str) -> Iterator[int]:
        """Return the entities of a level there are by today."""
        for n in range(self.book.count(level)):
            campaign = self.book.campaign_of(level, n)
            if self.book.latent.launch[campaign] <= self.today.toordinal():
                yield n

    def status(self, level: str, ordinal: int) -> str:
        """Return how an entity itself is set: ENABLE, DISABLE or DELETE."""
        found = self.book.status(level, ordinal, self.today.toordinal()).name
        return {"enabled": "ENABLE", "paused": "DISABLE", "removed": "DELETE"}[found]

    def deleted(self, level: str, ordinal: int) -> bool:
        """Say whether an entity or one of its parents is deleted."""
        campaign = self.book.campaign_of(level, ordinal)
        ways = [(level, ordinal), ("campaign", campaign)]
        if level == "ad":
            ways.append(("ad_group", self.book.tree.ad_group[ordinal]))
        return any(self.status(*way) == "DELETE" for way in ways)

    def row(self, level: str, ordinal: int) -> Row:
        """Return an entity."""
        made = {"campaign": self._campaign, "ad_group": self._group, "ad": self._ad}[level]
        kept = self.book.kept.get((level, ordinal), {})
        row = {**made(ordinal), **{name: kept[name] for name in kept if name != "name"}}
        edits = [one.at for one in self.book.edits if (one.level, one.ordinal) == (level, ordinal)]
        launch = self._launched(self.book.campaign_of(level, ordinal))
        return {
            "advertiser_id": self.account.id,
            **row,
            "create_time": utc(edits[0]) if ordinal >= self.book.begun[level] else utc(launch),
            "modify_time": utc(edits[-1]) if edits else utc(launch),
        }

    def major(self, minor: int) -> float:
        """Turn minor units into the number of major units that TikTok writes."""
        return minor / float(10 ** minor_units(self.account.currency))

    def objective(self, n: int) -> str:
        """Return the objective of a campaign."""
        made = _OBJECTIVES.get(self.book.kind(n), "WEB_CONVERSIONS")
        return str(self.book.kept.get(("campaign", n), {}).get("objective_type", made))

    def _campaign(self, n: int) -> Row:
        budget, status = self.book.budget_of("campaign", n), self.status("campaign", n)
        day = self.today.toordinal()
        return {
            "campaign_id": self.book.id("campaign", n),
            "campaign_name": texts.name(self.book, "campaign", n),
            "objective_type": self.objective(n),
            "budget_mode": "BUDGET_MODE_INFINITE" if budget is None else "BUDGET_MODE_DAY",
            "budget": 0.0 if budget is None else self.major(self.book.amount(budget, day)),
            "budget_optimize_on": budget is not None,
            "operation_status": "ENABLE" if status == "ENABLE" else "DISABLE",
            "secondary_status": f"CAMPAIGN_STATUS_{status}",
            "campaign_type": "REGULAR_CAMPAIGN",
            "is_new_structure": True,
            "special_industries": ["EMPLOYMENT"] if self.account.vertical != "shop" else [],
        }

    def _group(self, n: int) -> Row:
        budget, campaign = self.book.budget_of("ad_group", n), self.book.tree.group_campaign[n]
        day = self.today.toordinal()
        return {
            "campaign_id": self.book.id("campaign", campaign),
            "adgroup_id": self.book.id("ad_group", n),
            "adgroup_name": texts.name(self.book, "ad_group", n),
            "budget_mode": "BUDGET_MODE_INFINITE" if budget is None else "BUDGET_MODE_DAY",
            "budget": 0.0 if budget is None else self.major(self.book.amount(budget, day)),
            "operation_status": "ENABLE" if self.status("ad_group", n) == "ENABLE" else "DISABLE",
            "secondary_status": self._secondary("ad_group", n),
            "schedule_type": "SCHEDULE_FROM_NOW",
            "schedule_start_time": utc(self._launched(campaign)),
            "optimization_goal": "CONVERT",
            "billing_event": "OCPM",
            "pacing": "PACING_MODE_SMOOTH",
            "placement_type": "PLACEMENT_TYPE_AUTOMATIC",
            "click_attribution_window": "SEVEN_DAYS",
            "view_attribution_window": "ONE_DAY",
        }

    def _ad(self, n: int) -> Row:
        group = self.book.tree.ad_group[n]
        return {
            "campaign_id": self.book.id("campaign", self.book.campaign_of("ad", n)),
            "adgroup_id": self.book.id("ad_group", group),
            "ad_id": self.book.id("ad", n),
            "ad_name": texts.name(self.book, "ad", n),
            "ad_text": texts.body(self.book, n),
            "ad_format": "SINGLE_VIDEO",
            "call_to_action": "SHOP_NOW",
            "landing_page_url": texts.url(self.book, n),
            "operation_status": "ENABLE" if self.status("ad", n) == "ENABLE" else "DISABLE",
            "secondary_status": self._secondary("ad", n),
        }

    def _secondary(self, level: str, n: int) -> str:
        word = {"ad_group": "ADGROUP", "ad": "AD"}[level]
        campaign = self.book.campaign_of(level, n)
        if self.deleted(level, n):
            return f"{word}_STATUS_DELETE"
        if self.status("campaign", campaign) != "ENABLE":
            return f"{word}_STATUS_CAMPAIGN_DISABLE"
        if self.status(level, n) != "ENABLE":
            return f"{word}_STATUS_DISABLE"
        denied = any(
            one.kind == "disapproval"
            and one.campaign == campaign
            and one.first_day <= self.today <= one.last_day
            for one in self.market.incidents(self.account)
        )
        return f"{word}_STATUS_AUDIT_DENY" if denied else f"{word}_STATUS_DELIVERY_OK"

    def _launched(self, campaign: int) -> datetime:
        day = date.fromordinal(int(self.book.latent.launch[campaign]))
        return midnight(day, self.account.zone)


def utc(moment: datetime) -> str:
    """Return an instant as TikTok writes it."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
