from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.core.ads import Period, minor_units
from adhelm.decide.optimization.logic import responses, suggest
from adhelm.decide.optimization.types import Advice, Campaign, Day, Limits

WINDOW = Period(date(2026, 1, 1), date(2026, 2, 26))
BASKET = 40


def campaigns(
    returns: list[float],
    spend: list[float],
    *,
    seed: int = 1,
    elasticity: float = 0.6,
    spread: float = 0.2,
    currency: str = "EUR",
    unit: Decimal = Decimal(1),
    account: str = "1",
) -> list[Campaign]:
    """Return campaigns of one account that answer to money by a known concave curve."""
    import numpy as np

    rng = np.random.default_rng(seed)
    found = []
    for number, (rate, usual) in enumerate(zip(returns, spend, strict=True)):
        days = {}
        for day in WINDOW:
            spent = usual * rng.lognormal(0, spread)
            expected = rate * usual * (spent / usual) ** elasticity
            sales = int(rng.poisson(expected / BASKET))
            amount = Decimal(str(round(spent, 2)))
            days[day] = Day(amount * unit, Decimal(sales), Decimal(sales * BASKET) * unit)
        found.append(Campaign("meta", account, currency, f"c{number}", f"C{number}", days))
    return found


def advise(group: list[Campaign], limits: Limits | None = None, seed: int = 0) -> Advice:
    return suggest(group, limits=limits or Limits(), window=WINDOW, data_version=1, seed=seed)


class TestSuggest:
    def test_money_goes_from_the_weaker_to_the_better_margin(self):
        (move,) = advise(campaigns([1, 4, 2], [100, 100, 100])).moves

        assert (move.from_campaign_id, move.to_campaign_id) == ("c0", "c1")
        assert 0 < move.gain_low < move.gain < move.gain_high
        assert "C0" in move.reason
        assert "90 % interval" in move.reason

    def test_equal_campaigns_are_left_as_they_are_and_it_says_so(self):
        suggested = 0
        for seed in range(40):
            advice = advise(campaigns([2, 2, 2, 2], [100, 200, 50, 80], seed=seed))
            suggested += bool(advice.moves)
            if not advice.moves:
                assert "for no pair of its 4 campaigns" in advice.silences[-1].reason

        assert suggested <= 2

    def test_money_never_leaves_its_account(self):
        rich = campaigns([8, 8], [100, 100], account="rich")
        poor = campaigns([0.5, 0.5], [100, 100], account="poor")

        assert advise([*rich, *poor]).moves == ()

    def test_too_few_conversions_are_left_alone_with_the_number(self):
        group = campaigns([4, 4, 0.02], [100, 100, 100])

        silence = next(one for one in advise(group).silences if one.campaign_id == "c2")

        assert "are needed" in silence.reason
        assert silence.name == "C2"

    def test_too_few_days_are_left_alone(self):
        group = [
            replace(one, days=dict(list(one.days.items())[:9]))
            for one in campaigns([1, 6], [100, 100])
        ]

        advice = advise(group)

        assert advice.moves == ()
        assert "only 9 mature days" in advice.silences[0].reason
        assert "no campaign has enough" in advice.silences[-1].reason

    def test_a_blocked_campaign_takes_no_part(self):
        group = campaigns([1, 6], [100, 100])
        blocked = [*group[:1], Campaign("meta", "1", "EUR", "c1", "C1", group[1].days, "broken")]

        advice = advise(blocked)

        assert advice.moves == ()
        assert advice.silences[0].reason == "broken"

    def test_without_values_conversions_are_counted(self):
        group = [
            replace(
                one,
                days={day: Day(d.spend, d.conversions) for day, d in one.days.items()},
            )
            for one in campaigns([1, 6], [100, 100])
        ]

        (move,) = advise(group).moves

        assert move.metric == "conversions"
        assert "per conversion" in move.reason

    @given(
        returns=st.lists(st.floats(0.3, 8), min_size=2, max_size=6),
        spends=st.lists(st.floats(5, 900), min_size=6, max_size=6),
        max_raise=st.decimals("0.01", "0.5", places=2),
        max_cut=st.decimals("0.01", "0.9", places=2),
        floor=st.decimals("0", "50", places=2),
        currency=st.sampled_from(["EUR", "JPY", "KWD"]),
        seed=st.integers(0, 1000),
    )
    @settings(max_examples=60, deadline=None)
    def test_every_move_keeps_the_total_and_the_limits(
        self, *, returns, spends, max_raise, max_cut, floor, currency, seed
    ):
        group = campaigns(returns, spends[: len(returns)], currency=currency, seed=seed)
        limits = Limits(max_raise=max_raise, max_cut=max_cut, min_daily_spend=floor)

        moves = advise(group, limits).moves

        unit = Decimal(1).scaleb(-minor_units(currency))
        touched: dict[str, int] = defaultdict(int)
        for move in moves:
            assert move.from_spend + move.to_spend == move.from_proposed + move.to_proposed
            assert move.amount > 0
            assert move.amount == move.amount.quantize(unit)
            assert move.to_proposed <= move.to_spend * (1 + max_raise)
            assert move.from_proposed >= move.from_spend * (1 - max_cut)
            assert move.from_proposed >= floor
            assert move.gain_low > 0
            touched[move.from_campaign_id] += 1
            touched[move.to_campaign_id] += 1
        assert all(count == 1 for count in touched.values())

    @given(power=st.integers(1, 6))
    @settings(max_examples=6, deadline=None)
    def test_the_unit_of_money_changes_nothing_but_the_unit(self, power):
        unit = Decimal(10) ** power

        (one,) = advise(campaigns([1, 4], [100, 100])).moves
        (other,) = advise(campaigns([1, 4], [100, 100], unit=unit)).moves

        assert other.id == one.id
        assert float(other.amount / unit) == pytest.approx(float(one.amount), abs=0.02)
        assert float(other.gain / unit) == pytest.approx(float(one.gain), rel=1e-3)

    def test_the_same_seed_gives_the_same_answer(self):
        group = campaigns([1, 4, 2, 3], [100, 80, 60, 40])

        assert advise(group, seed=5) == advise(group[::-1], seed=5)


class TestResponses:
    def test_find_the_elasticity_that_was_planted(self):
        steep = responses(campaigns([3] * 6, [900] * 6, elasticity=0.9), metric="conversion_value")
        flat = responses(campaigns([3] * 6, [900] * 6, elasticity=0.3), metric="conversion_value")

        assert all(a.elasticity > b.elasticity + 0.15 for a, b in zip(steep, flat, strict=True))

    def test_spend_that_never_varied_gets_the_pooled_value_and_a_wide_error(self):
        (still, _) = responses(campaigns([3, 3], [100, 100], spread=0.0), metric="conversion_value")

        assert 0.4 < still.elasticity < 0.9
        assert still.elasticity_error > 0.1

    @given(seed=st.integers(0, 50), elasticity=st.floats(0.1, 1.2))
    @settings(max_examples=20, deadline=None)
    def test_are_always_concave(self, seed, elasticity):
        for one in responses(
            campaigns([2, 5], [50, 300], seed=seed, elasticity=elasticity), metric="conversions"
        ):
            assert 0 < one.elasticity < 1
            assert one.marginal <= one.returns / one.spend
