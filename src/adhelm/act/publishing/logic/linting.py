"""What a platform would refuse of a brief: all of it at once, each where it is mended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from unicodedata import east_asian_width
from urllib.parse import urlsplit

from adhelm.act.campaigns.types import Campaign, PlatformCampaign
from adhelm.act.publishing.types import Brief, Finding, Need
from adhelm.connectors.contract import Connector

_SAY = "say it in the brief, or in the campaign"
_WIDE = frozenset("FW")


def findings(
    campaign: Campaign, part: PlatformCampaign, brief: Brief, about: Connector
) -> Iterator[Finding]:
    """Yield what a platform needs and is not said, or is said as it does not take it."""
    making = about.making
    if not _is_address(brief.final_url):
        yield Finding("final_url", "a landing page", "an address that begins with https://")
    for need in needs(about):
        if not _said(brief.settings.get(need.level, {}).get(need.name)):
            lack = f"{need.level}.{need.name} ({need.what})"
            yield Finding(f"settings.{need.level}.{need.name}", lack, _SAY)
    yield from _texts("headlines", brief.headlines, (making.headlines, making.most_headlines),
                      making.headline_length)  # fmt: skip
    yield from _texts(
        "descriptions", brief.descriptions, (making.descriptions, making.most_descriptions),
        making.description_length,
    )  # fmt: skip
    said = {*campaign.audience, *brief.settings.get("ad_group", {})}
    if making.countries and "countries" not in said:
        yield Finding("countries", "countries in the campaign's audience", _SAY)
    if not part.account:
        yield Finding("account", "an account", _SAY)


def needs(about: Connector) -> tuple[Need, ...]:
    """Return the settings without which a platform makes nothing."""
    making = about.making
    levels = (("ad_group", making.group_needs), ("ad", making.ad_needs))
    return tuple(Need(level, one.name, one.what) for level, each in levels for one in each)


def length(text: str) -> int:
    """Return how long a platform takes a text for: a wide character counts as two."""
    return sum(2 if east_asian_width(one) in _WIDE else 1 for one in text)


def _texts(
    field: str, texts: Sequence[str], count: tuple[int, int], longest: int
) -> Iterator[Finding]:
    least, most = count
    if len(texts) < least:
        yield Finding(field, f"{least} {field}", _SAY)
    if most and len(texts) > most:
        yield Finding(field, f"{most} {field} at most", f"leave out {len(texts) - most}")
    for number, text in enumerate(texts, start=1):
        if longest and length(text) > longest:
            lack = f"{field} of {longest} characters at most"
            yield Finding(field, lack, f"number {number} has {length(text)}")


def _said(value: Any) -> bool:
    return bool(value.strip() if isinstance(value, str) else value)


def _is_address(text: str) -> bool:
    try:
        found = urlsplit(text.strip())
    except ValueError:
        return False
    return found.scheme in {"http", "https"} and bool(found.hostname)
