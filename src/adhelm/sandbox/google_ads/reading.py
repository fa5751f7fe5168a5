"""Answering a query: which rows, filtered, ordered, cut off, and only the fields asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from adhelm.sandbox.frame import Rows
from adhelm.sandbox.google_ads import assets, clicks, gaql, history, lists, metrics
from adhelm.sandbox.google_ads.fields import (
    BY_ACTION,
    BY_CONVERSION_DATE,
    DATES,
    WITH,
    WITH_METRICS,
    camel,
    exists,
    get,
    known,
)
from adhelm.sandbox.google_ads.gaql import Query
from adhelm.sandbox.google_ads.shape import shaped
from adhelm.sandbox.google_ads.things import ACTIONS, Row, Things

_PARTED = frozenset({"segments.hour", "segments.device"})


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows as they go over the wire, and the mask of the fields asked for."""

    rows: Sequence[Any] | Rows
    mask: str


def rows(things: Things, text: str) -> list[Row]:
    """
    Return the rows of a query on an account that is no manager.

    :raises Refused: if the query asks for what there is not.
    """
    query = gaql.parse(text)
    check(query)
    if query.resource == "click_view":
        return _clicks(things, query)
    if metrics.wanted(query):
        return metrics.rows(things, query, _attributes(things, query))
    return _plain(things, query)


def mask(text: str) -> str:
    """Return the mask of the fields that a query asks for."""
    return ",".join(map(camel, gaql.parse(text).fields))


def check(query: Query) -> None:
    """
    Refuse a query whose fields do not exist or do not go together.

    :raises Refused: saying which.
    """
    if not known(query.resource):
        raise gaql.refuse("BAD_RESOURCE_TYPE_IN_FROM_CLAUSE", f"No resource '{query.resource}'.")
    used = [*query.fields, *(one.field for one in query.conditions), *(f for f, _ in query.order)]
    for field in used:
        if not exists(field):
            raise gaql.refuse("UNRECOGNIZED_FIELD", f"Unrecognized field in the query: '{field}'.")
        _together(query, field)
    _segments(query)
    for field in [*(one.field for one in query.conditions), *(f for f, _ in query.order)]:
        owner, _, rest = field.partition(".")
        if field not in query.fields and owner != query.resource and rest not in DATES:
            name = "EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE"
            raise gaql.refuse(name, f"'{field}' must be in SELECT.")


def _together(query: Query, field: str) -> None:
    owner = field.partition(".")[0]
    if owner in {"metrics", "segments"}:
        if query.resource not in WITH_METRICS:
            name = "PROHIBITED_METRIC_IN_SELECT_OR_WHERE_CLAUSE"
            raise gaql.refuse(name, f"'{field}' does not go with FROM {query.resource}.")
    elif owner not in {query.resource, *WITH[query.resource]}:
        name = "PROHIBITED_RESOURCE_TYPE_IN_SELECT_CLAUSE"
        raise gaql.refuse(name, f"'{field}' does not go with FROM {query.resource}.")


def _segments(query: Query) -> None:
    actions = any(one.startswith("segments.conversion_action") for one in query.fields)
    for field in query.fields:
        owner, _, rest = field.partition(".")
        if actions and owner == "metrics" and rest not in BY_ACTION:
            name = "PROHIBITED_SEGMENT_WITH_METRIC_IN_SELECT_OR_WHERE_CLAUSE"
            raise gaql.refuse(name, f"'{field}' does not go with a conversion action.")
        if rest in BY_CONVERSION_DATE and _PARTED & set(query.fields):
            name = "PROHIBITED_SEGMENT_WITH_METRIC_IN_SELECT_OR_WHERE_CLAUSE"
            raise gaql.refuse(name, f"'{field}' does not go with hours or devices here.")


def _plain(things: Things, query: Query) -> list[Row]:
    rows = [row for row, _ in _attributes(things, query)]
    for field, down in reversed(query.order):
        rows.sort(key=lambda row: _sortable(get(row, field)), reverse=down)
    return [shaped(query, row) for row in rows[: query.limit]]


