"""Trees of our own form …"""

import json
from itertools import combinations
from math import factorial

import numpy as np  # noqa: TID253 - the tests are about arrays
import pytest
from sklearn.ensemble import (  # noqa: TID253 - what is taken over
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestRegressor,
)

from adhelm.decide.prediction.logic.serving import one_thread
from adhelm.decide.prediction.logic.trees import Tree, Trees, boosted, forested


def table(seed: int, rows: int = 700, *, holes: float = 0.1) -> np.ndarray:
    random = np.random.default_rng(seed)
    made = random.normal(0, 1, (rows, 6)).astype(np.float32).astype(np.float64)
    made[random.random(made.shape) < holes] = np.nan
    made[:, 5] = random.integers(-1, 4, rows)
    return made


def grown(kind: str) -> tuple[object, Trees, np.ndarray]:
    known = table(1)
    wanted = np.exp(0.5 * np.nan_to_num(known[:, 0]) + (known[:, 5] > 1) * 0.4)
    with one_thread():
        if kind == "poisson":
            model = HistGradientBoostingRegressor(
                loss="poisson", max_iter=30, max_leaf_nodes=8, random_state=1
            ).fit(known, wanted)
            return model, boosted(model), np.log(model.predict(table(2)))
        if kind == "odds":
            chooser = HistGradientBoostingClassifier(
                max_iter=30, max_leaf_nodes=8, random_state=1
            ).fit(known, wanted > 1)
            return chooser, boosted(chooser), chooser.decision_function(table(2))
        forest = RandomForestRegressor(20, max_leaf_nodes=32, random_state=1)
        forest.fit(known, wanted)
        return forest, forested(forest), forest.predict(table(2))


KINDS = ["poisson", "odds", "forest"]


class TestTrees:
    @pytest.mark.parametrize("kind", KINDS)
    def test_say_what_the_library_says_where_numbers_are_missing_too(self, kind):
        _, ours, theirs = grown(kind)
        assert ours(table(2)) == pytest.approx(theirs, abs=1e-9)

    @pytest.mark.parametrize("kind", KINDS)
    def test_are_the_same_after_they_were_kept(self, kind):
        _, ours, _ = grown(kind)
        again = Trees.from_json(json.loads(json.dumps(ours.as_json())))
        assert (again(table(3)) == ours(table(3))).all()

    @pytest.mark.parametrize("kind", KINDS)
    def test_reasons_add_up_to_the_row(self, kind):
        _, ours, _ = grown(kind)
        for row in table(4, rows=5):
            usual, added = ours.reasons(row)
            assert usual + added.sum() == pytest.approx(ours(row[None, :])[0], abs=1e-9)

    def test_reasons_are_shapley_values_by_their_definition(self):
        _, ours, _ = grown("poisson")
        row = table(5, rows=1)[0]
        _, added = ours.reasons(row)
        assert added == pytest.approx(shapley(ours, row), abs=1e-9)

    def test_without_a_split_are_a_constant(self):
        stump = Tree([0], [0.0], [False], [-1], [-1], [0.7], [10.0])
        ours = Trees.of([stump], 1.0)
        assert ours(table(1, rows=3)) == pytest.approx([1.7] * 3)
        assert ours.reasons(table(1, rows=1)[0])[0] == pytest.approx(1.7)

    def test_refuse_more_leaves_than_they_have_bits(self):
        known = table(1, rows=2000, holes=0)
        forest = RandomForestRegressor(1, random_state=1).fit(known, known[:, 0])
        with pytest.raises(ValueError, match="leaves"):
            forested(forest)


def shapley(ours: Trees, row: np.ndarray) -> np.ndarray:
    """By all coalitions; a feature outside goes both ways, by the data that did."""
    count = len(row)

    def worth(inside: tuple[int, ...]) -> float:
        return ours.base + sum(below(tree, 0, row, inside) for tree in ours.trees)

    found = np.zeros(count)
    for one in range(count):
        others = [each for each in range(count) if each != one]
        for size in range(count):
            weight = factorial(size) * factorial(count - size - 1) / factorial(count)
            for inside in combinations(others, size):
                found[one] += weight * (worth((*inside, one)) - worth(inside))
    return found


def below(tree: Tree, node: int, row: np.ndarray, inside: tuple[int, ...]) -> float:
    if tree.left[node] < 0:
        return tree.value[node]
    sides = (tree.left[node], tree.right[node])
    value = row[tree.feature[node]]
    if tree.feature[node] in inside:
        left = tree.missing_left[node] if np.isnan(value) else value <= tree.threshold[node]
        return below(tree, sides[0] if left else sides[1], row, inside)
    return sum(
        tree.cover[side] / tree.cover[node] * below(tree, side, row, inside) for side in sides
    )
