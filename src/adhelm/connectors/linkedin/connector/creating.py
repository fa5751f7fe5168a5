"""Creates campaign groups, campaigns and creatives: paused, and once for each client key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

from adhelm.connectors.contract import (
    Account,
    Applied,
    CreateAd,
    CreateAdGroup,
    CreateCampaign,
    NotOffered,
    Refused,
    Unsettled,
)
from adhelm.connectors.linkedin.client import Client, id_of, urn
from adhelm.connectors.linkedin.connector.amounts import written
from adhelm.connectors.linkedin.connector.lists import elements
from adhelm.connectors.linkedin.mapping.entities import SORTS
from adhelm.connectors.wire import Answer
from adhelm.core.ads import Level
from adhelm.core.clock import Clock

_OBJECTIVES = MappingProxyType(
    {
        "sales": "WEBSITE_CONVERSION",
        "leads": "LEAD_GENERATION",
        "traffic": "WEBSITE_VISIT",
        "awareness": "BRAND_AWARENESS",
        "engagement": "ENGAGEMENT",
    }
)
_LONGEST_NAME = 255


class Creating:
    """Makes things; LinkedIn has no idempotency, so each is looked for before it is made."""

    def __init__(self, client: Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock

    def campaign(self, account: Account, wish: CreateCampaign) -> Applied:
        """
        Create a campaign group; one with a daily budget shares it out among its campaigns.

        :raises Refused: if LinkedIn cannot keep what is wished for.
        """
        if set(wish.special_ad_categories) - {"politics"}:
            raise NotOffered("LinkedIn has no such special ad category", hint="leave it out")
        body: dict[str, Any] = {
            "objectiveType": _objective(wish.objective),
            **dict(wish.settings),
            "account": urn(Level.account, account.id),
            "name": keyed(wish.name, wish.client_key),
            "status": "PAUSED",
            "runSchedule": self._schedule(wish.start, wish.end),
        }
        if wish.daily_budget:
            body["dailyBudget"] = written(account, wish.daily_budget)
            body["budgetOptimization"] = {"budgetOptimizationStrategy": "DYNAMIC"}
        if wish.lifetime_budget:
            body["totalBudget"] = written(account, wish.lifetime_budget)
        return self._once(account, Level.campaign, wish.client_key, body)

    def ad_group(self, account: Account, wish: CreateAdGroup) -> Applied:
        """
        Create a campaign, which is our ad group.

        Places are LinkedIn's own `urn:li:geo:…`, under `targetingCriteria` in the settings.

        :raises Refused: if nobody is named to be reached, or LinkedIn cannot keep the wish.
        """
        if wish.countries:
            raise NotOffered(
                "LinkedIn targets places by its own ids, not by countries' codes",
                hint="give `targetingCriteria` in the settings",
            )
        settings = dict(wish.settings)
        if not settings.get("targetingCriteria"):
            raise Refused(
                "LinkedIn must be told whom to reach",
                hint="give `targetingCriteria` in the settings",
            )
        body: dict[str, Any] = {
            "type": "SPONSORED_UPDATES",
            "costType": "CPM",
            "objectiveType": _OBJECTIVES["traffic"],
            "locale": {"country": "US", "language": "en"},
            "offsiteDeliveryEnabled": False,
            "audienceExpansionEnabled": False,
            "politicalIntent": "NOT_POLITICAL",
            "runSchedule": self._schedule(settings.pop("start", None), settings.pop("end", None)),
            **settings,
            "account": urn(Level.account, account.id),
            "campaignGroup": urn(Level.campaign, wish.campaign_id),
            "name": keyed(wish.name, wish.client_key),
            "status": "PAUSED",
        }
        if wish.daily_budget:
            body["dailyBudget"] = written(account, wish.daily_budget)
        if wish.bid:
            body["unitCost"] = written(account, wish.bid)
        return self._once(account, Level.ad_group, wish.client_key, body)

    def ad(self, account: Account, wish: CreateAd) -> Applied:
        """
        Create a creative of a post that exists, named by `reference` in the settings.

        :raises Refused: if no post is named.
        """
        settings = dict(wish.settings)
        reference = str(settings.pop("reference", ""))
        if not reference.startswith("urn:li:"):
            raise Refused(
                "LinkedIn advertises posts that exist",
                hint="publish the post and give its URN as `reference` in the settings",
            )
        body = {
            **settings,
            "campaign": urn(Level.ad_group, wish.ad_group_id),
            "name": keyed(wish.name, wish.client_key),
            "content": {"reference": reference},
            "leadgenCallToAction": {"destination": wish.final_url, "label": "LEARN_MORE"},
            "intendedStatus": "PAUSED",
        }
        return self._once(account, Level.ad, wish.client_key, body)

    def _once(self, account: Account, level: Level, key: str, body: Mapping[str, Any]) -> Applied:
        path = f"adAccounts/{account.id}/{SORTS[level].edge}"

        def make() -> Applied:
            answer = self._client.tell(path, body, account_id=account.id, again=False)
            return Applied(made_id(answer))

        return once(lambda: self._known(account, level, key), make)

    def _known(self, account: Account, level: Level, key: str) -> str:
        for row in elements(self._client, account, SORTS[level]):
            if f"[ah-{key}]" in str(row.get("name") or ""):
                return id_of(row["id"])
        return ""

    def _schedule(self, start: object, end: object) -> dict[str, int]:
        now = int(self._clock.now().timestamp() * 1000)
        schedule = {"start": max(now, _milliseconds(start)) if start else now}
        if end:
            schedule["end"] = _milliseconds(end, later=1)
        return schedule


def once(look: Callable[[], str], make: Callable[[], Applied]) -> Applied:
    """
    Make a thing unless it is there, and look again where no answer came.

    :raises Unsettled: if no answer came and nothing is there (yet).
    """
    if found := look():
        return Applied(found, found=True)
    try:
        return make()
    except Unsettled:
        if found := look():
            return Applied(found, found=True)
        raise


def made_id(answer: Answer) -> str:
    """Return the id of what was made; a header says it, and colons of URNs may be escaped there."""
    return id_of(unquote(answer.headers["x-restli-id"]))


def keyed(name: str, key: str) -> str:
    """
    Return a name with its client key, by which it is found again.

    :raises Refused: if it is longer than LinkedIn allows.
    """
    full = f"{name} [ah-{key}]"
    if len(full) > _LONGEST_NAME:
        raise Refused(f"the name has {len(full)} characters", hint=f"{_LONGEST_NAME} at most")
    return full


def _objective(word: str) -> str:
    found = _OBJECTIVES.get(word, word)
    if found != found.upper():
        raise Refused(
            f"LinkedIn has no objective '{word}'", hint=f"one of {', '.join(_OBJECTIVES)}"
        )
    return found


def _milliseconds(day: object, *, later: int = 0) -> int:
    try:
        found = day if isinstance(day, date) else date.fromisoformat(str(day))
    except ValueError:
        raise Refused(f"'{day}' is no day", hint="such as 2026-12-01") from None
    moment = datetime.combine(found + timedelta(days=later), time(), UTC)
    return int(moment.timestamp() * 1000)
