"""Which fields there are: what may be selected from what, and how each goes over the wire."""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType
from typing import Any

_OWN = MappingProxyType(
    {
        "customer": "resource_name id descriptive_name currency_code time_zone manager status "
        "test_account auto_tagging_enabled tracking_url_template final_url_suffix",
        "customer_client": "resource_name id client_customer descriptive_name manager level "
        "currency_code time_zone status hidden test_account",
        "campaign": "resource_name id name status primary_status serving_status start_date_time "
        "end_date_time advertising_channel_type advertising_channel_sub_type campaign_budget "
        "bidding_strategy_type bidding_strategy maximize_conversions.target_cpa_micros "
        "maximize_conversion_value.target_roas target_cpa.target_cpa_micros "
        "target_roas.target_roas manual_cpc.enhanced_cpc_enabled target_spend.target_spend_micros "
        "tracking_url_template final_url_suffix contains_eu_political_advertising "
        "network_settings.target_google_search network_settings.target_search_network "
        "network_settings.target_content_network network_settings.target_partner_search_network "
        "optimization_score",
        "campaign_budget": "resource_name id name amount_micros total_amount_micros status "
        "delivery_method explicitly_shared reference_count period type",
        "ad_group": "resource_name id name status type campaign cpc_bid_micros cpm_bid_micros "
        "target_cpa_micros target_roas "
        "primary_status tracking_url_template final_url_suffix",
        "ad_group_ad": "resource_name status ad_group primary_status ad.resource_name ad.id "
        "ad.name ad.type ad.final_urls ad.tracking_url_template ad.final_url_suffix "
        "ad.url_custom_parameters "
        "ad.responsive_search_ad.headlines ad.responsive_search_ad.descriptions "
        "policy_summary.approval_status policy_summary.review_status",
        "ad_group_criterion": "resource_name criterion_id status ad_group type negative "
        "display_name keyword.text keyword.match_type cpc_bid_micros gender.type age_range.type",
        "campaign_criterion": "resource_name criterion_id status campaign type negative "
        "keyword.text keyword.match_type",
        "keyword_view": "resource_name",
        "search_term_view": "resource_name search_term status ad_group",
        "gender_view": "resource_name",
        "age_range_view": "resource_name",
        "geographic_view": "resource_name location_type country_criterion_id",
        "conversion_action": "resource_name id name status type category primary_for_goal "
        "include_in_conversions_metric click_through_lookback_window_days "
        "view_through_lookback_window_days counting_type",
        "change_event": "resource_name change_date_time change_resource_type change_resource_name "
        "client_type user_email old_resource new_resource resource_change_operation "
        "changed_fields campaign ad_group",
        "asset": "resource_name id name type text_asset.text",
        "asset_group": "resource_name id name campaign status final_urls ad_strength",
        "asset_group_asset": "resource_name asset_group asset field_type status",
        "user_list": "resource_name id name description type membership_status "
        "membership_life_span size_for_search size_for_display",
        "offline_user_data_job": "resource_name id type status failure_reason",
        "change_status": "resource_name last_change_date_time resource_type resource_status "
        "campaign ad_group",
        "click_view": "resource_name gclid ad_group_ad page_number",
        "recommendation": "resource_name type campaign campaign_budget dismissed "
        "campaign_budget_recommendation.current_budget_amount_micros "
        "campaign_budget_recommendation.recommended_budget_amount_micros",
    }
)  # fmt: skip
# Resources whose attributes may be selected with those of another.
WITH = MappingProxyType(
    {
        "customer": (),
        "customer_client": ("customer",),
        "campaign": ("customer", "campaign_budget"),
        "campaign_budget": ("customer",),
        "ad_group": ("customer", "campaign"),
        "ad_group_ad": ("customer", "campaign", "ad_group"),
        "ad_group_criterion": ("customer", "campaign", "ad_group"),
        "campaign_criterion": ("customer", "campaign"),
        "keyword_view": ("customer", "campaign", "ad_group", "ad_group_criterion"),
        "search_term_view": ("customer", "campaign", "ad_group"),
        "gender_view": ("customer", "campaign", "ad_group", "ad_group_criterion"),
        "age_range_view": ("customer", "campaign", "ad_group", "ad_group_criterion"),
        "geographic_view": ("customer", "campaign"),
        "conversion_action": ("customer",),
        "change_event": ("customer", "campaign", "ad_group"),
        "asset": ("customer",),
        "asset_group": ("customer", "campaign"),
        "asset_group_asset": ("customer", "campaign", "asset_group", "asset"),
        "user_list": ("customer",),
        "offline_user_data_job": ("customer",),
        "change_status": ("customer", "campaign", "ad_group"),
        "click_view": ("customer", "campaign", "ad_group"),
        "recommendation": ("customer", "campaign", "campaign_budget"),
    }
)
METRICS = frozenset(
    "impressions clicks cost_micros interactions engagements video_trueview_views conversions "
    "conversions_value all_conversions all_conversions_value view_through_conversions ctr "
    "average_cpc average_cpm average_cost cost_per_conversion "
    "conversions_by_conversion_date conversions_value_by_conversion_date "
    "all_conversions_by_conversion_date all_conversions_value_by_conversion_date".split()
)
# Counted on the day of the conversion; the others on the day of the click.
BY_CONVERSION_DATE = frozenset(one for one in METRICS if one.endswith("_by_conversion_date"))
# Those that may be selected beside a conversion action.
BY_ACTION = BY_CONVERSION_DATE | frozenset(
    "conversions conversions_value all_conversions all_conversions_value".split()
)
WITH_METRICS = frozenset(
    "customer campaign ad_group ad_group_ad keyword_view search_term_view gender_view "
    "age_range_view geographic_view click_view".split()
)
DATES = frozenset("date week month quarter year day_of_week".split())
SEGMENTS = DATES | frozenset(
    "hour device conversion_action conversion_action_name conversion_action_category".split()
)


def attributes(resource: str) -> tuple[str, ...]:
    """Return the attributes of a resource, in snake case."""
    return tuple(_OWN[resource].split())


def known(resource: str) -> bool:
    """Say whether a resource can be queried."""
    return resource in _OWN


def exists(field: str) -> bool:
    """Say whether there is such a field at all."""
    owner, _, rest = field.partition(".")
    if owner == "metrics":
        return rest in METRICS
    if owner == "segments":
        return rest in SEGMENTS
    return owner in _OWN and any(
        one == rest or one.startswith(rest + ".") for one in attributes(owner)
    )


@lru_cache(maxsize=4096)
def camel(name: str) -> str:
    """Turn `cost_micros` into `costMicros`; dots stay."""
    return re.sub(r"_([a-z0-9])", lambda found: found[1].upper(), name)


@lru_cache(maxsize=4096)
def snake(name: str) -> str:
    """Turn `costMicros` into `cost_micros`; dots stay."""
    return re.sub(r"([A-Z])", lambda found: "_" + found[1].lower(), name)


def get(row: dict[str, Any], field: str) -> Any:
    """Return the value of a field in a row of the wire's nested form; None if it is not there."""
    value: Any = row
    for part in _way(field):
        if not isinstance(value, dict) or part not in value:
            return None
        value = value[part]
    return value


def put(row: dict[str, Any], field: str, value: Any) -> None:
    """Set the value of a field in a row."""
    *way, last = _way(field)
    for part in way:
        row = row.setdefault(part, {})
    row[last] = value


@lru_cache(maxsize=4096)
def _way(field: str) -> tuple[str, ...]:
    return tuple(camel(field).split("."))