def _clicks(things: Things, query: Query) -> list[Row]:
    days = metrics.days_of(things, query)
    clicks.check(things, days)
    ads = {key[0]: row for row, key in _ads(things)}
    numbers = {"clicks": "1", "impressions": "0"}
    wanted = [one for one in query.conditions if one.field != "segments.date"]
    asked = [one.partition(".")[2] for one in query.fields if one.startswith("metrics.")]
    found = []
    for ad, click in clicks.of_day(things, days[0]):
        row = {**ads[ad], "clickView": click}
        if all(gaql.holds(one, get(row, one.field)) for one in wanted):
            made = shaped(query, row)
            if "segments.date" in query.fields:
                made["segments"] = {"date": days[0].isoformat()}
            if asked:
                made["metrics"] = {name: numbers.get(name, "0") for name in asked}
            found.append(made)
    return found[: query.limit]


def _sortable(value: Any) -> tuple[bool, Any]:
    return (value is not None, value)


def _attributes(things: Things, query: Query) -> list[tuple[Row, tuple[int, int]]]:
    """Return the rows that meet the conditions on attributes, each with its ordinals."""
    if query.resource in {"change_event", "change_status"}:
        history.check(query, things)
    wanted = [
        one
        for one in query.conditions
        if one.field.partition(".")[0] not in {"metrics", "segments"}
    ]
    found = _SOURCES[query.resource](things)
    return [
        (row, key)
        for row, key in found
        if all(gaql.holds(one, get(row, one.field)) for one in wanted)
    ]


Found = Iterator[tuple[Row, tuple[int, int]]]


def _customer(things: Things) -> Found:
    yield {"customer": things.customer()}, (0, 0)


def _clients(things: Things) -> Found:
    yield {"customer": things.customer(), "customerClient": things.client(level=0)}, (0, 0)


def _campaigns(things: Things) -> Found:
    customer = things.customer()
    for n in things.campaigns():
        yield (
            {
                "customer": customer,
                "campaign": things.campaign(n),
                "campaignBudget": things.budget_of(n),
            },
            (n, 0),
        )


def _budgets(things: Things) -> Found:
    customer = things.customer()
    for n in range(things.book.count("budget")):
        yield {"customer": customer, "campaignBudget": things.budget(n)}, (n, 0)


def _groups(things: Things) -> Found:
    customer = things.customer()
    campaigns = {n: things.campaign(n) for n in things.campaigns()}
    for n in things.groups():
        campaign = campaigns[things.book.tree.group_campaign[n]]
        yield {"customer": customer, "campaign": campaign, "adGroup": things.group(n)}, (n, 0)


def _ads(things: Things) -> Found:
    groups = {key[0]: row for row, key in _groups(things)}
    for n in things.ads():
        yield {**groups[things.book.tree.ad_group[n]], "adGroupAd": things.ad(n)}, (n, 0)


def _criteria(things: Things) -> Found:
    for row, (group, _) in _groups(things):
        for criterion in [*things.keywords(group), *things.added("ad_group", group)]:
            yield {**row, "adGroupCriterion": criterion}, (group, 0)


def _campaign_criteria(things: Things) -> Found:
    for row, (campaign, _) in _campaigns(things):
        for criterion in things.added("campaign", campaign):
            yield {**row, "campaignCriterion": criterion}, (campaign, 0)


def _keyword_views(things: Things) -> Found:
    for row, (group, _) in _groups(things):
        for number, keyword in enumerate(things.keywords(group)):
            name = keyword["resourceName"].replace("adGroupCriteria", "keywordViews")
            view = {"resourceName": name}
            yield {**row, "adGroupCriterion": keyword, "keywordView": view}, (group, number)


def _search_terms(things: Things) -> Found:
    for row, (group, _) in _groups(things):
        for number, keyword in enumerate(things.keywords(group)):
            term = f"{keyword['keyword']['text']} {metrics.TERMS[number % len(metrics.TERMS)]}"
            view = {
                "resourceName": things.name("searchTermViews", f"{group}", f"{number}"),
                "searchTerm": term,
                "status": "NONE",
                "adGroup": row["adGroup"]["resourceName"],
            }
            yield {**row, "searchTermView": view}, (group, number)


