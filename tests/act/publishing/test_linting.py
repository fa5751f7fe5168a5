"""A brief that is looked at while it is written …"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adhelm.act.campaigns.types import Campaign, Objective, PlatformCampaign, Status
from adhelm.act.publishing.logic.briefs import categories, wishes
from adhelm.act.publishing.logic.linting import findings, length
from adhelm.act.publishing.types import BadBrief, Brief
from adhelm.connectors import google_ads, linkedin, meta, tiktok, x
from adhelm.connectors.contract import Connector

_NOW = datetime(2026, 11, 1, tzinfo=UTC)
PART = PlatformCampaign("cpl_1", "google_ads", "google_ads/1", allocated=Decimal(300))
CAMPAIGN = Campaign(
    id="cmp_1", version=1, name="Sale", status=Status.draft, created_at=_NOW, created_by="per_1",
    updated_at=_NOW, updated_by="per_1", objective=Objective.recruiting, budget=Decimal(300),
    currency="EUR", start_date=date(2026, 12, 1), end_date=date(2026, 12, 30),
    audience={"countries": ["DE"]}, platforms=(PART,),
)  # fmt: skip
GOOD = Brief("cpl_1", "https://shop.example/sale", ("One", "Two", "Three"), ("Long", "Short"))


def fields(brief: Brief, about: Connector = google_ads.CONNECTOR, **other: Any) -> list[str]:
    return [one.field for one in findings(replace(CAMPAIGN, **other), PART, brief, about)]


class TestABrief:
    def test_that_a_platform_takes_has_no_finding(self):
        assert fields(GOOD) == []
        assert len(list(wishes(CAMPAIGN, PART, GOOD, google_ads.CONNECTOR, first=0))) == 3

    @pytest.mark.parametrize(
        "url", ["", "shop.example", "ftp://shop.example", "https://", "http://["]
    )
    def test_needs_a_landing_page(self, url: str):
        assert fields(replace(GOOD, final_url=url)) == ["final_url"]

    def test_has_as_many_texts_as_the_platform_takes_and_no_longer_ones(self):
        many = replace(GOOD, headlines=("One",), descriptions=("x",) * 5)
        assert fields(many) == ["headlines", "descriptions"]
        long = replace(GOOD, headlines=("a" * 30, "b" * 31, "Three"))
        (found,) = findings(CAMPAIGN, PART, long, google_ads.CONNECTOR)
        assert (found.field, found.hint) == ("headlines", "number 2 has 31")

    def test_says_what_only_its_platform_knows(self):
        assert fields(GOOD, meta.CONNECTOR) == ["settings.ad.page_id", "headlines"]
        said = replace(GOOD, headlines=("One",), settings={"ad": {"page_id": " "}})
        assert fields(said, meta.CONNECTOR) == ["settings.ad.page_id"]
        assert fields(GOOD, linkedin.CONNECTOR) == [
            "settings.ad_group.targetingCriteria", "settings.ad.reference",
        ]  # fmt: skip

    def test_needs_countries_where_the_platform_takes_some(self):
        assert fields(GOOD, tiktok.CONNECTOR, audience={}) == ["countries"]
        assert fields(GOOD, google_ads.CONNECTOR, audience={}) == []

    def test_is_not_published_with_any_finding(self):
        for wrong in (replace(GOOD, final_url=""), replace(GOOD, headlines=("a" * 31,) * 3)):
            with pytest.raises(BadBrief):
                list(wishes(CAMPAIGN, PART, wrong, google_ads.CONNECTOR, first=0))


class TestACampaignForJobs:
    def test_is_declared_to_who_wants_that(self):
        declared = {
            one.name: categories(CAMPAIGN, one)
            for one in (meta.CONNECTOR, tiktok.CONNECTOR, x.CONNECTOR, google_ads.CONNECTOR)
        }
        assert declared == {
            "meta": ("employment",), "tiktok": ("employment",), "x": (), "google_ads": (),
        }  # fmt: skip


class TestALength:
    @given(st.text(), st.text())
    def test_adds_up_and_is_never_less_than_the_characters(self, one: str, other: str):
        assert length(one + other) == length(one) + length(other)
        assert len(one) <= length(one) <= 2 * len(one)

    def test_counts_wide_characters_twice(self):
        assert (length("Sale"), length("セール")) == (4, 6)
