"""`allocate` …"""

from dataclasses import replace
from decimal import Decimal

import numpy as np  # noqa: TID253 - the tests are about arrays
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adhelm.core.ads import Money
from adhelm.decide.allocation import (
    NO_LIMIT,
    Allocation,
    Curves,
    Entity,
    Family,
    GroupLimit,
    Infeasible,
    Level,
    Problem,
    allocate,
    share_out,
)
from adhelm.decide.allocation.types import BadCurve, BadLimit, Crossing, MixedCurrencies

from .problems import problem, problems, s_shaped

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def solved(given_: Problem) -> Allocation | None:
    """Return the split, or None where the made-up limits clash."""
    try:
        return allocate(given_)
    except Infeasible:
        return None


def keeps_all_limits(given_: Problem, found: Allocation) -> None:
    amounts = found.amounts
    assert given_.floors is not None
    assert given_.ceilings is not None
    assert int(amounts.sum()) == given_.budget
    assert (amounts >= given_.floors).all()
    assert (amounts <= given_.ceilings).all()
    for level in given_.levels:
        inside = level.of >= 0
        sums = np.bincount(level.of[inside], amounts[inside], minlength=len(level.caps))
        assert level.floors is not None
        assert (sums <= level.caps).all()
        assert (sums >= level.floors).all()


