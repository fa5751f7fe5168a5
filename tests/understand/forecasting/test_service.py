"""A forecast …"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from tests.understand.forecasting.conftest import DAYS, SHAPE, history
from tests.understand.series.facts import FIRST, fill, row

from adhelm.core.ads import Period
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.observe import plans
from adhelm.observe.plans.types import DayKind
from adhelm.understand import forecasting
from adhelm.understand.forecasting.types import Asked, BadForecast, Engine, EngineMissing, Standing

LAST = FIRST + timedelta(days=DAYS)


class TestAForecast:
    def test_goes_on_with_the_weeks_and_says_how_sure_it_is(self, foresee):
        found = foresee(metrics=("spend",), level="campaign")
        first = found.series[0]
        assert first.total is not None

        assert [one.entity_id for one in found.series] == ["c1", "c2", "c3"]
        assert found.period == Period(LAST, LAST + timedelta(days=28))
        for day in first.days:
            assert day.date is not None
            meant = Decimal(100 * SHAPE[day.date.weekday()])
            assert abs(day.value - meant) < 15
            assert day.low_95 < day.low_80 < day.value < day.high_80 < day.high_95
        assert first.total.low_80 < first.total.value < first.total.high_80

    def test_is_held_against_the_days_before_and_its_own_past(self, foresee):
        (one, _) = foresee(metrics=("spend",), level="account").series

        last = [each for each in history() if each[5] >= LAST - timedelta(days=28)]
        assert one.compared == sum(Decimal(each[9]) for each in last if each[2] == "1")
        assert abs(one.change) < Decimal("0.05")
        assert abs(one.trend) < Decimal("0.05")
        assert one.mase < 1
        assert one.held_80 > Decimal("0.6")

    def test_gives_money_in_the_minor_units_of_its_currency(self, foresee):
        rows = [row(day, spend="1234", currency="JPY") for day in range(60, DAYS)]
        found = foresee(rows, metrics=("spend",))

        assert {each.value for each in found.series[0].days} == {Decimal(1234)}
        assert found.series[0].currency == "JPY"

    def test_says_where_its_figures_come_from(self, foresee):
        found = foresee(metrics=("spend", "clicks"))

        assert found.data_version == found.provenance["data_version"] == 1
        assert set(found.provenance["metrics"]) == {"spend", "clicks"}
        assert found.provenance["history"] == str(Period(FIRST, LAST))
        assert found.provenance["past"]["spend"]["held_80"] is not None

    def test_is_given_page_by_page(self, foresee, parts):
        whole = foresee(metrics=("spend", "clicks"), level="campaign").series
        asked = Asked(metrics=("spend", "clicks"), level="campaign")
        pages = [
            forecasting.forecast(**parts, asked=asked, offset=at, limit=4).series for at in (0, 4)
        ]

        assert [*pages[0], *pages[1]] == list(whole)

    def test_of_a_ratio_has_days_and_no_total(self, foresee):
        (one, _) = foresee(metrics=("cpc",)).series

        assert one.total is None
        assert all(abs(day.value - Decimal("0.34")) < Decimal("0.02") for day in one.days)

    def test_may_be_below_zero_only_where_the_metric_may(self, foresee):
        rows = [row(day, spend="90", conversions=0) for day in range(100, DAYS)]
        found = foresee(rows, metrics=("spend", "contribution"))
        values = {one.metric: one.days[0].value for one in found.series if one.days}

        assert values["spend"] == 90
        assert values.get("contribution", Decimal(-90)) == -90


class TestASeries:
    def test_of_one_day_is_not_foreseen(self, foresee):
        (one,) = foresee([row(DAYS - 1)], metrics=("spend",)).series

        assert (one.standing, one.days, one.total) == (Standing.unknown, (), None)
        assert one.notes == ("fewer than 7 days with figures: nothing can be said",)

    def test_of_ten_days_has_no_interval_yet(self, foresee):
        (one,) = foresee([row(day) for day in range(DAYS - 10, DAYS)], metrics=("spend",)).series

        assert one.standing is Standing.short
        assert one.days[0].value == Decimal("5.25")
        assert one.days[0].low_80 is None

    def test_of_zeros_stays_at_zero(self, foresee):
        rows = [row(day, spend="0") for day in range(DAYS - 90, DAYS)]
        (one,) = foresee(rows, metrics=("spend",)).series

        assert one.standing is Standing.silent
        assert {day.value for day in one.days} == {Decimal(0)}

    def test_that_was_never_reported_is_not_foreseen(self, foresee):
        rows = [row(day, conversions=None) for day in range(DAYS - 90, DAYS)]
        (one,) = foresee(rows, metrics=("conversions",)).series

        assert one.standing is Standing.unknown

    def test_says_of_its_gaps_and_negative_days(self, foresee):
        rows = [
            row(day, spend="-3" if day == 150 else "5.25")
            for day in range(DAYS - 90, DAYS)
            if day not in {100, 101}
        ]
        (one,) = foresee(rows, metrics=("spend",)).series

        assert "2 days nobody reported are walked past" in one.notes
        assert "1 negative days are left out" in one.notes
        assert {day.value for day in one.days} == {Decimal("5.25")}

    def test_of_an_empty_warehouse_is_none(self, foresee):
        found = foresee([], metrics=("spend",))

        assert (found.series, found.count) == ((), 0)
        assert found.notes == ("there is no whole day of figures",)


class TestTheCalendar:
    def test_keeps_a_promotion_from_bending_the_level(self, parts):
        sale = range(DAYS - 12, DAYS - 2)
        rows = [row(day, spend="500" if day in sale else "100") for day in range(DAYS - 90, DAYS)]
        fill(parts["warehouse"], parts["principal"], rows)
        asked = Asked(metrics=("spend",))

        bent = forecasting.forecast(**parts, asked=asked).series[0]
        known = {name: parts[name] for name in ("principal", "database", "clock")}
        plans.add_day(
            **known, kind=DayKind.promotion, name="Sale",
            first_day=FIRST + timedelta(days=sale[0]), last_day=FIRST + timedelta(days=sale[-1]),
        )  # fmt: skip
        plans.add_day(**known, kind=DayKind.outage, name="Move", first_day=LAST + timedelta(days=3))
        found = forecasting.forecast(**parts, asked=asked)

        assert bent.days[0].value > 110
        assert {day.value for day in found.series[0].days} == {Decimal(100)}
        assert "10 days that the calendar sets apart bend nothing" in found.series[0].notes
        assert any("outage 'Move'" in note for note in found.notes)


class TestAQuestion:
    @pytest.mark.parametrize(
        "asked",
        [
            {"metrics": ()}, {"metrics": ("spend.7d",)}, {"days": 0}, {"days": 999},
            {"compare": "2025"}, {"level": "keyword"},
        ],
    )  # fmt: skip
    def test_that_makes_no_sense_is_refused(self, foresee, asked):
        with pytest.raises(BadForecast):
            foresee([], **asked)


class TestScoring:
    def test_lets_the_best_engine_answer(self, parts):
        fill(parts["warehouse"], parts["principal"], history())
        engines = (Engine.smoothing, Engine.seasonal_naive)
        chosen = forecasting.score(
            **parts, asked=Asked(metrics=("spend",), level="campaign"), engines=engines
        )

        assert (chosen.engine, chosen.pinned) == (Engine.smoothing, False)
        ours, floor = sorted(chosen.scores, key=lambda one: one.mase or 0)
        assert (ours.engine, floor.engine) == engines
        assert ours.series == floor.series == 3

    def test_says_which_engine_is_not_installed(self, parts, monkeypatch):
        monkeypatch.setattr("adhelm.understand.forecasting.logic.engines.find_spec", lambda _: None)
        fill(parts["warehouse"], parts["principal"], history())
        chosen = forecasting.score(
            **parts, asked=Asked(metrics=("spend",)), engines=(Engine.smoothing, Engine.lstm)
        )

        told = {one.engine: one.note for one in chosen.scores}
        assert told == {Engine.smoothing: "", Engine.lstm: "pip install 'adhelm[deep]'"}
        with pytest.raises(EngineMissing):
            forecasting.use(
                principal=parts["principal"], database=parts["database"], clock=parts["clock"],
                engine=Engine.lstm,
            )  # fmt: skip

    def test_changes_nothing_that_a_person_chose(self, parts, foresee):
        known = {name: parts[name] for name in ("principal", "database", "clock")}
        forecasting.use(**known, engine=Engine.seasonal_naive)
        found = foresee(metrics=("spend",))
        kept = forecasting.score(
            **parts, asked=Asked(metrics=("spend",)), engines=(Engine.smoothing,)
        )

        assert found.engine is Engine.seasonal_naive
        assert (kept.engine, kept.pinned) == (Engine.seasonal_naive, True)
        assert forecasting.use(**known, engine=None).engine is Engine.smoothing


class TestWhatWasSaid:
    def test_is_held_against_what_came(self, parts):
        fill(parts["warehouse"], parts["principal"], history())
        assert forecasting.keep(**parts) == 5 * 3
        parts["clock"].set(parts["clock"].now() + timedelta(days=10))
        fill(
            parts["warehouse"], parts["principal"],
            [row(day, spend="20", conversions=2) for day in range(DAYS, DAYS + 10)], "later",
        )  # fmt: skip
        days = Period(LAST, LAST + timedelta(days=1))
        found, _, more = forecasting.review(**parts, days=days, metrics=("spend",))
        first = found[0]

        assert (first.made_on, first.days, first.data_version) == (LAST, 10, 1)
        assert first.actual == 200
        assert first.said > 1000
        assert first.held_95 == 0
        assert not more

    def test_is_told_page_by_page(self, parts):
        fill(parts["warehouse"], parts["principal"], history())
        forecasting.keep(**parts)
        parts["clock"].set(parts["clock"].now() + timedelta(days=10))
        later = [row(day, spend="20", conversions=2) for day in range(DAYS, DAYS + 10)]
        fill(parts["warehouse"], parts["principal"], later, "later")
        asked = {**parts, "days": Period(LAST, LAST + timedelta(days=1)), "level": "campaign"}
        whole, _, _ = forecasting.review(**asked)
        first, _, more = forecasting.review(**asked, limit=1)
        rest, _, last = forecasting.review(**asked, limit=100, begin=1)

        assert (first + rest, more, last) == (whole, True, False)

    def test_is_kept_once_a_day(self, parts):
        fill(parts["warehouse"], parts["principal"], history())

        assert forecasting.keep(**parts) == forecasting.keep(**parts)
        days = Period(LAST, LAST + timedelta(days=1))
        assert forecasting.review(**parts, days=days)[0] == []


class TestWhoMayNotWrite:
    def test_reads_and_chooses_nothing(self, parts, foresee):
        reader = Principal(Actor.person, "ann", "acme", frozenset({Scope.read}))
        fill(parts["warehouse"], parts["principal"], history())
        seen = forecasting.forecast(**{**parts, "principal": reader}, asked=Asked())

        assert seen.count == 4
        with pytest.raises(Exception, match="write"):
            forecasting.use(
                principal=reader, database=parts["database"], clock=parts["clock"],
                engine=Engine.smoothing,
            )  # fmt: skip
