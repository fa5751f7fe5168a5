"""Creates campaigns, line items and promoted posts: paused, and once for each client key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

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
from adhelm.connectors.x.client import Api
from adhelm.connectors.x.connector.amounts import local_micros
from adhelm.connectors.x.connector.plans import stamp
from adhelm.core.ads import Money
from adhelm.core.clock import Clock

OBJECTIVES = MappingProxyType(
    {
        "sales": "WEBSITE_CLICKS",
        "leads": "WEBSITE_CLICKS",
        "traffic": "WEBSITE_CLICKS",
        "awareness": "REACH",
        "engagement": "ENGAGEMENTS",
        "app": "APP_INSTALLS",
    }
)
"""Our objectives -> X's."""
_DAILY, _TOTAL = "daily_budget_amount_local_micro", "total_budget_amount_local_micro"
_LONGEST_NAME = 255
_DAYS = 365


class Creating:
    """Makes things. X runs what it creates at once unless told otherwise: PAUSED is always sent."""

    def __init__(self, api: Api, clock: Clock) -> None:
        self._api = api
        self._clock = clock

    def campaign(self, account: Account, wish: CreateCampaign) -> Applied:
        """
        Create a campaign; without a budget its line items have their own.

        :raises Refused: if X cannot keep what is wished for.
        """
        if wish.special_ad_categories:
            raise NotOffered("X has no special ad categories", hint="leave them out")
        if wish.start or wish.end:
            raise Refused(
                "X keeps dates on line items, not on campaigns",
                hint="give start and end in the settings of the ad groups",
            )
        _objective(wish.objective)
        budgets = _budgets(account, wish.daily_budget, wish.lifetime_budget)
        name = keyed(wish.name, wish.client_key)

        def look() -> str:
            return self._known(account, "campaigns", wish.client_key)

        def make() -> Applied:
            return self._make(account, "campaigns", self._campaign(account, wish, name, budgets))

        return once(look, make)

    def _campaign(
        self, account: Account, wish: CreateCampaign, name: str, budgets: Mapping[str, str]
    ) -> dict[str, str]:
        settings = _texts(wish.settings)
        settings.setdefault("funding_instrument_id", self._payer(account))
        return {
            "budget_optimization": "CAMPAIGN" if budgets else "LINE_ITEM",
            **settings,
            **budgets,
            "name": name,
            "entity_status": "PAUSED",
        }

    def ad_group(self, account: Account, wish: CreateAdGroup) -> Applied:
        """
        Create a line item.

        The settings may say objective, start and end (ISO dates, the last day included) besides
        X's own fields. X wants an end: it is a year from the start if none is given.

        :raises Refused: if X cannot keep what is wished for.
        """
        if wish.countries:
            raise NotOffered(
                "X targets places by its own ids, not by countries' codes",
                hint="give them on X, or leave them out",
            )
        name = keyed(wish.name, wish.client_key)
        money = _budgets(account, wish.daily_budget, None)
        if wish.bid:
            money |= {
                "bid_amount_local_micro": local_micros(account, wish.bid),
                "bid_strategy": "MAX",
            }
        settings = dict(wish.settings)
        dates = self._dates(account, settings.pop("start", None), settings.pop("end", None))
        objective = _objective(str(settings.pop("objective", "traffic")))
        under = {"campaign_ids": wish.campaign_id}
        params = {
            "placements": "ALL_ON_TWITTER",
            "product_type": "PROMOTED_TWEETS",
            "objective": objective,
            **dates,
            **_texts(settings),
            **money,
            "campaign_id": wish.campaign_id,
            "name": name,
            "entity_status": "PAUSED",
        }
        return once(
            lambda: self._known(account, "line_items", wish.client_key, under),
            lambda: self._make(account, "line_items", params),
        )

    def ad(self, account: Account, wish: CreateAd) -> Applied:
        """
        Promote a post that exists, named by `tweet_id` in the settings.

        Its text and link are its own. Promoted posts have no names: line item and post together
        tell whether it is there already.

        :raises Refused: if no post is named.
        """
        tweet_id = str(wish.settings.get("tweet_id") or "")
        if not tweet_id.isdecimal():
            raise Refused(
                "X promotes posts that exist", hint="publish the post and give its tweet_id"
            )
        params = {
            "line_item_id": wish.ad_group_id,
            "tweet_ids": tweet_id,
            "entity_status": "PAUSED",
        }
        return once(
            lambda: self._promoted(account, wish.ad_group_id, tweet_id),
            lambda: self._make(account, "promoted_tweets", params),
        )

    def _promoted(self, account: Account, line_item: str, tweet_id: str) -> str:
        path, params = f"accounts/{account.id}/promoted_tweets", {"line_item_ids": line_item}
        for row in self._api.rows(path, params, account_id=account.id):
            if str(row.get("tweet_id")) == tweet_id and row["line_item_id"] == line_item:
                return str(row["id"])
        return ""

    def _make(self, account: Account, edge: str, params: Mapping[str, str]) -> Applied:
        made = self._api.change(
            "POST",
            f"accounts/{account.id}/{edge}",
            params,
            account_id=account.id,
            repeatable=False,
        )
        first = made[0] if isinstance(made, list) else made
        return Applied(str(first["id"]))

    def _known(
        self, account: Account, edge: str, key: str, params: Mapping[str, str] | None = None
    ) -> str:
        """Return the id of what an earlier call made; '' if there is nothing of that key."""
        asked = {**(params or {}), "with_deleted": "true"}
        rows = self._api.rows(f"accounts/{account.id}/{edge}", asked, account_id=account.id)
        return next((str(row["id"]) for row in rows if has_key(row.get("name"), key)), "")

    def _payer(self, account: Account) -> str:
        path = f"accounts/{account.id}/funding_instruments"
        for row in self._api.rows(path, account_id=account.id):
            if row.get("able_to_fund", True) and not row.get("deleted"):
                return str(row["id"])
        raise Refused("the account has no card or credit line to pay with", hint="add one in X Ads")

    def _dates(self, account: Account, start: object, end: object) -> dict[str, str]:
        zone = ZoneInfo(account.timezone)
        now = self._clock.now()
        first = _midnight(start, zone) if start else now.replace(microsecond=0)
        last = _midnight(end, zone, later=1) if end else first + timedelta(days=_DAYS)
        if last <= first:
            raise Refused(f"the line item would end ({end}) before it starts")
        return {"start_time": stamp(first), "end_time": stamp(last)}


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