class TestAllocate:
    @quick
    @given(problems)
    def test_keeps_all_limits_to_the_minor_unit_and_proves_its_optimum(self, made):
        found = solved(made)
        if found is not None:
            keeps_all_limits(made, found)
            assert found.gap <= 1e-9
            assert found.proven
            assert abs(found.rounding) < 1e-3

    @quick
    @given(s_shaped)
    def test_keeps_all_limits_with_s_curves_too_and_says_how_near_it_is(self, made):
        found = solved(made)
        if found is not None:
            keeps_all_limits(made, found)
            assert found.primal <= found.dual * (1 + 1e-9)
            assert 0 <= found.gap < 0.1

    @quick
    @given(problems, st.integers(-6, 6))
    def test_gives_the_same_split_in_any_unit_of_money(self, made, power):
        # The curves' money in another unit, and returns in another one too.
        base = _times(made, 10 ** max(0, -power))
        other = _times(made, 10 ** max(0, power))
        other = replace(other, curves=replace(other.curves, top=other.curves.top * 7e3))
        one, two = solved(base), solved(other)
        assert (one is None) == (two is None)
        if one is not None and two is not None:
            share = one.split / one.split.sum()
            assert two.split / two.split.sum() == pytest.approx(share, rel=1e-9, abs=1e-12)

    @quick
    @given(problems, st.floats(1.0, 1.5))
    def test_returns_more_and_the_next_unit_less_with_a_larger_budget(self, made, more):
        plain = replace(made, levels=())
        larger = min(int(plain.budget * more), int(plain.ceilings.sum()))
        one, two = solved(plain), solved(replace(plain, budget=larger))
        if one is not None and two is not None and larger >= plain.budget:
            assert (two.split >= one.split * (1 - 1e-9) - 1e-9).all()
            assert two.primal >= one.primal * (1 - 1e-12)
            assert two.marginal <= one.marginal * (1 + 1e-9)

    @quick
    @given(problems, st.randoms(use_true_random=False))
    def test_does_not_care_for_the_order_of_entities(self, made, random):
        order = list(range(len(made.curves)))
        random.shuffle(order)
        curves = Curves(
            made.curves.family[order], made.curves.top[order], made.curves.scale[order],
            made.curves.shape[order],
        )  # fmt: skip
        levels = tuple(replace(level, of=level.of[order]) for level in made.levels)
        moved = replace(
            made, curves=curves, floors=made.floors[order], ceilings=made.ceilings[order],
            levels=levels,
        )  # fmt: skip
        one, two = solved(made), solved(moved)
        assert (one is None) == (two is None)
        if one is not None and two is not None:
            assert two.split == pytest.approx(one.split[order], rel=1e-9, abs=1e-9)

    @quick
    @given(problems)
    def test_is_not_beaten_by_moving_money_between_two_entities(self, made):
        plain = replace(made, levels=())
        found = solved(plain)
        if found is None:
            return
        curves, x = made.curves, found.split
        best = _value(curves, x)
        for giver, taker in [(0, 1), (1, 0), (len(x) - 1, 0), (0, len(x) - 1)]:
            room = min(x[giver] - plain.floors[giver] / 100, plain.ceilings[taker] / 100 - x[taker])
            moved = x.copy()
            moved[giver] -= max(room, 0) / 2
            moved[taker] += max(room, 0) / 2
            assert _value(curves, moved) <= best * (1 + 1e-12)

    @pytest.mark.parametrize("risk", [None, 0.2])
    @pytest.mark.parametrize("seed", range(4))
    def test_goes_by_the_mean_or_a_low_quantile_of_the_draws(self, seed, risk):
        random = np.random.default_rng(seed)
        n, draws = 9, 60
        curves = Curves(
            np.repeat([0, 1, 2], 3),
            random.uniform(1, 9, (n, 1)) * random.lognormal(0, 0.3, (n, draws)),
            random.uniform(50, 200, (n, 1)) * random.lognormal(0, 0.3, (n, draws)),
            np.full((n, draws), 0.9),
        )  # fmt: skip
        made = Problem(curves=curves, currency="EUR", budget=90_000, risk=risk)
        found = allocate(made)
        assert found.amounts.sum() == made.budget
        assert found.gap <= 1e-9
        assert found.low < found.expected < found.high

    def test_prefers_the_surer_of_two_that_return_the_same_on_average_when_cautious(self):
        random = np.random.default_rng(1)
        sure = np.full(200, 10.0)
        unsure = 10 * np.exp(random.normal(0, 0.8, 200) - 0.32)
        curves = Curves.of(Family.hill, np.array([sure, unsure]), np.full((2, 200), 100.0))
        bold = allocate(Problem(curves=curves, currency="EUR", budget=20_000))
        cautious = allocate(Problem(curves=curves, currency="EUR", budget=20_000, risk=0.2))
        assert cautious.amounts[0] > bold.amounts[0] * 1.1

    def test_stops_spending_where_the_target_return_is_reached(self):
        curves = Curves.of(Family.exponential, np.array([500.0, 900.0]), np.array([100.0, 150.0]))
        made = Problem(curves=curves, currency="EUR", budget=100_000, target=3.0)
        found = allocate(made)
        spent = float(found.spent)
        assert spent < 1000
        assert found.expected / spent == pytest.approx(3.0, rel=1e-4)
        assert found.expected >= 3.0 * spent
        assert found.gap <= 1e-6
        assert any(one.limit == "target return" for one in found.bindings)

    def test_says_which_groups_hold_it_back_and_what_a_unit_more_would_bring(self):
        curves = Curves.of(Family.hill, np.array([50.0, 50, 5, 5]), 100.0)
        level = Level(np.array([0, 0, 1, 1]), np.array([5_000, NO_LIMIT]), names=("meta", "x"))
        made = Problem(curves=curves, currency="EUR", budget=20_000, levels=(level,))
        found = allocate(made)
        held = next(one for one in found.bindings if one.limit == "cap")
        more = replace(level, caps=np.array([5_100, NO_LIMIT]))
        gained = allocate(replace(made, levels=(more,))).primal - found.primal
        assert held.who == "meta"
        assert held.worth == pytest.approx(gained, rel=0.02)

    def test_finds_the_best_of_all_splits_of_s_curves(self):
        curves = Curves.of(Family.hill, np.array([10.0, 10, 11]), 50.0, 3.0)
        found = allocate(Problem(curves=curves, currency="EUR", budget=10_000))
        steps = np.arange(0, 100.5, 0.5)
        one, two = np.meshgrid(steps, steps)
        inside = one + two <= 100
        values = sum(
            10 * x**3 / (50**3 + x**3) for x in (one, two)
        ) + 11 * (rest := np.maximum(100 - one - two, 0)) ** 3 / (50**3 + rest**3)  # fmt: skip
        assert found.primal >= values[inside].max() * (1 - 1e-9)
        assert found.gap < 1e-5

    def test_does_not_go_beyond_what_a_curve_was_seen_at(self):
        curves = Curves.of(Family.log, np.array([50.0, 1.0]), 10.0, reach=np.array([30.0, 500.0]))
        found = allocate(Problem(curves=curves, currency="EUR", budget=10_000))
        assert found.money() == [Decimal("30.00"), Decimal("70.00")]
        assert list(found.at_limits()) == [("entity 0", "ceiling")]


