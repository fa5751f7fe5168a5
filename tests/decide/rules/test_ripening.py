"""What is still to come in of a figure …"""

from __future__ import annotations

import pytest
from tests.decide.rules.written import entity, rule

from adhelm.decide.rules.logic.expression import parse_term
from adhelm.decide.rules.logic.sentence import sentence
from adhelm.decide.rules.service.ripening import asks, late, ripe
from adhelm.understand.maturity import Shares
from adhelm.understand.metrics import catalogue
from adhelm.understand.metrics.service.definitions import check


class Slow(Shares):
    """A fifth of what is final is missing for three days, all of it on the day itself."""

    def known(self, *, platform: str, account: str, metric: str, age: int) -> float | None:
        assert (platform, account) == ("meta", "meta/1")
        if age < 1 or metric == "conversion_value":
            return None
        return 0.8 if age <= 3 else 1.0


SLOW = Slow({}, {})


class TestAFigure:
    @pytest.mark.parametrize(
        ("term", "share"),
        [
            ("conversions(3d)", 0.8),
            ("conversions(6d)", 0.9),
            ("cpa(6d)", 0.9),
            ("trend(conversions, 6d)", 0.9),
            ("conversions(prev 6d)", 1.0),
            ("conversions(today)", None),
            ("roas(7d)", None),
        ],
    )
    def test_is_in_by_the_mean_of_its_days(self, term: str, share: float | None):
        one = parse_term(term)
        found = ripe(SLOW, entity(), late(catalogue(), [one]))
        assert found == {one: None if share is None else pytest.approx(share)}

    def test_that_no_conversion_is_part_of_is_not_held_back(self):
        terms = [parse_term(each) for each in ("spend(7d)", "ctr(7d)", "daily_budget", "score")]
        assert late(catalogue(), terms) == {}

    def test_of_a_metric_of_ones_own_is_in_as_what_it_is_made_of(self):
        own = check("ratios:\n  clicks_per_sale: {of: clicks, per: conversions}").catalogue
        assert own is not None
        one = parse_term("clicks_per_sale(3d)")
        assert ripe(SLOW, entity(), late(own, [one])) == {one: pytest.approx(0.8)}
        assert late(catalogue(), [one]) == {}


class TestARule:
    def test_asks_for_it_where_it_says_so_and_tells_it_in_its_sentence(self):
        lax = rule("cpa(7d) > 10")
        strict = rule("cpa(7d) > 10", protect="{mature: 0.9}")
        assert not asks([lax])
        assert asks([lax, strict])
        assert "less than 90% are in" in sentence(strict)
        assert "are in" not in sentence(lax)
