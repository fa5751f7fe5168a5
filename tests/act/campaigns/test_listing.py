"""Lists of campaigns, held against sorting and filtering them by hand …"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from adhelm.act import campaigns
from adhelm.act.campaigns.logic import words
from adhelm.act.campaigns.service import importing
from adhelm.act.campaigns.store import listing
from adhelm.act.campaigns.types import (
    BadField,
    Campaign,
    Objective,
    PlatformCampaign,
    Status,
    Wanted,
)

if TYPE_CHECKING:
    from tests.act.campaigns.conftest import Desk

_WORDS = "brand generic search social spring summer sale über 夏 de_at".split()
_ACCOUNTS = ("", "meta/1", "meta/2", "x/1")


def many(desk: Desk, count: int, seed: int) -> list[Campaign]:
    """Keep that many campaigns of all kinds, without asking whether they make sense."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    made = []
    for number in range(count):
        moment = desk.clock.now() + timedelta(seconds=dice.randrange(20))
        parts = tuple(
            PlatformCampaign(f"p{number}_{n}", account.partition("/")[0] or "tiktok", account)
            for n, account in enumerate(dice.sample(_ACCOUNTS, dice.randrange(3)))
        )
        status = dice.choice(list(Status))
        made.append(
            Campaign(
                id=f"c{number:05d}",
                version=1,
                name=f"{dice.choice(_WORDS)} {dice.choice(_WORDS)} {number}",
                status=status,
                created_at=moment,
                created_by="me",
                updated_at=moment + timedelta(seconds=dice.randrange(9)),
                updated_by="me",
                objective=dice.choice([None, *Objective]),
                currency="EUR",
                platforms=parts,
                budget=dice.choice([None, Decimal("10.00"), Decimal("20.00"), Decimal("3.00")]),
                start_date=date(2026, 1, 1),
                owner=dice.choice(["ada", "bo"]),
                archived_at=moment if status is Status.archived else None,
            )
        )
    with desk.database.transaction() as connection:
        importing.keep(connection, desk.principal, made)
    return made


def pages(desk: Desk, wanted: Wanted) -> Iterator[tuple[Campaign, ...]]:
    place = None
    while True:
        page = campaigns.list_campaigns(**desk.asker, wanted=wanted, place=place)
        assert len(page.campaigns) <= wanted.limit
        yield page.campaigns
        if page.next_place is None:
            return
        value, campaign_id = page.next_place
        place = (value.isoformat() if hasattr(value, "isoformat") else str(value), campaign_id)


def by_hand(made: list[Campaign], wanted: Wanted, visible: frozenset[str] | None) -> list[str]:
    keys = {
        "name": lambda one: words.key(one.name),
        "created": lambda one: one.created_at,
        "updated": lambda one: one.updated_at,
        "budget": lambda one: -1 if one.budget is None else one.budget,
    }
    fits = [one for one in made if _fits(one, wanted, visible)]
    order = keys[wanted.sort.lstrip("-")]
    fits.sort(key=lambda one: (order(one), one.id), reverse=wanted.sort.startswith("-"))
    return [one.id for one in fits]


def _fits(one: Campaign, wanted: Wanted, visible: frozenset[str] | None) -> bool:
    seen = [part for part in one.platforms if visible is None or part.account in {"", *visible}]
    archived = one.status is Status.archived
    return all(
        (
            wanted.status in {None, one.status},
            not archived or wanted.archived or wanted.status is Status.archived,
            wanted.objective in {None, one.objective},
            wanted.owner in {"", one.owner},
            not wanted.platform or wanted.platform in {part.platform for part in seen},
            bool(seen) or not one.platforms,
            all(
                any(word.startswith(asked) for word in words.words(one.name))
                for asked in words.asked(wanted.text)
            ),
        )
    )


