"""`train_score` …"""

import numpy as np  # noqa: TID253 - the tests are about arrays
import pytest

from adhelm.decide.prediction import Panel, rows, train_score
from adhelm.decide.prediction.logic.scores import outcomes
from adhelm.decide.prediction.types import TooLittle

N, DAYS = 60, 120


def panel(seed: int, *, spread: float) -> Panel:
    """Return entities whose return on money differs by `spread` and wanders."""
    random = np.random.default_rng(seed)
    spend = np.exp(random.normal(4, 0.5, (N, 1))) * np.exp(random.normal(0, 0.2, (N, DAYS)))
    wander = np.cumsum(random.normal(0, spread / 6, (N, DAYS)), axis=1)
    rate = 0.1 * np.exp(spread * random.normal(0, 1, (N, 1)) + wander)
    returns = random.poisson(rate * spend).astype(float)
    kinds = random.integers(0, 3, (N, 1))
    return Panel(spend, returns, np.full(N, 0.1), kinds, ("platform",))


class TestTrainScore:
    def test_means_what_it_says_on_days_it_has_not_seen(self):
        card = train_score(panel(1, spread=0.3)).card
        assert card.signal
        assert card.brier < card.base_brier
        assert 0.5 < card.slope < 2.0

    def test_finds_no_signal_where_there_is_none(self):
        cards = [train_score(panel(seed, spread=0.0)).card for seed in range(2)]
        assert not any(card.signal for card in cards)

    def test_stays_between_0_and_1_and_rises_with_the_return(self):
        made = panel(2, spread=0.3)
        scorer = train_score(made)
        features, days, _ = rows(made)
        now = features.take(np.flatnonzero(days == DAYS))
        scores = scorer.score(now)
        assert ((scores > 0) & (scores < 1)).all()
        better = now.numbers[:, 1] > 0
        assert scores[better].mean() > scores[~better].mean() + 0.2

    def test_refuses_a_panel_that_is_all_alike(self):
        made = panel(3, spread=0.3)
        with pytest.raises(TooLittle):
            train_score(Panel(made.spend, made.returns, made.target * 1e-6, made.kinds, ("p",)))


class TestRows:
    def test_know_nothing_of_the_days_to_come(self):
        made = panel(4, spread=0.3)
        until = 70
        cut = Panel(made.spend[:, :until], made.returns[:, :until], made.target, made.kinds, ("p",))
        whole, days, _ = rows(made)
        short, short_days, _ = rows(cut)
        assert whole.numbers[days <= until] == pytest.approx(short.numbers[short_days <= until])

    def test_have_an_outcome_only_where_the_week_is_over_and_money_was_spent(self):
        made = panel(5, spread=0.3)
        made.spend[0, 50:57] = 0
        known = outcomes(made, np.array([50, DAYS - 7, DAYS - 6]), np.array([0, 1, 1]))
        assert known[0] == -1
        assert known[1] in {0, 1}
        assert known[2] == -1