class TestRefusals:
    def test_name_the_floors_that_exceed_the_budget(self):
        made = problem(1, groups=False)
        assert made.floors is not None
        made = replace(made, budget=int(made.floors.max()))
        with pytest.raises(Infeasible, match=r"the budget \([\d.]+ EUR\) against the floors"):
            allocate(made)

    def test_name_the_cap_and_the_floors_within_it(self):
        curves = Curves.of(Family.log, np.ones(2), 1.0)
        level = Level(np.zeros(2, int), np.array([500]), names=("meta",))
        made = Problem(
            curves=curves, currency="EUR", budget=1000, floors=np.array([300, 300]), levels=(level,)
        )
        with pytest.raises(Infeasible, match=r"the cap of 'meta' \(5.00 EUR\).* \(6.00 EUR\)"):
            allocate(made)

    def test_name_the_step_and_the_floor_of_one_entity(self):
        curves = Curves.of(Family.log, np.ones(2), 1.0)
        made = Problem(
            curves=curves, currency="EUR", budget=1000, floors=np.array([0, 300]),
            present=np.array([500, 200]), max_raise=Decimal("0.2"), names=("a", "b"),
        )  # fmt: skip
        with pytest.raises(Infeasible, match=r"its floor of 'b'.*the largest raise .at most 2.40"):
            allocate(made)

    def test_name_ceilings_that_cannot_hold_the_budget(self):
        curves = Curves.of(Family.log, np.ones(2), 1.0)
        made = Problem(curves=curves, currency="EUR", budget=1000, ceilings=np.array([300, 300]))
        with pytest.raises(Infeasible, match="which is to be spent against the ceilings"):
            allocate(made)
        assert allocate(replace(made, spend_all=False)).amounts.sum() == 600

    def test_name_returns_that_no_spend_brings(self):
        curves = Curves.of(Family.hill, np.array([5.0, 5.0]), 10.0)
        made = Problem(
            curves=curves, currency="EUR", budget=10_000, least_returns=np.array([4.0, 5.5])
        )
        with pytest.raises(Infeasible, match="its least returns of 'entity 1'"):
            allocate(made)
        enough = allocate(replace(made, least_returns=np.array([4.0, 0.0])))
        assert enough.amounts[0] >= 4000

    def test_name_a_target_that_floors_forbid(self):
        curves = Curves.of(Family.log, np.ones(2), 1.0)
        made = Problem(
            curves=curves, currency="EUR", budget=10_000, floors=np.array([5000, 0]), target=2.0
        )
        with pytest.raises(Infeasible, match="the target return of 2 against the floors"):
            allocate(made)

    @pytest.mark.parametrize("top", [0.0, -1.0, float("nan"), float("inf")])
    def test_meet_curves_that_are_none(self, top):
        curves = Curves.of(Family.log, np.array([1.0, top]), 1.0)
        with pytest.raises(BadCurve, match="entity 1"):
            allocate(Problem(curves=curves, currency="EUR", budget=100))

    @pytest.mark.parametrize("times", [1, 300], ids=["few", "many"])
    def test_meet_groups_that_cross(self, times: int):
        curves = Curves.of(Family.log, np.ones(3 * times), 1.0)
        caps = np.array([500, 500])
        outer, inner = (np.tile(of, times) for of in ([0, 0, 1], [0, 1, 1]))
        levels = (Level(outer, caps), Level(inner, caps, names=("left", "right")))
        with pytest.raises(Crossing, match="'right' lies in more than one group"):
            allocate(Problem(curves=curves, currency="EUR", budget=100, levels=levels))

    def test_meet_steps_without_a_start(self):
        curves = Curves.of(Family.log, np.ones(3), 1.0)
        with pytest.raises(BadLimit, match="start from what there is"):
            allocate(Problem(curves=curves, currency="EUR", budget=9, max_cut=Decimal("0.5")))