def _people(kind: str, values: Sequence[tuple[str, float]]) -> Callable[[Things], Found]:
    def rows(things: Things) -> Found:
        for row, (group, _) in _groups(things):
            for number, (value, _) in enumerate(values):
                parts = (things.book.id("ad_group", group), str(10 + number))
                criterion = {
                    "resourceName": things.name("adGroupCriteria", *parts),
                    "criterionId": 10 + number,
                    "type": kind.upper(),
                    kind if kind == "gender" else "ageRange": {"type": value},
                }
                view = {"resourceName": things.name(camel(f"{kind}_views"), *parts)}
                owner = camel(f"{kind}_view")
                yield {**row, "adGroupCriterion": criterion, owner: view}, (group, number)

    return rows


def _places(things: Things) -> Found:
    for row, (campaign, _) in _campaigns(things):
        for number, (country, _) in enumerate(metrics.COUNTRIES):
            view = {
                "resourceName": things.name(
                    "geographicViews", str(country), "LOCATION_OF_PRESENCE"
                ),
                "locationType": "LOCATION_OF_PRESENCE",
                "countryCriterionId": country,
            }
            yield {**row, "geographicView": view}, (campaign, number)


def _actions(things: Things) -> Found:
    for number in range(len(ACTIONS)):
        yield (
            {"customer": things.customer(), "conversionAction": things.action(number)},
            (number, 0),
        )


def _changes(things: Things) -> Found:
    for event in history.events(things):
        yield {"customer": things.customer(), "changeEvent": event}, (0, 0)


def _statuses(things: Things) -> Found:
    for status in history.statuses(things):
        yield {"customer": things.customer(), "changeStatus": status}, (0, 0)


def _recommendations(things: Things) -> Found:
    for row, (n, _) in _campaigns(things):
        # Google advises on daily budgets only.
        amount = row["campaignBudget"].get("amountMicros")
        if amount and row["campaign"]["status"] == "ENABLED" and metrics.short_of_budget(things, n):
            yield (
                {
                    **row,
                    "recommendation": {
                        "resourceName": things.name("recommendations", row["campaign"]["name"]),
                        "type": "CAMPAIGN_BUDGET",
                        "campaign": row["campaign"]["resourceName"],
                        "campaignBudget": row["campaignBudget"]["resourceName"],
                        "dismissed": False,
                        "campaignBudgetRecommendation": {
                            "currentBudgetAmountMicros": amount,
                            "recommendedBudgetAmountMicros": amount * 5 // 4,
                        },
                    },
                },
                (n, 0),
            )


def _asset_groups(things: Things) -> Found:
    campaigns = {key[0]: row for row, key in _campaigns(things)}
    for group, campaign in assets.groups(things):
        yield {**campaigns[campaign], "assetGroup": group}, (campaign, 0)


def _assets(things: Things) -> Found:
    for asset in assets.assets(things):
        yield {"customer": things.customer(), "asset": asset}, (0, 0)


def _asset_links(things: Things) -> Found:
    campaigns = {key[0]: row for row, key in _campaigns(things)}
    for link, group, asset, n in assets.links(things):
        row = {**campaigns[n], "assetGroup": group, "asset": asset, "assetGroupAsset": link}
        yield row, (n, 0)


def _lists(things: Things) -> Found:
    for row in lists.rows(things):
        yield {"customer": things.customer(), "userList": row}, (0, 0)


def _jobs(things: Things) -> Found:
    for row in lists.jobs(things):
        yield {"customer": things.customer(), "offlineUserDataJob": row}, (0, 0)


_SOURCES: dict[str, Callable[[Things], Found]] = {
    "customer": _customer,
    "customer_client": _clients,
    "campaign": _campaigns,
    "campaign_budget": _budgets,
    "ad_group": _groups,
    "ad_group_ad": _ads,
    "ad_group_criterion": _criteria,
    "campaign_criterion": _campaign_criteria,
    "keyword_view": _keyword_views,
    "search_term_view": _search_terms,
    "gender_view": _people("gender", metrics.GENDERS),
    "age_range_view": _people("age_range", metrics.AGES),
    "geographic_view": _places,
    "conversion_action": _actions,
    "change_event": _changes,
    "change_status": _statuses,
    "recommendation": _recommendations,
    "asset": _assets,
    "asset_group": _asset_groups,
    "asset_group_asset": _asset_links,
    "user_list": _lists,
    "offline_user_data_job": _jobs,
}
