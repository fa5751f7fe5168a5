"""What a plan is for …"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adhelm.core.principal import Actor, Principal, Scope
from adhelm.observe.plans import covers, holding, reach
from adhelm.observe.plans.logic.reaching import is_within, require_reach, weight
from adhelm.observe.plans.types import BadPlan, OutOfReach, Reach, Spending

BRAND = Spending("meta", "meta/1", "c7", "Spring Brand DE", {"market": "DE"})
REACHES = st.builds(
    Reach,
    st.sampled_from(["", "meta", "x"]),
    st.sampled_from(["", "meta/1", "meta/2"]),
    st.sampled_from(["", "*brand*", "*b*", "market=DE", "market=FR"]),
    st.sampled_from(["", "c7", "c8"]),
)


class TestAPlan:
    def test_of_the_most_specific_reach_holds(self):
        plans = [
            (Reach(), "client"),
            (Reach("meta"), "platform"),
            (Reach("meta", "meta/1"), "account"),
            (Reach("meta", group="*brand*"), "group"),
            (Reach("meta", group="market=DE"), "dimension"),
            (Reach("meta", campaign="c7"), "campaign"),
        ]
        found = []
        while plans:
            found.append(holding(plans, BRAND))
            plans = [each for each in plans if each[1] != found[-1]]

        assert found == ["campaign", "dimension", "group", "account", "platform", "client"]

    def test_that_covers_nothing_of_it_does_not_hold(self):
        others = [Reach("x"), Reach(account="meta/2"), Reach(group="*sale*"),
                  Reach(group="market=FR"), Reach("meta", campaign="c8")]  # fmt: skip
        assert holding([(each, each) for each in others], BRAND) is None

    def test_for_names_ignores_the_size_of_letters(self):
        assert covers(Reach(group="SPRING*de"), BRAND)
        assert not covers(Reach(group="SPRING"), BRAND)

    @given(st.lists(REACHES))
    def test_is_found_whatever_the_order(self, reaches):
        plans = [(each, each) for each in reaches]
        assert holding(plans, BRAND) == holding(plans[::-1], BRAND)

    @given(REACHES, REACHES)
    def test_never_weighs_as_much_as_another(self, one, other):
        assert (weight(one) == weight(other)) == (one == other)


class TestAReach:
    @pytest.mark.parametrize(
        "told",
        [
            {"platform": "myspace"},
            {"account": "no-slash"},
            {"platform": "meta", "account": "x/1"},
            {"campaign": "c1"},
            {"platform": "meta", "campaign": "c1", "group": "*"},
            {"group": "a\nb"},
            {"group": "a" * 201},
            {"group": "\ud800"},
        ],
    )
    def test_that_cannot_be_is_refused(self, told):
        with pytest.raises(BadPlan):
            reach(**told)

    def test_of_a_platform_runs_on_its_connector(self):
        assert reach(platform="Instagram ", account="meta/1") == Reach("instagram", "meta/1")


class TestSomebodyNarrowed:
    ANN = Principal(Actor.person, "ann", "acme", frozenset(Scope), frozenset({"meta/1"}))

    def test_plans_for_their_accounts_alone(self):
        require_reach(self.ANN, Reach("meta", "meta/1", campaign="c1"))
        for other in (Reach(), Reach("meta"), Reach("meta", "meta/2")):
            assert not is_within(self.ANN, other)
            with pytest.raises(OutOfReach):
                require_reach(self.ANN, other)
