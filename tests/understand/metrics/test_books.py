"""What the client's own books say, beside what the platforms claim."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.understand.metrics.conftest import DAY, fact

from adhelm.core.errors import AdhelmError

CAMPAIGNS = [
    {
        "workspace_id": "acme", "source_id": "api", "connector": connector, "platform": connector,
        "account_id": account, "level": "campaign", "entity_id": id_, "campaign_id": id_,
        "name": name,
    }
    for connector, account, id_, name in (
        ("google_ads", "1", "c1", "Brand DE"),
        ("meta", "9", "m1", "Summer"),
        ("google_ads", "1", "c2", "Summer"),
        ("google_ads", "2", "c3", "Twice"),
        ("google_ads", "2", "c4", "Twice"),
    )
]  # fmt: skip


def event(number: int, **values: Any) -> dict[str, Any]:
    return {
        "workspace_id": "acme", "source_id": "files", "connector": "orders", "platform": "own",
        "account_id": "shop", "event_id": f"e{number}", "event_type": "purchase",
        "occurred_at": datetime(2026, 1, 1, 12, tzinfo=UTC), "date": DAY, "account_tz": "UTC",
        "value": Decimal("10.00"), "currency": "EUR", **values,
    }  # fmt: skip


FACTS = (
    fact(campaign="c1", spend=Decimal(5)),
    fact(campaign="m1", platform="meta", connector="meta", account_id="9", spend=Decimal(2)),
)


@pytest.fixture
def books(over):
    def ask(*events: dict[str, Any], **more: Any):
        return over(*FACTS, own_events=events, entities=CAMPAIGNS, **more)

    return ask


def by(asker, metric: str, *dimensions: str, **question: Any) -> dict[Any, Any]:
    rows = asker.rows(metric, by=list(dimensions), **question)
    return {tuple(row[name] for name in dimensions): row[metric] for row in rows if row[metric]}


class TestOwnEvents:
    @pytest.mark.parametrize(
        ("said", "platform"),
        [
            ({"click_id_kind": "gclid", "click_id": "x"}, "google_ads"),
            ({"click_id_kind": "twclid", "click_id": "x"}, "x"),
            ({"utm_source": "facebook", "utm_medium": "paid_social"}, "meta"),
            ({"utm_source": "ig", "utm_medium": "cpc"}, "instagram"),
            ({"click_id_kind": "fbclid", "utm_source": "IG"}, "instagram"),
            ({"utm_source": "google", "utm_medium": "organic"}, None),
            ({"utm_source": "google"}, None),
            ({"utm_source": "newsletter", "utm_medium": "email"}, None),
            ({}, None),
        ],
    )
    def test_are_credited_to_the_platform_that_was_clicked(self, books, said, platform):
        assert by(books(event(1, **said)), "own_purchases", "platform") == {(platform,): 1}

    @pytest.mark.parametrize(
        ("said", "campaign"),
        [
            ({"utm_id": "c1"}, "c1"),
            ({"utm_campaign": "m1"}, "m1"),
            ({"utm_source": "google", "utm_campaign": "brand de"}, "c1"),
            ({"click_id_kind": "gclid", "utm_campaign": "Summer"}, "c2"),
            ({"click_id_kind": "fbclid", "utm_campaign": "Summer"}, "m1"),
            ({"utm_campaign": "Summer"}, None),
            ({"click_id_kind": "gclid", "utm_campaign": "Twice"}, None),
        ],
    )
    def test_are_credited_to_the_campaign_that_is_named(self, books, said, campaign):
        assert by(books(event(1, **said)), "own_purchases", "campaign_id") == {(campaign,): 1}

    def test_stand_beside_the_spend(self, books):
        asker = books(
            event(1, utm_id="c1"),
            event(2, utm_id="c1", value=Decimal(30)),
            event(3, utm_id="c1", event_type="refund", value=Decimal(-8)),
            event(4, value=Decimal(100)),
        )
        rows = {row["platform"]: row for row in asker.rows(
            "spend", "own_purchases", "own_revenue", "own_cpa", "own_roas", by=["platform"]
        )}  # fmt: skip

        assert rows["google_ads"]["own_revenue"] == Decimal(32)
        assert rows["google_ads"]["own_cpa"] == Decimal("2.5")
        assert rows["google_ads"]["own_roas"] == Decimal("6.4")
        assert rows["meta"]["own_revenue"] is None
        assert (rows[None]["spend"], rows[None]["own_revenue"]) == (None, 100)

    def test_lose_nothing_and_count_nothing_twice(self, books):
        events = [
            event(n, click_id_kind=kind, utm_campaign=campaign, utm_source=source)
            for n, (kind, campaign, source) in enumerate(
                (k, c, s)
                for k in (None, "gclid", "fbclid")
                for c in (None, "c1", "Summer", "Twice")
                for s in (None, "google", "ig")
            )
        ]
        asker = books(*events)

        assert asker.rows("own_purchases")[0]["own_purchases"] == len(events)
        cut = by(asker, "own_purchases", "platform", "campaign_id")
        assert sum(cut.values()) == len(events)

    def test_of_another_currency_do_not_add_up_unconverted(self, books):
        asker = books(event(1, currency="USD"), rates={("USD", "EUR"): Decimal("0.5")})

        with pytest.raises(AdhelmError) as refused:
            asker.rows("own_revenue", "spend")
        assert refused.value.code == "currency.mixed"
        assert asker.rows("own_revenue", currency="EUR")[0]["own_revenue"] == 5

    def test_are_there_before_any_platform_is(self, over):
        asker = over(own_events=[event(1)])

        assert asker.rows("own_revenue")[0]["own_revenue"] == 10

    def test_keep_to_the_days_asked_for(self, books):
        from adhelm.core.ads import Period

        asker = books(event(1), event(2, date=DAY.replace(day=9)))

        only = asker.rows("own_purchases", period=Period.closed(DAY, DAY))
        assert only[0]["own_purchases"] == 1
