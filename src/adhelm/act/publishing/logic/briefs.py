"""A campaign of ours as the things that its platforms have to make, each with a key of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import ROUND_DOWN, Decimal
from types import MappingProxyType
from typing import Any

from adhelm.act.campaigns.types import Campaign, Objective, PlatformCampaign
from adhelm.act.publishing.logic.linting import findings
from adhelm.act.publishing.types import BadBrief, Brief, Wish
from adhelm.connectors.contract import Connector
from adhelm.core.ads import Level, minor_units
from adhelm.govern.compliance.types import Change, Field

# Our objectives in the words that all writers take.
_OBJECTIVES = MappingProxyType(
    {
        Objective.awareness: "awareness",
        Objective.traffic: "traffic",
        Objective.engagement: "engagement",
        Objective.video_views: "awareness",
        Objective.leads: "leads",
        Objective.app_promotion: "app",
        Objective.sales: "sales",
        Objective.recruiting: "traffic",
    }
)
_CATEGORIES = MappingProxyType({Objective.recruiting: ("employment",)})
_KEY_LENGTH = 20


def wishes(
    campaign: Campaign, part: PlatformCampaign, brief: Brief, about: Connector, *, first: int
) -> Iterator[Wish]:
    """
    Yield what one platform has to make: a campaign, an ad group in it, an ad in that; all paused.

    `first` is the place that the first of them will have in its plan.

    :raises BadBrief: if the platform needs something that is not said.
    """
    _check(campaign, part, brief, about)
    levels = (Level.campaign, Level.ad_group, Level.ad)
    details = (_campaign(campaign, about), _group(campaign, about), _ad(brief))
    for number, (level, detail) in enumerate(zip(levels, details, strict=True)):
        own = dict(brief.settings.get(level.value, {}))
        # The brief's own countries go before the campaign's: '[]' where it says places otherwise.
        places = {"countries": own.pop("countries")} if "countries" in own else {}
        told = {
            **detail,
            **places,
            "client_key": key(campaign.id, part.id, level),
            "part_id": part.id,
            "settings": {**detail.get("settings", {}), **own},
        }
        change = _change(campaign, part, level)
        yield Wish(change, detail=told, under=None if number == 0 else first + number - 1)


def key(campaign_id: str, part_id: str, level: Level) -> str:
    """Return the key by which a thing is found again: the same wish has the same one for ever."""
    text = f"{campaign_id}/{part_id}/{level.value}"
    return hashlib.sha256(text.encode()).hexdigest()[:_KEY_LENGTH]


def daily(campaign: Campaign, part: PlatformCampaign) -> Decimal:
    """
    Return a part's budget for one day, in whole units: never more in all than was allocated.

    :raises BadBrief: if there is no budget, or no dates to spread it over.
    """
    start, end = campaign.start_date, campaign.end_date
    if part.allocated is None or start is None or end is None:
        raise BadBrief(
            f"'{campaign.name}' lacks a budget or dates", hint="`adhelm campaign edit` adds them"
        )
    unit = Decimal(1).scaleb(-minor_units(campaign.currency))
    return (part.allocated / ((end - start).days + 1)).quantize(unit, ROUND_DOWN)


def categories(campaign: Campaign, about: Connector) -> tuple[str, ...]:
    """Return the special ad categories as which a platform wants a campaign declared."""
    wanted = _CATEGORIES.get(campaign.objective or Objective.traffic, ())
    return tuple(one for one in wanted if one in about.making.categories)


def _check(campaign: Campaign, part: PlatformCampaign, brief: Brief, about: Connector) -> None:
    found = list(findings(campaign, part, brief, about))
    if found:
        raise BadBrief(
            f"{about.title} needs {', '.join(one.lack for one in found)}",
            hint=found[0].hint,
            part_id=part.id,
            missing=[one.lack for one in found],
        )


def _change(campaign: Campaign, part: PlatformCampaign, level: Level) -> Change:
    connector, _, account_id = part.account.partition("/")
    return Change(
        connector=connector,
        account_id=account_id,
        platform=part.platform,
        level=level,
        entity_id="",
        name=campaign.name,
        field=Field.create,
        before=None,
        after=daily(campaign, part) if level is Level.campaign else None,
        currency=campaign.currency,
    )


def _campaign(campaign: Campaign, about: Connector) -> dict[str, Any]:
    objective = campaign.objective or Objective.traffic
    told: dict[str, Any] = {
        "objective": _OBJECTIVES[objective],
        "special_ad_categories": list(categories(campaign, about)),
    }
    if about.making.campaign_dates:
        told |= {"start": _text(campaign.start_date), "end": _text(campaign.end_date)}
    return told


def _group(campaign: Campaign, about: Connector) -> dict[str, Any]:
    objective = _OBJECTIVES[campaign.objective or Objective.traffic]
    words: Mapping[str, str | None] = {
        "start": _text(campaign.start_date),
        "end": _text(campaign.end_date),
        "objective": objective,
    }
    taken = {name: words[name] for name in sorted(about.making.group_words) if words[name]}
    countries = list(campaign.audience.get("countries", ())) if about.making.countries else []
    return {"countries": countries, "settings": taken}


def _ad(brief: Brief) -> dict[str, Any]:
    return {
        "final_url": brief.final_url,
        "headlines": list(brief.headlines),
        "descriptions": list(brief.descriptions),
    }


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
