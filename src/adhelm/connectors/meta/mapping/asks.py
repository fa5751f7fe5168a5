"""What can be asked of Meta: every stream, and how its reports are cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

from adhelm.connectors.contract import Stream
from adhelm.core.ads import Level

HOURS = "hourly_stats_aggregated_by_advertiser_time_zone"
PUBLISHER = "publisher_platform"
_LOOKBACK, _HISTORY, _CHANGES = 28, 1125, 30
_MONTH, _WEEK = 31, 7
_BOTH = ("meta", "instagram")


@dataclass(frozen=True, slots=True)
class Ask:
    """
    How a report is asked for.

    `breakdowns` are Meta's; `split` names ours -> Meta's fields whose values it joins. Meta does
    not combine all of them: by hour, country or age, Facebook and Instagram come as one.
    """

    level: str
    """Meta's word: 'adset'."""
    entity: str
    """Field with the entity's id: 'adset_id'."""
    breakdowns: tuple[str, ...]
    split: tuple[tuple[str, tuple[str, ...]], ...] = ()
    hourly: bool = False


@dataclass(frozen=True, slots=True)
class _Cut:
    suffix: str
    what: str
    breakdowns: tuple[str, ...]
    split: tuple[tuple[str, tuple[str, ...]], ...] = ()
    hourly: bool = False


_LEVELS = MappingProxyType(
    {
        Level.account: ("account", "account_id"),
        Level.campaign: ("campaign", "campaign_id"),
        Level.ad_group: ("adset", "adset_id"),
        Level.ad: ("ad", "ad_id"),
    }
)
_CUTS = (
    _Cut("daily", "day by day", (PUBLISHER,)),
    _Cut("hourly", "hour by hour, Facebook and Instagram as one", (HOURS,), hourly=True),
    _Cut(
        "daily_by_placement",
        "day by day and placement",
        (PUBLISHER, "platform_position"),
        (("placement", (PUBLISHER, "platform_position")),),
    ),
    _Cut(
        "daily_by_device",
        "day by day and device",
        (PUBLISHER, "impression_device"),
        (("device", ("impression_device",)),),
    ),
    _Cut(
        "daily_by_country",
        "day by day and country, Facebook and Instagram as one",
        ("country",),
        (("country", ("country",)),),
    ),
    _Cut(
        "daily_by_age_gender",
        "day by day, age and gender, Facebook and Instagram as one",
        ("age", "gender"),
        (("age", ("age",)), ("gender", ("gender",))),
    ),
)
_FACTS = (
    "impressions", "clicks", "link_clicks", "spend", "video_views", "engagements",
    "platform_conversions", "platform_conversion_value",
)  # fmt: skip
_PEOPLE = ("reach", "frequency")
_ENTITIES = (
    Stream("accounts_info", "the account itself", ("entities",), platforms=("meta",), dated=False),
    Stream(
        "campaigns",
        "campaigns with budgets, objectives and dates, the deleted ones too",
        ("entities",),
        platforms=("meta",),
        dated=False,
    ),
    Stream(
        "ad_groups",
        "ad sets with budgets, bids, goals and targeting, the deleted ones too",
        ("entities",),
        platforms=("meta",),
        dated=False,
    ),
    Stream(
        "ads",
        "ads with texts, assets, links and tags, the deleted ones too",
        ("entities",),
        platforms=("meta",),
        dated=False,
    ),
)
_EVENTS = (
    Stream(
        "changes",
        "who changed what on the account",
        ("changes",),
        platforms=("meta",),
        lookback_days=2,
        max_days=_CHANGES,
        history_days=_HISTORY,
    ),
    Stream(
        "recommendations",
        "what Meta recommends for ad sets",
        ("recommendations",),
        platforms=("meta",),
        dated=False,
    ),
)


def _reports() -> Iterator[tuple[Stream, Ask]]:
    for cut in _CUTS:
        for level, (word, field) in _LEVELS.items():
            stream = Stream(
                name=f"{level}_{cut.suffix}",
                what=f"performance of {level.replace('_', ' ')}s {cut.what}",
                tables=("facts", "conversions"),
                level=level,
                grain="hour" if cut.hourly else "day",
                breakdown=",".join(name for name, _ in cut.split),
                platforms=_BOTH if PUBLISHER in cut.breakdowns else ("meta",),
                fields=(*_FACTS, *(() if cut.hourly else _PEOPLE), "conversions"),
                lookback_days=_LOOKBACK,
                max_days=_WEEK if cut.hourly else _MONTH,
                history_days=_HISTORY,
                default=cut.suffix == "daily" and level is not Level.account,
            )
            yield stream, Ask(word, field, cut.breakdowns, cut.split, hourly=cut.hourly)


_REPORTS = tuple(_reports())
ASKS = MappingProxyType({stream.name: ask for stream, ask in _REPORTS})
"""Report stream -> how it is asked for."""
STREAMS = (*_ENTITIES, *_EVENTS, *(stream for stream, _ in _REPORTS))
