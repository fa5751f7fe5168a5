"""The file that says what the ads of a campaign's parts say."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from adhelm.act.campaigns.types import Campaign, PlatformCampaign
from adhelm.act.publishing.types import BadBrief, Brief

LONGEST = 1_000_000
"""Characters of a file."""
_LEVELS = ("campaign", "ad_group", "ad")
_LINES, _LINE, _ADDRESS = 50, 500, 2_000
_FIELDS = frozenset({"part_id", "part", "final_url", "headlines", "descriptions", "settings"})


def opened(text: str, campaign: Campaign) -> list[Brief]:
    """
    Return the briefs that a JSON file has for the parts of a campaign: `{"parts": [{…}]}`.

    A part is named by its id ('cpl_…'), its account, or its platform where there is one of it.

    :raises BadBrief: if the file is none; the message names the place.
    """
    if len(text) > LONGEST:
        raise BadBrief("the file is too long", hint=f"{LONGEST} characters")
    try:
        found = json.loads(text)
    except ValueError as error:
        raise BadBrief("this is no JSON", hint='{"parts": [{"part": "meta", …}]}') from error
    parts = found.get("parts") if isinstance(found, dict) else None
    if not isinstance(parts, list) or not parts:
        raise BadBrief("the file names no parts", hint='{"parts": [{"part": "meta", …}]}')
    return [_brief(one, campaign, f"parts[{n}]") for n, one in enumerate(parts)]


def _brief(one: object, campaign: Campaign, place: str) -> Brief:
    if not isinstance(one, dict) or not one.keys() <= _FIELDS:
        strange = sorted(one.keys() - _FIELDS) if isinstance(one, dict) else []
        raise BadBrief(
            f"{place}: {', '.join(map(repr, strange)) or 'this'} means nothing here",
            hint=f"fields are {', '.join(sorted(_FIELDS))}",
        )
    url = one.get("final_url")
    if not isinstance(url, str) or not url.startswith(("https://", "http://")):
        raise BadBrief(f"{place}.final_url: an address begins with https://")
    if len(url) > _ADDRESS:
        raise BadBrief(f"{place}.final_url: more than {_ADDRESS} characters")
    return Brief(
        _part(one.get("part_id", one.get("part")), campaign, place).id,
        url,
        tuple(_lines(one.get("headlines", []), f"{place}.headlines")),
        tuple(_lines(one.get("descriptions", []), f"{place}.descriptions")),
        _settings(one.get("settings", {}), f"{place}.settings"),
    )


def _part(named: object, campaign: Campaign, place: str) -> PlatformCampaign:
    found = [
        one for one in campaign.platforms if named in {one.id, one.account, one.platform} - {""}
    ]
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"{one.id} ({one.account or one.platform})" for one in campaign.platforms)
    what = "several parts are" if found else "no part is"
    raise BadBrief(f"{place}.part: {what} '{named}'", hint=f"the campaign has {known or 'none'}")


def _lines(given: object, place: str) -> Sequence[str]:
    if not isinstance(given, list) or not all(isinstance(one, str) and one for one in given):
        raise BadBrief(f"{place}: a list of texts is wanted")
    if len(given) > _LINES or any(len(one) > _LINE for one in given):
        raise BadBrief(f"{place}: at most {_LINES} texts of {_LINE} characters")
    return given


def _settings(given: object, place: str) -> Mapping[str, Mapping[str, Any]]:
    if not isinstance(given, dict) or not all(isinstance(one, dict) for one in given.values()):
        raise BadBrief(f"{place}: words by level are wanted", hint=", ".join(_LEVELS))
    if strange := next(_unknown(given), None):
        raise BadBrief(f"{place}: there is no level '{strange}'", hint=", ".join(_LEVELS))
    return given


def _unknown(given: Mapping[str, object]) -> Iterator[str]:
    return (name for name in given if name not in _LEVELS)
