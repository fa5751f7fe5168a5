"""Search words: what a campaign is found by, and what a person typed."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 40
_MOST_ASKED = 5
LONGEST = 40


def key(name: str) -> str:
    """Return a name as it is compared: letters' size and runs of spaces do not matter."""
    return " ".join(_plain(name).split())[:400]


def words(*texts: str) -> list[str]:
    """Return the distinct words of texts, in order, at most forty and forty letters each."""
    found: dict[str, None] = {}
    for text in texts:
        for match in _WORD.finditer(_plain(text)):
            found.setdefault(match.group()[:LONGEST])
            if len(found) == MOST_WORDS:
                return list(found)
    return list(found)


def asked(text: str) -> list[str]:
    """Return the words that a search asks for: the longest five, for they say the most."""
    return sorted(words(text), key=len, reverse=True)[:_MOST_ASKED]


def after(prefix: str) -> str:
    """Return the first text behind all that begin with `prefix`."""
    return prefix + "\U0010ffff"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
