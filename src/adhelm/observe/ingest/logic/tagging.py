"""Tells whether an ad's addresses say where a visit comes from: utm_* or a click id."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

CLICK_IDS = (
    "gclid", "gbraid", "wbraid", "dclid", "fbclid", "ttclid", "li_fat_id", "twclid", "msclkid",
)  # fmt: skip
_TAG = re.compile(rf"(?:^|[?&{{;\s\"])(?:utm_[a-z]+|{'|'.join(CLICK_IDS)})\b", re.IGNORECASE)
_ADDRESSES = ("final_url", "tracking_template", "final_url_suffix", "url_tags")


def is_tagged(attributes: Iterable[str | None]) -> bool:
    """Say whether an ad is tagged, by its own attributes and those of what it belongs to (JSON)."""
    return any(_has_tag(_read(text)) for text in attributes)


def address(attributes: str | None) -> str:
    """Return where an ad leads; '' if that is not known."""
    return str(_read(attributes).get("final_url") or "")


def _has_tag(said: dict[str, object]) -> bool:
    if said.get("url_parameters"):
        return True
    return any(_TAG.search(str(said.get(name) or "")) for name in _ADDRESSES)


def _read(text: str | None) -> dict[str, object]:
    try:
        said = json.loads(text) if text else {}
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