_ASKED: list[dict[str, Any]] = [
    {}, {"sort": "name"}, {"sort": "-name"}, {"sort": "budget"}, {"sort": "-budget"},
    {"sort": "updated"}, {"sort": "-created"}, {"archived": True, "sort": "-name"},
    {"archived": True, "sort": "budget"}, {"status": Status.archived},
    {"status": Status.paused, "sort": "name"}, {"objective": Objective.sales},
    {"owner": "ada", "platform": "meta"}, {"platform": "tiktok", "sort": "-updated"},
    {"text": "brand"}, {"text": "s", "sort": "-budget"}, {"text": "brand sp", "sort": "name"},
    {"text": "BRAND 17"}, {"text": "über"}, {"text": "夏"}, {"text": "%"}, {"text": "zzz"},
    {"text": "sale", "archived": True, "platform": "x", "sort": "name"},
]  # fmt: skip


class TestList:
    @pytest.mark.parametrize("visible", [None, frozenset({"meta/1"})], ids=["all", "narrowed"])
    @pytest.mark.parametrize(
        ("few", "scanned"), [(listing.FEW, listing.SCANNED), (3, 40)], ids=["usual", "tight"]
    )
    def test_is_what_one_gets_by_hand(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch, visible, few, scanned
    ):
        monkeypatch.setattr(listing, "FEW", few)
        monkeypatch.setattr(listing, "SCANNED", scanned)
        made = many(desk, 300, seed=7)
        me = replace(desk, principal=replace(desk.principal, accounts=visible))

        for asked in _ASKED:
            wanted = Wanted(**{**asked, "limit": 37})
            found = [one.id for page in pages(me, wanted) for one in page]
            # A text of nothing but signs names no campaign.
            expected = by_hand(made, wanted, visible) if wanted.text != "%" else []
            assert found == expected, wanted

    def test_takes_few_statements_whatever_the_size_of_a_page(self, desk: Desk):
        many(desk, 400, seed=1)
        counted: list[str] = []
        sa.event.listen(
            desk.database.engine, "before_cursor_execute",
            lambda *sent: counted.append(sent[2]),
        )  # fmt: skip
        sizes = set()
        for limit in (1, 10, 300):
            for asked in _ASKED:
                counted.clear()
                campaigns.list_campaigns(**desk.asker, wanted=Wanted(**{**asked, "limit": limit}))
                sizes.add(len(counted))
        assert max(sizes) <= 9

    @pytest.mark.sqlite
    def test_reads_orders_and_searches_off_their_indexes(self, one_desk: Desk):
        many(one_desk, 50, seed=1)
        plans = []
        with one_desk.database.reading() as connection:
            for asked in ({"sort": "name"}, {"status": Status.paused}, {"text": "brand"}):
                reading = listing._Reading(connection, "acme", Wanted(**asked), None, None)
                query = (
                    listing._from_words(reading, 0, ["brand"])
                    if reading.wanted.text
                    else listing._walking(reading, 0, [], None)
                )
                compiled = query.compile(connection.engine, compile_kwargs={"literal_binds": True})
                rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")
                plans.append(" ".join(row[3] for row in rows))
        assert "COVERING INDEX ix_campaigns_campaign_by_name_key" in plans[0]
        assert "COVERING INDEX ix_campaigns_campaign_by_created_at" in plans[1]
        assert "sqlite_autoindex_campaigns_word_1" in plans[2]
        assert not any("SCAN campaigns" in plan for plan in plans)

    @pytest.mark.parametrize(
        ("sort", "place"),
        [
            ("created", ("x", "c")), ("created", ("9999-12-31T23:59:59", "c")),
            ("name", ("\0", "c")),
            ("budget", ("1e9", "c")), ("name", ("\ud800", "c")), ("spam", ("a", "c")),
        ],
    )  # fmt: skip
    def test_refuses_places_of_no_list(self, one_desk: Desk, sort, place):
        with pytest.raises(BadField):
            campaigns.list_campaigns(**one_desk.asker, wanted=Wanted(sort=sort), place=place)

    def test_takes_any_number_for_a_place(self, desk: Desk):
        many(desk, 10, seed=2)
        wanted = Wanted(sort="budget")
        for number in ("9" * 30, "-" + "9" * 30, "0"):
            page = campaigns.list_campaigns(**desk.asker, wanted=wanted, place=(number, "c"))
            assert page.next_place is None
