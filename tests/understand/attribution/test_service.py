"""Journeys are kept once, people are hashed, and credit adds up on each database."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from tests.understand.attribution.conftest import Desk, at

from adhelm.core.ads import Period
from adhelm.core.errors import Forbidden, Invalid
from adhelm.core.principal import Narrowed, Scope, local
from adhelm.govern import audit
from adhelm.understand import attribution
from adhelm.understand.attribution.logic import markov, showing
from adhelm.understand.attribution.types import (
    USUAL,
    BadJourney,
    BadQuestion,
    By,
    Conversion,
    Kept,
    MixedCurrencies,
    Model,
    RateMissing,
    TooManyStates,
    Touched,
    Touchpoint,
)

TOUCHES = (
    Touchpoint("t1", "ann", at(1), platform="meta", campaign="7"),
    Touchpoint("t2", "ann", at(3), platform="google_ads", campaign="8"),
    Touchpoint("t3", "bob", at(4), channel="email"),
    Touchpoint("t4", "cyd", at(20), platform="meta", campaign="7"),
)
SALES = (
    Conversion("o1", "ann", at(4), value=Decimal("30.10"), currency="EUR"),
    Conversion("o2", "bob", at(5), value=Decimal("10.01"), currency="EUR"),
    Conversion("o3", "cyd", at(10), value=Decimal(7), currency="EUR"),
    Conversion("o4", "dan", at(10)),
)


class TestJourneys:
    def test_are_kept_once_by_their_id(self, desk: Desk):
        assert desk.touch(*TOUCHES) == Kept(added=4)
        assert desk.touch(*TOUCHES, TOUCHES[0]) == Kept(same=4)
        assert desk.sell(*SALES) == Kept(added=4)
        refunded = replace(SALES[0], value=Decimal("10.10"))
        assert desk.sell(refunded, SALES[1]) == Kept(changed=1, same=1)
        assert desk.run().value == Decimal("20.11")

    def test_name_no_person(self, desk: Desk):
        desk.touch(*TOUCHES)
        desk.sell(*SALES)
        with desk.database.reading() as connection:
            tables = sa.inspect(connection).get_table_names()
            for table in tables:
                rows = connection.execute(sa.text(f"SELECT * FROM {table}")).all()
                assert "ann" not in str(rows).replace("annual", ""), table
            people = connection.scalars(
                sa.text("SELECT DISTINCT person FROM attribution_touchpoint")
            ).all()
        assert {len(each) for each in people} == {64}
        assert len(people) == 3

    def test_of_another_workspace_are_not_seen_and_hash_differently(self, desk: Desk):
        desk.touch(*TOUCHES)
        desk.sell(*SALES)
        other = replace(desk, who=local("globex"))
        assert other.run().counts.conversions == 0
        other.touch(TOUCHES[0])
        query = sa.text("SELECT count(DISTINCT person) FROM attribution_touchpoint WHERE id = 't1'")
        with desk.database.reading() as connection:
            assert connection.scalar(query) == 2

    def test_of_a_person_can_be_forgotten(self, desk: Desk):
        desk.touch(*TOUCHES)
        desk.sell(*SALES)
        assert attribution.forget(**desk.parts, person="ann") == 3
        assert attribution.forget(**desk.parts, person="ann") == 0
        assert desk.run().conversions == 1

    def test_are_in_the_audit_without_people(self, desk: Desk):
        desk.touch(*TOUCHES)
        attribution.forget(**desk.parts, person="ann")
        entries = audit.list_entries(principal=desk.who, database=desk.database)
        assert [one.action for one in entries] == ["attribution.forget", "attribution.push"]
        assert "ann" not in str(entries)

    @pytest.mark.parametrize(
        "wrong",
        [
            Touchpoint("", "p", at(1), platform="x"),
            Touchpoint("t", "", at(1), platform="x"),
            Touchpoint("t", "p", at(1)),
            Touchpoint("t", "p", at(1).replace(tzinfo=None), platform="x"),
            Touchpoint("t", "p", at(1).replace(year=1999), platform="x"),
            Touchpoint("t" * 201, "p", at(1), platform="x"),
            Touchpoint("t", "p\x00", at(1), platform="x"),
            replace(TOUCHES[0], platform="tiktok"),
        ],
    )
    def test_that_cannot_be_are_refused_as_a_whole(self, desk: Desk, wrong: Any):
        with pytest.raises(BadJourney):
            desk.touch(TOUCHES[0], wrong)
        assert desk.run().counts.touchpoints == 0

    @pytest.mark.parametrize("value", ["-1", "NaN", "1e20", "0.0000001"])
    def test_have_a_value_of_zero_or_more(self, desk: Desk, value: str):
        with pytest.raises(BadJourney):
            desk.sell(replace(SALES[0], value=Decimal(value)))
        with pytest.raises(BadJourney):
            desk.sell(replace(SALES[0], currency=""))

    def test_are_for_those_who_may(self, desk: Desk):
        reader = replace(desk, who=replace(desk.who, scopes=frozenset({Scope.read})))
        with pytest.raises(Forbidden):
            reader.touch(TOUCHES[0])
        with pytest.raises(Forbidden):
            attribution.forget(**reader.parts, person="ann")
        narrow = replace(desk, who=replace(desk.who, accounts=frozenset({"meta/1"})))
        with pytest.raises(Narrowed):
            narrow.touch(TOUCHES[0])
        with pytest.raises(Narrowed):
            narrow.run()


class TestAttribution:
    def test_puts_the_models_side_by_side_and_adds_up(self, desk: Desk):
        desk.touch(*TOUCHES)
        desk.sell(*SALES)
        found = desk.run()
        assert {line.name for line in found.lines} == {"meta", "google_ads", "email"}
        for model in USUAL:
            given = [line.credit[model] for line in found.lines]
            assert sum(each.conversions for each in given) == found.conversions == 2
            assert sum(each.value or 0 for each in given) == found.value == Decimal("40.11")
        lines = {line.name: line for line in found.lines}
        assert lines["meta"].credit[Model.first].value == Decimal("30.10")
        assert lines["google_ads"].credit[Model.last].value == Decimal("30.10")
        assert lines["meta"].credit[Model.linear].conversions == Decimal("0.5")
        assert lines["email"].claimed is None
        counts = found.counts
        assert (counts.before_touch, counts.never_touched, counts.without_conversion) == (1, 1, 1)
        (both,) = found.overlaps
        assert (both.platform, both.other, both.conversions) == ("google_ads", "meta", 1)
        assert both.value == Decimal("30.10")
        assert found.provenance["journeys"]["known_at"] == desk.clock.now()

    def test_is_by_campaign_and_within_windows(self, desk: Desk):
        desk.touch(*TOUCHES, Touchpoint("t9", "ann", at(3), kind=Touched.view, platform="x"))
        desk.sell(*SALES)
        found = desk.run(by=By.campaign, click_days=2, models=(Model.last,))
        assert {line.name for line in found.lines} == {"google_ads/8", "x", "email"}
        assert desk.run(click_days=0, view_days=0).counts.outside_window == 2
        assert desk.run(conversion="lead").counts.conversions == 0

    def test_has_no_value_where_none_is_known(self, desk: Desk):
        desk.touch(TOUCHES[0])
        desk.sell(replace(SALES[0], value=None, currency=""))
        found = desk.run()
        assert found.value is None
        assert {each.value for line in found.lines for each in line.credit.values()} == {None}
        assert found.conversions == 1

    def test_adds_up_no_two_currencies(self, desk: Desk):
        desk.touch(*TOUCHES)
        desk.sell(SALES[0], replace(SALES[1], currency="USD"))
        with pytest.raises(MixedCurrencies, match="EUR, USD"):
            desk.run()
        with pytest.raises(RateMissing, match="from USD to EUR"):
            desk.run(currency="EUR")

    def test_leaves_out_what_cannot_be_had_and_refuses_it_when_asked_for(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ):
        desk.touch(*TOUCHES)
        desk.sell(*SALES)
        monkeypatch.setattr(markov, "_MOST_STATES_OF_ONE", 2)
        found = desk.run()
        assert found.lines[0].credit.keys() == set(USUAL) - {Model.markov}
        assert "3 states" in found.warnings[0]
        with pytest.raises(TooManyStates):
            desk.run(models=(Model.markov,))

    def test_says_how_sure_it_is_where_it_samples(self, desk: Desk):
        desk.touch(*(Touchpoint(f"t{n}", f"p{n % 9}", at(1), channel=f"c{n}") for n in range(21)))
        desk.sell(*(replace(SALES[0], id=f"o{n}", person=f"p{n}") for n in range(4)))
        found = desk.run(models=(Model.shapley, Model.shapley_rate))
        rates = [line.credit[Model.shapley_rate] for line in found.lines]
        assert all(each.error is not None and each.error >= 0 for each in rates)
        assert sum(each.conversions for each in rates) == 4
        assert {line.credit[Model.shapley].error for line in found.lines} == {None}
        assert any("standard error up to" in each for each in found.warnings)

    def test_of_ten_thousand_channels_is_answered_without_what_cannot_be(self, desk: Desk):
        count = 10_000
        desk.touch(
            *(Touchpoint(f"t{n}", f"p{n % 9}", at(1), channel=f"c{n}") for n in range(count))
        )
        desk.sell(replace(SALES[0], person="p0"))
        found = desk.run()
        assert found.counts.attributed == 1
        assert found.lines[0].credit.keys() == set(USUAL) - {Model.markov}
        assert "states are too many" in found.warnings[0]
        for model in set(USUAL) - {Model.markov}:
            assert sum(line.credit[model].value or 0 for line in found.lines) == Decimal("30.10")

    def test_says_that_rates_need_people_who_did_not_convert(self, desk: Desk):
        desk.touch(*TOUCHES[:3])
        desk.sell(*SALES[:2])
        said = desk.run(models=(Model.shapley_rate,)).warnings
        assert any("nobody is known who did not convert" in one for one in said)

    def test_has_earlier_days_beside_it(self, desk: Desk):
        desk.touch(*TOUCHES)
        desk.sell(*SALES)
        week = Period.closed(at(5).date(), at(6).date())
        found = desk.run(period=week, compare="2026-02-04", models=(Model.last,))
        assert found.earlier is not None
        assert (found.value, found.earlier.value) == (Decimal("10.01"), Decimal("30.10"))
        assert found.provenance["compare_period"] == "2026-02-04..2026-02-04"
        rows = {row["name"]: row for row in showing.flat(showing.document(found), values=True)}
        assert rows["email"]["last"] == Decimal("10.01")
        assert rows["email"]["last_previous"] is None
        assert (rows["google_ads"]["last"], rows["google_ads"]["last_previous"]) == (
            None, Decimal("30.10"),
        )  # fmt: skip
        before = desk.run(period=week, compare="previous").earlier
        assert before is not None
        assert before.asked.period.start.weekday() == week.start.weekday()
        for wrong in ("all", "yesteryear"):
            with pytest.raises(Invalid):
                desk.run(compare=wrong)

    @pytest.mark.parametrize(
        "how", [{"click_days": -1}, {"view_days": 366}, {"half_life_days": 0.0}, {"order": 0}]
    )
    def test_refuses_what_makes_no_sense(self, desk: Desk, how: dict[str, Any]):
        with pytest.raises(BadQuestion):
            desk.run(**how)
