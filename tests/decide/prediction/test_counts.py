"""`train` …"""

import csv
from pathlib import Path

import numpy as np  # noqa: TID253 - the tests are about arrays
import pytest

from adhelm.decide.prediction import Features, train
from adhelm.decide.prediction.logic import counts
from adhelm.decide.prediction.logic.candidates import CANDIDATES
from adhelm.decide.prediction.types import OtherFeatures, TooLittle

REAL = Path(__file__).parents[4] / "shared" / "data" / "kag" / "KAG_conversion_data.csv"


def made(seed: int, n: int = 400) -> tuple[Features, np.ndarray]:
    random = np.random.default_rng(seed)
    shown, kind = np.exp(random.normal(9, 1, n)), random.integers(0, 3, n)
    counted = random.poisson(shown**0.7 * np.array([0.003, 0.006, 0.012])[kind])
    numbers = np.column_stack([shown, random.normal(0, 1, n)])
    numbers[random.random(n) < 0.1, 1] = np.nan
    return Features(
        ("shown", "noise"), numbers, (True, False), ("kind",), kind[:, None]
    ), counted.astype(float)


class TestTrain:
    def test_beats_the_mean_and_says_by_which_features(self):
        features, counted = made(1)
        card = train(features, counted).card
        assert card.deviance[card.model] < 0.6 * card.deviance["mean only"]
        assert card.deviance[card.model] == min(card.deviance.values())
        assert {*list(card.importance)[:2]} == {"shown", "kind"}
        assert 0.8 < card.slope < 1.2
        assert card.split == "folds"

    def test_is_held_against_later_days_where_rows_bear_one(self):
        features, counted = made(2)
        days = np.arange(len(features)) // 10
        card = train(features, counted, days=days).card
        assert (card.split, card.held_out) == ("time", 100)

    def test_gives_the_same_prediction_for_a_row_alone_and_among_others(self):
        features, counted = made(3)
        model = train(features, counted)
        together = model.predict(features)
        alone = [model.predict(features.take(np.array([n])))[0] for n in range(5)]
        assert together[:5] == pytest.approx(alone)
        assert (together > 0).all()

    def test_answers_for_kinds_and_amounts_that_it_never_saw(self):
        features, counted = made(4)
        model = train(features, counted)
        strange = Features(
            features.names, np.array([[0.0, np.nan], [1e9, 50.0]]), features.growing,
            features.kind_names, np.array([[-1], [77]]),
        )  # fmt: skip
        assert np.isfinite(model.predict(strange)).all()

    def test_refuses_other_features(self):
        features, counted = made(5)
        other = Features(
            ("noise", "shown"), features.numbers, (True, False), ("kind",), features.kinds
        )
        with pytest.raises(OtherFeatures, match="not the features"):
            train(features, counted).predict(other)

    @pytest.mark.parametrize("counted", [np.zeros(400), np.ones(400)[:20]])
    def test_refuses_too_little(self, counted):
        features, _ = made(6)
        with pytest.raises(TooLittle):
            train(features.take(np.arange(len(counted))), counted)


@pytest.mark.skipif(not REAL.exists(), reason="no ../shared/data beside the project")
def test_real_ads_are_predicted_better_than_by_a_forest_and_without_tilt():
    with REAL.open(newline="") as file:
        read = list(csv.DictReader(file))
    names = ("Impressions", "Clicks", "Spent")
    numbers = np.array([[float(row[name]) for name in names] for row in read])
    kinds = ("age", "gender", "interest", "xyz_campaign_id")
    columns = [np.unique([row[name] for row in read], return_inverse=True)[1] for name in kinds]
    features = Features(names, numbers, (True,) * 3, kinds, np.column_stack(columns))
    counted = np.array([float(row["Total_Conversion"]) for row in read])
    parts = list(counts.splits(len(features), None, 0))
    held = np.concatenate([test for _, test in parts])
    found = {
        name: counts.held_out(name, features, counted, parts, 0) for name in ("blend", "forest")
    }
    deviances = {name: counts.deviance(counted[held], given) for name, given in found.items()}
    assert found.keys() < CANDIDATES.keys()
    assert deviances["blend"] < 0.8
    assert deviances["blend"] < deviances["forest"]
    assert 0.93 < counts.slope(counted[held], found["blend"]) < 1.07
