"""The entities of an ad account in LinkedIn's words: groups, campaigns, creatives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from adhelm.sandbox.frame.truth import money
from adhelm.sandbox.market import Account, Book, Market, texts
from adhelm.sandbox.market.calendar import midnight

Row = dict[str, Any]
LEVELS = {"adCampaignGroups": "campaign", "adCampaigns": "ad_group", "creatives": "ad"}
URNS = {
    "account": "urn:li:sponsoredAccount:",
    "campaign": "urn:li:sponsoredCampaignGroup:",
    "ad_group": "urn:li:sponsoredCampaign:",
    "ad": "urn:li:sponsoredCreative:",
}
GONE = frozenset({"REMOVED", "PENDING_DELETION"})


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
        """Return the day by UTC, as LinkedIn counts."""
        return self.market.today(self.account)

    def itself(self) -> Row:
        """Return the ad account."""
        return {
            "id": int(self.account.id),
            "name": self.account.name,
            "currency": self.account.currency,
            "type": "BUSINESS",
            "status": "ACTIVE",
            "servingStatuses": ["RUNNABLE"],
            "reference": f"urn:li:organization:{2_414_000 + self.account.brand}",
            "test": False,
            "version": {"versionTag": "7"},
            "changeAuditStamps": self._stamps(self.market.clock.now(), self.market.clock.now()),
        }

    def urn(self, level: str, ordinal: int) -> str:
        """Return the URN of an entity."""
        if level == "account":
            return URNS["account"] + self.account.id
        return URNS[level] + self.book.id(level, ordinal)

    def shown(self, level: str) -> Iterator[int]:
        """Return the entities of a level there are by today."""
        for n in range(self.book.count(level)):
            campaign = self.book.campaign_of(level, n)
            if self.book.latent.launch[campaign] <= self.today.toordinal():
                yield n

    def status(self, level: str, ordinal: int) -> str:
        """Return how an entity is set, in LinkedIn's words."""
        found = self.book.status(level, ordinal, self.today.toordinal()).name
        if found == "enabled":
            return "ACTIVE"
        if found == "removed":
            return "REMOVED"
        return str(self.book.kept.get((level, ordinal), {}).get("_status", "PAUSED"))

    def row(self, level: str, ordinal: int) -> Row:
        """Return an entity."""
        made = {"campaign": self._group, "ad_group": self._campaign, "ad": self._creative}[level]
        kept = self.book.kept.get((level, ordinal), {})
        row = {
            **made(ordinal),
            "account": self.urn("account", 0),
            **{name: kept[name] for name in kept if not name.startswith("_")},
        }
        edits = [one.at for one in self.book.edits if (one.level, one.ordinal) == (level, ordinal)]
        launch = self._launched(self.book.campaign_of(level, ordinal))
        created = edits[0] if ordinal >= self.book.begun[level] else launch
        stamps = self._stamps(created, edits[-1] if edits else launch)
        if level == "ad":
            changed = {name: one["time"] for name, one in stamps.items()}
            return {
                **row,
                "createdAt": changed["created"],
                "lastModifiedAt": changed["lastModified"],
            }
        return {**row, "changeAuditStamps": stamps, "version": {"versionTag": str(len(edits) + 1)}}

    def _group(self, n: int) -> Row:
        return {
            "id": int(self.book.id("campaign", n)),
            "name": texts.name(self.book, "campaign", n),
            "status": self.status("campaign", n),
            "servingStatuses": ["RUNNABLE"],
            "runSchedule": {"start": _ms(self._launched(n))},
            "test": False,
        }

    def _campaign(self, n: int) -> Row:
        budget, group = self.book.budget_of("ad_group", n), self.book.tree.group_campaign[n]
        amount = 0 if budget is None else self.book.amount(budget, self.today.toordinal())
        currency = self.account.currency
        return {
            "id": int(self.book.id("ad_group", n)),
            "campaignGroup": self.urn("campaign", group),
            "name": texts.name(self.book, "ad_group", n),
            "type": "SPONSORED_UPDATES",
            "objectiveType": "LEAD_GENERATION" if n % 2 else "WEBSITE_CONVERSION",
            "status": self.status("ad_group", n),
            "servingStatuses": ["RUNNABLE"],
            "costType": "CPM",
            "format": "STANDARD_UPDATE",
            "dailyBudget": {"amount": money(amount, currency), "currencyCode": currency},
            "unitCost": {"amount": money(800, currency), "currencyCode": currency},
            "runSchedule": {"start": _ms(self._launched(group))},
            "locale": {"country": "US", "language": "en"},
            "creativeSelection": "OPTIMIZED",
            "offsiteDeliveryEnabled": False,
            "audienceExpansionEnabled": False,
            "optimizationTargetType": "MAX_CONVERSION",
            "targetingCriteria": {
                "include": {
                    "and": [{"or": {"urn:li:adTargetingFacet:locations": ["urn:li:geo:103644278"]}}]
                }
            },
            "test": False,
        }

    def _creative(self, n: int) -> Row:
        group = self.book.tree.ad_group[n]
        status = self.status("ad", n)
        denied = any(
            one.kind == "disapproval"
            and one.campaign == self.book.campaign_of("ad", n)
            and one.first_day <= self.today <= one.last_day
            for one in self.market.incidents(self.account)
        )
        return {
            "id": self.urn("ad", n),
            "campaign": self.urn("ad_group", group),
            "name": texts.name(self.book, "ad", n),
            "intendedStatus": status,
            "isServing": status == "ACTIVE" and not denied,
            "review": {"status": "REJECTED" if denied else "APPROVED"},
            "content": {"reference": f"urn:li:share:{6_900_000_000 + n}"},
            "leadgenCallToAction": {"destination": texts.url(self.book, n), "label": "LEARN_MORE"},
        }

    def _launched(self, campaign: int) -> datetime:
        day = date.fromordinal(int(self.book.latent.launch[campaign]))
        return midnight(day, self.account.zone)

    @staticmethod
    def _stamps(created: datetime, modified: datetime) -> Row:
        return {"created": {"time": _ms(created)}, "lastModified": {"time": _ms(modified)}}


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
