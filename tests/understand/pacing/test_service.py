"""Where the budgets of accounts land that spend in a known way …"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.understand.pacing.spending import FEBRUARY, MARCH, META, Home, home, weekly

from adhelm.core.ads import Period
from adhelm.core.db import Database
from adhelm.core.errors import NotFound
from adhelm.core.principal import local
from adhelm.observe import conventions
from adhelm.observe.plans.types import Basis, Carry, Reach
from adhelm.observe.warehouse import load_rates
from adhelm.observe.warehouse.types import Fixing
from adhelm.understand import pacing
from adhelm.understand.pacing.types import BadQuestion, State

LANDING = sum(weekly(day) for day in Period(MARCH, date(2026, 4, 1)))


class TestABudget:
    def test_lands_where_recent_weeks_point(self, agency: Home):
        agency.budget("2600.00")
        agency.sync(date(2026, 3, 11))
        one = agency.pace()
        assert (one.through, one.days_known, one.missing) == (date(2026, 3, 10), 10, ())
        assert one.spent == sum(weekly(day) for day in Period(MARCH, date(2026, 3, 11)))
        assert one.projected is not None
        assert one.low is not None
        assert one.high is not None
        assert float(one.projected) == pytest.approx(LANDING, rel=0.02)
        assert one.low <= LANDING <= one.high
        assert (one.available, one.carried) == (Decimal("2600.00"), Decimal(0))
        assert one.daily_needed == round((Decimal("2600.00") - one.spent) / 21, 2)

    def test_is_unknown_on_the_first_day(self, agency: Home):
        agency.budget()
        agency.sync(MARCH)
        one = agency.pace()
        assert (one.state, one.projected, one.spent) == (State.unknown, None, None)
        assert "first day" in one.why

    def test_that_is_too_small_runs_out_on_a_day(self, agency: Home):
        agency.budget("1000.00")
        agency.sync(date(2026, 3, 9))
        one = agency.pace()
        assert one.state is State.over
        total = 0
        for day in Period(MARCH, date(2026, 4, 1)):
            total += weekly(day)
            if total >= 1000:
                break
        assert one.runs_out_on is not None
        assert abs((one.runs_out_on - day).days) <= 1

    def test_of_a_month_that_is_over_has_landed(self, agency: Home):
        agency.budget(month=FEBRUARY)
        agency.sync(date(2026, 3, 9))
        one = agency.pace(month=FEBRUARY)
        assert one.state is State.landed
        assert one.spent == one.projected == one.low == one.high
        assert one.spent == sum(weekly(day) for day in Period(FEBRUARY, MARCH))

    def test_of_a_month_to_come_has_not_started(self, agency: Home):
        agency.budget("3100.00", month=date(2026, 5, 1))
        agency.sync(date(2026, 3, 9))
        one = agency.pace(month=date(2026, 5, 1))
        assert (one.state, one.projected) == (State.not_started, None)
        assert one.daily_needed == Decimal("100.00")

    def test_of_nobody_who_spends_cannot_land(self, agency: Home):
        agency.budget(reach=Reach("tiktok"))
        agency.budget("0.00")
        agency.sync(date(2026, 3, 9))
        agency.sync(date(2026, 3, 9), platform="tiktok", spend=lambda _: 0)
        rows = {one.reach.platform: one for one in agency.ask().rows}
        assert rows["tiktok"].projected is None
        assert rows["tiktok"].state in {State.unknown, State.no_spend}
        assert rows["meta"].state is State.over

    def test_waits_for_each_of_its_accounts(self, agency: Home):
        agency.budget("6000.00", reach=Reach())
        agency.sync(date(2026, 3, 9))
        agency.sync(date(2026, 3, 12), account="2", platform="tiktok")
        one = agency.pace()
        assert one.through == date(2026, 3, 8)
        assert one.projected is not None
        assert float(one.projected) == pytest.approx(2 * LANDING, rel=0.03)

    def test_counts_a_day_that_was_not_reported_as_unknown(self, agency: Home):
        agency.budget()
        missing = date(2026, 3, 5)
        agency.sync(date(2026, 3, 11), skip=frozenset({missing}))
        one = agency.pace()
        assert one.missing == (missing,)
        assert one.spent == sum(
            weekly(day) for day in Period(MARCH, date(2026, 3, 11)) if day != missing
        )
        assert one.projected is not None
        assert float(one.projected) == pytest.approx(LANDING, rel=0.03)
        assert "not reported" in one.why

    def test_leaves_out_a_day_that_still_runs_where_the_account_is(self, agency: Home):
        agency.budget()
        agency.sync(date(2026, 3, 11), zone="America/Los_Angeles")
        # The sync was at nine in Greenwich: in California it was two in the morning.
        assert agency.pace().through == date(2026, 3, 10)
        agency.clock.set(datetime(2026, 3, 12, 6, tzinfo=UTC))
        assert agency.pace().through == date(2026, 3, 10)

    def test_takes_what_the_month_before_handed_on(self, agency: Home):
        agency.budget("2400.00", month=FEBRUARY, carry=Carry.both)
        agency.budget("2500.00")
        agency.sync(date(2026, 3, 11))
        spent = sum(weekly(day) for day in Period(FEBRUARY, MARCH))
        one = agency.pace()
        assert one.carried == 2400 - spent
        assert one.available == 4900 - spent

    def test_does_not_know_what_an_unreported_month_handed_on(self, agency: Home):
        agency.budget("2400.00", month=FEBRUARY, carry=Carry.unspent)
        agency.budget("2500.00")
        agency.sync(date(2026, 3, 11), skip=frozenset({date(2026, 2, 10)}))
        one = agency.pace()
        assert (one.carried, one.available, one.gap) == (None, None, None)
        assert one.projected is not None
        assert "handed on" in one.why

    def test_of_campaigns_counts_those_alone(self, agency: Home):
        agency.sync(date(2026, 3, 11), campaigns=("Brand spring", "Shoes"))
        agency.budget(reach=Reach("meta", group="*brand*"))
        agency.budget(reach=Reach("meta", campaign="Shoes"))
        agency.budget(reach=META)
        rows = {str(one.reach): one.spent for one in agency.ask().rows}
        assert rows["meta"] == 2 * (rows["meta *brand*"] or 0)
        assert rows["meta *brand*"] == rows["meta Shoes"]

    def test_in_another_currency_needs_a_rate(self, agency: Home):
        agency.budget(currency="USD")
        agency.sync(date(2026, 3, 11))
        one = agency.pace()
        assert (one.state, one.projected) == (State.unknown, None)
        assert "no rate from EUR to USD" in one.why
        days = Period(date(2025, 10, 1), date(2026, 3, 12))
        rows = [Fixing("USD", "EUR", day, Decimal("0.5"), "own") for day in days]
        load_rates(agency.warehouse, principal=agency.who, batch_id="rates", rows=rows)
        assert agency.pace().spent == 2 * sum(
            weekly(day) for day in Period(MARCH, date(2026, 3, 11))
        )

    def test_with_fees_is_for_staff(self, agency: Home, tmp_path):
        agency.budget(basis=Basis.gross)
        agency.sync(date(2026, 3, 11))
        assert "fees" in agency.pace().why
        (tmp_path / "fees.yaml").write_text("fees:\n  - {name: agency, kind: fee, percent: 10}\n")
        conventions.load(
            principal=agency.who, database=agency.database, clock=agency.clock,
            paths=[tmp_path / "fees.yaml"],
        )  # fmt: skip
        net = sum(weekly(day) for day in Period(MARCH, date(2026, 3, 11)))
        assert agency.pace().spent == Decimal(net) * Decimal("1.1")
        agency.who = replace(agency.who, staff=False)
        one = agency.pace()
        assert (one.projected, one.spent) == (None, None)
        assert "not shown" in one.why

    def test_is_lifted_by_what_the_calendar_expects(self, agency: Home):
        from adhelm.observe import plans
        from adhelm.observe.plans.types import DayKind

        agency.budget()
        agency.sync(date(2026, 3, 11))
        before = agency.pace().projected
        day = date(2026, 3, 20)
        plans.add_day(
            principal=agency.who, database=agency.database, clock=agency.clock,
            kind=DayKind.promotion, name="Sale", first_day=day, last_day=day, reach=Reach(),
            effect=Decimal(1),
        )  # fmt: skip
        after = agency.pace().projected
        assert before is not None
        assert after is not None
        assert float(after - before) == pytest.approx(weekly(day), rel=0.05)

    def test_is_asked_for_by_month_and_reach(self, agency: Home):
        agency.budget()
        agency.budget(reach=Reach("tiktok"))
        assert len(agency.ask().rows) == 2
        assert agency.pace(platform="meta").reach == META
        assert agency.ask(month=date(2026, 6, 1)).rows == ()
        assert agency.ask(account="meta/1").rows == ()
        with pytest.raises(BadQuestion):
            agency.ask(month=date(2026, 3, 2))

    def test_is_its_workspaces_and_its_readers(self, agency: Home):
        budget = agency.budget()
        agency.budget(reach=Reach(account="meta/1"))
        agency.sync(date(2026, 3, 11))
        agency.who = replace(local("acme"), accounts=frozenset({"meta/1"}))
        assert agency.pace().reach.account == "meta/1"
        for who in (agency.who, local("globex")):
            with pytest.raises(NotFound):
                pacing.pace_of(**{**agency.parts, "principal": who}, budget_id=budget.id)


class TestAfterASync:
    def test_what_was_projected_is_held_against_the_landing(self, database: Database, tmp_path):
        agency = home(database, str(tmp_path / "warehouse"))
        agency.budget()
        agency.budget(month=date(2026, 4, 1), reach=Reach("tiktok"))
        agency.sync(date(2026, 3, 11))
        assert pacing.refresh(**agency.parts) == 1
        first = agency.pace()
        assert first.before is None
        agency.sync(date(2026, 3, 13))
        before = agency.pace().before
        assert before is not None
        assert before.projected == first.projected
        assert pacing.refresh(**agency.parts) == pacing.refresh(**agency.parts) == 1
        agency.sync(date(2026, 4, 9))
        assert agency.ask().record is None
        pacing.refresh(**agency.parts)
        record = agency.ask().record
        assert record is not None
        assert (record.projections, record.covered) == (2, 1.0)
        assert record.median_error < 0.02
        before = agency.pace(month=MARCH).before
        assert before is not None
        assert before.landed == LANDING


def test_days_of_one_budget_add_up(agency: Home):
    budget = agency.budget()
    agency.sync(date(2026, 3, 11))
    found: Any = pacing.pace_of(**agency.parts, budget_id=budget.id)
    days = found.days[budget.id]
    assert len(days) == 31
    assert days[9].spent == weekly(date(2026, 3, 10))
    assert days[9].expected is None
    assert days[10].expected is not None
    assert days[-1].total == pytest.approx(found.rows[0].projected, abs=Decimal("0.02"))
    assert days[-1].day - days[0].day == timedelta(days=30)
