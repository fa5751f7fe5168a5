"""`plan` …"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np  # noqa: TID253 - the tests are about arrays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.decide.optimization.logic.policy import plan
from adhelm.decide.optimization.logic.spending import spending
from adhelm.decide.optimization.types import Basis, Pool, Split, Steps

DAYS = 90
STEPS = Steps()


def pool(
    seed: int = 1, *, n: int = 5, currency: str = "EUR", unit: float = 1.0, **other: Any
) -> Pool:
    """Return purses with budgets of 100 units and more, whose returns grow less than spend."""
    random = np.random.default_rng(seed)
    digits = {"EUR": 2, "JPY": 0, "KWD": 3}[currency]
    budget = np.round(random.uniform(100, 400, n) * unit * 10**digits)
    swing = np.exp(random.normal(0, 0.2, (n, DAYS)))
    spend = budget[:, None] / 10**digits * swing
    rate = random.uniform(0.5, 6.0, n)[:, None]
    half = random.uniform(0.3, 3.0, n)[:, None] * budget[:, None] / 10**digits
    most = rate * (half + budget[:, None] / 10**digits)
    due = most * spend / (half + spend) / unit / 8
    returns = random.poisson(np.maximum(due, 0)) * 8.0 * unit
    told: dict[str, Any] = {
        "platform": "google_ads", "account": "google_ads/1", "currency": currency,
        "metric": "conversion_value", "basis": Basis.platform,
        "names": tuple(f"c{k}" for k in range(n)), "weekdays": np.arange(DAYS) % 7,
        "budgets": budget.astype(np.int64),
        "budgeted": np.repeat(budget[:, None] / 10**digits, DAYS, axis=1),
        "spend": spend, "returns": returns, "known": np.ones((n, DAYS)),
    }  # fmt: skip
    return Pool(**{**told, **other})


def one(given_pool: Pool, **how: Any) -> Split:
    return plan([given_pool], steps=how.get("steps", STEPS), seed=how.get("seed", 1))[0]


def test_moves_money_to_where_the_next_unit_brings_more():
    found = one(pool())
    change = found.budgets - pool().budgets
    assert change.any()
    up, down = found.marginal[change > 0], found.marginal[change < 0]
    assert up.mean() > down.mean()
    assert found.low < found.expected < found.high
    assert found.expected > 0


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 10_000),
    st.integers(1, 7),
    st.sampled_from(["EUR", "JPY", "KWD"]),
    st.sampled_from([Decimal(0), Decimal("0.05"), Decimal("0.3")]),
)
def test_keeps_the_sum_the_steps_and_never_says_what_is_no_number(seed, n, currency, explore):
    given_pool = pool(seed, n=n, currency=currency, unit=150.0 if currency == "JPY" else 1.0)
    found = one(given_pool, seed=seed, steps=replace(STEPS, explore=explore))
    before, after = given_pool.budgets, found.budgets
    assert after.sum() <= before.sum()
    assert (after <= np.floor(before * 1.19) + 1).all()
    assert (after >= np.floor(before * 0.81)).all()
    figures = [found.expected, found.low, found.high, found.chance, found.explored]
    assert np.isfinite(figures).all()
    assert np.isfinite(found.proposed).all()
    assert found.low <= found.expected <= found.high
    assert found.explored <= float(explore) + 1e-9


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1000), st.sampled_from([1e-2, 1e3, 1e5]))
def test_says_the_same_in_another_unit_of_money(seed, factor):
    given_pool = pool(seed, unit=10.0)
    other = replace(
        given_pool,
        budgets=np.rint(given_pool.budgets * factor).astype(np.int64),
        budgeted=given_pool.budgeted * factor,
        spend=given_pool.spend * factor,
        returns=given_pool.returns * factor,
    )
    first, second = one(given_pool), one(other)
    assert second.budgets / factor == pytest.approx(first.budgets, rel=5e-3)
    assert second.expected / factor == pytest.approx(first.expected, rel=1e-2)


class TestAPurse:
    def test_that_is_held_keeps_its_budget(self):
        held = np.array([True, False, False, True, False])
        found = one(pool(held=held))
        assert (found.budgets == pool().budgets)[held].all()
        assert found.why[0] == "it is held"

    def test_that_does_not_use_up_its_budget_gets_no_more(self):
        given_pool = pool()
        idle = replace(given_pool, spend=given_pool.spend.copy())
        idle.spend[2] *= 0.5
        found = one(idle)
        assert spending(idle).limited.tolist() == [False, False, True, False, False]
        assert found.budgets[2] <= idle.budgets[2]

    def test_that_stopped_spending_is_left_alone(self):
        given_pool = pool()
        given_pool.spend[1, -5:] = 0
        found = one(given_pool)
        assert found.why[1] == "it no longer spends"
        assert found.budgets[1] == given_pool.budgets[1]

    def test_alone_has_nobody_to_be_weighed_against(self):
        found = one(pool(n=1))
        assert (found.budgets == pool(n=1).budgets).all()
        assert (found.expected, found.chance) == (0.0, 0.0)

    def test_keeps_within_its_floor_and_ceiling(self):
        budgets = pool().budgets
        found = one(pool(floors=(budgets * 0.95).astype(np.int64), ceilings=budgets.copy()))
        assert (found.budgets <= budgets).all()
        assert (found.budgets >= np.floor(budgets * 0.95) - 1).all()


class TestADay:
    def test_that_is_young_counts_as_far_as_it_is_known(self):
        whole = pool(7)
        young = replace(whole, returns=whole.returns.copy(), known=whole.known.copy())
        young.returns[:, -10:] *= 0.4
        young.known[:, -10:] = 0.4
        found, told = one(young), one(whole)
        assert found.expected == pytest.approx(told.expected, rel=0.35)

    def test_on_which_counting_broke_teaches_nothing(self):
        whole = pool(7)
        broken = replace(whole, returns=whole.returns.copy())
        broken.returns[:, 60:64] = 0
        assert np.flatnonzero(~spending(broken).counted).tolist() == [60, 61, 62, 63]
        assert spending(whole).counted.all()
