"""`fit` …"""

from datetime import timedelta
from decimal import Decimal

import numpy as np  # noqa: TID253 - the tests are about arrays
import pytest

from adhelm.decide.allocation import Histories, Problem, allocate, fit
from adhelm.decide.allocation.types import BadCurve, Beyond
from adhelm.sandbox.market import Market, scenario
from adhelm.sandbox.market.plan import minor_per_dollar
from adhelm.sandbox.market.types import sum_by

N, DAYS = 40, 90


class World:
    """Campaigns of two kinds whose true curves are known, of a family of one's choice."""

    def __init__(self, family: str, seed: int, *, level: float = 20.0) -> None:
        random = np.random.default_rng(seed)
        kind = np.arange(N) % 2
        self.elasticity = 1 / (1 + np.exp(-(random.normal(0.4, 0.5, N) + kind - 0.5)))
        self.usual = np.exp(random.normal(4, 1, N))
        self.level = level * np.exp(random.normal(0, 1, N))
        self.family = family
        walk = np.cumsum(random.normal(0, 0.08, (N, DAYS)), axis=1)
        spend = self.usual[:, None] * np.exp(walk - walk.mean(axis=1, keepdims=True))
        spend *= np.exp(random.normal(0, 0.15, (N, DAYS)))
        weekday = np.arange(DAYS) % 7
        market = np.array([0.98, 0.96, 0.97, 0.99, 1.02, 1.08, 1.1])[weekday]
        market = market * np.exp(random.normal(0, 0.08, (N, DAYS)))
        returns = random.poisson(self.returns(spend) * market).astype(float)
        self.histories = Histories(spend, returns, weekday, kind, np.zeros(N, int))

    def returns(self, spend):
        ratio, e = spend / self.usual[:, None], self.elasticity[:, None]
        if self.family == "power":
            shape = ratio**e
        elif self.family == "exponential":
            bends = np.linspace(0.01, 8, 2000)
            bend = np.interp(-e, -bends / np.expm1(bends), bends)
            shape = np.expm1(-bend * ratio) / np.expm1(-bend)
        else:
            half = e / (1 - e)
            shape = ratio * (half + 1) / (half + ratio)
        return self.level[:, None] * shape

    def step(self, spend, share: float):
        """Return by which factor the returns change when spend becomes `share` of what it is."""
        return (self.returns(spend[:, None] * share) / self.returns(spend[:, None]))[:, 0]


@pytest.mark.parametrize("family", ["hill", "exponential", "power"])
def test_a_raise_brings_what_the_interval_says_whatever_family_the_truth_is_of(family):
    inside, off = [], []
    for seed in range(6):
        world = World(family, seed)
        found = fit(world.histories)
        usual = found.usual[:, None]
        shape, at = found.curves.shape, (usual / found.curves.scale) ** found.curves.shape
        answers = 1.3**shape * (1 + at) / (1 + 1.3**shape * at)
        low, high = np.quantile(answers, [0.05, 0.95], axis=1)
        true = world.step(found.usual, 1.3)
        inside.append((low <= true) & (true <= high))
        off.append(answers.mean(axis=1) - true)
    assert 0.80 <= np.mean(inside) <= 0.98
    assert abs(np.mean(off)) < 0.01
    assert np.mean(np.abs(off)) < 0.03


def test_a_thin_entity_borrows_from_its_peers():
    world = World("hill", 3, level=40)
    given = world.histories
    thin = given.returns.copy()
    thin[0] = np.where(np.arange(DAYS) % 30 == 0, 1.0, 0.0)
    found = fit(Histories(given.spend, thin, given.weekday, given.peers, given.market))
    peers, others = found.elasticity[2::2].mean(), found.elasticity[1::2].mean()
    own = found.elasticity[0]
    assert abs(own.mean() - peers) < abs(own.mean() - others)
    assert own.std() > 1.5 * found.elasticity[2::2].std(axis=1).mean()


def test_true_curves_of_the_sandbox_lie_in_the_intervals():
    inside, off = [], []
    for seed in range(2):
        market = Market(scenario("growth"), seed=seed)
        histories, half = _of_market(market)
        found = fit(histories)
        low, high = np.quantile(found.elasticity, [0.05, 0.95], axis=1)
        true = half / (half + found.usual)
        inside.append((low <= true) & (true <= high))
        off.append(found.elasticity.mean(axis=1) - true)
    assert 0.85 <= np.mean(np.concatenate(inside)) <= 0.99
    assert abs(np.mean(np.concatenate(off))) < 0.05


def test_curves_answer_up_to_a_stated_factor_and_no_farther():
    found = fit(World("hill", 1).histories, factor=1.5)
    mean, low, high = found.at(found.highest * 1.49)
    assert (low < mean).all()
    assert (mean < high).all()
    with pytest.raises(Beyond, match=r"more than 1\.5 times"):
        found.at(found.highest * 1.51)


def test_a_split_by_fitted_curves_gains_in_truth_and_stays_within_reach():
    world = World("exponential", 5)
    found = fit(world.histories)
    present = np.rint(found.usual * 100).astype(np.int64)
    made = Problem(
        curves=found.curves, currency="EUR", budget=int(present.sum()), present=present,
        max_raise=Decimal("0.2"), max_cut=Decimal("0.5"),
    )  # fmt: skip
    split = allocate(made)
    before = world.returns(present[:, None] / 100).sum()
    after = world.returns(split.amounts[:, None] / 100).sum()
    assert after > before * 1.01
    assert (split.amounts / 100 <= found.highest * found.factor + 0.01).all()
    assert split.low < split.expected < split.high


def test_an_entity_without_returns_is_refused_by_its_number():
    given = World("hill", 1).histories
    none = given.returns.copy()
    none[7] = 0
    with pytest.raises(BadCurve, match="entity 7"):
        fit(Histories(given.spend, none, given.weekday, given.peers, given.market))


def _of_market(market: Market):
    last = market.clock.now().date() - timedelta(days=35)
    days = [last - timedelta(days=DAYS - 1 - n) for n in range(DAYS)]
    spends, returns, peers, markets, halves = [], [], [], [], []
    kinds: dict[tuple[str, str], int] = {}
    for account in market.accounts():
        book = market.book(account)
        numbers, of = market.numbers(account, days[0], last), book.campaign_of_ads()
        count = book.count("campaign")
        spend = sum_by(of, numbers.spend, count) / minor_per_dollar(account.currency)
        caused = sum_by(of, numbers.caused, count)
        for campaign in range(count):
            if (spend[campaign] > 0).sum() < 60 or not caused[campaign].any():
                continue
            spends.append(np.where(spend[campaign] > 0, spend[campaign], np.nan))
            returns.append(caused[campaign].astype(float))
            kind = (account.platform, book.tree.kinds[campaign])
            peers.append(kinds.setdefault(kind, len(kinds)))
            markets.append(account.index)
            halves.append(book.latent.half[campaign])
    weekday = np.array([day.weekday() for day in days])
    histories = Histories(
        np.array(spends), np.array(returns), weekday, np.array(peers), np.array(markets)
    )
    return histories, np.array(halves)
