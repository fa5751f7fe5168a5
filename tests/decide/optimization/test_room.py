"""What purses could spend, by what they spent of their budgets."""

from __future__ import annotations

import numpy as np  # noqa: TID253 - the tests are about arrays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.decide.optimization.logic.room import Rooms, rooms

DAYS = 28
WEEKDAY = np.arange(DAYS) % 7
EVEN = np.ones((7, 1))


def seen(spend, budgeted) -> Rooms:
    return rooms(np.atleast_2d(spend), np.atleast_2d(budgeted), EVEN, WEEKDAY, draws=400, seed=1)


def noisy(values, seed=1):
    return values * np.exp(np.random.default_rng(seed).normal(0, 0.05, np.shape(values)))


class TestABudget:
    def test_that_is_used_up_will_mostly_be_when_it_is_raised(self):
        found = seen(noisy(np.full(DAYS, 100.0)), np.full(DAYS, 100.0))
        more = found.taken(np.array([119.0])).mean()
        assert 110 < more < 119

    def test_that_was_raised_in_vain_is_not_taken_up_beyond_what_was_spent(self):
        budgeted = np.where(np.arange(DAYS) < 20, 100.0, 150.0)
        found = seen(noisy(np.full(DAYS, 100.0)), budgeted)
        assert found.taken(np.array([150.0])).mean() == pytest.approx(100, rel=0.06)
        assert found.taken(np.array([178.0])).mean() == pytest.approx(100, rel=0.1)

    def test_of_which_a_part_is_held_back_is_taken_up_in_part(self):
        budgeted = np.geomspace(80.0, 200.0, DAYS)
        found = seen(noisy(0.4 * budgeted + 40.0), budgeted)
        risen = found.taken(np.array([220.0])) - found.taken(np.array([200.0]))
        assert 3 < risen.mean() < 14

    def test_that_nobody_knows_says_nothing(self):
        found = seen(np.full(DAYS, 100.0), np.full(DAYS, np.nan))
        assert np.isnan(found.most).all()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(0, 1e6), min_size=DAYS, max_size=DAYS),
    st.lists(st.floats(0.01, 1e6), min_size=DAYS, max_size=DAYS),
    st.floats(0.01, 1e6),
)
def test_no_more_is_taken_than_the_budget_and_never_less_for_a_raise(spend, budgeted, budget):
    found = seen(np.array(spend), np.array(budgeted))
    if np.isnan(found.most).any():
        return
    now, more = found.taken(np.array([budget])), found.taken(np.array([budget * 1.19]))
    assert (now <= budget * (1 + 1e-9)).all()
    assert (now >= 0).all()
    assert (more >= now).all()


def test_says_the_same_in_any_unit_of_money():
    spend, budgeted = noisy(np.full(DAYS, 90.0)), np.full(DAYS, 100.0)
    first, second = seen(spend, budgeted), seen(spend * 1e4, budgeted * 1e4)
    assert second.most / 1e4 == pytest.approx(first.most)
