"""A publication is visible whole or not at all, and says what it changed."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.observe.warehouse.deliveries import (
    JAN,
    Fact,
    conversion,
    deliver,
    facts_of,
    fresh_workspace,
    read,
)

from adhelm.core.errors import Forbidden
from adhelm.core.principal import Actor, Principal, Scope, local
from adhelm.observe import warehouse as warehouses
from adhelm.observe.warehouse import ChecksFailed, Warehouse
from adhelm.observe.warehouse.store.arrival import MixedRepeats
from adhelm.observe.warehouse.types import CheckResult, Replace

DAY = timedelta(days=1)
money = st.decimals("-1000", "100000", places=9)
facts = st.lists(
    st.builds(
        Fact,
        entity=st.sampled_from("abcdef"),
        day=st.dates(date(2025, 11, 28), date(2026, 2, 3)),
        impressions=st.none() | st.integers(0, 10**12),
        spend=st.none() | money,
        account=st.sampled_from("12"),
    ),
    max_size=14,
    unique_by=lambda fact: (fact.account, fact.entity, fact.day),
)
few = settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class TestPublish:
    def test_makes_rows_visible_with_their_stamps(self, warehouse: Warehouse, principal: Principal):
        done = deliver(warehouse, [Fact("a", JAN)], principal=principal, id="b1")
        assert (done.data_version, done.added, done.changed_data) == (1, 1, True)
        found = read(
            warehouse,
            principal,
            "SELECT workspace_id, source_id, batch_id, month, spend, "
            "CAST(ingested_at AS VARCHAR) FROM facts",
        )
        assert found == [
            ("acme", "files", "b1", "2026-01", Decimal("1.5"), "2026-03-01 09:00:00+00")
        ]

    def test_twice_changes_nothing(self, warehouse: Warehouse, principal: Principal):
        coverage = {
            "connector": "google_ads", "platform": "google_ads", "account_id": "1",
            "level": "campaign", "breakdown": "", "grain": "day", "start_date": JAN,
            "end_date": JAN, "fields": "spend",
        }  # fmt: skip
        entity = {
            "connector": "google_ads", "platform": "google_ads", "account_id": "1",
            "level": "campaign", "entity_id": "a", "name": "Sale",
        }  # fmt: skip
        tables = {
            "conversions": [conversion("a", JAN, "buy", "0.25")],
            "coverage": [coverage],
            "entities": [entity],
            "quarantine": [{"file": "f.csv", "line": 3, "code": "x", "reason": "y", "row": "[]"}],
            "extras": [
                {"connector": "google_ads", "platform": "google_ads", "account_id": "1",
                 "level": "campaign", "entity_id": "a", "day": JAN, "breakdown_key": "",
                 "columns": "{}"}
            ],
        }  # fmt: skip
        deliver(warehouse, [Fact("a", JAN)], principal=principal, tables=tables)
        again = deliver(warehouse, [Fact("a", JAN)], principal=principal, tables=tables)
        assert (again.changed_data, again.data_version, again.unchanged) == (False, 1, 1)
        for table in tables:
            assert len(read(warehouse, principal, f"SELECT 1 FROM {table}")) == 1, table

    def test_sums_rows_of_equal_keys_and_counts_them(
        self, warehouse: Warehouse, principal: Principal
    ):
        rows = [
            Fact("a", JAN, impressions=1, spend=Decimal("0.1"), reach=5),
            Fact("a", JAN, impressions=2, spend=Decimal("0.2"), reach=5),
            Fact("b", JAN, impressions=None, spend=None, reach=5),
            Fact("b", JAN, impressions=None, spend=None, reach=6),
        ]
        done = deliver(warehouse, rows, principal=principal)
        assert (done.merged, done.added) == (2, 2)
        query = "SELECT entity_id, impressions, spend, reach FROM facts ORDER BY ALL"
        assert read(warehouse, principal, query) == [
            ("a", 3, Decimal("0.3"), 5),
            ("b", None, None, None),
        ]

    def test_refuses_to_sum_two_currencies(self, warehouse: Warehouse, principal: Principal):
        with pytest.raises(MixedRepeats, match="EUR and USD"):
            deliver(
                warehouse, [Fact("a", JAN), Fact("a", JAN, currency="USD")], principal=principal
            )
        assert facts_of(warehouse, principal) == []

    def test_keeps_workspaces_apart(self, warehouse: Warehouse, principal: Principal):
        other = local("globex")
        deliver(warehouse, [Fact("a", JAN)], principal=principal)
        deliver(warehouse, [Fact("a", JAN, impressions=99)], principal=other)
        assert len(facts_of(warehouse, principal)) == 1
        assert read(warehouse, other, "SELECT impressions FROM facts") == [(99,)]
        assert [v.version for v in warehouses.versions(warehouse, principal=principal)] == [1]

    def test_needs_the_scope(self, warehouse: Warehouse):
        reader = Principal(Actor.person, "eve", "acme", frozenset({Scope.read}))
        with pytest.raises(Forbidden):
            deliver(warehouse, [Fact("a", JAN)], principal=reader)

    def test_completes_entities_and_keeps_the_newest_name(
        self, warehouse: Warehouse, principal: Principal
    ):
        entity = {
            "connector": "meta", "platform": "meta", "account_id": "1", "level": "campaign",
            "entity_id": "a",
        }  # fmt: skip
        for told in ({"name": "Old", "status": "ACTIVE"}, {"name": "New"}):
            deliver(warehouse, principal=principal, tables={"entities": [{**entity, **told}]})
        found = read(warehouse, principal, "SELECT name, status FROM entities")
        assert found == [("New", "ACTIVE")]

    @few
    @given(rows=facts, cuts=st.lists(st.integers(0, 14), max_size=3), data=st.data())
    def test_in_any_split_and_order_gives_the_same_facts(
        self, warehouse: Warehouse, rows: list[Fact], cuts: list[int], data: st.DataObject
    ):
        whole, split = fresh_workspace(), fresh_workspace()
        deliver(warehouse, rows, principal=whole)
        shuffled = data.draw(st.permutations(rows))
        edges = [0, *sorted(cuts), len(rows)]
        for start, end in pairwise(edges):
            deliver(warehouse, shuffled[start:end], principal=split)
        assert facts_of(warehouse, split) == facts_of(warehouse, whole)

    @few
    @given(rows=facts)
    def test_keeps_sums_exact(self, warehouse: Warehouse, rows: list[Fact]):
        mine = fresh_workspace()
        deliver(warehouse, rows, principal=mine)
        spent = [fact.spend for fact in rows if fact.spend is not None]
        found = read(warehouse, mine, "SELECT sum(spend), sum(impressions) FROM facts")
        shown = [fact.impressions for fact in rows if fact.impressions is not None]
        assert found == [(sum(spent) if spent else None, sum(shown) if shown else None)]


class TestReplacing:
    def test_of_entity_days_leaves_the_others(self, warehouse: Warehouse, principal: Principal):
        deliver(warehouse, [Fact("a", JAN), Fact("b", JAN), Fact("a", JAN + DAY)],
                principal=principal)  # fmt: skip
        done = deliver(warehouse, [Fact("a", JAN, impressions=11)], principal=principal)
        assert (done.added, done.changed, done.removed, done.restated) == (0, 1, 0, 1)
        assert done.vanished is not None
        assert (done.vanished.entities, done.vanished.examples, done.held) == (1, ("b",), False)
        query = "SELECT entity_id, date, impressions FROM facts ORDER BY ALL"
        assert read(warehouse, principal, query) == [
            ("a", JAN, 11), ("a", JAN + DAY, 10), ("b", JAN, 10),
        ]  # fmt: skip

    def test_an_hour_takes_the_place_of_the_day(self, warehouse: Warehouse, principal: Principal):
        deliver(warehouse, [Fact("a", JAN, impressions=5)], principal=principal)
        hours = [Fact("a", JAN, impressions=2 + hour, hour=hour) for hour in (0, 1)]
        deliver(warehouse, hours, principal=principal)
        assert read(warehouse, principal, "SELECT sum(impressions), count(*) FROM facts") == [
            (5, 2)
        ]

    def test_writes_months_that_have_come_to_rest_only_once_more(
        self, warehouse: Warehouse, principal: Principal
    ):
        february = JAN + 40 * DAY
        deliver(warehouse, [Fact("a", JAN), Fact("a", february)], principal=principal)
        files = [_files(warehouse, principal)]
        for impressions in (11, 12):
            new = [Fact("a", february, impressions=impressions)]
            deliver(warehouse, new, principal=principal)
            files.append(_files(warehouse, principal))
        assert [len(found) for found in files] == [1, 2, 2]
        assert [len(one & other) for one, other in pairwise(files)] == [0, 1]
        query = "SELECT date, impressions FROM facts ORDER BY ALL"
        assert read(warehouse, principal, query) == [(JAN, 10), (february, 12)]

    def test_says_once_that_days_were_asked_for(self, warehouse: Warehouse, principal: Principal):
        days = [(JAN, JAN + DAY), (JAN + DAY, JAN + 2 * DAY), (JAN, JAN + DAY)]
        for first, last in days:
            asked = {
                "connector": "google_ads", "platform": "google_ads", "account_id": "1",
                "level": "campaign", "breakdown": "", "grain": "day", "start_date": first,
                "end_date": last, "fields": "spend",
            }  # fmt: skip
            deliver(warehouse, principal=principal, tables={"coverage": [asked]})
        query = "SELECT start_date, end_date FROM coverage ORDER BY ALL"
        assert read(warehouse, principal, query) == days[:2]

    def test_takes_conversions_that_a_corrected_file_lost(
        self, warehouse: Warehouse, principal: Principal
    ):
        first = [conversion("a", JAN, "buy", "1"), conversion("a", JAN, "lead", "2")]
        deliver(warehouse, [Fact("a", JAN)], principal=principal, tables={"conversions": first})
        deliver(warehouse, [Fact("a", JAN)], principal=principal, tables={"conversions": first[:1]})
        found = read(warehouse, principal, "SELECT conversion_name FROM conversions")
        assert found == [("buy",)]

    def test_leaves_conversions_to_a_file_without_any(
        self, warehouse: Warehouse, principal: Principal
    ):
        tables = {"conversions": [conversion("a", JAN, "buy", "1")]}
        deliver(warehouse, [Fact("a", JAN)], principal=principal, tables=tables)
        deliver(warehouse, [Fact("a", JAN, impressions=3)], principal=principal)
        assert read(warehouse, principal, "SELECT count(*) FROM conversions") == [(1,)]

    def test_leaves_the_rows_of_other_sources(self, warehouse: Warehouse, principal: Principal):
        deliver(warehouse, [Fact("a", JAN)], principal=principal, source="api")
        deliver(warehouse, [Fact("a", JAN)], principal=principal, source="files")
        assert read(warehouse, principal, "SELECT source_id FROM facts ORDER BY 1") == [
            ("api",), ("files",),
        ]  # fmt: skip

    def test_of_a_window_is_held_if_entities_vanish(
        self, warehouse: Warehouse, principal: Principal
    ):
        deliver(warehouse, [Fact("a", JAN), Fact("b", JAN)], principal=principal)
        new = [Fact("a", JAN, impressions=1)]
        held = deliver(warehouse, new, principal=principal, replace=Replace.window)
        assert (held.held, held.changed_data, held.data_version) == (True, False, 1)
        assert held.vanished is not None
        assert held.vanished.spend == {"EUR": Decimal("1.5")}
        done = deliver(
            warehouse, new, principal=principal, replace=Replace.window, allow_vanishing=True
        )
        assert (done.removed, done.held) == (1, False)
        assert read(warehouse, principal, "SELECT entity_id FROM facts") == [("a",)]

    def test_of_a_window_reaches_as_far_as_was_asked(
        self, warehouse: Warehouse, principal: Principal
    ):
        deliver(warehouse, [Fact("a", JAN), Fact("a", JAN + 40 * DAY)], principal=principal)
        coverage = {
            "connector": "google_ads", "platform": "google_ads", "account_id": "1",
            "level": "campaign", "breakdown": "", "grain": "day", "start_date": JAN,
            "end_date": JAN + 60 * DAY, "fields": "spend",
        }  # fmt: skip
        done = deliver(warehouse, [Fact("a", JAN)], principal=principal,
                       replace=Replace.window, tables={"coverage": [coverage]})  # fmt: skip
        assert (done.unchanged, done.removed) == (1, 1)
        assert read(warehouse, principal, "SELECT date FROM facts") == [(JAN,)]

    @few
    @given(before=facts, after=facts.filter(bool))
    def test_of_a_window_leaves_exactly_the_new_rows_in_it(
        self, warehouse: Warehouse, before: list[Fact], after: list[Fact]
    ):
        mine, wanted = fresh_workspace(), fresh_workspace()
        deliver(warehouse, before, principal=mine)
        deliver(warehouse, after, principal=mine, replace=Replace.window, allow_vanishing=True)
        outside = [fact for fact in before if not _in_window(fact, after)]
        deliver(warehouse, [*outside, *after], principal=wanted)
        assert facts_of(warehouse, mine) == facts_of(warehouse, wanted)

    @few
    @given(before=facts.filter(bool), after=facts)
    def test_is_retold_by_the_restatements(
        self, warehouse: Warehouse, before: list[Fact], after: list[Fact]
    ):
        mine = fresh_workspace()
        deliver(warehouse, before, principal=mine)
        first = warehouses.snapshot(warehouse, principal=mine).version.version
        deliver(warehouse, after, principal=mine, replace=Replace.window, allow_vanishing=True)
        old = {row[:3]: dict(zip(_FIELDS, row[3:], strict=True)) for row in
               read(warehouse, mine, _VALUES, as_of=first)}  # fmt: skip
        for account, entity, day, field, new in read(warehouse, mine, _RESTATED):
            if field == "*":
                del old[account, entity, day]
            else:
                old[account, entity, day][field] = new
        now = {row[:3]: dict(zip(_FIELDS, row[3:], strict=True)) for row in
               read(warehouse, mine, _VALUES)}  # fmt: skip
        new_days = now.keys() - {(f.account, f.entity, f.day) for f in before}
        assert old == {key: values for key, values in now.items() if key not in new_days}


_FIELDS = ("impressions", "spend")
_VALUES = """
    SELECT account_id, entity_id, date, CAST(impressions AS VARCHAR), CAST(spend AS VARCHAR)
    FROM facts
