"""`train_score` …"""

import json
from dataclasses import replace

import numpy as np  # noqa: TID253 - the tests are about arrays
import pytest

from adhelm.decide.prediction import Panel, Scorer, rows, train_score
from adhelm.decide.prediction.logic.judging import fitted
from adhelm.decide.prediction.logic.recipes import RECIPES
from adhelm.decide.prediction.logic.scores import compete, outcomes
from adhelm.decide.prediction.types import Features, OtherFeatures, TooLittle

N, DAYS = 40, 100


def panel(seed: int, *, spread: float) -> Panel:
    """Return entities whose return on money differs by `spread` and wanders."""
    random = np.random.default_rng(seed)
    spend = np.exp(random.normal(4, 0.5, (N, 1))) * np.exp(random.normal(0, 0.2, (N, DAYS)))
    wander = np.cumsum(random.normal(0, spread / 6, (N, DAYS)), axis=1)
    rate = 0.1 * np.exp(spread * random.normal(0, 1, (N, 1)) + wander)
    returns = random.poisson(rate * spend).astype(float)
    kinds = random.integers(0, 3, (N, 1))
    return Panel(spend, returns, np.full(N, 0.1), kinds, ("platform",))


@pytest.fixture(scope="module")
def made() -> Panel:
    return panel(2, spread=0.3)


@pytest.fixture(scope="module")
def scorer(all_of_them: dict[str, Scorer]) -> Scorer:
    return next(iter(all_of_them.values()))


def newest(made: Panel) -> Features:
    return rows(made, last=True)[0]


class TestTrainScore:
    def test_means_what_it_says_on_days_it_has_not_seen(self, scorer: Scorer):
        card = scorer.card
        assert card.signal
        assert card.brier < card.base_brier
        assert 0.5 < card.slope < 2.0
        assert sum(one.rows for one in card.calibration) == card.held_out
        assert np.mean([abs(one.said - one.came) for one in card.calibration]) < 0.1

    def test_tries_every_recipe_on_the_same_days_and_the_best_or_the_one_in_office_serves(
        self, scorer: Scorer
    ):
        card = scorer.card
        assert card.trials.keys() == RECIPES.keys()
        assert card.trials["boosting"].ahead_low is None
        assert card.brier == pytest.approx(card.trials[card.recipe].brier, abs=1e-6)

    def test_names_what_it_goes_by(self, scorer: Scorer):
        assert "return against target" in next(iter(scorer.card.importance))

    def test_finds_no_signal_where_there_is_none(self):
        cards = [train_score(panel(seed, spread=0.0)).card for seed in range(2)]
        assert not any(card.signal for card in cards)

    def test_stays_between_0_and_1_and_rises_with_the_return(self, made: Panel, scorer: Scorer):
        now = newest(made)
        scores = scorer.score(now)
        assert ((scores > 0) & (scores < 1)).all()
        better = now.numbers[:, 1] > 0
        assert scores[better].mean() > scores[~better].mean() + 0.2

    def test_refuses_a_panel_that_is_all_alike(self):
        made = panel(3, spread=0.3)
        with pytest.raises(TooLittle):
            train_score(Panel(made.spend, made.returns, made.target * 1e-6, made.kinds, ("p",)))

    def test_refuses_other_features(self, made: Panel, scorer: Scorer):
        now = newest(made)
        other = Features(
            (*now.names[1:], now.names[0]), now.numbers, now.growing, now.kind_names, now.kinds
        )
        with pytest.raises(OtherFeatures, match="not the features"):
            scorer.score(other)


@pytest.fixture(scope="module")
def all_of_them(made: Panel) -> dict[str, Scorer]:
    return compete(made, *rows(made))


