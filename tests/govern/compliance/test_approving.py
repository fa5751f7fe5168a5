"""A batch …"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.govern.compliance.facts import LIVE, change, situation, status

from adhelm.govern.compliance import (
    Action,
    Change,
    Field,
    Proposed,
    Stops,
    approvals_needed,
    moved,
    touched,
)
from adhelm.govern.compliance.logic.checking import Asked

D = Decimal
WORKSPACE = Proposed(workspace_budget=D(1000))


def batch(*asked: Change, **facts: Any) -> list[Asked]:
    return [(one, situation(**facts), LIVE) for one in asked]


def raises(count: int, by: str = "1.00") -> list[Asked]:
    return batch(*(change(entity_id=str(n), after=D(100) + D(by)) for n in range(count)))


class TestABatch:
    @pytest.mark.parametrize(
        ("asked", "needed"),
        [(raises(1), 1), (raises(10, "10.00"), 1), (raises(10, "10.01"), 2), (raises(20), 1),
         (raises(21), 2), (batch(change(Field.create, D("100.01"), before=None)), 2),
         (batch(status("enabled"), budget=D(101)), 2), (batch(status("enabled"), budget=None), 2),
         (batch(change(), rate=None), 2), (batch(change(Field.bid, D(2), before=D(1))), 1)],
    )  # fmt: skip
    def test_needs_a_second_person_when_it_is_large(self, asked, needed):
        told = approvals_needed(asked, WORKSPACE)
        assert told.needed == needed
        assert told.reasons

    def test_of_pauses_needs_one_person_however_many_they_are(self):
        pauses = batch(*(status("paused", entity_id=str(n)) for n in range(500)))
        assert approvals_needed(pauses, WORKSPACE).needed == 1

    def test_needs_two_where_the_workspaces_budget_is_unknown(self):
        assert approvals_needed(raises(1), Proposed(workspace_budget=None)).needed == 2

    def test_counts_a_shared_budget_once(self):
        asked = batch(*(change(entity_id=str(n), after=D(160)) for n in range(3)), budget_id="b")
        assert moved(asked) == D(60)

    @given(st.lists(st.decimals("0.01", "60", places=2), min_size=1, max_size=40), st.data())
    @settings(deadline=None)
    def test_is_not_made_smaller_by_splitting_it(self, amounts, data):
        whole = batch(*(change(entity_id=str(n), after=D(100) + by)
                        for n, by in enumerate(amounts)))  # fmt: skip
        wanted = approvals_needed(whole, WORKSPACE).needed
        told, done = [], WORKSPACE
        while whole:
            count = data.draw(st.integers(1, len(whole)))
            part, whole = whole[:count], whole[count:]
            told.append(approvals_needed(part, done).needed)
            done = replace(
                done,
                moved=done.moved + (moved(part) or 0),
                entities=done.entities | touched(part),
            )
        assert max(told) == wanted


class TestTheAutopilot:
    unattended = replace(WORKSPACE, unattended=True)
    limits = replace(LIVE, autopilot=frozenset({Action.raise_budget, Action.pause}))

    def test_does_what_it_may(self):
        for asked in (change(), status("paused")):
            told = approvals_needed([(asked, situation(), self.limits)], self.unattended)
            assert told.needed == 0

    @pytest.mark.parametrize(
        ("asked", "facts"),
        [(change(after=D(90)), {}), (status("enabled"), {}), (status("removed"), {}),
         (change(Field.bid, D("1.1"), before=D(1)), {}), (change(), {"learning": "learning phase"}),
         (change(), {"locked_by": "test 3"}),
         (status("paused"), {"stops": Stops(protected="brand")}),
         (change(after=D(90), before=D(80)), {"live": D(100)})],
    )  # fmt: skip
    def test_asks_a_person_for_the_rest(self, asked, facts):
        found = approvals_needed([(asked, situation(**facts), self.limits)], self.unattended)
        assert found.needed == 1
        assert found.reasons

    def test_is_off_by_default(self):
        assert approvals_needed(batch(status("paused")), self.unattended).needed == 1

    def test_asks_two_for_a_large_batch(self):
        asked = [(one, facts, self.limits) for one, facts, _ in raises(21)]
        assert approvals_needed(asked, self.unattended).needed == 2