class TestShareOut:
    def test_splits_exact_money_within_nested_groups(self):
        entities = [
            Entity(name=name, family=Family.hill, top=top, scale=100, path=path)
            for name, top, path in [
                ("a", 9.0, ("meta", "one")), ("b", 8.0, ("meta", "two")), ("c", 3.0, ("x",)),
            ]
        ]  # fmt: skip
        money, found = share_out(
            Money(Decimal("100.01"), "EUR"), entities,
            groups=[
                GroupLimit(path=("meta",), cap=Money(Decimal("60.00"), "EUR")),
                GroupLimit(path=("meta", "one"), cap=Money(Decimal("20.50"), "EUR")),
            ],
        )  # fmt: skip
        assert {name: str(one.amount) for name, one in money.items()} == {
            "a": "20.50", "b": "39.50", "c": "40.01",
        }  # fmt: skip
        assert found.proven
        assert {one.who for one in found.bindings} >= {"meta", "meta / one"}

    def test_keeps_held_entities_and_steps(self):
        def entity(name: str, top: float, *, held: bool = False) -> Entity:
            present = Money(Decimal(1000), "JPY")
            return Entity(
                name=name, family=Family.log, top=top, scale=50, present=present, held=held
            )

        entities = [entity("a", 90), entity("b", 1), entity("c", 90, held=True)]
        money, _ = share_out(
            Money(Decimal(3000), "JPY"), entities, max_raise=Decimal("0.2"), max_cut=Decimal("0.5")
        )
        assert [int(one.amount) for one in money.values()] == [1200, 800, 1000]

    def test_refuses_two_currencies(self):
        entities = [
            Entity(name="a", family=Family.log, top=1, scale=1, floor=Money(Decimal(1), "USD"))
        ]
        with pytest.raises(MixedCurrencies):
            share_out(Money(Decimal(10), "EUR"), entities)

    def test_refuses_parts_of_a_minor_unit(self):
        entities = [Entity(name="a", family=Family.log, top=1, scale=1)]
        with pytest.raises(BadLimit, match=r"10\.5 JPY is no amount"):
            share_out(Money(Decimal("10.5"), "JPY"), entities)


def _times(made: Problem, factor: float) -> Problem:
    def scaled(amounts):
        return np.rint(amounts * factor).astype(np.int64)

    levels = tuple(
        replace(level, caps=scaled(level.caps), floors=scaled(level.floors))
        for level in made.levels
    )
    curves = replace(made.curves, scale=made.curves.scale * factor)
    return replace(
        made, curves=curves, budget=int(scaled(np.array(made.budget))), floors=scaled(made.floors),
        ceilings=scaled(made.ceilings), levels=levels,
    )  # fmt: skip


def _value(curves: Curves, x) -> float:
    ratio = x / curves.scale
    hill = ratio**curves.shape
    return float(
        (
            curves.top
            * np.select(
                [curves.family == n for n in range(4)],
                [-np.expm1(-ratio), np.log1p(ratio), hill / (1 + hill), hill],
            )
        ).sum()
    )
