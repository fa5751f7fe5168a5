"""What an ad shows: texts, assets and the link, wherever Meta keeps them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

CREATIVE = (
    "id,name,title,body,url_tags,link_url,call_to_action_type,object_story_spec,asset_feed_spec,"
    "image_hash,video_id"
)
_Node = Mapping[str, Any]


def creative_attributes(creative: _Node) -> dict[str, Any]:
    """Return headlines, texts, assets and links of a creative; what it lacks is left out."""
    parts = list(_parts(creative))
    feed = creative.get("asset_feed_spec") or {}
    made: dict[str, Any] = {
        "creative_id": creative.get("id"),
        "headlines": _distinct(
            creative.get("title"),
            *(part.get("name") or part.get("title") for part in parts),
            *(one.get("text") for one in feed.get("titles") or ()),
        ),
        "descriptions": _distinct(
            *(part.get("description") or part.get("link_description") for part in parts),
            *(one.get("text") for one in feed.get("descriptions") or ()),
        ),
        "body": next(iter(_texts(creative, parts, feed)), None),
        "assets": [*_assets(creative, parts, feed)],
        "final_url": next(iter(_links(creative, parts, feed)), None),
        "tracking_template": creative.get("url_tags"),
        "call_to_action": creative.get("call_to_action_type"),
    }
    bodies = _distinct(*_texts(creative, parts, feed))
    if len(bodies) > 1:
        made["bodies"] = bodies
    return {name: value for name, value in made.items() if value}


def _parts(creative: _Node) -> Iterator[_Node]:
    """Yield the link, video, photo and carousel cards that an ad is made of."""
    story = creative.get("object_story_spec") or {}
    for name in ("link_data", "video_data", "photo_data", "template_data"):
        part = story.get(name)
        if part:
            yield part
            yield from part.get("child_attachments") or ()


def _texts(creative: _Node, parts: list[_Node], feed: _Node) -> list[str]:
    return _distinct(
        creative.get("body"),
        *(part.get("message") for part in parts),
        *(one.get("text") for one in feed.get("bodies") or ()),
    )


def _links(creative: _Node, parts: list[_Node], feed: _Node) -> list[str]:
    calls = (((part.get("call_to_action") or {}).get("value") or {}).get("link") for part in parts)
    return _distinct(
        creative.get("link_url"),
        *(part.get("link") for part in parts),
        *calls,
        *(one.get("website_url") for one in feed.get("link_urls") or ()),
    )


def _assets(creative: _Node, parts: list[_Node], feed: _Node) -> Iterator[dict[str, str]]:
    images = [creative, *parts, *(feed.get("images") or ())]
    videos = [creative, *parts, *(feed.get("videos") or ())]
    for hash_ in _distinct(*(one.get("image_hash") or one.get("hash") for one in images)):
        yield {"type": "image", "id": hash_}
    for id_ in _distinct(*(one.get("video_id") for one in videos)):
        yield {"type": "video", "id": id_}


def _distinct(*values: object) -> list[str]:
    return list(dict.fromkeys(str(value) for value in values if value))
