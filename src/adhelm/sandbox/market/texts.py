"""Names, texts and landing pages: made from ordinals, unless somebody wrote others."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType

from adhelm.sandbox.market import chance
from adhelm.sandbox.market.book import Book

_UNTAGGED = 0.12
_AUDIENCES = ("broad", "lookalike", "interest", "engaged", "cart", "students", "parents", "pros")
_GOODS = MappingProxyType(
    {
        "shop": ("running shoes", "rain jacket", "backpack", "tent", "headlamp", "wool socks",
                 "trail map", "water bottle", "sleeping bag", "climbing rope"),
        "recruiting": ("nurse", "data engineer", "truck driver", "electrician", "teacher",
                       "account manager", "welder", "sales lead", "chef", "care worker"),
    }
)  # fmt: skip
_HEADLINES = (
    "Made to last",
    "New season",
    "Free returns",
    "Rated 4.8",
    "Start today",
    "See prices",
)
_LINES = (
    "Chosen by people who do this every day.",
    "Delivered in two days, paid when it fits.",
    "Try it for thirty days.",
    "Small team, honest work.",
)
_SOURCES = MappingProxyType(
    {
        "google_ads": ("google", "cpc"),
        "meta": ("facebook", "paid_social"),
        "tiktok": ("tiktok", "paid_social"),
        "linkedin": ("linkedin", "paid_social"),
        "x": ("x", "paid_social"),
    }
)


def name(book: Book, level: str, ordinal: int) -> str:
    """Return what an entity is called."""
    kept = book.kept.get((level, ordinal), {}).get("name")
    if kept:
        return str(kept)
    if level == "campaign":
        country = book.account.name.split()[-2]
        return f"{book.account.brand_name}_{country}_{book.kind(ordinal)}_{ordinal + 1:03d}"
    if level == "ad_group":
        return f"{_AUDIENCES[ordinal % len(_AUDIENCES)]}_{ordinal + 1:03d}"
    if level == "budget":
        return f"Budget {ordinal + 1}"
    return f"{headline(book, ordinal)} {ordinal + 1:03d}"


def headline(book: Book, ad: int, number: int = 0) -> str:
    """Return one of an ad's headlines."""
    return _HEADLINES[(_pick(book, "headline", ad) + number) % len(_HEADLINES)]


def body(book: Book, ad: int, number: int = 0) -> str:
    """Return one of an ad's lines of text."""
    return _LINES[(_pick(book, "line", ad) + number) % len(_LINES)]


def keyword(book: Book, group: int, number: int) -> str:
    """Return the text of a keyword of an ad group."""
    goods = _GOODS[book.account.vertical]
    word = goods[(_pick(book, "keyword", group) + number) % len(goods)]
    return f"{book.account.brand_name.lower()} {word}" if number == 0 else word


def page(book: Book, ad: int) -> str:
    """Return where an ad leads to, without tags."""
    goods = _GOODS[book.account.vertical]
    slug = goods[_pick(book, "page", ad) % len(goods)].replace(" ", "-")
    return f"https://www.{book.account.brand_name.lower()}.example/{slug}"


def tags(book: Book, ad: int) -> str:
    """Return the UTM tags of an ad's link; some were forgotten."""
    if _drawn(book.seed, "tagged", book.account.index, ad) < _UNTAGGED:
        return ""
    source, medium = _SOURCES[book.account.platform]
    campaign = name(book, "campaign", book.campaign_of("ad", ad))
    content = book.id("ad", ad)
    return f"utm_source={source}&utm_medium={medium}&utm_campaign={campaign}&utm_content={content}"


def url(book: Book, ad: int) -> str:
    """Return where an ad leads to, with its tags."""
    tagged = tags(book, ad)
    return page(book, ad) + (f"?{tagged}" if tagged else "")


def _pick(book: Book, stream: str, ordinal: int) -> int:
    return int(_drawn(book.seed, stream, book.account.index, ordinal) * 1000)


@lru_cache(maxsize=65_536)
def _drawn(seed: int, stream: str, account: int, ordinal: int) -> float:
    return float(chance.uniform(seed, stream, account, ordinal)[0])
