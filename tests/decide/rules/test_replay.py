"""A replay gives what live gave …"""

from __future__ import annotations

from collections import Counter
from datetime import time, timedelta
from typing import Any

import pytest
from tests.decide.rules.shop import DEAR, MARCH, VALUE, Campaign, Shop

from adhelm.decide import rules
from adhelm.decide.rules import BadRule, Kept, Replay

DAY = timedelta(days=1)
ALL = f"""\
name: Tell of all that sells less than it cost
if: {VALUE}(7d) < spend(7d) or trend({VALUE}, 14d) < -10%
then: [{{alert: {{severity: low}}}}, {{cut_budget: {{by: 10%, at_least: 5}}}}]
else: {{alert: {{text: well}}}}
cool_down: 2d
caps: {{per_run: 2, per_day: 2}}
protect: {{learning: true, launch_days: 10}}
"""
TIMED = f"""\
name: On weekdays at nine in New York
if: {VALUE}(7d) < spend(7d)
then: pause
when: {{at: "09:00", time_zone: America/New_York, days: [mon, tue, wed, thu, fri]}}
cool_down: 1d
"""


def replayed(shop: Shop, kept: Kept, **how: Any) -> Replay:
    return rules.replay(
        **shop.looking, rule=kept.current.rule, rule_id=kept.id, version=kept.current.version,
        **how,
    )  # fmt: skip


def live(shop: Shop, kept: Kept) -> list[tuple[object, ...]]:
    found = rules.list_firings(**shop.records, rule_id=kept.id, limit=1000)
    return sorted((one.key for one in found), key=str)


def same(shop: Shop, kept: Kept, **how: Any) -> Replay:
    told = replayed(shop, kept, **how)
    assert sorted((one.key for one in told.firings), key=str) == live(shop, kept)
    return told


class TestAReplay:
    def test_of_days_that_were_restated_is_what_live_saw_each_day(self, store: Shop):
        store.alone()
        kept = [store.add(text) for text in (DEAR, ALL)]
        for n in range(7):
            store.sync(MARCH + n * DAY, at=time(7))
            store.run()
            if n % 3 == 1:
                store.sync(MARCH + n * DAY, at=time(15))
                store.run()
                store.campaigns["late"] = Campaign(value=20)
        told = [same(store, one) for one in kept]
        assert [len(one.firings) for one in told] == [3, 9]
        assert told[0].provenance["live_looks"] == 9

    def test_at_a_rules_own_times_is_what_live_saw(self, little: Shop):
        little.alone()
        kept = little.add(TIMED)
        for n in range(4, 10):
            little.sync(MARCH + n * DAY, at=time(11))
            little.clock.set(little.clock.now().replace(hour=14, minute=1))
            little.run(kept.id)
        told = same(little, kept, days=10)
        assert {one.day.isoweekday() for one in told.firings} == {1, 2, 4, 5}
        assert {one.at.hour for one in told.firings} == {13, 14}

    def test_counts_per_day(self, little: Shop):
        little.alone()
        kept = little.add(ALL)
        for n in range(4):
            little.sync(MARCH + n * DAY)
            little.run()
        told = same(little, kept, days=30)
        assert len(told.days) == 30
        per_day = Counter(one.day for one in told.firings)
        assert {one.day: one.fired for one in told.days if one.fired} == per_day
        assert [one.looks for one in told.days[-5:]] == [0, 1, 1, 1, 1]

    def test_of_a_rule_that_did_not_run_then_looks_once_a_day_at_what_was_known(self, little: Shop):
        for n in range(4):
            little.sync(MARCH + n * DAY)
        found = rules.validate(**little.looking, text=DEAR)
        told = rules.replay(**little.looking, rule=found.rule, days=4)
        assert [one.looks for one in told.days] == [1] * 4
        assert [one.day for one in told.firings] == [MARCH, MARCH + 3 * DAY]
        assert told.provenance["live_looks"] == 0

    def test_from_its_middle_on_knows_what_was_done_before(self, little: Shop):
        little.alone()
        kept = little.add(DEAR)
        for n in range(9):
            little.sync(MARCH + n * DAY)
            little.run()
        whole = replayed(little, kept)
        half = replayed(little, kept, days=4)
        edge = MARCH + 5 * DAY
        assert [one.key for one in half.firings] == [
            one.key for one in whole.firings if one.day >= edge
        ]

    def test_knows_no_more_than_was_known_but_with_hindsight(self, little: Shop):
        little.sync(MARCH)
        rule = rules.validate(**little.looking, text=DEAR).rule
        known = rules.replay(**little.looking, rule=rule, days=14)
        assert [one.looks for one in known.days] == [0] * 13 + [1]
        later = rules.replay(**little.looking, rule=rule, days=14, hindsight=True)
        assert sum(one.looks for one in later.days) == 13
        assert known.firings[0].day == MARCH
        assert later.firings[0].day == MARCH - 2 * DAY
        assert later.provenance["known"] == "as it is known now"

    def test_tells_how_far_it_is(self, little: Shop):
        for n in range(3):
            little.sync(MARCH + n * DAY)
        rule = rules.validate(**little.looking, text=DEAR).rule
        steps: list[tuple[int, int]] = []
        rules.replay(
            **little.looking, rule=rule, progress=lambda done, total: steps.append((done, total))
        )
        assert steps == [(1, 3), (2, 3), (3, 3)]

    @pytest.mark.parametrize("days", [0, 367])
    def test_of_no_days_or_too_many_is_refused(self, little: Shop, days: int):
        rule = rules.validate(**little.looking, text=DEAR).rule
        with pytest.raises(BadRule):
            rules.replay(**little.looking, rule=rule, days=days)