"""
_RESTATED = "SELECT account_id, entity_id, date, field, new FROM restatements ORDER BY known_at"


def _files(warehouse: Warehouse, principal: Principal) -> set[str]:
    return set(warehouses.snapshot(warehouse, principal=principal).files("facts"))


def _in_window(fact: Fact, after: list[Fact]) -> bool:
    days = [other.day for other in after if other.account == fact.account]
    return bool(days) and min(days) <= fact.day <= max(days)


class TestChecks:
    @pytest.mark.parametrize(
        ("fact", "name"),
        [
            (Fact("a", JAN, impressions=-1), "range.negative"),
            (Fact("a", date(2026, 3, 4)), "range.future"),
            (Fact("a", JAN, level="adset"), "schema.level"),
            (Fact("a", JAN, hour=24), "range.hour"),
        ],
    )
    def test_that_block_refuse_the_publication(
        self, warehouse: Warehouse, principal: Principal, fact: Fact, name: str
    ):
        with pytest.raises(ChecksFailed) as refused:
            deliver(warehouse, [fact, Fact("b", JAN)], principal=principal)
        assert refused.value.facts["checks"] == [name]
        assert warehouses.versions(warehouse, principal=principal) == []
        stored = warehouses.quality_results(warehouse, principal=principal, failing=True)
        assert (name, None) in [(one.result.check, one.version) for one in stored]

    def test_can_be_overruled(self, warehouse: Warehouse, principal: Principal):
        late = Fact("a", date(2026, 3, 4))
        done = deliver(warehouse, [late], principal=principal, refuse_failing=False)
        assert done.changed_data
        assert [c.check for c in done.checks if not c.passed] == ["range.future"]
        with pytest.raises(ChecksFailed):
            deliver(
                warehouse,
                [Fact("a", JAN, level="adset")],
                principal=principal,
                refuse_failing=False,
            )

    def test_warn_of_clicks_above_impressions_where_the_platform_promises(
        self, warehouse: Warehouse, principal: Principal
    ):
        rows = [Fact("a", JAN, clicks=11), Fact("b", JAN, clicks=11, platform="linkedin")]
        done = deliver(warehouse, rows, principal=principal)
        found = {check.check: check.found for check in done.checks}
        assert found["clicks.within_impressions"] == 1

    def test_of_the_caller_count_too(self, warehouse: Warehouse, principal: Principal):
        total = CheckResult("totals", "block", passed=False, found=1, message="the total is off")
        with pytest.raises(ChecksFailed, match="the total is off"):
            deliver(warehouse, [Fact("a", JAN)], principal=principal, checks=[total])

    def test_keep_credits(self, warehouse: Warehouse, principal: Principal):
        done = deliver(warehouse, [Fact("a", JAN, spend=Decimal("-2.5"))], principal=principal)
        assert done.added == 1
