from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from adhelm.core.ads import Period
from adhelm.understand.analysis.service import read_series

FIRST = date(2026, 1, 1)
SPAN = Period(FIRST, FIRST + timedelta(days=10))


def _row(day: int, campaign: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "platform": "meta", "account_id": "1", "currency": "EUR", "campaign_id": campaign,
        "campaign": campaign, "campaign_status": None, "date": FIRST + timedelta(days=day),
        "spend": Decimal(5), "impressions": 100, "clicks": 4, "conversions": Decimal(1), **more,
    }  # fmt: skip


class TestReadSeries:
    def test_a_covered_day_without_a_row_is_a_day_without_delivery(self):
        accounts = [_row(day) for day in range(10)]
        campaigns = [_row(day, "c") for day in range(10) if day not in {4, 5}]

        _, campaign = read_series(accounts, campaigns, period=SPAN)

        assert campaign.impressions[3:7] == (100, 0, 0, 100)

    def test_a_day_the_account_does_not_cover_is_not_reported(self):
        days = [day for day in range(10) if day != 4]

        account, campaign = read_series(
            [_row(day) for day in days], [_row(day, "c") for day in days], period=SPAN
        )

        assert account.spend[4] is None
        assert campaign.spend[4] is None

    def test_before_its_first_day_a_campaign_is_not_there(self):
        _, campaign = read_series(
            [_row(day) for day in range(10)], [_row(day, "c") for day in range(6, 10)], period=SPAN
        )

        assert campaign.impressions[:6] == (None,) * 6

    def test_an_empty_cell_of_a_column_in_use_is_nought(self):
        rows = [_row(day, conversions=None if day in {2, 3} else Decimal(1)) for day in range(10)]

        (account,) = read_series(rows, [], period=SPAN)

        assert [int(one or 0) for one in account.conversions[1:5]] == [1, 0, 0, 1]
        assert None not in account.conversions

    def test_a_column_never_filled_was_not_reported(self):
        rows = [_row(day, conversions=None) for day in range(10)]

        (account,) = read_series(rows, [], period=SPAN)

        assert account.conversions == (None,) * 10

    def test_a_paused_campaign_is_known_as_such(self):
        rows = [_row(day, "c", campaign_status="Paused") for day in range(10)]

        _, campaign = read_series([_row(day) for day in range(10)], rows, period=SPAN)

        assert not campaign.active
        assert campaign.entity == "c"

    def test_the_series_ends_with_the_data_of_its_account(self):
        (account,) = read_series([_row(day) for day in range(7)], [], period=SPAN)

        assert account.days == 7
