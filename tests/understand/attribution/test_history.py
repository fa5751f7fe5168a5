"""What attribution found is kept with what it knew, and held against what was found before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.understand.attribution.conftest import FEBRUARY, Desk, at

from adhelm.core import jobs
from adhelm.core.errors import Forbidden
from adhelm.core.principal import Scope, local
from adhelm.govern import audit
from adhelm.understand import attribution
from adhelm.understand.attribution.logic import showing
from adhelm.understand.attribution.types import (
    Asked,
    By,
    Conversion,
    NoSuchRun,
    Stored,
    Touchpoint,
)

TOUCHES = (
    Touchpoint("t1", "ann", at(1), platform="meta"),
    Touchpoint("t2", "bob", at(3), platform="x"),
)
SALES = (
    Conversion("o1", "ann", at(4), value=Decimal("30.10"), currency="EUR"),
    Conversion("o2", "bob", at(5), value=Decimal("10.00"), currency="EUR"),
)


def record(desk: Desk, **asked: Any) -> Stored:
    return attribution.record(
        principal=desk.who, database=desk.database, warehouse=desk.warehouse, clock=desk.clock,
        asked=Asked(**{"period": FEBRUARY, **asked}),
    )  # fmt: skip


def show(desk: Desk, run_id: str, against: str = "") -> Stored:
    return attribution.get_run(
        principal=desk.who, database=desk.database, run_id=run_id, against=against
    )


@pytest.fixture
def twice(desk: Desk) -> tuple[Stored, Stored]:
    """One run before the second sale was known, and one after."""
    desk.touch(*TOUCHES)
    desk.sell(SALES[0])
    first = record(desk)
    desk.clock.set(desk.clock.now() + timedelta(days=1))
    desk.sell(SALES[1])
    return first, record(desk)


class TestARun:
    def test_is_kept_with_what_it_knew(self, desk: Desk, twice: tuple[Stored, Stored]):
        first, second = twice
        assert (first.document["totals"]["value"], second.document["totals"]["value"]) == (
            "30.10", "40.10",
        )  # fmt: skip
        assert first.journeys_at != second.journeys_at
        assert first.data_version == second.document["provenance"]["data_version"]
        assert show(desk, first.id) == first
        found = attribution.list_runs(principal=desk.who, database=desk.database)
        assert [one.id for one in found] == [second.id, first.id]

    def test_is_kept_once_while_nothing_changes(self, desk: Desk, twice: tuple[Stored, Stored]):
        assert record(desk).id == twice[1].id
        assert record(desk, by=By.platform).id != twice[1].id
        entries = audit.list_entries(principal=desk.who, database=desk.database)
        assert [one.action for one in entries].count("attribution.record") == 3

    def test_is_held_against_the_one_before(self, desk: Desk, twice: tuple[Stored, Stored]):
        first, second = twice
        beside = show(desk, second.id, "previous")
        rows = {row["name"]: row for row in showing.flat(beside.document, values=False)}
        assert (rows["meta"]["last"], rows["meta"]["last_previous"]) == (1, 1)
        assert rows["meta"]["last_change"] == 0
        assert (rows["x"]["last"], rows["x"]["last_previous"]) == (1, None)
        assert rows["x"]["last_change"] is None
        assert beside.document["provenance"]["against"]["id"] == first.id
        assert show(desk, second.id, first.id).document == beside.document

    def test_says_where_two_are_not_alike(self, desk: Desk, twice: tuple[Stored, Stored]):
        other = record(desk, by=By.campaign)
        told = show(desk, other.id, twice[0].id).document["warnings"]
        assert told[0].startswith("the two were asked differently")
        later = record(desk, period=replace(FEBRUARY, end=at(20).date()))
        assert "the days differ" in show(desk, later.id, "previous").document["warnings"][0]

    def test_that_is_not_there_is_not_found(self, desk: Desk, twice: tuple[Stored, Stored]):
        for name, against in (("nope", ""), (twice[0].id, "previous"), (twice[0].id, "nope")):
            with pytest.raises(NoSuchRun):
                show(desk, name, against)
        with pytest.raises(NoSuchRun):
            show(replace(desk, who=local("globex")), twice[0].id)

    def test_is_kept_by_those_who_may(self, desk: Desk):
        reader = replace(desk, who=replace(desk.who, scopes=frozenset({Scope.read})))
        with pytest.raises(Forbidden):
            record(reader)

    def test_is_asked_for_once_by_journeys_that_come_within_minutes(self, desk: Desk):
        desk.touch(TOUCHES[0])
        desk.touch(TOUCHES[1])
        desk.touch(TOUCHES[1])
        with desk.database.reading() as connection:
            (asked,) = jobs.list_jobs(connection, workspace_id="acme")
        assert asked.kind == attribution.RUN
        assert timedelta() <= asked.run_at - desk.clock.now() < timedelta(minutes=5)
