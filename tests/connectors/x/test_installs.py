"""What X tells of campaigns that promote apps …"""

from datetime import timedelta
from decimal import Decimal

from tests.connectors.x.conftest import Stage

from adhelm.connectors.contract import (
    CreateAd,
    CreateAdGroup,
    CreateCampaign,
    SetStatus,
    Status,
)
from adhelm.core.ads import Level, Money

TWEET = "1800000000000000001"
LEVELS = {"campaign_daily": 0, "ad_group_daily": 1, "ad_daily": 2}


def promoted(stage: Stage) -> tuple[str, str, str]:
    """Promote an app; return the campaign, its line item and its post."""
    writer, account = stage.writer(), stage.account()
    budget = Money(Decimal(900), "USD")
    campaign = writer.apply(account, CreateCampaign("c1234567", "App", "app", daily_budget=budget))
    group = CreateAdGroup(
        "g1234567",
        campaign.entity_id,
        "Runners",
        daily_budget=budget,
        settings={"objective": "app"},
    )
    item = writer.apply(account, group).entity_id
    ad = CreateAd("a1234567", item, "Post", "https://example.com/", settings={"tweet_id": TWEET})
    made = (campaign.entity_id, item, writer.apply(account, ad).entity_id)
    for level, id_ in zip((Level.campaign, Level.ad_group, Level.ad), made, strict=True):
        writer.apply(account, SetStatus(level, id_, Status.enabled))
    return made


class TestInstalls:
    def test_stand_beside_the_sales_of_others_at_every_level(self, stage: Stage):
        made, account = promoted(stage), stage.account()
        stage.advance(days=20)
        today = stage.clock.now().date()
        counts = set()
        for name, place in LEVELS.items():
            span = (today - timedelta(days=19)).isoformat(), today.isoformat()
            rows = stage.rows(stage.fetch(account, name, *span), "conversions")
            apps = [row for row in rows if row["entity_id"] == made[place]]
            assert {row["event_type"] for row in apps} == {"app_install"}
            others = {row["event_type"] for row in rows if row["entity_id"] != made[place]}
            assert others == {"purchase"}
            counts.add(sum(row["count"] for row in apps))
        (installs,) = counts
        assert installs > 0

    def test_are_not_asked_for_where_nothing_promotes_apps(self, stage: Stage):
        account = stage.account()
        stage.forget()
        stage.rows(stage.fetch(account, "ad_group_daily", "2026-11-10", "2026-11-12"))
        groups = {one["params"].get("metric_groups", "") for one in stage.asked()}
        assert not any("MOBILE" in one for one in groups)

    def test_go_on_where_a_fetch_was_left(self, stage: Stage):
        promoted(stage)
        stage.advance(days=10)
        account, today = stage.account(), stage.clock.now().date()
        fetch = stage.fetch(
            account, "ad_daily", (today - timedelta(days=9)).isoformat(), today.isoformat()
        )
        pages = stage.pages(fetch)
        for number, one in enumerate(pages[:-1], start=1):
            rest = stage.pages(fetch, cursor=one.cursor)
            assert [page.body for page in rest] == [page.body for page in pages[number:]]
