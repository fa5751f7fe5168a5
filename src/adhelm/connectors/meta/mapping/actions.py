"""Meta's actions: which event each one is, and which one of several overlapping ones counts.

Meta reports one purchase as `omni_purchase`, `purchase` and, say, `offsite_conversion.fb_pixel_…`
at once. The first that is present, from the widest to the most specific, is the headline; it is
never added to another. The order is that of the metrics catalogue, so that both say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

_PREFIXES = (
    "offsite_conversion.fb_pixel_", "app_custom_event.fb_mobile_", "onsite_conversion.",
    "offline_conversion.", "onsite_web_app_", "web_app_in_store_", "web_in_store_",
    "onsite_web_", "onsite_app_", "omni_",
)  # fmt: skip
_CUSTOM = (
    "offsite_conversion.custom", "offsite_conversion.fb_pixel_custom", "omni_custom",
    "app_custom_event.other", "offline_conversion.custom", "offline_conversion.other",
)  # fmt: skip
# What is left behind the prefix -> AdCP / IAB ECAPI's word.
_EVENTS = MappingProxyType(
    {
        "purchase": "purchase",
        "lead": "lead",
        "lead_grouped": "lead",
        "leadgen_grouped": "lead",
        "leadgen.other": "lead",
        "complete_registration": "complete_registration",
        "add_to_cart": "add_to_cart",
        "initiate_checkout": "initiate_checkout",
        "initiated_checkout": "initiate_checkout",
        "add_payment_info": "add_payment_info",
        "add_to_wishlist": "add_to_wishlist",
        "view_content": "view_content",
        "content_view": "view_content",
        "search": "search",
        "subscribe": "subscribe",
        "subscribe_total": "subscribe",
        "subscribe_website": "subscribe",
        "subscribe_mobile_app": "subscribe",
        "subscribe_offline": "subscribe",
        "start_trial": "start_trial",
        "start_trial_total": "start_trial",
        "start_trial_website": "start_trial",
        "start_trial_mobile_app": "start_trial",
        "contact": "contact",
        "contact_total": "contact",
        "contact_website": "contact",
        "contact_mobile_app": "contact",
        "contact_offline": "contact",
        "schedule": "schedule",
        "schedule_total": "schedule",
        "schedule_website": "schedule",
        "donate": "donate",
        "donate_total": "donate",
        "donate_website": "donate",
        "donate_on_facebook": "donate",
        "submit_application": "submit_application",
        "submit_application_total": "submit_application",
        "submit_application_website": "submit_application",
        "submit_application_on_facebook": "submit_application",
        "app_install": "app_install",
        "mobile_app_install": "app_install",
        "activate_app": "app_launch",
        "activated": "app_launch",
        "landing_page_view": "page_view",
    }
)
# Known, and no conversion: each is its own event, without windows.
_REACTIONS = frozenset(
    """link_click post_engagement page_engagement video_view post_reaction comment post like
    photo_view post_save post_net_like post_net_save post_net_comment post_unlike post_interaction
    post_interaction_gross post_interaction_net messaging_first_reply messaging_block
    messaging_conversation_started_7d messaging_conversation_replied_7d total_messaging_connection
    messaging_welcome_message_view messaging_user_depth_2_message_send
    messaging_user_depth_3_message_send messaging_user_depth_5_message_send outbound_click
    checkin rsvp receive_offer games.plays app_use credit_spent gift_sale tutorial_completion
    rate level_achieved achievement_unlocked spend_credits find_location customize_product
    cancel_subscription recurring_subscription_payment click_to_call_call_confirm
    click_to_call_native_call_placed click_to_call_native_20s_call_connect
    click_to_call_native_60s_call_connect flow_complete ad_impression ad_click rating""".split()
)
_HEADLINE = frozenset({"purchase", "lead"})
_PLAIN = (
    "purchase", "purchases", "lead", "leads", "complete_registration", "add_to_cart", "results",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Action:
    """What is known of one action type."""

    event: str
    """AdCP's word; 'custom' for the client's own; Meta's own word for what is no conversion."""
    known: bool
    windowed: bool
    """Whether its attribution windows are told apart."""
    headline: str
    """The event whose headline number it may be; ''."""
    rank: tuple[int, str]
    """Of several actions of one event the lowest counts."""


@lru_cache(maxsize=4096)
def action(name: str) -> Action:
    """Return what is known of an action type."""
    if name.startswith(_CUSTOM):
        return Action("custom", known=True, windowed=True, headline="", rank=_rank(name))
    prefix = next((prefix for prefix in _PREFIXES if name.startswith(prefix)), "")
    stem = name.removeprefix(prefix)
    event = _EVENTS.get(stem) or _EVENTS.get(name)
    if event is None:
        known = stem in _REACTIONS
        return Action(stem, known=known, windowed=not known, headline="", rank=_rank(name))
    headline = event if event in _HEADLINE else ""
    return Action(event, known=True, windowed=True, headline=headline, rank=_rank(name))


def _rank(name: str) -> tuple[int, str]:
    plain = {word: 1 + place for place, word in enumerate(_PLAIN)}
    behind = 1 + len(_PLAIN)
    if name.startswith("omni_"):
        return 0, name
    if name in plain:
        return plain[name], name
    if name.startswith("onsite_conversion.") and name.endswith("_grouped"):
        return behind, name
    if name.startswith("offsite_conversion."):
        return behind + 1, name
    return behind + (2 if name.startswith("onsite_conversion.") else 3), name
