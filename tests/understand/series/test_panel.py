"""A panel of daily series …"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np  # noqa: TID253 - the tests are about arrays
import pytest
from tests.understand.series.facts import FIRST, fill, row

from adhelm.core.ads import Period
from adhelm.understand.analysis.service import read_series
from adhelm.understand.metrics import Question, UnknownName, ask
from adhelm.understand.series import Panel, UnknownLevel, panel

METRICS = ("spend", "impressions", "clicks", "conversions")


@pytest.fixture
def read(warehouse, principal, clock):
    def run(rows: Any, **asked: Any) -> Panel:
        fill(warehouse, principal, rows)
        asked = {"metrics": METRICS, **asked}
        return panel(principal=principal, warehouse=warehouse, clock=clock, **asked)

    return run


def days(found: Panel, metric: str = "impressions", entity: str = "c1") -> list[float | None]:
    values = found.values[metric][found.entity_id.index(entity)]
    return [None if np.isnan(each) else float(each) for each in values]


class TestADay:
    def test_that_the_account_covers_without_the_campaign_is_nought(self, read):
        rows = [row(day) for day in range(6)] + [row(day, "c2") for day in (0, 1, 4, 5)]

        assert days(read(rows), entity="c2") == [100, 100, 0, 0, 100, 100]

    def test_that_nobody_reported_is_not_known(self, read):
        found = read([row(day) for day in (0, 1, 3)])

        assert days(found) == [100, 100, None, 100]
        assert days(found, "spend") == [5.25, 5.25, None, 5.25]

    def test_before_the_campaigns_first_is_not_known(self, read):
        found = read([row(day) for day in range(4)] + [row(day, "c2") for day in (2, 3)])

        assert days(found, entity="c2") == [None, None, 100, 100]

    def test_that_still_runs_is_not_known(self, read, clock):
        today = (clock.now().date() - FIRST).days

        assert days(read([row(today - 1), row(today)])) == [100]

    def test_alone_and_still_running_is_none(self, read, clock):
        assert len(read([row((clock.now().date() - FIRST).days)])) == 0

    def test_with_an_empty_cell_is_nought_where_the_column_is_in_use(self, read):
        found = read([row(0), row(1, conversions=None), row(2)])

        assert days(found, "conversions") == [1, 0, 1]

    def test_of_a_column_never_filled_is_not_known(self, read):
        found = read([row(day, conversions=None) for day in range(3)])

        assert days(found, "conversions") == [None, None, None]

    def test_without_a_divisor_has_no_ratio(self, read):
        found = read([row(0), row(1, spend="0", conversions=0), row(2)], metrics=["cpa"])

        assert days(found, "cpa") == [5.25, None, 5.25]


class TestEntities:
    def test_are_kept_apart_by_account_and_currency(self, read):
        found = read([row(0), row(0, account="2"), row(0, account="3", currency="USD")])

        assert found.entity_id == ("c1", "c1", "c1")
        assert found.account_id == ("1", "2", "3")
        assert found.currency == ("EUR", "EUR", "USD")

    def test_add_up_to_their_account(self, read, warehouse, principal, clock):
        rows = [row(day, each, spend=f"{day}.10") for day in range(60) for each in ("c1", "c2")]
        found = read(rows, level="account")

        assert found.period.days == 59
        assert found.values["spend"][0][:3] == pytest.approx([0.2, 2.2, 4.2])

    def test_are_the_same_as_read_row_by_row(self, read, warehouse, principal, clock):
        random = np.random.default_rng(1)
        rows = [
            row(
                day, f"c{c}", account=str(c % 3), spend=str(random.integers(0, 900) / 100),
                conversions=None if random.random() < 0.2 else int(random.poisson(2)),
            )
            for day in range(55)
            for c in range(9)
            if random.random() < 0.5 and day not in {20, 21}
        ]  # fmt: skip
        found = read(rows)

        def ask_by(*by: str) -> list[dict[str, Any]]:
            question = Question(metrics=METRICS, by=(*by, "date"))
            given = ask(principal=principal, warehouse=warehouse, clock=clock, question=question)
            return list(given.dicts())

        account = ("platform", "account_id", "currency")
        campaign = (*account, "campaign_id", "campaign", "campaign_status")
        slow = read_series(ask_by(*account), ask_by(*campaign), period=found.period)
        for one in slow:
            if one.level != "campaign":
                continue
            place = found.entity_id.index(one.entity_id)
            for metric in METRICS:
                told = [None if v is None else float(v) for v in getattr(one, metric)]
                assert days(found, metric, one.entity_id)[: one.days] == told, place

    def test_of_an_empty_warehouse_are_none(self, read):
        found = read([])

        assert (len(found), found.data_version) == (0, 0)
        assert found.notes == ("there is no whole day of figures",)


class TestATotal:
    def test_leaves_out_a_day_that_an_account_misses(self, read):
        rows = [row(day) for day in range(6)]
        rows += [row(day, "c2", account="2") for day in (0, 1, 3, 4, 5)]
        found = read(rows, level="total")

        assert days(found, entity="") == [200, 200, None, 200, 200, 200]
        assert found.notes == ("1 days are left out: not every account reported",)

    def test_of_a_filter_waits_only_for_the_accounts_it_lets_through(self, read):
        rows = [row(day) for day in range(4)] + [row(0, "c2", account="2")]
        found = read(rows, level="total", where="account_id = 1")

        assert days(found, entity="") == [100, 100, 100, 100]


class TestTheQuestion:
    def test_says_where_its_figures_come_from(self, read):
        found = read([row(day) for day in range(3)])
        assert found.provenance is not None

        assert found.data_version == found.provenance.data_version == 1
        assert found.provenance.period == str(Period(FIRST, FIRST + timedelta(days=3)))
        assert set(found.provenance.metrics) == set(METRICS)

    def test_of_an_unknown_level_or_metric_is_refused(self, read):
        with pytest.raises(UnknownLevel):
            read([], level="keyword")
        with pytest.raises(UnknownName):
            read([], metrics=["spent"])
