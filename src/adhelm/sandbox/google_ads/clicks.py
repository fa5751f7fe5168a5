"""Clicks one by one, with the ids that shops keep: one day at a time, ninety days back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from adhelm.sandbox.google_ads import gaql
from adhelm.sandbox.google_ads.things import Row, Things

_REMEMBERED = 90


def check(things: Things, days: list[date]) -> None:
    """
    Refuse a query for more than a day, or for one that is forgotten.

    :raises Refused: saying which.
    """
    if len(days) != 1:
        name = "EXPECTED_FILTERS_ON_DATE_RANGE"
        raise gaql.refuse(name, "Clicks are listed for one day at a time.")
    if days[0] < things.today - timedelta(days=_REMEMBERED):
        raise gaql.refuse("BAD_VALUE", "Clicks are kept for 90 days.")


def of_day(things: Things, day: date) -> Iterator[tuple[int, Row]]:
    """Return each ad's clicks of a day; those that led to a sale have the id its order has."""
    numbers = things.market.numbers(things.account, day, day)
    index = things.account.index
    for ad in things.ads():
        group = things.book.tree.ad_group[ad]
        parts = (things.book.id("ad_group", group), things.book.id("ad", ad))
        count = max(int(numbers.clicks[ad, 0]), int(numbers.claimed[ad, 0]))
        for number in range(count):
            gclid = f"gclid.{index:x}.{ad:x}.{day.toordinal():x}.{number:x}"
            yield (
                ad,
                {
                    "resourceName": things.name("clickViews", day.isoformat(), gclid),
                    "gclid": gclid,
                    "adGroupAd": things.name("adGroupAds", *parts),
                    "pageNumber": 1,
                },
            )
