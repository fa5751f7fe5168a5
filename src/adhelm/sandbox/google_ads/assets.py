"""What Performance Max shows: assets, the groups they are in, and which is in which."""

from __future__ import annotations

from collections.abc import Iterator

from adhelm.sandbox.google_ads.things import Row, Things
from adhelm.sandbox.market import ids, texts

_HEADLINES, _DESCRIPTIONS = 3, 2
_EACH = _HEADLINES + _DESCRIPTIONS


def groups(things: Things) -> Iterator[tuple[Row, int]]:
    """Return the asset groups, one in each Performance Max campaign, with their campaigns."""
    book = things.book
    for n in things.campaigns():
        if book.kind(n) == "pmax":
            id_ = ids.make("google_ads", "asset_group", things.account.index, n)
            yield (
                {
                    "resourceName": things.name("assetGroups", id_),
                    "id": int(id_),
                    "name": f"{texts.name(book, 'campaign', n)} assets",
                    "campaign": things.name("campaigns", book.id("campaign", n)),
                    "status": things.status("campaign", n),
                    "finalUrls": [texts.page(book, _first_ad(things, n))],
                    "adStrength": "GOOD",
                },
                n,
            )


def assets(things: Things) -> Iterator[Row]:
    """Return every asset of the account."""
    for _, campaign in groups(things):
        for _, asset in _of(things, campaign):
            yield asset


def links(things: Things) -> Iterator[tuple[Row, Row, Row, int]]:
    """Return which asset is in which group: the link, the group, the asset, the campaign."""
    for group, campaign in groups(things):
        for kind, asset in _of(things, campaign):
            parts = (str(group["id"]), str(asset["id"]), kind)
            link = {
                "resourceName": things.name("assetGroupAssets", *parts),
                "assetGroup": group["resourceName"],
                "asset": asset["resourceName"],
                "fieldType": kind,
                "status": "ENABLED",
            }
            yield link, group, asset, campaign


def _of(things: Things, campaign: int) -> Iterator[tuple[str, Row]]:
    ad = _first_ad(things, campaign)
    for number in range(_EACH):
        head = number < _HEADLINES
        made = texts.headline if head else texts.body
        text = made(things.book, ad, number if head else number - _HEADLINES)
        ordinal = campaign * _EACH + number
        id_ = ids.make("google_ads", "asset", things.account.index, ordinal)
        asset = {
            "resourceName": things.name("assets", id_),
            "id": int(id_),
            "name": text,
            "type": "TEXT",
            "textAsset": {"text": text},
        }
        yield "HEADLINE" if head else "DESCRIPTION", asset


def _first_ad(things: Things, campaign: int) -> int:
    tree = things.book.tree
    return next(n for n, g in enumerate(tree.ad_group) if tree.group_campaign[g] == campaign)
