"""`follow` and `drift_of` …"""

import numpy as np  # noqa: TID253 - the tests are about arrays

from adhelm.decide.allocation.logic.drifting import Days, drift_of, follow, swing

N, DAYS = 40, 120
ROOM = np.exp(np.linspace(-4, 4, 25))


def days(drift: float, *, level: float = 100.0, trend: float = 0.0, seed: int = 1) -> Days:
    """Return entities of room 1 whose levels walk; spend moves up as their levels do."""
    random = np.random.default_rng(seed)
    walk = np.cumsum(random.normal(0, drift, (N, DAYS)), axis=1)
    ratio = np.exp(trend * np.linspace(-1, 1, DAYS) + random.normal(0, 0.2, (N, DAYS)))
    due = level * np.exp(walk) * ratio * 2 / (1 + ratio)
    y = random.poisson(due).astype(float)
    return Days(ratio, y, np.ones_like(ratio), np.maximum(due, 1.0), 1.0, ROOM)


def test_the_drift_that_there_is_is_found():
    even = np.full((N, len(ROOM)), 1 / len(ROOM))
    assert drift_of(days(0.0), even) <= 0.005
    assert 0.015 <= drift_of(days(0.03), even) <= 0.05


def test_the_level_at_the_end_lies_in_its_interval():
    inside = []
    for seed in range(4):
        given = days(0.02, seed=seed)
        found = follow(given, 0.02)
        at = int(np.abs(np.log(ROOM)).argmin())
        ratio = given.ratio[:, -1]
        true = given.noise[:, -1] / (ratio * 2 / (1 + ratio))
        off = (true - found.level[:, at]) / found.error[:, at]
        inside.append(np.abs(off) < 1.645)
    assert 0.85 <= np.mean(inside) <= 0.99


def test_drift_does_not_pass_for_an_answer_to_spend():
    random = np.random.default_rng(3)
    rising = np.exp(np.linspace(-0.5, 0.5, DAYS))[None, :]
    ratio = rising * np.exp(random.normal(0, 0.1, (N, DAYS)))
    # Level and spend rise together: who knows no drift takes all of it for the answer.
    due = 100 * rising * ratio * 2 / (1 + ratio)
    given = Days(ratio, random.poisson(due).astype(float), np.ones_like(ratio), due, 1.0, ROOM)
    blind, open_eyed = follow(given, 0.0).likelihood, follow(given, 0.03).likelihood
    assert ROOM[open_eyed.sum(axis=0).argmax()] < ROOM[blind.sum(axis=0).argmax()]


def test_a_market_that_stands_still_does_not_swing():
    assert swing(np.ones(DAYS)) == 0.0
    assert swing(np.ones(20)) == 0.0
    assert 0.1 < swing(np.exp(np.where(np.arange(DAYS) // 28 % 2, 0.2, -0.2))) < 0.5
