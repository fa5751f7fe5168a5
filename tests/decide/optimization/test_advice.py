"""Advice on budgets, search terms, and what platforms say …"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.decide.optimization.test_policy import pool

from adhelm.core.ads import Level, Period
from adhelm.decide.optimization.logic.budgets import advised
from adhelm.decide.optimization.logic.policy import plan
from adhelm.decide.optimization.logic.purses import (
    Account,
    Budget,
    Purse,
    changes,
    purses,
    shared_out,
)
from adhelm.decide.optimization.logic.relaying import relayed
from adhelm.decide.optimization.logic.terms import negatives
from adhelm.decide.optimization.types import Advised, Entity, Steps, Term

UNTIL = datetime(2026, 3, 4, 9, tzinfo=UTC)
PERIOD = Period.closed(UNTIL.date().replace(month=1), UNTIL.date())
WHOSE = Account("meta", "meta", "1", "EUR")


class TestBudgets:
    def test_are_told_with_changes_effect_and_cost(self):
        given_pool = pool()
        split = plan([given_pool], steps=Steps(), seed=1)[0]
        held = [
            Purse(WHOSE, (f"c{n}",), f"Campaign {n}", (
                Budget(Level.campaign, f"c{n}", f"Campaign {n}", Decimal(int(amount)) / 100),
            ))
            for n, amount in enumerate(given_pool.budgets)
        ]  # fmt: skip
        made = advised(given_pool, held, split, period=PERIOD, version=7, expires_at=UNTIL)
        assert made is not None
        steps = [Decimal(str(one.after)) - Decimal(str(one.before)) for one in made.changes]
        assert sum(steps) <= 0
        assert {one.entity_id for one in made.changes} == {
            f"c{n}" for n in range(5) if split.budgets[n] != given_pool.budgets[n]
        }
        assert made.effect is not None
        assert made.cost_if_wrong is not None
        low, high = made.effect.low, made.effect.high
        assert low is not None
        assert high is not None
        assert low <= made.effect.expected <= high
        assert made.cost_if_wrong >= 0
        assert "as the platform itself counts" in made.claim
        assert f"{made.effect.expected:+,} EUR conversion value a day" in made.claim

    def test_that_stay_are_no_advice(self):
        given_pool = pool(n=1)
        split = plan([given_pool], steps=Steps(), seed=1)[0]
        held = [Purse(WHOSE, ("c0",), "c0", ())]
        assert advised(given_pool, held, split, period=PERIOD, version=7, expires_at=UNTIL) is None


def entity(id_: str, level: str = "campaign", **told: object) -> Entity:
    status = str(told.pop("status", "ACTIVE"))
    campaign = str(told.pop("campaign", id_))
    return Entity("meta", "1", level, id_, campaign, f"name of {id_}", status, told)


class TestAPurse:
    def test_is_a_campaign_or_its_ad_groups_or_a_shared_budget(self):
        found = purses(
            WHOSE,
            {"a": "A", "b": "B", "c": "C", "d": "D", "e": "E"},
            [
                entity("a", daily_budget="10.00", budget_id="x", budget_shared=True),
                entity("b", daily_budget="10.00", budget_id="x", budget_shared=True),
                entity("c"),
                entity("g1", "ad_group", campaign="c", daily_budget="3.00"),
                entity("g2", "ad_group", campaign="c", daily_budget="4.50"),
                entity("g3", "ad_group", campaign="c", daily_budget="9", status="PAUSED"),
                entity("d", lifetime_budget="900"),
            ],
        )
        told = {one.campaigns: (one.name, one.amount, len(one.budgets)) for one in found}
        assert told == {
            ("a", "b"): ("A + B", Decimal("10.00"), 1),
            ("c",): ("C", Decimal("7.50"), 2),
            ("d",): ("D", Decimal(0), 0),
            ("e",): ("E", Decimal(0), 0),
        }

    def test_is_changed_in_the_proportion_of_its_parts(self):
        (purse,) = purses(WHOSE, {"c": "C"}, [
            entity("g1", "ad_group", campaign="c", daily_budget="3.00"),
            entity("g2", "ad_group", campaign="c", daily_budget="4.50"),
        ])  # fmt: skip
        made = changes(purse, Decimal("9.00"), Decimal("0.01"))
        assert [(one.entity_id, one.before, one.after) for one in made] == [
            ("g1", Decimal("3.00"), Decimal("3.60")), ("g2", Decimal("4.50"), Decimal("5.40")),
        ]  # fmt: skip

    @given(
        st.integers(0, 10**9),
        st.lists(st.integers(1, 10**7), min_size=1, max_size=8),
        st.sampled_from([0, 2, 3]),
    )
    def test_is_shared_out_to_the_last_unit(self, whole, parts, digits):
        unit = Decimal(1).scaleb(-digits)
        made = shared_out(whole * unit, [part * unit for part in parts], unit)
        assert sum(made) == whole * unit
        assert all(part >= 0 and part == part.quantize(unit) for part in made)


def term(text: str, clicks: int, spend: str, conversions: str = "0") -> Term:
    return Term(
        "google_ads", "google_ads", "1", "EUR", "c1", "Generic", text, clicks, Decimal(spend),
        Decimal(conversions),
    )  # fmt: skip


class TestSearchTerms:
    GOOD = (term("shoes", 400, "400.00", "20"), term("boots", 200, "200.00", "10"))

    def draft(self, *terms: Term):
        return list(negatives([*self.GOOD, *terms], days=60, version=7, expires_at=UNTIL))

    def test_that_surely_bring_nothing_are_to_be_kept_away(self):
        (made,) = self.draft(term("free shoes", 300, "300.00"), term("shoes blue", 12, "12.00"))
        assert made.evidence["keywords"] == [["free shoes", "exact"]]
        assert [one.after for one in made.changes] == ["[free shoes]"]
        assert made.effect.expected == Decimal("-5.00")
        assert made.effect.low < made.effect.expected < made.effect.high <= 0
        assert made.cost_if_wrong > 0
        assert made.confidence >= 0.95

    def test_with_few_clicks_or_some_conversions_prove_nothing(self):
        assert self.draft(term("new", 10, "10.00"), term("red", 200, "200.00", "6")) == []

    def test_of_a_campaign_that_sells_nothing_are_not_to_blame(self):
        assert (
            list(negatives([term("a", 500, "500.00")], days=60, version=7, expires_at=UNTIL)) == []
        )

    @given(
        st.lists(
            st.tuples(st.integers(0, 5000), st.integers(0, 10**6), st.integers(0, 50)), max_size=12
        )
    )
    def test_are_told_in_numbers_whatever_they_are(self, rows):
        terms = [
            term(f"t{n}", clicks, str(Decimal(cents) / 100), str(won))
            for n, (clicks, cents, won) in enumerate(rows)
        ]
        for made in self.draft(*terms):
            assert 0.95 <= made.confidence <= 1
            assert made.effect.low.is_finite()
            assert made.cost_if_wrong.is_finite()


GOOGLE = Advised(
    "google_ads", "1", "google_ads", "campaign", "c1", "rec1", "CAMPAIGN_BUDGET",
    {"campaignBudgetRecommendation": {
        "currentBudgetAmountMicros": "100000000", "recommendedBudgetAmountMicros": "125000000",
    }}, "Brand", "EUR",
)  # fmt: skip


class TestAPlatformsAdvice:
    def test_on_a_budget_is_a_change_that_promises_nothing(self):
        made = relayed(GOOGLE, version=7, expires_at=UNTIL)
        (change,) = made.changes
        assert (change.before, change.after) == (Decimal("100.00"), Decimal("125.00"))
        assert made.effect is None
        assert made.cost_if_wrong == Decimal("175.00")
        assert "Google Ads recommends a daily budget of 125.00 EUR for 'Brand'" in made.claim

    def test_in_words_is_relayed_in_words(self):
        said = {"title": "Broaden your audience", "message": "It may cost less.", "code": 1}
        one = replace(GOOGLE, platform="meta", connector="meta", details=said, level="ad_group")
        made = relayed(one, version=7, expires_at=UNTIL)
        assert made.claim == (
            "Meta recommends for 'Brand': Broaden your audience: It may cost less."
        )
        assert (made.changes, made.cost_if_wrong) == ((), None)

    @pytest.mark.parametrize("wrong", [None, "many", "NaN", "-5", {}])
    def test_with_amounts_that_are_none_changes_nothing(self, wrong):
        told = {"currentBudgetAmountMicros": "1", "recommendedBudgetAmountMicros": wrong}
        one = replace(GOOGLE, details={"campaignBudgetRecommendation": told})
        assert relayed(one, version=7, expires_at=UNTIL).changes == ()

    def test_is_in_the_currencys_own_unit(self):
        told = {"currentBudgetAmountMicros": 5_000_000_000, "recommendedBudgetAmountMicros": 6e9}
        one = replace(GOOGLE, currency="JPY", details={"campaignBudgetRecommendation": told})
        assert relayed(one, version=7, expires_at=UNTIL).changes[0].after == Decimal(6000)