def keyed(name: str, key: str) -> str:
    """
    Return a name with its client key, by which it is found again.

    :raises Refused: if it is longer than X allows.
    """
    full = f"{name} [ah-{key}]"
    if len(full) > _LONGEST_NAME:
        raise Refused(f"the name has {len(full)} characters", hint=f"{_LONGEST_NAME} at most")
    return full


def has_key(name: object, key: str) -> bool:
    """Say whether a name carries a client key."""
    return f"[ah-{key}]" in str(name or "")


def _objective(word: str) -> str:
    found = OBJECTIVES.get(word, word)
    if found != found.upper():
        raise Refused(f"X has no objective '{word}'", hint=f"one of {', '.join(OBJECTIVES)}")
    return found


def _budgets(account: Account, daily: Money | None, total: Money | None) -> dict[str, str]:
    given = {_DAILY: daily, _TOTAL: total}
    return {name: local_micros(account, amount) for name, amount in given.items() if amount}


def _texts(settings: Mapping[str, Any]) -> dict[str, str]:
    return {name: _text(value) for name, value in settings.items() if value is not None}


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _midnight(day: object, zone: ZoneInfo, *, later: int = 0) -> datetime:
    try:
        found = day if isinstance(day, date) else date.fromisoformat(str(day))
    except ValueError:
        raise Refused(f"'{day}' is no day", hint="such as 2026-12-01") from None
    moment = datetime.combine(found + timedelta(days=later), time(), zone)
    return moment.astimezone(UTC)