class TestAScorer:
    @pytest.mark.parametrize("recipe", RECIPES)
    def test_is_the_same_after_it_was_kept(self, made: Panel, all_of_them, recipe):
        one = all_of_them[recipe]
        again = Scorer.from_json(json.loads(json.dumps(one.as_json())), one.card)
        assert (again.score(newest(made)) == one.score(newest(made))).all()

    @pytest.mark.parametrize("recipe", RECIPES)
    def test_gives_the_same_chance_for_a_row_alone_and_among_others(
        self, made: Panel, all_of_them, recipe
    ):
        now, one = newest(made), all_of_them[recipe]
        alone = [one.score(now.take(np.array([n])))[0] for n in range(5)]
        assert one.score(now)[:5] == pytest.approx(alone, abs=1e-12)

    @pytest.mark.parametrize("recipe", RECIPES)
    def test_answers_for_what_it_never_saw(self, made: Panel, all_of_them, recipe):
        now = newest(made)
        strange = replace(
            now.take(np.arange(2)),
            numbers=np.array([[np.nan] * len(now.names), [1e9] * len(now.names)]),
            kinds=np.full((2, len(now.kind_names)), 77),
        )
        assert np.isfinite(all_of_them[recipe].score(strange)).all()

    @pytest.mark.parametrize("recipe", RECIPES)
    def test_gives_reasons_in_points_of_the_chance(self, made: Panel, all_of_them, recipe):
        now, one = newest(made), all_of_them[recipe]
        best = now.take(np.array([int(np.argmax(one.score(now)))]))
        chance, points = one.reasons(best)
        assert chance == pytest.approx(one.score(best)[0])
        assert points.keys() == {*now.names, *now.kind_names}
        assert "return against target" in next(iter(points))
        assert max(points.values()) > 0.02

    def test_stays_in_office_unless_another_surely_does_better(self, made: Panel):
        for office in ("odds", "linear"):
            found = compete(made, *rows(made), incumbent=office)
            first = next(iter(found))
            assert first == office or found[first].card.brier < found[office].card.brier + 0.01


class TestFitted:
    def test_finds_level_and_tilt_of_any_size(self):
        random = np.random.default_rng(1)
        for size in (1e-3, 1.0, 1e3):
            seen = random.normal(0, 1, 20_000)
            beaten = (random.random(20_000) < 1 / (1 + np.exp(-(0.3 + 1.5 * seen)))).astype(int)
            level, tilt = fitted(seen * size, beaten)
            assert (level, tilt * size) == pytest.approx((0.3, 1.5), abs=0.1)

    def test_stays_finite_where_all_is_told_apart(self):
        seen = np.linspace(-1, 1, 100)
        level, tilt = fitted(seen, (seen > 0).astype(int))
        assert np.isfinite([level, tilt]).all()
        assert tilt > 0


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

    def test_thin_the_past_to_what_was_known_then(self):
        made = panel(6, spread=0.1)
        shares = np.ones((N, 30))
        shares[:, :7] = [0.1, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95]
        late = replace(made, shares=shares, counts=made.returns)
        whole, days, _ = rows(made)
        thin, _, _ = rows(late)
        counted = whole.names.index("conversions, 28 days")
        before = days < DAYS
        seen = np.expm1(thin.numbers[:, counted])
        assert (seen <= np.expm1(whole.numbers[:, counted]) + 1e-6).all()
        # Over four weeks all but the last days are known; in the morning the newest is a day old.
        share = seen[before].sum() / np.expm1(whole.numbers[before, counted]).sum()
        missing = (1 - shares[0, 1:]).sum()
        assert share == pytest.approx((28 - missing) / 28, abs=0.02)
        # A rate is no lower for it: what it is held against is thinned as well.
        rate = whole.names.index("return against target, 28 days")
        assert thin.numbers[:, rate].mean() == pytest.approx(
            whole.numbers[:, rate].mean(), abs=0.02
        )

    def test_of_the_last_morning_stand_on_all_that_is_there(self):
        made = panel(7, spread=0.1)
        late = replace(made, shares=np.full((N, 30), 0.5), counts=made.returns)
        last, days, _ = rows(late, last=True)
        counted = last.names.index("conversions, 28 days")
        assert (days == DAYS).all()
        assert np.expm1(last.numbers[:, counted]) == pytest.approx(
            made.returns[:, -28:].sum(axis=1)
        )

    def test_have_no_outcome_where_figures_may_still_move_or_nothing_is_to_be_beaten(self):
        made = panel(8, spread=0.1)
        aimless = np.repeat(made.target[:, None], DAYS + 1, axis=1)
        aimless[2, 40] = np.nan
        ripe = np.full(N, 60)
        known = outcomes(
            replace(made, target=aimless, ripe=ripe), np.array([53, 54, 40]), np.array([0, 1, 2])
        )
        assert known[0] in {0, 1}
        assert list(known[1:]) == [-1, -1]

    def test_are_judged_by_the_target_of_their_own_morning(self):
        made = panel(9, spread=0.1)
        moving = np.full((N, DAYS + 1), 1e-9)
        moving[:, 60:] = 1e9
        days, entity = np.array([59, 60]), np.array([0, 0])
        assert list(outcomes(replace(made, target=moving), days, entity)) == [1, 0]


class TestUnknownEverywhere:
    def test_a_feature_that_nobody_knows_does_no_harm(self, made: Panel):
        nowhere = np.full((N, DAYS + 1), np.nan)
        unknown = replace(made, headroom=nowhere)
        found = train_score(unknown)
        chances = found.score(rows(unknown, last=True)[0])
        assert np.isfinite(chances).all()
        assert found.card.signal
