"""The models: by hand, against slow reference answers, and by the axioms they are defined by."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, pairwise, permutations
from math import factorial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.understand.attribution import credit, from_text, paths
from adhelm.understand.attribution.logic import markov, shapley
from adhelm.understand.attribution.logic.models import given as given_model
from adhelm.understand.attribution.logic.models import shared
from adhelm.understand.attribution.logic.paths import Row, collapsed
from adhelm.understand.attribution.types import (
    BadJourney,
    BadQuestion,
    Model,
    TooManyStates,
)

# Channels, conversions, value, and how often it ended without one.
HAND: list[Row] = [
    (["a", "b"], 1, 10, 0),
    (["a"], 0, 0, 1),
    (["b"], 1, 5, 1),
    (["a", "c", "a"], 1, 7, 0),
]
BY_HAND: dict[Model, tuple[dict[str, Any], dict[str, Any]]] = {
    Model.first: ({"a": 2, "b": 1, "c": 0}, {"a": 17, "b": 5, "c": 0}),
    Model.last: ({"a": 1, "b": 2, "c": 0}, {"a": 7, "b": 15, "c": 0}),
    Model.linear: (
        {"a": Fraction(7, 6), "b": Fraction(3, 2), "c": Fraction(1, 3)},
        {"a": Fraction(29, 3), "b": 10, "c": Fraction(7, 3)},
    ),
    # One day a step at a half-life of one day: 1/3 2/3; 1; 1/7 2/7 4/7.
    Model.time_decay: (
        {"a": Fraction(1, 3) + Fraction(5, 7), "b": Fraction(5, 3), "c": Fraction(2, 7)},
        {"a": Fraction(10, 3) + 5, "b": Fraction(20, 3) + 5, "c": 2},
    ),
    Model.position: (
        {"a": Fraction(13, 10), "b": Fraction(3, 2), "c": Fraction(1, 5)},
        {"a": Fraction(53, 5), "b": 10, "c": Fraction(7, 5)},
    ),
    # a leads to b 1/4, c 1/4, a conversion 1/4, nothing 1/4; b converts 2/3; c leads to a.
    # From a: x = 1/4·2/3 + 1/4·x + 1/4 → 5/9. From the start: 3/5·5/9 + 2/5·2/3 = 3/5.
    # Without a 4/15 is left, without b 1/5, without c 3/5·5/12 + 4/15 = 31/60.
    Model.markov: (
        {"a": Fraction(60, 49), "b": Fraction(72, 49), "c": Fraction(15, 49)},
        {"a": Fraction(44, 5), "b": 11, "c": Fraction(11, 5)},
    ),
    Model.shapley: (
        {"a": 1, "b": Fraction(3, 2), "c": Fraction(1, 2)},
        {"a": Fraction(17, 2), "b": 10, "c": Fraction(7, 2)},
    ),
    # Rates: a 0/1, b 1/2, c -, ab 2/4, ac 1/2, bc 1/2, abc 3/5; a joins for 7/60, b 22/60, c 7/60
    # of the five people.
    Model.shapley_rate: (
        {"a": Fraction(7, 12), "b": Fraction(11, 6), "c": Fraction(7, 12)},
        {"a": Fraction(57, 8), "b": Fraction(87, 8), "c": 4},
    ),
}
NEVER_NEGATIVE = sorted(set(Model) - {Model.shapley_rate})
"""Only a rate can fall when a channel joins."""
NAMES = st.sampled_from("abcde")
COLUMNS = ("conversions", "values", "nulls")
ROWS = st.lists(
    st.tuples(
        st.lists(NAMES, min_size=1, max_size=6),
        st.integers(0, 5),
        st.integers(0, 1000),
        st.integers(0, 5),
    ).map(lambda row: (row[0], row[1], row[2] if row[1] else 0, row[3])),
    max_size=12,
)


def given_by(model: Model, rows: list[Row], **how: float) -> list[dict[str, float]]:
    known = paths(rows)
    return [
        dict(zip(known.channels, each.tolist(), strict=True))
        for each in credit(known, model, **how)  # type: ignore[arg-type]
    ]


def exact(rows: list[Row], order: int, without: str | None) -> Fraction:
    """The chance of a conversion, by exact fractions and elimination."""
    moves, won = counted(rows, order)
    names = list(moves)
    place = {name: n for n, name in enumerate(names)}
    system = []
    for name in names:
        row = [Fraction(int(name == other)) for other in names] + [Fraction(0)]
        if name[-1:] != (without,):
            out = sum(moves[name].values())
            for to, count in moves[name].items():
                if to is not None:
                    row[place[to]] -= count / out
            row[-1] = won[name] / out
        system.append(row)
    return eliminated(system)[place[()]]


def counted(rows: list[Row], order: int) -> tuple[dict[Any, dict[Any, Fraction]], dict[Any, Any]]:
    moves: dict[Any, dict[Any, Fraction]] = {}
    won: dict[Any, Fraction] = defaultdict(Fraction)
    for touches, conversions, _, nulls in (row for row in rows if row[1] + row[3]):
        once = [name for name, _ in groupby(touches)]
        states = [tuple(once[max(0, n - order) : n]) for n in range(len(once) + 1)]
        for one, other in [*pairwise(states), (states[-1], None)]:
            found = moves.setdefault(one, defaultdict(Fraction))
            found[other] += Fraction(conversions + nulls)
        won[states[-1]] += Fraction(conversions)
    return moves, won


def eliminated(system: list[list[Fraction]]) -> list[Fraction]:
    for n in range(len(system)):
        pivot = next(m for m in range(n, len(system)) if system[m][n])
        system[n], system[pivot] = system[pivot], system[n]
        system[n] = [each / system[n][n] for each in system[n]]
        for m in range(len(system)):
            if m != n and (factor := system[m][n]):
                system[m] = [a - factor * b for a, b in zip(system[m], system[n], strict=True)]
    return [row[-1] for row in system]


class TestEachModel:
    @pytest.mark.parametrize("model", Model)
    def test_equals_what_is_solved_by_hand(self, model):
        for found, wanted in zip(
            given_by(model, HAND, half_life_days=1), BY_HAND[model], strict=True
        ):
            assert found == pytest.approx({k: float(v) for k, v in wanted.items()}, abs=1e-9)

    @settings(deadline=None)
    @given(rows=ROWS, model=st.sampled_from(Model), order=st.integers(1, 4))
    def test_gives_away_all_there_is_and_nothing_negative(self, rows, model, order):
        how = {"order": order} if model is Model.markov else {}
        for found, place in zip(given_by(model, rows, **how), (1, 2), strict=True):
            assert sum(found.values()) == pytest.approx(sum(row[place] for row in rows), abs=1e-9)
            if model in NEVER_NEGATIVE:
                assert all(each >= -1e-9 for each in found.values())

    @settings(deadline=None)
    @given(rows=ROWS, model=st.sampled_from(Model))
    def test_treats_channels_alike_that_are_alike(self, rows, model):
        swap = str.maketrans("ab", "ba")
        mirrored = [([name.translate(swap) for name in row[0]], *row[1:]) for row in rows]
        for found in given_by(model, [*rows, *mirrored]):
            assert found.get("a", 0) == pytest.approx(found.get("b", 0), abs=1e-9)

    @settings(deadline=None)
    @given(rows=ROWS, model=st.sampled_from(NEVER_NEGATIVE))
    def test_gives_nothing_to_a_channel_that_no_conversion_met(self, rows, model):
        for found in given_by(model, [*rows, (["dummy"], 0, 0, 3), (["a", "dummy"], 0, 0, 1)]):
            assert found["dummy"] == pytest.approx(0, abs=1e-12)

    @pytest.mark.parametrize("model", Model)
    def test_gives_all_to_a_channel_that_is_alone(self, model):
        assert given_by(model, [(["a"], 1, 3, 0)]) == [{"a": 1}, {"a": 3}]

    @pytest.mark.parametrize("model", Model)
    def test_has_nothing_to_give_without_conversions(self, model):
        assert given_by(model, [(["a", "b"], 0, 0, 4)]) == [{"a": 0, "b": 0}] * 2
        assert given_by(model, []) == [{}, {}]

    @pytest.mark.parametrize("model", sorted(set(Model) - {Model.markov}))
    def test_that_is_not_markov_takes_ten_thousand_channels(self, model):
        rows: list[Row] = [([f"c{n}", f"c{n + 1}"], 1, 2, 0) for n in range(10_000)]
        conversions, value = given_by(model, rows)
        assert sum(conversions.values()) == pytest.approx(10_000)
        assert sum(value.values()) == pytest.approx(20_000)

    def test_refuses_what_is_no_path(self):
        for row in ([], 1, 0, 0), (["a"], -1, 0, 0), (["a"], float("nan"), 0, 0), (["a"], 0, 1, 0):
            with pytest.raises(BadJourney):
                paths([row])

    @pytest.mark.parametrize("how", [{"half_life_days": 0}, {"half_life_days": -1}, {"order": 0}])
    def test_refuses_what_makes_no_sense(self, how):
        with pytest.raises(BadQuestion):
            credit(paths(HAND), Model.linear, **how)


class TestPathsAsText:
    @settings(deadline=None)
    @given(rows=ROWS, model=st.sampled_from(Model))
    def test_are_the_same_as_paths_as_rows(self, rows, model):
        import pyarrow as pa

        texts = [(" > ", ">")[n % 2].join(row[0]) for n, row in enumerate(rows)]
        columns: dict[str, Any] = {
            name: [float(row[n]) for row in rows] for n, name in enumerate(COLUMNS, 1)
        }
        known = from_text(pa.array(texts, pa.string()), **columns)
        for found, wanted in zip(credit(known, model), given_by(model, rows), strict=True):
            given = dict(zip(known.channels, found.tolist(), strict=True))
            assert given == pytest.approx(wanted, abs=1e-9)

    def test_have_no_empty_touch(self):
        for text in ("", "a >", "a >> b", None):
            with pytest.raises(BadJourney):
                from_text([text], conversions=[1.0], values=[0.0], nulls=[0.0])
        with pytest.raises(BadJourney):
            from_text(["a"], conversions=[-1.0], values=[0.0], nulls=[0.0])
        with pytest.raises(BadJourney):
            from_text(["a"], conversions=[1.0], values=[0.0], nulls=[])


class TestTimeDecay:
    def test_survives_touches_of_long_ago(self):
        rows: list[Row] = [(["a"] * 3000 + ["b"], 1, 0, 0)]
        found, _ = given_by(Model.time_decay, rows, half_life_days=0.5)
        assert sum(found.values()) == pytest.approx(1)


class TestMarkov:
    @settings(deadline=None)
    @given(rows=ROWS.filter(lambda rows: any(row[1] for row in rows)), order=st.integers(1, 3))
    def test_equals_the_removal_effect_in_exact_fractions(self, rows, order):
        whole = exact(rows, order, None)
        names = {name for row in rows for name in row[0]}
        lost = {name: 1 - exact(rows, order, name) / whole for name in names}
        total = sum(row[1] for row in rows)
        wanted = {name: float(each / sum(lost.values()) * total) for name, each in lost.items()}
        found, _ = given_by(Model.markov, rows, order=order)
        assert found == pytest.approx(wanted, abs=1e-9)

    @settings(deadline=None)
    @given(rows=ROWS, order=st.integers(2, 4))
    def test_walked_and_factored_equal_solved(self, rows, order):
        import numpy as np

        known = paths(rows)
        if known.conversions.sum() > 0:
            chain = markov._chain(collapsed(known), order)
            moves = markov._matrix(chain)
            lacking = np.arange(-1, len(known.channels))
            solved = markov._solved(chain, moves, lacking)
            walked = markov._walked(chain, moves, lacking)
            assert walked is not None
            assert abs(walked - solved).max() < 1e-9
            assert abs(markov._factored(chain, moves, lacking) - solved).max() < 1e-9

    @pytest.mark.parametrize("order", [1, 2, 3, 7, 1000])
    def test_takes_any_order(self, order):
        assert sum(given_by(Model.markov, HAND, order=order)[0].values()) == pytest.approx(3)

    def test_of_more_than_the_longest_path_is_that_of_the_longest(self):
        assert given_by(Model.markov, HAND, order=3) == given_by(Model.markov, HAND, order=99)

    def test_is_factored_where_people_walk_for_long(self):
        import numpy as np

        draws = np.random.default_rng(1).integers(0, 22, 9000).tolist()
        rows: list[Row] = [([f"c{n}" for n in draws], 1, 1, 0), (["c1", "c2"], 1, 1, 3)]
        chain = markov._chain(collapsed(paths(rows)), 2)
        assert len(chain.channel) > markov._DENSE
        assert markov._walked(chain, markov._matrix(chain), np.array([-1])) is None
        found, _ = given_by(Model.markov, rows, order=2)
        assert sum(found.values()) == pytest.approx(2)

    def test_is_the_same_each_time(self):
        assert given_by(Model.markov, HAND) == given_by(Model.markov, HAND)

    def test_refuses_more_channels_than_it_can_solve(self):
        rows: list[Row] = [([f"c{n}"], 1, 2, 0) for n in range(10_000)]
        with pytest.raises(TooManyStates, match="10,000"):
            credit(paths(rows), Model.markov)


class TestShapley:
    @settings(deadline=None)
    @given(worth=st.lists(st.integers(-50, 50), min_size=15, max_size=15))
    def test_equals_the_mean_over_all_orders_of_any_game(self, worth):
        game = [0, *worth]
        wanted = [0.0] * 4
        for order in permutations(range(4)):
            seen = 0
            for player in order:
                wanted[player] += game[seen | 1 << player] - game[seen]
                seen |= 1 << player
        import numpy as np

        found = shapley.values(np.array(game, dtype=np.float64))
        assert found.tolist() == pytest.approx([each / factorial(4) for each in wanted], abs=1e-9)
        assert found.sum() == pytest.approx(game[-1], abs=1e-9)

    @settings(deadline=None)
    @given(rows=ROWS)
    def test_shares_each_conversion_among_its_channels(self, rows):
        found, _ = given_by(Model.shapley, rows)
        wanted = dict.fromkeys(found, 0.0)
        for touches, conversions, *_ in rows:
            for name in set(touches):
                wanted[name] += conversions / len(set(touches))
        assert found == pytest.approx(wanted, abs=1e-9)

    def test_takes_twenty_channels_and_ten_thousand(self):
        for count in (20, 21, 10_000):
            many: list[Row] = [([f"c{n}" for n in range(count)], count, 2 * count, 0)]
            many.append((["other"], 0, 0, 1))
            conversions, value = given_by(Model.shapley, many)
            assert conversions.pop("other") == value.pop("other") == 0
            assert list(conversions.values()) == pytest.approx([1] * count)
            assert list(value.values()) == pytest.approx([2] * count)

    @settings(deadline=None)
    @given(rows=ROWS)
    def test_is_the_value_of_the_game_of_counts(self, rows):
        import numpy as np

        names = sorted({name for row in rows for name in row[0]})
        sets = [{names[n] for n in range(len(names)) if mask >> n & 1} for mask in
                range(1 << len(names))]  # fmt: skip
        worth = [sum(row[1] for row in rows if set(row[0]) <= inside) for inside in sets]
        wanted = shapley.values(np.array(worth, dtype=np.float64))
        found, _ = given_by(Model.shapley, rows)
        assert [found[name] for name in names] == pytest.approx(wanted.tolist(), abs=1e-9)


class TestTheGameOfRates:
    @settings(deadline=None)
    @given(rows=ROWS)
    def test_equals_the_mean_over_all_orders(self, rows):
        names = sorted({name for row in rows for name in row[0]})
        people = sum(row[1] + row[3] for row in rows)

        def rate(inside: set[str]) -> Fraction:
            here = [row for row in rows if set(row[0]) <= inside]
            whole = sum(row[1] + row[3] for row in here)
            return Fraction(sum(row[1] for row in here), whole) if whole else Fraction(0)

        wanted = dict.fromkeys(names, Fraction(0))
        for order in permutations(names):
            for n, name in enumerate(order):
                wanted[name] += rate({*order[: n + 1]}) - rate({*order[:n]})
        found, _ = given_by(Model.shapley_rate, rows)
        if sum(row[1] for row in rows):
            for name in names:
                exact_ = float(wanted[name] / factorial(len(names)) * people)
                assert found[name] == pytest.approx(exact_, abs=1e-9)

    def test_is_sampled_beyond_twenty_channels_and_says_how_sure_it_is(self):
        rows = some_rows(14)
        exact_ = shapley.by_rate(paths(rows))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(shapley, "MOST", 13)
            sampled = shapley.by_rate(paths(rows))
            again = shapley.by_rate(paths(rows))
        assert exact_.error is None
        assert sampled.error is not None
        assert sampled.orders >= 2 * shapley._PAIRS[0]
        off = abs(sampled.conversions - exact_.conversions)
        # Four standard errors: a draw beyond them has one chance in ten thousand, and it is fixed.
        assert (off <= 4 * sampled.error + 1e-9).all()
        assert sampled.conversions.sum() == pytest.approx(exact_.conversions.sum())
        assert (sampled.conversions == again.conversions).all()

    def test_of_ten_thousand_channels_says_how_sure_it_is(self):
        rows: list[Row] = [([f"c{n}", f"c{n * 7 % 10_000}"], n % 3, n % 3, 1)
                           for n in range(10_000)]  # fmt: skip
        made = given_model(paths(rows), Model.shapley_rate, half_life_days=7, order=1)
        assert made.error is not None
        assert made.conversions.sum() == pytest.approx(sum(row[1] for row in rows))
        assert "standard error up to" in made.notes[-1]


def some_rows(channels: int) -> list[Row]:
    return [
        ([f"c{n * k % channels}" for k in range(1, 2 + n % 4)], n % 3, n % 3 * 2, 1 + n % 5)
        for n in range(300)
    ]


class TestSharing:
    @settings(deadline=None)
    @given(
        total=st.decimals(0, 10**9, places=6),
        shares=st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=40).filter(
            lambda each: sum(each) > 1e-3 * sum(map(abs, each)) > 0
        ),
    )
    def test_adds_up_exactly_and_is_off_by_less_than_a_unit(self, total, shares):
        parts = shared(total, shares)
        assert sum(parts) == total
        whole = sum(map(Fraction, shares))
        for part, share in zip(parts, shares, strict=True):
            assert abs(Fraction(part) - Fraction(total) * Fraction(share) / whole) < Fraction(
                Decimal("0.000001")
            )
