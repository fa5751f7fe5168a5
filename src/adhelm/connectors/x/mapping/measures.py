"""X's metrics and what they become; the groups that a request asks for derive from this table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from adhelm.connectors.wire import micros, whole
from adhelm.core.ads import Level

ENGAGEMENT, BILLING, VIDEO, WEB = "ENGAGEMENT", "BILLING", "VIDEO", "WEB_CONVERSION"
APP = "MOBILE_CONVERSION"
"""X answers it only by itself, and has it only of what promotes apps: it is asked for of those."""
APP_OBJECTIVES = frozenset({"APP_INSTALLS", "APP_ENGAGEMENTS"})
CONVERSIONS = "conversions"
"""Stands in `Stream.fields` for rows of the conversions table."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One metric: an array with a slot for each day or hour, None where X reports nothing."""

    name: str
    group: str
    column: str
    read: Callable[[Any], Any] = whole


@dataclass(frozen=True, slots=True)
class Event:
    """
    One kind of conversion: an object of arrays.

    `metric` counts them; `sale_amount` is their value and `order_quantity` their items, both in
    millionths (X's own example: 3 conversions, order_quantity 15000000, sale_amount 277990000).
    """

    name: str
    group: str
    event_type: str
    always: bool = True
    """Whether X answers with it whenever its group is asked for."""
    counted: tuple[str, ...] = ("metric",)
    """The arrays that add up to its count."""
    priced: bool = True
    """Whether its value is told."""


MEASURES = (
    Measure("impressions", ENGAGEMENT, "impressions"),
    Measure("clicks", ENGAGEMENT, "clicks"),
    Measure("url_clicks", ENGAGEMENT, "link_clicks"),
    Measure("engagements", ENGAGEMENT, "engagements"),
    # An estimate for three days, moved by credits for up to fourteen.
    Measure("billed_charge_local_micro", BILLING, "spend", micros),
    Measure("video_total_views", VIDEO, "video_views"),
)
EVENTS = (
    Event("conversion_purchases", WEB, "purchase"),
    Event("conversion_sign_ups", WEB, "complete_registration"),
    Event("conversion_site_visits", WEB, "page_view"),
    Event("conversion_downloads", WEB, "download", always=False),
    Event("conversion_custom", WEB, "custom", always=False),
    Event("conversion_leads", WEB, "lead", always=False),
    Event("conversion_add_to_carts", WEB, "add_to_cart", always=False),
    Event("conversion_checkouts_initiated", WEB, "initiate_checkout", always=False),
)
APP_EVENTS = (
    Event(
        "mobile_conversion_installs", APP, "app_install",
        counted=("post_view", "post_engagement"), priced=False,
    ),
)  # fmt: skip
# X names no headline of its own: purchases, as people compare it by (data layer, D2).
HEADLINE = "conversion_purchases"
HEADLINE_COLUMNS = ("platform_conversions", "platform_conversion_value")
# They come with the groups and have no column of ours.
_UNUSED = MappingProxyType(
    {
        ENGAGEMENT: frozenset(
            "retweets replies likes follows card_engagements app_clicks qualified_impressions "
            "carousel_swipes".split()
        ),
        BILLING: frozenset({"billed_engagements"}),
        VIDEO: frozenset(
            "video_views_25 video_views_50 video_views_75 video_views_100 video_content_starts "
            "video_cta_clicks video_3s100pct_views video_6s_views video_15s_views "
            "video_mrc_views".split()
        ),
        WEB: frozenset[str](),
        APP: frozenset(
            f"mobile_conversion_{one}"
            for one in "spent_credits content_views add_to_wishlists checkouts_initiated "
            "reservations tutorials_completed achievements_unlocked searches add_to_carts "
            "payment_info_additions re_engages shares rates logins updates levels_achieved "
            "invites key_page_views purchases sign_ups site_visits downloads".split()
        ),
    }
)
_ENTITIES = MappingProxyType(
    {
        Level.campaign: (("CAMPAIGN", (ENGAGEMENT, BILLING, VIDEO, WEB)),),
        Level.ad_group: (("LINE_ITEM", (ENGAGEMENT, BILLING, VIDEO, WEB)),),
        Level.ad: (("PROMOTED_TWEET", (ENGAGEMENT, BILLING, VIDEO, WEB)),),
        # X tells an account's engagement, and what was billed to its funding instruments.
        Level.account: (("ACCOUNT", (ENGAGEMENT,)), ("FUNDING_INSTRUMENT", (BILLING,))),
    }
)


SEGMENTS = MappingProxyType(
    {"age": "AGE", "country": "LOCATIONS", "device": "PLATFORMS", "gender": "GENDER"}
)
"""Our breakdowns -> X's segmentation types, which only jobs have."""
PLACEMENT = "placement"
"""The breakdown that needs no segmentation: placements are asked for apart anyway."""


def fields(level: Level) -> tuple[str, ...]:
    """Return the canonical columns that X can fill at a level."""
    offered = {group for _, groups in _ENTITIES[level] for group in groups}
    columns = tuple(one.column for one in MEASURES if one.group in offered)
    if WEB not in offered:
        return columns
    return (*columns, *HEADLINE_COLUMNS, CONVERSIONS)


def asks(level: Level, wanted: Iterable[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return X's entities to ask for, each with the metric groups that the columns need."""
    columns = set(wanted)
    needed = {one.group for one in MEASURES if one.column in columns}
    if columns & {CONVERSIONS, *HEADLINE_COLUMNS}:
        needed |= {one.group for one in EVENTS}
    found = (
        (entity, tuple(group for group in groups if group in needed))
        for entity, groups in _ENTITIES[level]
    )
    return tuple((entity, groups) for entity, groups in found if groups)


def entity(level: Level) -> str:
    """Return X's word for the entities of a level: 'LINE_ITEM'."""
    return _ENTITIES[level][0][0]


def measures_of(groups: frozenset[str]) -> tuple[Measure, ...]:
    """Return the measures that an answer with these groups must hold."""
    return tuple(one for one in MEASURES if one.group in groups)


def events_of(groups: frozenset[str]) -> tuple[Event, ...]:
    """Return the kinds of conversions that an answer with these groups may hold."""
    return tuple(one for one in (*EVENTS, *APP_EVENTS) if one.group in groups)


def known_names(groups: frozenset[str]) -> frozenset[str]:
    """Return every metric that is expected in an answer with these groups."""
    own = {one.name for one in measures_of(groups)} | {one.name for one in events_of(groups)}
    return frozenset(own.union(*(_UNUSED.get(group, frozenset()) for group in groups)))
