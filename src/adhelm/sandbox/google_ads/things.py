"""The entities of an account in Google's words, in the nested form of the wire."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from adhelm.core.ads import minor_units
from adhelm.sandbox.frame.audiences import Audience
from adhelm.sandbox.google_ads.fields import camel, put
from adhelm.sandbox.market import Account, Book, Market, ids, texts

Row = dict[str, Any]
KEYWORDS = 3
TOTAL = "CUSTOM_PERIOD"
"""The period of a budget that is a total for all days of its campaign."""
_CHANNELS = {"brand": "SEARCH", "search": "SEARCH", "pmax": "PERFORMANCE_MAX", "video": "VIDEO"}
_GROUP_TYPES = {
    "SEARCH": "SEARCH_STANDARD",
    "VIDEO": "VIDEO_RESPONSIVE",
    "DISPLAY": "DISPLAY_STANDARD",
}
BIDDING = {
    "manualCpc": "MANUAL_CPC",
    "manualCpm": "MANUAL_CPM",
    "maximizeConversions": "MAXIMIZE_CONVERSIONS",
    "maximizeConversionValue": "MAXIMIZE_CONVERSION_VALUE",
    "targetCpa": "TARGET_CPA",
    "targetRoas": "TARGET_ROAS",
    "targetSpend": "TARGET_SPEND",
    "biddingStrategy": "",
}
"""The fields of a campaign of which it has one, and the strategy that each means."""
_BIDDING = {
    "brand": ("MANUAL_CPC", "manual_cpc.enhanced_cpc_enabled", False),
    # A target of nothing is left out: neither messages nor REST carry what is as good as unset.
    "search": ("MAXIMIZE_CONVERSIONS", "", None),
    "pmax": ("MAXIMIZE_CONVERSION_VALUE", "maximize_conversion_value.target_roas", 2.5),
    "video": ("TARGET_CPM", "", None),
}
_MATCHES = ("EXACT", "PHRASE", "BROAD")
ACTIONS = (
    (7001, "Purchase", "PURCHASE", True),
    (7002, "Newsletter sign-up", "SIGNUP", False),
)


@dataclass(slots=True)
class Job:
    """A job that puts people on a list when it is run."""

    id: str
    audience: Audience
    operations: list[Row] = field(default_factory=list)
    done: bool = False


@dataclass(slots=True)
class Criteria:
    """Keywords that were added through the interface, how all are set, and lists of people."""

    added: list[Row] = field(default_factory=list)
    status: dict[str, str] = field(default_factory=dict)
    bids: dict[str, int] = field(default_factory=dict)
    edits: int = 0
    lists: list[Audience] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)

    @property
    def version(self) -> tuple[int, ...]:
        """Return what is another one after every change."""
        done = sum(job.done for job in self.jobs)
        return len(self.added), self.edits, len(self.lists), len(self.jobs), done


@dataclass(slots=True)
class Things:
    """What an account holds, as Google names it, on the account's present day."""

    market: Market
    account: Account
    criteria: Criteria
    book: Book = field(init=False)
    """The account's book."""
    today: date = field(init=False)
    """The account's local day."""

    def __post_init__(self) -> None:
        # An answer looks at them for each of its rows.
        self.book = self.market.book(self.account)
        self.today = self.market.today(self.account)

    def name(self, collection: str, *parts: str) -> str:
        """Return a resource name."""
        return f"customers/{self.account.id}/{collection}/{'~'.join(parts)}"

    def micros(self, minor: int) -> int:
        """Turn minor units into micros."""
        return minor * int(10 ** (6 - minor_units(self.account.currency)))

    def customer(self) -> Row:
        """Return the account itself."""
        return {
            "resourceName": f"customers/{self.account.id}",
            "id": int(self.account.id),
            "descriptiveName": self.account.name,
            "currencyCode": self.account.currency,
            "timeZone": self.account.zone,
            "manager": False,
            "status": "ENABLED",
            "testAccount": False,
            "autoTaggingEnabled": True,
        }

    def campaigns(self) -> list[int]:
        """Return the campaigns there are by today."""
        return [n for n in range(self.book.count("campaign")) if self.exists("campaign", n)]

    def groups(self) -> list[int]:
        """Return the ad groups that Google shows."""
        return [n for n in range(self.book.count("ad_group")) if self.exists("ad_group", n)]

    def ads(self) -> list[int]:
        """Return the ads that Google shows."""
        return [n for n in range(self.book.count("ad")) if self.exists("ad", n)]

    def exists(self, level: str, ordinal: int) -> bool:
        """Say whether an entity is there by today and shown."""
        campaign = self.book.campaign_of(level, ordinal)
        begun = bool(self.book.latent.launch[campaign] <= self.today.toordinal())
        return begun and not self.book.hidden(level, ordinal)

    def status(self, level: str, ordinal: int) -> str:
        """Return how an entity is set."""
        return self.book.status(level, ordinal, self.today.toordinal()).name.upper()

    def campaign(self, ordinal: int) -> Row:
        """Return a campaign."""
        book, kind, status = self.book, self.book.kind(ordinal), self.status("campaign", ordinal)
        launch = date.fromordinal(int(book.latent.launch[ordinal]))
        bidding, parameter, value = _BIDDING.get(kind, _BIDDING["search"])
        row: Row = {
            "resourceName": self.name("campaigns", book.id("campaign", ordinal)),
            "id": int(book.id("campaign", ordinal)),
            "name": texts.name(book, "campaign", ordinal),
            "status": status,
            "primaryStatus": "ELIGIBLE" if status == "ENABLED" else status,
            "servingStatus": "SERVING" if status == "ENABLED" else "SUSPENDED",
            "startDateTime": f"{launch} 00:00:00",
            "endDateTime": "2037-12-30 23:59:59",
            "advertisingChannelType": _CHANNELS.get(kind, "SEARCH"),
            "campaignBudget": self._budget_name(ordinal),
            "biddingStrategyType": bidding,
            "containsEuPoliticalAdvertising": "DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING",
        }
        if parameter:
            put(row, parameter, value)
        return self._kept("campaign", ordinal, row)

    def budget(self, ordinal: int) -> Row:
        """Return a budget."""
        book, users = self.book, self.users(ordinal)
        row: Row = {
            "resourceName": self.name("campaignBudgets", book.id("budget", ordinal)),
            "id": int(book.id("budget", ordinal)),
            "name": texts.name(book, "budget", ordinal),
            "amountMicros": self.micros(book.amount(ordinal, self.today.toordinal())),
            "status": "REMOVED" if self.status("budget", ordinal) == "REMOVED" else "ENABLED",
            "deliveryMethod": "STANDARD",
            "explicitlyShared": len(users) > 1,
            "referenceCount": len(users),
            "period": "DAILY",
            "type": "STANDARD",
        }
        kept = self._kept("budget", ordinal, row)
        if kept["period"] == TOTAL:
            # Google spreads a total by itself, and shows no daily amount.
            del kept["amountMicros"]
        return kept

    def users(self, budget: int) -> list[int]:
        """Return the campaigns that spend a budget."""
        return [n for n, used in enumerate(self.book.tree.budget_of_campaign) if budget in used]

    def budget_of(self, campaign: int) -> Row:
        """Return the budget of a campaign."""
        return self.budget(self.book.tree.budget_of_campaign[campaign][0])

    def group(self, ordinal: int) -> Row:
        """Return an ad group."""
        book, campaign = self.book, self.book.tree.group_campaign[ordinal]
        channel = _CHANNELS.get(book.kind(campaign), "SEARCH")
        row = {
            "resourceName": self.name("adGroups", book.id("ad_group", ordinal)),
            "id": int(book.id("ad_group", ordinal)),
            "name": texts.name(book, "ad_group", ordinal),
            "status": self.status("ad_group", ordinal),
            "type": _GROUP_TYPES.get(channel, "SEARCH_STANDARD"),
            "campaign": self.name("campaigns", book.id("campaign", campaign)),
            "cpcBidMicros": self.micros(100),
        }
        return self._kept("ad_group", ordinal, row)

    def ad(self, ordinal: int) -> Row:
        """Return an ad in its ad group."""
        book, group = self.book, self.book.tree.ad_group[ordinal]
        parts = (book.id("ad_group", group), book.id("ad", ordinal))
        disapproved = self._disapproved(book.campaign_of("ad", ordinal))
        ad: Row = {
            "resourceName": self.name("ads", parts[1]),
            "id": int(parts[1]),
            "name": texts.name(book, "ad", ordinal),
            "type": "RESPONSIVE_SEARCH_AD",
            "finalUrls": [texts.page(book, ordinal)],
            "responsiveSearchAd": {
                "headlines": [{"text": texts.headline(book, ordinal, n)} for n in range(3)],
                "descriptions": [{"text": texts.body(book, ordinal, n)} for n in range(2)],
            },
        }
        if tagged := texts.tags(book, ordinal):
            ad["finalUrlSuffix"] = tagged
        row = {
            "resourceName": self.name("adGroupAds", *parts),
            "status": self.status("ad", ordinal),
            "adGroup": self.name("adGroups", parts[0]),
            "ad": ad,
            "policySummary": {
                "approvalStatus": "DISAPPROVED" if disapproved else "APPROVED",
                "reviewStatus": "REVIEWED",
            },
        }
        return self._kept("ad", ordinal, row)

    def keywords(self, group: int) -> list[Row]:
        """Return the keywords an ad group began with: those that are reported."""
        book = self.book
        if _CHANNELS.get(book.kind(book.tree.group_campaign[group])) != "SEARCH":
            return []
        if group >= book.begun["ad_group"]:
            return []
        return [self._keyword(group, number) for number in range(KEYWORDS)]

    def added(self, level: str, ordinal: int) -> Iterator[Row]:
        """Return the criteria that were added to an ad group or a campaign."""
        parent, collection = {
            "ad_group": ("adGroup", "adGroups"),
            "campaign": ("campaign", "campaigns"),
        }[level]
        name = self.name(collection, self.book.id(level, ordinal))
        for row in self.criteria.added:
            if row.get(parent) == name:
                yield self._set(row)

    def client(self, *, level: int) -> Row:
        """Return the account as its manager lists it."""
        return {
            "resourceName": f"customers/{self.account.id}/customerClients/{self.account.id}",
            "clientCustomer": f"customers/{self.account.id}",
            "id": int(self.account.id),
            "descriptiveName": self.account.name,
            "manager": False,
            "level": level,
            "currencyCode": self.account.currency,
            "timeZone": self.account.zone,
            "status": "ENABLED",
            "hidden": False,
            "testAccount": False,
        }

    def action(self, number: int) -> Row:
        """Return a conversion action."""
        id_, name, category, primary = ACTIONS[number]
        return {
            "resourceName": self.name("conversionActions", str(id_)),
            "id": id_,
            "name": name,
            "status": "ENABLED",
            "type": "WEBPAGE",
            "category": category,
            "primaryForGoal": primary,
            "includeInConversionsMetric": primary,
            "clickThroughLookbackWindowDays": 30,
            "viewThroughLookbackWindowDays": 1,
            "countingType": "MANY_PER_CLICK",
        }

    def _keyword(self, group: int, number: int) -> Row:
        book, account = self.book, self.account
        criterion = ids.make(account.platform, "keyword", account.index, group * KEYWORDS + number)
        name = self.name("adGroupCriteria", book.id("ad_group", group), criterion)
        row: Row = {
            "resourceName": name,
            "criterionId": int(criterion),
            "status": "ENABLED",
            "adGroup": self.name("adGroups", book.id("ad_group", group)),
            "type": "KEYWORD",
            "negative": False,
            "displayName": texts.keyword(book, group, number),
            "keyword": {
                "text": texts.keyword(book, group, number),
                "matchType": _MATCHES[number % len(_MATCHES)],
            },
        }
        return self._set(row)

    def _set(self, row: Row) -> Row:
        """Return a criterion as it was set last."""
        name = row["resourceName"]
        bid = self.criteria.bids.get(name)
        status = self.criteria.status.get(name, row["status"])
        return {**row, "status": status, **({} if bid is None else {"cpcBidMicros": bid})}

    def _budget_name(self, campaign: int) -> str:
        budget = self.book.tree.budget_of_campaign[campaign][0]
        return self.name("campaignBudgets", self.book.id("budget", budget))

    def _disapproved(self, campaign: int) -> bool:
        return any(
            one.kind == "disapproval"
            and one.campaign == campaign
            and one.first_day <= self.today <= one.last_day
            for one in self.market.incidents(self.account)
        )

    def _kept(self, level: str, ordinal: int, row: Row) -> Row:
        for name, value in self.book.kept.get((level, ordinal), {}).items():
            if level == "campaign":
                _follow(row, camel(name.partition(".")[0]))
            put(row, name, value)
        return row


def _follow(campaign: Row, strategy: str) -> None:
    """Let a campaign bid by what is set now, if that is a strategy: it has one."""
    if strategy not in BIDDING:
        return
    for other in BIDDING.keys() - {strategy}:
        campaign.pop(other, None)
    campaign["biddingStrategyType"] = BIDDING[strategy] or campaign["biddingStrategyType"]


def days_of(campaign: Row, today: date) -> int:
    """
    Return how many days a campaign runs, the last included.

    :raises ValueError: if it has no end, or one of its ends is no day.
    """
    start, end = (
        date.fromisoformat(str(campaign.get(name, usual))[:10])
        for name, usual in (("startDateTime", today), ("endDateTime", ""))
    )
    return max((end - start).days + 1, 1)
