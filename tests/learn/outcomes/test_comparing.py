"""`compare` and `judge`, where the truth is known …"""

from collections import Counter
from datetime import date

import numpy as np  # noqa: TID253 - the tests are about arrays
import pytest
from tests.learn.outcomes.worlds import Known, changed, unchanged

from adhelm.learn.outcomes.logic.comparing import compare, matched
from adhelm.learn.outcomes.logic.judging import Disturbance, judge
from adhelm.learn.outcomes.types import JUDGED, Basis, Case, Unsayable, Verdict

SEEDS = (1, 2)


def judged(known: list[Known]) -> list[tuple[Known, Verdict]]:
    passed = [(one, judge(one.case, (), missing=0).verdict) for one in known]
    return [(one, verdict) for one, verdict in passed if verdict in JUDGED]


def covered(known: list[Known]) -> float:
    found = []
    for one in known:
        try:
            compared = compare(one.case)
        except Unsayable:
            continue
        found.append(compared.low <= one.truth <= compared.high)
    return sum(found) / len(found)


@pytest.fixture(scope="module")
def known() -> list[Known]:
    return [one for seed in SEEDS for one in unchanged(seed)]


class TestWhereNothingWasChanged:
    def test_no_difference_is_seen(self, known):
        verdicts = Counter(verdict for _, verdict in judged(known))
        assert verdicts.total() > 400
        assert verdicts[Verdict.no_difference] / verdicts.total() >= 0.90

    def test_intervals_hold_nothing_nine_times_in_ten(self, known):
        assert 0.85 <= covered(known) <= 0.96


@pytest.mark.long
class TestWhereBudgetsWereChanged:
    @pytest.mark.parametrize("factor", [0.4, 2.0])
    def test_intervals_hold_what_it_did(self, factor):
        known = [one for seed in range(1, 13) for one in changed(seed, factor)]
        assert len(known) >= 100
        assert 0.85 <= covered(known) <= 0.97

    def test_a_large_cut_is_seen_and_never_called_better(self):
        known = [one for seed in range(1, 7) for one in changed(seed, 0.2)]
        verdicts = Counter(verdict for _, verdict in judged(known))
        assert verdicts[Verdict.better] == 0
        assert verdicts[Verdict.worse] >= verdicts[Verdict.no_difference]


def steady(
    *, level: float = 40.0, days: int = 7, controls: int = 4, history: int = 84, seed: int = 1
) -> Case:
    random = np.random.default_rng(seed)
    total = history + days
    return Case(
        random.poisson(level, total).astype(float),
        random.poisson(level, (controls, total)).astype(float), history,
    )  # fmt: skip


class TestCompare:
    def test_measures_what_came_on_top(self):
        case = steady()
        case.came[case.start :] *= 1.5
        found = compare(case)
        assert found.effect == pytest.approx(20, abs=4)
        assert found.low < 20 < found.high
        assert found.sure_low < found.low < found.effect < found.high < found.sure_high
        assert (found.basis, found.controls) == (Basis.controls, 4)

    def test_takes_away_what_moved_everybody(self):
        case = steady(history=182)
        random = np.random.default_rng(2)
        season = np.exp(0.4 * np.sin(np.arange(189) / 6))
        for series in (case.came, *case.controls):
            series[:] = random.poisson(60 * season)
        alone = compare(
            Case(case.came, case.controls[:0], case.start, foreseen=case.came[-35:-7].mean() * 7)
        )
        beside = compare(case)
        assert beside.error < alone.error / 1.5

    def test_takes_the_forecast_where_nothing_is_beside_it(self):
        case = steady(controls=0)
        with pytest.raises(Unsayable, match="nothing to hold it against"):
            compare(case)
        found = compare(Case(case.came, case.controls, case.start, foreseen=280.0))
        assert (found.basis, found.expected) == (Basis.forecast, 40.0)

    def test_is_the_same_in_units_of_money(self):
        case = steady()
        money = Case(case.came * 25, case.controls * 25, case.start, unit=25.0)
        one, other = compare(case), compare(money)
        assert other.effect == pytest.approx(one.effect * 25)
        assert other.low == pytest.approx(one.low * 25)

    def test_says_nothing_of_too_little(self):
        with pytest.raises(Unsayable, match="too few to know"):
            compare(steady(history=40))
        with pytest.raises(Unsayable, match=r"conversions were to be expected"):
            compare(steady(level=0.3))

    def test_is_no_surer_than_counting_allows(self):
        case = steady()
        case.came[:] = 10.0
        case.controls[:] = 10.0
        found = compare(case)
        assert found.high - found.low > 2 * 1.6 * np.sqrt(70) / 7

    def test_matches_what_is_alike(self):
        case = steady()
        case.controls[0] *= 100
        case.controls[1] = 0.0
        assert len(matched(case)) == 2
        case.controls[2] *= 100
        assert len(matched(case)) == 0


class TestJudge:
    def test_passes_a_verdict_in_words(self):
        case = steady()
        case.came[case.start :] *= 2
        found = judge(case, (), missing=0)
        assert found.verdict is Verdict.better
        assert "4 campaigns that nobody changed" in found.why
        case.came[case.start :] *= 0.2
        assert judge(case, (), missing=0).verdict is Verdict.worse
        assert judge(case, (), missing=0, less=True).verdict is Verdict.better

    def test_says_why_it_passes_none(self):
        case = steady()
        other = Disturbance(date(2026, 3, 4), "it was taken back", spoils=True)
        found = judge(case, [other], missing=0)
        assert found.verdict is Verdict.unsayable
        assert found.why == "on 2026-03-04 it was taken back"
        assert "2 days were not reported" in judge(case, (), missing=2).why
        assert "too few" in judge(steady(history=40), (), missing=0).why

    def test_says_what_else_happened_beside_the_verdict(self):
        sale = Disturbance(date(2026, 3, 4), "there was promotion 'sale'", spoils=False)
        found = judge(steady(), [sale], missing=0)
        assert found.verdict is Verdict.no_difference
        assert found.beside == ("2026-03-04: there was promotion 'sale'",)
