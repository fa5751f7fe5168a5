"""Makes campaigns with their budgets, ad groups and ads, paused, and never twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from adhelm.connectors.contract.errors import Refused
from adhelm.connectors.contract.reading import Account
from adhelm.connectors.contract.writing import Applied, CreateAd, CreateAdGroup, CreateCampaign
from adhelm.connectors.google_ads.client import Client
from adhelm.connectors.google_ads.connector.finding import (
    CUSTOM_PERIOD,
    checked,
    keyed,
    mark,
    once,
    resource_name,
)
from adhelm.connectors.google_ads.connector.money import in_micros

Pause = Callable[[float], None]
_SEARCH = MappingProxyType(
    {
        "advertisingChannelType": "SEARCH",
        "networkSettings": {
            "targetGoogleSearch": True,
            "targetSearchNetwork": False,
            "targetContentNetwork": False,
        },
    }
)
# What a campaign of an objective is and bids by, unless the settings say otherwise. Google has no
# objectives of its own: its goals come from the account's conversion actions.
_OBJECTIVES: Mapping[str, Mapping[str, object]] = MappingProxyType(
    {
        "sales": {**_SEARCH, "maximizeConversions": {}},
        "leads": {**_SEARCH, "maximizeConversions": {}},
        "traffic": {**_SEARCH, "targetSpend": {}},
        "awareness": {"advertisingChannelType": "DISPLAY", "manualCpm": {}},
    }
)
_BIDDING = frozenset(
    "biddingStrategy manualCpc manualCpm maximizeConversions maximizeConversionValue targetCpa "
    "targetRoas targetSpend targetImpressionShare targetCpm targetCpv percentCpc commission "
    "fixedCpm".split()
)
_POLITICAL = "CONTAINS_EU_POLITICAL_ADVERTISING"
_BUDGET, _CAMPAIGN = "-1", "-2"
# An ad's key is a custom parameter: search ads have no name, and nobody sees a parameter that no
# address uses.
_PARAMETER = "ahkey"


def campaign(client: Client, account: Account, wish: CreateCampaign, pause: Pause) -> Applied:
    """
    Make a campaign and its budget in one call.

    :raises Refused: if Google has no such objective or category, or there is no budget.
    :raises Unsettled: if it cannot be told whether it was made.
    """
    name = f"{wish.name} {mark(wish.client_key)}"
    operations = [*_budget(account, wish, name), {"campaignOperation": {
        "create": _campaign(account, wish, name)
    }}]  # fmt: skip

    def send() -> str:
        said = client.tell(
            account, "googleAds:mutate", {"mutateOperations": operations}, again=False
        )
        made = said["mutateOperationResponses"][-1]["campaignResult"]["resourceName"]
        return str(made).rpartition("/")[2]

    return once(lambda: keyed(client, account, "campaign", wish.client_key), send, pause)


def ad_group(client: Client, account: Account, wish: CreateAdGroup, pause: Pause) -> Applied:
    """
    Make an ad group.

    :raises Refused: if it is to have what Google keeps on the campaign.
    :raises Unsettled: if it cannot be told whether it was made.
    """
    if wish.daily_budget or wish.countries:
        what = "a budget" if wish.daily_budget else "countries"
        raise Refused(
            f"an ad group has no {what} on Google Ads", hint="its campaign has: set it there"
        )
    _digits(wish.campaign_id)
    group = {
        **({"cpcBidMicros": in_micros(account, wish.bid)} if wish.bid else {}),
        **wish.settings,
        "name": f"{wish.name} {mark(wish.client_key)}",
        "campaign": resource_name(account, "campaigns", wish.campaign_id),
        "status": "PAUSED",
    }
    return once(
        lambda: keyed(
            client, account, "ad_group", wish.client_key, f"campaign.id = {wish.campaign_id}"
        ),
        lambda: _made(client, account, "adGroups", group),
        pause,
    )


def ad(client: Client, account: Account, wish: CreateAd, pause: Pause) -> Applied:
    """
    Make an ad: a responsive search ad, unless the settings hold one of another sort.

    It keeps no name: Google's search ads have none.

    :raises Unsettled: if it cannot be told whether it was made.
    """
    _digits(wish.ad_group_id)
    own = [{"key": _PARAMETER, "value": checked(wish.client_key)}]
    settings = dict(wish.settings)
    parameters = settings.pop("urlCustomParameters", [])
    if not any(name.endswith("Ad") for name in settings):
        settings["responsiveSearchAd"] = {
            "headlines": [{"text": text} for text in wish.headlines],
            "descriptions": [{"text": text} for text in wish.descriptions],
        }
    made = {
        "adGroup": resource_name(account, "adGroups", wish.ad_group_id),
        "status": "PAUSED",
        "ad": {
            "finalUrls": [wish.final_url],
            **settings,
            "urlCustomParameters": [*_listed(parameters), *own],
        },
    }
    return once(
        lambda: _keyed_ad(client, account, wish),
        lambda: _made(client, account, "adGroupAds", made),
        pause,
    )


def _budget(account: Account, wish: CreateCampaign, name: str) -> list[dict[str, Any]]:
    if "campaignBudget" in wish.settings:
        return []
    if wish.daily_budget and wish.lifetime_budget:
        raise Refused("a budget is daily or lifetime, not both", hint="leave one out")
    if wish.lifetime_budget:
        if not wish.end:
            raise Refused("a lifetime budget needs an end", hint="say the last day")
        amount: dict[str, object] = {
            "totalAmountMicros": in_micros(account, wish.lifetime_budget),
            "period": CUSTOM_PERIOD,
        }
    elif wish.daily_budget:
        amount = {"amountMicros": in_micros(account, wish.daily_budget)}
    else:
        raise Refused(
            "a campaign of Google Ads needs a budget",
            hint="say an amount, or the campaignBudget to share in the settings",
        )
    made = {
        "resourceName": resource_name(account, "campaignBudgets", _BUDGET),
        "name": f"{name} budget",
        **amount,
        "deliveryMethod": "STANDARD",
        "explicitlyShared": False,
    }
    return [{"campaignBudgetOperation": {"create": made}}]


def _campaign(account: Account, wish: CreateCampaign, name: str) -> dict[str, Any]:
    usual = _usual(wish)
    if _BIDDING & wish.settings.keys():
        usual = {key: value for key, value in usual.items() if key not in _BIDDING}
    if wish.start:
        usual["startDateTime"] = f"{wish.start} 00:00:00"
    if wish.end:
        usual["endDateTime"] = f"{wish.end} 23:59:59"
    return {
        "resourceName": resource_name(account, "campaigns", _CAMPAIGN),
        "campaignBudget": resource_name(account, "campaignBudgets", _BUDGET),
        "containsEuPoliticalAdvertising": _declared(wish.special_ad_categories),
        **usual,
        **wish.settings,
        "name": name,
        "status": "PAUSED",
    }


def _usual(wish: CreateCampaign) -> dict[str, object]:
    if "advertisingChannelType" in wish.settings:
        if not _BIDDING & wish.settings.keys():
            raise Refused("a campaign of a chosen channel needs a bidding field",
                          hint="such as maximizeConversions: {} in the settings")  # fmt: skip
        return {}
    if wish.objective not in _OBJECTIVES:
        raise Refused(
            f"Google Ads has no usual campaign for '{wish.objective}'",
            hint=f"one of {', '.join(_OBJECTIVES)}; or advertisingChannelType in the settings",
        )
    return dict(_OBJECTIVES[wish.objective])


def _declared(categories: tuple[str, ...]) -> str:
    others = [one for one in categories if one != "politics"]
    if others:
        raise Refused(
            f"Google Ads takes no declaration of '{others[0]}'",
            hint="leave it out: Google finds such ads by itself and limits their targeting",
        )
    return _POLITICAL if categories else f"DOES_NOT_{_POLITICAL.replace('CONTAINS', 'CONTAIN')}"


def _made(client: Client, account: Account, service: str, row: Mapping[str, object]) -> str:
    """Make one thing; return its own id, without its ad group's."""
    body = {"operations": [{"create": row}]}
    said = client.tell(account, f"{service}:mutate", body, again=False)
    return str(said["results"][0]["resourceName"]).rpartition("/")[2].rpartition("~")[2]


def _keyed_ad(client: Client, account: Account, wish: CreateAd) -> str:
    query = (
        "SELECT ad_group.id, ad_group_ad.ad.id, ad_group_ad.ad.url_custom_parameters "
        f"FROM ad_group_ad WHERE ad_group.id = {wish.ad_group_id}"
    )
    for row in client.rows(account, query):
        ad = row["adGroupAd"]["ad"]
        held = {one.get("key"): one.get("value") for one in ad.get("urlCustomParameters") or ()}
        if held.get(_PARAMETER) == wish.client_key:
            return str(ad["id"])
    return ""


def _digits(id_: str) -> None:
    # It goes into a query.
    if not id_.isdecimal():
        raise Refused(f"'{id_}' is no id of Google Ads", hint="digits only")


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else []
