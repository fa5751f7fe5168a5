"""Why it changed …"""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.understand.analysis.fleet import FIRST, account, campaign, changed

from adhelm.core.ads import Period
from adhelm.understand.analysis.logic import find
from adhelm.understand.analysis.types import CauseKind, Incident, Series

SPAN = Period(FIRST + timedelta(days=40), FIRST + timedelta(days=90))
DAYS = range(70, 74)


def of_account(group: list[Series]) -> Incident:
    found = find([account(group), *group], period=SPAN).incidents
    return next(one for one in found if one.level == "account")


class TestACause:
    def test_is_the_rate_where_every_part_is_worth_less(self):
        group = [campaign(seed=n, name=f"C{n}", cvr=0.08) for n in range(4)]
        group = [changed(one, "conversions", DAYS, 0.2) for one in group]
        cause = of_account(group).cause
        assert cause is not None
        assert cause.kind is CauseKind.rate
        assert cause.rate > 0.8
        assert cause.rate + cause.mix == pytest.approx(1, abs=0.01)

    def test_is_the_mix_where_clicks_went_to_what_converts_less(self):
        good = campaign(seed=1, name="Good", cvr=0.2)
        poor = campaign(seed=2, name="Poor", cvr=0.01)
        for column in ("impressions", "clicks", "spend"):
            poor = changed(poor, column, DAYS, 8)
        poor = changed(poor, "conversions", DAYS, 8)
        group = [good, poor]
        told = find([account(group), *group], period=SPAN)
        mixed = [one.cause for one in told.incidents if one.metric in {"cvr", "cpa"} and one.cause]
        assert all(one.rate + one.mix == pytest.approx(1, abs=0.01) for one in mixed)
        assert all(abs(one.mix) > abs(one.rate) for one in mixed)

    def test_is_the_price_where_the_same_money_buys_less(self):
        dear = changed(campaign(), "impressions", DAYS, 0.4)
        dear = changed(dear, "clicks", DAYS, 0.4)
        dear = changed(dear, "conversions", DAYS, 0.4)
        (one,) = find([dear], period=SPAN).incidents
        assert (one.metric, one.date, one.days) == ("cpm", FIRST + timedelta(days=70), 4)
        assert "cost per thousand impressions" in one.reason
