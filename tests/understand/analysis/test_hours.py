"""Incidents that hours show before their day is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from adhelm.core.ads import Period
from adhelm.understand.analysis import Hours, Incident, Life, Sensitivity, State, Young
from adhelm.understand.analysis.logic.begun import joined
from adhelm.understand.analysis.logic.incidents import in_hours
from adhelm.understand.analysis.logic.life import named
from adhelm.understand.analysis.logic.shape import expected
from adhelm.understand.analysis.service.hourly import hours_of
from adhelm.understand.analysis.store import Reported

FIRST = date(2026, 1, 5)
DAYS, UNTIL = 31, 14
TODAY = FIRST + timedelta(days=DAYS - 1)
BUSY = (14, 9, 6, 5, 5, 8, 16, 28, 40, 48, 52, 54, 55, 53, 51, 51, 53, 58, 66, 74, 78, 70, 50, 28)
Change = Callable[[dict[str, Any], int], None]


def campaign(
    change: Change | None = None, *, since: int = 9, seed: int = 1, size: float = 20_000.0
) -> Hours:
    """Return the hours of a campaign up to 14:00 of its last day; `change` alters its last ones."""
    import numpy as np

    rng = np.random.default_rng(seed)
    share = np.tile(np.array(BUSY) / sum(BUSY), DAYS)[: (DAYS - 1) * 24 + UNTIL]
    level = np.repeat(rng.lognormal(0, 0.08, DAYS), 24)[: len(share)]
    shown = rng.poisson(size * share * level)
    clicks = rng.binomial(shown, 0.02)
    columns = {
        "impressions": shown, "clicks": clicks, "conversions": rng.binomial(clicks, 0.08),
        "spend": shown * 0.01,
    }  # fmt: skip
    for hour in range((DAYS - 1) * 24 + since, len(share)) if change else ():
        change(columns, hour)  # type: ignore[misc]  # there is one
    return Hours(
        platform="meta", account_id="1", level="campaign", entity_id=f"c{seed}", entity="Beans",
        currency="EUR", first=FIRST,
        spend=tuple(Decimal(str(round(float(each), 2))) for each in columns["spend"]),
        impressions=tuple(map(int, columns["impressions"])),
        clicks=tuple(map(int, columns["clicks"])),
        conversions=tuple(Decimal(int(each)) for each in columns["conversions"]),
        maturity=(0.9, 1.0),
    )  # fmt: skip


def _silent(columns: dict[str, Any], hour: int) -> None:
    for values in columns.values():
        values[hour] = 0


def _broken(columns: dict[str, Any], hour: int) -> None:
    columns["conversions"][hour] = 0


def _thrice(columns: dict[str, Any], hour: int) -> None:
    for values in columns.values():
        values[hour] *= 3


def _dear(columns: dict[str, Any], hour: int) -> None:
    for name in ("impressions", "clicks", "conversions"):
        columns[name][hour] = int(columns[name][hour] * 0.35)


def _half_more(columns: dict[str, Any], hour: int) -> None:
    for values in columns.values():
        values[hour] = int(values[hour] * 1.5)


def _thrice_then_dear(columns: dict[str, Any], hour: int) -> None:
    (_thrice if hour < (DAYS - 1) * 24 else _dear)(columns, hour)


def _broken_and_dear(columns: dict[str, Any], hour: int) -> None:
    _dear(columns, hour)
    _broken(columns, hour)


def before(one: Hours, hours: int) -> Young:
    """Return the hours of a sound week before, as if half of the conversions were known at once."""
    back = slice(-7 * 24 - hours, -7 * 24)
    conversions = tuple((each or Decimal(0)) / 2 for each in one.conversions[back])
    return Young(one.clicks[back], conversions)


def found(*series: Hours) -> list[Incident]:
    """Return what hours alone show."""
    return in_hours(series, Sensitivity())[0]


class TestHours:
    @pytest.mark.parametrize(
        ("change", "detector", "metric", "since"),
        [
            (_silent, "zero_delivery", "impressions", 12),
            (_thrice, "robust_z", "spend", 12),
            (_dear, "robust_z", "cpm", 12),
        ],
    )
    def test_are_told_within_two_with_the_hour_of_their_start(
        self, change: Change, detector: str, metric: str, since: int
    ) -> None:
        (one,) = found(campaign(change, since=since))
        assert (one.detector, one.metric, one.date) == (detector, metric, TODAY)
        assert one.since == f"{TODAY}T{since:02d}:00"
        assert one.provisional
        assert one.at_stake > 0

    def test_without_conversions_are_told_once_enough_should_be_known(self) -> None:
        (one,) = found(campaign(_broken, since=0, size=400_000))
        assert (one.detector, one.metric) == ("tracking_break", "conversions")
        assert one.since is not None
        assert one.since.startswith(str(TODAY))

    def test_without_conversions_wait_where_these_come_late(self) -> None:
        late = replace(campaign(_broken, since=8, size=60_000), maturity=(0.05, 0.1, 0.2))
        assert found(late) == []

    def test_without_conversions_are_told_by_how_young_hours_looked_before(self) -> None:
        late = replace(campaign(_broken, since=8, size=60_000), maturity=(0.05, 0.1, 0.2))
        young = len(late.clicks) - (DAYS - 3) * 24
        (one,) = found(replace(late, earlier=(before(late, young),) * 7))
        assert one.detector == "tracking_break"

    def test_of_days_without_sales_say_nothing_of_how_late_these_come(self) -> None:
        late = replace(campaign(_broken, since=8, size=60_000), maturity=(0.05, 0.1, 0.2))
        young = len(late.clicks) - (DAYS - 3) * 24
        whole = before(late, young)
        empty = replace(whole, conversions=(Decimal(0),) * young)
        (one,) = found(replace(late, earlier=(whole, whole, whole, empty, empty)))
        assert one.detector == "tracking_break"

    def test_may_spend_half_more_as_when_a_budget_is_raised(self) -> None:
        assert found(*(campaign(_half_more, since=0, seed=n) for n in range(2, 6))) == []

    def test_of_two_events_one_after_the_other_are_two_incidents(self) -> None:
        told = found(campaign(_thrice_then_dear, since=-14))
        assert sorted(one.metric for one in told) == ["cpm", "spend"]

    def test_are_told_of_costs_while_the_tracking_is_broken_as_well(self) -> None:
        dear = campaign(_broken_and_dear, since=0, size=400_000)
        told = {(one.detector, one.metric) for one in found(dear)}
        assert told == {("tracking_break", "conversions"), ("robust_z", "cpm")}

    def test_of_healthy_series_are_not_told(self) -> None:
        fleet = [campaign(seed=n, size=200 * 2.0 ** (n % 9)) for n in range(60)]
        assert found(*fleet) == []

    def test_of_what_is_paused_may_be_silent(self) -> None:
        assert found(replace(campaign(_silent), active=False)) == []

    def test_of_a_promotion_may_be_busy_but_not_silent(self) -> None:
        known = frozenset({TODAY})
        assert found(replace(campaign(_thrice), unlike=known)) == []
        assert len(found(replace(campaign(_silent), unlike=known))) == 1

    def test_of_a_few_days_say_nothing(self) -> None:
        one = campaign(_silent)
        short: dict[str, Any] = {
            name: getattr(one, name)[-200:]
            for name in ("spend", "impressions", "clicks", "conversions")
        }
        assert found(replace(one, **short)) == []

    def test_are_expected_by_the_hours_of_the_weeks_before(self) -> None:
        import numpy as np

        values = np.tile(np.arange(24.0), (1, 29))
        told = expected(values, first_weekday=0, since=28 * 24)
        assert np.allclose(told[0, -24:], np.arange(24.0))


class TestOneIncident:
    def test_has_one_name_by_hours_and_by_days(self) -> None:
        (early,) = found(campaign(_silent))
        day = replace(early, since=None, date=TODAY, provisional=False)
        assert [(one.id, one.since) for one in joined([day], [early])] == [(early.id, early.since)]

    def test_is_another_than_that_of_the_day_before_which_shows_in_something_else(self) -> None:
        (early,) = found(campaign(_silent))
        before = replace(early, id="inc_cvr", metric="cvr", also=(), date=TODAY - timedelta(days=1))
        assert [one.id for one in joined([before], [early])] == ["inc_cvr", early.id]

    def test_is_another_than_its_accounts_fewer_conversions_which_made_each_dearer(self) -> None:
        (dear,) = found(campaign(_dear))
        sales = replace(
            dear, id="inc_cvr", level="account", entity_id="1", entity="1", metric="cvr",
            also=("conversions", "cpa"), explains=(dear.entity,), since=None,
        )  # fmt: skip
        assert [one.id for one in joined([sales], [dear])] == ["inc_cvr", dear.id]
        price = replace(sales, id="inc_cpa", metric="cpa", also=("cpc",))
        assert [one.id for one in joined([price], [dear])] == ["inc_cpa"]

    def test_keeps_its_name_and_hour_when_days_tell_of_it_later(self) -> None:
        (early,) = found(campaign(_silent))
        at = datetime(2026, 2, 5, tzinfo=UTC)
        life = Life(early, State.open, 1, at, 1, at)
        later = replace(early, id="inc_other", detector="level_shift", since=None)
        (one,) = named([later], [life])
        assert (one.id, one.since) == (early.id, early.since)

    def test_of_an_account_stands_for_its_campaigns(self) -> None:
        mine = [campaign(_silent, seed=n) for n in range(4)]
        columns: dict[str, Any] = {
            name: tuple(map(sum, zip(*(getattr(one, name) for one in mine), strict=True)))
            for name in ("spend", "impressions", "clicks", "conversions")
        }
        whole = replace(mine[0], level="account", entity_id="1", entity="1", **columns)
        (one,) = found(whole, *mine)
        assert one.level == "account"
        assert len(one.explains) == 4


class TestReadingHours:
    def test_takes_silence_for_nought_until_the_last_fetch_and_not_after(self) -> None:
        day = date(2026, 3, 28)
        rows = [
            {
                "platform": "meta", "account_id": "1", "currency": "EUR", "connector": "meta",
                "timezone": "Europe/Berlin", "hour": f"{day}T{hour:02d}:00", "spend": Decimal(1),
                "impressions": 10, "clicks": 1, "conversions": None,
            }
            for hour in (0, 1, 5)
        ]  # fmt: skip
        # Clocks go forward in the night to the 29th: the fetch is at 4:30 there.
        told = Reported(datetime(2026, 3, 29, 2, 30, tzinfo=UTC), frozenset({date(2026, 3, 29)}))
        period = Period(day, day + timedelta(days=3))
        (one,) = hours_of(rows, [], [], {"meta/1": told}, period=period)
        assert len(one.impressions) == 24 + 4
        assert one.impressions[:6] == (10, 10, 0, 0, 0, 10)
        assert one.impressions[24:] == (0, 0, None, 0)
        assert set(one.conversions) == {None}
