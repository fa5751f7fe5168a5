"""A question to several workspaces …"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from tests.observe.warehouse.deliveries import JAN, Fact, deliver

from adhelm.core.clock import SetClock
from adhelm.core.errors import AdhelmError
from adhelm.core.principal import Principal, local
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.metrics import Joint, Question, ask, ask_across

D = Decimal
ACME, GLOBEX = local("acme"), local("globex")


@pytest.fixture
def across(warehouse: Warehouse, clock: SetClock):
    """A function that asks two workspaces; one of them also has an account in francs."""
    deliver(warehouse, [Fact("a", JAN, spend=D(3))], principal=ACME)
    deliver(
        warehouse,
        [
            Fact("b", JAN, spend=D(5), platform="meta"),
            Fact("c", JAN, account="2", spend=D(7), currency="CHF"),
        ],
        principal=GLOBEX,
    )

    def asked(*principals: Principal, metrics: str = "spend", **said: Any) -> Joint:
        question = Question(metrics=(metrics,), **said)
        return ask_across(
            principals=principals, warehouse=warehouse, question=question, clock=clock
        )

    return asked


def euros(principal: Principal) -> Principal:
    return replace(principal, accounts=frozenset({"google_ads/1", "meta/1"}))


class TestAskAcross:
    def test_says_whose_each_row_is(self, across):
        found = across(ACME, euros(GLOBEX))
        assert list(found.dicts()) == [
            {"workspace": "acme", "spend": D(3)},
            {"workspace": "globex", "spend": D(5)},
        ]
        assert {name: told.currency for name, told in found.provenance.items()} == {
            "acme": "EUR", "globex": "EUR",
        }  # fmt: skip

    def test_puts_the_workspace_where_it_is_asked_for(self, across):
        found = across(ACME, euros(GLOBEX), by=("platform", "workspace"))
        assert found.columns == ("platform", "workspace", "spend")
        assert list(found.rows) == [("google_ads", "acme", D(3)), ("meta", "globex", D(5))]

    def test_sorts_and_cuts_over_all_of_them(self, across):
        found = across(ACME, euros(GLOBEX), by=("platform",), sort=("-spend",), limit=1)
        assert list(found.rows) == [("globex", "meta", D(5))]
        last = across(ACME, euros(GLOBEX), sort=("-workspace",), by=("workspace",))
        assert [row[0] for row in last.rows] == ["globex", "acme"]

    def test_sees_in_each_what_the_caller_sees_there(self, across):
        nothing = replace(ACME, accounts=frozenset({"meta/9"}))
        assert list(across(nothing, euros(GLOBEX)).rows) == [("globex", D(5))]

    def test_refuses_amounts_of_several_currencies(self, across):
        francs = replace(GLOBEX, accounts=frozenset({"google_ads/2"}))
        with pytest.raises(AdhelmError) as refused:
            across(ACME, francs)
        assert refused.value.code == "currency.mixed"
        apart = across(ACME, francs, by=("currency",))
        assert list(apart.rows) == [("acme", "EUR", D(3)), ("globex", "CHF", D(7))]

    def test_is_not_for_a_clients_people(self, across):
        with pytest.raises(AdhelmError) as refused:
            across(ACME, replace(GLOBEX, staff=False))
        assert refused.value.code == "access.staff_only"

    @pytest.mark.parametrize("as_of", [0, 1])
    def test_has_no_data_version_of_its_own(self, across, as_of):
        with pytest.raises(AdhelmError) as refused:
            across(ACME, as_of=as_of)
        assert refused.value.code == "query.refused"

    def test_needs_a_workspace(self, across):
        with pytest.raises(AdhelmError) as refused:
            across()
        assert refused.value.code == "query.refused"


class TestFees:
    @pytest.mark.parametrize(
        "said",
        [
            {"metrics": ("billed_cost",)},
            {"metrics": ("spend", "profit.7d")},
            {"metrics": ("spend",), "where": "fees > 0"},
            {"metrics": ("spend",), "sort": ("-markup",)},
        ],
    )
    def test_are_refused_to_a_clients_people(self, warehouse, clock, said):
        with pytest.raises(AdhelmError) as refused:
            ask(
                principal=replace(ACME, staff=False), warehouse=warehouse, clock=clock,
                question=Question(**said),
            )  # fmt: skip
        assert refused.value.code == "access.staff_only"
        assert refused.value.hint
