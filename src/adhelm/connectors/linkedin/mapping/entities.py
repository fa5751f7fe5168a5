"""Campaign groups, campaigns and creatives as they are now: rows of `entities`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson

from adhelm.connectors.contract import FieldMissing, Mapped
from adhelm.connectors.linkedin.client import id_of
from adhelm.connectors.wire import decimal
from adhelm.core.ads import Level, minor_units

Fields = Mapping[str, Any]
STATUSES = (
    "ACTIVE", "PAUSED", "DRAFT", "ARCHIVED", "COMPLETED", "CANCELED", "PENDING_DELETION",
    "REMOVED",
)  # fmt: skip
_CLICK_IDS = frozenset({"li_fat_id"})
_POLITICAL = "POLITICAL"


@dataclass(frozen=True, slots=True)
class Sort:
    """One list of an ad account."""

    level: Level
    edge: str
    """The last part of its address."""
    word: str
    """LinkedIn's own word for the level."""
    needed: tuple[str, ...]
    known: frozenset[str]
    read: Callable[[Fields, str], dict[str, object]]
    statuses: tuple[str, ...] = STATUSES


def entities(sort: Sort, elements: list[Fields], parents: Fields, *, currency: str) -> Mapped:
    """
    Return the rows of a list; `parents` is creative's campaign -> its campaign group.

    :raises FieldMissing: if an element lacks what the mapping needs.
    """
    rows: list[Mapping[str, object]] = []
    unknown: Counter[str] = Counter()
    extra: Counter[str] = Counter()
    for element in elements:
        for name in sort.needed:
            if name not in element:
                raise FieldMissing(f"a {sort.word} of LinkedIn's has no {name}")
        status = str(element.get("status") or element.get("intendedStatus") or "")
        if status not in sort.statuses:
            unknown[f"status={status}"] += 1
        extra.update(element.keys() - sort.known)
        attributes = {k: v for k, v in sort.read(element, currency).items() if v not in _NOTHING}
        rows.append(
            {
                "level": sort.level.value,
                "entity_id": id_of(element["id"]),
                **_above(sort, element, parents),
                "name": str(element.get("name") or "") or None,
                "status": status,
                "platform_level": sort.word,
                "attributes": orjson.dumps(attributes, option=orjson.OPT_SORT_KEYS).decode(),
            }
        )
    return Mapped({"entities": rows}, unknown=dict(unknown), extra=dict(extra))


_NOTHING: tuple[object, ...] = (None, "", [], {})


def _above(sort: Sort, element: Fields, parents: Fields) -> dict[str, object]:
    own = id_of(element["id"])
    if sort.level is Level.campaign:
        return {"campaign_id": own}
    if sort.level is Level.ad_group:
        return {"campaign_id": id_of(element["campaignGroup"]), "ad_group_id": own}
    campaign = id_of(element["campaign"])
    above = parents.get(campaign) or {}
    return {"campaign_id": above.get("campaign"), "ad_group_id": campaign}


def _group(element: Fields, currency: str) -> dict[str, object]:
    return {
        "objective": element.get("objectiveType"),
        "lifetime_budget": _money(element.get("totalBudget"), currency),
        "daily_budget": _money(element.get("dailyBudget"), currency),
        **_common(element),
    }


def _campaign(element: Fields, currency: str) -> dict[str, object]:
    political = element.get("politicalIntent") == _POLITICAL
    return {
        "objective": element.get("objectiveType"),
        "channel": element.get("type"),
        "format": element.get("format"),
        "daily_budget": _money(element.get("dailyBudget"), currency),
        "lifetime_budget": _money(element.get("totalBudget"), currency),
        "bid": _money(element.get("unitCost"), currency),
        "bid_strategy": element.get("costType"),
        "optimization_goal": element.get("optimizationTargetType"),
        "targeting": element.get("targetingCriteria"),
        "special_ad_categories": ["politics"] if political else None,
        **_common(element),
    }


def _creative(element: Fields, currency: str) -> dict[str, object]:  # noqa: ARG001 - as the others
    url = str((element.get("leadgenCallToAction") or {}).get("destination") or "")
    content = element.get("content") or {}
    review = (element.get("review") or {}).get("status")
    reference = content.get("reference")
    return {
        "final_url": url,
        "url_parameters": _url_parameters(url),
        "assets": [{"type": "post", "id": id_of(reference)}] if reference else None,
        "review_status": review,
        "effective_status": "SERVING" if element.get("isServing") else "NOT_SERVING",
        "created_at": _instant(element.get("createdAt")),
        "updated_at": _instant(element.get("lastModifiedAt")),
    }


def _common(element: Fields) -> dict[str, object]:
    schedule, stamps = element.get("runSchedule") or {}, element.get("changeAuditStamps") or {}
    return {
        "start": _day(schedule.get("start")),
        "end": _day(schedule.get("end")),
        "effective_status": ",".join(element.get("servingStatuses") or []),
        "created_at": _instant((stamps.get("created") or {}).get("time")),
        "updated_at": _instant((stamps.get("lastModified") or {}).get("time")),
    }


def _money(said: Any, currency: str) -> str | None:
    amount = decimal(said.get("amount")) if isinstance(said, dict) else None
    if amount is None:
        return None
    digits = max(minor_units(currency), -int(amount.normalize().as_tuple().exponent))
    return f"{amount:.{digits}f}"


def _moment(milliseconds: object) -> datetime | None:
    if not isinstance(milliseconds, int):
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _instant(milliseconds: object) -> str | None:
    found = _moment(milliseconds)
    return found.isoformat().replace("+00:00", "Z") if found else None


def _day(milliseconds: object) -> str | None:
    found = _moment(milliseconds)
    return found.date().isoformat() if found else None


def _url_parameters(url: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    except ValueError:
        return {}
    return {name: value for name, value in pairs if name.startswith("utm_") or name in _CLICK_IDS}


_ALL = frozenset(
    "id account name status servingStatuses runSchedule test changeAuditStamps version "
    "dailyBudget totalBudget objectiveType backfilled budgetOptimization".split()
)
SORTS: Mapping[Level, Sort] = {
    Level.campaign: Sort(
        Level.campaign, "adCampaignGroups", "campaign_group", ("id", "name", "status"), _ALL, _group
    ),
    Level.ad_group: Sort(
        Level.ad_group, "adCampaigns", "campaign", ("id", "name", "status", "campaignGroup"),
        _ALL | frozenset(
            "campaignGroup type costType format unitCost locale creativeSelection "
            "offsiteDeliveryEnabled audienceExpansionEnabled optimizationTargetType "
            "targetingCriteria politicalIntent associatedEntity pacingStrategy".split()
        ),
        _campaign,
    ),
    Level.ad: Sort(
        Level.ad, "creatives", "creative", ("id", "campaign", "intendedStatus"),
        frozenset(
            "id account campaign name intendedStatus isServing review content "
            "leadgenCallToAction createdAt lastModifiedAt createdBy lastModifiedBy isTest "
            "servingHoldReasons".split()
        ),
        _creative,
        # Creatives end with their campaign; they have no word for it.
        tuple(one for one in STATUSES if one != "COMPLETED"),
    ),
}  # fmt: skip
